"""Crediting in tests: invoices of both kinds, and what is counted and answered before and after."""

from typing import Any

from tests.api.desk import Answer, Desk, Sale

INVOICE = """
query ($id: ID!) {
  node(id: $id) {
    ... on Invoice {
      state version
      lines { id creditedOn registered registrations { nodes { id serialNumber ended endedOn } } }
      creditNotes { id number day reason externalReference lines { id } invoice { id } }
    }
  }
}
"""
ORDER = "query ($number: String!) { salesOrder(number: $number) { lines { shipped invoiced } } }"
UNIT = """
query ($serial: String!, $product: String!, $on: Date) {
  lookup(by: { serial: $serial }, product: $product) {
    matches {
      ... on Unit {
        saleStatus(validAt: $on)
        sales { day ended { kind on } packingSlip { number } invoice { number } invoices { number } }
        warranty(validAt: $on) { status firstDay lastDay }
      }
    }
  }
}
"""


async def invoice_of(desk: Desk, invoice: dict[str, Any]) -> Any:
    return (await desk.ask(INVOICE, id=invoice["id"]))["node"]


async def asked(desk: Desk, invoice: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The input of a credit that nothing is wrong with."""
    version = (await invoice_of(desk, invoice))["version"]
    return {"id": invoice["id"], "version": version, "reason": "wrong customer", **more}


async def credit(desk: Desk, invoice: dict[str, Any], **more: Any) -> Any:
    return await desk.done("creditInvoice", **await asked(desk, invoice, **more))


async def refuse(desk: Desk, invoice: dict[str, Any], **more: Any) -> Answer:
    return await desk.refused("creditInvoice", **await asked(desk, invoice, **more))


async def posted(sale: Sale, *billings: dict[str, Any], **more: Any) -> Any:
    return await sale.desk.done("postInvoice", id=(await sale.invoice(*billings))["id"], **more)


async def shipping_itself(sale: Sale, *serials: str, line: int = 0) -> Any:
    """A posted invoice without a slip."""
    direct = [{"orderLineId": sale.lines[line], "quantity": len(serials)}]
    draft = await sale.desk.done("createInvoice", order=sale.order, direct=direct)
    await sale.desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=list(serials))
    return await sale.desk.done("postInvoice", id=draft["id"])


async def counted(sale: Sale, line: int = 0) -> tuple[int, int]:
    counts = (await sale.desk.ask(ORDER, number=sale.order))["salesOrder"]["lines"][line]
    return counts["shipped"], counts["invoiced"]


async def unit(sale: Sale, serial: str, on: str | None = None) -> Any:
    found = await sale.desk.ask(UNIT, serial=serial, product=sale.products[0], on=on)
    return found["lookup"]["matches"][0]
