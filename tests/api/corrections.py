"""Correcting in tests: the input that nothing is wrong with, and what documents show before and after."""

from collections.abc import Sequence
from typing import Any

from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk, Sale

WHY = "misread at the bench"
_SHOWN = """
query ($ids: [ID!]!) { nodes(ids: $ids) {
  ... on PackingSlip { version lines { registrations { nodes { id serialNumber notReadable } } } }
  ... on Invoice { version lines { registrations { nodes { id serialNumber notReadable } } } } } }
"""
_TRAIL = """
query ($id: ID!) { auditEntries(subject: $id) { nodes { action actor reason before after } } }
"""
_FOUND = """
query ($serial: String!, $product: String!) { lookup(by: { serial: $serial }, product: $product) { matches {
  ... on Unit { serialNumber saleStatus sales { packingSlip { number } invoice { number } } } } } }
"""


async def shown(desk: Desk, *documents: dict[str, Any]) -> list[list[str | None]]:
    """The numbers that each document shows, line by line."""
    found = await desk.ask(_SHOWN, ids=[document["id"] for document in documents])
    return [
        [each["serialNumber"] for line in node["lines"] for each in line["registrations"]["nodes"]]
        for node in found["nodes"]
    ]


async def version(desk: Desk, document: dict[str, Any]) -> int:
    return int((await desk.ask(_SHOWN, ids=[document["id"]]))["nodes"][0]["version"])


async def last_entry(desk: Desk, document: dict[str, Any]) -> dict[str, Any]:
    entries: list[dict[str, Any]] = (await desk.ask(_TRAIL, id=document["id"]))["auditEntries"]["nodes"]
    return entries[-1]


async def status(desk: Desk, sale: Sale, serial: str) -> tuple[str, list[Any]]:
    (unit,) = (await desk.ask(_FOUND, serial=serial, product=sale.products[0]))["lookup"]["matches"]
    return unit["saleStatus"], unit["sales"]


async def change(
    desk: Desk, invoice: dict[str, Any], registration: str, *, how: str = "send", line: int = 0, **asked: Any
) -> Answer:
    """Change a number on an invoice's line, as the invoice is now."""
    asked = {"version": await version(desk, invoice), "reason": WHY, **asked}
    answer: Answer = await getattr(desk, how)(
        "changeSerialNumber", invoiceLineId=invoice["lines"][line]["id"], registrationId=registration, **asked
    )
    return answer


async def fill(
    desk: Desk, document: dict[str, Any], registration: str, *, how: str = "send", line: int = 0, **asked: Any
) -> Answer:
    """Fill a blank on a document's line, as the document is now."""
    asked = {"version": await version(desk, document), "reason": WHY, **asked}
    answer: Answer = await getattr(desk, how)(
        "fillNotReadable", lineId=document["lines"][line]["id"], registrationId=registration, **asked
    )
    return answer


async def posted(
    sell: Sell, serials: Sequence[str] = ("SN-1", "SN-2"), blanks: int = 0
) -> tuple[Sale, dict[str, Any], list[str]]:
    """A sale of ten, a slip of it with these numbers and blanks, and the ids of its registrations."""
    sale = await sell(10)
    slip = await sale.posted([serials], blanks=blanks)
    return sale, slip, slip["registrations"][slip["lines"][0]["id"]]
