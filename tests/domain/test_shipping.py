"""Rules D1, D7, D11, T2, T3, R2 and R5: what a packing slip may hold, and when it may be posted."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import DocumentKind, DocumentState, OrderBook, RegistrationFact, SlipLineFacts
from graph_api.domain.drafts import (
    LARGEST_QUANTITY,
    THE_DOCUMENT,
    LineOfAnotherKind,
    MoreThanOrdered,
    NotADraft,
    NothingOnIt,
    QuantityOutOfRange,
)
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.registration_refusals import TakesNoSerials
from graph_api.domain.shipping import (
    NEVER_AGAIN,
    RegistrationsMissing,
    RegistrationsSurplus,
    SalesWouldOverlap,
    WantedLine,
    decide_draft_lines,
    decide_lines,
    decide_quantities,
    decide_slip_posting,
    wanted_or_remaining,
)
from graph_api.domain.tracking import SerialSettings
from tests.domain.books import (
    BLANKS_ALLOWED,
    CONTROLLED,
    NOT_TRACKED,
    TODAY,
    blank,
    book,
    direct,
    invoice,
    numbered,
    ordered,
    slip,
    slip_line,
)

DRAFT, POSTED = DocumentState.DRAFT, DocumentState.POSTED
SLIP = DocumentKind.PACKING_SLIP
TWO_LINES = (ordered(5, id="OL-1"), ordered(3, id="OL-2", position=2))
AT_ONE: dict[str, Any] = {"line_id": "SL-1", "document_kind": SLIP, "position": 1, "path": THE_DOCUMENT}
"""What a refusal of posting says of the first line."""


def wanted(order_line: str, quantity: int, place: int = 0) -> WantedLine:
    return WantedLine(order_line, quantity, ("lines", str(place)))


def too_much(line: str, ordered: int, shipped: int, attempted: int, *path: str) -> MoreThanOrdered:
    return MoreThanOrdered(order_line_id=line, ordered=ordered, shipped=shipped, attempted=attempted, path=path)


# Drafting


def test_a_slip_without_stated_lines_takes_all_that_is_not_shipped() -> None:
    """D1: OL-1 is shipped in part by a slip, OL-2 whole by an invoice without one (D8)."""
    shipped = (slip(slip_line(2)), invoice(direct(3, order_line="OL-2"), state=POSTED))
    assert wanted_or_remaining(book(*shipped, lines=TWO_LINES), None) == (WantedLine("OL-1", 3, ("lines",)),)


def test_stated_lines_are_taken_as_they_are() -> None:
    """D1, behind what was drafted already."""
    lines = wanted_or_remaining(book(), [wanted("OL-1", 1)], drafted=[wanted("OL-2", 2)])
    assert lines == (wanted("OL-2", 2), wanted("OL-1", 1))


def test_a_draft_may_hold_what_others_draft_too() -> None:
    """D11: a draft reserves no quantity."""
    other = slip(slip_line(5), state=DRAFT)
    assert decide_lines(book(other, lines=TWO_LINES), [wanted("OL-1", 5), wanted("OL-2", 3)]) == ()


def test_a_draft_needs_a_line() -> None:
    """D1: also where nothing is left to ship."""
    assert decide_lines(book(), []) == (NothingOnIt(document="SO-1", path=("lines",)),)


def test_every_line_that_cannot_be_is_named() -> None:
    """D7: all refusals at once."""
    lines = [wanted("OL-9", 1, 0), wanted("OL-1", 0, 1), wanted("OL-1", LARGEST_QUANTITY + 1, 2)]
    assert decide_lines(book(), lines) == (
        UnknownRecord(kind="order line", key="OL-9", path=("lines", "0")),
        QuantityOutOfRange(given="0", path=("lines", "1")),
        QuantityOutOfRange(given="1000001", path=("lines", "2")),
    )


def test_lines_of_one_order_line_are_added_up() -> None:
    """D1: two and two of an order line with three left."""
    of = book(slip(slip_line(2)), lines=TWO_LINES)
    assert decide_lines(of, [wanted("OL-1", 2, 0), wanted("OL-2", 3, 1), wanted("OL-1", 2, 2)]) == (
        too_much("OL-1", 5, 2, 4, "lines", "0"),
    )


def test_the_last_piece_may_be_shipped_and_not_one_more() -> None:
    """D1: the bound itself."""
    of = book(slip(slip_line(2)), lines=TWO_LINES)
    assert decide_quantities(of, [wanted("OL-1", 3)]) == ()
    assert decide_quantities(of, [wanted("OL-1", 4)]) == (too_much("OL-1", 5, 2, 4, "lines", "0"),)


# Editing a draft

HELD = (slip_line(2, id="SL-1"), slip_line(1, id="SL-2", order_line="OL-2", position=2))


def edit(*edited: tuple[str, int], added: tuple[WantedLine, ...] = ()) -> tuple[Refusal, ...]:
    return decide_draft_lines(book(lines=TWO_LINES), HELD, edited, added)


@pytest.mark.parametrize("edited", [(), (("SL-1", 5),), (("SL-1", 1), ("SL-2", 0))])
def test_a_draft_is_edited_within_what_is_ordered(edited: tuple[tuple[str, int], ...]) -> None:
    """D11: 0 removes a line; a lowered quantity may leave too many registrations (R2)."""
    assert edit(*edited) == ()


def test_an_edit_and_an_addition_are_added_up() -> None:
    """D1."""
    assert edit(("SL-1", 4), added=(wanted("OL-1", 1),)) == ()
    assert edit(("SL-1", 4), added=(wanted("OL-1", 2),)) == (too_much("OL-1", 5, 0, 6, "lines"),)


def test_a_draft_whose_goods_another_slip_shipped_is_mended_where_it_is_not_over() -> None:
    """D11: a draft reserves nothing; posting judges the lines that nobody touched."""
    shipped = book(slip(slip_line(5, id="SL-7")), lines=TWO_LINES)
    assert decide_draft_lines(shipped, HELD, (), ()) == ()
    assert decide_draft_lines(shipped, HELD, (("SL-2", 1),), ()) == ()
    assert decide_draft_lines(shipped, HELD, (("SL-1", 1),), ()) == (too_much("OL-1", 5, 5, 1, "lines"),)


def test_a_draft_keeps_at_least_one_line() -> None:
    """D1: a draft without lines is discarded instead (D11)."""
    assert edit(("SL-1", 0), ("SL-2", 0)) == (NothingOnIt(document="SO-1", path=("lines",)),)


def test_a_line_of_another_document_is_not_edited() -> None:
    """D11."""
    assert edit(("SL-1", 1), ("SL-9", 1)) == (
        UnknownRecord(kind="line of this draft", key="SL-9", path=("lines", "1")),
    )


def test_a_negative_quantity_is_no_way_to_remove_a_line() -> None:
    """T2."""
    assert edit(("SL-1", -1)) == (QuantityOutOfRange(given="-1", path=("lines",)),)


def test_a_line_that_is_named_twice_is_refused() -> None:
    """D11: removed or two pieces? Nothing is guessed."""
    assert edit(("SL-1", 0), ("SL-1", 2)) == (
        LineOfAnotherKind(line_id="SL-1", document_kind=SLIP, why="it is named twice", path=("lines", "1")),
    )


# Posting


def post(
    *lines: SlipLineFacts, settings: SerialSettings = CONTROLLED, quantity: int = 5, day: date = TODAY
) -> tuple[Refusal, ...]:
    draft = slip(*lines, number="PS-7", state=DRAFT)
    return decide_slip_posting(book(draft, lines=(ordered(quantity, settings=settings),)), draft, day)


def short(quantity: int, registered: int, line: str = "SL-1", position: int = 1) -> RegistrationsMissing:
    return RegistrationsMissing(
        **{**AT_ONE, "line_id": line, "position": position}, quantity=quantity, registered=registered
    )


def over(quantity: int, registered: int, line: str = "SL-1", position: int = 1) -> RegistrationsSurplus:
    return RegistrationsSurplus(
        **{**AT_ONE, "line_id": line, "position": position}, quantity=quantity, registered=registered
    )


@pytest.mark.parametrize("registrations", [numbered("a", "b"), (*numbered("a"), blank("b")), (blank("a"), blank("b"))])
def test_a_line_with_one_registration_for_each_item_is_posted(registrations: tuple[RegistrationFact, ...]) -> None:
    """T2: a number, or a not-readable blank (R4)."""
    assert post(slip_line(2, *registrations)) == ()


@pytest.mark.parametrize(
    ("settings", "registered", "refusals"),
    [
        (CONTROLLED, 0, (short(2, 0),)),
        (CONTROLLED, 1, (short(2, 1),)),
        (CONTROLLED, 2, ()),
        (CONTROLLED, 3, (over(2, 3),)),
        (BLANKS_ALLOWED, 0, ()),
        (BLANKS_ALLOWED, 1, ()),
        (BLANKS_ALLOWED, 2, ()),
        (BLANKS_ALLOWED, 3, (over(2, 3),)),
        (SerialSettings(active_in_sales_process=True), 1, ()),
        (NOT_TRACKED, 0, ()),
        (NOT_TRACKED, 1, (TakesNoSerials(product="PUMP", **AT_ONE),)),
        (NOT_TRACKED, 3, (TakesNoSerials(product="PUMP", **AT_ONE),)),
        (SerialSettings(serial_number_control=True), 0, ()),
    ],
)
def test_how_many_registrations_a_line_needs_follows_from_its_group(
    settings: SerialSettings, registered: int, refusals: tuple[Refusal, ...]
) -> None:
    """T2, T3 and R2, for a line of two."""
    assert post(slip_line(2, *numbered(*"abc"[:registered])), settings=settings) == refusals


def test_a_refused_post_names_every_line_that_is_short_or_over() -> None:
    """D7: and what is more than ordered."""
    lines = (
        slip_line(2, *numbered("a")),
        slip_line(1, *numbered("b"), id="SL-2", position=2),
        slip_line(1, *numbered("c", "d"), id="SL-3", position=3),
    )
    assert post(*lines, quantity=3) == (
        too_much("OL-1", 3, 0, 4, *THE_DOCUMENT),
        short(2, 1),
        over(1, 2, "SL-3", 3),
    )


def test_a_slip_is_posted_once() -> None:
    """D11: nothing leaves a posted slip's state by posting again."""
    posted = slip(slip_line(1, *numbered("a")))
    assert decide_slip_posting(book(posted), posted, TODAY) == (
        NotADraft(document="PS-1", state="POSTED", path=THE_DOCUMENT),
    )


