"""
What comes off draft invoices when goods go back: a draft holds up nothing, and it says what it lost. Source: rule D11.
"""

from collections.abc import Collection, Sequence

from graph_api.domain.documents import DocumentState, InvoiceFacts, OrderBook, RegistrationFact
from graph_api.domain.outcomes import Notice
from graph_api.domain.serials import NOT_READABLE

ComingOff = tuple[tuple[InvoiceFacts, tuple[RegistrationFact, ...]], ...]
"""Draft invoices, each with what comes off it."""


def coming_off(book: OrderBook, ending: Collection[str]) -> ComingOff:
    """What draft invoices have chosen of registrations that end; an invoice that has none of them is left out."""
    drafts = (invoice for invoice in book.invoices if invoice.state is DocumentState.DRAFT)
    chosen = (
        (draft, tuple(each for line in draft.lines for each in line.registrations if each.id in ending))
        for draft in drafts
    )
    return tuple((draft, registrations) for draft, registrations in chosen if registrations)


def came_off(invoice: InvoiceFacts, registrations: Sequence[RegistrationFact], what: str) -> Notice:
    """
    What a caller hears of a draft invoice that lost something.

    Args:
        what: What became of the goods, such as "reversed".
    """
    names = ", ".join(each.serial_number or NOT_READABLE for each in registrations)
    message = f"{names} came off the invoice {invoice.name}, which had chosen what is {what} here."
    return Notice(code="CAME_OFF", rule="D11", message=message)
