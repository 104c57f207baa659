"""Sales orders through GraphQL."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import SalesOrderPayload, perform
from graph_api.services import orders


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
