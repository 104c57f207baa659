"""The page of the format, the command that prints it, and the reader are one specification."""

import csv
import io
from pathlib import Path

from typer.testing import CliRunner

from graph_api.cli import build_cli
from graph_api.resources import resource
from graph_api.transfer.columns import FILES, page
from tests.transfer.histories import checked, said


def test_the_page_is_what_the_program_knows() -> None:
    assert resource("schema", "import-format.md").read_text(encoding="utf-8") == page()


def test_the_command_prints_the_page_and_does_nothing_else() -> None:
    done = CliRunner().invoke(build_cli(None), ["import", "--columns"])
    assert (done.exit_code, done.stdout) == (0, page())


def test_the_command_asks_for_a_folder() -> None:
    done = CliRunner().invoke(build_cli(None), ["import"])
    assert done.exit_code == 1
    assert "name the folder with the files of the history; --columns prints what they hold" in done.stderr


def test_the_examples_of_all_columns_are_a_history(tmp_path: Path) -> None:
    """Each file with one row, the examples of its columns, can be loaded but for what an example cannot say."""
    left_out = {("categories", "parent"), ("serials", "not_readable")}
    changed = {("products", "catch_weight"): "false", ("order_lines", "quantity"): "1"}
    changed |= {(file, "quantity"): "1" for file in ("slip_lines", "invoice_lines")}
    for spec in FILES:
        text = io.StringIO()
        writer = csv.writer(text)
        columns = [each for each in spec.columns if (spec.name, each.name) not in left_out]
        writer.writerow([each.name for each in columns])
        writer.writerow([changed.get((spec.name, each.name), each.example) for each in columns])
        (tmp_path / f"{spec.name}.csv").write_text(text.getvalue(), encoding="utf-8")
    report = checked(tmp_path)
    assert said(report) == []
    assert report.loaded["registrations"] == 1
