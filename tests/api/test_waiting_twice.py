"""A unit that waits more than once goes on once: it was registered again while it waited (D4, R5)."""

import pytest

from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.test_reversing import cancel, version
from tests.api.test_waiting import first, next_slip, on_it, waiting

pytestmark = pytest.mark.anyio


async def test_a_unit_that_waits_for_two_order_lines_stands_on_one_of_the_next_slip(desk: Desk, sell: Sell) -> None:
    """D4, R5: the one where it was registered last; the slip of both lines is drafted all the same."""
    sale = await sell(1, 1)
    customer, product = sale.customer, sale.products[0]
    two = [{"product": product, "quantity": 1}] * 2
    saved = await desk.done("saveSalesOrder", number=sale.order, customer=customer, lines=two)
    sale.lines = [line["id"] for line in saved["lines"]]
    await waiting(desk, sale, ["SN-1"])
    second = (await next_slip(sale, 1, place=1)).value
    await desk.done("registerSerials", lineId=first(second), serials=["SN-1"])
    await desk.done("postPackingSlip", id=second["id"])
    await cancel(desk, second)

    answer = await next_slip(sale)

    assert [line["registered"] for line in answer.value["lines"]] == [0, 1]
    assert answer.said == ["LEFT_BEHIND", "TAKEN_OVER"]


async def test_a_number_that_came_to_a_blank_while_it_waited_goes_on_once(desk: Desk, sell: Sell) -> None:
    """D4, R4: the order line has it twice to wait for, and the unit is one."""
    sale = await sell(1)
    await waiting(desk, sale, ["SN-1"])
    slip = (await next_slip(sale)).value
    line = first(slip)
    await desk.done("scanSerial", lineId=line, scan="SN-1", mode="REMOVE")
    blank = (await desk.send("registerNotReadable", lineId=line, count=1)).added[0]
    seen = await version(desk, slip["id"])
    await desk.done("fillNotReadable", lineId=line, registrationId=blank, serialNumber="SN-1", version=seen)
    await desk.done("postPackingSlip", id=slip["id"])
    await cancel(desk, slip)

    answer = await next_slip(sale)

    assert (await on_it(desk, first(answer.value)), answer.said) == (["SN-1"], ["TAKEN_OVER"])
