"""Rules D3, D5 and D11: what may be reversed, with what it does to the slip and to draft invoices."""

from dataclasses import replace

import pytest

from graph_api.domain.documents import DocumentKind, DocumentState, OrderBook, SlipLineFacts
from graph_api.domain.outcomes import InvalidValue, UnknownRecord
from graph_api.domain.reversing import (
    CameBack,
    CameBackForGood,
    NotPosted,
    Reversal,
    ReversedBefore,
    StandsOnInvoice,
    decide_reversal,
)
from tests.domain.books import billed, blank, book, direct, invoice, numbered, slip, slip_line

POSTED, DRAFT, CANCELLED = DocumentState.POSTED, DocumentState.DRAFT, DocumentState.CANCELLED
SLIP = DocumentKind.PACKING_SLIP
ONE, TWO = slip_line(2, *numbered("a", "b"), id="SL-1"), slip_line(1, blank("c"), id="SL-2", position=2)


def reversal(of: OrderBook, *lines: str) -> Reversal:
    posted = of.slip("id of PS-1")
    assert posted is not None
    decided = decide_reversal(of, posted, lines or None)
    assert isinstance(decided, Reversal)
    return decided


def test_a_line_is_reversed_with_all_that_stands_on_it() -> None:
    """D3: the rest of the slip stands."""
    decided = reversal(book(slip(ONE, TWO)), "SL-1")
    assert decided == Reversal((ONE,), POSTED)
    assert decided.notices == ()


def test_the_last_line_that_stands_cancels_the_slip() -> None:
    """D3, D4: also where another line was reversed before."""
    gone = slip_line(1, id="SL-3", position=3, taken_down=True)
    assert reversal(book(slip(ONE, gone)), "SL-1").state is CANCELLED
    assert reversal(book(slip(ONE, TWO)), "SL-2", "SL-1") == Reversal((ONE, TWO), CANCELLED)


def test_cancelling_reverses_what_is_not_reversed_yet() -> None:
    """D4."""
    gone = slip_line(1, id="SL-3", position=3, taken_down=True)
    assert reversal(book(slip(ONE, gone, TWO))) == Reversal((ONE, TWO), CANCELLED)


def test_a_line_that_is_named_twice_is_reversed_once() -> None:
    """D3: nothing is in doubt."""
    assert reversal(book(slip(ONE, TWO)), "SL-2", "SL-2") == Reversal((TWO,), POSTED)


@pytest.mark.parametrize("state", [DRAFT, CANCELLED])
def test_only_a_posted_slip_is_undone(state: DocumentState) -> None:
    """D3, D11: a draft is discarded."""
    of = book(slip(ONE, state=state))
    refusal = NotPosted(document="PS-1", state=state.value, path=("id",))
    assert decide_reversal(of, of.slips[0]) == (refusal,)
    assert refusal.message == f"PS-1 is {state.value.lower()}, not posted: there is nothing on it to undo."


def test_a_reversal_names_its_lines() -> None:
    """D3: all of them at once, each at its place."""
    of = book(slip(ONE, slip_line(1, id="SL-2", position=2, taken_down=True)))
    before = ReversedBefore(line_id="SL-2", document_kind=SLIP, position=2, document="PS-1", path=("lines", "2"))

    def unknown(id_: str, place: str) -> UnknownRecord:
        return UnknownRecord(kind="line of this packing slip", key=id_, path=("lines", place))

    found = decide_reversal(of, of.slips[0], ("SL-9", "SL-8", "SL-2", "SL-1"))

    assert found == (unknown("SL-9", "0"), unknown("SL-8", "1"), before)
    assert before.message == "Line 2 of PS-1 is reversed already, with its full quantity: leave it out."
    assert decide_reversal(of, of.slips[0], ()) == (
        InvalidValue(value="[]", expected="at least one line of the packing slip", path=("lines",)),
    )


def in_the_way(line: SlipLineFacts, *others: object) -> tuple[object, ...]:
    documents = (slip(line, TWO), *others)
    of = book(*documents)  # type: ignore[arg-type]  # invoices
    decided = decide_reversal(of, of.slips[0], ("SL-1",))
    return () if isinstance(decided, Reversal) else decided


