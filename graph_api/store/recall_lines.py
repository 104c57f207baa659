"""The lines that a recall is about: where to begin looking, what they must meet, and what stands on each."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.lineage import EndKind
from graph_api.domain.recalling import Fate, RecallFilter, Serials
from graph_api.domain.return_items import Disposition
from graph_api.domain.return_states import OPEN_STATES

BY_DOCUMENTS: Final[LiteralString] = """
    CALL () {
        UNWIND $startSlips AS number
        MATCH (document:PackingSlip {number: number})-[:HAS]->(line:SlipLine)
        RETURN line, document
      UNION
        UNWIND $startInvoices AS number
        MATCH (:Invoice {number: number})-[:HAS]->(:InvoiceLine)-[:BILLS*0..1]->(line)
        WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        MATCH (line)<-[:HAS]-(document)
        RETURN line, document
    }
"""
_OF_PRODUCT: Final[LiteralString] = """
    // Labels that the types of relationships imply are left out: each is another place at which a plan might begin.
    MATCH (product)<-[:OF_PRODUCT]-()<-[:FOR]-(line)<-[:HAS]-(document) WHERE NOT EXISTS { (line)-[:BILLS]->() }
    WITH DISTINCT line, document
"""
BY_PRODUCTS: Final[LiteralString] = (
    """
    CALL () {
        UNWIND $startProducts AS number
        MATCH (product:Product {number: number})
        RETURN product
      UNION
        MATCH (:ProductCategory {number: $startCategory})<-[:WITHIN*0..8]-(:ProductCategory)
              <-[:IN_CATEGORY]-(product:Product)
        RETURN product
      UNION
        MATCH (product:Product) WHERE product.supplier = $startSupplier
        RETURN product
    }
"""
    + _OF_PRODUCT
)
BY_SERIALS: Final[LiteralString] = (
    """
    // Of the products that have such a number any blank may be one.
    CALL () {
        MATCH (unit:Unit) WHERE unit.serialKey STARTS WITH $startPrefix
        RETURN DISTINCT unit.product AS number
      UNION
        MATCH (unit:Unit) WHERE unit.serialKey >= $startSerial AND unit.serialKey <= $endSerial
        RETURN DISTINCT unit.product AS number
      UNION
        MATCH (unit:Unit) WHERE unit.serialKey >= $openSerial
        RETURN DISTINCT unit.product AS number
    }
    MATCH (product:Product {number: number})
"""
    + _OF_PRODUCT
)
BY_DAYS: Final[LiteralString] = """
    CALL () {
        MATCH (document:PackingSlip) WHERE document.day >= $startDay AND document.day < $endDay
        MATCH (document)-[:HAS]->(line:SlipLine)
        RETURN line, document
      UNION
        MATCH (document:Invoice) WHERE document.day >= $startDay AND document.day < $endDay
        MATCH (document)-[:HAS]->(line:InvoiceLine) WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        RETURN line, document
    }
"""
"""Each adds `line`, a slip's or that of an invoice which ships it itself (D8), and its `document`."""

FITS: Final[LiteralString] = """
    MATCH (line)-[:FOR]->(ordered)-[:OF_PRODUCT]->(product)
    MATCH (ordered)<-[:HAS]-(order)-[:PLACED_BY]->(customer)
    WHERE document.postedAt IS NOT NULL
      AND document.day >= $soldFrom AND document.day < $soldBefore
      AND ($products IS NULL OR product.number IN $products)
      AND ($supplier IS NULL OR product.supplier = $supplier)
      AND ($category IS NULL OR EXISTS {
          (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(:ProductCategory {number: $category}) })
"""

FATE: Final[LiteralString] = """
        WITH *, [r.ended,
            head([(r)<-[:ON_SALE]-(item:ReturnItem)
                  WHERE item.state IN ['AUTHORISED', 'RECEIVED'] OR item.disposition IN ['RESTOCK', 'REPLACE', 'SCRAP']
                  | coalesce(item.disposition, item.state)]),
            CASE WHEN r.endedAt IS NULL THEN false ELSE EXISTS {
                MATCH (again:Registration {holds: unit.id})-[:ON_SLIP|ON_INVOICE]->()<-[:HAS]-(elsewhere)
                WHERE elsewhere.postedAt IS NOT NULL } END] AS fate
"""
"""Given `r` and its `unit`: adds `fate`, how the sale ended, what came back, and whether it is sold again."""

