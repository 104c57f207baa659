"""Work lists of returns: by how far an item has come, and by what it is about (V4)."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.asking import count, refused
from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import Desk
from tests.api.returns import authorised, came_back, received, step, unit_id, with_policy
from tests.api.test_returning_pieces import arrived, loose, sent_back

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

LIST = """
query ($filter: ReturnFilterInput, $first: Int, $after: String) {
  returns(filter: $filter, first: $first, after: $after) {
    nodes { number items { state needsDecision unit { serialNumber } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
NUMBERS = "query ($filter: ReturnFilterInput) { returns(filter: $filter, first: 1) { nodes { number } } }"
OF_UNIT = """
query ($id: ID!) {
  node(id: $id) { ... on Unit { returns { state authorisedBy { number } } sales { returns { state } } } }
}
"""


async def listed(desk: Desk, **wanted: Any) -> list[str]:
    return [each["number"] for each in (await desk.ask(LIST, filter=wanted, first=200))["returns"]["nodes"]]


async def test_returns_are_found_by_what_their_items_are_about(desk: Desk, sell: Sell, unique: Unique) -> None:
    """What is open where nothing is said; one item meets every condition."""
    sale = await sell(3)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1", "SN-2", "SN-3"]])
    await posted(sale)
    done = (await came_back(sale, "SN-1"))["number"]
    both = await authorised(sale, "SN-2", "SN-3")
    open_one = both["number"]
    apart = (await received(desk, both, "SN-9", 0)).value
    customer, thing, first = sale.customer, sale.products[0], await unit_id(sale, "SN-1")
    second, day = await unit_id(sale, "SN-2"), "2026-03-02"

    assert await listed(desk, customer=customer) == [open_one]
    assert await listed(desk, product=thing, states=["DISPOSED", "AUTHORISED", "RECEIVED"]) == [done, open_one]
    assert await listed(desk, unit=first) == []
    assert await listed(desk, unit=first, states=["DISPOSED"]) == [done]
    assert await listed(desk, unit=second, states=["RECEIVED"], product=thing, customer=customer) == [open_one]
    assert await listed(desk, unit=second, states=["AUTHORISED"]) == []
    assert await listed(desk, customer=customer, needsDecision=True) == [open_one]
    assert await listed(desk, unit=second, needsDecision=False) == []
    assert await listed(desk, customer=customer, states=["DISPOSED"], authorisedFrom=day, authorisedTo=day) == [done]
    assert await listed(desk, customer=customer, authorisedTo="2026-03-01") == []
    assert await listed(desk, customer=customer, authorisedFrom="2026-03-03") == []
    assert await listed(desk, customer="nobody", states=["DISPOSED"]) == []
    assert await listed(desk, product="nothing") == []
    assert await listed(desk, states=[]) == []
    assert [each["needsDecision"] for each in apart["items"]] == [True, False]


async def test_pieces_are_listed_by_their_product(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6: also the rest that is awaited after a part has gone its way, on one page once."""
    sale, _, invoice = await loose(sell, unique, 3)
    part = (await arrived(desk, await sent_back(sale, invoice, 3), quantity=1)).value

    assert await listed(desk, product=sale.products[0]) == [part["number"]]
    assert await listed(desk, product=sale.products[0], states=["AUTHORISED", "REFUSED"]) == [part["number"]]


async def test_a_list_goes_on_behind_its_cursor_by_any_condition(desk: Desk, sell: Sell, unique: Unique) -> None:
    """Oldest first, each once, whichever statement finds them."""
    sale = await sell(3)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1", "SN-2", "SN-3"]])
    await posted(sale)
    first = await authorised(sale, "SN-1")
    await desk.done("refuseReturnItem", **step(first))
    second, third = await authorised(sale, "SN-1", "SN-2"), await authorised(sale, "SN-3")
    numbers = [each["number"] for each in (first, second, third)]
    states = ["AUTHORISED", "REFUSED"]

    for wanted in ({"customer": sale.customer}, {"product": sale.products[0]}, {"unit": await unit_id(sale, "SN-1")}):
        expected = numbers[:2] if "unit" in wanted else numbers
        for asked, found in (({**wanted, "states": states}, expected), (wanted, expected[1:])):
            seen, after = [], None
            while True:
                page = (await desk.ask(LIST, filter=asked, first=1, after=after))["returns"]
                seen += [each["number"] for each in page["nodes"]]
                if not page["pageInfo"]["hasNextPage"]:
                    break
                after = page["pageInfo"]["endCursor"]
            assert seen == found


async def test_a_unit_and_its_sale_tell_their_returns(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4: the newest first, in one statement more."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1"]])
    await posted(sale)
    await came_back(sale, "SN-1", "SEND_BACK")
    found = await authorised(sale, "SN-1")

    told, sent = await count(desk, OF_UNIT, id=await unit_id(sale, "SN-1"))

    assert [each["state"] for each in told["node"]["returns"]] == ["AUTHORISED", "DISPOSED"]
    assert told["node"]["returns"][0]["authorisedBy"]["number"] == found["number"]
    assert told["node"]["sales"][0]["returns"] == [{"state": "AUTHORISED"}, {"state": "DISPOSED"}]
    assert sent == ["find_units_by_id", "find_returns_by_item"]


async def test_every_combination_of_conditions_is_one_statement(desk: Desk) -> None:
    """One of four, each of which is explained by the tests of the store."""
    given: list[tuple[str, list[Any]]] = [
        ("states", [["AUTHORISED"], ["DISPOSED"]]),
        ("unit", [make_id("Unit", "01NOTHING")]),
        ("product", ["nothing"]),
        ("customer", ["nobody"]),
        ("authorisedFrom", ["2026-03-02"]),
        ("needsDecision", [True]),
    ]
    used: list[str] = []
    for chosen in product(*([None, *values] for _, values in given)):
        wanted = {name: value for (name, _), value in zip(given, chosen, strict=True) if value is not None}
        found, sent = await count(desk, NUMBERS, filter=wanted)
        assert found["returns"]["nodes"] == [] or not {"unit", "product", "customer"} & set(wanted)
        used += sent

    assert len(used) == 96
    assert set(used) == {"list_returns", "list_open_returns", "list_returns_of_customer", "list_returns_of_unit"}


async def test_a_filter_by_what_is_no_unit_and_a_foreign_cursor_are_refused(desk: Desk) -> None:
    wrong = await refused(desk, LIST, filter={"unit": make_id("Product", "X")})
    cursor = await refused(desk, LIST, after="bm90aGluZw")

    assert "no id of a unit" in wrong["message"]
    assert "no cursor of returns" in cursor["message"]


async def test_an_analyst_reads_the_list(desk: Desk) -> None:
    """S4."""
    assert "returns" in await desk.as_role(Role.ANALYST).ask(LIST, first=1)
