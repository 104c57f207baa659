"""Working on returns: what is locked for it, and what each step writes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString

from graph_api.domain.locked import LockedReturn
from graph_api.domain.return_items import ReturnDecision
from graph_api.domain.returning import ClosedItem, FoundOnItem
from graph_api.domain.staleness import LastChange
from graph_api.store.bolt import Transaction
from graph_api.store.books import chain_head
from graph_api.store.fragments import a_moment
from graph_api.store.returns import RETURN, return_view
from graph_api.store.statement import Mode, Row, Statement, nothing


def _locked_return(row: Row | None) -> LockedReturn | None:
    if row is None:
        return None
    action, actor, at = row["last"]
    last = None if action is None else LastChange(action, actor, a_moment(at))
    return LockedReturn(return_view(row["view"]), chain_head(row), last)


_LOCKED: Final[LiteralString] = (
    """
    SET rma.lockedAt = timestamp()
    WITH rma
    """
    + RETURN
    + """
    OPTIONAL MATCH (last:AuditEntry {subject: rma.id, sequence: chain.length})
    RETURN view, chain.length AS chainLength, chain.head AS chainHead,
           [last.action, last.actor, toString(last.at)] AS last
    """
)

LOCK_RETURN: Final = Statement(
    name="lock_return",
    mode=Mode.WRITE,
    text="MATCH (rma:Return {id: $id})" + _LOCKED,
    decode=_locked_return,
)
LOCK_RETURN_OF_ITEM: Final = Statement(
    name="lock_return_of_item",
    mode=Mode.WRITE,
    text="MATCH (:ReturnItem {id: $id})<-[:HAS]-(rma:Return)" + _LOCKED,
    decode=_locked_return,
)

_ITEMS: Final[LiteralString] = """
    UNWIND $items AS new
    CREATE (rma)-[:HAS]->(item:ReturnItem {id: new.id, position: new.position, state: new.state,
                                           quantity: new.quantity, authorisedOn: new.day, authorisedAt: $now,
                                           answer: new.answer})
    SET item.override = new.override, item.overriddenBy = new.overriddenBy, item.holds = new.registration
    WITH item, new
    CALL (item, new) {
        MATCH (r:Registration {id: new.registration})
        CREATE (item)-[:ON_SALE]->(r)
    }
    CALL (item, new) {
        MATCH (line:InvoiceLine {id: new.line})
        CREATE (item)-[:FROM_LINE]->(line)
    }
"""

CREATE_RETURN: Final = Statement(
    name="create_return",
    mode=Mode.WRITE,
    text="""
    MATCH (customer:Customer {number: $customer})
    CREATE (rma:Return {id: $id, number: $number, authorisedOn: $day, authorisedAt: $now, reason: $reason})
    CREATE (rma)-[:ASKED_BY]->(customer)
    SET rma.externalReference = $externalReference
    WITH rma
    """
    + _ITEMS,
    decode=nothing,
)

RECEIVE_ITEM: Final = Statement(
    name="receive_return_item",
    mode=Mode.WRITE,
    text="""
    MATCH (item:ReturnItem {id: $id})
    SET item.state = 'RECEIVED', item.receivedOn = $day, item.receivedAt = $now, item.receivedSerial = $serial,
        item.receivedSerials = $serials, item.receivedProduct = $product, item.differs = $differs
    """,
    decode=nothing,
)

DECIDE_ITEM: Final = Statement(
    name="decide_return_item",
    mode=Mode.WRITE,
    text="MATCH (item:ReturnItem {id: $id}) SET item.decision = $decision, item.decidedAt = $now",
    decode=nothing,
)

EXCHANGE_ITEM: Final = Statement(
    name="exchange_return_item",
    mode=Mode.WRITE,
    text="MATCH (awaited:ReturnItem {id: $cameFor})<-[:HAS]-(rma:Return)"
    + _ITEMS
    + """
    WITH item
    MATCH (awaited:ReturnItem {id: $cameFor})
    CREATE (item)-[:CAME_FOR]->(awaited)
    SET item.receivedOn = awaited.receivedOn, item.receivedAt = awaited.receivedAt,
        item.receivedSerial = awaited.receivedSerial
    """,
    decode=nothing,
)

CLOSE_ITEMS: Final = Statement(
    name="close_return_items",
    mode=Mode.WRITE,
    text="""
    UNWIND $ids AS id
    MATCH (item:ReturnItem {id: id})
    SET item.state = $state, item.closedOn = $day, item.closedAt = $now, item.disposition = $disposition,
        item.credited = $credited
    REMOVE item.holds
    """,
    decode=nothing,
)

COME_BACK: Final = Statement(
    name="come_back_for_good",
    mode=Mode.WRITE,
    # It stays on its invoice, which shows it so; a credit note leaves it alone (D10).
    text="""
    MATCH (:ReturnItem {id: $id})-[:ON_SALE]->(r:Registration)
    SET r.ended = 'RETURNED', r.endedOn = $day, r.endedAt = $now
    REMOVE r.holds
    WITH r
    CALL (r) {
        MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
        SET unit.freeFrom = $freeFrom
        RETURN count(unit) AS freed
    }
    MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(line:InvoiceLine)
    // The order is locked since an earlier statement, so nobody else counts meanwhile.
    SET line.returned = coalesce(line.returned, 0) + 1
    """,
    decode=nothing,
)


class ReturningStatements(Transaction):
    """Authorising returns, and working on their items."""

    async def lock_return(self, return_id: str) -> LockedReturn | None:
        """Lock a return, before anything that its items are about."""
        return await self.run(LOCK_RETURN, id=return_id)

    async def lock_return_of_item(self, item_id: str) -> LockedReturn | None:
        """Lock the return that an item belongs to."""
        return await self.run(LOCK_RETURN_OF_ITEM, id=item_id)

    async def create_return(self, facts: Mapping[str, Any], items: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Make a return: id, number, customer, day, reason, externalReference; and its items."""
        await self.run(CREATE_RETURN, items=[dict(each) for each in items], now=now, **facts)

    async def receive_item(self, item_id: str, day: date, found: FoundOnItem, now: datetime) -> None:
        """Write that an item was received, with what was found on it."""
        await self.run(
            RECEIVE_ITEM,
            id=item_id,
            day=day,
            serial=found.serial_number,
            serials=list(found.serial_numbers) or None,
            product=found.product,
            differs=found.differs or None,
            now=now,
        )

    async def decide_item(self, item_id: str, decision: ReturnDecision, now: datetime) -> None:
        """Write what a received item is taken for."""
        await self.run(DECIDE_ITEM, id=item_id, decision=decision.value, now=now)

    async def exchange_item(self, new: Mapping[str, Any], came_for: str, now: datetime) -> None:
        """Go on with what was received, instead of the item that was awaited."""
        await self.run(EXCHANGE_ITEM, items=[dict(new)], cameFor=came_for, now=now)

    async def close_items(self, ids: Sequence[str], closed: ClosedItem, day: date, now: datetime) -> None:
        """Bring items to an end state: they are on their way no more."""
        await self.run(
            CLOSE_ITEMS,
            ids=list(ids),
            state=closed.state.value,
            disposition=None if closed.disposition is None else closed.disposition.value,
            credited=closed.credited,
            day=day,
            now=now,
        )

    async def come_back(self, item_id: str, day: date, free_from: date, now: datetime) -> None:
        """End the sale of an item that came back for good, and free its unit from a day on (V5)."""
        await self.run(COME_BACK, id=item_id, day=day, freeFrom=free_from, now=now)
