"""Events as EPCIS 2.0: valid against the part of the standard's schema that we use, and named as GS1 names things."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from graph_api.domain.exporting import COLUMNS, Cell, Cursor, Export, ExportFilter, Row
from graph_api.resources import resource
from graph_api.transfer.exporting import Form, stream

SCHEMA: Final = json.loads(resource("schema", "epcis-events.schema.json").read_text(encoding="utf-8"))
VALIDATOR: Final = Draft202012Validator(SCHEMA)
_GTIN: Final = "09506000134352"


def _row(**said: Cell) -> Row:
    row: dict[str, Cell] = dict.fromkeys(COLUMNS[Export.EVENTS])
    row |= {"id": f"{1:026}", "state": "SHIPPING", "day": "2026-03-02", "customer": "C-1", "product": "P 1"}
    row |= {"serialNumber": "SN/1", "salesOrder": "SO-1", "document": "PS-1", "at": "2026-03-02T11:00:00Z"}
    return tuple((row | {"eventId": "R1.SHIPPING.U1"} | said).values())


class Rows:
    def __init__(self, *rows: Row) -> None:
        self.all = rows

    async def rows(self, _export: Export, _wanted: ExportFilter, after: Cursor, first: int) -> Sequence[Row]:
        return [row for row in self.all if str(row[0]) > after.id][:first] if after.walk == 0 else ()


def _document(*rows: Row) -> dict[str, Any]:
    async def read() -> bytes:
        return b"".join([piece async for piece in stream(Rows(*rows), Export.EVENTS, Form.EPCIS, ExportFilter())])

    document: dict[str, Any] = json.loads(asyncio.run(read()))
    VALIDATOR.validate(document)
    return document


def _event(**said: Cell) -> Any:
    return _document(_row(**said))["epcisBody"]["eventList"][0]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_an_export_without_events_is_a_whole_document() -> None:
    assert _document()["epcisBody"] == {"eventList": []}


def test_many_pages_are_one_document() -> None:
    rows = [_row(id=f"{place:026}") for place in range(1, 1_203)]
    assert len(_document(*rows)["epcisBody"]["eventList"]) == 1_202


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"gtin": _GTIN}, f"https://id.gs1.org/01/{_GTIN}/21/SN%2F1"),
        ({"gtin": None}, "urn:x-warranty-graph:unit:P%201:SN%2F1"),
        ({"gtin": _GTIN, "serialNumber": "S" * 21}, f"urn:x-warranty-graph:unit:P%201:{'S' * 21}"),
        ({"gtin": _GTIN, "serialNumber": "Ä 1"}, "urn:x-warranty-graph:unit:P%201:%C3%84%201"),
    ],
)
def test_an_item_is_named_by_its_gtin_and_number_where_gs1_has_a_name_for_it(said: dict[str, Cell], name: str) -> None:
    assert _event(**said)["epcList"] == [name]


def test_what_could_not_be_read_is_one_of_its_product() -> None:
    assert _event(serialNumber=None, gtin=_GTIN)["quantityList"] == [
        {"epcClass": f"https://id.gs1.org/01/{_GTIN}", "quantity": 1}
    ]
    assert _event(serialNumber=None)["quantityList"][0]["epcClass"] == "urn:x-warranty-graph:product:P%201"


@pytest.mark.parametrize(
    ("state", "step", "disposition", "document"),
    [
        ("SHIPPING", "shipping", "in_transit", "desadv"),
        ("VOID_SHIPPING", "void_shipping", "in_progress", "desadv"),
        ("RETAIL_SELLING", "retail_selling", "retail_sold", "inv"),
        ("RETURNING", "returning", "returned", "rma"),
        ("REPAIRING", "repairing", "in_progress", "rma"),
    ],
)
def test_each_event_has_its_business_step(state: str, step: str, disposition: str, document: str) -> None:
    event = _event(state=state)
    assert (event["bizStep"], event["disposition"]) == (step, disposition)
    assert event["bizTransactionList"] == [
        {"type": document, "bizTransaction": "urn:x-warranty-graph:document:PS-1"},
        {"type": "po", "bizTransaction": "urn:x-warranty-graph:order:SO-1"},
    ]


def test_a_correction_is_an_error_declaration_that_names_what_is_right() -> None:
    event = _event(declaredAt="2026-03-03T09:00:00Z", mistake="incorrect_data", correctedBy="R1.SHIPPING.U2")
    assert event["errorDeclaration"] == {
        "declarationTime": "2026-03-03T09:00:00Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:x-warranty-graph:event:R1.SHIPPING.U2"],
    }
    undone = _event(declaredAt="2026-03-03T09:00:00Z", mistake="did_not_occur")["errorDeclaration"]
    assert (undone["reason"], undone["correctiveEventIDs"]) == ("did_not_occur", [])


def test_what_was_recorded_later_happened_on_its_day() -> None:
    """W11: a history that was loaded has days, and one moment at which it became known."""
    event = _event(day="2019-05-01")
    assert (event["eventTime"], event["recordTime"]) == ("2019-05-01T00:00:00Z", "2026-03-02T11:00:00Z")
    assert _event()["eventTime"] == "2026-03-02T11:00:00Z"


def test_documents_and_orders_that_are_not_known_are_left_out() -> None:
    assert _event(document=None, salesOrder=None)["bizTransactionList"] == []
