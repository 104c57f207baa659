"""Invoices: drafted from slips or without one, edited, discarded, posted (R1, D1, D2, D7, D8, D11, D12)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, OrderBook
from graph_api.domain.drafts import decide_draft
from graph_api.domain.duties import Duty
from graph_api.domain.invoicing import (
    Billing,
    WantedBilling,
    decide_billing,
    decide_draft_invoice_lines,
    decide_invoice_posting,
)
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.shipping import WantedLine, decide_lines
from graph_api.domain.views import DocumentView
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_name, shown
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.posting import (
    PostDocument,
    Posting,
    decide_document_day,
    next_number,
    not_in_its_book,
    read_document_number,
    sales_held_to,
)
from graph_api.services.slips import EditedLine, LineInput, line_facts, new_lines, too_many
from graph_api.services.waiting import TakenOver, TakingOver, take_over

_INVOICE = DocumentKind.INVOICE


@dataclass(frozen=True, slots=True)
class BillingInput:
    """Items of a slip line: None takes all that are not invoiced, and all registrations that are free (R1)."""

    slip_line_id: str
    quantity: int | None = None
    registrations: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CreateInvoice:
    """A draft invoice: of slip lines, of order lines without a slip (D8), or, where both are None, of all slips."""

    order: str
    billings: tuple[BillingInput, ...] | None = None
    direct: tuple[LineInput, ...] | None = None
    number: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class EditInvoice:
    """What changes on a draft invoice; what is None stays."""

    id: str
    lines: tuple[EditedLine, ...] = ()
    number: str | None = None
    external_reference: str | None = None


class Invoicing(Posting, TakingOver, Protocol):
    """What invoices need of a transaction."""

    async def lock_order_to_draft(self, number: str) -> LockedBook | None: ...
    async def lock_order_of_invoice(self, invoice_id: str) -> LockedBook | None: ...
    async def create_invoice(self, facts: Mapping[str, Any], now: datetime) -> None: ...
    async def edit_invoice(self, facts: Mapping[str, Any], now: datetime, today: date) -> None: ...
    async def discard_invoice(self, invoice_id: str, now: datetime, today: date) -> None: ...
    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> dict[str, DocumentView]: ...


Graph = Writes[Invoicing]


async def create_invoice(
    graph: Graph, audit_key: bytes, request: Request, command: CreateInvoice
) -> Performed[DocumentView]:
    """
    Draft an invoice. What it chooses from slips no other invoice can choose meanwhile (D11).

    What waits for the order lines that it ships itself comes to it (D4).
    """

    async def story(tx: Invoicing) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_to_draft(command.order)
        if locked is None:
            return (UnknownRecord(kind="sales order", key=shown(command.order), path=("order",)),)
        billings, direct, wrong = _lines(locked.book, command)
        number, taken = await read_document_number(tx, _INVOICE, None, command.number)
        refusals = [*too_many(command.billings), *too_many(command.direct), *wrong, *taken]
        reference = read_name(command.external_reference, ("externalReference",), refusals)
        if refusals:
            return tuple(refusals)
        invoice_id = new_id()
        facts = {"id": invoice_id, "order": locked.book.number, "number": number, "externalReference": reference}
        lines = invoice_lines(billings, direct)
        await tx.create_invoice({**facts, "lines": lines}, request.now)
        shipping = new_lines(lines[len(billings) :], direct)
        takeover = await take_over(tx, locked.book, _INVOICE, shipping, request.now)
        change = _created(locked.book, billings, direct, takeover)
        return Done(key=invoice_id, changes=((invoice_id, ChainHead(), change),), notices=takeover.notices)

    return await _perform(graph, audit_key, request, ("createInvoice", command), story)


def _lines(
    book: OrderBook, command: CreateInvoice
) -> tuple[tuple[Billing, ...], tuple[WantedLine, ...], tuple[Refusal, ...]]:
    direct = tuple(
        WantedLine(line.order_line_id, line.quantity, ("direct", str(i))) for i, line in enumerate(command.direct or ())
    )
    refusals: list[Refusal] = list(decide_lines(book, direct)) if command.direct is not None else []
    if command.direct is not None and command.billings is None:
        return (), direct, tuple(refusals)
    wanted = None
    if command.billings is not None:
        wanted = tuple(
            WantedBilling(each.slip_line_id, each.quantity, each.registrations, ("billings", str(i)))
            for i, each in enumerate(command.billings)
        )
    billings, wrong = decide_billing(book, wanted)
    return billings, direct, (*refusals, *wrong)


def invoice_lines(billings: Sequence[Billing], direct: Sequence[WantedLine]) -> list[dict[str, Any]]:
    """An invoice's new lines as the store writes them: those that bill slips first."""
    billed = [
        {
            "id": new_id(),
            "position": place,
            "orderLine": each.order_line_id,
            "quantity": each.quantity,
            "slipLine": each.slip_line_id,
            "registrations": list(each.registrations),
        }
        for place, each in enumerate(billings, start=1)
    ]
    shipped = [
        {**line_facts(place, line), "slipLine": None, "registrations": []}
        for place, line in enumerate(direct, start=len(billed) + 1)
    ]
    return [*billed, *shipped]


def _created(book: OrderBook, billings: Sequence[Billing], direct: Sequence[WantedLine], takeover: TakenOver) -> Change:
    after: dict[str, Json] = {
        "order": book.number,
        "billings": {
            each.slip_line_id: {"quantity": each.quantity, "chosen": list(each.registrations)} for each in billings
        },
        "direct": {line.order_line_id: line.quantity for line in direct},
    }
    return Change("createInvoice", None, takeover.told(after))


