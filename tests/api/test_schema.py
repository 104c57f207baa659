"""The schema as a contract: everything described, every root field guarded, exported as it is."""

from dataclasses import fields
from typing import Any, cast

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    is_required_input_field,
)
from strawberry.types.base import get_object_definition

from graph_api.api.context import Context
from graph_api.api.ids import make_id
from graph_api.api.node import FINDERS
from graph_api.api.problems import Needs
from graph_api.api.queries import Query
from graph_api.api.root import root
from graph_api.api.schema import guarded, schema, sdl
from graph_api.api.types import effects, lineage
from graph_api.api.types.verdicts import MIRRORED
from graph_api.domain.duties import Actor, Duty
from graph_api.resources import resource
from graph_api.store.graph import Graph
from tests.api.desk import office

CORE = schema._schema
TYPES = {name: kind for name, kind in CORE.type_map.items() if not name.startswith("__")}
DRAFTS = {
    "replay_warranty_term": (
        '{ number: "X", scope: {}, layer: COMMERCIAL, startBasis: INVOICE, coverages: [], validFrom: "2026-01-01" }'
    ),
    "replay_return_policy": '{ number: "X", scope: {}, basis: INVOICE, validFrom: "2026-01-01" }',
}
OWN = {
    "recall": {"filter": '{ products: ["X"] }'},
    "sales_analytics": {"by": "[PRODUCT]"},
    "claim_survival": {"by": "PRODUCT"},
}
SAMPLES = {
    "by": '{ serial: "X" }',
    "id": '"X"',
    "ids": '["X"]',
    "number": '"X"',
    "over": '{ claims: { openedFrom: "2026-01-01", openedTo: "2026-01-01" } }',
    "serials": '["X"]',
    "sold": '{ soldFrom: "2026-01-01", soldBefore: "2026-02-01" }',
    "start": '"X"',
    "subject": '"X"',
}
CORE_NAMES = {
    field.python_name: schema.config.name_converter.get_graphql_name(field)
    for field in get_object_definition(Query, strict=True).fields
}
BUILT_IN = {"Boolean", "Float", "ID", "Int", "String"}


def described(kind: GraphQLNamedType) -> list[tuple[str, str | None]]:
    """A type and everything in it, each with its description."""
    found = [(kind.name, kind.description)]
    if isinstance(kind, GraphQLEnumType):
        found += [(f"{kind.name}.{name}", value.description) for name, value in kind.values.items()]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in kind.fields.items():
            found.append((f"{kind.name}.{name}", field.description))
            arguments = getattr(field, "args", {})
            found += [(f"{kind.name}.{name}({argument})", each.description) for argument, each in arguments.items()]
    return found


@pytest.mark.parametrize("name", sorted(set(TYPES) - BUILT_IN))
def test_everything_in_the_schema_is_described(name: str) -> None:
    silent = [place for place, description in described(TYPES[name]) if not description]

    assert silent == []


def test_every_type_that_implements_an_interface_can_be_returned() -> None:
    """An implementer that is missing from the schema fails only when it is returned."""
    interfaces = [kind for kind in TYPES.values() if isinstance(kind, GraphQLInterfaceType)]
    made = {kind.name for interface in interfaces for kind in CORE.get_implementations(interface).objects}

    assert {"Unit", "UnknownSerial", "SlipLine", "InvoiceLine", "PackingSlip", "Invoice", "NotPermitted"} <= made
    assert all(CORE.get_implementations(interface).objects for interface in interfaces)


def test_every_node_can_be_found_by_its_id() -> None:
    nodes = {kind.name for kind in CORE.get_implementations(TYPES["Node"]).objects}  # type: ignore[arg-type]

    assert {kind.__name__ for kind in FINDERS} == nodes


@pytest.mark.parametrize(
    ("shown", "fact"), [*MIRRORED, *effects.MIRRORED, *lineage.MIRRORED], ids=lambda kind: kind.__name__
)
def test_a_value_of_the_domain_is_shown_with_the_attributes_that_it_has(shown: type[Any], fact: type[Any]) -> None:
    """These types are resolved on the domain's values, so their attributes are the same."""
    attributes = {field.name for field in fields(fact)}

    assert {field.python_name for field in get_object_definition(shown, strict=True).fields} == attributes


