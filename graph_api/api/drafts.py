"""The lines of a draft as GraphQL takes them, of packing slips and of invoices."""

from collections.abc import Sequence

import strawberry

from graph_api.api.inputs import Reading
from graph_api.services import slips


@strawberry.input(description="Pieces of an order line.")
class DocumentLineInput:
    """What a slip, or an invoice without a slip, ships."""

    order_line_id: strawberry.ID = strawberry.field(description="The id of the sales order's line.")
    quantity: int = strawberry.field(description="Pieces, 1 to 1,000,000.")


@strawberry.input(description="A line of a draft with its new quantity.")
class EditedLineInput:
    """0 removes the line."""

    line_id: strawberry.ID = strawberry.field(description="The id of the draft's line.")
    quantity: int = strawberry.field(description="Pieces; 0 removes the line and frees what stands on it.")


def read_lines(reading: Reading, given: Sequence[DocumentLineInput], name: str) -> tuple[slips.LineInput, ...]:
    """Lines as the service takes them; what cannot be read is kept for the answer."""
    return tuple(
        slips.LineInput(reading.id(line.order_line_id, (name, str(i), "orderLineId"), "OrderLine"), line.quantity)
        for i, line in enumerate(reading.bounded(given, (name,)))
    )


def read_edited(reading: Reading, given: Sequence[EditedLineInput], kind: str) -> tuple[slips.EditedLine, ...]:
    """Edited lines of a kind of document, as the service takes them."""
    return tuple(
        slips.EditedLine(reading.id(line.line_id, ("lines", str(i), "lineId"), kind), line.quantity)
        for i, line in enumerate(reading.bounded(given, ("lines",)))
    )
