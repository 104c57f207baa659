"""Lists of customers and products through GraphQL: by number, or by the words of what they are called."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import by_keys, list_name, text_of_filter
from graph_api.api.problems import bad_input, forbidden
from graph_api.api.types.customers import Customer
from graph_api.api.types.products import Product
from graph_api.domain.duties import Duty
from graph_api.domain.listing import ListOrder, NumberSort, SortedBy, order_named
from graph_api.domain.searching import MOST_FOUND, NotSearched, rank_of_key, search_query
from graph_api.domain.views import PageOf
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


@dataclass(frozen=True, slots=True)
class _Catalogue(Generic[V, T]):
    """Customers or products, as the graph lists them. `searching` is a duty that a search needs besides."""

    name: str
    whole: Callable[[PageOf], Awaitable[Sequence[V]]]
    number: Callable[[V], str]
    load: Callable[[Sequence[str]], Awaitable[Mapping[str, V]]]
    show: Callable[[V], T]
    keys: Callable[[str | None, ListOrder, PageOf], Awaitable[Keys]]
    count: Callable[[str | None, ListOrder, int], Awaitable[int]]
    found: Callable[[str, PageOf], Awaitable[Keys]]
    count_found: Callable[[str, int], Awaitable[int]]
    searching: Duty | None = None


async def list_customers(
    info: Info, given: CustomerFilterInput | None, sort: NumberSort | None, asked: tuple[int, str | None]
) -> Connection[Customer]:
    """One page of customers."""
    graph = info.context.office.graph
    customers = _Catalogue(
        name="customers",
        whole=graph.list_customers,
        number=lambda each: each.number,
        load=graph.customers,
        show=Customer.of,
        keys=graph.customer_keys,
        count=graph.count_customers,
        found=graph.customers_found,
        count_found=graph.count_customers_found,
        searching=Duty.READ_PERSONAL_DATA,
    )
    return await _listed(info, customers, given, sort, asked)


async def list_products(
    info: Info, given: ProductFilterInput | None, sort: NumberSort | None, asked: tuple[int, str | None]
) -> Connection[Product]:
    """One page of products."""
    graph = info.context.office.graph
    products = _Catalogue(
        name="products",
        whole=graph.list_products,
        number=lambda each: each.facts.number,
        load=graph.products,
        show=Product.of,
        keys=graph.product_keys,
        count=graph.count_products,
        found=graph.products_found,
        count_found=graph.count_products_found,
    )
    return await _listed(info, products, given, sort, asked)


async def _listed(
    info: Info,
    catalogue: _Catalogue[V, T],
    given: CustomerFilterInput | ProductFilterInput | None,
    sort: NumberSort | None,
    asked: tuple[int, str | None],
) -> Connection[T]:
    """All by number in one statement, what words find by rank, and else by number, either way and from a prefix."""
    order = order_named(sort or NumberSort.NUMBER_ASCENDING)
    if given is None and sort is None:
        page = Page(info.context, catalogue.name, *asked)
        all_of = await catalogue.whole(page.fetch)
        entries = [(catalogue.number(each), catalogue.show(each)) for each in all_of]
        return page.of(entries, counting=partial(catalogue.count, None, order))
    words = _words(given, sort)
    if words is not None:
        if catalogue.searching is not None and not info.context.actor.may(catalogue.searching):
            raise forbidden(catalogue.searching)
        page, keys = _ranked_page(info, catalogue.name, asked), partial(catalogue.found, words)
        return await by_keys(page, keys, catalogue.load, catalogue.show, partial(catalogue.count_found, words))
    prefix = _prefix(given)
    page, keys = Page(info.context, list_name(catalogue.name, order), *asked), partial(catalogue.keys, prefix, order)
    return await by_keys(page, keys, catalogue.load, catalogue.show, partial(catalogue.count, prefix, order))


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
