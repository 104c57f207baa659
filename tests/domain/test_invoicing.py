"""Rules R1, D1 and D11: what an invoice takes from slips, and how its draft is edited."""

import pytest

from graph_api.domain.documents import DocumentState
from graph_api.domain.drafts import LineOfAnotherKind, MoreThanOrdered, NothingOnIt, QuantityOutOfRange
from graph_api.domain.invoicing import Billing, WantedBilling, decide_billing, decide_draft_invoice_lines
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.registration_refusals import ChosenElsewhere, NotOnTheSlip, QuantityExceeded
from tests.domain.billings import DRAFT, INVOICE, POSTED, SLIP, WHERE, beyond, not_billed
from tests.domain.books import (
    billed,
    blank,
    book,
    direct,
    invoice,
    numbered,
    ordered,
    slip,
    slip_line,
)


def billing(
    quantity: int | None = None, registrations: tuple[str, ...] | None = None, of: str = "SL-1", place: int = 0
) -> WantedBilling:
    return WantedBilling(of, quantity, registrations, ("billings", str(place)))


def takes(quantity: int, *registrations: str, of: str = "SL-1") -> Billing:
    return Billing(of, "OL-1", quantity, registrations)


# Drafting an invoice of slips


def test_an_invoice_takes_all_that_is_posted_and_not_invoiced_by_default() -> None:
    """R1 and D11: whole slip lines with every registration that no other invoice has chosen."""
    of = book(
        slip(slip_line(3, *numbered("a", "b"), blank("c"), id="SL-1")),
        slip(slip_line(2, id="SL-2"), slip_line(1, id="SL-3", taken_down=True), number="PS-2"),
        slip(slip_line(2, id="SL-4"), number="PS-3", state=DRAFT),
        slip(slip_line(2, id="SL-5"), number="PS-4"),
        invoice(billed(1, *numbered("a"), of="SL-1"), billed(2, of="SL-5"), state=POSTED),
    )
    assert decide_billing(of, None) == ((takes(2, "b", "c"), takes(2, of="SL-2")), ())


def test_what_a_draft_has_chosen_is_not_free() -> None:
    """D11: it claims the registration, but reserves no quantity."""
    of = book(slip(slip_line(2, *numbered("a", "b"))), invoice(billed(1, *numbered("a"))))
    assert decide_billing(of, None) == ((takes(2, "b"),), ())


def test_nobody_guesses_which_registrations_a_partial_invoice_takes() -> None:
    """R1: two are free and one item is invoiced, so somebody chooses."""
    of = book(slip(slip_line(2, *numbered("a", "b"))))
    assert decide_billing(of, [billing(1)]) == ((takes(1),), ())


@pytest.mark.parametrize(("chosen", "kept"), [((), ()), (("b",), ("b",)), (("b", "a", "b"), ("b", "a"))])
def test_registrations_are_chosen_by_id(chosen: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """R1: a repeated id is one registration; none is a choice too."""
    of = book(slip(slip_line(2, *numbered("a", "b"))))
    assert decide_billing(of, [billing(2, chosen)]) == ((takes(2, *kept),), ())


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (billing(of="SL-9"), UnknownRecord(kind="slip line of this order", key="SL-9", path=WHERE)),
        (billing(0), QuantityOutOfRange(given="0", path=WHERE)),
        (billing(-1), QuantityOutOfRange(given="-1", path=WHERE)),
        (billing(3), beyond(3, 1, 3, WHERE)),
        (billing(1, ("z",)), NotOnTheSlip(serial_number="z", path=WHERE)),
        (billing(1, ("a",)), ChosenElsewhere(serial_number="SN a", invoice="INV-1", path=WHERE)),
        (billing(1, ("n",)), ChosenElsewhere(serial_number="Not readable", invoice="INV-2", path=WHERE)),
        (
            billing(1, ("b", "c")),
            QuantityExceeded(document_kind=SLIP, line_id="SL-1", quantity=1, registered=0, attempted=2, path=WHERE),
        ),
        (billing(of="SL-2"), not_billed("SL-2", "it was reversed")),
        (
            billing(of="SL-3"),
            not_billed("SL-3", "PS-2 is draft, not posted"),
        ),
        (
            billing(of="SL-4"),
            not_billed("SL-4", "PS-3 is cancelled, not posted"),
        ),
        (
            billing(of="SL-5"),
            not_billed("SL-5", "all of it is invoiced"),
        ),
        (billing(1, of="SL-5"), beyond(2, 2, 1, WHERE, "SL-5")),
    ],
)
def test_what_a_slip_line_cannot_give_is_refused(wanted: WantedBilling, refusal: Refusal) -> None:
    """D1, R1, R3 and D11, case by case."""
    of = book(
        slip(
            slip_line(3, *numbered("a", "b", "c"), blank("n"), id="SL-1"),
            slip_line(2, id="SL-2", taken_down=True),
            slip_line(2, id="SL-5"),
        ),
        slip(slip_line(2, id="SL-3"), number="PS-2", state=DRAFT),
        slip(slip_line(2, id="SL-4"), number="PS-3", state=DocumentState.CANCELLED),
        invoice(billed(1, *numbered("a")), billed(2, of="SL-5"), number="INV-1", state=POSTED),
        invoice(billed(1, blank("n")), number="INV-2"),
    )
    assert decide_billing(of, [wanted]) == ((), (refusal,))


