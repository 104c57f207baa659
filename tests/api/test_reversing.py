"""Posted slips undone through the front door: lines reversed, slips cancelled, and what that does to others."""

from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk, Sale

pytestmark = pytest.mark.anyio

UNDONE = """
query ($slip: ID!, $serial: String!) {
  node(id: $slip) { ... on PackingSlip { state version lines {
    quantity registered reversedOn registrations { nodes { serialNumber notReadable ended endedOn } } } } }
  lookup(by: { serial: $serial }) { matches { ... on Unit {
    before: saleStatus(validAt: "2026-03-01") after: saleStatus(validAt: "2026-03-02") sales { ended { on kind } } } } }
}
"""
TRAIL = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action actor reason before after } } }"
VERSION = "query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } ... on Invoice { version } } }"


async def version(desk: Desk, document: str) -> int:
    found: int = (await desk.ask(VERSION, id=document))["node"]["version"]
    return found


async def undo(desk: Desk, slip: dict[str, Any], *lines: str, **asked: Any) -> dict[str, Any]:
    """The input of a reversal of lines of a slip, or of its cancellation, as it stands now."""
    given = {"id": slip["id"], "version": await version(desk, slip["id"]), "reason": "packed by mistake"}
    return {**given, **({"lines": list(lines)} if lines else {}), **asked}


async def cancel(desk: Desk, slip: dict[str, Any], **asked: Any) -> Answer:
    answer = await desk.send("cancelPackingSlip", **await undo(desk, slip, **asked))
    assert answer.refusals == []
    return answer


