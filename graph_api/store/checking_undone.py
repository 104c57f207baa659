"""What must be true of what was undone: reversed lines, cancelled slips, and registrations that wait or went on."""

from typing import Final

from graph_api.store.check import check

UNDOING_CHECKS: Final = (
    check(
        "D3",
        "slips_cancelled_in_part",
        "is cancelled while a line of it stands, or is not although all are reversed",
        """
    MATCH (slip:PackingSlip) WHERE slip.state IN ['POSTED', 'CANCELLED']
      AND (slip.state = 'CANCELLED') = EXISTS { (slip)-[:HAS]->(line:SlipLine) WHERE line.reversedAt IS NULL }
    WITH slip.number AS example
    """,
    ),
    check(
        "D3",
        "reversed_lines_with_registrations",
        "is reversed and still has registrations",
        """
    MATCH (slip:PackingSlip)-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration)
    WHERE line.reversedAt IS NOT NULL AND r.endedAt IS NULL
    WITH slip.number + ' line ' + line.position AS example
    """,
    ),
    check(
        "D11",
        "choices_of_what_was_undone",
        "has registrations that were reversed or taken back on their packing slip",
        """
    MATCH (r:Registration)-[on:ON_INVOICE]->(line:InvoiceLine)<-[:HAS]-(invoice:Invoice)
    WHERE on.supersededAt IS NULL AND r.ended IN ['REVERSED', 'TAKEN_BACK']
    WITH coalesce(invoice.number, 'draft ' + invoice.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "D4",
        "registrations_that_wait_and_do_not",
        "waits for an order line while it stands, or has gone on, or waits for two",
        """
    MATCH (r:Registration)-[:WAITS_FOR]->(:OrderLine)
    WHERE r.endedAt IS NULL OR EXISTS { (r)<-[:CONTINUES]-() } OR COUNT { (r)-[:WAITS_FOR]->() } > 1
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "D4",
        "registrations_that_wait_for_another_line",
        "waits for an order line that it did not stand on",
        """
    MATCH (r:Registration)-[:WAITS_FOR]->(ordered:OrderLine)
    WHERE NOT EXISTS { (r)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(ordered) }
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "D4",
        "registrations_that_went_on_wrongly",
        "went on twice, or on the line of another order line",
        """
    MATCH (old:Registration)<-[:CONTINUES]-(r:Registration)
    WHERE COUNT { (old)<-[:CONTINUES]-() } > 1 OR NOT EXISTS {
        MATCH (old)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(ordered:OrderLine)
        WHERE EXISTS { (r)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(ordered) }
    }
    WITH 'registration ' + old.id AS example
    """,
    ),
    check(
        "R5",
        "units_free_too_early",
        "may be sold again before its sale ended",
        """
    MATCH (r:Registration)-[of:OF]->(unit:Unit)
    WHERE of.supersededAt IS NULL AND r.ended IN ['REVERSED', 'TAKEN_BACK', 'CREDITED', 'RETURNED']
      AND (unit.freeFrom IS NULL OR unit.freeFrom < r.endedOn)
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "R5",
        "sales_that_overlap",
        "was sold twice at a time",
        """
    MATCH (unit:Unit)<-[of:OF]-(r:Registration)
    WHERE of.supersededAt IS NULL AND (r.ended IS NULL OR NOT r.ended IN ['TAKEN_OFF', 'DISCARDED'])
    OPTIONAL MATCH (r)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip)
    OPTIONAL MATCH (r)-[:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice) WHERE slip IS NULL
    // A unit that came for another stands in that one's sale from the day on which it came (W7).
    OPTIONAL MATCH (r)-[replaces:REPLACES]->(:Registration)
    WITH unit, r, coalesce(replaces.on, slip.day, invoice.day) AS day WHERE day IS NOT NULL
    WITH unit, collect([r.id, day, coalesce(r.endedOn, date('9999-12-31'))]) AS sales WHERE size(sales) > 1
    UNWIND sales AS one
    UNWIND sales AS other
    WITH unit, one, other WHERE one[0] < other[0] AND one[1] < other[2] AND other[1] < one[2]
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
)
