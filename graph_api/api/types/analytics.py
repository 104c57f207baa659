"""Sales analytics: counts of sales that have something in common, and how long units stay without a claim."""

from typing import Self

import strawberry

from graph_api.api.refusals import Refusal
from graph_api.api.types.enums import describe
from graph_api.domain import analysing, survival
from graph_api.domain.analysing import SalesDimension

describe(
    SalesDimension,
    "What sales are counted by.",
    {
        SalesDimension.PRODUCT: "The product, by its number.",
        SalesDimension.CATEGORY: "The product's own category, by its number.",
        SalesDimension.CUSTOMER: "The customer who bought, by the number.",
        SalesDimension.MONTH: "The month of sale, such as `2026-03`.",
        SalesDimension.CHANNEL: "What shipped it: `PACKING_SLIP`, or `INVOICE_ALONE` as over the counter (D8, P1).",
    },
)


@strawberry.type(
    description="What sales come to that have something in common. What came for another unit counts there."
)
class SalesCount:
    """Counts of one group."""

    keys: list[str | None] = strawberry.field(
        description="What they have in common, in the order of `by`; null for what has none, such as a category. Empty "
        "for the rest and for all of them."
    )
    registered: int = strawberry.field(
        description="Items that were sold with a registration. What was reversed, or credited without a packing slip, "
        "was no sale."
    )
    not_readable: int = strawberry.field(description="How many of them are not readable (R4).")
    claims: int = strawberry.field(description="Claims on them, or on what came for them; cancelled ones do not count.")
    claimed_units: int = strawberry.field(description="How many of them were claimed at all.")
    returns: int = strawberry.field(description="Returns of them that were neither refused nor cancelled.")
    median_days_to_claim: int | None = strawberry.field(
        description="Days from the sale by which half of the claimed units had their first claim; null without claims."
    )
    p90_days_to_claim: int | None = strawberry.field(
        description="Days from the sale by which nine of ten claimed units had their first claim; null without claims."
    )

    @classmethod
    def of(cls, told: analysing.SalesCount) -> Self:
        return cls(
            keys=list(told.keys),
            registered=told.registered,
            not_readable=told.not_readable,
            claims=told.claims,
            claimed_units=told.claimed,
            returns=told.returns,
            median_days_to_claim=told.median_days,
            p90_days_to_claim=told.p90_days,
        )


@strawberry.type(description="Sales of a range of days, counted by what they have in common. No term has a say in it.")
class SalesAnalytics:
    """The largest groups, the rest and all."""

    refusals: list[Refusal] = strawberry.field(
        description="Everything that is wrong with the question; then nothing is counted."
    )
    groups: list[SalesCount] = strawberry.field(description="The largest groups, by items sold.")
    rest: SalesCount | None = strawberry.field(description="All other groups as one; null where there is none.")
    total: SalesCount | None = strawberry.field(description="All of them; null where the question is refused.")
    group_count: int = strawberry.field(description="How many groups there are.")

    @classmethod
    def of(cls, told: analysing.SalesFigures) -> Self:
        return cls(
            refusals=[],
            groups=[SalesCount.of(each) for each in told.groups],
            rest=None if told.rest is None else SalesCount.of(told.rest),
            total=SalesCount.of(told.total),
            group_count=told.group_count,
        )

    @classmethod
    def refused(cls, refusals: list[Refusal]) -> Self:
        return cls(refusals=refusals, groups=[], rest=None, total=None, group_count=0)


@strawberry.type(description="One month after the sale, in which a unit was claimed or last seen.")
class SurvivalPoint:
    """A step of a curve."""

    month: int = strawberry.field(description="Whole months since the sale; 0 is the first.")
    at_risk: int = strawberry.field(
        description="Units without a claim before it that could still be seen when it began."
    )
    claims: int = strawberry.field(description="Units whose first claim came in it.")
    censored: int = strawberry.field(
        description="Units that were last seen in it without a claim: sold a short time ago, or their sale ended."
    )
    without_claim: float = strawberry.field(
        description="The share without a claim at its end, 0 to 1 (Kaplan and Meier): it stays so until the next point."
    )

    @classmethod
    def of(cls, told: survival.SurvivalPoint) -> Self:
        return cls(
            month=told.month,
            at_risk=told.at_risk,
            claims=told.claims,
            censored=told.censored,
            without_claim=told.without_claim,
        )


@strawberry.type(description="How long units of one cohort stay without a claim.")
class SurvivalCurve:
    """The points of a curve."""

    cohort: str = strawberry.field(description="What they have in common; empty for all, the rest and what has none.")
    units: int = strawberry.field(description="Units that are looked at.")
    claimed: int = strawberry.field(description="How many of them were claimed by the day asked.")
    points: list[SurvivalPoint] = strawberry.field(
        description="The months in which something happened; in all others the share stays as it was."
    )

    @classmethod
    def of(cls, told: survival.SurvivalCurve) -> Self:
        return cls(
            cohort=told.cohort,
            units=told.units,
            claimed=told.claimed,
            points=[SurvivalPoint.of(each) for each in told.points],
        )


@strawberry.type(description="How long sold units stay without a claim, cohort by cohort. No term has a say in it.")
class ClaimSurvival:
    """The largest cohorts and the rest."""

    refusals: list[Refusal] = strawberry.field(
        description="Everything that is wrong with the question; then nothing is looked at."
    )
    cohorts: list[SurvivalCurve] = strawberry.field(description="The largest cohorts, by units.")
    rest: SurvivalCurve | None = strawberry.field(description="All other cohorts as one; null where there is none.")
    cohort_count: int = strawberry.field(description="How many cohorts there are.")

    @classmethod
    def of(cls, told: survival.Survival) -> Self:
        return cls(
            refusals=[],
            cohorts=[SurvivalCurve.of(each) for each in told.cohorts],
            rest=None if told.rest is None else SurvivalCurve.of(told.rest),
            cohort_count=told.cohort_count,
        )

    @classmethod
    def refused(cls, refusals: list[Refusal]) -> Self:
        return cls(refusals=refusals, cohorts=[], rest=None, cohort_count=0)
