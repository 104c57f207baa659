"""Reversing lines of posted slips, and cancelling slips (D3, D5): what stood on them waits for its order line (D4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.audit import Change, Json
from graph_api.domain.documents import DocumentKind, DocumentState, OrderBook, SlipFacts
from graph_api.domain.duties import Duty
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import Refusal
from graph_api.domain.replacing import days_of_coming
from graph_api.domain.reversing import Reversal, decide_reversal
from graph_api.domain.views import DocumentView
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform
from graph_api.services.posting import not_in_its_book
from graph_api.services.undoing import said_against
from graph_api.services.waiting import units_in_order

_SLIP = DocumentKind.PACKING_SLIP


@dataclass(frozen=True, slots=True)
class ReverseLines:
    """Lines of a posted slip that are reversed on a day (today where None), as they were at a version of the slip."""

    id: str
    lines: tuple[str, ...]
    version: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CancelSlip:
    """A posted slip of which all lines are reversed."""

    id: str
    version: int
    day: date | None = None


class Reversing(Ledger, Protocol):
    """What reversing needs of a transaction."""

    async def lock_order_of_slip(self, slip_id: str) -> LockedBook | None: ...
    async def reverse_lines(
        self, slip_id: str, lines: Sequence[str], units: Sequence[str], state: DocumentState, day: date, now: datetime
    ) -> None: ...
    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> dict[str, DocumentView]: ...


Graph = Writes[Reversing]


async def reverse_lines(
    graph: Graph, audit_key: bytes, request: Request, command: ReverseLines
) -> Performed[DocumentView]:
    """Reverse lines of a posted slip, each with its full quantity (D3)."""
    return await _perform(graph, audit_key, request, "reversePackingSlipLines", command)


async def cancel_slip(graph: Graph, audit_key: bytes, request: Request, command: CancelSlip) -> Performed[DocumentView]:
    """Reverse all lines of a posted slip that stand (D4)."""
    return await _perform(graph, audit_key, request, "cancelPackingSlip", command)


async def _perform(
    graph: Graph, audit_key: bytes, request: Request, name: str, command: ReverseLines | CancelSlip
) -> Performed[DocumentView]:
    async def story(tx: Reversing) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_of_slip(command.id)
        slip = None if locked is None else locked.book.slip(command.id)
        if locked is None or slip is None:
            return (not_in_its_book(locked, _SLIP, command.id),)
        day = command.day or request.today
        decided = _decide(locked, slip, request, command, day)
        if not isinstance(decided, Reversal):
            return decided
        ending = [(line.order_line_id, each) for line in decided.lines for each in line.registrations]
        units = units_in_order(locked.book, ending)
        await tx.reverse_lines(slip.id, [line.id for line in decided.lines], units, decided.state, day, request.now)
        reversal = (slip.id, locked.chain, _reversed(name, decided, day))
        came_off = [
            (invoice.id, locked.chains[invoice.id], _came_off(slip, [each.id for each in chosen]))
            for invoice, chosen in decided.came_off
        ]
        return Done(key=slip.id, changes=(reversal, *came_off), notices=decided.notices)

    async def load(tx: Reversing, slip_id: str) -> DocumentView | None:
        return (await tx.documents_by_id(_SLIP, [slip_id])).get(slip_id)

    return await perform(graph, audit_key, request, Operation(name, (Duty.MAINTAIN_DOCUMENTS,), command, story, load))


def _decide(
    locked: LockedBook, slip: SlipFacts, request: Request, command: ReverseLines | CancelSlip, day: date
) -> Reversal | tuple[Refusal, ...]:
    """
    The reversal, or everything that is said against it.

    The day is neither before the slip's, nor before that of a credit note: until then an invoice stood (W11); nor
    before a unit came that stands there for another one (W7).
    """
    lines = command.lines if isinstance(command, ReverseLines) else None
    decided = decide_reversal(locked.book, slip, lines)
    earliest = _days_before(locked.book, slip, lines)
    refusals = said_against(locked, request, (_SLIP, slip.name), command.version, day, earliest)
    if isinstance(decided, Reversal):
        return refusals or decided
    return (*refusals, *decided)


def _days_before(book: OrderBook, slip: SlipFacts, line_ids: Sequence[str] | None) -> list[date | None]:
    going = [line for line in slip.lines if (not line.reversed if line_ids is None else line.id in line_ids)]
    came = days_of_coming(each for line in going for each in line.registrations)
    return [slip.day, *(book.credited_on(line.id) for line in going), *came]


def _reversed(action: str, reversal: Reversal, day: date) -> Change:
    before: Json = {
        line.id: {"quantity": line.quantity, "registered": [each.id for each in line.registrations]}
        for line in reversal.lines
    }
    after: Json = {
        "day": day.isoformat(),
        "reversed": [line.id for line in reversal.lines],
        "state": reversal.state.value,
    }
    return Change(action, before, after)


def _came_off(slip: SlipFacts, chosen: Sequence[str]) -> Change:
    return Change("comeOff", {"chosen": list(chosen)}, {"reversedOn": slip.id})
