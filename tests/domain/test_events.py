"""What is told of an item's stay on a document, of its corrections, and of what undid it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from graph_api.domain.events import EventType, Happened, Identity, Stay, Subject, event_of, events_of_stay, nothing_of
from graph_api.domain.exporting import COLUMNS, Export, ExportFilter

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
ABOUT = Subject("R1", "C-1", "P-1", None, "SO-1")
SOLD = Happened(date(2026, 3, 2), NOON, "PS-1")
UNDONE = Happened(date(2026, 3, 5), LATER + timedelta(days=2), "PS-1")
A1 = Identity("U1", "A1", NOON - timedelta(hours=1))


def _told(**changed: Any) -> list[dict[str, Any]]:
    stay = Stay(**{"subject": ABOUT, "type": EventType.SHIPPING, "sold": SOLD, "identities": [A1], **changed})
    return [dict(zip(COLUMNS[Export.EVENTS], row, strict=True)) for row in events_of_stay(stay)]


def _some(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in ("state", "serialNumber", "mistake", "correctedBy")) for row in rows]


def test_what_was_shipped_is_told_once() -> None:
    (row,) = _told()
    assert row == {
        "id": "R1",
        "state": "SHIPPING",
        "day": "2026-03-02",
        "customer": "C-1",
        "product": "P-1",
        "serialNumber": "A1",
        "gtin": None,
        "salesOrder": "SO-1",
        "document": "PS-1",
        "at": "2026-03-02T12:00:00Z",
        "eventId": "R1.SHIPPING.U1",
        "declaredAt": None,
        "mistake": None,
        "correctedBy": None,
    }


def test_a_number_that_was_corrected_is_declared_an_error_and_told_anew() -> None:
    """C1: two corrections make three events."""
    more = [Identity("U2", "A2", LATER), Identity("U3", "A3", LATER + timedelta(hours=1))]
    rows = _told(identities=[A1, *more])
    assert _some(rows) == [
        ("SHIPPING", "A1", "incorrect_data", "R1.SHIPPING.U2"),
        ("SHIPPING", "A2", "incorrect_data", "R1.SHIPPING.U3"),
        ("SHIPPING", "A3", None, None),
    ]
    assert rows[0]["declaredAt"] == "2026-03-03T12:00:00Z"


def test_a_number_that_was_changed_before_posting_was_never_told() -> None:
    rows = _told(identities=[A1, Identity("U2", "A2", NOON)])
    assert _some(rows) == [("SHIPPING", "A2", None, None)]


def test_a_blank_that_was_filled_is_told_with_its_number() -> None:
    """R4: until then nobody knew which item it was."""
    assert _some(_told(identities=[])) == [("SHIPPING", None, None, None)]
    rows = _told(identities=[Identity("U1", "A1", LATER)])
    assert _some(rows) == [
        ("SHIPPING", None, "incorrect_data", "R1.SHIPPING.U1"),
        ("SHIPPING", "A1", None, None),
    ]
    assert rows[0]["eventId"] == "R1.SHIPPING.NOT_READABLE"


def test_what_was_reversed_or_taken_back_voids_the_shipping() -> None:
    for ended in ("REVERSED", "TAKEN_BACK"):
        rows = _told(ended=ended, undone=UNDONE)
        assert [(row["state"], row["day"]) for row in rows] == [
            ("SHIPPING", "2026-03-02"),
            ("VOID_SHIPPING", "2026-03-05"),
        ]


def test_what_came_back_or_was_replaced_was_shipped_all_the_same() -> None:
    assert _some(_told(ended="RETURNED", undone=UNDONE)) == [("SHIPPING", "A1", None, None)]


def test_what_was_sold_over_the_counter_and_credited_did_not_occur() -> None:
    """D10: its sale ends, as if there had been none."""
    at_the_counter = {"type": EventType.RETAIL_SELLING}
    assert _some(_told(**at_the_counter)) == [("RETAIL_SELLING", "A1", None, None)]
    rows = _told(**at_the_counter, ended="CREDITED", undone=UNDONE)
    assert _some(rows) == [("RETAIL_SELLING", "A1", "did_not_occur", None)]


def test_what_nothing_corrects_is_told_as_it_is_and_what_was_never_posted_is_no_row() -> None:
    row = event_of(EventType.RETURNING, ABOUT, A1, SOLD)
    assert (row[1], row[5], len(row)) == ("RETURNING", "A1", len(COLUMNS[Export.EVENTS]))
    assert not ExportFilter().takes(nothing_of("R1"))
