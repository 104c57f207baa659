"""
The peer as people write it: Strawberry as it comes, and a resolver a hop, each with its own query.

Runs by itself: `python -m bench.stock PORT`, with NEO4J_URI and NEO4J_PASSWORD in the environment.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, LiteralString

import neo4j
import strawberry
import uvicorn
from dateutil.relativedelta import relativedelta
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

UNIT: Final = "MATCH (u:Unit {product: $product, serialKey: $serial}) RETURN u.id AS id, u.serialNumber AS serialNumber"
PRODUCT: Final = "MATCH (p:Product {number: $number}) RETURN p.number AS number, p.name AS name"
SLIP: Final = """
    MATCH (:Unit {id: $id})<-[:OF]-(:Registration)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(s:PackingSlip)
    RETURN s.number AS number, toString(s.day) AS day LIMIT 1
"""
INVOICE: Final = """
    MATCH (:Unit {id: $id})<-[:OF]-(:Registration)-[on:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(i:Invoice)
    WHERE on.supersededAt IS NULL
    RETURN i.number AS number, toString(i.day) AS day LIMIT 1
"""
ORDER: Final = """
    MATCH (:Unit {id: $id})<-[:OF]-(:Registration)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(:PackingSlip)
          -[:OF_ORDER]->(o:SalesOrder)
    RETURN o.number AS number, toString(o.orderedOn) AS orderedOn LIMIT 1
"""
CUSTOMER: Final = """
    MATCH (:SalesOrder {number: $number})-[:PLACED_BY]->(c:Customer) RETURN c.number AS number, c.name AS name
"""
TERM: Final = """
    MATCH (:Unit {id: $id})<-[:OF]-(:Registration)-[:ON_SLIP]->(l:SlipLine)-[:SOLD_UNDER]->(t:WarrantyTerm)
    MATCH (l)<-[:HAS]-(s:PackingSlip)
    RETURN t.number AS number, t.coverages AS coverages, toString(s.day) AS day LIMIT 1
"""
POLICY: Final = """
    MATCH (:Unit {id: $id})<-[:OF]-(r:Registration)-[:ON_SLIP]->(:SlipLine)-[:SOLD_UNDER]->(p:ReturnPolicy)
    OPTIONAL MATCH (r)-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(:InvoiceLine)<-[:HAS]-(i:Invoice)
    RETURN p.number AS number, p.windowDays AS windowDays, toString(i.day) AS day LIMIT 1
"""

UNITS: Final = """
    MATCH (u:Unit {product: $product}) WHERE u.serialKey > ''
    RETURN u.id AS id, u.serialNumber AS serialNumber ORDER BY u.product, u.serialKey LIMIT $first
"""
ORDERS: Final = """
    MATCH (:Customer {number: $number})<-[:PLACED_BY]-(o:SalesOrder)
    RETURN o.number AS number, toString(o.orderedOn) AS orderedOn
"""
SLIPS: Final = """
    MATCH (:SalesOrder {number: $number})<-[:OF_ORDER]-(d:PackingSlip)
    RETURN d.id AS id, d.number AS number, toString(d.day) AS day
"""
INVOICES: Final = """
    MATCH (:SalesOrder {number: $number})<-[:OF_ORDER]-(d:Invoice)
    RETURN d.id AS id, d.number AS number, toString(d.day) AS day
"""
SHIPPED: Final = """
    MATCH (:PackingSlip {id: $id})-[:HAS]->(:SlipLine)<-[:ON_SLIP]-(:Registration)-[:OF]->(u:Unit)
    RETURN u.id AS id, u.serialNumber AS serialNumber
"""
INVOICED: Final = """
    MATCH (:Invoice {id: $id})-[:HAS]->(:InvoiceLine)<-[:ON_INVOICE]-(:Registration)-[:OF]->(u:Unit)
    RETURN u.id AS id, u.serialNumber AS serialNumber
"""


@cache
def _driver() -> neo4j.AsyncDriver:
    return neo4j.AsyncGraphDatabase.driver(
        os.environ["NEO4J_URI"], auth=("neo4j", os.environ["NEO4J_PASSWORD"]), notifications_min_severity="OFF"
    )


async def _one(query: LiteralString, **parameters: object) -> dict[str, Any] | None:
    records, _, _ = await _driver().execute_query(
        query, parameters, routing_=neo4j.RoutingControl.READ, database_="neo4j"
    )
    return records[0].data() if records else None


async def _all(query: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
    records, _, _ = await _driver().execute_query(
        query, parameters, routing_=neo4j.RoutingControl.READ, database_="neo4j"
    )
    return [record.data() for record in records]


@strawberry.type
class Product:
    """What was sold."""

    number: str
    name: str


@strawberry.type
class Document:
    """A packing slip or an invoice."""

    number: str | None
    day: str | None


@strawberry.type
class Customer:
    """Who bought it."""

    number: str
    name: str | None


@strawberry.type
class Order:
    """What was ordered."""

    number: str
    ordered_on: str

    @strawberry.field
    async def customer(self) -> Customer | None:
        row = await _one(CUSTOMER, number=self.number)
        return Customer(**row) if row else None


@strawberry.type
class Warranty:
    """The first kind of cover, counted from the slip."""

    term: str
    covered: bool
    last_day: str


@strawberry.type
class ReturnAnswer:
    """Days since the invoice against the policy's window."""

    policy: str
    returnable: bool


@strawberry.type
class Unit:
    """Where every hop starts."""

    id: strawberry.ID
    serial_number: str
    product_number: strawberry.Private[str]

    @strawberry.field
    async def product(self) -> Product | None:
        row = await _one(PRODUCT, number=self.product_number)
        return Product(**row) if row else None

    @strawberry.field
    async def packing_slip(self) -> Document | None:
        row = await _one(SLIP, id=self.id)
        return Document(**row) if row else None

    @strawberry.field
    async def invoice(self) -> Document | None:
        row = await _one(INVOICE, id=self.id)
        return Document(**row) if row else None

    @strawberry.field
    async def order(self) -> Order | None:
        row = await _one(ORDER, id=self.id)
        return Order(number=row["number"], ordered_on=row["orderedOn"]) if row else None

    @strawberry.field
    async def warranty(self) -> Warranty | None:
        row = await _one(TERM, id=self.id)
        return _warranty(row) if row else None

    @strawberry.field
    async def return_answer(self) -> ReturnAnswer | None:
        row = await _one(POLICY, id=self.id)
        return _return_answer(row) if row else None


def _today() -> date:
    return datetime.now(UTC).date()


def _warranty(row: dict[str, Any]) -> Warranty:
    months = int(row["coverages"][0].split("|")[1].strip("PM"))
    last = date.fromisoformat(row["day"]) + relativedelta(months=months, days=-1)
    return Warranty(term=row["number"], covered=_today() <= last, last_day=last.isoformat())


def _return_answer(row: dict[str, Any]) -> ReturnAnswer:
    if row["day"] is None or row["windowDays"] is None:
        return ReturnAnswer(policy=row["number"], returnable=False)
    age = (_today() - date.fromisoformat(row["day"])).days
    return ReturnAnswer(policy=row["number"], returnable=age < row["windowDays"])


@strawberry.type
class Item:
    """A unit of a document."""

    id: strawberry.ID
    serial_number: str


@strawberry.type
class Shipment:
    """A packing slip with what it shipped, or an invoice with what it lists."""

    number: str | None
    day: str | None
    id: strawberry.Private[str]
    listed: strawberry.Private[LiteralString]

    @strawberry.field
    async def units(self) -> list[Item]:
        return [Item(id=row["id"], serial_number=row["serialNumber"]) for row in await _all(self.listed, id=self.id)]


@strawberry.type
class Purchase:
    """An order with its documents."""

    number: str
    ordered_on: str

    @strawberry.field
    async def packing_slips(self) -> list[Shipment]:
        return [Shipment(**row, listed=SHIPPED) for row in await _all(SLIPS, number=self.number)]

    @strawberry.field
    async def invoices(self) -> list[Shipment]:
        return [Shipment(**row, listed=INVOICED) for row in await _all(INVOICES, number=self.number)]


@strawberry.type
class Account:
    """A customer with everything that was bought."""

    number: str

    @strawberry.field
    async def orders(self) -> list[Purchase]:
        rows = await _all(ORDERS, number=self.number)
        return [Purchase(number=row["number"], ordered_on=row["orderedOn"]) for row in rows]


@strawberry.type
class Query:
    """One unit by product and number, the first units of a product, or one customer."""

    @strawberry.field
    async def units(self, product: str, first: int) -> list[Unit]:
        rows = await _all(UNITS, product=product, first=first)
        return [Unit(id=row["id"], serial_number=row["serialNumber"], product_number=product) for row in rows]

    @strawberry.field
    async def customer(self, number: str) -> Account:
        return Account(number=number)

    @strawberry.field
    async def unit(self, product: str, serial: str) -> Unit | None:
        row = await _one(UNIT, product=product, serial=serial)
        return Unit(id=row["id"], serial_number=row["serialNumber"], product_number=product) if row else None


@asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    yield
    await _driver().close()


app = Starlette(routes=[Route("/graphql", GraphQL[None, None](strawberry.Schema(Query)))], lifespan=_lifespan)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
