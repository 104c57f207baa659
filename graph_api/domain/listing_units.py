"""Lists of units: by serial number or age, and of what one customer, product or category, or a range of days, has."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from graph_api.domain.lineage import EndKind
from graph_api.domain.listing import NotListed, wrong_days

MOST_DAYS: Final = timedelta(days=92)
"""How many days of sales one list may begin with, where it names nothing else."""


class UnitSort(StrEnum):
    """The orders of units: as they were first registered, or by serial number."""

    OLDEST_FIRST = "OLDEST_FIRST"
    NEWEST_FIRST = "NEWEST_FIRST"
    SERIAL_ASCENDING = "SERIAL_ASCENDING"
    SERIAL_DESCENDING = "SERIAL_DESCENDING"

    @property
    def by_serial(self) -> bool:
        """Whether it is by serial number."""
        return self in {UnitSort.SERIAL_ASCENDING, UnitSort.SERIAL_DESCENDING}

    @property
    def descending(self) -> bool:
        """Whether it is backwards."""
        return self in {UnitSort.NEWEST_FIRST, UnitSort.SERIAL_DESCENDING}


class UnitState(StrEnum):
    """What became of a sale of a unit."""

    SOLD = "SOLD"
    RETURNED = "RETURNED"
    REPLACED = "REPLACED"
    UNDONE = "UNDONE"


ENDS_OF: Final = {
    UnitState.SOLD: (None,),
    UnitState.RETURNED: (EndKind.RETURNED,),
    UnitState.REPLACED: (EndKind.REPLACED,),
    UnitState.UNDONE: (EndKind.REVERSED, EndKind.TAKEN_BACK, EndKind.CREDITED),
}
"""By which ends of a sale each is known; None for one that stands."""


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """
    Which units are listed: those with one sale that meets every condition; one that is None is none.

    Attributes:
        customer: Who bought it.
        category: The product's, or one above it.
        serial_prefix: What the key of the serial number begins with.
        states: What became of the sale.
    """

    customer: str | None = None
    product: str | None = None
    category: str | None = None
    serial_prefix: str | None = None
    sold_from: date | None = None
    sold_to: date | None = None
    states: tuple[UnitState, ...] | None = None

    @property
    def begins_with(self) -> str | None:
        """What its sales are gathered from: the narrowest of what is named; None where units are walked."""
        if self.customer is not None:
            return "CUSTOMER"
        asks_of_sales = self.states is not None or self.sold_from is not None or self.sold_to is not None
        if self.product is not None:
            return "PRODUCT" if asks_of_sales or self.category is not None else None
        if self.category is not None:
            return "CATEGORY"
        return "DAYS" if asks_of_sales else None


def unit_order(wanted: UnitFilter, sort: UnitSort | None) -> UnitSort | NotListed:
    """The order of a list of units, or why it has none."""
    backwards = wrong_days(wanted.sold_from, wanted.sold_to, "soldFrom")
    if backwards is not None:
        return backwards
    begins_with = wanted.begins_with
    if begins_with == "DAYS" and not _is_short(wanted):
        message = (
            f"Sales of all products are listed for {MOST_DAYS.days} days at most: send soldFrom and soldTo, or name a "
            "customer, a product or a category."
        )
        return NotListed("filter.soldFrom", message)
    by_serial = wanted.product is not None or wanted.serial_prefix is not None
    order = sort or (UnitSort.SERIAL_ASCENDING if by_serial else UnitSort.OLDEST_FIRST)
    if begins_with is None and by_serial and not order.by_serial:
        message = "These are listed by serial number: sort so, or leave sort out."
        return NotListed("sort", message)
    return order


def _is_short(wanted: UnitFilter) -> bool:
    return wanted.sold_from is not None and wanted.sold_to is not None and wanted.sold_to - wanted.sold_from < MOST_DAYS


def place_of_key(key: str) -> tuple[str, str] | None:
    """What the key of a list of units is made of: what it is sorted by, and the unit's id; None for no such key."""
    sorted_by, space, id_ = key.rpartition(" ")
    return (sorted_by, id_) if space and sorted_by and id_ else None
