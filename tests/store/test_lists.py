"""Every list, by every condition and in every order that is shipped: what Neo4j would do for it."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any, Final

import neo4j
import pytest

from graph_api.domain.aftersales import ClaimState, ReturnState
from graph_api.domain.documents import DocumentKind
from graph_api.domain.listing import (
    AgeSort,
    DocumentSort,
    ListOrder,
    NotListed,
    NumberSort,
    RecordFilter,
    SalesOrderSort,
    Sort,
    order_named,
    order_of,
)
from graph_api.domain.listing_units import UnitFilter, UnitSort, UnitState, unit_order
from graph_api.domain.views import BlankFilter, ClaimFilter, PageOf, ReturnFilter
from graph_api.store.listing import Keys
from graph_api.store.listing_aftersales import AftersalesLists
from graph_api.store.listing_blanks import BlankLists
from graph_api.store.listing_catalogue import CatalogueLists
from graph_api.store.listing_documents import RecordLists
from graph_api.store.listing_units import UnitLists
from graph_api.store.statement import Statement
from tests.plans import SCANS, operators

pytestmark = pytest.mark.anyio

_SORTS: Final[dict[DocumentKind, list[Sort]]] = {
    DocumentKind.PACKING_SLIP: list(DocumentSort),
    DocumentKind.INVOICE: list(DocumentSort),
    DocumentKind.SALES_ORDER: list(SalesOrderSort),
}
_DAY: Final = date(2026, 3, 2)
_EVERYTHING: Final = {"PartialSort", "PartialTop", "Sort"}
"""What reads everything that an index has before it gives anything."""


class Asked(RecordLists, CatalogueLists, UnitLists, AftersalesLists, BlankLists):
    """Notes what would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[Statement[Any], dict[str, object]]] = []

    async def run(self, statement: Statement[Any], /, **parameters: object) -> Any:
        self.sent.append((statement, parameters))
        return Keys(0, ())


def combinations() -> Iterator[tuple[DocumentKind, RecordFilter, ListOrder]]:
    """Every filter in every order that is not refused."""
    given = product(*([None, each] for each in ("C", "P", _DAY, _DAY, "N")))
    filters = [RecordFilter(customer=c, product=p, day_from=f, day_to=t, number_prefix=n) for c, p, f, t, n in given]  # type: ignore[arg-type]  # each stands at its place
    for kind, sorts in _SORTS.items():
        for wanted in filters:
            for sort in (None, *sorts):
                order = order_of(wanted, sort, sorts[0])
                if not isinstance(order, NotListed):
                    yield kind, wanted, order


@pytest.fixture(scope="module")
def plans(connection: Any) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
        yield driver


async def test_every_filter_in_every_order_seeks_and_walks_in_order(plans: neo4j.Driver) -> None:
    """The texts are few; each is explained once, and answers every parameter that it names."""
    asked = Asked()
    for kind, wanted, order in combinations():
        await asked.record_keys(kind, wanted, order, PageOf(51, "2026-03-02 01X"))
        await asked.count_records(kind, wanted, order, 10_000)
    for sort in NumberSort:
        for prefix in (None, "N"):
            for ask in (asked.customer_keys, asked.product_keys):
                await ask(prefix, order_named(sort), PageOf(51))
            for count in (asked.count_customers, asked.count_products):
                await count(prefix, order_named(sort), 10_000)
    await asked.customers_found("+(m*)", PageOf(51))
    await asked.count_customers_found("+(m*)", 10_000)
    await asked.products_found("+(m*)", PageOf(51, "1.5 P"))
    await asked.count_products_found("+(m*)", 10_000)

    texts = {statement.name: statement.text for statement, _ in asked.sent}
    for statement, parameters in asked.sent:
        assert set(parameters) >= _named(statement.text), statement.name
    for name, text in texts.items():
        found = operators(plans, text)
        assert not found & (SCANS | _EVERYTHING), name
    assert len(asked.sent) > 300
    assert len(texts) == 28


def unit_lists() -> Iterator[tuple[UnitFilter, UnitSort]]:
    """Every filter of units in every order that is not refused."""
    for c, p, k, n, days, states in product(*([None, each] for each in ("C", "P", "K", "n", _DAY, tuple(UnitState)))):
        wanted = UnitFilter(c, p, k, n, days, days, states)  # type: ignore[arg-type]
        for sort in UnitSort:
            order = unit_order(wanted, sort)
            if not isinstance(order, NotListed):
                yield wanted, order


async def test_every_list_of_units_seeks_and_walks_in_order(plans: neo4j.Driver) -> None:
    asked = Asked()
    for wanted, order in unit_lists():
        await asked.unit_keys(wanted, order, PageOf(51, "sn 01X"))
        await asked.count_units(wanted, order, 10_000)
    for sort in UnitSort:
        await asked.held_unit_keys("C", "P", None, sort, PageOf(51))
        await asked.count_held_units("C", None, "n", sort, 10_000)

    texts = {statement.name: statement.text for statement, _ in asked.sent}
    for statement, parameters in asked.sent:
        assert set(parameters) >= _named(statement.text), statement.name
    for name, text in texts.items():
        found = operators(plans, text)
        assert not found & SCANS, name
        assert not found & {"Sort", "PartialSort"} or name == "units_with_customer", name
    assert len(asked.sent) > 400
    assert len(texts) == 11


async def test_every_list_of_claims_returns_and_blanks_seeks_and_walks_in_order(plans: neo4j.Driver) -> None:
    asked = Asked()
    for sort, first, second, third, day in product(AgeSort, *([None, each] for each in ("A", "B", "C", _DAY))):
        order = order_named(sort)  # type: ignore[arg-type]  # each stands at its place
        claims = ClaimFilter((ClaimState.OPEN,), first, second, third, day, day)  # type: ignore[arg-type]
        blanks = BlankFilter(first, second, third, day, day)  # type: ignore[arg-type]
        await asked.claim_keys(claims, order, PageOf(51))
        await asked.count_claims(claims, order, 10_000)
        await asked.blank_keys(blanks, order, PageOf(51, "01X"))
        await asked.count_blanks(blanks, order, 10_000)
        for states in ((ReturnState.RECEIVED,), tuple(ReturnState)):
            returns = ReturnFilter(states, first, second, third, day, day, None)  # type: ignore[arg-type]
            await asked.return_keys(returns, order, PageOf(51))
            await asked.count_returns(returns, order, 10_000)

    texts = {statement.name: statement.text for statement, _ in asked.sent}
    for statement, parameters in asked.sent:
        assert set(parameters) >= _named(statement.text), statement.name
    for name, text in texts.items():
        assert not operators(plans, text) & (SCANS | _EVERYTHING), name
    assert len(asked.sent) == 256
    assert len(texts) == 10


def _named(text: str) -> set[str]:
    return set(re.findall(r"\$(\w+)", text))
