"""What a change touches, read while it is only tried: what would be inside the transaction, what is outside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.earlier_answers import ReturnedItem
from graph_api.domain.effects import Touched, TouchedDocument
from graph_api.store.bolt import Runs
from graph_api.store.statement import Mode, Row, Statement


def _touched(row: Row | None) -> Touched:
    if row is None:
        return Touched()
    return Touched(
        documents=tuple(
            TouchedDocument(DocumentKind(kind), id_, number, DocumentState(state))
            for kind, id_, number, state in row["documents"]
        ),
        orders=tuple(row["orders"]),
        units=tuple(row["units"]),
        items=tuple(row["items"]),
    )


FIND_TOUCHED: Final = Statement(
    name="find_touched",
    mode=Mode.READ,
    # Whatever a change writes carries its moment. What else has that moment is told apart by comparing.
    text="""
    CALL () {
        UNWIND $subjects AS subject
        CALL (subject) {
            MATCH (slip:PackingSlip {id: subject})-[:OF_ORDER]->(order:SalesOrder)
            RETURN order, ['PACKING_SLIP', slip.id, slip.number, slip.state] AS document
          UNION
            MATCH (invoice:Invoice {id: subject})-[:OF_ORDER]->(order:SalesOrder)
            RETURN order, ['INVOICE', invoice.id, invoice.number, invoice.state] AS document
          UNION
            MATCH (note:CreditNote {id: subject})-[:CREDITS]->(:Invoice)-[:OF_ORDER]->(order:SalesOrder)
            RETURN order, ['CREDIT_NOTE', note.id, note.number, 'POSTED'] AS document
          UNION
            WITH subject WHERE subject STARTS WITH 'SalesOrder:'
            MATCH (order:SalesOrder {number: substring(subject, 11)})
            RETURN order, NULL AS document
        }
        RETURN collect(DISTINCT order) AS found, collect(document) AS documents
    }
    CALL (found) {
        UNWIND found AS order
        MATCH (order)-[:HAS]->(:OrderLine)<-[:FOR]-(line)<-[:ON_SLIP|ON_INVOICE]-(r:Registration)
        WITH DISTINCT r
        WHERE r.recordedAt = $now OR r.endedAt = $now
           OR EXISTS { (r)-[was:ON_INVOICE|OF]->() WHERE was.recordedAt = $now OR was.supersededAt = $now }
           OR EXISTS { (r)-[:ON_SLIP|ON_INVOICE]->()<-[:HAS]-(document) WHERE document.postedAt = $now }
        MATCH (r)-[:OF]->(unit:Unit)
        WITH DISTINCT unit ORDER BY unit.id LIMIT $most
        RETURN collect(unit.id) AS units
    }
    CALL () {
        // What is on record of a sale continues the chain of its unit.
        UNWIND $subjects AS subject
        WITH subject WHERE subject STARTS WITH 'Unit:'
        RETURN collect(substring(subject, 5)) AS named
    }
    CALL (units, named) {
        // A unit that came for another answers by what is on record of that one's sale (W7).
        UNWIND units + named AS id
        MATCH (:Unit {id: id})<-[:OF]-(:Registration)<-[:REPLACES*1..]-(:Registration)-[:OF]->(heir:Unit)
        RETURN collect(DISTINCT heir.id) AS heirs
    }
    CALL () {
        UNWIND $subjects AS subject
        MATCH (:Return {id: subject})-[:HAS]->(item:ReturnItem)
        RETURN collect(item.id) AS items
    }
    WITH *, [id IN named WHERE NOT id IN units] AS others
    WITH *, others + [id IN heirs WHERE NOT id IN units AND NOT id IN others] AS further
    RETURN documents, [order IN found | order.number] AS orders, units + further[..$most - size(units)] AS units, items
    """,
    decode=_touched,
)


def _states(row: Row | None) -> dict[str, DocumentState]:
    return {} if row is None else {id_: DocumentState(state) for id_, state in row["states"]}


FIND_STATES: Final = Statement(
    name="find_states",
    mode=Mode.READ,
    text="""
    UNWIND $ids AS id
    CALL (id) {
        MATCH (slip:PackingSlip {id: id}) RETURN slip.state AS state
      UNION
        MATCH (invoice:Invoice {id: id}) RETURN invoice.state AS state
    }
    RETURN collect([id, state]) AS states
    """,
    decode=_states,
)


def _items(row: Row | None) -> dict[str, ReturnedItem]:
    return {} if row is None else {values[0]: _item(values) for values in row["items"]}


def _item(values: Sequence[Any]) -> ReturnedItem:
    id_, number, position, state, customer, answer, unit, serial = values
    return ReturnedItem(id_, number, position, ReturnState(state), customer, answer, unit, serial)


FIND_RETURNED_ITEMS: Final = Statement(
    name="find_returned_items",
    mode=Mode.READ,
    text="""
    UNWIND $ids AS id
    MATCH (item:ReturnItem {id: id})<-[:HAS]-(rma:Return)-[:ASKED_BY]->(customer:Customer)
    OPTIONAL MATCH (item)-[:ON_SALE]->(:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    RETURN collect([item.id, rma.number, item.position, item.state, customer.number, item.answer, unit.id,
                    unit.serialNumber]) AS items
    """,
    decode=_items,
)


class EffectReads(Runs):
    """What a change touches: the same reading, inside its transaction and outside it."""

    async def touched(self, subjects: Sequence[str], now: datetime, most: int) -> Touched:
        """The documents among these audit subjects, their orders, and the units that a change at a moment touched."""
        return await self.run(FIND_TOUCHED, subjects=list(subjects), now=now, most=most)

    async def states(self, ids: Sequence[str]) -> Mapping[str, DocumentState]:
        """The states of slips and invoices by id; those that do not exist are left out."""
        return await self.run(FIND_STATES, ids=list(ids))

    async def returned_items(self, ids: Sequence[str]) -> dict[str, ReturnedItem]:
        """Items of returns by id; those that do not exist are left out."""
        return await self.run(FIND_RETURNED_ITEMS, ids=list(ids))
