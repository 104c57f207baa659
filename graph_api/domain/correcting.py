"""
Filling a blank, and changing a number of a slip on an invoice in preparation.

Either gives one live registration a number that it did not have; whatever document it stands on shows it from then on.

Source: rules R4 to R7, C1 to C3, D11, S2.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, InvoiceLineFacts, OrderBook
from graph_api.domain.drafts import NotADraft
from graph_api.domain.duties import Duty
from graph_api.domain.line_facts import Entry, LineFacts, UnitFacts
from graph_api.domain.outcomes import Notice, Refusal
from graph_api.domain.registration import decide_addition
from graph_api.domain.registration_refusals import ChosenElsewhere
from graph_api.domain.serial_patterns import SerialPattern
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.standing import Standing
from graph_api.domain.taking_back import decide_not_frozen

_REGISTRATION = ("registrationId",)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStands(Refusal):
    """The serial numbers on a posted invoice stand; only its blanks may still be filled (C3)."""

    rule = "C3"
    serial_number: Annotated[str, "The number that stands."]
    invoice: Annotated[str, "The posted invoice."]

    @property
    def message(self) -> str:
        return (
            f"{self.serial_number} stands on the posted invoice {self.invoice}: credit it, correct the number, and "
            "invoice again."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToChange(Refusal):
    """A blank has no number that could be changed (C1, R4)."""

    rule = "C1"
    document: Annotated[str, "The document that it stands on."]

    @property
    def message(self) -> str:
        return f"This item of {self.document} is not readable and has no number to change: fill it."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToFill(Refusal):
    """Only a blank is filled (R4)."""

    rule = "R4"
    serial_number: Annotated[str, "The number that it has."]
    document: Annotated[str, "The document that it stands on."]

    @property
    def message(self) -> str:
        return f"This item of {self.document} has its number already, {self.serial_number}: nothing to fill."


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyOnTheLine(Refusal):
    """A number that stands on the line is not repeated on it (R4, R7)."""

    rule = "R4"
    serial_number: Annotated[str, "The number, as first entered."]
    document: Annotated[str, "The document that the line is on."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} stands on this line of {self.document} already, for another item."


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedByRegistering(Refusal):
    """On a draft that registers its own numbers, taking off and adding is registering (S2)."""

    rule = "S2"
    document: Annotated[str, "The draft invoice."]

    @property
    def message(self) -> str:
        return (
            f"This line of {self.document} bills no packing slip: take the wrong number off it, and add the right one."
        )


CorrectingRefusal = NumberStands | NothingToChange | NothingToFill | AlreadyOnTheLine | CorrectedByRegistering


@dataclass(frozen=True, slots=True)
class NewNumber:
    """The number that a registration is to get: as entered, its unit under the lock, and the product's pattern."""

    entry: Entry
    unit: UnitFacts
    pattern: SerialPattern | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Whether a registration gets a number. `unchanged`: it has it already, and that is said."""

    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
    unchanged: bool = False


def duty_of(standing: Standing) -> Duty:
    """What filling it asks for: on a draft it is registering, on what is posted a correction (S2)."""
    return Duty.CORRECT_SERIALS if standing.posted else Duty.MAINTAIN_DOCUMENTS


def decide_fill(book: OrderBook, standing: Standing, number: NewNumber) -> Correction:
    """
    Whether a blank becomes a number, on its slip and on its invoice alike (R4), a posted one too (C3).

    The number must have been free on every day since the blank's sale began (R5).
    """
    has = standing.registration.serial_number
    if has is not None:
        return Correction((NothingToFill(serial_number=has, document=standing.home.name, path=_REGISTRATION),))
    refusals = _frozen(book, standing) or decide_in_place(book, standing, number, standing.sold_on)
    return Correction(refusals) if refusals else Correction(notices=_filled_on_both(standing))


def decide_change(
    book: OrderBook, invoice: InvoiceFacts, line: InvoiceLineFacts, standing: Standing, number: NewNumber
) -> Correction:
    """
    Whether a number of the slip line that a draft invoice's line bills becomes another, on the slip at once (C1).

    It need not be chosen by this invoice, but must not be by another one (D11).
    """
    refusals = _decide_place(invoice, line, standing) or _frozen(book, standing)
    if refusals:
        return Correction(refusals)
    if number.unit.unit_id == standing.registration.unit_id:
        return Correction(notices=(_unchanged(number),), unchanged=True)
    refusals = decide_in_place(book, standing, number, standing.first_day)
    return Correction(refusals) if refusals else Correction(notices=(_changed_on_slip(standing),))


def _decide_place(invoice: InvoiceFacts, line: InvoiceLineFacts, standing: Standing) -> tuple[Refusal, ...]:
    """Whether the registration is one whose number this invoice's line may change (C1, C3, D11)."""
    name = standing.registration.serial_number
    owner = standing.invoice[0] if standing.invoice else invoice
    if name is None:
        return (NothingToChange(document=standing.home.name, path=_REGISTRATION),)
    if owner.state is DocumentState.POSTED and (standing.invoice or line.slip_line_id is None):
        return (NumberStands(serial_number=name, invoice=owner.name, path=_REGISTRATION),)
    if invoice.state is not DocumentState.DRAFT:
        return (NotADraft(document=invoice.name, state=invoice.state.value),)
    if line.slip_line_id is None:
        return (CorrectedByRegistering(document=invoice.name),)
    if owner.id != invoice.id:
        return (ChosenElsewhere(serial_number=name, invoice=owner.name, path=_REGISTRATION),)
    return ()


