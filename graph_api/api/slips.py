"""Packing slips through GraphQL, from the draft to the posting."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.drafts import DocumentLineInput, EditedLineInput, read_edited, read_lines
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import PackingSlipPayload, perform
from graph_api.services import slips
from graph_api.services.posting import PostDocument


@strawberry.input(description="A draft packing slip for some or all of an order.")
class CreatePackingSlipInput(MutationInput):
    """A draft reserves no quantity (D11)."""

    order: str = strawberry.field(description="The sales order's number.")
    lines: list[DocumentLineInput] | None = strawberry.field(
        default=None, description="What it ships; left out: all that is not shipped."
    )
    number: str | None = strawberry.field(
        default=None, description="The slip's number; left out: the next of its sequence at posting (D12)."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )


@strawberry.input(description="What changes on a draft packing slip; what is left out stays.")
class EditPackingSlipInput(MutationInput):
    """Registrations stay, also where they are too many now (R2)."""

    id: strawberry.ID = strawberry.field(description="The id of the packing slip.")
    lines: list[EditedLineInput] = strawberry.field(default_factory=list, description="Lines with new quantities.")
    add: list[DocumentLineInput] = strawberry.field(default_factory=list, description="Further lines.")
    number: str | None = strawberry.field(default=None, description="The slip's number (D12).")
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )


@strawberry.input(description="A draft packing slip that is given up: what it claimed is free (D11).")
class DiscardPackingSlipInput(MutationInput):
    """Nothing leaves the state that follows."""

    id: strawberry.ID = strawberry.field(description="The id of the packing slip.")


@strawberry.input(description="A draft packing slip that is to ship its goods.")
class PostPackingSlipInput(MutationInput):
    """All or nothing (D7)."""

    id: strawberry.ID = strawberry.field(description="The id of the packing slip.")
    day: date | None = strawberry.field(
        default=None, description="The slip's day: today or earlier, not before the order (W11); left out: today."
    )
    number: str | None = strawberry.field(
        default=None, description="The slip's number; left out: the draft's own, or the next of the sequence (D12)."
    )


async def create_packing_slip(
    info: Info,
    given: Annotated[CreatePackingSlipInput, strawberry.argument(name="input", description="The new draft.")],
) -> PackingSlipPayload:
    """Draft a packing slip (D1, D11)."""
    reading = Reading()
    lines = None if given.lines is None else read_lines(reading, given.lines, "lines")
    command = slips.CreateSlip(given.order, lines, given.number, given.external_reference)
    return PackingSlipPayload.of(await perform(info, given, reading, slips.create_slip, command))


async def edit_packing_slip(
    info: Info,
    given: Annotated[EditPackingSlipInput, strawberry.argument(name="input", description="What changes.")],
) -> PackingSlipPayload:
    """Change a draft packing slip (D11, R2)."""
    reading = Reading()
    command = slips.EditSlip(
        id=reading.id(given.id, ("id",), "PackingSlip"),
        lines=read_edited(reading, given.lines, "SlipLine"),
        add=read_lines(reading, given.add, "add"),
        number=given.number,
        external_reference=given.external_reference,
    )
    return PackingSlipPayload.of(await perform(info, given, reading, slips.edit_slip, command))


async def discard_packing_slip(
    info: Info,
    given: Annotated[DiscardPackingSlipInput, strawberry.argument(name="input", description="The draft.")],
) -> PackingSlipPayload:
    """Give up a draft packing slip (D11)."""
    reading = Reading()
    slip_id = reading.id(given.id, ("id",), "PackingSlip")
    return PackingSlipPayload.of(await perform(info, given, reading, slips.discard_slip, slip_id))


async def post_packing_slip(
    info: Info,
    given: Annotated[PostPackingSlipInput, strawberry.argument(name="input", description="The draft and its day.")],
) -> PackingSlipPayload:
    """Ship the goods of a draft packing slip, all or nothing (D7)."""
    reading = Reading()
    command = PostDocument(reading.id(given.id, ("id",), "PackingSlip"), given.day, given.number)
    return PackingSlipPayload.of(await perform(info, given, reading, slips.post_slip, command))
