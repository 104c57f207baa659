"""
A number that nobody registered may be ours all the same: that of a blank, or of a piece without a registration.

Source: W12. It is asked by staff who name the customer. What the customer holds unread is told with its documents, and
nothing is guessed: only filling the blank, or registering the number, makes it ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.returns import ReturnEligibility
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange, Reason
from graph_api.domain.warranty import WarrantyStatus, WarrantyVerdict

_EVIDENCE = {DocumentKind.PACKING_SLIP: EvidenceKind.PACKING_SLIP, DocumentKind.INVOICE: EvidenceKind.INVOICE}


MOST_DOCUMENTS: Final = 20
"""Documents that an answer names, the newest."""


@dataclass(frozen=True, slots=True)
class ReadSince:
    """
    Items that were unread once: filled or registered since, or of a sale that has ended.

    Attributes:
        not_readable: Whether they were blanks; else they had no registration.
        on: The day from which that counts; None for all days, as a number that is known was the item's all along.
    """

    items: int
    not_readable: bool
    on: date | None
    at: datetime

    def counts_for(self, day: date, known_at: datetime | None) -> bool:
        """Whether they were unread still on a day, as known at a moment (W11)."""
        return (known_at is not None and self.at > known_at) or (self.on is not None and self.on > day)


@dataclass(frozen=True, slots=True)
class UnreadItems:
    """
    Items of one product that a customer holds from one document without a known number.

    Attributes:
        kind: The packing slip, or the invoice without one, that shipped them.
        not_readable: Blanks that stand on it (R4).
        unregistered: Pieces that were shipped without a registration (T3).
        no_longer: What was unread on it once.
    """

    kind: DocumentKind
    document_id: str
    number: str
    day: date
    posted_at: datetime
    product: str
    not_readable: int
    unregistered: int
    no_longer: tuple[ReadSince, ...] = ()


def unread_on(items: Sequence[UnreadItems], day: date, known_at: datetime | None = None) -> tuple[UnreadItems, ...]:
    """Those that were shipped by a day and unread on it, as known at a moment (W11)."""
    shipped = (each for each in items if each.day <= day and (known_at is None or each.posted_at <= known_at))
    asked = (_counted(each, day, known_at) for each in shipped)
    return tuple(each for each in asked if each.not_readable + each.unregistered)[:MOST_DOCUMENTS]


def _counted(items: UnreadItems, day: date, known_at: datetime | None) -> UnreadItems:
    more = [each for each in items.no_longer if each.counts_for(day, known_at)]
    if not more:
        return items
    blanks = sum(each.items for each in more if each.not_readable)
    pieces = sum(each.items for each in more if not each.not_readable)
    return replace(items, not_readable=items.not_readable + blanks, unregistered=items.unregistered + pieces)


def possibly_covered(verdict: WarrantyVerdict, items: Sequence[UnreadItems]) -> WarrantyVerdict:
    """The verdict on a number that is not sold by us, where the customer holds unread items (W12)."""
    if verdict.status is not WarrantyStatus.NOT_SOLD_BY_US or not items:
        return verdict
    return replace(
        verdict,
        status=WarrantyStatus.POSSIBLY_OURS,
        reasons=(*verdict.reasons, *(_reason(each) for each in items)),
        evidence=(*verdict.evidence, *(_proof(each) for each in items)),
        would_change=_would_settle(items),
    )


def possibly_returnable(answer: ReturnEligibility, items: Sequence[UnreadItems]) -> ReturnEligibility:
    """Whether the same number may come back: not as this unit, though a blank may as a blank of its slip (V6)."""
    if not items or all(each.held for each in answer.reasons if each.fact is Fact.SOLD_BY_US):
        return answer
    return replace(
        answer,
        reasons=(*answer.reasons, *(_reason(each) for each in items)),
        evidence=(*answer.evidence, *(_proof(each) for each in items)),
        would_change=_would_settle(items),
    )


def _reason(items: UnreadItems) -> Reason:
    counted = [
        f"{count} {what}"
        for count, what in (
            (items.not_readable, "not readable"),
            (items.unregistered, "without a registration"),
        )
        if count
    ]
    shipped = f"{items.kind.words.capitalize()} {items.number} of {items.day} shipped {items.product} to this customer"
    statement = f"{shipped}: {' and '.join(counted)}."
    return Reason("W12", Fact.POSSIBLY_OURS, statement, items.day, held=True)


def _proof(items: UnreadItems) -> Evidence:
    return Evidence(_EVIDENCE[items.kind], items.document_id, items.number, items.day)


def _would_settle(items: Sequence[UnreadItems]) -> NearestChange:
    if any(each.not_readable for each in items):
        return NearestChange("Filling the blank that it belongs to would make it ours.", None)
    return NearestChange("Registering it on the invoice of its packing slip would make it ours.", None)
