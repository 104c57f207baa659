"""Lists page by page: every list from its start to its end, and cursors that are taken as they were given or not."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError

from graph_api.api.connections import Page
from graph_api.api.context import MOST_ROWS, Context
from graph_api.domain.duties import Actor
from tests.api.asking import count, refused, sold
from tests.api.claiming import claimed, unit_id
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.returns import authorised

pytestmark = pytest.mark.anyio

LISTS = {
    "packingSlips": ("(state: POSTED, first: $first, after: $after)", "number", "slips_of_state"),
    "invoices": ("(state: POSTED, first: $first, after: $after)", "number", "invoices_of_state"),
    "salesOrders": ("(first: $first, after: $after)", "number", "list_orders"),
    "products": ("(first: $first, after: $after)", "number", "list_products"),
    "customers": ("(first: $first, after: $after)", "number", "list_customers"),
    "trackingDimensionGroups": ("(first: $first, after: $after)", "number", "list_groups"),
    "warrantyTerms": ("(first: $first, after: $after)", "number", "list_terms"),
    "claims": ("(first: $first, after: $after)", "number", "list_claims"),
    "returns": ("(first: $first, after: $after)", "number", "list_open_returns"),
    "returnPolicies": ("(first: $first, after: $after)", "number", "list_policies"),
}
NAMES = sorted(LISTS)


def document(name: str) -> str:
    arguments, key, _ = LISTS[name]
    page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    return (
        f"query ($first: Int! = 50, $after: String) {{ {name}{arguments} "
        f"{{ edges {{ cursor node {{ id {key} }} }} {page} }} }}"
    )


async def ask(desk: Desk, name: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.ask(document(name), **variables))[name]
    return found


@pytest.fixture
async def three(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    """Three of everything that is listed."""
    for _ in range(3):
        sale, serial = await sell(1), unique("RD")
        await sold(desk, sale, unique, [serial])
        await claimed(desk, await unit_id(sale, serial))
        await authorised(sale, serial)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("three")
async def test_a_list_is_read_to_its_end_with_nothing_twice_and_nothing_left_out(desk: Desk, name: str) -> None:
    whole = [edge["node"]["id"] for edge in (await ask(desk, name, first=200))["edges"]]
    found: list[str] = []
    after = None
    while True:
        page = await ask(desk, name, first=max(2, len(whole) // 3), after=after)
        found += [edge["node"]["id"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert len(whole) >= 3
    assert len(found) == len(set(found))
    assert found[: len(whole)] == whole


@pytest.mark.parametrize("name", NAMES)
async def test_a_page_is_one_round_trip(desk: Desk, name: str) -> None:
    _, statements = await count(desk, document(name))

    assert statements == [LISTS[name][2]]


@pytest.mark.parametrize("first", [0, -1, 201, 2_000_000_000])
async def test_a_page_has_a_limit_and_says_which(desk: Desk, first: int) -> None:
    error = await refused(desk, document("products"), first=first)

    assert (error["code"], error["argument"]) == ("BAD_INPUT", "first")
    assert "from 1 to 200" in error["message"]


async def test_pages_within_pages_have_a_limit_together(desk: Desk) -> None:
    """A hundred slips with a page of 200 registrations on each line would be 20,000 rows and more."""
    page = Page(Context(desk.office, Actor("sue", frozenset()), "request-1"), "products", 200, None)
    spent = [Page(page.context, "registrations", 200, None) for _ in range(MOST_ROWS // 200 - 1)]

    with pytest.raises(GraphQLError, match="smaller pages"):
        Page(page.context, "registrations", 1, None)
    assert len(spent) == MOST_ROWS // 200 - 1


async def test_behind_the_end_of_a_list_there_is_an_empty_page(desk: Desk) -> None:
    page = await ask(desk, "products", after=b64encode(b"products:~~~~").decode())

    assert page == {
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
    }


@pytest.mark.usefixtures("three")
async def test_a_cursor_that_was_respelt_or_is_another_lists_is_refused(desk: Desk) -> None:
    cursor = (await ask(desk, "products", first=1))["pageInfo"]["endCursor"]

    for wrong in (
        f"{cursor}=",
        f" {cursor}",
        cursor.rstrip("=")[:-1],
        "",
        "nonsense",
        b64encode(b"products:").decode(),
    ):
        error = await refused(desk, document("products"), after=wrong)
        assert (error["code"], error["argument"]) == ("BAD_INPUT", "after")
    foreign = await refused(desk, document("customers"), after=cursor)
    assert "no cursor of customers" in foreign["message"]


async def test_an_audit_trail_is_paged_by_its_place_and_by_no_other_word(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    trail = "query ($id: ID!, $after: String) { auditEntries(subject: $id, after: $after) { nodes { sequence } } }"
    slip = await sale.slip()

    for key in ("one", "-1", "²", "9" * 30):
        error = await refused(desk, trail, id=slip["id"], after=b64encode(f"auditEntries:{key}".encode()).decode())
        assert (error["code"], error["argument"]) == ("BAD_INPUT", "after")
