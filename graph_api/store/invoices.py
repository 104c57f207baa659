"""Invoices: drafting, editing, discarding."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing
from graph_api.store.waiting import WAIT_AGAIN

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
    FINISH
    """,
    decode=nothing,
)

EDIT_INVOICE: Final = Statement(
    name="edit_invoice",
    mode=Mode.WRITE,
    # A line that goes frees what it chose (D11), and ends what it registered itself, which may wait on (D4).
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
    """
    + WAIT_AGAIN
    + """
            RETURN count(r) AS waitAgain
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
    FINISH
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
    """
    + WAIT_AGAIN,
    decode=nothing,
)


class InvoiceStatements(Transaction):
    """Writing draft invoices."""

    async def create_invoice(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Make a draft invoice: id, order, number, externalReference, lines (with slipLine and registrations)."""
        await self.run(CREATE_INVOICE, now=now, **facts)

    async def edit_invoice(self, facts: Mapping[str, Any], now: datetime, today: date) -> None:
        """Change a draft invoice: id, number, externalReference, removed, changed."""
        await self.run(EDIT_INVOICE, now=now, today=today, **facts)

    async def discard_invoice(self, invoice_id: str, now: datetime, today: date) -> None:
        """End a draft and free what it claimed (D11), or let it wait again (D4)."""
        await self.run(DISCARD_INVOICE, id=invoice_id, now=now, today=today)
