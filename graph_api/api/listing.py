"""What the filters of all lists share: texts that are read before they are asked, and an order that can be walked."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, TypeAlias, TypeVar

import strawberry

from graph_api.api.connections import Connection, Counting, Page
from graph_api.api.problems import bad_input
from graph_api.api.types import list_enums  # noqa: F401 -- describes the orders of lists
from graph_api.domain.listing import (
    AgeSort,
    DocumentSort,
    ListOrder,
    NotListed,
    NumberSort,
    RecordFilter,
    SalesOrderSort,
    Sort,
    SortedBy,
    day_of_key,
    order_of,
    wrong_days,
)
from graph_api.domain.outcomes import Refusal
from graph_api.domain.views import PageOf
from graph_api.services.inputs import read_number
from graph_api.services.reading import Keys

T = TypeVar("T")
V = TypeVar("V")

DocumentsSorted: TypeAlias = Annotated[
    DocumentSort | None,
    strawberry.argument(
        description="In which order; left out: by day where days are asked for, by number where a numberPrefix is, "
        "else the oldest draft first."
    ),
]
SalesOrdersSorted: TypeAlias = Annotated[
    SalesOrderSort | None,
    strawberry.argument(description="In which order; left out: by day where days are asked for, else by number."),
]
ByAge: TypeAlias = Annotated[
    AgeSort, strawberry.argument(description="In which order; the oldest first where left out.")
]
ByNumber: TypeAlias = Annotated[
    NumberSort | None,
    strawberry.argument(description="In which order; left out: by number, or the best first where words are searched."),
]


def text_of_filter(text: str | None, name: str) -> str | None:
    """
    A number, or what one begins with, that a filter names; None where it names none.

    Raises:
        GraphQLError: It cannot be a number.
    """
    if text is None:
        return None
    refusals: list[Refusal] = []
    number = read_number(text, ("filter", name), refusals)
    if refusals:
        raise bad_input(f"filter.{name}", refusals[0].message)
    return number


def order_asked(wanted: RecordFilter, sort: Sort | None, default: Sort) -> ListOrder:
    """
    The order of a list.

    Raises:
        GraphQLError: What is asked for would look at everything; it says what would do.
    """
    order = order_of(wanted, sort, default)
    if isinstance(order, NotListed):
        raise bad_input(order.argument, order.message)
    return order


def list_name(name: str, order: ListOrder) -> str:
    """What the cursors of a list in one order name: those of another order are refused."""
    return f"{name} sorted by {order.by.value}{' DESCENDING' if order.descending else ''}"


def is_key(order: ListOrder, page: PageOf) -> bool:
    """Whether a list in an order can go on behind a key."""
    return order.by is not SortedBy.DAY or not page.after or day_of_key(page.after) is not None


async def by_keys(
    page: Page,
    keys: Callable[[PageOf], Awaitable[Keys]],
    load: Callable[[Sequence[str]], Awaitable[Mapping[str, V]]],
    show: Callable[[V], T],
    counting: Counting,
) -> Connection[T]:
    """
    A page of a list that is read by keys and then by what they find; what went meanwhile is left out.

    Args:
        load: What is found, by its id, or by its number where the keys have numbers.
    """
    told = await keys(page.fetch)
    found = await load([id_ for _, id_ in told]) if told else {}
    return page.of([(key, show(found[id_])) for key, id_ in told if id_ in found], counting=counting)


def in_order(day_from: date | None, day_to: date | None) -> None:
    """
    See that the days of a filter are the right way round.

    Raises:
        GraphQLError: They are not.
    """
    wrong = wrong_days(day_from, day_to)
    if wrong is not None:
        raise bad_input(wrong.argument, wrong.message)
