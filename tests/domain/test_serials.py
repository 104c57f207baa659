"""Rule R6: what a serial number is, by what two are the same, what a product may ask of them."""

import re
import sys
import time
import unicodedata
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.product_codes import (
    Gtin,
    GtinCheckDigitWrong,
    NotAGtin,
    check_digit,
    check_digit_holds,
    parse_gtin,
)
from graph_api.domain.serial_patterns import PatternRefused, SerialPattern, fits, parse_pattern
from graph_api.domain.serials import (
    WHITE_SPACE,
    EmptySerial,
    SerialNumber,
    SerialTooLong,
    UnprintableSerial,
    parse_serial,
    serial_key,
)

ANY_TEXT = st.text(alphabet=st.characters(codec=None))


def serial(raw: str) -> SerialNumber:
    parsed = parse_serial(raw)
    assert isinstance(parsed, SerialNumber)
    return parsed


def pattern(text: str) -> SerialPattern:
    parsed = parse_pattern(text)
    assert isinstance(parsed, SerialPattern)
    return parsed


# What a serial number is


def test_what_is_shown_is_what_was_entered_without_the_white_space_around() -> None:
    assert serial(" \t\u00a0\u3000Sn 007\r\n").text == "Sn 007"


def test_two_spellings_of_a_letter_and_both_cases_are_one_number() -> None:
    assert serial("CAFE\u0301-1") == SerialNumber("CAFÉ-1", "café-1")
    assert serial("café-1").key == serial("CAFE\u0301-1").key


def test_inner_spaces_and_leading_zeros_count() -> None:
    assert len({serial(raw).key for raw in ("0012", "12", "00 12", "00  12")}) == 4


@pytest.mark.parametrize("raw", ["", " ", "\r\n", WHITE_SPACE])
def test_nothing_but_white_space_is_empty(raw: str) -> None:
    assert parse_serial(raw) == EmptySerial()


def test_a_hundred_characters_are_a_serial_number_and_one_more_is_not() -> None:
    assert serial("x" * 100).text == "x" * 100
    assert parse_serial("x" * 101) == SerialTooLong(101)


def test_length_is_counted_after_composing() -> None:
    longest_spelling = "\u03b1\u0313\u0300\u0345"
    assert serial(longest_spelling * 100).text == "\u1f82" * 100
    assert parse_serial(longest_spelling * 100 + "x") == SerialTooLong(401)
    assert parse_serial("e\u0301" * 101) == SerialTooLong(101)


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("A\x00B", UnprintableSerial(1, "U+0000")),
        ("  AB\x1d", UnprintableSerial(4, "U+001D")),
        ("\x1cAB", UnprintableSerial(0, "U+001C")),
        ("AB\nCD", UnprintableSerial(2, "U+000A")),
        ("AB\u200bCD", UnprintableSerial(2, "U+200B")),
        ("\ufeffAB", UnprintableSerial(0, "U+FEFF")),
        ("AB\u202ecd", UnprintableSerial(2, "U+202E")),
        ("AB\u2028CD", UnprintableSerial(2, "U+2028")),
        ("A\ud800", UnprintableSerial(1, "U+D800")),
        ("A\ue000", UnprintableSerial(1, "U+E000")),
        ("A\U000e0fff", UnprintableSerial(1, "U+E0FFF")),
        ("A\ufe0f", UnprintableSerial(1, "U+FE0F")),
        ("A\u3164", UnprintableSerial(1, "U+3164")),
        ("A\u034fB", UnprintableSerial(1, "U+034F")),
    ],
)
def test_a_character_that_no_label_can_show_is_refused_with_its_place(raw: str, refused: UnprintableSerial) -> None:
    assert parse_serial(raw) == refused


@pytest.mark.parametrize("raw", ["x" * 10_000_000, "\u0301" * 10_000_000, " " * 10_000_000, "\x00" * 10_000_000])
def test_ten_megabytes_are_refused_at_once(raw: str) -> None:
    begun = time.perf_counter()
    assert isinstance(parse_serial(raw), SerialTooLong | EmptySerial)
    assert time.perf_counter() - begun < 1.0


def test_every_printable_character_has_a_key_that_stays_as_it_is() -> None:
    """Exhaustive: every assigned character of this Python, between letters that it may compose with."""
    wrong = [
        f"U+{ord(char):04X}"
        for char in map(chr, range(0x20, sys.maxunicode + 1))
        if unicodedata.category(char)[0] != "C" and serial_key(key := serial_key(f"a{char}b")) != key
    ]
    assert wrong == []


def test_upper_and_lower_case_of_every_letter_have_the_same_key() -> None:
    """Exhaustive. The Turkish dotless i is the one letter that Unicode folds apart from its own capital."""
    letters = filter(str.isalpha, map(chr, range(sys.maxunicode + 1)))
    apart = [
        char for char in letters if len({serial_key(char), serial_key(char.upper()), serial_key(char.lower())}) > 1
    ]
    assert apart == ["\N{LATIN SMALL LETTER DOTLESS I}"]


@given(ANY_TEXT)
def test_no_text_raises_and_what_is_accepted_reads_the_same_again(raw: str) -> None:
    parsed = parse_serial(raw)
    if isinstance(parsed, SerialNumber):
        assert parse_serial(parsed.text) == parsed
        assert 1 <= len(parsed.text) <= 100
        assert serial_key(parsed.key) == parsed.key


