"""
Warranty claims: the sale that one is filed on, and the steps that it takes until it ends. Source: rules K1 and K2.

A claim freezes the verdict that it was filed under. It stays with the registration, whatever becomes of that one's
number or sale since; what became of it is told from the facts, as flags.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from graph_api.domain.aftersales import ClaimState, ClaimStay, Resolution
from graph_api.domain.claim_refusals import ClaimNeedsReason, ClaimOpenAlready, NotClaimable, StepNotPossible
from graph_api.domain.drafts import decide_day
from graph_api.domain.lineage import End, EndKind, Registration, Sale, UnitHistory, sale_on, sales
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.proof import sale_asked, sale_reasons
from graph_api.domain.terms import Layer
from graph_api.domain.warranty import WarrantyStatus, WarrantyVerdict, decide_warranty


class ClaimAction(StrEnum):
    """The steps that a claim takes (K1)."""

    REVIEW = "REVIEW"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    START_WORK = "START_WORK"
    RESOLVE = "RESOLVE"
    CANCEL = "CANCEL"


_OPEN, _IN_REVIEW, _APPROVED, _IN_PROGRESS = (
    ClaimState.OPEN,
    ClaimState.IN_REVIEW,
    ClaimState.APPROVED,
    ClaimState.IN_PROGRESS,
)
OPEN_STATES: Final = (_OPEN, _IN_REVIEW, _APPROVED, _IN_PROGRESS)
"""Those that a claim can still leave; one claim of a unit at a time is in one of them (K1)."""

STEPS: Final = {
    ClaimAction.REVIEW: ((_OPEN,), _IN_REVIEW),
    ClaimAction.APPROVE: ((_IN_REVIEW,), _APPROVED),
    ClaimAction.REJECT: ((_IN_REVIEW,), ClaimState.REJECTED),
    ClaimAction.START_WORK: ((_APPROVED,), _IN_PROGRESS),
    ClaimAction.RESOLVE: ((_IN_PROGRESS,), ClaimState.RESOLVED),
    ClaimAction.CANCEL: (OPEN_STATES, ClaimState.CANCELLED),
}
"""For each step the states that it leaves, and the one that it reaches (K1)."""

_SAY_WHY: Final = (ClaimAction.REJECT, ClaimAction.CANCEL)


class ClaimFlag(StrEnum):
    """What became of the claimed sale after the claim was filed (K2)."""

    NUMBER_CORRECTED = "NUMBER_CORRECTED"
    SALE_ENDED = "SALE_ENDED"
    UNIT_RESOLD = "UNIT_RESOLD"


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """One step as the claim's audit chain keeps it: who, when and why."""

    action: str
    state: ClaimState
    actor: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """
    A claim as it stands, with the facts that flag it.

    Attributes:
        registration_id: The sale that it is on, for good.
        unit_id: The unit that this sale is believed to be of now.
        product: The number of the unit's product, and `sold_on` the day of the claimed sale.
        filed_unit_id: The unit, and `serial_number` its number, that it was filed for.
        verdict: The answer of the day on which it was opened, as it was known then.
        ended: How the sale ended, where it did.
        resold: Whether the unit was sold again since.
        replacement_id: The registration of the unit that came for this one (K3).
        version: How often it was changed: a step is made on one.
    """

    id: str
    number: str
    state: ClaimState
    opened_on: date
    opened_at: datetime
    problem: str
    registration_id: str
    unit_id: str
    filed_unit_id: str
    serial_number: str
    product: str
    sold_on: date
    verdict: WarrantyVerdict
    closed_on: date | None = None
    closed_at: datetime | None = None
    resolution: Resolution | None = None
    layer: Layer | None = None
    contact_reference: str | None = None
    external_reference: str | None = None
    ended: End | None = None
    resold: bool = False
    replacement_id: str | None = None
    steps: tuple[ClaimStep, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"claim {self.number}"


def actions_from(state: ClaimState) -> tuple[ClaimAction, ...]:
    """The steps that a claim may take next; none from an end state (K1)."""
    return tuple(action for action, (leaves, _) in STEPS.items() if state in leaves)


def flags_of(claim: Claim) -> tuple[ClaimFlag, ...]:
    """What became of the claimed sale since (K2). That the claim itself had the unit replaced is no flag."""
    end = claim.ended
    by_itself = end is not None and end.kind is EndKind.REPLACED and end.at == claim.closed_at
    told = (
        (ClaimFlag.NUMBER_CORRECTED, claim.unit_id != claim.filed_unit_id),
        (ClaimFlag.SALE_ENDED, end is not None and not by_itself),
        (ClaimFlag.UNIT_RESOLD, claim.resold),
    )
    return tuple(flag for flag, stands in told if stands)


def open_claim_of(history: UnitHistory) -> ClaimStay | None:
    """The claim that is open on a unit, whichever of its sales it is on."""
    stays = (stay for each in history.registrations if each.unnamed_at is None for stay in each.after.claims)
    return next((stay for stay in stays if stay.state in OPEN_STATES), None)


def notices_of_claims(sale: Registration, serial_number: str, path: Path) -> tuple[Notice, ...]:
    """A claim stays with its sale, whatever becomes of that (K2): whoever ends the sale hears which is open."""
    return tuple(
        Notice(
            code="CLAIM_GOES_ON",
            rule="K2",
            message=f"Claim {stay.number} on {serial_number} stays open and is flagged: somebody ends it.",
            path=path,
        )
        for stay in sale.after.claims
        if stay.state in OPEN_STATES
    )


@dataclass(frozen=True, slots=True)
class Filing:
    """The sale that a claim is filed on, and the verdict that it freezes (K2)."""

    sale: Sale
    verdict: WarrantyVerdict


def decide_filing(history: UnitHistory, day: date, today: date, now: datetime) -> Filing | tuple[Refusal, ...]:
    """
    File a claim on the sale that stands on a day, or say why there is none to claim on (K1, I2).

    The verdict is the one that is known at this moment: asked for that, the same answer is given ever after (W11).
    """
    refusals: list[Refusal] = []
    if (first := open_claim_of(history)) is not None:
        refusals.append(
            ClaimOpenAlready(
                serial_number=history.serial_number, claim=first.number, state=first.state.value, path=("unitId",)
            )
        )
    sold = sales(history)
    if sold and (beyond := decide_day(day, earliest=sold[-1].first_day, today=today)) is not None:
        return (*refusals, beyond)
    sale = sale_on(history, day)
    if sale is None:
        why = _why_not(history, day)
        refusals.append(NotClaimable(serial_number=history.serial_number, day=day, why=why, path=("unitId",)))
    if sale is None or refusals:
        return tuple(refusals)
    return Filing(sale, decide_warranty(history, day, now))


def _why_not(history: UnitHistory, day: date) -> str:
    last = sale_asked(history, day)
    came = None if last is None else last.registration.after.replaced_by
    if came is not None:
        return f"{came.serial_number} came for it on {came.on}, so claim on that one"
    return next(each.statement for each in sale_reasons(history, day) if not each.held).rstrip(".")


def decide_step(claim: Claim, action: ClaimAction, reason: str | None) -> tuple[Refusal, ...]:
    """Whether a claim may take a step (K1); rejecting, cancelling and approving against the verdict say why."""
    leaves, _ = STEPS[action]
    if claim.state not in leaves:
        return (
            StepNotPossible(
                claim=claim.number,
                state=claim.state.value,
                step=action.value,
                possible=tuple(each.value for each in actions_from(claim.state)),
                path=("id",),
            ),
        )
    against = action is ClaimAction.APPROVE and claim.verdict.status is not WarrantyStatus.COVERED
    if (reason is None or not reason.strip()) and (against or action in _SAY_WHY):
        return (ClaimNeedsReason(claim=claim.number, step=action.value, path=("reason",)),)
    return ()


def notices_of_filing(verdict: WarrantyVerdict) -> tuple[Notice, ...]:
    """A claim may be filed whatever the answer; who files it hears that it is no yes."""
    if verdict.status is WarrantyStatus.COVERED:
        return ()
    message = f"On {verdict.valid_at} the answer is {_words(verdict.status)}: approving it anyway takes a reason."
    return (Notice(code="NOT_COVERED", rule="K2", message=message, path=("unitId",)),)


def notices_of_step(claim: Claim, action: ClaimAction, resolution: Resolution | None = None) -> tuple[Notice, ...]:
    """What should be heard of a step that was taken."""
    status = claim.verdict.status
    notices: list[Notice] = []
    if action is ClaimAction.APPROVE and status is not WarrantyStatus.COVERED:
        message = (
            f"The verdict that it was filed under is {_words(status)}: it is approved against it, with the reason."
        )
        notices.append(Notice(code="APPROVED_AGAINST_VERDICT", rule="K2", message=message, path=("id",)))
    if resolution is Resolution.REFUND:
        message = "The claim itself credits nothing: credit the invoice, or have the unit come back and be credited."
        notices.append(Notice(code="CREDIT_APART", rule="K3", message=message, path=("resolution",)))
    return tuple(notices)


def decide_closing_day(claim: Claim, day: date, today: date) -> Sequence[Refusal]:
    """The day of a resolution lies between the claim's and today."""
    refusal = decide_day(day, earliest=claim.opened_on, today=today)
    return () if refusal is None else (refusal,)


def _words(status: WarrantyStatus) -> str:
    return status.value.lower().replace("_", " ")
