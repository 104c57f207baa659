"""
Taking back what a posted slip ships: full lines are reversed, and a slip is cancelled with all of them.

A line is reversed with its full quantity (D3), unless an item of it stands on a posted invoice or came back (D5). What
draft invoices chose of it comes off them (D11). Source: rules D3, D5, D11.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from graph_api.domain.coming_off import ComingOff, came_off, coming_off
from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, OrderBook, SlipFacts, SlipLineFacts
from graph_api.domain.drafts import THE_DOCUMENT
from graph_api.domain.outcomes import InvalidValue, Notice, Path, Refusal, UnknownRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPosted(Refusal):
    """Only what is posted is undone: a draft is edited or discarded (D3, D11)."""

    rule = "D3"
    document: Annotated[str, "The document, as a person calls it."]
    state: Annotated[str, "The state it is in."]

    @property
    def message(self) -> str:
        return f"{self.document} is {self.state.lower()}, not posted: there is nothing on it to undo."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversedBefore(Refusal):
    """A line is reversed once, with its full quantity (D3)."""

    rule = "D3"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document."]
    document: Annotated[str, "The document, as a person calls it."]

    @property
    def message(self) -> str:
        return f"Line {self.position} of {self.document} is reversed already, with its full quantity: leave it out."


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOnInvoice(Refusal):
    """What stands on a posted invoice is not reversed: the invoice comes first (D5, D10)."""

    rule = "D5"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document."]
    document: Annotated[str, "The document, as a person calls it."]
    invoices: Annotated[tuple[str, ...], "The posted invoices that items of the line stand on."]

    @property
    def message(self) -> str:
        named = ", ".join(self.invoices)
        return f"Line {self.position} of {self.document} stands on invoice {named}: credit it first (D10)."


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack(Refusal):
    """A line of which items were taken back is not reversed any more (D5, C2)."""

    rule = "D5"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document."]
    document: Annotated[str, "The document, as a person calls it."]
    taken_back: Annotated[int, "Pieces of it that were taken back."]

    @property
    def message(self) -> str:
        return (
            f"Of line {self.position} of {self.document}, {self.taken_back} were taken back: it is not reversed any "
            "more. Take back the rest of it as well."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBackForGood(Refusal):
    """A line of which items came back for good is not reversed any more (D5, V5)."""

    rule = "D5"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document."]
    document: Annotated[str, "The document, as a person calls it."]
    returned: Annotated[int, "Pieces of it that came back for good."]

    @property
    def message(self) -> str:
        return (
            f"Of line {self.position} of {self.document}, {self.returned} came back for good: it is not reversed any "
            "more. Let the rest of it come back as well: by a return while it is invoiced, or else on the sales order."
        )


class _Named(TypedDict):
    line_id: str
    document_kind: DocumentKind
    position: int
    document: str


ReversingRefusal = NotPosted | ReversedBefore | StandsOnInvoice | CameBack | CameBackForGood


@dataclass(frozen=True, slots=True)
class Reversal:
    """
    What a reversal changes.

    Attributes:
        lines: The lines that it reverses, by position.
        state: The state in which it leaves the slip: cancelled, when no line of it stands any more.
        came_off: Draft invoices, each with what it had chosen of these lines (D11).
    """

    lines: tuple[SlipLineFacts, ...]
    state: DocumentState
    came_off: ComingOff = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What came off draft invoices, invoice by invoice."""
        return tuple(came_off(invoice, chosen, "reversed") for invoice, chosen in self.came_off)


def decide_reversal(
    book: OrderBook, slip: SlipFacts, line_ids: Sequence[str] | None = None
) -> Reversal | tuple[Refusal, ...]:
    """
    Reverse lines of a posted slip with their full quantity, or say of each what stands in the way (D3, D5).

    Args:
        line_ids: The lines; None for all that are not reversed yet, by which the slip is cancelled.
    """
    if slip.state is not DocumentState.POSTED:
        return (NotPosted(document=slip.name, state=slip.state.value, path=THE_DOCUMENT),)
    if line_ids is not None and not line_ids:
        return (InvalidValue(value="[]", expected="at least one line of the packing slip", path=("lines",)),)
    asked, unknown = _asked(slip, line_ids)
    refusals = [*unknown, *(refusal for path, line in asked for refusal in _stands_in_the_way(book, slip, line, path))]
    if refusals:
        return tuple(refusals)
    going = {line.id for _, line in asked}
    lines = tuple(line for line in slip.lines if line.id in going)
    standing = any(not line.reversed and line.id not in going for line in slip.lines)
    state = DocumentState.POSTED if standing else DocumentState.CANCELLED
    ending = {each.id for line in lines for each in line.registrations}
    return Reversal(lines, state, coming_off(book, ending))


def _asked(
    slip: SlipFacts, line_ids: Sequence[str] | None
) -> tuple[list[tuple[Path, SlipLineFacts]], list[UnknownRecord]]:
    if line_ids is None:
        return [(THE_DOCUMENT, line) for line in slip.lines if not line.reversed], []
    known = {line.id: line for line in slip.lines}
    paths: dict[str, Path] = {id_: ("lines", str(place)) for place, id_ in reversed(list(enumerate(line_ids)))}
    unknown = [
        UnknownRecord(kind="line of this packing slip", key=id_, path=path)
        for id_, path in sorted(paths.items(), key=lambda entry: int(entry[1][1]))
        if id_ not in known
    ]
    return [(paths[line.id], line) for line in slip.lines if line.id in paths], unknown


def _stands_in_the_way(book: OrderBook, slip: SlipFacts, line: SlipLineFacts, path: Path) -> Iterable[Refusal]:
    """Why one line is not reversed (D3, D5)."""
    named: _Named = {
        "line_id": line.id,
        "document_kind": DocumentKind.PACKING_SLIP,
        "position": line.position,
        "document": slip.name,
    }
    if line.reversed:
        yield ReversedBefore(**named, path=path)
        return
    invoices = tuple(invoice.name for invoice in book.invoices if _bills(invoice, line.id))
    if invoices:
        yield StandsOnInvoice(**named, invoices=invoices, path=path)
    if line.taken_back:
        yield CameBack(**named, taken_back=line.taken_back, path=path)
    if returned := book.returned(line.id):
        yield CameBackForGood(**named, returned=returned, path=path)


def _bills(invoice: InvoiceFacts, slip_line_id: str) -> bool:
    """Whether items of a slip line stand on a posted invoice, registered or not (T3)."""
    standing = (line for line in invoice.lines if line.slip_line_id == slip_line_id and not line.credited)
    return invoice.state is DocumentState.POSTED and next(standing, None) is not None
