"""What is on record of a sale after it decides its cover: starts, contracts, repairs, voids and new owners."""

from dataclasses import replace
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.lineage import EndKind, UnitHistory
from graph_api.domain.periods import Period
from graph_api.domain.terms import CoverageKind, Layer, StartBasis
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from tests.domain.histories import cover, invoice, noon, on, stay, term, unit
from tests.domain.records import given, recorded, repair, start, transfer, void
from tests.domain.warranties import EXTENDED, SOLD, STATUTORY, YEAR, statements

COMMERCIAL = term(cover(YEAR))
PLAIN = stay(invoice("2026-03-14"), slip=SOLD, terms=(COMMERCIAL,))
LAYERED = stay(invoice("2026-03-14"), slip=SOLD, terms=(STATUTORY, EXTENDED))


def status(history: UnitHistory, day: str) -> WarrantyStatus:
    return decide_warranty(history, on(day)).status


def statuses(history: UnitHistory, *days: str) -> list[str]:
    return [status(history, day) for day in days]


# W2: the owner's registration and the installation.

WAITING = stay(invoice("2026-03-14"), slip=SOLD, terms=(term(cover(YEAR), basis=StartBasis.OWNER_REGISTRATION),))


def test_the_owners_registration_starts_what_waits_for_it_from_its_day_on() -> None:
    history = unit(recorded(WAITING, starts=(start("2026-04-01"),)))
    assert statuses(history, "2026-03-31", "2026-04-01", "2027-04-01", "2027-04-02") == [
        "NOT_STARTED", "COVERED", "COVERED", "EXPIRED",
    ]  # fmt: skip
    before, after = (decide_warranty(history, on(day)) for day in ("2026-03-31", "2026-04-01"))
    late = "Its owner's registration of 2026-04-01 is after 2026-03-31"
    told = f"{late}, so the commercial cover has not started: neither covered nor expired."
    assert statements(before, Fact.STARTED) == [(told, False)]
    starts = "Its owner's registration of 2026-04-01 starts the commercial cover."
    assert before.would_change == NearestChange(starts, on("2026-04-01"))
    assert (before.first_day, after.first_day) == (None, on("2026-04-01"))
    started = "Its owner's registration of 2026-04-01 started the commercial cover."
    assert statements(after, Fact.STARTED) == [(started, True)]
    proof = Evidence(EvidenceKind.WARRANTY_START, "start-2026-04-01", None, on("2026-04-01"))
    assert (proof in after.evidence, proof in before.evidence) == (True, False)


def test_of_several_events_the_first_that_was_not_withdrawn_counts() -> None:
    events = (start("2026-06-01"), start("2026-03-20", withdrawn="2026-03-21"), start("2026-05-01"))
    verdict = decide_warranty(unit(recorded(WAITING, starts=events)), on("2026-12-01"))
    assert verdict.first_day == on("2026-05-01")


def test_an_event_of_another_kind_starts_nothing() -> None:
    installed = unit(recorded(WAITING, starts=(start("2026-04-01", StartBasis.INSTALLATION),)))
    assert status(installed, "2026-12-01") is WarrantyStatus.NOT_STARTED
    waits = replace(PLAIN, terms=(term(cover(YEAR), basis=StartBasis.INSTALLATION),))
    verdict = decide_warranty(
        unit(recorded(waits, starts=(start("2026-04-01", StartBasis.INSTALLATION),))), on("2026-12-01")
    )
    assert statements(verdict, Fact.STARTED) == [("Its installation of 2026-04-01 started the commercial cover.", True)]


# W5: cover of this sale alone.


