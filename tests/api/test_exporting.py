"""What exports say of a sale: of its units, its documents, its claims and its returns."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.exporting import Export, ExportFilter
from graph_api.store.bolt import Bolt
from graph_api.store.exporting import ExportedGraph
from graph_api.transfer.exporting import Form, stream
from tests.api.asking import sold
from tests.api.claiming import claimed
from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk
from tests.api.returns import authorised, came_back, unit_id
from tests.transfer.test_epcis import VALIDATOR

pytestmark = pytest.mark.anyio
DAY = TODAY.isoformat()


async def _rows(bolt: Bolt, export: Export, **wanted: Any) -> list[dict[str, Any]]:
    pieces = stream(ExportedGraph(bolt), export, Form.NDJSON, ExportFilter(**wanted))
    return [json.loads(line) for piece in [piece async for piece in pieces] for line in piece.splitlines()]


def _some(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


async def test_units_say_who_bought_them_and_on_which_documents(desk: Desk, sell: Sell, bolt: Bolt) -> None:
    sale = await sell(3)
    slip = await sale.posted([["UA-1", "UA-2"]], blanks=1)
    invoice = await desk.done("postInvoice", id=(await sale.invoice())["id"])
    rows = await _rows(bolt, Export.UNITS, customer=sale.customer)
    assert _some(rows, "serialNumber", "notReadable") == [("UA-1", False), ("UA-2", False), (None, True)]
    expected = ("SOLD", DAY, sale.customer, sale.products[0], sale.order, slip["number"], DAY, invoice["number"], DAY)
    names = ("state", "day", "customer", "product", "salesOrder", "packingSlip", "shippedOn", "invoice", "invoicedOn")
    assert set(_some(rows, *names)) == {expected}
    assert await _rows(bolt, Export.UNITS, product=sale.products[0], states=frozenset({"SOLD"})) == rows
    assert await _rows(bolt, Export.UNITS, product=sale.products[0], states=frozenset({"DRAFT"})) == []


async def test_what_stands_on_a_draft_and_what_was_taken_off_is_said_to_be_so(
    desk: Desk, sell: Sell, bolt: Bolt
) -> None:
    sale = await sell(2)
    slip = await sale.slip(2)
    line = slip["lines"][0]["id"]
    await desk.send("registerSerials", lineId=line, serials=["UD-1", "UD-2"])
    await desk.send("scanSerial", lineId=line, scan="UD-1", mode="REMOVE")
    rows = await _rows(bolt, Export.UNITS, customer=sale.customer)
    assert _some(rows, "serialNumber", "state", "day") == [("UD-1", "TAKEN_OFF", None), ("UD-2", "DRAFT", None)]


async def test_documents_are_their_lines_slips_first(desk: Desk, sell: Sell, bolt: Bolt) -> None:
    sale = await sell(2, 1)
    slip = await sale.posted([["DA-1", "DA-2"], ["DA-3"]])
    invoice = await desk.done("postInvoice", id=(await sale.invoice())["id"])
    rows = await _rows(bolt, Export.DOCUMENTS, customer=sale.customer)
    assert _some(rows, "kind", "number", "position", "quantity", "registered", "state", "day") == [
        ("PACKING_SLIP", slip["number"], 1, 2, 2, "POSTED", DAY),
        ("PACKING_SLIP", slip["number"], 2, 1, 1, "POSTED", DAY),
        ("INVOICE", invoice["number"], 1, 2, 2, "POSTED", DAY),
        ("INVOICE", invoice["number"], 2, 1, 1, "POSTED", DAY),
    ]
    of_second = await _rows(bolt, Export.DOCUMENTS, product=sale.products[1])
    assert _some(of_second, "kind", "product") == [("PACKING_SLIP", sale.products[1]), ("INVOICE", sale.products[1])]


async def test_claims_and_returns_name_the_sale_that_they_are_about(
    desk: Desk, sell: Sell, bolt: Bolt, unique: Callable[[str], str]
) -> None:
    sale = await sell(2)
    await sold(desk, sale, unique, ["CR-1", "CR-2"])
    claim = await claimed(desk, await unit_id(sale, "CR-1"), "RESOLVED")
    found = await authorised(sale, "CR-2")
    (row,) = await _rows(bolt, Export.CLAIMS, customer=sale.customer)
    assert (row["number"], row["serialNumber"], row["state"], row["resolution"], row["product"]) == (
        claim["number"],
        "CR-1",
        "RESOLVED",
        "REPAIR",
        sale.products[0],
    )
    (item,) = await _rows(bolt, Export.RETURNS, product=sale.products[0], day_from=TODAY, day_to=TODAY)
    assert (item["number"], item["serialNumber"], item["state"], item["customer"], item["salesOrder"]) == (
        found["number"],
        "CR-2",
        "AUTHORISED",
        sale.customer,
        sale.order,
    )


@pytest.mark.parametrize("export", Export)
async def test_no_export_says_who_a_customer_is(desk: Desk, sell: Sell, bolt: Bolt, export: Export) -> None:
    """G1, S4: an analyst reads everything but what identifies people; exports carry numbers."""
    sale = await sell(1)
    await desk.done(
        "saveCustomer", number=sale.customer, name="Mildred Unmistakable", email="mildred@unmistakable.example"
    )
    await sale.posted([["NP-1"]])
    assert "nmistakable" not in json.dumps(await _rows(bolt, export, customer=sale.customer))


async def test_events_tell_the_sale_each_correction_and_what_undid_it(desk: Desk, sell: Sell, bolt: Bolt) -> None:
    """C1, D3: a number that was wrong is declared an error, and the right one is told; then the line is reversed."""
    sale = await sell(2)
    slip = await sale.posted([["EV-1", "EV-2"]])
    rows = await _rows(bolt, Export.EVENTS, customer=sale.customer)
    names = ("state", "serialNumber", "document", "day", "declaredAt")
    assert _some(rows, *names) == [
        ("SHIPPING", "EV-1", slip["number"], DAY, None),
        ("SHIPPING", "EV-2", slip["number"], DAY, None),
    ]
    version = await desk.ask("query ($n: String!) { packingSlip(number: $n) { version } }", n=slip["number"])
    asked = {"id": slip["id"], "version": version["packingSlip"]["version"], "reason": "wrong goods"}
    await desk.done("cancelPackingSlip", **asked)
    rows = await _rows(bolt, Export.EVENTS, customer=sale.customer, states=frozenset({"VOID_SHIPPING"}))
    assert _some(rows, "state", "serialNumber") == [("VOID_SHIPPING", "EV-1"), ("VOID_SHIPPING", "EV-2")]


async def test_events_of_service_are_returns_and_repairs(
    desk: Desk, sell: Sell, bolt: Bolt, unique: Callable[[str], str]
) -> None:
    sale = await sell(2)
    await sold(desk, sale, unique, ["ES-1", "ES-2"])
    await claimed(desk, await unit_id(sale, "ES-1"), "RESOLVED")
    await came_back(sale, "ES-2", "REPAIR")
    wanted = frozenset({"RETURNING", "REPAIRING"})
    rows = await _rows(bolt, Export.EVENTS, customer=sale.customer, states=wanted)
    assert _some(rows, "state", "serialNumber") == [("RETURNING", "ES-2"), ("REPAIRING", "ES-2"), ("REPAIRING", "ES-1")]
    pieces = stream(ExportedGraph(bolt), Export.EVENTS, Form.EPCIS, ExportFilter(customer=sale.customer))
    document = json.loads(b"".join([piece async for piece in pieces]))
    VALIDATOR.validate(document)
    steps = [event["bizStep"] for event in document["epcisBody"]["eventList"]]
    assert steps == ["shipping", "shipping", "returning", "repairing", "repairing"]
