"""Products, and the tracking dimension groups that say how their serial numbers are kept (T1)."""

from typing import Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.recovery import SupplierCover
from graph_api.api.types.verdicts import shown
from graph_api.api.types.versions import ReturnPolicy, WarrantyTerm
from graph_api.domain import tracking
from graph_api.domain.lineage import ProductFacts
from graph_api.domain.point_of_sale import SerialPrompt, prompt_for
from graph_api.domain.views import GroupView, ProductView


@strawberry.type(description="The serial settings of a tracking dimension group (T1).")
class SerialSettings:
    """What a group asks of the products that use it."""

    active_in_sales_process: bool = strawberry.field(description="Whether serial numbers are registered when selling.")
    serial_number_control: bool = strawberry.field(description="Whether each item needs a registration (T2).")
    blank_issue_allowed: bool = strawberry.field(description="Whether items may be sold without one all the same (T3).")
    active_in_inventory: bool = strawberry.field(description="Whether serial numbers are kept in inventory.")
    blank_receipt_allowed: bool = strawberry.field(description="Whether items may be received without one.")

    @classmethod
    def of(cls, settings: tracking.SerialSettings) -> Self:
        return cls(
            active_in_sales_process=settings.active_in_sales_process,
            serial_number_control=settings.serial_number_control,
            blank_issue_allowed=settings.blank_issue_allowed,
            active_in_inventory=settings.active_in_inventory,
            blank_receipt_allowed=settings.blank_receipt_allowed,
        )


@strawberry.type(description="The serial settings that products share.")
class TrackingDimensionGroup(Node):
    """A group; what a product already says of it is not read again."""

    number: str = strawberry.field(description="The group's number.")
    known_name: strawberry.Private[str | None]
    known_settings: strawberry.Private[tracking.SerialSettings | None]

    @classmethod
    def of(cls, view: GroupView) -> Self:
        return cls.of_product(view.number, view.settings, view.name)

    @classmethod
    def of_product(cls, number: str, settings: tracking.SerialSettings | None, name: str | None = None) -> Self:
        """The group as a product knows it."""
        id_ = make_id("TrackingDimensionGroup", number)
        return cls(id=id_, number=number, known_name=name, known_settings=settings)

    @field("What people call it.")
    async def name(self, info: Info) -> str:
        return self.known_name or (await self._view(info)).name

    @field("What it asks of its products.")
    async def settings(self, info: Info) -> SerialSettings:
        return SerialSettings.of(self.known_settings or (await self._view(info)).settings)

    async def _view(self, info: Info) -> GroupView:
        return await info.context.loaders.there(info.context.loaders.groups, self.number)


@strawberry.type(description="What is sold.")
class Product(Node):
    """A product; what was published for it is read when it is asked for."""

    number: str = strawberry.field(description="The caller's number (D12).")
    name: str = strawberry.field(description="What people call it.")
    category: str | None = strawberry.field(description="The category that terms and policies may be published for.")
    catch_weight: bool = strawberry.field(
        description="Whether it is sold by weight: such a product has no serials (T4)."
    )
    gtins: list[str] = strawberry.field(description="The product codes on its labels, as 14 digits.")
    serial_pattern: str | None = strawberry.field(description="What its serial numbers must look like (R6).")
    group: strawberry.Private[str | None]
    settings: strawberry.Private[tracking.SerialSettings | None]
    view: strawberry.Private[ProductView | None]

    @classmethod
    def of(cls, view: ProductView) -> Self:
        return cls.of_facts(view.facts, view.settings, view)

    @classmethod
    def of_facts(
        cls, facts: ProductFacts, settings: tracking.SerialSettings | None = None, view: ProductView | None = None
    ) -> Self:
        """The product as a document or a unit knows it."""
        return cls(
            id=make_id("Product", facts.number),
            number=facts.number,
            name=facts.name,
            category=facts.category,
            catch_weight=facts.catch_weight,
            gtins=list(facts.gtins),
            serial_pattern=facts.serial_pattern,
            group=facts.group,
            settings=settings,
            view=view,
        )

    @field("How its serial numbers are kept; null where they are not.")
    def tracking_dimension_group(self) -> TrackingDimensionGroup | None:
        return None if self.group is None else TrackingDimensionGroup.of_product(self.group, self.settings)

    @field("What selling it over the counter asks for (P1).")
    async def serial_prompt(self, info: Info) -> SerialPrompt:
        return prompt_for(self.settings or (await self._view(info)).settings)

    @field("Who supplies it.")
    async def supplier(self, info: Info) -> str | None:
        return (await self._view(info)).supplier

    @field("What the supplier promises us for it; null where nothing is on record.")
    async def supplier_cover(self, info: Info) -> SupplierCover | None:
        cover = (await self._view(info)).supplier_cover
        return None if cover is None else shown(SupplierCover, cover)

    @field("Every version published for it, for its category or for all, in order of publication; 200 at most.")
    async def warranty_terms(self, info: Info) -> list[WarrantyTerm]:
        return [WarrantyTerm.of(each) for each in (await self._view(info)).terms]

    @field("Every version published for it, for its category or for all, in order of publication; 200 at most.")
    async def return_policies(self, info: Info) -> list[ReturnPolicy]:
        return [ReturnPolicy.of(each) for each in (await self._view(info)).policies]

    async def _view(self, info: Info) -> ProductView:
        if self.view is None:
            self.view = await info.context.loaders.there(info.context.loaders.products, self.number)
        return self.view
