"""Lists that are completed at once: the same answers as graphql-core's, errors included."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph_api.web.projection import ProjectingExecutor


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Wheel:
    """The value of a plain type; what is wrong with it shows where it is answered."""

    size: Any
    colour: Any = Colour.RED
    hub: Any = None
    tags: Any = ()


def _doubled(root: strawberry.Parent[Wheel]) -> int:
    return root.size * 2


@strawberry.type
class Hub:
    size: int


@strawberry.type(name="Wheel")
class WheelType:
    size: int
    colour: Colour | None
    hub: Hub | None
    tags: list[str]
    doubled: int = strawberry.field(resolver=_doubled)

    @strawberry.field
    def times(self, by: int) -> int:
        return self.size * by

    @strawberry.field
    async def later(self) -> int:
        return 1

    @strawberry.field
    def asked(self, info: strawberry.Info) -> str:
        return info.field_name


WHEELS: list[Any] = []


@strawberry.type
class Query:
    @strawberry.field
    def wheels(self) -> list[WheelType | None]:
        return WHEELS

    @strawberry.field
    def sizes(self) -> list[int]:
        return [wheel.size for wheel in WHEELS]


SCHEMA = strawberry.Schema(Query, config=StrawberryConfig(auto_camel_case=True))._schema


class Counting(ProjectingExecutor):
    """Counts what was not completed at once."""

    by_field = 0

    def complete_list_item_value(self, *args: Any, **kwargs: Any) -> bool:
        Counting.by_field += 1
        return super().complete_list_item_value(*args, **kwargs)


async def _answer(executor: Any, query: str, variables: dict[str, Any] | None = None) -> ExecutionResult:
    result: Any = execute(SCHEMA, parse(query), variable_values=variables, executor_class=executor)
    return result if isinstance(result, ExecutionResult) else await result


async def _same(query: str, variables: dict[str, Any] | None = None) -> tuple[Any, int]:
    """What both answer, and how many values of lists were left to graphql-core."""
    theirs = await _answer(StrawberryGraphQLCoreExecutionContext, query, variables)
    Counting.by_field = 0
    ours = await _answer(Counting, query, variables)
    assert ours.formatted == theirs.formatted
    return ours.formatted, Counting.by_field


PLAIN = """{ wheels { __typename kind: colour size doubled hub { size } tags ...Some } sizes }
fragment Some on Wheel { size }"""


@pytest.mark.anyio
async def test_a_list_of_plain_values_is_completed_at_once() -> None:
    WHEELS[:] = [Wheel(1), None, Wheel(2, None, Wheel(3), ["a", "b"])]
    WHEELS[1:2] = []
    told, by_field = await _same(PLAIN)
    assert by_field == 0
    assert told["data"]["wheels"][1] == {
        "__typename": "Wheel",
        "kind": None,
        "size": 2,
        "doubled": 4,
        "hub": {"size": 3},
        "tags": ["a", "b"],
    }


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ wheels { size times(by: 2) } }", None),
        ("{ wheels { size later } }", None),
        ("{ wheels { size asked } }", None),
    ],
)
async def test_what_needs_more_than_the_value_is_left_to_graphql_core(
    query: str, variables: dict[str, Any] | None
) -> None:
    WHEELS[:] = [Wheel(1), Wheel(2)]
    _, by_field = await _same(query, variables)
    assert by_field == 2


@pytest.mark.anyio
@pytest.mark.parametrize("leave", [True, False])
async def test_fields_are_left_out_as_was_asked(leave: bool) -> None:  # noqa: FBT001 -- both
    WHEELS[:] = [Wheel(1)]
    query = "query ($leave: Boolean!) { wheels { size @skip(if: $leave) colour @include(if: $leave) } }"
    told, by_field = await _same(query, {"leave": leave})
    assert told["data"] == {"wheels": [{"colour": "RED"} if leave else {"size": 1}]}
    assert by_field == 0


@pytest.mark.anyio
@pytest.mark.parametrize(
    "wheel",
    [
        Wheel(None),
        Wheel("wide"),
        Wheel(2**40),
        Wheel(1, "no colour"),
        Wheel(1, hub=Wheel(None)),
        Wheel(1, tags=None),
        Wheel(1, tags=["a", None]),
        ValueError("broken"),
        object(),
        None,
    ],
)
async def test_an_error_is_told_at_its_place_beside_what_is_right(wheel: Any) -> None:
    WHEELS[:] = [Wheel(1), wheel, Wheel(3)]
    told, _ = await _same("{ wheels { size colour hub { size } tags } }")
    assert told["data"] is None or told["data"]["wheels"][0]["size"] == 1


_SOMETHING = st.one_of(st.none(), st.integers(-(2**33), 2**33), st.text(max_size=3), st.booleans())
_WHEELS = st.builds(
    Wheel,
    size=_SOMETHING,
    colour=st.one_of(st.sampled_from(Colour), _SOMETHING),
    hub=st.one_of(st.none(), st.builds(Wheel, size=_SOMETHING)),
    tags=st.one_of(_SOMETHING, st.lists(_SOMETHING, max_size=3)),
)


@given(st.lists(st.one_of(_WHEELS, st.none()), max_size=4))
def test_whatever_the_values_are_both_say_the_same(wheels: list[Any]) -> None:
    WHEELS[:] = wheels
    theirs = execute(SCHEMA, parse(PLAIN), executor_class=StrawberryGraphQLCoreExecutionContext)
    ours = execute(SCHEMA, parse(PLAIN), executor_class=ProjectingExecutor)
    assert isinstance(theirs, ExecutionResult)
    assert isinstance(ours, ExecutionResult)
    assert ours.formatted == theirs.formatted
