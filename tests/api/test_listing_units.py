"""Lists of units: of the register, and what stands with a customer today (W7, W9), with every verdict."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.asking import count, refused, sold
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.returns import came_back, unit_id
from tests.api.test_replacing import replaced

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

UNITS = """
query ($filter: UnitFilterInput, $sort: UnitSort, $first: Int = 2, $after: String) {
  units(filter: $filter, sort: $sort, first: $first, after: $after) {
    nodes { serialNumber warranty { status } } pageInfo { hasNextPage endCursor }
  }
}
"""
HELD = """
query ($customer: String!, $filter: HeldUnitFilterInput, $sort: UnitSort = OLDEST_FIRST, $after: String) {
  customer(number: $customer) {
    units(filter: $filter, sort: $sort, first: 2, after: $after) {
      nodes { serialNumber warranty { status } returnEligibility { mayReturn } }
      pageInfo { hasNextPage endCursor } count { value capped }
    }
  }
}
"""


async def listed(desk: Desk, **asked: Any) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = (await desk.ask(UNITS, **asked, after=after))["units"]
        found += [each["serialNumber"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def held(desk: Desk, customer: str, **asked: Any) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = (await desk.ask(HELD, customer=customer, **asked, after=after))["customer"]["units"]
        found += [each["serialNumber"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["count"] == {"value": len(found), "capped": False}
            return found


async def test_units_are_listed_by_what_their_sale_was_and_became(desk: Desk, sell: Sell, unique: Unique) -> None:
    """By customer, product, category, serial number, day and state; in every order."""
    category, prefix = unique("CAT"), unique("Lu")
    sale = await sell(3, category=category)
    serials = [f"{prefix} {place}" for place in ("\u00a0c", "a", "b")]
    await sold(desk, sale, unique, serials)
    await came_back(sale, serials[1])
    customer, thing = {"customer": sale.customer}, {"product": sale.products[0]}
    away = await sell(1)
    await away.slip()

    for wanted in (customer, thing, {"category": category}, {"serialPrefix": prefix.upper()}, {**customer, **thing}):
        assert await listed(desk, filter=wanted, sort="SERIAL_ASCENDING") == [serials[1], serials[2], serials[0]]
        assert await listed(desk, filter=wanted, sort="SERIAL_DESCENDING") == [serials[0], serials[2], serials[1]]
        prefixed = {**wanted, "serialPrefix": f"{prefix} b"}
        assert await listed(desk, filter=prefixed) == [serials[2]]
    for wanted in (customer, {**thing, **customer}, {"category": category}):
        oldest = await listed(desk, filter=wanted, sort="OLDEST_FIRST")
        assert sorted(oldest) == sorted(serials)
        assert await listed(desk, filter=wanted, sort="NEWEST_FIRST") == oldest[::-1]
        assert await listed(desk, filter={**wanted, "states": ["RETURNED"]}) == [serials[1]]
        assert await listed(desk, filter={**wanted, "states": ["SOLD"], "soldFrom": "2026-03-02"}) == [
            each for each in oldest if each != serials[1]
        ]
        assert await listed(desk, filter={**wanted, "soldTo": "2026-03-01"}) == []
        assert await listed(desk, filter={**wanted, "states": []}) == []
    day = {"soldFrom": "2026-03-02", "soldTo": "2026-03-02"}
    assert set(serials) <= set(await listed(desk, filter={**day, "serialPrefix": prefix}, first=200))
    assert await listed(desk, filter={"customer": away.customer}) == []
    assert (await desk.ask(UNITS, sort="NEWEST_FIRST", first=1))["units"]["nodes"]
    assert (await desk.ask(UNITS, first=1))["units"]["nodes"]


async def test_a_customer_has_what_was_bought_given_and_sent_instead(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W7, W9: not what was given away, returned or replaced, nor what stands on a draft."""
    sale, other = await sell(4), await sell(1)
    serials = [unique("HU") for _ in range(4)]
    await sold(desk, sale, unique, serials[:3])
    came, draft = unique("HU"), await sale.slip()
    await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=[serials[3]])
    await replaced(sale, serials[0], came)
    await desk.done("transferOwnership", unitId=await unit_id(sale, serials[1]), customer=other.customer, version=0)

    assert await held(desk, sale.customer) == sorted([serials[2], came], key=[*serials, came].index)
    assert await held(desk, other.customer) == [serials[1]]
    assert await held(desk, other.customer, filter={"product": "nothing"}) == []
    await desk.done("transferOwnership", unitId=await unit_id(sale, came), customer=other.customer)
    assert await held(desk, sale.customer, filter={"product": sale.products[0]}) == [serials[2]]
    assert await held(desk, other.customer, sort="NEWEST_FIRST") == [came, serials[1]]
    await replaced(sale, came, serials[0])
    await desk.done("transferOwnership", unitId=await unit_id(sale, serials[1]), customer=sale.customer)
    assert await held(desk, other.customer, sort="SERIAL_ASCENDING") == [serials[0]]
    assert set(await held(desk, sale.customer, sort="SERIAL_DESCENDING")) == {serials[1], serials[2]}
    await came_back(sale, serials[2])
    assert await held(desk, sale.customer, filter={"serialPrefix": serials[1].lower()}) == [serials[1]]
    assert await held(desk, sale.customer) == [serials[1]]


async def test_a_page_of_units_with_all_their_verdicts_is_two_round_trips(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(3)
    await sold(desk, sale, unique, [unique("HU") for _ in range(3)])
    without = HELD.replace("count { value capped }", "")

    told, sent = await count(desk, without, customer=sale.customer)
    _, walked = await count(desk, UNITS, filter={"product": sale.products[0]})

    units = told["customer"]["units"]["nodes"]
    assert [(each["warranty"]["status"], each["returnEligibility"]["mayReturn"]) for each in units] == [
        ("COVERED", True),
        ("COVERED", True),
    ]
    assert sent == ["find_customers", "units_with_customer", "find_units_by_id"]
    assert walked == ["units_of_product", "find_units_by_id"]


@pytest.mark.parametrize(
    ("asked", "argument", "says"),
    [
        ({"filter": {"soldFrom": "2026-03-02", "soldTo": "2026-03-01"}}, "filter.soldFrom", "earlier day"),
        ({"filter": {"soldFrom": "2020-03-02", "soldTo": "2026-03-01"}}, "filter.soldFrom", "92 days"),
        ({"filter": {"states": ["REPLACED"]}}, "filter.soldFrom", "name a customer"),
        ({"filter": {"product": "P"}, "sort": "OLDEST_FIRST"}, "sort", "by serial number"),
        ({"filter": {"serialPrefix": "x" * 10_000_000}}, "filter.serialPrefix", "1 to 100 printable"),
        ({"filter": {"serialPrefix": "a\u0007"}}, "filter.serialPrefix", "1 to 100 printable"),
        ({"after": "bm90aGluZw=="}, "after", "no cursor of units sorted OLDEST_FIRST"),
        ({"after": "dW5pdHMgc29ydGVkIE9MREVTVF9GSVJTVDp4"}, "after", "no cursor of units sorted OLDEST_FIRST"),
    ],
)
async def test_what_cannot_be_listed_of_units_is_refused_with_what_would_do(
    desk: Desk, asked: dict[str, Any], argument: str, says: str
) -> None:
    error = await refused(desk, UNITS, **asked)

    assert (error["code"], error["argument"]) == ("BAD_INPUT", argument)
    assert says in error["message"]
