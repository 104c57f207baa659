"""Rules D1, D11, D12, T2 and W11: what a sales order's documents add up to, and what every document obeys."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    SlipFacts,
    place_in_sequence,
    sequence_number,
)
from graph_api.domain.drafts import (
    LARGEST_QUANTITY,
    THE_DOCUMENT,
    DayOutOfRange,
    LineOfAnotherKind,
    MoreThanOrdered,
    MoreThanShipped,
    NotADraft,
    NothingOnIt,
    NumberTaken,
    QuantityOutOfRange,
    decide_day,
    decide_draft,
    decide_quantity,
)
from graph_api.domain.outcomes import Refusal
from tests.domain.books import (
    ORDERED_ON,
    TODAY,
    billed,
    book,
    direct,
    invoice,
    numbered,
    ordered,
    slip,
    slip_line,
)

A_SLIP = slip(slip_line(3, id="SL-1"), slip_line(2, id="SL-2", order_line="OL-2"))
AN_INVOICE = invoice(billed(1))


def test_a_book_finds_its_parts_by_their_ids() -> None:
    """D1: every rule that ranges over an order walks them."""
    of = book(A_SLIP, AN_INVOICE, lines=(ordered(id="OL-1"), ordered(id="OL-2")))
    assert of.line("OL-2") == ordered(id="OL-2")
    assert of.slip(A_SLIP.id) == A_SLIP
    assert of.invoice(AN_INVOICE.id) == AN_INVOICE
    assert of.slip_line("SL-2") == (A_SLIP, A_SLIP.lines[1])
    assert of.slip_line("SL-9") is None


def test_shipped_counts_posted_slips_that_were_not_reversed_and_posted_invoices_without_a_slip() -> None:
    """D1 and D8; a draft reserves no quantity (D11), and a bill of a slip ships nothing again."""
    posted = DocumentState.POSTED
    of = book(
        slip(slip_line(3), slip_line(50, order_line="OL-2"), number="PS-1"),
        slip(slip_line(7, taken_down=True), number="PS-2"),
        slip(slip_line(20), number="PS-3", state=DocumentState.DRAFT),
        slip(slip_line(30), number="PS-4", state=DocumentState.CANCELLED),
        invoice(direct(4), billed(2), direct(60, order_line="OL-2"), number="INV-1", state=posted),
        invoice(direct(40), number="INV-2"),
        invoice(replace(direct(80), credited=True), number="INV-3", state=DocumentState.CREDITED),
    )
    assert of.shipped("OL-1") == 3 + 4


def test_a_credited_line_without_a_slip_counts_as_shipped_no_more() -> None:
    """D10: without a slip the quantity counts as neither shipped nor invoiced."""
    line = direct(4)
    credited = type(line)(line.id, line.order_line_id, None, 1, 4, credited=True)
    assert book(invoice(credited, state=DocumentState.POSTED)).shipped("OL-1") == 0


def test_invoiced_counts_posted_invoices_of_the_slip_line_that_were_not_credited() -> None:
    """D1 and D10."""
    posted = DocumentState.POSTED
    of = book(
        invoice(billed(2), billed(5, of="SL-2"), number="INV-1", state=posted),
        invoice(billed(1), number="INV-2", state=posted),
        invoice(billed(10, credited=True), number="INV-3", state=posted),
        invoice(billed(20), number="INV-4"),
    )
    assert of.invoiced("SL-1") == 3


def test_a_registration_is_chosen_by_the_invoice_that_names_it() -> None:
    """D11: a draft's choice is a claim too, but D2 asks for posted invoices only."""
    draft = invoice(billed(1, *numbered("a")), number="INV-1")
    posted = invoice(billed(1, *numbered("b")), number="INV-2", state=DocumentState.POSTED)
    gone = invoice(billed(1, *numbered("c"), credited=True), number="INV-3", state=DocumentState.POSTED)
    own = invoice(direct(1, *numbered("d")), number="INV-4", state=DocumentState.POSTED)
    of = book(draft, posted, gone, own)
    assert of.chosen() == {"a": draft, "b": posted}
    assert of.chosen(posted_only=True) == {"b": posted}
    assert of.chosen(besides=draft.id) == {"b": posted}
    assert of.chosen(besides=posted.id, posted_only=True) == {}


@pytest.mark.parametrize("quantity", [1, 2, LARGEST_QUANTITY])
def test_whole_pieces_up_to_the_largest_are_a_quantity(quantity: int) -> None:
    """T2."""
    assert decide_quantity(quantity, ("quantity",)) is None


@pytest.mark.parametrize("quantity", [0, -1, LARGEST_QUANTITY + 1, 10**60])
def test_any_other_quantity_is_refused(quantity: int) -> None:
    """T2: negative, none, and a slip of the keyboard; what is shown of it stays short."""
    assert decide_quantity(quantity, ("quantity",)) == QuantityOutOfRange(given=str(quantity)[:40], path=("quantity",))


@given(st.dates(), st.dates(), st.dates())
def test_a_documents_day_lies_between_what_it_builds_on_and_today(day: date, earliest: date, today: date) -> None:
    """W11."""
    refused = DayOutOfRange(day=day, earliest=earliest, latest=today, path=("day",))
    assert decide_day(day, earliest=earliest, today=today) == (None if earliest <= day <= today else refused)


