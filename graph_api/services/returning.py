"""What becomes of the items of a return: disposed, refused (V4, V5)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.audit import Change, Json
from graph_api.domain.claims import notices_of_claims
from graph_api.domain.outcomes import Refusal
from graph_api.domain.return_items import Disposition, ReturnView
from graph_api.domain.return_states import ReturnStep, ReturnStepNotPossible
from graph_api.domain.returning import ClosedItem, Disposal, decide_disposition, decide_given, decide_step, sale_of
from graph_api.services.performing import Done, Performed, Request
from graph_api.services.replacing import Arrived, Replaced, Swap, find_replacement, replace_unit
from graph_api.services.return_cases import Entry, Graph, ReturnCase, Returning, perform_step, unknown_item
from graph_api.services.scans import Given

_DISPOSE: Final = "disposeReturnItem"
_DISPOSITION: Final = ("disposition",)


@dataclass(frozen=True, slots=True)
class DisposeItem:
    """
    What becomes of a received item on a day (today where None), and whether it is credited.

    Attributes:
        replacement: The number of the unit that came for it, where it is replaced.
    """

    item_id: str
    version: int
    disposition: Disposition
    credited: bool
    day: date | None = None
    replacement: Given | None = None


@dataclass(frozen=True, slots=True)
class RefuseItem:
    """An item that is not taken, as of a day (today where None)."""

    item_id: str
    version: int
    day: date | None = None


async def dispose_return_item(
    graph: Graph, audit_key: bytes, request: Request, command: DisposeItem
) -> Performed[ReturnView]:
    """Dispose a received item; credited or replaced it has come back for good, and its sale ends for it (V5)."""

    async def act(tx: Returning, case: ReturnCase) -> Done | tuple[Refusal, ...]:
        refusals = case.said_against(command.version, asks_reason=True)
        refusals += decide_given(command.disposition, given=command.replacement is not None)
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
        replaced = await _replace(tx, case, command.replacement) if command.replacement is not None else None
        if isinstance(replaced, tuple):
            return replaced
        if replaced is not None:
            said |= {"replacement": replaced.registration_id, "replacementSerial": replaced.number}
        changes = [*case.changes(_DISPOSE, said), *(replaced.changes if replaced is not None else ())]
        if decided.comes_back and decided.free_from is not None:
            changes += await _of_documents(tx, case)
            if case.item.by_quantity:
                await tx.pieces_come_back(case.item.id)
            else:
                await tx.come_back(case.item.id, case.day, decided.free_from, request.now)
        await tx.close_items([case.item.id], closed, case.day, request.now)
        notices = () if replaced is None else (replaced.notice,)
        if decided.comes_back or replaced is not None:
            notices = (*notices, *notices_of_claims(case.registration, case.item.name, _DISPOSITION))
        return Done(key=case.locked.view.id, changes=changes, notices=notices)

    return await perform_step(graph, audit_key, request, _DISPOSE, command, act)


async def _replace(tx: Returning, case: ReturnCase, given: Given) -> Replaced | tuple[Refusal, ...]:
    """Let the unit that came step into the sale of the one that came back (W7)."""
    swap = Swap(
        sale=case.registration,
        unit=case.sales.units[case.item.unit_id or ""],
        given=given,
        day=case.day,
        action=_DISPOSE,
        about={"return": case.locked.view.number, "item": case.item.id},
        nothing=unknown_item(case.item.id),
        path=_DISPOSITION,
    )
    came = await find_replacement(tx, case.request, swap)
    return await replace_unit(tx, swap, came, case.request.now) if isinstance(came, Arrived) else came


async def _of_documents(tx: Returning, case: ReturnCase) -> list[Entry]:
    """What the chains of its slip and its invoice say of an item that came back for good."""
    slip, invoice = case.registration.slip, case.registration.invoice
    before: Json = {"registration": case.item.registration_id, "serialNumber": case.item.serial_number}
    if case.item.by_quantity:
        before = {"line": case.item.home, "pieces": case.item.quantity}
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

    return await perform_step(graph, audit_key, request, "refuseReturnItem", command, act)
