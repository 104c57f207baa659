"""W7: a unit that came for another steps into its sale, and swapping never makes cover grow."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.domain.lineage import EndKind, Registration, UnitHistory, sale_status, sales
from graph_api.domain.returns import decide_return
from graph_api.domain.terms import CoverageKind
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange
from graph_api.domain.warranty import WarrantyStatus, WarrantyVerdict, decide_warranty
from tests.domain.histories import cover, invoice, noon, on, policy, slip, stay, term, unit
from tests.domain.records import MOMENT, recorded, repair, start, swapped, transfer, void
from tests.domain.records import given as bought
from tests.domain.stories import ASKED, histories
from tests.domain.warranties import SOLD, YEAR, statements

PLAIN = stay(invoice("2026-03-14"), slip=SOLD, terms=(term(cover(YEAR)),), policies=(policy(30),))
OLD, NEW = swapped(unit(PLAIN), PLAIN, on("2026-06-01"))


def statuses(history: UnitHistory, *days: str) -> list[tuple[str, str]]:
    return [(decide_warranty(history, on(day)).status, sale_status(history, on(day))) for day in days]


def test_the_old_unit_answers_replaced_by_from_the_day_of_the_swap_on() -> None:
    replaced = ("REPLACED_BY", "REPLACED_BY")
    assert statuses(OLD, "2026-05-31", "2026-06-01", "2099-01-01") == [("COVERED", "SOLD"), replaced, replaced]
    eve, verdict = (decide_warranty(OLD, on(day)) for day in ("2026-05-31", "2026-06-01"))
    told = "The sale of 2026-03-10 ended on 2026-06-01: SN-2 came for it."
    assert eve.would_change == NearestChange(told, on("2026-06-01"))
    assert [(each.rule, each.statement) for each in verdict.reasons if each.fact is Fact.SALE_STANDS] == [("W7", told)]
    assert verdict.replaced_by is not None
    assert (verdict.replaced_by.unit_id, verdict.replaced_by.serial_number) == ("unit-2", "SN-2")
    assert (eve.replaced_by, verdict.kinds, verdict.would_change) == (None, (), None)
    proof = Evidence(EvidenceKind.REPLACEMENT, "reg-new", "SN-2", on("2026-06-01"))
    assert (proof in verdict.evidence, proof in eve.evidence) == (True, False)


def test_the_new_unit_has_the_old_sales_cover_window_and_end_from_its_own_day_on() -> None:
    days = ("2026-05-31", "2026-06-01", "2027-03-14", "2027-03-15")
    unsold = ("NOT_SOLD_BY_US", "NOT_SOLD_BY_US")
    assert statuses(NEW, *days) == [unsold, *[("COVERED", "SOLD")] * 2, ("EXPIRED", "SOLD")]
    eve, verdict = (decide_warranty(NEW, on(day)) for day in days[:2])
    assert (verdict.first_day, verdict.last_day, verdict.replaced_by) == (on("2026-03-14"), on("2027-03-14"), None)
    assert statements(verdict, Fact.SOLD_BY_US) == [("Packing slip PS-1 of 2026-03-10 sold SN-1.", True)]
    came = "It came for SN-1 on 2026-06-01 and has what is left of that sale."
    assert statements(verdict, Fact.CAME_FOR) == [(came, True)]
    assert statements(eve, Fact.SOLD_BY_US) == [("It came for SN-1 on 2026-06-01, after 2026-05-31.", False)]
    assert eve.would_change == NearestChange("On 2026-06-01 it comes for SN-1.", on("2026-06-01"))
    assert Evidence(EvidenceKind.REPLACEMENT, "reg-1", "SN-1", on("2026-06-01")) in verdict.evidence
    early = swapped(unit(PLAIN), PLAIN, on("2026-03-20"))[1]
    assert decide_return(early, on("2026-03-20")).last_day == decide_return(unit(PLAIN), on("2026-03-20")).last_day


def test_what_was_on_record_of_the_sale_counts_for_the_new_unit_too() -> None:
    lengthening = replace(PLAIN.terms[0], repair_extension=YEAR)
    sold = recorded(
        replace(PLAIN, terms=(lengthening,)),
        voids=(void("2026-08-01"),),
        claims=(repair("2026-04-01", "2026-04-05"),),
    )
    new = swapped(unit(sold), sold, on("2026-06-01"))[1]
    before, after = (decide_warranty(new, on(day)) for day in ("2026-07-31", "2026-08-01"))
    assert (before.status, before.last_day) == (WarrantyStatus.COVERED, on("2028-03-14"))
    assert after.status is WarrantyStatus.VOID


def test_the_old_unit_is_replaced_until_it_is_sold_again() -> None:
    again = stay(invoice("2026-09-01"), terms=(term(cover(YEAR)),), id="again")
    history = replace(OLD, registrations=(*OLD.registrations, again))
    days = ("2026-08-31", "2026-09-01")
    assert statuses(history, *days) == [("REPLACED_BY", "REPLACED_BY"), ("COVERED", "SOLD")]
    sells = NearestChange("Invoice INV-1 of 2026-09-01 sells it.", on("2026-09-01"))
    assert decide_warranty(history, on("2026-08-31")).would_change == sells


def test_a_unit_that_was_sold_before_it_came_for_another_has_both_sales_in_order() -> None:
    """W8: the sale that it stepped into is older by its day, and newer for this unit."""
    own = stay(slip=slip("2026-04-01", "PS-0"), end=(EndKind.RETURNED, "2026-05-01"), id="own")
    history = replace(NEW, registrations=(own, *NEW.registrations))
    assert [sale.registration.id for sale in sales(history)] == ["reg-new", "own"]
    assert statuses(history, "2026-04-15", "2026-05-15", "2026-06-01") == [
        ("NO_TERM", "SOLD"), ("NO_LONGER_SOLD", "NO_LONGER_SOLD"), ("COVERED", "SOLD"),
    ]  # fmt: skip
    standing = statements(decide_warranty(history, on("2026-06-01")), Fact.SALE_STANDS)
    assert standing == [("The sale of 2026-03-10 stands on 2026-06-01. Earlier sales of it are history: 1.", True)]


def test_a_swap_is_known_from_its_moment() -> None:
    """W11."""
    before, since = noon(on("2026-06-01")) - MOMENT, noon(on("2026-06-01"))
    day = on("2026-07-01")
    assert decide_warranty(OLD, day, before).status is WarrantyStatus.COVERED
    assert decide_warranty(NEW, day, before).status is WarrantyStatus.NOT_SOLD_BY_US
    assert decide_warranty(OLD, day, since).status is WarrantyStatus.REPLACED_BY
    assert replace(decide_warranty(NEW, day, since), known_at=None) == decide_warranty(NEW, day)


def test_an_end_by_a_unit_that_is_not_on_record_is_told_without_its_number() -> None:
    bare = unit(stay(slip=SOLD, end=(EndKind.REPLACED, "2026-06-01")))
    verdict = decide_warranty(bare, on("2026-06-01"))
    assert (verdict.status, verdict.replaced_by) == (WarrantyStatus.REPLACED_BY, None)
    told = ("The sale of 2026-03-10 ended on 2026-06-01: another unit came for it.", False)
    assert statements(verdict, Fact.SALE_STANDS) == [told]


def standing(history: UnitHistory) -> Registration | None:
    return next((sale.registration for sale in sales(history) if sale.registration.end is None), None)


def paid(verdict: WarrantyVerdict) -> dict[CoverageKind, int]:
    covered = WarrantyStatus.COVERED
    return dict.fromkeys(CoverageKind, 0) | {k.kind: k.percentage for k in verdict.kinds if k.status is covered}


@st.composite
def on_record(draw: st.DrawFn) -> dict[str, tuple[object, ...]]:
    """A little of everything that may be on record of a sale before a swap."""
    day = st.dates(date(2020, 1, 1), date(2020, 6, 1)).map(date.isoformat)
    return {
        "voids": tuple(draw(st.lists(day.map(void), max_size=1))),
        "starts": tuple(draw(st.lists(day.map(start), max_size=2))),
        "covers": tuple(draw(st.lists(day.map(lambda each: bought(each, cover(YEAR))), max_size=1))),
        "transfers": tuple(draw(st.lists(day.map(transfer), max_size=1))),
    }


@settings(max_examples=60)
@given(histories, on_record(), st.integers(0, 400), ASKED)
def test_swapping_never_makes_cover_grow(history: UnitHistory, record, after_days: int, day: date) -> None:
    """W7: on no day do both units together have more than the old one would have had; nor may more come back."""
    sold = standing(history)
    if sold is None:
        return
    kept = recorded(sold, **record)
    others = tuple(each for each in history.registrations if each is not sold)
    alone = replace(history, registrations=(*others, kept))
    begun = kept.begun
    assert begun is not None
    old, new = swapped(alone, kept, begun[0] + timedelta(days=after_days))
    had = decide_warranty(alone, day)
    have = [decide_warranty(each, day) for each in (old, new)]
    together = [sum(paid(each)[kind] for each in have) for kind in CoverageKind]
    assert together == [paid(had)[kind] for kind in CoverageKind]
    may = [decide_return(each, day).may_return for each in (old, new)]
    assert sum(may) <= decide_return(alone, day).may_return


@given(histories, st.integers(0, 400), ASKED, ASKED)
def test_known_before_a_swap_the_answer_is_that_of_a_unit_that_was_never_swapped(
    history: UnitHistory, after_days: int, day: date, known: date
) -> None:
    """W11."""
    sold = standing(history)
    if sold is None or sold.begun is None:
        return
    swap = sold.begun[0] + timedelta(days=after_days)
    old, _ = swapped(history, sold, swap)
    moment = min(noon(known), noon(swap) - MOMENT)
    assert decide_warranty(old, day, moment) == decide_warranty(history, day, moment)
