"""Returns: what is authorised to come back, item by item (V3 to V6)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.customers import Customer
from graph_api.api.types.fields import field
from graph_api.api.types.lines import InvoiceLine
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product
from graph_api.api.types.registrations import Registration
from graph_api.api.types.verdicts import ReturnEligibility, shown
from graph_api.domain import lineage
from graph_api.domain.aftersales import ReturnState
from graph_api.domain.return_items import Disposition, ReturnDecision, ReturnItemView, ReturnView
from graph_api.services.frozen import return_answer

if TYPE_CHECKING:
    from graph_api.api.types.units import Unit


@strawberry.type(
    description="One item of a return: a unit, one that is not readable, or pieces without a registration."
)
class ReturnItem(Node):
    """An item with the answer that it was authorised on, which never changes."""

    position: int = strawberry.field(description="The place on the return, counted from 1.")
    state: ReturnState = strawberry.field(description="Where it is on its way (V4).")
    quantity: int = strawberry.field(description="Pieces.")
    authorised_on: date = strawberry.field(description="The business day from which it may come back.")
    override: str | None = strawberry.field(
        description="Why it was authorised against the answer (V3); null where it was not."
    )
    overridden_by: str | None = strawberry.field(description="Who did that.")
    received_on: date | None = strawberry.field(description="The business day on which it arrived.")
    received_serial: str | None = strawberry.field(
        description="The number found on it; null where none could be read, and before it arrived."
    )
    received_serials: list[str] = strawberry.field(
        description="Every number found: also of several pieces that were shipped without a registration (V6)."
    )
    differs: bool = strawberry.field(description="Whether what arrived is not what was authorised (V4).")
    decision: ReturnDecision | None = strawberry.field(description="What was decided then; null while nothing is.")
    needs_decision: bool = strawberry.field(description="Whether somebody must decide before it goes on.")
    disposition: Disposition | None = strawberry.field(description="What became of it; null until it is disposed.")
    credited: bool | None = strawberry.field(
        description="Whether it was credited by this return: then it has come back for good (V5); null until disposed."
    )
    closed_on: date | None = strawberry.field(description="The business day on which it reached its end state.")
    view: strawberry.Private[ReturnItemView]
    authorised: strawberry.Private[ReturnView]

    @classmethod
    def of(cls, item: ReturnItemView, authorised: ReturnView) -> Self:
        return cls(
            id=make_id("ReturnItem", item.id),
            position=item.position,
            state=item.state,
            quantity=item.quantity,
            authorised_on=item.authorised_on,
            override=item.override,
            overridden_by=item.overridden_by,
            received_on=item.received_on,
            received_serial=item.received_serial,
            received_serials=list(item.received_serials or ([item.received_serial] if item.received_serial else ())),
            differs=item.differs,
            decision=item.decision,
            needs_decision=item.needs_decision,
            disposition=item.disposition,
            credited=item.credited,
            closed_on=item.closed_on,
            view=item,
            authorised=authorised,
        )

    @field("The return that it is an item of.")
    def authorised_by(self) -> "Return":
        return Return.of(self.authorised)

    @field("Whether it might come back, as it was answered when it was authorised (V2, V3). It stays as it was given.")
    def answer(self) -> ReturnEligibility:
        return shown(ReturnEligibility, return_answer(self.view.answer))

    @field("The registration that it is returned from; null for what was shipped without one (T3).")
    async def registration(self, info: Info) -> Registration | None:
        if self.view.registration_id is None:
            return None
        found = await info.context.loaders.registrations.load(self.view.registration_id)
        return None if found is None else Registration.of(found)

    @field("The invoice's line that pieces without a registration come back from; null for all others (V6).")
    async def invoice_line(self, info: Info) -> InvoiceLine | None:
        if not self.view.by_quantity:
            return None
        found = await info.context.loaders.invoices_by_line.load(self.view.home)
        lines = () if found is None else found.lines
        return next((InvoiceLine.of(each, found) for each in lines if each.id == self.view.home), None)

    @field("The unit, with its whole history; null while its number is not known.")
    async def unit(self, info: Info) -> Annotated["Unit", strawberry.lazy("graph_api.api.types.units")] | None:
        from graph_api.api.types.units import Unit  # noqa: PLC0415 -- they name each other

        history = None if self.view.unit_id is None else await info.context.loaders.units.load(self.view.unit_id)
        return None if history is None else Unit.of(history)

    @field("What it is one of.")
    async def product(self, info: Info) -> Product:
        loaders = info.context.loaders
        return Product.of(await loaders.there(loaders.products, self.view.product))

    @field("The sales order that it was sold on.")
    async def sales_order(self, info: Info) -> SalesOrder:
        loaders = info.context.loaders
        return SalesOrder.of(await loaders.there(loaders.orders, self.view.order))

    @field("The registration of the unit that came for it; null unless it was replaced (W7).")
    async def replacement(self, info: Info) -> Registration | None:
        key = self.view.replacement_id
        found = None if key is None else await info.context.loaders.registrations.load(key)
        return None if found is None else Registration.of(found)

    @field("The item that was awaited when this one came; null where this one was (V4).")
    def came_for(self) -> "ReturnItem | None":
        awaited = next((each for each in self.authorised.items if each.id == self.view.came_for), None)
        return None if awaited is None else ReturnItem.of(awaited, self.authorised)


@strawberry.type(description="What authorises items to come back (V4).")
class Return(Node):
    """A return; each item goes its own way."""

    number: str = strawberry.field(description="The number, unique among returns (D12).")
    version: int = strawberry.field(description="How often it was changed; each step is decided on one version (C4).")
    authorised_on: date = strawberry.field(description="The business day that it was authorised for (D9).")
    authorised_at: datetime = strawberry.field(description="When that was recorded, in UTC.")
    reason: str = strawberry.field(description="Why the items come back, as the caller said.")
    external_reference: str | None = strawberry.field(description="The caller's own reference (D12).")
    customer: Customer = strawberry.field(description="Who sends the items back.")
    items: list[ReturnItem] = strawberry.field(description="The items, by position; 200 at most.")

    @classmethod
    def of(cls, view: ReturnView) -> Self:
        return cls(
            id=make_id("Return", view.id),
            number=view.number,
            version=view.version,
            authorised_on=view.authorised_on,
            authorised_at=view.authorised_at,
            reason=view.reason,
            external_reference=view.external_reference,
            customer=Customer.of(view.customer),
            items=[ReturnItem.of(each, view) for each in view.items],
        )


async def return_items_of(info: Info, sales: Iterable[lineage.Registration]) -> list[ReturnItem]:
    """The items of returns by which sold units come back, the newest first."""
    ids = sorted({stay.id for each in sales for stay in each.after.returns}, reverse=True)
    found = await info.context.loaders.returns_by_item.load_many(ids)
    return [ReturnItem.of(each.item(id_), each) for id_, each in zip(ids, found, strict=True) if each is not None]
