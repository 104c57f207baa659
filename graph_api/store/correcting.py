"""Filling blanks and changing numbers: the lock on the unit that comes, and what stands on the registration since."""

from datetime import datetime
from typing import Final

from graph_api.domain.line_facts import UnitFacts
from graph_api.store.bolt import Transaction
from graph_api.store.spots import UNIT_FACTS, units
from graph_api.store.statement import Mode, Statement, nothing

LOCK_UNIT: Final = Statement(
    name="lock_unit",
    mode=Mode.WRITE,
    text="""
    MERGE (unit:Unit {product: $product, serialKey: $key})
    ON CREATE SET unit.id = $id, unit.serialNumber = $text, unit.createdAt = $now
    ON MATCH SET unit.lockedAt = timestamp()
    WITH unit
    """
    + UNIT_FACTS,
    decode=units,
)

NUMBER_REGISTRATION: Final = Statement(
    name="number_registration",
    mode=Mode.WRITE,
    # What it was named before stays, superseded; the unit that it leaves is free at once.
    text="""
    MATCH (r:Registration {id: $registration})
    MATCH (unit:Unit {id: $unit})
    FOREACH (_ IN CASE WHEN unit.serialNumber = $shown THEN [] ELSE [1] END | SET unit.serialNumber = $shown)
    WITH r, unit
    CALL (r) {
        OPTIONAL MATCH (r)-[before:OF WHERE before.supersededAt IS NULL]->(:Unit)
        SET before.supersededAt = $now
        RETURN count(before) AS superseded
    }
    SET r.holds = unit.id
    CREATE (r)-[:OF {recordedAt: $now}]->(unit)
    """,
    decode=nothing,
)


class CorrectingStatements(Transaction):
    """Giving a registration a number that it did not have."""

    async def lock_unit(self, product: str, key: str, unit_id: str, text: str, now: datetime) -> UnitFacts:
        """
        Lock the unit of a product's number, under the lock of the order that it comes to; then read where it stands.

        Args:
            unit_id: What a new unit is called, and `text` what it shows.
        """
        found = await self.run(LOCK_UNIT, product=product, key=key, id=unit_id, text=text, now=now)
        return found[key]

    async def number_registration(self, registration_id: str, unit_id: str, shown: str, now: datetime) -> None:
        """Let a registration stand for a unit from now on, which shows its number as given."""
        await self.run(NUMBER_REGISTRATION, registration=registration_id, unit=unit_id, shown=shown, now=now)
