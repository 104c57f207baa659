"""What is not taken back, and what a take back forbids afterwards (C2, D5)."""

import pytest

from graph_api.api.ids import read_id
from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk
from tests.api.take_backs import asked, back, refuse, take_back, unit, version_of

pytestmark = pytest.mark.anyio


async def test_more_than_is_not_invoiced_does_not_come_back(desk: Desk, sell: Sell) -> None:
    """C2, D10: an invoiced item is credited first, and is not named either."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]])
    line = slip["lines"][0]["id"]
    billing = {"slipLineId": line, "quantity": 2, "registrations": slip["registrations"][line][:2]}
    invoice = await desk.done("postInvoice", id=(await sale.invoice(billing))["id"])

    too_many = await refuse(sale, back(slip, 2, 1, 2))
    wrong = await refuse(sale, back(slip, 1, 0))
    answer = await take_back(sale, back(slip, 1, 2))

    assert too_many.facts("path", "shipped", "invoiced", "attempted") == [
        ("MORE_THAN_NOT_INVOICED", ["items", "0", "quantity"], 3, 2, 2)
    ]
    assert wrong.facts("serialNumber", "invoice") == [("ALREADY_INVOICED", "SN-1", invoice["number"])]
    assert answer.value["lines"][0]["shipped"] == 2


async def test_what_came_back_is_named(sell: Sell) -> None:
    """C2: nobody guesses; a registration of another line, or one named twice, is refused."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-9"]])
    other = slip["registrations"][slip["lines"][1]["id"]][0]
    strange = {**back(slip, 1), "registrations": [other]}

    unnamed = await refuse(sale, back(slip, 1))
    both = await refuse(sale, back(slip, 1, 0, 1))
    twice = await refuse(sale, back(slip, 2, 0, 0))
    elsewhere = await refuse(sale, strange)
    ended = back(slip, 1, 0)
    await take_back(sale, ended)
    again = await refuse(sale, ended)

    assert unnamed.facts("rule", "quantity", "named", "least") == [("ITEMS_NOT_NAMED", "C2", 1, 0, 1)]
    assert both.facts("named", "least") == [("ITEMS_NOT_NAMED", 2, 1)]
    assert twice.facts("path", "value") == [("INVALID_VALUE", ["items", "0", "registrations", "1"], "SN-1")]
    assert elsewhere.facts("path") == again.facts("path") == [("UNKNOWN_RECORD", ["items", "0", "registrations", "0"])]


async def test_a_line_that_nothing_can_come_back_of_says_why(desk: Desk, sell: Sell) -> None:
    """C2: of another order line or order, on a draft, or reversed."""
    sale, stranger = await sell(2, 1), await sell(1)
    slip = await sale.posted([["SN-1"], ["SN-9"]])
    draft = await sale.slip(1)
    theirs = await stranger.posted([["SN-1"]])
    reversal = {"id": slip["id"], "version": await version_of(sale, slip), "reason": "wrong goods"}
    await desk.done("reversePackingSlipLines", **reversal, lines=[slip["lines"][0]["id"]])
    drafted = {"slipLineId": draft["lines"][0]["id"], "quantity": 1}

    answer = await refuse(sale, back(slip, 1, 0), back(slip, 1, 0, line=1), drafted, back(theirs, 1, 0))
    none = await refuse(sale)
    nobody = await desk.refused(
        "takeBackItems", **{**await asked(sale, drafted), "orderLineId": slip["lines"][0]["id"]}
    )

    _, key = read_id(draft["id"]) or ("", "")
    assert [(each["code"], each.get("why"), each["path"]) for each in answer.refusals] == [
        ("LINE_OF_ANOTHER_KIND", "it was reversed", ["items", "0"]),
        ("LINE_OF_ANOTHER_KIND", "it is of another order line", ["items", "1"]),
        ("LINE_OF_ANOTHER_KIND", f"draft {key} is draft, not posted", ["items", "2"]),
        ("UNKNOWN_RECORD", None, ["items", "3"]),
    ]
    assert none.facts("path") == [("INVALID_VALUE", ["items"])]
    assert nobody.facts("path") == [("UNKNOWN_RECORD", ["orderLineId"])]


async def test_the_day_of_a_take_back_is_not_before_its_slip_and_not_to_come(desk: Desk, sell: Sell) -> None:
    """W11, R5: dated back, the number is free from that day on and not before."""
    sale = await sell(2)
    slip = await sale.slip(2)
    line = slip["lines"][0]["id"]
    added = (await desk.send("registerSerials", lineId=line, serials=["SN-1", "SN-2"])).added
    slip = {**await desk.done("postPackingSlip", id=slip["id"], day="2026-02-10"), "registrations": {line: added}}

    early = await refuse(sale, back(slip, 1, 0), day="2026-02-09")
    late = await refuse(sale, back(slip, 1, 0), day="2026-03-03")
    await take_back(sale, back(slip, 1, 0), day="2026-02-20")
    again = await sale.slip(1)
    await desk.done("registerSerials", lineId=again["lines"][0]["id"], serials=["SN-1"])
    overlap = await desk.refused("postPackingSlip", id=again["id"], day="2026-02-19")
    await desk.done("postPackingSlip", id=again["id"], day="2026-02-20")
    found = await unit(sale, "SN-1")

    assert early.facts("earliest", "latest") == [("DAY_OUT_OF_RANGE", "2026-02-10", TODAY.isoformat())]
    assert late.codes == ["DAY_OUT_OF_RANGE"]
    assert overlap.facts("serialNumber", "freeFrom") == [("SALES_WOULD_OVERLAP", "SN-1", "2026-02-20")]
    assert [each["day"] for each in found["sales"]] == ["2026-02-20", "2026-02-10"]


