"""The point of sale: a sale makes its order and posts its invoice at once, without a slip (P1, D8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.documents import DocumentKind, InvoiceFacts, OrderBook
from graph_api.domain.drafts import NumberTaken, decide_day, decide_quantity
from graph_api.domain.duties import Duty
from graph_api.domain.entries import ListTooLong
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.line_facts import Entry
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import InvalidValue, Notice, Refusal, UnknownRecord
from graph_api.domain.point_of_sale import place_refusals
from graph_api.domain.shipping import WantedLine
from graph_api.domain.views import DocumentView
from graph_api.services.ids import new_id
from graph_api.services.inputs import LONGEST_LIST, read_name, read_number, read_optional_number, read_serials
from graph_api.services.invoices import invoice_lines
from graph_api.services.orders import EARLIEST
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.posting import Posting, next_number, read_document_number, sales_held_to
from graph_api.services.registration import Asked, Registering, add_to_line
from graph_api.services.registration_commands import LineRef

_INVOICE = DocumentKind.INVOICE
_MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class SoldLine:
    """Pieces of one product, with the answers to the prompt for their numbers."""

    product: str
    quantity: int
    serials: tuple[str, ...] = ()
    not_readable: int = 0


@dataclass(frozen=True, slots=True)
class SellAtPointOfSale:
    """A sale over the counter. Without a number of its own the order gets one that nobody else gives."""

    customer: str
    lines: tuple[SoldLine, ...]
    order: str | None = None
    day: date | None = None
    number: str | None = None
    external_reference: str | None = None


class Selling(Registering, Posting, Protocol):
    """What a sale over the counter needs of a transaction."""

    async def open_order(self, number: str, now: datetime) -> bool: ...
    async def find_parties(self, customer: str, products: Sequence[str]) -> tuple[bool, frozenset[str]]: ...
    async def save_order(self, facts: Mapping[str, Any], now: datetime) -> None: ...
    async def create_invoice(self, facts: Mapping[str, Any], now: datetime) -> None: ...
    async def lock_products_of_order(self, number: str) -> None: ...
    async def lock_order_of_invoice(self, invoice_id: str) -> LockedBook | None: ...
    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> dict[str, DocumentView]: ...


async def sell(
    graph: Writes[Selling], audit_key: bytes, request: Request, command: SellAtPointOfSale
) -> Performed[DocumentView]:
    """Sell: the order, the invoice, its registrations and its posting, all or nothing (P1, D7)."""

    async def story(tx: Selling) -> Done | tuple[Refusal, ...]:
        sale, refusals = _read(command)
        if refusals:
            return refusals
        refusals = await _refused_parties(tx, sale, request)
        if refusals:
            return refusals
        return await _sell(tx, request, sale)

    async def load(tx: Selling, invoice_id: str) -> DocumentView | None:
        return (await tx.documents_by_id(_INVOICE, [invoice_id])).get(invoice_id)

    operation = Operation("sellAtPointOfSale", _duties(command), command, story, load)
    return await perform(graph, audit_key, request, operation)


def _duties(command: SellAtPointOfSale) -> tuple[Duty, ...]:
    """Registering what is not readable has a duty of its own (S3)."""
    duties = (Duty.MAINTAIN_ORDERS, Duty.MAINTAIN_DOCUMENTS)
    return (*duties, Duty.REGISTER_NOT_READABLE) if any(line.not_readable for line in command.lines) else duties


@dataclass(frozen=True, slots=True)
class _Sale:
    """A sale whose texts were read."""

    command: SellAtPointOfSale
    order: str
    customer: str
    products: tuple[str, ...]
    entries: tuple[tuple[Entry, ...], ...]
    reference: str | None


def _read(command: SellAtPointOfSale) -> tuple[_Sale, tuple[Refusal, ...]]:
    refusals: list[Refusal] = []
    if not 0 < len(command.lines) <= _MOST_LINES:
        expected = f"1 to {_MOST_LINES} lines"
        refusals.append(InvalidValue(value=str(len(command.lines)), expected=expected, path=("lines",)))
    lines = command.lines[:_MOST_LINES]
    sale = _Sale(
        command=command,
        order=read_optional_number(command.order, ("order",), refusals) or f"POS-{new_id()}",
        customer=read_number(command.customer, ("customer",), refusals),
        products=tuple(
            read_number(line.product, ("lines", str(i), "product"), refusals) for i, line in enumerate(lines)
        ),
        entries=tuple(_entries(line, str(i), refusals) for i, line in enumerate(lines)),
        reference=read_name(command.external_reference, ("externalReference",), refusals),
    )
    return sale, tuple(refusals)


def _entries(line: SoldLine, place: str, refusals: list[Refusal]) -> tuple[Entry, ...]:
    quantity = decide_quantity(line.quantity, ("lines", place, "quantity"))
    refusals.extend([] if quantity is None else [quantity])
    if not 0 <= line.not_readable <= LONGEST_LIST or len(line.serials) > LONGEST_LIST:
        length = max(line.not_readable, len(line.serials))
        refusals.append(ListTooLong(length=length, longest=LONGEST_LIST, path=("lines", place)))
        return ()
    wrong: list[Refusal] = []
    entries = read_serials(line.serials, "serialNumbers", wrong)
    refusals.extend(replace(each, path=("lines", place, *each.path)) for each in wrong)
    return tuple(entries)


async def _refused_parties(tx: Selling, sale: _Sale, request: Request) -> tuple[Refusal, ...]:
    customer_known, products = await tx.find_parties(sale.customer, sorted(set(sale.products)))
    refusals: list[Refusal] = [
        UnknownRecord(kind="product", key=product, path=("lines", str(place), "product"))
        for place, product in enumerate(sale.products)
        if product not in products
    ]
    if not customer_known:
        refusals.insert(0, UnknownRecord(kind="customer", key=sale.customer, path=("customer",)))
    _, taken = await read_document_number(tx, _INVOICE, None, sale.command.number)
    if not await tx.open_order(sale.order, request.now):
        used = NumberTaken(document_kind=DocumentKind.SALES_ORDER, number=sale.order, path=("order",))
        refusals.append(used)
    return (*refusals, *taken)


async def _sell(tx: Selling, request: Request, sale: _Sale) -> Done | tuple[Refusal, ...]:
    invoice_id = new_id()
    lines = await _draft(tx, request, sale, invoice_id)
    refused, notices = await _register(tx, request, sale, lines)
    locked = await tx.lock_order_of_invoice(invoice_id)
    invoice = None if locked is None else locked.book.invoice(invoice_id)
    if locked is None or invoice is None:
        raise LookupError("an invoice that this transaction made is in its order's book")
    book = locked.book
    day = sale.command.day or request.today
    wrong_day = decide_day(day, earliest=EARLIEST, today=request.today)
    posting = [*decide_invoice_posting(book, invoice, day), *([] if wrong_day is None else [wrong_day])]
    refusals = place_refusals(invoice, posting, refused)
    if refusals:
        return refusals
    products = {line.id: book.line(line.order_line_id).product.number for line in invoice.lines}
    held = await sales_held_to(tx, book, products, day, request.now)
    number = invoice.number or await next_number(tx, _INVOICE)
    await tx.post(_INVOICE, invoice.id, number, day, held, request.now)
    return Done(key=invoice.id, changes=_changes(book, invoice, number, day), notices=notices)


async def _draft(tx: Selling, request: Request, sale: _Sale, invoice_id: str) -> list[str]:
    """The order and its invoice, line by line; the ids of the invoice's lines."""
    ordered: list[dict[str, Any]] = [
        {"id": new_id(), "position": place, "product": product, "quantity": line.quantity}
        for place, (product, line) in enumerate(zip(sale.products, sale.command.lines, strict=True), start=1)
    ]
    day = sale.command.day or request.today
    head = {"customer": sale.customer, "orderedOn": min(day, request.today), "externalReference": sale.reference}
    await tx.save_order({"number": sale.order, **head, "lines": ordered, "removed": []}, request.now)
    await tx.lock_products_of_order(sale.order)  # Their settings stand still from here on (T5).
    lines = invoice_lines((), [WantedLine(each["id"], each["quantity"], ()) for each in ordered])
    number = read_optional_number(sale.command.number, ("number",), [])
    facts = {"id": invoice_id, "order": sale.order, "number": number, "externalReference": sale.reference}
    await tx.create_invoice({**facts, "lines": lines}, request.now)
    return [str(line["id"]) for line in lines]


