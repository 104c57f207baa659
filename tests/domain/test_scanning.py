"""Rule R3: what a scanner sends around a number is not part of it, and a plain number is left alone."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.product_codes import GtinCheckDigitWrong, NotAGtin, check_digit
from graph_api.domain.scanning import (
    CheckDigitWrong,
    Element,
    ElementsContradict,
    ElementsUnreadable,
    LinkUnreadable,
    ScanKind,
    ScanReading,
    ScanRefused,
    ScanTooLong,
    SymbologyIdentifierBroken,
    UrnUnreadable,
    read_scan,
)
from graph_api.domain.scanning.elements import shape_of
from graph_api.domain.serials import EmptySerial, SerialTooLong, UnprintableSerial
from tests.domain.scans import ANY_TEXT, ARABIC_NINE, GS, GTIN, found, read

SSCC = "006141411234567890"
FREE_TEXT = st.text("!\"%&'()*+,-./:;<=>?_" + string.ascii_letters + string.digits, min_size=1, max_size=20).filter(
    lambda text: "<GS>" not in text  # it is how a separator is spelled, so that no number can hold it
)
GTINS = st.integers(0, 10**13 - 1).map(lambda number: f"{number:013}{check_digit(f'{number:013}')}")


# Plain numbers, and the trap


@pytest.mark.parametrize(
    "raw",
    [
        "2112345",
        "21ABC",
        "0123456789",
        "01123456789012",
        f"01{GTIN}",
        f"01{GTIN}10LOT",
        f"01{GTIN[:-1]}921SER",
        "0112345678901234" + "21SER",
        f"01{GTIN}21" + "S" * 21,
        "10A^B",
        "^ABC",
        "AB^CD",
        "2112345^",
        "12^34",
        "^",
        "4006381333931",
        "(1",
        "(05)7",
        "(AB)12",
        "()12345",
        "AB-12",
        "urn:uuid:1",
        "http:7",
        "{GS1}",
        "SN 0042",
        "ß-Grün",
    ],
)
def test_a_plain_number_is_left_exactly_as_it_is(raw: str) -> None:
    reading = read(raw)
    assert (reading.kind, found(reading), reading.others) == (ScanKind.PLAIN, (raw, None, None), ())


@pytest.mark.parametrize("end", ["\r\n", "\t", "\r", " ", "\x03", "\x04\r"])
@pytest.mark.parametrize("begin", ["", " ", "\x02", "]C0", "]A0", "]d1", "]Q1", " ]C0 "])
def test_what_a_scanner_adds_around_a_plain_number_is_no_part_of_it(begin: str, end: str) -> None:
    reading = read(f"{begin}21SN^42{end}")
    assert found(reading) == ("21SN^42", None, None)
    assert reading.raw == f"{begin}21SN^42{end}"
    assert reading.symbology == (begin.strip() if "]" in begin else None)


def test_a_symbology_that_is_not_gs1_makes_element_like_data_plain() -> None:
    assert found(read(f"]C001{GTIN}21SER")) == (f"01{GTIN}21SER", None, None)


# GS1 data in all its spellings


@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]e0", "]J1"])
def test_an_aim_identifier_makes_data_gs1(aim: str) -> None:
    assert read(f"{aim}21AB12\r").kind is ScanKind.GS1_ELEMENT_STRING
    assert found(read(f"{aim}21AB12\r")) == ("AB12", None, None)


@pytest.mark.parametrize("separator", [GS, "<GS>", "{GS}", "^"])
@pytest.mark.parametrize("begin", ["", "]d2", "]d2" + GS])
def test_a_separator_ends_a_batch_however_it_is_spelt(begin: str, separator: str) -> None:
    reading = read(f"{begin}01{GTIN}10LOT7{separator}21SER-9\r\n")
    assert reading.kind is ScanKind.GS1_ELEMENT_STRING
    assert found(reading) == ("SER-9", GTIN, None)
    assert reading.others == (Element("10", "LOT7"),)


@pytest.mark.parametrize("separator", [GS, "<GS>", "{GS}", "^"])
def test_a_separator_in_front_announces_gs1_data(separator: str) -> None:
    assert found(read(f"{separator}21SER")) == ("SER", None, None)


def test_a_valid_product_code_in_front_and_a_serial_after_it_need_no_announcement() -> None:
    assert found(read(f"01{GTIN}21SER")) == ("SER", GTIN, None)
    assert found(read(f"01{GTIN}1726123121SER")) == ("SER", GTIN, None)


def test_brackets_are_read_with_the_blanks_that_people_type() -> None:
    reading = read(f"(01) {GTIN} (21) A(7)B (17) 261231")
    assert (reading.kind, found(reading)) == (ScanKind.GS1_BRACKETED, ("A(7)B", GTIN, None))
    assert reading.others == (Element("17", "261231"),)


@pytest.mark.parametrize(
    "link",
    [
        f"https://id.gs1.org/01/{GTIN}/21/S%2F9",
        f"HTTPS://Shop.EXAMPLE/01/{GTIN}/21/S%2F9",
        f"http://a.example/goods/01/{GTIN[1:]}/21/S%2F9/?lang=de#top",
        f"]Q1https://a.example/gtin/{GTIN}/ser/S%2F9",
    ],
)
def test_a_digital_link_of_any_domain_is_read(link: str) -> None:
    assert read(link).kind is ScanKind.DIGITAL_LINK
    assert found(read(link)) == ("S/9", GTIN, None)


def test_an_sgtin_urn_is_read_and_gets_its_check_digit() -> None:
    reading = read("URN:EPC:id:sgtin:0614141.812345.6789%2FA")
    assert (reading.kind, found(reading)) == (ScanKind.SGTIN_URN, ("6789/A", "80614141123458", None))


@pytest.mark.parametrize(
    ("raw", "gtin", "sscc"),
    [
        (f"]C101{GTIN}", GTIN, None),
        (f"(01){GTIN}", GTIN, None),
        ("]E04006381333931", "04006381333931", None),
        ("]E402345673", "00000002345673", None),
        (f"]C100{SSCC}", None, SSCC),
        (f"https://id.gs1.org/00/{SSCC}?02={GTIN}&37=5", None, SSCC),
        ("]d299INTERNAL", None, None),
    ],
)
def test_without_a_serial_number_the_answer_is_what_was_found(raw: str, gtin: str | None, sscc: str | None) -> None:
    assert found(read(raw)) == (None, gtin, sscc)


# Refusals


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("", EmptySerial()),
        (" \r\n", EmptySerial()),
        ("]C0\r", EmptySerial()),
        ("]C1\r", ElementsUnreadable((), "")),
        (GS, ElementsUnreadable((), "")),
        ("]", SymbologyIdentifierBroken("]")),
        ("]XX", SymbologyIdentifierBroken("]XX")),
        ("]C0]C1", SymbologyIdentifierBroken("]C1")),
        ("x" * 4401, ScanTooLong(4401)),
        ("x" * 101, SerialTooLong(101)),
        ("AB\r\nCD", UnprintableSerial(2, "U+000D")),
        ("]C00\x020\x02" + "0", UnprintableSerial(4, "U+0002")),
        ("]E04006381333930", GtinCheckDigitWrong("4006381333930", "1")),
        ("]E0ABC", NotAGtin("ABC")),
        (f"]d201{GTIN[:-1]}921SER", CheckDigitWrong(Element("01", f"{GTIN[:-1]}9"), "8")),
        (f"^01{GTIN[:-1]}9^21SER", CheckDigitWrong(Element("01", f"{GTIN[:-1]}9"), "8")),
        (f"https://a.example/01/{GTIN[:-1]}9/21/SER", CheckDigitWrong(Element("01", f"{GTIN[:-1]}9"), "8")),
        (f"]C100{SSCC[:-1]}9", CheckDigitWrong(Element("00", f"{SSCC[:-1]}9"), "0")),
        (f"]d221A{GS}21B", ElementsContradict("21", ("A", "B"))),
        (f"(01){GTIN}(01)12345678901231", ElementsContradict("01", (GTIN, "12345678901231"))),
        (f"]d201{GTIN}xyz", ElementsUnreadable((Element("01", GTIN),), "xyz")),
        (f"]d201{GTIN}05", ElementsUnreadable((Element("01", GTIN),), "05")),
        (f"]d201{ARABIC_NINE * 14}", ElementsUnreadable((), f"01{ARABIC_NINE * 14}")),
        (f"(01){GTIN}(21)", ElementsUnreadable((Element("01", GTIN),), "(21)")),
        (f"(01){GTIN}(05)7", ElementsUnreadable((Element("01", GTIN),), "(05)7")),
        ("https://", LinkUnreadable("https://", "is none")),
        ("urn:epc:id:sgtin:1.2.3", UrnUnreadable("urn:epc:id:sgtin:1.2.3")),
        ("urn:epc:id:sgtin:0614141.81234.1", UrnUnreadable("urn:epc:id:sgtin:0614141.81234.1")),
        ("urn:epc:id:sgtin:0614141.812345.a b", UrnUnreadable("urn:epc:id:sgtin:0614141.812345.a b")),
        ("urn:epc:id:sscc:0614141.1234567890", UrnUnreadable("urn:epc:id:sscc:0614141.1234567890")),
    ],
)
def test_data_that_cannot_be_trusted_is_refused_with_what_was_read(raw: str, refused: ScanRefused) -> None:
    assert read_scan(raw) == refused


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/support",
        "/21/SER",
        f"/01/{GTIN}/21",
        f"/01/{GTIN}/21/A/21/A",
        f"/01/{GTIN}/17/261231",
        f"/01/{GTIN}?21=SER",
        f"/17/261231/01/{GTIN[:-3]}",
    ],
)
def test_a_web_address_without_a_well_formed_gs1_key_is_never_a_serial_number(rest: str) -> None:
    assert isinstance(read_scan(f"https://a.example{rest}"), LinkUnreadable)


def test_the_same_element_twice_is_no_contradiction() -> None:
    assert found(read(f"]d221A{GS}21A")) == ("A", None, None)


@pytest.mark.parametrize(
    "raw",
    [
        "]d27256" + "%41" * 1400 + "~",
        f"]d2{('7256' + '%41' * 30 + GS) * 40}7256" + "%41" * 30 + "~",
        "]d24302" + "%41" * 24,
        "https://a/" + "01/" * 1400,
        "https://a/01/" + GTIN + "?" + "99=A&" * 800,
        "(10)" * 1100,
        "^" * 4400,
        "]d2" + "1" * 4000,
    ],
)
def test_data_made_to_be_slow_is_answered_at_once(raw: str) -> None:
    begun = time.perf_counter()
    read_scan(raw)
    assert time.perf_counter() - begun < 0.25


# Properties


@given(
    ANY_TEXT,
    st.sampled_from(
        ["", "]d2", "]C1", "]Q1", "]", "(01)", "(21)", GS, "01", f"01{GTIN}21", "https://a/01/", "urn:epc:id:sgtin:"]
    ),
)
def test_no_scan_raises(text: str, begin: str) -> None:
    reading = read_scan(begin + text)
    if isinstance(reading, ScanReading):
        assert reading.raw == begin + text


@given(st.text("0123()]^<GS>{}/:-.A\x1d%&?=#" + string.ascii_lowercase, max_size=60))
def test_no_almost_readable_scan_raises(text: str) -> None:
    read_scan(text)


@given(st.one_of(ANY_TEXT, FREE_TEXT))
def test_a_plain_number_that_was_read_reads_the_same_again(text: str) -> None:
    once = read_scan(text)
    if isinstance(once, ScanReading) and once.kind is ScanKind.PLAIN and once.symbology is None:
        assert once.serial
        assert found(read(once.serial.text)) == found(once)


@given(GTINS, FREE_TEXT, st.none() | FREE_TEXT)
def test_what_goes_into_an_element_string_comes_out_of_each_spelling(gtin: str, serial: str, batch: str | None) -> None:
    middle = f"10{batch}{GS}" if batch else ""
    spellings = [
        f"]d201{gtin}{middle}21{serial}",
        f"{GS}01{gtin}{middle}21{serial}{GS}\r",
        f"01{gtin}{middle}21{serial}",
        f"01{gtin}{middle.replace(GS, '^')}21{serial}",
    ]
    assert {found(read(raw)) for raw in spellings} == {(serial, gtin, None)}
    assert {read(raw).others for raw in spellings} == {(Element("10", batch),) if batch else ()}


@given(GTINS, FREE_TEXT)
def test_what_goes_into_brackets_comes_out(gtin: str, serial: str) -> None:
    escaped = serial.replace("(", "\\(")
    assert found(read(f"(21){escaped}(01){gtin}")) == (serial, gtin, None)


@pytest.mark.parametrize("ai", ["", "0", "01 ", "015", "21x"])
def test_only_whole_application_identifiers_have_a_shape(ai: str) -> None:
    assert shape_of(ai) is None
