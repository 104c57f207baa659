"""Warranty and return verdicts of many serial numbers in one call: ours through HTTP, and their facts by the driver."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any, Final

import neo4j
import orjson

from bench.lookups import Key, sold_units
from bench.processes import Servers
from bench.rounds import Peer
from bench.wire import PeerError, Wire

RAW: Final = """
UNWIND $keys AS key
MATCH (unit:Unit {product: key[0], serialKey: key[1]})<-[of:OF]-(r:Registration)
WHERE of.supersededAt IS NULL AND r.endedAt IS NULL
MATCH (r)-[:ON_SLIP]->(line:SlipLine)<-[:HAS]-(slip:PackingSlip)
OPTIONAL MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
OPTIONAL MATCH (line)-[:SOLD_UNDER]->(term:WarrantyTerm)
OPTIONAL MATCH (line)-[:SOLD_UNDER]->(policy:ReturnPolicy)
RETURN collect([unit.serialNumber, slip.number, toString(slip.day), invoice.number, toString(invoice.day),
                term.number, term.coverages, term.startBasis, policy.number, policy.windowDays]) AS facts
"""
"""Ten facts a serial, in one record: who asks raw has yet to decide what they mean."""

OURS: Final = """query ($serials: [String!]!) {
  lookupSerials(serials: $serials) {
    asked
    matches { serialNumber warranty { status lastDay daysLeft } returnEligibility { mayReturn lastDay } }
  }
}"""

RAW_NAME: Final = "raw driver, one UNWIND, collected"


async def verdict_peers(driver: neo4j.AsyncDriver, servers: Servers, size: int) -> list[Peer]:
    """One client each, which asks about so many serials a call."""
    calls = _cut(await sold_units(driver), size)
    return [
        Peer(RAW_NAME, [_Raw(driver, calls).call]),
        Peer("warranty-graph over HTTP", [_Ours(Wire(servers.ours, servers.token), calls).call]),
    ]


def _cut(keys: Sequence[Key], size: int) -> list[Sequence[Key]]:
    return [keys[first : first + size] for first in range(0, len(keys) - size + 1, size)]


class _Raw:
    def __init__(self, driver: neo4j.AsyncDriver, calls: Sequence[Sequence[Key]]) -> None:
        self._driver = driver
        self._calls = cycle([[list(key) for key in each] for each in calls])

    async def call(self) -> None:
        keys = next(self._calls)
        async with self._driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session:
            result = await session.run(RAW, keys=keys)
            record = await result.single(strict=True)
        _expect(record["facts"], len(keys))


class _Ours:
    """Bodies are made beforehand, and answers only counted: the load generator should not be measured."""

    def __init__(self, wire: Wire, calls: Sequence[Sequence[Key]]) -> None:
        self._wire = wire
        bodies = [orjson.dumps({"query": OURS, "variables": {"serials": [key[1] for key in each]}}) for each in calls]
        self._calls = cycle([(body, len(each)) for body, each in zip(bodies, calls, strict=True)])

    async def call(self) -> None:
        body, size = next(self._calls)
        answer = await self._wire.send(body)
        if answer.count(b'"mayReturn"') < size:
            raise PeerError(f"not every serial was answered: {answer[:200]!r}")


def _expect(facts: Sequence[Any], size: int) -> None:
    if len(facts) < size:
        raise PeerError(f"{len(facts)} of {size} serials were found")
