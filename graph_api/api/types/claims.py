"""Warranty claims: the frozen verdict, the steps, and what became of the claimed sale since (K1 to K3)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types import claim_enums  # noqa: F401 -- describes the enumerations of claims
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.recovery import SupplierRecovery
from graph_api.api.types.registrations import Registration
from graph_api.api.types.verdicts import WarrantyVerdict, shown
from graph_api.domain import claims, lineage
from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.claims import ClaimAction, ClaimFlag, actions_from, flags_of
from graph_api.domain.recovery import decide_recovery
from graph_api.domain.terms import Layer

if TYPE_CHECKING:
    from graph_api.api.types.units import Unit


@strawberry.type(description="One step of a claim: who, when and why (K1).")
class ClaimStep:
    """As the claim's audit chain keeps it."""

    action: str = strawberry.field(description="The operation: `approveClaim`.")
    state: ClaimState = strawberry.field(description="The state that it reached.")
    actor: str = strawberry.field(description="Who: the token's subject.")
    at: datetime = strawberry.field(description="When, in UTC.")
    reason: str | None = strawberry.field(description="Why, where it was said.")


@strawberry.type(description="A warranty claim on one sale of a unit. It stays with that sale (K2).")
class Claim(Node):
    """A claim; the unit is read when it is asked for."""

    number: str = strawberry.field(description="The number, unique among claims (D12).")
    state: ClaimState = strawberry.field(description="How far it has come.")
    opened_on: date = strawberry.field(description="The business day of the claim, for which the verdict is frozen.")
    opened_at: datetime = strawberry.field(description="When it was filed, in UTC: as known then, the verdict holds.")
    closed_on: date | None = strawberry.field(description="The business day of its end; null while it is open.")
    closed_at: datetime | None = strawberry.field(description="When that was recorded, in UTC.")
    resolution: Resolution | None = strawberry.field(description="How it was resolved; null unless it is.")
    layer: Layer | None = strawberry.field(
        description="The warranty that answered when it was filed; null without one."
    )
    problem: str = strawberry.field(description="What is wrong with the unit, as it was reported.")
    contact_reference: str | None = strawberry.field(
        description="The caller's own reference of who reported it: an id or a number, never a name (G1)."
    )
    external_reference: str | None = strawberry.field(description="The caller's own reference (D12).")
    serial_number: str = strawberry.field(description="The serial number that it was filed for.")
    version: int = strawberry.field(
        description="How often it was changed: a step names the version that it is made on."
    )
    view: strawberry.Private[claims.Claim]

    @classmethod
    def of(cls, view: claims.Claim) -> Self:
        return cls(
            id=make_id("Claim", view.id),
            number=view.number,
            state=view.state,
            opened_on=view.opened_on,
            opened_at=view.opened_at,
            closed_on=view.closed_on,
            closed_at=view.closed_at,
            resolution=view.resolution,
            layer=view.layer,
            problem=view.problem,
            contact_reference=view.contact_reference,
            external_reference=view.external_reference,
            serial_number=view.serial_number,
            version=view.version,
            view=view,
        )

    @field("The verdict that it was filed under, frozen: nothing that came later changes it (K2).")
    def verdict(self) -> WarrantyVerdict:
        return shown(WarrantyVerdict, self.view.verdict)

    @field("What became of the claimed sale since it was filed (K2); empty where nothing did.")
    def flags(self) -> list[ClaimFlag]:
        return list(flags_of(self.view))

    @field("What may be done with it next; empty in an end state (K1).")
    def next_actions(self) -> list[ClaimAction]:
        return list(actions_from(self.state))

    @field("Every step, the oldest first: who, when and why (K1).")
    def steps(self) -> list[ClaimStep]:
        return [shown(ClaimStep, each) for each in self.view.steps]

    @field("The unit that the claimed sale is of, by its serial number of today.")
    async def unit(self, info: Info) -> Annotated["Unit", strawberry.lazy("graph_api.api.types.units")]:
        from graph_api.api.types.units import Unit  # noqa: PLC0415 -- they name each other

        loaders = info.context.loaders
        return Unit.of(await loaders.there(loaders.units, self.view.unit_id))

    @field("The registration that put the claimed sale on its documents.")
    async def registration(self, info: Info) -> Registration:
        loaders = info.context.loaders
        return Registration.of(await loaders.there(loaders.registrations, self.view.registration_id))

    @field("The registration of the unit that came for it; null unless it was resolved by a replacement (K3).")
    async def replacement(self, info: Info) -> Registration | None:
        key = self.view.replacement_id
        found = None if key is None else await info.context.loaders.registrations.load(key)
        return None if found is None else Registration.of(found)

    @field(
        "Whether the product's supplier owes for it, by what is on record now; null before it is approved, and for a "
        "product without a supplier."
    )
    async def supplier_recovery(self, info: Info) -> SupplierRecovery | None:
        loaders = info.context.loaders
        product = await loaders.there(loaders.products, self.view.product)
        found = decide_recovery(self.view, product.supplier, product.supplier_cover)
        return None if found is None else shown(SupplierRecovery, found)


async def claims_of(info: Info, sales: Iterable[lineage.Registration]) -> list[Claim]:
    """The claims that are on record of sales, the newest first."""
    ids = sorted({stay.id for each in sales for stay in each.after.claims}, reverse=True)
    found = await info.context.loaders.claims.load_many(ids)
    return [Claim.of(each) for each in found if each is not None]
