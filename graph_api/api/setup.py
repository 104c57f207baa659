"""Setting up through GraphQL: groups, products, customers, warranty terms and return policies."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import (
    CustomerPayload,
    ProductPayload,
    ReturnPolicyPayload,
    TrackingDimensionGroupPayload,
    WarrantyTermPayload,
    perform,
)
from graph_api.domain.terms import BuyerKind, CoverageKind, Layer, ReturnBasis, StartBasis
from graph_api.domain.tracking import WantedSettings
from graph_api.services import publishing, setup


@strawberry.input(description="A tracking dimension group. A setting that is left out follows from T1, or stays.")
class SaveTrackingDimensionGroupInput(MutationInput):
    """Settings are those of T1."""

    number: str = strawberry.field(description="The group's number: a new one makes a group, a known one changes it.")
    name: str | None = strawberry.field(default=None, description="What people call it.")
    active_in_sales_process: bool | None = strawberry.field(
        default=None, description="Whether serials are registered at the sale; selects serial number control by itself."
    )
    serial_number_control: bool | None = strawberry.field(
        default=None, description="Whether each item needs one registration."
    )
    blank_issue_allowed: bool | None = strawberry.field(
        default=None, description="Whether a line may be posted with fewer registrations than items (T3)."
    )
    active_in_inventory: bool | None = strawberry.field(
        default=None, description="Kept only so that activity in the sales process can clear it."
    )
    blank_receipt_allowed: bool | None = strawberry.field(
        default=None, description="Kept only so that activity in the sales process can clear it."
    )


@strawberry.input(description="What a product's supplier promises us.")
class SupplierCoverInput:
    """Counted from the day of sale."""

    period: str = strawberry.field(description="For how long from the day of sale, as ISO 8601: `P24M`.")
    send_to: str | None = strawberry.field(
        default=None, description="Where claims are sent: at most 200 characters; an office, not a person."
    )


@strawberry.input(description="A product, whole: what is left out is not there.")
class SaveProductInput(MutationInput):
    """Keyed by the caller's number."""

    number: str = strawberry.field(description="The product's number: a new one makes a product.")
    name: str = strawberry.field(description="What people call it.")
    category: str | None = strawberry.field(default=None, description="The number of its category, made if it is new.")
    tracking_dimension_group: str | None = strawberry.field(
        default=None, description="The number of its tracking dimension group."
    )
    catch_weight: bool = strawberry.field(default=False, description="Whether it is sold by weight (T4).")
    gtins: list[str] = strawberry.field(
        default_factory=list, description="Its GTINs of 8, 12, 13 or 14 digits; no other product carries them."
    )
    serial_pattern: str | None = strawberry.field(
        default=None, description="The pattern that its serial numbers fit, such as `SN-\\d{6}` (R6)."
    )
    supplier: str | None = strawberry.field(default=None, description="Who supplies it.")
    supplier_cover: SupplierCoverInput | None = strawberry.field(
        default=None, description="What the supplier promises us for it; left out: nothing that is on record."
    )


@strawberry.input(description="A customer, whole: what is left out is not there.")
class SaveCustomerInput(MutationInput):
    """Keyed by the caller's number."""

    number: str = strawberry.field(description="The customer's number: a new one makes a customer.")
    name: str | None = strawberry.field(default=None, description="The name.")
    email: str | None = strawberry.field(default=None, description="The address for e-mail.")
    phone: str | None = strawberry.field(default=None, description="The telephone number.")
    street: str | None = strawberry.field(default=None, description="Street and house number.")
    postal_code: str | None = strawberry.field(default=None, description="The postal code.")
    city: str | None = strawberry.field(default=None, description="The city.")
    country: str | None = strawberry.field(
        default=None, description="The country of the address, as ISO 3166 alpha-2: `DE`. Laws go by it (W1)."
    )
    buyer_kind: BuyerKind | None = strawberry.field(
        default=None, description="Whether a consumer or a business buys; left out where it is not known."
    )


@strawberry.input(description="For whom and for what a version is written; nothing at all is for every sale (W1).")
class ScopeInput:
    """A product or a category, not both."""

    customer: str | None = strawberry.field(default=None, description="The number of the customer with the contract.")
    product: str | None = strawberry.field(default=None, description="The product's number.")
    category: str | None = strawberry.field(default=None, description="The category's number.")

    def command(self) -> publishing.ScopeInput:
        return publishing.ScopeInput(self.customer, self.product, self.category)


@strawberry.input(description="One kind of cover (W4).")
class CoverageInput:
    """Its period and share of the cost."""

    kind: CoverageKind = strawberry.field(description="What is covered.")
    period: str = strawberry.field(description="How long: an ISO 8601 period such as `P24M`, `P2Y` or `P90D` (W3).")
    percentage: int = strawberry.field(default=100, description="The share of the cost, 1 to 100 percent.")