def test_a_slip_without_lines_is_not_posted() -> None:
    """D1."""
    assert post() == (NothingOnIt(document="PS-7", path=THE_DOCUMENT),)


def test_what_another_slip_shipped_meanwhile_counts_at_posting() -> None:
    """D11: a draft reserves no quantity, and posting judges every rule anew."""
    draft = slip(slip_line(2, *numbered("a", "b"), id="SL-2"), number="PS-2", state=DRAFT)
    first = slip(slip_line(4), number="PS-1")
    assert decide_slip_posting(book(draft, first, lines=TWO_LINES), draft, TODAY) == (
        too_much("OL-1", 5, 4, 2, *THE_DOCUMENT),
    )


def test_a_unit_is_sold_again_from_the_day_on_which_its_last_sale_ended() -> None:
    """R5: sales of a unit never overlap, nor by dating a document back."""
    again = RegistrationFact("a", "unit a", "SN a", free_from=date(2024, 5, 5))
    never_sold = numbered("b")[0]
    refused = SalesWouldOverlap(serial_number="SN a", free_from=date(2024, 5, 5), **AT_ONE)
    line = slip_line(2, again, never_sold)
    assert post(line, day=date(2024, 5, 5)) == ()
    assert post(line, day=date(2024, 5, 4)) == (refused,)


