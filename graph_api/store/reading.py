"""Reading documents and orders: complete values by id or number, and lists page by page."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.views import (
    DocumentView,
    LineView,
    PageOf,
)
from graph_api.store.bolt import Runs
from graph_api.store.fragments import (
    CUSTOMER,
    PRODUCT,
    a_moment,
    day,
    moment,
    order_facts,
    product_facts,
    serial_settings,
)
from graph_api.store.statement import Mode, Row, Statement

_ORDER: Final[LiteralString] = (
    """
    MATCH (document)-[:OF_ORDER]->(order:SalesOrder)-[:PLACED_BY]->(customer:Customer)
    WITH document, [order.number, toString(order.orderedOn), order.externalReference, """
    + CUSTOMER
    + """] AS orderFacts
    """
)
_SLIP_LINE: Final[LiteralString] = (
    """
    MATCH (line)-[:FOR]->(ordered:OrderLine)-[:OF_PRODUCT]->(product:Product)
    """
    + PRODUCT
    + """
    CALL (line) {
        OPTIONAL MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    WITH line, [line.id, document.id, document.state, line.position, line.quantity, productFacts, settings, ordered.id,
                registered, blanks, toString(line.reversedOn), coalesce(line.takenBack, 0),
                NULL, NULL, NULL, 0, 0] AS lineView
    """
)
_INVOICE_LINE: Final[LiteralString] = (
    """
    MATCH (line)-[:FOR]->(ordered:OrderLine)-[:OF_PRODUCT]->(product:Product)
    OPTIONAL MATCH (line)-[:BILLS]->(billed:SlipLine)<-[:HAS]-(slip:PackingSlip)
    """
    + PRODUCT
    + """
    CALL (line) {
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    CALL (line) {
        // What ended on the slip at the very moment at which it left the invoice was not given back by anybody (D11).
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration)
        WHERE on.supersededAt = r.endedAt AND r.ended IN ['REVERSED', 'TAKEN_BACK']
        RETURN count(r) AS cameOff
    }
    WITH line, [line.id, document.id, document.state, line.position, line.quantity, productFacts, settings, ordered.id,
                registered, blanks, toString(line.creditedOn), 0,
                billed.id, slip.id, slip.number, cameOff, coalesce(line.returned, 0)] AS lineView
    """
)
_LINES: Final[LiteralString] = """
        WITH line, lineView ORDER BY line.position
        RETURN collect(lineView) AS lines
    }
    OPTIONAL MATCH (chain:AuditChain {subject: document.id})
    WITH [document.id, document.number, document.state, toString(document.day), toString(document.createdAt),
          toString(document.postedAt), document.externalReference, orderFacts, lines,
          coalesce(chain.length, 0)] AS view
