"""Rule C2: what was shipped and not invoiced is taken back, and what stands beside it is frozen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import DocumentKind, DocumentState, OrderBook
from graph_api.domain.drafts import LineOfAnotherKind, QuantityOutOfRange
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.taking_back import (
    AlreadyInvoiced,
    BroughtBack,
    ItemsNotNamed,
    MoreThanNotInvoiced,
    RegistrationsFrozen,
    WantedBack,
    decide_not_frozen,
    decide_take_back,
)
from tests.domain.books import billed, blank, book, invoice, numbered, slip, slip_line

POSTED = DocumentState.POSTED
HERE = ("items", "0")
A1, A2, A3 = numbered("R-1", "R-2", "R-3")
THREE = slip(slip_line(3, A1, A2, A3))


def wanted(quantity: int, *registrations: str, of: str = "SL-1", place: int = 0) -> WantedBack:
    return WantedBack(of, quantity, registrations, ("items", str(place)))


def refused(order: OrderBook, *items: WantedBack, line: str = "OL-1") -> list[Refusal]:
    return list(decide_take_back(order, line, items)[1])


def not_taken(why: str, line: str = "SL-1", place: int = 0) -> LineOfAnotherKind:
    kind = DocumentKind.PACKING_SLIP
    return LineOfAnotherKind(line_id=line, document_kind=kind, why=why, path=("items", str(place)))


def test_items_come_back_by_their_registrations() -> None:
    """C2: a number and a blank of three items, after one that came back before."""
    line = slip_line(4, A1, A2, blank("R-3"), taken_back=1)
    order = book(slip(line))
    brought, refusals = decide_take_back(order, "OL-1", [wanted(2, "R-3", "R-1")])
    assert refusals == ()
    assert brought == (BroughtBack(order.slips[0], line, 2, (A1, blank("R-3"))),)
    assert brought[0].taken_back == 3


def test_items_of_several_slips_come_back_at_once() -> None:
    """C2: the order line ranges over its slips."""
    order = book(slip(slip_line(1, A1)), slip(slip_line(1, A2, id="SL-2"), number="PS-2"))
    brought, refusals = decide_take_back(order, "OL-1", [wanted(1, "R-1"), wanted(1, "R-2", of="SL-2", place=1)])
    assert (refusals, [each.slip.number for each in brought]) == ((), ["PS-1", "PS-2"])


@pytest.mark.parametrize(
    ("quantity", "named", "least"),
    [(1, (), 0), (2, (), 0), (3, ("R-1",), 1), (4, ("R-1", "R-2"), 2), (2, ("R-1", "R-2"), 0)],
)
def test_items_without_a_registration_come_back_by_quantity(quantity: int, named: tuple[str, ...], least: int) -> None:
    """T3: of four items with two registrations."""
    order = book(slip(slip_line(4, A1, A2)))
    assert refused(order, wanted(quantity, *named)) == []
    if least:
        unnamed = ItemsNotNamed(
            slip_line_id="SL-1", quantity=quantity, named=0, least=least, path=(*HERE, "registrations")
        )
        assert refused(order, wanted(quantity)) == [unnamed]


def test_what_is_registered_is_named() -> None:
    """C2: nobody guesses which of the numbers came back; nor are there more numbers than items."""
    order = book(THREE)
    path = (*HERE, "registrations")
    short, long = refused(order, wanted(2, "R-1")), refused(order, wanted(1, "R-1", "R-2"))
    assert short == [ItemsNotNamed(slip_line_id="SL-1", quantity=2, named=1, least=2, path=path)]
    assert short[0].message == "2 items would come back with 1 registrations: name 2 of the line's."
    assert long == [ItemsNotNamed(slip_line_id="SL-1", quantity=1, named=2, least=1, path=path)]
    some = ItemsNotNamed(slip_line_id="SL-1", quantity=3, named=0, least=1)
    assert some.message == "3 items would come back with 0 registrations: name 1 to 3 of the line's."


def test_more_than_is_not_invoiced_is_refused() -> None:
    """C2: what stands on a posted invoice is credited first; drafts reserve nothing (D11)."""
    order = book(
        THREE,
        invoice(billed(1, A1), state=POSTED),
        invoice(billed(2, A2, A3, id="IL-2"), number="INV-2"),
        invoice(billed(2, id="IL-3", credited=True), number="INV-3", state=POSTED),
    )
    assert refused(order, wanted(2, "R-2", "R-3")) == []
    path = (*HERE, "quantity")
    (found,) = refused(order, wanted(3, "R-1", "R-2", "R-3"))
    assert found == MoreThanNotInvoiced(slip_line_id="SL-1", shipped=3, invoiced=1, attempted=3, path=path)
    assert found.message.startswith("Of 3 shipped, 1 are invoiced: 2 can be taken back, not 3.")


def test_an_item_that_is_invoiced_is_not_named() -> None:
    """C2, D10: a number, and a blank."""
    order = book(
        slip(slip_line(4, A1, A2, blank("R-3"), blank("R-4"))), invoice(billed(2, A1, blank("R-3")), state=POSTED)
    )
    first, second = refused(order, wanted(2, "R-1", "R-3"))
    assert first == AlreadyInvoiced(serial_number="SN R-1", invoice="INV-1", path=(*HERE, "registrations", "0"))
    assert second == AlreadyInvoiced(serial_number="Not readable", invoice="INV-1", path=(*HERE, "registrations", "1"))
    assert first.message == "SN R-1 stands on invoice INV-1: credit it there first."


def test_a_registration_is_named_once_and_stands_on_the_line() -> None:
    """C2: of another line, ended, or made up, it is unknown here."""
    order = book(THREE)
    path = (*HERE, "registrations", "1")
    assert refused(order, wanted(2, "R-1", "R-9")) == [
        UnknownRecord(kind="registration on this slip line", key="R-9", path=path)
    ]
    assert refused(order, wanted(2, "R-1", "R-1")) == [
        InvalidValue(value="SN R-1", expected="each registration once", path=path)
    ]


def test_a_line_that_cannot_be_taken_from_says_why() -> None:
    """C2, D3."""
    order = book(
        THREE,
        slip(slip_line(1, id="SL-2", order_line="OL-2"), number="PS-2"),
        slip(slip_line(1, id="SL-3"), number="PS-3", state=DocumentState.DRAFT),
        slip(slip_line(1, id="SL-4", taken_down=True), slip_line(1, id="SL-5"), number="PS-4"),
    )
    items = [wanted(1, of=f"SL-{n}", place=n) for n in (2, 3, 4, 9)]
    assert refused(order, *items) == [
        not_taken("it is of another order line", "SL-2", 2),
        not_taken("PS-3 is draft, not posted", "SL-3", 3),
        not_taken("it was reversed", "SL-4", 4),
        UnknownRecord(kind="slip line of this order", key="SL-9", path=("items", "9")),
    ]


def test_a_slip_line_is_named_once() -> None:
    """C2: two quantities of one line would each be judged as if the other did not come back."""
    order = book(THREE)
    assert refused(order, wanted(2, "R-1", "R-2"), wanted(2, "R-2", "R-3", place=1)) == [
        not_taken("it is named twice", place=1)
    ]


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_a_quantity_is_whole_pieces(quantity: int) -> None:
    """T2: the caller says how many come back, not how many fewer there are."""
    assert refused(book(THREE), wanted(quantity)) == [QuantityOutOfRange(given=str(quantity), path=(*HERE, "quantity"))]


def test_nothing_is_not_taken_back() -> None:
    """C2."""
    assert refused(book(THREE)) == [
        InvalidValue(value="[]", expected="at least one slip line's items", path=("items",))
    ]


@given(st.data())
def test_what_is_left_never_has_more_registrations_than_items(data: st.DataObject) -> None:
    """R1, D1: whatever is taken back, and whatever is invoiced and credited before."""
    quantity = data.draw(st.integers(1, 5))
    registered = numbered(*(f"R-{n}" for n in range(data.draw(st.integers(0, quantity)))))
    items = data.draw(st.integers(0, quantity))
    # As posting leaves it: the rest has no more registrations than items (R1).
    fewest = max(0, len(registered) - (quantity - items))
    chosen = registered[: data.draw(st.integers(min(fewest, items), min(items, len(registered))))]
    line = slip_line(quantity, *registered)
    order = book(slip(line), invoice(billed(items, *chosen), state=POSTED))
    named = data.draw(st.lists(st.sampled_from(registered), unique=True) if registered else st.just([]))
    back = data.draw(st.integers(1, 6))
    brought, refusals = decide_take_back(order, "OL-1", [wanted(back, *(each.id for each in named))])
    if refusals:
        return
    (one,) = brought
    left = tuple(each for each in registered if each not in one.registrations)
    after = book(slip(replace(line, taken_back=one.taken_back, registrations=left)), *order.invoices)
    free = [each for each in left if each not in chosen]
    assert 0 <= len(free) <= after.billable("SL-1") == quantity - items - back
    assert set(chosen) <= set(left)
    assert after.frozen("OL-1")


def test_what_stands_on_the_slips_of_an_order_line_is_frozen_once_an_item_was_taken_back() -> None:
    """C2: also on its other slips, and on no other line's."""
    order = book(slip(slip_line(2, taken_back=1)), slip(slip_line(2, id="SL-2", order_line="OL-2"), number="PS-2"))
    refusal = decide_not_frozen(order, "OL-1", ("lineId",))
    assert refusal == RegistrationsFrozen(order_line_id="OL-1", path=("lineId",))
    assert refusal.message.startswith("Items of this order line were taken back: no registration on its posted")
    assert decide_not_frozen(order, "OL-2") is None