STOOD: Final[LiteralString] = """
        MATCH (line)<-[on:ON_SLIP|ON_INVOICE]-(r:Registration)
        WHERE NOT coalesce(r.ended, '') IN ['TAKEN_OFF', 'DISCARDED']
          AND (on.supersededAt IS NULL OR on.creditedOn IS NOT NULL)
"""
MEANT: Final[LiteralString] = """
        ($invoices IS NULL OR EXISTS {
            MATCH (r)-[listed:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
            WHERE invoice.number IN $invoices AND (listed.supersededAt IS NULL OR listed.creditedOn IS NOT NULL) })
"""
NAMED: Final[LiteralString] = """
        unit.serialKey >= $serialFrom AND unit.serialKey STARTS WITH $prefix
          AND ($serialTo IS NULL OR unit.serialKey <= $serialTo)
"""
"""Given `r` and `unit`: whether an invoice that was named lists it, and whether its number is asked for."""

COUNTED: Final[LiteralString] = (
    """
    CALL (line) {
"""
    + STOOD
    + """
        WITH DISTINCT r
        OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
"""
    + FATE
    + """
        WITH fate, r.endedAt IS NULL AS live, unit IS NULL AS blank,
"""
    + MEANT
    + """ AS meant, """
    + NAMED
    + """ AS named, count(*) AS items
        RETURN collect(CASE WHEN meant AND named THEN [fate, items] END) AS fates,
               sum(CASE WHEN live AND blank AND meant THEN items ELSE 0 END) AS blanks,
               sum(CASE WHEN live THEN items ELSE 0 END) AS registered,
               sum(CASE WHEN meant AND named AND live AND NOT coalesce(fate[1], '') IN ['RECEIVED', 'SCRAP']
                        THEN items ELSE 0 END) AS there
    }
    CALL (line) {
        OPTIONAL MATCH (line)<-[:BILLS]-(billing:InvoiceLine)
        RETURN sum(billing.returned) AS billedBack
    }
    CALL (line) {
        OPTIONAL MATCH (line)<-[:BILLS*0..1]-(billing:InvoiceLine)<-[:HAS]-(invoice:Invoice)
        WHERE invoice.number IN $invoices AND invoice.postedAt IS NOT NULL
        RETURN sum(billing.quantity - coalesce(billing.returned, 0)
                   - COUNT { (billing)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL]-(:Registration) }) AS billed
    }
    WITH *, CASE WHEN line.reversedAt IS NOT NULL OR line.creditedAt IS NOT NULL THEN 0
                 ELSE line.quantity - coalesce(line.takenBack, 0) - coalesce(line.returned, 0) - billedBack - registered
            END AS without
    WITH *, CASE WHEN $invoices IS NULL OR billed > without THEN without ELSE billed END AS loose
    WITH *, CASE WHEN loose > 0 THEN loose ELSE 0 END AS unregistered
"""
)
"""
Given `line`: adds `fates` of the named units with how many have each, `blanks`, `unregistered` pieces, and how many of
the units are `there`, with whoever bought them.
"""


def start_of(wanted: RecallFilter, days: int) -> LiteralString:
    """
    The start that leads to the fewest lines.

    Args:
        days: How many days of sale are meant.
    """
    if wanted.names_documents:
        return BY_DOCUMENTS
    if wanted.names_products and not (wanted.names_days and days <= _FEW_DAYS):
        return BY_PRODUCTS
    if wanted.names_days:
        return BY_DAYS
    return BY_SERIALS


_FEW_DAYS: Final = 31
"""What a month sold is less than what most products sold in years."""


_OPEN: Final = frozenset(state.value for state in OPEN_STATES)


def fate(values: Sequence[Any]) -> Fate:
    """Decode `fate`."""
    ended, back, again = values
    return Fate(None if ended is None else EndKind(ended), _back(back), again)


def _back(text: str | None) -> ReturnState | Disposition | None:
    if text is None:
        return None
    return ReturnState(text) if text in _OPEN else Disposition(text)


def serials_asked(serials: Serials | None) -> dict[str, Any]:
    """The parameters of `NAMED`."""
    asked = serials or Serials()
    return {"serialFrom": asked.first, "serialTo": asked.last, "prefix": asked.prefix}
