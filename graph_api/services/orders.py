"""Sales orders: saved by the caller's number, again and again (D12), as long as what was shipped still fits (D1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.documents import OrderBook
from graph_api.domain.drafts import decide_day, decide_quantity
from graph_api.domain.duties import Duty
from graph_api.domain.locked import LockedBook
from graph_api.domain.ordering import OrderLineWanted, decide_order_change, decide_order_day
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.views import OrderView
from graph_api.services.ids import new_id
from graph_api.services.inputs import LONGEST_LIST, read_name, read_number
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform

EARLIEST = date(1970, 1, 1)
"""The first day that an order may have: what is older is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class OrderLineInput:
    """A line as the caller states it; its place in the list is its position."""

    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SaveOrder:
    """A sales order as the caller states it, whole."""

    number: str
    customer: str
    ordered_on: date | None
    lines: tuple[OrderLineInput, ...]
    external_reference: str | None = None


class Ordering(Ledger, Protocol):
    """What saving an order needs of a transaction."""

    async def open_order(self, number: str, now: datetime) -> bool: ...
    async def lock_order(self, number: str) -> LockedBook | None: ...
    async def find_parties(self, customer: str, products: Sequence[str]) -> tuple[bool, frozenset[str]]: ...
    async def save_order(self, facts: Mapping[str, Any], now: datetime) -> None: ...
    async def orders(self, numbers: Sequence[str]) -> dict[str, OrderView]: ...


async def save_order(
    graph: Writes[Ordering], audit_key: bytes, request: Request, command: SaveOrder
) -> Performed[OrderView]:
    """Make a sales order, or write it again: its lines are matched by their place."""

    async def story(tx: Ordering) -> Done | tuple[Refusal, ...]:
        asked, refusals = _read(command, request)
        if refusals:
            return refusals
        created = await tx.open_order(asked.number, request.now)
        refusals = await _unknown_parties(tx, asked)
        if refusals:
            return refusals
        locked = None if created else await tx.lock_order(asked.number)
        book = locked.book if locked is not None else None
        wanted = [OrderLineWanted(i, line.product, line.quantity) for i, line in enumerate(asked.lines, start=1)]
        refusals = () if book is None else decide_order_change(book, asked.customer, wanted)
        if book is not None and asked.ordered_on is not None:
            late = decide_order_day(book, asked.ordered_on)
            refusals = refusals if late is None else (*refusals, late)
        if refusals:
            return refusals
        await tx.save_order(_facts(asked, book, request.today), request.now)
        head = locked.chain if locked is not None else ChainHead()
        return Done(key=asked.number, changes=((f"SalesOrder:{asked.number}", head, _change(asked, book)),))

    async def load(tx: Ordering, number: str) -> OrderView | None:
        return (await tx.orders([number])).get(number)

    operation = Operation("saveSalesOrder", (Duty.MAINTAIN_ORDERS,), command, story, load)
    return await perform(graph, audit_key, request, operation)


def _read(command: SaveOrder, request: Request) -> tuple[SaveOrder, tuple[Refusal, ...]]:
    refusals: list[Refusal] = []
    asked = SaveOrder(
        number=read_number(command.number, ("number",), refusals),
        customer=read_number(command.customer, ("customer",), refusals),
        ordered_on=command.ordered_on,
        lines=tuple(
            OrderLineInput(read_number(line.product, ("lines", str(i), "product"), refusals), line.quantity)
            for i, line in enumerate(command.lines[:LONGEST_LIST])
        ),
        external_reference=read_name(command.external_reference, ("externalReference",), refusals),
    )
    if not 0 < len(command.lines) <= LONGEST_LIST:
        expected = f"1 to {LONGEST_LIST} lines"
        refusals.append(InvalidValue(value=str(len(command.lines)), expected=expected, path=("lines",)))
    for place, line in enumerate(asked.lines):
        if (refusal := decide_quantity(line.quantity, ("lines", str(place), "quantity"))) is not None:
            refusals.append(refusal)
    if asked.ordered_on is not None:
        refusal_of_day = decide_day(asked.ordered_on, earliest=EARLIEST, today=request.today)
        refusals.extend([] if refusal_of_day is None else [replace(refusal_of_day, path=("orderedOn",))])
    return asked, tuple(refusals)


async def _unknown_parties(tx: Ordering, asked: SaveOrder) -> tuple[Refusal, ...]:
    customer_known, products = await tx.find_parties(asked.customer, sorted({line.product for line in asked.lines}))
    unknown: list[Refusal] = [
        UnknownRecord(kind="product", key=line.product, path=("lines", str(place), "product"))
        for place, line in enumerate(asked.lines)
        if line.product not in products
    ]
    if not customer_known:
        unknown.insert(0, UnknownRecord(kind="customer", key=asked.customer, path=("customer",)))
    return tuple(unknown)


def _facts(asked: SaveOrder, book: OrderBook | None, today: date) -> Mapping[str, Any]:
    kept = {line.position: line.id for line in book.lines} if book is not None else {}
    lines = [
        {"id": kept.get(place) or new_id(), "position": place, "product": line.product, "quantity": line.quantity}
        for place, line in enumerate(asked.lines, start=1)
    ]
    return {
        "number": asked.number,
        "customer": asked.customer,
        "orderedOn": asked.ordered_on or (book.ordered_on if book is not None else today),
        "externalReference": asked.external_reference,
        "lines": lines,
        "removed": [id_ for place, id_ in kept.items() if place > len(lines)],
    }


def _change(asked: SaveOrder, book: OrderBook | None) -> Change:
    before: Json = None
    if book is not None:
        lines: Json = [[line.product.number, line.quantity] for line in book.lines]
        before = {"customer": book.customer, "lines": lines}
    after: Json = {"customer": asked.customer, "lines": [[line.product, line.quantity] for line in asked.lines]}
    return Change("saveSalesOrder", before, after)