def test_bought_cover_stands_beside_the_terms_from_its_own_first_day() -> None:
    bought = given("2027-03-15", cover(Period(years=2)), recorded_on="2026-03-14")
    history = unit(recorded(PLAIN, covers=(bought,)))
    eve, first = (decide_warranty(history, on(day)) for day in ("2027-03-14", "2027-03-15"))
    assert (eve.layer, eve.contract, eve.days_left) == (Layer.COMMERCIAL, None, 0)
    assert (first.status, first.layer, first.contract, first.term) == (
        WarrantyStatus.COVERED,
        Layer.EXTENDED,
        "EW-1",
        None,
    )
    assert (first.first_day, first.last_day) == (on("2027-03-15"), on("2029-03-15"))
    (kind,) = first.kinds
    assert (kind.contract, kind.term, kind.start_basis) == ("EW-1", None, None)
    assert statements(first, Fact.COVER_GIVEN) == [("The extended cover EW-1 was given for this sale.", True)]
    waits = ("The extended cover EW-1 begins on 2027-03-15 and has not started on 2027-03-14.", False)
    assert waits in statements(eve, Fact.STARTED)
    assert ("The extended cover EW-1 began on 2027-03-15.", True) in statements(first, Fact.STARTED)
    assert Evidence(EvidenceKind.UNIT_COVER, "cover-EW-1", "EW-1", on("2027-03-15")) in first.evidence


def test_cover_that_begins_later_is_what_is_waited_for() -> None:
    """Where no term is, where one expired before, and where it pays more than the one that covers now."""
    bought = given("2028-01-01", cover(YEAR))
    told = NearestChange("The extended cover EW-1 begins on 2028-01-01.", on("2028-01-01"))
    for terms in ((), (COMMERCIAL,)):
        history = unit(recorded(replace(PLAIN, terms=terms), covers=(bought,)))
        verdict = decide_warranty(history, on("2027-06-01"))
        assert (verdict.status, verdict.would_change) == (WarrantyStatus.NOT_STARTED, told)
    half = term(cover(Period(years=9), percentage=50))
    history = unit(recorded(replace(PLAIN, terms=(half,)), covers=(bought,)))
    assert decide_warranty(history, on("2027-06-01")).would_change == told


def test_cover_that_was_withdrawn_was_never_given() -> None:
    taken_back = given("2026-03-14", cover(Period(years=5)), withdrawn="2026-04-01")
    plain, without = unit(PLAIN), unit(recorded(PLAIN, covers=(taken_back,)))
    assert decide_warranty(without, on("2027-06-01")) == decide_warranty(plain, on("2027-06-01"))


def test_goodwill_that_is_granted_after_a_void_covers_for_whoever_granted_it_knew() -> None:
    goodwill = given("2026-07-01", cover(Period(months=3)), layer=Layer.GOODWILL, number="GW-1")
    earlier = given("2026-03-20", cover(Period(years=3)))
    history = unit(recorded(PLAIN, voids=(void("2026-06-01"),), covers=(earlier, goodwill)))
    assert statuses(history, "2026-06-30", "2026-07-01", "2026-10-01", "2026-10-02") == [
        "NOT_STARTED", "COVERED", "COVERED", "VOID",
    ]  # fmt: skip
    assert decide_warranty(history, on("2026-07-01")).layer is Layer.GOODWILL


# W5: a repair lengthens a layer once.

LENGTHENED = replace(COMMERCIAL, repair_extension=Period(months=12))


