"""Taking back shipped items of an order line before they are invoiced: a negative quantity on it (C2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.coming_off import came_off, coming_off
from graph_api.domain.documents import DocumentKind, OrderBook, RegistrationFact
from graph_api.domain.duties import Duty
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.replacing import days_of_coming
from graph_api.domain.taking_back import BroughtBack, WantedBack, decide_take_back
from graph_api.domain.views import OrderView
from graph_api.services.inputs import shown
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform
from graph_api.services.undoing import said_against
from graph_api.services.waiting import units_in_order

_ORDER = DocumentKind.SALES_ORDER
_ACTION = "takeBackItems"


@dataclass(frozen=True, slots=True)
class ItemsBack:
    """Items of one slip line: how many, and which of its registrations (T3: fewer)."""

    slip_line_id: str
    quantity: int
    registrations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Items of an order line that come back on a day (today where None), as it was at a version of the order."""

    order_line_id: str
    items: tuple[ItemsBack, ...]
    version: int
    day: date | None = None


class TakingBack(Ledger, Protocol):
    """What taking back needs of a transaction."""

    async def lock_order_of_line(self, kind: DocumentKind, line_id: str) -> LockedBook | None: ...
    async def take_back(self, items: Sequence[BroughtBack], units: Sequence[str], day: date, now: datetime) -> None: ...
    async def orders(self, numbers: Sequence[str]) -> dict[str, OrderView]: ...


async def take_back_items(
    graph: Writes[TakingBack], audit_key: bytes, request: Request, command: TakeBack
) -> Performed[OrderView]:
    """Take back items that are shipped and not invoiced: their sales end, and what is left is frozen (C2)."""

    async def story(tx: TakingBack) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_of_line(_ORDER, command.order_line_id)
        if locked is None:
            return (UnknownRecord(kind="order line", key=shown(command.order_line_id), path=("orderLineId",)),)
        day = command.day or request.today
        brought, refusals = _decide(locked, request, command, day)
        if refusals:
            return refusals
        ending = [(command.order_line_id, each) for back in brought for each in back.registrations]
        await tx.take_back(brought, units_in_order(locked.book, ending), day, request.now)
        drafts = coming_off(locked.book, {each.id for _, each in ending})
        return Done(
            key=locked.book.number,
            changes=(
                (locked.subject, locked.chain, _of_order(locked.book, command.order_line_id, brought, day)),
                *_of_slips(locked, brought, day),
                *((draft.id, locked.chains[draft.id], _of_draft(locked.book, chosen)) for draft, chosen in drafts),
            ),
            notices=tuple(came_off(draft, chosen, "taken back") for draft, chosen in drafts),
        )

    async def load(tx: TakingBack, number: str) -> OrderView | None:
        return (await tx.orders([number])).get(number)

    return await perform(
        graph, audit_key, request, Operation(_ACTION, (Duty.MAINTAIN_DOCUMENTS,), command, story, load)
    )


def _decide(
    locked: LockedBook, request: Request, command: TakeBack, day: date
) -> tuple[tuple[BroughtBack, ...], tuple[Refusal, ...]]:
    """
    What comes back, or everything that is said against it.

    The day is neither before the slip's, nor before that of a credit note: until then an invoice stood (W11); nor
    before a unit came that goes back for another one (W7).
    """
    book = locked.book
    wanted = [
        WantedBack(each.slip_line_id, each.quantity, each.registrations, ("items", str(place)))
        for place, each in enumerate(command.items)
    ]
    brought, refusals = decide_take_back(book, command.order_line_id, wanted)
    earliest = _days_before(book, brought)
    against = said_against(locked, request, (_ORDER, book.number), command.version, day, earliest)
    return brought, (*against, *refusals)


def _days_before(book: OrderBook, brought: Sequence[BroughtBack]) -> list[date | None]:
    came = days_of_coming(each for back in brought for each in back.registrations)
    return [*(on for back in brought for on in (back.slip.day, book.credited_on(back.line.id))), *came]


def _of_order(book: OrderBook, order_line_id: str, brought: Sequence[BroughtBack], day: date) -> Change:
    before: Json = {"line": order_line_id, "shipped": book.shipped(order_line_id)}
    back = sum(each.quantity for each in brought)
    items: Json = {each.line.id: each.quantity for each in brought}
    shipped = book.shipped(order_line_id) - back
    return Change(_ACTION, before, {"line": order_line_id, "shipped": shipped, "day": day.isoformat(), "items": items})


def _of_slips(locked: LockedBook, brought: Sequence[BroughtBack], day: date) -> Sequence[tuple[str, ChainHead, Change]]:
    """An entry for each slip, over all its lines of which items come back."""
    slips: Mapping[str, Sequence[BroughtBack]] = {
        slip_id: [each for each in brought if each.slip.id == slip_id]
        for slip_id in dict.fromkeys(each.slip.id for each in brought)
    }
    return [(slip_id, locked.chains[slip_id], _of_slip(lines, day)) for slip_id, lines in slips.items()]


def _of_slip(brought: Sequence[BroughtBack], day: date) -> Change:
    before: Json = {each.line.id: {"takenBack": each.line.taken_back} for each in brought}
    lines: Json = {
        each.line.id: {"takenBack": each.taken_back, "ended": _numbers(each.registrations)} for each in brought
    }
    return Change(_ACTION, {"lines": before}, {"day": day.isoformat(), "lines": lines})


def _of_draft(book: OrderBook, chosen: Sequence[RegistrationFact]) -> Change:
    return Change("comeOff", {"chosen": _numbers(chosen)}, {"takenBackBy": book.number})


def _numbers(registrations: Sequence[RegistrationFact]) -> Json:
    return {each.id: each.serial_number for each in registrations}
