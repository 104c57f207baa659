"""Customers. What identifies a person is shown to those alone whose duty it is (S4, G1)."""

from typing import Self

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.terms import BuyerKind

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

    def _personal(self, info: Info, text: str | None) -> str | None:
        return text if info.context.actor.may(Duty.READ_PERSONAL_DATA) else None
