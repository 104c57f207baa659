"""What is wrong with a history: where it stands, which rule it breaks, and what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph_api.domain.drafts import THE_DOCUMENT
from graph_api.domain.outcomes import Refusal

SHOWN_OF_A_KIND: Final = 5
_ROW: Final = "row"


class ImportStopped(Exception):
    """The import cannot go on. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong.

    Attributes:
        row: The line of the file on which the row begins, counted from 1; 0 for the file as a whole.
        column: Empty for the row as a whole.
        rule: The rule that it breaks; `file` where it breaks the format.
    """

    file: str
    row: int
    column: str
    rule: str
    message: str

    def __str__(self) -> str:
        where = [self.file, *([f"{_ROW} {self.row}"] if self.row else []), *([self.column] if self.column else [])]
        return f"{', '.join(where)}: {self.rule}: {self.message}"


def refused(refusal: Refusal, document: str = "") -> Problem:
    """
    A rule's refusal at the row that it is about.

    Refusals name rows by their path, or by the ids of lines, which are `spot` texts here.

    Args:
        document: The spot of the order or document that is judged, for what names no line.
    """
    if len(refusal.path) == 3:  # noqa: PLR2004 -- file, row, column
        file, at, column = refusal.path
        return Problem(file, int(at), column, refusal.rule, refusal.message)
    if len(refusal.path) == 1 and document and refusal.path != THE_DOCUMENT:
        file, row = where(document)
        return Problem(file, row, refusal.path[0], refusal.rule, refusal.message)
    named = (getattr(refusal, name, None) for name in ("line_id", "slip_line_id", "order_line_id"))
    spot = next((each for each in named if each), None)
    file, row = where(spot or document)
    return Problem(file, row, "quantity" if spot else "", refusal.rule, refusal.message)


def spot_of(file: str, row: int) -> str:
    """A row as one text, to be the id of what is judged."""
    return f"{file} {row}"


def where(spot: str) -> tuple[str, int]:
    """The file and the row of a spot."""
    file, _, row = spot.partition(" ")
    return file, int(row)


def told(counted: Iterable[tuple[int, list[Problem]]]) -> Iterator[str]:
    """
    Some problems of each kind as sentences, and how many more there are.

    Args:
        counted: For each kind of problem how many there are, and some of them.
    """
    for count, examples in counted:
        yield from map(str, examples)
        if count > len(examples):
            first = examples[0]
            yield f"… and {count - len(examples):,} more of {first.file} {first.column} ({first.rule})".replace(
                "  ", " "
            )
