"""Sales orders through the front door: written, written again, and held by what was shipped."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio


async def test_an_order_is_written_again_and_keeps_its_lines_by_their_place(desk: Desk, sell: Sell) -> None:
    """D12: orders are keyed by the caller's number."""
    sale = await sell(5, 3)

    again = await desk.done(
        "saveSalesOrder",
        number=sale.order,
        customer=sale.customer,
        lines=[{"product": sale.products[0], "quantity": 7}],
    )

    assert [(line["id"], line["quantity"]) for line in again["lines"]] == [(sale.lines[0], 7)]


async def test_an_order_of_unknown_parties_is_refused_with_each_of_them(
    desk: Desk, unique: Callable[[str], str]
) -> None:
    """D12: the order that its number would have made is not left behind."""
    order = unique("SO")

    answer = await desk.refused(
        "saveSalesOrder",
        number=order,
        customer="nobody",
        lines=[{"product": "nothing", "quantity": 1}, {"product": "nothing else", "quantity": 1}],
    )

    assert answer.facts("kind", "key", "path") == [
        ("UNKNOWN_RECORD", "customer", "nobody", ["customer"]),
        ("UNKNOWN_RECORD", "product", "nothing", ["lines", "0", "product"]),
        ("UNKNOWN_RECORD", "product", "nothing else", ["lines", "1", "product"]),
    ]


async def test_what_documents_build_on_is_not_changed_under_them(desk: Desk, sell: Sell) -> None:
    """D1: neither the customer nor a used line's product, nor a quantity below what is shipped."""
    sale = await sell(2, 2, 2)
    other = await sell(1)
    await sale.posted([["A-1", "A-2"], ["A-1"]])

    answer = await desk.refused(
        "saveSalesOrder",
        number=sale.order,
        customer=other.customer,
        lines=[{"product": sale.products[0], "quantity": 1}, {"product": other.products[0], "quantity": 2}],
    )

    assert answer.facts("what", "position", "shipped", "quantity", "path") == [
        ("HELD_BY_DOCUMENTS", "The customer", None, None, None, ["customer"]),
        ("LESS_THAN_SHIPPED", None, 1, 2, 1, ["lines", "0"]),
        ("HELD_BY_DOCUMENTS", "Line 2", None, None, None, ["lines", "1"]),
    ]


async def test_everything_that_is_wrong_with_an_order_is_said_at_once(desk: Desk) -> None:
    """T2 and W11: quantities are whole pieces, an order is not of tomorrow."""
    answer = await desk.refused(
        "saveSalesOrder",
        number="",
        customer="\n",
        orderedOn="2026-03-03",
        lines=[{"product": "P", "quantity": 0}, {"product": "", "quantity": -2_147_483_648}],
        externalReference="\x1b[31m",
    )

    assert answer.facts("path") == [
        ("INVALID_VALUE", ["number"]),
        ("INVALID_VALUE", ["customer"]),
        ("INVALID_VALUE", ["lines", "1", "product"]),
        ("INVALID_VALUE", ["externalReference"]),
        ("QUANTITY_OUT_OF_RANGE", ["lines", "0", "quantity"]),
        ("QUANTITY_OUT_OF_RANGE", ["lines", "1", "quantity"]),
        ("DAY_OUT_OF_RANGE", ["orderedOn"]),
    ]


@pytest.mark.parametrize("count", [0, 1_001])
async def test_an_order_has_one_to_a_thousand_lines(desk: Desk, sell: Sell, count: int) -> None:
    """D12: more is another order."""
    sale = await sell(1)

    answer = await desk.refused(
        "saveSalesOrder",
        number=sale.order,
        customer=sale.customer,
        lines=[{"product": sale.products[0], "quantity": 1}] * count,
    )

    assert answer.facts("value", "path") == [("INVALID_VALUE", str(count), ["lines"])]
