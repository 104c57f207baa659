"""
What happens to a sold unit after its sale, as facts of that sale (its registration). Source: W2, W5 to W7, W9, K, V.

Everything is written once. What ends it, or takes it back, is a second moment on it, so that a history can be told as
it was known at any moment (W11). Days are business days, moments are UTC.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias

from graph_api.domain.terms import Coverage, Layer, StartBasis


@dataclass(frozen=True, slots=True)
class Void:
    """A warranty that was voided from a day on (W6). `layer` is None for all of them; lifted, it was never made."""

    id: str
    layer: Layer | None
    on: date
    recorded_at: datetime
    lifted_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """An event that starts what waits for it: the owner's registration, or the installation (W2)."""

    id: str
    basis: StartBasis
    on: date
    recorded_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnitCover:
    """
    Cover for this one sale: an extended warranty that was bought, or goodwill (W5).

    Attributes:
        number: What the contract or the decision is called.
        on: Its first day.
        reason: Why it was granted; None for what was bought.
    """

    id: str
    number: str
    layer: Layer
    on: date
    coverages: tuple[Coverage, ...]
    recorded_at: datetime
    withdrawn_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """The day from which somebody else owns the unit (W9)."""

    id: str
    customer: str
    on: date
    recorded_at: datetime


SaleRecord: TypeAlias = Void | Start | UnitCover | Transfer
"""What is written down of a sale after it, by somebody who saw to it."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """The unit at the other end of a replacement: what came for this one, or what this one came for (W7)."""

    registration_id: str
    unit_id: str
    serial_number: str
    on: date
    recorded_at: datetime


class ClaimState(StrEnum):
    """The states of a claim (K1)."""

    OPEN = "OPEN"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    IN_PROGRESS = "IN_PROGRESS"
    RESOLVED = "RESOLVED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class Resolution(StrEnum):
    """How a claim was resolved (K3)."""

    REPAIR = "REPAIR"
    REPLACEMENT = "REPLACEMENT"
    REFUND = "REFUND"
    GOODWILL = "GOODWILL"


@dataclass(frozen=True, slots=True)
class ClaimStay:
    """
    A claim on this sale, as the unit's history needs it.

    Attributes:
        state: As known now; a history of an earlier moment shows what ended since as open.
        closed_on: The day on which it reached an end state, and `closed_at` the moment.
        layer: The layer that answered when it was filed; a repair under it may lengthen it (W5).
    """

    id: str
    number: str
    state: ClaimState
    opened_on: date
    opened_at: datetime
    closed_on: date | None = None
    closed_at: datetime | None = None
    resolution: Resolution | None = None
    layer: Layer | None = None


class ReturnState(StrEnum):
    """The states of one returned item (V4)."""

    AUTHORISED = "AUTHORISED"
    RECEIVED = "RECEIVED"
    DISPOSED = "DISPOSED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class ReturnStay:
    """
    A return of this item, as the unit's history needs it: while it is not closed, the unit is on its way (V2).

    Whether it came back for good is told by the end of the registration (V5).
    """

    id: str
    number: str
    state: ReturnState
    authorised_on: date
    authorised_at: datetime
    closed_on: date | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AfterSales:
    """Everything that is on record of a sale besides its documents; each list in order of its recording."""

    voids: tuple[Void, ...] = ()
    starts: tuple[Start, ...] = ()
    covers: tuple[UnitCover, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    claims: tuple[ClaimStay, ...] = ()
    returns: tuple[ReturnStay, ...] = ()
    replaced_by: Replacement | None = None
    replaces: Replacement | None = None


NOTHING_AFTER: Final = AfterSales()


def after_as_known(after: AfterSales, known_at: datetime) -> AfterSales:
    """The same as it was recorded at a moment (W11)."""
    if after is NOTHING_AFTER:
        return after
    return AfterSales(
        voids=tuple(_void(each, known_at) for each in after.voids if each.recorded_at <= known_at),
        starts=tuple(
            replace(each, withdrawn_at=_by(each.withdrawn_at, known_at))
            for each in after.starts
            if each.recorded_at <= known_at
        ),
        covers=tuple(
            replace(each, withdrawn_at=_by(each.withdrawn_at, known_at))
            for each in after.covers
            if each.recorded_at <= known_at
        ),
        transfers=tuple(each for each in after.transfers if each.recorded_at <= known_at),
        claims=tuple(_claim(each, known_at) for each in after.claims if each.opened_at <= known_at),
        returns=tuple(_return(each, known_at) for each in after.returns if each.authorised_at <= known_at),
        replaced_by=_replacement(after.replaced_by, known_at),
        replaces=_replacement(after.replaces, known_at),
    )


def _by(moment: datetime | None, known_at: datetime) -> datetime | None:
    return None if moment is None or moment > known_at else moment


def _void(void: Void, known_at: datetime) -> Void:
    return replace(void, lifted_at=_by(void.lifted_at, known_at))


def _claim(claim: ClaimStay, known_at: datetime) -> ClaimStay:
    if claim.closed_at is None or claim.closed_at <= known_at:
        return claim
    return replace(claim, state=ClaimState.OPEN, closed_on=None, closed_at=None, resolution=None)


def _return(stay: ReturnStay, known_at: datetime) -> ReturnStay:
    if stay.closed_at is None or stay.closed_at <= known_at:
        return stay
    return replace(stay, state=ReturnState.AUTHORISED, closed_on=None, closed_at=None)


def _replacement(replacement: Replacement | None, known_at: datetime) -> Replacement | None:
    return None if replacement is None or replacement.recorded_at > known_at else replacement
