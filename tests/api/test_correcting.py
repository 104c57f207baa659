"""Corrections through the front door: blanks are filled, numbers of slips are changed, both documents follow."""

from collections.abc import Sequence
from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk, Sale
from tests.api.take_backs import back, take_back
from tests.api.test_reversing import undo

pytestmark = pytest.mark.anyio

WHY = "misread at the bench"
_SHOWN = """
query ($ids: [ID!]!) { nodes(ids: $ids) {
  ... on PackingSlip { version lines { registrations { nodes { id serialNumber notReadable } } } }
  ... on Invoice { version lines { registrations { nodes { id serialNumber notReadable } } } } } }
"""
_TRAIL = """
query ($id: ID!) { auditEntries(subject: $id) { nodes { action actor reason before after } } }
"""
_FOUND = """
query ($serial: String!, $product: String!) { lookup(by: { serial: $serial }, product: $product) { matches {
  ... on Unit { serialNumber saleStatus sales { packingSlip { number } invoice { number } } } } } }
"""


async def shown(desk: Desk, *documents: dict[str, Any]) -> list[list[str | None]]:
    """The numbers that each document shows, line by line."""
    found = await desk.ask(_SHOWN, ids=[document["id"] for document in documents])
    return [
        [each["serialNumber"] for line in node["lines"] for each in line["registrations"]["nodes"]]
        for node in found["nodes"]
    ]


async def version(desk: Desk, document: dict[str, Any]) -> int:
    return int((await desk.ask(_SHOWN, ids=[document["id"]]))["nodes"][0]["version"])


async def last_entry(desk: Desk, document: dict[str, Any]) -> dict[str, Any]:
    entries: list[dict[str, Any]] = (await desk.ask(_TRAIL, id=document["id"]))["auditEntries"]["nodes"]
    return entries[-1]


async def status(desk: Desk, sale: Sale, serial: str) -> tuple[str, list[Any]]:
    (unit,) = (await desk.ask(_FOUND, serial=serial, product=sale.products[0]))["lookup"]["matches"]
    return unit["saleStatus"], unit["sales"]


async def change(
    desk: Desk, invoice: dict[str, Any], registration: str, *, how: str = "send", line: int = 0, **asked: Any
) -> Answer:
    """Change a number on an invoice's line, as the invoice is now."""
    asked = {"version": await version(desk, invoice), "reason": WHY, **asked}
    answer: Answer = await getattr(desk, how)(
        "changeSerialNumber", invoiceLineId=invoice["lines"][line]["id"], registrationId=registration, **asked
    )
    return answer


async def fill(
    desk: Desk, document: dict[str, Any], registration: str, *, how: str = "send", line: int = 0, **asked: Any
) -> Answer:
    """Fill a blank on a document's line, as the document is now."""
    asked = {"version": await version(desk, document), "reason": WHY, **asked}
    answer: Answer = await getattr(desk, how)(
        "fillNotReadable", lineId=document["lines"][line]["id"], registrationId=registration, **asked
    )
    return answer


async def posted(
    sell: Sell, serials: Sequence[str] = ("SN-1", "SN-2"), blanks: int = 0
) -> tuple[Sale, dict[str, Any], list[str]]:
    """A sale of ten, a slip of it with these numbers and blanks, and the ids of its registrations."""
    sale = await sell(10)
    slip = await sale.posted([serials], blanks=blanks)
    return sale, slip, slip["registrations"][slip["lines"][0]["id"]]


# Changing a number


