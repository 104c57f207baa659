"""Rows for exports: a page of ids, and what is said of each; a page costs the same wherever it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph_api.domain.exporting import Cursor, Export, ExportFilter, Row
from graph_api.store.bolt import Bolt
from graph_api.store.exporting_events import OF_ITEM, OF_SALE, RECEIVED, REPAIRED, SOLD, STAY, received, repaired, stays
from graph_api.store.patience import TIMEOUT_SECONDS
from graph_api.store.statement import Mode, Statement
from graph_api.store.statement import Row as Answered

Page = list[Row]

_PAGE: Final[LiteralString] = " AND n.id > $after\n    WITH DISTINCT n ORDER BY n.id LIMIT $first"
_UNIT: Final[LiteralString] = (
    """
    CALL (n) {
        OPTIONAL MATCH (n)-[:ON_SLIP]->(shipped:SlipLine)
        OPTIONAL MATCH (shipped)<-[:HAS]-(slip:PackingSlip)
        RETURN shipped, slip
    }
    CALL (n) {
        OPTIONAL MATCH (n)-[on:ON_INVOICE]->(invoiced:InvoiceLine)
        WHERE on.supersededAt IS NULL OR on.creditedOn IS NOT NULL
        OPTIONAL MATCH (invoiced)<-[:HAS]-(invoice:Invoice)
        RETURN invoiced, invoice ORDER BY on.supersededAt IS NULL DESC, on.recordedAt DESC LIMIT 1
    }
    WITH n, slip, invoice, coalesce(shipped, invoiced) AS line
    OPTIONAL MATCH (line)-[:FOR]->(ordered:OrderLine)
    """
    + SOLD
    + """
    OPTIONAL MATCH (n)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    WITH n, slip, invoice, order, customer, product, unit,
         CASE WHEN n.ended IS NOT NULL THEN n.ended
              WHEN coalesce(slip.postedAt, invoice.postedAt) IS NULL THEN 'DRAFT' ELSE 'SOLD' END AS state
    ORDER BY n.id
    RETURN collect([n.id, state, toString(coalesce(slip.day, invoice.day)), customer.number, product.number,
                    unit.serialNumber, coalesce(n.notReadable, false), order.number, slip.number, toString(slip.day),
                    invoice.number, toString(invoice.day), toString(n.endedOn), toString(n.recordedAt)]) AS rows
    """
)
_OF_CUSTOMER: Final[LiteralString] = (
    "MATCH (:Customer {number: $customer})<-[:PLACED_BY]-(:SalesOrder)-[:HAS]->(:OrderLine)<-[:FOR]-"
)
_OF_PRODUCT: Final[LiteralString] = "MATCH (:Product {number: $product})<-[:OF_PRODUCT]-(:OrderLine)<-[:FOR]-"

_LINE: Final[LiteralString] = (
    """
    OPTIONAL MATCH (n)-[:FOR]->(ordered:OrderLine)
    """
    + SOLD
    + """
    WITH n, document, order, customer, product,
         CASE WHEN document:Invoice
              THEN COUNT { (n)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL OR on.creditedOn IS NOT NULL]-() }
              ELSE COUNT { (n)<-[:ON_SLIP]-(r WHERE coalesce(r.ended, '') <> 'TAKEN_OFF') } END AS registered
    ORDER BY n.id
    RETURN collect([n.id, document.state, toString(document.day), customer.number, product.number,
                    CASE WHEN document:Invoice THEN 'INVOICE' ELSE 'PACKING_SLIP' END, document.number, document.id,
                    order.number, n.position, n.quantity, registered, toString(document.postedAt),
                    toString(coalesce(n.reversedOn, n.creditedOn)), n.takenBack, n.returned]) AS rows
    """
)
_ON_SLIP: Final[LiteralString] = "\n    OPTIONAL MATCH (n)<-[:HAS]-(document:PackingSlip)" + _LINE
_ON_INVOICE: Final[LiteralString] = "\n    OPTIONAL MATCH (n)<-[:HAS]-(document:Invoice)" + _LINE

_CLAIM: Final[LiteralString] = (
    "\n    OPTIONAL MATCH (n)-[:ON_SALE]->(sale:Registration)"
    + OF_SALE
    + """
    WITH n, order, customer, product ORDER BY n.id
    RETURN collect([n.id, n.state, toString(n.openedOn), customer.number, product.number, n.number, n.serialNumber,
                    order.number, n.layer, n.resolution, toString(n.openedAt), toString(n.closedOn),
                    n.externalReference]) AS rows
    """
)
_RETURN_ITEM: Final[LiteralString] = (
    OF_ITEM
    + """
    WITH n, rma, asker, unit, order, product ORDER BY n.id
    RETURN collect([n.id, n.state, toString(n.authorisedOn), asker.number, product.number, rma.number, n.position,
                    n.quantity, unit.serialNumber, order.number, toString(n.receivedOn), n.receivedSerial,
                    n.disposition, n.credited, toString(n.closedOn)]) AS rows
    """
)


def _rows(answer: Answered | None) -> Page:
    return [] if answer is None else list(answer["rows"])


def _walk(
    name: LiteralString, start: LiteralString, facts: LiteralString, decode: Callable[[Answered | None], Page] = _rows
) -> Statement[Page]:
    return Statement(name=name, mode=Mode.READ, text=start + _PAGE + facts, decode=decode)


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through records by their ids: of all, or beginning with what one customer or one product has."""

    every: Statement[Page]
    of_customer: Statement[Page] | None = None
    of_product: Statement[Page] | None = None

    def narrowest(self, wanted: ExportFilter) -> Statement[Page]:
        """The statement that looks at the fewest."""
        if wanted.customer is not None and self.of_customer is not None:
            return self.of_customer
        if wanted.product is not None and self.of_product is not None:
            return self.of_product
        return self.every


