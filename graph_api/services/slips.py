"""Packing slips: drafted for some or all of an order, edited, discarded, posted (D1, D7, D11, D12)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from graph_api.domain.audit import Change
from graph_api.domain.documents import DocumentKind, SlipFacts, SlipLineFacts
from graph_api.domain.drafts import decide_draft
from graph_api.domain.duties import Duty
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.shipping import (
    WantedLine,
    decide_draft_lines,
    decide_lines,
    decide_slip_posting,
    wanted_or_remaining,
)
from graph_api.domain.views import DocumentView
from graph_api.domain.waiting import NewLine
from graph_api.services.ids import new_id
from graph_api.services.inputs import LONGEST_LIST, read_name, shown
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
from graph_api.services.waiting import TakingOver, take_over

_SLIP = DocumentKind.PACKING_SLIP


@dataclass(frozen=True, slots=True)
class LineInput:
    """Pieces of an order line that a document ships."""

    order_line_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class CreateSlip:
    """A draft slip for some lines of an order, or for all that is not shipped."""

    order: str
    lines: tuple[LineInput, ...] | None = None
    number: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class EditedLine:
    """A draft's line with its new quantity; 0 removes the line."""

    line_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class EditSlip:
    """What changes on a draft slip; what is None stays."""

    id: str
    lines: tuple[EditedLine, ...] = ()
    add: tuple[LineInput, ...] = ()
    number: str | None = None
    external_reference: str | None = None


class Shipping(Posting, TakingOver, Protocol):
    """What slips need of a transaction."""

    async def lock_order_to_draft(self, number: str) -> LockedBook | None: ...
    async def lock_order_of_slip(self, slip_id: str) -> LockedBook | None: ...
    async def lock_order_of_slip_to_draft(self, slip_id: str) -> LockedBook | None: ...
    async def create_slip(self, facts: Mapping[str, Any], now: datetime) -> None: ...
    async def edit_slip(self, facts: Mapping[str, Any], now: datetime, today: date) -> None: ...
    async def discard_slip(self, slip_id: str, now: datetime, today: date) -> None: ...
    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> dict[str, DocumentView]: ...


Graph = Writes[Shipping]


async def create_slip(graph: Graph, audit_key: bytes, request: Request, command: CreateSlip) -> Performed[DocumentView]:
    """Draft a slip. A draft reserves no quantity (D11); what waits for its order lines comes to it (D4)."""

    async def story(tx: Shipping) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_to_draft(command.order)
        if locked is None:
            return (UnknownRecord(kind="sales order", key=shown(command.order), path=("order",)),)
        wanted = wanted_or_remaining(locked.book, _wanted(command.lines, "lines"))
        number, refused = await read_document_number(tx, _SLIP, None, command.number)
        refusals = [*too_many(command.lines), *decide_lines(locked.book, wanted), *refused]
        reference = read_name(command.external_reference, ("externalReference",), refusals)
        if refusals:
            return tuple(refusals)
        slip_id = new_id()
        lines = [line_facts(place, line) for place, line in enumerate(wanted, start=1)]
        facts = {"id": slip_id, "order": locked.book.number, "number": number, "externalReference": reference}
        await tx.create_slip({**facts, "lines": lines}, request.now)
        takeover = await take_over(tx, locked.book, _SLIP, new_lines(lines, wanted), request.now)
        after = takeover.told({"order": locked.book.number, "lines": _quantities(wanted)})
        change = Change("createPackingSlip", None, after)
        return Done(key=slip_id, changes=((slip_id, type(locked.chain)(), change),), notices=takeover.notices)

    return await _perform(graph, audit_key, request, ("createPackingSlip", command), story)


async def edit_slip(graph: Graph, audit_key: bytes, request: Request, command: EditSlip) -> Performed[DocumentView]:
    """Change a draft's quantities and lines. Registrations stay, also where they are too many now (R2)."""

    async def story(tx: Shipping) -> Done | tuple[Refusal, ...]:
        lock = tx.lock_order_of_slip_to_draft if command.add else tx.lock_order_of_slip
        locked, slip, refused = _draft(await lock(command.id), command.id)
        if locked is None or slip is None or refused:
            return refused
        edited = [(line.line_id, line.quantity) for line in command.lines]
        added = _wanted(command.add, "add") or ()
        number, taken = await read_document_number(tx, _SLIP, slip.id, command.number)
        refusals = [
            *too_many([*command.lines, *command.add]),
            *decide_draft_lines(locked.book, slip.lines, edited, added),
            *taken,
        ]
        reference = read_name(command.external_reference, ("externalReference",), refusals)
        if refusals:
            return tuple(refusals)
        last = max((line.position for line in slip.lines), default=0)
        lines = [line_facts(place, line) for place, line in enumerate(added, start=last + 1)]
        facts = {
            "id": slip.id,
            "number": number,
            "externalReference": reference,
            "removed": [id_ for id_, quantity in edited if quantity == 0],
            "changed": [{"id": id_, "quantity": quantity} for id_, quantity in edited if quantity],
            "lines": lines,
        }
        await tx.edit_slip(facts, request.now, request.today)
        let_go = [(line.order_line_id, each) for line in _removed(slip, edited) for each in line.registrations]
        takeover = await take_over(tx, locked.book, _SLIP, new_lines(lines, added), request.now, let_go)
        before = {line.id: line.quantity for line in slip.lines}
        after = takeover.told({"changed": dict(edited), "added": _quantities(added)})
        change = Change("editPackingSlip", before, after)
        return Done(key=slip.id, changes=((slip.id, locked.chain, change),), notices=takeover.notices)

    return await _perform(graph, audit_key, request, ("editPackingSlip", command), story)


