"""Another unit steps into the sale of the one that it came for (W7)."""

from datetime import date, datetime
from typing import Final

from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing

REPLACE_UNIT: Final = Statement(
    name="replace_unit",
    mode=Mode.WRITE,
    # The one that goes stays on what is posted, and leaves a draft that had chosen it.
    text="""
    MATCH (old:Registration {id: $old})-[of:OF WHERE of.supersededAt IS NULL]->(gone:Unit)
    MATCH (unit:Unit {id: $unit})
    SET gone.freeFrom = $day
    FOREACH (_ IN CASE WHEN unit.serialNumber = $shown THEN [] ELSE [1] END | SET unit.serialNumber = $shown)
    CREATE (r:Registration {id: $id, recordedAt: $now, holds: unit.id})
    CREATE (r)-[:OF {recordedAt: $now}]->(unit)
    CREATE (r)-[:REPLACES {on: $day, recordedAt: $now}]->(old)
    SET old.ended = 'REPLACED', old.endedOn = $day, old.endedAt = $now
    REMOVE old.holds
    WITH old, r
    CALL (old, r) {
        MATCH (old)-[:ON_SLIP]->(line:SlipLine)
        CREATE (r)-[:ON_SLIP]->(line)
        RETURN count(line) AS shipped
    }
    MATCH (old)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(line:InvoiceLine)<-[:HAS]-(invoice:Invoice)
    CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
    FOREACH (_ IN CASE WHEN invoice.postedAt IS NULL THEN [1] ELSE [] END | SET on.supersededAt = $now)
    """,
    decode=nothing,
)


class ReplacingStatements(Transaction):
    """Letting one unit come for another."""

    async def replace_unit(
        self, registration_ids: tuple[str, str], unit_id: str, shown: str, day: date, now: datetime
    ) -> None:
        """
        End a registration, and register a unit in its place on the same lines.

        Args:
            registration_ids: The one that ends, and the one that is made.
        """
        old, new = registration_ids
        await self.run(REPLACE_UNIT, old=old, id=new, unit=unit_id, shown=shown, day=day, now=now)
