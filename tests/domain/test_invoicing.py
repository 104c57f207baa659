"""Rules R1, D1, D2, D7, D8 and D11: what an invoice takes from slips, and when it may be posted."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    InvoiceLineFacts,
    OrderBook,
    RegistrationFact,
    SlipFacts,
)
from graph_api.domain.drafts import (
    THE_DOCUMENT,
    LineOfAnotherKind,
    MoreThanOrdered,
    MoreThanShipped,
    NotADraft,
    NothingOnIt,
    QuantityOutOfRange,
)
from graph_api.domain.invoicing import (
    Billing,
    LeavesTooFewItems,
    TooManyPartialSlips,
    WantedBilling,
    decide_billing,
    decide_draft_invoice_lines,
    decide_invoice_posting,
)
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.registration_refusals import ChosenElsewhere, NotOnTheSlip, QuantityExceeded, TakesNoSerials
from graph_api.domain.shipping import RegistrationsMissing, RegistrationsSurplus, SalesWouldOverlap
from graph_api.domain.tracking import SerialSettings
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

DRAFT, POSTED = DocumentState.DRAFT, DocumentState.POSTED
SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
AT_ONE: dict[str, Any] = {"line_id": "IL-1", "document_kind": INVOICE, "position": 1, "path": THE_DOCUMENT}
"""What a refusal of posting says of the first line."""
WHERE = ("billings", "0")
NO_CONTROL = (ordered(settings=BLANKS_ALLOWED),)


def billing(
    quantity: int | None = None, registrations: tuple[str, ...] | None = None, of: str = "SL-1", place: int = 0
) -> WantedBilling:
    return WantedBilling(of, quantity, registrations, ("billings", str(place)))


def takes(quantity: int, *registrations: str, of: str = "SL-1") -> Billing:
    return Billing(of, "OL-1", quantity, registrations)


def beyond(shipped: int, invoiced: int, attempted: int, path: tuple[str, ...], line: str = "SL-1") -> MoreThanShipped:
    return MoreThanShipped(slip_line_id=line, shipped=shipped, invoiced=invoiced, attempted=attempted, path=path)


def leaves(items: int, registrations: int, line: str = "SL-1") -> LeavesTooFewItems:
    return LeavesTooFewItems(slip_line_id=line, items=items, registrations=registrations, path=THE_DOCUMENT)


def not_billed(slip_line: str, why: str, path: tuple[str, ...] = WHERE) -> LineOfAnotherKind:
    return LineOfAnotherKind(line_id=slip_line, document_kind=SLIP, why=why, path=path)


def short(position: int, quantity: int, registered: int) -> RegistrationsMissing:
    return RegistrationsMissing(**_counted(position, quantity, registered))


def over(position: int, quantity: int, registered: int) -> RegistrationsSurplus:
    return RegistrationsSurplus(**_counted(position, quantity, registered))


def _counted(position: int, quantity: int, registered: int) -> dict[str, Any]:
    line = {"line_id": f"IL-{position}", "position": position}
    return {**AT_ONE, **line, "quantity": quantity, "registered": registered}


def post(of: OrderBook, draft: InvoiceFacts, day: date = TODAY) -> tuple[Refusal, ...]:
    return decide_invoice_posting(replace(of, invoices=(*of.invoices, draft)), draft, day)


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


# D2: partial invoices over several slips


def three_slips_of_two(*taken: int) -> tuple[Refusal, ...]:
    """Post an invoice that takes so many of the two registered items of each of three slips."""
    names = [(f"{place}a", f"{place}b") for place in range(3)]
    slips = [slip(slip_line(2, *numbered(*both), id=f"SL-{i}"), number=f"PS-{i}") for i, both in enumerate(names)]
    lines = [
        billed(count, *numbered(*both[:count]), of=f"SL-{place}", id=f"IL-{place}", position=place + 1)
        for place, (count, both) in enumerate(zip(taken, names, strict=False))
        if count
    ]
    return post(book(*slips), invoice(*lines))


@pytest.mark.parametrize(
    ("taken", "partial"),
    [
        ((1, 1, 1), ("PS-0", "PS-1", "PS-2")),
        ((2, 1, 1), ("PS-1", "PS-2")),
        ((1, 0, 1), ("PS-0", "PS-2")),
        ((2, 2, 1), None),
        ((1, 2, 2), None),
        ((1, 0, 0), None),
        ((2, 0, 0), None),
        ((2, 2, 2), None),
    ],
)
def test_only_one_slip_may_be_invoiced_in_part(taken: tuple[int, ...], partial: tuple[str, ...] | None) -> None:
    """D2: three slips of two, the worked example of the article; and the rule's own two examples."""
    assert three_slips_of_two(*taken) == ((TooManyPartialSlips(slips=partial, path=THE_DOCUMENT),) if partial else ())


