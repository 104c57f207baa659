"""Reading text that people and programs send: numbers, names, serial numbers. Everything is hostile until parsed."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from graph_api.domain.entries import InvalidSerial, ScanNotUnderstood
from graph_api.domain.line_facts import Entry
from graph_api.domain.outcomes import InvalidValue, Path, Refusal
from graph_api.domain.scanning import ScanReading, ScanRefused, problem_of
from graph_api.domain.serials import EmptySerial, SerialNumber, SerialTooLong, UnprintableSerial, parse_serial

T = TypeVar("T")

LONGEST_LIST = 1_000
"""Serial numbers, or lines, in one call. More are several calls."""
LONGEST_NAME = 200


def shown(text: str) -> str:
    """A text as an error may repeat it: its first 40 characters, what cannot be printed escaped."""
    escaped = text[:40].encode("unicode_escape", "backslashreplace").decode("ascii")
    return escaped if len(text) <= 40 else f"{escaped}…"  # noqa: PLR2004 -- the same forty


def read_number(text: str, path: Path, refusals: list[Refusal]) -> str:
    """A document's, product's or customer's number: 1 to 100 printable characters, white space around cut off."""
    parsed = parse_serial(text)
    if isinstance(parsed, SerialNumber):
        return parsed.text
    refusals.append(InvalidValue(value=shown(text), expected="1 to 100 printable characters", path=path))
    return ""


def read_optional_number(text: str | None, path: Path, refusals: list[Refusal]) -> str | None:
    """A number that may be left out. A blank one counts as left out."""
    return None if text is None or not text.strip() else read_number(text, path, refusals)


def read_name(text: str | None, path: Path, refusals: list[Refusal]) -> str | None:
    """A name or another line of text: at most 200 printable characters; blank counts as left out."""
    if text is None or not text.strip():
        return None
    stripped = text.strip()
    if len(stripped) > LONGEST_NAME or not stripped.isprintable():
        expected = f"at most {LONGEST_NAME} printable characters"
        refusals.append(InvalidValue(value=shown(text), expected=expected, path=path))
    return stripped


def read_serials(texts: Sequence[str], field: str, refusals: list[Refusal]) -> list[Entry]:
    """Typed serial numbers with their places; each that is none is refused for itself (R6)."""
    entries = []
    for place, text in enumerate(texts):
        path = (field, str(place))
        parsed = parse_serial(text)
        if isinstance(parsed, SerialNumber):
            entries.append(Entry(parsed, path))
        else:
            refusals.append(InvalidSerial(value=shown(text), problem=problem_of(parsed), path=path))
    return entries


def refused_scan(raw: str, refused: ScanRefused, path: Path) -> Refusal:
    """What a scan that was not understood, or a text that is no number, is answered with (R3, R6)."""
    if isinstance(refused, EmptySerial | SerialTooLong | UnprintableSerial):
        return InvalidSerial(value=shown(raw), problem=problem_of(refused), path=path)
    return ScanNotUnderstood(scan=shown(raw), problem=problem_of(refused), path=path)


def what_was_scanned(reading: ScanReading) -> str:
    """What a scan without a serial number is (R6)."""
    if reading.sscc is not None:
        return f"the package code {reading.sscc}"
    if reading.gtin is not None:
        return f"the product code {reading.gtin.digits}"
    return "data without a serial number"


def repeated(values: Iterable[T]) -> set[T]:
    """The values that occur more than once."""
    seen: set[T] = set()
    return {value for value in values if value in seen or seen.add(value)}  # type: ignore[func-returns-value]  # add is None
