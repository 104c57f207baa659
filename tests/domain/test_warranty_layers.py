"""Rules W4 and W5: which layer answers for which kind of cost."""

from dataclasses import replace
from datetime import date

from graph_api.domain.periods import Period
from graph_api.domain.terms import CoverageKind, Layer, StartBasis
from graph_api.domain.verdicts import Fact, NearestChange
from graph_api.domain.warranty import WarrantyStatus, WarrantyVerdict, decide_warranty
from tests.domain.histories import cover, invoice, on, stay, term, unit
from tests.domain.warranties import EXTENDED, SOLD, STATUTORY, YEAR, statements

LAYERED = unit(stay(invoice("2026-03-14"), slip=SOLD, terms=(EXTENDED, STATUTORY)))


def by_kind(verdict: WarrantyVerdict) -> list[tuple[CoverageKind, WarrantyStatus, Layer, int, date | None]]:
    return [(each.kind, each.status, each.layer, each.percentage, each.last_day) for each in verdict.kinds]


def test_each_kind_is_answered_by_its_highest_percentage() -> None:
    covered = WarrantyStatus.COVERED
    verdict = decide_warranty(LAYERED, on("2026-03-14"))
    assert by_kind(verdict) == [
        (CoverageKind.PARTS, covered, Layer.STATUTORY, 100, on("2028-03-10")),
        (CoverageKind.LABOUR, covered, Layer.STATUTORY, 100, on("2028-03-10")),
        (CoverageKind.TRANSPORT, covered, Layer.EXTENDED, 50, on("2027-03-14")),
    ]
    wins = [("Of 2 layers with cover for parts, the statutory one counts on 2026-03-14.", True)]
    assert statements(verdict, Fact.LAYER_WINS) == wins


def test_when_a_layer_ends_the_next_one_counts_for_that_kind_alone() -> None:
    verdict = decide_warranty(LAYERED, on("2028-03-11"))
    expired = WarrantyStatus.EXPIRED
    assert by_kind(verdict) == [
        (CoverageKind.PARTS, WarrantyStatus.COVERED, Layer.EXTENDED, 60, on("2031-03-14")),
        (CoverageKind.LABOUR, expired, Layer.STATUTORY, 100, on("2028-03-10")),
        (CoverageKind.TRANSPORT, expired, Layer.EXTENDED, 50, on("2027-03-14")),
    ]
    assert (verdict.status, verdict.layer, verdict.last_day) == (
        WarrantyStatus.COVERED,
        Layer.EXTENDED,
        on("2031-03-14"),
    )
    told = ("The statutory cover for labour, 100 percent, lasted from 2026-03-10 to 2028-03-10.", False)
    assert told in statements(verdict, Fact.WITHIN_PERIOD)


def test_a_kind_that_ends_is_the_nearest_change_though_others_last() -> None:
    change = decide_warranty(LAYERED, on("2027-03-15")).would_change
    told = "2028-03-10 is the last day of the statutory cover for parts and labour."
    assert change == NearestChange(told, on("2028-03-11"))


def test_layers_that_end_on_one_day_are_all_named() -> None:
    transport = term(cover(Period(days=5), CoverageKind.TRANSPORT), number="T", basis=StartBasis.PACKING_SLIP)
    parts = replace(STATUTORY, coverages=(cover(Period(days=5)),))
    change = decide_warranty(unit(stay(slip=SOLD, terms=(transport, parts))), on("2026-03-10")).would_change
    named = "the statutory cover for parts and of the commercial cover for transport"
    assert change == NearestChange(f"2026-03-15 is the last day of {named}.", on("2026-03-16"))


def test_of_equal_percentages_the_latest_last_day_wins() -> None:
    longer = replace(STATUTORY, number="LONG", layer=Layer.GOODWILL, coverages=(cover(Period(years=3)),))
    verdict = decide_warranty(unit(stay(slip=SOLD, terms=(STATUTORY, longer))), on("2026-03-10"))
    assert verdict.kinds[0].layer is Layer.GOODWILL


def test_of_layers_that_are_equal_in_all_the_law_comes_first() -> None:
    """So that the answer does not depend on the order of reading."""
    same = replace(STATUTORY, number="A", layer=Layer.GOODWILL)
    both = [unit(stay(slip=SOLD, terms=pair)) for pair in ((STATUTORY, same), (same, STATUTORY))]
    assert [decide_warranty(each, on("2026-03-10")).kinds[0].layer for each in both] == [Layer.STATUTORY] * 2


def test_of_expired_layers_the_last_to_end_answers() -> None:
    verdict = decide_warranty(LAYERED, on("2040-01-01"))
    assert (verdict.status, verdict.layer, verdict.last_day) == (
        WarrantyStatus.EXPIRED,
        Layer.EXTENDED,
        on("2031-03-14"),
    )
    assert (verdict.days_left, verdict.would_change) == (None, None)


def test_overall_not_started_comes_before_expired() -> None:
    """W10."""
    waiting = term(cover(YEAR, CoverageKind.LABOUR), basis=StartBasis.INSTALLATION)
    over = replace(STATUTORY, coverages=(cover(Period(days=1)),))
    verdict = decide_warranty(unit(stay(slip=SOLD, terms=(over, waiting))), on("2030-01-01"))
    assert [each.status for each in verdict.kinds] == [WarrantyStatus.EXPIRED, WarrantyStatus.NOT_STARTED]
    assert verdict.status is WarrantyStatus.NOT_STARTED
