"""A company's own names of files and columns, days and encoding, from a TOML file."""

from pathlib import Path

import pytest

from graph_api.transfer.mapping import read_mapping
from graph_api.transfer.problems import ImportStopped
from tests.transfer.histories import checked, said

OWN = """
[files]
customers = "Kunden.csv"

[columns.customers]
number = "Kundennr"
name = "Firma"

[ignore]
customers = ["Umsatz"]

[csv]
encoding = "cp1252"
delimiter = ";"

[days]
format = "%d.%m.%Y"
"""


def _mapping(folder: Path, text: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_company_s_own_file_is_read_by_its_names(tmp_path: Path) -> None:
    (tmp_path / "Kunden.csv").write_text("Kundennr;Firma;Umsatz\nC-1;Müller;12,50\n", encoding="cp1252")
    rejects = tmp_path / "rejects"
    mapping = read_mapping(_mapping(tmp_path, OWN))
    report = checked(tmp_path, mapping, rejects)
    assert (said(report), report.loaded["customers"]) == ([], 1)


def test_a_problem_and_a_rejected_row_are_told_by_the_company_s_names(tmp_path: Path) -> None:
    (tmp_path / "Kunden.csv").write_text("Kundennr;Firma;Umsatz\n;Müller;12,50\n", encoding="cp1252")
    rejects = tmp_path / "rejects"
    found = said(checked(tmp_path, read_mapping(_mapping(tmp_path, OWN)), rejects))
    assert found[0].startswith("customers, row 2, Kundennr: file: It is empty")
    written = (rejects / "Kunden.csv").read_text(encoding="cp1252").splitlines()
    assert written[0] == "Kundennr;Firma;Umsatz;problem"
    assert written[1].startswith(";Müller;12,50;It is empty")


def test_days_are_read_in_the_format_that_the_mapping_names(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("number,customer,ordered_on\nSO-1,C-1,2024-03-01\n", encoding="utf-8")
    mapping = read_mapping(_mapping(tmp_path, '[days]\nformat = "%d.%m.%Y"\n'))
    assert "a day as the mapping's format %d.%m.%Y writes it" in said(checked(tmp_path, mapping))[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "is no TOML"),
        ("x = 1", r"there is no table \[x\]: there are columns, csv, days, files, ignore"),
        ('[files]\nfoo = "a.csv"', r"\[files\] names foo, and the files are groups"),
        ('[files]\norders = "../a.csv"', "is to be the name of a .csv or .ndjson file in the folder"),
        ('[files]\norders = "a.xlsx"', "is to be the name of a .csv or .ndjson file in the folder"),
        ("[files]\norders = 1", "files.orders is to be a text"),
        ('[columns.orders]\nnr = "x"', r"\[columns.orders\] has no nr: it has customer, external_reference"),
        ("[columns]\norders = 1", r"\[columns.orders\] is to be a table"),
        ('[ignore]\norders = "x"', "ignore.orders is to be a list of columns"),
        ('[csv]\nencoding = "klingon"', "there is no encoding klingon"),
        ('[csv]\nencoding = "base64"', "base64 is no encoding of text"),
        ('[csv]\ndelimiter = ";;"', "csv.delimiter is to be one character"),
        ('[csv]\nquote = ";"', r"\[csv\] has no quote: it has delimiter, encoding"),
    ],
)
def test_a_mapping_that_says_nothing_sensible_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ImportStopped, match=told):
        read_mapping(_mapping(tmp_path, text))


def test_a_mapping_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportStopped, match="cannot read the mapping"):
        read_mapping(tmp_path / "nowhere.toml")
    (tmp_path / "mapping.toml").write_bytes(b"\xff")
    with pytest.raises(ImportStopped, match="is no TOML"):
        read_mapping(tmp_path / "mapping.toml")


def test_a_file_that_the_mapping_names_and_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("number,customer,ordered_on\n", encoding="utf-8")
    with pytest.raises(ImportStopped, match=r"the mapping says that customers is Kunden\.csv"):
        checked(tmp_path, read_mapping(_mapping(tmp_path, OWN)))
