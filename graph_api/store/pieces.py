"""Pieces without a registration: the lines that they come back from, and what a return of them writes (V6)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.lineage import UnitHistory
from graph_api.domain.pieces import PiecesOfLine
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import CUSTOMER, PRODUCT, product_facts
from graph_api.store.statement import Mode, Statement, nothing
from graph_api.store.terms import POLICY, TERM
from graph_api.store.units import sale

PIECES: Final[LiteralString] = (
    """
    CALL () {
        UNWIND $lines AS id
        CALL (id) {
            MATCH (line:InvoiceLine {id: id})<-[:HAS]-(invoice:Invoice)
            OPTIONAL MATCH (line)-[:BILLS]->(slipLine:SlipLine)
            RETURN line, invoice, slipLine
          UNION
            MATCH (slipLine:SlipLine {id: id})
            OPTIONAL MATCH (slipLine)<-[:BILLS]-(line:InvoiceLine)<-[:HAS]-(invoice:Invoice)
            WHERE invoice.postedAt IS NOT NULL
            RETURN line, invoice, slipLine
        }
        OPTIONAL MATCH (slipLine)<-[:HAS]-(slip:PackingSlip)
        CALL (line) {
            OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
            RETURN count(r) AS registered
        }
        CALL (line) {
            OPTIONAL MATCH (line)<-[:FROM_LINE]-(item:ReturnItem) WHERE item.state IN ['AUTHORISED', 'RECEIVED']
            RETURN coalesce(sum(item.quantity), 0) AS awaited
        }
        CALL (line, invoice, slipLine) {
            // Where the slip's line was credited before, the first invoice counts (W2).
            OPTIONAL MATCH (slipLine)<-[:BILLS]-(before:InvoiceLine)<-[:HAS]-(issued:Invoice)
            WHERE before.creditedAt IS NOT NULL AND (line IS NULL OR before.id <> line.id)
            WITH line, invoice, before, issued ORDER BY issued.id
            WITH line, invoice, collect([issued.id, before.id, issued.number, toString(issued.day),
                                         toString(issued.postedAt), toString(issued.createdAt),
                                         toString(before.creditedAt), toString(before.creditedOn)]) AS earlier
            RETURN [each IN earlier + [[invoice.id, line.id, invoice.number, toString(invoice.day),
                                        toString(invoice.postedAt), toString(invoice.createdAt),
                                        toString(line.creditedAt), toString(line.creditedOn)]]
                    WHERE each[0] IS NOT NULL] AS invoices
        }
        WITH *, coalesce(slipLine, line) AS soldOn
        MATCH (soldOn)-[:FOR]->(ordered:OrderLine)-[:OF_PRODUCT]->(product:Product)
        MATCH (ordered)<-[:HAS]-(order:SalesOrder)-[:PLACED_BY]->(customer:Customer)
    """
    + PRODUCT
    + """
        WITH *, [coalesce(line.id, slipLine.id), toString(coalesce(slip.createdAt, invoice.createdAt)), NULL,
            [order.number, toString(order.orderedOn), order.externalReference, """
    + CUSTOMER
    + """],
            CASE WHEN slip IS NULL THEN NULL ELSE
                [slip.id, slipLine.id, slip.number, toString(slip.day), toString(slip.postedAt)] END,
            invoices,
            CASE WHEN slipLine.reversedAt IS NOT NULL
                 THEN ['REVERSED', toString(slipLine.reversedOn), toString(slipLine.reversedAt)]
                 WHEN slipLine IS NULL AND line.creditedAt IS NOT NULL
                 THEN ['CREDITED', toString(line.creditedOn), toString(line.creditedAt)] END,
            [(soldOn)-[:SOLD_UNDER]->(term:WarrantyTerm) | """
    + TERM
    + """],
            [(soldOn)-[:SOLD_UNDER]->(policy:ReturnPolicy) | """
    + POLICY
    + """], NULL] AS sale
        WITH * ORDER BY invoice.day, invoice.id
        RETURN collect([id, coalesce(line.id, slipLine.id), invoice.id,
                        coalesce(invoice.number, slip.number, 'a draft'), coalesce(line.position, slipLine.position),
                        coalesce(line.quantity, 0), registered,
                        coalesce(line.returned, 0), awaited, line.creditedAt IS NOT NULL, productFacts, sale]) AS pieces
    }
"""
)
"""Given `$lines`, ids of invoices' and of slips' lines: adds `pieces`, what may come back from them by quantity."""


def pieces(rows: Sequence[Sequence[Any]]) -> Mapping[str, tuple[PiecesOfLine, ...]]:
    """Decode `PIECES`: for each line that was asked about the lines that invoice its pieces, the oldest first."""
    found: dict[str, tuple[PiecesOfLine, ...]] = {}
    for asked, *values in rows:
        found[asked] = (*found.get(asked, ()), _pieces(values))
    return found


def _pieces(values: Sequence[Any]) -> PiecesOfLine:
    line, invoice, document, position, quantity, registered, returned, awaited, credited, product, sold = values
    name = f"line {position} of {document}"
    return PiecesOfLine(
        line_id=line,
        name=name,
        history=UnitHistory(line, f"A piece of {name}", product_facts(product), (sale(sold),)),
        invoice_id=invoice,
        quantity=quantity,
        registered=registered,
        returned=returned,
        awaited=awaited,
        credited=credited,
    )


LEAVE_REST: Final = Statement(
    name="leave_rest_awaited",
    mode=Mode.WRITE,
    text="""
    MATCH (item:ReturnItem {id: $id})<-[:HAS]-(rma:Return)
    MATCH (item)-[:FROM_LINE]->(line:InvoiceLine)
    CREATE (rma)-[:HAS]->(rest:ReturnItem {id: $rest, position: $position, state: item.state,
                                           quantity: item.quantity - $quantity, authorisedOn: item.authorisedOn,
                                           authorisedAt: item.authorisedAt, answer: item.answer})
    CREATE (rest)-[:FROM_LINE]->(line)
    SET rest.override = item.override, rest.overriddenBy = item.overriddenBy, item.quantity = $quantity
    """,
    decode=nothing,
)

PIECES_COME_BACK: Final = Statement(
    name="pieces_come_back_for_good",
    mode=Mode.WRITE,
    text="""
    MATCH (item:ReturnItem {id: $id})-[:FROM_LINE]->(line:InvoiceLine)
    // The order is locked since an earlier statement, so nobody else counts meanwhile.
    SET line.returned = coalesce(line.returned, 0) + item.quantity
    """,
    decode=nothing,
)


class PiecesStatements(Transaction):
    """Pieces without a registration that come back."""

    async def leave_rest(self, item_id: str, quantity: int, rest_id: str, position: int) -> None:
        """Let an item be of so many pieces, and an item of its own of those that are awaited on."""
        await self.run(LEAVE_REST, id=item_id, quantity=quantity, rest=rest_id, position=position)

    async def pieces_come_back(self, item_id: str) -> None:
        """Count the pieces of an item on their invoice's line as come back for good (V5)."""
        await self.run(PIECES_COME_BACK, id=item_id)