@pytest.mark.parametrize(
    ("first", "period", "more", "last"),
    [
        ("2026-03-14", Period(years=2), Period(months=12), "2029-03-14"),
        ("2024-02-29", Period(years=3), Period(months=12), "2028-02-29"),
        ("2024-02-29", Period(years=1), Period(years=1), "2026-02-28"),
        ("2024-01-31", Period(months=1), Period(months=1), "2024-03-31"),
        ("2024-01-31", Period(months=1), Period(days=1), "2024-03-01"),
    ],
)
def test_a_repair_lengthens_the_period_which_is_counted_once_from_its_first_day(
    first: str, period: Period, more: Period, last: str
) -> None:
    """W3: never chained, so that the end of a month is clamped once."""
    held_to = replace(COMMERCIAL, coverages=(cover(period),), repair_extension=more)
    sold = stay(invoice(first), terms=(held_to,))
    verdict = decide_warranty(unit(recorded(sold, claims=(repair(first, first),))), on(first))
    whole = relativedelta(years=period.years + more.years, months=period.months + more.months)
    assert verdict.last_day == on(last) == on(first) + whole + relativedelta(days=period.days + more.days)
    told = f"The repair of claim CL-1, closed on {first}, lengthened the commercial cover for parts once by {more}."
    assert statements(verdict, Fact.LENGTHENED) == [(told, True)]
    assert Evidence(EvidenceKind.CLAIM, "claim-CL-1", "CL-1", on(first)) in verdict.evidence


def test_a_second_repair_lengthens_nothing() -> None:
    twice = (repair("2026-09-01", "2026-09-20", number="CL-2"), repair("2026-05-01", "2026-05-09"))
    history = unit(recorded(replace(PLAIN, terms=(LENGTHENED,)), claims=twice))
    verdict = decide_warranty(history, on("2026-12-01"))
    assert verdict.last_day == on("2028-03-14")
    assert "claim CL-1, closed on 2026-05-09" in statements(verdict, Fact.LENGTHENED)[0][0]


@pytest.mark.parametrize(
    "claim",
    [
        repair("2026-09-01", None),
        repair("2026-09-01", "2026-09-20", Layer.STATUTORY),
        repair("2027-03-15", "2027-03-20"),
        replace(repair("2026-09-01", "2026-09-20"), resolution=Resolution.GOODWILL),
        replace(repair("2026-09-01", "2026-09-20"), state=ClaimState.REJECTED),
    ],
)
def test_only_a_repair_under_that_layer_while_it_lasted_lengthens_it(claim) -> None:
    history = unit(recorded(replace(PLAIN, terms=(LENGTHENED,)), claims=(claim,)))
    verdict = decide_warranty(history, on("2026-12-01"))
    assert (verdict.last_day, statements(verdict, Fact.LENGTHENED)) == (on("2027-03-14"), [])


def test_a_term_that_says_nothing_of_repairs_and_one_that_has_not_started_are_not_lengthened() -> None:
    done = (repair("2026-09-01", "2026-09-20"),)
    assert decide_warranty(unit(recorded(PLAIN, claims=done)), on("2026-12-01")).last_day == on("2027-03-14")
    waits = replace(LENGTHENED, start_basis=StartBasis.INSTALLATION)
    assert status(unit(recorded(replace(PLAIN, terms=(waits,)), claims=done)), "2026-12-01") == "NOT_STARTED"


def test_a_repair_after_the_period_that_was_claimed_in_it_leaves_no_gap() -> None:
    history = unit(recorded(replace(PLAIN, terms=(LENGTHENED,)), claims=(repair("2027-03-10", "2027-04-02"),)))
    assert statuses(history, "2027-03-14", "2027-03-20", "2028-03-14", "2028-03-15") == [*["COVERED"] * 3, "EXPIRED"]


# W6: voids.


def test_a_void_of_all_takes_effect_from_its_day_on_and_fakes_no_date() -> None:
    history = unit(recorded(LAYERED, voids=(void("2026-06-01"),)))
    assert statuses(history, "2026-05-31", "2026-06-01", "2040-01-01") == ["COVERED", "VOID", "VOID"]
    eve, verdict = (decide_warranty(history, on(day)) for day in ("2026-05-31", "2026-06-01"))
    assert (verdict.first_day, verdict.last_day, verdict.days_left) == (on("2026-03-14"), on("2031-03-14"), None)
    assert [each.status for each in verdict.kinds] == [WarrantyStatus.VOID] * 3
    assert eve.would_change == NearestChange("On 2026-06-01 the warranty is voided.", on("2026-06-01"))
    assert statements(verdict, Fact.NOT_VOIDED) == [("The warranty is void from 2026-06-01 on.", False)]
    assert statements(eve, Fact.NOT_VOIDED) == [("The warranty is void from 2026-06-01 on.", True)]
    lift = NearestChange("Lifting the void of 2026-06-01 would let it cover again.", None)
    assert verdict.would_change == lift
    assert Evidence(EvidenceKind.WARRANTY_VOID, "void-1", None, on("2026-06-01")) in verdict.evidence


