"""Serials registered on draft slips in one call: ours through HTTP, and the same nodes by the driver alone."""

import time
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any, Final

import neo4j

from bench.rounds import Call
from bench.wire import PeerError, Wire
from graph_api.services.ids import new_id

GROUP: Final = "BENCH"
PRODUCT: Final = "BENCH-PRODUCT"
CUSTOMER: Final = "BENCH-CUSTOMER"

RAW: Final = """
MATCH (line:SlipLine {id: $line})
UNWIND $rows AS row
CREATE (unit:Unit {id: row.unit, product: $product, serialKey: row.key, serialNumber: row.text, createdAt: $now})
CREATE (r:Registration {id: row.registration, recordedAt: $now, holds: row.unit})-[:ON_SLIP]->(line)
CREATE (r)-[:OF {recordedAt: $now}]->(unit)
RETURN count(r) AS registered
"""

_SET_UP: Final = """mutation ($group: SaveTrackingDimensionGroupInput!, $product: SaveProductInput!,
                              $customer: SaveCustomerInput!) {
  saveTrackingDimensionGroup(input: $group) { refusals { message } }
  saveProduct(input: $product) { refusals { message } }
  saveCustomer(input: $customer) { refusals { message } }
}"""
_ORDER: Final = "mutation ($input: SaveSalesOrderInput!) { saveSalesOrder(input: $input) { refusals { message } } }"
_SLIP: Final = """mutation ($input: CreatePackingSlipInput!) {
  createPackingSlip(input: $input) { refusals { message } packingSlip { lines { id } } }
}"""
_REGISTER: Final = """mutation ($input: RegisterSerialsInput!) {
  registerSerials(input: $input) { refusals { message } replayed line { id registered } addedIds }
}"""


@dataclass(slots=True)
class Clerk:
    """Makes orders and draft slips to register on, with numbers that no earlier run has used."""

    wire: Wire
    driver: neo4j.AsyncDriver
    _numbers: "count[int]" = field(default_factory=lambda: count(time.time_ns() // 1_000_000))

    async def set_up(self) -> None:
        """One product that is tracked, and a customer who buys it."""
        await self.do(
            _SET_UP,
            group={"number": GROUP, "name": "Bench", "activeInSalesProcess": True, "serialNumberControl": True},
            product={"number": PRODUCT, "name": "Bench", "trackingDimensionGroup": GROUP},
            customer={"number": CUSTOMER},
        )

    def number(self) -> str:
        """A number that no earlier run has used."""
        return f"BENCH-{next(self._numbers)}"

    async def lines(self, lines: int, quantity: int) -> list[str]:
        """The ids of the lines of a new draft slip."""
        order = self.number()
        ordered = [{"product": PRODUCT, "quantity": quantity}] * lines
        await self.do(_ORDER, input={"number": order, "customer": CUSTOMER, "lines": ordered})
        data = await self.do(_SLIP, input={"order": order})
        return [line["id"] for line in data["createPackingSlip"]["packingSlip"]["lines"]]

    def serials(self, size: int) -> list[str]:
        """Numbers that are nowhere yet."""
        stem = next(self._numbers)
        return [f"SN-{stem}-{place:04}" for place in range(size)]

    async def ours(self, calls: int, size: int) -> list[Call]:
        """Calls of our mutation, each with an idempotency key; each registers on a line of its own."""
        return [partial(self._register, line, self.serials(size)) for line in await self.lines(calls, size)]

    async def raw(self, calls: int, size: int) -> list[Call]:
        """Calls of one auto-committed statement, without decision, lock, audit entry or key."""
        return [
            partial(self._create, _key_of(line), _rows(self.serials(size))) for line in await self.lines(calls, size)
        ]

    async def _register(self, line: str, serials: Sequence[str]) -> None:
        given = {"lineId": line, "serials": serials, "idempotencyKey": new_id()}
        data = await self.do(_REGISTER, input=given)
        if data["registerSerials"]["line"]["registered"] != len(serials):
            raise PeerError("not every serial was registered")

    async def _create(self, line: str, rows: Sequence[dict[str, str]]) -> None:
        now = datetime.now(UTC)
        async with self.driver.session(database="neo4j") as session:
            result = await session.run(RAW, line=line, product=PRODUCT, rows=rows, now=now)
            record = await result.single(strict=True)
        if record["registered"] != len(rows):
            raise PeerError("not every serial was created")

    async def do(self, operation: str, **variables: object) -> dict[str, Any]:
        """
        Send a mutation.

        Raises:
            PeerError: it was refused.
        """
        data = await self.wire.ask(operation, variables)
        for answer in data.values():
            if answer["refusals"]:
                raise PeerError(f"refused: {answer['refusals'][0]['message']}")
        return data


def _rows(serials: Sequence[str]) -> list[dict[str, str]]:
    return [{"unit": new_id(), "registration": new_id(), "key": each.casefold(), "text": each} for each in serials]


def _key_of(line: str) -> str:
    """The id of a line in the graph, which its global id carries."""
    return b64decode(line).decode().partition(":")[2]
