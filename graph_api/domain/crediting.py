"""
Undoing a posted invoice by a credit note, whole or by whole lines. Source: rule D10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, InvoiceLineFacts
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord


@dataclass(frozen=True, slots=True)
class Credit:
    """
    What a credit note undoes.

    Attributes:
        lines: The lines that it credits, by position.
        state: The state in which it leaves the invoice: credited, when no line of it stands any more.
    """

    lines: tuple[InvoiceLineFacts, ...]
    state: DocumentState

    @property
    def billed(self) -> tuple[InvoiceLineFacts, ...]:
        """Those whose items stand un-invoiced on their slips again."""
        return tuple(line for line in self.lines if line.slip_line_id is not None)

    @property
    def direct(self) -> tuple[InvoiceLineFacts, ...]:
        """Those that shipped their goods themselves: their sales end, and what they registered waits (D4, D8)."""
        return tuple(line for line in self.lines if line.slip_line_id is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCreditable(Refusal):
    """Only a posted invoice is credited: a draft is edited or discarded, and a credited one stays credited (D10)."""

    rule = "D10"
    document: Annotated[str, "The invoice, as a person calls it."]
    state: Annotated[str, "The state it is in."]

    @property
    def message(self) -> str:
        return f"{self.document} is {self.state.lower()}: only what is posted on an invoice is credited."


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedBefore(Refusal):
    """A line is credited once, and whole (D10)."""

    rule = "D10"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document."]
    document: Annotated[str, "The document, as a person calls it."]

    @property
    def message(self) -> str:
        return f"Line {self.position} of {self.document} is credited already: leave it out."


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedByReturns(Refusal):
    """What a return credited is credited by no credit note as well (D10, V4)."""

    rule = "D10"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document."]
    document: Annotated[str, "The document, as a person calls it."]

    @property
    def message(self) -> str:
        return f"All of line {self.position} of {self.document} came back and was credited by returns: leave it out."


CreditingRefusal = NotCreditable | CreditedBefore | CreditedByReturns


def decide_creditable(invoice: InvoiceFacts) -> NotCreditable | None:
    """Whether an invoice can be credited at all."""
    if invoice.state is DocumentState.POSTED:
        return None
    return NotCreditable(document=invoice.name, state=invoice.state.value, path=("id",))


def decide_credit(invoice: InvoiceFacts, line_ids: Sequence[str] | None = None) -> Credit | tuple[Refusal, ...]:
    """
    Credit lines of a posted invoice, less what returns credited, or say why not (D10).

    Args:
        line_ids: The lines, each named once or more; None for all of which something is left to credit.
    """
    if (refusal := decide_creditable(invoice)) is not None:
        return (refusal,)
    known = {line.id: line for line in invoice.lines}
    wanted = [line.id for line in invoice.lines if _left(line)] if line_ids is None else line_ids
    refusals: list[Refusal] = []
    if not wanted:
        refusals.append(InvalidValue(value="[]", expected="at least one line of the invoice", path=("lines",)))
    for place, id_ in enumerate(wanted):
        path = ("lines", str(place))
        if (line := known.get(id_)) is None:
            refusals.append(UnknownRecord(kind="line of this invoice", key=id_, path=path))
        elif not _left(line):
            kind = CreditedBefore if line.credited else CreditedByReturns
            refusals.append(
                kind(
                    line_id=id_,
                    document_kind=DocumentKind.INVOICE,
                    position=line.position,
                    document=invoice.name,
                    path=path,
                )
            )
    if refusals:
        return tuple(refusals)
    standing = any(not line.credited and line.id not in wanted for line in invoice.lines)
    lines = tuple(line for line in invoice.lines if line.id in wanted)
    return Credit(lines, DocumentState.POSTED if standing else DocumentState.CREDITED)


def _left(line: InvoiceLineFacts) -> int:
    """Pieces of a line that are neither credited nor came back for good."""
    return 0 if line.credited else line.quantity - line.returned
