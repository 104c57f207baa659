"""Lineage gaps through GraphQL: how whole the lineage of a range of days is, and which items lack what."""

from datetime import UTC, date, datetime, time
from typing import Annotated, TypeAlias

import strawberry

from graph_api.api.analysing import SoldInput
from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First, Page
from graph_api.api.context import Info
from graph_api.api.refusals import Refusal, refusal
from graph_api.api.types.fields import field
from graph_api.api.types.gaps import LineageGap, LineageGapScore
from graph_api.domain.analysing import SoldWithin
from graph_api.domain.gaps import LineageGapKind
from graph_api.services.analysing import SalesAsked, read_sales

Kinds: TypeAlias = Annotated[
    list[LineageGapKind] | None,
    strawberry.argument(description="Items that lack one of these; any of them where left out."),
]


@strawberry.type(description="Gaps in the lineage of what was sold in a range of days, or was drafted in it.")
class LineageGaps:
    """Each field is a statement of its own, so that a page does not count everything."""

    refusals: list[Refusal] = strawberry.field(
        description="Everything that is wrong with the question; then nothing is looked for, and the rest is empty."
    )
    sold: strawberry.Private[SoldWithin | None]

    @field("How many items lack what, and which share lacks nothing; null where the question is refused.")
    async def score(self, info: Info) -> LineageGapScore | None:
        if self.sold is None:
            return None
        return LineageGapScore.of(await info.context.office.graph.score_gaps(self.sold, _moments(info, self.sold)))

    @field("Items that lack something, in order of registration.")
    async def items(
        self, info: Info, kinds: Kinds = None, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[LineageGap]:
        page = Page(info.context, "lineageGaps", first, after)
        if self.sold is None:
            return page.of([])
        wanted = list(LineageGapKind) if kinds is None else kinds
        drafted = _moments(info, self.sold)
        found = await info.context.office.graph.list_gaps(self.sold, drafted, wanted, page.fetch)
        return page.of([(each.key, LineageGap.of(each)) for each in found])


def gaps_in(sold: SoldInput) -> LineageGaps:
    """Gaps whose fields are asked for one by one."""
    read = read_sales(SalesAsked(sold.sold_from, sold.sold_before, sold.product, sold.category, sold.customer))
    if isinstance(read, SoldWithin):
        return LineageGaps(refusals=[], sold=read)
    return LineageGaps(refusals=[refusal(each) for each in read], sold=None)


def _moments(info: Info, sold: SoldWithin) -> tuple[datetime, datetime]:
    """When the first of the days began, and the day before which they end (D9)."""
    zone = info.context.office.time_zone

    def begun(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return begun(sold.first), begun(sold.before)
