"""
Lists: which entries are listed, and in which order.

A list is walked by an index in its order, or gathered from what one customer or one product has. What neither can do
without looking at everything is refused.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from graph_api.domain.documents import DocumentState

MOST_COUNTED: Final = 10_000
"""How far a list is counted."""


class SortedBy(StrEnum):
    """What a list is sorted by; entries that are equal in it by their id."""

    CREATED = "CREATED"
    DAY = "DAY"
    NUMBER = "NUMBER"
    RANK = "RANK"


class DocumentSort(StrEnum):
    """The orders of packing slips and of invoices."""

    OLDEST_FIRST = "OLDEST_FIRST"
    NEWEST_FIRST = "NEWEST_FIRST"
    DAY_ASCENDING = "DAY_ASCENDING"
    DAY_DESCENDING = "DAY_DESCENDING"
    NUMBER_ASCENDING = "NUMBER_ASCENDING"
    NUMBER_DESCENDING = "NUMBER_DESCENDING"


class SalesOrderSort(StrEnum):
    """The orders of sales orders."""

    NUMBER_ASCENDING = "NUMBER_ASCENDING"
    NUMBER_DESCENDING = "NUMBER_DESCENDING"
    DAY_ASCENDING = "DAY_ASCENDING"
    DAY_DESCENDING = "DAY_DESCENDING"


class NumberSort(StrEnum):
    """The orders of customers and of products."""

    NUMBER_ASCENDING = "NUMBER_ASCENDING"
    NUMBER_DESCENDING = "NUMBER_DESCENDING"


class AgeSort(StrEnum):
    """The orders of what has neither a day nor a number of its own."""

    OLDEST_FIRST = "OLDEST_FIRST"
    NEWEST_FIRST = "NEWEST_FIRST"


@dataclass(frozen=True, slots=True)
class ListOrder:
    """The order of a list."""

    by: SortedBy
    descending: bool = False


class Sort(Protocol):
    """One value of a list's own enumeration of its orders."""

    @property
    def value(self) -> str: ...


_ORDERS: Final = {
    "OLDEST_FIRST": ListOrder(SortedBy.CREATED),
    "NEWEST_FIRST": ListOrder(SortedBy.CREATED, descending=True),
    "DAY_ASCENDING": ListOrder(SortedBy.DAY),
    "DAY_DESCENDING": ListOrder(SortedBy.DAY, descending=True),
    "NUMBER_ASCENDING": ListOrder(SortedBy.NUMBER),
    "NUMBER_DESCENDING": ListOrder(SortedBy.NUMBER, descending=True),
}


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """
    Which documents or sales orders are listed: those that meet every condition; one that is None is none.

    Attributes:
        states: Of documents; sales orders have none.
        product: With a line of it.
        number_prefix: What the number begins with.
    """

    states: tuple[DocumentState, ...] = tuple(DocumentState)
    customer: str | None = None
    product: str | None = None
    day_from: date | None = None
    day_to: date | None = None
    number_prefix: str | None = None

    @property
    def is_gathered(self) -> bool:
        """Whether it begins with what one customer or one product has, and so may be in any order."""
        return self.customer is not None or self.product is not None

    @property
    def has_days(self) -> bool:
        """Whether it asks for days."""
        return self.day_from is not None or self.day_to is not None


@dataclass(frozen=True, slots=True)
class NotListed:
    """Why a list cannot be given: the argument that is in the way, and what would do."""

    argument: str
    message: str


def wrong_days(day_from: date | None, day_to: date | None, name: str = "dayFrom") -> NotListed | None:
    """
    Why no list is of these days; None where they are the right way round.

    Args:
        name: What the filter calls the first of them.
    """
    if day_from is None or day_to is None or day_from <= day_to:
        return None
    return NotListed(f"filter.{name}", f"{day_from} is after {day_to}: send the earlier day as {name}.")


def order_of(wanted: RecordFilter, sort: Sort | None, default: Sort) -> ListOrder | NotListed:
    """The order of a list, by what it is narrowed to where none is asked for; or why it has none."""
    backwards = wrong_days(wanted.day_from, wanted.day_to)
    if backwards is not None:
        return backwards
    order = _ORDERS[sort.value] if sort is not None else _narrow_order(wanted, default)
    return order if wanted.is_gathered else _walked(wanted, order)


def _narrow_order(wanted: RecordFilter, default: Sort) -> ListOrder:
    if wanted.has_days:
        return ListOrder(SortedBy.DAY)
    return _ORDERS[default.value] if wanted.number_prefix is None else ListOrder(SortedBy.NUMBER)


def _walked(wanted: RecordFilter, order: ListOrder) -> ListOrder | NotListed:
    if wanted.has_days and wanted.number_prefix is not None:
        message = "Days and numberPrefix are two ways to begin: leave one out, or name a customer or product."
        return NotListed("filter.numberPrefix", message)
    if wanted.has_days and order.by is not SortedBy.DAY:
        message = "Days are listed in order of days: sort so, leave sort out, or name a customer or product."
        return NotListed("sort", message)
    if wanted.number_prefix is not None and order.by is not SortedBy.NUMBER:
        message = "A numberPrefix is in order of numbers: sort so, leave sort out, or name a customer or product."
        return NotListed("sort", message)
    return order


def order_named(sort: Sort) -> ListOrder:
    """The order that a list's own enumeration names."""
    return _ORDERS[sort.value]


def day_of_key(key: str) -> date | None:
    """The day that the key of a list sorted by days begins with; None for what is no such key."""
    day, space, rest = key.partition(" ")
    if not (space and rest and len(day) == 10 and day.isascii()):  # noqa: PLR2004 -- YYYY-MM-DD
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None
