"""What a serial number that nobody registered may have been meant to be (R6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.near_misses import (
    MOST_CANDIDATES,
    MOST_SHOWN,
    Confusion,
    NearMiss,
    NearMissQuestion,
    UnitLike,
    candidates,
    ranked,
)
from graph_api.domain.serials import SerialNumber, parse_serial, serial_key

KEYS = st.text(min_size=1, max_size=100).map(parse_serial).filter(lambda each: isinstance(each, SerialNumber))
TYPED = st.text("abcdefgh0123456789oilszb", min_size=2, max_size=30)


@pytest.mark.parametrize(
    ("asked", "kept", "confusion"),
    [
        ("SNO123", "SN0123", Confusion.LOOKALIKES),
        ("AI-77", "Al-77", Confusion.LOOKALIKES),
        ("5B27", "SB27", Confusion.LOOKALIKES),
        ("528", "52B", Confusion.LOOKALIKES),
        ("OO1O", "0010", Confusion.LOOKALIKES),
        ("AS5S", "A555", Confusion.LOOKALIKES),
        ("1243", "1234", Confusion.TRANSPOSED),
        ("123", "0123", Confusion.LEADING_ZERO),
        ("0123", "123", Confusion.LEADING_ZERO),
        ("AB-12", "AB-012", Confusion.LEADING_ZERO),
        ("SN 4711", "4711", Confusion.PREFIX),
        ("4711", "SN4711", Confusion.PREFIX),
        ("s/n4711", "4711", Confusion.PREFIX),
        ("AB-12-34", "AB1234", Confusion.SEPARATORS),
        ("AB 12 34", "AB-12-34", Confusion.SEPARATORS),
        ("AB12", "AB-12", Confusion.SEPARATORS),
        ("AB12CD", "AB-12-CD", Confusion.SEPARATORS),
        ("QX475O7", "QX-475-O7", Confusion.SEPARATORS),
        ("1234", "12-34", Confusion.SEPARATORS),
    ],
)
def test_a_number_is_one_confusion_away_from_what_was_meant(asked: str, kept: str, confusion: Confusion) -> None:
    assert candidates(serial_key(asked))[serial_key(kept)] is confusion


def test_what_is_printed_before_a_number_may_be_its_product() -> None:
    assert candidates("77", "P-9")["p-9-77"] is Confusion.PREFIX
    assert candidates("p-977", "P-9")["77"] is Confusion.PREFIX
    assert "p-9-77" not in candidates("77")


@given(KEYS, st.none() | st.text(max_size=100))
def test_candidates_are_few_and_none_of_them_is_the_number_itself(serial: SerialNumber, product: str | None) -> None:
    found = candidates(serial.key, product)

    assert len(found) <= MOST_CANDIDATES
    assert serial.key not in found
    assert all(other and other == other.strip() for other in found)


@given(TYPED, st.data())
def test_one_slip_of_the_hand_is_found_whichever_it_was(key: str, data: st.DataObject) -> None:
    """A transposition, or a character for one that looks like it, at any place."""
    place = data.draw(st.integers(0, len(key) - 2))
    swapped = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    twins = {
        "0": "o",
        "o": "0",
        "1": "l",
        "i": "1",
        "l": "i",
        "5": "s",
        "s": "5",
        "8": "b",
        "b": "8",
        "2": "z",
        "z": "2",
    }
    other = key[:place] + twins.get(key[place], key[place]) + key[place + 1 :]

    found = candidates(key)

    assert swapped == key or swapped in found
    assert other == key or found[other] is Confusion.LOOKALIKES


def test_a_long_number_has_no_more_candidates_than_are_sought() -> None:
    assert len(candidates("i1" * 50)) == MOST_CANDIDATES


def test_a_number_of_one_character_and_one_of_separators_have_candidates_too() -> None:
    assert candidates("0")["o"] is Confusion.LOOKALIKES
    assert "" not in candidates("-")


def test_the_likeliest_come_first_and_ten_at_most() -> None:
    """By the product, then by the customer, then by the confusion, then by the number."""
    ways = {"a": Confusion.TRANSPOSED, "b": Confusion.LOOKALIKES, "c": Confusion.LOOKALIKES}
    alike = [
        UnitLike("1", "a", "Q", of_customer=False),
        UnitLike("2", "b", "Q", of_customer=False),
        UnitLike("3", "a", "Q", of_customer=True),
        UnitLike("4", "a", "P", of_customer=False),
        UnitLike("5", "c", "Q", of_customer=False),
    ]
    question = NearMissQuestion("x", "P", "C")

    found = ranked(question, ways, alike)
    many = ranked(question, ways, [UnitLike(str(each), "b", "Q", of_customer=False) for each in range(20)])

    assert [each.unit_id for each in found] == ["4", "3", "2", "5", "1"]
    assert found[0] == NearMiss("4", Confusion.TRANSPOSED, of_product=True, of_customer=False)
    assert len(many) == MOST_SHOWN
