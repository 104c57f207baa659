"""A rule as a statement over the whole graph, and what it finds."""

from dataclasses import dataclass
from typing import Final, LiteralString

from graph_api.store.statement import Mode, Row, Statement


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One rule that the graph breaks.

    Attributes:
        rule: By its number.
        what: What is wrong with each of them, in words.
        examples: Some of those that break it, as people know them.
    """

    rule: str
    what: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and the statement that finds what breaks it."""

    rule: str
    what: str
    find: Statement[tuple[int, tuple[str, ...]]]


def _found(row: Row | None) -> tuple[int, tuple[str, ...]]:
    return (0, ()) if row is None else (row["broken"], tuple(str(each) for each in row["examples"]))


_COUNT: Final[LiteralString] = """
    WITH DISTINCT example
    WITH collect(example) AS examples
    RETURN size(examples) AS broken, examples[..5] AS examples
"""


def check(rule: str, name: str, what: str, text: LiteralString) -> Check:
    """
    Make a check.

    Args:
        text: Ends with `WITH … AS example` for each thing that breaks the rule.
    """
    statement = Statement(name=f"check_{name}", mode=Mode.READ, text=text + _COUNT, decode=_found, analytic=True)
    return Check(rule, what, statement)
