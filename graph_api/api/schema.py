"""The schema: the contract, exported to `schema/schema.graphql` and compared byte for byte."""

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import get_object_definition

from graph_api.api.mutations import Mutation
from graph_api.api.node import FINDERS
from graph_api.api.problems import Needs
from graph_api.api.queries import Query
from graph_api.api.refusals import REFUSAL_TYPES
from graph_api.api.types import enums  # noqa: F401 -- describes the domain's enumerations
from graph_api.api.types.scalars import SCALARS


def guarded(query: type[Any]) -> type[Any]:
    """
    Take a query root whose every field asks for a duty: what is not allowed on purpose is forbidden.

    Raises:
        ValueError: A field asks for none.
    """
    fields = get_object_definition(query, strict=True).fields
    open_ = [each.python_name for each in fields if not any(isinstance(ext, Needs) for ext in each.extensions)]
    if open_:
        raise ValueError(f"these root fields name no duty: {', '.join(open_)}")
    return query


schema = strawberry.Schema(
    query=guarded(Query),
    mutation=Mutation,
    types=[*FINDERS, *REFUSAL_TYPES],
    config=StrawberryConfig(scalar_map=SCALARS),
)


def sdl() -> str:
    """The schema as text, as it stands in `schema/schema.graphql`."""
    return schema.as_str() + "\n"
