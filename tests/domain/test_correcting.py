"""Filling blanks and changing numbers of slips. Rules R4 to R7, C1 to C3, D11 and S2."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.correcting import (
    AlreadyOnTheLine,
    CorrectedByRegistering,
    Correction,
    NewNumber,
    NothingToChange,
    NothingToFill,
    NumberStands,
    decide_change,
    decide_fill,
    duty_of,
)
from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, OrderBook
from graph_api.domain.drafts import NotADraft
from graph_api.domain.duties import Duty
from graph_api.domain.line_facts import Spot, UnitFacts
from graph_api.domain.outcomes import Notice
from graph_api.domain.registration_refusals import ChosenElsewhere, DoesNotFit, NotASerial, StandsElsewhere
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.standing import Standing, find_invoice_line, find_standing
from graph_api.domain.taking_back import RegistrationsFrozen
from tests.domain.books import (
    TODAY,
    billed,
    blank,
    book,
    direct,
    entries,
    invoice,
    numbered,
    slip,
    slip_line,
    spot,
)

SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
HERE = ("serials", "0")
REGISTRATION = ("registrationId",)


def number(
    text: str = "A1", at: Spot | None = None, free_from: date | None = None, pattern: SerialPattern | None = None
) -> NewNumber:
    (entry,) = entries(text)
    return NewNumber(entry, UnitFacts(f"unit {text}", text, at, free_from), pattern)


def standing(of: OrderBook, registration: str) -> Standing:
    found = find_standing(of, registration)
    assert found is not None
    return found


def fill(of: OrderBook, registration: str = "b", **asked: object) -> Correction:
    return decide_fill(of, standing(of, registration), number(**asked))  # type: ignore[arg-type]


def change(of: OrderBook, registration: str = "a", line: str = "IL-1", new: NewNumber | None = None) -> Correction:
    found = find_invoice_line(of, line)
    assert found is not None
    return decide_change(of, *found, standing(of, registration), new or number())


def draft_of_slip(*registrations: str, number: str = "INV-1", id: str = "IL-1") -> InvoiceFacts:  # noqa: A002
    return invoice(billed(2, *numbered(*registrations), id=id), number=number)


SHIPPED = slip(slip_line(3, *numbered("a", "c"), blank("b")))
CHANGED_ON_SLIP = Notice(
    code="CHANGED_ON_SLIP",
    rule="C1",
    message="Packing slip PS-1 shows the new number too, also if the invoice is discarded.",
    path=REGISTRATION,
)


# Where a registration stands


def test_a_registration_of_a_slip_stands_on_the_slip_and_on_the_invoice_that_chose_it() -> None:
    """R1: whichever draft or posted invoice that is."""
    of = book(SHIPPED, draft_of_slip("a"))

    chosen, free = standing(of, "a"), standing(of, "c")

    assert [(document.name, line) for document, line in chosen.documents] == [("PS-1", "SL-1"), ("INV-1", "IL-1")]
    assert [(document.name, line) for document, line in free.documents] == [("PS-1", "SL-1")]
    assert (chosen.kind, chosen.sold_on) == (SLIP, TODAY)


def test_a_registration_of_an_invoice_without_a_slip_stands_on_it_alone() -> None:
    """D8: its sale begins when it is posted."""
    of = book(SHIPPED, invoice(direct(1, *numbered("d"), id="IL-9"), number="INV-9"))

    found = standing(of, "d")

    assert [(document.name, line) for document, line in found.documents] == [("INV-9", "IL-9")]
    assert (found.kind, found.posted, found.sold_on) == (INVOICE, False, None)


def test_a_registration_that_is_not_of_this_order_stands_nowhere() -> None:
    assert find_standing(book(SHIPPED, draft_of_slip("a")), "z") is None


def test_a_line_that_no_invoice_of_this_order_has_is_not_found() -> None:
    assert find_invoice_line(book(SHIPPED, draft_of_slip("a")), "IL-9") is None


# Filling


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


# Changing a number


def test_a_number_that_a_draft_invoice_chose_is_changed_and_the_slip_follows() -> None:
    """C1."""
    assert change(book(SHIPPED, draft_of_slip("a"))) == Correction(notices=(CHANGED_ON_SLIP,))


def test_a_number_of_its_slips_that_no_invoice_chose_is_changed() -> None:
    """C1: a number of its slips that is not yet invoiced."""
    assert change(book(SHIPPED, draft_of_slip("a")), "c") == Correction(notices=(CHANGED_ON_SLIP,))


def test_a_number_changed_to_itself_changes_nothing_and_says_so() -> None:
    """R7."""
    (entry,) = entries("sn A")
    same = NewNumber(entry, UnitFacts("unit a", "SN a", spot("a", "SN a", slip_line="SL-1")))
    message = "SN a is its number already: nothing changed."
    assert change(book(SHIPPED, draft_of_slip("a")), new=same) == Correction(
        notices=(Notice(code="ALREADY_REGISTERED", rule="R7", message=message, path=HERE),), unchanged=True
    )


def test_a_blank_has_no_number_to_change() -> None:
    """R4: it is filled."""
    of = book(SHIPPED, draft_of_slip("a"))
    assert change(of, "b") == Correction((NothingToChange(document="PS-1", path=REGISTRATION),))


def test_a_number_on_a_posted_invoice_stands() -> None:
    """C3: also where the change is asked for on another invoice, or the invoice has no slip."""
    posted = replace(draft_of_slip("a"), state=DocumentState.POSTED)
    other = draft_of_slip("c", number="INV-2", id="IL-2")
    sold = invoice(direct(1, *numbered("d"), id="IL-3"), number="INV-3", state=DocumentState.POSTED)
    of = book(SHIPPED, posted, other, sold)

    answers = [change(of), change(of, line="IL-2"), change(of, "d", "IL-3")]

    assert [answer.refusals for answer in answers] == [
        (NumberStands(serial_number="SN a", invoice="INV-1", path=REGISTRATION),),
        (NumberStands(serial_number="SN a", invoice="INV-1", path=REGISTRATION),),
        (NumberStands(serial_number="SN d", invoice="INV-3", path=REGISTRATION),),
    ]


@pytest.mark.parametrize("state", [DocumentState.POSTED, DocumentState.CREDITED])
def test_a_number_is_changed_on_an_invoice_in_preparation_alone(state: DocumentState) -> None:
    """C1: on a posted one, a number of the slip that it did not take is not changed either."""
    of = book(SHIPPED, replace(draft_of_slip(), state=state))
    assert change(of, "c") == Correction((NotADraft(document="INV-1", state=state.value),))


def test_a_draft_invoice_without_a_slip_is_corrected_by_registering() -> None:
    """S2: taking off and adding."""
    of = book(invoice(direct(1, *numbered("d"))))
    assert change(of, "d") == Correction((CorrectedByRegistering(document="INV-1"),))


def test_a_number_that_another_draft_invoice_chose_is_not_changed() -> None:
    """D11: that draft claims it."""
    of = book(SHIPPED, draft_of_slip("a"), draft_of_slip("c", number="INV-2", id="IL-2"))
    refusal = ChosenElsewhere(serial_number="SN c", invoice="INV-2", path=REGISTRATION)
    assert change(of, "c") == Correction((refusal,))


def test_a_number_is_changed_to_one_that_is_free_since_the_day_of_sale() -> None:
    """R5: neither to one that stands elsewhere, nor to one that was sold since; R4: nor to one of its own line."""
    of = book(SHIPPED, draft_of_slip("a"))
    later = date(2024, 5, 11)

    answers = [
        change(of, new=number(at=spot(slip_line="SL-9"))),
        change(of, new=number(free_from=later)),
        change(of, new=number(at=spot("c", "A1", slip_line="SL-1"))),
        change(of, new=number("ps-1")),
    ]

    assert [answer.refusals for answer in answers] == [
        (StandsElsewhere(serial_number="A1", document="PS-9", line_id="SL-9", document_kind=SLIP, path=HERE),),
        (
            SalesWouldOverlap(
                serial_number="A1", line_id="SL-1", document_kind=SLIP, position=1, free_from=later, path=HERE
            ),
        ),
        (AlreadyOnTheLine(serial_number="A1", document="PS-1", path=HERE),),
        (NotASerial(serial_number="ps-1", what="the number of packing slip PS-1", path=HERE),),
    ]


def test_after_items_were_taken_back_no_number_is_changed() -> None:
    """C2: not even to itself."""
    shipped = slip(slip_line(3, *numbered("a", "c"), taken_back=1))
    of = book(shipped, draft_of_slip("a"))
    assert change(of).refusals == (RegistrationsFrozen(order_line_id="OL-1", path=REGISTRATION),)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            NumberStands(serial_number="A1", invoice="INV-1"),
            "A1 stands on the posted invoice INV-1: credit it, correct the number, and invoice again.",
        ),
        (
            NothingToChange(document="PS-1"),
            "This item of PS-1 is not readable and has no number to change: fill it.",
        ),
        (
            NothingToFill(serial_number="A1", document="PS-1"),
            "This item of PS-1 has its number already, A1: nothing to fill.",
        ),
        (
            AlreadyOnTheLine(serial_number="A1", document="PS-1"),
            "A1 stands on this line of PS-1 already, for another item.",
        ),
        (
            CorrectedByRegistering(document="INV-1"),
            "This line of INV-1 bills no packing slip: take the wrong number off it, and add the right one.",
        ),
    ],
)
def test_a_refusal_says_what_to_do(refusal: NumberStands, message: str) -> None:
    assert refusal.message == message
