"""What a customer holds without a known number: blanks, and pieces that were shipped without a registration (W12)."""

from collections.abc import Sequence
from typing import Any, Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.possibly import UnreadItems
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_day, a_moment
from graph_api.store.statement import Mode, Row, Statement


def _items(row: Row | None) -> tuple[UnreadItems, ...]:
    return () if row is None else tuple(_unread(each) for each in row["items"])


def _unread(values: Sequence[Any]) -> UnreadItems:
    kind, id_, number, on, posted, product, blanks, unregistered = values
    return UnreadItems(DocumentKind(kind), id_, number, a_day(on), a_moment(posted), product, blanks, unregistered)


UNREAD_ITEMS: Final = Statement(
    name="unread_items_of_customer",
    mode=Mode.READ,
    text="""
    MATCH (:Customer {number: $customer})<-[:PLACED_BY]-(:SalesOrder)-[:HAS]->(ordered:OrderLine)
          -[:OF_PRODUCT]->(product:Product)
    WHERE $product IS NULL OR product.number = $product
    CALL (ordered) {
        MATCH (ordered)<-[:FOR]-(line:SlipLine)<-[:HAS]-(document:PackingSlip {state: 'POSTED'})
        WHERE line.reversedAt IS NULL
        RETURN line, document, 'PACKING_SLIP' AS kind
      UNION
        MATCH (ordered)<-[:FOR]-(line:InvoiceLine)<-[:HAS]-(document:Invoice)
        WHERE document.postedAt IS NOT NULL AND line.creditedAt IS NULL AND NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        RETURN line, document, 'INVOICE' AS kind
    }
    CALL (line) {
        OPTIONAL MATCH (line)<-[:ON_SLIP|ON_INVOICE]-(r:Registration) WHERE r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    CALL (line) {
        OPTIONAL MATCH (line)<-[:BILLS]-(billing:InvoiceLine)
        RETURN sum(billing.returned) AS billedBack
    }
    WITH *, billedBack + coalesce(line.returned, 0) AS back
    WITH kind, document, product, blanks,
         line.quantity - coalesce(line.takenBack, 0) - registered - back AS unregistered
    WITH kind, document, product, sum(blanks) AS blanks,
         sum(CASE WHEN unregistered > 0 THEN unregistered ELSE 0 END) AS unregistered
    WHERE blanks + unregistered > 0
    WITH kind, document, product, blanks, unregistered ORDER BY document.day DESC, document.id DESC LIMIT 20
    RETURN collect([kind, document.id, document.number, toString(document.day), toString(document.postedAt),
                    product.number, blanks, unregistered]) AS items
    """,
    decode=_items,
)


class UnreadReads(Runs):
    """Looking for what a number nobody knows may belong to."""

    async def unread_items(self, customer: str, product: str | None) -> tuple[UnreadItems, ...]:
        """A customer's items without a known number, of one product or of any, the newest first; 20 documents."""
        return await self.run(UNREAD_ITEMS, customer=customer, product=product)
