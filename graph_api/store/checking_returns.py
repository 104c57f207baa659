"""What must be true of returns (V2 to V6), over the whole graph."""

from typing import Final

from graph_api.store.check import check

RETURN_CHECKS: Final = (
    check(
        "V2",
        "return_items_that_hold_wrongly",
        "is an open item of a return that does not hold its sale, or a closed one that still does",
        """
    MATCH (rma:Return)-[:HAS]->(item:ReturnItem)
    OPTIONAL MATCH (item)-[:ON_SALE]->(r:Registration)
    WITH rma, item, r, item.state IN ['AUTHORISED', 'RECEIVED'] AS stillOpen
    WHERE coalesce(item.holds, '') <> CASE WHEN stillOpen THEN coalesce(r.id, '') ELSE '' END
       OR stillOpen = (item.closedAt IS NOT NULL)
    WITH rma.number + ' item ' + item.position AS example
    """,
    ),
    check(
        "V5",
        "credited_items_whose_sale_stands",
        "was credited by a return, and its sale did not end by that",
        """
    MATCH (rma:Return)-[:HAS]->(item:ReturnItem)-[:ON_SALE]->(r:Registration)
    WHERE item.credited AND (coalesce(r.ended, '') <> 'RETURNED' OR r.endedAt <> item.closedAt)
    WITH rma.number + ' item ' + item.position AS example
    """,
    ),
    check(
        "V5",
        "replaced_items_without_a_unit",
        "was replaced by a return, and no unit came for it then",
        """
    MATCH (rma:Return)-[:HAS]->(item:ReturnItem {disposition: 'REPLACE'})
    WHERE NOT EXISTS {
        (item)-[:ON_SALE]->(r:Registration {ended: 'REPLACED'})<-[:REPLACES]-(:Registration)
        WHERE r.endedAt = item.closedAt }
    WITH rma.number + ' item ' + item.position AS example
    """,
    ),
    check(
        "V5",
        "sales_that_ended_by_no_return",
        "came back for good, and no item of a return was credited for it",
        """
    MATCH (r:Registration {ended: 'RETURNED'})
    WHERE NOT EXISTS { (r)<-[:ON_SALE]-(item:ReturnItem) WHERE item.credited }
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "V4",
        "invoice_lines_that_count_wrongly_what_came_back",
        "counts as come back what did not, or more than it has",
        """
    MATCH (invoice:Invoice)-[:HAS]->(line:InvoiceLine)
    CALL (line) {
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration {ended: 'RETURNED'}) WHERE on.supersededAt IS NULL
        RETURN count(r) AS units
    }
    CALL (line) {
        OPTIONAL MATCH (line)<-[:FROM_LINE]-(item:ReturnItem) WHERE item.credited
        RETURN coalesce(sum(item.quantity), 0) AS pieces
    }
    WITH invoice, line, units + pieces AS back WHERE coalesce(line.returned, 0) <> back OR back > line.quantity
    WITH coalesce(invoice.number, 'draft ' + invoice.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "V6",
        "pieces_that_come_back_twice",
        "has more pieces without a registration on their way, or back for good, than it invoices",
        """
    MATCH (line:InvoiceLine)<-[:FROM_LINE]-(item:ReturnItem)
    WHERE item.state IN ['AUTHORISED', 'RECEIVED'] AND line.creditedAt IS NULL
    WITH line, sum(item.quantity) AS awaited
    CALL (line) {
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
        RETURN count(r) AS registered
    }
    WITH line, awaited, registered WHERE awaited + registered + coalesce(line.returned, 0) > line.quantity
    MATCH (invoice:Invoice)-[:HAS]->(line)
    WITH coalesce(invoice.number, 'draft ' + invoice.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "V6",
        "return_items_of_nothing",
        "comes back neither from one sale nor from one line, or from both, or has no pieces",
        """
    MATCH (rma:Return)-[:HAS]->(item:ReturnItem)
    WHERE COUNT { (item)-[:ON_SALE]->(:Registration) } + COUNT { (item)-[:FROM_LINE]->(:InvoiceLine) } <> 1
       OR NOT item.quantity >= 1 OR (item.quantity > 1 AND NOT EXISTS { (item)-[:FROM_LINE]->() })
    WITH rma.number + ' item ' + item.position AS example
    """,
    ),
    check(
        "V3",
        "returns_of_nothing",
        "is a return without items, customer, number or audit chain, or has an item without its answer",
        """
    MATCH (rma:Return)
    WHERE COUNT { (rma)-[:ASKED_BY]->(:Customer) } <> 1 OR NOT EXISTS { (rma)-[:HAS]->(:ReturnItem) }
       OR rma.number IS NULL OR NOT EXISTS { MATCH (:AuditChain {subject: rma.id}) }
       OR EXISTS { (rma)-[:HAS]->(item:ReturnItem) WHERE item.answer IS NULL }
    WITH coalesce(rma.number, rma.id) AS example
    """,
    ),
)