def test_what_stands_on_a_posted_invoice_is_not_reversed() -> None:
    """D5: the invoice comes first, whether or not its items have numbers (T3)."""
    posted = invoice(billed(1, *numbered("a")), number="INV-1", state=POSTED)
    further = invoice(billed(1), number="INV-2", state=POSTED)
    refusal = StandsOnInvoice(
        line_id="SL-1",
        document_kind=SLIP,
        position=1,
        document="PS-1",
        invoices=("INV-1", "INV-2"),
        path=("lines", "0"),
    )
    assert in_the_way(ONE, posted, further) == (refusal,)
    assert refusal.message == "Line 1 of PS-1 stands on invoice INV-1, INV-2: credit it first (D10)."


@pytest.mark.parametrize(
    "other",
    [
        invoice(billed(2, *numbered("a", "b"), credited=True), state=POSTED),
        invoice(billed(2, *numbered("a", "b")), state=DocumentState.CREDITED),
        invoice(billed(1, of="SL-2"), state=POSTED),
        invoice(direct(1), state=POSTED),
        invoice(billed(2, *numbered("a", "b")), state=DRAFT),
    ],
    ids=["a credited line", "a credited invoice", "another line", "without a slip", "a draft"],
)
def test_what_stands_on_no_posted_invoice_is_reversed(other: object) -> None:
    """D5, D10, D11: other lines of that slip may be reversed, and a draft holds nothing up."""
    assert in_the_way(ONE, other) == ()


def test_a_line_of_which_items_came_back_is_not_reversed() -> None:
    """D5, C2: with all else that stands in the way."""
    posted = invoice(billed(1, *numbered("a")), state=POSTED)
    came, stands = CameBack, StandsOnInvoice
    found = in_the_way(slip_line(2, *numbered("a"), taken_back=1), posted)
    refusal = CameBack(
        line_id="SL-1", document_kind=SLIP, position=1, document="PS-1", taken_back=1, path=("lines", "0")
    )
    assert [type(each) for each in found] == [stands, came]
    assert found[1] == refusal
    assert refusal.message == (
        "Of line 1 of PS-1, 1 were taken back: it is not reversed any more. Take back the rest of it as well."
    )


def test_what_stands_in_the_way_of_a_cancellation_is_told_of_each_line() -> None:
    """D5: at the slip itself."""
    of = book(slip(ONE, slip_line(1, id="SL-2", position=2, taken_back=1)), invoice(billed(1), state=POSTED))
    found = decide_reversal(of, of.slips[0])
    assert not isinstance(found, Reversal)
    assert [(type(each), each.path) for each in found] == [(StandsOnInvoice, ("id",)), (CameBack, ("id",))]


def test_what_draft_invoices_have_chosen_comes_off_them() -> None:
    """D11: of the lines that are reversed, and no other."""
    first = invoice(billed(1, *numbered("a")), billed(1, blank("c"), of="SL-2", id="IL-2"), number="INV-1")
    other = invoice(billed(1), number="INV-2")
    decided = reversal(book(slip(ONE, TWO), first, other), "SL-1")
    assert decided.came_off == ((first, numbered("a")),)
    assert [notice.message for notice in decided.notices] == [
        "SN a came off the invoice INV-1, which had chosen what is reversed here."
    ]
    assert [(notice.code, notice.rule) for notice in decided.notices] == [("CAME_OFF", "D11")]


def test_a_line_of_which_items_came_back_for_good_is_not_reversed() -> None:
    """D5, V5: also after its invoice was credited."""
    gone = invoice(replace(billed(2, credited=True), returned=1), state=DocumentState.CREDITED)
    of = book(slip(ONE, TWO), gone)
    refused = decide_reversal(of, of.slips[0], ["SL-1"])
    assert refused == (
        CameBackForGood(
            line_id="SL-1", document_kind=SLIP, position=1, document="PS-1", returned=1, path=("lines", "0")
        ),
    )
    assert refused[0].message.startswith("Of line 1 of PS-1, 1 came back for good")
    assert reversal(of, "SL-2") == Reversal((TWO,), POSTED)
