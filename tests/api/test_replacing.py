"""Claims that are resolved by a replacement: another unit steps into the sale (K3, W7)."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from graph_api.store.bolt import Bolt
from graph_api.store.checking import CHECKS
from tests.api.asking import sold
from tests.api.claiming import asked, claim_of, claimed, refuse, take, unit_id
from tests.api.conftest import Sell
from tests.api.credits import counted, credit, posted, shipping_itself, unit
from tests.api.desk import Desk, Sale
from tests.api.take_backs import back, take_back, version_of
from tests.api.test_effects import tried

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

LISTED = """
query ($id: ID!) {
  node(id: $id) {
    ... on SlipLine { registered registrations { nodes { serialNumber ended endedOn } } }
    ... on InvoiceLine { registered registrations { nodes { serialNumber ended endedOn } } }
  }
}
"""
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action after } } }"
GONE = ("SN-1", "REPLACED", "2026-03-02")


async def listed(desk: Desk, document: dict[str, Any]) -> tuple[int, list[tuple[Any, ...]]]:
    line = (await desk.ask(LISTED, id=document["lines"][0]["id"]))["node"]
    shown = [tuple(each.values()) for each in line["registrations"]["nodes"]]
    return line["registered"], shown


async def in_work(sale: Sale, serial: str = "SN-1") -> Any:
    """A claim for which the work began."""
    return await claimed(sale.desk, await unit_id(sale, serial), "IN_PROGRESS")


async def replaced(sale: Sale, serial: str = "SN-1", by: str = "SN-2", **more: Any) -> Any:
    claim = await in_work(sale, serial)
    return await take(sale.desk, claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial=by, **more)


async def test_the_unit_that_came_stands_on_the_lines_and_in_the_sale_of_the_other(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """K3, W7, I1: both are listed; what is left of the cover is the sale's; the line counts as many as before."""
    sale = await sell(1)
    documents = await sold(desk, sale, unique, ["SN-1"])
    before = (await unit(sale, "SN-1"))["warranty"]

    claim = await replaced(sale)
    found, came, gone = await claim_of(desk, claim), await unit(sale, "SN-2"), await unit(sale, "SN-1")

    assert (found["state"], found["resolution"], found["flags"]) == ("RESOLVED", "REPLACEMENT", [])
    assert (found["registration"]["ended"], found["replacement"]["serialNumber"]) == ("REPLACED", "SN-2")
    assert await listed(desk, documents["slip"]) == (1, [GONE, ("SN-2", None, None)])
    assert await listed(desk, documents["invoice"]) == (1, [GONE, ("SN-2", None, None)])
    assert (came["saleStatus"], came["warranty"]) == ("SOLD", before)
    assert came["sales"][0]["invoice"]["number"] == documents["invoice"]["number"]
    assert gone["sales"][0]["ended"] == {"kind": "REPLACED", "on": "2026-03-02"}
    assert await counted(sale) == (1, 1)


async def test_every_chain_that_it_touches_goes_on(desk: Desk, sell: Sell, unique: Unique) -> None:
    """C4: of the claim, both units, the slip and the invoice."""
    sale = await sell(1)
    documents = await sold(desk, sale, unique, ["SN-1"])

    claim = await replaced(sale)

    subjects = [claim["id"], documents["slip"]["id"], documents["invoice"]["id"]]
    subjects += [await unit_id(sale, "SN-1"), await unit_id(sale, "SN-2")]
    for subject in subjects:
        last = (await desk.ask(AUDIT, id=subject))["auditEntries"]["nodes"][-1]
        assert last["action"] == "resolveClaim"
        assert "SN-2" in str(last["after"])


