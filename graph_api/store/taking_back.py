"""Taking back items of slip lines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from graph_api.domain.taking_back import BroughtBack
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import FREE_UNITS
from graph_api.store.statement import Mode, Statement, nothing

TAKE_BACK: Final = Statement(
    name="take_back",
    mode=Mode.WRITE,
    text=FREE_UNITS
    + """
    UNWIND $items AS item
    MATCH (line:SlipLine {id: item.line})
    SET line.takenBack = item.takenBack, line.takenBackOn = $day, line.takenBackAt = $now
    WITH item
    UNWIND item.registrations AS id
    MATCH (r:Registration {id: id})
    SET r.ended = 'TAKEN_BACK', r.endedOn = $day, r.endedAt = $now
    REMOVE r.holds
    WITH r
    MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)
    SET on.supersededAt = $now
    """,
    decode=nothing,
)


class TakingBackStatements(Transaction):
    """Writing what a take back changes."""

    async def take_back(self, items: Sequence[BroughtBack], units: Sequence[str], day: date, now: datetime) -> None:
        """
        End the sales of items on a day; they come off draft invoices too (C2, D11).

        Args:
            units: Those of the registrations that end, in the order in which units are locked.
        """
        written = [
            {"line": each.line.id, "takenBack": each.taken_back, "registrations": [r.id for r in each.registrations]}
            for each in items
        ]
        await self.run(TAKE_BACK, items=written, units=list(units), day=day, now=now)
