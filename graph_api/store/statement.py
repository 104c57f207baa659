"""A Cypher statement with a name, an access mode and the decoder of its one record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, LiteralString, TypeVar

T = TypeVar("T")

Row = Mapping[str, Any]
"""One record as Neo4j returns it: the only place where a value has no static type."""


class Mode(StrEnum):
    """Whether a statement may change the graph. SCHEMA statements run alone, outside every story."""

    READ = "READ"
    WRITE = "WRITE"


@dataclass(frozen=True, slots=True)
class Statement(Generic[T]):
    """
    One constant Cypher text, which answers one record at most.

    A list is collected into that record: one record an answer is 7 to 12 times faster than one a row.

    Attributes:
        name: What logs, metrics and the test of query plans call it.
        decode: Turns the record into the value that callers see; gets None where nothing matched.
        analytic: Whether it may scan a range of dates. No other statement may scan.
    """

    name: str
    mode: Mode
    text: LiteralString
    decode: Callable[[Row | None], T]
    analytic: bool = False


def nothing(_row: Row | None) -> None:
    """The decoder of a statement that only changes something."""
