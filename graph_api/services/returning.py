"""Working on the items of a return: received, disposed, refused (V4, V5)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.audit import Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.outcomes import Notice, Refusal, UnknownRecord
from graph_api.domain.return_items import Disposition, ReturnItemView, ReturnView
from graph_api.domain.return_states import ReturnStep, ReturnStepNotPossible
from graph_api.domain.returning import ClosedItem, Disposal, decide_disposition, decide_step, differs, sale_of
from graph_api.services.inputs import shown
from graph_api.services.performing import Done, Operation, Performed, Request, perform
from graph_api.services.return_cases import Entry, Graph, ReturnCase, Returning, load_return, lock_sales_of
from graph_api.services.scans import Given, Scanned, other_products, read_given


@dataclass(frozen=True, slots=True)
class ReceiveItem:
    """An item that arrived on a day (today where None), with the number found on it; None where none can be read."""

    item_id: str
    version: int
    number: Given | None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class DisposeItem:
    """What becomes of a received item on a day (today where None), and whether it is credited."""

    item_id: str
    version: int
    disposition: Disposition
    credited: bool
    day: date | None = None


@dataclass(frozen=True, slots=True)
class RefuseItem:
    """An item that is not taken, as of a day (today where None)."""

    item_id: str
    version: int
    day: date | None = None


async def receive_return_item(
    graph: Graph, audit_key: bytes, request: Request, command: ReceiveItem
) -> Performed[ReturnView]:
    """Receive an item; one that is not what was authorised is told apart at once, and waits for a decision (V4)."""

    async def act(tx: Returning, case: ReturnCase) -> Done | tuple[Refusal, ...]:
        refusals = case.said_against(command.version, asks_reason=False)
        state = decide_step(case.item, ReturnStep.RECEIVE)
        scanned = None if command.number is None else read_given(command.number, request.frame)
        if isinstance(state, ReturnStepNotPossible):
            refusals.append(state)
        if isinstance(scanned, Refusal):
            refusals.append(scanned)
        if refusals or isinstance(scanned, Refusal):
            return tuple(refusals)
        apart = await _told_apart(tx, case, scanned)
        text = None if scanned is None else scanned.entry.serial.text
        await tx.receive_item(case.item.id, case.day, text, request.now, differs=apart)
        said: dict[str, Json] = {"state": ReturnState.RECEIVED.value, "serialNumber": text, "differs": apart}
        kept = {} if scanned is None else scanned.kept
        return Done(
            key=case.locked.view.id,
            changes=case.changes("receiveReturnItem", {**said, **kept}),
            notices=_on_receipt(case.item, text, differs=apart),
        )

    return await _perform(graph, audit_key, request, "receiveReturnItem", command, act)


async def _told_apart(tx: Returning, case: ReturnCase, scanned: Scanned | None) -> bool:
    """Whether the number, or the product whose code came with it, is another one than was authorised."""
    if scanned is None:
        return False
    others = await other_products(tx, [scanned], case.history.product)
    return differs(case.item, scanned.entry.serial) or bool(others)


def _on_receipt(item: ReturnItemView, serial: str | None, *, differs: bool) -> tuple[Notice, ...]:
    if differs:
        message = f"{serial} is not {item.name}, which was authorised: decide what it is taken for."
        return (Notice(code="DIFFERS", rule="V4", message=message, path=("itemId",)),)
    if serial is None and item.serial_number is not None:
        message = f"Nobody could compare it with {item.name}, which was authorised."
        return (Notice(code="NOT_COMPARED", rule="V4", message=message, path=("itemId",)),)
    return ()


async def dispose_return_item(
    graph: Graph, audit_key: bytes, request: Request, command: DisposeItem
) -> Performed[ReturnView]:
    """Dispose a received item; credited it has come back for good, and its sale ends (V5)."""

    async def act(tx: Returning, case: ReturnCase) -> Done | tuple[Refusal, ...]:
        refusals = case.said_against(command.version, asks_reason=True)
        decided = decide_disposition(
            case.item, command.disposition, sale_of(case.registration), case.day, credited=command.credited
        )
        if not isinstance(decided, Disposal):
            return (*refusals, *decided)
        if refusals:
            return tuple(refusals)
        closed = ClosedItem(ReturnState.DISPOSED, command.disposition, command.credited)
        said: dict[str, Json] = {
            "state": closed.state.value,
            "disposition": command.disposition.value,
            "credited": command.credited,
        }
        changes = case.changes("disposeReturnItem", said)
        if decided.comes_back and decided.free_from is not None:
            changes += await _of_documents(tx, case)
            await tx.come_back(case.item.id, case.day, decided.free_from, request.now)
        await tx.close_items([case.item.id], closed, case.day, request.now)
        return Done(key=case.locked.view.id, changes=changes)

    return await _perform(graph, audit_key, request, "disposeReturnItem", command, act)


async def _of_documents(tx: Returning, case: ReturnCase) -> list[Entry]:
    """What the chains of its slip and its invoice say of an item that came back for good."""
    slip, invoice = case.registration.slip, case.registration.invoice
    before: Json = {"registration": case.item.registration_id, "serialNumber": case.item.serial_number}
    after: Json = {"return": case.locked.view.number, "day": case.day.isoformat(), "ended": "RETURNED"}
    found = ([] if slip is None else [slip.slip_id]) + ([] if invoice is None else [invoice.invoice_id])
    return [(id_, await tx.chain_head(id_), Change("comeBack", before, after)) for id_ in found]


async def refuse_return_item(
    graph: Graph, audit_key: bytes, request: Request, command: RefuseItem
) -> Performed[ReturnView]:
    """Refuse an item when it arrives, or before: it goes home, and its sale and warranty stand (V4)."""

    async def act(tx: Returning, case: ReturnCase) -> Done | tuple[Refusal, ...]:
        refusals = case.said_against(command.version, asks_reason=True)
        state = decide_step(case.item, ReturnStep.REFUSE)
        if isinstance(state, ReturnStepNotPossible):
            refusals.append(state)
        if refusals:
            return tuple(refusals)
        await tx.close_items([case.item.id], ClosedItem(ReturnState.REFUSED), case.day, request.now)
        changes = case.changes("refuseReturnItem", {"state": ReturnState.REFUSED.value})
        return Done(key=case.locked.view.id, changes=changes)

    return await _perform(graph, audit_key, request, "refuseReturnItem", command, act)


async def _perform(
    graph: Graph,
    audit_key: bytes,
    request: Request,
    name: str,
    command: ReceiveItem | DisposeItem | RefuseItem,
    act: Callable[[Returning, ReturnCase], Awaitable[Done | tuple[Refusal, ...]]],
) -> Performed[ReturnView]:
    async def story(tx: Returning) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_return_of_item(command.item_id)
        if locked is None:
            return (UnknownRecord(kind="item of a return", key=shown(command.item_id), path=("itemId",)),)
        item = locked.view.item(command.item_id)
        sales = await lock_sales_of(tx, [item])
        return await act(tx, ReturnCase(request, locked, item, sales, command.day or request.today))

    return await perform(graph, audit_key, request, Operation(name, (Duty.WORK_RETURNS,), command, story, load_return))
