"""What a change of serial settings may touch and what it leaves alone: drafts that hold, and what is posted (T5)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.asking import sold
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale

pytestmark = pytest.mark.anyio

PRODUCT = "query ($number: String!) { product(number: $number) { trackingDimensionGroup { number } } }"
UNIT = """
query ($serial: String!, $product: String!) { lookup(by: { serial: $serial }, product: $product) { matches {
  ... on Unit { saleStatus warranty { status } returnEligibility { mayReturn }
  sales { packingSlip { lines { registrations { nodes { serialNumber } } } } } } } } }
"""
OBSTACLES = "query ($id: ID!) { node(id: $id) { ... on PackingSlip { obstacles { code } lines { missing } } } }"


async def group_of(desk: Desk, sale: Sale) -> str:
    found = await desk.ask(PRODUCT, number=sale.products[0])
    return str(found["product"]["trackingDimensionGroup"]["number"])


async def held(desk: Desk, sale: Sale) -> list[list[str]]:
    """What is said against changing the group's settings, and against changing the product's group."""
    group = await group_of(desk, sale)
    settings = await desk.send("saveTrackingDimensionGroup", number=group, activeInSalesProcess=False, dryRun=True)
    product = await desk.send("saveProduct", number=sale.products[0], name="Pump", dryRun=True)
    return [settings.codes, product.codes]


HELD = [["HELD_BY_DRAFTS"], ["HELD_BY_DRAFTS"]]
FREE: list[list[str]] = [[], []]


async def test_what_is_no_serial_setting_changes_while_drafts_hold_registrations(desk: Desk, sell: Sell) -> None:
    """T5 speaks of settings and groups: names, patterns and codes are not held."""
    sale = await sell(1)
    slip = await sale.slip()
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])
    group = await group_of(desk, sale)

    named = await desk.done("saveTrackingDimensionGroup", number=group, name="Serials", activeInSalesProcess=True)
    product = await desk.done(
        "saveProduct", number=sale.products[0], name="Lamp", trackingDimensionGroup=group, serialPattern="SN-\\d"
    )

    assert (named["name"], product["name"]) == ("Serials", "Lamp")


async def test_every_kind_of_draft_holds_what_is_registered_on_it(desk: Desk, sell: Sell) -> None:
    """T5: a slip, an invoice that ships, an invoice that chooses; not one without registrations, nor a posted one."""
    sale = await sell(3)
    told = []
    slip = await sale.slip(1)
    told.append(await held(desk, sale))
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])
    told.append(await held(desk, sale))
    await desk.done("postPackingSlip", id=slip["id"])
    told.append(await held(desk, sale))
    chosen = await sale.invoice()
    told.append(await held(desk, sale))
    await desk.done("postInvoice", id=chosen["id"])
    lines = [{"orderLineId": sale.lines[0], "quantity": 1}]
    shipping = await desk.done("createInvoice", order=sale.order, direct=lines)
    told.append(await held(desk, sale))
    await desk.done("registerNotReadable", lineId=shipping["lines"][0]["id"], count=1)
    told.append(await held(desk, sale))
    await desk.done("discardInvoice", id=shipping["id"])
    told.append(await held(desk, sale))

    assert told == [FREE, HELD, FREE, HELD, FREE, HELD, FREE]


async def test_what_is_posted_stays_readable_and_returnable_after_a_change(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """T5: and a posted slip is invoiced as it stands, while new slips take no serial numbers."""
    sale = await sell(3)
    await sold(desk, sale, unique, ["SN-1"])
    await sale.posted([["SN-2"]])
    group = await group_of(desk, sale)
    await desk.done("saveTrackingDimensionGroup", number=group, activeInSalesProcess=False, serialNumberControl=False)

    unit = await _unit(desk, sale, "SN-1")
    rest = await sale.invoice()
    await desk.done("postInvoice", id=rest["id"])
    invoiced = await _unit(desk, sale, "SN-2")
    slip = await sale.slip(1)
    refused = await desk.refused("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-3")
    await desk.done("postPackingSlip", id=slip["id"])

    assert (unit["saleStatus"], unit["warranty"]["status"]) == ("SOLD", "COVERED")
    assert unit["returnEligibility"] == {"mayReturn": True}
    assert _listed(unit) == ["SN-1"]
    assert invoiced["returnEligibility"] == {"mayReturn": True}
    assert rest["lines"][0]["registered"] == 1
    assert refused.codes == ["TAKES_NO_SERIALS"]


async def _unit(desk: Desk, sale: Sale, serial: str) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.ask(UNIT, serial=serial, product=sale.products[0]))["lookup"]["matches"][0]
    return found


def _listed(unit: dict[str, Any]) -> list[str]:
    lines = unit["sales"][0]["packingSlip"]["lines"]
    return [each["serialNumber"] for line in lines for each in line["registrations"]["nodes"]]


async def test_a_change_counts_for_drafts_that_hold_nothing(desk: Desk, sell: Sell) -> None:
    """T5: what blank issue let stand empty has to be scanned once it is switched off, and the draft says so."""
    sale = await sell(2, blank_issue=True)
    slip = await sale.slip()
    before = (await desk.ask(OBSTACLES, id=slip["id"]))["node"]
    await desk.done(
        "saveTrackingDimensionGroup",
        number=await group_of(desk, sale),
        activeInSalesProcess=True,
        blankIssueAllowed=False,
    )

    after = (await desk.ask(OBSTACLES, id=slip["id"]))["node"]
    refused = await desk.refused("postPackingSlip", id=slip["id"])

    assert before == {"obstacles": [], "lines": [{"missing": 0}]}
    assert after == {"obstacles": [{"code": "REGISTRATIONS_MISSING"}], "lines": [{"missing": 2}]}
    assert refused.codes == ["REGISTRATIONS_MISSING"]
