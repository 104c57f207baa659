"""Items of a range of days with what stands of their lineage: counted, or those that lack something."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, LiteralString

from graph_api.domain.analysing import SoldWithin
from graph_api.domain.documents import DocumentKind
from graph_api.domain.gaps import GapFacts, GapScore, LineageGap, LineageGapKind, score
from graph_api.domain.views import PageOf
from graph_api.store.analysing import OF_SALES, meant
from graph_api.store.bolt import Runs
from graph_api.store.fragments import day
from graph_api.store.statement import Mode, Row, Statement

_STANDING: Final[LiteralString] = (
    """
    CALL () {
        MATCH (document:PackingSlip) WHERE document.day >= $first AND document.day < $before
        MATCH (document)-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration)
        RETURN document, line, r
      UNION
        MATCH (document:Invoice) WHERE document.day >= $first AND document.day < $before
        MATCH (document)-[:HAS]->(line:InvoiceLine) WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        MATCH (line)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL]-(r:Registration)
        RETURN document, line, r
      UNION
        MATCH (document:PackingSlip {state: 'DRAFT'})
        WHERE document.createdAt >= $firstMoment AND document.createdAt < $beforeMoment
        MATCH (document)-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration)
        RETURN document, line, r
      UNION
        MATCH (document:Invoice {state: 'DRAFT'})
        WHERE document.createdAt >= $firstMoment AND document.createdAt < $beforeMoment
        MATCH (document)-[:HAS]->(line:InvoiceLine) WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        MATCH (line)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL]-(r:Registration)
        RETURN document, line, r
    }
    WITH * WHERE r.endedAt IS NULL AND r.id > $after
"""
    + OF_SALES
    + """
    WITH *, document.postedAt IS NOT NULL AS posted, document:PackingSlip AS slip, r.holds IS NOT NULL AS named,
         EXISTS {
        MATCH (r)-[billed:ON_INVOICE WHERE billed.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(bill:Invoice)
        WHERE bill.postedAt IS NOT NULL } AS invoiced
"""
)


def _score(row: Row | None) -> GapScore:
    return score((GapFacts(*facts), items) for *facts, items in (row["counted"] if row else ()))


def _gap(values: Sequence[Any]) -> LineageGap:
    key, facts, unit, serial, product, kind, document, number, on, *more = values
    named = (GapFacts(*facts), unit, serial, product, DocumentKind(kind), document, number)
    return LineageGap(key, *named, day(on), *more)


SCORE_GAPS: Final = Statement(
    name="score_lineage_gaps",
    mode=Mode.READ,
    text=_STANDING
    + """
    WITH posted, slip, invoiced, named, count(*) AS items
    RETURN collect([posted, slip, invoiced, named, items]) AS counted
    """,
    decode=_score,
    analytic=True,
)
LIST_GAPS: Final = Statement(
    name="list_lineage_gaps",
    mode=Mode.READ,
    text=_STANDING
    + """
    WITH * WHERE ('NEVER_POSTED' IN $kinds AND NOT posted) OR ('WITHOUT_SLIP' IN $kinds AND posted AND NOT slip)
      OR ('WITHOUT_INVOICE' IN $kinds AND posted AND NOT invoiced) OR ('NOT_READABLE' IN $kinds AND NOT named)
    WITH * ORDER BY r.id LIMIT $most
    OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    OPTIONAL MATCH (r)-[billed:ON_INVOICE WHERE billed.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(bill:Invoice)
    WHERE bill.postedAt IS NOT NULL
    WITH * ORDER BY r.id
    RETURN collect([r.id, [posted, slip, invoiced, named], unit.id, unit.serialNumber, product.number,
                    CASE WHEN slip THEN 'PACKING_SLIP' ELSE 'INVOICE' END, document.id, document.number,
                    toString(document.day), order.number, customer.number, bill.id, bill.number]) AS gaps
    """,
    decode=lambda row: [] if row is None else [_gap(each) for each in row["gaps"]],
    analytic=True,
)


class GapReads(Runs):
    """Looking for gaps in the lineage of what was sold."""

    async def score_gaps(self, sold: SoldWithin, drafted: tuple[datetime, datetime]) -> GapScore:
        """
        How whole the lineage of a range of days is.

        Args:
            drafted: The moments from which and before which a draft counts.
        """
        return await self.run(SCORE_GAPS, **_asked(sold, drafted), after="")

    async def list_gaps(
        self, sold: SoldWithin, drafted: tuple[datetime, datetime], kinds: Sequence[LineageGapKind], page: PageOf
    ) -> list[LineageGap]:
        """Items that lack one of these, in order of registration."""
        asked = {"kinds": [kind.value for kind in kinds], "after": page.after, "most": page.first}
        return await self.run(LIST_GAPS, **_asked(sold, drafted), **asked)


def _asked(sold: SoldWithin, drafted: tuple[datetime, datetime]) -> dict[str, Any]:
    first, before = drafted
    return meant(sold) | {"firstMoment": first, "beforeMoment": before}
