"""What Neo4j would do for a text: the operators of its plan, and those that no statement may need."""

import re
from collections.abc import Iterator
from typing import Any, Final

import neo4j

SCANS: Final = frozenset(
    {"AllNodesScan", "NodeByLabelScan", "NodeIndexScan", "DirectedAllRelationshipsScan", "CartesianProduct"}
)


def operators(driver: neo4j.Driver, text: str) -> set[str]:
    """The names of the operators by which a text would be run."""
    parameters = dict.fromkeys(re.findall(r"\$(\w+)", text))
    with driver.session() as session:
        # A busy machine plans slowly, which says nothing of what would be done.
        summary = session.run(neo4j.Query(f"EXPLAIN {text}", timeout=60), parameters).consume()
    assert summary.plan is not None
    return set(_of(dict(summary.plan)))


def _of(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", []):
        yield from _of(child)
