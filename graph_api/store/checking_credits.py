"""What must be true of what was taken back (C2) and of credit notes (D10), over the whole graph."""

from typing import Final

from graph_api.store.check import check

CREDIT_CHECKS: Final = (
    check(
        "C2",
        "slip_lines_taken_back_wrongly",
        "has more taken back than it has, or is reversed or not posted although items of it were taken back",
        """
    MATCH (slip:PackingSlip)-[:HAS]->(line:SlipLine) WHERE line.takenBack IS NOT NULL
      AND (line.takenBack < 1 OR line.takenBack > line.quantity OR line.reversedAt IS NOT NULL
           OR slip.state <> 'POSTED')
    WITH coalesce(slip.number, 'draft ' + slip.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "C2",
        "registrations_taken_back_uncounted",
        "has more registrations that were taken back than items",
        """
    MATCH (slip:PackingSlip)-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration {ended: 'TAKEN_BACK'})
    WITH slip, line, count(r) AS ended WHERE ended > coalesce(line.takenBack, 0)
    WITH coalesce(slip.number, 'draft ' + slip.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "D10",
        "invoices_credited_in_part",
        "is credited while a line of it stands, or is not although all are credited",
        """
    MATCH (invoice:Invoice) WHERE invoice.state IN ['POSTED', 'CREDITED']
      AND (invoice.state = 'CREDITED') = EXISTS { (invoice)-[:HAS]->(line:InvoiceLine) WHERE line.creditedAt IS NULL }
    WITH invoice.number AS example
    """,
    ),
    check(
        "D10",
        "lines_without_their_credit_note",
        "is credited by no credit note of its invoice, or by two, or has one and is not credited",
        """
    MATCH (invoice:Invoice)-[:HAS]->(line:InvoiceLine)
    WITH invoice, line, COUNT { (line)<-[:CREDITS_LINE]-(:CreditNote)-[:CREDITS]->(invoice) } AS notes,
         COUNT { (line)<-[:CREDITS_LINE]-() } AS named
    WHERE notes <> named OR notes <> CASE WHEN line.creditedAt IS NULL THEN 0 ELSE 1 END
    WITH coalesce(invoice.number, 'draft ' + invoice.id) + ' line ' + line.position AS example
    """,
    ),
    check(
        "D10",
        "credit_notes_of_nothing",
        "credits no line, or not one invoice, or has no number, day or reason",
        """
    MATCH (note:CreditNote)
    WHERE NOT EXISTS { (note)-[:CREDITS_LINE]->() } OR COUNT { (note)-[:CREDITS]->(:Invoice) } <> 1
       OR note.number IS NULL OR note.day IS NULL OR note.reason IS NULL
    WITH coalesce(note.number, note.id) AS example
    """,
    ),
    check(
        "D10",
        "credited_registrations_that_stand",
        "is credited and still has registrations",
        """
    MATCH (invoice:Invoice)-[:HAS]->(line:InvoiceLine)<-[on:ON_INVOICE]-(r:Registration)
    WHERE line.creditedAt IS NOT NULL AND on.supersededAt IS NULL AND r.endedAt IS NULL
    WITH invoice.number + ' line ' + line.position AS example
    """,
    ),
    check(
        "W11",
        "credit_notes_dated_wrongly",
        "is dated before its invoice, or after it was posted",
        """
    MATCH (note:CreditNote)-[:CREDITS]->(invoice:Invoice)
    // A day in the seller's time zone is ahead of the day in UTC by one at most.
    WHERE note.day < invoice.day OR note.day > date(note.postedAt) + duration('P1D')
    WITH note.number AS example
    """,
    ),
)
