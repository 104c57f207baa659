"""Packing slips: drafting, editing, discarding."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing
from graph_api.store.waiting import WAIT_AGAIN

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

EDIT_SLIP: Final = Statement(
    name="edit_slip",
    mode=Mode.WRITE,
    # A line that goes takes its registrations off; one whose quantity falls below them keeps them all (R2). What had
    # waited for the order line waits on (D4).
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
    """
    + WAIT_AGAIN
    + """
            RETURN count(r) AS waitAgain
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
    FINISH
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
    """
    + WAIT_AGAIN,
    decode=nothing,
)


class SlipStatements(Transaction):
    """Writing draft slips."""

    async def create_slip(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Make a draft slip: id, order, number, externalReference, lines."""
        await self.run(CREATE_SLIP, now=now, **facts)

    async def edit_slip(self, facts: Mapping[str, Any], now: datetime, today: date) -> None:
        """Change a draft slip: id, number, externalReference, removed, changed, lines."""
        await self.run(EDIT_SLIP, now=now, today=today, **facts)

    async def discard_slip(self, slip_id: str, now: datetime, today: date) -> None:
        """End a draft and free what it claimed (D11), or let it wait again (D4)."""
        await self.run(DISCARD_SLIP, id=slip_id, now=now, today=today)
