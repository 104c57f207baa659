"""Corrections in a few words: a registration where it stands, and the number that it is to have."""

from datetime import date

from graph_api.domain.correcting import Correction, NewNumber, decide_change, decide_fill
from graph_api.domain.documents import DocumentKind, InvoiceFacts, OrderBook
from graph_api.domain.line_facts import Spot, UnitFacts
from graph_api.domain.outcomes import Notice
from graph_api.domain.serial_patterns import SerialPattern
from graph_api.domain.standing import Standing, find_invoice_line, find_standing
from tests.domain.books import billed, blank, entries, invoice, numbered, slip, slip_line

SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
HERE = ("serials", "0")
REGISTRATION = ("registrationId",)


def number(
    text: str = "A1", at: Spot | None = None, free_from: date | None = None, pattern: SerialPattern | None = None
) -> NewNumber:
    (entry,) = entries(text)
    return NewNumber(entry, UnitFacts(f"unit {text}", text, at, free_from), pattern)


def standing(of: OrderBook, registration: str) -> Standing:
    found = find_standing(of, registration)
    assert found is not None
    return found


def fill(of: OrderBook, registration: str = "b", **asked: object) -> Correction:
    return decide_fill(of, standing(of, registration), number(**asked))  # type: ignore[arg-type]


def change(of: OrderBook, registration: str = "a", line: str = "IL-1", new: NewNumber | None = None) -> Correction:
    found = find_invoice_line(of, line)
    assert found is not None
    return decide_change(of, *found, standing(of, registration), new or number())


def draft_of_slip(*registrations: str, number: str = "INV-1", id: str = "IL-1") -> InvoiceFacts:  # noqa: A002
    return invoice(billed(2, *numbered(*registrations), id=id), number=number)


SHIPPED = slip(slip_line(3, *numbered("a", "c"), blank("b")))
CHANGED_ON_SLIP = Notice(
    code="CHANGED_ON_SLIP",
    rule="C1",
    message="Packing slip PS-1 shows the new number too, also if the invoice is discarded.",
    path=REGISTRATION,
)