async def test_a_take_back_of_an_older_version_and_one_without_a_reason_are_refused(desk: Desk, sell: Sell) -> None:
    """C4: whoever saw the order before it was saved again hears what happened since."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    old = await asked(sale, back(slip, 1, 0))
    lines = [{"product": sale.products[0], "quantity": 5}]
    await desk.done("saveSalesOrder", number=sale.order, customer=sale.customer, lines=lines)

    stale = await desk.refused("takeBackItems", **old)
    silent = await refuse(sale, back(slip, 1, 0), reason="  ")

    assert stale.facts("document", "seen", "current", "lastAction") == [
        ("STALE_VERSION", sale.order, old["version"], old["version"] + 1, "saveSalesOrder")
    ]
    assert silent.facts("document", "path") == [("REASON_MISSING", sale.order, ["reason"])]


async def test_who_may_not_maintain_documents_takes_nothing_back(desk: Desk, sell: Sell) -> None:
    """S1: a clerk does, the service desk does not."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    wanted = await asked(sale, back(slip, 1, 0))

    refused = await desk.as_role(Role.SERVICE_DESK).refused("takeBackItems", **wanted)
    done = await desk.as_role(Role.CLERK).done("takeBackItems", **wanted)

    assert refused.codes == ["NOT_PERMITTED"]
    assert done["lines"][0]["shipped"] == 0


async def test_what_is_left_of_the_line_stays_as_it_is(desk: Desk, sell: Sell) -> None:
    """C2: nothing is changed or filled, on the slip or on an invoice of it; what stands is chosen and invoiced."""
    sale = await sell(4)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]], blanks=1)
    line = slip["lines"][0]["id"]
    second, blank = slip["registrations"][line][1], slip["registrations"][line][3]
    await take_back(sale, back(slip, 1, 0))
    draft = await sale.invoice()
    billed = draft["lines"][0]["id"]
    wrong = {"registrationId": second, "serialNumber": "SN-9", "reason": "misread"}
    read = {"registrationId": blank, "serialNumber": "SN-4", "reason": "found on the box"}

    changed = await desk.refused(
        "changeSerialNumber", invoiceLineId=billed, version=await version_of(sale, draft), **wrong
    )
    filled = [
        await desk.refused("fillNotReadable", lineId=line, version=await version_of(sale, slip), **read),
        await desk.refused("fillNotReadable", lineId=billed, version=await version_of(sale, draft), **read),
    ]
    given_back = await desk.send("changeRegistrations", lineId=billed, remove=[second])
    chosen = await desk.send("scanSerial", lineId=billed, scan="SN-2")
    posted = await desk.done("postInvoice", id=draft["id"])

    for answer in (changed, *filled):
        assert answer.facts("rule", "orderLineId") == [("REGISTRATIONS_FROZEN", "C2", sale.lines[0])]
    assert (given_back.codes, chosen.codes) == ([], [])
    assert (posted["state"], posted["lines"][0]["registered"]) == ("POSTED", 3)


async def test_nothing_is_added_to_what_is_left_of_the_line(desk: Desk, sell: Sell) -> None:
    """C2, R1: an item shipped without a registration stays without one."""
    sale = await sell(3, blank_issue=True)
    slip = await sale.slip(3)
    line = slip["lines"][0]["id"]
    await desk.send("registerSerials", lineId=line, serials=["SN-1"])
    await desk.done("postPackingSlip", id=slip["id"])
    await take_back(sale, {"slipLineId": line, "quantity": 1})
    draft = await sale.invoice()

    await desk.refused("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-2"])
    posted = await desk.done("postInvoice", id=draft["id"])

    assert (posted["lines"][0]["quantity"], posted["lines"][0]["registered"]) == (2, 1)


async def test_a_line_of_which_items_came_back_is_not_reversed(desk: Desk, sell: Sell) -> None:
    """D5, C2: other lines of that slip are."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-9"]])
    await take_back(sale, back(slip, 1, 0))
    first, second = (line["id"] for line in slip["lines"])
    reversal = {"id": slip["id"], "version": await version_of(sale, slip), "reason": "wrong goods"}

    held = await desk.refused("reversePackingSlipLines", **reversal, lines=[first])
    other = await desk.done("reversePackingSlipLines", **reversal, lines=[second])

    assert held.facts("rule", "lineId", "takenBack") == [("CAME_BACK", "D5", first, 1)]
    assert other["state"] == "POSTED"
