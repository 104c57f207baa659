"""What a dry run foresees, through the front door: documents and units before and after, and nothing left behind."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.asking import count, sold
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale

pytestmark = pytest.mark.anyio

EFFECTS = """
refusals { code } effects { truncated documents { kind id number before after } units {
  unitId serialNumber product saleBefore saleAfter warrantyBefore { status lastDay } warrantyAfter { status lastDay }
  returnBefore { mayReturn } returnAfter { mayReturn } } claims {
  claimId number serialNumber stateBefore stateAfter flagsBefore flagsAfter
  verdict { status validAt knownAt } verdictBefore { status validAt knownAt } verdictAfter { status validAt knownAt } }
  returns { itemId returnNumber position serialNumber stateBefore stateAfter answer { mayReturn }
  answerBefore { mayReturn validAt knownAt } answerAfter { mayReturn validAt knownAt } } }
"""
VERSIONS = """
query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } ... on Invoice { version }
  ... on SalesOrder { version } } }
"""


async def tried(desk: Desk, mutation: str, **asked: Any) -> tuple[dict[str, Any], list[str]]:
    """What a mutation would do, and the statements that it took; that nothing is left behind is seen."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {EFFECTS} }} }}"
    before = await desk.counts()
    found, statements = await count(desk, document, input={**asked, "dryRun": True})
    assert await desk.counts() == before
    assert found[mutation]["refusals"] == []
    return found[mutation]["effects"], statements


async def foreseen(desk: Desk, mutation: str, **asked: Any) -> dict[str, Any]:
    return (await tried(desk, mutation, **asked))[0]


async def correction(desk: Desk, document: str, **asked: Any) -> dict[str, Any]:
    version = (await desk.ask(VERSIONS, id=document))["node"]["version"]
    return {**asked, "version": version, "reason": "a slip of the hand"}


def states(effects: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(each["kind"], each["before"], each["after"]) for each in effects["documents"]]


def sales(effects: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["serialNumber"]: (each["saleBefore"], each["saleAfter"]) for each in effects["units"]}


SOLD = ("NOT_SOLD_BY_US", "SOLD")
ENDED = ("SOLD", "NO_LONGER_SOLD")


async def test_posting_a_slip_sells_what_stands_on_it(desk: Desk, sell: Sell) -> None:
    """D7: the units of this slip, not those of another one of its order."""
    sale = await sell(4)
    await sale.posted([["OTHER-1", "OTHER-2"]])
    slip = await sale.slip(2)
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1", "SN-2"])

    effects = await foreseen(desk, "postPackingSlip", id=slip["id"])

    assert states(effects) == [("PACKING_SLIP", "DRAFT", "POSTED")]
    assert effects["documents"][0]["id"] == slip["id"]
    assert effects["documents"][0]["number"].startswith("PS-")
    assert sales(effects) == {"SN-1": SOLD, "SN-2": SOLD}
    assert {each["product"] for each in effects["units"]} == set(sale.products)
    assert not effects["truncated"]


