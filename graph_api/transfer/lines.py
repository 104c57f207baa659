"""The bytes of a file as rows of texts, a piece at a time, however large it is: CSV and NDJSON alike."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TextIO

from graph_api.services.inputs import shown
from graph_api.transfer.problems import ImportStopped

LONGEST_LINE: Final = 1_000_000
"""Characters. A longer line is a quote that was never closed, or no table at all."""
LONGEST_FIELD: Final = 100_000
_BYTES_AT_ONCE: Final = 1 << 20


class Hash(Protocol):
    """What the bytes are told to as they are read."""

    def update(self, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """
    One row as it stands in its file.

    Attributes:
        row: The line on which it begins, from 1.
        cells: In the order of a CSV file's heading, or by an object's names; None where it is no row at all.
        wrong: What keeps it from being a row.
        source: What stood there, to be written again: the cells of a CSV row, or the text of an NDJSON line.
    """

    row: int
    cells: Sequence[str] | Mapping[str, str] | None
    wrong: str | None
    source: Sequence[str] | str


def open_text(path: Path, encoding: str, told: Hash) -> TextIO:
    """
    A file as text. What is not in the encoding becomes lone surrogates, so that it spoils its own row alone.

    Raises:
        ImportStopped: it cannot be read, or is UTF-16 and nobody said so.
    """
    try:
        raw = path.open("rb", buffering=0)
        mark = raw.read(2)
        raw.seek(0)
    except OSError as error:
        raise ImportStopped(f"cannot read {path} ({error.strerror}): make it a readable file") from None
    if mark in (b"\xff\xfe", b"\xfe\xff") and not encoding.startswith("utf-16"):
        raw.close()
        raise ImportStopped(f'{path} is UTF-16: save it as UTF-8, or say encoding = "utf-16" in the mapping')
    bytes_of_it = io.BufferedReader(_Told(raw, told), _BYTES_AT_ONCE)
    chosen = "utf-8-sig" if encoding == "utf-8" else encoding
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    return io.TextIOWrapper(bytes_of_it, encoding=chosen, errors=errors, newline="")


class _Told(io.RawIOBase):
    """Passes on every byte that is read, so that no file is read twice for its digest."""

    def __init__(self, raw: BinaryIO, told: Hash) -> None:
        self._raw, self._told = raw, told

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count: int = self._raw.readinto(buffer)  # type: ignore[attr-defined]  # a raw file has it
        self._told.update(memoryview(buffer)[:count])  # type: ignore[arg-type]  # a hash takes any buffer
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def read_heading(text: TextIO, delimiter: str) -> list[str] | None:
    """The names of a CSV file's columns; None where it has none that can be read."""
    first, _ = next(_lines(text), ("", True))
    try:
        names = next(csv.reader([first], delimiter=delimiter), []) if first.strip() else []
    except csv.Error:
        return None
    return [name.strip() for name in names] or None


def csv_lines(text: TextIO, delimiter: str, width: int) -> Iterator[Line]:
    """The rows below a heading of so many names. Empty lines are none."""
    csv.field_size_limit(LONGEST_FIELD)
    feed = _Feed(text)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        begins = feed.at + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(begins, None, f"it cannot be read ({error}): look for a quote that is not closed", ())
            continue
        if feed.cut:
            feed.cut = False
            yield Line(begins, None, f"it is longer than {LONGEST_LINE:,} characters: mend it in its source", ())
        elif len(cells) == width:
            yield Line(begins, cells, None, cells)
        elif cells:
            wrong = f"it has {len(cells)} cells under {width} headings: look for a delimiter too many or too few"
            yield Line(begins, cells, wrong, cells)


class _Feed:
    """The lines below the heading as `csv` wants them; counts them, and cuts those that are too long."""

    def __init__(self, text: TextIO) -> None:
        self._lines = _lines(text)
        self.at = 1
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, whole = next(self._lines)
        self.at += 1
        if whole:
            return line
        self.cut = True
        return "\n"


def _lines(text: TextIO) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is whole: of one that is too long the rest is read and forgotten."""
    while line := text.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line[-1] in "\r\n":
            yield line, True
            continue
        while (rest := text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass
        yield "", False


def ndjson_lines(text: TextIO) -> Iterator[Line]:
    """The objects of an NDJSON file. Empty lines are none."""
    for row, (line, whole) in enumerate(_lines(text), start=1):
        if not whole:
            yield Line(row, None, f"it is longer than {LONGEST_LINE:,} characters: mend it in its source", "")
        elif line.strip():
            yield _object(row, line)


def _object(row: int, line: str) -> Line:
    source = line.rstrip("\r\n")
    try:
        value = _DECODER.decode(source)
    except _Twice as twice:
        return Line(row, None, f"it names {shown(str(twice))} twice: name each once", source)
    except (ValueError, RecursionError):
        return Line(row, None, "it is no JSON: write one object a line", source)
    if not isinstance(value, dict):
        return Line(row, None, "it is no JSON object: write one object a line", source)
    cells, wrong = {}, None
    for name, each in value.items():
        cell = _cell(each)
        if cell is None:
            wrong = f"its {shown(name)} is neither a text, a whole number, true, false nor null"
        else:
            cells[name] = cell
    return Line(row, cells, wrong, source)


class _Twice(Exception):
    """A name that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _no_constant(name: str) -> Callable[[], None]:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def _cell(value: object) -> str | None:
    """A JSON value as the cell of a table; None where no cell can hold it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < 10**18 else None
        case None:
            return ""
        case _:
            return None
