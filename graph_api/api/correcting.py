"""Corrections through GraphQL: blanks are filled, numbers of slips are changed on an invoice in preparation."""

from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import RegistrationPayload, perform
from graph_api.domain.documents import DocumentKind
from graph_api.services import correcting
from graph_api.services.registration_commands import LineRef
from graph_api.services.scans import Given

NUMBER = "The serial number as typed, 1 to 100 printable characters; or give a scan."
SCAN = "What a scanner sent, as it came: what it adds around the number is told apart (R3); or give the number."


@strawberry.input(description="Another number for an item of a packing slip, on an invoice in preparation; say why.")
class ChangeSerialNumberInput(MutationInput):
    """The slip changes at once, and stays changed if the invoice is discarded (C1)."""

    invoice_line_id: strawberry.ID = strawberry.field(
        description="The id of a draft invoice's line that bills the packing slip's line."
    )
    registration_id: strawberry.ID = strawberry.field(
        description="The id of a registration of that packing slip's line, on no posted invoice and on no other draft."
    )
    serial_number: str | None = strawberry.field(default=None, description=NUMBER)
    scan: str | None = strawberry.field(default=None, description=SCAN)
    version: int = strawberry.field(
        description="The version of the invoice that this is decided on; a stale one is refused (C4)."
    )


@strawberry.input(description="The number of an item that was not readable; on what is posted, say why.")
class FillNotReadableInput(MutationInput):
    """The packing slip and the invoice that show it both follow (R4)."""

    line_id: strawberry.ID = strawberry.field(
        description="The id of the packing slip's or the invoice's line that it stands on, of a draft or posted."
    )
    registration_id: strawberry.ID = strawberry.field(description="The id of the registration that is not readable.")
    serial_number: str | None = strawberry.field(default=None, description=NUMBER)
    scan: str | None = strawberry.field(default=None, description=SCAN)
    version: int = strawberry.field(
        description="The version of the line's document that this is decided on; a stale one is refused (C4)."
    )


async def change_serial_number(
    info: Info,
    given: Annotated[ChangeSerialNumberInput, strawberry.argument(name="input", description="Which, and the number.")],
) -> RegistrationPayload:
    """Change a number of a packing slip on an invoice in preparation; the slip follows at once (C1)."""
    reading = Reading()
    line_id = reading.id(given.invoice_line_id, ("invoiceLineId",), "InvoiceLine")
    command = _command(reading, given, LineRef(DocumentKind.INVOICE, line_id))
    performed = await perform(info, given, reading, correcting.change_serial_number, command)
    return RegistrationPayload.of(performed, command.line.kind)


async def fill_not_readable(
    info: Info,
    given: Annotated[FillNotReadableInput, strawberry.argument(name="input", description="Which, and its number.")],
) -> RegistrationPayload:
    """Fill in the number of an item that was not readable, on both of its documents (R4, C3)."""
    reading = Reading()
    command = _command(reading, given, reading.line(given.line_id))
    performed = await perform(info, given, reading, correcting.fill_not_readable, command)
    return RegistrationPayload.of(performed, command.line.kind)


def _command(
    reading: Reading, given: ChangeSerialNumberInput | FillNotReadableInput, line: LineRef
) -> correcting.Correct:
    registration = reading.id(given.registration_id, ("registrationId",), "Registration")
    return correcting.Correct(line, registration, Given(given.serial_number, given.scan), given.version)