def test_all_lines_of_a_slip_count_for_whether_it_is_complete() -> None:
    """D2: both invoiced lines are complete, but each slip keeps a registration on its other line."""
    slips = [
        slip(slip_line(1, *numbered(f"{n}a"), id=f"{n}A"), slip_line(1, *numbered(f"{n}b"), id=f"{n}B"), number=n)
        for n in ("PS-1", "PS-2")
    ]
    draft = invoice(
        billed(1, *numbered("PS-1a"), of="PS-1A"), billed(1, *numbered("PS-2a"), of="PS-2A", id="IL-2", position=2)
    )
    assert post(book(*slips), draft) == (TooManyPartialSlips(slips=("PS-1", "PS-2"), path=THE_DOCUMENT),)


def test_what_an_earlier_invoice_took_completes_a_slip_and_what_a_draft_took_does_not() -> None:
    """D2: registrations on no *posted* invoice and not on this one."""
    slips = [slip(slip_line(2, *numbered(f"{n}a", f"{n}b"), id=n), number=n) for n in ("PS-1", "PS-2")]
    other = invoice(billed(1, *numbered("PS-1b"), of="PS-1"), number="INV-9")
    draft = invoice(
        billed(1, *numbered("PS-1a"), of="PS-1"), billed(1, *numbered("PS-2a"), of="PS-2", id="IL-2", position=2)
    )
    assert post(book(*slips, other), draft) == (TooManyPartialSlips(slips=("PS-1", "PS-2"), path=THE_DOCUMENT),)
    assert post(book(*slips, replace(other, state=POSTED)), draft) == ()


def test_items_without_a_registration_and_reversed_lines_leave_no_slip_partial() -> None:
    """D2 and T3."""
    slips = [
        slip(
            slip_line(3, *numbered(f"{n}a"), id=n),
            slip_line(1, *numbered(f"{n}z"), id=f"{n}Z", taken_down=True),
            number=n,
        )
        for n in ("PS-1", "PS-2")
    ]
    draft = invoice(
        billed(1, *numbered("PS-1a"), of="PS-1"), billed(1, *numbered("PS-2a"), of="PS-2", id="IL-2", position=2)
    )
    assert post(book(*slips, lines=NO_CONTROL), draft) == ()


def test_a_slip_that_nothing_is_chosen_from_may_stay_partial() -> None:
    """D2 counts the slips that the invoice takes registrations from; T3 lets it take items alone."""
    slips = [slip(slip_line(2, *numbered(f"{n}a"), id=n), number=n) for n in ("PS-1", "PS-2", "PS-3")]
    draft = invoice(*(billed(1, of=n, id=f"IL-{n}", position=i) for i, n in enumerate(("PS-1", "PS-2", "PS-3"), 1)))
    assert post(book(*slips, lines=NO_CONTROL), draft) == ()


owners = st.sampled_from(["free", "this", "posted", "draft"])
layouts = st.lists(st.lists(st.lists(owners, max_size=3), min_size=1, max_size=2), min_size=1, max_size=4)


@given(layouts)
def test_partial_slips_are_what_the_rule_says_word_for_word(layout: list[list[list[str]]]) -> None:
    """D2 against a count by hand: of each slip, each line, each registration, who has taken it."""
    of, draft = _laid_out(layout)
    taken_from = [[owner for line in lines for owner in line] for lines in layout]
    partial = tuple(
        f"PS-{place}"
        for place, owned in enumerate(taken_from)
        if "this" in owned and any(owner in {"free", "draft"} for owner in owned)
    )
    found = [each for each in post(of, draft) if isinstance(each, TooManyPartialSlips)]
    assert found == ([TooManyPartialSlips(slips=partial, path=THE_DOCUMENT)] if len(partial) > 1 else [])


def _laid_out(layout: list[list[list[str]]]) -> tuple[OrderBook, InvoiceFacts]:
    """A book in which each registration of each slip line stands where the layout says, and the invoice `this`."""
    slips: list[SlipFacts] = []
    chosen: dict[str, list[InvoiceLineFacts]] = {"this": [], "posted": [], "draft": []}
    for place, lines in enumerate(layout):
        shipped = []
        for at, owned in enumerate(lines):
            facts = numbered(*(f"{place}.{at}.{n}" for n in range(len(owned))))
            shipped.append(slip_line(9, *facts, id=f"SL-{place}.{at}"))
            for owner, billing_lines in chosen.items():
                mine = [fact for fact, by in zip(facts, owned, strict=True) if by == owner]
                if mine:
                    billing_lines.append(billed(len(mine), *mine, of=f"SL-{place}.{at}"))
        slips.append(slip(*shipped, number=f"PS-{place}"))
    posted = invoice(*chosen["posted"], number="INV-P", state=POSTED)
    draft = invoice(*chosen["draft"], number="INV-D")
    return book(*slips, posted, draft, lines=NO_CONTROL), invoice(*chosen["this"], number="INV-T")


# Posting


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
