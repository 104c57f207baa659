"""Undoing posted packing slips through GraphQL: lines are reversed, a slip is cancelled."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import PackingSlipPayload, perform
from graph_api.services import reversing

DAY = "The day of the reversal: not before the slip's, today or earlier (W11); left out: today."
VERSION = "The version of the packing slip that this is decided on; a stale one is refused (C4)."


@strawberry.input(description="Lines of a posted packing slip that are reversed with their full quantity; say why.")
class ReversePackingSlipLinesInput(MutationInput):
    """Nothing is reversed in part (D3)."""

    id: strawberry.ID = strawberry.field(description="The id of the packing slip.")
    lines: list[strawberry.ID] = strawberry.field(description="The ids of 1 to 1,000 of its lines.")
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


@strawberry.input(description="A posted packing slip of which everything is reversed; say why.")
class CancelPackingSlipInput(MutationInput):
    """Nothing leaves the state that follows."""

    id: strawberry.ID = strawberry.field(description="The id of the packing slip.")
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


async def reverse_packing_slip_lines(
    info: Info,
    given: Annotated[
        ReversePackingSlipLinesInput, strawberry.argument(name="input", description="The slip and its lines.")
    ],
) -> PackingSlipPayload:
    """
    Reverse lines of a posted packing slip with their full quantity, unless they are invoiced or came back (D3, D5).

    What stands on them waits for its order line: the next line that is created for it takes it over (D4).
    """
    reading = Reading()
    command = reversing.ReverseLines(
        id=reading.id(given.id, ("id",), "PackingSlip"),
        lines=reading.ids(given.lines, ("lines",), "SlipLine"),
        version=given.version,
        day=given.day,
    )
    return PackingSlipPayload.of(await perform(info, given, reading, reversing.reverse_lines, command))


async def cancel_packing_slip(
    info: Info,
    given: Annotated[CancelPackingSlipInput, strawberry.argument(name="input", description="The slip.")],
) -> PackingSlipPayload:
    """Cancel a posted packing slip: all of its lines that stand are reversed (D4, D5)."""
    reading = Reading()
    command = reversing.CancelSlip(reading.id(given.id, ("id",), "PackingSlip"), given.version, given.day)
    return PackingSlipPayload.of(await perform(info, given, reading, reversing.cancel_slip, command))
