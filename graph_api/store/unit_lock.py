"""One sold unit under lock, with its history: what every story after the sale begins with."""

from typing import Final

from graph_api.domain.locked import LockedUnit
from graph_api.store.bolt import Transaction
from graph_api.store.books import chain_head
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.units import HISTORY, history


def _locked(row: Row | None) -> LockedUnit | None:
    return None if row is None else LockedUnit(history(row["history"]), chain_head(row))


LOCK_UNIT_WITH_HISTORY: Final = Statement(
    name="lock_unit_with_history",
    mode=Mode.WRITE,
    # Orders before units, each in order, as everywhere: what undoes a document, and what registers, waits for this.
    text="""
    MATCH (unit:Unit {id: $id})
    CALL (unit) {
        MATCH (unit)<-[:OF]-(:Registration)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(:OrderLine)<-[:HAS]-(order:SalesOrder)
        WITH DISTINCT order ORDER BY order.number
        SET order.lockedAt = timestamp()
    }
    SET unit.lockedAt = timestamp()
    WITH unit
    OPTIONAL MATCH (chain:AuditChain {subject: 'Unit:' + unit.id})
    """
    + HISTORY
    + """
    RETURN history, chain.length AS chainLength, chain.head AS chainHead
    """,
    decode=_locked,
)


class UnitLocks(Transaction):
    """Locking units that were sold."""

    async def lock_unit_with_history(self, unit_id: str) -> LockedUnit | None:
        """Lock every order that a unit was registered for, then the unit; and load its history."""
        return await self.run(LOCK_UNIT_WITH_HISTORY, id=unit_id)
