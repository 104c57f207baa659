"""
What keeps a draft from being posted, told while it is a draft. Source: rules T2, T3, R2, D7, D11.

It is what posting today would be refused for, by the same decisions. Nothing is locked for it: posting judges anew.
"""

from collections.abc import Iterable
from datetime import date

from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, OrderBook, SlipFacts
from graph_api.domain.drafts import THE_DOCUMENT
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.outcomes import Notice, Refusal
from graph_api.domain.shipping import decide_slip_posting


def obstacles_of(book: OrderBook, kind: DocumentKind, document_id: str, today: date) -> tuple[Refusal, ...]:
    """Every reason why a document cannot be posted today; none for one that is no draft, or no draft any more."""
    documents: tuple[SlipFacts | InvoiceFacts, ...] = book.slips if kind is DocumentKind.PACKING_SLIP else book.invoices
    draft = next((each for each in documents if each.id == document_id and each.state is DocumentState.DRAFT), None)
    if draft is None:
        return ()
    if isinstance(draft, SlipFacts):
        return decide_slip_posting(book, draft, today)
    return decide_invoice_posting(book, draft, today)


def what_came_off(lines: Iterable[tuple[int, int]]) -> tuple[Notice, ...]:
    """
    Say of a draft invoice's lines what came off them (D11).

    Args:
        lines: The position of each, and how many of its choices came off.
    """
    return tuple(
        Notice(
            code="CAME_OFF",
            rule="D11",
            message=(
                f"{count} chosen for line {position} came off it: their packing slip's line was reversed, or they were "
                "taken back."
            ),
            path=THE_DOCUMENT,
        )
        for position, count in lines
        if count
    )
