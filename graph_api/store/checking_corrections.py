"""What the rules C and R4 say of numbers that were corrected or filled, over the whole graph."""

from typing import Final

from graph_api.store.check import check

CORRECTION_CHECKS: Final = (
    check(
        "C1",
        "numbers_that_do_not_follow_each_other",
        "had its number taken away at one moment and got no other one at it",
        """
    MATCH (r:Registration)-[of:OF WHERE of.supersededAt IS NOT NULL]->(:Unit)
    WHERE NOT EXISTS { (r)-[next:OF]->(:Unit) WHERE next.recordedAt = of.supersededAt }
    WITH 'registration ' + r.id AS example
    """,
    ),
    check(
        "C3",
        "numbers_changed_on_posted_invoices",
        "had a number changed after it was posted",
        """
    MATCH (r:Registration)-[of:OF WHERE of.supersededAt IS NOT NULL]->(:Unit)
    MATCH (r)-[on:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
    WHERE invoice.postedAt < of.supersededAt AND (on.supersededAt IS NULL OR of.supersededAt < on.supersededAt)
    WITH invoice.number AS example
    """,
    ),
    check(
        "C2",
        "numbers_given_after_taking_back",
        "had a registration added, changed or filled after items of its order line were taken back",
        """
    MATCH (ordered:OrderLine)<-[:FOR]-(back:SlipLine) WHERE back.takenBackAt IS NOT NULL
    WITH ordered, min(back.takenBackAt) AS since
    MATCH (ordered)<-[:FOR]-(line:SlipLine)<-[:HAS]-(slip:PackingSlip) WHERE slip.postedAt IS NOT NULL
    MATCH (line)<-[:ON_SLIP]-(r:Registration)
    OPTIONAL MATCH (r)-[of:OF]->(:Unit)
    WITH slip, line, since, r.recordedAt AS registered, of.recordedAt AS named
    WHERE (since < registered AND slip.postedAt < registered) OR (since < named AND slip.postedAt < named)
    WITH slip.number + ' line ' + line.position AS example
    """,
    ),
)
