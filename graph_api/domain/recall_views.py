"""What a recall found, as people read it: documents with their lines, units, and the rows of a list of all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.recalling import Fate, Places, place_of, together


@dataclass(frozen=True, slots=True)
class RecallLine:
    """
    A line that shipped affected items.

    Attributes:
        quantity: Pieces of the line.
        places: Named units by where they are.
        blanks: Items on it that are not readable (R4); `unregistered` pieces without a registration (T3).
    """

    id: str
    position: int
    product: str
    quantity: int
    places: Places
    blanks: int
    unregistered: int

    @property
    def unread(self) -> int:
        """Items on it whose numbers nobody knows."""
        return self.blanks + self.unregistered


@dataclass(frozen=True, slots=True)
class RecallGroup:
    """The lines of one document that shipped: a packing slip, or an invoice without one (D8)."""

    kind: DocumentKind
    id: str
    number: str
    day: date
    order: str
    customer: str
    invoices: tuple[str, ...]
    lines: tuple[RecallLine, ...]

    @property
    def key(self) -> str:
        """Its place among the groups: by day, then in the order in which they were drafted."""
        return f"{self.day}|{self.id}"

    @property
    def places(self) -> Places:
        """Named units of all lines by where they are."""
        return together(line.places for line in self.lines)

    @property
    def unread(self) -> int:
        """Items on it whose numbers nobody knows."""
        return sum(line.unread for line in self.lines)


@dataclass(frozen=True, slots=True)
class SoldOn:
    """Another sale, in which a unit stands now."""

    kind: DocumentKind
    number: str
    day: date
    customer: str


@dataclass(frozen=True, slots=True)
class RecallUnit:
    """
    A named unit of a group.

    Attributes:
        key: Its registration's id, by which the units of a group are sorted.
        invoice: The posted invoice that it stands on.
        owner: Who owns it, by the customer's number: the buyer, or whom it was given to since (W9).
        return_number: The return by which it comes or came back.
        replaced_by: The serial number of the unit that came for it, and `came_for` that of the one it came for (W7).
    """

    key: str
    unit_id: str
    serial_number: str
    product: str
    line_id: str
    fate: Fate
    ended_on: date | None
    invoice: str | None
    owner: str
    return_number: str | None = None
    replaced_by: str | None = None
    came_for: str | None = None
    sold_again: SoldOn | None = None


UNREAD: Final = ("NOT_READABLE", "WITHOUT_REGISTRATION")


@dataclass(frozen=True, slots=True)
class RecallRow:
    """
    One row of a list of all that is affected: a unit, or the items of a line whose numbers nobody knows.

    Attributes:
        state: A `RecallPlace`, or for items without a known number `NOT_READABLE` or `WITHOUT_REGISTRATION`.
        slip: None where an invoice shipped it.
    """

    serial_number: str | None
    product: str
    state: str
    items: int
    slip: str | None
    invoice: str | None
    order: str
    customer: str
    owner: str
    sold_on: date


def rows_of(group: RecallGroup, units: Sequence[RecallUnit]) -> tuple[RecallRow, ...]:
    """The rows of some named units of a group."""
    return tuple(
        _row(group, each.serial_number, each.product, place_of(each.fate), 1, each.invoice, each.owner)
        for each in units
    )


def unread_rows(group: RecallGroup) -> tuple[RecallRow, ...]:
    """The rows of a group's items whose numbers nobody knows, one for each line and kind."""
    return tuple(
        _row(group, None, line.product, state, items, _only(group.invoices), group.customer)
        for line in group.lines
        for state, items in zip(UNREAD, (line.blanks, line.unregistered), strict=True)
        if items
    )


def _only(numbers: Collection[str]) -> str | None:
    """The one that there is; nobody knows which of several."""
    return next(iter(numbers)) if len(numbers) == 1 else None


def _row(
    group: RecallGroup, serial: str | None, product: str, state: str, items: int, invoice: str | None, owner: str
) -> RecallRow:
    return RecallRow(
        serial_number=serial,
        product=product,
        state=str(state),
        items=items,
        slip=group.number if group.kind is DocumentKind.PACKING_SLIP else None,
        invoice=invoice,
        order=group.order,
        customer=group.customer,
        owner=owner,
        sold_on=group.day,
    )
