"""Sales lineage through GraphQL: from any record, up, down or both, as far as was asked."""

from typing import Annotated, Final, TypeAlias

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import read_id
from graph_api.api.problems import bad_input
from graph_api.api.types.lineage import NODES, Lineage
from graph_api.api.types.verdicts import shown
from graph_api.domain.tracing import DEEPEST, MOST_NODES, LineageDirection, LineageKind, Place, nearest, only
from graph_api.services.inputs import shown as said

Start: TypeAlias = Annotated[
    strawberry.ID,
    strawberry.argument(
        description="The global id of a customer, a product, a sales order, a packing slip, an invoice, a credit note, "
        "a unit, a claim or a return."
    ),
]
Depth: TypeAlias = Annotated[int, strawberry.argument(description="How many steps to follow, 1 to 10.")]
Way: TypeAlias = Annotated[LineageDirection, strawberry.argument(description="Which way to follow it.")]
Kinds: TypeAlias = Annotated[
    list[LineageKind] | None,
    strawberry.argument(
        description="Tell the start and nodes of these kinds alone; others are stepped over, and a link then says "
        "`LEADS_TO`. All kinds where left out."
    ),
]
Most: TypeAlias = Annotated[int, strawberry.argument(description="How many nodes at most, 1 to 10,000.")]

_KIND_OF: Final = {name: kind for kind, name in NODES.items()}


async def follow(
    info: Info,
    start: strawberry.ID,
    depth: int,
    direction: LineageDirection,
    kinds: list[LineageKind] | None,
    most: int,
) -> Lineage | None:
    """
    The lineage of a record; None where nothing has the id.

    Raises:
        GraphQLError: An argument cannot be taken.
    """
    place = _place(start)
    if not 1 <= depth <= DEEPEST:
        raise bad_input("depth", f"{depth} steps cannot be followed: ask for 1 to {DEEPEST}.")
    if not 1 <= most <= MOST_NODES:
        raise bad_input("most", f"{most} nodes cannot be told: ask for 1 to {MOST_NODES:,}.")
    if not info.context.afford(most):
        raise bad_input(
            "most", "This request asks for more than it may hold: ask for fewer nodes, or send two requests."
        )
    found = await info.context.office.graph.trace(place, direction, depth, most + 1)
    if found is None:
        return None
    picture = nearest(found, most)
    return shown(Lineage, picture if kinds is None else only(picture, kinds, place))


def _place(text: str) -> Place:
    name, key = read_id(text) or ("", "")
    if name not in _KIND_OF:
        kinds = ", ".join(sorted(NODES.values()))
        raise bad_input(
            "start", f"“{said(text)}” starts no lineage: take the id of one of {kinds}, as this API gave it."
        )
    return _KIND_OF[name], key
