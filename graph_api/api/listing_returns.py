"""Work lists of returns through GraphQL."""

from datetime import date
from functools import partial
from typing import Annotated, TypeAlias

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.inputs import unit_of_filter
from graph_api.api.listing import by_keys, list_name
from graph_api.api.types.returns import Return
from graph_api.domain.aftersales import ReturnState
from graph_api.domain.listing import AgeSort, order_named
from graph_api.domain.return_states import OPEN_STATES
from graph_api.domain.views import ReturnFilter


@strawberry.input(description="Which returns are listed: those with one item that meets every condition that is given.")
class ReturnFilterInput:
    """Numbers are matched exactly."""

    states: list[ReturnState] | None = strawberry.field(
        default=None, description="With an item in one of these states; left out: authorised or received."
    )
    unit: strawberry.ID | None = strawberry.field(default=None, description="With this unit, by its id.")
    product: str | None = strawberry.field(default=None, description="With an item of this product, by its number.")
    customer: str | None = strawberry.field(default=None, description="Asked for by this customer, by the number.")
    authorised_from: date | None = strawberry.field(default=None, description="Authorised for this day, or later.")
    authorised_to: date | None = strawberry.field(default=None, description="Authorised for this day, or earlier.")
    needs_decision: bool | None = strawberry.field(
        default=None, description="With an item that waits for a decision (V4); or, if false, with one that does not."
    )


WantedReturns: TypeAlias = Annotated[
    ReturnFilterInput | None,
    strawberry.argument(description="Which returns; those with an open item where left out."),
]


def _read(given: ReturnFilterInput | None) -> ReturnFilter:
    """
    The filter as the graph is asked.

    Raises:
        GraphQLError: The unit is none.
    """
    if given is None:
        return ReturnFilter(OPEN_STATES)
    return ReturnFilter(
        states=OPEN_STATES if given.states is None else tuple(dict.fromkeys(given.states)),
        unit_id=unit_of_filter(given.unit),
        product=None if given.product is None else given.product.strip(),
        customer=None if given.customer is None else given.customer.strip(),
        authorised_from=given.authorised_from,
        authorised_to=given.authorised_to,
        needs_decision=given.needs_decision,
    )


async def list_returns(
    info: Info, given: ReturnFilterInput | None, sort: AgeSort, asked: tuple[int, str | None]
) -> Connection[Return]:
    """One page of the returns that a filter asks for."""
    graph, wanted, order = info.context.office.graph, _read(given), order_named(sort)
    counting = partial(graph.count_returns, wanted, order)
    if not order.descending:
        page = Page(info.context, "returns", *asked)
        found = await graph.list_returns(wanted, page.fetch)
        return page.of([(each.id, Return.of(each)) for each in found], counting=counting)
    page = Page(info.context, list_name("returns", order), *asked)
    return await by_keys(page, partial(graph.return_keys, wanted, order), graph.returns_by_id, Return.of, counting)