async def test_a_number_changed_on_a_draft_invoice_changes_on_the_slip_at_once(desk: Desk, sell: Sell) -> None:
    """C1: and stays changed if the invoice is discarded; the old number is free again, the new one is sold."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()

    answer = await change(desk, draft, first, serialNumber="SN-9")
    both = await shown(desk, slip, draft)
    await desk.done("discardInvoice", id=draft["id"])
    after = await shown(desk, slip)
    other = await sale.slip(1)
    again = await desk.send("scanSerial", lineId=other["lines"][0]["id"], scan="sn-1")

    assert (answer.refusals, answer.said, answer.registered) == ([], ["CHANGED_ON_SLIP"], (2, 0))
    assert both == [["SN-9", "SN-2"], ["SN-9", "SN-2"]]
    assert after == [["SN-9", "SN-2"]]
    assert (await status(desk, sale, "SN-9"))[0] == "SOLD"
    assert again.registered == (1, 0)


async def test_a_number_that_was_corrected_away_is_not_sold_by_us(desk: Desk, sell: Sell) -> None:
    """C1, I2: as if it had never been sold; what its slip showed first is still how it is shown (R6)."""
    sale, _, (first, _) = await posted(sell)
    draft = await sale.invoice()

    await change(desk, draft, first, serialNumber="SN-9")
    before = await status(desk, sale, "SN-1")
    other = await sale.slip(1)
    await desk.done("scanSerial", lineId=other["lines"][0]["id"], scan="sn-1")

    assert before == ("NOT_SOLD_BY_US", [])
    assert await shown(desk, other) == [["SN-1"]]


async def test_a_number_of_its_slips_that_it_did_not_choose_is_changed_too(desk: Desk, sell: Sell) -> None:
    """C1: what is not yet invoiced; but not what another draft chose (D11)."""
    sale, slip, (first, second) = await posted(sell)
    line = slip["lines"][0]["id"]
    mine = await sale.invoice({"slipLineId": line, "quantity": 1, "registrations": []})
    await sale.invoice({"slipLineId": line, "quantity": 1, "registrations": [second]})

    free = await change(desk, mine, first, serialNumber="SN-9")
    chosen = await change(desk, mine, second, how="refused", serialNumber="SN-8")

    assert free.refusals == []
    assert await shown(desk, slip, mine) == [["SN-9", "SN-2"], []]
    assert chosen.facts("rule", "serialNumber", "path") == [("CHOSEN_ELSEWHERE", "D11", "SN-2", ["registrationId"])]


async def test_both_documents_keep_what_was_changed_by_whom_and_why(desk: Desk, sell: Sell) -> None:
    """C4: before and after, with the scan as it came and what was read from it (R3)."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    scan = "]d2010950600099991321SN-9"

    await change(desk, draft, first, scan=f"{scan}\r\n")
    entries = [await last_entry(desk, document) for document in (slip, draft)]

    assert [(each["action"], each["actor"], each["reason"]) for each in entries] == [
        ("changeSerialNumber", "clerk-1", WHY)
    ] * 2
    assert [each["before"]["serialNumber"] for each in entries] == ["SN-1"] * 2
    assert [each["after"]["serialNumber"] for each in entries] == ["SN-9"] * 2
    assert [each["after"]["scan"] for each in entries] == [
        {"raw": f"{scan}\r\n", "kind": "GS1 element string", "symbology": "]d2", "gtin": "09506000999913"}
    ] * 2
    assert entries[0]["after"]["line"] != entries[1]["after"]["line"]