def test_a_layer_that_still_covers_answers_before_one_that_is_void() -> None:
    """W5, W6."""
    history = unit(recorded(LAYERED, voids=(void("2026-06-01", Layer.STATUTORY),)))
    verdict = decide_warranty(history, on("2026-06-01"))
    assert [(each.kind, each.status, each.layer) for each in verdict.kinds] == [
        (CoverageKind.PARTS, WarrantyStatus.COVERED, Layer.EXTENDED),
        (CoverageKind.LABOUR, WarrantyStatus.VOID, Layer.STATUTORY),
        (CoverageKind.TRANSPORT, WarrantyStatus.COVERED, Layer.EXTENDED),
    ]
    assert statements(verdict, Fact.NOT_VOIDED) == [("The statutory warranty is void from 2026-06-01 on.", False)]
    told = NearestChange("On 2026-06-01 the statutory warranty is voided.", on("2026-06-01"))
    assert decide_warranty(history, on("2026-05-31")).would_change == told


def test_of_two_voids_the_earlier_one_counts_and_lifting_one_would_not_help() -> None:
    both = (void("2026-07-01"), void("2026-06-01", Layer.COMMERCIAL, id="void-2"))
    history = unit(recorded(PLAIN, voids=both))
    assert statuses(history, "2026-05-31", "2026-06-01") == ["COVERED", "VOID"]
    assert decide_warranty(history, on("2026-08-01")).would_change is None
    assert decide_warranty(history, on("2026-06-15")).would_change is not None


def test_a_void_after_the_last_day_takes_nothing_away() -> None:
    history = unit(recorded(PLAIN, voids=(void("2027-03-15"),)))
    assert statuses(history, "2027-03-14", "2027-03-15") == ["COVERED", "EXPIRED"]
    verdict = decide_warranty(unit(recorded(PLAIN, voids=(void("2027-03-14"),))), on("2028-01-01"))
    assert (verdict.status, verdict.would_change) == (WarrantyStatus.VOID, None)


def test_cover_that_has_not_started_can_be_void() -> None:
    history = unit(recorded(WAITING, voids=(void("2026-06-01"),)))
    verdict = decide_warranty(history, on("2026-06-01"))
    assert (verdict.status, verdict.first_day, verdict.would_change) == (WarrantyStatus.VOID, None, None)


def test_a_void_that_was_lifted_was_never_made() -> None:
    lifted = unit(recorded(PLAIN, voids=(void("2026-06-01", lifted="2026-06-05"),)))
    assert decide_warranty(lifted, on("2026-06-02")) == decide_warranty(unit(PLAIN), on("2026-06-02"))
    then = decide_warranty(lifted, on("2026-06-02"), noon(on("2026-06-04")))
    assert then.status is WarrantyStatus.VOID


def test_a_void_of_a_layer_that_the_sale_has_not_is_no_reason() -> None:
    verdict = decide_warranty(unit(recorded(PLAIN, voids=(void("2026-06-01", Layer.GOODWILL),))), on("2026-06-02"))
    assert (verdict.status, statements(verdict, Fact.NOT_VOIDED)) == (WarrantyStatus.COVERED, [])


# W9: a new owner.

NOT_TRANSFERABLE = replace(EXTENDED, transferable=False)


