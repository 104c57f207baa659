"""What the rules D, W and C say of documents and of what their sales are held to, over the whole graph."""

from typing import Final

from graph_api.store.check import check

DOCUMENT_CHECKS: Final = (
    check(
        "D1",
        "order_lines_shipped_beyond_what_is_ordered",
        "is shipped beyond what is ordered",
        """
    MATCH (order:SalesOrder)-[:HAS]->(ordered:OrderLine)
    CALL (ordered) {
        MATCH (ordered)<-[:FOR]-(line:SlipLine)<-[:HAS]-(:PackingSlip {state: 'POSTED'}) WHERE line.reversedAt IS NULL
        RETURN sum(line.quantity - coalesce(line.takenBack, 0)) AS onSlips
    }
    CALL (ordered) {
        MATCH (ordered)<-[:FOR]-(line:InvoiceLine)<-[:HAS]-(issued:Invoice)
        WHERE issued.state IN ['POSTED', 'CREDITED'] AND NOT EXISTS { (line)-[:BILLS]->() }
        RETURN sum(CASE WHEN line.creditedAt IS NULL THEN line.quantity ELSE coalesce(line.returned, 0) END) AS direct
    }
    WITH order, ordered WHERE onSlips + direct > ordered.quantity
    WITH order.number + ' line ' + ordered.position AS example
    """,
    ),
    check(
        "D1",
        "slip_lines_invoiced_beyond_what_is_shipped",
        "is invoiced beyond what is shipped",
        """
    MATCH (slip:PackingSlip)-[:HAS]->(billed:SlipLine)<-[:BILLS]-(line:InvoiceLine)<-[:HAS]-(issued:Invoice)
    WHERE issued.state IN ['POSTED', 'CREDITED']
    WITH slip, billed, sum(CASE WHEN line.creditedAt IS NULL THEN line.quantity
                                ELSE coalesce(line.returned, 0) END) AS invoiced
    WHERE invoiced > CASE WHEN slip.state = 'POSTED' AND billed.reversedAt IS NULL
                          THEN billed.quantity - coalesce(billed.takenBack, 0) ELSE 0 END
    WITH coalesce(slip.number, 'draft ' + slip.id) + ' line ' + billed.position AS example
    """,
    ),
    check(
        "D1",
        "lines_of_another_order",
        "has lines of another sales order",
        """
    MATCH (document:PackingSlip|Invoice)-[:OF_ORDER]->(order:SalesOrder)
    MATCH (document)-[:HAS]->()-[:FOR]->(ordered:OrderLine) WHERE NOT EXISTS { (order)-[:HAS]->(ordered) }
    WITH coalesce(document.number, 'draft ' + document.id) AS example
    """,
    ),
    check(
        "D2",
        "invoices_that_left_several_slips_in_part",
        "left more than one packing slip in part",
        """
    MATCH (invoice:Invoice {state: 'POSTED'})-[:HAS]->(line:InvoiceLine)-[:BILLS]->(:SlipLine)
          <-[:HAS]-(slip:PackingSlip)
    WHERE EXISTS { (line)<-[on:ON_INVOICE]-() WHERE on.supersededAt IS NULL OR on.supersededAt > invoice.postedAt }
    WITH DISTINCT invoice, slip
    WHERE EXISTS {
        MATCH (slip)-[:HAS]->(:SlipLine)<-[:ON_SLIP]-(r:Registration)
        WHERE r.recordedAt <= invoice.postedAt AND (r.endedAt IS NULL OR r.endedAt > invoice.postedAt) AND NOT EXISTS {
            MATCH (r)-[on:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(earlier:Invoice)
            WHERE earlier.postedAt <= invoice.postedAt
              AND (on.supersededAt IS NULL OR on.supersededAt > invoice.postedAt)
        }
    }
    WITH invoice, count(slip) AS partial WHERE partial > 1
    WITH invoice.number AS example
    """,
    ),
    check(
        "D12",
        "posted_documents_without_number_or_day",
        "is posted without a number, a day or a moment",
        """
    MATCH (document:PackingSlip|Invoice) WHERE document.state IN ['POSTED', 'CANCELLED', 'CREDITED']
      AND (document.number IS NULL OR document.day IS NULL OR document.postedAt IS NULL)
    WITH document.state + ' ' + document.id AS example
    """,
    ),
    check(
        "W11",
        "documents_dated_wrongly",
        "is dated before its order, or after it was posted",
        """
    MATCH (document:PackingSlip|Invoice)-[:OF_ORDER]->(order:SalesOrder)
    // A day in the seller's time zone is ahead of the day in UTC by one at most.
    WHERE document.day < order.orderedOn OR document.day > date(document.postedAt) + duration('P1D')
    WITH document.number AS example
    """,
    ),
    check(
        "D12",
        "sequences_behind",
        "has a number that its sequence would give again",
        """
    UNWIND [['PACKING_SLIP', 'PS-', 'PackingSlip'], ['INVOICE', 'INV-', 'Invoice'],
            ['CREDIT_NOTE', 'CN-', 'CreditNote'], ['RETURN', 'RMA-', 'Return']] AS kind
    OPTIONAL MATCH (sequence:Sequence {kind: kind[0]})
    WITH kind[1] AS prefix, kind[2] AS label, coalesce(sequence.last, 0) AS last
    MATCH (document:PackingSlip|Invoice|CreditNote|Return) WHERE document.number STARTS WITH prefix
      AND document.number =~ (prefix + '[0-9]{6,9}') AND toInteger(substring(document.number, size(prefix))) > last
      AND label IN labels(document)
    WITH document.number AS example
    """,
    ),
    check(
        "W1",
        "sales_held_to_nothing",
        "began under a product's warranty term, or under a policy for all, and is held to none",
        """
    MATCH (document:PackingSlip|Invoice {state: 'POSTED'})-[:HAS]->(line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product)
    WHERE NOT EXISTS { (line)-[:BILLS]->() }
    CALL (document, line, product) {
        MATCH (product)<-[:FOR_PRODUCT]-(version:WarrantyTerm)
        // What a customer was when it bought is not kept, so what is for some of them alone is not judged.
        WHERE version.scopeCustomer IS NULL AND version.country IS NULL AND version.buyer IS NULL
          AND NOT EXISTS { (line)-[:SOLD_UNDER]->(:WarrantyTerm {layer: version.layer}) }
        RETURN version
      UNION
        MATCH (version:ReturnPolicy {scopeKey: 'all'}) WHERE NOT EXISTS { (line)-[:SOLD_UNDER]->(:ReturnPolicy) }
        RETURN version
    }
    WITH document, line, version
    WHERE version.publishedAt <= document.postedAt AND version.validFrom <= document.day
      AND (version.validTo IS NULL OR document.day <= version.validTo)
      // A later version speaks for its number from its own first day on.
      AND NOT EXISTS {
          MATCH (later:WarrantyTerm|ReturnPolicy)
          WHERE later.scopeKey = version.scopeKey AND later.number = version.number AND later.version > version.version
            AND later.publishedAt <= document.postedAt AND later.validFrom <= document.day
      }
    WITH document.number + ' line ' + line.position AS example
    """,
    ),
    check(
        "W1",
        "sales_held_to_two_of_a_kind",
        "is held to two warranty terms of one layer, or to two return policies",
        """
    MATCH (line)-[:SOLD_UNDER]->(version)
    WITH line, coalesce(version.layer, 'policy') AS kind, count(version) AS versions WHERE versions > 1
    WITH 'line ' + line.id AS example
    """,
    ),
    check(
        "C4",
        "documents_without_a_chain",
        "has no audit chain",
        """
    MATCH (document:PackingSlip|Invoice|CreditNote) WHERE NOT EXISTS { MATCH (:AuditChain {subject: document.id}) }
    WITH coalesce(document.number, 'draft ' + document.id) AS example
    """,
    ),
)
