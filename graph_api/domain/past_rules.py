"""
Whether an order's past can be believed: its documents, posted again one after the other, under the rules of today.

Source: rules D1, D2, D7, D8, R1, R2, R5, T2, T3, W11. Whatever posting would have been refused for is told.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from graph_api.domain.documents import DocumentState, InvoiceFacts, OrderBook, SlipFacts
from graph_api.domain.drafts import decide_day
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.outcomes import Refusal
from graph_api.domain.shipping import decide_slip_posting

Told = Iterator[tuple[str | None, Refusal]]
"""What is said against a document, by its id; against the order where there is none."""


def decide_past_order(book: OrderBook, first_day: date, today: date) -> Told:
    """
    Everything that is said against an order and its documents.

    Slips are posted before the invoices, each kind by day: an invoice bills what was shipped by then, and no later slip
    changes what an invoice may take.

    Args:
        book: With its documents as drafts that have a day.
        first_day: The first day that an order may have.
        today: In the seller's time zone (D9).
    """
    late = decide_day(book.ordered_on, earliest=first_day, today=today)
    if late is not None:
        yield None, replace(late, path=("ordered_on",))
    posted = replace(book, slips=(), invoices=())
    for slip in sorted(book.slips, key=_day):
        drafted = replace(posted, slips=(*posted.slips, slip))
        yield from _told(slip, [book.ordered_on], today)
        yield from ((slip.id, refusal) for refusal in decide_slip_posting(drafted, slip, _day(slip)))
        posted = replace(posted, slips=(*posted.slips, replace(slip, state=DocumentState.POSTED)))
    for invoice in sorted(book.invoices, key=_day):
        drafted = replace(posted, invoices=(*posted.invoices, invoice))
        yield from _told(invoice, [book.ordered_on, *_billed_days(posted, invoice)], today)
        yield from ((invoice.id, refusal) for refusal in decide_invoice_posting(drafted, invoice, _day(invoice)))
        posted = replace(posted, invoices=(*posted.invoices, replace(invoice, state=DocumentState.POSTED)))


def _day(document: SlipFacts | InvoiceFacts) -> date:
    return document.day or date.min


def _told(document: SlipFacts | InvoiceFacts, earliest: list[date], today: date) -> Told:
    """A document's day: today or earlier, and not before what it builds on (W11)."""
    late = decide_day(_day(document), earliest=max(earliest), today=today)
    if late is not None:
        yield document.id, late


def _billed_days(book: OrderBook, invoice: InvoiceFacts) -> Iterator[date]:
    billed = {line.slip_line_id for line in invoice.lines}
    return (_day(slip) for slip in book.slips if any(line.id in billed for line in slip.lines))
