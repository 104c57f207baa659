"""
A recall: which sold items may be meant, where each of them is now, and between what bounds their number lies.

A blank and a piece without a registration have a number that nobody knows. Where a recall names serial numbers each of
them may be one of those, so the answer is a range: the named units at least, and these besides at most. Where it names
none they are affected whatever their numbers are. No person is named (G1). Source: rules I1, I3, R4, T3, V5, W7.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import EndKind
from graph_api.domain.return_items import Disposition


class RecallPlace(StrEnum):
    """Where a unit is that was sold."""

    AT_CUSTOMER = "AT_CUSTOMER"
    ON_ITS_WAY = "ON_ITS_WAY"
    RECEIVED = "RECEIVED"
    WITH_US = "WITH_US"
    SCRAPPED = "SCRAPPED"
    REPLACED = "REPLACED"
    SOLD_AGAIN = "SOLD_AGAIN"


AFFECTED: Final = frozenset({RecallPlace.AT_CUSTOMER, RecallPlace.ON_ITS_WAY})
"""Places at which a unit is still with whoever bought it; all others are told apart."""


@dataclass(frozen=True, slots=True)
class Serials:
    """Serial numbers by their keys, as R6 compares them, letter by letter: a range, or those that begin alike."""

    first: str = ""
    last: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class RecallFilter:
    """
    What a recall is about: what meets every condition; one that is None or empty is none.

    Attributes:
        sold_before: The first day of sale that is not meant.
    """

    products: tuple[str, ...] = ()
    category: str | None = None
    supplier: str | None = None
    slips: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    sold_from: date | None = None
    sold_before: date | None = None
    serials: Serials | None = None

    @property
    def names_documents(self) -> bool:
        """Whether it names packing slips or invoices."""
        return bool(self.slips or self.invoices)

    @property
    def names_products(self) -> bool:
        """Whether it names products, one by one or together."""
        return bool(self.products or self.category or self.supplier)

    @property
    def names_days(self) -> bool:
        """Whether it names days of sale."""
        return self.sold_from is not None or self.sold_before is not None


@dataclass(frozen=True, slots=True)
class Fate:
    """
    What became of a unit after its sale.

    Attributes:
        back: How far its return has come, or what became of it where it stayed with us; None without one.
        sold_again: Whether it stands in another sale now.
    """

    ended: EndKind | None = None
    back: ReturnState | Disposition | None = None
    sold_again: bool = False


def place_of(fate: Fate) -> RecallPlace:
    """
    Where a unit is.

    One that was replaced is not known to have come back unless a return says so, and what is received stays so until
    somebody disposes it (V4, W7).
    """
    if fate.sold_again:
        return RecallPlace.SOLD_AGAIN
    if fate.back is ReturnState.RECEIVED:
        return RecallPlace.RECEIVED
    if fate.back is Disposition.SCRAP:
        return RecallPlace.SCRAPPED
    if fate.ended is None:
        return RecallPlace.AT_CUSTOMER if fate.back is None else RecallPlace.ON_ITS_WAY
    if fate.ended is EndKind.REPLACED and fate.back in {None, ReturnState.AUTHORISED}:
        return RecallPlace.REPLACED
    return RecallPlace.WITH_US


Places: TypeAlias = tuple[tuple[RecallPlace, int], ...]


def counted(fates: Iterable[tuple[Fate, int]]) -> Places:
    """How many units are where, in the order of the places."""
    return together(((place_of(fate), units),) for fate, units in fates)


def together(places: Iterable[Places]) -> Places:
    """The same of several, added up."""
    found: Counter[RecallPlace] = Counter()
    for each in places:
        found.update(dict(each))
    return tuple((place, found[place]) for place in RecallPlace if found[place])


def affected(places: Places) -> int:
    """How many of them are still with whoever bought them."""
    return sum(units for place, units in places if place in AFFECTED)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what a number lies that nobody knows exactly."""

    at_least: int
    at_most: int


def bounds(named: int, unread: int, *, by_serial: bool) -> Bounds:
    """How many items are affected: those without a known number certainly, unless serial numbers are asked for."""
    return Bounds(named if by_serial else named + unread, named + unread)


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line with items whose numbers nobody knows."""

    kind: DocumentKind
    document_id: str
    document_number: str
    line_id: str
    product: str
    blanks: int
    unregistered: int


@dataclass(frozen=True, slots=True)
class RecallTotals:
    """
    What a recall comes to.

    Attributes:
        exact: Whether every line was counted; otherwise those of so many lines were, and there is more.
        unread_lines: Those lines that have the most items without a known number.
    """

    exact: bool
    places: Places
    blanks: int
    unregistered: int
    documents: Bounds
    customers: Bounds
    unread_lines: tuple[UnreadLine, ...]


class NarrowingKind(StrEnum):
    """What would bring the bounds of a recall together."""

    FILL_BLANKS = "FILL_BLANKS"
    REGISTER_PIECES = "REGISTER_PIECES"
    NAME_PRODUCTS = "NAME_PRODUCTS"
    NAME_DAYS = "NAME_DAYS"
    NAME_DOCUMENTS = "NAME_DOCUMENTS"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One thing to do, how many items it would settle at most, and on which lines."""

    kind: NarrowingKind
    items: int
    statement: str
    lines: tuple[UnreadLine, ...] = ()


def narrowings(wanted: RecallFilter, totals: RecallTotals) -> tuple[Narrowing, ...]:
    """What would bring the bounds together; nothing where they are together already."""
    unread = totals.blanks + totals.unregistered
    if wanted.serials is None or not unread:
        return ()
    return (*_by_reading(totals), *_by_asking(wanted, unread))


def _by_reading(totals: RecallTotals) -> Iterable[Narrowing]:
    if totals.blanks:
        yield Narrowing(
            NarrowingKind.FILL_BLANKS,
            totals.blanks,
            f"Read the {totals.blanks} blanks and fill them (R4): each then is one of these serial numbers or is none.",
            tuple(line for line in totals.unread_lines if line.blanks),
        )
    if totals.unregistered:
        yield Narrowing(
            NarrowingKind.REGISTER_PIECES,
            totals.unregistered,
            f"Ask for the numbers of the {totals.unregistered} pieces that were shipped without a registration (T3).",
            tuple(line for line in totals.unread_lines if line.unregistered),
        )


def _by_asking(wanted: RecallFilter, unread: int) -> Iterable[Narrowing]:
    if not wanted.names_products:
        yield Narrowing(
            NarrowingKind.NAME_PRODUCTS, unread, "Name the products: a serial number is unique within its product."
        )
    if not (wanted.sold_from and wanted.sold_before):
        yield Narrowing(
            NarrowingKind.NAME_DAYS, unread, "Name the first day of sale and the day before which all were sold."
        )
    if not wanted.names_documents:
        yield Narrowing(NarrowingKind.NAME_DOCUMENTS, unread, "Name the packing slips, if the maker knows them.")
