"""Writing orders, slips and invoices: saving, drafting, discarding, posting."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.domain.versions import HeldTo
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Row, Statement, nothing


def _created(row: Row | None) -> bool:
    return bool(row and row["created"])


OPEN_ORDER: Final = Statement(
    name="open_order",
    mode=Mode.WRITE,
    text="""
    MERGE (order:SalesOrder {number: $number})
    ON CREATE SET order.createdAt = $now
    SET order.lockedAt = timestamp()
    RETURN order.orderedOn IS NULL AS created
    """,
    decode=_created,
)

FIND_PARTIES: Final = Statement(
    name="find_parties",
    mode=Mode.READ,
    text="""
    OPTIONAL MATCH (customer:Customer {number: $customer})
    CALL () {
        UNWIND $products AS number
        MATCH (product:Product {number: number})
        RETURN collect(product.number) AS products
    }
    RETURN customer IS NOT NULL AS customer, products
    """,
    decode=lambda row: (bool(row and row["customer"]), frozenset(row["products"] if row else ())),
)

SAVE_ORDER: Final = Statement(
    name="save_order",
    mode=Mode.WRITE,
    text="""
    MATCH (order:SalesOrder {number: $number})
    MATCH (customer:Customer {number: $customer})
    SET order.orderedOn = $orderedOn, order.externalReference = $externalReference, order.revisedAt = $now
    WITH order, customer
    CALL (order) {
        MATCH (order)-[placed:PLACED_BY]->()
        DELETE placed
        RETURN count(*) AS unplaced
    }
    CREATE (order)-[:PLACED_BY]->(customer)
    WITH order
    CALL (order) {
        UNWIND $removed AS id
        MATCH (order)-[:HAS]->(line:OrderLine {id: id})
        DETACH DELETE line
        RETURN count(*) AS removedLines
    }
    CALL (order) {
        UNWIND $lines AS wanted
        MATCH (product:Product {number: wanted.product})
        MERGE (line:OrderLine {id: wanted.id})
        ON CREATE SET line.position = wanted.position
        SET line.quantity = wanted.quantity
        MERGE (order)-[:HAS]->(line)
        MERGE (line)-[:OF_PRODUCT]->(product)
        RETURN count(line) AS savedLines
    }
    RETURN savedLines
    """,
    decode=nothing,
)

CREATE_SLIP: Final = Statement(
    name="create_slip",
    mode=Mode.WRITE,
    text="""
    MATCH (order:SalesOrder {number: $order})
    CREATE (slip:PackingSlip {id: $id, state: 'DRAFT', createdAt: $now})-[:OF_ORDER]->(order)
    SET slip.number = $number, slip.externalReference = $externalReference
    WITH slip
    UNWIND $lines AS wanted
    MATCH (ordered:OrderLine {id: wanted.orderLine})
    CREATE (slip)-[:HAS]->(line:SlipLine {id: wanted.id, position: wanted.position, quantity: wanted.quantity})
    CREATE (line)-[:FOR]->(ordered)
    """,
    decode=nothing,
)

CREATE_INVOICE: Final = Statement(
    name="create_invoice",
    mode=Mode.WRITE,
    text="""
    MATCH (order:SalesOrder {number: $order})
    CREATE (invoice:Invoice {id: $id, state: 'DRAFT', createdAt: $now})-[:OF_ORDER]->(order)
    SET invoice.number = $number, invoice.externalReference = $externalReference
    WITH invoice
    UNWIND $lines AS wanted
    MATCH (ordered:OrderLine {id: wanted.orderLine})
    CREATE (invoice)-[:HAS]->(line:InvoiceLine {id: wanted.id, position: wanted.position, quantity: wanted.quantity})
    CREATE (line)-[:FOR]->(ordered)
    WITH line, wanted
    CALL (line, wanted) {
        MATCH (billed:SlipLine {id: wanted.slipLine})
        CREATE (line)-[:BILLS]->(billed)
        RETURN count(*) AS bills
    }
    CALL (line, wanted) {
        UNWIND wanted.registrations AS id
        MATCH (r:Registration {id: id})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
        RETURN count(*) AS chosen
    }
    RETURN count(line) AS lines
    """,
    decode=nothing,
)

EDIT_SLIP: Final = Statement(
    name="edit_slip",
    mode=Mode.WRITE,
    # A line that goes takes its registrations off; one whose quantity falls below them keeps them all (R2).
    text="""
    MATCH (slip:PackingSlip {id: $id})
    SET slip.number = coalesce($number, slip.number),
        slip.externalReference = coalesce($externalReference, slip.externalReference)
    WITH slip
    CALL (slip) {
        UNWIND $removed AS id
        MATCH (slip)-[:HAS]->(line:SlipLine {id: id})
        SET line.removedAt = $now
        WITH slip, line
        CALL (line) {
            MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
            SET r.ended = 'TAKEN_OFF', r.endedAt = $now, r.endedOn = $today
            REMOVE r.holds
            RETURN count(r) AS takenOff
        }
        MATCH (slip)-[has:HAS]->(line)
        DELETE has
        RETURN count(line) AS removedLines
    }
    CALL (slip) {
        UNWIND $changed AS wanted
        MATCH (slip)-[:HAS]->(line:SlipLine {id: wanted.id})
        SET line.quantity = wanted.quantity
        RETURN count(line) AS changedLines
    }
    CALL (slip) {
        UNWIND $lines AS wanted
        MATCH (ordered:OrderLine {id: wanted.orderLine})
        CREATE (slip)-[:HAS]->(line:SlipLine {id: wanted.id, position: wanted.position, quantity: wanted.quantity})
        CREATE (line)-[:FOR]->(ordered)
        RETURN count(line) AS addedLines
    }
    RETURN addedLines
    """,
    decode=nothing,
)

EDIT_INVOICE: Final = Statement(
    name="edit_invoice",
    mode=Mode.WRITE,
    # A line that goes frees what it chose (D11), and ends what it registered itself.
    text="""
    MATCH (invoice:Invoice {id: $id})
    SET invoice.number = coalesce($number, invoice.number),
        invoice.externalReference = coalesce($externalReference, invoice.externalReference)
    WITH invoice
    CALL (invoice) {
        UNWIND $removed AS id
        MATCH (invoice)-[has:HAS]->(line:InvoiceLine {id: id})
        CALL (line) {
            MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
            SET on.supersededAt = $now
            WITH r WHERE NOT EXISTS { (r)-[:ON_SLIP]->() }
            SET r.ended = 'TAKEN_OFF', r.endedAt = $now, r.endedOn = $today
            REMOVE r.holds
            RETURN count(r) AS takenOff
        }
        SET line.removedAt = $now
        DELETE has
        RETURN count(line) AS removedLines
    }
    CALL (invoice) {
        UNWIND $changed AS wanted
        MATCH (invoice)-[:HAS]->(line:InvoiceLine {id: wanted.id})
        SET line.quantity = wanted.quantity
        RETURN count(line) AS changedLines
    }
    RETURN changedLines
    """,
    decode=nothing,
)

DISCARD_SLIP: Final = Statement(
    name="discard_slip",
    mode=Mode.WRITE,
    text="""
    MATCH (slip:PackingSlip {id: $id})
    SET slip.state = 'DISCARDED', slip.discardedAt = $now
    REMOVE slip.number
    WITH slip
    MATCH (slip)-[:HAS]->(:SlipLine)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
    SET r.ended = 'DISCARDED', r.endedAt = $now, r.endedOn = $today
    REMOVE r.holds
    """,
    decode=nothing,
)

DISCARD_INVOICE: Final = Statement(
    name="discard_invoice",
    mode=Mode.WRITE,
    # What it chose from a slip is free again; what it registered itself ends with it (D11).
    text="""
    MATCH (invoice:Invoice {id: $id})
    SET invoice.state = 'DISCARDED', invoice.discardedAt = $now
    REMOVE invoice.number
    WITH invoice
    MATCH (invoice)-[:HAS]->(line:InvoiceLine)<-[on:ON_INVOICE]-(r:Registration)
    WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
    SET on.supersededAt = $now
    WITH r WHERE NOT EXISTS { (r)-[:ON_SLIP]->() }
    SET r.ended = 'DISCARDED', r.endedAt = $now, r.endedOn = $today
    REMOVE r.holds
    """,
    decode=nothing,
)

_HOLD_TO: Final[LiteralString] = """
        CALL (line, held) {
            UNWIND held.versions AS id
            CALL (id) {
                MATCH (version:WarrantyTerm {id: id}) RETURN version
              UNION
                MATCH (version:ReturnPolicy {id: id}) RETURN version
            }
            CREATE (line)-[:SOLD_UNDER]->(version)
            RETURN count(*) AS versions
        }
