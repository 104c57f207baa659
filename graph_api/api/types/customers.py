"""Customers. What identifies a person is shown to those alone whose duty it is (S4, G1)."""

from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First
from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types import list_enums  # noqa: F401 -- describes the orders of lists
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.listing_units import UnitSort
from graph_api.domain.terms import BuyerKind

if TYPE_CHECKING:
    from graph_api.api.listing_units import HeldUnitFilterInput
    from graph_api.api.types.units import Unit

WantedOfThese: TypeAlias = Annotated[
    Annotated["HeldUnitFilterInput", strawberry.lazy("graph_api.api.listing_units")] | None,
    strawberry.argument(description="Which of them; all where left out."),
]
InOrder: TypeAlias = Annotated[
    UnitSort, strawberry.argument(description="In which order; as they were registered where left out.")
]

_PERSONAL = "Null without the duty to read personal data."


@strawberry.type(description="Who bought.")
class Customer(Node):
    """A customer; the number, the country and the kind of buyer identify nobody."""

    number: str = strawberry.field(description="The caller's number (D12).")
    country: str | None = strawberry.field(description="The country of the address, as ISO 3166 alpha-2.")
    buyer_kind: BuyerKind | None = strawberry.field(
        description="Whether a consumer or a business; null where it is not known."
    )
    facts: strawberry.Private[CustomerFacts]

    @classmethod
    def of(cls, facts: CustomerFacts) -> Self:
        return cls(
            id=make_id("Customer", facts.number),
            number=facts.number,
            country=facts.country,
            buyer_kind=facts.buyer_kind,
            facts=facts,
        )

    @field(f"The name. {_PERSONAL}")
    def name(self, info: Info) -> str | None:
        return self._personal(info, self.facts.name)

    @field(f"The e-mail address. {_PERSONAL}")
    def email(self, info: Info) -> str | None:
        return self._personal(info, self.facts.email)

    @field(f"The telephone number. {_PERSONAL}")
    def phone(self, info: Info) -> str | None:
        return self._personal(info, self.facts.phone)

    @field(f"Street and house number. {_PERSONAL}")
    def street(self, info: Info) -> str | None:
        return self._personal(info, self.facts.street)

    @field(f"The postal code. {_PERSONAL}")
    def postal_code(self, info: Info) -> str | None:
        return self._personal(info, self.facts.postal_code)

    @field(f"The town. {_PERSONAL}")
    def city(self, info: Info) -> str | None:
        return self._personal(info, self.facts.city)

    @field(
        "The units that stand with this customer today, bought or given by another owner (W9), and those that came for "
        "them (W7); with the verdicts of each, two statements answer a page."
    )
    async def units(
        self,
        info: Info,
        filter: WantedOfThese = None,  # noqa: A002 -- what such an argument is called
        sort: InOrder = UnitSort.OLDEST_FIRST,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Annotated["Unit", strawberry.lazy("graph_api.api.types.units")]]:
        from graph_api.api.listing_units import list_held_units  # noqa: PLC0415 -- they name each other

        return await list_held_units(info, self.number, filter, sort, (first, after))

    def _personal(self, info: Info, text: str | None) -> str | None:
        return text if info.context.actor.may(Duty.READ_PERSONAL_DATA) else None
