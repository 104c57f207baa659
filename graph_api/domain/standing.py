"""Where one live registration of a sales order stands: on what ships it, and on the invoice that has chosen it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    InvoiceLineFacts,
    OrderBook,
    RegistrationFact,
    SlipFacts,
    SlipLineFacts,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A live registration with the documents that it stands on.

    Attributes:
        home: What ships it, with its line: a slip, or an invoice without one.
        invoice: The invoice that has chosen it from its slip, and the line there; None where none has.
    """

    home: SlipFacts | InvoiceFacts
    line: SlipLineFacts | InvoiceLineFacts
    registration: RegistrationFact
    invoice: tuple[InvoiceFacts, InvoiceLineFacts] | None = None

    @property
    def kind(self) -> DocumentKind:
        """The kind of document that ships it."""
        return DocumentKind.PACKING_SLIP if isinstance(self.home, SlipFacts) else DocumentKind.INVOICE

    @property
    def posted(self) -> bool:
        """Whether it stands on a posted document."""
        return self.home.state is DocumentState.POSTED

    @property
    def sold_on(self) -> date | None:
        """The day of sale; None while the sale has not begun."""
        return self.home.day if self.posted else None

    @property
    def first_day(self) -> date | None:
        """The day from which its unit stands in the sale: one that came for another, since then (W7)."""
        return self.registration.came_on or self.sold_on

    @property
    def documents(self) -> tuple[tuple[SlipFacts | InvoiceFacts, str], ...]:
        """Every document that shows it, with the id of the line there."""
        chosen = () if self.invoice is None else ((self.invoice[0], self.invoice[1].id),)
        return ((self.home, self.line.id), *chosen)


def find_invoice_line(book: OrderBook, line_id: str) -> tuple[InvoiceFacts, InvoiceLineFacts] | None:
    """An invoice's line with its invoice; None where this order has no such line, or on a discarded draft alone."""
    pairs = ((invoice, line) for invoice in book.invoices for line in invoice.lines)
    return next((pair for pair in pairs if pair[1].id == line_id), None)


def find_standing(book: OrderBook, registration_id: str) -> Standing | None:
    """Where a live registration of this order stands."""
    for home, line in _shipping(book):
        for each in line.registrations:
            if each.id == registration_id:
                return Standing(home, line, each, _billing(book, registration_id))
    return None


def _shipping(book: OrderBook) -> Iterable[tuple[SlipFacts | InvoiceFacts, SlipLineFacts | InvoiceLineFacts]]:
    for slip in book.slips:
        yield from ((slip, line) for line in slip.lines)
    for invoice in book.invoices:
        yield from ((invoice, line) for line in invoice.lines if line.slip_line_id is None)


def _billing(book: OrderBook, registration_id: str) -> tuple[InvoiceFacts, InvoiceLineFacts] | None:
    lines = ((invoice, line) for invoice in book.invoices for line in invoice.lines if line.slip_line_id is not None)
    return next((pair for pair in lines if any(each.id == registration_id for each in pair[1].registrations)), None)
