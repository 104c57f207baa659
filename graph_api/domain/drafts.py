"""
What a draft's lines, quantities and day may be, and what is said against them. Source: rules D1, D11, D12, T2, W11.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, SlipFacts
from graph_api.domain.outcomes import Path, Refusal

LARGEST_QUANTITY = 1_000_000
"""Pieces on one line. More is a slip of the keyboard."""

THE_DOCUMENT: Final[Path] = ("id",)
"""The way to a document in the input of whatever is done to one: what is wrong with it as it stands is told there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotADraft(Refusal):
    """Only a draft is edited, discarded and posted (R3, D11)."""

    rule = "D11"
    document: Annotated[str, "The document's number."]
    state: Annotated[str, "The state it is in."]

    @property
    def message(self) -> str:
        return f"{self.document} is {self.state.lower()}, no longer a draft: nothing on it can be changed this way."


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityOutOfRange(Refusal):
    """A quantity that no line can have (T2)."""

    rule = "T2"
    given: Annotated[str, "What was given."]
    largest: Annotated[int, "The largest quantity of one line, in pieces."] = LARGEST_QUANTITY

    @property
    def message(self) -> str:
        return f"A quantity is a whole number of pieces from 1 to {self.largest}, not {self.given}."


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThanOrdered(Refusal):
    """What is shipped never exceeds what is ordered (D1)."""

    rule = "D1"
    order_line_id: Annotated[str, "The line of the sales order."]
    ordered: Annotated[int, "Pieces ordered."]
    shipped: Annotated[int, "Pieces already shipped."]
    attempted: Annotated[int, "Pieces that this document would ship."]

    @property
    def message(self) -> str:
        left = self.ordered - self.shipped
        return f"Of {self.ordered} ordered, {self.shipped} are shipped: {left} can follow, not {self.attempted}."


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThanShipped(Refusal):
    """What is invoiced never exceeds what is shipped (D1)."""

    rule = "D1"
    slip_line_id: Annotated[str, "The line of the packing slip."]
    shipped: Annotated[int, "Pieces on the slip line."]
    invoiced: Annotated[int, "Pieces of it on posted invoices."]
    attempted: Annotated[int, "Pieces that this invoice would take."]

    @property
    def message(self) -> str:
        left = self.shipped - self.invoiced
        return f"Of {self.shipped} shipped, {self.invoiced} are invoiced: {left} can follow, not {self.attempted}."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingOnIt(Refusal):
    """A document without lines."""

    rule = "D1"
    document: Annotated[str, "The document, or the sales order that has nothing left to ship or invoice."]

    @property
    def message(self) -> str:
        return f"{self.document} leaves nothing for this document: give at least one line."


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTaken(Refusal):
    """A document's number is unique for its kind (D12)."""

    rule = "D12"
    document_kind: Annotated[DocumentKind, "The kind of document."]
    number: Annotated[str, "The number that another one has."]

    @property
    def message(self) -> str:
        return f"Another {self.document_kind.words} has the number {self.number}: choose another, or leave it out."


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOutOfRange(Refusal):
    """A document has a day, today or earlier (W11), and not before its order."""

    rule = "W11"
    day: Annotated[date, "The day that was given."]
    earliest: Annotated[date, "The first day that would be taken."]
    latest: Annotated[date, "The last day that would be taken: today, in the seller's time zone (D9)."]

    @property
    def message(self) -> str:
        return f"The document's day {self.day} is not between {self.earliest} and {self.latest}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfAnotherKind(Refusal):
    """A line that this document cannot take: of another order, a draft slip, or reversed (D1)."""

    rule = "D1"
    line_id: Annotated[str, "The line that was named."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    why: Annotated[str, "What is wrong with it."]

    @property
    def message(self) -> str:
        return f"This line cannot be taken: {self.why}."


DocumentRefusal = (
    NotADraft
    | QuantityOutOfRange
    | MoreThanOrdered
    | MoreThanShipped
    | NothingOnIt
    | NumberTaken
    | DayOutOfRange
    | LineOfAnotherKind
)


def decide_quantity(quantity: int, path: Path) -> QuantityOutOfRange | None:
    """Refuse a quantity below one piece or above the largest (T2)."""
    if 1 <= quantity <= LARGEST_QUANTITY:
        return None
    return QuantityOutOfRange(given=str(quantity)[:40], path=path)


def decide_day(day: date, *, earliest: date, today: date) -> DayOutOfRange | None:
    """Refuse a document's day after today, or before the day it builds on (W11)."""
    if earliest <= day <= today:
        return None
    return DayOutOfRange(day=day, earliest=earliest, latest=today, path=("day",))


def decide_draft(document: SlipFacts | InvoiceFacts) -> NotADraft | None:
    """Refuse to touch what is no longer a draft (R3, D11)."""
    if document.state is DocumentState.DRAFT:
        return None
    return NotADraft(document=document.name, state=document.state.value, path=THE_DOCUMENT)
