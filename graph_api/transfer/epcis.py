"""Events as GS1 EPCIS 2.0, JSON-LD: what partners' traceability systems read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import orjson

from graph_api.domain.events import EventType

_CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_OURS: Final = "urn:x-warranty-graph:"
_GS1_SERIAL: Final = re.compile(r"[!%-?A-Z_a-z\"]{1,20}")
"""What application identifier 21 takes; any other number goes under a name of ours."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    step: str
    disposition: str
    document: str


_MEANINGS: Final[Mapping[EventType, _Meaning]] = {
    EventType.SHIPPING: _Meaning("shipping", "in_transit", "desadv"),
    EventType.VOID_SHIPPING: _Meaning("void_shipping", "in_progress", "desadv"),
    EventType.RETAIL_SELLING: _Meaning("retail_selling", "retail_sold", "inv"),
    EventType.RETURNING: _Meaning("returning", "returned", "rma"),
    EventType.REPAIRING: _Meaning("repairing", "in_progress", "rma"),
}

END: Final = b"\n]}}\n"


def beginning() -> bytes:
    """What stands before the events."""
    about = {
        "@context": [_CONTEXT, {"warranty": _OURS}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return orjson.dumps(about)[:-1] + b',"epcisBody":{"eventList":['


def event(row: Mapping[str, Any]) -> bytes:
    """One event, from a row with its names and its cursor."""
    meaning = _MEANINGS[EventType(row["state"])]
    said: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": _event_id(row["eventId"]),
        "eventTime": _time(row["day"], row["at"]),
        "eventTimeZoneOffset": "+00:00",
        "recordTime": row["at"],
        "action": "OBSERVE",
        "bizStep": meaning.step,
        "disposition": meaning.disposition,
        **_what(row),
        "bizTransactionList": _documents(row, meaning),
        "warranty:customer": row["customer"] or "",
        "warranty:cursor": row["cursor"],
    }
    if row["declaredAt"] is not None:
        said["errorDeclaration"] = _declaration(row)
    return orjson.dumps(said)


def _what(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["serialNumber"] is not None:
        return {"epcList": [_item(row["product"], row["gtin"], row["serialNumber"])]}
    of_class = _product(row["product"], row["gtin"])
    return {"quantityList": [{"epcClass": of_class, "quantity": 1}]}


def _product(product: str, gtin: str | None) -> str:
    return f"https://id.gs1.org/01/{gtin}" if gtin else f"{_OURS}product:{_escaped(product)}"


def _item(product: str, gtin: str | None, serial: str) -> str:
    if gtin and _GS1_SERIAL.fullmatch(serial):
        return f"https://id.gs1.org/01/{gtin}/21/{_escaped(serial)}"
    return f"{_OURS}unit:{_escaped(product)}:{_escaped(serial)}"


def _time(day: str, at: str) -> str:
    """The moment where it is of that day; what was recorded later has no time of day, and is told at its beginning."""
    return at if at.startswith(day) else f"{day}T00:00:00Z"


def _documents(row: Mapping[str, Any], meaning: _Meaning) -> list[dict[str, str]]:
    found = []
    if row["document"]:
        found.append({"type": meaning.document, "bizTransaction": f"{_OURS}document:{_escaped(row['document'])}"})
    if row["salesOrder"]:
        found.append({"type": "po", "bizTransaction": f"{_OURS}order:{_escaped(row['salesOrder'])}"})
    return found


def _declaration(row: Mapping[str, Any]) -> dict[str, Any]:
    corrected = [] if row["correctedBy"] is None else [_event_id(row["correctedBy"])]
    return {"declarationTime": row["declaredAt"], "reason": row["mistake"], "correctiveEventIDs": corrected}


def _event_id(id_: str) -> str:
    return f"{_OURS}event:{id_}"


def _escaped(text: str) -> str:
    return quote(text, safe="")
