"""Selling over the counter, through the front door. Rule P1."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk, Sale
from tests.api.test_reversing import TRAIL

pytestmark = pytest.mark.anyio


def line(product: str, *serials: str, quantity: int | None = None, **more: Any) -> dict[str, Any]:
    count = len(serials) if quantity is None else quantity
    return {"product": product, "quantity": count, "serialNumbers": list(serials), **more}


async def standing(desk: Desk, sale: Sale, serial: str) -> dict[str, Any]:
    """Whether a number is sold, and by which documents."""
    found = await desk.ask(
        "query ($product: String!, $serial: String!) { lookup(by: { serial: $serial }, product: $product) { matches { "
        "... on Unit { saleStatus sales { day packingSlip { id } invoice { number } salesOrder { number } "
        "customer { number } } } } } }",
        product=sale.products[0],
        serial=serial,
    )
    (unit,) = found["lookup"]["matches"]
    return dict(unit)


async def test_a_sale_over_the_counter_is_ordered_and_invoiced_at_once_without_a_slip(desk: Desk, sell: Sell) -> None:
    """P1, D8."""
    sale = await sell(1, 1)

    lines = [line(sale.products[0], "A1", "A2"), line(sale.products[1], "A1")]
    sold = await desk.done("sellAtPointOfSale", customer=sale.customer, lines=lines)
    unit = await standing(desk, sale, "a1")

    assert (sold["state"], sold["day"]) == ("POSTED", TODAY.isoformat())
    assert sold["number"].startswith("INV-")
    assert [(each["quantity"], each["registered"]) for each in sold["lines"]] == [(2, 2), (1, 1)]
    assert unit["saleStatus"] == "SOLD"
    assert unit["sales"][0]["packingSlip"] is None
    assert unit["sales"][0]["invoice"]["number"] == sold["number"]
    assert unit["sales"][0]["salesOrder"]["number"].startswith("POS-")
    assert unit["sales"][0]["customer"]["number"] == sale.customer


@pytest.mark.parametrize(
    ("group", "prompt"),
    [({"tracked": False}, "NONE"), ({"blank_issue": True}, "OPTIONAL"), ({}, "REQUIRED")],
)
async def test_a_product_says_whether_selling_it_prompts_for_a_number(
    desk: Desk, sell: Sell, group: dict[str, bool], prompt: str
) -> None:
    """P1."""
    sale = await sell(1, **group)
    asked = "query ($number: String!) { product(number: $number) { serialPrompt } }"
    assert await desk.ask(asked, number=sale.products[0]) == {"product": {"serialPrompt": prompt}}


async def test_a_prompt_is_answered_with_not_readable_too_by_those_who_may(desk: Desk, sell: Sell) -> None:
    """P1, S3."""
    sale = await sell(1)
    lines = [line(sale.products[0], "B1", quantity=2, notReadable=1)]

    refused = await desk.as_role(Role.CLERK).refused("sellAtPointOfSale", customer=sale.customer, lines=lines)
    sold = await desk.done("sellAtPointOfSale", customer=sale.customer, lines=lines)

    assert refused.codes == ["NOT_PERMITTED"]
    assert (sold["lines"][0]["registered"], sold["lines"][0]["notReadable"]) == (2, 1)


async def test_a_prompt_may_stay_empty_only_where_blank_issue_is_allowed(desk: Desk, sell: Sell) -> None:
    """P1, T2, T3."""
    strict, lenient = await sell(1), await sell(1, blank_issue=True)

    refused = await desk.refused(
        "sellAtPointOfSale", customer=strict.customer, lines=[line(strict.products[0], quantity=2)]
    )
    sold = await desk.done("sellAtPointOfSale", customer=strict.customer, lines=[line(lenient.products[0], quantity=2)])

    assert refused.facts("rule", "path", "quantity", "registered") == [
        ("REGISTRATIONS_MISSING", "T2", ["lines", "0"], 2, 0)
    ]
    assert sold["lines"][0]["registered"] == 0


async def test_everything_that_is_wrong_with_a_sale_is_said_at_once_and_nothing_is_left(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """P1, D7, R2, R5, T2."""
    sale, untracked = await sell(3), await sell(1, tracked=False)
    await desk.done("sellAtPointOfSale", customer=sale.customer, lines=[line(sale.products[0], "C1")])

    refused = await desk.refused(
        "sellAtPointOfSale",
        customer=sale.customer,
        order=unique("POS"),
        lines=[
            line(sale.products[0], "C1"),
            line(sale.products[0], "C2", "C3", quantity=1),
            line(untracked.products[0], "C4"),
            line(sale.products[0], quantity=1),
        ],
    )

    assert refused.facts("rule", "path") == [
        ("STANDS_ELSEWHERE", "R5", ["lines", "0", "serialNumbers", "0"]),
        ("QUANTITY_EXCEEDED", "R2", ["lines", "1"]),
        ("TAKES_NO_SERIALS", "T2", ["lines", "2"]),
        ("REGISTRATIONS_MISSING", "T2", ["lines", "3"]),
    ]


async def test_bad_input_of_a_sale_is_told_by_its_place(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    """Which input, which rule, what to do."""
    sale = await sell(1)
    unknown = unique("NOBODY")
    wrong = [line(sale.products[0], "\x07"), line(sale.products[0], "D1", quantity=-1)]

    parties = await desk.refused("sellAtPointOfSale", customer=unknown, order=sale.order, lines=[line(unknown, "D1")])
    texts = await desk.refused("sellAtPointOfSale", customer=sale.customer, lines=wrong)
    nothing = await desk.refused("sellAtPointOfSale", customer=sale.customer, lines=[])
    late = await desk.refused(
        "sellAtPointOfSale", customer=sale.customer, day="2026-03-03", lines=[line(sale.products[0], "D1")]
    )
    many = await desk.refused(
        "sellAtPointOfSale", customer=sale.customer, lines=[line(sale.products[0], quantity=1, notReadable=-1)]
    )

    assert parties.facts("path") == [
        ("UNKNOWN_RECORD", ["customer"]),
        ("UNKNOWN_RECORD", ["lines", "0", "product"]),
        ("NUMBER_TAKEN", ["order"]),
    ]
    assert texts.facts("path") == [
        ("INVALID_SERIAL", ["lines", "0", "serialNumbers", "0"]),
        ("QUANTITY_OUT_OF_RANGE", ["lines", "1", "quantity"]),
    ]
    assert nothing.facts("path") == [("INVALID_VALUE", ["lines"])]
    assert late.codes == ["DAY_OUT_OF_RANGE"]
    assert many.codes == ["LIST_TOO_LONG"]


async def test_one_unit_is_sold_at_one_of_many_tills(desk: Desk, sell: Sell) -> None:
    """P1, R5: eight tills scan the same number at the same moment."""
    sale = await sell(1)
    lines = [line(sale.products[0], "E1")]

    answers = await asyncio.gather(
        *(desk.send("sellAtPointOfSale", customer=sale.customer, lines=lines) for _ in range(8))
    )

    assert sorted(answer.codes for answer in answers) == [[], *[["STANDS_ELSEWHERE"]] * 7]


async def test_a_dated_back_sale_starts_on_its_day(desk: Desk, sell: Sell) -> None:
    """P1, W11."""
    sale = await sell(1)
    await desk.done("sellAtPointOfSale", customer=sale.customer, day="2026-02-20", lines=[line(sale.products[0], "F1")])
    assert (await standing(desk, sale, "F1"))["sales"][0]["day"] == "2026-02-20"


async def test_a_number_given_twice_counts_once_and_the_trail_keeps_the_numbers(desk: Desk, sell: Sell) -> None:
    """P1, R7, T3, C4: what may stay empty hides nothing that the till should hear."""
    sale = await sell(1, blank_issue=True)
    sold = await desk.send("sellAtPointOfSale", customer=sale.customer, lines=[line(sale.products[0], "g1", "G1 ")])
    (entry,) = (await desk.ask(TRAIL, id=sold.value["id"]))["auditEntries"]["nodes"]

    assert [(each["code"], each["path"]) for each in sold.notices] == [
        ("ALREADY_REGISTERED", ["lines", "0", "serialNumbers", "1"])
    ]
    assert sold.value["lines"][0]["registered"] == 1
    assert [list(each["registered"].values()) for each in entry["after"]["lines"].values()] == [["g1"]]
