"""Which rows an export takes, and which row a cursor names."""

from datetime import date
from typing import Any

import pytest

from graph_api.domain.exporting import COLUMNS, STATES, Cursor, Export, ExportFilter, read_cursor

ID = "01K3Z8QW0000000000000000AB"
ROW = (ID, "SOLD", "2026-03-02", "C-1", "P-1", "SN-1")


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ({}, True),
        ({"customer": "C-1", "product": "P-1", "states": frozenset({"SOLD", "DRAFT"})}, True),
        ({"customer": "C-2"}, False),
        ({"product": "P-2"}, False),
        ({"states": frozenset({"DRAFT"})}, False),
        ({"day_from": date(2026, 3, 2), "day_to": date(2026, 3, 2)}, True),
        ({"day_from": date(2026, 3, 3)}, False),
        ({"day_to": date(2026, 3, 1)}, False),
    ],
)
def test_a_row_is_taken_that_meets_every_condition(wanted: dict[str, Any], taken: bool) -> None:  # noqa: FBT001
    assert ExportFilter(**wanted).takes(ROW) is taken


def test_a_draft_has_no_day_and_is_on_none() -> None:
    draft = (ID, "DRAFT", None, "C-1", "P-1")
    assert ExportFilter().takes(draft)
    assert not ExportFilter(day_from=date(2020, 1, 1)).takes(draft)
    assert not ExportFilter(day_to=date(2030, 1, 1)).takes(draft)


def test_a_line_that_was_taken_off_a_draft_is_no_row() -> None:
    assert not ExportFilter().takes((ID, None, None, "C-1", "P-1"))


def test_a_cursor_names_a_row_of_a_walk() -> None:
    assert read_cursor(f"1.{ID}", 2) == Cursor(1, ID)
    assert str(Cursor(1, ID)) == f"1.{ID}"


def test_a_cursor_may_name_the_beginning_of_a_walk() -> None:
    """Where the first record of a walk has several rows, who stops between them begins with it again."""
    assert read_cursor(str(Cursor(1)), 2) == Cursor(1)


@pytest.mark.parametrize("text", ["", ".", ID, f"1.{ID.lower()}", f"2.{ID}", f"1.{ID} ", f"-1.{ID}", "1.01K3Z8QW"])
def test_what_is_respelt_or_of_another_export_is_no_cursor(text: str) -> None:
    assert read_cursor(text, 2) is None


@pytest.mark.parametrize("export", Export)
def test_what_a_filter_asks_for_stands_first_in_every_export(export: Export) -> None:
    assert COLUMNS[export][:5] == ("id", "state", "day", "customer", "product")
    assert len(set(COLUMNS[export])) == len(COLUMNS[export])
    assert STATES[export]
