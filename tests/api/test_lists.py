"""Lists by their conditions, in their orders, counted: packing slips, invoices, sales orders, customers, products."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError

from graph_api.api.connections import Count, counted
from graph_api.api.context import Context
from graph_api.domain.duties import Actor, Role
from tests.api.asking import count, refused
from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

_KINDS = {
    "packingSlips": ("DocumentFilterInput", "DocumentSort"),
    "invoices": ("DocumentFilterInput", "DocumentSort"),
    "salesOrders": ("SalesOrderFilterInput", "SalesOrderSort"),
    "customers": ("CustomerFilterInput", "NumberSort"),
    "products": ("ProductFilterInput", "NumberSort"),
}


def text(name: str, more: str = "") -> str:
    wanted, sort = _KINDS[name]
    return (
        f"query ($filter: {wanted}, $sort: {sort}, $first: Int = 50, $after: String) "
        f"{{ {name}(filter: $filter, sort: $sort, first: $first, after: $after) "
        f"{{ nodes {{ number }} {more} pageInfo {{ hasNextPage endCursor }} }} }}"
    )


async def listed(desk: Desk, name: str, **asked: Any) -> list[str | None]:
    """The numbers of a list that is read to its end, two by two."""
    found: list[str | None] = []
    after = None
    while True:
        page = (await desk.ask(text(name), **{"first": 2, **asked}, after=after))[name]
        found += [each["number"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.parametrize("name", ["packingSlips", "invoices"])
async def test_documents_are_listed_by_every_condition_in_every_order(
    desk: Desk, sell: Sell, unique: Unique, name: str
) -> None:
    """Of one customer, of one product, by number and by day; to the end, nothing twice."""
    sale, prefix = await sell(9), unique("LST")
    numbers = [f"{prefix}.{place}" for place in (2, 1, 3)]
    create, post, given = {
        "packingSlips": ("createPackingSlip", "postPackingSlip", "lines"),
        "invoices": ("createInvoice", "postInvoice", "direct"),
    }[name]
    for place, number in enumerate(numbers):
        line = {"orderLineId": sale.lines[0], "quantity": 1}
        draft = await desk.done(create, order=sale.order, number=number, **{given: [line]})
        await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=[unique("SN")])
        await desk.done(post, id=draft["id"], day=f"2026-02-0{place + 2}")
    of_all: list[dict[str, Any]] = [
        {"customer": sale.customer},
        {"product": sale.products[0]},
        {"customer": sale.customer, "product": sale.products[0], "numberPrefix": prefix, "dayTo": "2026-02-04"},
    ]

    for wanted in of_all:
        assert await listed(desk, name, filter=wanted, sort="OLDEST_FIRST") == numbers
        assert await listed(desk, name, filter=wanted, sort="NEWEST_FIRST") == numbers[::-1]
        assert await listed(desk, name, filter=wanted, sort="DAY_ASCENDING") == numbers
        assert await listed(desk, name, filter=wanted, sort="DAY_DESCENDING") == numbers[::-1]
        assert await listed(desk, name, filter=wanted, sort="NUMBER_ASCENDING") == sorted(numbers)
        assert await listed(desk, name, filter=wanted, sort="NUMBER_DESCENDING") == sorted(numbers)[::-1]
        assert await listed(desk, name, filter={**wanted, "states": ["DRAFT"]}) == []
    assert await listed(desk, name, filter={"numberPrefix": prefix}) == sorted(numbers)
    assert await listed(desk, name, filter={"numberPrefix": prefix}, sort="NUMBER_DESCENDING") == sorted(numbers)[::-1]
    assert await listed(desk, name, filter={"numberPrefix": f"{prefix}.1", "states": ["POSTED"]}) == [numbers[1]]
    days = {"dayFrom": "2026-02-03", "dayTo": "2026-02-04"}
    assert await listed(desk, name, filter={**days, "customer": sale.customer}) == numbers[1:]
    found = await listed(desk, name, filter=days, first=200)
    assert [each for each in found if each in numbers] == numbers[1:]
    back = await listed(desk, name, filter=days, sort="DAY_DESCENDING", first=200)
    assert [each for each in back if each in numbers] == numbers[:0:-1]
    assert await listed(desk, name, filter={"customer": "nobody"}) == []
    assert await listed(desk, name, filter={"states": []}) == []


async def test_sales_orders_are_listed_by_customer_product_day_and_number(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, prefix = await sell(1), unique("LSO")
    numbers = [f"{prefix}.{place}" for place in (2, 1, 3)]
    for place, number in enumerate(numbers):
        lines = [{"product": sale.products[0], "quantity": 1}]
        day = f"1999-12-0{place + 1}"
        await desk.done("saveSalesOrder", number=number, customer=sale.customer, orderedOn=day, lines=lines)
    days = {"dayFrom": "1999-12-02", "dayTo": "1999-12-31"}

    assert await listed(desk, "salesOrders", filter={"numberPrefix": prefix}) == sorted(numbers)
    for wanted in ({"customer": sale.customer}, {"product": sale.products[0]}):
        narrowed = {**wanted, "numberPrefix": prefix}
        assert await listed(desk, "salesOrders", filter=narrowed, sort="DAY_DESCENDING") == numbers[::-1]
        assert await listed(desk, "salesOrders", filter=wanted, sort="DAY_ASCENDING") == [*numbers, sale.order]
        assert await listed(desk, "salesOrders", filter=narrowed, sort="NUMBER_DESCENDING") == sorted(numbers)[::-1]
        assert await listed(desk, "salesOrders", filter={**wanted, **days}) == numbers[1:]
    found = await listed(desk, "salesOrders", filter=days, sort="DAY_ASCENDING", first=200)
    assert [each for each in found if each in numbers] == numbers[1:]
    back = await listed(desk, "salesOrders", filter=days, sort="DAY_DESCENDING", first=200)
    assert [each for each in back if each in numbers] == numbers[:0:-1]


async def test_a_page_is_keys_and_what_is_shown_and_a_count_comes_when_it_is_asked(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(3)
    await sale.posted([[unique("SN")]])
    await posted(sale)
    counted = "count { value capped }"

    found, sent = await count(desk, text("invoices", counted), filter={"customer": sale.customer})
    _, without = await count(desk, text("invoices"), filter={"customer": sale.customer})
    nothing, empty = await count(desk, text("invoices"), filter={"customer": "nobody"})

    assert found["invoices"]["count"] == {"value": 1, "capped": False}
    assert sent == ["invoices_of_customer", "find_invoices_by_id", "invoices_of_customer"]
    assert without == sent[:2]
    assert (nothing["invoices"]["nodes"], empty) == ([], ["invoices_of_customer"])


@pytest.mark.parametrize("name", sorted(_KINDS))
async def test_every_list_is_counted_whole_where_nothing_is_asked(desk: Desk, sell: Sell, name: str) -> None:
    await (await sell(1)).slip()

    found = (await desk.ask(text(name, "count { value capped }"), first=1))[name]["count"]

    assert found["value"] >= len((await desk.ask(text(name), first=200))[name]["nodes"])


async def test_a_count_stops_at_its_most_and_says_so(desk: Desk) -> None:
    async def many(most: int) -> int:
        return most + 1

    context = Context(desk.office, Actor("sue", frozenset()), "request-1")

    assert await counted(context, many) == Count(value=10_000, capped=True)
    while context.afford(100):
        pass
    with pytest.raises(GraphQLError, match="several requests"):
        await counted(context, many)


async def test_customers_and_products_are_listed_by_what_their_number_begins_with(desk: Desk, unique: Unique) -> None:
    prefix = unique("LCP")
    numbers = [f"{prefix}.{place}" for place in (1, 2, 3)]
    for number in numbers:
        await desk.done("saveCustomer", number=number, name="Miller")
        await desk.done("saveProduct", number=number, name="Pump")

    for name in ("customers", "products"):
        assert await listed(desk, name, filter={"numberPrefix": prefix}) == numbers
        assert await listed(desk, name, filter={"numberPrefix": prefix}, sort="NUMBER_DESCENDING") == numbers[::-1]


async def test_customers_and_products_are_found_by_words_the_best_first(desk: Desk, unique: Unique) -> None:
    word = unique("w").replace("-", "")
    named = {"A": f"Bäckerei Groß {word}", "B": f"Bäckereibedarf {word}", "C": f"Haus {word}"}
    numbers = {key: unique(f"S{key}") for key in named}
    for key, name in named.items():
        await desk.done("saveCustomer", number=numbers[key], name=name, city="Køln")
        await desk.done("saveProduct", number=numbers[key], name=name)

    for name in ("customers", "products"):
        assert await listed(desk, name, filter={"search": f"{word} backerei"}) == [numbers["A"], numbers["B"]]
        assert await listed(desk, name, filter={"search": f"GROSS {word}"}) == [numbers["A"]]
        assert await listed(desk, name, filter={"search": f"backerey {word}"}) == [numbers["A"]]
        assert set(await listed(desk, name, filter={"search": word}, first=1)) == set(numbers.values())
        assert await listed(desk, name, filter={"search": numbers["C"]}, first=1) == [numbers["C"]]
        assert await listed(desk, name, filter={"search": f"nothing {word}"}) == []
        counted = await desk.ask(text(name, "count { value capped }"), filter={"search": word}, first=1)
        assert counted[name]["count"] == {"value": 3, "capped": False}
    assert len(await listed(desk, "customers", filter={"search": f"koln {word}"})) == 3


@pytest.mark.parametrize("search", ['name:* OR *:* "', "a AND NOT b) OR (c", "\\", "[* TO *]~ x", "te?t* /.*/ boost^9"])
async def test_the_language_of_the_index_is_not_spoken_by_what_is_searched(desk: Desk, search: str) -> None:
    """Whatever is typed is words or is refused; it is never an error of the graph."""
    result = await desk.execute(text("products"), {"filter": {"search": search}})

    assert all(each.extensions and each.extensions["code"] == "BAD_INPUT" for each in result.errors or [])


async def test_who_may_not_read_names_may_not_search_for_them(desk: Desk) -> None:
    """S4, G1: a search would tell whether somebody of that name is a customer."""
    analyst = desk.as_role(Role.ANALYST)

    error = await refused(analyst, text("customers"), filter={"search": "Miller"})

    assert error["code"] == "FORBIDDEN"
    assert "products" in await analyst.ask(text("products"), filter={"search": "pump"})
    assert "customers" in await analyst.ask(text("customers"), filter={"numberPrefix": "C"})


@pytest.mark.parametrize(
    ("name", "asked", "argument", "says"),
    [
        ("invoices", {"filter": {"dayFrom": "2026-03-02", "dayTo": "2026-03-01"}}, "filter.dayFrom", "earlier day"),
        ("invoices", {"filter": {"dayFrom": "2026-03-02"}, "sort": "NUMBER_ASCENDING"}, "sort", "order of days"),
        ("packingSlips", {"filter": {"numberPrefix": "P"}, "sort": "OLDEST_FIRST"}, "sort", "order of numbers"),
        ("salesOrders", {"filter": {"numberPrefix": "P", "dayTo": "2026-03-02"}}, "filter.numberPrefix", "leave one"),
        ("salesOrders", {"filter": {"customer": " "}}, "filter.customer", "1 to 100 printable"),
        ("salesOrders", {"filter": {"product": "P\u0000"}}, "filter.product", "1 to 100 printable"),
        ("invoices", {"filter": {"numberPrefix": "9" * 10_000_000}}, "filter.numberPrefix", "1 to 100 printable"),
        ("products", {"filter": {"search": "x" * 10_000_000}}, "filter.search", "at most 200"),
        ("products", {"filter": {"search": "?"}}, "filter.search", "letters or digits"),
        ("products", {"filter": {"search": "x", "numberPrefix": "x"}}, "filter.numberPrefix", "send one"),
        ("customers", {"filter": {"search": "x"}, "sort": "NUMBER_ASCENDING"}, "sort", "leave sort out"),
    ],
)
async def test_what_cannot_be_listed_is_refused_with_what_would_do(
    desk: Desk, name: str, asked: dict[str, Any], argument: str, says: str
) -> None:
    error = await refused(desk, text(name), **asked)

    assert (error["code"], error["argument"]) == ("BAD_INPUT", argument)
    assert says in error["message"]
    assert len(error["message"]) < 300


async def test_a_cursor_of_another_order_or_list_is_refused(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(1)
    await sale.posted([[unique("SN")]])
    mine = {"customer": sale.customer}
    page = await desk.ask(text("packingSlips"), filter=mine, sort="DAY_ASCENDING")
    cursor = page["packingSlips"]["pageInfo"]["endCursor"]
    name, _, _ = b64decode(cursor).decode().partition(":")
    bent = b64encode(f"{name}:tomorrow".encode()).decode()
    unranked = b64encode(b"products sorted by RANK DESCENDING:best").decode()

    wrong = [
        await refused(desk, text("packingSlips"), filter=mine, sort="DAY_DESCENDING", after=cursor),
        await refused(desk, text("packingSlips"), after=cursor),
        await refused(desk, text("invoices"), filter=mine, sort="DAY_ASCENDING", after=cursor),
        await refused(desk, text("packingSlips"), filter=mine, sort="DAY_ASCENDING", after=bent),
        await refused(desk, text("products"), filter={"search": "pump"}, after=unranked),
    ]

    assert {(each["code"], each["argument"]) for each in wrong} == {("BAD_INPUT", "after")}
    assert "no cursor of packingSlips sorted by DAY DESCENDING" in wrong[0]["message"]


async def test_a_state_is_named_in_one_place(desk: Desk) -> None:
    both = "{ invoices(state: DRAFT, filter: { states: [POSTED] }) { nodes { number } } }"
    narrowed = '{ invoices(state: DRAFT, filter: { customer: "nobody" }) { nodes { number } } }'

    assert (await refused(desk, both))["argument"] == "state"
    assert (await desk.ask(narrowed))["invoices"]["nodes"] == []