async def edit_invoice(
    graph: Graph, audit_key: bytes, request: Request, command: EditInvoice
) -> Performed[DocumentView]:
    """Change a draft's quantities, or remove lines. What a removed line had chosen is free (D11)."""

    async def story(tx: Invoicing) -> Done | tuple[Refusal, ...]:
        locked, invoice, refused = await _draft(tx, command.id)
        if locked is None or invoice is None or refused:
            return refused
        edited = [(line.line_id, line.quantity) for line in command.lines]
        number, taken = await read_document_number(tx, _INVOICE, invoice.id, command.number)
        wrong = decide_draft_invoice_lines(locked.book, invoice, edited)
        refusals = [*too_many(command.lines), *wrong, *taken]
        reference = read_name(command.external_reference, ("externalReference",), refusals)
        if refusals:
            return tuple(refusals)
        facts = {
            "id": invoice.id,
            "number": number,
            "externalReference": reference,
            "removed": [id_ for id_, quantity in edited if quantity == 0],
            "changed": [{"id": id_, "quantity": quantity} for id_, quantity in edited if quantity],
        }
        await tx.edit_invoice(facts, request.now, request.today)
        before: Json = {line.id: line.quantity for line in invoice.lines}
        return Done(
            key=invoice.id,
            changes=((invoice.id, locked.chain, Change("editInvoice", before, {"changed": dict(edited)})),),
        )

    return await _perform(graph, audit_key, request, ("editInvoice", command), story)


async def discard_invoice(graph: Graph, audit_key: bytes, request: Request, invoice_id: str) -> Performed[DocumentView]:
    """End a draft. What it chose is free on its slips; what it registered itself ends (D11), or waits again (D4)."""

    async def story(tx: Invoicing) -> Done | tuple[Refusal, ...]:
        locked, invoice, refused = await _draft(tx, invoice_id)
        if locked is None or invoice is None or refused:
            return refused
        await tx.discard_invoice(invoice.id, request.now, request.today)
        freed = [each.id for line in invoice.lines for each in line.registrations]
        change = Change("discard", {"registrations": freed})
        return Done(key=invoice.id, changes=((invoice.id, locked.chain, change),))

    return await _perform(graph, audit_key, request, ("discardInvoice", invoice_id), story)


async def post_invoice(
    graph: Graph, audit_key: bytes, request: Request, command: PostDocument
) -> Performed[DocumentView]:
    """Invoice the goods, and ship those of lines without a slip: all or nothing (D7, D8)."""

    async def story(tx: Invoicing) -> Done | tuple[Refusal, ...]:
        locked, invoice, refused = await _draft(tx, command.id)
        if locked is None or invoice is None or refused:
            return refused
        day = command.day or request.today
        number, taken = await read_document_number(tx, _INVOICE, invoice.id, command.number)
        wrong_day = decide_document_day(locked.book, request, day, _days_before(locked.book, invoice))
        refusals = [*decide_invoice_posting(locked.book, invoice, day), *taken, *([wrong_day] if wrong_day else [])]
        if refusals:
            return tuple(refusals)
        direct = [line for line in invoice.lines if line.slip_line_id is None]
        products = {line.id: locked.book.line(line.order_line_id).product.number for line in direct}
        held = await sales_held_to(tx, locked.book, products, day, request.now)
        number = number or invoice.number or await next_number(tx, _INVOICE)
        await tx.post(_INVOICE, invoice.id, number, day, held, request.now)
        return Done(key=invoice.id, changes=((invoice.id, locked.chain, _posted(invoice, number, day)),))

    return await _perform(graph, audit_key, request, ("postInvoice", command), story)


def _days_before(book: OrderBook, invoice: InvoiceFacts) -> list[date | None]:
    """
    The days of the slips that it bills, and of the credit notes over the same slip lines.

    An invoice is not older than what it bills; and until a line was credited another invoice stood, which is the first
    one for good (W2, W11).
    """
    billed = {line.slip_line_id for line in invoice.lines if line.slip_line_id is not None}
    posted = (slip for slip in book.slips if slip.state is DocumentState.POSTED)
    slips = [slip.day for slip in posted if any(line.id in billed for line in slip.lines)]
    return [*slips, *(book.credited_on(line_id) for line_id in billed)]


def _posted(invoice: InvoiceFacts, number: str, day: date) -> Change:
    lines: Json = {
        line.id: {"quantity": line.quantity, "registered": [each.id for each in line.registrations]}
        for line in invoice.lines
    }
    return Change("post", {"state": invoice.state.value}, {"number": number, "day": day.isoformat(), "lines": lines})


async def _draft(tx: Invoicing, invoice_id: str) -> tuple[LockedBook | None, InvoiceFacts | None, tuple[Refusal, ...]]:
    locked = await tx.lock_order_of_invoice(invoice_id)
    invoice = None if locked is None else locked.book.invoice(invoice_id)
    if invoice is None:
        return locked, None, (not_in_its_book(locked, _INVOICE, invoice_id),)
    refusal = decide_draft(invoice)
    return locked, invoice, () if refusal is None else (refusal,)


async def _perform(
    graph: Graph,
    audit_key: bytes,
    request: Request,
    asked: tuple[str, Any],
    story: Callable[[Invoicing], Awaitable[Done | tuple[Refusal, ...]]],
) -> Performed[DocumentView]:
    async def load(tx: Invoicing, invoice_id: str) -> DocumentView | None:
        return (await tx.documents_by_id(_INVOICE, [invoice_id])).get(invoice_id)

    name, command = asked
    return await perform(graph, audit_key, request, Operation(name, (Duty.MAINTAIN_DOCUMENTS,), command, story, load))
