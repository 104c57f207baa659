"""Statements that travel together: what only writes goes out with the next statement that answers, as one text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph_api.store.statement import Statement, nothing

_PARAMETER: Final = re.compile(r"\$(\w+)")

TOGETHER: Final[dict[tuple[Statement[Any], ...], str]] = {}
"""The texts that were put together so far: as many as ways through the stories, for no value makes another one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A statement with its parameters, on its way.

    Attributes:
        parameters: By the names that stand in the statement's text, without the `$`.
    """

    statement: Statement[Any]
    parameters: Mapping[str, object]


def joined(sent: Sequence[Sent]) -> tuple[str, str, dict[str, object]]:
    """
    The name, the text and the parameters of statements that travel as one.

    Each but the last only writes: it becomes a subquery without a row of its own, so it neither adds to nor takes from
    what the last one answers. Each keeps parameters of its own.
    """
    if len(sent) == 1:
        return sent[0].statement.name, sent[0].statement.text, dict(sent[0].parameters)
    parameters = {f"{each.statement.name}_{name}": value for each in sent for name, value in each.parameters.items()}
    statements = tuple(each.statement for each in sent)
    return " + ".join(each.name for each in statements), _text(statements), parameters


def _text(statements: tuple[Statement[Any], ...]) -> str:
    if statements not in TOGETHER:
        TOGETHER[statements] = "\n".join(_part(each) for each in statements)
    return TOGETHER[statements]


def _part(statement: Statement[Any]) -> str:
    text = _PARAMETER.sub(lambda found: f"${statement.name}_{found[1]}", statement.text)
    return f"CALL () {{ {text} }}" if statement.decode is nothing else text
