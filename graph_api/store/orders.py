"""Sales orders: opening, saving and reading them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentState
from graph_api.domain.views import DocumentStub, OrderLineView, OrderView, PageOf
from graph_api.store.bolt import Runs, Transaction
from graph_api.store.fragments import CUSTOMER, PRODUCT, day, order_facts, product_facts, serial_settings
from graph_api.store.statement import Mode, Row, Statement, nothing


def _created(row: Row | None) -> bool:
    return bool(row and row["created"])


OPEN_ORDER: Final = Statement(
    name="open_order",
    mode=Mode.WRITE,
    text="""
    MERGE (order:SalesOrder {number: $number})
    ON CREATE SET order.createdAt = $now
    SET order.lockedAt = timestamp()
    RETURN order.orderedOn IS NULL AS created
    """,
    decode=_created,
)

FIND_PARTIES: Final = Statement(
    name="find_parties",
    mode=Mode.READ,
    text="""
    OPTIONAL MATCH (customer:Customer {number: $customer})
    CALL () {
        UNWIND $products AS number
        MATCH (product:Product {number: number})
        RETURN collect(product.number) AS products
    }
    RETURN customer IS NOT NULL AS customer, products
    """,
    decode=lambda row: (bool(row and row["customer"]), frozenset(row["products"] if row else ())),
)

SAVE_ORDER: Final = Statement(
    name="save_order",
    mode=Mode.WRITE,
    text="""
    MATCH (order:SalesOrder {number: $number})
    MATCH (customer:Customer {number: $customer})
    SET order.orderedOn = $orderedOn, order.externalReference = $externalReference, order.revisedAt = $now
    WITH order, customer
    CALL (order) {
        MATCH (order)-[placed:PLACED_BY]->()
        DELETE placed
        RETURN count(*) AS unplaced
    }
    CREATE (order)-[:PLACED_BY]->(customer)
    WITH order
    CALL (order) {
        UNWIND $removed AS id
        MATCH (order)-[:HAS]->(line:OrderLine {id: id})
        DETACH DELETE line
        RETURN count(*) AS removedLines
    }
    CALL (order) {
        UNWIND $lines AS wanted
        MATCH (product:Product {number: wanted.product})
        // To give a product with few order lines another one locks it: sorted, as whoever drafts locks products.
        WITH order, wanted, product ORDER BY product.number
        MERGE (line:OrderLine {id: wanted.id})
        ON CREATE SET line.position = wanted.position
        SET line.quantity = wanted.quantity
        MERGE (order)-[:HAS]->(line)
        WITH line, product
        CALL (line, product) {
            MATCH (line)-[before:OF_PRODUCT]->(other:Product) WHERE other <> product
            DELETE before
            RETURN count(*) AS replaced
        }
        MERGE (line)-[:OF_PRODUCT]->(product)
        RETURN count(line) AS savedLines
    }
    FINISH
    """,
    decode=nothing,
)

_ORDER_VIEW: Final[LiteralString] = (
    """
    MATCH (order)-[:PLACED_BY]->(customer:Customer)
    CALL (order) {
        MATCH (order)-[:HAS]->(line:OrderLine)-[:OF_PRODUCT]->(product:Product)
    """
    + PRODUCT
    + """
        CALL (line) {
            MATCH (line)<-[:FOR]-(s:SlipLine)<-[:HAS]-(:PackingSlip {state: 'POSTED'})
            WHERE s.reversedAt IS NULL
            RETURN sum(s.quantity - coalesce(s.takenBack, 0)) AS onSlips
        }
        CALL (line) {
            MATCH (line)<-[:FOR]-(i:InvoiceLine)<-[:HAS]-(issued:Invoice)
            WHERE issued.state IN ['POSTED', 'CREDITED']
            WITH i, CASE WHEN i.creditedAt IS NULL THEN i.quantity ELSE coalesce(i.returned, 0) END AS standing
            RETURN sum(standing) AS invoiced,
                   sum(CASE WHEN EXISTS { (i)-[:BILLS]->() } THEN 0 ELSE standing END) AS direct
        }
        WITH * ORDER BY line.position
        RETURN collect([line.id, line.position, line.quantity, productFacts, settings, onSlips + direct,
                        invoiced]) AS lines
    }
    CALL (order) {
        MATCH (order)<-[:OF_ORDER]-(slip:PackingSlip) WHERE slip.state <> 'DISCARDED'
        WITH slip ORDER BY slip.id
        RETURN collect([slip.id, slip.number, slip.state, toString(slip.day)]) AS slips
    }
    CALL (order) {
        MATCH (order)<-[:OF_ORDER]-(invoice:Invoice) WHERE invoice.state <> 'DISCARDED'
        WITH invoice ORDER BY invoice.id
        RETURN collect([invoice.id, invoice.number, invoice.state, toString(invoice.day)]) AS invoices
    }
    OPTIONAL MATCH (chain:AuditChain {subject: 'SalesOrder:' + order.number})
    WITH [[order.number, toString(order.orderedOn), order.externalReference, """
    + CUSTOMER
    + """], lines, slips, invoices, coalesce(chain.length, 0)] AS view
    """
)


def _order(values: Sequence[Any]) -> OrderView:
    facts, lines, slips, invoices, version = values
    return OrderView(
        facts=order_facts(facts),
        lines=tuple(
            OrderLineView(id_, position, quantity, product_facts(product), serial_settings(settings), shipped, invoiced)
            for id_, position, quantity, product, settings, shipped, invoiced in lines
        ),
        slips=tuple(_stub(each) for each in slips),
        invoices=tuple(_stub(each) for each in invoices),
        version=version,
    )


def _stub(values: Sequence[Any]) -> DocumentStub:
    id_, number, state, on = values
    return DocumentStub(id_, number, DocumentState(state), day(on))


FIND_ORDERS: Final = Statement(
    name="find_orders",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (order:SalesOrder {number: key}) CALL (order) {"
    + _ORDER_VIEW
    + "RETURN view } RETURN collect([key, view]) AS views",
    decode=lambda row: {key: _order(view) for key, view in (row["views"] if row else ())},
)
FIND_ORDERS_BY_LINE: Final = Statement(
    name="find_orders_by_line",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (:OrderLine {id: key})<-[:HAS]-(order:SalesOrder) CALL (order) {"
    + _ORDER_VIEW
    + "RETURN view } RETURN collect([key, view]) AS views",
    decode=lambda row: {key: _order(view) for key, view in (row["views"] if row else ())},
)
LIST_ORDERS: Final = Statement(
    name="list_orders",
    mode=Mode.READ,
    text="""
    MATCH (order:SalesOrder) WHERE order.number > $after
    WITH order ORDER BY order.number LIMIT $first
    CALL (order) {"""
    + _ORDER_VIEW
    + "RETURN view } WITH view ORDER BY view[0][0] RETURN collect(view) AS views",
    decode=lambda row: [_order(view) for view in (row["views"] if row else ())],
)


class OrderStatements(Transaction):
    """Opening and saving orders."""

    async def open_order(self, number: str, now: datetime) -> bool:
        """Lock an order by its number, making it; whether it is new."""
        return await self.run(OPEN_ORDER, number=number, now=now)

    async def find_parties(self, customer: str, products: Sequence[str]) -> tuple[bool, frozenset[str]]:
        """Whether a customer is known, and which of the products are."""
        return await self.run(FIND_PARTIES, customer=customer, products=list(products))

    async def save_order(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Write an order's head and lines: number, customer, orderedOn, externalReference, lines, removed."""
        await self.run(SAVE_ORDER, now=now, **facts)


class OrderReads(Runs):
    """Reading orders, inside a transaction or outside one."""

    async def orders(self, numbers: Sequence[str]) -> dict[str, OrderView]:
        """Sales orders by number; unknown ones are left out."""
        return await self.run(FIND_ORDERS, keys=list(numbers))

    async def orders_by_line(self, line_ids: Sequence[str]) -> dict[str, OrderView]:
        """Sales orders by the id of one of their lines; unknown ones are left out."""
        return await self.run(FIND_ORDERS_BY_LINE, keys=list(line_ids))

    async def list_orders(self, page: PageOf) -> list[OrderView]:
        """Sales orders by number."""
        return await self.run(LIST_ORDERS, after=page.after, first=page.first)
