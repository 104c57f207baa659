"""Units that carry one of many candidates, each sought by the index of serial numbers."""

from collections.abc import Sequence
from typing import Final

from graph_api.domain.near_misses import NearMiss, NearMissQuestion, UnitLike, candidates, ranked
from graph_api.store.bolt import Runs
from graph_api.store.statement import Mode, Row, Statement


def _found(row: Row | None) -> list[tuple[UnitLike, ...]]:
    return [tuple(UnitLike(*each) for each in found) for found in (row["found"] if row else ())]


UNITS_LIKE: Final = Statement(
    name="units_like",
    mode=Mode.READ,
    # Many products may share a candidate: those of the one that was named are looked at first.
    text="""
    UNWIND range(0, size($asked) - 1) AS place
    WITH place, $asked[place] AS asked
    CALL (asked) {
        UNWIND asked.keys AS key
        MATCH (unit:Unit) WHERE unit.serialKey = key
        WITH asked, unit ORDER BY coalesce(unit.product = asked.product, false) DESC, unit.id LIMIT 200
        WITH unit, asked.customer AS customer,
             [(unit)<-[:OF]-(:Registration)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(:OrderLine)<-[:HAS]-(:SalesOrder)
                    -[:PLACED_BY]->(buyer:Customer) | buyer.number]
             + [(unit)<-[:OF]-(:Registration)<-[:ON_SALE]-(:OwnershipTransfer)-[:TO]->(owner:Customer) | owner.number]
             AS owners
        RETURN collect([unit.id, unit.serialKey, unit.product, coalesce(customer IN owners, false)]) AS alike
    }
    WITH place, alike ORDER BY place
    RETURN collect(alike) AS found
    """,
    decode=_found,
)


class NearMissReads(Runs):
    """Looking for what may have been meant."""

    async def near_misses(self, questions: Sequence[NearMissQuestion]) -> list[tuple[NearMiss, ...]]:
        """For each question the ten units that are likeliest meant: one statement, however many questions."""
        ways = [candidates(each.key, each.product) for each in questions]
        asked = [
            {"keys": list(way), "product": each.product, "customer": each.customer}
            for each, way in zip(questions, ways, strict=True)
        ]
        found = await self.run(UNITS_LIKE, asked=asked)
        return [ranked(*each) for each in zip(questions, ways, found, strict=True)]
