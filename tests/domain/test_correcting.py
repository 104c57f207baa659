"""Changing numbers of slips on an invoice in preparation. Rules C1 to C3, D11, R4, R5 and S2."""

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
)
from graph_api.domain.documents import DocumentState
from graph_api.domain.drafts import NotADraft
from graph_api.domain.line_facts import UnitFacts
from graph_api.domain.outcomes import Notice
from graph_api.domain.registration_refusals import ChosenElsewhere, NotASerial, StandsElsewhere
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.taking_back import RegistrationsFrozen
from tests.domain.books import (
    book,
    direct,
    entries,
    invoice,
    numbered,
    slip,
    slip_line,
    spot,
)
from tests.domain.corrections import (
    CHANGED_ON_SLIP,
    HERE,
    REGISTRATION,
    SHIPPED,
    SLIP,
    change,
    draft_of_slip,
    number,
)


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
