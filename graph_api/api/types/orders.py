"""Sales orders and their lines."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.customers import Customer
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.products import Product
from graph_api.domain.lineage import OrderFacts
from graph_api.domain.views import OrderLineView, OrderView

if TYPE_CHECKING:
    from graph_api.api.types.documents import Invoice, PackingSlip


@strawberry.type(description="A line of a sales order: so many pieces of one product.")
class OrderLine(Node):
    """All quantities are whole pieces."""

    position: int = strawberry.field(description="The place on the order, counted from 1.")
    quantity: int = strawberry.field(description="Pieces ordered.")
    shipped: int = strawberry.field(description="Pieces on posted packing slips, and on posted invoices without (D8).")
    invoiced: int = strawberry.field(description="Pieces on posted invoices.")
    product: Product = strawberry.field(description="What is ordered.")
    order: strawberry.Private[OrderView]

    @classmethod
    def of(cls, line: OrderLineView, order: OrderView) -> Self:
        return cls(
            id=make_id("OrderLine", line.id),
            position=line.position,
            quantity=line.quantity,
            shipped=line.shipped,
            invoiced=line.invoiced,
            product=Product.of_facts(line.product, line.settings),
            order=order,
        )

    @field("The order that it belongs to.")
    def sales_order(self) -> "SalesOrder":
        return SalesOrder.of(self.order)


@strawberry.type(description="What a customer ordered.")
class SalesOrder(Node):
    """An order; what a document already says of it is not read again."""

    number: str = strawberry.field(description="The caller's number (D12).")
    ordered_on: date = strawberry.field(description="The day of the order (D9).")
    external_reference: str | None = strawberry.field(description="The caller's own reference.")
    customer: Customer = strawberry.field(description="Who ordered.")
    facts: strawberry.Private[OrderFacts]
    view: strawberry.Private[OrderView | None]

    @classmethod
    def of(cls, view: OrderView) -> Self:
        return cls.of_facts(view.facts, view)

    @classmethod
    def of_facts(cls, facts: OrderFacts, view: OrderView | None = None) -> Self:
        """The order as a document or a sale knows it."""
        return cls(
            id=make_id("SalesOrder", facts.number),
            number=facts.number,
            ordered_on=facts.ordered_on,
            external_reference=facts.external_reference,
            customer=Customer.of(facts.customer),
            facts=facts,
            view=view,
        )

    @field("How often it was changed: a correction names the version that it was made on (C4).")
    async def version(self, info: Info) -> int:
        return (await self._view(info)).version

    @field("What is ordered, by position; 1,000 lines at most.")
    async def lines(self, info: Info) -> list[OrderLine]:
        view = await self._view(info)
        return [OrderLine.of(line, view) for line in view.lines]

    @field("Its packing slips, the oldest first; discarded drafts are left out.")
    async def packing_slips(
        self, info: Info
    ) -> list[Annotated["PackingSlip", strawberry.lazy("graph_api.api.types.documents")]]:
        from graph_api.api.types.documents import PackingSlip  # noqa: PLC0415 -- they name each other

        return [PackingSlip.of_stub(each, self.facts) for each in (await self._view(info)).slips]

    @field("Its invoices, the oldest first; discarded drafts are left out.")
    async def invoices(
        self, info: Info
    ) -> list[Annotated["Invoice", strawberry.lazy("graph_api.api.types.documents")]]:
        from graph_api.api.types.documents import Invoice  # noqa: PLC0415 -- they name each other

        return [Invoice.of_stub(each, self.facts) for each in (await self._view(info)).invoices]

    async def _view(self, info: Info) -> OrderView:
        if self.view is None:
            self.view = await info.context.loaders.there(info.context.loaders.orders, self.number)
        return self.view
