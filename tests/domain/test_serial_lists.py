"""Lists and ranges of serial numbers, as people type and paste them."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.product_codes import Gtin
from graph_api.domain.scanning import (
    Entry,
    EntryForm,
    EntryRefused,
    NoSerialFound,
    TooManyEntries,
    parse_entries,
)
from graph_api.domain.serials import UnprintableSerial
from tests.domain.scans import ANY_TEXT, ARABIC_NINE, GTIN


def entries(text: str, limit: int = 1000) -> list[Entry]:
    parsed = parse_entries(text, limit)
    assert isinstance(parsed, tuple), parsed
    assert all(isinstance(entry, Entry) for entry in parsed), parsed
    return [entry for entry in parsed if isinstance(entry, Entry)]


def numbers(text: str) -> list[str]:
    return [entry.serial.text for entry in entries(text)]


def test_commas_semicolons_tabs_and_lines_part_entries_and_blanks_do_not() -> None:
    assert numbers(" A7 , A9;B 1\tB2\r\nB3\n\n,;C1\u2028C2 ") == ["A7", "A9", "B 1", "B2", "B3", "C1", "C2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100-103", ["100", "101", "102", "103"]),
        ("098-101", ["098", "099", "100", "101"]),
        ("A7-A9", ["A7", "A8", "A9"]),
        ("a7-A9", ["a7", "a8", "a9"]),
        ("SN-0098-SN-0100", ["SN-0098", "SN-0099", "SN-0100"]),
        ("X1Y8-X1Y9", ["X1Y8", "X1Y9"]),
    ],
)
def test_a_range_keeps_its_prefix_and_leading_zeros_and_says_that_it_is_one(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected
    assert {(entry.form, entry.piece, entry.position) for entry in entries(text)} == {(EntryForm.RANGE, text, 1)}


@pytest.mark.parametrize(
    "text", ["AB-12", "110-100", "100-100", "7-12", "A7-B9", "AB-CD", "-", "1-2-3-4", "SN-7", f"7-{ARABIC_NINE}"]
)
def test_anything_else_with_a_hyphen_is_one_number(text: str) -> None:
    assert [(entry.form, entry.serial.text) for entry in entries(text)] == [(EntryForm.ONE, text)]


def test_one_bad_entry_leaves_the_others_alone() -> None:
    parsed = parse_entries(f"A1\nB\x00\n(01){GTIN}\nA2", 10)
    assert isinstance(parsed, tuple)
    first, broken, product, last = parsed
    assert isinstance(first, Entry)
    assert broken == EntryRefused(2, "B\x00", UnprintableSerial(1, "U+0000"))
    assert isinstance(product, EntryRefused)
    assert isinstance(product.cause, NoSerialFound)
    assert product.cause.reading.gtin == Gtin(GTIN)
    assert (isinstance(last, Entry), last.position) == (True, 4)


def test_pasted_scans_are_read_like_scans() -> None:
    assert numbers(f"]d201{GTIN}21S1\n(01){GTIN}(21)S2") == ["S1", "S2"]


@pytest.mark.parametrize(
    ("text", "at_least"),
    [
        ("1,2,3,4", 4),
        ("1-4", 4),
        ("A,1-4", 5),
        ("100000000-999999999", 900000000),
        ("0" * 100 + "-" + "9" * 100, 10**100),
    ],
)
def test_more_than_the_limit_is_refused_before_anything_is_expanded(text: str, at_least: int) -> None:
    assert parse_entries(text, 3) == TooManyEntries(3, at_least)


@pytest.mark.parametrize(
    "text", ["1," * 5_000_000, " " * 10_000_000, "," * 10_000_000, "x" * 10_000_000, "\n \t" * 3_000_000]
)
def test_ten_megabytes_of_list_are_answered_at_once(text: str) -> None:
    begun = time.perf_counter()
    parse_entries(text, 1000)
    assert time.perf_counter() - begun < 1.0


@given(ANY_TEXT)
def test_no_list_raises_and_none_grows_beyond_its_limit(text: str) -> None:
    parsed = parse_entries(text, 5)
    assert isinstance(parsed, TooManyEntries) or len(parsed) <= 5


@given(st.text(string.ascii_letters + "-", max_size=5), st.integers(0, 9990), st.integers(2, 9))
def test_a_range_that_was_spelt_out_is_the_same_as_its_list(prefix: str, first: int, size: int) -> None:
    spelt = [f"{prefix}{number:05}" for number in range(first, first + size)]
    if not prefix.startswith("-"):
        assert numbers(f"{spelt[0]}-{spelt[-1]}") == numbers(",".join(spelt)) == spelt