async def test_posting_an_invoice_starts_warranty_and_return(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """W2, V2: the sale stands before and after; what an invoice starts begins with it."""
    sale = await sell(1)
    await sold(desk, await sell(1), unique, ["X"])
    scope = {"product": sale.products[0]}
    terms = {"scope": scope, "validFrom": "2020-01-01"}
    cover = [{"kind": "PARTS", "period": "P2Y"}]
    await desk.done(
        "publishWarrantyTerm",
        number=unique("WT"),
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=cover,
        **terms,
    )
    await desk.done("publishReturnPolicy", number=unique("RP"), basis="INVOICE", windowDays=30, **terms)
    await sale.posted([["SN-1"]])
    draft = await sale.invoice()

    effects = await foreseen(desk, "postInvoice", id=draft["id"])

    (unit,) = effects["units"]
    assert states(effects) == [("INVOICE", "DRAFT", "POSTED")]
    assert (unit["saleBefore"], unit["saleAfter"]) == ("SOLD", "SOLD")
    assert unit["warrantyBefore"] == {"status": "NOT_STARTED", "lastDay": None}
    assert unit["warrantyAfter"] == {"status": "COVERED", "lastDay": "2028-03-02"}
    assert (unit["returnBefore"], unit["returnAfter"]) == ({"mayReturn": False}, {"mayReturn": True})


async def test_a_corrected_number_changes_places_with_the_right_one(desk: Desk, sell: Sell) -> None:
    """C1: the wrong unit as if it had never been sold; the right one is new, and has no id that stays."""
    sale = await sell(1)
    slip = await sale.posted([["WRONG-1"]])
    (registration,) = slip["registrations"][slip["lines"][0]["id"]]
    invoice = await sale.invoice()

    asked = await correction(
        desk,
        invoice["id"],
        invoiceLineId=invoice["lines"][0]["id"],
        registrationId=registration,
        serialNumber="RIGHT-1",
    )
    effects = await foreseen(desk, "changeSerialNumber", **asked)

    assert {each["kind"] for each in effects["documents"]} == {"PACKING_SLIP", "INVOICE"}
    assert sales(effects) == {"WRONG-1": ("SOLD", "NOT_SOLD_BY_US"), "RIGHT-1": SOLD}
    assert [each["unitId"] is None for each in effects["units"]] == [False, True]


async def test_a_filled_blank_makes_its_number_a_sold_one(desk: Desk, sell: Sell) -> None:
    """R4."""
    sale = await sell(2)
    slip = await sale.posted([["SN-0"]], blanks=1)
    line = slip["lines"][0]["id"]

    asked = await correction(
        desk, slip["id"], lineId=line, registrationId=slip["registrations"][line][1], serialNumber="SN-1"
    )
    effects = await foreseen(desk, "fillNotReadable", **asked)

    assert states(effects) == [("PACKING_SLIP", "POSTED", "POSTED")]
    assert sales(effects) == {"SN-1": SOLD}


async def test_a_sale_over_the_counter_makes_its_invoice(desk: Desk, sell: Sell) -> None:
    """P1: a document that is not there yet has no id and no state before."""
    sale = await sell(1)
    lines = [{"product": sale.products[0], "quantity": 1, "serialNumbers": ["SN-1"]}]

    effects = await foreseen(desk, "sellAtPointOfSale", customer=sale.customer, lines=lines)

    assert states(effects) == [("INVOICE", None, "POSTED")]
    assert effects["documents"][0]["id"] is None
    assert sales(effects) == {"SN-1": SOLD}


async def test_a_discarded_draft_frees_what_was_never_sold(desk: Desk, sell: Sell) -> None:
    """D11: its units are named, for they are free, and their answers stay."""
    slip = await (await sell(1)).slip()
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])

    effects = await foreseen(desk, "discardPackingSlip", id=slip["id"])

    assert states(effects) == [("PACKING_SLIP", "DRAFT", "DISCARDED")]
    assert sales(effects) == {"SN-1": ("NOT_SOLD_BY_US", "NOT_SOLD_BY_US")}


async def test_what_is_done_has_no_effects_to_foresee(desk: Desk, sell: Sell) -> None:
    """Null without a dry run, and where a dry run is refused."""
    slip = await (await sell(1)).slip()
    document = "mutation ($input: PostPackingSlipInput!) { postPackingSlip(input: $input) { effects { truncated } } }"
    register = {"lineId": slip["lines"][0]["id"], "serials": ["SN-1"]}

    refused = await desk.ask(document, input={"id": slip["id"], "dryRun": True})
    await desk.done("registerSerials", **register)
    done = await desk.ask(document, input={"id": slip["id"]})

    assert refused["postPackingSlip"] == done["postPackingSlip"] == {"effects": None}


async def test_what_is_set_up_touches_no_documents(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    effects = await foreseen(desk, "saveCustomer", number=unique("CUST"), name="Miller")

    assert effects == {"truncated": False, "documents": [], "units": [], "claims": [], "returns": []}


async def test_two_hundred_units_are_shown_and_that_there_are_more_is_said(desk: Desk, sell: Sell) -> None:
    """One answer is bounded."""
    slip = await (await sell(201)).slip()
    serials = [f"SN-{n:03}" for n in range(201)]
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=serials)

    effects, statements = await tried(desk, "postPackingSlip", id=slip["id"])

    assert (len(effects["units"]), effects["truncated"]) == (200, True)
    assert statements[-5:] == ["find_touched", "find_units_by_id", "find_units_by_id", "find_states", "find_books"]


async def test_a_dry_run_shows_what_would_still_keep_the_draft_from_being_posted(desk: Desk, sell: Sell) -> None:
    """D7: the draft as it would be, and not as it is."""
    sale: Sale = await sell(2)
    create = """
    mutation ($order: String!) { createPackingSlip(input: { order: $order, dryRun: true }) {
      packingSlip { obstacles { code } } } }
    """

    told = await desk.ask(create, order=sale.order)

    assert told["createPackingSlip"]["packingSlip"] == {"obstacles": [{"code": "REGISTRATIONS_MISSING"}]}
