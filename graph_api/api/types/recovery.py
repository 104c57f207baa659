"""What a product's supplier promises, and whether it owes for a claim; resolved on the domain's values."""

from datetime import date

import strawberry

from graph_api.domain import recovery


def _period(root: strawberry.Parent[recovery.SupplierCover]) -> str:
    return str(root.period)


@strawberry.type(description="What a product's supplier promises us.")
class SupplierCover:
    """For how long, and where claims are sent."""

    period = strawberry.field(resolver=_period, description="For how long from the day of sale, as ISO 8601: `P24M`.")
    send_to: str | None = strawberry.field(description="Where claims are sent; null where that is not on record.")


@strawberry.type(description="Whether the supplier of a claimed unit owes what we owe.")
class SupplierRecovery:
    """The answer with its reason."""

    owes: bool = strawberry.field(description="Whether the supplier owes for this claim.")
    until: date | None = strawberry.field(
        description="The last day of a claim that the supplier pays for; null where no cover is on record."
    )
    supplier: str = strawberry.field(description="The supplier.")
    send_to: str | None = strawberry.field(description="Where the claim is sent; null where that is not on record.")
    reason: str = strawberry.field(description="Why, in one sentence.")
