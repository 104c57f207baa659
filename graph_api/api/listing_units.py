"""Lists of units through GraphQL: of the whole register, and what stands with one customer."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, TypeAlias

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import text_of_filter
from graph_api.api.problems import bad_input
from graph_api.api.types import list_enums  # noqa: F401 -- describes the orders of lists
from graph_api.api.types.units import Unit
from graph_api.domain.listing import NotListed
from graph_api.domain.listing_units import UnitFilter, UnitSort, UnitState, place_of_key, unit_order
from graph_api.domain.serials import serial_key
from graph_api.services.reading import Keys


@strawberry.input(description="Which units are listed: those with one sale that meets every condition that is given.")
class UnitFilterInput:
    """Numbers are matched exactly."""

    customer: str | None = strawberry.field(default=None, description="Bought by this customer, by the number.")
    product: str | None = strawberry.field(default=None, description="Of this product, by its number.")
    category: str | None = strawberry.field(
        default=None, description="Of a product of this category, or of one below it, by the number."
    )
    serial_prefix: str | None = strawberry.field(
        default=None, description="What the serial number begins with; case does not count (R6)."
    )
    sold_from: date | None = strawberry.field(
        default=None,
        description="Sold on this day, or later; with soldTo, and 92 days at most, where nothing else is named.",
    )
    sold_to: date | None = strawberry.field(default=None, description="Sold on this day, or earlier.")
    states: list[UnitState] | None = strawberry.field(
        default=None, description="With a sale of which this became; beside a customer, product, category or days."
    )


@strawberry.input(description="Which of a customer's units are listed.")
class HeldUnitFilterInput:
    """Numbers are matched exactly."""

    product: str | None = strawberry.field(default=None, description="Of this product, by its number.")
    serial_prefix: str | None = strawberry.field(
        default=None, description="What the serial number begins with; case does not count (R6)."
    )


WantedUnits: TypeAlias = Annotated[
    UnitFilterInput | None,
    strawberry.argument(description="Which units; all that were ever registered where left out."),
]
UnitsSorted: TypeAlias = Annotated[
    UnitSort | None,
    strawberry.argument(
        description="In which order; left out: by serial number where a product or a serialPrefix is named, else the "
        "one that was registered first."
    ),
]


def _prefix(text: str | None) -> str | None:
    read = text_of_filter(text, "serialPrefix")
    return None if read is None else serial_key(read)


def _read(given: UnitFilterInput | None) -> UnitFilter:
    """
    The filter as the graph is asked.

    Raises:
        GraphQLError: A text in it cannot be a number.
    """
    if given is None:
        return UnitFilter()
    return UnitFilter(
        customer=text_of_filter(given.customer, "customer"),
        product=text_of_filter(given.product, "product"),
        category=text_of_filter(given.category, "category"),
        serial_prefix=_prefix(given.serial_prefix),
        sold_from=given.sold_from,
        sold_to=given.sold_to,
        states=None if given.states is None else tuple(dict.fromkeys(given.states)),
    )


async def list_units(
    info: Info, given: UnitFilterInput | None, sort: UnitSort | None, asked: tuple[int, str | None]
) -> Connection[Unit]:
    """One page of the units of the register."""
    graph, wanted = info.context.office.graph, _read(given)
    order = unit_order(wanted, sort)
    if isinstance(order, NotListed):
        raise bad_input(order.argument, order.message)
    page = _page(info, "units", order, asked)
    keys = await graph.unit_keys(wanted, order, page.fetch)
    return page.of(await _shown(info, keys), counting=partial(graph.count_units, wanted, order))


async def list_held_units(
    info: Info,
    customer: str,
    given: HeldUnitFilterInput | None,
    sort: UnitSort,
    asked: tuple[int, str | None],
) -> Connection[Unit]:
    """One page of the units that stand with a customer."""
    graph = info.context.office.graph
    product = None if given is None else text_of_filter(given.product, "product")
    prefix = None if given is None else _prefix(given.serial_prefix)
    page = _page(info, "units of customer", sort, asked)
    keys = await graph.held_unit_keys(customer, product, prefix, sort, page.fetch)
    counting = partial(graph.count_held_units, customer, product, prefix, sort)
    return page.of(await _shown(info, keys), counting=counting)


def _page(info: Info, name: str, sort: UnitSort, asked: tuple[int, str | None]) -> Page:
    page = Page(info.context, f"{name} sorted {sort.value}", *asked)
    if page.fetch.after and place_of_key(page.fetch.after) is None:
        raise page.unusable()
    return page


async def _shown(info: Info, keys: Keys) -> Sequence[tuple[str, Unit]]:
    """Every unit of a page with its history, in one statement: verdicts are then answered from it."""
    found = await info.context.office.graph.units_by_id([id_ for _, id_ in keys]) if keys else []
    return [(key, Unit.of(unit)) for (key, _), unit in zip(keys, found, strict=True) if unit is not None]