def test_cover_follows_to_a_new_owner_only_where_its_term_is_transferable() -> None:
    sold = replace(LAYERED, terms=(STATUTORY, NOT_TRANSFERABLE))
    bought = given("2026-03-14", cover(YEAR, CoverageKind.TRANSPORT, 25))
    history = unit(recorded(sold, transfers=(transfer("2026-06-01"), transfer("2026-09-01")), covers=(bought,)))
    verdict = decide_warranty(history, on("2026-06-01"))
    assert [(each.kind, each.status, each.layer, each.percentage) for each in verdict.kinds] == [
        (CoverageKind.PARTS, WarrantyStatus.COVERED, Layer.STATUTORY, 100),
        (CoverageKind.LABOUR, WarrantyStatus.COVERED, Layer.STATUTORY, 100),
        (CoverageKind.TRANSPORT, WarrantyStatus.COVERED, Layer.EXTENDED, 25),
    ]
    left_behind = (
        "It has a new owner since 2026-06-01, and the extended cover EXT is not transferable: "
        "it is void from that day on."
    )
    assert statements(verdict, Fact.FOLLOWS_OWNER) == [
        ("It has a new owner since 2026-06-01, and the statutory cover LAW follows it.", True),
        (left_behind, False),
        ("It has a new owner since 2026-06-01, and the extended cover EW-1 follows it.", True),
    ]
    assert Evidence(EvidenceKind.OWNERSHIP_TRANSFER, "transfer-2026-06-01", None, on("2026-06-01")) in verdict.evidence
    assert "THE-" not in str(verdict)


def test_a_transfer_is_what_turns_the_answer_and_lifting_a_void_would_not() -> None:
    kept = replace(COMMERCIAL, transferable=False)
    sold = recorded(replace(PLAIN, terms=(kept,)), transfers=(transfer("2026-06-01"),))
    told = "On 2026-06-01 it has a new owner, and the commercial cover is not transferable."
    assert decide_warranty(unit(sold), on("2026-05-31")).would_change == NearestChange(told, on("2026-06-01"))
    verdict = decide_warranty(unit(sold), on("2026-06-01"))
    assert (verdict.status, verdict.would_change) == (WarrantyStatus.VOID, None)
    assert decide_warranty(unit(recorded(sold, voids=(void("2026-07-01"),))), on("2026-08-01")).would_change is None


def test_cover_that_was_over_is_not_left_behind() -> None:
    kept = replace(COMMERCIAL, transferable=False)
    history = unit(recorded(replace(PLAIN, terms=(kept,)), transfers=(transfer("2027-03-15"),)))
    verdict = decide_warranty(history, on("2027-03-15"))
    assert (verdict.status, statements(verdict, Fact.FOLLOWS_OWNER)) == (WarrantyStatus.EXPIRED, [])


# W8: all of it is of one sale.


def test_what_is_on_record_of_one_sale_says_nothing_of_the_next() -> None:
    old = recorded(replace(PLAIN, id="old"), voids=(void("2026-04-01"),))
    old = replace(old, end=stay(end=(EndKind.RETURNED, "2026-05-01")).end)
    new = stay(invoice("2026-06-01"), terms=(COMMERCIAL,), id="new")
    assert statuses(unit(old, new), "2026-04-15", "2026-06-01") == ["VOID", "COVERED"]


@pytest.mark.parametrize("day", [date.min, date(2026, 5, 31), date.max])
def test_any_day_may_be_asked_of_a_sale_with_everything_on_record(day: date) -> None:
    everything = recorded(
        replace(LAYERED, terms=(STATUTORY, NOT_TRANSFERABLE, LENGTHENED)),
        voids=(void("2026-06-01", Layer.STATUTORY),),
        starts=(start("2026-04-01"),),
        covers=(given("9999-12-30", cover(YEAR)),),
        transfers=(transfer("2026-07-01"),),
        claims=(repair("2026-05-01", "2026-05-02"),),
    )
    assert decide_warranty(unit(everything), day).valid_at == day