@strawberry.input(description="A version of a warranty term as it might be published, to be tried (W1).")
class WarrantyTermDraftInput:
    """What a version says."""

    number: str = strawberry.field(description="The term's number.")
    scope: ScopeInput = strawberry.field(description="For whom and for what.")
    layer: Layer = strawberry.field(description="The layer that it belongs to (W5).")
    start_basis: StartBasis = strawberry.field(description="What starts the warranty (W2).")
    coverages: list[CoverageInput] = strawberry.field(description="What is covered: each kind once.")
    valid_from: date = strawberry.field(description="The first day of sale that it holds for.")
    valid_to: date | None = strawberry.field(
        default=None, description="The last day of sale that it holds for; it ends the number."
    )
    transferable: bool = strawberry.field(
        default=True, description="Whether cover follows the unit to a new owner (W9)."
    )
    repair_extension: str | None = strawberry.field(
        default=None,
        description="What a repair under this layer adds to its last day, once: an ISO 8601 period as above (W5).",
    )
    country: str | None = strawberry.field(
        default=None,
        description="Only for buyers in this country, as ISO 3166 alpha-2: `PT`. A number keeps it (W1).",
    )
    buyer: BuyerKind | None = strawberry.field(
        default=None, description="Only for buyers of this kind. A number keeps it (W1)."
    )
    source: str | None = strawberry.field(
        default=None,
        description="What it is taken from, such as a law with its article and date; 200 characters at most.",
    )

    def command(self) -> publishing.PublishTerm:
        return publishing.PublishTerm(
            number=self.number,
            scope=self.scope.command(),
            layer=self.layer,
            start_basis=self.start_basis,
            coverages=tuple(
                publishing.CoverageInput(each.kind, each.period, each.percentage) for each in self.coverages
            ),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            transferable=self.transferable,
            repair_extension=self.repair_extension,
            country=self.country,
            buyer=self.buyer,
            source=self.source,
        )


@strawberry.input(description="A version of a warranty term. It is never changed; publish the next one instead (W1).")
class PublishWarrantyTermInput(WarrantyTermDraftInput, MutationInput):
    """A number that was published before gets its next version."""


@strawberry.input(description="A version of a return policy as it might be published, to be tried (V1).")
class ReturnPolicyDraftInput:
    """What a version says."""

    number: str = strawberry.field(description="The policy's number.")
    scope: ScopeInput = strawberry.field(description="For whom and for what.")
    basis: ReturnBasis = strawberry.field(description="The day from which the window is counted.")
    window_days: int | None = strawberry.field(
        default=None, description="Days in which a unit may come back; left out where it may not."
    )
    valid_from: date = strawberry.field(description="The first day of sale that it holds for.")
    valid_to: date | None = strawberry.field(
        default=None, description="The last day of sale that it holds for; it ends the number."
    )

    def command(self) -> publishing.PublishPolicy:
        return publishing.PublishPolicy(
            number=self.number,
            scope=self.scope.command(),
            basis=self.basis,
            window_days=self.window_days,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


@strawberry.input(description="A version of a return policy. It is never changed; publish the next one instead (V1).")
class PublishReturnPolicyInput(ReturnPolicyDraftInput, MutationInput):
    """A number that was published before gets its next version."""


async def save_tracking_dimension_group(
    info: Info,
    given: Annotated[
        SaveTrackingDimensionGroupInput, strawberry.argument(name="input", description="The group as it is to be.")
    ],
) -> TrackingDimensionGroupPayload:
    """Make a tracking dimension group, or change its serial settings (T1 to T5)."""
    settings = WantedSettings(
        active_in_sales_process=given.active_in_sales_process,
        serial_number_control=given.serial_number_control,
        blank_issue_allowed=given.blank_issue_allowed,
        active_in_inventory=given.active_in_inventory,
        blank_receipt_allowed=given.blank_receipt_allowed,
    )
    command = setup.SaveGroup(given.number, given.name, settings)
    return TrackingDimensionGroupPayload.of(await perform(info, given, Reading(), setup.save_group, command))


async def save_product(
    info: Info,
    given: Annotated[SaveProductInput, strawberry.argument(name="input", description="The product as it is to be.")],
) -> ProductPayload:
    """Make a product, or write it again (T4, T5, R6)."""
    cover = given.supplier_cover
    command = setup.SaveProduct(
        number=given.number,
        name=given.name,
        category=given.category,
        group=given.tracking_dimension_group,
        catch_weight=given.catch_weight,
        gtins=tuple(given.gtins),
        serial_pattern=given.serial_pattern,
        supplier=given.supplier,
        supplier_cover=None if cover is None else setup.CoverInput(cover.period, cover.send_to),
    )
    return ProductPayload.of(await perform(info, given, Reading(), setup.save_product, command))


async def save_customer(
    info: Info,
    given: Annotated[SaveCustomerInput, strawberry.argument(name="input", description="The customer as it is to be.")],
) -> CustomerPayload:
    """Make a customer, or write it again (D12, G1)."""
    command = setup.SaveCustomer(
        number=given.number,
        name=given.name,
        email=given.email,
        phone=given.phone,
        street=given.street,
        postal_code=given.postal_code,
        city=given.city,
        country=given.country,
        buyer_kind=given.buyer_kind,
    )
    return CustomerPayload.of(await perform(info, given, Reading(), setup.save_customer, command))


async def publish_warranty_term(
    info: Info,
    given: Annotated[PublishWarrantyTermInput, strawberry.argument(name="input", description="The version.")],
) -> WarrantyTermPayload:
    """Publish a warranty term, or its next version; no sale that is posted is touched (W1)."""
    return WarrantyTermPayload.of(await perform(info, given, Reading(), publishing.publish_term, given.command()))


async def publish_return_policy(
    info: Info,
    given: Annotated[PublishReturnPolicyInput, strawberry.argument(name="input", description="The version.")],
) -> ReturnPolicyPayload:
    """Publish a return policy, or its next version; no sale that is posted is touched (V1)."""
    return ReturnPolicyPayload.of(await perform(info, given, Reading(), publishing.publish_policy, given.command()))
