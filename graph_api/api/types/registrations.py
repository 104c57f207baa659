"""Registrations as a document lists them (I1)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.products import Product
from graph_api.domain.lineage import EndKind, ProductFacts
from graph_api.domain.serials import NOT_READABLE
from graph_api.domain.views import RegistrationView

if TYPE_CHECKING:
    from graph_api.api.types.units import Unit


@strawberry.type(
    description="One item on a document line: a unit by its serial number, or one whose number is not readable (R4)."
)
class Registration(Node):
    """What stands on the document, or stood there and is marked so."""

    serial_number: str | None = strawberry.field(description="The number as first entered; null if not readable.")
    not_readable: bool = strawberry.field(
        description="Whether the number could not be read, and is not known yet (R4)."
    )
    recorded_at: datetime = strawberry.field(description="When it was registered, in UTC.")
    ended: EndKind | None = strawberry.field(description="Why it no longer stands here; null while it stands.")
    ended_on: date | None = strawberry.field(description="The business day since which it no longer stands here.")
    unit_key: strawberry.Private[str | None]
    product_number: strawberry.Private[str]
    product_facts: strawberry.Private[ProductFacts | None]

    @classmethod
    def of(cls, view: RegistrationView, product: ProductFacts | None = None) -> Self:
        return cls(
            id=make_id("Registration", view.id),
            serial_number=view.serial_number,
            not_readable=view.unit_id is None,
            recorded_at=view.recorded_at,
            ended=view.ended,
            ended_on=view.ended_on,
            unit_key=view.unit_id,
            product_number=view.product,
            product_facts=product,
        )

    @field("How a printed document lists it: its number, or “Not readable” (D6).")
    def printed_as(self) -> str:
        return self.serial_number or NOT_READABLE

    @field("The unit with its whole history; null while its number is not known.")
    async def unit(self, info: Info) -> Annotated["Unit", strawberry.lazy("graph_api.api.types.units")] | None:
        from graph_api.api.types.units import Unit  # noqa: PLC0415 -- they name each other

        history = None if self.unit_key is None else await info.context.loaders.units.load(self.unit_key)
        return None if history is None else Unit.of(history)

    @field("What it is one of.")
    async def product(self, info: Info) -> Product:
        if self.product_facts is not None:
            return Product.of_facts(self.product_facts)
        loaders = info.context.loaders
        return Product.of(await loaders.there(loaders.products, self.product_number))
