"""Sales analytics through GraphQL: counts by product, category, customer, month and channel, and survival by cohort."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph_api.api.context import Info
from graph_api.api.refusals import refusal
from graph_api.api.types.analytics import ClaimSurvival, SalesAnalytics
from graph_api.domain.analysing import SalesDimension, SoldWithin
from graph_api.domain.survival import survival
from graph_api.services.analysing import MOST_DAYS, MOST_GROUPS, SalesAsked, read_sales


@strawberry.input(description=f"Sales by their days, {MOST_DAYS} at most in one call; all of them, or what is named.")
class SoldInput:
    """Numbers are matched exactly."""

    sold_from: date = strawberry.field(description="The first day of sale.")
    sold_before: date = strawberry.field(description="The first day of sale that is not meant any more.")
    product: str | None = strawberry.field(default=None, description="Only this product, by its number.")
    category: str | None = strawberry.field(
        default=None, description="Only products of this category or of one within it, by its number."
    )
    customer: str | None = strawberry.field(default=None, description="Only what this customer bought, by the number.")


Sold: TypeAlias = Annotated[SoldInput, strawberry.argument(description="Which sales.")]
Dimensions: TypeAlias = Annotated[
    list[SalesDimension], strawberry.argument(description="What they are counted by: one dimension, or two together.")
]
Cohorts: TypeAlias = Annotated[
    SalesDimension | None,
    strawberry.argument(description="What makes a cohort; all units are one where left out."),
]
Top: TypeAlias = Annotated[
    int, strawberry.argument(description=f"How many of the largest are told, 1 to {MOST_GROUPS}; the rest is summed.")
]
SeenAt: TypeAlias = Annotated[
    date | None,
    strawberry.argument(description="The business day until which units are looked at; today where left out."),
]


async def analyse_sales(info: Info, sold: SoldInput, by: list[SalesDimension], top: int) -> SalesAnalytics:
    """Count sales by one dimension or two."""
    read = read_sales(_asked(sold, by, top))
    if not isinstance(read, SoldWithin):
        return SalesAnalytics.refused([refusal(each) for each in read])
    return SalesAnalytics.of(await info.context.office.graph.count_sales(read, by, top))


async def survive(
    info: Info, sold: SoldInput, by: SalesDimension | None, valid_at: date | None, top: int
) -> ClaimSurvival:
    """How long units stay without a claim."""
    read = read_sales(_asked(sold, [by or SalesDimension.PRODUCT], top))
    if not isinstance(read, SoldWithin):
        return ClaimSurvival.refused([refusal(each) for each in read])
    seen = await info.context.office.graph.see_sales(read, by, valid_at or info.context.today)
    return ClaimSurvival.of(survival(seen, top))


def _asked(sold: SoldInput, by: list[SalesDimension], top: int) -> SalesAsked:
    return SalesAsked(sold.sold_from, sold.sold_before, sold.product, sold.category, sold.customer, top, by)
