"""Exports as files: what stands in them, where they go on, and that nothing grows with them."""

import asyncio
import csv
import io
import json
import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from graph_api.domain.exporting import COLUMNS, Cursor, Export, ExportFilter, Row
from graph_api.store.exporting import WALKS as STORED
from graph_api.transfer.export_wishes import Wish, WishRefused, read_wish
from graph_api.transfer.exporting import PAGE, WALKS, Form, forms_of, stream

DAY = "2026-03-02"


def _id(place: int) -> str:
    return f"{place:026}"


def _row(place: int, serial: str = "SN", export: Export = Export.UNITS) -> Row:
    more = len(COLUMNS[export]) - 7
    return (_id(place), "SOLD", DAY, "C-1", "P-1", serial, False, *([None] * more))


@dataclass
class Rows:
    """A graph of rows; `asked` are the cursors that were read from it."""

    rows_of: Mapping[int, Sequence[Row]]
    asked: list[Cursor] = field(default_factory=list)

    async def rows(self, _export: Export, _wanted: ExportFilter, after: Cursor, first: int) -> Sequence[Row]:
        self.asked.append(after)
        return [row for row in self.rows_of.get(after.walk, ()) if str(row[0]) > after.id][:first]


def _file(
    graph: Rows,
    form: Form,
    wanted: ExportFilter = ExportFilter(),  # noqa: B008 -- frozen
    after: Cursor | None = None,
    export: Export = Export.UNITS,
) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in stream(graph, export, form, wanted, after)])

    return asyncio.run(read())


def test_csv_is_for_spreadsheets_with_a_mark_a_heading_and_ends_of_lines_as_they_are_specified() -> None:
    text = _file(Rows({0: [_row(1, 'A "big", one'), _row(2, "Ä-1")]}), Form.CSV)
    assert text.startswith(b"\xef\xbb\xbfid,state,day,customer,product,serialNumber,")
    assert text.count(b"\r\n") == text.count(b"\n") == 3
    first, second = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    assert (first["serialNumber"], second["serialNumber"]) == ('A "big", one', "Ä-1")
    assert (first["notReadable"], first["endedOn"], first["day"]) == ("false", "", DAY)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_csv_is_a_formula_and_ndjson_is_exact(start: str) -> None:
    graph = Rows({0: [_row(1, f"{start}cmd|' /C calc'!A0")]})
    (cell,) = csv.DictReader(io.StringIO(_file(graph, Form.CSV).decode("utf-8-sig"), newline=""))
    assert cell["serialNumber"] == f"'{start}cmd|' /C calc'!A0"
    assert json.loads(_file(graph, Form.NDJSON))["serialNumber"] == f"{start}cmd|' /C calc'!A0"


def test_ndjson_has_each_row_with_its_names_and_types() -> None:
    lines = _file(Rows({0: [_row(1)]}), Form.NDJSON).splitlines()
    assert [list(json.loads(line)) for line in lines] == [[*COLUMNS[Export.UNITS], "cursor"]]
    assert json.loads(lines[0]) | {"notReadable": False, "endedOn": None, "cursor": f"0.{_id(1)}"} == json.loads(
        lines[0]
    )


