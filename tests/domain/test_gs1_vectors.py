"""Vectors of the field, and where our reading differs from them."""

import json
from pathlib import Path

import pytest

from graph_api.domain.scanning import LinkUnreadable, ScanKind, ScanReading, read_scan
from tests.domain.scans import GS, found, read

VECTORS = Path(__file__).parent / "gs1"


def elements(reading: ScanReading) -> list[tuple[str, str]]:
    """All elements of a reading, sorted, so that two spellings of the same data can be compared."""
    serial, gtin, sscc = found(reading)
    named = [(ai, value) for ai, value in (("00", sscc), ("01", gtin), ("21", serial)) if value is not None]
    return sorted([*named, *((other.ai, other.value) for other in reading.others)])


DIFFERENCES = {
    "1(12345": "no application identifier stands in brackets in front, so it is a plain serial number",
    "()12345": "no application identifier stands in brackets in front, so it is a plain serial number",
    "(12345)12345": "no application identifier stands in brackets in front, so it is a plain serial number",
    "(1": "no application identifier stands in brackets in front, so it is a plain serial number",
    "HtTp://a/b/00/006141411234567890": "scanners with caps lock send schemes in any case",
    "https://a/gtin/12312312312333": "the words of older links are still on goods; their engine has a switch for them",
    "https://example.com/01/09520123456788?99=XYZ&89=ABC123": "no AI 89 exists: other parameters are ignored",
    "]Q1": "an empty scan holds nothing to register",
    "]J0": "an empty scan holds nothing to register",
    "]E02112345678900|]e099COMPOSITE\x1d98XYZ": "a product code with a composite part holds no serial; not read so far",
}


def _vectors(name: str) -> list[dict[str, object]]:
    vectors: list[dict[str, object]] = json.loads((VECTORS / f"{name}_vectors.json").read_text(encoding="utf-8"))[
        "vectors"
    ]
    return vectors


def _cases(name: str, key: str, expected: str) -> list[tuple[str, str | None]]:
    """The input, and the expected element string: None where the data has to be refused."""
    return [
        (str(vector[key]), str(vector[expected]) if vector["ok"] else None)
        for vector in _vectors(name)
        if vector[key] not in DIFFERENCES
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    _cases("bracketed_ai", "bracketed", "element_string") + _cases("digital_link", "uri", "element_string"),
)
def test_brackets_and_links_hold_the_elements_of_the_vector(raw: str, expected: str | None) -> None:
    if expected is None:
        assert not isinstance(read_scan(raw), ScanReading)
    else:
        assert elements(read(raw)) == elements(read(expected.replace("^", GS)))


@pytest.mark.parametrize(("raw", "expected"), _cases("element_string", "element_string", "element_string"))
def test_an_element_string_is_read_or_refused_as_the_vector_says(raw: str, expected: str | None) -> None:
    """A caret alone does not make GS1 data: what their engine refuses is here refused, or a plain number."""
    separated = read_scan(raw.replace("^", GS))
    caret = read_scan(raw)
    if expected is None:
        assert not isinstance(separated, ScanReading)
        assert not isinstance(caret, ScanReading) or caret.kind is ScanKind.PLAIN
    else:
        assert elements(read(raw)) == elements(read(raw.replace("^", GS)))
        reading = read(raw)
        product = f"01{reading.gtin.digits}" if reading.gtin else ""
        others = "".join(other.ai + other.value for other in reading.others)
        assert product + others == raw.replace("^", "")


@pytest.mark.parametrize(("raw", "expected"), _cases("scan_data", "scan_data", "bracketless_ai"))
def test_scan_data_is_read_or_refused_as_the_vector_says(raw: str, expected: str | None) -> None:
    if expected is None:
        assert not isinstance(read_scan(raw), ScanReading)
    elif expected.startswith("^"):
        assert elements(read(raw)) == elements(read(expected.replace("^", GS)))
    elif expected.casefold().startswith("https"):
        assert elements(read(raw)) == elements(read(expected))
    else:
        plain = expected.replace("\\^", "^", 1)
        assert found(read(raw)) in {(plain, None, None), (None, plain.zfill(14), None)}


UNESCAPED = {
    "https://id.gs1.org/01/12345678901231/21//19:;<=>?AZ_az",
    "https://id.gs1.org/01/12345678901231/21/!\"%&'()*+,-./",
}


@pytest.mark.parametrize("vector", _vectors("sgtin_urn"), ids=lambda vector: vector["input"])
def test_an_sgtin_urn_and_its_digital_link_name_the_same_unit(vector: dict[str, str]) -> None:
    """Two links of the vectors carry reserved characters as they are, which no reader can tell from the link's own."""
    both = [vector["input"], vector["expected"]]
    assert len({found(read(text)) for text in both if text not in UNESCAPED}) == 1
    assert all(isinstance(read_scan(text), LinkUnreadable) for text in both if text in UNESCAPED)


def test_every_difference_is_one_and_stands_in_a_vector() -> None:
    known = {str(value) for path in VECTORS.glob("*.json") for v in _vectors(path.name[:-13]) for value in v.values()}
    assert set(DIFFERENCES) <= known
    assert known >= UNESCAPED
