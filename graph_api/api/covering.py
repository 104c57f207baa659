"""Cover for one sale alone through GraphQL: bought, granted, withdrawn."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import SOLD_UNIT, UNIT_VERSION, MutationInput, Reading
from graph_api.api.payloads import SaleRecordPayload, perform
from graph_api.api.setup import CoverageInput
from graph_api.services import covering, publishing

COVERAGES = "What it pays for: each kind once."


@strawberry.input(description="An extended warranty that was bought for a unit.")
class RecordBoughtCoverInput(MutationInput):
    """For the sale that stands (W5)."""

    unit_id: strawberry.ID = strawberry.field(description=SOLD_UNIT)
    number: str = strawberry.field(description="The number of the contract; several units may have it.")
    coverages: list[CoverageInput] = strawberry.field(description=COVERAGES)
    first_day: date = strawberry.field(description="Its first day: not before the day of sale; it may be to come.")
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


@strawberry.input(description="Cover that nobody owes; say why it is granted.")
class GrantGoodwillInput(MutationInput):
    """For the sale that stands (W5)."""

    unit_id: strawberry.ID = strawberry.field(description=SOLD_UNIT)
    number: str | None = strawberry.field(
        default=None, description="What the decision is called; left out: it gets a number of its own."
    )
    coverages: list[CoverageInput] = strawberry.field(description=COVERAGES)
    first_day: date | None = strawberry.field(
        default=None, description="Its first day: not before the day of sale; it may be to come; left out: today."
    )
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


@strawberry.input(description="Cover that was recorded or granted wrongly; say why.")
class WithdrawCoverInput(MutationInput):
    """It stays on record, with what was answered while it stood (W11)."""

    id: strawberry.ID = strawberry.field(description="The id of the cover.")
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


async def record_bought_cover(
    info: Info,
    given: Annotated[RecordBoughtCoverInput, strawberry.argument(name="input", description="The unit and the cover.")],
) -> SaleRecordPayload:
    """
    Record an extended warranty that was bought for a unit (W5).

    The same cover again changes nothing, which a notice says; its number with other facts is refused.
    """
    reading = Reading()
    command = covering.RecordBoughtCover(
        unit_id=reading.id(given.unit_id, ("unitId",), "Unit"),
        number=given.number,
        coverages=_coverages(reading, given.coverages),
        first_day=given.first_day,
        version=given.version,
    )
    return SaleRecordPayload.of(await perform(info, given, reading, covering.record_bought_cover, command))


async def grant_goodwill(
    info: Info,
    given: Annotated[GrantGoodwillInput, strawberry.argument(name="input", description="The unit and the cover.")],
) -> SaleRecordPayload:
    """Grant cover for a unit by goodwill (W5)."""
    reading = Reading()
    command = covering.GrantGoodwill(
        unit_id=reading.id(given.unit_id, ("unitId",), "Unit"),
        coverages=_coverages(reading, given.coverages),
        number=given.number,
        first_day=given.first_day,
        version=given.version,
    )
    return SaleRecordPayload.of(await perform(info, given, reading, covering.grant_goodwill, command))


async def withdraw_cover(
    info: Info,
    given: Annotated[WithdrawCoverInput, strawberry.argument(name="input", description="What was wrong.")],
) -> SaleRecordPayload:
    """
    Withdraw bought or granted cover: it counts as never recorded from now on (W5, W11).

    What was withdrawn before stays so, which a notice says.
    """
    reading = Reading()
    command = covering.WithdrawCover(reading.id(given.id, ("id",), "UnitCover"), given.version)
    return SaleRecordPayload.of(await perform(info, given, reading, covering.withdraw_cover, command))


def _coverages(reading: Reading, given: Sequence[CoverageInput]) -> tuple[publishing.CoverageInput, ...]:
    bounded = reading.bounded(given, ("coverages",))
    return tuple(publishing.CoverageInput(each.kind, each.period, each.percentage) for each in bounded)
