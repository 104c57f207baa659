"""Returning in tests: a sale whose units may come back, and the steps of a return with nothing wrong with them."""

from collections.abc import Callable
from typing import Any

from tests.api.desk import Answer, Desk, Sale

UNIT = """
query ($serial: String!, $product: String!, $on: Date) {
  lookup(by: { serial: $serial }, product: $product) {
    matches {
      ... on Unit {
        id
        saleStatus(validAt: $on)
        sales { day ended { kind on } packingSlip { number } invoice { number } customer { number } }
        warranty(validAt: $on) { status firstDay lastDay }
        returnEligibility(validAt: $on) { mayReturn lastDay reasons { fact held statement } }
      }
    }
  }
}
"""
RETURN = """
query ($number: String!) {
  return(number: $number) {
    id number version authorisedOn reason externalReference customer { number }
    items {
      id state differs needsDecision receivedSerial disposition credited closedOn override overriddenBy
      answer { mayReturn validAt lastDay reasons { fact held statement } evidence { kind number } policy { number } }
      unit { serialNumber } registration { id serialNumber ended } product { number } salesOrder { number }
    }
  }
}
"""


async def with_policy(desk: Desk, sale: Sale, unique: Callable[[str], str], days: int | None = 30) -> None:
    """What this sale's first product is held to: two years of warranty, and a return window."""
    scope = {"product": sale.products[0]}
    await desk.done(
        "publishWarrantyTerm",
        number=unique("WT"),
        scope=scope,
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=[{"kind": "PARTS", "period": "P2Y"}],
        validFrom="2020-01-01",
    )
    window = {} if days is None else {"windowDays": days}
    await desk.done(
        "publishReturnPolicy", number=unique("RP"), scope=scope, basis="INVOICE", validFrom="2020-01-01", **window
    )


async def unit(desk: Desk, product: str, serial: str, on: str | None = None) -> Any:
    found = await desk.ask(UNIT, serial=serial, product=product, on=on)
    return found["lookup"]["matches"][0]


async def unit_id(sale: Sale, serial: str) -> str:
    return str((await unit(sale.desk, sale.products[0], serial))["id"])


async def asked(sale: Sale, *serials: str, **more: Any) -> dict[str, Any]:
    """The input of an authorisation of a sale's units by who bought them."""
    items = [{"unitId": await unit_id(sale, serial)} for serial in serials]
    return {"customer": sale.customer, "items": items, "reason": "too loud", **more}


async def authorised(sale: Sale, *serials: str, **more: Any) -> Any:
    return await sale.desk.done("authoriseReturn", **await asked(sale, *serials, **more))


def step(found: Any, place: int = 0, **more: Any) -> dict[str, Any]:
    """The input of a step on one item of a return, on the version that was read."""
    return {"itemId": found["items"][place]["id"], "version": found["version"], "reason": "as agreed", **more}


async def received(desk: Desk, found: Any, serial: str | None, place: int = 0, **more: Any) -> Answer:
    given = {"notReadable": True} if serial is None else {"serialNumber": serial}
    return await desk.send("receiveReturnItem", **step(found, place, **given, **more))


async def came_back(sale: Sale, serial: str, disposition: str = "RESTOCK", **more: Any) -> Any:
    """A unit that was authorised, received and disposed, credited where that keeps it with us."""
    found = await authorised(sale, serial, **more)
    found = (await received(sale.desk, found, serial, **more)).value
    credited = disposition in {"RESTOCK", "SCRAP"}
    asked_for = step(found, disposition=disposition, credited=credited, **more)
    return await sale.desk.done("disposeReturnItem", **asked_for)


async def another_order(sale: Sale, unique: Callable[[str], str], quantity: int = 1) -> Sale:
    """An order of somebody else for the sale's first product."""
    customer, number = unique("CUST"), unique("SO")
    await sale.desk.done("saveCustomer", number=customer, name="Smith")
    line = {"product": sale.products[0], "quantity": quantity}
    saved = await sale.desk.done(
        "saveSalesOrder", number=number, customer=customer, orderedOn="2026-02-01", lines=[line]
    )
    return Sale(sale.desk, number, customer, sale.products[:1], [each["id"] for each in saved["lines"]])


def failing(found: Any) -> list[str]:
    """The conditions that a unit does not meet."""
    return [reason["fact"] for reason in found["returnEligibility"]["reasons"] if not reason["held"]]
