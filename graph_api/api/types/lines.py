"""The lines of packing slips and invoices, with what is registered on them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First, Page
from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import OrderLine
from graph_api.api.types.products import Product
from graph_api.api.types.registrations import Registration
from graph_api.domain.documents import DocumentKind
from graph_api.domain.views import DocumentView, LineView

if TYPE_CHECKING:
    from graph_api.api.types.documents import Invoice, PackingSlip


@strawberry.interface(description="A line of a packing slip or an invoice.")
class Line(Node):
    """What both kinds of line have in common. All quantities are whole pieces."""

    position: int = strawberry.field(description="The place on the document, counted from 1.")
    quantity: int = strawberry.field(description="Pieces on this line.")
    registered: int = strawberry.field(
        description="How many registrations stand on it now, not readable ones included."
    )
    not_readable: int = strawberry.field(description="How many of them are not readable (R4).")
    missing: int = strawberry.field(
        description=(
            "How many registrations a draft's line lacks before it can be posted (T2); 0 with blank issue allowed (T3)."
        )
    )
    surplus: int = strawberry.field(
        description="How many registrations too many keep a draft's line from being posted: take some off (R2, D4)."
    )
    product: Product = strawberry.field(description="What it is about.")
    view: strawberry.Private[LineView]
    document: strawberry.Private[DocumentView | None]

    @field("The order's line that it ships or invoices.")
    async def order_line(self, info: Info) -> OrderLine:
        loaders = info.context.loaders
        order = await loaders.there(loaders.orders_by_line, self.view.order_line_id)
        return next(OrderLine.of(line, order) for line in order.lines if line.id == self.view.order_line_id)

    @field(
        "Every registration that stands on it, and every one that stood there until it was reversed, taken back, "
        "credited or returned, marked so; in order of registration (I1)."
    )
    async def registrations(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[Registration]:
        page = Page(info.context, "registrations", first, after)
        listed = await info.context.loaders.pages[self._kind()].load((self.view.id, page.fetch))
        return page.of([(each.id, Registration.of(each, self.view.product)) for each in listed])

    def _kind(self) -> DocumentKind:
        return DocumentKind.INVOICE if isinstance(self, InvoiceLine) else DocumentKind.PACKING_SLIP


@strawberry.type(description="A line of a packing slip.")
class SlipLine(Line):
    """Goods of one order line in one parcel."""

    reversed_on: date | None = strawberry.field(description="The business day of its reversal; null while it stands.")
    taken_back: int = strawberry.field(description="Pieces that were taken back: they no longer count as shipped (C2).")

    @classmethod
    def of(cls, line: LineView, document: DocumentView | None = None) -> Self:
        return cls(
            id=make_id("SlipLine", line.id),
            position=line.position,
            quantity=line.quantity,
            registered=line.registered,
            not_readable=line.blanks,
            missing=line.missing,
            surplus=line.surplus,
            product=Product.of_facts(line.product, line.settings),
            reversed_on=line.ended_on,
            taken_back=line.taken_back,
            view=line,
            document=document,
        )

    @field("The packing slip that it is on.")
    async def packing_slip(
        self, info: Info
    ) -> Annotated["PackingSlip", strawberry.lazy("graph_api.api.types.documents")]:
        from graph_api.api.types.documents import PackingSlip  # noqa: PLC0415 -- they name each other

        loaders = info.context.loaders
        document = self.document
        if document is None:
            document = await loaders.there(loaders.slips, self.view.document_id)
        return PackingSlip.of(document)


@strawberry.type(description="A line of an invoice: of a packing slip's line, or of an order line without a slip (D8).")
class InvoiceLine(Line):
    """What is invoiced of one slip line, or shipped and invoiced of one order line."""

    credited_on: date | None = strawberry.field(description="The business day of its credit; null while it stands.")
    came_off: int = strawberry.field(
        description=(
            "How many registrations it had chosen came off it, because their slip line was reversed or they were taken "
            "back (D11)."
        )
    )

    returned: int = strawberry.field(description="Pieces that came back for good: no credit note credits them (V5).")

    @classmethod
    def of(cls, line: LineView, document: DocumentView | None = None) -> Self:
        return cls(
            id=make_id("InvoiceLine", line.id),
            position=line.position,
            quantity=line.quantity,
            registered=line.registered,
            not_readable=line.blanks,
            missing=line.missing,
            surplus=line.surplus,
            product=Product.of_facts(line.product, line.settings),
            credited_on=line.ended_on,
            came_off=line.came_off,
            returned=line.returned,
            view=line,
            document=document,
        )

    @field("The invoice that it is on.")
    async def invoice(self, info: Info) -> Annotated["Invoice", strawberry.lazy("graph_api.api.types.documents")]:
        from graph_api.api.types.documents import Invoice  # noqa: PLC0415 -- they name each other

        loaders = info.context.loaders
        document = self.document
        if document is None:
            document = await loaders.there(loaders.invoices, self.view.document_id)
        return Invoice.of(document)

    @field("The packing slip's line that it invoices; null where it ships the goods itself (D8).")
    async def slip_line(self, info: Info) -> SlipLine | None:
        if self.view.slip_id is None:
            return None
        loaders = info.context.loaders
        slip = await loaders.there(loaders.slips, self.view.slip_id)
        return next(SlipLine.of(line, slip) for line in slip.lines if line.id == self.view.slip_line_id)


def line_of(kind: DocumentKind, view: LineView) -> Line:
    """A line by its kind of document."""
    return InvoiceLine.of(view) if kind is DocumentKind.INVOICE else SlipLine.of(view)
