"""
The article, rule by rule, through the front door: a test for each rule of the register, named by it.

What each rule is tested for in detail stands in `tests/api`; here each is told as the article tells it, in one story.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell, desk, sell
from tests.api.desk import TODAY, Desk, Sale

__all__ = ["desk", "sell"]

pytestmark = pytest.mark.anyio

GS = "\x1d"
WHY = {"reason": "the wrong box was opened"}


async def version(desk: Desk, id_: str) -> int:
    """What a correction is made on."""
    asked = "query ($id: ID!) { node(id: $id) { ... on Document { version } ... on SalesOrder { version } } }"
    found = (await desk.ask(asked, id=id_))["node"]["version"]
    return int(found)


async def listed(desk: Desk, line_id: str) -> list[tuple[str | None, str | None]]:
    """What a line lists: each number (None where it is not readable) with how it ended (None while it stands)."""
    asked = "query ($id: ID!) { node(id: $id) { ... on Line { registrations { nodes { serialNumber ended } } } } }"
    nodes = (await desk.ask(asked, id=line_id))["node"]["registrations"]["nodes"]
    return [(each["serialNumber"], each["ended"]) for each in nodes]


async def registrations(desk: Desk, line_id: str) -> dict[str | None, str]:
    """The ids of what stands on a line, by number."""
    asked = "query ($id: ID!) { node(id: $id) { ... on Line { registrations { nodes { id serialNumber ended } } } } }"
    nodes = (await desk.ask(asked, id=line_id))["node"]["registrations"]["nodes"]
    return {each["serialNumber"]: each["id"] for each in nodes if each["ended"] is None}


async def look_up(desk: Desk, sale: Sale, serial: str, product: int = 0) -> dict[str, Any]:
    """What the service desk sees of a number."""
    asked = """
    query ($serial: String!, $product: String!) { lookup(by: { serial: $serial }, product: $product) { matches {
      ... on SerialAnswer { serialNumber saleStatus warranty { status } returnEligibility { mayReturn } }
      ... on Unit { sales { day packingSlip { number } invoice { number } salesOrder { number }
                            customer { number } ended { kind on } } }
    } } }
    """
    (found,) = (await desk.ask(asked, serial=serial, product=sale.products[product]))["lookup"]["matches"]
    return dict(found)


async def a_draft(sale: Sale, *serials: str, quantity: int | None = None) -> dict[str, Any]:
    """A draft slip of the first order line with numbers on it."""
    slip = await sale.slip(len(serials) if quantity is None else quantity)
    if serials:
        await sale.desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=list(serials))
    return slip


async def invoiced(sale: Sale) -> dict[str, Any]:
    """A posted invoice of everything that is shipped."""
    posted: dict[str, Any] = await sale.desk.done("postInvoice", id=(await sale.invoice())["id"])
    return posted


async def cancel(desk: Desk, slip: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = await desk.done(
        "cancelPackingSlip", id=slip["id"], version=await version(desk, slip["id"]), **WHY
    )
    return done


async def credit(desk: Desk, invoice: dict[str, Any], **more: Any) -> dict[str, Any]:
    at = await version(desk, invoice["id"])
    done: dict[str, Any] = await desk.done("creditInvoice", id=invoice["id"], version=at, **WHY, **more)
    return done


async def take_back(desk: Desk, sale: Sale, slip: dict[str, Any], count: int, *ids: str, line: int = 0) -> Any:
    order = (await desk.ask("query ($n: String!) { salesOrder(number: $n) { version } }", n=sale.order))["salesOrder"]
    items = [{"slipLineId": slip["lines"][line]["id"], "quantity": count, "registrations": list(ids)}]
    return await desk.send("takeBackItems", orderLineId=sale.lines[line], items=items, version=order["version"], **WHY)


async def test_t1_active_in_sales_selects_control_and_clears_the_rest_but_blank_issue(
    desk: Desk, unique: Callable[[str], str]
) -> None:
    """The events that follow from selecting *Active in sales process*."""
    number = unique("TDG")
    await desk.done("saveTrackingDimensionGroup", number=number, activeInInventory=True, blankIssueAllowed=True)

    group = await desk.done("saveTrackingDimensionGroup", number=number, activeInSalesProcess=True)
    refused = await desk.refused(
        "saveTrackingDimensionGroup", number=number, serialNumberControl=False, activeInInventory=True
    )

    assert group["settings"] == {
        "activeInSalesProcess": True,
        "serialNumberControl": True,
        "blankIssueAllowed": True,
        "activeInInventory": False,
        "blankReceiptAllowed": False,
    }
    assert {each["rule"] for each in refused.refusals} == {"T1"}
    assert len(refused.refusals) == 2


async def test_t2_each_item_needs_one_registration(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await a_draft(sale, "T2-1", quantity=2)

    refused = await desk.refused("postPackingSlip", id=slip["id"])
    await desk.done("registerNotReadable", lineId=slip["lines"][0]["id"], count=1)
    posted = await desk.done("postPackingSlip", id=slip["id"])

    assert refused.facts("rule", "quantity", "registered") == [("REGISTRATIONS_MISSING", "T2", 2, 1)]
    assert posted["state"] == "POSTED"


async def test_t3_blank_issue_lets_a_line_be_posted_with_fewer(desk: Desk, sell: Sell) -> None:
    sale = await sell(3, blank_issue=True)
    slip = await a_draft(sale, "T3-1", quantity=3)
    assert (await desk.done("postPackingSlip", id=slip["id"]))["lines"][0]["registered"] == 1


async def test_t4_catch_weight_and_serials_in_sales_exclude_each_other(
    desk: Desk, unique: Callable[[str], str]
) -> None:
    active, idle, cheese = unique("TDG"), unique("TDG"), unique("CHEESE")
    await desk.done("saveTrackingDimensionGroup", number=active, activeInSalesProcess=True)
    await desk.done("saveTrackingDimensionGroup", number=idle)
    await desk.done("saveProduct", number=cheese, name="Cheese", catchWeight=True, trackingDimensionGroup=idle)

    assigned = await desk.refused(
        "saveProduct", number=cheese, name="Cheese", catchWeight=True, trackingDimensionGroup=active
    )
    switched = await desk.refused("saveTrackingDimensionGroup", number=idle, activeInSalesProcess=True)

    assert (assigned.codes, switched.codes) == (["CATCH_WEIGHT_EXCLUDED"], ["CATCH_WEIGHT_EXCLUDED"])


async def test_t5_settings_stand_still_under_drafts_and_a_change_counts_for_what_follows(
    desk: Desk, sell: Sell
) -> None:
    sale = await sell(4)
    asked = "query ($n: String!) { product(number: $n) { trackingDimensionGroup { number } } }"
    group = (await desk.ask(asked, n=sale.products[0]))["product"]["trackingDimensionGroup"]["number"]
    sold = await sale.posted([["T5-1"]])
    draft = await a_draft(sale, "T5-2")

    held = await desk.refused("saveTrackingDimensionGroup", number=group, activeInSalesProcess=False)
    await desk.done("discardPackingSlip", id=draft["id"])
    await desk.done("saveTrackingDimensionGroup", number=group, activeInSalesProcess=False)
    later = await sale.slip(1)
    refused = await desk.refused("registerSerials", lineId=later["lines"][0]["id"], serials=["T5-3"])
    bill = await invoiced(sale)

    assert held.codes == ["HELD_BY_DRAFTS"]
    assert refused.facts("rule") == [("TAKES_NO_SERIALS", "T2")]
    assert bill["lines"][0]["registered"] == 1
    assert await listed(desk, sold["lines"][0]["id"]) == [("T5-1", None)]


async def test_r1_an_invoice_takes_some_of_its_slips_and_missing_ones_go_on_both(desk: Desk, sell: Sell) -> None:
    sale = await sell(3, blank_issue=True)
    slip = await a_draft(sale, "R1-1", quantity=3)
    await desk.done("postPackingSlip", id=slip["id"])
    draft = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 2})

    line = await desk.send("registerSerials", lineId=draft["lines"][0]["id"], serials=["R1-2"])
    too_many = await desk.refused("registerSerials", lineId=draft["lines"][0]["id"], serials=["R1-3"])

    assert line.registered == (2, 0)
    assert line.said == ["REGISTERED_ON_SLIP"]
    assert too_many.codes == ["QUANTITY_EXCEEDED"]
    assert await listed(desk, slip["lines"][0]["id"]) == [("R1-1", None), ("R1-2", None)]


async def test_r2_a_list_that_is_too_long_is_refused_whole(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await a_draft(sale, "R2-1", quantity=2)

    refused = await desk.refused("registerSerials", lineId=slip["lines"][0]["id"], serials=["R2-2", "R2-3"])
    edited = await desk.done(
        "editPackingSlip", id=slip["id"], lines=[{"lineId": slip["lines"][0]["id"], "quantity": 1}]
    )
    await desk.done("editPackingSlip", id=slip["id"], lines=[{"lineId": slip["lines"][0]["id"], "quantity": 2}])
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["R2-2"])
    await desk.done("editPackingSlip", id=slip["id"], lines=[{"lineId": slip["lines"][0]["id"], "quantity": 1}])
    unposted = await desk.refused("postPackingSlip", id=slip["id"])

    assert refused.facts("rule", "attempted") == [("QUANTITY_EXCEEDED", "R2", 2)]
    assert edited["lines"][0]["registered"] == 1
    assert unposted.facts("rule", "quantity", "registered") == [("REGISTRATIONS_SURPLUS", "R2", 1, 2)]


async def test_r3_the_scan_mode_decides_and_what_a_scanner_adds_is_no_part_of_the_number(
    desk: Desk, sell: Sell
) -> None:
    sale = await sell(2)
    slip = await sale.slip(2)
    line = slip["lines"][0]["id"]

    for scan in (f"]C1010950600013435221R3-1{GS}\r\n", "R3-2\t"):
        await desk.done("scanSerial", lineId=line, scan=scan, mode="ADD")
    removed = await desk.send("scanSerial", lineId=line, scan="r3-1", mode="REMOVE")
    again = await desk.send("scanSerial", lineId=line, scan="R3-1", mode="REMOVE")
    await desk.done("scanSerial", lineId=line, scan="R3-9", mode="ADD")
    await desk.done("postPackingSlip", id=slip["id"])
    draft = await sale.invoice({"slipLineId": line, "quantity": 1, "registrations": []})
    elsewhere = await desk.refused("scanSerial", lineId=draft["lines"][0]["id"], scan="R3-7", mode="ADD")
    chosen = await desk.send("scanSerial", lineId=draft["lines"][0]["id"], scan="R3-9", mode="ADD")
    posted = await desk.refused("scanSerial", lineId=line, scan="R3-2", mode="REMOVE")

    assert removed.registered == (1, 0)
    assert again.said == ["NOT_THERE"]
    assert elsewhere.facts("rule") == [("NOT_ON_THE_SLIP", "R3")]
    assert chosen.registered == (1, 0)
    assert posted.codes == ["NOT_A_DRAFT"]


async def test_r4_a_blank_counts_and_is_filled_on_slip_and_invoice_alike(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["R4-1"]], blanks=1)
    bill = await invoiced(sale)
    blank = (await registrations(desk, slip["lines"][0]["id"]))[None]
    asked = {"lineId": bill["lines"][0]["id"], "registrationId": blank, **WHY}

    at = await version(desk, bill["id"])
    repeated = await desk.refused("fillNotReadable", **asked, serialNumber="R4-1", version=at)
    await desk.done("fillNotReadable", **asked, serialNumber="R4-2", version=at)

    assert repeated.facts("rule") == [("ALREADY_ON_THE_LINE", "R4")]
    for line in (slip["lines"][0]["id"], bill["lines"][0]["id"]):
        assert sorted(await listed(desk, line)) == [("R4-1", None), ("R4-2", None)]


async def test_r5_a_unit_is_sold_at_most_once_at_a_time(desk: Desk, sell: Sell) -> None:
    sale = await sell(5)
    slip = await sale.posted([["R5-1"]])
    other = await sale.slip(1)
    line = other["lines"][0]["id"]

    taken = await desk.refused("registerSerials", lineId=line, serials=[" r5-1 "])
    await cancel(desk, slip)
    again = await desk.send("registerSerials", lineId=line, serials=["R5-1"])

    assert taken.facts("rule", "document") == [("STANDS_ELSEWHERE", "R5", slip["number"])]
    assert again.registered == (1, 0)


async def test_r6_numbers_are_compared_without_case_and_white_space_and_shown_as_first_entered(
    desk: Desk, sell: Sell
) -> None:
    sale = await sell(3, serialPattern="R6-[0-9]+", gtins=["09506000134352"])
    slip = await a_draft(sale, " R6-01 ", quantity=3)
    line = slip["lines"][0]["id"]

    same = await desk.send("registerSerials", lineId=line, serials=["r6-01"])
    other = await desk.send("registerSerials", lineId=line, serials=["R6-1"])
    unfit = await desk.refused("registerSerials", lineId=line, serials=["XX-1"])
    code = await desk.refused("scanSerial", lineId=line, scan="9506000134352", mode="ADD")
    order = await desk.refused("scanSerial", lineId=line, scan=sale.order, mode="ADD")
    control = await desk.refused("registerSerials", lineId=line, serials=["a\x00b", "", "x" * 101])

    assert (same.said, other.registered) == (["ALREADY_REGISTERED"], (2, 0))
    assert [number for number, _ in await listed(desk, line)] == ["R6-01", "R6-1"]
    assert (unfit.codes, code.codes, order.codes) == (["DOES_NOT_FIT"], ["NOT_A_SERIAL"], ["NOT_A_SERIAL"])
    assert control.codes == ["INVALID_SERIAL"] * 3


async def test_r7_registering_the_same_again_changes_nothing_and_says_so_also_when_full(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await a_draft(sale, "R7-1")
    again = await desk.send("scanSerial", lineId=slip["lines"][0]["id"], scan="R7-1", mode="ADD")
    assert (again.registered, again.said, again.added) == ((1, 0), ["ALREADY_REGISTERED"], [])


async def test_d1_never_more_shipped_than_ordered_nor_invoiced_than_shipped(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    slip = await sale.posted([["D1-1", "D1-2"]])

    shipped = await desk.refused(
        "createPackingSlip", order=sale.order, lines=[{"orderLineId": sale.lines[0], "quantity": 2}]
    )
    billed = await desk.refused(
        "createInvoice", order=sale.order, billings=[{"slipLineId": slip["lines"][0]["id"], "quantity": 3}]
    )

    assert shipped.facts("rule", "ordered", "shipped") == [("MORE_THAN_ORDERED", "D1", 3, 2)]
    assert billed.facts("rule", "shipped", "attempted") == [("MORE_THAN_SHIPPED", "D1", 2, 3)]


async def test_d2_one_item_from_each_of_three_slips_is_refused(desk: Desk, sell: Sell) -> None:
    """The worked example: three slips of two, one from each."""
    sale = await sell(6)
    slips = [await sale.posted([[f"D2-{place}1", f"D2-{place}2"]]) for place in range(3)]
    takes = [
        {
            "slipLineId": slip["lines"][0]["id"],
            "quantity": 1,
            "registrations": slip["registrations"][slip["lines"][0]["id"]][:1],
        }
        for slip in slips
    ]
    draft = await sale.invoice(*takes)
    asked = "query ($id: ID!) { node(id: $id) { ... on Invoice { obstacles { code rule } } } }"

    obstacles = (await desk.ask(asked, id=draft["id"]))["node"]["obstacles"]
    refused = await desk.refused("postInvoice", id=draft["id"])

    assert refused.facts("rule") == [("TOO_MANY_PARTIAL_SLIPS", "D2")]
    assert obstacles == [{"code": "TOO_MANY_PARTIAL_SLIPS", "rule": "D2"}]


async def test_d3_a_posted_slip_line_is_reversed_with_its_full_quantity(desk: Desk, sell: Sell) -> None:
    sale = await sell(2, 1)
    slip = await sale.posted([["D3-1", "D3-2"], ["D3-1"]])
    line = slip["lines"][0]["id"]

    await desk.done(
        "reversePackingSlipLines", id=slip["id"], lines=[line], version=await version(desk, slip["id"]), **WHY
    )

    assert sorted(await listed(desk, line)) == [("D3-1", "REVERSED"), ("D3-2", "REVERSED")]
    assert (await look_up(desk, sale, "D3-1"))["saleStatus"] == "NO_LONGER_SOLD"
    assert (await look_up(desk, sale, "D3-1", product=1))["saleStatus"] == "SOLD"


async def test_d4_the_numbers_of_a_cancelled_slip_are_used_by_the_next_one(desk: Desk, sell: Sell) -> None:
    sale, elsewhere = await sell(4), await sell(1)
    slip = await sale.posted([["D4-1", "D4-2", "D4-3"]], blanks=1)
    await cancel(desk, slip)

    answer = await desk.send(
        "createPackingSlip", order=sale.order, lines=[{"orderLineId": sale.lines[0], "quantity": 3}]
    )
    line = answer.value["lines"][0]
    surplus = await desk.refused("postPackingSlip", id=answer.value["id"])
    await desk.done("scanSerial", lineId=line["id"], scan="D4-2", mode="REMOVE")
    posted = await desk.done("postPackingSlip", id=answer.value["id"])
    rest = await sale.slip(1)

    assert (line["registered"], line["notReadable"]) == (4, 1)
    assert surplus.codes == ["REGISTRATIONS_SURPLUS"]
    assert posted["lines"][0]["registered"] == 3
    assert await listed(desk, rest["lines"][0]["id"]) == [("D4-2", None)]
    assert elsewhere.order != sale.order


async def test_d5_what_is_invoiced_is_not_reversed_before_its_invoice(desk: Desk, sell: Sell) -> None:
    sale = await sell(1, 1)
    slip = await sale.posted([["D5-1"], ["D5-1"]])
    billing = {"slipLineId": slip["lines"][0]["id"], "quantity": 1}
    bill = await desk.done("postInvoice", id=(await sale.invoice(billing))["id"])
    at = await version(desk, slip["id"])

    refused = await desk.refused("cancelPackingSlip", id=slip["id"], version=at, **WHY)
    await desk.done("reversePackingSlipLines", id=slip["id"], lines=[slip["lines"][1]["id"]], version=at, **WHY)
    await credit(desk, bill)
    cancelled = await cancel(desk, slip)

    assert [each["rule"] for each in refused.refusals] == ["D5"]
    assert cancelled["state"] == "CANCELLED"


async def test_d6_documents_list_their_numbers_and_not_readable_where_one_is_blank(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["D6-1"]], blanks=1)
    asked = "query ($id: ID!) { node(id: $id) { ... on Line { registrations { nodes { printedAs } } } } }"
    nodes = (await desk.ask(asked, id=slip["lines"][0]["id"]))["node"]["registrations"]["nodes"]
    assert sorted(each["printedAs"] for each in nodes) == ["D6-1", "Not readable"]


async def test_d7_a_refused_post_names_every_line_and_changes_nothing(desk: Desk, sell: Sell) -> None:
    sale = await sell(2, 1, 1)
    slip = await sale.slip(2, 1, 1)
    await desk.done("registerSerials", lineId=slip["lines"][1]["id"], serials=["D7-1"])

    refused = await desk.refused("postPackingSlip", id=slip["id"])

    assert refused.facts("position", "registered") == [
        ("REGISTRATIONS_MISSING", 1, 0),
        ("REGISTRATIONS_MISSING", 3, 0),
    ]


async def test_d8_an_invoice_without_a_slip_ships_its_goods(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    draft = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 2}])
    await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["D8-1", "D8-2"])
    bill = await desk.done("postInvoice", id=draft["id"])

    refused = await desk.refused("createPackingSlip", order=sale.order)
    found = await look_up(desk, sale, "D8-1")

    assert refused.codes == ["NOTHING_ON_IT"]
    assert found["sales"][0]["packingSlip"] is None
    assert found["sales"][0]["invoice"]["number"] == bill["number"]


async def test_d9_a_day_is_taken_as_it_is_given_and_today_is_the_sellers(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    back = await desk.done("postPackingSlip", id=(await a_draft(sale, "D9-1"))["id"], day="2026-02-20")
    today = await desk.done("postPackingSlip", id=(await a_draft(sale, "D9-2"))["id"])
    future = await desk.refused("postPackingSlip", id=(await a_draft(sale, "D9-3"))["id"], day="2026-03-03")

    assert (back["day"], today["day"]) == ("2026-02-20", TODAY.isoformat())
    assert future.facts("latest") == [("DAY_OUT_OF_RANGE", TODAY.isoformat())]
    assert (await look_up(desk, sale, "D9-1"))["sales"][0]["day"] == "2026-02-20"


async def test_d10_a_credited_invoice_leaves_its_units_on_the_slip_to_be_invoiced_anew(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["D10-1"]])
    first = await invoiced(sale)

    note = await credit(desk, first)
    between = await look_up(desk, sale, "D10-1")
    second = await invoiced(sale)
    after = await look_up(desk, sale, "D10-1")
    twice = await desk.refused("creditInvoice", id=first["id"], version=await version(desk, first["id"]), **WHY)

    assert note["number"].startswith("CN-")
    assert (between["saleStatus"], between["sales"][0]["invoice"]) == ("SOLD", None)
    assert after["sales"][0]["invoice"]["number"] == second["number"]
    assert len(after["sales"]) == 1
    assert [each["rule"] for each in twice.refusals] == ["D10"]


async def test_d11_a_draft_claims_what_stands_on_it_until_it_is_discarded(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["D11-1"]])
    first = await sale.invoice()
    second = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": []})

    claimed = await desk.refused("scanSerial", lineId=second["lines"][0]["id"], scan="D11-1", mode="ADD")
    await desk.done("discardInvoice", id=first["id"])
    free = await desk.send("scanSerial", lineId=second["lines"][0]["id"], scan="D11-1", mode="ADD")
    await cancel(desk, slip)
    asked = "query ($id: ID!) { node(id: $id) { ... on InvoiceLine { registered cameOff } } }"
    line = (await desk.ask(asked, id=second["lines"][0]["id"]))["node"]

    assert claimed.facts("rule", "invoice") == [("CHOSEN_ELSEWHERE", "D11", claimed.refusals[0]["invoice"])]
    assert claimed.refusals[0]["invoice"].startswith("draft ")
    assert free.registered == (1, 0)
    assert line == {"registered": 0, "cameOff": 1}


async def test_d12_a_number_is_the_callers_or_the_next_and_unique_for_its_kind(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    sale, mine = await sell(3), unique("MY-SLIP")
    first = await desk.done("postPackingSlip", id=(await a_draft(sale, "D12-1"))["id"], number=mine)
    second = await desk.done("postPackingSlip", id=(await a_draft(sale, "D12-2"))["id"])
    taken = await desk.refused("postPackingSlip", id=(await a_draft(sale, "D12-3"))["id"], number=mine)

    assert first["number"] == mine
    assert second["number"].startswith("PS-")
    assert taken.codes == ["NUMBER_TAKEN"]


async def test_c1_a_number_is_changed_on_an_invoice_in_preparation_and_the_slip_follows(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["C1-1"]])
    draft = await sale.invoice()
    (wrong,) = (await registrations(desk, slip["lines"][0]["id"])).values()
    asked = {"invoiceLineId": draft["lines"][0]["id"], "registrationId": wrong, "serialNumber": "C1-2", **WHY}

    at = await version(desk, draft["id"])
    junior = await desk.as_role(Role.CLERK).refused("changeSerialNumber", **asked, version=at)
    stale = await desk.refused("changeSerialNumber", **asked, version=at + 7)
    await desk.done("changeSerialNumber", **asked, version=at)
    await desk.done("discardInvoice", id=draft["id"])

    assert junior.codes == ["NOT_PERMITTED"]
    assert stale.facts("rule", "seen", "current") == [("STALE_VERSION", "C4", at + 7, at)]
    assert await listed(desk, slip["lines"][0]["id"]) == [("C1-2", None)]
    assert (await look_up(desk, sale, "C1-1"))["saleStatus"] == "NOT_SOLD_BY_US"
    assert (await look_up(desk, sale, "C1-2"))["saleStatus"] == "SOLD"


async def test_c2_a_negative_quantity_takes_items_back_and_freezes_the_line(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    slip = await sale.posted([["C2-1", "C2-2", "C2-3"]])
    ids = await registrations(desk, slip["lines"][0]["id"])

    too_many = await take_back(desk, sale, slip, 4, *ids.values())
    done = await take_back(desk, sale, slip, 1, ids["C2-1"])
    draft = await sale.invoice()
    frozen = await desk.refused(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=ids["C2-2"],
        serialNumber="C2-9",
        version=await version(desk, draft["id"]),
        **WHY,
    )
    bill = await desk.done("postInvoice", id=draft["id"])
    again = await sale.slip(1)

    assert {each["rule"] for each in too_many.refusals} == {"C2"}
    assert done.value["lines"][0]["shipped"] == 2
    assert ("C2-1", "TAKEN_BACK") in await listed(desk, slip["lines"][0]["id"])
    assert (await look_up(desk, sale, "C2-1"))["saleStatus"] == "NO_LONGER_SOLD"
    assert [each["rule"] for each in frozen.refusals] == ["C2"]
    assert (bill["lines"][0]["quantity"], bill["lines"][0]["registered"]) == (2, 2)
    assert again["lines"][0]["quantity"] == 1


async def test_c3_numbers_on_a_posted_invoice_stand(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["C3-1", "C3-2"]])
    ids = await registrations(desk, slip["lines"][0]["id"])
    line = slip["lines"][0]["id"]
    first = {"slipLineId": line, "quantity": 1, "registrations": [ids["C3-1"]]}
    await desk.done("postInvoice", id=(await sale.invoice(first))["id"])
    draft = await sale.invoice()

    refused = await desk.refused(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=ids["C3-1"],
        serialNumber="C3-9",
        version=await version(desk, draft["id"]),
        **WHY,
    )

    assert [each["rule"] for each in refused.refusals] == ["C3"]


async def test_c4_every_change_keeps_who_when_why_before_and_after(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["C4-1"]])
    await cancel(desk, slip)
    asked = """
    query ($subject: ID!) {
      auditEntries(subject: $subject) { nodes { sequence actor action reason before after } }
    }
    """
    entries = (await desk.ask(asked, subject=slip["id"]))["auditEntries"]["nodes"]

    assert [each["sequence"] for each in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["reason"] == WHY["reason"]
    assert {each["actor"] for each in entries} == {"clerk-1"}
    assert "C4-1" in entries[1]["after"]["registered"].values()


async def test_i1_a_line_lists_what_stands_there_and_what_stood_there(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["I1-1", "I1-2"]])
    bill = await invoiced(sale)
    await credit(desk, bill)
    await cancel(desk, slip)

    assert sorted(await listed(desk, slip["lines"][0]["id"])) == [("I1-1", "REVERSED"), ("I1-2", "REVERSED")]
    assert sorted(await listed(desk, bill["lines"][0]["id"])) == [("I1-1", "CREDITED"), ("I1-2", "CREDITED")]


async def test_i2_a_number_is_unknown_until_it_is_sold_and_keeps_its_history(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    await a_draft(sale, "I2-1")
    slip = await sale.posted([["I2-2"]])
    await cancel(desk, slip)

    unknown, drafted, gone = [(await look_up(desk, sale, each)) for each in ("I2-0", "I2-1", "I2-2")]

    assert [each["saleStatus"] for each in (unknown, drafted, gone)] == [
        "NOT_SOLD_BY_US",
        "NOT_SOLD_BY_US",
        "NO_LONGER_SOLD",
    ]
    assert gone["sales"][0]["ended"]["kind"] == "REVERSED"


async def test_i3_from_a_serial_to_every_sale_with_its_documents_and_answers(desk: Desk, sell: Sell) -> None:
    sale, other = await sell(1), await sell(1)
    first = await sale.posted([["I3-1"]])
    await cancel(desk, first)
    await desk.done(
        "saveSalesOrder",
        number=other.order,
        customer=other.customer,
        lines=[{"product": sale.products[0], "quantity": 1}],
    )
    slip = await a_draft(other, "I3-1")
    second = await desk.done("postPackingSlip", id=slip["id"])
    bill = await invoiced(other)

    found = await look_up(desk, sale, "I3-1")

    assert [each["packingSlip"]["number"] for each in found["sales"]] == [second["number"], first["number"]]
    assert found["sales"][0]["invoice"]["number"] == bill["number"]
    assert found["sales"][0]["customer"]["number"] == other.customer
    assert found["warranty"]["status"] == "NO_TERM"
    assert found["returnEligibility"]["mayReturn"] is False


async def test_p1_the_point_of_sale_prompts_and_invoices_at_once(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    prompt = "query ($n: String!) { product(number: $n) { serialPrompt } }"
    asked = (await desk.ask(prompt, n=sale.products[0]))["product"]["serialPrompt"]
    line = {"product": sale.products[0], "quantity": 1}

    unanswered = await desk.refused("sellAtPointOfSale", customer=sale.customer, lines=[line])
    sold = await desk.done("sellAtPointOfSale", customer=sale.customer, lines=[{**line, "serialNumbers": ["P1-1"]}])

    assert asked == "REQUIRED"
    assert unanswered.codes == ["REGISTRATIONS_MISSING"]
    assert (sold["state"], (await look_up(desk, sale, "P1-1"))["saleStatus"]) == ("POSTED", "SOLD")


async def test_s1_whoever_maintains_documents_registers(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.slip(1)
    asked = {"lineId": slip["lines"][0]["id"], "serials": ["S1-1"]}
    refused = await desk.as_role(Role.SERVICE_DESK).refused("registerSerials", **asked)
    done = await desk.as_role(Role.CLERK).send("registerSerials", **asked)
    assert (refused.codes, done.registered) == (["NOT_PERMITTED"], (1, 0))


async def test_s2_filling_a_blank_needs_the_duty_of_corrections_once_it_is_posted(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    draft = await sale.slip(1)
    line = draft["lines"][0]["id"]
    await desk.done("registerNotReadable", lineId=line, count=1)
    blank = (await registrations(desk, line))[None]
    clerk = desk.as_role(Role.CLERK)

    asked = {"lineId": line, "registrationId": blank, **WHY}
    await clerk.done("fillNotReadable", **asked, serialNumber="S2-1", version=await version(desk, draft["id"]))
    slip = await sale.slip(1)
    line = slip["lines"][0]["id"]
    await desk.done("registerNotReadable", lineId=line, count=1)
    await desk.done("postPackingSlip", id=slip["id"])
    asked = {"lineId": line, "registrationId": (await registrations(desk, line))[None], **WHY}
    at = await version(desk, slip["id"])
    refused = await clerk.refused("fillNotReadable", **asked, serialNumber="S2-2", version=at)
    filled = await desk.as_role(Role.SENIOR_CLERK).send("fillNotReadable", **asked, serialNumber="S2-2", version=at)

    assert refused.codes == ["NOT_PERMITTED"]
    assert filled.registered == (1, 0)


async def test_s3_a_blank_needs_a_duty_of_its_own(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.slip(1)
    asked = {"lineId": slip["lines"][0]["id"], "count": 1}
    refused = await desk.as_role(Role.CLERK).refused("registerNotReadable", **asked)
    done = await desk.as_role(Role.SENIOR_CLERK).send("registerNotReadable", **asked)
    assert (refused.codes, done.registered) == (["NOT_PERMITTED"], (1, 1))


async def test_s4_the_desk_reads_and_an_analyst_sees_no_person(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["S4-1"]])
    asked = "query ($n: String!) { customer(number: $n) { number name } }"

    agent = await desk.as_role(Role.SERVICE_DESK).ask(asked, n=sale.customer)
    analyst = await desk.as_role(Role.ANALYST).ask(asked, n=sale.customer)
    refused = await asyncio.gather(
        *(
            desk.as_role(role).refused("createPackingSlip", order=sale.order)
            for role in (Role.SERVICE_DESK, Role.ANALYST)
        )
    )

    assert agent["customer"] == {"number": sale.customer, "name": "Miller"}
    assert analyst["customer"] == {"number": sale.customer, "name": None}
    assert [each.codes for each in refused] == [["NOT_PERMITTED"], ["NOT_PERMITTED"]]
