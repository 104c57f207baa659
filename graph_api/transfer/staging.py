"""A history on disk while it is looked at: a table a file, joined and sorted there, so that memory stays small."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from graph_api.domain.serials import serial_key
from graph_api.transfer.columns import FILES, OF_ORDERS, SERIALS, FileSpec, Kind
from graph_api.transfer.problems import SHOWN_OF_A_KIND, ImportStopped, Problem
from graph_api.transfer.reading import ReadRow

_ROWS_AT_ONCE: Final = 5_000
_CACHE_KIB: Final = 64_000
_NUMERIC: Final = frozenset({Kind.COUNT, Kind.FLAG})
_SERIAL_AT: Final = [column.name for column in SERIALS.columns].index("serial_number")

Row = tuple[Any, ...]


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ImportStopped(
            f"the files cannot be sorted in {folder} ({error}): free some space there, or set TMPDIR to a folder that "
            "has three times the size of the files, then run the same command again"
        ) from None


class Staging:
    """The rows of a history in a database that nobody else sees and that nothing survives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self._disk():
            # Assembling happens in a thread, one piece after the other.
            self.database = sqlite3.connect(folder / "history.db", isolation_level=None, check_same_thread=False)
            self._prepare()

    def _disk(self) -> Any:
        return _disk(self.folder)

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def _prepare(self) -> None:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "temp_store = FILE"):
            self.database.execute(f"PRAGMA {setting}")
        self.database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        for file in FILES:
            columns = "".join(
                f', "{each.name}" {"INTEGER" if each.kind in _NUMERIC else "TEXT"}' for each in file.columns
            )
            key = ", key TEXT" if file is SERIALS else ""
            self.database.execute(f"CREATE TABLE {file.name} (row INTEGER PRIMARY KEY, bad INTEGER{columns}{key})")
        self.database.execute("CREATE TABLE problems (file TEXT, row INTEGER, col TEXT, rule TEXT, message TEXT)")
        self.database.execute("CREATE TABLE rejected (file TEXT, row INTEGER, PRIMARY KEY (file, row)) WITHOUT ROWID")

    def take(self, file: FileSpec, rows: Iterator[ReadRow]) -> int:
        """Keep the rows of a file and what is wrong with them; how many there are."""
        taken = 0
        marks = ", ".join("?" * (2 + len(file.columns) + (file is SERIALS)))
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            with self._disk():
                self.database.execute("BEGIN")
                self.database.executemany(f"INSERT INTO {file.name} VALUES ({marks})", _values(file, some))  # noqa: S608
                self.add(problem for row in some for problem in row.problems)
                self.database.execute("COMMIT")
            taken += len(some)
        return taken

    def add(self, problems: Iterable[Problem]) -> None:
        """Keep what is wrong."""
        with self._disk():
            self.database.executemany(
                "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
                ((each.file, each.row, each.column, each.rule, each.message) for each in problems),
            )

    def reject(self, rows: Iterable[tuple[str, int]]) -> None:
        """Note rows that are not loaded."""
        with self._disk():
            self.database.executemany("INSERT OR IGNORE INTO rejected VALUES (?, ?)", rows)

    def place(self) -> None:
        """Find the order of every row: an order's rows have its place, by its day and then its row."""
        with self._disk():
            for file in OF_ORDERS:
                if file.key:
                    self._tell_twice(file)
            for statement in _PLACES:
                self.database.execute(statement)
            for name, owner, kind in _OWNERS:
                self._tell_orphans(name, owner, kind)
            self.database.execute(_LOST_SERIALS)
            self.database.execute(_REJECT_LOST_SERIALS)

    def _tell_twice(self, file: FileSpec) -> None:
        """Rows that share a key are all wrong: nobody can say which of them is meant (D12)."""
        key = ", ".join(f'"{name}"' for name in file.key)
        whole = " AND ".join(f'"{name}" IS NOT NULL' for name in file.key)
        self.database.execute(f"CREATE INDEX {file.name}_key ON {file.name} ({key})")
        repeated = f"SELECT {key}, min(row) AS first FROM {file.name} WHERE {whole} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608
        found = f"SELECT row, first FROM {file.name} JOIN ({repeated}) USING ({key})"  # noqa: S608
        said = "'This is in ' || :file || ' more than once, first in row ' || first || ': keep one of them.'"
        self.database.execute(
            f"INSERT INTO problems SELECT :file, row, :column, 'D12', {said} FROM ({found})",  # noqa: S608
            {"file": file.name, "column": file.key[-1]},
        )
        self.database.execute(f"UPDATE {file.name} SET bad = 1 WHERE row IN (SELECT row FROM ({found}))")  # noqa: S608

    def _tell_orphans(self, file: str, owner: str, kind: str) -> None:
        """Rows that belong to no order: they are rejected by themselves."""
        lost = f'FROM {file} LEFT JOIN {kind}_of AS o ON o.number = {file}."{owner}" WHERE o.at IS NULL'
        said = f"""'There is no {kind} ' || "{owner}" || ' in the files: add it, or correct the number.'"""
        self.database.execute(
            f"""INSERT INTO problems SELECT '{file}', row, '{owner}', 'D12', {said} {lost}
                AND "{owner}" IS NOT NULL"""
        )
        self.database.execute(f"INSERT OR IGNORE INTO rejected SELECT '{file}', row {lost}")

    def rows(self, file: FileSpec, source: str, order: str) -> Iterator[Row]:
        """Rows of a file as place, row, whether it is bad, and the columns; sorted."""
        columns = ", ".join(f'f."{column.name}"' for column in file.columns)
        key = ", f.key" if file is SERIALS else ""
        with self._disk():
            yield from self.database.execute(
                f"SELECT {source} AS place, f.row, f.bad, {columns}{key} FROM {file.name} AS f {order}"  # noqa: S608
            )

    def one(self, statement: str, *values: object) -> Row | None:
        """The first row that a statement finds."""
        with self._disk():
            found: Row | None = self.database.execute(statement, values).fetchone()
            return found

    def each(self, statement: str, *values: object) -> Iterator[Row]:
        """Every row that a statement finds."""
        with self._disk():
            yield from self.database.execute(statement, values)

    def problem_count(self) -> int:
        """How much is wrong."""
        (count,) = self.one("SELECT count(*) FROM problems") or (0,)
        return int(count)

    def kinds_of_problems(self) -> Iterator[tuple[int, list[Problem]]]:
        """What is wrong, by kind: how often, and the first of them."""
        kinds = list(self.each("SELECT file, col, rule, count(*) FROM problems GROUP BY 1, 2, 3 ORDER BY min(rowid)"))
        for file, column, rule, count in kinds:
            found = self.each(_SOME_PROBLEMS, file, column, rule, SHOWN_OF_A_KIND)
            yield count, [Problem(*values) for values in found]