async def test_a_number_on_a_posted_invoice_stands(desk: Desk, sell: Sell) -> None:
    """C3."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    invoice = await desk.done("postInvoice", id=draft["id"])

    answer = await change(desk, invoice, first, how="refused", serialNumber="SN-9")

    assert answer.facts("rule", "serialNumber", "invoice") == [("NUMBER_STANDS", "C3", "SN-1", invoice["number"])]
    assert await shown(desk, slip) == [["SN-1", "SN-2"]]


async def test_a_change_is_refused_where_it_is_none(desk: Desk, sell: Sell) -> None:
    """R4: a blank; S2: a line that registers its own; D11: a discarded draft; and what stands on another line."""
    sale, slip, registrations = await posted(sell, ["SN-1"], blanks=1)
    draft = await sale.invoice()
    direct = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 1}])
    own = await desk.send("scanSerial", lineId=direct["lines"][0]["id"], scan="SN-5")
    gone = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": []})
    await desk.done("discardInvoice", id=gone["id"])

    answers = [
        await change(desk, draft, registrations[1], how="refused", serialNumber="SN-9"),
        await change(desk, direct, own.added[0], how="refused", serialNumber="SN-9"),
        await change(desk, gone, registrations[0], how="refused", serialNumber="SN-9"),
        await change(desk, draft, own.added[0], how="refused", serialNumber="SN-9"),
    ]

    assert [answer.codes for answer in answers] == [
        ["NOTHING_TO_CHANGE"],
        ["CORRECTED_BY_REGISTERING"],
        ["NOT_A_DRAFT"],
        ["UNKNOWN_RECORD"],
    ]
    assert answers[3].facts("kind") == [("UNKNOWN_RECORD", "live registration of this line")]


async def test_a_number_is_changed_to_a_free_one_alone(desk: Desk, sell: Sell) -> None:
    """R5, R4, R6: not to one that stands elsewhere, on the same line, or is no serial number at all."""
    sale, slip, (first, _) = await posted(sell)
    other = await sale.slip(1)
    await desk.done("scanSerial", lineId=other["lines"][0]["id"], scan="SN-5")
    draft = await sale.invoice()

    answers = [
        await change(desk, draft, first, how="refused", serialNumber="sn-5"),
        await change(desk, draft, first, how="refused", serialNumber="SN-2"),
        await change(desk, draft, first, how="refused", serialNumber=slip["number"]),
        await change(desk, draft, first, how="refused", serialNumber="\x1b"),
        await change(desk, draft, first, how="refused", scan="]C100340123450000000000"),
        await change(desk, draft, first, how="refused", scan="]d2019999"),
    ]

    assert [answer.codes for answer in answers] == [
        ["STANDS_ELSEWHERE"],
        ["ALREADY_ON_THE_LINE"],
        ["NOT_A_SERIAL"],
        ["INVALID_SERIAL"],
        ["NOT_A_SERIAL"],
        ["SCAN_NOT_UNDERSTOOD"],
    ]


async def test_a_number_changed_to_itself_changes_nothing_and_says_so(desk: Desk, sell: Sell) -> None:
    """R7."""
    sale, _, (first, _) = await posted(sell)
    draft = await sale.invoice()
    before = await desk.counts()

    answer = await change(desk, draft, first, serialNumber=" sn-1 ")

    assert (answer.said, answer.registered) == (["ALREADY_REGISTERED"], (2, 0))
    assert await desk.counts() == before


@pytest.mark.parametrize("given", [{}, {"serialNumber": "SN-9", "scan": "SN-9"}])
async def test_a_number_is_typed_or_scanned(desk: Desk, sell: Sell, given: dict[str, Any]) -> None:
    """R3: exactly one of both."""
    sale, _, (first, _) = await posted(sell)

    answer = await change(desk, await sale.invoice(), first, how="refused", **given)

    assert answer.facts("expected", "path") == [("INVALID_VALUE", "either a serial number or a scan", ["serialNumber"])]


async def test_a_scan_of_another_product_changes_nothing(desk: Desk, sell: Sell) -> None:
    """R6: both products are named, also where the line's own has no codes; a code that nobody carries is taken."""
    other = await sell(1, gtins=["9506000999906"])
    sale, _, (first, second) = await posted(sell)
    draft = await sale.invoice()

    refused = await change(desk, draft, first, how="refused", scan="]d2010950600099990621SN-9")
    taken = await change(desk, draft, second, scan="]d2010950600099991321SN-8")

    assert refused.facts("gtin", "scannedProduct", "product") == [
        ("ANOTHER_PRODUCT", "09506000999906", other.products[0], sale.products[0])
    ]
    assert taken.refusals == []


# Filling a blank


async def test_a_blank_is_filled_on_both_documents_whichever_is_edited(desk: Desk, sell: Sell) -> None:
    """R4, C3: on the slip with a draft invoice; on the posted invoice, and the slip follows."""
    sale, slip, registrations = await posted(sell, ["SN-1"], blanks=2)
    draft = await sale.invoice()

    on_slip = await fill(desk, slip, registrations[1], serialNumber="SN-2")
    invoice = await desk.done("postInvoice", id=draft["id"])
    on_invoice = await fill(desk, invoice, registrations[2], serialNumber="SN-3")

    assert (on_slip.refusals, on_slip.said, on_slip.registered) == ([], ["FILLED_ON_BOTH"], (3, 1))
    assert (on_invoice.refusals, on_invoice.said, on_invoice.registered) == ([], ["FILLED_ON_BOTH"], (3, 0))
    assert await shown(desk, slip, invoice) == [["SN-1", "SN-2", "SN-3"]] * 2
    assert (await status(desk, sale, "SN-3"))[1] == [
        {"packingSlip": {"number": slip["number"]}, "invoice": {"number": invoice["number"]}}
    ]
    entries = [await last_entry(desk, document) for document in (slip, invoice)]
    assert [(each["action"], each["before"]["serialNumber"]) for each in entries] == [("fillNotReadable", None)] * 2


async def test_a_blank_of_a_draft_is_filled_without_a_reason_by_whoever_registers(desk: Desk, sell: Sell) -> None:
    """S1, S2: on a draft it is registering; on what is posted a correction, with its duty and its reason."""
    sale = await sell(10)
    slip = await sale.slip(2)
    blank = await desk.send("registerNotReadable", lineId=slip["lines"][0]["id"], count=2)
    clerk, senior = desk.as_role(Role.CLERK), desk.as_role(Role.SENIOR_CLERK)

    draft = await fill(clerk, slip, blank.added[0], serialNumber="SN-1", reason=None)
    await desk.done("postPackingSlip", id=slip["id"])
    refused = await fill(clerk, slip, blank.added[1], how="refused", serialNumber="SN-2")
    unsaid = await fill(senior, slip, blank.added[1], how="refused", serialNumber="SN-2", reason=" ")
    done = await fill(senior, slip, blank.added[1], serialNumber="SN-2")

    assert draft.registered == (2, 1)
    assert refused.facts("duty") == [("NOT_PERMITTED", "maintain serial number corrections")]
    assert unsaid.facts("rule", "path") == [("REASON_MISSING", "C4", ["reason"])]
    assert done.registered == (2, 0)


