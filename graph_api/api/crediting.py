"""Credit notes through GraphQL."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import CreditNotePayload, perform
from graph_api.services import crediting


@strawberry.input(description="A posted invoice of which everything, or whole lines, are credited; say why.")
class CreditInvoiceInput(MutationInput):
    """Nothing is credited in part of a line (D10)."""

    id: strawberry.ID = strawberry.field(description="The id of the invoice.")
    lines: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The ids of 1 to 1,000 of its lines; left out: all that are not credited yet."
    )
    day: date | None = strawberry.field(
        default=None, description="The credit note's day: not before the invoice's, today or earlier; left out: today."
    )
    number: str | None = strawberry.field(
        default=None, description="The credit note's number; left out: the next of its sequence (D12)."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )
    version: int = strawberry.field(
        description="The version of the invoice that this is decided on; a stale one is refused (C4)."
    )


async def credit_invoice(
    info: Info,
    given: Annotated[CreditInvoiceInput, strawberry.argument(name="input", description="The invoice and its lines.")],
) -> CreditNotePayload:
    """
    Undo a posted invoice by a credit note, whole or by whole lines (D10).

    Items of a packing slip stand un-invoiced on it again. Items that the invoice shipped itself are no longer sold:
    their numbers wait for the next document of their order line (D4).
    """
    reading = Reading()
    command = crediting.CreditInvoice(
        id=reading.id(given.id, ("id",), "Invoice"),
        version=given.version,
        lines=None if given.lines is None else reading.ids(given.lines, ("lines",), "InvoiceLine"),
        day=given.day,
        number=given.number,
        external_reference=given.external_reference,
    )
    return CreditNotePayload.of(await perform(info, given, reading, crediting.credit_invoice, command))
