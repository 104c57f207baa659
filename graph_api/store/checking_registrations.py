"""What the rules T and R say of registrations, over the whole graph."""

from typing import Final, LiteralString

from graph_api.store.check import check

_SLIP_LINES: Final[LiteralString] = """
    MATCH (document:PackingSlip {state: 'POSTED'})-[:HAS]->(line:SlipLine)-[:FOR]->(ordered:OrderLine)
          -[:OF_PRODUCT]->(product:Product)
    CALL (document, line) {
        OPTIONAL MATCH (line)<-[:ON_SLIP]-(r:Registration)
        WHERE r.recordedAt <= document.postedAt AND (r.endedAt IS NULL OR r.endedAt > document.postedAt)
        RETURN count(r) AS registered
    }
"""
_INVOICE_LINES: Final[LiteralString] = """
    MATCH (document:Invoice {state: 'POSTED'})-[:HAS]->(line:InvoiceLine)-[:FOR]->(ordered:OrderLine)
          -[:OF_PRODUCT]->(product:Product)
    CALL (document, line) {
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration)
        WHERE on.recordedAt <= document.postedAt AND (r.endedAt IS NULL OR r.endedAt > document.postedAt)
          AND (on.supersededAt IS NULL OR on.supersededAt > document.postedAt)
        RETURN count(r) AS registered
    }
"""
_SHORT: Final[LiteralString] = """
    MATCH (product)-[:IN_GROUP]->(group:TrackingDimensionGroup)
    // What was posted before a change of the settings was judged by others (T5).
    WHERE group.activeInSalesProcess AND group.serialNumberControl AND NOT coalesce(group.blankIssueAllowed, false)
      AND registered < line.quantity AND group.revisedAt <= document.postedAt AND product.revisedAt <= document.postedAt
    WITH document.number + ' line ' + line.position AS example
"""
_OVER_SLIP_LINES: Final[LiteralString] = """
    MATCH (document:PackingSlip {state: 'POSTED'})-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration)
    WHERE r.endedAt IS NULL
"""
_OVER_INVOICE_LINES: Final[LiteralString] = """
    MATCH (document:Invoice {state: 'POSTED'})-[:HAS]->(line:InvoiceLine)<-[on:ON_INVOICE]-(r:Registration)
    WHERE r.endedAt IS NULL AND on.supersededAt IS NULL
"""
_OVER: Final[LiteralString] = """
    WITH document, line, count(r) AS registered WHERE registered > line.quantity
    WITH document.number + ' line ' + line.position AS example
"""

