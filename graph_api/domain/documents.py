"""
A sales order with its slips and invoices as facts, and the rules of drafts and quantities.

Everything that ranges over an order (D1, D2, D11) is decided over one `OrderBook`, loaded under one lock on the
order. Quantities are whole pieces (T2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_api.domain.lineage import ProductFacts
from graph_api.domain.tracking import SerialSettings


class DocumentKind(StrEnum):
    """What kind of document."""

    SALES_ORDER = "SALES_ORDER"
    PACKING_SLIP = "PACKING_SLIP"
    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    CLAIM = "CLAIM"
    RETURN = "RETURN"

    @property
    def words(self) -> str:
        """The kind as a sentence says it."""
        return self.value.lower().replace("_", " ")


_PREFIX = {
    DocumentKind.SALES_ORDER: "SO",
    DocumentKind.PACKING_SLIP: "PS",
    DocumentKind.INVOICE: "INV",
    DocumentKind.CREDIT_NOTE: "CN",
    DocumentKind.CLAIM: "CL",
    DocumentKind.RETURN: "RMA",
}

_LONGEST_PLACE = 9


def sequence_number(kind: DocumentKind, place: int) -> str:
    """The number of a kind's sequence at a place: `PS-000001` (D12)."""
    return f"{_PREFIX[kind]}-{place:06d}"


def place_in_sequence(kind: DocumentKind, number: str) -> int | None:
    """The place at which a kind's sequence would give a number; None where it never would (D12)."""
    prefix, digits = f"{_PREFIX[kind]}-", number.removeprefix(f"{_PREFIX[kind]}-")
    if not number.startswith(prefix) or not (digits.isascii() and digits.isdigit()) or len(digits) > _LONGEST_PLACE:
        return None
    return int(digits) if sequence_number(kind, int(digits)) == number else None


class DocumentState(StrEnum):
    """The state of a slip or an invoice. Nothing leaves the last three."""

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"
    CREDITED = "CREDITED"
    DISCARDED = "DISCARDED"


@dataclass(frozen=True, slots=True)
class RegistrationFact:
    """
    A live registration: its unit and shown number, or neither for a blank.

    Attributes:
        free_from: The first day on which this unit may be sold again; None where it was never sold before (R5).
        came_on: The day on which it came for another unit, in whose sale it stands since; None where for none (W7).
    """

    id: str
    unit_id: str | None
    serial_number: str | None
    free_from: date | None = None
    came_on: date | None = None


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
        credited_on: The day of its credit note, where it is credited (D10).
        returned: Of `quantity`, pieces that came back for good: a return credited them, and no credit note does (V4).
    """

    id: str
    order_line_id: str
    slip_line_id: str | None
    position: int
    quantity: int
    credited: bool = False
    registrations: tuple[RegistrationFact, ...] = ()
    credited_on: date | None = None
    returned: int = 0

    @property
    def standing(self) -> int:
        """Pieces that count as invoiced once it is posted: of a credited line, those that came back before (D10)."""
        return self.returned if self.credited else self.quantity


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

    def slip(self, slip_id: str) -> SlipFacts | None:
        """The slip of that id, or None: a discarded draft is in no book (D11)."""
        return next((slip for slip in self.slips if slip.id == slip_id), None)

    def invoice(self, invoice_id: str) -> InvoiceFacts | None:
        """The invoice of that id, or None: a discarded draft is in no book (D11)."""
        return next((invoice for invoice in self.invoices if invoice.id == invoice_id), None)

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
        of_line = (line for line in self._issued_lines() if line.order_line_id == order_line_id)
        return sum(on_slips) + sum(line.standing for line in of_line if line.slip_line_id is None)

    def invoiced(self, slip_line_id: str) -> int:
        """Pieces of a slip line that stand on posted invoices, or came back for good: those are not invoiced again."""
        return sum(line.standing for line in self._issued_lines() if line.slip_line_id == slip_line_id)

    def returned(self, slip_line_id: str) -> int:
        """Pieces of a slip line that came back for good (V5)."""
        return sum(line.returned for line in self._issued_lines() if line.slip_line_id == slip_line_id)

    def billable(self, slip_line_id: str) -> int:
        """Pieces of a posted slip's line that may still be invoiced (D1): they stand, and are on no posted invoice."""
        found = self.slip_line(slip_line_id)
        if found is None or found[0].state is not DocumentState.POSTED:
            return 0
        return found[1].standing - self.invoiced(slip_line_id)

    def credited_on(self, slip_line_id: str) -> date | None:
        """The last day on which an invoice of a slip line was credited; None where none was (D10)."""
        lines = (line for invoice in self.invoices for line in invoice.lines if line.slip_line_id == slip_line_id)
        return max((line.credited_on for line in lines if line.credited_on is not None), default=None)

    def frozen(self, order_line_id: str) -> bool:
        """Whether items of an order line were taken back: then what stands on its posted slips stays so (C2)."""
        lines = (line for slip in self.slips for line in slip.lines if line.order_line_id == order_line_id)
        return any(line.taken_back for line in lines)

    def _issued_lines(self) -> Iterable[InvoiceLineFacts]:
        for invoice in self.invoices:
            if invoice.state is not DocumentState.DRAFT:
                yield from invoice.lines

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
