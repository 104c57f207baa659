"""Other names: a TOML file that says how a company's own files, columns and days are written."""

import tomllib
from codecs import lookup
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph_api.transfer.columns import FILES, FileSpec
from graph_api.transfer.problems import ImportStopped

_LARGEST_BYTES: Final = 1_000_000
_TABLES: Final = frozenset({"files", "columns", "ignore", "csv", "days"})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """
    How a company's files are written.

    Attributes:
        files: By our name of a file: the name that it has in the folder.
        columns: By our name of a file: its columns, ours to theirs.
        ignored: By our name of a file: columns of theirs that say nothing here.
        day_format: As `strptime` knows it; None for ISO 8601.
        text: The mapping as it was read: a history is another one under another mapping.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: Mapping[str, frozenset[str]] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    day_format: str | None = None
    text: str = ""

    def theirs(self, file: FileSpec, column: str) -> str:
        """What a column is called in the company's file."""
        return self.columns.get(file.name, {}).get(column, column)


OUR_OWN: Final = ColumnMapping()
"""Every name as it is ours."""


def read_mapping(path: Path) -> ColumnMapping:
    """
    Read a mapping.

    Raises:
        ImportStopped: it cannot be read, or names what there is not.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_BYTES + 1).decode()
        if len(text) > _LARGEST_BYTES:
            raise ImportStopped(f"{path} is no mapping: it is larger than {_LARGEST_BYTES:,} bytes")
        return _mapping(tomllib.loads(text), text)
    except OSError as error:
        raise ImportStopped(f"cannot read the mapping {path} ({error.strerror}): name a file that is there") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ImportStopped(f"the mapping {path} is no TOML ({error}): mend it there") from None
    except _Wrong as wrong:
        raise ImportStopped(f"the mapping {path}: {wrong}") from None


class _Wrong(Exception):
    """What is wrong in a mapping that was read."""


def _mapping(tables: dict[str, Any], text: str) -> ColumnMapping:
    for name, table in tables.items():
        if name not in _TABLES or not isinstance(table, dict):
            raise _Wrong(f"there is no table [{name}]: there are {', '.join(sorted(_TABLES))}")
    csv, days = tables.get("csv", {}), tables.get("days", {})
    _only(csv, "csv", {"encoding", "delimiter"})
    _only(days, "days", {"format"})
    return ColumnMapping(
        files=_files(tables.get("files", {})),
        columns=_columns(tables.get("columns", {})),
        ignored=_ignored(tables.get("ignore", {})),
        encoding=_encoding(_text(csv.get("encoding", "utf-8"), "csv.encoding")),
        delimiter=_delimiter(_text(csv.get("delimiter", ","), "csv.delimiter")),
        day_format=None if "format" not in days else _text(days["format"], "days.format"),
        text=text,
    )


def _only(table: Mapping[str, Any], name: str, known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise _Wrong(f"[{name}] has no {key}: it has {', '.join(sorted(known))}")


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and value:
        return value
    raise _Wrong(f"{name} is to be a text")


def _spec(name: str, table: str) -> FileSpec:
    found = next((file for file in FILES if file.name == name), None)
    if found is None:
        raise _Wrong(f"[{table}] names {name}, and the files are {', '.join(file.name for file in FILES)}")
    return found


def _files(table: Mapping[str, Any]) -> dict[str, str]:
    files = {_spec(name, "files").name: _text(value, f"files.{name}") for name, value in table.items()}
    for value in files.values():
        if Path(value).name != value or not value.endswith((".csv", ".ndjson")):
            raise _Wrong(f"{value} is to be the name of a .csv or .ndjson file in the folder")
    return files


def _columns(table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {name: _of_file(_spec(name, "columns"), renamed) for name, renamed in table.items()}


def _of_file(file: FileSpec, renamed: object) -> dict[str, str]:
    if not isinstance(renamed, dict):
        raise _Wrong(f"[columns.{file.name}] is to be a table of our names and yours")
    _only(renamed, f"columns.{file.name}", {column.name for column in file.columns})
    return {name: _text(value, f"columns.{file.name}.{name}") for name, value in renamed.items()}


def _ignored(table: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    ignored = {}
    for name, columns in table.items():
        if not isinstance(columns, list):
            raise _Wrong(f"ignore.{name} is to be a list of columns")
        ignored[_spec(name, "ignore").name] = frozenset(_text(each, f"ignore.{name}") for each in columns)
    return ignored


def _encoding(name: str) -> str:
    try:
        codec = lookup(name)
    except LookupError:
        raise _Wrong(f"there is no encoding {name}: name one such as utf-8 or cp1252") from None
    if not codec._is_text_encoding:  # noqa: SLF001 -- how the language itself tells them apart
        raise _Wrong(f"{name} is no encoding of text: name one such as utf-8 or cp1252")
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def _delimiter(text: str) -> str:
    if len(text) == 1 and text not in '"\r\n\0':
        return text
    raise _Wrong("csv.delimiter is to be one character, such as ; or a tab")
