"""What a draft of a term or a policy would have changed: the differences, and how many there are (W1, V1)."""

from datetime import date
from typing import Self

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.ids import make_id
from graph_api.api.refusals import Refusal, refusal
from graph_api.domain import replaying
from graph_api.domain.replaying import Difference, ReturnBrief, WarrantyBrief
from graph_api.domain.terms import CoverageKind, Layer
from graph_api.domain.warranty import WarrantyStatus
from graph_api.services.replaying import Replay


@strawberry.type(description="The unit, and the sale or the claim, that an answer is about.")
class ReplayedSale:
    """Which one it is."""

    unit_id: strawberry.ID = strawberry.field(description="The unit's global id, for `node`.")
    serial_number: str = strawberry.field(description="The unit's serial number.")
    product: str = strawberry.field(description="The product's number.")
    order: str = strawberry.field(description="The number of the sales order.")
    sold_on: date = strawberry.field(description="The day of sale.")
    claim_id: strawberry.ID | None = strawberry.field(
        description="The claim's global id; null where the sale is replayed for itself."
    )
    claim_number: str | None = strawberry.field(description="The claim's number.")
    valid_at: date = strawberry.field(
        description="The day that both answers are for: that of the claim, or the one asked."
    )

    @classmethod
    def of(cls, told: Difference[WarrantyBrief] | Difference[ReturnBrief]) -> Self:
        unit, claim = told.replayed.history, told.replayed.claim
        order = next(r.order for r in unit.registrations if r.id == told.replayed.registration_id)
        return cls(
            unit_id=make_id("Unit", unit.id),
            serial_number=unit.serial_number,
            product=unit.product.number,
            order=order.number,
            sold_on=told.sold_on,
            claim_id=None if claim is None else make_id("Claim", claim.id),
            claim_number=None if claim is None else claim.number,
            valid_at=told.valid_at,
        )


@strawberry.type(description="The answer for one kind of cover.")
class ReplayedKind:
    """What is paid for, and until when."""

    kind: CoverageKind = strawberry.field(description="What is paid for.")
    status: WarrantyStatus = strawberry.field(description="`COVERED`, `NOT_STARTED`, `VOID` or `EXPIRED`.")
    layer: Layer = strawberry.field(description="The warranty that answers.")
    percentage: int = strawberry.field(description="The share of the cost that it pays, in whole percent.")
    last_day: date | None = strawberry.field(description="The last covered day; null before it has started.")
    term: str | None = strawberry.field(
        description="The number of the term, which may be the draft's; null where cover of the unit alone answers."
    )

    @classmethod
    def of(cls, told: replaying.KindBrief) -> Self:
        return cls(
            kind=told.kind,
            status=told.status,
            layer=told.layer,
            percentage=told.percentage,
            last_day=told.last_day,
            term=told.term,
        )


@strawberry.type(description="A warranty answer without its proof.")
class ReplayedWarranty:
    """Overall, and for each kind of cover."""

    status: WarrantyStatus = strawberry.field(description="The answer: the best of the kinds.")
    last_day: date | None = strawberry.field(description="The last covered day; null where there is none.")
    kinds: list[ReplayedKind] = strawberry.field(description="The answer for each kind of cover.")

    @classmethod
    def of(cls, told: WarrantyBrief) -> Self:
        return cls(status=told.status, last_day=told.last_day, kinds=[ReplayedKind.of(each) for each in told.kinds])


@strawberry.type(description="A return answer without its proof.")
class ReplayedReturn:
    """Whether it may come back, and until when."""

    may_return: bool = strawberry.field(description="Whether every condition is met.")
    last_day: date | None = strawberry.field(description="The window's last day; null where none is counted.")

    @classmethod
    def of(cls, told: ReturnBrief) -> Self:
        return cls(may_return=told.may_return, last_day=told.last_day)