"""

POST_SLIP: Final = Statement(
    name="post_slip",
    mode=Mode.WRITE,
    text="""
    MATCH (slip:PackingSlip {id: $id})
    SET slip.state = 'POSTED', slip.number = $number, slip.day = $day, slip.postedAt = $now
    WITH slip
    CALL () {
        UNWIND $held AS held
        MATCH (line:SlipLine {id: held.line})
    """
    + _HOLD_TO
    + """
        RETURN count(line) AS heldLines
    }
    RETURN heldLines
    """,
    decode=nothing,
)

POST_INVOICE: Final = Statement(
    name="post_invoice",
    mode=Mode.WRITE,
    text="""
    MATCH (invoice:Invoice {id: $id})
    SET invoice.state = 'POSTED', invoice.number = $number, invoice.day = $day, invoice.postedAt = $now
    WITH invoice
    CALL () {
        UNWIND $held AS held
        MATCH (line:InvoiceLine {id: held.line})
    """
    + _HOLD_TO
    + """
        RETURN count(line) AS heldLines
    }
    RETURN heldLines
    """,
    decode=nothing,
)

_OWNERS: Final[Mapping[DocumentKind, Statement[str | None]]] = {
    DocumentKind.PACKING_SLIP: Statement(
        name="slip_of_number",
        mode=Mode.READ,
        text="MATCH (slip:PackingSlip {number: $number}) RETURN slip.id AS id",
        decode=lambda row: None if row is None else row["id"],
    ),
    DocumentKind.INVOICE: Statement(
        name="invoice_of_number",
        mode=Mode.READ,
        text="MATCH (invoice:Invoice {number: $number}) RETURN invoice.id AS id",
        decode=lambda row: None if row is None else row["id"],
    ),
}


def _last(row: Row | None) -> int:
    return 0 if row is None else int(row["last"])


NEXT_OF_SEQUENCE: Final = Statement(
    name="next_of_sequence",
    mode=Mode.WRITE,
    # The lock stands until the document is posted, so that a refused post leaves no gap (D12).
    text="""
    MERGE (sequence:Sequence {kind: $kind})
    SET sequence.lockedAt = timestamp()
    WITH sequence
    SET sequence.last = coalesce(sequence.last, 0) + 1
    RETURN sequence.last AS last
    """,
    decode=_last,
)


class DocumentStatements(Transaction):
    """Writing orders, slips and invoices that were decided on."""

    async def open_order(self, number: str, now: datetime) -> bool:
        """Lock an order by its number, making it; whether it is new."""
        return await self.run(OPEN_ORDER, number=number, now=now)

    async def find_parties(self, customer: str, products: Sequence[str]) -> tuple[bool, frozenset[str]]:
        """Whether a customer is known, and which of the products are."""
        return await self.run(FIND_PARTIES, customer=customer, products=list(products))

    async def save_order(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Write an order's head and lines: number, customer, orderedOn, externalReference, lines, removed."""
        await self.run(SAVE_ORDER, now=now, **facts)

    async def create_slip(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Make a draft slip: id, order, number, externalReference, lines."""
        await self.run(CREATE_SLIP, now=now, **facts)

    async def edit_slip(self, facts: Mapping[str, Any], now: datetime, today: date) -> None:
        """Change a draft slip: id, number, externalReference, removed, changed, lines."""
        await self.run(EDIT_SLIP, now=now, today=today, **facts)

    async def create_invoice(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Make a draft invoice: id, order, number, externalReference, lines (with slipLine and registrations)."""
        await self.run(CREATE_INVOICE, now=now, **facts)

    async def edit_invoice(self, facts: Mapping[str, Any], now: datetime, today: date) -> None:
        """Change a draft invoice: id, number, externalReference, removed, changed."""
        await self.run(EDIT_INVOICE, now=now, today=today, **facts)

    async def discard(self, kind: DocumentKind, document_id: str, now: datetime, today: date) -> None:
        """End a draft and free what it claimed (D11)."""
        statement = DISCARD_SLIP if kind is DocumentKind.PACKING_SLIP else DISCARD_INVOICE
        await self.run(statement, id=document_id, now=now, today=today)

    async def number_owner(self, kind: DocumentKind, number: str) -> str | None:
        """The id of the slip or invoice that has a number."""
        return await self.run(_OWNERS[kind], number=number)

    async def next_of_sequence(self, kind: DocumentKind) -> int:
        """The next number of a kind's sequence; given back if the transaction is rolled back."""
        return await self.run(NEXT_OF_SEQUENCE, kind=kind.value)

    async def post(
        self,
        kind: DocumentKind,
        document_id: str,
        number: str,
        day: date,
        held: Mapping[str, HeldTo],
        now: datetime,
    ) -> None:
        """
        Post a document on a day.

        Args:
            held: For each line that starts sales: what these are held to.
        """
        statement = POST_SLIP if kind is DocumentKind.PACKING_SLIP else POST_INVOICE
        lines = [{"line": line, "versions": [*to.terms, *to.policies]} for line, to in sorted(held.items())]
        await self.run(statement, id=document_id, number=number, day=day, held=lines, now=now)