@pytest.mark.parametrize("form", forms_of(Export.UNITS))
@pytest.mark.parametrize("rows", [1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_an_export_that_was_cut_off_goes_on_behind_the_cursor_of_its_last_row(form: Form, rows: int) -> None:
    export = Export.DOCUMENTS
    graph = Rows({walk: [_row(place, export=export) for place in range(rows + walk)] for walk in (0, 1)})
    whole = _file(graph, form, export=export)
    lines = whole.splitlines(keepends=True)
    heading = form is Form.CSV
    for kept in {1, len(lines) // 2, len(lines) - 1, len(lines)}:
        if kept > heading:
            rest = _file(graph, form, after=_cursor(lines[kept - 1], form), export=export)
            assert b"".join(lines[:kept]) + rest == whole


def _cursor(line: bytes, form: Form) -> Cursor:
    text = json.loads(line)["cursor"] if form is Form.NDJSON else line.decode().strip().rpartition(",")[2]
    walk, _, id_ = str(text).partition(".")
    return Cursor(int(walk), id_)


def test_a_filter_that_finds_nothing_gives_a_heading_alone() -> None:
    graph = Rows({0: [_row(place) for place in range(3)]})
    assert _file(graph, Form.NDJSON, ExportFilter(customer="C-2")) == b""
    assert len(_file(graph, Form.CSV, ExportFilter(customer="C-2")).splitlines()) == 1


def test_who_stops_between_two_rows_of_one_record_is_given_them_again() -> None:
    graph = Rows({0: [_row(1), _row(2, "first"), _row(2, "second"), _row(3)]})
    cursors = [json.loads(line)["cursor"] for line in _file(graph, Form.NDJSON).splitlines()]
    assert cursors == [f"0.{_id(1)}", f"0.{_id(1)}", f"0.{_id(2)}", f"0.{_id(3)}"]
    rest = _file(graph, Form.NDJSON, after=Cursor(0, _id(1)))
    assert [json.loads(line)["serialNumber"] for line in rest.splitlines()] == ["first", "second", "SN"]


def test_the_first_record_of_a_walk_is_given_again_by_a_cursor_that_can_be_sent() -> None:
    graph = Rows({1: [_row(1, "first", Export.EVENTS), _row(1, "second", Export.EVENTS)]})
    lines = [json.loads(line) for line in _file(graph, Form.NDJSON, export=Export.EVENTS).splitlines()]
    after = read_wish(Export.EVENTS, {"after": [lines[0]["cursor"]]}).after
    again = _file(graph, Form.NDJSON, after=after, export=Export.EVENTS)
    assert [json.loads(line) for line in again.splitlines()] == lines


def test_nothing_is_read_before_it_is_asked_for() -> None:
    graph = Rows({0: [_row(place) for place in range(5 * PAGE)]})

    async def read_two() -> None:
        pieces = stream(graph, Export.UNITS, Form.NDJSON, ExportFilter())
        await anext(pieces)
        await anext(pieces)
        await pieces.aclose()

    asyncio.run(read_two())
    assert len(graph.asked) == 2


class _Long(Rows):
    """So many rows, made when they are asked for."""

    async def rows(self, _export: Export, _wanted: ExportFilter, after: Cursor, first: int) -> Sequence[Row]:
        begin = int(after.id or -1) + 1
        return [_row(place) for place in range(begin, min(begin + first, 50_000))]


@pytest.mark.parametrize("form", forms_of(Export.UNITS))
def test_memory_does_not_grow_with_the_rows(form: Form) -> None:
    async def read() -> int:
        return sum([len(piece) async for piece in stream(_Long({}), Export.UNITS, form, ExportFilter())])

    tracemalloc.start()
    try:
        size = asyncio.run(read())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < size / 2


def test_every_export_has_as_many_walks_as_the_store_makes() -> None:
    assert {export: len(walks) for export, walks in STORED.items()} == WALKS


def test_a_wish_is_read_whole() -> None:
    cursor = f"1.{_id(7)}"
    given = {"customer": ["C-1"], "from": [DAY], "to": [DAY], "state": ["DRAFT", "POSTED"], "after": [cursor]}
    wish = read_wish(Export.DOCUMENTS, given)
    assert wish.after == Cursor(1, _id(7))
    assert (wish.wanted.customer, wish.wanted.product, str(wish.wanted.day_from)) == ("C-1", None, DAY)
    assert wish.wanted.states == {"DRAFT", "POSTED"}
    assert read_wish(Export.UNITS, {}) == Wish(ExportFilter(), None)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"color": ["red"]}, "color is no filter: there are customer, product, from, to, state, after"),
        ({"customer": ["A", "B"]}, "customer is given twice"),
        ({"customer": [""]}, "customer is no number: it has 1 to 100 printable characters"),
        ({"product": ["P\x00"]}, "product is no number"),
        ({"product": ["P" * 101]}, "product is no number"),
        ({"from": ["02.03.2026"]}, "from is no day: write it as 2026-03-02"),
        ({"to": ["20260302"]}, "to is no day"),
        ({"from": ["2026-03-02"], "to": ["2026-03-01"]}, "from 2026-03-02 is after to 2026-03-01: give the earlier"),
        ({"state": ["POSTED"]}, "state 'POSTED' is none: there are DRAFT, SOLD, TAKEN_OFF"),
        ({"after": [f"1.{_id(1)}"]}, "after is no cursor of units: give the cursor column of the last whole row"),
        ({"after": ["", ""]}, "after is no cursor of units"),
        ({"after": ["x"], "from": ["x"], "x": ["x"]}, "x is no filter.*; from is no day.*; after is no cursor"),
    ],
)
def test_what_is_no_filter_is_told_with_what_would_be_one(given: dict[str, list[str]], told: str) -> None:
    with pytest.raises(WishRefused, match=told):
        read_wish(Export.UNITS, given)