def _values(file: FileSpec, rows: Sequence[ReadRow]) -> Iterator[Row]:
    if file is not SERIALS:
        return ((each.row, int(not each.whole), *each.values) for each in rows)
    return ((each.row, int(not each.whole), *each.values, _key(each.values[_SERIAL_AT])) for each in rows)


def _key(serial: str | int | None) -> str | None:
    if not isinstance(serial, str):
        return None
    return serial.lower() if serial.isascii() else serial_key(serial)


_PLACES: Final = (
    "CREATE TABLE order_of (number TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID",
    """INSERT OR IGNORE INTO order_of SELECT number, row_number() OVER (ORDER BY ordered_on, row) FROM orders
       WHERE number IS NOT NULL""",
    "CREATE TABLE slip_of (number TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID",
    """INSERT OR IGNORE INTO slip_of SELECT slips.number, o.at FROM slips JOIN order_of AS o ON o.number = slips."order"
       WHERE slips.number IS NOT NULL ORDER BY slips.row""",
    "CREATE TABLE invoice_of (number TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID",
    """INSERT OR IGNORE INTO invoice_of SELECT invoices.number, o.at FROM invoices
       JOIN order_of AS o ON o.number = invoices."order" WHERE invoices.number IS NOT NULL ORDER BY invoices.row""",
    "INSERT OR IGNORE INTO rejected SELECT 'orders', row FROM orders WHERE number IS NULL",
    "CREATE TABLE shared AS SELECT key FROM serials WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1",
)
_OWNERS: Final = (
    ("order_lines", "order", "order"),
    ("slips", "order", "order"),
    ("invoices", "order", "order"),
    ("slip_lines", "slip", "slip"),
    ("invoice_lines", "invoice", "invoice"),
)
_LOST: Final = """
    FROM serials
    LEFT JOIN slip_of AS s ON s.number = serials.slip
    LEFT JOIN invoice_of AS i ON i.number = serials.invoice
    WHERE s.at IS NULL AND i.at IS NULL
"""
_LOST_SERIALS: Final = (
    """
    INSERT INTO problems
    SELECT 'serials', row, '', 'R1', 'It stands on no slip and on no invoice of the files: name one.'
    """
    + _LOST
)
_REJECT_LOST_SERIALS: Final = "INSERT OR IGNORE INTO rejected SELECT 'serials', row" + _LOST
_SOME_PROBLEMS: Final = """
    SELECT file, row, col, rule, message FROM problems WHERE file = ? AND col = ? AND rule = ? ORDER BY rowid LIMIT ?
"""