def _frozen(book: OrderBook, standing: Standing) -> tuple[Refusal, ...]:
    """C2: what stands on posted slips of the order line; drafts and invoices without a slip go on as usual."""
    if standing.kind is DocumentKind.INVOICE or not standing.posted:
        return ()
    refusal = decide_not_frozen(book, standing.line.order_line_id, _REGISTRATION)
    return () if refusal is None else (refusal,)


def decide_in_place(book: OrderBook, standing: Standing, number: NewNumber, since: date | None) -> tuple[Refusal, ...]:
    """
    Whether a number may stand there (R5 to R7): it takes its item's place, so the line has room for it alone.

    Args:
        since: The first day on which it stands in a sale; None while the sale has not begun.
    """
    unit = number.unit
    plan = decide_addition(
        _place_of_one(book, standing), [number.entry], {number.entry.serial.key: unit}, number.pattern
    )
    if plan.notices:
        on = standing.home.name
        return (AlreadyOnTheLine(serial_number=unit.serial_number, document=on, path=number.entry.path),)
    if since is None or unit.free_from is None or unit.free_from <= since:
        return plan.refusals
    overlap = SalesWouldOverlap(
        serial_number=unit.serial_number,
        line_id=standing.line.id,
        document_kind=standing.kind,
        position=standing.line.position,
        free_from=unit.free_from,
        path=number.entry.path,
    )
    return (*plan.refusals, overlap)


def _place_of_one(book: OrderBook, standing: Standing) -> LineFacts:
    ordered = book.line(standing.line.order_line_id)
    return LineFacts(
        kind=standing.kind,
        document_id=standing.home.id,
        document=standing.home.name,
        state=standing.home.state,
        line_id=standing.line.id,
        position=standing.line.position,
        quantity=1,
        registered=0,
        blanks=0,
        product=ordered.product,
        settings=ordered.settings,
        order=book.number,
    )


def _unchanged(number: NewNumber) -> Notice:
    message = f"{number.unit.serial_number} is its number already: nothing changed."
    return Notice(code="ALREADY_REGISTERED", rule="R7", message=message, path=number.entry.path)


def _changed_on_slip(standing: Standing) -> Notice:
    message = f"Packing slip {standing.home.name} shows the new number too, also if the invoice is discarded."
    return Notice(code="CHANGED_ON_SLIP", rule="C1", message=message, path=_REGISTRATION)


def _filled_on_both(standing: Standing) -> tuple[Notice, ...]:
    if standing.invoice is None:
        return ()
    message = f"Packing slip {standing.home.name} and invoice {standing.invoice[0].name} both show the number now."
    return (Notice(code="FILLED_ON_BOTH", rule="R4", message=message, path=_REGISTRATION),)
