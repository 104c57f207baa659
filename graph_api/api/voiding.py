"""Voiding a unit's warranty through GraphQL, and lifting that."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import SOLD_UNIT, UNIT_VERSION, MutationInput, Reading
from graph_api.api.payloads import SaleRecordPayload, perform
from graph_api.domain.terms import Layer
from graph_api.services import voiding


@strawberry.input(description="A unit whose warranty is void from a day on; say why.")
class VoidWarrantyInput(MutationInput):
    """Whole, or one layer (W6)."""

    unit_id: strawberry.ID = strawberry.field(description=SOLD_UNIT)
    layer: Layer | None = strawberry.field(
        default=None, description="The layer that is void, one that the sale has; left out: all of them."
    )
    day: date | None = strawberry.field(
        default=None,
        description="The first day without cover: not before the day of sale, today or earlier; left out: today.",
    )
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


@strawberry.input(description="A void that is to count as never made; say why.")
class LiftVoidInput(MutationInput):
    """It stays on record, with what was answered while it stood (W11)."""

    id: strawberry.ID = strawberry.field(description="The id of the void.")
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


async def void_warranty(
    info: Info,
    given: Annotated[VoidWarrantyInput, strawberry.argument(name="input", description="The unit, and since when.")],
) -> SaleRecordPayload:
    """
    Void a unit's warranty from a day on, whole or by layer (W6).

    It counts on the sale that stands on that day. What is void already is refused, naming the void.
    """
    reading = Reading()
    unit = reading.id(given.unit_id, ("unitId",), "Unit")
    command = voiding.VoidWarranty(unit, given.layer, given.day, given.version)
    return SaleRecordPayload.of(await perform(info, given, reading, voiding.void_warranty, command))


async def lift_void(
    info: Info,
    given: Annotated[LiftVoidInput, strawberry.argument(name="input", description="The void.")],
) -> SaleRecordPayload:
    """
    Lift a void: it counts as never made in what is known from now on (W6, W11).

    One that was lifted before stays so, which a notice says.
    """
    reading = Reading()
    command = voiding.LiftVoid(reading.id(given.id, ("id",), "WarrantyVoid"), given.version)
    return SaleRecordPayload.of(await perform(info, given, reading, voiding.lift_void, command))
