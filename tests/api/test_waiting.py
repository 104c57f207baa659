"""Registrations that wait for their order line, through the front door: taken over, left behind, waiting again (D4)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk, Sale
from tests.api.test_reversing import TRAIL, cancel, undo

pytestmark = pytest.mark.anyio

ON_IT = """
query ($id: ID!) { node(id: $id) {
  ... on SlipLine { registrations { nodes { serialNumber ended } } }
  ... on InvoiceLine { registrations { nodes { serialNumber ended } } } } }
"""


async def on_it(desk: Desk, line: str) -> list[str | None]:
    """What stands on a line, in order of registration; None for what is not readable."""
    found = (await desk.ask(ON_IT, id=line))["node"]["registrations"]["nodes"]
    return [each["serialNumber"] for each in found if each["ended"] is None]


def first(document: dict[str, Any]) -> str:
    line: str = document["lines"][0]["id"]
    return line


async def next_slip(sale: Sale, quantity: int | None = None, place: int = 0) -> Answer:
    """The next draft slip of an order line, as it was answered."""
    lines = None if quantity is None else [{"orderLineId": sale.lines[place], "quantity": quantity}]
    answer = await sale.desk.send("createPackingSlip", order=sale.order, lines=lines)
    assert answer.refusals == []
    return answer


async def waiting(desk: Desk, sale: Sale, serials: list[str], blanks: int = 0) -> dict[str, Any]:
    """A slip of these numbers that was cancelled: they wait for the first order line."""
    slip = await sale.posted([serials], blanks=blanks)
    await cancel(desk, slip)
    return slip


async def test_the_next_slip_takes_everything_over_and_is_posted_without_a_scan(desk: Desk, sell: Sell) -> None:
    """D4: blanks too, in the order in which they were registered; the caller hears of it."""
    sale = await sell(3)
    await waiting(desk, sale, ["SN-2", "SN-1"], blanks=1)

    answer = await next_slip(sale)
    posted = await desk.done("postPackingSlip", id=answer.value["id"])

    assert answer.said == ["TAKEN_OVER"]
    assert (answer.notices[0]["rule"], answer.notices[0]["path"]) == ("D4", ["lines"])
    assert [(line["registered"], line["notReadable"]) for line in posted["lines"]] == [(3, 1)]
    assert await on_it(desk, first(posted)) == ["SN-2", "SN-1", None]


async def test_what_was_taken_over_waits_no_longer(desk: Desk, sell: Sell) -> None:
    """D4: a second slip finds nothing; when the first is cancelled too, everything waits once more."""
    sale = await sell(2)
    await waiting(desk, sale, ["SN-1"])
    over = (await next_slip(sale, 1)).value
    second = await next_slip(sale, 1)
    await desk.done("postPackingSlip", id=over["id"])
    await cancel(desk, over)
    third = await next_slip(sale, 1)

    assert (second.value["lines"][0]["registered"], second.notices) == (0, [])
    assert await on_it(desk, first(third.value)) == ["SN-1"]


async def test_an_invoice_without_a_slip_takes_over_as_well(desk: Desk, sell: Sell) -> None:
    """D4, D8: and is posted; an invoice of other slips is no document for the line."""
    sale = await sell(3)
    standing = await sale.posted([["SN-9"]])
    await waiting(desk, sale, ["SN-1"], blanks=1)

    of_slips = await sale.invoice({"slipLineId": first(standing)})
    direct = [{"orderLineId": sale.lines[0], "quantity": 2}]
    answer = await desk.send("createInvoice", order=sale.order, direct=direct)
    posted = await desk.done("postInvoice", id=answer.value["id"])

    assert await on_it(desk, first(of_slips)) == ["SN-9"]
    assert (answer.said, answer.notices[0]["path"]) == (["TAKEN_OVER"], ["direct", "0"])
    assert await on_it(desk, first(posted)) == ["SN-1", None]


async def test_a_line_that_is_added_to_a_draft_takes_over(desk: Desk, sell: Sell) -> None:
    """D4: a line that was there before does not."""
    sale = await sell(3, 1)
    earlier = await sale.slip(1)
    await waiting(desk, sale, ["SN-1"])
    edited = await desk.send("editPackingSlip", id=earlier["id"], add=[{"orderLineId": sale.lines[0], "quantity": 1}])

    assert (edited.said, edited.notices[0]["path"]) == (["TAKEN_OVER"], ["add", "0"])
    assert [line["registered"] for line in edited.value["lines"]] == [0, 1]


async def test_each_order_line_has_what_waits_for_it(desk: Desk, sell: Sell) -> None:
    """D4: a reversed line waits although the rest of its slip stands."""
    sale = await sell(1, 1)
    slip = await sale.posted([["SN-1"], ["SN-1"]])
    second = slip["lines"][1]["id"]
    await desk.done("reversePackingSlipLines", **await undo(desk, slip, second))

    answer = await next_slip(sale)

    assert [(line["quantity"], line["registered"]) for line in answer.value["lines"]] == [(1, 1)]
    assert answer.said == ["TAKEN_OVER"]


async def test_a_shorter_line_holds_everything_until_somebody_chooses(desk: Desk, sell: Sell) -> None:
    """D4, R2: never silently the first ones; what is taken off waits on and comes with the next line."""
    sale = await sell(3)
    await waiting(desk, sale, ["SN-1", "SN-2", "SN-3"])

    short = await next_slip(sale, 1)
    line = first(short.value)
    refused = await desk.refused("postPackingSlip", id=short.value["id"])
    for serial in ("SN-1", "SN-3"):
        await desk.done("scanSerial", lineId=line, scan=serial, mode="REMOVE")
    posted = await desk.done("postPackingSlip", id=short.value["id"])
    rest = await next_slip(sale)

    assert "2 more than it has items" in short.notices[0]["message"]
    assert refused.facts("lineId", "quantity", "registered") == [("REGISTRATIONS_SURPLUS", line, 1, 3)]
    assert await on_it(desk, first(posted)) == ["SN-2"]
    assert await on_it(desk, first(rest.value)) == ["SN-1", "SN-3"]


async def test_blanks_of_a_shorter_line_are_taken_off_by_id_and_wait_on(desk: Desk, sell: Sell) -> None:
    """D4, R4."""
    sale = await sell(3)
    await waiting(desk, sale, ["SN-1"], blanks=2)
    short = (await next_slip(sale, 2)).value
    found = (await desk.ask(ON_IT.replace("serialNumber ended", "id"), id=first(short)))["node"]["registrations"]
    taken_off = await desk.send("changeRegistrations", lineId=first(short), remove=[found["nodes"][2]["id"]])
    rest = await next_slip(sale, 1)

    assert taken_off.registered == (2, 1)
    assert (rest.value["lines"][0]["registered"], rest.value["lines"][0]["notReadable"]) == (1, 1)


async def test_what_a_discarded_draft_took_over_waits_again(desk: Desk, sell: Sell) -> None:
    """D4, D11: what was scanned there by hand is free, and waits for nothing."""
    sale = await sell(3)
    await waiting(desk, sale, ["SN-1"], blanks=1)
    draft = (await next_slip(sale)).value
    await desk.done("scanSerial", lineId=first(draft), scan="SN-2")
    await desk.done("discardPackingSlip", id=draft["id"])

    again = await next_slip(sale)

    assert await on_it(desk, first(again.value)) == ["SN-1", None]


async def test_what_a_discarded_or_edited_invoice_took_over_waits_again(desk: Desk, sell: Sell) -> None:
    """D4, D8, D11."""
    sale = await sell(2, 1)
    await waiting(desk, sale, ["SN-1"])
    direct = [{"orderLineId": line, "quantity": 1} for line in sale.lines]
    first_draft = await desk.done("createInvoice", order=sale.order, direct=direct)
    await desk.done("discardInvoice", id=first_draft["id"])
    second = await desk.done("createInvoice", order=sale.order, direct=direct)
    await desk.done("editInvoice", id=second["id"], lines=[{"lineId": first(second), "quantity": 0}])
    third = await desk.done("createInvoice", order=sale.order, direct=direct[:1])
    await desk.done("scanSerial", lineId=first(third), scan="SN-1", mode="REMOVE")
    last = await next_slip(sale, 1)

    assert [line["registered"] for line in second["lines"]] == [1, 0]
    assert third["lines"][0]["registered"] == 1
    assert await on_it(desk, first(last.value)) == ["SN-1"]


async def test_a_line_that_is_removed_lets_what_it_took_over_wait_again(desk: Desk, sell: Sell) -> None:
    """D4: also for the line that the same call adds."""
    sale = await sell(2, 1)
    await waiting(desk, sale, ["SN-1", "SN-2"])
    draft = await sale.slip(2, 1)
    swapped = await desk.send(
        "editPackingSlip",
        id=draft["id"],
        lines=[{"lineId": first(draft), "quantity": 0}],
        add=[{"orderLineId": sale.lines[0], "quantity": 1}],
    )
    moved = swapped.value["lines"][1]["id"]
    await desk.done("editPackingSlip", id=draft["id"], lines=[{"lineId": moved, "quantity": 0}])
    last = await next_slip(sale, 2)

    assert swapped.said == ["TAKEN_OVER"]
    assert swapped.value["lines"][1]["registered"] == 2
    assert await on_it(desk, first(last.value)) == ["SN-1", "SN-2"]


async def test_a_number_that_is_scanned_by_hand_waits_no_longer(desk: Desk, sell: Sell) -> None:
    """D4, R5: on a slip and on an invoice; the next line is not offered it again."""
    sale = await sell(4)
    earlier = await sale.slip(1)
    direct = [{"orderLineId": sale.lines[0], "quantity": 1}]
    invoice = await desk.done("createInvoice", order=sale.order, direct=direct)
    await waiting(desk, sale, ["SN-1", "SN-2"])
    await desk.done("scanSerial", lineId=first(earlier), scan="sn-1")
    await desk.done("registerSerials", lineId=first(invoice), serials=["SN-2"])

    after = await next_slip(sale, 1)
    await desk.done("discardPackingSlip", id=earlier["id"])
    again = await next_slip(sale, 1)

    assert (after.value["lines"][0]["registered"], after.notices) == (0, [])
    assert await on_it(desk, first(again.value)) == ["SN-1"]


async def _another_order(sale: Sale, quantity: int = 1) -> Sale:
    number = f"{sale.order}-B"
    lines = [{"product": sale.products[0], "quantity": quantity}]
    saved = await sale.desk.done(
        "saveSalesOrder", number=number, customer=sale.customer, orderedOn="2026-02-01", lines=lines
    )
    return Sale(sale.desk, number, sale.customer, sale.products, [line["id"] for line in saved["lines"]])


async def test_a_number_that_was_sold_on_another_order_meanwhile_is_left_behind_and_named(
    desk: Desk, sell: Sell
) -> None:
    """D4, R5: told where it stands, and waits no longer, also after it has come free there."""
    sale = await sell(2)
    other = await _another_order(sale)
    await waiting(desk, sale, ["SN-1", "SN-2"])
    sold = await other.posted([["SN-1"]])

    answer = await next_slip(sale, 1)
    trail = (await desk.ask(TRAIL, id=answer.value["id"]))["auditEntries"]["nodes"]
    await cancel(desk, sold)
    later = await next_slip(sale, 1)
    back = await next_slip(other, 1)

    assert answer.said == ["TAKEN_OVER", "LEFT_BEHIND"]
    assert (
        f"SN-1 waited for this order line and is left behind: it stands on {sold['number']} "
        in (answer.notices[1]["message"])
    )
    assert (len(trail[0]["after"]["takenOver"]), len(trail[0]["after"]["leftBehind"])) == (1, 1)
    assert await on_it(desk, first(answer.value)) == ["SN-2"]
    assert later.notices == []
    assert await on_it(desk, first(back.value)) == ["SN-1"]


async def test_a_number_on_anothers_draft_is_left_behind_too(desk: Desk, sell: Sell) -> None:
    """D4, D11: a draft claims what stands on it, also a line of the same order that was there before."""
    sale = await sell(3)
    earlier = await sale.slip(1)
    other = await _another_order(sale)
    await waiting(desk, sale, ["SN-1", "SN-2"])
    draft = await other.slip(1)
    await desk.done("scanSerial", lineId=first(draft), scan="SN-1")
    await desk.done("scanSerial", lineId=first(earlier), scan="SN-2")

    answer = await next_slip(sale, 2)

    assert answer.said == ["LEFT_BEHIND"]
    assert f"it stands on draft {_key(draft)} meanwhile" in answer.notices[0]["message"]


def _key(document: dict[str, Any]) -> str:
    from base64 import b64decode  # noqa: PLC0415 -- an id is opaque but to this test

    return b64decode(document["id"] + "==").decode().partition(":")[2]


async def test_all_are_left_behind_where_the_product_takes_no_serials_any_more(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """D4, T2, T5: each is named; when the product takes serials again, nothing waits any more."""
    sale = await sell(2)
    await waiting(desk, sale, ["SN-1"], blanks=1)
    product = {"number": sale.products[0], "name": "Pump"}
    passive, active = unique("TDG"), unique("TDG")
    await desk.done("saveTrackingDimensionGroup", number=passive)
    await desk.done("saveTrackingDimensionGroup", number=active, activeInSalesProcess=True)
    await desk.done("saveProduct", **product, trackingDimensionGroup=passive)

    answer = await next_slip(sale, 1)
    await desk.done("postPackingSlip", id=answer.value["id"])
    await desk.done("saveProduct", **product, trackingDimensionGroup=active)
    later = await next_slip(sale, 1)

    assert answer.said == ["LEFT_BEHIND"] * 2
    messages = [notice["message"] for notice in answer.notices]
    assert messages[0].startswith("SN-1 waited for this order line and is left behind: ")
    assert messages[1].endswith(f"{sale.products[0]} takes no serial numbers any more.")
    assert (answer.value["lines"][0]["registered"], later.notices) == (0, [])


async def test_a_number_that_waits_for_two_orders_goes_to_the_first_that_ships_it(desk: Desk, sell: Sell) -> None:
    """D4, R5: the other one hears where it is."""
    sale = await sell(1)
    other = await _another_order(sale)
    await waiting(desk, sale, ["SN-1"])
    await waiting(desk, other, ["SN-1"])

    taken = await next_slip(other, 1)
    left = await next_slip(sale, 1)

    assert (taken.said, left.said) == (["TAKEN_OVER"], ["LEFT_BEHIND"])


async def test_a_dry_run_takes_nothing_over(desk: Desk, sell: Sell) -> None:
    """D4: it says what would be."""
    sale = await sell(1)
    await waiting(desk, sale, ["SN-1"])

    tried = await desk.dry("createPackingSlip", order=sale.order)
    done = await next_slip(sale)

    assert (tried.said, tried.value["lines"][0]["registered"]) == (["TAKEN_OVER"], 1)
    assert done.said == ["TAKEN_OVER"]
