"""What the stories of the rules have in common: what is read, and the undoing that nothing is wrong with."""

from typing import Any, Final

from tests.api.desk import Desk, Sale

GS: Final = "\x1d"
WHY: Final = {"reason": "the wrong box was opened"}


async def version(desk: Desk, id_: str) -> int:
    """What a correction is made on."""
    asked = "query ($id: ID!) { node(id: $id) { ... on Document { version } ... on SalesOrder { version } } }"
    found = (await desk.ask(asked, id=id_))["node"]["version"]
    return int(found)


async def listed(desk: Desk, line_id: str) -> list[tuple[str | None, str | None]]:
    """What a line lists: each number (None where it is not readable) with how it ended (None while it stands)."""
    asked = "query ($id: ID!) { node(id: $id) { ... on Line { registrations { nodes { serialNumber ended } } } } }"
    nodes = (await desk.ask(asked, id=line_id))["node"]["registrations"]["nodes"]
    return [(each["serialNumber"], each["ended"]) for each in nodes]


async def registrations(desk: Desk, line_id: str) -> dict[str | None, str]:
    """The ids of what stands on a line, by number."""
    asked = "query ($id: ID!) { node(id: $id) { ... on Line { registrations { nodes { id serialNumber ended } } } } }"
    nodes = (await desk.ask(asked, id=line_id))["node"]["registrations"]["nodes"]
    return {each["serialNumber"]: each["id"] for each in nodes if each["ended"] is None}


async def look_up(desk: Desk, sale: Sale, serial: str, product: int = 0) -> dict[str, Any]:
    """What the service desk sees of a number."""
    asked = """
    query ($serial: String!, $product: String!) { lookup(by: { serial: $serial }, product: $product) { matches {
      ... on SerialAnswer { serialNumber saleStatus warranty { status } returnEligibility { mayReturn } }
      ... on Unit { sales { day packingSlip { number } invoice { number } salesOrder { number }
                            customer { number } ended { kind on } } }
    } } }
    """
    (found,) = (await desk.ask(asked, serial=serial, product=sale.products[product]))["lookup"]["matches"]
    return dict(found)


async def a_draft(sale: Sale, *serials: str, quantity: int | None = None) -> dict[str, Any]:
    """A draft slip of the first order line with numbers on it."""
    slip = await sale.slip(len(serials) if quantity is None else quantity)
    if serials:
        await sale.desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=list(serials))
    return slip


async def invoiced(sale: Sale) -> dict[str, Any]:
    """A posted invoice of everything that is shipped."""
    posted: dict[str, Any] = await sale.desk.done("postInvoice", id=(await sale.invoice())["id"])
    return posted


async def cancel(desk: Desk, slip: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = await desk.done(
        "cancelPackingSlip", id=slip["id"], version=await version(desk, slip["id"]), **WHY
    )
    return done


async def credit(desk: Desk, invoice: dict[str, Any], **more: Any) -> dict[str, Any]:
    at = await version(desk, invoice["id"])
    done: dict[str, Any] = await desk.done("creditInvoice", id=invoice["id"], version=at, **WHY, **more)
    return done


async def take_back(desk: Desk, sale: Sale, slip: dict[str, Any], count: int, *ids: str, line: int = 0) -> Any:
    order = (await desk.ask("query ($n: String!) { salesOrder(number: $n) { version } }", n=sale.order))["salesOrder"]
    items = [{"slipLineId": slip["lines"][line]["id"], "quantity": count, "registrations": list(ids)}]
    return await desk.send("takeBackItems", orderLineId=sale.lines[line], items=items, version=order["version"], **WHY)


async def unit_of(desk: Desk, sale: Sale, serial: str) -> str:
    """The id of the unit that carries a number of the sale's first product."""
    asked = """
    query ($serial: String!, $product: String!) {
      lookup(by: { serial: $serial }, product: $product) { matches { ... on Unit { id } } }
    }
    """
    (found,) = (await desk.ask(asked, serial=serial, product=sale.products[0]))["lookup"]["matches"]
    return str(found["id"])


async def in_work(desk: Desk, sale: Sale, serial: str) -> Any:
    """A claim on a unit for which the work began, whatever the verdict says."""
    claim = await desk.done("openClaim", unitId=await unit_of(desk, sale, serial), problem="It hums.")
    for step in ("reviewClaim", "approveClaim", "startClaimWork"):
        claim = await desk.done(step, id=claim["id"], version=claim["version"], **WHY)
    return claim