async def test_a_line_is_reversed_with_its_full_quantity(desk: Desk, sell: Sell) -> None:
    """D3: the rest of the slip stands, and the quantity is free to be shipped again."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-1"]])
    line = slip["lines"][0]["id"]

    reversed_ = await desk.done("reversePackingSlipLines", **await undo(desk, slip, line))
    order = await desk.ask("query ($n: String!) { salesOrder(number: $n) { lines { shipped } } }", n=sale.order)

    assert reversed_["state"] == "POSTED"
    assert [each["registered"] for each in reversed_["lines"]] == [0, 1]
    assert [each["shipped"] for each in order["salesOrder"]["lines"]] == [0, 1]


async def test_the_reversal_of_the_last_line_cancels_the_slip(desk: Desk, sell: Sell) -> None:
    """D4: nothing leaves that state."""
    sale = await sell(1, 1)
    slip = await sale.posted([["SN-1"], ["SN-1"]])
    first, second = (line["id"] for line in slip["lines"])

    await desk.done("reversePackingSlipLines", **await undo(desk, slip, first))
    again = await desk.refused("reversePackingSlipLines", **await undo(desk, slip, second, first))
    cancelled = await desk.done("reversePackingSlipLines", **await undo(desk, slip, second))
    late = await desk.refused("cancelPackingSlip", **await undo(desk, slip))

    assert again.facts("lineId", "position", "document", "path") == [
        ("REVERSED_BEFORE", first, 1, slip["number"], ["lines", "1"])
    ]
    assert cancelled["state"] == "CANCELLED"
    assert late.facts("document", "state", "path") == [("NOT_POSTED", slip["number"], "CANCELLED", ["id"])]


async def test_a_cancelled_slip_lists_what_stood_on_it_and_its_units_are_no_longer_sold(desk: Desk, sell: Sell) -> None:
    """D4, I1, I2: the day of the reversal is the day given, and that day is outside the sale."""
    sale = await sell(3)
    serial = f"{sale.order}-A"
    draft = await sale.slip()
    line = draft["lines"][0]["id"]
    await desk.done("registerSerials", lineId=line, serials=[serial, "SN-2"])
    await desk.done("registerNotReadable", lineId=line)
    slip = await desk.done("postPackingSlip", id=draft["id"], day="2026-03-01")

    answer = await cancel(desk, slip, day="2026-03-02")
    found = await desk.ask(UNDONE, slip=slip["id"], serial=serial)

    assert (answer.value["state"], found["node"]["version"]) == ("CANCELLED", 5)
    (shown,) = found["node"]["lines"]
    assert (shown["quantity"], shown["registered"], shown["reversedOn"]) == (3, 0, "2026-03-02")
    assert [(each["ended"], each["endedOn"]) for each in shown["registrations"]["nodes"]] == [
        ("REVERSED", "2026-03-02")
    ] * 3
    assert [each["notReadable"] for each in shown["registrations"]["nodes"]] == [False, False, True]
    (unit,) = found["lookup"]["matches"]
    assert (unit["before"], unit["after"]) == ("SOLD", "NO_LONGER_SOLD")
    assert unit["sales"] == [{"ended": {"on": "2026-03-02", "kind": "REVERSED"}}]


@pytest.mark.parametrize("day", ["2026-02-09", "2026-03-03", "9999-12-31"])
async def test_the_day_of_a_reversal_lies_between_the_slips_and_today(desk: Desk, sell: Sell, day: str) -> None:
    """W11: the slip is of the tenth of February, today is the second of March."""
    slip = await _posted_on(await sell(1), "2026-02-10")

    refused = await desk.refused("cancelPackingSlip", **await undo(desk, slip, day=day))

    assert refused.facts("day", "earliest", "latest", "path") == [
        ("DAY_OUT_OF_RANGE", day, "2026-02-10", "2026-03-02", ["day"])
    ]


async def test_a_reversal_may_be_dated_back_to_the_slip(desk: Desk, sell: Sell) -> None:
    """W11, R5: and the unit is sold again from that day on, not before."""
    sale = await sell(1)
    slip = await _posted_on(sale, "2026-02-10")
    await cancel(desk, slip, day="2026-02-20")
    again = await sale.slip()

    early = await desk.refused("postPackingSlip", id=again["id"], day="2026-02-19")
    posted = await desk.done("postPackingSlip", id=again["id"], day="2026-02-20")

    assert early.facts("serialNumber", "freeFrom") == [("SALES_WOULD_OVERLAP", "SN-1", "2026-02-20")]
    assert posted["day"] == "2026-02-20"


async def test_only_the_credit_notes_of_what_is_reversed_bound_its_day(desk: Desk, sell: Sell) -> None:
    """D5, W11: a line of which no item was ever invoiced is cancelled on the day that it came back."""
    sale = await sell(1, 1, tracked=False)
    slip = await desk.done("postPackingSlip", id=(await sale.slip())["id"], day="2026-02-10")
    invoiced = slip["lines"][0]["id"]
    draft = await sale.invoice({"slipLineId": invoiced})
    invoice = await desk.done("postInvoice", id=draft["id"], day="2026-02-15")
    credit = {"version": await version(desk, invoice["id"]), "reason": "wrong price", "day": "2026-02-20"}
    await desk.done("creditInvoice", id=invoice["id"], **credit)

    early = await desk.refused("cancelPackingSlip", **await undo(desk, slip, day="2026-02-19"))
    line = await desk.send("reversePackingSlipLines", **await undo(desk, slip, invoiced, day="2026-02-20"))
    rest = await desk.send("cancelPackingSlip", **await undo(desk, slip, day="2026-02-19"))

    assert early.facts("earliest") == [("DAY_OUT_OF_RANGE", "2026-02-20")]
    assert [line.refusals, rest.refusals] == [[], []]


async def _posted_on(sale: Sale, day: str) -> dict[str, Any]:
    slip = await sale.slip()
    await sale.desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")
    posted: dict[str, Any] = await sale.desk.done("postPackingSlip", id=slip["id"], day=day)
    return posted


async def test_what_stands_on_a_posted_invoice_keeps_its_line_and_no_other(desk: Desk, sell: Sell) -> None:
    """D5: the refusal names the line and the invoice; other lines of that slip may be reversed."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-1"]])
    first, second = (line["id"] for line in slip["lines"])
    some = {"slipLineId": first, "quantity": 1, "registrations": slip["registrations"][first][:1]}
    invoice = await desk.done("postInvoice", id=(await sale.invoice(some))["id"])

    line = await desk.refused("reversePackingSlipLines", **await undo(desk, slip, second, first))
    whole = await desk.refused("cancelPackingSlip", **await undo(desk, slip))
    other = await desk.done("reversePackingSlipLines", **await undo(desk, slip, second))

    facts = ("STANDS_ON_INVOICE", "D5", first, slip["number"], [invoice["number"]])
    named = ("rule", "lineId", "document", "invoices", "path")
    assert line.facts(*named) == [(*facts, ["lines", "1"])]
    assert whole.facts(*named) == [(*facts, ["id"])]
    assert [each["registered"] for each in other["lines"]] == [2, 0]


