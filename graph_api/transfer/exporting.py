"""Exports as files: row by row, a page at a time, so that memory does not grow and nothing is held between pages."""

import csv
from collections.abc import AsyncGenerator, Mapping, Sequence
from enum import StrEnum
from io import StringIO
from itertools import zip_longest
from typing import Final, Protocol

import orjson

from graph_api.domain.exporting import COLUMNS, Cell, Cursor, Export, ExportFilter, Row
from graph_api.transfer import epcis
from graph_api.transfer.cells import unarmed

PAGE: Final = 500
CURSOR: Final = "cursor"
"""The last column of each row: give it as `after`, and the export goes on behind that row."""
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Form(StrEnum):
    """How rows are written: CSV is for people, NDJSON for programs, EPCIS for partners; of events alone."""

    CSV = "csv"
    NDJSON = "ndjson"
    EPCIS = "epcis"


class Exported(Protocol):
    """What an export needs of the graph."""

    async def rows(self, export: Export, wanted: ExportFilter, after: Cursor, first: int) -> Sequence[Row]: ...


WALKS: Final[Mapping[Export, int]] = {
    Export.UNITS: 1,
    Export.DOCUMENTS: 2,
    Export.CLAIMS: 1,
    Export.RETURNS: 1,
    Export.EVENTS: 3,
}
"""How many walks an export is made of."""


async def stream(
    graph: Exported, export: Export, form: Form, wanted: ExportFilter, after: Cursor | None = None
) -> AsyncGenerator[bytes]:
    """
    The file, piece by piece; each piece is read in a transaction of its own, which is over when the piece is there.

    Args:
        after: The row behind which it goes on: then without a heading, so that the parts make one file.
    """
    begun = _beginning(export, form, after)
    if begun:
        yield begun
    at, before = after or Cursor(), after or Cursor()
    separator = b"\n"
    while at.walk < WALKS[export]:
        page = await graph.rows(export, wanted, at, PAGE)
        taken: list[Row] = []
        for row, following in zip_longest(page, page[1:]):
            # Several rows of one record: who stops between them is given them again.
            whole = following is None or following[0] != row[0]
            here = Cursor(at.walk, str(row[0]))
            if wanted.takes(row):
                taken.append((*row, str(here if whole else before)))
            before = here if whole else before
        if taken and form is Form.EPCIS:
            yield separator + b",\n".join(epcis.event(_named((*COLUMNS[export], CURSOR), row)) for row in taken)
            separator = b",\n"
        elif taken:
            yield written(form, (*COLUMNS[export], CURSOR), taken)
        at = before = Cursor(at.walk, str(page[-1][0])) if len(page) >= PAGE else Cursor(at.walk + 1)
    if form is Form.EPCIS:
        yield epcis.END


def forms_of(export: Export) -> tuple[Form, ...]:
    """How an export can be written."""
    return tuple(Form) if export is Export.EVENTS else (Form.CSV, Form.NDJSON)


def _beginning(export: Export, form: Form, after: Cursor | None) -> bytes:
    if form is Form.EPCIS:
        return epcis.beginning()
    if form is Form.NDJSON or after is not None:
        return b""
    return heading((*COLUMNS[export], CURSOR))


def heading(names: Sequence[str]) -> bytes:
    """What begins a CSV file."""
    return _BYTE_ORDER_MARK + _csv_rows([names])


def written(form: Form, names: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Rows as CSV or NDJSON, each with a value for every name."""
    return _csv(rows) if form is Form.CSV else _ndjson(names, rows)


def _csv(rows: Sequence[Row]) -> bytes:
    return _csv_rows([[_cell(each) for each in row] for row in rows])


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else unarmed(value)


def _csv_rows(rows: Sequence[Sequence[object]]) -> bytes:
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode()


def _ndjson(names: Sequence[str], rows: Sequence[Row]) -> bytes:
    return b"".join(orjson.dumps(_named(names, row), option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _named(names: Sequence[str], row: Row) -> dict[str, Cell]:
    return dict(zip(names, row, strict=True))
