"""Warranty claims: opened on a sale that stands, and moved step by step to their end (K1 to K3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.claims import (
    OPEN_STATES,
    STEPS,
    Claim,
    ClaimAction,
    Filing,
    decide_closing_day,
    decide_filing,
    decide_step,
    notices_of_filing,
    notices_of_step,
)
from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Duty
from graph_api.domain.locked import LockedUnit
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.replacing import decide_given, nothing_to_replace, notices_of_returns
from graph_api.domain.staleness import LastChange, decide_version
from graph_api.domain.warranty import WarrantyVerdict
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_name, shown
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.posting import Posting, next_number, read_document_number
from graph_api.services.recording import unknown_unit
from graph_api.services.replacing import Arrived, Replacing, Swap, find_replacement, replace_unit
from graph_api.services.scans import Given

LONGEST_PROBLEM = 1_000
_CLAIM = DocumentKind.CLAIM
_NAMES = {
    ClaimAction.REVIEW: "reviewClaim",
    ClaimAction.APPROVE: "approveClaim",
    ClaimAction.REJECT: "rejectClaim",
    ClaimAction.START_WORK: "startClaimWork",
    ClaimAction.RESOLVE: "resolveClaim",
    ClaimAction.CANCEL: "cancelClaim",
}


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A problem with a unit, claimed on a day (today where None)."""

    unit_id: str
    problem: str
    day: date | None = None
    contact_reference: str | None = None
    number: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class StepClaim:
    """
    A step of a claim, as it was at a version; how and on which day it was resolved (today where None).

    Attributes:
        replacement: The number of the unit that came, where it was resolved by a replacement.
    """

    id: str
    action: ClaimAction
    version: int
    resolution: Resolution | None = None
    day: date | None = None
    replacement: Given | None = None


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim under the lock of its unit, with the unit and the end of the claim's own audit chain."""

    claim: Claim
    chain: ChainHead
    unit: LockedUnit


class Claiming(Posting, Replacing, Protocol):
    """What claims need of a transaction."""

    async def lock_unit_with_history(self, unit_id: str) -> LockedUnit | None: ...
    async def unit_of_claim(self, claim_id: str) -> str | None: ...
    async def open_claim(self, facts: Mapping[str, Any], verdict: WarrantyVerdict, now: datetime) -> None: ...
    async def step_claim(self, claim_id: str, state: ClaimState) -> None: ...
    async def close_claim(
        self, claim_id: str, state: ClaimState, day: date, resolution: Resolution | None, now: datetime
    ) -> None: ...
    async def claims(self, ids: Sequence[str]) -> dict[str, Claim]: ...


async def open_claim(
    graph: Writes[Claiming], audit_key: bytes, request: Request, command: OpenClaim
) -> Performed[Claim]:
    """Open a claim on the sale that stands on its day; the verdict of that day is frozen with it (K2)."""

    async def story(tx: Claiming) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_unit_with_history(command.unit_id)
        if locked is None:
            return (unknown_unit(command.unit_id),)
        unit, day = locked.history, command.day or request.today
        number, taken = await read_document_number(tx, _CLAIM, None, command.number)
        refusals = [*taken]
        texts = {
            "problem": _read_problem(command.problem, refusals),
            "contactReference": read_name(command.contact_reference, ("contactReference",), refusals),
            "externalReference": read_name(command.external_reference, ("externalReference",), refusals),
        }
        filing = decide_filing(unit, day, request.today, request.now)
        if not isinstance(filing, Filing) or refusals:
            return (*(() if isinstance(filing, Filing) else filing), *refusals)
        number = number or await next_number(tx, _CLAIM)
        claim_id, sale = new_id(), filing.sale.registration.id
        facts = {"id": claim_id, "number": number, "day": day, "registration": sale, "unit": unit.id}
        await tx.open_claim({**facts, "serialNumber": unit.serial_number, **texts}, filing.verdict, request.now)
        after = _filed(claim_id, number, filing)
        return Done(
            key=claim_id,
            changes=(
                (claim_id, ChainHead(), Change("openClaim", None, {**after, "unit": unit.id})),
                (f"Unit:{unit.id}", locked.chain, Change("openClaim", None, after)),
            ),
            notices=notices_of_filing(filing.verdict),
        )

    operation = Operation("openClaim", (Duty.WORK_CLAIMS,), command, story, load_claim)
    return await perform(graph, audit_key, request, operation)


def _filed(claim_id: str, number: str, filing: Filing) -> dict[str, Json]:
    verdict = filing.verdict
    return {
        "claim": claim_id,
        "number": number,
        "state": ClaimState.OPEN.value,
        "day": verdict.valid_at.isoformat(),
        "registration": filing.sale.registration.id,
        "verdict": verdict.status.value,
        "layer": None if verdict.layer is None else verdict.layer.value,
    }


def _read_problem(text: str, refusals: list[Refusal]) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > LONGEST_PROBLEM or not stripped.replace("\n", " ").isprintable():
        expected = f"1 to {LONGEST_PROBLEM:,} printable characters, in lines"
        refusals.append(InvalidValue(value=shown(text), expected=expected, path=("problem",)))
    return stripped


