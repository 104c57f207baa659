"""
Packing slips and invoices.

A unit's history names the documents of each sale with their numbers and days: those are shown as they are, and the
rest of such a document is read when it is asked for.
"""

from datetime import date, datetime
from typing import Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.refusals import Notice, Refusal, notice, refusal
from graph_api.api.types.credit_notes import CreditNote
from graph_api.api.types.fields import field
from graph_api.api.types.lines import InvoiceLine, SlipLine
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import SalesOrder
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import InvoiceStay, OrderFacts, SlipStay
from graph_api.domain.obstacles import obstacles_of, what_came_off
from graph_api.domain.views import DocumentStub, DocumentView


@strawberry.interface(description="A packing slip or an invoice.")
class Document(Node):
    """What both kinds have in common; `view` is None until the rest is read."""

    number: str | None = strawberry.field(description="The number; null for a draft that has none yet (D12).")
    day: date | None = strawberry.field(description="The business day that it was posted for; null for a draft (D9).")
    key: strawberry.Private[str]
    order: strawberry.Private[OrderFacts]
    view: strawberry.Private[DocumentView | None]

    @classmethod
    def of(cls, view: DocumentView) -> Self:
        return cls._made(view.id, view.number, view.day, view.order, view)

    @classmethod
    def of_stub(cls, stub: DocumentStub, order: OrderFacts) -> Self:
        """The document as its order names it."""
        return cls._made(stub.id, stub.number, stub.day, order)

    @classmethod
    def _made(
        cls, key: str, number: str | None, day: date | None, order: OrderFacts, view: DocumentView | None = None
    ) -> Self:
        return cls(id=make_id(cls.__name__, key), number=number, day=day, key=key, order=order, view=view)

    @field("Whether it is a draft, posted, or undone.")
    async def state(self, info: Info) -> DocumentState:
        return (await self._view(info)).state

    @field("How often it was changed: a correction names the version that it was made on (C4).")
    async def version(self, info: Info) -> int:
        return (await self._view(info)).version

    @field("When it was drafted, in UTC.")
    async def created_at(self, info: Info) -> datetime:
        return (await self._view(info)).created_at

    @field("When it was posted, in UTC; null for a draft.")
    async def posted_at(self, info: Info) -> datetime | None:
        return (await self._view(info)).posted_at

    @field("The caller's own reference (D12).")
    async def external_reference(self, info: Info) -> str | None:
        return (await self._view(info)).external_reference

    @field(
        "What keeps a draft from being posted today: every line that is short or over, and whatever else posting would "
        "be refused for (D7). Empty for what can be posted, and for what is no draft."
    )
    async def obstacles(self, info: Info) -> list[Refusal]:
        if (await self._view(info)).state is not DocumentState.DRAFT:
            return []
        book = await info.context.loaders.books.load(self.order.number)
        kind = DocumentKind.INVOICE if isinstance(self, Invoice) else DocumentKind.PACKING_SLIP
        found = () if book is None else obstacles_of(book, kind, self.key, info.context.today)
        return [refusal(each) for each in found]

    @field("The sales order that it belongs to.")
    def sales_order(self) -> SalesOrder:
        return SalesOrder.of_facts(self.order)

    async def _view(self, info: Info) -> DocumentView:
        if self.view is None:
            loaders = info.context.loaders
            loader = loaders.invoices if isinstance(self, Invoice) else loaders.slips
            self.view = await loaders.there(loader, self.key)
        return self.view


@strawberry.type(description="What was packed and shipped, or is being packed.")
class PackingSlip(Document):
    """A packing slip."""

    @classmethod
    def of_stay(cls, stay: SlipStay, order: OrderFacts) -> Self:
        """The slip as a unit's history names it."""
        return cls._made(stay.slip_id, stay.number, stay.day, order)

    @field("What is on it, by position; 1,000 lines at most.")
    async def lines(self, info: Info) -> list[SlipLine]:
        view = await self._view(info)
        return [SlipLine.of(line, view) for line in view.lines]


@strawberry.type(description="What was invoiced, or is being prepared for it.")
class Invoice(Document):
    """An invoice."""

    @classmethod
    def of_stay(cls, stay: InvoiceStay, order: OrderFacts) -> Self:
        """The invoice as a unit's history names it."""
        return cls._made(stay.invoice_id, stay.number, stay.day, order)

    @field(
        "What should be heard of a draft although it may not keep it from being posted: what came off it, because it "
        "was reversed or taken back on its slip (D11). Empty for what is no draft."
    )
    async def notices(self, info: Info) -> list[Notice]:
        view = await self._view(info)
        lines = view.lines if view.state is DocumentState.DRAFT else ()
        return [notice(each) for each in what_came_off((line.position, line.came_off) for line in lines)]

    @field("What is on it, by position; 1,000 lines at most.")
    async def lines(self, info: Info) -> list[InvoiceLine]:
        view = await self._view(info)
        return [InvoiceLine.of(line, view) for line in view.lines]

    @field("What credited it, or lines of it, the oldest first (D10).")
    async def credit_notes(self, info: Info) -> list[CreditNote]:
        found = await info.context.loaders.credit_notes_of_invoices.load(self.key)
        return [CreditNote.of(each) for each in found or ()]