def test_the_first_and_the_last_possible_day_are_taken() -> None:
    """W11: today, and the day of the order."""
    assert decide_day(TODAY, earliest=ORDERED_ON, today=TODAY) is None
    assert decide_day(ORDERED_ON, earliest=ORDERED_ON, today=TODAY) is None
    assert decide_day(TODAY + timedelta(days=1), earliest=ORDERED_ON, today=TODAY) is not None


@pytest.mark.parametrize("document", [A_SLIP, AN_INVOICE])
@pytest.mark.parametrize("state", DocumentState)
def test_only_a_draft_is_touched(document: SlipFacts | InvoiceFacts, state: DocumentState) -> None:
    """R3 and D11: slips and invoices alike."""
    of = type(document)(document.id, document.number, state, None, ())
    refused = NotADraft(document=of.name, state=state.value, path=THE_DOCUMENT)
    assert decide_draft(of) == (None if state is DocumentState.DRAFT else refused)


def test_a_document_without_a_number_is_called_a_draft() -> None:
    """D12: the number may come at posting."""
    assert SlipFacts("S1", None, DocumentState.DRAFT, None, ()).name == "draft S1"
    assert InvoiceFacts("I1", None, DocumentState.DRAFT, None, ()).name == "draft I1"
    assert (A_SLIP.name, AN_INVOICE.name) == ("PS-1", "INV-1")


def test_what_was_taken_back_no_longer_counts_as_shipped() -> None:
    """C2."""
    taken = book(slip(slip_line(5, taken_back=2)), invoice(billed(1), state=DocumentState.POSTED))
    assert (taken.shipped("OL-1"), taken.billable("SL-1")) == (3, 2)
    assert taken.frozen("OL-1")
    assert not book(A_SLIP).frozen("OL-1")


def test_the_last_credit_of_a_slip_line_has_a_day() -> None:
    """D10: of its invoices, and of no other line's."""
    credited = [replace(billed(1, credited=True), credited_on=date(2024, 5, day)) for day in (3, 7, 5)]
    order = book(slip(slip_line(5)), invoice(*credited, billed(1), state=DocumentState.POSTED))
    assert order.credited_on("SL-1") == date(2024, 5, 7)
    assert order.credited_on("SL-2") is None


def test_nothing_is_billable_of_a_draft_of_a_reversed_line_or_of_another_order() -> None:
    """D1, D3."""
    assert book(slip(slip_line(5), state=DocumentState.DRAFT)).billable("SL-1") == 0
    assert book(slip(slip_line(5, taken_down=True))).billable("SL-1") == 0
    assert book().billable("SL-1") == 0


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            NotADraft(document="PS-1", state="POSTED"),
            "PS-1 is posted, no longer a draft: nothing on it can be changed this way.",
        ),
        (QuantityOutOfRange(given="0"), "A quantity is a whole number of pieces from 1 to 1000000, not 0."),
        (
            MoreThanOrdered(order_line_id="OL-1", ordered=5, shipped=3, attempted=4),
            "Of 5 ordered, 3 are shipped: 2 can follow, not 4.",
        ),
        (
            MoreThanShipped(slip_line_id="SL-1", shipped=3, invoiced=1, attempted=4),
            "Of 3 shipped, 1 are invoiced: 2 can follow, not 4.",
        ),
        (NothingOnIt(document="SO-1"), "SO-1 leaves nothing for this document: give at least one line."),
        (
            NumberTaken(document_kind=DocumentKind.PACKING_SLIP, number="PS-1"),
            "Another packing slip has the number PS-1: choose another, or leave it out.",
        ),
        (
            DayOutOfRange(day=date(2024, 6, 1), earliest=ORDERED_ON, latest=TODAY),
            "The document's day 2024-06-01 is not between 2024-05-01 and 2024-05-10.",
        ),
        (
            LineOfAnotherKind(line_id="SL-1", document_kind=DocumentKind.PACKING_SLIP, why="it was reversed"),
            "This line cannot be taken: it was reversed.",
        ),
    ],
)
def test_a_refusal_of_a_document_says_what_would_be_taken(refusal: Refusal, message: str) -> None:
    """D1, D11, D12, T2, W11."""
    assert refusal.message == message


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DocumentKind.SALES_ORDER, "SO-000007"),
        (DocumentKind.PACKING_SLIP, "PS-000007"),
        (DocumentKind.INVOICE, "INV-000007"),
        (DocumentKind.CREDIT_NOTE, "CN-000007"),
        (DocumentKind.CLAIM, "CL-000007"),
        (DocumentKind.RETURN, "RMA-000007"),
    ],
)
def test_a_number_of_a_sequence_says_of_which_kind_it_is(kind: DocumentKind, number: str) -> None:
    """D12."""
    assert sequence_number(kind, 7) == number
    assert sequence_number(kind, 1_234_567).endswith("-1234567")


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("PS-000017", 17),
        ("PS-1234567", 1234567),
        ("PS-17", None),
        ("PS-0000017", None),
        ("PS-1234567890", None),
        ("PS-\u0661\u0661\u0661\u0661\u0661\u0661", None),
        ("INV-000017", None),
        ("PS-", None),
        ("000017", None),
    ],
)
def test_a_number_has_its_place_in_the_sequence_that_would_give_it(number: str, place: int | None) -> None:
    """D12."""
    assert place_in_sequence(DocumentKind.PACKING_SLIP, number) == place