@strawberry.type(description="A sale or a claim with another warranty answer under the draft.")
class WarrantyDifference:
    """Both answers."""

    sale: ReplayedSale = strawberry.field(description="What both answers are about.")
    before: ReplayedWarranty = strawberry.field(description="The answer as the sale is held.")
    after: ReplayedWarranty = strawberry.field(description="The answer under the draft.")

    @classmethod
    def of(cls, told: Difference[WarrantyBrief]) -> Self:
        return cls(
            sale=ReplayedSale.of(told), before=ReplayedWarranty.of(told.before), after=ReplayedWarranty.of(told.after)
        )


@strawberry.type(description="A sale or a claim with another return answer under the draft.")
class ReturnDifference:
    """Both answers."""

    sale: ReplayedSale = strawberry.field(description="What both answers are about.")
    before: ReplayedReturn = strawberry.field(description="The answer as the sale is held.")
    after: ReplayedReturn = strawberry.field(description="The answer under the draft.")

    @classmethod
    def of(cls, told: Difference[ReturnBrief]) -> Self:
        return cls(
            sale=ReplayedSale.of(told), before=ReplayedReturn.of(told.before), after=ReplayedReturn.of(told.after)
        )


@strawberry.type(description="How many differences lead from one status to another; equal ones differ in their days.")
class StatusChange:
    """A count."""

    before: WarrantyStatus = strawberry.field(description="As it is.")
    after: WarrantyStatus = strawberry.field(description="As it would be.")
    count: int = strawberry.field(description="How many sales or claims.")


@strawberry.type(description="How many differences lead from one answer to another; equal ones differ in their days.")
class ReturnChange:
    """A count."""

    before: bool = strawberry.field(description="Whether it may come back.")
    after: bool = strawberry.field(description="Whether it might.")
    count: int = strawberry.field(description="How many sales or claims.")


@strawberry.interface(description="What trying a draft found. Nothing is written, and no sale is held to it.")
class PolicyReplay:
    """The part that both kinds have in common."""

    refusals: list[Refusal] = strawberry.field(
        description="Why the draft could not be published, or the range not read; then nothing is examined."
    )
    examined: int = strawberry.field(description="How many sales or claims were looked at, behind the cursor if given.")
    truncated: bool = strawberry.field(
        description="Whether there is more than one call examines: the differences' last cursor goes on behind it."
    )


@strawberry.type(description="What a draft of a warranty term would have changed (W1).")
class WarrantyTermReplay(PolicyReplay):
    """Counts of all that was examined, and a page of the differences."""

    changes: list[StatusChange] = strawberry.field(description="The differences, counted, the most frequent first.")
    differences: Connection[WarrantyDifference] = strawberry.field(
        description="The differences, by day; go on with `endCursor` while `hasNextPage` is true."
    )

    @classmethod
    def of(cls, told: Replay[WarrantyBrief], page: Page) -> Self:
        nodes = [(each.replayed.key, WarrantyDifference.of(each)) for each in told.differences[: page.fetch.first]]
        return cls(
            refusals=[refusal(each) for each in told.refusals],
            examined=told.examined,
            truncated=told.truncated,
            changes=[StatusChange(before=b, after=a, count=n) for b, a, n in told.changes(lambda each: each.status)],
            differences=page.of(nodes, last=told.last_key if told.truncated else None),
        )


@strawberry.type(description="What a draft of a return policy would have changed (V1).")
class ReturnPolicyReplay(PolicyReplay):
    """Counts of all that was examined, and a page of the differences."""

    changes: list[ReturnChange] = strawberry.field(description="The differences, counted, the most frequent first.")
    differences: Connection[ReturnDifference] = strawberry.field(
        description="The differences, by day; go on with `endCursor` while `hasNextPage` is true."
    )

    @classmethod
    def of(cls, told: Replay[ReturnBrief], page: Page) -> Self:
        nodes = [(each.replayed.key, ReturnDifference.of(each)) for each in told.differences[: page.fetch.first]]
        return cls(
            refusals=[refusal(each) for each in told.refusals],
            examined=told.examined,
            truncated=told.truncated,
            changes=[
                ReturnChange(before=b, after=a, count=n) for b, a, n in told.changes(lambda each: each.may_return)
            ],
            differences=page.of(nodes, last=told.last_key if told.truncated else None),
        )
