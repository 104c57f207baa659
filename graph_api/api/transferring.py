"""Transfers of ownership through GraphQL."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import SOLD_UNIT, UNIT_VERSION, MutationInput, Reading
from graph_api.api.payloads import SaleRecordPayload, perform
from graph_api.services import transferring


@strawberry.input(description="A unit that belongs to another customer from a day on.")
class TransferOwnershipInput(MutationInput):
    """Cover follows where its term is transferable (W9)."""

    unit_id: strawberry.ID = strawberry.field(description=SOLD_UNIT)
    customer: str = strawberry.field(description="The number of the customer who owns it now.")
    day: date | None = strawberry.field(
        default=None,
        description=(
            "The first day on which it is theirs: not before the day of sale or the last transfer, today or earlier; "
            "left out: today."
        ),
    )
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


async def transfer_ownership(
    info: Info,
    given: Annotated[TransferOwnershipInput, strawberry.argument(name="input", description="The unit, and to whom.")],
) -> SaleRecordPayload:
    """
    Record that a unit belongs to another customer from a day on (W9).

    A wrong transfer is put right by the next one, of the same day or a later one.
    """
    reading = Reading()
    command = transferring.TransferOwnership(
        reading.id(given.unit_id, ("unitId",), "Unit"), given.customer, given.day, given.version
    )
    return SaleRecordPayload.of(await perform(info, given, reading, transferring.transfer_ownership, command))
