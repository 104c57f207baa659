"""The part of the query root that asks across sales: lineage and recalls."""

import strawberry

from graph_api.api.context import Info
from graph_api.api.recalling import Recall, RecallOf, recall_of
from graph_api.api.root import root
from graph_api.api.tracing import Depth, Kinds, Most, Start, Way, follow
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
