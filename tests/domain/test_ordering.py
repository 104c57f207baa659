"""Rules D1 and D12: a sales order can be written again, but not from under its slips and invoices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import DocumentState
from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.ordering import (
    HeldByDocuments,
    LessThanShipped,
    OrderLineWanted,
    decide_order_change,
    decide_order_day,
)
from graph_api.domain.outcomes import Refusal
from tests.domain.books import TODAY, book, direct, invoice, ordered, slip, slip_line

LINES = (ordered(5, id="OL-1"), ordered(3, id="OL-2", position=2))
SAME = (OrderLineWanted(1, "PUMP", 5), OrderLineWanted(2, "PUMP", 3))


def held(what: str, *path: str, documents: tuple[str, ...] = ("PS-1",)) -> HeldByDocuments:
    return HeldByDocuments(order="SO-1", documents=documents, what=what, path=path)


def test_an_order_without_documents_is_written_again_as_a_whole() -> None:
    """D12: another customer, another product, fewer pieces, a line less."""
    wanted = [OrderLineWanted(1, "FAN", 1)]
    assert decide_order_change(book(lines=LINES), "C-2", wanted) == ()


@pytest.mark.parametrize(
    ("customer", "wanted", "refusals"),
    [
        ("C-1", SAME, ()),
        ("C-1", (*SAME, OrderLineWanted(3, "FAN", 1)), ()),
        ("C-1", (OrderLineWanted(1, "PUMP", 9), OrderLineWanted(2, "FAN", 1)), ()),
        ("C-1", (OrderLineWanted(1, "PUMP", 2),), ()),
        ("C-2", SAME, (held("The customer", "customer"),)),
        ("C-1", (OrderLineWanted(1, "FAN", 5), SAME[1]), (held("Line 1", "lines", "0"),)),
        ("C-1", (), (held("Line 1", "lines", "0"),)),
        (
            "C-1",
            (OrderLineWanted(1, "PUMP", 1), SAME[1]),
            (LessThanShipped(position=1, shipped=2, quantity=1, path=("lines", "0")),),
        ),
        ("C-2", (OrderLineWanted(1, "FAN", 1),), (held("The customer", "customer"), held("Line 1", "lines", "0"))),
    ],
)
def test_what_documents_build_on_stays(
    customer: str, wanted: tuple[OrderLineWanted, ...], refusals: tuple[Refusal, ...]
) -> None:
    """D1: two of OL-1 are shipped, nothing of OL-2."""
    assert decide_order_change(book(slip(slip_line(2)), lines=LINES), customer, wanted) == refusals


def test_a_draft_invoice_without_a_slip_holds_its_line_but_ships_nothing_yet() -> None:
    """D1, D11: a draft reserves no quantity, but its line and product stay."""
    of = book(invoice(direct(4)), lines=LINES)
    assert decide_order_change(of, "C-1", [OrderLineWanted(1, "PUMP", 1)]) == ()
    assert decide_order_change(of, "C-1", [OrderLineWanted(1, "FAN", 4)]) == (
        held("Line 1", "lines", "0", documents=("INV-1",)),
    )


def test_a_refusal_names_five_documents_at_most() -> None:
    """D1: an order may have hundreds."""
    slips = [slip(slip_line(1), number=f"PS-{place}", state=DocumentState.DRAFT) for place in range(9)]
    refusals = decide_order_change(book(*slips, lines=LINES), "C-2", SAME)
    assert refusals == (held("The customer", "customer", documents=tuple(f"PS-{place}" for place in range(5))),)


@given(st.integers(0, 5), st.integers(1, 9))
def test_an_accepted_change_never_orders_less_than_is_shipped(shipped: int, quantity: int) -> None:
    """D1, at every bound."""
    documents = [slip(slip_line(1, id=f"SL-{place}"), number=f"PS-{place}") for place in range(shipped)]
    refusals = decide_order_change(book(*documents, lines=LINES), "C-1", [OrderLineWanted(1, "PUMP", quantity)])
    assert (refusals == ()) == (quantity >= shipped)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            held("Line 1", documents=("PS-1", "INV-1")),
            "Line 1 of SO-1 cannot be changed: PS-1, INV-1 build on it.",
        ),
        (
            LessThanShipped(position=1, shipped=2, quantity=1),
            "Line 1 has 2 shipped: 1 ordered would be fewer.",
        ),
    ],
)
def test_a_refused_order_says_what_builds_on_it(refusal: Refusal, message: str) -> None:
    """D1."""
    assert refusal.message == message


def test_an_order_is_not_dated_after_what_was_shipped_of_it() -> None:
    """W11: a document is not older than its order."""
    shipped = book(slip(slip_line(2)), lines=LINES)
    tomorrow = TODAY + timedelta(days=1)
    assert decide_order_day(shipped, TODAY) is None
    assert decide_order_day(book(lines=LINES), tomorrow) is None
    assert decide_order_day(shipped, tomorrow) == DayOutOfRange(
        day=tomorrow, earliest=date.min, latest=TODAY, path=("orderedOn",)
    )
