"""Cover for one sale alone: bought, or granted as goodwill; and withdrawing what was recorded wrongly (W5)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.aftersales import UnitCover
from graph_api.domain.audit import Change, Json
from graph_api.domain.covering import Covering, NewCover, decide_cover, withdrawn_before
from graph_api.domain.duties import Duty
from graph_api.domain.outcomes import Refusal
from graph_api.domain.terms import Layer
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_number, read_optional_number
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.publishing import CoverageInput, read_coverages
from graph_api.services.recording import (
    Recorded,
    Recording,
    Undoing,
    coverages_kept,
    done,
    load_recorded,
    said_of_unit,
    undo,
    unknown_unit,
)

_DUTIES = {Layer.EXTENDED: Duty.RECORD_AFTER_SALES, Layer.GOODWILL: Duty.GRANT_GOODWILL}


@dataclass(frozen=True, slots=True)
class RecordBoughtCover:
    """An extended warranty that was bought for a unit, from its first day on."""

    unit_id: str
    number: str
    coverages: tuple[CoverageInput, ...]
    first_day: date
    version: int | None = None


@dataclass(frozen=True, slots=True)
class GrantGoodwill:
    """Cover that nobody owes, from its first day on (today where None); without a number it gets one of its own."""

    unit_id: str
    coverages: tuple[CoverageInput, ...]
    number: str | None = None
    first_day: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class WithdrawCover:
    """Cover that was recorded or granted wrongly."""

    id: str
    version: int | None = None


class CoveringUnits(Recording, Protocol):
    """What covering needs of a transaction."""

    async def cover_unit(self, registration_id: str, cover: UnitCover) -> None: ...
    async def withdraw_cover(self, cover_id: str, now: datetime) -> None: ...


Graph = Writes[CoveringUnits]


async def record_bought_cover(
    graph: Graph, audit_key: bytes, request: Request, command: RecordBoughtCover
) -> Performed[Recorded]:
    """Record an extended warranty that was bought for the sale that stands."""

    async def story(tx: CoveringUnits) -> Done | tuple[Refusal, ...]:
        refusals: list[Refusal] = []
        number = read_number(command.number, ("number",), refusals)
        coverages = read_coverages(command.coverages, refusals)
        new = NewCover(number, Layer.EXTENDED, command.first_day, coverages)
        return await _cover(tx, request, command, new, refusals)

    duties = (_DUTIES[Layer.EXTENDED],)
    return await perform(
        graph, audit_key, request, Operation("recordBoughtCover", duties, command, story, load_recorded)
    )


async def grant_goodwill(
    graph: Graph, audit_key: bytes, request: Request, command: GrantGoodwill
) -> Performed[Recorded]:
    """Grant cover by goodwill for the sale that stands."""

    async def story(tx: CoveringUnits) -> Done | tuple[Refusal, ...]:
        refusals: list[Refusal] = []
        number = read_optional_number(command.number, ("number",), refusals) or f"GW-{new_id()}"
        coverages = read_coverages(command.coverages, refusals)
        new = NewCover(number, Layer.GOODWILL, command.first_day or request.today, coverages)
        return await _cover(tx, request, command, new, refusals)

    duties = (_DUTIES[Layer.GOODWILL],)
    return await perform(graph, audit_key, request, Operation("grantGoodwill", duties, command, story, load_recorded))


async def withdraw_cover(
    graph: Graph, audit_key: bytes, request: Request, command: WithdrawCover
) -> Performed[Recorded]:
    """Let cover count as never recorded from now on; what was withdrawn before stays so."""

    async def story(tx: CoveringUnits) -> Done | tuple[Refusal, ...]:
        words = "bought or granted cover"
        undoing = Undoing(UnitCover, words, withdrawn_before, tx.withdraw_cover, _withdrawn, _duty_for)
        return await undo(tx, request, command.id, command.version, undoing)

    # Which of the two duties it takes shows under the lock; who has neither is told at once.
    has_one = any(request.actor.may(duty) for duty in _DUTIES.values())
    duties = () if has_one else (_DUTIES[Layer.EXTENDED],)
    return await perform(graph, audit_key, request, Operation("withdrawCover", duties, command, story, load_recorded))


async def _cover(
    tx: CoveringUnits,
    request: Request,
    command: RecordBoughtCover | GrantGoodwill,
    new: NewCover,
    unread: list[Refusal],
) -> Done | tuple[Refusal, ...]:
    locked = await tx.lock_unit_with_history(command.unit_id)
    if locked is None:
        return (*unread, unknown_unit(command.unit_id))
    granted = new.layer is Layer.GOODWILL
    refusals = (*unread, *said_of_unit(locked, request, command.version, why=granted))
    covering = decide_cover(locked.history, new, request.today)
    if not isinstance(covering, Covering):
        return (*refusals, *covering)
    if refusals:
        return refusals
    if covering.same is not None:
        return Done(key=covering.same.id, notices=covering.notices)
    cover = UnitCover(
        id=new_id(),
        number=new.number,
        layer=new.layer,
        on=new.day,
        coverages=new.coverages,
        recorded_at=request.now,
        reason=request.reason if granted else None,
    )
    sale = covering.sale.registration.id
    await tx.cover_unit(sale, cover)
    after: Json = {"cover": cover.id, "registration": sale, **_facts(cover)}
    return done(locked, cover.id, Change("grantGoodwill" if granted else "recordBoughtCover", None, after))


def _duty_for(cover: UnitCover) -> Duty:
    return _DUTIES[cover.layer]


def _withdrawn(cover: UnitCover) -> Change:
    return Change("withdrawCover", {"cover": cover.id, **_facts(cover)}, {"withdrawn": cover.id})


def _facts(cover: UnitCover) -> dict[str, Json]:
    return {
        "number": cover.number,
        "layer": cover.layer,
        "firstDay": cover.on.isoformat(),
        "coverages": coverages_kept(cover.coverages),
    }
