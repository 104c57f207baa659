"""
Drafts and what they hold still: settings and a product's group stand while a draft has registrations (T5).

Registering reads the settings under its order's lock alone. Whoever changes them therefore locks the products, so that
no line of theirs is drafted meanwhile, then every order that has a draft of them, and only then looks.
"""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph_api.domain.locked import LockedBook
from graph_api.store.bolt import Transaction
from graph_api.store.books import BOOK, decode_book
from graph_api.store.fragments import LOCK_ORDER
from graph_api.store.statement import Mode, Row, Statement, nothing

_TAKE_PRODUCTS: Final[LiteralString] = """
        MATCH (order)-[:HAS]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        WITH DISTINCT product ORDER BY product.number
        SET product.lockedAt = timestamp()
"""
_LOCK_PRODUCTS: Final[LiteralString] = (
    " CALL (order) {"
    + _TAKE_PRODUCTS
    + """
        RETURN count(product) AS products
    }
    WITH order, subject
"""
)
_LOCK_TO_DRAFT: Final[LiteralString] = _LOCK_PRODUCTS + LOCK_ORDER + _LOCK_PRODUCTS + BOOK
"""Given `order` and `subject`. What the order was given while its lock was waited for is locked behind it."""

LOCK_ORDER_TO_DRAFT: Final = Statement(
    name="lock_order_to_draft",
    mode=Mode.WRITE,
    text="MATCH (order:SalesOrder {number: $number}) WITH order, 'SalesOrder:' + order.number AS subject"
    + _LOCK_TO_DRAFT,
    decode=decode_book,
)
LOCK_PRODUCTS_OF_ORDER: Final = Statement(
    name="lock_products_of_order",
    mode=Mode.WRITE,
    text="MATCH (order:SalesOrder {number: $number})" + _TAKE_PRODUCTS,
    decode=nothing,
)
LOCK_ORDER_OF_SLIP_TO_DRAFT: Final = Statement(
    name="lock_order_of_slip_to_draft",
    mode=Mode.WRITE,
    text="MATCH (doc:PackingSlip {id: $id})-[:OF_ORDER]->(order:SalesOrder) WITH order, $id AS subject"
    + _LOCK_TO_DRAFT,
    decode=decode_book,
)


def _products(row: Row | None) -> list[str]:
    return [] if row is None else list(row["products"])


LOCK_PRODUCTS_OF_GROUP: Final = Statement(
    name="lock_products_of_group",
    mode=Mode.WRITE,
    text="""
    MATCH (:TrackingDimensionGroup {number: $number})<-[:IN_GROUP]-(product:Product)
    WITH product ORDER BY product.number
    SET product.lockedAt = timestamp()
    RETURN collect(product.number) AS products
    """,
    decode=_products,
)

_DRAFTED: Final[LiteralString] = """
        MATCH (document:PackingSlip) WHERE document.state = 'DRAFT' AND document.id > ''
        WITH document
        MATCH (document)-[:HAS]->(line:SlipLine)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        WHERE product.number IN $products
"""
_INVOICE_DRAFTED: Final[LiteralString] = """
        MATCH (document:Invoice) WHERE document.state = 'DRAFT' AND document.id > ''
        WITH document
        MATCH (document)-[:HAS]->(line:InvoiceLine)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        WHERE product.number IN $products
"""

LOCK_ORDERS_OF_DRAFTS: Final = Statement(
    name="lock_orders_of_drafts",
    mode=Mode.WRITE,
    text="""
    CALL () {
    """
    + _DRAFTED
    + """
        MATCH (document)-[:OF_ORDER]->(order:SalesOrder)
        RETURN order
      UNION
    """
    + _INVOICE_DRAFTED
    + """
        MATCH (document)-[:OF_ORDER]->(order:SalesOrder)
        RETURN order
    }
    WITH DISTINCT order ORDER BY order.number
    SET order.lockedAt = timestamp()
    """,
    decode=nothing,
)


def _names(row: Row | None) -> tuple[str, ...]:
    return () if row is None else tuple(row["drafts"])


FIND_HOLDING_DRAFTS: Final = Statement(
    name="find_holding_drafts",
    mode=Mode.WRITE,
    text="""
    CALL () {
    """
    + _DRAFTED
    + """
          AND EXISTS { (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL }
        RETURN DISTINCT coalesce(document.number, 'draft ' + document.id) AS draft LIMIT 5
      UNION
    """
    + _INVOICE_DRAFTED
    + """
          AND EXISTS { (line)<-[on:ON_INVOICE]-(r:Registration) WHERE r.endedAt IS NULL AND on.supersededAt IS NULL }
        RETURN DISTINCT coalesce(document.number, 'draft ' + document.id) AS draft LIMIT 5
    }
    RETURN collect(draft) AS drafts
    """,
    decode=_names,
)


class HoldingStatements(Transaction):
    """Locks of those who draft lines, and of those who change what drafts depend on."""

    async def lock_order_to_draft(self, number: str) -> LockedBook | None:
        """Lock an order and, before it, its products; then load all of it."""
        return await self.run(LOCK_ORDER_TO_DRAFT, number=number)

    async def lock_order_of_slip_to_draft(self, slip_id: str) -> LockedBook | None:
        """Lock a slip's order and, before it, the order's products; then load all of it."""
        return await self.run(LOCK_ORDER_OF_SLIP_TO_DRAFT, id=slip_id)

    async def lock_products_of_order(self, number: str) -> None:
        """Lock the products of an order that this transaction has made, and that nobody else can be drafting for."""
        await self.run(LOCK_PRODUCTS_OF_ORDER, number=number)

    async def drafts_of_group(self, number: str) -> tuple[str, ...]:
        """As `drafts_of_products`, of all products of a locked group, locking them too."""
        products = await self.run(LOCK_PRODUCTS_OF_GROUP, number=number)
        return await self.drafts_of_products(products)

    async def drafts_of_products(self, products: Sequence[str]) -> tuple[str, ...]:
        """
        Some drafts that hold registrations of locked products; where there are none, none can come any more.

        Where some are found at once, no order is locked: then nothing is going to change.
        """
        numbers = list(products)
        found = await self.run(FIND_HOLDING_DRAFTS, products=numbers)
        if found:
            return found
        await self.run(LOCK_ORDERS_OF_DRAFTS, products=numbers)
        return await self.run(FIND_HOLDING_DRAFTS, products=numbers)