def test_an_overlap_is_named_beside_what_is_missing() -> None:
    """D7, R5."""
    again = RegistrationFact("a", None, None, free_from=date(2024, 5, 11))
    overlap = SalesWouldOverlap(serial_number="", free_from=date(2024, 5, 11), **AT_ONE)
    assert post(slip_line(2, again)) == (short(2, 1), overlap)


@given(
    st.integers(1, 6),
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["post", "draft", "invoice"])), max_size=8
    ),
)
def test_shipped_never_exceeds_ordered_whatever_is_posted_in_turn(
    quantity: int, attempts: list[tuple[int, int, str]]
) -> None:
    """D1 and T2: each accepted slip is whole, and the sum of all stays within the order."""
    of = book(lines=(ordered(quantity),))
    for place, (pieces, registered, what) in enumerate(attempts):
        of = _after(of, place, pieces, registered, what)
        assert 0 <= of.shipped("OL-1") <= quantity
    posted = [each.lines[0] for each in of.slips if each.state is POSTED]
    assert all(len(each.registrations) == each.quantity for each in posted)


def _after(of: OrderBook, place: int, pieces: int, registered: int, what: str) -> OrderBook:
    """The book after one attempt: a draft that is kept, or a document that is posted if the rules let it."""
    facts = numbered(*(f"{place}.{each}" for each in range(registered)))
    if what == "invoice":
        issued = invoice(direct(pieces), number=f"INV-{place}", state=POSTED)
        refused = decide_lines(of, [wanted("OL-1", pieces)])
        return of if refused else replace(of, invoices=(*of.invoices, issued))
    draft = slip(slip_line(pieces, *facts, id=f"SL-{place}"), number=f"PS-{place}", state=DRAFT)
    posts = what == "post" and not decide_slip_posting(of, draft, TODAY)
    return replace(of, slips=(*of.slips, replace(draft, state=POSTED if posts else DRAFT)))


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (short(5, 3), "Line 1 lacks 2 of 5 registrations: scan them, or register them as not readable."),
        (over(1, 3), "Line 1 has 2 registrations more than its 1 items: take some off."),
        (
            SalesWouldOverlap(serial_number="A1", free_from=date(2024, 5, 5), **AT_ONE),
            "A1 was sold until 2024-05-05: no sale of it can begin before that day.",
        ),
        (
            SalesWouldOverlap(serial_number="A1", free_from=NEVER_AGAIN, **AT_ONE),
            "A1 came back and was scrapped: it is not sold again (V5).",
        ),
    ],
)
def test_a_refused_post_says_what_to_do(refusal: Refusal, message: str) -> None:
    """T2, R2, R5."""
    assert refusal.message == message
