"""Exports as files: row by row, a page at a time, so that memory does not grow and nothing is held between pages."""

import csv
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from enum import StrEnum
from io import StringIO
from typing import Final, Protocol

import orjson

from graph_api.domain.exporting import COLUMNS, Cursor, Export, ExportFilter, Row
from graph_api.transfer.cells import unarmed

PAGE: Final = 500
CURSOR: Final = "cursor"
"""The last column of each row: give it as `after`, and the export goes on behind that row."""
_BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Form(StrEnum):
    """How rows are written: CSV is for people, NDJSON for programs."""

    CSV = "csv"
    NDJSON = "ndjson"


class Exported(Protocol):
    """What an export needs of the graph."""

    async def rows(self, export: Export, wanted: ExportFilter, after: Cursor, first: int) -> Sequence[Row]: ...


WALKS: Final[Mapping[Export, int]] = {Export.UNITS: 1, Export.DOCUMENTS: 2, Export.CLAIMS: 1, Export.RETURNS: 1}
"""How many walks an export is made of."""


async def stream(
    graph: Exported, export: Export, form: Form, wanted: ExportFilter, after: Cursor | None = None
) -> AsyncGenerator[bytes]:
    """
    The file, piece by piece; each piece is read in a transaction of its own, which is over when the piece is there.

    Args:
        after: The row behind which it goes on: then without a heading, so that the parts make one file.
    """
    write = _WRITERS[form]
    if after is None and form is Form.CSV:
        yield (_BYTE_ORDER_MARK + _csv_rows([(*COLUMNS[export], CURSOR)])).encode()
    at = after or Cursor()
    while at.walk < WALKS[export]:
        page = await graph.rows(export, wanted, at, PAGE)
        taken = [(*row, str(Cursor(at.walk, str(row[0])))) for row in page if wanted.takes(row)]
        if taken:
            yield write(export, taken).encode()
        at = Cursor(at.walk, str(page[-1][0])) if len(page) == PAGE else Cursor(at.walk + 1)


def _csv(_export: Export, rows: Sequence[Row]) -> str:
    return _csv_rows([[_cell(each) for each in row] for row in rows])


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else unarmed(value)


def _csv_rows(rows: Sequence[Sequence[object]]) -> str:
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _ndjson(export: Export, rows: Sequence[Row]) -> str:
    names = (*COLUMNS[export], CURSOR)
    lines = (orjson.dumps(dict(zip(names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE) for row in rows)
    return b"".join(lines).decode()


_WRITERS: Final[Mapping[Form, Callable[[Export, Sequence[Row]], str]]] = {Form.CSV: _csv, Form.NDJSON: _ndjson}
