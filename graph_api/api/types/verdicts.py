"""
Verdicts with their proof (W10, V2).

These types have the attributes of the domain's values and are resolved on those values themselves, so that an answer
with all its reasons is not copied; `shown` says so to the type checker. A test compares the two.
"""

from datetime import date, datetime
from typing import Any, TypeVar, cast

import strawberry

from graph_api.api.ids import make_id
from graph_api.domain import aftersales, returns, verdicts, warranty
from graph_api.domain.terms import CoverageKind, Layer, StartBasis
from graph_api.domain.verdicts import EvidenceKind, Fact
from graph_api.domain.warranty import WarrantyStatus

T = TypeVar("T")

_NODES = {
    EvidenceKind.PACKING_SLIP: "PackingSlip",
    EvidenceKind.INVOICE: "Invoice",
    EvidenceKind.SALES_ORDER: "SalesOrder",
    EvidenceKind.WARRANTY_TERM: "WarrantyTerm",
    EvidenceKind.RETURN_POLICY: "ReturnPolicy",
    EvidenceKind.REGISTRATION: "Registration",
    EvidenceKind.WARRANTY_VOID: "WarrantyVoid",
    EvidenceKind.WARRANTY_START: "WarrantyStart",
    EvidenceKind.UNIT_COVER: "UnitCover",
    EvidenceKind.OWNERSHIP_TRANSFER: "OwnershipTransfer",
    EvidenceKind.CLAIM: "Claim",
    EvidenceKind.REPLACEMENT: "Registration",
}


def shown(kind: type[T], value: Any) -> T:  # noqa: ARG001 -- it is for the type checker alone
    """A value of the domain in the place of the GraphQL type that has its attributes."""
    return cast("T", value)


def _evidence_id(root: strawberry.Parent[verdicts.Evidence]) -> strawberry.ID:
    return make_id(_NODES[root.kind], root.id)


def _term_id(root: strawberry.Parent[verdicts.VersionUsed]) -> strawberry.ID:
    return make_id("WarrantyTerm", root.id)


def _unit_id(root: strawberry.Parent[aftersales.Replacement]) -> strawberry.ID:
    return make_id("Unit", root.unit_id)


def _registration_id(root: strawberry.Parent[aftersales.Replacement]) -> strawberry.ID:
    return make_id("Registration", root.registration_id)


def _policy_id(root: strawberry.Parent[verdicts.VersionUsed]) -> strawberry.ID:
    return make_id("ReturnPolicy", root.id)


@strawberry.type(description="One condition of a rule, and whether it was met on the day asked.")
class Reason:
    """A fact that can be read aloud."""

    rule: str = strawberry.field(description="The rule that asks for it, as the documentation numbers them: `W3`.")
    fact: Fact = strawberry.field(description="Which condition it is.")
    statement: str = strawberry.field(description="The fact in one sentence, with its documents and days; no person.")
    on: date | None = strawberry.field(
        description="The day of the fact itself, not the day asked; null if it has none."
    )
    held: bool = strawberry.field(description="Whether the condition was met on the day asked.")


@strawberry.type(description="A record that was walked to reach a verdict.")
class Evidence:
    """What to look at for proof."""

    kind: EvidenceKind = strawberry.field(description="What kind of record.")
    id = strawberry.field(resolver=_evidence_id, description="Its global id, for `node`.")
    number: str | None = strawberry.field(
        description="Its number, or a registration's serial number; null for what has none, such as a draft."
    )
    day: date | None = strawberry.field(
        description="Its day, or the first day of what it gives; null for a draft and for a registration."
    )


@strawberry.type(description="The nearest fact that would change an answer.")
class NearestChange:
    """What to wait for, or to do."""

    fact: str = strawberry.field(description="What would change it, in one sentence.")
    on: date | None = strawberry.field(
        description="The first day with another answer; null if it has not happened yet."
    )


@strawberry.type(description="The version of a warranty term that a sale is held to for good (W1).")
class WarrantyTermUsed:
    """Which term, without what it says."""

    id = strawberry.field(resolver=_term_id, description="The global id of the version, for `node`.")
    number: str = strawberry.field(description="The term's number.")
    version: int = strawberry.field(description="Which version.")
    source: str | None = strawberry.field(description="What it is taken from, such as a law; null where it says none.")


@strawberry.type(description="The version of a return policy that a sale is held to for good (V1).")
class ReturnPolicyUsed:
    """Which policy, without what it says."""

    id = strawberry.field(resolver=_policy_id, description="The global id of the version, for `node`.")
    number: str = strawberry.field(description="The policy's number.")
    version: int = strawberry.field(description="Which version.")


