"""Owners' registrations and installations through GraphQL."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import SOLD_UNIT, UNIT_VERSION, MutationInput, Reading
from graph_api.api.payloads import SaleRecordPayload, perform
from graph_api.services import starting

DAY = "The day of it: not before the day of sale, today or earlier; left out: today."


@strawberry.input(description="A unit that its owner registered.")
class RecordOwnerRegistrationInput(MutationInput):
    """It starts what waits for it (W2)."""

    unit_id: strawberry.ID = strawberry.field(description=SOLD_UNIT)
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


@strawberry.input(description="A unit that was installed.")
class RecordInstallationInput(MutationInput):
    """It starts what waits for it (W2)."""

    unit_id: strawberry.ID = strawberry.field(description=SOLD_UNIT)
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


@strawberry.input(description="An owner's registration or an installation that was recorded wrongly; say why.")
class WithdrawStartInput(MutationInput):
    """It stays on record, with what was answered while it stood (W11)."""

    id: strawberry.ID = strawberry.field(description="The id of the registration by the owner, or the installation.")
    version: int | None = strawberry.field(default=None, description=UNIT_VERSION)


async def record_owner_registration(
    info: Info,
    given: Annotated[
        RecordOwnerRegistrationInput, strawberry.argument(name="input", description="The unit, and the day.")
    ],
) -> SaleRecordPayload:
    """
    Record that the owner registered a unit: the first such day of a sale counts (W2).

    A second one is recorded too, and a notice says which of them counts. One of the same day changes nothing.
    """
    reading = Reading()
    command = _command(reading, given)
    return SaleRecordPayload.of(await perform(info, given, reading, starting.record_owner_registration, command))


async def record_installation(
    info: Info,
    given: Annotated[RecordInstallationInput, strawberry.argument(name="input", description="The unit, and the day.")],
) -> SaleRecordPayload:
    """
    Record that a unit was installed: the first such day of a sale counts (W2).

    A second one is recorded too, and a notice says which of them counts. One of the same day changes nothing.
    """
    reading = Reading()
    command = _command(reading, given)
    return SaleRecordPayload.of(await perform(info, given, reading, starting.record_installation, command))


async def withdraw_start(
    info: Info,
    given: Annotated[WithdrawStartInput, strawberry.argument(name="input", description="What was wrong.")],
) -> SaleRecordPayload:
    """
    Withdraw an owner's registration or an installation: it counts as never recorded from now on (W2, W11).

    One that was withdrawn before stays so, which a notice says.
    """
    reading = Reading()
    command = starting.WithdrawStart(reading.id(given.id, ("id",), "WarrantyStart"), given.version)
    return SaleRecordPayload.of(await perform(info, given, reading, starting.withdraw_start, command))


def _command(reading: Reading, given: RecordOwnerRegistrationInput | RecordInstallationInput) -> starting.RecordStart:
    return starting.RecordStart(reading.id(given.unit_id, ("unitId",), "Unit"), given.day, given.version)
