"""Lists of customers and products through GraphQL: by number, or by the words of what they are called."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Final, TypeAlias, TypeVar

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import list_name, text_of_filter
from graph_api.api.problems import bad_input, forbidden
from graph_api.api.types.customers import Customer
from graph_api.api.types.products import Product
from graph_api.domain.duties import Duty
from graph_api.domain.listing import ListOrder, NumberSort, SortedBy, order_named
from graph_api.domain.searching import MOST_FOUND, NotSearched, rank_of_key, search_query
from graph_api.services.reading import Keys

T = TypeVar("T")
V = TypeVar("V")

_RANKED: Final = ListOrder(SortedBy.RANK, descending=True)
_PREFIX: Final = "What the number begins with, exactly."
_SEARCH: Final = (
    f"Words, the best first: whole, beginnings, or with one slip; case and marks on letters do not count. Every word "
    f"must be found; the {MOST_FOUND} best are listed and counted. "
)


@strawberry.input(description="Which customers are listed: by the number, or by words.")
class CustomerFilterInput:
    """One of both."""

    number_prefix: str | None = strawberry.field(default=None, description=_PREFIX)
    search: str | None = strawberry.field(
        default=None,
        description=f"{_SEARCH}In number, name, town, postal code and e-mail: it needs the duty to read personal data.",
    )


@strawberry.input(description="Which products are listed: by the number, or by words.")
class ProductFilterInput:
    """One of both."""

    number_prefix: str | None = strawberry.field(default=None, description=_PREFIX)
    search: str | None = strawberry.field(default=None, description=f"{_SEARCH}In number and name.")


WantedCustomers: TypeAlias = Annotated[
    CustomerFilterInput | None, strawberry.argument(description="Which customers; all where left out.")
]
WantedProducts: TypeAlias = Annotated[
    ProductFilterInput | None, strawberry.argument(description="Which products; all where left out.")
]


async def list_customers(
    info: Info, given: CustomerFilterInput | None, sort: NumberSort | None, asked: tuple[int, str | None]
) -> Connection[Customer]:
    """One page of customers."""
    graph = info.context.office.graph
    if given is None and sort is None:
        page = Page(info.context, "customers", *asked)
        found = await graph.list_customers(page.fetch)
        counting = partial(graph.count_customers, None, order_named(NumberSort.NUMBER_ASCENDING))
        return page.of([(each.number, Customer.of(each)) for each in found], counting=counting)
    words = _words(given, sort)
    if words is not None:
        if not info.context.actor.may(Duty.READ_PERSONAL_DATA):
            raise forbidden(Duty.READ_PERSONAL_DATA)
        page = _ranked_page(info, "customers", asked)
        keys = await graph.customers_found(words, page.fetch)
        return page.of(
            await _shown(keys, graph.customers, Customer.of), counting=partial(graph.count_customers_found, words)
        )
    order, prefix = order_named(sort or NumberSort.NUMBER_ASCENDING), _prefix(given)
    page = Page(info.context, list_name("customers", order), *asked)
    keys = await graph.customer_keys(prefix, order, page.fetch)
    return page.of(
        await _shown(keys, graph.customers, Customer.of), counting=partial(graph.count_customers, prefix, order)
    )


async def list_products(
    info: Info, given: ProductFilterInput | None, sort: NumberSort | None, asked: tuple[int, str | None]
) -> Connection[Product]:
    """One page of products."""
    graph = info.context.office.graph
    if given is None and sort is None:
        page = Page(info.context, "products", *asked)
        found = await graph.list_products(page.fetch)
        counting = partial(graph.count_products, None, order_named(NumberSort.NUMBER_ASCENDING))
        return page.of([(each.facts.number, Product.of(each)) for each in found], counting=counting)
    words = _words(given, sort)
    if words is not None:
        page = _ranked_page(info, "products", asked)
        keys = await graph.products_found(words, page.fetch)
        return page.of(
            await _shown(keys, graph.products, Product.of), counting=partial(graph.count_products_found, words)
        )
    order, prefix = order_named(sort or NumberSort.NUMBER_ASCENDING), _prefix(given)
    page = Page(info.context, list_name("products", order), *asked)
    keys = await graph.product_keys(prefix, order, page.fetch)
    return page.of(
        await _shown(keys, graph.products, Product.of), counting=partial(graph.count_products, prefix, order)
    )


def _prefix(given: CustomerFilterInput | ProductFilterInput | None) -> str | None:
    return None if given is None else text_of_filter(given.number_prefix, "numberPrefix")


def _words(given: CustomerFilterInput | ProductFilterInput | None, sort: NumberSort | None) -> str | None:
    """
    The query for what is searched; None where nothing is.

    Raises:
        GraphQLError: It cannot be searched, or not in that order or beside a prefix.
    """
    if given is None or given.search is None:
        return None
    if given.number_prefix is not None:
        raise bad_input(
            "filter.numberPrefix", "Both search and numberPrefix were sent: send one; a search reads numbers too."
        )
    if sort is not None:
        raise bad_input("sort", "What is searched is sorted by how well it fits: leave sort out.")
    words = search_query(given.search)
    if isinstance(words, NotSearched):
        raise bad_input("filter.search", words.message)
    return words


def _ranked_page(info: Info, name: str, asked: tuple[int, str | None]) -> Page:
    page = Page(info.context, list_name(name, _RANKED), *asked)
    if page.fetch.after and rank_of_key(page.fetch.after) is None:
        raise page.unusable()
    return page


async def _shown(
    keys: Keys, load: Callable[[Sequence[str]], Awaitable[Mapping[str, V]]], show: Callable[[V], T]
) -> list[tuple[str, T]]:
    views = await load([number for _, number in keys]) if keys else {}
    return [(key, show(views[number])) for key, number in keys if number in views]
