"""
Bulk writes of sales, grouped: one row a line, order or document, with everything that hangs on it.

What they make has exactly the shape that the stories make one by one. They decide nothing and lock nothing. Matching a
line once and then its serials in turn is twice as fast as a row a serial.

Each takes `$rows`; the comment in it names their keys. Days are `date`; moments `datetime`, or their text in ISO 8601,
which the driver sends many times as fast.
"""

from typing import Final, LiteralString

from graph_api.store.statement import Mode, Statement, nothing

LOAD_ORDERS: Final = Statement(
    name="load_orders",
    mode=Mode.WRITE,
    # number, customer, orderedOn, externalReference, at, lines: id, position, quantity, product
    text="""
    UNWIND $rows AS row
    MATCH (customer:Customer {number: row.customer})
    CREATE (order:SalesOrder {number: row.number})-[:PLACED_BY]->(customer)
    SET order.orderedOn = row.orderedOn, order.externalReference = row.externalReference,
        order.createdAt = datetime(row.at), order.revisedAt = datetime(row.at)
    WITH order, row
    UNWIND row.lines AS wanted
    MATCH (product:Product {number: wanted.product})
    CREATE (order)-[:HAS]->(line:OrderLine {id: wanted.id, position: wanted.position, quantity: wanted.quantity})
    CREATE (line)-[:OF_PRODUCT]->(product)
    """,
    decode=nothing,
)

_HOLD_TO: Final[LiteralString] = """
    CALL (line, wanted) {
        UNWIND wanted.versions AS id
        CALL (id) {
            MATCH (version:WarrantyTerm {id: id}) RETURN version
          UNION
            MATCH (version:ReturnPolicy {id: id}) RETURN version
        }
        CREATE (line)-[:SOLD_UNDER]->(version)
        RETURN count(*) AS held
    }
"""

LOAD_SLIPS: Final = Statement(
    name="load_slips",
    mode=Mode.WRITE,
    # id, order, state, createdAt, number, day, postedAt, externalReference
    # lines: id, orderLine, position, quantity, versions
    text="""
    UNWIND $rows AS row
    MATCH (order:SalesOrder {number: row.order})
    CREATE (slip:PackingSlip {id: row.id, state: row.state, createdAt: datetime(row.createdAt)})-[:OF_ORDER]->(order)
    SET slip.number = row.number, slip.day = row.day, slip.postedAt = datetime(row.postedAt),
        slip.externalReference = row.externalReference
    WITH slip, row
    UNWIND row.lines AS wanted
    MATCH (ordered:OrderLine {id: wanted.orderLine})
    CREATE (slip)-[:HAS]->(line:SlipLine {id: wanted.id, position: wanted.position, quantity: wanted.quantity})
    CREATE (line)-[:FOR]->(ordered)
    WITH line, wanted
    """
    + _HOLD_TO
    + "FINISH",
    decode=nothing,
)

LOAD_INVOICES: Final = Statement(
    name="load_invoices",
    mode=Mode.WRITE,
    # as LOAD_SLIPS; each line also has slipLine, None where it ships by itself
    text="""
    UNWIND $rows AS row
    MATCH (order:SalesOrder {number: row.order})
    CREATE (invoice:Invoice {id: row.id, state: row.state, createdAt: datetime(row.createdAt)})-[:OF_ORDER]->(order)
    SET invoice.number = row.number, invoice.day = row.day, invoice.postedAt = datetime(row.postedAt),
        invoice.externalReference = row.externalReference
    WITH invoice, row
    UNWIND row.lines AS wanted
    MATCH (ordered:OrderLine {id: wanted.orderLine})
    CREATE (invoice)-[:HAS]->(line:InvoiceLine {id: wanted.id, position: wanted.position, quantity: wanted.quantity})
    CREATE (line)-[:FOR]->(ordered)
    WITH line, wanted
    CALL (line, wanted) {
        MATCH (billed:SlipLine {id: wanted.slipLine})
        CREATE (line)-[:BILLS]->(billed)
        RETURN count(*) AS bills
    }
    """
    + _HOLD_TO
    + "FINISH",
    decode=nothing,
)

