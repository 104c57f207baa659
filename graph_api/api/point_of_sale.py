"""The point of sale through GraphQL (P1)."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import InvoicePayload, perform
from graph_api.services import point_of_sale


@strawberry.input(description="Pieces of one product that are sold over the counter, and the answers to its prompt.")
class SoldLineInput:
    """`Product.serialPrompt` says what is asked."""

    product: str = strawberry.field(description="The product's number.")
    quantity: int = strawberry.field(description="Pieces sold, 1 to 1,000,000.")
    serial_numbers: list[str] = strawberry.field(
        default_factory=list, description="The serial numbers of the pieces, at most 1,000 (R6)."
    )
    not_readable: int = strawberry.field(
        default=0, description="How many of the pieces have a number that cannot be read: this needs a duty (R4, S3)."
    )


@strawberry.input(description="A sale over the counter: its order is made and its invoice posted at once (P1).")
class SellAtPointOfSaleInput(MutationInput):
    """All or nothing (D7)."""

    customer: str = strawberry.field(description="The customer's number.")
    lines: list[SoldLineInput] = strawberry.field(description="What is sold: 1 to 100 lines.")
    order: str | None = strawberry.field(
        default=None, description="The number of the order that the sale makes; left out: one that nobody else gives."
    )
    day: date | None = strawberry.field(
        default=None, description="The day of the sale: today or earlier (W11); left out: today."
    )
    number: str | None = strawberry.field(
        default=None, description="The invoice's number; left out: the next of its sequence (D12)."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls the sale, such as a receipt: at most 200 characters."
    )


async def sell_at_point_of_sale(
    info: Info,
    given: Annotated[SellAtPointOfSaleInput, strawberry.argument(name="input", description="The sale.")],
) -> InvoicePayload:
    """Sell over the counter: order, registrations and posted invoice in one step, without a slip (P1, D8)."""
    command = point_of_sale.SellAtPointOfSale(
        customer=given.customer,
        lines=tuple(
            point_of_sale.SoldLine(line.product, line.quantity, tuple(line.serial_numbers), line.not_readable)
            for line in given.lines
        ),
        order=given.order,
        day=given.day,
        number=given.number,
        external_reference=given.external_reference,
    )
    return InvoicePayload.of(await perform(info, given, Reading(), point_of_sale.sell, command))
