"""How a field of the query root is made: described, and guarded by the duty that it asks for."""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from graph_api.api.problems import Needs
from graph_api.domain.duties import Duty


def root(
    duty: Duty | None, description: str, name: str | None = None
) -> Callable[[Callable[..., Any]], StrawberryField]:
    """Make a method a root field that asks for a duty; for None whoever is known may ask."""

    def made(resolver: Callable[..., Any]) -> StrawberryField:
        field: StrawberryField = strawberry.field(
            resolver=resolver, name=name, description=description, extensions=[Needs(duty)]
        )
        return field

    return made
