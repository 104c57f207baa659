"""Voiding a unit's warranty from a day on, and lifting that (W6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.aftersales import Void
from graph_api.domain.audit import Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import Sale
from graph_api.domain.outcomes import Refusal
from graph_api.domain.terms import Layer
from graph_api.domain.voiding import decide_void, lifted_before
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

_DUTIES = (Duty.VOID_WARRANTIES,)


@dataclass(frozen=True, slots=True)
class VoidWarranty:
    """A unit whose warranty is void from a day on (today where None): one layer of it, or all where None."""

    unit_id: str
    layer: Layer | None = None
    day: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class LiftVoid:
    """A void that is to count as never made."""

    id: str
    version: int | None = None


class Voiding(Recording, Protocol):
    """What voiding needs of a transaction."""

    async def void_warranty(self, registration_id: str, void: Void) -> None: ...
    async def lift_void(self, void_id: str, now: datetime) -> None: ...


async def void_warranty(
    graph: Writes[Voiding], audit_key: bytes, request: Request, command: VoidWarranty
) -> Performed[Recorded]:
    """Void the warranty of a sale that stands, whole or one layer of it."""

    async def story(tx: Voiding) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_unit_with_history(command.unit_id)
        if locked is None:
            return (unknown_unit(command.unit_id),)
        day = command.day or request.today
        refusals = said_of_unit(locked, request, command.version, why=True)
        sale = decide_void(locked.history, command.layer, day, request.today)
        if not isinstance(sale, Sale):
            return (*refusals, *sale)
        if refusals:
            return refusals
        void = Void(new_id(), command.layer, day, request.now, reason=request.reason)
        await tx.void_warranty(sale.registration.id, void)
        after: Json = {"void": void.id, "registration": sale.registration.id, **_facts(void)}
        return done(locked, void.id, Change("voidWarranty", None, after))

    operation = Operation("voidWarranty", _DUTIES, command, story, load_recorded)
    return await perform(graph, audit_key, request, operation)


async def lift_void(
    graph: Writes[Voiding], audit_key: bytes, request: Request, command: LiftVoid
) -> Performed[Recorded]:
    """Let a void count as never made in what is known from now on; one that was lifted before stays so."""

    async def story(tx: Voiding) -> Done | tuple[Refusal, ...]:
        undoing = Undoing(Void, "void", lifted_before, tx.lift_void, _lifted)
        return await undo(tx, request, command.id, command.version, undoing)

    operation = Operation("liftVoid", _DUTIES, command, story, load_recorded)
    return await perform(graph, audit_key, request, operation)


def _lifted(void: Void) -> Change:
    return Change("liftVoid", {"void": void.id, **_facts(void)}, {"lifted": void.id})


def _facts(void: Void) -> dict[str, Json]:
    return {"layer": void.layer, "day": void.on.isoformat()}
