"""`schema/graph-model.md` says what the migrations make and what the statements use: no more, no less."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import graph_api.store
from graph_api.resources import resource
from graph_api.store.statement import Statement

MODEL = resource("schema", "graph-model.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return MODEL.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _first_cells(section: str) -> set[str]:
    """The names in backticks in the first column of a section's tables."""
    cells = (line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `"))
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def _in(value: object) -> Iterator[Statement[Any]]:
    if isinstance(value, Statement):
        yield value
    elif isinstance(value, dict):
        yield from _in(tuple(value.values()))
    elif isinstance(value, tuple):
        for each in value:
            yield from _in(each)
    elif hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from _in(tuple(getattr(value, name) for name in value.__dataclass_fields__))


def _texts() -> list[str]:
    """Every statement's text, without comments, without procedures, and without what stands in quotes."""
    modules = pkgutil.iter_modules(graph_api.store.__path__, "graph_api.store.")
    values = (value for module in modules for value in vars(importlib.import_module(module.name)).values())
    found = {statement.name: statement.text for value in values for statement in _in(value)}
    bare = (re.sub(r"//.*|db\.index\.fulltext\.\w+", "", text) for text in found.values())
    return [re.sub(r"'[^']*'", "''", text) for text in bare]


TEXTS = _texts()


def _labels_and_types() -> set[str]:
    groups = (group for text in TEXTS for group in re.findall(r":\s*([A-Za-z_]+(?:\|[A-Za-z_]+)*)", text))
    return {name for group in groups for name in group.split("|") if name[0].isupper()}


def _properties(text: str) -> Iterator[str]:
    """What stands behind a dot or before a colon in a map; fields of rows that the caller sends are no properties."""
    rows = set(re.findall(r"UNWIND\s+[^\n]*?\bAS\s+(\w+)", text)) | set(re.findall(r"\$\w+\[\w+\] AS (\w+)", text))
    for owner, name in re.findall(r"\b([a-z]\w*)\.([a-z]\w*)\b(?!\()", text):
        if owner not in rows:
            yield name
    for inside in re.findall(r"\{([^{}]*)\}", text):
        yield from re.findall(r"(?:^|,)\s*(\w+)\s*:", inside)
        yield from re.findall(r"(?:^|,)\s*\.(\w+)", inside)


def test_the_model_names_every_label_that_a_statement_uses_and_no_other() -> None:
    used = {name for name in _labels_and_types() if not name.isupper()}
    assert set(re.findall(r"^### `(\w+)`$", _section("Nodes"), re.MULTILINE)) == used


def test_the_model_names_every_relationship_that_a_statement_uses_and_no_other() -> None:
    assert _first_cells(_section("Relationships")) == {name for name in _labels_and_types() if name.isupper()}


def test_the_model_names_every_property_that_a_statement_uses_and_no_other() -> None:
    of_relationships = {"recordedAt", "supersededAt", "creditedOn"}
    used = {name for text in TEXTS for name in _properties(text)}
    assert _first_cells(_section("Nodes")) | of_relationships == used


def test_the_model_names_every_constraint_and_index_of_the_migrations_and_no_other() -> None:
    files = sorted(resource("schema", "migrations").glob("*.cypher"))
    migrations = "\n".join(path.read_text(encoding="utf-8") for path in files)
    constraints = re.findall(r"CREATE CONSTRAINT (\w+)", migrations)
    indexes = re.findall(r"CREATE (?:\w+ )?INDEX (\w+)", migrations)
    assert _first_cells(_section("Constraints")) == set(constraints)
    assert _first_cells(_section("Indexes")) == set(indexes)


def test_a_constraint_is_described_on_what_it_is_on() -> None:
    """`unit_key` on `Unit.product, Unit.serialKey`, as the migration says."""
    path = resource("schema", "migrations", "V001__identity.cypher")
    found = re.findall(
        r"CREATE CONSTRAINT (\w+) IF NOT EXISTS FOR \(\w:(\w+)\) REQUIRE \(?([^)]*?)\)? IS",
        path.read_text(encoding="utf-8"),
    )
    assert len(found) > 20
    for name, label, keys in found:
        described = ", ".join(f"{label}.{key.strip()[2:]}" for key in keys.split(","))
        assert f"| `{name}` | {described} |" in MODEL
