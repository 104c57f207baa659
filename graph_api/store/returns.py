"""Returns as people read them: by id, by number, by the id of an item."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.return_items import Disposition, ReturnDecision, ReturnItemView, ReturnView
from graph_api.store.bolt import Runs
from graph_api.store.fragments import CUSTOMER, a_day, a_moment, customer_facts, day, moment
from graph_api.store.statement import Mode, Row, Statement

RETURN: Final[LiteralString] = (
    """
    MATCH (rma)-[:ASKED_BY]->(customer:Customer)
    CALL (rma) {
        MATCH (rma)-[:HAS]->(item:ReturnItem)
        OPTIONAL MATCH (item)-[:ON_SALE]->(r:Registration)
        OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
        OPTIONAL MATCH (item)-[:CAME_FOR]->(awaited:ReturnItem)
        OPTIONAL MATCH (item)-[:FROM_LINE]->(fromLine:InvoiceLine)
        CALL (r) {
            OPTIONAL MATCH (r)-[:ON_SLIP]->(slipLine:SlipLine)
            OPTIONAL MATCH (r)-[on:ON_INVOICE]->(invoiceLine:InvoiceLine)
            RETURN coalesce(slipLine, invoiceLine) AS shownOn ORDER BY on.recordedAt LIMIT 1
        }
        WITH *, coalesce(shownOn, fromLine) AS home
        MATCH (home)-[:FOR]->(ordered:OrderLine)-[:OF_PRODUCT]->(product:Product)
        MATCH (ordered)<-[:HAS]-(order:SalesOrder)
        WITH item, [item.id, item.position, item.state, item.quantity, product.number, order.number, home.id,
            toString(item.authorisedOn), toString(item.authorisedAt), item.answer, r.id, unit.id, unit.serialNumber,
            item.override, item.overriddenBy, toString(item.receivedOn), toString(item.receivedAt),
            item.receivedSerial, item.receivedProduct, coalesce(item.differs, false), item.decision,
            item.disposition, item.credited,
            toString(item.closedOn), toString(item.closedAt), awaited.id, item.receivedSerials,
            CASE WHEN item.disposition = 'REPLACE' THEN head([(r)<-[:REPLACES]-(new:Registration) | new.id]) END]
            AS itemView
        ORDER BY item.position
        RETURN collect(itemView) AS items
    }
    OPTIONAL MATCH (chain:AuditChain {subject: rma.id})
    WITH *, [rma.id, rma.number, toString(rma.authorisedOn), toString(rma.authorisedAt), rma.reason,
             rma.externalReference, """
    + CUSTOMER
    + """, items, coalesce(chain.length, 0)] AS view
"""
)
"""Given `rma`, a return: adds `view`, and `chain`, its audit chain."""


def return_view(values: Sequence[Any]) -> ReturnView:
    """Decode `RETURN`."""
    id_, number, on, at, reason, reference, customer, items, version = values
    return ReturnView(
        id=id_,
        number=number,
        authorised_on=a_day(on),
        authorised_at=a_moment(at),
        reason=reason,
        external_reference=reference,
        customer=customer_facts(customer),
        items=tuple(_item(each) for each in items),
        version=version,
    )


def _item(values: Sequence[Any]) -> ReturnItemView:
    id_, position, state, quantity, product, order, home, on, at, answer, registration, unit, serial, *rest = values
    override, by, received_on, received_at, received, other, differs, decision, disposition, credited, *closed = rest
    closed_on, closed_at, awaited, serials, replacement = closed
    return ReturnItemView(
        id=id_,
        position=position,
        state=ReturnState(state),
        quantity=quantity,
        product=product,
        order=order,
        home=home,
        authorised_on=a_day(on),
        authorised_at=a_moment(at),
        answer=answer,
        registration_id=registration,
        unit_id=unit,
        serial_number=serial,
        override=override,
        overridden_by=by,
        received_on=day(received_on),
        received_at=moment(received_at),
        received_serial=received,
        received_product=other,
        differs=differs,
        decision=None if decision is None else ReturnDecision(decision),
        disposition=None if disposition is None else Disposition(disposition),
        credited=credited,
        closed_on=day(closed_on),
        closed_at=moment(closed_at),
        came_for=awaited,
        received_serials=tuple(serials or ()),
        replacement_id=replacement,
    )


def _by_key(row: Row | None) -> dict[str, ReturnView]:
    return {} if row is None else {key: return_view(view) for key, view in row["views"]}


FIND_RETURNS: Final = Statement(
    name="find_returns",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (rma:Return {id: key})" + RETURN + "RETURN collect([key, view]) AS views",
    decode=_by_key,
)
FIND_RETURNS_BY_NUMBER: Final = Statement(
    name="find_returns_by_number",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (rma:Return {number: key})" + RETURN + "RETURN collect([key, view]) AS views",
    decode=_by_key,
)
FIND_RETURNS_BY_ITEM: Final = Statement(
    name="find_returns_by_item",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (:ReturnItem {id: key})<-[:HAS]-(rma:Return)"
    + RETURN
    + "RETURN collect([key, view]) AS views",
    decode=_by_key,
)


class ReturnReads(Runs):
    """Finding returns, inside a transaction or outside one; unknown keys are left out."""

    async def returns_by_id(self, ids: Sequence[str]) -> dict[str, ReturnView]:
        """Returns by id."""
        return await self.run(FIND_RETURNS, keys=list(ids))

    async def returns_by_number(self, numbers: Sequence[str]) -> dict[str, ReturnView]:
        """Returns by number."""
        return await self.run(FIND_RETURNS_BY_NUMBER, keys=list(numbers))

    async def returns_by_item(self, ids: Sequence[str]) -> dict[str, ReturnView]:
        """Returns by the id of one of their items."""
        return await self.run(FIND_RETURNS_BY_ITEM, keys=list(ids))
