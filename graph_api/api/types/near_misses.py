"""Units that may have been meant by a serial number that nobody registered."""

import strawberry

from graph_api.api.context import MOST_ROWS, Info
from graph_api.api.problems import bad_input
from graph_api.api.types.enums import describe
from graph_api.api.types.units import Unit
from graph_api.domain.near_misses import MOST_CANDIDATES, Confusion, NearMissQuestion

describe(
    Confusion,
    "How one serial number is taken for another.",
    {
        Confusion.SEPARATORS: "Hyphens, blanks, dots or strokes are missing, too many, or others.",
        Confusion.LOOKALIKES: "Characters that look alike: 0 and O, 1 and I and L, 5 and S, 8 and B, 2 and Z.",
        Confusion.LEADING_ZERO: "A zero is missing, or too many, where digits begin.",
        Confusion.PREFIX: "What is printed before the number is missing, or was typed too.",
        Confusion.TRANSPOSED: "Two neighbours changed places.",
    },
)


@strawberry.type(
    description="A unit whose number is one confusion away. It is never taken by itself: somebody chooses."
)
class NearMiss:
    """What may have been meant, and what speaks for it."""

    unit: Unit = strawberry.field(description="The unit, with its sales and verdicts.")
    confusion: Confusion = strawberry.field(description="By which confusion its number becomes the one that was asked.")
    of_product: bool = strawberry.field(description="Whether it is of the product that was named.")
    of_customer: bool = strawberry.field(
        description="Whether the customer who was named bought it, or was given it by another owner."
    )


async def near_misses_of(info: Info, question: NearMissQuestion) -> list[NearMiss]:
    """The units that may have been meant, the likeliest first."""
    if not info.context.afford(MOST_CANDIDATES):
        raise bad_input(
            "nearMisses", f"This asks for more than {MOST_ROWS:,} rows in all: ask for near misses of fewer numbers."
        )
    loaders = info.context.loaders
    found = await loaders.near_misses.load(question)
    units = await loaders.units.load_many([each.unit_id for each in found])
    return [
        NearMiss(unit=Unit.of(unit), confusion=each.confusion, of_product=each.of_product, of_customer=each.of_customer)
        for each, unit in zip(found, units, strict=True)
        if unit is not None
    ]