@given(ANY_TEXT, st.sampled_from(["", " ", "\r\n", "\u2003"]))
def test_canonically_equal_texts_have_one_key(raw: str, around: str) -> None:
    decomposed = unicodedata.normalize("NFD", raw)
    assert serial_key(decomposed) == serial_key(raw)
    if isinstance(parse_serial(raw), SerialNumber):
        assert parse_serial(f"{around}{decomposed}{around}") == parse_serial(raw)


# Patterns


@pytest.mark.parametrize(
    ("text", "fitting", "other"),
    [
        (r"SN\d{6}", ["SN012345", "sn012345"], ["SN12345", "SN0123456", "SN01234A", "xSN012345"]),
        (r"^SN-[0-9A-F]+$", ["SN-0", "sn-beef"], ["SN-", "SN-G"]),
        (r"[^IO]{4}", ["AB12", "ab12"], ["AIB1", "aib1", "ABC"]),
        (r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}", ["00:1b:44:11:3A:B7"], ["00:1b:44:11:3A", "001b44113AB7"]),
        (r"[A-Z]{2}\d*(-R\d{1,2})?", ["AB", "AB1-R2", "ab99-r10"], ["AB-R", "AB1-R123"]),
        (r"cat|dog|", ["cat", "DOG"], ["cow", "catdog"]),
        (r"\w+\.\\", ["a_1.\\"], ["a-1.\\", ".\\"]),
        (r".{2,}", ["é!", "x" * 100], ["x"]),
        (r"[\d\-.]{3}", ["1-.", "123"], ["1+2"]),
        (r"[a-]+", ["a-a", "A"], ["b"]),
        (r"(a?){3}b", ["b", "aaab"], ["aaaab"]),
        (r"x{0}y", ["y"], ["xy"]),
    ],
)
def test_a_pattern_covers_the_whole_number_in_either_case(text: str, fitting: list[str], other: list[str]) -> None:
    assert [raw for raw in fitting if not fits(pattern(text), serial(raw))] == []
    assert [raw for raw in other if fits(pattern(text), serial(raw))] == []


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("*", 0),
        ("a**", 2),
        ("a+?", 2),
        ("a{", 2),
        ("a{2", 3),
        ("a{,2}", 2),
        ("a{3,2}", 6),
        ("a{101}", 6),
        ("a{1000}", 6),
        ("(a", 2),
        ("a)", 1),
        ("a$b", 2),
        ("a^", 1),
        ("[", 1),
        ("[]", 1),
        ("[a", 2),
        ("[a-", 3),
        ("[z-a]", 4),
        (r"[a-\d]", 4),
        (r"[\d-9]", 5),
        ("\\", 1),
        (r"\b", 2),
        (r"(a)\1", 5),
        ("(?=a)", 1),
        ("(?P<n>a)", 1),
        ("((a+)+)+", 7),
        ("(" * 11, 11),
        ("x" * 201, 200),
    ],
)
def test_what_is_not_in_the_pattern_language_is_refused_where_it_stands(text: str, position: int) -> None:
    refused = parse_pattern(text)
    assert isinstance(refused, PatternRefused)
    assert refused.position == position
    assert refused.problem.endswith(".")


@pytest.mark.parametrize(
    "text", ["(a*)*b", "(a|a)*b", "(a|aa)+b", ".*" * 99 + "b", "(.{1,100}x?){1,100}b", "(.?.?.?){100}b"]
)
def test_the_patterns_that_hang_a_backtracking_matcher_answer_at_once(text: str) -> None:
    read, long = pattern(text), serial("a" * 100)
    begun = time.perf_counter()
    assert not fits(read, long)
    assert time.perf_counter() - begun < 0.5


@given(ANY_TEXT)
def test_no_pattern_text_raises(text: str) -> None:
    parsed = parse_pattern(text)
    if isinstance(parsed, SerialPattern):
        assert fits(parsed, serial("AB-12")) in {True, False}


@given(st.text("ab(|)*?.[]-{1,}\\d", max_size=30), st.text("ab1", min_size=1, max_size=8))
def test_a_pattern_means_what_a_regular_expression_means(text: str, raw: str) -> None:
    parsed = parse_pattern(text)
    if isinstance(parsed, SerialPattern):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # Of set operations that `re` may have one day.
            expected = re.fullmatch(text, raw, re.IGNORECASE | re.ASCII)
        assert fits(parsed, serial(raw)) == bool(expected)


# Product codes


@pytest.mark.parametrize(
    ("raw", "digits"),
    [
        ("02345673", "00000002345673"),
        ("416000336108", "00416000336108"),
        (" 4006381333931\n", "04006381333931"),
        ("12345678901231", "12345678901231"),
    ],
)
def test_a_product_code_of_any_length_becomes_fourteen_digits(raw: str, digits: str) -> None:
    assert parse_gtin(raw) == Gtin(digits)


@pytest.mark.parametrize("raw", ["", "1234567", "123456789", "400638133393A", "٤٠٠٦٣٨١٣٣٣٩٣١", "400-6381333931"])
def test_other_texts_are_no_product_code(raw: str) -> None:
    assert parse_gtin(raw) == NotAGtin(raw)


def test_a_wrong_check_digit_is_told_with_the_right_one() -> None:
    assert parse_gtin("4006381333930") == GtinCheckDigitWrong("4006381333930", "1")


@given(st.integers(0, 10**13 - 1), st.integers(0, 13), st.integers(1, 9))
def test_every_single_misread_digit_is_noticed(number: int, at: int, step: int) -> None:
    body = f"{number:013}"
    right = body + check_digit(body)
    misread = right[:at] + str((int(right[at]) + step) % 10) + right[at + 1 :]
    assert check_digit_holds(right)
    assert isinstance(parse_gtin(misread), GtinCheckDigitWrong)
