"""The part of the query root that asks across sales: lineage, recalls and analytics."""

import strawberry

from graph_api.api.analysing import Cohorts, Dimensions, SeenAt, Sold, Top, analyse_sales, survive
from graph_api.api.context import Info
from graph_api.api.gaps import LineageGaps, gaps_in
from graph_api.api.recalling import Recall, RecallOf, recall_of
from graph_api.api.root import root
from graph_api.api.tracing import Depth, Kinds, Most, Start, Way, follow
from graph_api.api.types.analytics import ClaimSurvival, SalesAnalytics
from graph_api.api.types.lineage import Lineage
from graph_api.domain.duties import Duty
from graph_api.domain.tracing import LineageDirection


@strawberry.type
class Exploring:
    """What analysts and quality managers ask."""

    @root(
        Duty.READ_REGISTER,
        "What a record came from and what came of it: nodes and links, flat, in one statement; null where nothing has "
        "the id. Documents that were discarded, and numbers that were taken off a draft or corrected to others, are "
        "left out; what was reversed, credited or returned is told with its end.",
    )
    async def lineage(
        self,
        info: Info,
        start: Start,
        depth: Depth = 5,
        direction: Way = LineageDirection.BOTH,
        kinds: Kinds = None,
        most: Most = 1_000,
    ) -> Lineage | None:
        return await follow(info, start, depth, direction, kinds, most)

    @root(
        Duty.READ_REGISTER,
        "What was sold that a recall means, grouped by the document that shipped it: named units with where they are "
        "now, and between what bounds the number of affected items lies.",
    )
    async def recall(self, info: Info, filter: RecallOf) -> Recall:  # noqa: A002 -- what such an argument is called
        return recall_of(info, filter)

    @root(
        Duty.READ_REGISTER,
        "Sales of a range of days, counted by product, category, customer, month or channel: items registered and not "
        "readable, claims, returns, and how soon the first claim came.",
    )
    async def sales_analytics(self, info: Info, sold: Sold, by: Dimensions, top: Top = 20) -> SalesAnalytics:
        return await analyse_sales(info, sold, by, top)

    @root(
        Duty.READ_REGISTER,
        "The share of sold units without a claim by whole months since the sale, with how many could be seen. "
        "Cancelled claims do not count; a claim on what came for a unit counts as one on it.",
    )
    async def claim_survival(
        self, info: Info, sold: Sold, by: Cohorts = None, valid_at: SeenAt = None, top: Top = 20
    ) -> ClaimSurvival:
        return await survive(info, sold, by, valid_at, top)

    @root(
        Duty.READ_REGISTER,
        "Where the lineage of what was sold, or drafted, in a range of days has gaps: sold without a packing slip, "
        "shipped without an invoice, not readable, never posted. Only registrations that stand are looked at.",
    )
    async def lineage_gaps(self, sold: Sold) -> LineageGaps:
        return gaps_in(sold)
