"""Recording the owner's registration and the installation of a sold unit, and withdrawing a wrong record (W2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.aftersales import Start
from graph_api.domain.audit import Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.outcomes import Refusal
from graph_api.domain.starting import Starting, decide_start, withdrawn_before
from graph_api.domain.terms import StartBasis
from graph_api.services.ids import new_id
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.recording import (
    Recorded,
    Recording,
    Undoing,
    done,
    load_recorded,
    said_of_unit,
    undo,
    unknown_unit,
)

_DUTIES = (Duty.RECORD_AFTER_SALES,)


@dataclass(frozen=True, slots=True)
class RecordStart:
    """A unit that its owner registered, or that was installed, on a day (today where None)."""

    unit_id: str
    day: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class WithdrawStart:
    """A registration or an installation that was recorded wrongly."""

    id: str
    version: int | None = None


class StartingWarranties(Recording, Protocol):
    """What recording an event needs of a transaction."""

    async def start_warranty(self, registration_id: str, start: Start) -> None: ...
    async def withdraw_start(self, start_id: str, now: datetime) -> None: ...


Graph = Writes[StartingWarranties]


async def record_owner_registration(
    graph: Graph, audit_key: bytes, request: Request, command: RecordStart
) -> Performed[Recorded]:
    """Record that the owner registered a unit."""
    basis = StartBasis.OWNER_REGISTRATION
    return await _record(graph, audit_key, request, ("recordOwnerRegistration", basis), command)


async def record_installation(
    graph: Graph, audit_key: bytes, request: Request, command: RecordStart
) -> Performed[Recorded]:
    """Record that a unit was installed."""
    return await _record(graph, audit_key, request, ("recordInstallation", StartBasis.INSTALLATION), command)


async def withdraw_start(
    graph: Graph, audit_key: bytes, request: Request, command: WithdrawStart
) -> Performed[Recorded]:
    """Let an event count as never recorded from now on; one that was withdrawn before stays so."""

    async def story(tx: StartingWarranties) -> Done | tuple[Refusal, ...]:
        words = "registration by an owner, or installation"
        undoing = Undoing(Start, words, withdrawn_before, tx.withdraw_start, _withdrawn)
        return await undo(tx, request, command.id, command.version, undoing)

    operation = Operation("withdrawStart", _DUTIES, command, story, load_recorded)
    return await perform(graph, audit_key, request, operation)


async def _record(
    graph: Graph, audit_key: bytes, request: Request, event: tuple[str, StartBasis], command: RecordStart
) -> Performed[Recorded]:
    name, basis = event

    async def story(tx: StartingWarranties) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_unit_with_history(command.unit_id)
        if locked is None:
            return (unknown_unit(command.unit_id),)
        day = command.day or request.today
        refusals = said_of_unit(locked, request, command.version, why=False)
        starting = decide_start(locked.history, basis, day, request.today)
        if not isinstance(starting, Starting):
            return (*refusals, *starting)
        if refusals:
            return refusals
        if starting.same is not None:
            return Done(key=starting.same.id, notices=starting.notices)
        start, sale = Start(new_id(), basis, day, request.now), starting.sale.registration.id
        await tx.start_warranty(sale, start)
        after: Json = {"start": start.id, "registration": sale, **_facts(start)}
        return done(locked, start.id, Change(name, None, after), *starting.notices)

    return await perform(graph, audit_key, request, Operation(name, _DUTIES, command, story, load_recorded))


def _withdrawn(start: Start) -> Change:
    return Change("withdrawStart", {"start": start.id, **_facts(start)}, {"withdrawn": start.id})


def _facts(start: Start) -> dict[str, Json]:
    return {"basis": start.basis, "day": start.on.isoformat()}
