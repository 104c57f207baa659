"""What waits for an order line: locked with its units, taken over by a new line, left behind, waiting again (D4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString

from graph_api.domain.documents import DocumentKind, RegistrationFact
from graph_api.domain.waiting import Waiting
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import day
from graph_api.store.statement import Mode, Row, Statement, nothing

WAIT_AGAIN: Final[LiteralString] = """
    WITH r WHERE EXISTS { (r)-[:CONTINUES]->(:Registration) }
    MATCH (r)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(again:OrderLine)
    CREATE (r)-[:WAITS_FOR]->(again)
"""
"""Given `r`, which has ended on a draft: it waits for its order line, if what it went on with had waited for it."""

CONTINUE: Final[LiteralString] = """
    WITH *
    CALL (r, unit, line) {
        MATCH (line)-[:FOR]->(:OrderLine)<-[waits:WAITS_FOR]-(waiting:Registration)
              -[of:OF WHERE of.supersededAt IS NULL]->(unit)
        CREATE (r)-[:CONTINUES]->(waiting)
        DELETE waits
    }
"""
"""Given `r`, a new registration of `unit` on `line`: it goes on with one of that unit that waits for the order line."""


def _waiting(row: Row | None) -> dict[str, tuple[Waiting, ...]]:
    found = [] if row is None else row["found"]
    return {
        order_line: tuple(
            Waiting(RegistrationFact(id_, unit, serial, day(free_from)), stands_on)
            for id_, unit, serial, free_from, stands_on in waiting
        )
        for order_line, waiting in found
    }


LOCK_WAITING: Final = Statement(
    name="lock_waiting",
    mode=Mode.WRITE,
    text="""
    CALL () {
        UNWIND $units AS id
        MATCH (unit:Unit {id: id})
        SET unit.lockedAt = timestamp()
        RETURN count(unit) AS locked
    }
    UNWIND $orderLines AS id
    MATCH (ordered:OrderLine {id: id})
    CALL (ordered) {
        MATCH (ordered)<-[:WAITS_FOR]-(r:Registration)
        OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
        OPTIONAL MATCH (live:Registration {holds: unit.id})
        OPTIONAL MATCH (live)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip)
        OPTIONAL MATCH (live)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
        WITH r, unit, coalesce(slip.number, 'draft ' + slip.id, invoice.number, 'draft ' + invoice.id) AS standsOn
        ORDER BY r.id
        RETURN collect([r.id, unit.id, unit.serialNumber, toString(unit.freeFrom), standsOn]) AS waiting
    }
    RETURN collect([ordered.id, waiting]) AS found
    """,
    decode=_waiting,
)

_LEAVE: Final[LiteralString] = """
    CALL () {
        UNWIND $left AS id
        MATCH (:Registration {id: id})-[waits:WAITS_FOR]->(:OrderLine)
        DELETE waits
        RETURN count(*) AS leftBehind
    }
    UNWIND $taken AS taken
"""
_GO_ON: Final[LiteralString] = """
    MATCH (old:Registration {id: taken.old})-[waits:WAITS_FOR]->(:OrderLine)<-[:FOR]-(line)
    OPTIONAL MATCH (old)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    DELETE waits
    CREATE (r:Registration {id: taken.id, recordedAt: $now})-[:CONTINUES]->(old)
    SET r.holds = unit.id, r.notReadable = CASE WHEN unit IS NULL THEN true END
    FOREACH (known IN CASE WHEN unit IS NULL THEN [] ELSE [unit] END | CREATE (r)-[:OF {recordedAt: $now}]->(known))
"""
_TAKE_OVER: Final = {
    DocumentKind.PACKING_SLIP: Statement(
        name="take_over_on_slip",
        mode=Mode.WRITE,
        text=_LEAVE + "MATCH (line:SlipLine {id: taken.line})" + _GO_ON + "CREATE (r)-[:ON_SLIP]->(line)",
        decode=nothing,
    ),
    DocumentKind.INVOICE: Statement(
        name="take_over_on_invoice",
        mode=Mode.WRITE,
        text=_LEAVE
        + "MATCH (line:InvoiceLine {id: taken.line})"
        + _GO_ON
        + "CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)",
        decode=nothing,
    ),
}


class WaitingStatements(Transaction):
    """Finding what waits, and taking it over."""

    async def lock_waiting(self, order_lines: Sequence[str], units: Sequence[str]) -> Mapping[str, Sequence[Waiting]]:
        """
        What waits for order lines, by line, each with the document that its unit stands on meanwhile.

        Args:
            units: The units of all that may wait, in the order in which units are locked.
        """
        return await self.run(LOCK_WAITING, orderLines=list(order_lines), units=list(units))

    async def take_over(
        self, kind: DocumentKind, taken: Sequence[tuple[str, str, str]], left: Sequence[str], now: datetime
    ) -> None:
        """
        Write a takeover on the lines of a document that was just made, and let what is left behind wait no longer.

        Args:
            taken: For each registration that waits: the id of the line, its own id, and the id of the one that goes on.
        """
        lines = [{"line": line, "old": old, "id": new} for line, old, new in taken]
        await self.run(_TAKE_OVER[kind], taken=lines, left=list(left), now=now)