async def step_claim(
    graph: Writes[Claiming], audit_key: bytes, request: Request, command: StepClaim
) -> Performed[Claim]:
    """Let a claim take a step (K1). Resolving it by goodwill asks for a duty of its own (K3)."""
    operation = Operation(
        _NAMES[command.action], duties_of(command), command, partial(_take, request, command), load_claim
    )
    return await perform(graph, audit_key, request, operation)


def duties_of(command: StepClaim) -> tuple[Duty, ...]:
    """What a step asks for (K3)."""
    goodwill = command.resolution is Resolution.GOODWILL
    return (Duty.WORK_CLAIMS, Duty.GRANT_GOODWILL) if goodwill else (Duty.WORK_CLAIMS,)


async def _take(request: Request, command: StepClaim, tx: Claiming) -> Done | tuple[Refusal, ...]:
    held = await hold_claim(tx, command.id)
    if held is None:
        return (unknown_claim(command.id),)
    claim, day = held.claim, command.day or request.today
    refusals = said_against(held, request, command, day)
    notices = notices_of_step(claim, command.action, command.resolution)
    if refusals:
        return refusals
    if command.resolution is Resolution.REPLACEMENT and command.replacement is not None:
        return await _replace(tx, request, command, held, _swap(held, command.replacement, day))
    await reach(tx, claim, command, day, request.now)
    return Done(key=claim.id, changes=changes_of(held, command, day), notices=notices)


async def _replace(
    tx: Claiming, request: Request, command: StepClaim, held: HeldClaim, swap: Swap
) -> Done | tuple[Refusal, ...]:
    """Resolve a claim by a unit that came; whatever shows the claimed one shows both (I1)."""
    came = await find_replacement(tx, request, swap)
    if not isinstance(came, Arrived):
        return came
    replaced = await replace_unit(tx, swap, came, request.now)
    await reach(tx, held.claim, command, swap.day, request.now)
    more: Mapping[str, Json] = {"replacement": replaced.registration_id, "replacementSerial": replaced.number}
    changes = (*changes_of(held, command, swap.day, more), *replaced.changes)
    returns = notices_of_returns(swap.sale, swap.unit.history.serial_number, swap.path)
    return Done(key=held.claim.id, changes=changes, notices=(replaced.notice, *returns))


def _swap(held: HeldClaim, came: Given, day: date) -> Swap:
    claim, registrations = held.claim, held.unit.history.registrations
    return Swap(
        sale=next(each for each in registrations if each.id == claim.registration_id),
        unit=held.unit,
        given=came,
        day=day,
        action="resolveClaim",
        about={"claim": claim.id},
        nothing=nothing_to_replace(claim),
        path=("resolution",),
    )


async def hold_claim(tx: Claiming, claim_id: str) -> HeldClaim | None:
    """
    A claim under the lock of the unit that its sale is of.

    Which unit that is may be corrected until it is locked; then it is looked for again.
    """
    unit_id = await tx.unit_of_claim(claim_id)
    while unit_id is not None:
        unit = await tx.lock_unit_with_history(unit_id)
        claim = (await tx.claims([claim_id])).get(claim_id)
        if unit is not None and claim is not None and claim.unit_id == unit_id:
            return HeldClaim(claim, await tx.chain_head(claim_id), unit)
        unit_id = None if claim is None else claim.unit_id
    return None


def said_against(held: HeldClaim, request: Request, command: StepClaim, day: date) -> tuple[Refusal, ...]:
    """Everything that is said against a step: it is not possible, or not said why, or stale, or dated wrongly."""
    claim, last = held.claim, held.claim.steps[-1]
    change = LastChange(last.action, last.actor, last.at)
    stale = decide_version(command.version, held.chain, change, _CLAIM, f"Claim {claim.number}")
    days = decide_closing_day(claim, day, request.today)
    given = decide_given(command.resolution, given=command.replacement is not None)
    return (*decide_step(claim, command.action, request.reason), *(() if stale is None else (stale,)), *days, *given)


async def reach(tx: Claiming, claim: Claim, command: StepClaim, day: date, now: datetime) -> None:
    """Write the state that a step reaches."""
    _, state = STEPS[command.action]
    if state in OPEN_STATES:
        await tx.step_claim(claim.id, state)
    else:
        await tx.close_claim(claim.id, state, day, command.resolution, now)


def changes_of(
    held: HeldClaim, command: StepClaim, day: date, more: Mapping[str, Json] | None = None
) -> tuple[tuple[str, ChainHead, Change], ...]:
    """What the claim's and the unit's audit chains keep of a step."""
    claim, (_, state) = held.claim, STEPS[command.action]
    after: dict[str, Json] = {"claim": claim.id, "number": claim.number, "state": state.value, **(more or {})}
    if state not in OPEN_STATES:
        after["day"] = day.isoformat()
    if command.resolution is not None:
        after["resolution"] = command.resolution.value
    before: Json = {"claim": claim.id, "number": claim.number, "state": claim.state.value}
    change = Change(_NAMES[command.action], before, after)
    return ((claim.id, held.chain, change), (f"Unit:{held.unit.history.id}", held.unit.chain, change))


def unknown_claim(claim_id: str) -> UnknownRecord:
    """Nobody knows the id of a claim."""
    return UnknownRecord(kind="claim", key=shown(claim_id), path=("id",))


async def load_claim(tx: Claiming, claim_id: str) -> Claim | None:
    """A claim as it is now."""
    return (await tx.claims([claim_id])).get(claim_id)
