"""Lists of packing slips, invoices and sales orders through GraphQL."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Final, TypeAlias, TypeVar

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import by_keys, is_key, list_name, order_asked, text_of_filter
from graph_api.api.problems import bad_input
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.orders import SalesOrder
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.listing import DocumentSort, ListOrder, RecordFilter, SalesOrderSort

D = TypeVar("D", PackingSlip, Invoice)

_NAMES: Final = {DocumentKind.PACKING_SLIP: "packingSlips", DocumentKind.INVOICE: "invoices"}
_FROM: Final = "Of this day, or later. Days stand alone in order of days, and need a customer or a product in another."
_PREFIX: Final = (
    "What the number begins with, exactly. It stands alone in order of numbers, and needs a customer or a product else."
)


@strawberry.input(description="Which documents are listed: those that meet every condition that is given.")
class DocumentFilterInput:
    """Numbers are matched exactly."""

    states: list[DocumentState] | None = strawberry.field(
        default=None, description="In one of these states; left out: in any."
    )
    customer: str | None = strawberry.field(default=None, description="Of this customer's orders, by the number.")
    product: str | None = strawberry.field(default=None, description="With a line of this product, by its number.")
    day_from: date | None = strawberry.field(default=None, description=_FROM)
    day_to: date | None = strawberry.field(
        default=None, description="Of this day, or earlier; drafts have no day, and are left out."
    )
    number_prefix: str | None = strawberry.field(default=None, description=_PREFIX)


@strawberry.input(description="Which sales orders are listed: those that meet every condition that is given.")
class SalesOrderFilterInput:
    """Numbers are matched exactly."""

    customer: str | None = strawberry.field(default=None, description="Placed by this customer, by the number.")
    product: str | None = strawberry.field(default=None, description="With a line of this product, by its number.")
    day_from: date | None = strawberry.field(default=None, description=_FROM)
    day_to: date | None = strawberry.field(default=None, description="Of this day, or earlier.")
    number_prefix: str | None = strawberry.field(default=None, description=_PREFIX)


WantedDocuments: TypeAlias = Annotated[
    DocumentFilterInput | None,
    strawberry.argument(description="Which documents; left out: those of `state`, in the order of drafting."),
]
WantedSalesOrders: TypeAlias = Annotated[
    SalesOrderFilterInput | None, strawberry.argument(description="Which sales orders; all where left out.")
]


def _read(
    given: DocumentFilterInput | SalesOrderFilterInput, states: Sequence[DocumentState] | None = None
) -> RecordFilter:
    """
    The filter as the graph is asked.

    Raises:
        GraphQLError: A text in it cannot be a number.
    """
    return RecordFilter(
        states=tuple(DocumentState) if states is None else tuple(dict.fromkeys(states)),
        customer=text_of_filter(given.customer, "customer"),
        product=text_of_filter(given.product, "product"),
        day_from=given.day_from,
        day_to=given.day_to,
        number_prefix=text_of_filter(given.number_prefix, "numberPrefix"),
    )


def _documents_wanted(given: DocumentFilterInput | None, state: DocumentState | None) -> RecordFilter:
    if given is None:
        return RecordFilter((state or DocumentState.DRAFT,))
    if state is not None and given.states is not None:
        raise bad_input("state", "Both state and filter.states were sent: name the states in the filter alone.")
    return _read(given, [state] if state is not None else given.states)


async def list_documents(
    info: Info,
    kind: DocumentKind,
    shown: type[D],
    given: DocumentFilterInput | None,
    state: DocumentState | None,
    sort: DocumentSort | None,
    asked: tuple[int, str | None],
) -> Connection[D]:
    """One page of packing slips or of invoices."""
    graph = info.context.office.graph
    wanted = _documents_wanted(given, state)
    order = order_asked(wanted, sort, DocumentSort.OLDEST_FIRST)
    counting = partial(graph.count_records, kind, wanted, order)
    if given is None and sort is None:
        page = Page(info.context, _NAMES[kind], *asked)
        found = await graph.documents_of_state(kind, wanted.states[0], page.fetch)
        return page.of([(each.id, shown.of(each)) for each in found], counting=counting)
    page = _page(info, _NAMES[kind], order, asked)
    keys = partial(graph.record_keys, kind, wanted, order)
    return await by_keys(page, keys, partial(graph.documents_by_id, kind), shown.of, counting)


async def list_sales_orders(
    info: Info, given: SalesOrderFilterInput | None, sort: SalesOrderSort | None, asked: tuple[int, str | None]
) -> Connection[SalesOrder]:
    """One page of sales orders."""
    graph, kind = info.context.office.graph, DocumentKind.SALES_ORDER
    wanted = RecordFilter() if given is None else _read(given)
    order = order_asked(wanted, sort, SalesOrderSort.NUMBER_ASCENDING)
    counting = partial(graph.count_records, kind, wanted, order)
    if given is None and sort is None:
        page = Page(info.context, "salesOrders", *asked)
        found = await graph.list_orders(page.fetch)
        return page.of([(each.facts.number, SalesOrder.of(each)) for each in found], counting=counting)
    page = _page(info, "salesOrders", order, asked)
    keys = partial(graph.record_keys, kind, wanted, order)
    return await by_keys(page, keys, graph.orders, SalesOrder.of, counting)


def _page(info: Info, name: str, order: ListOrder, asked: tuple[int, str | None]) -> Page:
    page = Page(info.context, list_name(name, order), *asked)
    if not is_key(order, page.fetch):
        raise page.unusable()
    return page
