"""Rule W5: cover that is bought or granted for one sale."""

from dataclasses import replace

import pytest

from graph_api.domain.aftersales import AfterSales, UnitCover
from graph_api.domain.covering import Covering, CoverOnRecord, NewCover, decide_cover, withdrawn_before
from graph_api.domain.lineage import Registration
from graph_api.domain.periods import Period
from graph_api.domain.sold_unit import DayOutsideSale, UnitNotSold
from graph_api.domain.terms import Layer
from tests.domain.histories import cover, noon, on, slip, stay, unit

TODAY = on("2026-03-02")
SOLD = stay(slip=slip("2026-02-10"))
PARTS = (cover(Period(years=3)),)
KNOWN = UnitCover("c", "EW-1", Layer.EXTENDED, on("2028-02-10"), PARTS, noon(TODAY))


def new(day: str = "2028-02-10", number: str = "EW-1") -> NewCover:
    return NewCover(number, Layer.EXTENDED, on(day), PARTS)


def covered(*covers: UnitCover) -> Registration:
    return replace(SOLD, after=AfterSales(covers=covers))


@pytest.mark.parametrize("day", ["2026-02-10", "2026-03-02", "2028-02-10", "2199-12-31"])
def test_cover_begins_with_the_sale_or_later_also_on_a_day_to_come(day: str) -> None:
    decided = decide_cover(unit(SOLD), new(day), TODAY)
    assert isinstance(decided, Covering)
    assert (decided.sale.registration, decided.same, decided.notices) == (SOLD, None, ())


@pytest.mark.parametrize("day", ["2026-02-09", "2200-01-01"])
def test_cover_does_not_begin_before_the_sale_nor_beyond_any_sense(day: str) -> None:
    refusal = DayOutsideSale(
        serial_number="SN-1", day=on(day), earliest=on("2026-02-10"), latest=on("2199-12-31"), path=("firstDay",)
    )
    assert decide_cover(unit(SOLD), new(day), TODAY) == (refusal,)


def test_only_a_sale_that_stands_is_covered() -> None:
    decided = decide_cover(unit(stay(slip=slip(None))), new(), TODAY)
    assert isinstance(decided, tuple)
    assert isinstance(decided[0], UnitNotSold)


def test_the_same_cover_again_changes_nothing_and_that_is_said() -> None:
    """As R7."""
    decided = decide_cover(unit(covered(KNOWN)), new(), TODAY)
    assert isinstance(decided, Covering)
    (notice,) = decided.notices
    assert decided.same is KNOWN
    assert (notice.code, notice.rule, notice.path) == ("ALREADY_RECORDED", "W5", ("number",))
    assert notice.message == "The cover EW-1 of SN-1 is on record already: nothing changes."


def test_a_number_with_other_facts_is_refused_with_whatever_else_is_wrong() -> None:
    decided = decide_cover(unit(covered(KNOWN)), new("2026-01-01"), TODAY)
    refusal = CoverOnRecord(serial_number="SN-1", number="EW-1", cover_id="c", path=("number",))
    assert isinstance(decided, tuple)
    assert [type(each) for each in decided] == [DayOutsideSale, CoverOnRecord]
    assert decided[1] == refusal
    assert refusal.message == (
        "SN-1 has a cover EW-1 with other facts on record: withdraw that one first, or give another number."
    )


@pytest.mark.parametrize(
    ("known", "number"),
    [(replace(KNOWN, withdrawn_at=noon(TODAY)), "EW-1"), (KNOWN, "EW-2")],
    ids=["withdrawn", "another number"],
)
def test_what_was_withdrawn_and_another_number_hold_nothing_up(known: UnitCover, number: str) -> None:
    decided = decide_cover(unit(covered(known)), new("2027-02-10", number), TODAY)
    assert isinstance(decided, Covering)
    assert decided.same is None


def test_what_was_withdrawn_before_is_said() -> None:
    notice = withdrawn_before("SN-1", replace(KNOWN, withdrawn_at=noon(TODAY)))
    assert withdrawn_before("SN-1", KNOWN) is None
    assert notice is not None
    assert (notice.code, notice.path) == ("ALREADY_WITHDRAWN", ("id",))
    assert notice.message == "The cover EW-1 of SN-1 was withdrawn before: nothing changes."