def test_a_root_field_without_a_duty_is_not_taken_into_the_schema() -> None:
    @strawberry.type
    class Open:
        @root(Duty.READ_REGISTER, "Guarded.")
        def guarded(self) -> str:
            return ""

        @strawberry.field(description="Forgotten.")
        def forgotten(self) -> str:
            return ""

    with pytest.raises(ValueError, match="forgotten"):
        guarded(Open)


class Unasked:
    """A graph that is asked nothing: whoever lacks the duty is turned away before."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the graph was asked for {name}")


def duty_of(field: Any) -> Duty | None:
    (needs,) = (each for each in field.extensions if isinstance(each, Needs))
    return needs.duty


@pytest.mark.anyio
@pytest.mark.parametrize(
    "name", sorted(f.python_name for f in get_object_definition(Query, strict=True).fields if duty_of(f) is not None)
)
async def test_nobody_is_answered_without_the_duty(name: str) -> None:
    """S4: every root field of a query but `viewer`, asked by somebody whose roles allow nothing."""
    assert CORE.query_type is not None
    field = CORE.query_type.fields[CORE_NAMES[name]]
    samples = SAMPLES | ({"draft": DRAFTS[name]} if name in DRAFTS else {})
    samples |= OWN.get(name, {})
    given = ", ".join(f"{argument}: {samples[argument]}" for argument in field.args if argument in samples)
    document = f"query {{ {CORE_NAMES[name]}{f'({given})' if given else ''} {{ __typename }} }}"

    context = Context(office(cast("Graph", Unasked())), Actor("nobody", frozenset()), "request-1")
    result = await schema.execute(document, context_value=context)

    assert result.errors is not None
    assert [(error.extensions or {}).get("code") for error in result.errors] == ["FORBIDDEN"]


MUTATIONS = sorted(CORE.mutation_type.fields) if CORE.mutation_type is not None else []
PLAIN = {"String": "X", "Int": 1, "Float": 1.0, "Boolean": False, "Date": "2026-01-01", "Decimal": "1"}


def sample(kind: GraphQLInputType, id_: str) -> Any:
    """The least that an input takes: what must be given, lists empty, every id the same but that of a registration."""
    if isinstance(kind, GraphQLNonNull):
        return sample(kind.of_type, id_)
    if isinstance(kind, GraphQLInputObjectType):
        required = {name: each.type for name, each in kind.fields.items() if is_required_input_field(each)}
        if kind.is_one_of:
            required = {name: each.type for name, each in [*kind.fields.items()][:1]}
        own = {"registrationId": make_id("Registration", "X")}
        return {name: sample(each, own.get(name, id_)) for name, each in required.items()}
    if isinstance(kind, GraphQLList):
        return []
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return id_ if kind.name == "ID" else PLAIN[kind.name]


@pytest.mark.anyio
@pytest.mark.parametrize("name", MUTATIONS)
async def test_nobody_changes_anything_without_the_duty(name: str) -> None:
    """S1, S4: whatever an id must be of; an id of another type is refused before anybody's duty is asked."""
    assert CORE.mutation_type is not None
    kind = CORE.mutation_type.fields[name].args["input"].type
    document = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ refusals {{ code }} }} }}"
    answers = set()

    for each in FINDERS:
        context = Context(office(cast("Graph", Unasked())), Actor("nobody", frozenset()), "request-1")
        given = {"input": sample(kind, make_id(each.__name__, "X"))}
        result = await schema.execute(document, given, context_value=context)
        assert result.errors is None
        assert result.data is not None
        answers.add(frozenset(refusal["code"] for refusal in result.data[name]["refusals"]))

    assert frozenset({"NOT_PERMITTED"}) in answers
    assert answers <= {frozenset({"NOT_PERMITTED"}), frozenset({"UNKNOWN_RECORD"})}


def test_only_the_viewer_is_answered_to_everybody() -> None:
    open_to_all = [f.python_name for f in get_object_definition(Query, strict=True).fields if duty_of(f) is None]

    assert open_to_all == ["viewer"]


def test_the_exported_schema_is_the_schema() -> None:
    """After a change on purpose: `warranty-graph schema --output schema/schema.graphql`."""
    exported = resource("schema", "schema.graphql").read_bytes()

    assert exported == sdl().encode(), "write it again: warranty-graph schema --output schema/schema.graphql"
