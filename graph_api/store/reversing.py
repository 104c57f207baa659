"""Reversing lines of a posted slip."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from graph_api.domain.documents import DocumentState
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import FREE_UNITS
from graph_api.store.statement import Mode, Statement, nothing

REVERSE_LINES: Final = Statement(
    name="reverse_lines",
    mode=Mode.WRITE,
    text="MATCH (slip:PackingSlip {id: $id})"
    + FREE_UNITS
    + """
    CALL (slip) {
        UNWIND $lines AS id
        MATCH (slip)-[:HAS]->(line:SlipLine {id: id})-[:FOR]->(ordered:OrderLine)
        SET line.reversedOn = $day, line.reversedAt = $now
        WITH line, ordered
        CALL (line, ordered) {
            MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
            SET r.ended = 'REVERSED', r.endedOn = $day, r.endedAt = $now
            REMOVE r.holds
            CREATE (r)-[:WAITS_FOR]->(ordered)
            WITH r
            MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)
            SET on.supersededAt = $now
            RETURN count(on) AS cameOff
        }
        RETURN count(line) AS reversed
    }
    SET slip.state = $state
    """,
    decode=nothing,
)


class ReversingStatements(Transaction):
    """Writing what a reversal changes."""

    async def reverse_lines(
        self, slip_id: str, lines: Sequence[str], units: Sequence[str], state: DocumentState, day: date, now: datetime
    ) -> None:
        """
        Reverse lines of a slip with all that stands on them, which waits for its order line from now on (D3, D4).

        Args:
            units: Those of the registrations that end, in the order in which units are locked.
            state: The state in which the slip is left.
        """
        await self.run(
            REVERSE_LINES, id=slip_id, lines=list(lines), units=list(units), state=state.value, day=day, now=now
        )
