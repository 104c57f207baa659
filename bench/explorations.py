"""A page of a product's units with their last sale, and a recall of the product: ours and plain Strawberry, and raw."""

from functools import partial
from typing import Final, LiteralString

import neo4j
import orjson

from bench.lineage import RAW_NAME
from bench.processes import Servers
from bench.rounds import Peer
from bench.wire import PeerError, Wire

PAGE: Final = 200
_UNIT: Final = b'"serialNumber"'

RAW_LIST: Final = """
MATCH (product:Product {number: $product})
MATCH (unit:Unit {product: product.number}) WHERE unit.serialKey > ''
WITH product, unit ORDER BY unit.product, unit.serialKey LIMIT $first
CALL (unit) {
    OPTIONAL MATCH (unit)<-[of:OF WHERE of.supersededAt IS NULL]-(r:Registration)
    OPTIONAL MATCH (r)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip)-[:OF_ORDER]->(order:SalesOrder)
    OPTIONAL MATCH (order)-[:PLACED_BY]->(customer:Customer)
    OPTIONAL MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
    RETURN slip, order, customer, invoice LIMIT 1
}
RETURN collect([unit.serialNumber, product.name, slip.number, toString(slip.day), invoice.number, order.number,
                customer.number]) AS found
"""
RAW_RECALL: Final = """
MATCH (:Product {number: $product})<-[:OF_PRODUCT]-(:OrderLine)<-[:FOR]-(line:SlipLine)<-[:HAS]-(slip:PackingSlip)
WHERE slip.postedAt IS NOT NULL
MATCH (slip)-[:OF_ORDER]->(:SalesOrder)-[:PLACED_BY]->(customer:Customer)
MATCH (line)<-[:ON_SLIP]-(r:Registration)
OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
WITH slip, customer, collect([unit.serialNumber, r.ended]) AS units ORDER BY slip.day, slip.id
RETURN collect([slip.number, toString(slip.day), customer.number, units]) AS found
"""

OURS_LIST: Final = """query ($product: String!, $first: Int!) {
  units(filter: {product: $product}, first: $first) {
    nodes {
      serialNumber product { name }
      sales { day packingSlip { number } invoice { number } salesOrder { number } customer { number } }
    }
  }
}"""
OURS_RECALL: Final = """query ($product: String!) {
  recall(filter: {products: [$product]}) {
    totals { mayBeAffected { atLeast atMost } places { place units } }
    groups(first: 200) { nodes { number day customer units(first: 200) { nodes { serialNumber place } } } }
  }
}"""
STOCK_LIST: Final = """query ($product: String!, $first: Int!) {
  units(product: $product, first: $first) {
    serialNumber product { name } packingSlip { number day } invoice { number } order { number customer { number } }
  }
}"""

_LARGEST: Final = """
MATCH (unit:Unit) WITH unit.product AS product, count(*) AS units
WHERE units >= $least RETURN product, units ORDER BY units, product LIMIT 1
"""


async def list_peers(driver: neo4j.AsyncDriver, servers: Servers) -> tuple[int, list[Peer]]:
    """How many units the page has, and one client each that asks for it."""
    product, _ = await _sold_often(driver)
    asked = {"product": product, "first": PAGE}
    ours = orjson.dumps({"query": OURS_LIST, "variables": asked})
    stock = orjson.dumps({"query": STOCK_LIST, "variables": asked})
    return PAGE, [
        Peer(RAW_NAME, [partial(_raw, driver, RAW_LIST, asked, PAGE)]),
        Peer("warranty-graph over HTTP", [partial(Wire(servers.ours, servers.token).expect, ours, _UNIT, PAGE)]),
        Peer("plain Strawberry, a resolver a hop", [partial(Wire(servers.stock).expect, stock, _UNIT, PAGE)]),
    ]


async def recall_peers(driver: neo4j.AsyncDriver, servers: Servers) -> tuple[int, list[Peer]]:
    """How many units the recall names, and one client each that asks for it."""
    product, units = await _sold_often(driver)
    ours = orjson.dumps({"query": OURS_RECALL, "variables": {"product": product}})
    return units, [
        Peer(RAW_NAME, [partial(_raw, driver, RAW_RECALL, {"product": product}, 1)]),
        Peer("warranty-graph over HTTP", [partial(Wire(servers.ours, servers.token).expect, ours, _UNIT, 1)]),
    ]


async def _sold_often(driver: neo4j.AsyncDriver) -> tuple[str, int]:
    """The product that fills a page, and no more than it has to."""
    records, _, _ = await driver.execute_query(_LARGEST, least=PAGE, database_="neo4j")
    if not records:
        raise PeerError(f"no product has {PAGE} units")
    return records[0]["product"], records[0]["units"]


async def _raw(driver: neo4j.AsyncDriver, text: LiteralString, asked: dict[str, object], least: int) -> None:
    async with driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
        result = await session.run(text, asked)
        record = await result.single(strict=True)
    if len(record["found"]) < least:
        raise PeerError(f"{len(record['found'])} of {least} were found")