"""
_SLIP: Final[LiteralString] = (
    _ORDER + "CALL (document) { MATCH (document)-[:HAS]->(line:SlipLine)" + _SLIP_LINE + _LINES
)
_INVOICE: Final[LiteralString] = (
    _ORDER + "CALL (document) { MATCH (document)-[:HAS]->(line:InvoiceLine)" + _INVOICE_LINE + _LINES
)


def _line(values: Sequence[Any]) -> LineView:
    id_, document, state, position, quantity, product, settings, ordered, *counts = values
    registered, blanks, ended, back, *billed = counts
    return LineView(
        id_,
        document,
        DocumentState(state),
        position,
        quantity,
        product_facts(product),
        serial_settings(settings),
        ordered,
        registered,
        blanks,
        day(ended),
        back,
        *billed,
    )


def _document(values: Sequence[Any]) -> DocumentView:
    id_, number, state, on, created, posted, reference, order, lines, version = values
    return DocumentView(
        id=id_,
        number=number,
        state=DocumentState(state),
        day=day(on),
        created_at=a_moment(created),
        posted_at=moment(posted),
        external_reference=reference,
        order=order_facts(order),
        lines=tuple(_line(each) for each in lines),
        version=version,
    )


def _documents(row: Row | None) -> list[DocumentView]:
    return [] if row is None else [_document(each) for each in row["views"]]


def _documents_by_key(row: Row | None) -> dict[str, DocumentView]:
    return {} if row is None else {key: _document(view) for key, view in row["views"]}


_DOCUMENTS_BY_ID: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="find_slips_by_id",
        mode=Mode.READ,
        text="UNWIND $keys AS key MATCH (document:PackingSlip {id: key}) CALL (document) {"
        + _SLIP
        + "RETURN view } RETURN collect([key, view]) AS views",
        decode=_documents_by_key,
    ),
    DocumentKind.INVOICE: Statement(
        name="find_invoices_by_id",
        mode=Mode.READ,
        text="UNWIND $keys AS key MATCH (document:Invoice {id: key}) CALL (document) {"
        + _INVOICE
        + "RETURN view } RETURN collect([key, view]) AS views",
        decode=_documents_by_key,
    ),
}
_DOCUMENTS_BY_NUMBER: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="find_slips_by_number",
        mode=Mode.READ,
        text="UNWIND $keys AS key MATCH (document:PackingSlip {number: key}) CALL (document) {"
        + _SLIP
        + "RETURN view } RETURN collect([key, view]) AS views",
        decode=_documents_by_key,
    ),
    DocumentKind.INVOICE: Statement(
        name="find_invoices_by_number",
        mode=Mode.READ,
        text="UNWIND $keys AS key MATCH (document:Invoice {number: key}) CALL (document) {"
        + _INVOICE
        + "RETURN view } RETURN collect([key, view]) AS views",
        decode=_documents_by_key,
    ),
}
_DOCUMENTS_BY_LINE: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="find_slips_by_line",
        mode=Mode.READ,
        text="UNWIND $keys AS key MATCH (:SlipLine {id: key})<-[:HAS]-(document:PackingSlip) CALL (document) {"
        + _SLIP
        + "RETURN view } RETURN collect([key, view]) AS views",
        decode=_documents_by_key,
    ),
    DocumentKind.INVOICE: Statement(
        name="find_invoices_by_line",
        mode=Mode.READ,
        text="UNWIND $keys AS key MATCH (:InvoiceLine {id: key})<-[:HAS]-(document:Invoice) CALL (document) {"
        + _INVOICE
        + "RETURN view } RETURN collect([key, view]) AS views",
        decode=_documents_by_key,
    ),
}
_LINE_BY_ID: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="find_slip_line",
        mode=Mode.READ,
        text="MATCH (line:SlipLine {id: $id})<-[:HAS]-(document:PackingSlip)" + _SLIP_LINE + "RETURN lineView",
        decode=lambda row: None if row is None else _line(row["lineView"]),
    ),
    DocumentKind.INVOICE: Statement(
        name="find_invoice_line",
        mode=Mode.READ,
        text="MATCH (line:InvoiceLine {id: $id})<-[:HAS]-(document:Invoice)" + _INVOICE_LINE + "RETURN lineView",
        decode=lambda row: None if row is None else _line(row["lineView"]),
    ),
}
_DOCUMENTS_OF_STATE: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="slips_of_state",
        mode=Mode.READ,
        text="""
    MATCH (document:PackingSlip) WHERE document.state = $state AND document.id > $after
    WITH document ORDER BY document.id LIMIT $first
    CALL (document) {"""
        + _SLIP
        + "RETURN view } WITH view ORDER BY view[0] RETURN collect(view) AS views",
        decode=_documents,
    ),
    DocumentKind.INVOICE: Statement(
        name="invoices_of_state",
        mode=Mode.READ,
        text="""
    MATCH (document:Invoice) WHERE document.state = $state AND document.id > $after
    WITH document ORDER BY document.id LIMIT $first
    CALL (document) {"""
        + _INVOICE
        + "RETURN view } WITH view ORDER BY view[0] RETURN collect(view) AS views",
        decode=_documents,
    ),
}


class ReadStatements(Runs):
    """The reading statements of documents, inside a transaction or outside one."""

    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> dict[str, DocumentView]:
        """Slips or invoices by id; unknown ones are left out."""
        return await self.run(_DOCUMENTS_BY_ID[kind], keys=list(ids))

    async def documents_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> dict[str, DocumentView]:
        """Slips or invoices by number; unknown ones are left out."""
        return await self.run(_DOCUMENTS_BY_NUMBER[kind], keys=list(numbers))

    async def documents_by_line(self, kind: DocumentKind, line_ids: Sequence[str]) -> dict[str, DocumentView]:
        """Slips or invoices by the id of one of their lines."""
        return await self.run(_DOCUMENTS_BY_LINE[kind], keys=list(line_ids))

    async def line(self, kind: DocumentKind, line_id: str) -> LineView | None:
        """A slip's or an invoice's line with its counts."""
        return await self.run(_LINE_BY_ID[kind], id=line_id)

    async def documents_of_state(self, kind: DocumentKind, state: DocumentState, page: PageOf) -> list[DocumentView]:
        """Slips or invoices of one state, the oldest first."""
        statement = _DOCUMENTS_OF_STATE[kind]
        return await self.run(statement, state=state.value, after=page.after, first=page.first)