async def test_items_that_are_invoiced_without_a_number_keep_their_line_too(desk: Desk, sell: Sell) -> None:
    """D5, T3: they are counted, not named."""
    sale = await sell(2, blank_issue=True)
    slip = await _without_numbers(sale)
    await desk.done("postInvoice", id=(await sale.invoice())["id"])

    refused = await desk.refused("cancelPackingSlip", **await undo(desk, slip))

    assert refused.codes == ["STANDS_ON_INVOICE"]


async def _without_numbers(sale: Sale) -> dict[str, Any]:
    slip = await sale.slip()
    posted: dict[str, Any] = await sale.desk.done("postPackingSlip", id=slip["id"])
    return posted


async def test_goods_without_serial_numbers_are_reversed_as_well(desk: Desk, sell: Sell) -> None:
    """D3: nothing is registered, and nothing waits."""
    sale = await sell(2, tracked=False)
    slip = await _without_numbers(sale)

    answer = await cancel(desk, slip)
    again = await desk.send("createPackingSlip", order=sale.order)

    assert answer.value["state"] == "CANCELLED"
    assert ([line["quantity"] for line in again.value["lines"]], again.notices) == ([2], [])


async def test_a_draft_invoice_holds_nothing_up_and_hears_what_came_off_it(desk: Desk, sell: Sell) -> None:
    """D11: told to the caller, kept on the invoice's own chain, and told again when the draft is to be posted."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-1"]])
    draft = await sale.invoice()
    first = slip["lines"][0]["id"]

    answer = await desk.send("reversePackingSlipLines", **await undo(desk, slip, first))
    refused = await desk.refused("postInvoice", id=draft["id"])
    trail = (await desk.ask(TRAIL, id=draft["id"]))["auditEntries"]["nodes"]
    rest = await desk.done("editInvoice", id=draft["id"], lines=[{"lineId": draft["lines"][0]["id"], "quantity": 0}])
    posted = await desk.done("postInvoice", id=draft["id"])

    (notice,) = answer.notices
    assert (notice["code"], notice["rule"]) == ("CAME_OFF", "D11")
    assert notice["message"].startswith("SN-1, SN-2 came off the invoice draft ")
    assert refused.facts("lineId", "why")[0] == ("LINE_OF_ANOTHER_KIND", first, "it was reversed")
    assert [entry["action"] for entry in trail] == ["createInvoice", "comeOff"]
    assert trail[1]["reason"] == "packed by mistake"
    assert len(trail[1]["before"]["chosen"]) == 2
    assert [line["registered"] for line in rest["lines"]] == [1]
    assert posted["state"] == "POSTED"


async def test_a_reversal_is_kept_with_who_when_why_before_and_after(desk: Desk, sell: Sell) -> None:
    """C4."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])

    await cancel(desk.as_role(Role.CLERK, "clerk-7"), slip)
    entry = (await desk.ask(TRAIL, id=slip["id"]))["auditEntries"]["nodes"][-1]

    assert (entry["action"], entry["actor"], entry["reason"]) == ("cancelPackingSlip", "clerk-7", "packed by mistake")
    assert [line["quantity"] for line in entry["before"].values()] == [1]
    assert (entry["after"]["day"], entry["after"]["state"]) == ("2026-03-02", "CANCELLED")


