"""The named units of a recall, a page of each document, with what became of them."""

from collections.abc import Sequence
from typing import Any, Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.recall_views import RecallUnit, SoldOn
from graph_api.domain.recalling import RecallFilter
from graph_api.domain.views import PageOf
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_day, day
from graph_api.store.recall_lines import FATE, MEANT, NAMED, STOOD, fate, serials_asked
from graph_api.store.statement import Mode, Row, Statement


def _pages(row: Row | None) -> list[list[RecallUnit]]:
    return [] if row is None else [[_unit(*each) for each in page] for page in row["pages"]]


def _unit(
    key: str,
    unit_id: str,
    serial: str,
    product: str,
    line: str,
    became: Sequence[Any],
    ended_on: str | None,
    invoice: str | None,
    owner: str,
    rma: str | None,
    replaced_by: str | None,
    came_for: str | None,
    again: Sequence[Any] | None,
) -> RecallUnit:
    return RecallUnit(
        key=key,
        unit_id=unit_id,
        serial_number=serial,
        product=product,
        line_id=line,
        fate=fate(became),
        ended_on=day(ended_on),
        invoice=invoice,
        owner=owner,
        return_number=rma,
        replaced_by=replaced_by,
        came_for=came_for,
        sold_again=None if again is None else SoldOn(DocumentKind(again[0]), again[1], a_day(again[2]), again[3]),
    )


RECALL_UNITS: Final = Statement(
    name="recall_units",
    mode=Mode.READ,
    text="""
    UNWIND range(0, size($pages) - 1) AS place
    WITH place, $pages[place] AS page
    CALL (page) {
        UNWIND page.lines AS lineId
        CALL (lineId) {
            MATCH (line:SlipLine {id: lineId}) RETURN line
          UNION
            MATCH (line:InvoiceLine {id: lineId}) RETURN line
        }
    """
    + STOOD
    + """
          AND r.id > page.after
        MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
        WHERE
    """
    + NAMED
    + "AND"
    + MEANT
    + """
        WITH DISTINCT line, r, unit ORDER BY r.id LIMIT $first
    """
    + FATE
    + """
        MATCH (line)-[:FOR]->(:OrderLine)<-[:HAS]-(:SalesOrder)-[:PLACED_BY]->(buyer:Customer)
        CALL (r) {
            OPTIONAL MATCH (r)<-[:ON_SALE]-(given:OwnershipTransfer)-[:TO]->(owner:Customer)
            RETURN owner ORDER BY given.on DESC, given.recordedAt DESC LIMIT 1
        }
        CALL (r, unit) {
            OPTIONAL MATCH (again:Registration {holds: unit.id})-[:ON_SLIP|ON_INVOICE]->(stands)<-[:HAS]-(elsewhere)
            WHERE again <> r AND elsewhere.postedAt IS NOT NULL
            OPTIONAL MATCH (stands)-[:FOR]->(:OrderLine)<-[:HAS]-(:SalesOrder)-[:PLACED_BY]->(other:Customer)
            WITH elsewhere, other ORDER BY elsewhere:PackingSlip DESC LIMIT 1
            RETURN CASE WHEN elsewhere IS NULL THEN NULL ELSE
                [CASE WHEN elsewhere:PackingSlip THEN 'PACKING_SLIP' ELSE 'INVOICE' END, elsewhere.number,
                 toString(elsewhere.day), other.number] END AS soldAgain
        }
        WITH * ORDER BY r.id
        RETURN collect([r.id, unit.id, unit.serialNumber, unit.product, line.id, fate, toString(r.endedOn),
            head([(r)-[at:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
                  WHERE at.supersededAt IS NULL AND invoice.postedAt IS NOT NULL | invoice.number]),
            coalesce(owner.number, buyer.number),
            head([(r)<-[:ON_SALE]-(item:ReturnItem)<-[:HAS]-(rma:Return)
                  WHERE item.state IN ['AUTHORISED', 'RECEIVED'] OR item.disposition IN ['RESTOCK', 'REPLACE', 'SCRAP']
                  | rma.number]),
            head([(r)<-[:REPLACES]-(:Registration)-[came:OF]->(new:Unit) WHERE came.supersededAt IS NULL
                  | new.serialNumber]),
            head([(r)-[:REPLACES]->(:Registration)-[went:OF]->(old:Unit) WHERE went.supersededAt IS NULL
                  | old.serialNumber]),
            soldAgain]) AS units
    }
    WITH place, units ORDER BY place
    RETURN collect(units) AS pages
    """,
    decode=_pages,
)


class RecallUnitReads(Runs):
    """Finding the units of a recall."""

    async def recall_units(
        self, wanted: RecallFilter, pages: Sequence[tuple[tuple[str, ...], PageOf]]
    ) -> list[list[RecallUnit]]:
        """
        For each group, by its lines, and page its named units in order of registration.

        A limit cannot differ by row, so the largest is fetched for all, and each page cut to its own.
        """
        if not pages:
            return []
        asked = {"invoices": list(wanted.invoices) or None, **serials_asked(wanted.serials)}
        given = [{"lines": list(lines), "after": page.after} for lines, page in pages]
        found = await self.run(RECALL_UNITS, pages=given, first=max(page.first for _, page in pages), **asked)
        return [units[: page.first] for units, (_, page) in zip(found, pages, strict=True)]
