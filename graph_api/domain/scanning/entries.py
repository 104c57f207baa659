"""Serial numbers typed or pasted in one go: lists and ranges. Source: rule R3."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, TypeAlias

from graph_api.domain.scanning.readings import ScanReading, ScanRefused
from graph_api.domain.scanning.scans import read_scan
from graph_api.domain.serials import MAX_SERIAL_LENGTH, WHITE_SPACE, SerialNumber

# A comma, a semicolon, a tab or a line end parts two entries; a blank does not, as it counts inside a number (R6).
# A piece begins with a character that is neither, so that no expression has to look ahead over a long run of blanks.
_PIECE: Final = re.compile(rf"[^,;{WHITE_SPACE}][^,;\t\n\v\f\r\x85\u2028\u2029]*")
_SIDE: Final = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


class EntryForm(StrEnum):
    """How a piece was taken: as one number, or as a range of them."""

    ONE = "one number"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One serial number of a list.

    Attributes:
        position: Of the piece that it comes from, counted from 1; all numbers of a range share it.
        piece: What was typed, such as `A7-A9`; a range and a number with a hyphen can look the same, so show it.
    """

    position: int
    piece: str
    form: EntryForm
    serial: SerialNumber
    reading: ScanReading


@dataclass(frozen=True, slots=True)
class NoSerialFound:
    """A product code or a package code where a serial number was expected."""

    reading: ScanReading


@dataclass(frozen=True, slots=True)
class EntryRefused:
    """A piece that holds no serial number. Of a long piece only the beginning is kept."""

    position: int
    piece: str
    cause: ScanRefused | NoSerialFound


@dataclass(frozen=True, slots=True)
class TooManyEntries:
    """More serial numbers than are taken at once. Counting stopped at `at_least`, and nothing was expanded."""

    limit: int
    at_least: int


@dataclass(frozen=True, slots=True)
class _Range:
    prefix: str
    first: int
    last: int
    width: int

    def count(self) -> int:
        return self.last - self.first + 1

    def numbers(self) -> Iterator[str]:
        return (f"{self.prefix}{number:0{self.width}}" for number in range(self.first, self.last + 1))


_Piece: TypeAlias = tuple[int, str, _Range | None]


def parse_entries(text: str, limit: int) -> tuple[Entry | EntryRefused, ...] | TooManyEntries:
    """
    Read a list of serial numbers and ranges, each piece as `read_scan` would. A bad piece leaves the others alone.

    A range is two numbers of one length, with a hyphen between them, that begin alike and end in digits which go up:
    `100-110`, `A7-A9`, `SN-0098-SN-0102`. Anything else with a hyphen is one number: `AB-12`, `110-100`, `7-12`. A
    serial number that happens to look like a range has to be scanned or typed by itself; `form` says what was taken.

    Args:
        limit: Of serial numbers in all, refused ones included. It is checked before a range is expanded.
    """
    pieces: list[_Piece] = []
    count = 0
    for position, match in enumerate(islice(_PIECE.finditer(text), limit + 1), start=1):
        piece = match[0].rstrip(WHITE_SPACE)
        span = _range_in(piece)
        count += span.count() if span else 1
        pieces.append((position, piece, span))
        if count > limit:
            return TooManyEntries(limit, count)
    return tuple(entry for each in pieces for entry in _entries_of(*each))


def _range_in(piece: str) -> _Range | None:
    middle = len(piece) // 2
    if len(piece) > 2 * MAX_SERIAL_LENGTH + 1 or len(piece) % 2 == 0 or piece[middle] != "-":
        return None
    left, right = _SIDE.fullmatch(piece[:middle]), _SIDE.fullmatch(piece[middle + 1 :])
    if left is None or right is None or left[1].casefold() != right[1].casefold() or left[2] >= right[2]:
        return None
    return _Range(left[1], int(left[2]), int(right[2]), len(left[2]))


def _entries_of(position: int, piece: str, span: _Range | None) -> Iterator[Entry | EntryRefused]:
    form = EntryForm.RANGE if span else EntryForm.ONE
    for number in span.numbers() if span else (piece,):
        yield entry_of(position, piece, form, read_scan(number))


def entry_of(position: int, piece: str, form: EntryForm, reading: ScanReading | ScanRefused) -> Entry | EntryRefused:
    """A piece as it was read: an entry where there is a serial number in it."""
    if not isinstance(reading, ScanReading):
        return EntryRefused(position, piece[: 2 * MAX_SERIAL_LENGTH + 1], reading)
    if reading.serial is None:
        return EntryRefused(position, piece[: 2 * MAX_SERIAL_LENGTH + 1], NoSerialFound(reading))
    return Entry(position, piece, form, reading.serial, reading)
