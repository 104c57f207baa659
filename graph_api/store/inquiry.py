"""The inquiry on a line: every registration that stands or stood there (I1)."""

from collections.abc import Sequence
from typing import Any, Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import EndKind
from graph_api.domain.views import PageOf, RegistrationView
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_moment, day
from graph_api.store.statement import Mode, Row, Statement


def _pages(row: Row | None) -> list[list[RegistrationView]]:
    return [] if row is None else [[_listed(each) for each in page] for page in row["pages"]]


def _listed(values: Sequence[Any]) -> RegistrationView:
    id_, unit, serial, product, recorded, ended, ended_on = values
    return RegistrationView(
        id_, unit, serial, product, a_moment(recorded), EndKind(ended) if ended else None, day(ended_on)
    )


_REGISTRATIONS: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="registrations_of_slip_lines",
        mode=Mode.READ,
        text="""
    UNWIND range(0, size($pages) - 1) AS place
    WITH place, $pages[place] AS page
    CALL (page) {
        MATCH (line:SlipLine {id: page.line})-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        MATCH (line)<-[:ON_SLIP]-(r:Registration)
        WHERE r.id > page.after AND (r.ended IS NULL OR NOT r.ended IN ['TAKEN_OFF', 'DISCARDED'])
        WITH r, product ORDER BY r.id LIMIT $first
        OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
        WITH r, product, unit ORDER BY r.id
        RETURN collect([r.id, unit.id, unit.serialNumber, product.number, toString(r.recordedAt), r.ended,
                        toString(r.endedOn)]) AS listed
    }
    WITH place, listed ORDER BY place
    RETURN collect(listed) AS pages
    """,
        decode=_pages,
    ),
    DocumentKind.INVOICE: Statement(
        name="registrations_of_invoice_lines",
        mode=Mode.READ,
        text="""
    UNWIND range(0, size($pages) - 1) AS place
    WITH place, $pages[place] AS page
    CALL (page) {
        MATCH (line:InvoiceLine {id: page.line})-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        MATCH (line)<-[on:ON_INVOICE]-(r:Registration)
        WHERE r.id > page.after AND (on.supersededAt IS NULL OR on.creditedOn IS NOT NULL)
          AND (r.ended IS NULL OR NOT r.ended IN ['TAKEN_OFF', 'DISCARDED'])
        WITH r, on, product ORDER BY r.id LIMIT $first
        // A credited line shows what stood on it, whatever was corrected or filled on the slip since (C3).
        OPTIONAL MATCH (r)-[of:OF]->(unit:Unit)
        WHERE CASE WHEN on.creditedOn IS NULL THEN of.supersededAt IS NULL
                   ELSE of.recordedAt <= on.supersededAt
                        AND (of.supersededAt IS NULL OR of.supersededAt > on.supersededAt) END
        WITH r, on, product, unit ORDER BY r.id
        RETURN collect([r.id, unit.id, unit.serialNumber, product.number, toString(r.recordedAt),
                        CASE WHEN on.creditedOn IS NOT NULL THEN 'CREDITED' ELSE r.ended END,
                        toString(coalesce(on.creditedOn, r.endedOn))]) AS listed
    }
    WITH place, listed ORDER BY place
    RETURN collect(listed) AS pages
    """,
        decode=_pages,
    ),
}

FIND_REGISTRATIONS: Final = Statement(
    name="find_registrations_as_they_stand",
    mode=Mode.READ,
    text="""
    UNWIND $keys AS key
    MATCH (r:Registration {id: key})
    OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    CALL (r) {
        MATCH (r)-[:ON_SLIP|ON_INVOICE]->(line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        RETURN product.number AS product LIMIT 1
    }
    RETURN collect([r.id, unit.id, unit.serialNumber, product, toString(r.recordedAt), r.ended,
                    toString(r.endedOn)]) AS views
    """,
    decode=lambda row: {view[0]: _listed(view) for view in (row["views"] if row else ())},
)


class InquiryReads(Runs):
    """Listing a line's registrations, inside a transaction or outside one."""

    async def registrations(
        self, kind: DocumentKind, pages: Sequence[tuple[str, PageOf]]
    ) -> list[list[RegistrationView]]:
        """
        For each line and page what stands and stood there (I1), in order of registration.

        A limit cannot differ by row, so the largest is fetched for all, and each page cut to its own.
        """
        wanted = [{"line": line, "after": page.after} for line, page in pages]
        first = max(page.first for _, page in pages)
        found = await self.run(_REGISTRATIONS[kind], pages=wanted, first=first)
        return [listed[: page.first] for listed, (_, page) in zip(found, pages, strict=True)]

    async def registrations_by_id(self, ids: Sequence[str]) -> dict[str, RegistrationView]:
        """Registrations as they stand now, wherever that is; unknown ones are left out."""
        return await self.run(FIND_REGISTRATIONS, keys=list(ids))
