"""Replaying a plan through the rules that the stories obey: each document is decided on what was posted before it."""

from collections.abc import Iterator

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    InvoiceLineFacts,
    OrderBook,
    OrderLineFacts,
    RegistrationFact,
    SlipFacts,
    SlipLineFacts,
)
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.outcomes import Refusal
from graph_api.domain.past_sales import PastLine, PastOrder
from graph_api.domain.shipping import decide_slip_posting
from graph_api.seeding.catalogue import SETTINGS
from graph_api.seeding.plan import PlannedDocument, SeedPlan


def name_of(document: PlannedDocument) -> str | None:
    prefix = "PS" if document.kind is DocumentKind.PACKING_SLIP else "INV"
    return None if document.place is None else f"{prefix}-{document.place:06d}"


def refusals(plan: SeedPlan) -> Iterator[Refusal]:
    """Everything that posting the documents one after the other would have been refused for."""
    for order in plan.orders:
        documents = [each for each in plan.documents if each.order == order.number and each.posted_at is not None]
        documents.sort(key=lambda each: (each.posted_at, each.id))
        for at, document in enumerate(documents):
            assert document.day is not None
            book = book_of(plan, order, documents[: at + 1], draft=document)
            if slip := book.slip(document.id):
                yield from decide_slip_posting(book, slip, document.day)
            elif invoice := book.invoice(document.id):
                yield from decide_invoice_posting(book, invoice, document.day)
            else:
                raise AssertionError(f"{document.id} is missing from the book that was made with it")


def book_of(
    plan: SeedPlan, order: PastOrder, documents: list[PlannedDocument], draft: PlannedDocument | None = None
) -> OrderBook:
    """The order as the store would load it, with `draft` not yet posted."""
    facts = {
        registration.id: RegistrationFact(
            registration.id,
            registration.unit.id if registration.unit else None,
            registration.unit.serial_number if registration.unit else None,
        )
        for document in plan.documents
        if document.order == order.number
        for line in document.lines
        for registration in line.registers
    }
    products = plan.catalogue.by_number
    return OrderBook(
        number=order.number,
        customer=order.customer,
        ordered_on=order.ordered_on,
        lines=tuple(
            OrderLineFacts(
                line.id,
                line.position,
                line.quantity,
                products[line.product].facts,
                SETTINGS[products[line.product].facts.group or ""],
            )
            for line in order.lines
        ),
        slips=tuple(
            SlipFacts(
                each.id,
                name_of(each) if each is not draft else None,
                _state(each, draft),
                each.day if each is not draft else None,
                tuple(_slip_line(line, facts) for line in each.lines),
            )
            for each in sorted(documents, key=lambda each: each.id)
            if each.kind is DocumentKind.PACKING_SLIP
        ),
        invoices=tuple(
            InvoiceFacts(
                each.id,
                name_of(each) if each is not draft else None,
                _state(each, draft),
                each.day if each is not draft else None,
                tuple(_invoice_line(line, facts) for line in each.lines),
            )
            for each in sorted(documents, key=lambda each: each.id)
            if each.kind is DocumentKind.INVOICE
        ),
    )


def _state(document: PlannedDocument, draft: PlannedDocument | None) -> DocumentState:
    return DocumentState.DRAFT if document is draft or document.posted_at is None else DocumentState.POSTED


def _slip_line(line: PastLine, facts: dict[str, RegistrationFact]) -> SlipLineFacts:
    registrations = tuple(facts[each.id] for each in line.registers)
    return SlipLineFacts(line.id, line.order_line.id, line.position, line.quantity, registrations=registrations)


def _invoice_line(line: PastLine, facts: dict[str, RegistrationFact]) -> InvoiceLineFacts:
    ids = sorted([*(each.id for each in line.registers), *line.chooses])
    registrations = tuple(facts[id_] for id_ in ids)
    return InvoiceLineFacts(
        line.id, line.order_line.id, line.bills, line.position, line.quantity, registrations=registrations
    )
