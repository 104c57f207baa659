"""Serial numbers in a file: what a spreadsheet or another program saved, a row a number. Source: rule R3."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph_api.domain.scanning.entries import Entry, EntryForm, EntryRefused, TooManyEntries, entry_of
from graph_api.domain.scanning.scans import read_scan
from graph_api.domain.serials import WHITE_SPACE

_NAMES: Final = frozenset({"serial", "serialnumber", "serialno", "serialnr", "sn"})
"""What a column of serial numbers is called, without regard to case, blanks, dots and dashes."""
_DELIMITERS: Final = ",;\t"
_MARK: Final = "\ufeff"
_BETWEEN: Final = re.compile(r"[^a-z]+")

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class NoSerialColumn:
    """Rows of several columns, and no heading that says which one holds the numbers; `heading` is the first row."""

    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetUnreadable:
    """A file that is no table; `row` is where reading ended."""

    row: int


def parse_sheet(
    text: str, limit: int
) -> tuple[Entry | EntryRefused, ...] | TooManyEntries | NoSerialColumn | SheetUnreadable:
    """
    Read a file of serial numbers, each as `read_scan` would. A bad row leaves the others alone, an empty one is none.

    It has a heading with a column such as `serial_number` or `S/N`, other columns being passed over; or one column and
    no heading. Cells are parted by commas, semicolons or tabs, whichever the first row has most of, and may be quoted.
    Nothing in a cell is a range: `A7-A9` is one number.

    Args:
        limit: Of serial numbers in all, refused ones included.
    """
    rows = _rows(text)
    if isinstance(rows, SheetUnreadable):
        return rows
    column = next((place for place, name in enumerate(rows[0][1]) if _plain(name) in _NAMES), None) if rows else None
    if column is None and any(len(cells) > 1 for _, cells in rows):
        return NoSerialColumn(tuple(cell.strip(WHITE_SPACE) for cell in rows[0][1]))
    found = [(row, cell) for row, cell in _cells(rows if column is None else rows[1:], column or 0) if cell]
    if len(found) > limit:
        return TooManyEntries(limit, len(found))
    return tuple(entry_of(row, cell, EntryForm.ONE, read_scan(cell)) for row, cell in found)


def _rows(text: str) -> list[Row] | SheetUnreadable:
    """Each row that has anything in it, with the line on which it ends, from 1."""
    text = text.removeprefix(_MARK)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    rows: list[Row] = []
    try:
        rows.extend((reader.line_num, cells) for cells in reader if "".join(cells).strip(WHITE_SPACE))
    except csv.Error:
        return SheetUnreadable(reader.line_num)
    return rows


def _cells(rows: Sequence[Row], column: int) -> Iterator[tuple[int, str]]:
    return ((row, cells[column].strip(WHITE_SPACE)) for row, cells in rows if column < len(cells))


def _plain(name: str) -> str:
    return _BETWEEN.sub("", name.casefold())
