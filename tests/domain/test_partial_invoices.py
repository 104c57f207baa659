"""Rule D2: at most one slip that an invoice takes registrations from is left with some un-invoiced."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import InvoiceFacts, InvoiceLineFacts, OrderBook, SlipFacts
from graph_api.domain.drafts import THE_DOCUMENT
from graph_api.domain.invoicing import TooManyPartialSlips
from graph_api.domain.outcomes import Refusal
from tests.domain.billings import NO_CONTROL, POSTED, post
from tests.domain.books import billed, book, invoice, numbered, slip, slip_line


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
