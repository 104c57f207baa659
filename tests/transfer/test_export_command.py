"""`warranty-graph export units` and the like: to a file, gone on with, and refused with what to do."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph_api.cli import build_cli
from graph_api.settings import variables
from graph_api.store.bolt import Connection

NOBODY = ("--customer", "nobody")
HEADING = "\ufeffid,state,day,customer,product,"


@pytest.fixture(autouse=True)
def _of_the_tests(connection: Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USER", connection.user)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password)
    monkeypatch.setenv("WARRANTY_GRAPH_HOME", str(tmp_path))


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(build_cli(None), arguments)


@pytest.mark.parametrize("export", ["units", "documents", "claims", "returns", "events"])
def test_rows_go_to_standard_output_and_nothing_else_does(export: str) -> None:
    said = _run("export", export, *NOBODY)
    assert (said.exit_code, said.stdout.startswith(HEADING), said.stdout.count("\n")) == (0, True, 1)


def test_rows_go_to_a_file_and_what_is_behind_a_cursor_is_added_to_it(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    assert _run("export", "units", *NOBODY, "--output", str(file)).exit_code == 0
    heading = file.read_text(encoding="utf-8")
    assert heading.startswith(HEADING)
    again = _run("export", "units", *NOBODY, "--output", str(file), "--after", f"0.{'Z' * 26}")
    assert (again.exit_code, file.read_text(encoding="utf-8")) == (0, heading)


def test_no_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    said = _run("export", "units", *NOBODY, "--output", str(tmp_path / "mine.csv"))
    assert (said.exit_code, (tmp_path / "mine.csv").read_text()) == (1, "mine")
    assert "mine.csv cannot be written (File exists)" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["units", "--from", "tomorrow", "--state", "LOST"], "from is no day: write it as 2026-03-02; state 'LOST' is"),
        (["units", "--customer", "A", "--customer", "B"], "customer is given twice"),
        (["units", "--after", "1"], "after is no cursor of units"),
        (["units", "--format", "epcis"], "units are written as csv or ndjson; events as EPCIS too"),
        (["units", "--all", "x.zip"], "give either rows to write"),
        (["--all", "x.zip", "--customer", "A"], "give either rows to write"),
        ([], "give either rows to write"),
    ],
)
def test_what_cannot_be_exported_is_told_with_what_could(arguments: list[str], told: str) -> None:
    said = _run("export", *arguments)
    assert (said.exit_code, told in said.stderr) == (1, True)
