"""Registering through GraphQL: lists, scans, not readable, and choosing by id."""

from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import RegistrationPayload, perform
from graph_api.services import registration
from graph_api.services.registration_commands import (
    ChangeChoice,
    ListMode,
    RegisterNotReadable,
    RegisterSerials,
    ScanMode,
    ScanSerial,
)

LINE = "The id of a draft packing slip's or a draft invoice's line."


@strawberry.input(description="Serial numbers that are typed or pasted, for one line.")
class RegisterSerialsInput(MutationInput):
    """On an invoice of slips they are chosen among the slips' registrations; what a slip lacks it gets too (R1, R3)."""

    line_id: strawberry.ID = strawberry.field(description=LINE)
    serials: list[str] | None = strawberry.field(
        default=None, description="1 to 1,000 serial numbers of 1 to 100 printable characters; or give typed."
    )
    typed: str | None = strawberry.field(
        default=None,
        description=(
            "1 to 1,000 serial numbers in one text, with commas, semicolons or lines between them, ranges such as "
            "`100-110` and scans among them; or give serials. A refusal's path has the place of the piece."
        ),
    )
    uploaded: str | None = strawberry.field(
        default=None,
        description=(
            "The text of a CSV file with 1 to 1,000 serial numbers or scans, one a row: with a heading that has "
            "`serial_number` in it, or with one column alone. A refusal's path has the row, counted from 1."
        ),
    )
    mode: ListMode = strawberry.field(
        default=ListMode.ALL_OR_NOTHING, description="Whether one refused number refuses the list."
    )


@strawberry.input(description="One scan, for one line.")
class ScanSerialInput(MutationInput):
    """What the scanner sent, raw."""

    line_id: strawberry.ID = strawberry.field(description=LINE)
    scan: str = strawberry.field(
        description="What the scanner sent, as it came: what it adds around the number is told apart (R3)."
    )
    mode: ScanMode = strawberry.field(default=ScanMode.ADD, description="What the scan does with the number.")


@strawberry.input(description="Items whose serial numbers cannot be read (R4).")
class RegisterNotReadableInput(MutationInput):
    """This has a duty of its own (S3)."""

    line_id: strawberry.ID = strawberry.field(description=LINE)
    count: int = strawberry.field(default=1, description="How many items, 1 to 1,000.")


@strawberry.input(description="Registrations by id, blanks too: chosen and given back on an invoice of slips.")
class ChangeRegistrationsInput(MutationInput):
    """On every other draft registrations are taken off, and none can be added by id."""

    line_id: strawberry.ID = strawberry.field(description=LINE)
    add: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The ids of registrations of the billed slip line that the invoice takes."
    )
    remove: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The ids of registrations that leave the line."
    )


async def register_serials(
    info: Info,
    given: Annotated[RegisterSerialsInput, strawberry.argument(name="input", description="The line and the list.")],
) -> RegistrationPayload:
    """Register a list of serial numbers on a line (R1 to R7)."""
    reading = Reading()
    serials = None if given.serials is None else tuple(given.serials)
    command = RegisterSerials(reading.line(given.line_id), serials, given.mode, given.typed, given.uploaded)
    performed = await perform(info, given, reading, registration.register_serials, command)
    return RegistrationPayload.of(performed, command.line.kind)


async def scan_serial(
    info: Info,
    given: Annotated[ScanSerialInput, strawberry.argument(name="input", description="The line and the scan.")],
) -> RegistrationPayload:
    """Register a scan on a line, or take it off (R3)."""
    reading = Reading()
    command = ScanSerial(reading.line(given.line_id), given.scan, given.mode)
    performed = await perform(info, given, reading, registration.scan_serial, command)
    return RegistrationPayload.of(performed, command.line.kind)


async def register_not_readable(
    info: Info,
    given: Annotated[RegisterNotReadableInput, strawberry.argument(name="input", description="The line and how many.")],
) -> RegistrationPayload:
    """Register items whose serial numbers cannot be read (R4, S3)."""
    reading = Reading()
    command = RegisterNotReadable(reading.line(given.line_id), given.count)
    performed = await perform(info, given, reading, registration.register_not_readable, command)
    return RegistrationPayload.of(performed, command.line.kind)


async def change_registrations(
    info: Info,
    given: Annotated[ChangeRegistrationsInput, strawberry.argument(name="input", description="The line and the ids.")],
) -> RegistrationPayload:
    """Choose and give back registrations by id on an invoice of slips, or take them off a draft (R3)."""
    reading = Reading()
    command = ChangeChoice(
        line=reading.line(given.line_id),
        add=reading.ids(given.add, ("add",), "Registration"),
        remove=reading.ids(given.remove, ("remove",), "Registration"),
    )
    performed = await perform(info, given, reading, registration.change_choice, command)
    return RegistrationPayload.of(performed, command.line.kind)