REGISTRATION_CHECKS: Final = (
    check(
        "T1",
        "settings_that_exclude_each_other",
        "is active in the sales process with settings that this excludes",
        """
    MATCH (group:TrackingDimensionGroup) WHERE group.activeInSalesProcess
      AND (NOT coalesce(group.serialNumberControl, false) OR group.activeInInventory OR group.blankReceiptAllowed)
    WITH 'group ' + group.number AS example
    """,
    ),
    check("T2", "short_slip_lines", "has fewer registrations than items", _SLIP_LINES + _SHORT),
    check("T2", "short_invoice_lines", "has fewer registrations than items", _INVOICE_LINES + _SHORT),
    check("R2", "over_registered_slip_lines", "has more registrations than items", _OVER_SLIP_LINES + _OVER),
    check("R2", "over_registered_invoice_lines", "has more registrations than items", _OVER_INVOICE_LINES + _OVER),
    check(
        "T4",
        "catch_weight_with_serials",
        "is a catch-weight product with serial numbers",
        """
    MATCH (product:Product) WHERE product.catchWeight
      AND (EXISTS { (product)-[:IN_GROUP]->(:TrackingDimensionGroup {activeInSalesProcess: true}) }
           OR EXISTS { (product)<-[:OF_PRODUCT]-(:OrderLine)<-[:FOR]-()<-[:ON_SLIP|ON_INVOICE]-(r:Registration)
                       WHERE r.endedAt IS NULL })
    WITH 'product ' + product.number AS example
    """,
    ),
    check(
        "T5",
        "drafts_that_hold_what_takes_no_serials",
        "is a draft with registrations of a product that takes no serial numbers",
        """
    CALL () {
        MATCH (document:PackingSlip {state: 'DRAFT'})-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration)
        WHERE r.endedAt IS NULL
        RETURN document, line
      UNION
        MATCH (document:Invoice {state: 'DRAFT'})-[:HAS]->(line:InvoiceLine)<-[on:ON_INVOICE]-(r:Registration)
        // What a posted slip shipped before a change is invoiced as it stands.
        WHERE r.endedAt IS NULL AND on.supersededAt IS NULL AND NOT EXISTS { (line)-[:BILLS]->() }
        RETURN document, line
    }
    MATCH (line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
    WHERE NOT EXISTS { (product)-[:IN_GROUP]->(:TrackingDimensionGroup {activeInSalesProcess: true}) }
    WITH coalesce(document.number, 'draft ' + document.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "R5",
        "units_live_twice",
        "stands on more than one line",
        """
    MATCH (unit:Unit)<-[of:OF]-(r:Registration) WHERE of.supersededAt IS NULL AND r.endedAt IS NULL
    WITH unit, count(r) AS live WHERE live > 1
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "R5",
        "registrations_that_hold_the_wrong_unit",
        "does not hold exactly the unit that it stands for",
        """
    MATCH (r:Registration)
    OPTIONAL MATCH (r)-[of:OF]->(unit:Unit) WHERE of.supersededAt IS NULL
    WITH r, collect(unit.id) AS units
    WHERE (r.endedAt IS NULL AND units <> CASE WHEN r.holds IS NULL THEN [] ELSE [r.holds] END)
       OR (r.endedAt IS NOT NULL AND r.holds IS NOT NULL)
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "R4",
        "registrations_without_a_number",
        "has neither a number nor is it not readable",
        """
    MATCH (r:Registration) WHERE NOT EXISTS { (r)-[:OF]->(:Unit) } AND NOT coalesce(r.notReadable, false)
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "R1",
        "registrations_nowhere",
        "stands on no line, or on two slip lines",
        """
    MATCH (r:Registration)
    WHERE COUNT { (r)-[:ON_SLIP]->() } > 1 OR NOT EXISTS { (r)-[:ON_SLIP|ON_INVOICE]->() }
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "R1",
        "numbers_of_another_product",
        "carries numbers of another product",
        """
    MATCH (unit:Unit)<-[:OF]-(:Registration)-[:ON_SLIP|ON_INVOICE]->(line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product)
    WHERE unit.product <> product.number
    WITH 'line ' + line.id AS example
    """,
    ),
    check(
        "R1",
        "choices_from_elsewhere",
        "takes registrations that are not on the slip line that it bills",
        """
    MATCH (invoice:Invoice)-[:HAS]->(line:InvoiceLine)-[:BILLS]->(billed:SlipLine)
    MATCH (line)<-[:ON_INVOICE]-(r:Registration) WHERE NOT EXISTS { (r)-[:ON_SLIP]->(billed) }
    WITH coalesce(invoice.number, 'draft ' + invoice.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "D11",
        "registrations_invoiced_twice",
        "stands on two invoices",
        """
    MATCH (r:Registration)-[on:ON_INVOICE]->(:InvoiceLine) WHERE on.supersededAt IS NULL
    WITH r, count(on) AS chosen WHERE chosen > 1
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "R1",
        "slip_lines_with_more_registrations_than_items_left",
        "has more registrations than items that are not invoiced",
        """
    MATCH (slip:PackingSlip {state: 'POSTED'})-[:HAS]->(line:SlipLine) WHERE line.reversedAt IS NULL
    CALL (line) {
        MATCH (line)<-[:BILLS]-(billing:InvoiceLine)<-[:HAS]-(:Invoice {state: 'POSTED'})
        WHERE billing.creditedAt IS NULL
        RETURN sum(billing.quantity) AS invoiced
    }
    CALL (line) {
        MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL AND NOT EXISTS {
            (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(:Invoice {state: 'POSTED'})
        }
        RETURN count(r) AS free
    }
    WITH slip, line WHERE free > line.quantity - coalesce(line.takenBack, 0) - invoiced
    WITH slip.number + ' line ' + line.position AS example
    """,
    ),
)