def test_all_that_is_wrong_with_a_choice_is_named_at_once() -> None:
    """D7: an unknown one, a chosen one, and too many."""
    of = book(slip(slip_line(2, *numbered("a", "b"))), invoice(billed(1, *numbered("a"))))
    assert decide_billing(of, [billing(1, ("z", "a"))])[1] == (
        NotOnTheSlip(serial_number="z", path=WHERE),
        ChosenElsewhere(serial_number="SN a", invoice="INV-1", path=WHERE),
        QuantityExceeded(document_kind=SLIP, line_id="SL-1", quantity=1, registered=0, attempted=2, path=WHERE),
    )


def test_a_slip_line_is_billed_once_by_an_invoice() -> None:
    """R1: an invoice says for each slip line how many it takes, once."""
    of = book(slip(slip_line(2)))
    assert decide_billing(of, [billing(1), billing(1, place=1)])[1] == (
        not_billed("SL-1", "it is named twice", ("billings", "1")),
    )


@pytest.mark.parametrize("wanted", [None, []])
def test_an_invoice_of_nothing_is_refused(wanted: list[WantedBilling] | None) -> None:
    """D1: no slip was posted, or no line was named."""
    assert decide_billing(book(), wanted) == ((), (NothingOnIt(document="SO-1", path=("billings",)),))


# Editing a draft invoice

A_DRAFT = invoice(billed(2, id="IL-1"), direct(2, id="IL-2", position=2))
ITS_BOOK = book(slip(slip_line(4)), A_DRAFT, invoice(billed(1), number="INV-9", state=POSTED), lines=(ordered(7),))


def edit(*edited: tuple[str, int]) -> tuple[Refusal, ...]:
    return decide_draft_invoice_lines(ITS_BOOK, A_DRAFT, edited)


@pytest.mark.parametrize("edited", [(), (("IL-1", 3), ("IL-2", 3)), (("IL-1", 1),), (("IL-1", 0),), (("IL-2", 0),)])
def test_a_draft_invoice_is_edited_within_what_is_shipped_and_ordered(edited: tuple[tuple[str, int], ...]) -> None:
    """D1 and D11: 0 removes a line; a lowered quantity may leave too many registrations (R2)."""
    assert edit(*edited) == ()


@pytest.mark.parametrize(
    ("edited", "refusals"),
    [
        ((("IL-9", 1),), (UnknownRecord(kind="line of this draft", key="IL-9", path=("lines", "0")),)),
        ((("IL-1", 4),), (beyond(4, 1, 4, ("lines", "0")),)),
        ((("IL-1", -1),), (QuantityOutOfRange(given="-1", path=("lines", "0")),)),
        (
            (("IL-2", 4),),
            (MoreThanOrdered(order_line_id="OL-1", ordered=7, shipped=4, attempted=4, path=("lines",)),),
        ),
        ((("IL-1", 0), ("IL-2", 0)), (NothingOnIt(document="INV-1", path=("lines",)),)),
        (
            (("IL-1", 1), ("IL-1", 2)),
            (LineOfAnotherKind(document_kind=INVOICE, line_id="IL-1", why="it is named twice", path=("lines", "1")),),
        ),
    ],
)
def test_what_a_draft_invoice_cannot_hold_is_refused(
    edited: tuple[tuple[str, int], ...], refusals: tuple[Refusal, ...]
) -> None:
    """D1, T2 and D11."""
    assert edit(*edited) == refusals


def test_a_line_of_a_slip_that_is_gone_is_judged_at_posting() -> None:
    """D11: a draft holds up no cancellation; until then its quantity may still be lowered."""
    stray = invoice(billed(2, of="SL-9"))
    assert decide_draft_invoice_lines(book(stray), stray, [("IL-1", 1)]) == ()
