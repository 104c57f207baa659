"""Rules D1, D7, D8, R1, R2, R5 and T2: when an invoice may be posted."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import DocumentState, RegistrationFact, SlipFacts
from graph_api.domain.drafts import THE_DOCUMENT, MoreThanOrdered, NotADraft, NothingOnIt
from graph_api.domain.invoicing import LeavesTooFewItems, TooManyPartialSlips, decide_invoice_posting
from graph_api.domain.outcomes import Refusal
from graph_api.domain.registration_refusals import TakesNoSerials
from graph_api.domain.shipping import RegistrationsMissing, RegistrationsSurplus, SalesWouldOverlap
from graph_api.domain.tracking import SerialSettings
from tests.domain.billings import INVOICE, NO_CONTROL, POSTED, beyond, not_billed, post
from tests.domain.books import (
    BLANKS_ALLOWED,
    CONTROLLED,
    NOT_TRACKED,
    TODAY,
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

AT_ONE: dict[str, Any] = {"line_id": "IL-1", "document_kind": INVOICE, "position": 1, "path": THE_DOCUMENT}
"""What a refusal of posting says of the first line."""


def leaves(items: int, registrations: int, line: str = "SL-1") -> LeavesTooFewItems:
    return LeavesTooFewItems(slip_line_id=line, items=items, registrations=registrations, path=THE_DOCUMENT)


def short(position: int, quantity: int, registered: int) -> RegistrationsMissing:
    return RegistrationsMissing(**_counted(position, quantity, registered))


def over(position: int, quantity: int, registered: int) -> RegistrationsSurplus:
    return RegistrationsSurplus(**_counted(position, quantity, registered))


def _counted(position: int, quantity: int, registered: int) -> dict[str, Any]:
    line = {"line_id": f"IL-{position}", "position": position}
    return {**AT_ONE, **line, "quantity": quantity, "registered": registered}


@pytest.mark.parametrize(
    ("settings", "chosen", "refusals"),
    [
        (CONTROLLED, ("a", "b"), ()),
        (
            CONTROLLED,
            ("a",),
            (
                leaves(1, 2),
                short(1, 2, 1),
            ),
        ),
        (BLANKS_ALLOWED, ("a", "b"), ()),
        (BLANKS_ALLOWED, ("a",), (leaves(1, 2),)),
        (BLANKS_ALLOWED, (), (leaves(1, 3),)),
        (NOT_TRACKED, ("a", "b"), ()),
        (
            CONTROLLED,
            ("a", "b", "c"),
            (over(1, 2, 3),),
        ),
    ],
)
def test_two_of_three_items_are_invoiced_with_as_many_registrations(
    settings: SerialSettings, chosen: tuple[str, ...], refusals: tuple[Refusal, ...]
) -> None:
    """R1, R2, T2, T3: neither the invoice nor what it leaves has more registrations than items.

    A slip line of a product that is not tracked any more is invoiced as it was shipped (T5).
    """
    of = book(slip(slip_line(3, *numbered("a", "b", "c"))), lines=(ordered(settings=settings),))
    assert post(of, invoice(billed(2, *numbered(*chosen)))) == refusals


def test_a_slip_with_fewer_registrations_than_items_may_leave_them_all() -> None:
    """R1 and T3: two of five items without a registration; three items and three registrations stay."""
    of = book(slip(slip_line(5, *numbered("a", "b", "c"))), lines=NO_CONTROL)
    assert post(of, invoice(billed(2))) == ()
    assert post(of, invoice(billed(3))) == (leaves(2, 3),)


def test_no_more_is_invoiced_than_was_shipped() -> None:
    """D1 and D11: what another invoice took meanwhile counts at posting. The line named is the invoice's."""
    of = book(slip(slip_line(3, position=4)), invoice(billed(2), number="INV-9", state=POSTED), lines=NO_CONTROL)
    assert post(of, invoice(billed(1))) == ()
    assert post(of, invoice(billed(2))) == (beyond(3, 2, 2, THE_DOCUMENT),)


@pytest.mark.parametrize(
    "gone",
    [slip(slip_line(2, taken_down=True)), slip(slip_line(2), state=DocumentState.CANCELLED)],
)
def test_a_slip_line_that_was_reversed_meanwhile_is_not_invoiced(gone: SlipFacts) -> None:
    """D11: a draft holds up no cancellation, and posting judges every rule anew."""
    refused = not_billed("SL-1", "it was reversed", THE_DOCUMENT)
    assert post(book(gone, lines=NO_CONTROL), invoice(billed(2))) == (refused,)


