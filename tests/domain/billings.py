"""Invoices on their way, and what is said against them."""

from dataclasses import replace
from datetime import date

from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, OrderBook
from graph_api.domain.drafts import LineOfAnotherKind, MoreThanShipped
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.outcomes import Refusal
from tests.domain.books import BLANKS_ALLOWED, TODAY, ordered

DRAFT, POSTED = DocumentState.DRAFT, DocumentState.POSTED
SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
WHERE = ("billings", "0")
NO_CONTROL = (ordered(settings=BLANKS_ALLOWED),)


def beyond(shipped: int, invoiced: int, attempted: int, path: tuple[str, ...], line: str = "SL-1") -> MoreThanShipped:
    return MoreThanShipped(slip_line_id=line, shipped=shipped, invoiced=invoiced, attempted=attempted, path=path)


def not_billed(slip_line: str, why: str, path: tuple[str, ...] = WHERE) -> LineOfAnotherKind:
    return LineOfAnotherKind(line_id=slip_line, document_kind=SLIP, why=why, path=path)


def post(of: OrderBook, draft: InvoiceFacts, day: date = TODAY) -> tuple[Refusal, ...]:
    return decide_invoice_posting(replace(of, invoices=(*of.invoices, draft)), draft, day)