async def test_a_blank_of_an_invoice_without_a_slip_is_filled(desk: Desk, sell: Sell) -> None:
    """R4, C3, D8."""
    sale = await sell(2)
    direct = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 1}])
    blank = await desk.send("registerNotReadable", lineId=direct["lines"][0]["id"])
    invoice = await desk.done("postInvoice", id=direct["id"])

    answer = await fill(desk, invoice, blank.added[0], scan="SN-1\r")

    assert (answer.registered, answer.said) == ((1, 0), [])
    assert (await status(desk, sale, "SN-1"))[0] == "SOLD"


async def test_a_blank_is_filled_once_and_with_a_number_of_its_own(desk: Desk, sell: Sell) -> None:
    """R4: not with one of its line, nor of another; what is filled is not filled again."""
    sale, slip, registrations = await posted(sell, ["SN-1"], blanks=1)
    other = await sale.slip(1)
    await desk.done("scanSerial", lineId=other["lines"][0]["id"], scan="SN-5")

    same = await fill(desk, slip, registrations[1], how="refused", serialNumber="sn-1")
    elsewhere = await fill(desk, slip, registrations[1], how="refused", serialNumber="SN-5")
    await fill(desk, slip, registrations[1], serialNumber="SN-2")
    again = await fill(desk, slip, registrations[1], how="refused", serialNumber="SN-2")
    foreign = await fill(desk, other, registrations[1], how="refused", serialNumber="SN-3", reason=None)

    assert same.facts("rule", "serialNumber") == [("ALREADY_ON_THE_LINE", "R4", "SN-1")]
    assert elsewhere.facts("serialNumber") == [("STANDS_ELSEWHERE", "SN-5")]
    assert again.facts("serialNumber", "document") == [("NOTHING_TO_FILL", "SN-2", slip["number"])]
    assert foreign.facts("path") == [("UNKNOWN_RECORD", ["registrationId"])]


async def test_a_correction_is_made_on_what_its_caller_saw(desk: Desk, sell: Sell) -> None:
    """C4: a stale version is refused with what happened since."""
    sale, slip, registrations = await posted(sell, ["SN-1"], blanks=1)
    draft = await sale.invoice()
    seen = await version(desk, slip)
    await change(desk, draft, registrations[0], serialNumber="SN-9")

    answer = await fill(desk, slip, registrations[1], how="refused", serialNumber="SN-2", version=seen)

    assert answer.facts("seen", "current", "lastAction", "lastActor") == [
        ("STALE_VERSION", seen, seen + 1, "changeSerialNumber", "clerk-1")
    ]