async def test_a_reversal_says_why_and_is_decided_on_the_slip_as_it_is(desk: Desk, sell: Sell) -> None:
    """C4: who saw an older version is told what happened since."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-1"]])
    first, second = (line["id"] for line in slip["lines"])
    seen = await version(desk, slip["id"])
    other = desk.as_role(Role.CLERK, "clerk-2")
    await other.done("reversePackingSlipLines", **await undo(desk, slip, second))

    stale = await desk.refused("cancelPackingSlip", id=slip["id"], version=seen, reason="mistake")
    silent = [
        await desk.refused("reversePackingSlipLines", **{**await undo(desk, slip, first), "reason": reason})
        for reason in (None, "", "   ")
    ]

    assert stale.facts("document", "seen", "current", "lastAction", "lastActor", "path") == [
        ("STALE_VERSION", slip["number"], seen, seen + 1, "reversePackingSlipLines", "clerk-2", ["version"])
    ]
    assert [each.facts("document", "path") for each in silent] == [[("REASON_MISSING", slip["number"], ["reason"])]] * 3


async def test_a_draft_is_discarded_and_not_cancelled(desk: Desk, sell: Sell) -> None:
    """D3, D11: nor is what was discarded."""
    sale = await sell(1)
    draft, gone = await sale.slip(), await sale.slip()
    await desk.done("discardPackingSlip", id=gone["id"])

    refused = await desk.refused("cancelPackingSlip", **await undo(desk, draft))
    discarded = await desk.refused("cancelPackingSlip", **await undo(desk, gone))

    assert refused.facts("state", "path") == [("NOT_POSTED", "DRAFT", ["id"])]
    assert discarded.codes == ["NOT_A_DRAFT"]


async def test_only_lines_of_the_slip_are_reversed(desk: Desk, sell: Sell) -> None:
    """D3: every line that is not is named at its place, and none reverses nothing."""
    sale = await sell(2)
    slip, other = await sale.posted([["SN-1"]]), await sale.posted([["SN-2"]])
    line, foreign = slip["lines"][0]["id"], other["lines"][0]["id"]

    mixed = await desk.refused("reversePackingSlipLines", **await undo(desk, slip, line, foreign))
    given = await undo(desk, slip)
    nothing = await desk.refused("reversePackingSlipLines", **given, lines=[])
    garbage = await desk.refused("reversePackingSlipLines", **given, lines=["?", sale.lines[0]])

    assert mixed.facts("kind", "path") == [("UNKNOWN_RECORD", "line of this packing slip", ["lines", "1"])]
    assert nothing.facts("path") == [("INVALID_VALUE", ["lines"])]
    assert garbage.facts("path") == [("INVALID_VALUE", ["lines", "0"]), ("UNKNOWN_RECORD", ["lines", "1"])]


async def test_a_dry_run_of_a_cancellation_says_what_would_be(desk: Desk, sell: Sell) -> None:
    """D4: nothing is changed by it, so it is done afterwards on the same version."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]], blanks=1)
    draft = await sale.invoice()
    asked = await undo(desk, slip)

    tried = await desk.dry("cancelPackingSlip", **asked)
    done = await desk.send("cancelPackingSlip", **asked)

    assert (tried.value, tried.said) == (done.value, done.said)
    assert draft["lines"][0]["registered"] == 2


async def test_a_cancellation_sent_again_is_answered_again(desk: Desk, sell: Sell) -> None:
    """D7: with what was said."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    await sale.invoice()
    asked = {**await undo(desk, slip), "idempotencyKey": f"{sale.order} cancel"}

    first = await desk.send("cancelPackingSlip", **asked)
    again = await desk.send("cancelPackingSlip", **asked)

    assert (again.replayed, again.value, again.notices) == (True, first.value, first.notices)