def test_an_invoice_without_a_slip_ships_its_goods() -> None:
    """D8: it needs its own registrations (T2) and stays within the order (D1)."""
    of = book(slip(slip_line(3)), lines=(ordered(5),))
    assert post(of, invoice(direct(2, *numbered("a"), blank("b")))) == ()
    assert post(of, invoice(direct(3, *numbered("a", "b")))) == (
        MoreThanOrdered(order_line_id="OL-1", ordered=5, shipped=3, attempted=3, path=THE_DOCUMENT),
        short(1, 3, 2),
    )


def test_an_invoice_without_a_slip_starts_no_sale_before_the_last_one_ended() -> None:
    """R5; an invoice of slips starts none, its day is not asked."""
    again = RegistrationFact("a", "unit a", "SN a", free_from=date(2024, 5, 11))
    overlap = SalesWouldOverlap(serial_number="SN a", free_from=date(2024, 5, 11), **AT_ONE)
    assert post(book(), invoice(direct(1, again))) == (overlap,)
    assert post(book(slip(slip_line(1, again))), invoice(billed(1, again))) == ()


def test_a_product_that_is_not_tracked_is_invoiced_without_registrations() -> None:
    """T2."""
    of = book(lines=(ordered(settings=NOT_TRACKED),))
    assert post(of, invoice(direct(2))) == ()
    assert post(of, invoice(direct(2, *numbered("a")))) == (TakesNoSerials(product="PUMP", **AT_ONE),)


def test_an_invoice_of_both_kinds_names_all_that_is_wrong() -> None:
    """D7: the lines of slips and the line without one, each with its own position."""
    of = book(
        slip(slip_line(2, *numbered("a", "b"), id="SL-1")),
        slip(slip_line(2, *numbered("c", "d"), id="SL-2"), number="PS-2"),
    )
    draft = invoice(
        direct(1, id="IL-1"),
        billed(1, of="SL-1", id="IL-2", position=2),
        billed(3, *numbered("c", "d"), of="SL-2", id="IL-3", position=3),
    )
    assert post(of, draft) == (
        short(1, 1, 0),
        leaves(1, 2),
        beyond(2, 0, 3, THE_DOCUMENT, "SL-2"),
        short(2, 1, 0),
        short(3, 3, 2),
    )


def test_an_invoice_is_posted_once() -> None:
    """D11."""
    posted = invoice(direct(1, *numbered("a")), state=POSTED)
    assert decide_invoice_posting(book(posted), posted, TODAY) == (
        NotADraft(document="INV-1", state="POSTED", path=THE_DOCUMENT),
    )


def test_an_invoice_without_lines_is_not_posted() -> None:
    """D1."""
    assert post(book(), invoice()) == (NothingOnIt(document="INV-1", path=THE_DOCUMENT),)


@given(st.integers(1, 5), st.integers(0, 5), st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=6))
def test_invoiced_never_exceeds_shipped_and_what_is_left_never_lacks_items(
    quantity: int, registered: int, attempts: list[tuple[int, int]]
) -> None:
    """D1 and R1 after any row of posted invoices, each of them choosing the next free registrations."""
    facts = numbered(*(str(each) for each in range(min(registered, quantity))))
    of = book(slip(slip_line(quantity, *facts)), lines=NO_CONTROL)
    for place, (pieces, count) in enumerate(attempts):
        free = [fact for fact in facts if fact.id not in of.chosen()]
        draft = invoice(billed(pieces, *free[:count]), number=f"INV-{place}")
        if not post(of, draft):
            of = replace(of, invoices=(*of.invoices, replace(draft, state=POSTED)))
        left = quantity - of.invoiced("SL-1")
        assert 0 <= len(facts) - len(of.chosen()) <= left


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            TooManyPartialSlips(slips=("PS-1", "PS-2")),
            "Only one packing slip may be invoiced in part, not PS-1, PS-2: complete all but one.",
        ),
        (
            leaves(1, 2),
            (
                "2 registrations would be left for 1 un-invoiced items of the slip line: "
                "choose more of them, or invoice fewer items."
            ),
        ),
    ],
)
def test_a_refused_invoice_says_what_to_do(refusal: Refusal, message: str) -> None:
    """D2, R1."""
    assert refusal.message == message
