"""Published versions of warranty terms and return policies (W1, V1)."""

from datetime import date, datetime
from typing import Self

import strawberry

from graph_api.api.ids import make_id
from graph_api.api.types.nodes import Node
from graph_api.domain import terms
from graph_api.domain.terms import BuyerKind, CoverageKind, Layer, ReturnBasis, StartBasis


@strawberry.type(description="For whom and for what a version is published; all null for every sale (W1).")
class Scope:
    """A customer's contract, a product, a category, or all."""

    customer: str | None = strawberry.field(description="The number of the customer whose contract it is.")
    product: str | None = strawberry.field(description="The number of the product.")
    category: str | None = strawberry.field(description="The product category.")

    @classmethod
    def of(cls, scope: terms.Scope) -> Self:
        return cls(customer=scope.customer, product=scope.product, category=scope.category)


@strawberry.type(description="One kind of cover (W4).")
class Coverage:
    """What is paid for, how long, and which share of it."""

    kind: CoverageKind = strawberry.field(description="What is paid for.")
    period: str = strawberry.field(description="How long, as an ISO 8601 calendar period: `P24M`, `P2Y`, `P90D` (W3).")
    percentage: int = strawberry.field(description="Which share of the cost, in whole percent.")

    @classmethod
    def of(cls, part: terms.Coverage) -> Self:
        return cls(kind=part.kind, period=str(part.period), percentage=part.percentage)


@strawberry.type(description="One published version of a warranty term. It is never changed: a new one is published.")
class WarrantyTerm(Node):
    """What a sale may be held to."""

    number: str = strawberry.field(description="The term's number, which all its versions share.")
    version: int = strawberry.field(description="Which version, counted from 1.")
    scope: Scope = strawberry.field(description="For whom and for what.")
    layer: Layer = strawberry.field(description="Which of the warranties that run side by side.")
    start_basis: StartBasis = strawberry.field(description="The event that starts it.")
    coverages: list[Coverage] = strawberry.field(description="What it pays for, each kind once.")
    valid_from: date = strawberry.field(description="The first day of sale that it holds for.")
    valid_to: date | None = strawberry.field(description="The last such day; null while it is open.")
    published_at: datetime = strawberry.field(description="When it was published: no sale posted before is held to it.")
    transferable: bool = strawberry.field(description="Whether cover follows the unit to a new owner (W9).")
    repair_extension: str | None = strawberry.field(
        description="What a repair under this layer adds to its last day, once (W5); null where nothing."
    )
    country: str | None = strawberry.field(
        description="The country of the buyers that it is for, as ISO 3166 alpha-2; null for all countries."
    )
    buyer: BuyerKind | None = strawberry.field(description="The kind of buyers that it is for; null for both.")
    source: str | None = strawberry.field(description="What it is taken from, such as a law with its date.")

    @classmethod
    def of(cls, term: terms.WarrantyTerm) -> Self:
        return cls(
            id=make_id("WarrantyTerm", term.id),
            number=term.number,
            version=term.version,
            scope=Scope.of(term.scope),
            layer=term.layer,
            start_basis=term.start_basis,
            coverages=[Coverage.of(each) for each in term.coverages],
            valid_from=term.valid_from,
            valid_to=term.valid_to,
            published_at=term.published_at,
            transferable=term.transferable,
            repair_extension=None if term.repair_extension is None else str(term.repair_extension),
            country=term.country,
            buyer=term.buyer,
            source=term.source,
        )


@strawberry.type(description="One published version of a return policy. It is never changed: a new one is published.")
class ReturnPolicy(Node):
    """Whether and how long a unit may come back."""

    number: str = strawberry.field(description="The policy's number, which all its versions share.")
    version: int = strawberry.field(description="Which version, counted from 1.")
    scope: Scope = strawberry.field(description="For whom and for what.")
    basis: ReturnBasis = strawberry.field(description="The day from which the window is counted.")
    window_days: int | None = strawberry.field(
        description="The return window in days; null where nothing may come back."
    )
    valid_from: date = strawberry.field(description="The first day of sale that it holds for.")
    valid_to: date | None = strawberry.field(description="The last such day; null while it is open.")
    published_at: datetime = strawberry.field(description="When it was published: no sale posted before is held to it.")

    @classmethod
    def of(cls, policy: terms.ReturnPolicy) -> Self:
        return cls(
            id=make_id("ReturnPolicy", policy.id),
            number=policy.number,
            version=policy.version,
            scope=Scope.of(policy.scope),
            basis=policy.basis,
            window_days=policy.window_days,
            valid_from=policy.valid_from,
            valid_to=policy.valid_to,
            published_at=policy.published_at,
        )
