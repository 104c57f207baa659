"""What the filters of all lists share: texts that are read before they are asked, and an order that can be walked."""

from typing import Annotated, TypeAlias, TypeVar

import strawberry

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
)
from graph_api.domain.outcomes import Refusal
from graph_api.domain.views import PageOf
from graph_api.services.inputs import read_number

S = TypeVar("S", bound=Sort)

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