async def test_a_correction_can_be_tried_dry_and_is_done_once_under_its_key(
    desk: Desk, sell: Sell, unique: Any
) -> None:
    """D7: the same request sent again is answered again, although the version has moved on."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    asked = {
        "invoiceLineId": draft["lines"][0]["id"],
        "registrationId": first,
        "serialNumber": "SN-9",
        "version": await version(desk, draft),
        "reason": WHY,
    }
    key = unique("key")

    dry = await desk.dry("changeSerialNumber", **asked)
    done = await desk.send("changeSerialNumber", **asked, idempotencyKey=key)
    again = await desk.send("changeSerialNumber", **asked, idempotencyKey=key)

    assert (dry.refusals, done.refusals, again.refusals) == ([], [], [])
    assert (done.replayed, again.replayed, again.said) == (False, True, ["CHANGED_ON_SLIP"])
    assert await version(desk, draft) == asked["version"] + 1
    assert await shown(desk, slip) == [["SN-9", "SN-2"]]


async def test_after_items_were_taken_back_nothing_on_the_lines_slips_is_changed_filled_or_added(
    desk: Desk, sell: Sell
) -> None:
    """C2: on its other posted slips neither; a draft slip goes on as usual."""
    sale = await sell(10, blank_issue=True)
    slip = await sale.posted([["SN-1", "SN-2"]], blanks=1)
    first, _, blank = slip["registrations"][slip["lines"][0]["id"]]
    other = await sale.slip(1)
    await desk.done("postPackingSlip", id=other["id"])
    draft = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": [first]})
    bare = await sale.invoice({"slipLineId": other["lines"][0]["id"], "quantity": 1})
    packing = await sale.slip(1)
    unread = (await desk.send("registerNotReadable", lineId=packing["lines"][0]["id"])).added[0]
    await take_back(sale, back(slip, 1, 1))

    answers = [
        await change(desk, draft, first, how="refused", serialNumber="SN-9"),
        await fill(desk, slip, blank, how="refused", serialNumber="SN-9"),
        await desk.refused("scanSerial", lineId=bare["lines"][0]["id"], scan="SN-9"),
        await desk.refused("registerNotReadable", lineId=bare["lines"][0]["id"]),
    ]
    usual = await fill(desk, packing, unread, serialNumber="SN-9", reason=None)

    assert [answer.facts("rule", "orderLineId") for answer in answers] == [
        [("REGISTRATIONS_FROZEN", "C2", sale.lines[0])]
    ] * 4
    assert usual.refusals == []


async def test_a_number_must_have_been_free_since_the_sale_began(desk: Desk, sell: Sell) -> None:
    """R5: filled, changed or registered as missing; on the day on which its last sale ended it is free."""
    sale = await sell(10, blank_issue=True)
    sold = await sale.slip(1)
    await desk.done("scanSerial", lineId=sold["lines"][0]["id"], scan="SN-1")
    await desk.done("postPackingSlip", id=sold["id"], day="2026-02-01")
    early, late = [await sale.slip(3) for _ in range(2)]
    added = {}
    for slip, day in ((early, "2026-02-10"), (late, "2026-02-20")):
        line = slip["lines"][0]["id"]
        numbered = await desk.send("registerSerials", lineId=line, serials=[f"{day}-X"])
        added[slip["id"]] = [*numbered.added, *(await desk.send("registerNotReadable", lineId=line)).added]
        await desk.done("postPackingSlip", id=slip["id"], day=day)
    await desk.done("cancelPackingSlip", **await undo(desk, sold, day="2026-02-20"))
    draft = await sale.invoice({"slipLineId": early["lines"][0]["id"], "registrations": added[early["id"]]})

    answers = [
        await change(desk, draft, added[early["id"]][0], how="refused", serialNumber="SN-1"),
        await fill(desk, early, added[early["id"]][1], how="refused", serialNumber="SN-1"),
        await desk.refused("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-1"),
    ]
    done = await fill(desk, late, added[late["id"]][1], serialNumber="SN-1")

    assert [answer.facts("rule", "serialNumber", "freeFrom") for answer in answers] == [
        [("SALES_WOULD_OVERLAP", "R5", "SN-1", "2026-02-20")]
    ] * 3
    assert done.refusals == []
    assert (await status(desk, sale, "SN-1"))[0] == "SOLD"


async def test_a_number_on_a_credited_invoice_is_changed_and_invoiced_again(desk: Desk, sell: Sell) -> None:
    """C3: to change what is invoiced, it is credited, corrected, and invoiced again."""
    sale, slip, (first, _) = await posted(sell)
    invoice = await desk.done("postInvoice", id=(await sale.invoice())["id"])
    await desk.done("creditInvoice", id=invoice["id"], version=await version(desk, invoice), reason=WHY)
    draft = await sale.invoice()

    refused = await change(desk, invoice, first, how="refused", serialNumber="SN-9")
    answer = await change(desk, draft, first, serialNumber="SN-9")
    again = await desk.done("postInvoice", id=draft["id"])

    assert refused.facts("state") == [("NOT_A_DRAFT", "CREDITED")]
    assert answer.refusals == []
    assert await shown(desk, slip, again) == [["SN-9", "SN-2"]] * 2


@pytest.mark.parametrize(
    ("mutation", "field", "kind"),
    [("changeSerialNumber", "invoiceLineId", "invoice line"), ("fillNotReadable", "lineId", "packing slip line")],
)
async def test_a_line_that_nobody_knows_is_said(desk: Desk, sell: Sell, mutation: str, field: str, kind: str) -> None:
    """D12."""
    _, _, (first, _) = await posted(sell)
    line = make_id("InvoiceLine" if kind == "invoice line" else "SlipLine", "0" * 26)

    answer = await desk.refused(
        mutation, **{field: line}, registrationId=first, serialNumber="SN-9", version=1, reason=WHY
    )

    assert answer.facts("kind", "path") == [("UNKNOWN_RECORD", kind, [field])]
