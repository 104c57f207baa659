"""A literal can hold what a variable may not: a NUL written as an escape, or a number like 1e999."""

import math
from collections.abc import Iterator

from graphql import DocumentNode, FloatValueNode, GraphQLError, Node, StringValueNode


def odd_literals(document: DocumentNode) -> list[GraphQLError]:
    """An error, with its line and column, for every literal of a document that must not be stored."""
    problems = ((node, _oddity(node)) for node in _nodes(document))
    return [
        GraphQLError(f"{problem}: leave it out", nodes=[node], extensions={"code": "INVALID_VALUE"})
        for node, problem in problems
        if problem
    ]


def _oddity(node: Node) -> str | None:
    if isinstance(node, StringValueNode) and "\0" in node.value:
        return "The string holds a NUL character"
    if isinstance(node, FloatValueNode) and not math.isfinite(float(node.value)):
        return "The number is not finite"
    return None


def _nodes(document: DocumentNode) -> Iterator[Node]:
    """Every node, without recursion: a thousand nested lists would otherwise exhaust the stack."""
    waiting: list[Node] = [document]
    while waiting:
        node = waiting.pop()
        yield node
        for key in node.keys:
            child = getattr(node, key)
            if isinstance(child, Node):
                waiting.append(child)
            elif isinstance(child, tuple):
                waiting.extend(child)