REGISTER_ON_SLIPS: Final = Statement(
    name="register_on_slips",
    mode=Mode.WRITE,
    # line, product, at; billing: the invoice's line that takes them at once, or None
    # items: id, unit, text, key in turn; known: id, unit of units that are there; blanks: ids
    text="""
    UNWIND $rows AS row
    WITH row, datetime(row.at) AS at
    MATCH (line:SlipLine {id: row.line})
    CALL (row) {
        MATCH (billing:InvoiceLine {id: row.billing})
        RETURN collect(billing) AS billed
    }
    CALL (row, line, billed, at) {
        UNWIND row.items AS item
        CREATE (unit:Unit {id: item[1], product: row.product, serialKey: item[3], serialNumber: item[2], createdAt: at})
        CREATE (r:Registration {id: item[0], recordedAt: at, holds: item[1]})-[:ON_SLIP]->(line)
        CREATE (r)-[:OF {recordedAt: at}]->(unit)
        FOREACH (billing IN billed | CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(billing))
    }
    CALL (row, line, billed, at) {
        UNWIND row.known AS item
        MATCH (unit:Unit {id: item[1]})
        CREATE (r:Registration {id: item[0], recordedAt: at, holds: item[1]})-[:ON_SLIP]->(line)
        CREATE (r)-[:OF {recordedAt: at}]->(unit)
        FOREACH (billing IN billed | CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(billing))
    }
    CALL (row, line, billed, at) {
        UNWIND row.blanks AS id
        CREATE (r:Registration {id: id, recordedAt: at, notReadable: true})-[:ON_SLIP]->(line)
        FOREACH (billing IN billed | CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(billing))
    }
    FINISH
    """,
    decode=nothing,
)

REGISTER_ON_INVOICES: Final = Statement(
    name="register_on_invoices",
    mode=Mode.WRITE,
    # as REGISTER_ON_SLIPS, for lines of invoices without a slip
    text="""
    UNWIND $rows AS row
    WITH row, datetime(row.at) AS at
    MATCH (line:InvoiceLine {id: row.line})
    CALL (row, line, at) {
        UNWIND row.items AS item
        CREATE (unit:Unit {id: item[1], product: row.product, serialKey: item[3], serialNumber: item[2], createdAt: at})
        CREATE (r:Registration {id: item[0], recordedAt: at, holds: item[1]})
        CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(line)
        CREATE (r)-[:OF {recordedAt: at}]->(unit)
    }
    CALL (row, line, at) {
        UNWIND row.known AS item
        MATCH (unit:Unit {id: item[1]})
        CREATE (r:Registration {id: item[0], recordedAt: at, holds: item[1]})
        CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(line)
        CREATE (r)-[:OF {recordedAt: at}]->(unit)
    }
    CALL (row, line, at) {
        UNWIND row.blanks AS id
        CREATE (r:Registration {id: id, recordedAt: at, notReadable: true})
        CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(line)
    }
    FINISH
    """,
    decode=nothing,
)

CHOOSE_ON_INVOICES: Final = Statement(
    name="choose_on_invoices",
    mode=Mode.WRITE,
    # line, at, registrations: ids of the billed slip line's
    text="""
    UNWIND $rows AS row
    WITH row, datetime(row.at) AS at
    MATCH (line:InvoiceLine {id: row.line})
    CALL (row, line, at) {
        UNWIND row.registrations AS id
        MATCH (r:Registration {id: id})
        CREATE (r)-[:ON_INVOICE {recordedAt: at}]->(line)
        RETURN count(*) AS chosen
    }
    FINISH
    """,
    decode=nothing,
)

LOAD_AUDIT: Final = Statement(
    name="load_audit",
    mode=Mode.WRITE,
    # subject, length, head, entries: the properties of each
    text="""
    UNWIND $rows AS row
    CREATE (:AuditChain {subject: row.subject, length: row.length, head: row.head})
    WITH row
    UNWIND row.entries AS entry
    CREATE (e:AuditEntry)
    SET e = entry, e.at = datetime(entry.at)
    """,
    decode=nothing,
)
