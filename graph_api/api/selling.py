"""The way of a sale through GraphQL: orders, packing slips and invoices, from the draft to the posting."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import InvoicePayload, PackingSlipPayload, SalesOrderPayload, perform
from graph_api.services import invoices, orders, slips
from graph_api.services.posting import PostDocument


@strawberry.input(description="A line of a sales order; its place in the list is its position.")
class OrderLineInput:
    """Pieces of one product."""

    product: str = strawberry.field(description="The product's number.")
    quantity: int = strawberry.field(description="Pieces ordered, 1 to 1,000,000.")


@strawberry.input(description="A sales order, whole. Written again, its lines are matched by their place (D12).")
class SaveSalesOrderInput(MutationInput):
    """Keyed by the caller's number."""

    number: str = strawberry.field(description="The order's number: a new one makes an order.")
    customer: str = strawberry.field(description="The customer's number.")
    ordered_on: date | None = strawberry.field(
        default=None, description="The day of the order: today for a new one, and what it was for one written again."
    )
    lines: list[OrderLineInput] = strawberry.field(description="1 to 1,000 lines.")
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )


@strawberry.input(description="Pieces of an order line.")
class DocumentLineInput:
    """What a slip, or an invoice without a slip, ships."""

    order_line_id: strawberry.ID = strawberry.field(description="The id of the sales order's line.")
    quantity: int = strawberry.field(description="Pieces, 1 to 1,000,000.")


@strawberry.input(description="A line of a draft with its new quantity.")
class EditedLineInput:
    """0 removes the line."""

    line_id: strawberry.ID = strawberry.field(description="The id of the draft's line.")
    quantity: int = strawberry.field(description="Pieces; 0 removes the line and frees what stands on it.")


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


async def save_sales_order(
    info: Info,
    given: Annotated[SaveSalesOrderInput, strawberry.argument(name="input", description="The order as it is to be.")],
) -> SalesOrderPayload:
    """Make a sales order, or write it again as long as its documents still fit (D1, D12)."""
    command = orders.SaveOrder(
        number=given.number,
        customer=given.customer,
        ordered_on=given.ordered_on,
        lines=tuple(orders.OrderLineInput(line.product, line.quantity) for line in given.lines),
        external_reference=given.external_reference,
    )
    return SalesOrderPayload.of(await perform(info, given, Reading(), orders.save_order, command))


async def create_packing_slip(
    info: Info,
    given: Annotated[CreatePackingSlipInput, strawberry.argument(name="input", description="The new draft.")],
) -> PackingSlipPayload:
    """Draft a packing slip (D1, D11)."""
    reading = Reading()
    lines = None if given.lines is None else _lines(reading, given.lines, "lines")
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
        lines=_edited(reading, given.lines, "SlipLine"),
        add=_lines(reading, given.add, "add"),
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


async def create_invoice(
    info: Info,
    given: Annotated[CreateInvoiceInput, strawberry.argument(name="input", description="The new draft.")],
) -> InvoicePayload:
    """Draft an invoice of slips, or one without a slip (R1, D8, D11)."""
    reading = Reading()
    command = invoices.CreateInvoice(
        order=given.order,
        billings=None if given.billings is None else _billings(reading, given.billings),
        direct=None if given.direct is None else _lines(reading, given.direct, "direct"),
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
        lines=_edited(reading, given.lines, "InvoiceLine"),
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


def _lines(reading: Reading, given: Sequence[DocumentLineInput], name: str) -> tuple[slips.LineInput, ...]:
    return tuple(
        slips.LineInput(reading.id(line.order_line_id, (name, str(i), "orderLineId"), "OrderLine"), line.quantity)
        for i, line in enumerate(reading.bounded(given, (name,)))
    )


def _edited(reading: Reading, given: Sequence[EditedLineInput], kind: str) -> tuple[slips.EditedLine, ...]:
    return tuple(
        slips.EditedLine(reading.id(line.line_id, ("lines", str(i), "lineId"), kind), line.quantity)
        for i, line in enumerate(reading.bounded(given, ("lines",)))
    )


def _billings(reading: Reading, given: Sequence[BillingInput]) -> tuple[invoices.BillingInput, ...]:
    bounded = reading.bounded(given, ("billings",))
    return tuple(_billing(reading, each, ("billings", str(i))) for i, each in enumerate(bounded))


def _billing(reading: Reading, given: BillingInput, path: tuple[str, str]) -> invoices.BillingInput:
    registrations = None
    if given.registrations is not None:
        registrations = reading.ids(given.registrations, (*path, "registrations"), "Registration")
    slip_line = reading.id(given.slip_line_id, (*path, "slipLineId"), "SlipLine")
    return invoices.BillingInput(slip_line, given.quantity, registrations)
