"""Receiving items of a return: compared with what was authorised, or filling what had no number (V4, V6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.audit import Change, Json
from graph_api.domain.correcting import NewNumber, decide_fill
from graph_api.domain.documents import DocumentKind
from graph_api.domain.outcomes import Notice, Refusal
from graph_api.domain.return_items import ReturnView
from graph_api.domain.return_states import ReturnStep
from graph_api.domain.returning import FoundOnItem, decide_step, differs, stays_on_the_return
from graph_api.domain.standing import find_standing
from graph_api.domain.taking_back import decide_not_frozen
from graph_api.services.ids import new_id
from graph_api.services.performing import Done, Performed, Request
from graph_api.services.receiving_pieces import ALL_OF_THEM, PiecesArrived, PiecesFound, look_at_pieces, not_by_quantity
from graph_api.services.return_cases import Entry, Graph, ReturnCase, Returning, perform_step
from graph_api.services.scans import Given, Scanned, other_products, pattern_of, read_given

_ACTION = "receiveReturnItem"


@dataclass(frozen=True, slots=True)
class ReceiveItem:
    """
    An item that arrived on a day (today where None), with the number found on it; None where none can be read.

    Attributes:
        pieces: How many arrived of what was authorised by quantity (V6).
    """

    item_id: str
    version: int
    number: Given | None
    day: date | None = None
    pieces: PiecesArrived = ALL_OF_THEM


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found on an item, what its documents and its unit keep of that, and what is said of it."""

    on_item: FoundOnItem
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    kept: Mapping[str, Json] = field(default_factory=dict)


async def receive_return_item(
    graph: Graph, audit_key: bytes, request: Request, command: ReceiveItem
) -> Performed[ReturnView]:
    """
    Receive an item; one that is not what was authorised is told apart at once, and waits for a decision (V4).

    The number found on one whose number was not known fills it, on its documents too, or stays on the return (V6).
    """

    async def act(tx: Returning, case: ReturnCase) -> Done | tuple[Refusal, ...]:
        refusals = case.said_against(command.version, asks_reason=False)
        state = decide_step(case.item, ReturnStep.RECEIVE)
        scanned = _read(case, command)
        refusals += [each for each in (state, scanned) if isinstance(each, Refusal)]
        refusals += () if case.item.by_quantity else not_by_quantity(command.pieces)
        if refusals or isinstance(scanned, Refusal):
            return tuple(refusals)
        found = await (_count if case.item.by_quantity else _look)(tx, case, command, scanned)
        if isinstance(found, tuple):
            return found
        await tx.receive_item(case.item.id, case.day, found.on_item, request.now)
        said: dict[str, Json] = {
            "state": ReturnState.RECEIVED.value,
            "serialNumber": found.on_item.serial_number,
            "differs": found.on_item.differs,
            **found.kept,
            **({} if scanned is None else scanned.kept),
        }
        return Done(
            key=case.locked.view.id, changes=[*case.changes(_ACTION, said), *found.entries], notices=found.notices
        )

    return await perform_step(graph, audit_key, request, _ACTION, command, act)


def _read(case: ReturnCase, command: ReceiveItem) -> Scanned | Refusal | None:
    """The number found on it. Of pieces none needs to be given: they were shipped without."""
    if command.number is None or (case.item.by_quantity and command.number == Given()):
        return None
    return read_given(command.number, case.request.frame)


async def _count(
    tx: Returning, case: ReturnCase, command: ReceiveItem, scanned: Scanned | None
) -> _Found | tuple[Refusal, ...]:
    found = await look_at_pieces(tx, case, command.pieces, scanned)
    return _Found(found.on_item, notices=found.notices, kept=found.kept) if isinstance(found, PiecesFound) else found


async def _look(
    tx: Returning, case: ReturnCase, _command: ReceiveItem, scanned: Scanned | None
) -> _Found | tuple[Refusal, ...]:
    if scanned is None:
        return _Found(FoundOnItem(), notices=_not_compared(case))
    serial = scanned.entry.serial
    others = await other_products(tx, [scanned], case.history.product)
    if others or differs(case.item, serial):
        product = others[0].scanned_product if others else None
        return _apart(case, FoundOnItem(serial.text, product, differs=True))
    if case.item.serial_number is not None:
        return _Found(FoundOnItem(serial.text))
    return await _fill(tx, case, scanned)


async def _fill(tx: Returning, case: ReturnCase, scanned: Scanned) -> _Found | tuple[Refusal, ...]:
    """Let the number fill its blank, on both of its documents; it stays on the return where R5 or C2 forbids that."""
    serial, kept = scanned.entry.serial, FoundOnItem(scanned.entry.serial.text, differs=True)
    kind = DocumentKind.INVOICE if case.registration.slip is None else DocumentKind.PACKING_SLIP
    locked = await tx.lock_order_of_line(kind, case.item.home)
    standing = None if locked is None else find_standing(locked.book, case.registration.id)
    if locked is None or standing is None:
        return _apart(case, kept)
    if kind is DocumentKind.PACKING_SLIP and decide_not_frozen(locked.book, standing.line.order_line_id):
        return _apart(case, kept)
    product, now = case.history.product, case.request.now
    unit = await tx.lock_unit(product.number, serial.key, new_id(), serial.text, now)
    decided = decide_fill(locked.book, standing, NewNumber(scanned.entry, unit, pattern_of(product)))
    if decided.refusals:
        return _apart(case, kept) if stays_on_the_return(decided.refusals) else decided.refusals
    number = unit.shown_as(serial)
    await tx.number_registration(case.registration.id, unit.unit_id, number, now)
    before: Json = {"registration": case.registration.id, "serialNumber": None}
    after: Json = {"registration": case.registration.id, "serialNumber": number, "return": case.locked.view.number}
    change = Change("fillNotReadable", before, after)
    entries = [(document.id, locked.chains[document.id], change) for document, _ in standing.documents]
    entries.append((f"Unit:{unit.unit_id}", await tx.chain_head(f"Unit:{unit.unit_id}"), change))
    message = f"{number} fills in what was not readable, on its documents too."
    filled = Notice(code="FILLED", rule="V6", message=message, path=("itemId",))
    return _Found(FoundOnItem(serial.text), tuple(entries), (filled,))


def _apart(case: ReturnCase, found: FoundOnItem) -> _Found:
    message = f"{found.serial_number} is not, or cannot become, {case.item.name}: decide what it is taken for."
    return _Found(found, notices=(Notice(code="DIFFERS", rule="V4", message=message, path=("itemId",)),))


def _not_compared(case: ReturnCase) -> tuple[Notice, ...]:
    if case.item.serial_number is None:
        return ()
    message = f"Nobody could compare it with {case.item.name}, which was authorised."
    return (Notice(code="NOT_COMPARED", rule="V4", message=message, path=("itemId",)),)
