"""One serial with its slip, invoice, order, customer, warranty and return answer, asked in three ways."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

import neo4j
import orjson

from bench.processes import Servers
from bench.rounds import Call, Peer
from bench.wire import PeerError, Wire

RAW: Final = """
MATCH (unit:Unit {product: $product, serialKey: $serial})<-[of:OF]-(r:Registration)
WHERE of.supersededAt IS NULL AND r.endedAt IS NULL
MATCH (r)-[:ON_SLIP]->(line:SlipLine)<-[:HAS]-(slip:PackingSlip)-[:OF_ORDER]->(order:SalesOrder)
MATCH (order)-[:PLACED_BY]->(customer:Customer)
MATCH (product:Product {number: $product})
OPTIONAL MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
OPTIONAL MATCH (line)-[:SOLD_UNDER]->(term:WarrantyTerm)
OPTIONAL MATCH (line)-[:SOLD_UNDER]->(policy:ReturnPolicy)
RETURN unit.serialNumber AS serialNumber, product.number AS product, product.name AS productName,
       slip.number AS slip, toString(slip.day) AS slipDay, invoice.number AS invoice,
       toString(invoice.day) AS invoiceDay, order.number AS order, toString(order.orderedOn) AS orderedOn,
       customer.number AS customer, customer.name AS customerName, term.number AS term, term.coverages AS coverages,
       term.startBasis AS startBasis, policy.number AS policy, policy.windowDays AS windowDays
LIMIT 1
"""
"""The facts alone, 16 of them: who asks raw has yet to decide what they mean."""

STOCK: Final = """query ($product: String!, $serial: String!) {
  unit(product: $product, serial: $serial) {
    serialNumber product { number name } packingSlip { number day } invoice { number day }
    order { number orderedOn customer { number name } } warranty { term covered lastDay }
    returnAnswer { policy returnable }
  }
}"""

OURS: Final = """query ($product: String!, $serial: String!) {
  lookup(by: {serial: $serial}, product: $product) {
    matches {
      ... on Unit {
        serialNumber product { number name }
        sales {
          packingSlip { number day } invoice { number day } salesOrder { number orderedOn } customer { number name }
        }
        warranty { status lastDay daysLeft term { number version } }
        returnEligibility { mayReturn lastDay policy { number version } }
      }
    }
  }
}"""

_SOLD: Final = """
MATCH (slip:PackingSlip {state: 'POSTED'})-[:HAS]->(line:SlipLine)-[:SOLD_UNDER]->(:WarrantyTerm)
MATCH (line)<-[:ON_SLIP]-(r:Registration WHERE r.endedAt IS NULL)-[:OF]->(unit:Unit)
WHERE EXISTS { (r)-[:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(:Invoice {state: 'POSTED'}) }
RETURN collect(DISTINCT [unit.product, unit.serialKey]) AS keys
"""
_MOST_KEYS: Final = 2_000
_COMPARED: Final = 20

Key = tuple[str, str]
"""A product's number and a serial key."""


@dataclass(frozen=True, slots=True)
class Found:
    """What all peers have to agree on."""

    serial_number: str
    product: str
    slip: str
    invoice: str
    order: str
    customer: str


async def sold_units(driver: neo4j.AsyncDriver) -> list[Key]:
    """Units that were shipped and invoiced, in an order that is the same in every run."""
    records, _, _ = await driver.execute_query(_SOLD)
    keys = sorted((str(product), str(serial)) for product, serial in records[0]["keys"])
    random.Random(0).shuffle(keys)  # noqa: S311 -- no secret
    return keys[:_MOST_KEYS]


class RawLookup:
    """The driver's own session, an auto-committed transaction, one record."""

    name = "raw driver, one Cypher"

    def __init__(self, driver: neo4j.AsyncDriver, keys: Sequence[Key]) -> None:
        self._driver = driver
        self._keys = cycle(keys)

    async def ask(self, key: Key) -> Mapping[str, Any]:
        async with self._driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
            result = await session.run(RAW, product=key[0], serial=key[1])
            record = await result.single(strict=True)
            return record.data()

    async def call(self) -> None:
        await self.ask(next(self._keys))

    async def found(self, key: Key) -> Found:
        row = await self.ask(key)
        return Found(*(row[each] for each in ("serialNumber", "product", "slip", "invoice", "order", "customer")))


class HttpLookup:
    """A GraphQL operation on one connection. Bodies are made beforehand: the load generator should not be measured."""

    def __init__(self, wire: Wire, query: str, keys: Iterable[Key]) -> None:
        self._wire = wire
        self._query = query
        self._bodies = cycle([orjson.dumps({"query": query, "variables": _variables(key)}) for key in keys])

    async def call(self) -> None:
        answer = await self._wire.send(next(self._bodies))
        if b'"errors"' in answer or b'"serialNumber"' not in answer:
            raise PeerError(f"a look-up was answered with {answer[:200]!r}")

    async def ask(self, key: Key) -> dict[str, Any]:
        return await self._wire.ask(self._query, _variables(key))


def _variables(key: Key) -> dict[str, object]:
    return {"product": key[0], "serial": key[1]}


def _ours(data: Mapping[str, Any]) -> Found:
    unit = data["lookup"]["matches"][0]
    sale = unit["sales"][0]
    documents = (sale[each]["number"] for each in ("packingSlip", "invoice", "salesOrder", "customer"))
    slip, invoice, order, customer = documents
    return Found(unit["serialNumber"], unit["product"]["number"], slip, invoice, order, customer)


def _stock(data: Mapping[str, Any]) -> Found:
    unit = data["unit"]
    product, slip, invoice, order = (unit[each]["number"] for each in ("product", "packingSlip", "invoice", "order"))
    return Found(unit["serialNumber"], product, slip, invoice, order, unit["order"]["customer"]["number"])


async def lookup_peers(driver: neo4j.AsyncDriver, servers: Servers, clients: int) -> Sequence[Peer]:
    """
    The three ways, raw first, each ready for so many clients.

    Raises:
        PeerError: they do not find the same.
    """
    keys = await sold_units(driver)
    raw = RawLookup(driver, keys)
    turned = [keys[at:] + keys[:at] for at in range(clients)]
    ours = [HttpLookup(Wire(servers.ours, servers.token), OURS, each) for each in turned]
    stock = [HttpLookup(Wire(servers.stock), STOCK, each) for each in turned]
    for key in keys[:_COMPARED]:
        expected = await raw.found(key)
        for found in (_ours(await ours[0].ask(key)), _stock(await stock[0].ask(key))):
            if found != expected:
                raise PeerError(f"the peers do not agree on {key}: {found} is not {expected}")
    return [
        Peer(RawLookup.name, [raw.call] * clients),
        Peer("warranty-graph over HTTP", _calls(ours)),
        Peer("stock Strawberry, a resolver a hop", _calls(stock)),
    ]


def _calls(lookups: Sequence[HttpLookup]) -> Sequence[Call]:
    return [each.call for each in lookups]
