"""Every statement of the store: constant, named once, and found by seeking (`test_graph_model.py` spells them)."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

import graph_api.store
from graph_api.store.bolt import Connection
from graph_api.store.statement import Mode, Statement, nothing
from tests.plans import SCANS, operators

_STORE = Path(graph_api.store.__path__[0])


def _in(value: object) -> Iterator[Statement[Any]]:
    if isinstance(value, Statement):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _in(each)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from _in(getattr(value, name))


def all_statements() -> dict[str, Statement[Any]]:
    found: dict[str, Statement[Any]] = {}
    for module in pkgutil.iter_modules([str(_STORE)], "graph_api.store."):
        for value in vars(importlib.import_module(module.name)).values():
            for statement in _in(value):
                assert found.setdefault(statement.name, statement) is statement, f"two are called {statement.name}"
    return found


STATEMENTS = all_statements()


def test_the_store_has_the_statements_that_it_is_made_of() -> None:
    assert {"lock_slip_line", "find_units_by_serial", "record"} <= set(STATEMENTS)


@pytest.mark.parametrize("path", sorted(_STORE.glob("*.py")), ids=lambda path: path.name)
def test_no_cypher_is_built_from_values(path: Path) -> None:
    """An f-string passes for a LiteralString: none may stand where a text is put together."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [
        keyword.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg in {"text", "look", "publish"}
    ]
    for text in texts:
        for node in ast.walk(text):
            assert not isinstance(node, ast.JoinedStr), f"{path.name}:{node.lineno} builds Cypher with an f-string"
            assert not (isinstance(node, ast.Attribute) and node.attr == "format"), f"{path.name} formats Cypher"


@pytest.fixture(scope="session")
def plans(connection: Connection) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
        yield driver


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_statement_seeks_what_it_reads(name: str, plans: neo4j.Driver) -> None:
    """Cost grows with the answer, never with the database."""
    statement = STATEMENTS[name]
    found = operators(plans, statement.text)
    allowed = {"CartesianProduct"} if statement.mode is Mode.WRITE or _is_a_pair_of_seeks(found) else set()
    if not statement.analytic:
        assert not (found & SCANS) - allowed


def _is_a_pair_of_seeks(found: set[str]) -> bool:
    """Two independent seeks of one row each are joined by a product of one row."""
    return not found & (SCANS - {"CartesianProduct"})


@pytest.mark.parametrize("name", sorted(name for name, each in STATEMENTS.items() if each.decode is nothing))
def test_what_only_writes_can_travel_as_a_subquery_of_the_next_statement(name: str, plans: neo4j.Driver) -> None:
    text = f"CALL () {{ {STATEMENTS[name].text} }} RETURN 1 AS one"
    with plans.session() as session:
        session.run(f"EXPLAIN {text}", dict.fromkeys(re.findall(r"\$(\w+)", text))).consume()


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_dollar_stands_before_a_parameter_alone(name: str) -> None:
    """Statements that travel together rename their parameters, and would rename what a quoted text says."""
    quoted = re.findall(r"'([^'\n]*)'", STATEMENTS[name].text)
    assert not [text for text in quoted if "$" in text]
