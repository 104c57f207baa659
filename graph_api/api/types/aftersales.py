"""What is on record of a sale after it: voids, starts, bought and granted cover, new owners (W2, W5, W6, W9)."""

from datetime import date, datetime
from typing import Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.customers import Customer
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.versions import Coverage
from graph_api.domain import aftersales
from graph_api.domain.terms import Layer, StartBasis


@strawberry.interface(description="What somebody recorded of a sale after it. Nothing of it is ever deleted (W6, W11).")
class SaleRecord(Node):
    """The day that it counts from, and the moment since which it is known."""

    on: date = strawberry.field(description="The business day that it counts from.")
    recorded_at: datetime = strawberry.field(description="When it was recorded, in UTC.")


@strawberry.type(description="A warranty that was voided from a day on (W6).")
class WarrantyVoid(SaleRecord):
    """Lifted, it was never made."""

    layer: Layer | None = strawberry.field(description="The layer that is void; null for all of them.")
    reason: str | None = strawberry.field(description="Why, as the caller said.")
    lifted_at: datetime | None = strawberry.field(
        description="When it was lifted, in UTC: it counts as never made since; null while it stands."
    )

    @classmethod
    def of(cls, void: aftersales.Void) -> Self:
        return cls(
            id=make_id("WarrantyVoid", void.id),
            on=void.on,
            recorded_at=void.recorded_at,
            layer=void.layer,
            reason=void.reason,
            lifted_at=void.lifted_at,
        )


@strawberry.type(description="An event that starts the warranties that wait for it (W2).")
class WarrantyStart(SaleRecord):
    """The owner's registration, or the installation."""

    basis: StartBasis = strawberry.field(description="Which event: the owner's registration, or the installation.")
    withdrawn_at: datetime | None = strawberry.field(
        description="When it was withdrawn, in UTC: it counts as never recorded since; null while it stands."
    )

    @classmethod
    def of(cls, start: aftersales.Start) -> Self:
        return cls(
            id=make_id("WarrantyStart", start.id),
            on=start.on,
            recorded_at=start.recorded_at,
            basis=start.basis,
            withdrawn_at=start.withdrawn_at,
        )


@strawberry.type(description="Cover for one sale alone: an extended warranty that was bought, or goodwill (W5).")
class UnitCover(SaleRecord):
    """It counts from its first day."""

    number: str = strawberry.field(description="What the contract or the decision is called.")
    layer: Layer = strawberry.field(description="`EXTENDED` for what was bought, `GOODWILL` for what was granted.")
    coverages: list[Coverage] = strawberry.field(description="What it pays for, each kind once.")
    reason: str | None = strawberry.field(description="Why it was granted, as the caller said; null if it was bought.")
    withdrawn_at: datetime | None = strawberry.field(
        description="When it was withdrawn, in UTC: it counts as never recorded since; null while it stands."
    )

    @classmethod
    def of(cls, cover: aftersales.UnitCover) -> Self:
        return cls(
            id=make_id("UnitCover", cover.id),
            on=cover.on,
            recorded_at=cover.recorded_at,
            number=cover.number,
            layer=cover.layer,
            coverages=[Coverage.of(each) for each in cover.coverages],
            reason=cover.reason,
            withdrawn_at=cover.withdrawn_at,
        )


@strawberry.type(description="The day from which somebody else owns the unit (W9).")
class OwnershipTransfer(SaleRecord):
    """Cover follows where its term is transferable."""

    customer_number: strawberry.Private[str]

    @classmethod
    def of(cls, transfer: aftersales.Transfer) -> Self:
        return cls(
            id=make_id("OwnershipTransfer", transfer.id),
            on=transfer.on,
            recorded_at=transfer.recorded_at,
            customer_number=transfer.customer,
        )

    @field("Who owns it from that day on.")
    async def customer(self, info: Info) -> Customer:
        loaders = info.context.loaders
        return Customer.of(await loaders.there(loaders.customers, self.customer_number))


def sale_record(record: aftersales.SaleRecord) -> SaleRecord:
    """What is on record, as GraphQL shows it."""
    if isinstance(record, aftersales.Void):
        return WarrantyVoid.of(record)
    if isinstance(record, aftersales.Start):
        return WarrantyStart.of(record)
    return UnitCover.of(record) if isinstance(record, aftersales.UnitCover) else OwnershipTransfer.of(record)
