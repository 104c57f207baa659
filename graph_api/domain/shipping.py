"""
Packing slips: what a draft holds, and whether it may be posted. Source: rules D1, D7, D11, T2, T3, R2, R5.

What posting asks of a line's registrations is the same for a slip and for an invoice without a slip, and stands here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, TypedDict

from graph_api.domain.documents import DocumentKind, InvoiceFacts, OrderBook, RegistrationFact, SlipFacts, SlipLineFacts
from graph_api.domain.drafts import (
    THE_DOCUMENT,
    DocumentRefusal,
    LineOfAnotherKind,
    MoreThanOrdered,
    NothingOnIt,
    decide_draft,
    decide_quantity,
)
from graph_api.domain.outcomes import Path, Refusal, UnknownRecord
from graph_api.domain.registration_refusals import TakesNoSerials
from graph_api.domain.tracking import SerialSettings


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line as the caller states it: pieces of one order line."""

    order_line_id: str
    quantity: int
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationsMissing(Refusal):
    """Each item needs one registration, a number or a not-readable blank (T2)."""

    rule = "T2"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document, counted from 1."]
    quantity: Annotated[int, "Its quantity in pieces."]
    registered: Annotated[int, "Registrations on it, blanks included."]

    @property
    def message(self) -> str:
        missing = self.quantity - self.registered
        return (
            f"Line {self.position} lacks {missing} of {self.quantity} registrations: scan them, or register them as "
            "not readable."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationsSurplus(Refusal):
    """A line with more registrations than items is kept as a draft and cannot be posted (R2)."""

    rule = "R2"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document, counted from 1."]
    quantity: Annotated[int, "Its quantity in pieces."]
    registered: Annotated[int, "Registrations on it, blanks included."]

    @property
    def message(self) -> str:
        surplus = self.registered - self.quantity
        return f"Line {self.position} has {surplus} registrations more than its {self.quantity} items: take some off."


NEVER_AGAIN: Final = date.max
"""From which day a unit is free that is never sold again: it came back for good, and not to stock (V5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesWouldOverlap(Refusal):
    """Sales of a unit never overlap, nor by dating a document back (R5)."""

    rule = "R5"
    serial_number: Annotated[str, "The unit's number."]
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document, counted from 1."]
    free_from: Annotated[date, "The day on which its last sale ended; the last day of the calendar: it was scrapped."]

    @property
    def message(self) -> str:
        if self.free_from == NEVER_AGAIN:
            return f"{self.serial_number} came back and was scrapped: it is not sold again (V5)."
        return f"{self.serial_number} was sold until {self.free_from}: no sale of it can begin before that day."


ShippingRefusal = RegistrationsMissing | RegistrationsSurplus | SalesWouldOverlap


def wanted_or_remaining(
    book: OrderBook, wanted: Sequence[WantedLine] | None, drafted: Sequence[WantedLine] = ()
) -> tuple[WantedLine, ...]:
    """The lines of a new document: as wanted, or all that is ordered and not shipped (D1)."""
    if wanted is not None:
        return (*drafted, *wanted)
    left = ((line.id, line.quantity - book.shipped(line.id)) for line in book.lines)
    return tuple(WantedLine(line_id, quantity, ("lines",)) for line_id, quantity in left if quantity > 0)


def decide_lines(book: OrderBook, lines: Sequence[WantedLine]) -> tuple[Refusal, ...]:
    """
    Whether a draft may hold these lines.

    A draft reserves nothing (D11), but what could never be posted is refused at once.
    """
    known = {line.id for line in book.lines}
    refusals: list[Refusal] = [
        UnknownRecord(kind="order line", key=line.order_line_id, path=line.path)
        for line in lines
        if line.order_line_id not in known
    ]
    refusals.extend(r for line in lines if (r := decide_quantity(line.quantity, line.path)) is not None)
    if not lines:
        refusals.append(NothingOnIt(document=book.number, path=("lines",)))
    return tuple(refusals) or decide_quantities(book, lines)


def decide_quantities(book: OrderBook, lines: Iterable[WantedLine]) -> tuple[Refusal, ...]:
    """Refuse to ship more than is ordered, added up over lines of the same order line (D1)."""
    attempted: Counter[str] = Counter()
    paths: dict[str, Path] = {}
    for line in lines:
        attempted[line.order_line_id] += line.quantity
        paths.setdefault(line.order_line_id, line.path)
    return tuple(
        MoreThanOrdered(
            order_line_id=line.id,
            ordered=line.quantity,
            shipped=book.shipped(line.id),
            attempted=attempted[line.id],
            path=paths[line.id],
        )
        for line in book.lines
        if attempted[line.id] and book.shipped(line.id) + attempted[line.id] > line.quantity
    )


def decide_slip_posting(book: OrderBook, slip: SlipFacts, day: date) -> tuple[Refusal, ...]:
    """
    Every reason why a slip cannot be posted on a day, line by line; none posts it whole (D7).

    The draft's document day is judged by the caller against today and the order's day (W11).
    """
    refusals: list[Refusal] = _of_the_document(slip)
    wanted = [WantedLine(line.order_line_id, line.quantity, THE_DOCUMENT) for line in slip.lines]
    refusals.extend(decide_quantities(book, wanted))
    for line in slip.lines:
        ordered = book.line(line.order_line_id)
        held = HeldLine(
            kind=DocumentKind.PACKING_SLIP,
            line_id=line.id,
            position=line.position,
            quantity=line.quantity,
            product=ordered.product.number,
            registrations=line.registrations,
        )
        refusals.extend(decide_held(held, ordered.settings, day))
    return tuple(refusals)


def _of_the_document(document: SlipFacts | InvoiceFacts) -> list[Refusal]:
    found: list[DocumentRefusal | None] = [
        decide_draft(document),
        None if document.lines else NothingOnIt(document=document.name, path=THE_DOCUMENT),
    ]
    return [refusal for refusal in found if refusal is not None]


class _Named(TypedDict):
    line_id: str
    document_kind: DocumentKind
    position: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line with its registrations, on its way to being posted."""

    kind: DocumentKind
    line_id: str
    position: int
    quantity: int
    product: str
    registrations: tuple[RegistrationFact, ...]

    @property
    def named(self) -> _Named:
        """The facts by which a refusal names the line."""
        return {"line_id": self.line_id, "document_kind": self.kind, "position": self.position}


def decide_held(line: HeldLine, settings: SerialSettings, day: date) -> tuple[Refusal, ...]:
    """Whether a line that starts sales has the registrations that it needs (T2, T3, R2), all of them free (R5)."""
    if line.registrations and not settings.active_in_sales_process:
        return (TakesNoSerials(product=line.product, **line.named, path=THE_DOCUMENT),)
    return (*decide_surplus_or_missing(line, settings), *_overlaps(line, day))


def decide_surplus_or_missing(line: HeldLine, settings: SerialSettings) -> tuple[Refusal, ...]:
    """
    Whether a line has neither too few registrations (T2, T3) nor too many (R2).

    That the group is active is not asked here: what a slip shipped before a change is invoiced as it stands (T5).
    """
    registered = len(line.registrations)
    counted = {"quantity": line.quantity, "registered": registered}
    if registered > line.quantity:
        return (RegistrationsSurplus(**line.named, **counted, path=THE_DOCUMENT),)
    if settings.requires_all and registered < line.quantity:
        return (RegistrationsMissing(**line.named, **counted, path=THE_DOCUMENT),)
    return ()


def _overlaps(line: HeldLine, day: date) -> tuple[Refusal, ...]:
    return tuple(
        SalesWouldOverlap(
            serial_number=each.serial_number or "", **line.named, free_from=each.free_from, path=THE_DOCUMENT
        )
        for each in line.registrations
        if each.free_from is not None and each.free_from > day
    )


def decide_draft_lines(
    book: OrderBook,
    lines: Sequence[SlipLineFacts],
    edited: Sequence[tuple[str, int]],
    added: Sequence[WantedLine],
) -> tuple[Refusal, ...]:
    """
    Whether a draft may be edited like this; what remains must be lines that it may hold (D1, D11).

    What another document shipped meanwhile is judged on the lines that are changed here; the others are judged at
    posting, so that a draft's number can be mended although its goods are gone.

    Args:
        edited: Lines of the draft by id, with their new quantity; 0 removes one.
    """
    known = {line.id: line for line in lines}
    quantities = dict(edited)
    refusals: list[Refusal] = [
        UnknownRecord(kind="line of this draft", key=id_, path=("lines", str(place)))
        for place, (id_, _) in enumerate(edited)
        if id_ not in known
    ]
    kept = [
        WantedLine(line.order_line_id, quantities.get(line.id, line.quantity), ("lines",))
        for line in lines
        if quantities.get(line.id, line.quantity) != 0
    ]
    touched = {known[id_].order_line_id for id_, _ in edited if id_ in known} | {line.order_line_id for line in added}
    found = decide_lines(book, [*kept, *added])
    beyond = [each for each in found if not isinstance(each, MoreThanOrdered) or each.order_line_id in touched]
    return (*refusals, *named_twice(DocumentKind.PACKING_SLIP, edited), *beyond)


def named_twice(kind: DocumentKind, edited: Sequence[tuple[str, int]]) -> Iterable[LineOfAnotherKind]:
    """Refuse to give one line of a draft two quantities in one call."""
    seen: set[str] = set()
    for place, (line_id, _) in enumerate(edited):
        if line_id in seen:
            yield LineOfAnotherKind(
                line_id=line_id, document_kind=kind, why="it is named twice", path=("lines", str(place))
            )
        seen.add(line_id)
