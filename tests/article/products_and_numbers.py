"""T and R: how products are set up, and how their numbers are registered."""

from collections.abc import Callable

from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.article.telling import (
    GS,
    WHY,
    a_draft,
    cancel,
    invoiced,
    listed,
    registrations,
    version,
)


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
