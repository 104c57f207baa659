"""Rule R3: a file with a serial number a row, as spreadsheets and other programs save it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.scanning import (
    Entry,
    EntryRefused,
    NoSerialColumn,
    SheetUnreadable,
    TooManyEntries,
    parse_sheet,
)


def numbers(text: str) -> list[tuple[int, str]]:
    found = parse_sheet(text, 1000)
    assert isinstance(found, tuple)
    assert all(isinstance(each, Entry) for each in found)
    return [(each.position, each.serial.text) for each in found if isinstance(each, Entry)]


@pytest.mark.parametrize(
    "text",
    [
        "A1\nA7-A9\n",
        "A1\r\nA7-A9",
        "A1\rA7-A9\r",
        "\ufeffA1\nA7-A9\n",
        '"A1"\n"A7-A9"\n',
    ],
)
def test_one_column_needs_no_heading_and_holds_no_ranges(text: str) -> None:
    assert numbers(text) == [(1, "A1"), (2, "A7-A9")]


@pytest.mark.parametrize("name", ["serial_number", "Serial Number", "SERIAL", "Serial-No.", "Serial nr", "S/N", "sn"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_heading_says_which_column_holds_the_numbers(name: str, between: str) -> None:
    rows = [
        ["Pos", name, "Note"],
        ["1", "A1", ""],
        ["2", " B2 ", '"a\nnote"'],
        ["3", "", "no label"],
        ["4"],
        ["5", "C3"],
    ]
    assert numbers("\n".join(between.join(row) for row in rows)) == [(2, "A1"), (4, "B2"), (7, "C3")]


def test_a_heading_over_a_single_column_is_no_number() -> None:
    assert numbers("\ufeffSerial number\nA1\n\n\nA2\n") == [(2, "A1"), (5, "A2")]


def test_a_scan_in_a_cell_is_read_as_a_scan() -> None:
    sheet = parse_sheet("serial\n]d2010952100000749921A1\n", 10)
    assert isinstance(sheet, tuple)
    (found,) = sheet
    assert isinstance(found, Entry)
    assert found.serial.text == "A1"
    assert found.reading.gtin is not None


def test_a_bad_row_is_told_by_its_row_and_leaves_the_others_alone() -> None:
    found = parse_sheet("serial\nA1\nB\u200b2\n]d20109521000007499\nC3\n", 10)
    assert isinstance(found, tuple)
    assert [(each.position, isinstance(each, EntryRefused)) for each in found] == [
        (2, False),
        (3, True),
        (4, True),
        (5, False),
    ]


def test_several_columns_without_a_heading_are_not_guessed_at() -> None:
    assert parse_sheet("1, A1\n2,A2\n", 10) == NoSerialColumn(("1", "A1"))


def test_a_quote_that_is_never_closed_is_told_with_its_row() -> None:
    assert parse_sheet('serial\nA1\n"A2\nA3\n', 10) == SheetUnreadable(4)


def test_more_rows_than_are_taken_are_counted_and_not_read() -> None:
    assert parse_sheet("\n".join(map(str, range(11))), 10) == TooManyEntries(10, 11)


@pytest.mark.parametrize("text", ["", "\n\n", "serial_number\n", "\ufeff", ",,\n , \n"])
def test_a_file_without_numbers_has_none(text: str) -> None:
    assert parse_sheet(text, 10) == ()


@given(st.text(max_size=200))
def test_whatever_is_uploaded_is_answered(text: str) -> None:
    found = parse_sheet(text, 20)
    if isinstance(found, tuple):
        assert len(found) <= 20


@given(st.lists(st.from_regex(r"[A-Z0-9]{1,8}", fullmatch=True), min_size=1, max_size=20))
def test_what_was_saved_comes_back_row_by_row(serials: list[str]) -> None:
    assert [serial for _, serial in numbers("\r\n".join(["serial_number", *serials]))] == serials
