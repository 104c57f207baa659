"""The lines of one order's documents as the files have them, and which of them a registration stands on."""

from dataclasses import dataclass, field

from graph_api.domain.documents import OrderLineFacts, RegistrationFact
from graph_api.domain.line_facts import LineFacts
from graph_api.domain.serial_patterns import SerialPattern
from graph_api.transfer.problems import Problem
from graph_api.transfer.staging import Row


@dataclass(slots=True)
class StandingLine:
    """A line that registrations stand on: what is decided about them, and what is found so far."""

    facts: LineFacts
    order_line: OrderLineFacts
    pattern: SerialPattern | None
    names: dict[str, str]
    bills: str | None = None
    registrations: list[RegistrationFact] = field(default_factory=list)


@dataclass(slots=True)
class DocumentLines:
    """The lines of slips and of invoices, by document and position."""

    slip_lines: dict[str, dict[int, StandingLine]] = field(default_factory=dict)
    invoice_lines: dict[str, dict[int, StandingLine]] = field(default_factory=dict)

    def slip_line(self, slip: str | None, position: int | None) -> StandingLine | None:
        """The line of a slip at a position."""
        return self.slip_lines.get(slip or "", {}).get(position or 0)

    def stands_on(self, row: Row) -> tuple[StandingLine, ...] | Problem:
        """The lines that a registration stands on: the one that ships it comes first."""
        at, _, slip, slip_line, invoice, invoice_line, *_ = row
        shipped = billed = None
        if slip is not None or slip_line is not None:
            shipped = self.slip_line(slip, slip_line)
            if shipped is None:
                return _nowhere(at, "slip_line", f"There is no line {slip_line} on packing slip {slip} of this order.")
        if invoice is not None or invoice_line is not None:
            billed = self.invoice_lines.get(invoice or "", {}).get(invoice_line or 0)
            if billed is None:
                return _nowhere(
                    at, "invoice_line", f"There is no line {invoice_line} on invoice {invoice} of this order."
                )
            if billed.bills != (None if shipped is None else shipped.facts.line_id):
                said = (
                    "The invoice's line does not bill the slip's line that this stands on: name the slip and the line."
                )
                return _nowhere(at, "invoice_line", said)
        return tuple(line for line in (shipped, billed) if line is not None)


def _nowhere(row: int, column: str, said: str) -> Problem:
    return Problem("serials", row, column, "R1", said)
