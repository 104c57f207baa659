"""What a decided call writes on its line, and what its documents keep of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import UnitFacts
from graph_api.domain.locked import LockedLine
from graph_api.domain.outcomes import Refusal
from graph_api.domain.registration import Changes, Plan
from graph_api.services.ids import new_ids
from graph_api.services.performing import Done, Request
from graph_api.services.scans import Scanned, scans_kept


class Applies(Protocol):
    """What writing a plan needs of a transaction."""

    async def apply_to_line(
        self, kind: DocumentKind, line_id: str, product: str, changes: Changes, now: datetime, today: date
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Decided:
    """
    A plan on its way into the graph.

    Attributes:
        refusals: Of entries that were refused each for itself.
        made: Units of numbers that are new, by id, with the key of the number.
    """

    plan: Plan
    refusals: tuple[Refusal, ...] = ()
    units: Mapping[str, UnitFacts] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    scans: tuple[Scanned, ...] = ()


async def apply_plan(tx: Applies, request: Request, locked: LockedLine, decided: Decided) -> Done:
    """Write what a plan changes, if anything, and say what its documents keep of it."""
    line, plan = locked.line, decided.plan
    ids = iter(new_ids(len(plan.register) + plan.blanks))
    registered = [
        (next(ids), unit_id, decided.units[entry.serial.key].shown_as(entry.serial)) for unit_id, entry in plan.register
    ]
    changes = Changes(
        register=registered,
        blanks=list(ids),
        take_off=plan.take_off,
        choose=plan.choose,
        unchoose=plan.unchoose,
        made=decided.made,
    )
    added = [*(id_ for id_, _, _ in registered), *changes.blanks]
    nothing = not (added or plan.take_off or plan.choose or plan.unchoose)
    if not nothing:
        await tx.apply_to_line(line.kind, line.line_id, line.product.number, changes, request.now, request.today)
    return Done(
        key=line.line_id,
        changes=() if nothing else _recorded(locked, changes, scans_kept(decided.scans)),
        refusals=decided.refusals,
        notices=plan.notices,
        detail={"added": [*added, *plan.choose], "removed": [*plan.take_off, *plan.unchoose]},
    )


def _recorded(
    locked: LockedLine, changes: Changes, scanned: Mapping[str, Json]
) -> tuple[tuple[str, ChainHead, Change], ...]:
    """What the document keeps of a call; and its slip, where that got a registration with it (R1)."""
    line, billed = locked.line, locked.line.billed
    made: dict[str, Json] = {
        "registered": {id_: serial for id_, _, serial in changes.register},
        "notReadable": list(changes.blanks),
    }
    after: dict[str, Json] = {
        **made,
        "takenOff": list(changes.take_off),
        "chosen": list(changes.choose),
        "givenBack": list(changes.unchoose),
        **scanned,
    }
    before: Json = {"line": line.line_id, "registered": line.registered, "notReadable": line.blanks}
    here = (line.document_id, locked.chain, Change("register", before, {"line": line.line_id, **_said(after)}))
    if billed is None or not _said(made):
        return (here,)
    on_slip: dict[str, Json] = {"line": billed.line_id, "invoice": line.document_id, **_said({**made, **scanned})}
    return here, (billed.slip_id, locked.billed_chain, Change("register", {"line": billed.line_id}, on_slip))


def _said(facts: Mapping[str, Json]) -> dict[str, Json]:
    return {what: value for what, value in facts.items() if value}