@strawberry.type(description="The layer that answers for one kind of cover on the day asked (W4, W5).")
class KindVerdict:
    """What is paid for, and until when."""

    kind: CoverageKind = strawberry.field(description="What is paid for.")
    status: WarrantyStatus = strawberry.field(description="`COVERED`, `NOT_STARTED`, `VOID` or `EXPIRED`.")
    layer: Layer = strawberry.field(description="The warranty that answers.")
    percentage: int = strawberry.field(description="The share of the cost that it pays, in whole percent.")
    term: WarrantyTermUsed | None = strawberry.field(
        description="The version of the term; null for cover of this sale alone."
    )
    contract: str | None = strawberry.field(
        description="The number of the contract or the decision that covers this sale alone; null under a term."
    )
    start_basis: StartBasis | None = strawberry.field(
        description="The event that starts it; null for cover of this sale alone, which has a first day of its own."
    )
    first_day: date | None = strawberry.field(description="The first covered day; null before it has started.")
    last_day: date | None = strawberry.field(description="The last covered day; null before it has started.")
    days_left: int | None = strawberry.field(
        description="Last day minus day asked, 0 on the last; null if not covered."
    )


@strawberry.type(description="The unit at the other end of a replacement (W7).")
class Replacement:
    """What came for a unit, or what it came for."""

    unit_id = strawberry.field(resolver=_unit_id, description="The global id of that unit, for `node`.")
    registration_id = strawberry.field(
        resolver=_registration_id, description="The global id of the registration that put it on its documents."
    )
    serial_number: str = strawberry.field(description="Its serial number.")
    on: date = strawberry.field(description="The business day of the swap.")
    recorded_at: datetime = strawberry.field(description="When it was recorded, in UTC.")


@strawberry.type(
    description="Whether a warranty covers a unit on a day, with the proof (W10). It is an answer, always."
)
class WarrantyVerdict:
    """Overall, and for each kind of cover."""

    status: WarrantyStatus = strawberry.field(description="The answer: the best of the kinds.")
    valid_at: date = strawberry.field(description="The business day asked about.")
    known_at: datetime | None = strawberry.field(
        description="The moment by whose knowledge it is answered (W11); null for all that is known."
    )
    reasons: list[Reason] = strawberry.field(description="Every condition that was looked at, met or not.")
    evidence: list[Evidence] = strawberry.field(description="Every record that was walked.")
    kinds: list[KindVerdict] = strawberry.field(description="The answer for each kind of cover; empty without any.")
    layer: Layer | None = strawberry.field(description="The warranty that answers overall; null without one.")
    term: WarrantyTermUsed | None = strawberry.field(
        description="Its term; null where none was in force, and for cover of this sale alone."
    )
    contract: str | None = strawberry.field(
        description="The number of the contract or the decision that covers this sale alone; null under a term."
    )
    replaced_by: Replacement | None = strawberry.field(
        description="The unit that came for this one, where that is the answer (W7); else null."
    )
    first_day: date | None = strawberry.field(description="Its first covered day; null before it has started.")
    last_day: date | None = strawberry.field(description="Its last covered day; null before it has started.")
    days_left: int | None = strawberry.field(
        description="Last day minus day asked, 0 on the last; null if not covered."
    )
    would_change: NearestChange | None = strawberry.field(
        description="What would change this answer next; null if nothing."
    )


@strawberry.type(description="Whether a unit may come back on a day, with every condition that it meets or fails (V2).")
class ReturnEligibility:
    """The answer, always."""

    may_return: bool = strawberry.field(description="Whether every condition is met.")
    valid_at: date = strawberry.field(description="The business day asked about.")
    known_at: datetime | None = strawberry.field(
        description="The moment by whose knowledge it is answered (W11); null for all that is known."
    )
    reasons: list[Reason] = strawberry.field(description="Every condition that was looked at, met or not.")
    evidence: list[Evidence] = strawberry.field(description="Every record that was walked.")
    policy: ReturnPolicyUsed | None = strawberry.field(description="The policy; null where none was in force.")
    last_day: date | None = strawberry.field(
        description="The last day of the return window; null where none is counted."
    )
    days_left: int | None = strawberry.field(description="Last day minus day asked, 0 on the last; null if not open.")
    would_change: NearestChange | None = strawberry.field(
        description="What would change this answer next; null if nothing."
    )


MIRRORED = (
    (Reason, verdicts.Reason),
    (Evidence, verdicts.Evidence),
    (NearestChange, verdicts.NearestChange),
    (WarrantyTermUsed, verdicts.TermUsed),
    (ReturnPolicyUsed, verdicts.VersionUsed),
    (KindVerdict, warranty.KindVerdict),
    (Replacement, aftersales.Replacement),
    (WarrantyVerdict, warranty.WarrantyVerdict),
    (ReturnEligibility, returns.ReturnEligibility),
)
"""Each type with the domain's value that stands in its place."""
