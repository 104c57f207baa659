"""Loading a whole sales order under its lock: what every rule that ranges over an order is decided on."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.audit import ChainHead
from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    InvoiceLineFacts,
    OrderBook,
    OrderLineFacts,
    RegistrationFact,
    SlipFacts,
    SlipLineFacts,
)
from graph_api.domain.locked import LockedBook
from graph_api.domain.staleness import LastChange
from graph_api.store.bolt import Runs, Transaction
from graph_api.store.fragments import LOCK_ORDER, PRODUCT, a_day, a_moment, day, product_facts, serial_settings
from graph_api.store.statement import Mode, Row, Statement

BOOK: Final[LiteralString] = (
    """
    MATCH (order)-[:PLACED_BY]->(customer:Customer)
    CALL (order) {
        MATCH (order)-[:HAS]->(line:OrderLine)-[:OF_PRODUCT]->(product:Product)
    """
    + PRODUCT
    + """
        CALL (line) {
            MATCH (line)<-[:WAITS_FOR]-(r:Registration)
            OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
            WITH r, unit ORDER BY r.id
            RETURN collect([r.id, unit.id, unit.serialNumber, toString(unit.freeFrom), NULL]) AS waiting
        }
        WITH * ORDER BY line.position
        RETURN collect([line.id, line.position, line.quantity, productFacts, settings, waiting]) AS lines
    }
    CALL (order) {
        MATCH (order)<-[:OF_ORDER]-(slip:PackingSlip) WHERE slip.state <> 'DISCARDED'
        CALL (slip) {
            MATCH (slip)-[:HAS]->(line:SlipLine)-[:FOR]->(ordered:OrderLine)
            CALL (line) {
                MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
                OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
                WITH r, unit ORDER BY r.id
                RETURN collect([r.id, unit.id, unit.serialNumber, toString(unit.freeFrom),
                                head([(r)-[came:REPLACES]->(:Registration) | toString(came.on)])]) AS registrations
            }
            WITH line, ordered, registrations ORDER BY line.position
            RETURN collect([line.id, ordered.id, line.position, line.quantity, line.reversedAt IS NOT NULL,
                            coalesce(line.takenBack, 0), registrations]) AS slipLines
        }
        OPTIONAL MATCH (chain:AuditChain {subject: slip.id})
        WITH slip, slipLines, chain ORDER BY slip.id
        RETURN collect([slip.id, slip.number, slip.state, toString(slip.day), slipLines,
                        [slip.id, chain.length, chain.head]]) AS slips
    }
    CALL (order) {
        MATCH (order)<-[:OF_ORDER]-(invoice:Invoice) WHERE invoice.state <> 'DISCARDED'
        CALL (invoice) {
            MATCH (invoice)-[:HAS]->(line:InvoiceLine)-[:FOR]->(ordered:OrderLine)
            OPTIONAL MATCH (line)-[:BILLS]->(slipLine:SlipLine)
            CALL (line) {
                MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
                OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
                WITH r, unit ORDER BY r.id
                RETURN collect([r.id, unit.id, unit.serialNumber, toString(unit.freeFrom),
                                head([(r)-[came:REPLACES]->(:Registration) | toString(came.on)])]) AS registrations
            }
            WITH line, ordered, slipLine, registrations ORDER BY line.position
            RETURN collect([line.id, ordered.id, slipLine.id, line.position, line.quantity,
                            line.creditedAt IS NOT NULL, registrations, toString(line.creditedOn),
                            coalesce(line.returned, 0)]) AS invoiceLines
        }
        OPTIONAL MATCH (chain:AuditChain {subject: invoice.id})
        WITH invoice, invoiceLines, chain ORDER BY invoice.id
        RETURN collect([invoice.id, invoice.number, invoice.state, toString(invoice.day), invoiceLines,
                        [invoice.id, chain.length, chain.head]]) AS invoices
    }
    OPTIONAL MATCH (chain:AuditChain {subject: subject})
    OPTIONAL MATCH (last:AuditEntry {subject: subject, sequence: chain.length})
    OPTIONAL MATCH (ordered:AuditChain {subject: 'SalesOrder:' + order.number})
    RETURN order.number AS number, customer.number AS customer, toString(order.orderedOn) AS orderedOn,
           lines, slips, invoices, subject, chain.length AS chainLength, chain.head AS chainHead,
           ['SalesOrder:' + order.number, ordered.length, ordered.head] AS orderChain,
           [last.action, last.actor, toString(last.at)] AS last
    """
)


def _registrations(values: Sequence[Any]) -> tuple[RegistrationFact, ...]:
    return tuple(RegistrationFact(id_, unit, serial, day(free), day(came)) for id_, unit, serial, free, came in values)


def _slip(values: Sequence[Any]) -> SlipFacts:
    id_, number, state, on, lines, _chain = values
    return SlipFacts(
        id=id_,
        number=number,
        state=DocumentState(state),
        day=day(on),
        lines=tuple(_slip_line(line) for line in lines),
    )


def _slip_line(values: Sequence[Any]) -> SlipLineFacts:
    id_, ordered, position, quantity, is_reversed, taken_back, registrations = values
    return SlipLineFacts(id_, ordered, position, quantity, is_reversed, taken_back, _registrations(registrations))


def _invoice_line(values: Sequence[Any]) -> InvoiceLineFacts:
    id_, ordered, billed, position, quantity, credited, registrations, on, returned = values
    return InvoiceLineFacts(
        id_, ordered, billed, position, quantity, credited, _registrations(registrations), day(on), returned
    )


def _invoice(values: Sequence[Any]) -> InvoiceFacts:
    id_, number, state, on, lines, _chain = values
    return InvoiceFacts(
        id=id_,
        number=number,
        state=DocumentState(state),
        day=day(on),
        lines=tuple(_invoice_line(line) for line in lines),
    )


def chain_head(row: Row) -> ChainHead:
    """Decode `chainLength` and `chainHead`; a subject without entries starts its chain."""
    return ChainHead(row["chainLength"] or 0, row["chainHead"] or "")


def decode_book(row: Row | None) -> LockedBook | None:
    """Decode one order; None where the starting point was not found."""
    if row is None:
        return None
    ends = [row["orderChain"], *(document[-1] for document in (*row["slips"], *row["invoices"]))]
    chains = {subject: ChainHead(length or 0, head or "") for subject, length, head in ends}
    return LockedBook(_order_book(row), row["subject"], chain_head(row), chains, _last(row["last"]))


def _order_book(row: Row) -> OrderBook:
    return OrderBook(
        number=row["number"],
        customer=row["customer"],
        ordered_on=a_day(row["orderedOn"]),
        lines=tuple(
            OrderLineFacts(
                id_, position, quantity, product_facts(product), serial_settings(settings), _registrations(waiting)
            )
            for id_, position, quantity, product, settings, waiting in row["lines"]
        ),
        slips=tuple(_slip(each) for each in row["slips"]),
        invoices=tuple(_invoice(each) for each in row["invoices"]),
    )


def _last(values: Sequence[Any]) -> LastChange | None:
    action, actor, at = values
    return None if action is None else LastChange(action, actor, a_moment(at))


def lock_book(name: str, order_and_subject: LiteralString) -> Statement[LockedBook | None]:
    """Lock an order and load its book; the Cypher finds `order` and the `subject` whose audit chain goes on."""
    return Statement(name=name, mode=Mode.WRITE, text=order_and_subject + LOCK_ORDER + BOOK, decode=decode_book)


_OF_THE_ORDER: Final[LiteralString] = " WITH order, 'SalesOrder:' + order.number AS subject "
_OF_THE_DOCUMENT: Final[LiteralString] = "-[:OF_ORDER]->(order:SalesOrder) WITH order, doc.id AS subject "

LOCK_BOOK_OF_ORDER: Final = lock_book(
    "lock_book_of_order", "MATCH (order:SalesOrder {number: $number})" + _OF_THE_ORDER
)
LOCK_BOOK_OF_SLIP: Final = lock_book("lock_book_of_slip", "MATCH (doc:PackingSlip {id: $id})" + _OF_THE_DOCUMENT)
LOCK_BOOK_OF_INVOICE: Final = lock_book("lock_book_of_invoice", "MATCH (doc:Invoice {id: $id})" + _OF_THE_DOCUMENT)

_LOCK_BOOK_OF_LINE: Final = {
    DocumentKind.SALES_ORDER: lock_book(
        "lock_book_of_order_line", "MATCH (:OrderLine {id: $id})<-[:HAS]-(order:SalesOrder)" + _OF_THE_ORDER
    ),
    DocumentKind.PACKING_SLIP: lock_book(
        "lock_book_of_slip_line", "MATCH (:SlipLine {id: $id})<-[:HAS]-(doc:PackingSlip)" + _OF_THE_DOCUMENT
    ),
    DocumentKind.INVOICE: lock_book(
        "lock_book_of_invoice_line", "MATCH (:InvoiceLine {id: $id})<-[:HAS]-(doc:Invoice)" + _OF_THE_DOCUMENT
    ),
}

_FACTS: Final = ("number", "customer", "orderedOn", "lines", "slips", "invoices")


def _books(row: Row | None) -> dict[str, OrderBook]:
    found = (dict(zip(_FACTS, values, strict=True)) for values in (row["books"] if row else ()))
    return {facts["number"]: _order_book(facts) for facts in found}


FIND_BOOKS: Final = Statement(
    name="find_books",
    mode=Mode.READ,
    # As under the lock, without it: for saying what a draft lacks, never for deciding on a change.
    text="""
    UNWIND $numbers AS wanted
    CALL (wanted) {
        MATCH (order:SalesOrder {number: wanted}) WITH order, 'SalesOrder:' + order.number AS subject
    """
    + BOOK
    + """
    }
    RETURN collect([number, customer, orderedOn, lines, slips, invoices]) AS books
    """,
    decode=_books,
)


class BookReads(Runs):
    """Orders with all their documents, without a lock."""

    async def books(self, numbers: Sequence[str]) -> dict[str, OrderBook]:
        """Whole orders by number, in one statement; unknown ones are left out."""
        return await self.run(FIND_BOOKS, numbers=list(numbers))


class BookStatements(Transaction):
    """Locking an order by its number, or by one of its documents."""

    async def lock_order(self, number: str) -> LockedBook | None:
        """Lock an order and load all of it."""
        return await self.run(LOCK_BOOK_OF_ORDER, number=number)

    async def lock_order_of_slip(self, slip_id: str) -> LockedBook | None:
        """Lock the order that a slip belongs to. A discarded slip is not in its book."""
        return await self.run(LOCK_BOOK_OF_SLIP, id=slip_id)

    async def lock_order_of_invoice(self, invoice_id: str) -> LockedBook | None:
        """Lock the order that an invoice belongs to. A discarded invoice is not in its book."""
        return await self.run(LOCK_BOOK_OF_INVOICE, id=invoice_id)

    async def lock_order_of_line(self, kind: DocumentKind, line_id: str) -> LockedBook | None:
        """Lock the order that a line belongs to, its own or a document's; the subject is the line's document."""
        return await self.run(_LOCK_BOOK_OF_LINE[kind], id=line_id)
