"""Lists of blanks through GraphQL: items whose serial number is still to be filled in (R4)."""

from datetime import date
from functools import partial
from typing import Annotated, Self, TypeAlias

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import by_keys, in_order, list_name, text_of_filter
from graph_api.api.types.documents import Document, Invoice, PackingSlip
from graph_api.api.types.fields import field
from graph_api.api.types.registrations import Registration
from graph_api.domain.documents import DocumentKind
from graph_api.domain.listing import AgeSort, order_named
from graph_api.domain.views import BlankFilter, BlankView


@strawberry.input(description="Which blanks are listed: those that meet every condition that is given.")
class BlankFilterInput:
    """Numbers are matched exactly."""

    packing_slip: str | None = strawberry.field(default=None, description="On this packing slip, by its number.")
    product: str | None = strawberry.field(default=None, description="Of this product, by its number.")
    customer: str | None = strawberry.field(default=None, description="Sold to this customer, by the number.")
    day_from: date | None = strawberry.field(
        default=None, description="On a document of this day, or later; what stands on drafts has no day."
    )
    day_to: date | None = strawberry.field(default=None, description="On a document of this day, or earlier.")


WantedBlanks: TypeAlias = Annotated[
    BlankFilterInput | None, strawberry.argument(description="Which blanks; all where left out.")
]


@strawberry.type(description="An item whose serial number could not be read, and is not known yet (R4).")
class Blank:
    """What `fillNotReadable` takes."""

    registration: Registration = strawberry.field(description="The registration to fill.")
    view: strawberry.Private[BlankView]

    @classmethod
    def of(cls, view: BlankView) -> Self:
        return cls(registration=Registration.of(view.registration), view=view)

    @field("The packing slip that it stands on, or the invoice where that one shipped it.")
    async def document(self, info: Info) -> Document:
        loaders = info.context.loaders
        if self.view.kind is DocumentKind.INVOICE:
            return Invoice.of(await loaders.there(loaders.invoices, self.view.document_id))
        return PackingSlip.of(await loaders.there(loaders.slips, self.view.document_id))


def _read(given: BlankFilterInput | None) -> BlankFilter:
    """
    The filter as the graph is asked.

    Raises:
        GraphQLError: A text in it cannot be a number, or the days are the wrong way round.
    """
    if given is None:
        return BlankFilter()
    in_order(given.day_from, given.day_to)
    return BlankFilter(
        packing_slip=text_of_filter(given.packing_slip, "packingSlip"),
        product=text_of_filter(given.product, "product"),
        customer=text_of_filter(given.customer, "customer"),
        day_from=given.day_from,
        day_to=given.day_to,
    )


async def list_blanks(
    info: Info, given: BlankFilterInput | None, sort: AgeSort, asked: tuple[int, str | None]
) -> Connection[Blank]:
    """One page of blanks."""
    graph, wanted, order = info.context.office.graph, _read(given), order_named(sort)
    page = Page(info.context, list_name("blanks", order), *asked)
    counting = partial(graph.count_blanks, wanted, order)
    return await by_keys(page, partial(graph.blank_keys, wanted, order), graph.blanks_by_id, Blank.of, counting)
