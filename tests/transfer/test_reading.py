"""Files as they come: broken, ragged, huge, in another encoding, or not there. Each is told by file, row and column."""

import os
from pathlib import Path

import pytest

from graph_api.transfer.lines import LONGEST_LINE
from graph_api.transfer.mapping import ColumnMapping
from graph_api.transfer.problems import ImportStopped
from tests.transfer.histories import checked, one_order, said, write


def _bytes(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def _customers(folder: Path, content: bytes, mapping: ColumnMapping | None = None) -> list[str]:
    """What is said of a file of customers."""
    return said(checked(_bytes(folder, "customers.csv", content), mapping or ColumnMapping()))


def test_a_good_history_has_nothing_said_against_it(tmp_path: Path) -> None:
    report = checked(write(tmp_path, one_order()))
    assert said(report) == []
    assert report.loaded == {
        "groups": 1, "categories": 1, "products": 1, "customers": 1, "orders": 1, "documents": 2, "registrations": 3,
    }  # fmt: skip


def test_the_marks_that_editors_put_in_front_are_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert _customers(tmp_path, b"\xef\xbb\xbfnumber,name\nC-1,Ada\n") == []


def test_bytes_that_are_not_utf_8_spoil_their_own_row_alone(tmp_path: Path) -> None:
    found = _customers(tmp_path, b"number,name\nC-1,Ren\xe9\nC-2,Ada\n")
    assert len(found) == 1
    assert found[0].startswith("customers, row 2, name: D12: 'Ren\\\\udce9' cannot be taken")
    assert "save the file as UTF-8, or name its own" in found[0]


def test_another_encoding_is_named_in_the_mapping(tmp_path: Path) -> None:
    assert _customers(tmp_path, b"number,name\nC-1,Ren\xe9\n", ColumnMapping(encoding="cp1252")) == []


def test_utf_16_is_told_before_anything_is_read(tmp_path: Path) -> None:
    content = "number,name\nC-1,Ada\n".encode("utf-16")
    with pytest.raises(ImportStopped, match="is UTF-16: save it as UTF-8"):
        _customers(tmp_path, content)
    assert _customers(tmp_path, content, ColumnMapping(encoding="utf-16")) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (b"C-1,Ada,x", "row 2: file: This row is not taken: it has 3 cells under 2 headings"),
        (b"C-1", "row 2: file: This row is not taken: it has 1 cells under 2 headings"),
        (b'C-1,"Ada" x', "row 2: file: This row is not taken: it cannot be read"),
        (b",Ada", "row 2, number: file: It is empty: expected a number"),
        (b"C-\x00 1,Ada", "row 2, number: D12: 'C-\\\\x00 1' cannot be taken: expected 1 to 100 printable characters"),
        (b"C-1,A\x07da", "row 2, name: D12: 'A\\\\x07da' cannot be taken: expected at most 200 printable characters"),
        (b"C-1," + b"x" * 201, "row 2, name: D12"),
        (b"C-1," + b"x" * 200_000, "row 2: file: This row is not taken: it cannot be read (field larger than"),
        (b"C-1," + b"x" * (LONGEST_LINE + 5), "row 2: file: This row is not taken: it is longer than 1,000,000"),
        (b'C-1,"Ada', "row 2: file: This row is not taken: it cannot be read (unexpected end of data)"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_the_next_one_is_read(tmp_path: Path, row: bytes, told: str) -> None:
    after = b"" if row.endswith(b'"Ada') else b"\nC-2,Bo\n"
    report = checked(_bytes(tmp_path, "customers.csv", b"number,name\n" + row + after))
    assert [each for each in said(report) if told in each] == said(report)[:1]
    assert report.loaded["customers"] == (1 if after else 0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "has no heading row: give it one, or remove it"),
        (b"\n", "has no heading row: give it one, or remove it"),
        (b"number," + b"x" * 200_000 + b"\n", "has no heading row: give it one, or remove it"),
        (b"number,n\xe9me\n", r"has n\\udce9me, which no column"),
        (b"number,number\n", "has the column number twice"),
        (b"name\nAda\n", "lacks number: name its columns in a mapping"),
        (b"number,Name\nC-1,Ada\n", "has Name, which no column of customers is called"),
    ],
)
def test_a_file_without_the_columns_it_is_to_have_stops_the_import(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(ImportStopped, match=told):
        _customers(tmp_path, content)


def test_a_heading_alone_has_no_rows(tmp_path: Path) -> None:
    assert _customers(tmp_path, b"number,name\n") == []


def test_a_folder_that_is_not_there_or_has_no_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportStopped, match="there is no folder"):
        checked(tmp_path / "nowhere")
    with pytest.raises(ImportStopped, match="has none of the files groups, categories"):
        checked(tmp_path)


def test_a_file_that_is_there_twice_is_told(tmp_path: Path) -> None:
    _bytes(tmp_path, "customers.ndjson", b"")
    with pytest.raises(ImportStopped, match=r"has customers twice, as \.csv and as \.ndjson"):
        _customers(tmp_path, b"number\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    folder = _bytes(tmp_path, "customers.csv", b"number\n")
    (folder / "customers.csv").chmod(0)
    with pytest.raises(ImportStopped, match="Permission denied"):
        checked(folder)


def _ndjson(folder: Path, content: bytes) -> list[str]:
    return said(checked(_bytes(folder, "customers.ndjson", content)))


def test_objects_are_rows_and_null_is_empty(tmp_path: Path) -> None:
    assert _ndjson(tmp_path, b'{"number": 17, "name": "Ada", "city": null}\n\n{"number": "C-2"}\n') == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"number": "C-1"', "it is no JSON: write one object a line"),
        (b'["C-1"]', "it is no JSON object"),
        (b'{"number": "C-1", "number": "C-2"}', "it names number twice"),
        (b'{"number": ["C-1"]}', "its number is neither a text, a whole number, true, false nor null"),
        (b'{"number": 1.5}', "its number is neither a text"),
        (b'{"number": "C-1", "\\ud800": 1.5}', "its \\ud800 is neither a text"),
        (b'{"number": NaN}', "it is no JSON"),
        (b'{"number": "C-\\ud800"}', "number: D12: 'C-\\\\ud800' cannot be taken"),
        (b'{"number": "C-1", "nmae": "Ada"}', "nmae: file: No column has this name"),
        (b"[" * 100_000, "it is no JSON"),
    ],
)
def test_a_line_that_is_no_row_is_told_and_the_next_one_is_read(tmp_path: Path, line: bytes, told: str) -> None:
    report = checked(_bytes(tmp_path, "customers.ndjson", line + b'\n{"number": "C-2"}\n'))
    assert [each for each in said(report) if told in each] == said(report)[:1]
    assert said(report)
    assert report.loaded["customers"] == 1


def test_a_file_is_never_read_whole(tmp_path: Path) -> None:
    """A line without an end is cut: what is read at once does not grow with the file."""
    folder = _bytes(tmp_path, "customers.csv", b"number,name\n")
    with (folder / "customers.csv").open("ab") as file:
        file.truncate(300_000_000)
    assert "it is longer than 1,000,000 characters" in said(checked(folder))[0]
