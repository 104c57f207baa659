"""Credit notes as documents (D10, D12): numbered, found, kept in the audit trail, refused."""

from collections.abc import Callable

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.credits import asked, credit, posted, refuse
from tests.api.desk import Desk, Sale

pytestmark = pytest.mark.anyio

NOTE = """
query ($number: String!, $id: ID!) {
  creditNote(number: $number) { id number day postedAt invoice { number salesOrder { number } } lines { position } }
  lookup(by: { creditNote: $number }) { matches { __typename ... on CreditNote { id } } }
  node(id: $id) { __typename id }
}
"""
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action reason before after } } }"


async def test_only_lines_of_a_posted_invoice_are_credited(desk: Desk, sell: Sell) -> None:
    """D10, D11: not of a draft, a discarded one, another invoice or none."""
    sale = await sell(3)
    slips = [await sale.posted([[f"SN-{n}"]]) for n in range(3)]
    billings = [{"slipLineId": slip["lines"][0]["id"]} for slip in slips]
    invoice, other = await posted(sale, billings[0]), await posted(sale, billings[1])
    draft = await sale.invoice(billings[2])

    drafted = await refuse(desk, draft)
    await desk.done("discardInvoice", id=draft["id"])
    discarded = await refuse(desk, draft)
    strange = await refuse(desk, invoice, lines=[other["lines"][0]["id"]])
    none = await refuse(desk, invoice, lines=[])
    slip = await desk.refused("creditInvoice", **{**await asked(desk, invoice), "id": slips[0]["id"]})

    assert drafted.facts("state", "path") == [("NOT_CREDITABLE", "DRAFT", ["id"])]
    assert discarded.facts("state", "path") == [("NOT_CREDITABLE", "DISCARDED", ["id"])]
    assert strange.facts("path") == [("UNKNOWN_RECORD", ["lines", "0"])]
    assert none.facts("path") == [("INVALID_VALUE", ["lines"])]
    assert slip.facts("path") == [("UNKNOWN_RECORD", ["id"])]


async def test_a_credit_on_an_older_version_and_one_without_a_reason_are_refused(desk: Desk, sell: Sell) -> None:
    """C4."""
    sale = await sell(1, 1)
    await sale.posted([["SN-1"], ["SN-1"]])
    invoice = await posted(sale)
    old = await asked(desk, invoice)
    await credit(desk, invoice, lines=[invoice["lines"][0]["id"]])

    stale = await desk.refused("creditInvoice", **old)
    silent = await refuse(desk, invoice, reason="")

    assert stale.facts("document", "seen", "current", "lastAction") == [
        ("STALE_VERSION", invoice["number"], old["version"], old["version"] + 1, "creditInvoice")
    ]
    assert silent.facts("document", "path") == [("REASON_MISSING", invoice["number"], ["reason"])]


async def test_a_credit_note_has_a_number_of_its_own(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    """D12: the caller's, unique for its kind, or the next of the sequence, which steps over callers' numbers."""
    sale = await sell(4)
    for n in range(4):
        await sale.posted([[f"SN-{n}"]])
    invoices = [await posted(sale, {"slipLineId": line}) for line in await _slip_lines(sale)]
    own = unique("CREDIT")

    named = await credit(desk, invoices[0], number=f" {own} ")
    taken = await refuse(desk, invoices[1], number=own)
    first = await credit(desk, invoices[1])
    following = f"CN-{int(first['number'].removeprefix('CN-')) + 1:06d}"
    await credit(desk, invoices[2], number=following)
    stepped = await credit(desk, invoices[3])

    assert named["number"] == own
    assert taken.facts("documentKind", "number", "path") == [("NUMBER_TAKEN", "CREDIT_NOTE", own, ["number"])]
    assert stepped["number"] == f"CN-{int(following.removeprefix('CN-')) + 1:06d}"


async def _slip_lines(sale: Sale) -> list[str]:
    document = "query ($n: String!) { salesOrder(number: $n) { packingSlips { lines { id } } } }"
    slips = (await sale.desk.ask(document, n=sale.order))["salesOrder"]["packingSlips"]
    return [line["id"] for slip in slips for line in slip["lines"]]


async def test_a_credit_note_is_found_by_its_number_and_by_its_id(desk: Desk, sell: Sell) -> None:
    """D12: with the invoice and the lines that it credits."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    invoice = await posted(sale)
    note = await credit(desk, invoice)

    found = await desk.ask(NOTE, number=note["number"], id=note["id"])
    nothing = await desk.ask(NOTE, number="CN-none", id=note["id"])

    assert found["creditNote"]["id"] == note["id"]
    assert found["creditNote"]["invoice"] == {"number": invoice["number"], "salesOrder": {"number": sale.order}}
    assert found["creditNote"]["lines"] == [{"position": 1}]
    assert found["lookup"]["matches"] == [{"__typename": "CreditNote", "id": note["id"]}]
    assert found["node"] == {"__typename": "CreditNote", "id": note["id"]}
    assert (nothing["creditNote"], nothing["lookup"]["matches"]) == (None, [])


async def test_the_credit_note_and_the_invoice_keep_who_credited_what_and_why(desk: Desk, sell: Sell) -> None:
    """C4: an entry on each chain, with the numbers."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    invoice = await posted(sale)
    note = await credit(desk, invoice)

    (made,) = (await desk.ask(AUDIT, id=note["id"]))["auditEntries"]["nodes"]
    undone = (await desk.ask(AUDIT, id=invoice["id"]))["auditEntries"]["nodes"][-1]

    assert [(each["action"], each["reason"]) for each in (made, undone)] == [("creditInvoice", "wrong customer")] * 2
    assert (made["before"], made["after"]["number"]) == (None, note["number"])
    assert (undone["before"], undone["after"]["state"]) == ({"state": "POSTED"}, "CREDITED")
    (line,) = undone["after"]["lines"].values()
    assert (line["quantity"], list(line["credited"].values())) == (1, ["SN-1"])


async def test_a_credit_is_tried_and_repeated_without_being_done_twice(desk: Desk, sell: Sell) -> None:
    """D7: a dry run shows the invoice as it would be and uses up no number."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    wanted = await asked(desk, await posted(sale))

    dry = await desk.dry("creditInvoice", **wanted)
    first = await desk.send("creditInvoice", **wanted, idempotencyKey=f"{sale.order}-credit")
    second = await desk.send("creditInvoice", **wanted, idempotencyKey=f"{sale.order}-credit")

    assert dry.value["invoice"]["state"] == "CREDITED"
    assert dry.value["number"] == first.value["number"]
    assert first.value == second.value
    assert (first.replayed, second.replayed) == (False, True)


async def test_who_may_not_maintain_documents_credits_nothing(desk: Desk, sell: Sell) -> None:
    """S1: a clerk does, the service desk does not."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    wanted = await asked(desk, await posted(sale))

    refused = await desk.as_role(Role.SERVICE_DESK).refused("creditInvoice", **wanted)
    done = await desk.as_role(Role.CLERK).done("creditInvoice", **wanted)

    assert refused.codes == ["NOT_PERMITTED"]
    assert done["invoice"]["state"] == "CREDITED"
