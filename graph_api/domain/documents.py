"""
A sales order with its slips and invoices as facts, and the rules of drafts and quantities.

Everything that ranges over an order (D1, D2, D11) is decided over one `OrderBook`, loaded under one lock on the
order. Quantities are whole pieces (T2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from graph_api.domain.lineage import ProductFacts
from graph_api.domain.outcomes import Path, Refusal
from graph_api.domain.tracking import SerialSettings

LARGEST_QUANTITY = 1_000_000
"""Pieces on one line. More is a slip of the keyboard."""


class DocumentKind(StrEnum):
    """What kind of document."""

    SALES_ORDER = "SALES_ORDER"
    PACKING_SLIP = "PACKING_SLIP"
    INVOICE = "INVOICE"

    @property
    def words(self) -> str:
        """The kind as a sentence says it."""
        return self.value.lower().replace("_", " ")


_PREFIX = {DocumentKind.SALES_ORDER: "SO", DocumentKind.PACKING_SLIP: "PS", DocumentKind.INVOICE: "INV"}


def sequence_number(kind: DocumentKind, place: int) -> str:
    """The number of a kind's sequence at a place: `PS-000001` (D12)."""
    return f"{_PREFIX[kind]}-{place:06d}"


class DocumentState(StrEnum):
    """The state of a slip or an invoice. Nothing leaves the last three."""

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"
    CREDITED = "CREDITED"
    DISCARDED = "DISCARDED"


@dataclass(frozen=True, slots=True)
class RegistrationFact:
    """A live registration: its unit and shown number, or neither for a blank."""

    id: str
    unit_id: str | None
    serial_number: str | None
    free_from: date | None = None
    """The first day on which this unit may be sold again; None where it was never sold before (R5)."""


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    """
    A line of the sales order. `quantity` is what is ordered, in pieces.

    Attributes:
        waiting: Registrations that stood on a document of it and wait for its next one (D4); none of them is live.
    """

    id: str
    position: int
    quantity: int
    product: ProductFacts
    settings: SerialSettings
    waiting: tuple[RegistrationFact, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipLineFacts:
    """A line of a slip with its live registrations. Of `quantity` shipped pieces, `taken_back` came back (C2)."""

    id: str
    order_line_id: str
    position: int
    quantity: int
    reversed: bool = False
    taken_back: int = 0
    registrations: tuple[RegistrationFact, ...] = ()

    @property
    def standing(self) -> int:
        """Pieces that count as shipped once the slip is posted: none of a reversed line, and none that came back."""
        return 0 if self.reversed else self.quantity - self.taken_back


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """A packing slip. `number` and `day` may be None until it is posted."""

    id: str
    number: str | None
    state: DocumentState
    day: date | None
    lines: tuple[SlipLineFacts, ...]

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.number or f"draft {self.id}"


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """
    A line of an invoice. One that bills a slip line takes `quantity` of its items and has chosen registrations of it.

    Attributes:
        registrations: Those of a direct line; for a line that bills a slip, the ones it has chosen.
    """

    id: str
    order_line_id: str
    slip_line_id: str | None
    position: int
    quantity: int
    credited: bool = False
    registrations: tuple[RegistrationFact, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice of slips, or one without a slip, or both by the line."""

    id: str
    number: str | None
    state: DocumentState
    day: date | None
    lines: tuple[InvoiceLineFacts, ...]

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.number or f"draft {self.id}"


@dataclass(frozen=True, slots=True)
class OrderBook:
    """One sales order with every slip and invoice, discarded ones left out."""

    number: str
    customer: str
    ordered_on: date
    lines: tuple[OrderLineFacts, ...]
    slips: tuple[SlipFacts, ...] = ()
    invoices: tuple[InvoiceFacts, ...] = ()

    def line(self, order_line_id: str) -> OrderLineFacts:
        """The order line of that id, which the graph guarantees to be there."""
        return next(line for line in self.lines if line.id == order_line_id)

    def slip(self, slip_id: str) -> SlipFacts:
        """The slip of that id, which the graph guarantees to be there."""
        return next(slip for slip in self.slips if slip.id == slip_id)

    def invoice(self, invoice_id: str) -> InvoiceFacts:
        """The invoice of that id, which the graph guarantees to be there."""
        return next(invoice for invoice in self.invoices if invoice.id == invoice_id)

    def slip_line(self, slip_line_id: str) -> tuple[SlipFacts, SlipLineFacts] | None:
        """A slip line with its slip, or None where this order has no such line."""
        pairs = ((slip, line) for slip in self.slips for line in slip.lines)
        return next((pair for pair in pairs if pair[1].id == slip_line_id), None)

    def shipped(self, order_line_id: str) -> int:
        """Pieces that stand on posted slips (D3, C2), and on posted invoices without a slip (D8)."""
        on_slips = (
            line.standing
            for slip in self.slips
            if slip.state is DocumentState.POSTED
            for line in slip.lines
            if line.order_line_id == order_line_id
        )
        direct = (line.quantity for line in self._posted_invoice_lines(order_line_id) if line.slip_line_id is None)
        return sum(on_slips) + sum(direct)

    def invoiced(self, slip_line_id: str) -> int:
        """Pieces of a slip line that stand on posted invoices."""
        posted = (i for i in self.invoices if i.state is DocumentState.POSTED)
        lines = (line for invoice in posted for line in invoice.lines if not line.credited)
        return sum(line.quantity for line in lines if line.slip_line_id == slip_line_id)

    def billable(self, slip_line_id: str) -> int:
        """Pieces of a posted slip's line that may still be invoiced (D1): they stand, and are on no posted invoice."""
        found = self.slip_line(slip_line_id)
        if found is None or found[0].state is not DocumentState.POSTED:
            return 0
        return found[1].standing - self.invoiced(slip_line_id)

    def frozen(self, order_line_id: str) -> bool:
        """Whether items of an order line were taken back: then what stands on its posted slips stays so (C2)."""
        lines = (line for slip in self.slips for line in slip.lines if line.order_line_id == order_line_id)
        return any(line.taken_back for line in lines)

    def _posted_invoice_lines(self, order_line_id: str) -> Iterable[InvoiceLineFacts]:
        for invoice in self.invoices:
            if invoice.state is DocumentState.POSTED:
                yield from (line for line in invoice.lines if line.order_line_id == order_line_id and not line.credited)

    def chosen(self, *, besides: str | None = None, posted_only: bool = False) -> dict[str, InvoiceFacts]:
        """The registrations that stand on an invoice's line of a slip, each with that invoice (D11)."""
        return {
            registration.id: invoice
            for invoice in self.invoices
            if invoice.id != besides and (invoice.state is DocumentState.POSTED or not posted_only)
            for line in invoice.lines
            if line.slip_line_id is not None and not line.credited
            for registration in line.registrations
        }


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
        return f"Line {self.line_id} cannot be taken: {self.why}."


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
    return NotADraft(document=document.name, state=document.state.value)
