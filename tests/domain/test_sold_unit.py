"""Rules I2, W8, C4: on which sale something is recorded, and what is said against it."""

from dataclasses import replace

from graph_api.domain.aftersales import AfterSales, Replacement, Start, Void
from graph_api.domain.audit import ChainHead
from graph_api.domain.lineage import EndKind, Registration, Sale
from graph_api.domain.outcomes import Refusal
from graph_api.domain.sold_unit import (
    DayOutsideSale,
    UnitChanged,
    UnitNotSold,
    decide_sale,
    decide_sale_of_now,
    decide_unit_version,
    find_record,
)
from graph_api.domain.terms import StartBasis
from tests.domain.histories import corrected_away, noon, on, slip, stay, unit

TODAY = on("2026-03-02")
SOLD = stay(slip=slip("2026-02-10"), id="now")
ENDED = stay(slip=slip("2026-01-05"), end=(EndKind.REVERSED, "2026-01-20"), id="before")


def asked(day: str, *registrations: Registration) -> Registration | Refusal:
    decided = decide_sale(unit(*registrations), on(day), TODAY)
    return decided.registration if isinstance(decided, Sale) else decided


def test_the_sale_that_stood_on_the_day_counts() -> None:
    """W8: also one that has ended since."""
    assert asked("2026-03-02", ENDED, SOLD) is SOLD
    assert asked("2026-02-10", ENDED, SOLD) is SOLD
    assert asked("2026-01-19", ENDED, SOLD) is ENDED


def test_a_day_on_which_no_sale_stood_is_refused_with_the_days_that_are_taken() -> None:
    """W8, W11: before the sale, between two sales, after today."""

    def refusal(day: str) -> DayOutsideSale:
        return DayOutsideSale(serial_number="SN-1", day=on(day), earliest=on("2026-02-10"), latest=TODAY, path=("day",))

    assert asked("2026-02-09", SOLD) == refusal("2026-02-09")
    assert asked("2026-01-20", ENDED, SOLD) == refusal("2026-01-20")
    assert asked("2026-03-03", SOLD) == refusal("2026-03-03")
    assert refusal("2026-03-03").message == (
        "SN-1 is sold since 2026-02-10: 2026-03-03 is not between that day and 2026-03-02."
    )


def test_a_unit_that_is_not_sold_is_refused() -> None:
    """I2: on a draft alone, or after its last sale."""
    never = UnitNotSold(serial_number="SN-1", ended_on=None, path=("unitId",))
    ended = UnitNotSold(serial_number="SN-1", ended_on=on("2026-01-20"), path=("unitId",))
    assert asked("2026-03-02", stay(slip=slip(None))) == never
    assert asked("2026-03-02", ENDED) == ended
    assert asked("2026-03-03", ENDED) == ended
    assert decide_sale_of_now(unit(ENDED), TODAY) == ended
    assert never.message == "SN-1 is not sold: post the document that sells it first."
    assert ended.message == ("SN-1 is no longer sold since 2026-01-20: give a day before it, or sell it again first.")


def test_the_sale_of_now_stands_today() -> None:
    sale = decide_sale_of_now(unit(ENDED, SOLD), TODAY)
    assert isinstance(sale, Sale)
    assert sale.registration is SOLD


def test_a_unit_that_came_for_another_one_stands_in_its_sale_since_it_came() -> None:
    """W7."""
    came = Replacement("old", "unit-0", "SN-0", on("2026-02-20"), noon(on("2026-02-20")))
    replacing = replace(SOLD, after=AfterSales(replaces=came))
    assert asked("2026-02-20", replacing) is replacing
    refusal = asked("2026-02-19", replacing)
    assert isinstance(refusal, DayOutsideSale)
    assert refusal.earliest == on("2026-02-20")


def test_what_was_decided_on_another_version_is_refused() -> None:
    """C4: whoever names no version, decides on any."""
    chain = ChainHead(3, "seal")
    refusal = UnitChanged(serial_number="SN-1", seen=2, current=3, path=("version",))
    assert decide_unit_version(None, chain, "SN-1") is None
    assert decide_unit_version(3, chain, "SN-1") is None
    assert decide_unit_version(2, chain, "SN-1") == refusal
    assert refusal.message == "SN-1 is at version 3, not 2: read it again, and go on if that is still right."


def test_a_record_is_found_by_its_kind_on_the_sales_that_are_the_units() -> None:
    """C1: what is on record goes with the registration when its number is corrected."""
    void = Void("v", None, TODAY, noon(TODAY))
    start = Start("s", StartBasis.INSTALLATION, TODAY, noon(TODAY))
    kept = replace(SOLD, after=AfterSales(voids=(void,), starts=(start,)))
    assert find_record(unit(kept), Void, "v") is void
    assert find_record(unit(kept), Start, "s") is start
    assert find_record(unit(kept), Start, "v") is None
    assert find_record(unit(corrected_away(kept, "2026-03-01")), Void, "v") is None
