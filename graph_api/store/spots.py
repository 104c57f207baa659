"""Units under their locks, and where the live registrations of their numbers stand."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentState
from graph_api.domain.line_facts import Spot, UnitFacts
from graph_api.store.fragments import day
from graph_api.store.statement import Row

SPOT: Final[LiteralString] = """
    OPTIONAL MATCH (r)-[:ON_SLIP]->(slipLine:SlipLine)<-[:HAS]-(slip:PackingSlip)
    OPTIONAL MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(invoiceLine:InvoiceLine)
                   <-[:HAS]-(invoice:Invoice)
    WITH *, CASE WHEN r IS NULL THEN NULL ELSE
        [r.id, unit.serialNumber, slipLine.id, coalesce(slip.number, 'draft ' + slip.id), invoiceLine.id,
         coalesce(invoice.number, 'draft ' + invoice.id), invoice.state] END AS spot
"""
"""Given `unit` and, where one is live, its registration `r`: adds `spot`."""


def spot(values: Sequence[Any] | None) -> Spot | None:
    """Decode `spot`."""
    if values is None:
        return None
    id_, serial, slip_line, slip, invoice_line, invoice, state = values
    return Spot(id_, serial, slip_line, slip, invoice_line, invoice, DocumentState(state) if state else None)


def units(row: Row | None) -> dict[str, UnitFacts]:
    """Decode the units of `UNIT_FACTS`, by key."""
    entries = [] if row is None else row["units"]
    return {
        key: UnitFacts(id_, serial, spot(place), day(free_from), in_use)
        for key, id_, serial, free_from, in_use, place in entries
    }


UNIT_FACTS: Final[LiteralString] = (
    """
    OPTIONAL MATCH (r:Registration {holds: unit.id})
    """
    + SPOT
    + """
    RETURN collect([unit.serialKey, unit.id, unit.serialNumber, toString(unit.freeFrom),
                    r IS NOT NULL OR unit.freeFrom IS NOT NULL
                      OR EXISTS { (unit)<-[of:OF]-() WHERE of.supersededAt IS NOT NULL }, spot]) AS units
    """
)
"""Given `unit`. A number that was corrected away stood on a posted slip, which showed it (C1, R6)."""