async def discard_slip(graph: Graph, audit_key: bytes, request: Request, slip_id: str) -> Performed[DocumentView]:
    """End a draft. What it claimed is free (D11), or waits again (D4)."""

    async def story(tx: Shipping) -> Done | tuple[Refusal, ...]:
        locked, slip, refused = _draft(await tx.lock_order_of_slip(slip_id), slip_id)
        if locked is None or slip is None or refused:
            return refused
        await tx.discard_slip(slip.id, request.now, request.today)
        freed = [each.id for line in slip.lines for each in line.registrations]
        return Done(key=slip.id, changes=((slip.id, locked.chain, Change("discard", {"registrations": freed})),))

    return await _perform(graph, audit_key, request, ("discardPackingSlip", slip_id), story)


async def post_slip(graph: Graph, audit_key: bytes, request: Request, command: PostDocument) -> Performed[DocumentView]:
    """Ship the goods: all or nothing, with every line that is short or over named (D7)."""

    async def story(tx: Shipping) -> Done | tuple[Refusal, ...]:
        locked, slip, refused = _draft(await tx.lock_order_of_slip(command.id), command.id)
        if locked is None or slip is None or refused:
            return refused
        day = command.day or request.today
        number, taken = await read_document_number(tx, _SLIP, slip.id, command.number)
        wrong_day = decide_document_day(locked.book, request, day, ())
        refusals = [*decide_slip_posting(locked.book, slip, day), *taken, *([wrong_day] if wrong_day else [])]
        if refusals:
            return tuple(refusals)
        products = {line.id: locked.book.line(line.order_line_id).product.number for line in slip.lines}
        held = await sales_held_to(tx, locked.book, products, day, request.now)
        number = number or slip.number or await next_number(tx, _SLIP)
        await tx.post(_SLIP, slip.id, number, day, held, request.now)
        return Done(key=slip.id, changes=((slip.id, locked.chain, _posted(slip, number, day)),))

    return await _perform(graph, audit_key, request, ("postPackingSlip", command), story)


def _posted(slip: SlipFacts, number: str, day: date) -> Change:
    lines = {line.id: {"quantity": line.quantity, "registered": len(line.registrations)} for line in slip.lines}
    return Change("post", {"state": slip.state.value}, {"number": number, "day": day.isoformat(), "lines": lines})


def _draft(locked: LockedBook | None, slip_id: str) -> tuple[LockedBook | None, SlipFacts | None, tuple[Refusal, ...]]:
    slip = None if locked is None else locked.book.slip(slip_id)
    if slip is None:
        return locked, None, (not_in_its_book(locked, _SLIP, slip_id),)
    refusal = decide_draft(slip)
    return locked, slip, () if refusal is None else (refusal,)


async def _perform(
    graph: Graph,
    audit_key: bytes,
    request: Request,
    asked: tuple[str, Any],
    story: Callable[[Shipping], Awaitable[Done | tuple[Refusal, ...]]],
) -> Performed[DocumentView]:
    async def load(tx: Shipping, slip_id: str) -> DocumentView | None:
        return (await tx.documents_by_id(_SLIP, [slip_id])).get(slip_id)

    name, command = asked
    return await perform(graph, audit_key, request, Operation(name, (Duty.MAINTAIN_DOCUMENTS,), command, story, load))


def _wanted(lines: Sequence[LineInput] | None, field: str) -> tuple[WantedLine, ...] | None:
    if lines is None:
        return None
    return tuple(WantedLine(line.order_line_id, line.quantity, (field, str(i))) for i, line in enumerate(lines))


def too_many(lines: Sequence[object] | None) -> list[Refusal]:
    """Refuse more lines than one call takes."""
    if lines is None or len(lines) <= LONGEST_LIST:
        return []
    return [InvalidValue(value=str(len(lines)), expected=f"at most {LONGEST_LIST} lines", path=("lines",))]


def line_facts(position: int, line: WantedLine) -> dict[str, Any]:
    """A new line as the store writes it."""
    return {"id": new_id(), "position": position, "orderLine": line.order_line_id, "quantity": line.quantity}


def new_lines(facts: Sequence[Mapping[str, Any]], wanted: Sequence[WantedLine]) -> list[NewLine]:
    """Lines that were created as wanted, as a takeover sees them (D4)."""
    pairs = zip(facts, wanted, strict=True)
    return [NewLine(made["id"], line.order_line_id, line.quantity, line.path) for made, line in pairs]


def _removed(slip: SlipFacts, edited: Sequence[tuple[str, int]]) -> list[SlipLineFacts]:
    gone = {id_ for id_, quantity in edited if quantity == 0}
    return [line for line in slip.lines if line.id in gone]


def _quantities(lines: Sequence[WantedLine]) -> dict[str, int]:
    return {line.order_line_id: line.quantity for line in lines}
