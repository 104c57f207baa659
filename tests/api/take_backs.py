"""Taking back in tests: the input that nothing is wrong with, and what is answered before and after."""

from typing import Any

from tests.api.desk import Answer, Sale

ORDER = """
query ($number: String!) {
  salesOrder(number: $number) { id version lines { id quantity shipped invoiced } }
}
"""
UNIT = """
query ($serial: String!, $product: String!) {
  lookup(by: { serial: $serial }, product: $product) {
    matches { ... on Unit { saleStatus sales { day ended { kind on } packingSlip { number } } } }
  }
}
"""


def back(slip: dict[str, Any], quantity: int, *places: int, line: int = 0) -> dict[str, Any]:
    """So many items of a slip's line, named by the places of its registrations."""
    line_id = slip["lines"][line]["id"]
    named = [slip["registrations"][line_id][place] for place in places]
    return {"slipLineId": line_id, "quantity": quantity, "registrations": named}


async def order_of(sale: Sale) -> Any:
    return (await sale.desk.ask(ORDER, number=sale.order))["salesOrder"]


async def asked(sale: Sale, *items: dict[str, Any], line: int = 0, **more: Any) -> dict[str, Any]:
    """The input of a take back that nothing is wrong with."""
    version = (await order_of(sale))["version"]
    stated = {"orderLineId": sale.lines[line], "items": list(items), "version": version, "reason": "damaged in transit"}
    return {**stated, **more}


async def take_back(sale: Sale, *items: dict[str, Any], **more: Any) -> Answer:
    answer = await sale.desk.send("takeBackItems", **await asked(sale, *items, **more))
    assert answer.refusals == []
    return answer


async def refuse(sale: Sale, *items: dict[str, Any], **more: Any) -> Answer:
    return await sale.desk.refused("takeBackItems", **await asked(sale, *items, **more))


async def version_of(sale: Sale, document: dict[str, Any]) -> int:
    found = await sale.desk.ask("query ($id: ID!) { node(id: $id) { ... on Document { version } } }", id=document["id"])
    version: int = found["node"]["version"]
    return version


async def unit(sale: Sale, serial: str) -> Any:
    found = await sale.desk.ask(UNIT, serial=serial, product=sale.products[0])
    return found["lookup"]["matches"][0]
