"""What every story after a sale has in common: the unit under its lock, what is said of the caller, and the answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from graph_api.domain.aftersales import SaleRecord
from graph_api.domain.audit import Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.locked import LockedUnit
from graph_api.domain.outcomes import Notice, NotPermitted, Refusal, UnknownRecord
from graph_api.domain.sold_unit import THE_UNIT, RecordOfSale, decide_unit_version, find_record
from graph_api.domain.staleness import decide_reason
from graph_api.domain.terms import Coverage
from graph_api.services.inputs import shown
from graph_api.services.performing import Done, Ledger, Request

R = TypeVar("R", bound=SaleRecord)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of a unit's sale, or undone, with the unit as it is since."""

    record: SaleRecord
    unit: UnitHistory


class Recording(Ledger, Protocol):
    """What recording needs of a transaction, whatever is recorded."""

    async def lock_unit_with_history(self, unit_id: str) -> LockedUnit | None: ...
    async def sale_records(self, ids: Sequence[str]) -> dict[str, RecordOfSale]: ...


async def lock_unit_of(tx: Recording, record_id: str) -> LockedUnit | None:
    """Lock the unit of whose sale something is on record; None where nothing has the id."""
    found = (await tx.sale_records([record_id])).get(record_id)
    return None if found is None else await tx.lock_unit_with_history(found.unit_id)


def said_of_unit(locked: LockedUnit, request: Request, version: int | None, *, why: bool) -> tuple[Refusal, ...]:
    """
    Refuse a stale version, and where `why` a missing reason (C4, W6).

    Args:
        version: The version of the unit that the caller saw; None where the caller does not say.
    """
    serial = locked.history.serial_number
    found = (decide_unit_version(version, locked.chain, serial), decide_reason(request.reason, serial) if why else None)
    return tuple(refusal for refusal in found if refusal is not None)


def unknown_unit(unit_id: str) -> UnknownRecord:
    """Why nothing is recorded: nobody knows the unit."""
    return UnknownRecord(kind="unit", key=shown(unit_id), path=THE_UNIT)


def done(locked: LockedUnit, record_id: str, change: Change, *notices: Notice) -> Done:
    """What was done, as an entry of the unit's own chain."""
    subject = f"Unit:{locked.history.id}"
    return Done(key=record_id, changes=((subject, locked.chain, change),), notices=notices)


@dataclass(frozen=True, slots=True)
class Undoing(Generic[R]):
    """
    How one kind of record comes to count as never made, from now on (W6, W11).

    Attributes:
        words: What it is called, where nothing has the id.
        before: What is said of one that was undone before: nothing changes.
        write: Takes its id and the moment.
        change: What the unit's chain keeps of it.
        duty: What undoing this one asks for besides the operation's own duties.
    """

    kind: type[R]
    words: str
    before: Callable[[str, R], Notice | None]
    write: Callable[[str, datetime], Awaitable[None]]
    change: Callable[[R], Change]
    duty: Callable[[R], Duty] | None = None


async def undo(
    tx: Recording, request: Request, record_id: str, version: int | None, undoing: Undoing[R]
) -> Done | tuple[Refusal, ...]:
    """Undo one record under the lock of its unit; one that was undone before stays so."""
    locked = await lock_unit_of(tx, record_id)
    record = None if locked is None else find_record(locked.history, undoing.kind, record_id)
    if locked is None or record is None:
        return (UnknownRecord(kind=undoing.words, key=shown(record_id), path=("id",)),)
    if undoing.duty is not None and not request.actor.may(duty := undoing.duty(record)):
        return (NotPermitted(duty=duty.value),)
    if refusals := said_of_unit(locked, request, version, why=True):
        return refusals
    if (before := undoing.before(locked.history.serial_number, record)) is not None:
        return Done(key=record.id, notices=(before,))
    await undoing.write(record.id, request.now)
    return done(locked, record.id, undoing.change(record))


def coverages_kept(coverages: Sequence[Coverage]) -> Json:
    """Kinds of cover as audit entries keep them."""
    return [[each.kind.value, str(each.period), each.percentage] for each in coverages]


async def load_recorded(tx: Recording, record_id: str) -> Recorded | None:
    """A record by its id, with its unit."""
    found = (await tx.sale_records([record_id])).get(record_id)
    if found is None:
        return None
    (unit,) = await tx.units_by_id([found.unit_id])
    return None if unit is None else Recorded(found.record, unit)
