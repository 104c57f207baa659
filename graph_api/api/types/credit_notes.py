"""Credit notes: what undoes a posted invoice, whole or by whole lines (D10)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.fields import field
from graph_api.api.types.lines import InvoiceLine
from graph_api.api.types.nodes import Node
from graph_api.domain.views import CreditNoteView, DocumentView

if TYPE_CHECKING:
    from graph_api.api.types.documents import Invoice


@strawberry.type(description="What undid a posted invoice, or whole lines of it (D10). It is never changed.")
class CreditNote(Node):
    """A credit note; its invoice is read when it is asked for."""

    number: str = strawberry.field(description="The number, unique among credit notes (D12).")
    day: date = strawberry.field(description="The business day that it was posted for (D9).")
    posted_at: datetime = strawberry.field(description="When it was posted, in UTC.")
    reason: str = strawberry.field(description="Why, as the caller said.")
    external_reference: str | None = strawberry.field(description="The caller's own reference (D12).")
    view: strawberry.Private[CreditNoteView]
    credited: strawberry.Private[DocumentView | None]

    @classmethod
    def of(cls, view: CreditNoteView, credited: DocumentView | None = None) -> Self:
        return cls(
            id=make_id("CreditNote", view.id),
            number=view.number,
            day=view.day,
            posted_at=view.posted_at,
            reason=view.reason,
            external_reference=view.external_reference,
            view=view,
            credited=credited,
        )

    @field("The invoice that it credits.")
    async def invoice(self, info: Info) -> Annotated["Invoice", strawberry.lazy("graph_api.api.types.documents")]:
        from graph_api.api.types.documents import Invoice  # noqa: PLC0415 -- they name each other

        return Invoice.of(await self._credited(info))

    @field("The invoice's lines that it credits, by position; 1,000 at most.")
    async def lines(self, info: Info) -> list[InvoiceLine]:
        invoice = await self._credited(info)
        return [InvoiceLine.of(line, invoice) for line in invoice.lines if line.id in self.view.line_ids]

    async def _credited(self, info: Info) -> DocumentView:
        if self.credited is None:
            loaders = info.context.loaders
            self.credited = await loaders.there(loaders.invoices, self.view.invoice_id)
        return self.credited
