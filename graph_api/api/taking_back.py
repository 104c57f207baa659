"""Taking back shipped items through GraphQL: a negative quantity on an order line (C2)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import SalesOrderPayload, perform
from graph_api.services import taking_back


@strawberry.input(description="Items of one packing slip line that come back.")
class ItemsBackInput:
    """Nobody guesses which of the registered numbers came back."""

    slip_line_id: strawberry.ID = strawberry.field(description="The id of the packing slip's line.")
    quantity: int = strawberry.field(description="Pieces that come back: the negative quantity without its sign.")
    registrations: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="The ids of their registrations: one for each piece, but for those shipped without one (T3).",
    )


@strawberry.input(description="Items of an order line that are shipped, not invoiced, and come back; say why.")
class TakeBackItemsInput(MutationInput):
    """What is left of the order line's registrations is frozen from then on (C2)."""

    order_line_id: strawberry.ID = strawberry.field(description="The id of the sales order's line.")
    items: list[ItemsBackInput] = strawberry.field(description="What comes back, by slip line: 1 to 1,000 of them.")
    day: date | None = strawberry.field(
        default=None, description="The day on which they came back: not before their slips', today or earlier (W11)."
    )
    version: int = strawberry.field(
        description="The version of the sales order that this is decided on; a stale one is refused (C4)."
    )


async def take_back_items(
    info: Info,
    given: Annotated[
        TakeBackItemsInput, strawberry.argument(name="input", description="The order line and what comes back.")
    ],
) -> SalesOrderPayload:
    """
    Take back items that are shipped and not invoiced: a negative quantity on the order line (C2).

    They no longer count as shipped and their sale ends. From then on no registration on the line's posted packing
    slips, or on invoices of them, is changed, added or filled.
    """
    reading = Reading()
    command = taking_back.TakeBack(
        order_line_id=reading.id(given.order_line_id, ("orderLineId",), "OrderLine"),
        items=_items(reading, given.items),
        version=given.version,
        day=given.day,
    )
    return SalesOrderPayload.of(await perform(info, given, reading, taking_back.take_back_items, command))


def _items(reading: Reading, given: Sequence[ItemsBackInput]) -> tuple[taking_back.ItemsBack, ...]:
    return tuple(
        taking_back.ItemsBack(
            slip_line_id=reading.id(each.slip_line_id, ("items", str(place), "slipLineId"), "SlipLine"),
            quantity=each.quantity,
            registrations=reading.ids(each.registrations, ("items", str(place), "registrations"), "Registration"),
        )
        for place, each in enumerate(reading.bounded(given, ("items",)))
    )
