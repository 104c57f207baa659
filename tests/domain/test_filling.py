"""Filling blanks. Rules R4 to R7, C2, C3 and S2."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.correcting import (
    AlreadyOnTheLine,
    Correction,
    NothingToFill,
    duty_of,
)
from graph_api.domain.documents import DocumentState
from graph_api.domain.duties import Duty
from graph_api.domain.outcomes import Notice
from graph_api.domain.registration_refusals import DoesNotFit, NotASerial, StandsElsewhere
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.taking_back import RegistrationsFrozen
from tests.domain.books import (
    TODAY,
    billed,
    blank,
    book,
    direct,
    invoice,
    slip,
    slip_line,
    spot,
)
from tests.domain.corrections import (
    HERE,
    REGISTRATION,
    SHIPPED,
    SLIP,
    fill,
    standing,
)


def test_a_blank_of_a_posted_slip_is_filled() -> None:
    """R4; nothing is said where no invoice shows it."""
    assert fill(book(SHIPPED)) == Correction()


@pytest.mark.parametrize("state", [DocumentState.DRAFT, DocumentState.POSTED])
def test_a_blank_is_filled_on_the_slip_and_on_its_invoice_alike(state: DocumentState) -> None:
    """R4, and C3: a posted invoice's blank may still be filled."""
    of = book(SHIPPED, invoice(billed(1, blank("b")), state=state))
    message = "Packing slip PS-1 and invoice INV-1 both show the number now."
    assert fill(of) == Correction(
        notices=(Notice(code="FILLED_ON_BOTH", rule="R4", message=message, path=REGISTRATION),)
    )


@pytest.mark.parametrize("state", [DocumentState.DRAFT, DocumentState.POSTED])
def test_a_blank_of_an_invoice_without_a_slip_is_filled(state: DocumentState) -> None:
    """R4, D8."""
    assert fill(book(invoice(direct(1, blank("b")), state=state))) == Correction()


def test_what_is_filled_already_is_not_filled_again() -> None:
    """R4: nor with the same number; two clerks who fill one blank are told."""
    refusal = NothingToFill(serial_number="SN a", document="PS-1", path=REGISTRATION)
    assert fill(book(SHIPPED), "a") == Correction((refusal,))


def test_a_number_of_the_same_line_is_refused_and_not_repeated() -> None:
    """R4, R7."""
    here = spot(slip_line="SL-1")
    refusal = AlreadyOnTheLine(serial_number="A1", document="PS-1", path=HERE)
    assert fill(book(SHIPPED), at=here) == Correction((refusal,))


def test_a_number_of_the_same_line_of_an_invoice_without_a_slip_is_refused() -> None:
    """R4, R7."""
    of = book(invoice(direct(2, blank("b"))))
    assert fill(of, at=spot(invoice_line="IL-1")) == Correction(
        (AlreadyOnTheLine(serial_number="A1", document="INV-1", path=HERE),)
    )


def test_a_number_that_stands_elsewhere_fills_no_blank() -> None:
    """R5: of the same slip too."""
    refusal = StandsElsewhere(serial_number="A1", document="PS-9", line_id="SL-9", document_kind=SLIP, path=HERE)
    assert fill(book(SHIPPED), at=spot(slip_line="SL-9")) == Correction((refusal,))


def test_a_number_whose_last_sale_ended_after_the_blanks_sale_began_is_refused() -> None:
    """R5: all days since the sale began count, and the day on which a sale ended is free."""
    later = date(2024, 5, 11)
    refusal = SalesWouldOverlap(
        serial_number="A1", line_id="SL-1", document_kind=SLIP, position=1, free_from=later, path=HERE
    )
    assert fill(book(SHIPPED), free_from=later) == Correction((refusal,))
    assert fill(book(SHIPPED), free_from=TODAY) == Correction()


def test_a_draft_is_filled_whatever_day_its_number_is_free_from() -> None:
    """R5: its sale has not begun; posting judges it."""
    of = book(slip(slip_line(1, blank("b")), state=DocumentState.DRAFT))
    assert fill(of, free_from=date(2024, 5, 11)) == Correction()


def test_what_is_no_serial_number_fills_no_blank() -> None:
    """R6: the product's own number, a document's, and what does not fit the pattern."""
    pattern = parse_pattern(r"\d{4}")
    assert isinstance(pattern, SerialPattern)
    of = book(SHIPPED)

    answers = [fill(of, text="PUMP"), fill(of, text="PS-1"), fill(of, text="SO-1"), fill(of, pattern=pattern)]

    assert [answer.refusals for answer in answers] == [
        (NotASerial(serial_number="PUMP", what="the product number PUMP", path=HERE),),
        (NotASerial(serial_number="PS-1", what="the number of packing slip PS-1", path=HERE),),
        (NotASerial(serial_number="SO-1", what="the number of sales order SO-1", path=HERE),),
        (DoesNotFit(serial_number="A1", pattern=r"\d{4}", path=HERE),),
    ]


def test_after_items_were_taken_back_no_blank_of_a_posted_slip_is_filled() -> None:
    """C2: on another posted slip of the order line neither; the number is not judged any more."""
    back = slip(slip_line(2, id="SL-2", taken_back=1), number="PS-2")
    refusal = RegistrationsFrozen(order_line_id="OL-1", path=REGISTRATION)
    assert fill(book(SHIPPED, back), at=spot(slip_line="SL-9")) == Correction((refusal,))


def test_after_items_were_taken_back_new_slips_and_invoices_without_one_go_on_as_usual() -> None:
    """C2."""
    back = slip(slip_line(2, id="SL-2", taken_back=1), number="PS-2")
    draft = slip(slip_line(1, blank("b")), state=DocumentState.DRAFT)
    sold = invoice(direct(1, blank("b")), state=DocumentState.POSTED)

    assert fill(book(back, draft)) == Correction()
    assert fill(book(back, sold)) == Correction()


@pytest.mark.parametrize(
    ("document", "duty"),
    [
        (SHIPPED, Duty.CORRECT_SERIALS),
        (replace(SHIPPED, state=DocumentState.DRAFT), Duty.MAINTAIN_DOCUMENTS),
    ],
)
def test_on_a_draft_filling_is_registering_and_on_what_is_posted_a_correction(document: object, duty: Duty) -> None:
    """S2."""
    assert duty_of(standing(book(document), "b")) is duty  # type: ignore[arg-type]
