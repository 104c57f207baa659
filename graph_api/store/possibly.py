"""What a customer holds without a known number: blanks, and pieces that were shipped without a registration (W12)."""

from collections.abc import Sequence
from typing import Any, Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.possibly import ReadSince, UnreadItems
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_day, a_moment, day
from graph_api.store.statement import Mode, Row, Statement


def _items(row: Row | None) -> tuple[UnreadItems, ...]:
    return () if row is None else tuple(_unread(each) for each in row["items"])


def _unread(values: Sequence[Any]) -> UnreadItems:
    kind, id_, number, on, posted, product, blanks, unregistered, gone = values
    return UnreadItems(
        kind=DocumentKind(kind),
        document_id=id_,
        number=number,
        day=a_day(on),
        posted_at=a_moment(posted),
        product=product,
        not_readable=blanks,
        unregistered=unregistered,
        no_longer=tuple(ReadSince(count, blank, day(since), a_moment(at)) for count, blank, since, at in gone),
    )


UNREAD_ITEMS: Final = Statement(
    name="unread_items_of_customer",
    mode=Mode.READ,
    # What was filled, registered or ended since was unread until then: of its day, or of no day, and of its moment.
    text="""
    MATCH (:Customer {number: $customer})<-[:PLACED_BY]-(:SalesOrder)-[:HAS]->(ordered:OrderLine)
          -[:OF_PRODUCT]->(product:Product)
    WHERE $product IS NULL OR product.number = $product
    CALL (ordered) {
        MATCH (ordered)<-[:FOR]-(line:SlipLine)<-[:HAS]-(document:PackingSlip) WHERE document.postedAt IS NOT NULL
        RETURN line, document, 'PACKING_SLIP' AS kind, line.reversedOn AS endedOn, line.reversedAt AS endedAt
      UNION
        MATCH (ordered)<-[:FOR]-(line:InvoiceLine)<-[:HAS]-(document:Invoice)
        WHERE document.postedAt IS NOT NULL AND NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        RETURN line, document, 'INVOICE' AS kind, line.creditedOn AS endedOn, line.creditedAt AS endedAt
    }
    CALL (line, document, endedAt) {
        OPTIONAL MATCH (line)<-[:ON_SLIP|ON_INVOICE]-(r:Registration)
        WHERE NOT coalesce(r.ended, '') IN ['TAKEN_OFF', 'DISCARDED']
        CALL (r) {
            OPTIONAL MATCH (r)-[of:OF]->(:Unit)
            RETURN min(of.recordedAt) AS filledAt
        }
        WITH DISTINCT r, filledAt, document, endedAt
        RETURN count(CASE WHEN r.endedAt IS NULL THEN r END) AS registered,
               count(CASE WHEN r.endedAt IS NULL AND r.holds IS NULL THEN r END) AS blanks,
               count(CASE WHEN r.endedAt = endedAt THEN r END) AS endedWithIt,
               count(CASE WHEN r.ended = 'TAKEN_BACK' THEN r END) AS takenBack,
               collect(CASE WHEN r.notReadable AND filledAt <= coalesce(r.endedAt, filledAt)
                            THEN [1, true, NULL, toString(filledAt)]
                            WHEN r.notReadable AND r.endedAt IS NOT NULL
                            THEN [1, true, toString(r.endedOn), toString(r.endedAt)]
                            WHEN r.notReadable IS NULL AND r.recordedAt > document.postedAt
                                 AND NOT EXISTS { (r)-[:REPLACES]->(:Registration) }
                            THEN [1, false, NULL, toString(r.recordedAt)] END) AS read
    }
    CALL (line) {
        OPTIONAL MATCH (line)<-[:BILLS]-(billing:InvoiceLine)
        RETURN sum(billing.returned) AS billedBack
    }
    CALL (line) {
        MATCH (line)<-[:BILLS*0..1]-(:SlipLine|InvoiceLine)<-[:FROM_LINE]-(item:ReturnItem) WHERE item.credited
        RETURN collect([item.quantity, false, toString(item.closedOn), toString(item.closedAt)]) AS back
    }
    WITH *, line.quantity - coalesce(line.takenBack, 0) - billedBack - coalesce(line.returned, 0) AS standing
    WITH kind, document, product, CASE WHEN endedAt IS NULL THEN blanks ELSE 0 END AS blanks,
         CASE WHEN endedAt IS NULL AND standing > registered THEN standing - registered ELSE 0 END AS unregistered,
         read + back
         + CASE WHEN endedAt IS NOT NULL AND standing > endedWithIt
                THEN [[standing - endedWithIt, false, toString(endedOn), toString(endedAt)]] ELSE [] END
         + CASE WHEN line.takenBack > takenBack
                THEN [[line.takenBack - takenBack, false, toString(line.takenBackOn), toString(line.takenBackAt)]]
                ELSE [] END AS gone
    WITH kind, document, product, sum(blanks) AS blanks, sum(unregistered) AS unregistered,
         reduce(all = [], each IN collect(gone) | all + each) AS gone
    WHERE blanks + unregistered + size(gone) > 0
    WITH kind, document, product, blanks, unregistered, gone
    ORDER BY blanks + unregistered > 0 DESC, document.day DESC, document.id DESC LIMIT 40
    WITH * ORDER BY document.day DESC, document.id DESC
    RETURN collect([kind, document.id, document.number, toString(document.day), toString(document.postedAt),
                    product.number, blanks, unregistered, gone]) AS items
    """,
    decode=_items,
)


class UnreadReads(Runs):
    """Looking for what a number nobody knows may belong to."""

    async def unread_items(self, customer: str, product: str | None) -> tuple[UnreadItems, ...]:
        """A customer's items without a known number, of one product or of any, the newest first; 40 documents."""
        return await self.run(UNREAD_ITEMS, customer=customer, product=product)
