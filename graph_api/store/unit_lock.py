"""What was sold under lock, with its history: what every story after a sale begins with."""

from collections.abc import Sequence
from typing import Final

from graph_api.domain.audit import ChainHead
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.locked import LockedSales, LockedUnit
from graph_api.domain.serials import NOT_READABLE
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import PRODUCT, product_facts
from graph_api.store.pieces import PIECES, pieces
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.units import HISTORY, SALE, history, sale


def _locked_sales(row: Row | None) -> LockedSales:
    if row is None:
        return LockedSales()
    units = {
        id_: LockedUnit(history(values), ChainHead(length or 0, head or ""))
        for id_, values, length, head in row["units"]
    }
    blanks = {
        id_: UnitHistory(id_, NOT_READABLE, product_facts(product), (sale(values),))
        for id_, product, values in row["blanks"]
    }
    return LockedSales(units, blanks, pieces(row["pieces"]))


LOCK_SALES: Final = Statement(
    name="lock_sales",
    mode=Mode.WRITE,
    # Orders before units, each in order, as everywhere: what undoes a document, and what registers, waits for this.
    text="""
    CALL () {
        UNWIND $units AS id
        MATCH (:Unit {id: id})<-[:OF]-(:Registration)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(:OrderLine)
              <-[:HAS]-(order:SalesOrder)
        RETURN order
      UNION
        UNWIND $registrations AS id
        MATCH (:Registration {id: id})-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(:OrderLine)<-[:HAS]-(order:SalesOrder)
        RETURN order
      UNION
        UNWIND $lines AS id
        MATCH (:InvoiceLine {id: id})-[:FOR]->(:OrderLine)<-[:HAS]-(order:SalesOrder)
        RETURN order
      UNION
        UNWIND $lines AS id
        MATCH (:SlipLine {id: id})-[:FOR]->(:OrderLine)<-[:HAS]-(order:SalesOrder)
        RETURN order
    }
    WITH DISTINCT order ORDER BY order.number
    SET order.lockedAt = timestamp()
    WITH count(order) AS orders
    CALL () {
        UNWIND $units AS id
        MATCH (unit:Unit {id: id})
        WITH unit ORDER BY unit.product, unit.serialKey
        SET unit.lockedAt = timestamp()
        RETURN count(unit) AS lockedUnits
    }
    CALL () {
        UNWIND $units AS id
        MATCH (unit:Unit {id: id})
        OPTIONAL MATCH (chain:AuditChain {subject: 'Unit:' + unit.id})
    """
    + HISTORY
    + """
        RETURN collect([unit.id, history, chain.length, chain.head]) AS units
    }
    CALL () {
        UNWIND $registrations AS id
        MATCH (r:Registration {id: id}) WHERE NOT EXISTS { (r)-[known:OF]->() WHERE known.supersededAt IS NULL }
        OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(:Unit)
    """
    + SALE
    + """
        MATCH (soldOn)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
    """
    + PRODUCT
    + """
        RETURN collect([r.id, productFacts, sale]) AS blanks
    }
    """
    + PIECES
    + """
    RETURN units, blanks, pieces
    """,
    decode=_locked_sales,
)


class UnitLocks(Transaction):
    """Locking what was sold."""

    async def lock_sales(
        self, units: Sequence[str], registrations: Sequence[str], lines: Sequence[str] = ()
    ) -> LockedSales:
        """Lock the orders of units, of blanks and of lines, then the units; and load what is known of their sales."""
        return await self.run(LOCK_SALES, units=list(units), registrations=list(registrations), lines=list(lines))

    async def lock_unit_with_history(self, unit_id: str) -> LockedUnit | None:
        """The same of one unit."""
        return (await self.lock_sales([unit_id], ())).units.get(unit_id)