async def test_the_unit_that_went_may_be_sold_again_and_the_one_that_came_may_not(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """R5, W8."""
    sale = await sell(3)
    await sale.posted([["SN-1"]])
    await replaced(sale)

    draft = await sale.slip(2)
    line = draft["lines"][0]["id"]
    taken = await desk.refused("scanSerial", lineId=line, scan="SN-2")
    again = await desk.send("scanSerial", lineId=line, scan="SN-1")

    assert taken.codes == ["STANDS_ELSEWHERE"]
    assert again.registered == (1, 0)


async def test_a_replacement_is_itself_replaced(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W7: the sale goes on through both, and its cover does not grow."""
    sale = await sell(1)
    documents = await sold(desk, sale, unique, ["SN-1"])
    before = (await unit(sale, "SN-1"))["warranty"]

    await replaced(sale)
    await replaced(sale, "SN-2", "SN-3")

    registered, shown = await listed(desk, documents["slip"])
    assert (registered, [each[:2] for each in shown]) == (
        1,
        [("SN-1", "REPLACED"), ("SN-2", "REPLACED"), ("SN-3", None)],
    )
    assert (await unit(sale, "SN-3"))["warranty"] == before


async def test_cover_counts_from_the_first_invoice_though_that_was_credited_before(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W2, W7: swapping never makes it grow."""
    sale = await sell(1)
    cover = [{"kind": "PARTS", "period": "P2Y"}]
    await desk.done(
        "publishWarrantyTerm",
        number=unique("WT"),
        scope={"product": sale.products[0]},
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=cover,
        validFrom="2020-01-01",
    )
    draft = await sale.slip(1)
    await desk.done("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-1")
    await desk.done("postPackingSlip", id=draft["id"], day="2026-02-10")
    first = await posted(sale, day="2026-02-12")
    await credit(desk, first, day="2026-02-14")
    await posted(sale, day="2026-02-20")

    await replaced(sale)
    came = await unit(sale, "SN-2")

    assert came["sales"][0]["invoices"][0]["number"] == first["number"]
    assert (came["warranty"]["firstDay"], came["warranty"]["lastDay"]) == ("2026-02-12", "2028-02-12")
    assert came["sales"][0]["day"] == "2026-02-10"


async def test_what_came_is_credited_reversed_and_taken_over_like_the_one_that_went(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D3, D4, D10: the live unit goes through it; the one that was replaced stays as it was."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    invoice = await posted(sale)
    await replaced(sale)

    note = await credit(desk, invoice)
    credited = await listed(desk, invoice)
    version = await version_of(sale, slip)
    await desk.done("cancelPackingSlip", id=slip["id"], version=version, reason="nobody was there")
    again = await sale.slip(1)
    shown = await listed(desk, again)

    assert note["invoice"]["state"] == "CREDITED"
    assert credited == (0, [GONE, ("SN-2", "CREDITED", "2026-03-02")])
    assert [each[:2] for each in (await listed(desk, slip))[1]] == [("SN-1", "REPLACED"), ("SN-2", "REVERSED")]
    assert shown == (1, [("SN-2", None, None)])
    assert await counted(sale) == (0, 0)


async def test_what_came_is_taken_back_before_it_is_invoiced(desk: Desk, sell: Sell) -> None:
    """C2: by its own registration."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-3"]])
    claim = await replaced(sale)
    came = (await claim_of(desk, claim))["replacement"]["id"]
    line = slip["lines"][0]["id"]
    slip["registrations"][line][0] = came

    await take_back(sale, back(slip, 1, 0))

    assert [each[:2] for each in (await listed(desk, slip))[1]] == [
        ("SN-1", "REPLACED"),
        ("SN-3", None),
        ("SN-2", "TAKEN_BACK"),
    ]
    assert await counted(sale) == (1, 0)


async def test_an_invoice_without_a_slip_shows_both_and_its_credit_ends_the_sale(desk: Desk, sell: Sell) -> None:
    """D8, D10."""
    sale = await sell(1)
    invoice = await shipping_itself(sale, "SN-1")
    await replaced(sale)

    shown = await listed(desk, invoice)
    await credit(desk, invoice)
    credited = await listed(desk, invoice)

    assert shown == (1, [GONE, ("SN-2", None, None)])
    assert credited == (0, [GONE, ("SN-2", "CREDITED", "2026-03-02")])


async def test_a_draft_invoice_that_chose_the_one_has_the_other(desk: Desk, sell: Sell) -> None:
    """D11, R1: posted afterwards, it never stood for the unit that went."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    draft = await sale.invoice()

    await replaced(sale)
    done = await desk.done("postInvoice", id=draft["id"])

    assert await listed(desk, done) == (1, [("SN-2", None, None)])


async def test_a_unit_that_cannot_come_is_refused_with_all_that_is_wrong(desk: Desk, sell: Sell) -> None:
    """K3, R5, R6: none given; itself; on another order; the product's own number; what does not fit."""
    sale = await sell(3, serialPattern=r"SN-\d")
    await sale.posted([["SN-1", "SN-3"]])
    claim = await in_work(sale)

    def resolving(**more: Any) -> dict[str, Any]:
        return {"resolution": "REPLACEMENT", **more}

    none = await refuse(desk, claim, "resolveClaim", **resolving())
    itself = await refuse(desk, claim, "resolveClaim", **resolving(replacementSerial="sn-1"))
    here = await refuse(desk, claim, "resolveClaim", **resolving(replacementSerial="SN-3"))
    code = await refuse(desk, claim, "resolveClaim", **resolving(replacementSerial=sale.products[0]))
    unfit = await refuse(desk, claim, "resolveClaim", **resolving(replacementSerial="2"))
    empty = await refuse(desk, claim, "resolveClaim", **resolving(replacementSerial=" "))
    both = await refuse(desk, claim, "resolveClaim", **resolving(replacementSerial="SN-2", replacementScan="SN-2"))
    repaired = await refuse(desk, claim, "resolveClaim", resolution="REPAIR", replacementSerial="SN-2")

    assert none.facts("path") == repaired.facts("path") == [("INVALID_VALUE", ["replacementSerial"])]
    assert itself.facts("rule", "path") == [("REPLACED_BY_ITSELF", "K3", ["replacementSerial"])]
    assert here.codes == ["ALREADY_ON_THE_LINE"]
    assert (code.codes, unfit.codes) == (["NOT_A_SERIAL"], ["DOES_NOT_FIT"])
    assert empty.facts("path") == [("INVALID_SERIAL", ["replacementSerial"])]
    assert both.codes == ["INVALID_VALUE"]


async def test_a_scan_of_another_product_names_both(desk: Desk, sell: Sell) -> None:
    """R6: the sale's line has one product, and what comes is of it."""
    sale = await sell(1, gtins=["04012345678901"])
    other = await sell(1, gtins=["09501101530003"])
    await sale.posted([["SN-1"]])
    claim = await in_work(sale)

    answer = await refuse(
        desk, claim, "resolveClaim", resolution="REPLACEMENT", replacementScan="]d2010950110153000321SN-2"
    )
    done = await take(
        desk, claim, "resolveClaim", resolution="REPLACEMENT", replacementScan="]d2010401234567890121SN-2"
    )

    assert answer.facts("scannedProduct", "product", "path") == [
        ("ANOTHER_PRODUCT", other.products[0], sale.products[0], ["replacementScan"])
    ]
    assert done["resolution"] == "REPLACEMENT"


async def test_nothing_steps_into_a_sale_that_ended_nor_into_a_line_that_is_frozen(desk: Desk, sell: Sell) -> None:
    """W7, C2: the claim may be resolved in another way."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    first, second = await in_work(sale, "SN-1"), await in_work(sale, "SN-2")
    await take_back(sale, back(slip, 1, 0))
    asked_for = {"resolution": "REPLACEMENT", "replacementSerial": "SN-3"}

    ended = await refuse(desk, first, "resolveClaim", **asked_for)
    frozen = await refuse(desk, second, "resolveClaim", **asked_for)
    repaired = await take(desk, second, "resolveClaim")

    assert ended.facts("rule", "claim", "endedOn") == [("NOTHING_TO_REPLACE", "W7", first["number"], "2026-03-02")]
    assert frozen.facts("rule") == [("REGISTRATIONS_FROZEN", "C2")]
    assert repaired["resolution"] == "REPAIR"


async def test_a_replacement_that_is_only_tried_shows_documents_and_both_units(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    claim = await in_work(sale)
    wanted = asked(claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-2")

    effects, _ = await tried(desk, "resolveClaim", **wanted)

    assert [(each["kind"], each["before"], each["after"]) for each in effects["documents"]] == [
        ("PACKING_SLIP", "POSTED", "POSTED")
    ]
    assert {each["serialNumber"] for each in effects["units"]} == {"SN-1", "SN-2"}
    assert {each["serialNumber"]: each["saleAfter"] for each in effects["units"]}["SN-2"] == "SOLD"


async def test_the_doctor_finds_nothing_wrong_with_a_replacement(desk: Desk, sell: Sell, bolt: Bolt) -> None:
    """R5, D4, W7: a unit that was sold before comes for another one on a slip that is older than that sale's end."""
    sale = await sell(3)
    draft = await sale.slip(1)
    await desk.done("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-1")
    await desk.done("postPackingSlip", id=draft["id"], day="2026-02-10")
    slip = await sale.posted([["SN-2"]])
    version = await version_of(sale, slip)
    before = await _broken(bolt)
    await desk.done("cancelPackingSlip", id=slip["id"], version=version, reason="nobody was there")

    await replaced(sale)
    await replaced(sale, "SN-2", "SN-4")

    assert await _broken(bolt) - before == Counter()


async def _broken(bolt: Bolt) -> Counter[str]:
    return Counter({check.find.name: (await bolt.read(check.find))[0] for check in CHECKS})
