"""What was not loaded, as files of the same format: mended there, the folder is loaded as it is."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, TextIO

from graph_api.transfer.cells import unarmed
from graph_api.transfer.columns import PROBLEM
from graph_api.transfer.lines import Line
from graph_api.transfer.mapping import ColumnMapping
from graph_api.transfer.problems import ImportStopped
from graph_api.transfer.reading import Reader, Source
from graph_api.transfer.staging import Staging

REPORT: Final = "problems.csv"
_WITH_ITS_ORDER: Final = "nothing is wrong with this row; its order is rejected for another one"
_ROWS: Final = "SELECT row FROM rejected WHERE file = ? ORDER BY row"
_PROBLEMS: Final = "SELECT message FROM problems WHERE file = ? AND row = ? LIMIT 5"
_ALL: Final = "SELECT file, row, col, rule, message FROM problems ORDER BY file, row"


def write_rejects(folder: Path, staging: Staging, sources: Sequence[Source], mapping: ColumnMapping) -> int:
    """
    Write every rejected row with what is wrong with it, and every problem beside them; how many rows there are.

    What an earlier run wrote into the folder is replaced.

    Raises:
        ImportStopped: they cannot be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sources:
            (folder / source.path.name).unlink(missing_ok=True)
        with (folder / REPORT).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            report = csv.writer(file, lineterminator="\n")
            report.writerow(["file", "row", "column", "rule", "problem"])
            report.writerows([*map(unarmed, problem)] for problem in staging.each(_ALL))
        return sum(_copy(folder, staging, source, mapping) for source in sources)
    except OSError as error:
        raise ImportStopped(
            f"the rejected rows cannot be written to {folder} ({error.strerror}): free some space or name another "
            "folder by --rejects, then run the same command again; what is loaded stays"
        ) from None


def _copy(folder: Path, staging: Staging, source: Source, mapping: ColumnMapping) -> int:
    rejected = (int(row) for (row,) in staging.each(_ROWS, source.spec.name))
    first = next(rejected, None)
    if first is None:
        return 0
    reader = Reader(mapping, sha256())
    path = folder / source.path.name
    with path.open("w", encoding=mapping.encoding, errors="surrogateescape", newline="") as file:
        lines = _only(reader.lines(source), first, rejected)
        told = ((line, _said(staging, source, line.row)) for line in lines)
        if source.is_csv:
            rows = csv.writer(file, delimiter=mapping.delimiter, lineterminator="\n")
            return _copy_csv(rows.writerow, told, reader.heading(source))
        return _copy_ndjson(file, told)


def _only(lines: Iterator[Line], first: int, rows: Iterator[int]) -> Iterator[Line]:
    """The lines of the rows that are named in turn."""
    wanted: int | None = first
    for line in lines:
        while wanted is not None and wanted < line.row:
            wanted = next(rows, None)
        if wanted is None:
            return
        if line.row == wanted:
            yield line


def _said(staging: Staging, source: Source, row: int) -> str:
    return " ".join(message for (message,) in staging.each(_PROBLEMS, source.spec.name, row)) or _WITH_ITS_ORDER


def _copy_csv(write: Callable[[Sequence[str]], object], told: Iterator[tuple[Line, str]], heading: list[str]) -> int:
    """What an earlier import said of a row is replaced; a row with too many or too few cells keeps that many."""
    kept = [place for place, name in enumerate(heading) if name != PROBLEM]
    write([*(heading[place] for place in kept), PROBLEM])
    count = 0
    for line, said in told:
        if len(line.source) == len(heading):
            write([*(line.source[place] for place in kept), said])
        elif line.source:
            write([*line.source, said])
        count += 1
    return count


def _copy_ndjson(file: TextIO, told: Iterator[tuple[Line, str]]) -> int:
    count = 0
    for line, said in told:
        value = None if line.cells is None else {**json.loads(str(line.source)), PROBLEM: said}
        file.write(f"{line.source if value is None else json.dumps(value)}\n")
        count += 1
    return count
