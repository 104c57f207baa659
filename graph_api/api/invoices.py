"""Invoices through GraphQL, of slips and without one, from the draft to the posting."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.drafts import DocumentLineInput, EditedLineInput, read_edited, read_lines
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import InvoicePayload, perform
from graph_api.services import invoices
from graph_api.services.posting import PostDocument


@strawberry.input(description="Items of a posted slip line that an invoice takes (R1).")
class BillingInput:
    """Chosen by quantity and by registration."""

    slip_line_id: strawberry.ID = strawberry.field(description="The id of the packing slip's line.")
    quantity: int | None = strawberry.field(default=None, description="Pieces; left out: all that are not invoiced.")
    registrations: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="The ids of the registrations that it takes; left out: all that are free, if they fit.",
    )


@strawberry.input(
    description=(
        "A draft invoice: of slip lines, of order lines without a slip (D8), or of both; where neither is given, of "
        "everything that is shipped and not invoiced."
    )
)
class CreateInvoiceInput(MutationInput):
    """What it chooses no other invoice can choose meanwhile (D11)."""

    order: str = strawberry.field(description="The sales order's number.")
    billings: list[BillingInput] | None = strawberry.field(default=None, description="What it takes from slips.")
    direct: list[DocumentLineInput] | None = strawberry.field(
        default=None, description="What it ships itself, without a slip."
    )
    number: str | None = strawberry.field(
        default=None, description="The invoice's number; left out: the next of its sequence at posting (D12)."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )


@strawberry.input(description="What changes on a draft invoice; what is left out stays.")
class EditInvoiceInput(MutationInput):
    """Registrations stay, also where they are too many now (R2)."""

    id: strawberry.ID = strawberry.field(description="The id of the invoice.")
    lines: list[EditedLineInput] = strawberry.field(default_factory=list, description="Lines with new quantities.")
    number: str | None = strawberry.field(default=None, description="The invoice's number (D12).")
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )


@strawberry.input(description="A draft invoice that is given up: what it chose is free on its slips (D11).")
class DiscardInvoiceInput(MutationInput):
    """Nothing leaves the state that follows."""

    id: strawberry.ID = strawberry.field(description="The id of the invoice.")


@strawberry.input(description="A draft invoice that is to be posted.")
class PostInvoiceInput(MutationInput):
    """All or nothing (D7)."""

    id: strawberry.ID = strawberry.field(description="The id of the invoice.")
    day: date | None = strawberry.field(
        default=None,
        description="The invoice's day: today or earlier, not before its slips and order (W11); left out: today.",
    )
    number: str | None = strawberry.field(
        default=None, description="The invoice's number; left out: the draft's own, or the next of the sequence (D12)."
    )


async def create_invoice(
    info: Info,
    given: Annotated[CreateInvoiceInput, strawberry.argument(name="input", description="The new draft.")],
) -> InvoicePayload:
    """Draft an invoice of slips, or one without a slip (R1, D8, D11)."""
    reading = Reading()
    command = invoices.CreateInvoice(
        order=given.order,
        billings=None if given.billings is None else _billings(reading, given.billings),
        direct=None if given.direct is None else read_lines(reading, given.direct, "direct"),
        number=given.number,
        external_reference=given.external_reference,
    )
    return InvoicePayload.of(await perform(info, given, reading, invoices.create_invoice, command))


async def edit_invoice(
    info: Info,
    given: Annotated[EditInvoiceInput, strawberry.argument(name="input", description="What changes.")],
) -> InvoicePayload:
    """Change a draft invoice (D11, R2)."""
    reading = Reading()
    command = invoices.EditInvoice(
        id=reading.id(given.id, ("id",), "Invoice"),
        lines=read_edited(reading, given.lines, "InvoiceLine"),
        number=given.number,
        external_reference=given.external_reference,
    )
    return InvoicePayload.of(await perform(info, given, reading, invoices.edit_invoice, command))


async def discard_invoice(
    info: Info,
    given: Annotated[DiscardInvoiceInput, strawberry.argument(name="input", description="The draft.")],
) -> InvoicePayload:
    """Give up a draft invoice (D11)."""
    reading = Reading()
    invoice_id = reading.id(given.id, ("id",), "Invoice")
    return InvoicePayload.of(await perform(info, given, reading, invoices.discard_invoice, invoice_id))


async def post_invoice(
    info: Info,
    given: Annotated[PostInvoiceInput, strawberry.argument(name="input", description="The draft and its day.")],
) -> InvoicePayload:
    """Post a draft invoice, all or nothing (D2, D7, D8)."""
    reading = Reading()
    command = PostDocument(reading.id(given.id, ("id",), "Invoice"), given.day, given.number)
    return InvoicePayload.of(await perform(info, given, reading, invoices.post_invoice, command))


def _billings(reading: Reading, given: Sequence[BillingInput]) -> tuple[invoices.BillingInput, ...]:
    bounded = reading.bounded(given, ("billings",))
    return tuple(_billing(reading, each, ("billings", str(i))) for i, each in enumerate(bounded))


def _billing(reading: Reading, given: BillingInput, path: tuple[str, str]) -> invoices.BillingInput:
    registrations = None
    if given.registrations is not None:
        registrations = reading.ids(given.registrations, (*path, "registrations"), "Registration")
    slip_line = reading.id(given.slip_line_id, (*path, "slipLineId"), "SlipLine")
    return invoices.BillingInput(slip_line, given.quantity, registrations)
