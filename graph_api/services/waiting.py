"""New lines take over what waits for their order lines, whichever story creates them (D4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graph_api.domain.audit import Json
from graph_api.domain.documents import DocumentKind, OrderBook, RegistrationFact
from graph_api.domain.outcomes import Notice
from graph_api.domain.serials import serial_key
from graph_api.domain.waiting import NewLine, Waiting, decide_takeover
from graph_api.services.ids import new_ids


class TakingOver(Protocol):
    """What a takeover needs of a transaction."""

    async def lock_waiting(
        self, order_lines: Sequence[str], units: Sequence[str]
    ) -> Mapping[str, Sequence[Waiting]]: ...
    async def take_over(
        self, kind: DocumentKind, taken: Sequence[tuple[str, str, str]], left: Sequence[str], now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What to say of a takeover: to the caller, and in the audit entry of the document that it happened on."""

    notices: tuple[Notice, ...] = ()
    audit: Mapping[str, Json] | None = None

    def told(self, after: Mapping[str, Json]) -> Json:
        """An audit entry's `after` with what was taken over and left behind; as it is, where nothing waited."""
        return {**after, **(self.audit or {})}


async def take_over(
    tx: TakingOver,
    book: OrderBook,
    kind: DocumentKind,
    lines: Sequence[NewLine],
    now: datetime,
    let_go: Sequence[tuple[str, RegistrationFact]] = (),
) -> TakenOver:
    """
    Let lines that were just created take over what waits for their order lines (D4).

    The order is locked; the units are locked here, in their order. Nothing is sent where nothing can be waiting.

    Args:
        book: The order as it was loaded, before the lines were created.
        kind: The kind of document that the lines are on; those of an invoice have no slip.
        let_go: Registrations that the same call has taken off, with their order lines: they may wait again.
    """
    order_lines = list(dict.fromkeys(line.order_line_id for line in lines))
    may_wait = [(key, each) for key in order_lines for each in book.line(key).waiting]
    may_wait += [(key, each) for key, each in let_go if key in order_lines]
    if not may_wait:
        return TakenOver()
    waiting = await tx.lock_waiting(order_lines, units_in_order(book, may_wait))
    takeover = decide_takeover(book, lines, waiting)
    if not (takeover.taken or takeover.left):
        return TakenOver()
    ids = new_ids(len(takeover.taken))
    taken = [(line, old.id, new) for (line, old), new in zip(takeover.taken, ids, strict=True)]
    await tx.take_over(kind, taken, [each.id for each in takeover.left], now)
    audit: dict[str, Json] = {
        "takenOver": {new: {"line": line, "from": old} for line, old, new in taken},
        "leftBehind": [each.id for each in takeover.left],
    }
    return TakenOver(takeover.notices, {what: value for what, value in audit.items() if value})


def units_in_order(book: OrderBook, registrations: Iterable[tuple[str, RegistrationFact]]) -> list[str]:
    """
    The units of registrations in the order in which units are locked, by product and key (DECISIONS 2).

    Args:
        registrations: Each with its order line.
    """
    keyed = {
        (book.line(order_line).product.number, serial_key(each.serial_number or ""), each.unit_id)
        for order_line, each in registrations
        if each.unit_id is not None
    }
    return [unit for _, _, unit in sorted(keyed)]
