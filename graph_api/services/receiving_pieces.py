"""Receiving pieces that were shipped without a registration: so many, with the numbers found on them (V6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph_api.domain.audit import Json
from graph_api.domain.line_facts import Entry
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.outcomes import InvalidValue, Notice, Path, Refusal
from graph_api.domain.pieces import Arrival, decide_arrival, decide_numbers, decide_room_for_the_rest
from graph_api.domain.returning import FoundOnItem
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_serials
from graph_api.services.return_cases import ReturnCase, Returning
from graph_api.services.scans import Scanned, other_products


@dataclass(frozen=True, slots=True)
class PiecesArrived:
    """How many pieces arrived, all where None, and the numbers on them, as typed."""

    quantity: int | None = None
    serials: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[Path, ...]:
        """Where something is said that is said of pieces alone."""
        named = ((self.quantity is not None, "quantity"), (bool(self.serials), "serials"))
        return tuple((name,) for said, name in named if said)


ALL_OF_THEM: Final = PiecesArrived()


@dataclass(frozen=True, slots=True)
class PiecesFound:
    """What was found, what the return keeps of it, and what is said of it."""

    on_item: FoundOnItem
    kept: dict[str, Json]
    notices: tuple[Notice, ...] = ()


def not_by_quantity(arrived: PiecesArrived) -> tuple[Refusal, ...]:
    """A unit, or a blank, is one item with one number."""
    expected = "nothing: this item was not authorised by quantity"
    return tuple(InvalidValue(value="something", expected=expected, path=path) for path in arrived.given)


async def look_at_pieces(
    tx: Returning, case: ReturnCase, arrived: PiecesArrived, scanned: Scanned | None
) -> PiecesFound | tuple[Refusal, ...]:
    """Count what arrived, and let the rest be awaited as an item of its own; every number stays on the return."""
    refusals: list[Refusal] = []
    entries = [*read_serials(arrived.serials, "serials", refusals), *([] if scanned is None else [scanned.entry])]
    arrival = decide_arrival(case.item, arrived.quantity, entries)
    if not isinstance(arrival, Arrival):
        return (*refusals, *arrival)
    others = await other_products(tx, [] if scanned is None else [scanned], case.history.product)
    left = case.item.quantity - arrival.quantity
    decided = decide_numbers(case.item, arrival, await _units(tx, case, entries), case.day)
    found = (*refusals, *(() if isinstance(decided, Arrival) else decided), *_together(others, arrival))
    found = (*found, *(decide_room_for_the_rest(len(case.locked.view.items)) if left else ()))
    if found or not isinstance(decided, Arrival):
        return found
    alone = decided.numbers[0] if decided.quantity == 1 and decided.numbers else None
    product = others[0].scanned_product if others else None
    on_item = FoundOnItem(alone, product, differs=decided.differs or bool(others), serial_numbers=decided.numbers)
    kept: dict[str, Json] = {"pieces": decided.quantity, "serialNumbers": list(decided.numbers)}
    notices = _apart(on_item)
    if left:
        rest, position = new_id(), max(each.position for each in case.locked.view.items) + 1
        await tx.leave_rest(case.item.id, decided.quantity, rest, position)
        kept["awaited"] = {"item": rest, "pieces": left}
        notices = (*notices, _awaited(left, position))
    return PiecesFound(on_item, kept, notices)


async def _units(tx: Returning, case: ReturnCase, entries: Sequence[Entry]) -> list[tuple[Entry, UnitHistory | None]]:
    keys = [(case.history.product.number, each.serial.key) for each in entries]
    found = await tx.units_by_serial(keys) if keys else []
    return [(entry, units[0] if units else None) for entry, units in zip(entries, found, strict=True)]


def _together(others: Sequence[Refusal], arrival: Arrival) -> tuple[Refusal, ...]:
    """Something of another product is told apart alone, and is none of several pieces."""
    return tuple(others) if arrival.quantity > 1 else ()


def _apart(found: FoundOnItem) -> tuple[Notice, ...]:
    if not found.differs:
        return ()
    message = f"{found.serial_number} is sold by itself, or something else: decide what it is taken for."
    return (Notice(code="DIFFERS", rule="V4", message=message, path=("itemId",)),)


def _awaited(left: int, position: int) -> Notice:
    message = f"{left} of the pieces are awaited on, as item {position}."
    return Notice(code="REST_AWAITED", rule="V6", message=message, path=("quantity",))
