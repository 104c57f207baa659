"""Blanks filled through the front door, on either document; and what holds for every correction (R4, C2 to C4)."""

from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.corrections import WHY, change, fill, last_entry, posted, shown, status, version
from tests.api.desk import Desk
from tests.api.take_backs import back, take_back
from tests.api.test_reversing import undo

pytestmark = pytest.mark.anyio


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