def _walk_of_lines(
    name: LiteralString,
    node: LiteralString,
    facts: LiteralString,
    decode: Callable[[Answered | None], Page] = _rows,
    *,
    below: LiteralString = "",
) -> Walk:
    """A walk that may begin with a customer or a product; `below` is the way from a document's line to the node."""
    return Walk(
        _walk("export_" + name, "MATCH " + node + " WHERE true", facts, decode),
        _walk("export_" + name + "_of_customer", _OF_CUSTOMER + below + node + " WHERE true", facts, decode),
        _walk("export_" + name + "_of_product", _OF_PRODUCT + below + node + " WHERE true", facts, decode),
    )


_REGISTERED: Final[LiteralString] = "(:SlipLine|InvoiceLine)<-[:ON_SLIP|ON_INVOICE]-"

UNITS: Final = _walk_of_lines("units", "(n:Registration)", _UNIT, below=_REGISTERED)
SLIP_LINES: Final = _walk_of_lines("slip_lines", "(n:SlipLine)", _ON_SLIP)
INVOICE_LINES: Final = _walk_of_lines("invoice_lines", "(n:InvoiceLine)", _ON_INVOICE)
STAYS: Final = _walk_of_lines("stays", "(n:Registration)", STAY, stays, below=_REGISTERED)
RETURNED: Final = Walk(_walk("export_received", "MATCH (n:ReturnItem) WHERE true", RECEIVED, received))
REPAIRS: Final = Walk(_walk("export_repaired", "MATCH (n:Claim) WHERE true", REPAIRED, repaired))
CLAIMS: Final = Walk(_walk("export_claims", "MATCH (n:Claim) WHERE true", _CLAIM))
RETURN_ITEMS: Final = Walk(_walk("export_return_items", "MATCH (n:ReturnItem) WHERE true", _RETURN_ITEM))

WALKS: Final[Mapping[Export, tuple[Walk, ...]]] = {
    Export.UNITS: (UNITS,),
    Export.DOCUMENTS: (SLIP_LINES, INVOICE_LINES),
    Export.CLAIMS: (CLAIMS,),
    Export.RETURNS: (RETURN_ITEMS,),
    Export.EVENTS: (STAYS, RETURNED, REPAIRS),
}
"""Of each export, in turn."""


class ExportedGraph:
    """The graph as exports read it."""

    def __init__(self, bolt: Bolt) -> None:
        self._bolt = bolt

    async def rows(self, export: Export, wanted: ExportFilter, after: Cursor, first: int) -> Page:
        """Rows of one walk behind a cursor; a filter may still refuse some of them."""
        given: dict[str, Any] = {"after": after.id, "first": first}
        statement = WALKS[export][after.walk].narrowest(wanted)
        given |= {name: getattr(wanted, name) for name in ("customer", "product") if f"${name}" in statement.text}
        return await self._bolt.read(statement, TIMEOUT_SECONDS, **given)