async def _register(
    tx: Selling, request: Request, sale: _Sale, lines: Sequence[str]
) -> tuple[tuple[Refusal, ...], tuple[Notice, ...]]:
    """Register what the prompt was answered with; the refusals and notices of all lines, each with its place."""
    refusals: list[Refusal] = []
    notices: list[Notice] = []
    for place, (line_id, sold) in enumerate(zip(lines, sale.command.lines, strict=True)):
        entries = sale.entries[place]
        if not entries and not sold.not_readable:
            continue
        asked = Asked(entries, blanks=sold.not_readable)
        outcome = await add_to_line(tx, request, LineRef(_INVOICE, line_id), asked)
        if isinstance(outcome, Done):
            notices.extend(replace(each, path=("lines", str(place), *each.path)) for each in outcome.notices)
        else:
            refusals.extend(replace(each, path=("lines", str(place), *each.path)) for each in outcome)
    return tuple(refusals), tuple(notices)


def _changes(
    book: OrderBook, invoice: InvoiceFacts, number: str, day: date
) -> tuple[tuple[str, ChainHead, Change], ...]:
    lines: Json = [[line.product.number, line.quantity] for line in book.lines]
    made: Json = {"customer": book.customer, "lines": lines}
    sold: Json = {
        line.id: {"quantity": line.quantity, "registered": {each.id: each.serial_number for each in line.registrations}}
        for line in invoice.lines
    }
    return (
        (f"SalesOrder:{book.number}", ChainHead(), Change("sellAtPointOfSale", None, made)),
        (
            invoice.id,
            ChainHead(),
            Change("sellAtPointOfSale", None, {"number": number, "day": day.isoformat(), "lines": sold}),
        ),
    )
