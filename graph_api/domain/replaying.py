"""
What would have been answered, had a draft been in force at the sale: policy replay. Source: rules W1 and V1.

The draft counts as published before every sale. A sale is answered for twice, as it is held and as it would be; where
the draft does not change what it is held to, nothing can differ. Nothing here is written down.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from graph_api.domain.lineage import Registration, UnitHistory
from graph_api.domain.returns import decide_return
from graph_api.domain.terms import (
    Buyers,
    CoverageKind,
    Layer,
    ReturnPolicy,
    V,
    WarrantyTerm,
    in_force,
    scopes_of,
)
from graph_api.domain.versions import Candidates
from graph_api.domain.warranty import WarrantyStatus, decide_warranty

B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class ClaimedOn:
    """The claim that a sale is replayed for: the verdict is that of the day on which it was opened."""

    id: str
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Replayed:
    """
    One sale that is to be answered for twice.

    Attributes:
        key: Its place in the order in which sales are examined.
        registration_id: The sale; the unit may have had others.
        candidates: What was published that it may be held to, as far as the draft competes with it.
        claim: None where it is replayed for itself.
    """

    key: str
    history: UnitHistory
    registration_id: str
    candidates: Candidates
    claim: ClaimedOn | None = None


@dataclass(frozen=True, slots=True)
class KindBrief:
    """
    The answer for one kind of cover. Two that name different terms and say the same are equal.

    `term` is None where cover of the unit alone answers (W5).
    """

    kind: CoverageKind
    status: WarrantyStatus
    layer: Layer
    percentage: int
    last_day: date | None
    term: str | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class WarrantyBrief:
    """What a warranty verdict says, without its proof."""

    status: WarrantyStatus
    last_day: date | None
    kinds: tuple[KindBrief, ...]


@dataclass(frozen=True, slots=True)
class ReturnBrief:
    """What a return answer says, without its proof."""

    may_return: bool
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Difference(Generic[B]):
    """One sale that would have been answered for otherwise, on the day asked or on that of its claim."""

    replayed: Replayed
    sold_on: date
    valid_at: date
    before: B
    after: B


def replay_term(replayed: Replayed, draft: WarrantyTerm, valid_at: date) -> Difference[WarrantyBrief] | None:
    """What a draft of a warranty term would have changed for one sale; None where nothing (W1)."""
    sale = _registration(replayed)
    layer = [term for term in replayed.candidates.terms if term.layer is draft.layer]
    change = _choice(sale, replayed, layer, draft)
    if sale is None or change is None:
        return None
    others = tuple(term for term in sale.terms if term.layer is not draft.layer)
    changed = _with(replayed.history, replace(sale, terms=(*others, *change)))
    day = valid_at if replayed.claim is None else replayed.claim.day
    return _difference(replayed, sale, day, _warranty(replayed.history, day), _warranty(changed, day))


def replay_policy(replayed: Replayed, draft: ReturnPolicy, valid_at: date) -> Difference[ReturnBrief] | None:
    """What a draft of a return policy would have changed for one sale; None where nothing (V1)."""
    sale = _registration(replayed)
    change = _choice(sale, replayed, replayed.candidates.policies, draft)
    if sale is None or change is None:
        return None
    changed = _with(replayed.history, replace(sale, policies=tuple(change)))
    day = valid_at if replayed.claim is None else replayed.claim.day
    return _difference(replayed, sale, day, _return(replayed.history, day), _return(changed, day))


def _registration(replayed: Replayed) -> Registration | None:
    return next((r for r in replayed.history.registrations if r.id == replayed.registration_id), None)


def _choice(sale: Registration | None, replayed: Replayed, published: Iterable[V], draft: V) -> tuple[V, ...] | None:
    """What the sale would be held to: nothing, or one version; None where the draft leaves the choice as it was."""
    if sale is None or sale.begun is None:
        return None
    day, posted_at = sale.begun
    customer = sale.order.customer
    ranked = scopes_of(replayed.history.product.number, replayed.candidates.categories, customer.number)
    buyer = Buyers(customer.country, customer.buyer_kind)
    known = [version for version in published if version.published_at <= posted_at]
    was = in_force(known, ranked, day, draft.published_at, buyer)
    would_be = in_force([*known, draft], ranked, day, draft.published_at, buyer)
    if would_be == was:
        return None
    return () if would_be is None else (would_be,)


def _with(history: UnitHistory, changed: Registration) -> UnitHistory:
    registrations = tuple(changed if each.id == changed.id else each for each in history.registrations)
    return replace(history, registrations=registrations)


def _warranty(history: UnitHistory, day: date) -> WarrantyBrief:
    verdict = decide_warranty(history, day)
    kinds = (
        KindBrief(
            each.kind,
            each.status,
            each.layer,
            each.percentage,
            each.last_day,
            None if each.term is None else each.term.number,
        )
        for each in verdict.kinds
    )
    return WarrantyBrief(verdict.status, verdict.last_day, tuple(kinds))


def _return(history: UnitHistory, day: date) -> ReturnBrief:
    answer = decide_return(history, day)
    return ReturnBrief(answer.may_return, answer.last_day)


def _difference(replayed: Replayed, sale: Registration, day: date, before: B, after: B) -> Difference[B] | None:
    if before == after or sale.begun is None:
        return None
    return Difference(replayed, sale.begun[0], day, before, after)
