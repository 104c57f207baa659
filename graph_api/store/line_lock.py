"""One line under its order's lock: what it is, what its slip lacks, and the units of the numbers that come to it."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.audit import ChainHead
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.line_facts import BilledFacts, LineFacts
from graph_api.domain.locked import LockedLine
from graph_api.store.books import chain_head
from graph_api.store.fragments import LOCK_ORDER, PRODUCT, a_day, product_facts, serial_settings
from graph_api.store.spots import UNIT_FACTS, units
from graph_api.store.statement import Mode, Row, Statement

_LINE_FACTS: Final[LiteralString] = (
    """
    MATCH (line)-[:FOR]->(ordered:OrderLine)-[:OF_PRODUCT]->(product:Product)
    """
    + PRODUCT
    + """
    OPTIONAL MATCH (chain:AuditChain {subject: document.id})
    OPTIONAL MATCH (namedOrder:SalesOrder {number: $scanned})
    OPTIONAL MATCH (namedSlip:PackingSlip {number: $scanned})
    OPTIONAL MATCH (namedInvoice:Invoice {number: $scanned})
    OPTIONAL MATCH (namedCreditNote:CreditNote {number: $scanned})
    WITH *, CASE WHEN namedOrder IS NOT NULL THEN ['SALES_ORDER', namedOrder.number]
                 WHEN namedSlip IS NOT NULL THEN ['PACKING_SLIP', namedSlip.number]
                 WHEN namedInvoice IS NOT NULL THEN ['INVOICE', namedInvoice.number]
                 WHEN namedCreditNote IS NOT NULL THEN ['CREDIT_NOTE', namedCreditNote.number] END AS names
"""
)
"""Given `line` of `document`, under the lock of its order: adds its product, its chain and what the scan names."""

_BILLED: Final[LiteralString] = """
    OPTIONAL MATCH (line)-[:BILLS]->(billed:SlipLine)<-[:HAS]-(slip:PackingSlip)
    OPTIONAL MATCH (slipChain:AuditChain {subject: slip.id})
    CALL (billed) {
        MATCH (billed)<-[:BILLS]-(billing:InvoiceLine)<-[:HAS]-(issued:Invoice)
        WHERE issued.state IN ['POSTED', 'CREDITED']
        // What came back for good does not stand un-invoiced again, though its line is credited (V4).
        RETURN sum(CASE WHEN billing.creditedAt IS NULL THEN billing.quantity
                        ELSE coalesce(billing.returned, 0) END) AS invoiced
    }
    CALL (billed) {
        MATCH (billed)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
        RETURN count(r) AS standing
    }
    WITH *, billed.quantity - coalesce(billed.takenBack, 0) AS shipped
    WITH *, CASE WHEN slip.state = 'POSTED' AND billed.reversedAt IS NULL
                 THEN shipped - invoiced ELSE 0 END AS openItems
    CALL (billed, standing, shipped) {
        // A slip line that lacks none has no room, whichever of them are invoiced.
        MATCH (billed)<-[:ON_SLIP]-(r:Registration)
        WHERE standing < shipped AND r.endedAt IS NULL AND NOT EXISTS {
            MATCH (r)-[on:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(:Invoice {state: 'POSTED'}) WHERE on.supersededAt IS NULL
        }
        RETURN count(r) AS uninvoiced
    }
    WITH *, CASE WHEN standing < shipped THEN uninvoiced ELSE openItems END AS openRegistrations
    WITH *, CASE WHEN billed IS NULL THEN NULL ELSE
        [slip.id, slip.number, toString(slip.day), billed.id, billed.position, ordered.id, openItems, openRegistrations,
         EXISTS { (ordered)<-[:FOR]-(back:SlipLine) WHERE back.takenBack > 0 }, slipChain.length, slipChain.head]
        END AS billedFacts,
        billed IS NULL OR openItems > openRegistrations AS registers
"""
"""Given `line`: adds what an invoice's line finds on the slip line that it bills, and whether it registers itself."""

_NOT_BILLED: Final[LiteralString] = """
    WITH *, NULL AS billedFacts, true AS registers
"""

_UNITS: Final[LiteralString] = (
    """
    CALL (product, registers) {
        UNWIND CASE WHEN registers THEN $keys ELSE [] END AS key
        MATCH (unit:Unit {product: product.number, serialKey: key})
        SET unit.lockedAt = timestamp()
        WITH unit
    """
    + UNIT_FACTS
    + """
    }
    RETURN document.id AS id, document.number AS number, document.state AS state, line.id AS line,
           line.position AS position, line.quantity AS quantity, registered, blanks, productFacts, settings,
           order.number AS order, names, billedFacts, chain.length AS chainLength, chain.head AS chainHead, units
    """
)
"""
Given `registers`: then the units that carry the wanted numbers are locked too, in the order given, which is sorted:
calls that share numbers wait for each other instead of deadlocking. Of a number that is new there is nothing to lock or
to tell: where two calls bring it at one moment, the constraint lets one make its unit, and the other one tries again.
"""


def _billed(values: Sequence[Any] | None) -> tuple[BilledFacts | None, ChainHead]:
    if values is None:
        return None, ChainHead()
    slip_id, slip, on, line, position, ordered, items, registrations, frozen, length, head = values
    facts = BilledFacts(slip_id, slip, a_day(on), line, position, ordered, items, registrations, frozen)
    return facts, ChainHead(length or 0, head or "")


def _locked_line(row: Row | None, kind: DocumentKind) -> LockedLine | None:
    if row is None:
        return None
    billed, billed_chain = _billed(row["billedFacts"])
    names = row["names"]
    facts = LineFacts(
        kind=kind,
        document_id=row["id"],
        document=row["number"] or f"draft {row['id']}",
        state=DocumentState(row["state"]),
        line_id=row["line"],
        position=row["position"],
        quantity=row["quantity"],
        registered=row["registered"],
        blanks=row["blanks"],
        product=product_facts(row["productFacts"]),
        settings=serial_settings(row["settings"]),
        order=row["order"],
        slip_line_id=None if billed is None else billed.line_id,
        billed=billed,
        names=None if names is None else (DocumentKind(names[0]), names[1]),
    )
    return LockedLine(facts, chain_head(row), units(row), billed_chain)


LOCK_SLIP_LINE: Final = Statement(
    name="lock_slip_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:SlipLine {id: $id})<-[:HAS]-(document:PackingSlip)-[:OF_ORDER]->(order:SalesOrder)
    """
    + LOCK_ORDER
    + """
    CALL (line) {
        OPTIONAL MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    """
    + _LINE_FACTS
    + _NOT_BILLED
    + _UNITS,
    decode=lambda row: _locked_line(row, DocumentKind.PACKING_SLIP),
)

LOCK_INVOICE_LINE: Final = Statement(
    name="lock_invoice_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:InvoiceLine {id: $id})<-[:HAS]-(document:Invoice)-[:OF_ORDER]->(order:SalesOrder)
    """
    + LOCK_ORDER
    + """
    CALL (line) {
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    """
    + _LINE_FACTS
    + _BILLED
    + _UNITS,
    decode=lambda row: _locked_line(row, DocumentKind.INVOICE),
)

LOCK_LINE: Final = {DocumentKind.PACKING_SLIP: LOCK_SLIP_LINE, DocumentKind.INVOICE: LOCK_INVOICE_LINE}
