"""From a folder to typed rows: which files there are, what each cell is, and what is wrong with them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from graph_api.services.inputs import shown
from graph_api.transfer.columns import FILES, PROBLEM, Column, FileSpec
from graph_api.transfer.lines import Hash, Line, csv_lines, ndjson_lines, open_text, read_heading
from graph_api.transfer.mapping import ColumnMapping
from graph_api.transfer.problems import ImportStopped, Problem
from graph_api.transfer.values import Parser, Unfit, Value, parsers

_FORMAT: Final = "file"
_SUFFIXES: Final = (".csv", ".ndjson")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a history that is there."""

    spec: FileSpec
    path: Path

    @property
    def is_csv(self) -> bool:
        """Whether it is CSV, not NDJSON."""
        return self.path.suffix == ".csv"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """
    A row with its cells as values, in the order of the file's columns; None for what is empty or cannot be taken.

    Attributes:
        whole: Whether nothing is wrong with it.
    """

    row: int
    values: tuple[Value | None, ...]
    problems: Sequence[Problem]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems


def find_sources(folder: Path, mapping: ColumnMapping) -> tuple[Source, ...]:
    """
    The files of a history that a folder has.

    Raises:
        ImportStopped: there is no such folder, none of the files is in it, or one is there twice.
    """
    if not folder.is_dir():
        raise ImportStopped(f"there is no folder {folder}: name the folder with the files of the history")
    sources = [source for spec in FILES for source in _of_file(folder, spec, mapping)]
    if not sources:
        names = ", ".join(spec.name for spec in FILES)
        raise ImportStopped(f"{folder} has none of the files {names}, each .csv or .ndjson: name another folder")
    return tuple(sources)


def _of_file(folder: Path, spec: FileSpec, mapping: ColumnMapping) -> Iterator[Source]:
    name = mapping.files.get(spec.name)
    if name is not None and not (folder / name).is_file():
        raise ImportStopped(f"the mapping says that {spec.name} is {name}, and {folder} has no such file")
    names = [f"{spec.name}{suffix}" for suffix in _SUFFIXES] if name is None else [name]
    found = [folder / each for each in names if (folder / each).is_file()]
    if len(found) > 1:
        raise ImportStopped(f"{folder} has {spec.name} twice, as .csv and as .ndjson: remove one of them")
    yield from (Source(spec, path) for path in found)


Texts = Callable[[Line], Sequence[str]]
"""The cells of a line in the order of the columns; an empty text for one that is not there."""


@dataclass(slots=True)
class Reader:
    """Reads the files of one history, all in one way."""

    mapping: ColumnMapping
    digest: Hash

    def rows(self, source: Source) -> Iterator[ReadRow]:
        """
        Every row of a file.

        Raises:
            ImportStopped: the file as a whole cannot be read: no heading, or not the columns that it is to have.
        """
        spec = source.spec
        by_kind = parsers(self.mapping.day_format)
        columns = [_Asked(self._theirs(spec, each), by_kind[each.kind], each) for each in spec.columns]
        names = [each.name for each in columns]
        if source.is_csv:
            texts, known = _by_place(self.heading(source), names), None
        else:
            texts, known = _by_name(names), self._known(spec)
        for line in self.lines(source):
            yield _row(spec.name, line, texts(line), columns, known)

    def lines(self, source: Source) -> Iterator[Line]:
        """Every row of a file as it stands there."""
        with open_text(source.path, self.mapping.encoding, self.digest) as text:
            try:
                if source.is_csv:
                    heading = self._checked(source, read_heading(text, self.mapping.delimiter))
                    yield from csv_lines(text, self.mapping.delimiter, len(heading))
                else:
                    yield from ndjson_lines(text)
            except OSError as error:
                raise ImportStopped(f"cannot read {source.path} to its end ({error.strerror}): try again") from None

    def heading(self, source: Source) -> list[str]:
        """The names of a CSV file's columns."""
        with open_text(source.path, self.mapping.encoding, sha256()) as text:
            return self._checked(source, read_heading(text, self.mapping.delimiter))

    def _theirs(self, spec: FileSpec, column: Column) -> str:
        return self.mapping.theirs(spec, column.name)

    def _known(self, spec: FileSpec) -> frozenset[str]:
        names = (self._theirs(spec, each) for each in spec.columns)
        return frozenset({*names, PROBLEM, *self.mapping.ignored.get(spec.name, ())})

    def _checked(self, source: Source, heading: list[str] | None) -> list[str]:
        spec = source.spec
        if heading is None:
            raise ImportStopped(f"{source.path} has no heading row: give it one, or remove it")
        if len(set(heading)) < len(heading):
            twice = next(name for name in heading if heading.count(name) > 1)
            raise ImportStopped(f"{source.path} has the column {shown(twice)} twice: give one of them another name")
        required = [self._theirs(spec, each) for each in spec.columns if each.required]
        lacking = [name for name in required if name not in heading]
        unknown = [name for name in heading if name not in self._known(spec)]
        if lacking or unknown:
            said = [f"lacks {', '.join(lacking)}"] if lacking else []
            said += (
                [f"has {', '.join(map(shown, unknown))}, which no column of {spec.name} is called"] if unknown else []
            )
            raise ImportStopped(
                f"{source.path} {' and '.join(said)}: name its columns in a mapping, or list them there to be ignored"
            )
        return heading


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column by the name that the company gives it."""

    name: str
    parse: Parser
    column: Column


def _by_place(heading: Sequence[str], names: Sequence[str]) -> Texts:
    places = [heading.index(name) if name in heading else -1 for name in names]

    def texts(line: Line) -> Sequence[str]:
        cells = line.cells if isinstance(line.cells, list) else ()
        if line.wrong is None:
            return ["" if place < 0 else cells[place] for place in places]
        return [cells[place] if 0 <= place < len(cells) else "" for place in places]

    return texts


def _by_name(names: Sequence[str]) -> Texts:
    def texts(line: Line) -> Sequence[str]:
        cells = line.cells if isinstance(line.cells, dict) else {}
        return [cells.get(name, "") for name in names]

    return texts


def _row(
    file: str, line: Line, texts: Sequence[str], columns: Sequence[_Asked], known: frozenset[str] | None
) -> ReadRow:
    """
    A row as values.

    Args:
        known: The names that an object may have; None where the heading was looked at.
    """
    problems: list[Problem] = []
    if line.wrong is not None:
        problems.append(Problem(file, line.row, "", _FORMAT, f"This row is not taken: {line.wrong}."))
    if known is not None:
        problems += [
            Problem(file, line.row, shown(name), _FORMAT, "No column has this name: mend or ignore it.")
            for name in line.cells or ()
            if name not in known
        ]
    values: list[Value | None] = []
    for text, asked in zip(texts, columns, strict=True):
        value = None
        if text:
            try:
                value = asked.parse(text)
            except Unfit as unfit:
                if not text.isspace():
                    problems.append(Problem(file, line.row, asked.name, unfit.refusal.rule, unfit.refusal.message))
                    values.append(None)
                    continue
        if value is None and asked.column.required and line.wrong is None:
            said = f"It is empty: expected a {asked.column.kind.words}."
            problems.append(Problem(file, line.row, asked.name, _FORMAT, said))
        values.append(value)
    return ReadRow(line.row, tuple(values), problems)
