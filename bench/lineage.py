"""The lineage of a customer with many records: ours and a plain Strawberry's through HTTP, and the driver's alone."""

from functools import partial
from typing import Final

import neo4j
import orjson

from bench.processes import Servers
from bench.registrations import PRODUCT, Clerk
from bench.rounds import Peer
from bench.wire import PeerError, Wire
from graph_api.api.ids import make_id

RAW: Final = """
MATCH (customer:Customer {number: $customer})<-[placed:PLACED_BY]-(order:SalesOrder)
CALL (order) {
    MATCH (order)<-[:OF_ORDER]-(slip:PackingSlip)
    CALL (slip) {
        MATCH (slip)-[:HAS]->(:SlipLine)<-[:ON_SLIP]-(r:Registration)-[:OF]->(unit:Unit)
        RETURN collect([unit.id, unit.serialNumber]) AS units
    }
    RETURN collect([slip.id, slip.number, toString(slip.day), slip.state, units]) AS slips
}
CALL (order) {
    MATCH (order)<-[:OF_ORDER]-(invoice:Invoice)
    CALL (invoice) {
        MATCH (invoice)-[:HAS]->(:InvoiceLine)<-[:ON_INVOICE]-(r:Registration)-[:OF]->(unit:Unit)
        RETURN collect(unit.id) AS units
    }
    RETURN collect([invoice.id, invoice.number, toString(invoice.day), invoice.state, units]) AS invoices
}
RETURN customer.number AS customer, collect([order.number, toString(order.orderedOn), slips, invoices]) AS orders
"""
"""Every record and, by nesting, every link, in one record: who asks raw has yet to make a picture of them."""

OURS: Final = """query ($start: ID!, $most: Int!) {
  lineage(start: $start, direction: DOWN, depth: 10, most: $most) {
    nodes { id kind number day state depth } links { step source target } truncated
  }
}"""

STOCK: Final = """query ($customer: String!) {
  customer(number: $customer) {
    number orders {
      number orderedOn
      packingSlips { number day units { id serialNumber } } invoices { number day units { id serialNumber } }
    }
  }
}"""

RAW_NAME: Final = "raw driver, one Cypher, collected"
_A_SLIP: Final = 990
_CUSTOMER: Final = "mutation ($input: SaveCustomerInput!) { saveCustomer(input: $input) { refusals { message } } }"
_ORDER: Final = "mutation ($input: SaveSalesOrderInput!) { saveSalesOrder(input: $input) { refusals { message } } }"
_SLIP: Final = """mutation ($input: CreatePackingSlipInput!) {
  createPackingSlip(input: $input) { refusals { message } packingSlip { id lines { id } } }
}"""
_REGISTER: Final = (
    "mutation ($input: RegisterSerialsInput!) { registerSerials(input: $input) { refusals { message } } }"
)
_SHIP: Final = """mutation ($input: PostPackingSlipInput!) {
  postPackingSlip(input: $input) { refusals { message } packingSlip { lines { id } } }
}"""
_BILL: Final = """mutation ($input: CreateInvoiceInput!) {
  createInvoice(input: $input) { refusals { message } invoice { id } }
}"""
_POST: Final = "mutation ($input: PostInvoiceInput!) { postInvoice(input: $input) { refusals { message } } }"


async def lineage_peers(driver: neo4j.AsyncDriver, servers: Servers, clerk: Clerk, size: int) -> list[Peer]:
    """One client each, which asks for all that came of a customer who bought about so much."""
    customer = clerk.number()
    await clerk.do(_CUSTOMER, input={"number": customer})
    slips = max(1, size // 1_000)
    for _ in range(slips):
        await _sell(clerk, customer)
    body = {"start": make_id("Customer", customer), "most": 10_000}
    units = slips * _A_SLIP
    ours = orjson.dumps({"query": OURS, "variables": body})
    stock = orjson.dumps({"query": STOCK, "variables": {"customer": customer}})
    return [
        Peer(RAW_NAME, [partial(_raw, driver, customer, slips)]),
        Peer("warranty-graph over HTTP", [partial(Wire(servers.ours, servers.token).expect, ours, b'"UNIT"', units)]),
        Peer("plain Strawberry, a resolver a hop", [partial(Wire(servers.stock).expect, stock, b'"id"', units)]),
    ]


async def _sell(clerk: Clerk, customer: str) -> None:
    """One order that was shipped and invoiced whole."""
    order = clerk.number()
    lines = [{"product": PRODUCT, "quantity": _A_SLIP}]
    await clerk.do(_ORDER, input={"number": order, "customer": customer, "lines": lines})
    slip = (await clerk.do(_SLIP, input={"order": order}))["createPackingSlip"]["packingSlip"]
    await clerk.do(_REGISTER, input={"lineId": slip["lines"][0]["id"], "serials": clerk.serials(_A_SLIP)})
    await clerk.do(_SHIP, input={"id": slip["id"]})
    billing = {"slipLineId": slip["lines"][0]["id"]}
    invoice = (await clerk.do(_BILL, input={"order": order, "billings": [billing]}))["createInvoice"]["invoice"]
    await clerk.do(_POST, input={"id": invoice["id"]})


async def _raw(driver: neo4j.AsyncDriver, customer: str, orders: int) -> None:
    async with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        result = await session.run(RAW, customer=customer)
        record = await result.single(strict=True)
    if len(record["orders"]) != orders:
        raise PeerError("not every order was found")
