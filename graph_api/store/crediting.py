"""Credit notes: writing one, and finding it by its id, its number and its invoice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString

from graph_api.domain.crediting import Credit
from graph_api.domain.views import CreditNoteView
from graph_api.store.bolt import Runs, Transaction
from graph_api.store.fragments import FREE_UNITS, a_day, a_moment
from graph_api.store.statement import Mode, Row, Statement, nothing

CREDIT_LINES: Final = Statement(
    name="credit_lines",
    mode=Mode.WRITE,
    # What stands on a slip goes on standing there, un-invoiced.
    text=FREE_UNITS
    + """
    UNWIND $lines AS id
    MATCH (line:InvoiceLine {id: id})-[:FOR]->(ordered:OrderLine)
    SET line.creditedOn = $day, line.creditedAt = $now
    WITH line, ordered
    MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
    SET on.supersededAt = $now, on.creditedOn = $day
    WITH line, ordered, r WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
    SET r.ended = 'CREDITED', r.endedOn = $day, r.endedAt = $now
    REMOVE r.holds
    CREATE (r)-[:WAITS_FOR]->(ordered)
    """,
    decode=nothing,
)

CREATE_CREDIT_NOTE: Final = Statement(
    name="create_credit_note",
    mode=Mode.WRITE,
    text="""
    MATCH (invoice:Invoice {id: $invoice})
    SET invoice.state = $state
    CREATE (note:CreditNote {id: $id, number: $number, day: $day, postedAt: $now, reason: $reason})
    CREATE (note)-[:CREDITS]->(invoice)
    SET note.externalReference = $externalReference
    WITH note
    UNWIND $lines AS id
    MATCH (line:InvoiceLine {id: id})
    CREATE (note)-[:CREDITS_LINE]->(line)
    """,
    decode=nothing,
)

_NOTE: Final[LiteralString] = """
    MATCH (note)-[:CREDITS]->(invoice:Invoice)
    CALL (note) {
        MATCH (note)-[:CREDITS_LINE]->(line:InvoiceLine)
        WITH line ORDER BY line.position
        RETURN collect(line.id) AS lines
    }
    WITH key, note, [note.id, note.number, toString(note.day), toString(note.postedAt), note.reason,
                     note.externalReference, invoice.id, lines] AS view ORDER BY note.id
"""


def _note(values: Sequence[Any]) -> CreditNoteView:
    id_, number, on, posted, reason, reference, invoice, lines = values
    return CreditNoteView(id_, number, a_day(on), a_moment(posted), reason, reference, invoice, tuple(lines))


def _by_key(row: Row | None) -> dict[str, CreditNoteView]:
    return {} if row is None else {key: _note(view) for key, view in row["views"]}


def _of_invoices(row: Row | None) -> dict[str, tuple[CreditNoteView, ...]]:
    return {} if row is None else {key: tuple(_note(each) for each in views) for key, views in row["found"]}


FIND_CREDIT_NOTES: Final = Statement(
    name="find_credit_notes",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (note:CreditNote {id: key})" + _NOTE + "RETURN collect([key, view]) AS views",
    decode=_by_key,
)

FIND_CREDIT_NOTES_BY_NUMBER: Final = Statement(
    name="find_credit_notes_by_number",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (note:CreditNote {number: key})" + _NOTE + "RETURN collect([key, view]) AS views",
    decode=_by_key,
)

FIND_CREDIT_NOTES_OF_INVOICES: Final = Statement(
    name="find_credit_notes_of_invoices",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (:Invoice {id: key})<-[:CREDITS]-(note:CreditNote)"
    + _NOTE
    + "WITH key, collect(view) AS views RETURN collect([key, views]) AS found",
    decode=_of_invoices,
)


class CreditStatements(Transaction):
    """Writing a credit note, and what it undoes."""

    async def credit_lines(self, credit: Credit, units: Sequence[str], day: date, now: datetime) -> None:
        """
        Credit lines of an invoice: their items are un-invoiced, or, without a slip, no longer sold (D10).

        Args:
            units: Those that are no longer sold, in the order in which units are locked.
        """
        lines = [line.id for line in credit.lines]
        await self.run(CREDIT_LINES, lines=lines, units=list(units), day=day, now=now)

    async def create_credit_note(self, facts: Mapping[str, Any], credit: Credit, now: datetime) -> None:
        """Make a credit note: id, invoice, number, day, reason, externalReference."""
        lines = [line.id for line in credit.lines]
        await self.run(CREATE_CREDIT_NOTE, lines=lines, state=credit.state.value, now=now, **facts)


class CreditReads(Runs):
    """Finding credit notes, inside a transaction or outside one."""

    async def credit_notes(self, ids: Sequence[str]) -> dict[str, CreditNoteView]:
        """Credit notes by id; unknown ones are left out."""
        return await self.run(FIND_CREDIT_NOTES, keys=list(ids))

    async def credit_notes_by_number(self, numbers: Sequence[str]) -> dict[str, CreditNoteView]:
        """Credit notes by number; unknown ones are left out."""
        return await self.run(FIND_CREDIT_NOTES_BY_NUMBER, keys=list(numbers))

    async def credit_notes_of_invoices(self, ids: Sequence[str]) -> dict[str, tuple[CreditNoteView, ...]]:
        """The credit notes of invoices, the oldest first; an invoice that has none is left out."""
        return await self.run(FIND_CREDIT_NOTES_OF_INVOICES, keys=list(ids))
