"""Rule W2: owners' registrations and installations, of which the first counts."""

from dataclasses import replace

import pytest

from graph_api.domain.aftersales import AfterSales, Start
from graph_api.domain.lineage import Registration
from graph_api.domain.sold_unit import DayOutsideSale
from graph_api.domain.starting import Starting, decide_start, withdrawn_before
from graph_api.domain.terms import StartBasis
from tests.domain.histories import noon, on, slip, stay, unit

TODAY = on("2026-03-02")
SOLD = stay(slip=slip("2026-02-10"))
OWNER, INSTALLED = StartBasis.OWNER_REGISTRATION, StartBasis.INSTALLATION


def start(day: str = "2026-02-20", basis: StartBasis = OWNER, *, withdrawn: bool = False) -> Start:
    return Start("s", basis, on(day), noon(TODAY), noon(TODAY) if withdrawn else None)


def started(*starts: Start) -> Registration:
    return replace(SOLD, after=AfterSales(starts=starts))


def asked(registration: Registration, day: str = "2026-02-20") -> Starting:
    decided = decide_start(unit(registration), OWNER, on(day), TODAY)
    assert isinstance(decided, Starting)
    assert decided.sale.registration is registration
    return decided


@pytest.mark.parametrize(
    "before",
    [SOLD, started(start(basis=INSTALLED)), started(start(withdrawn=True))],
    ids=["nothing", "another event", "a withdrawn one"],
)
def test_the_first_event_of_its_kind_is_recorded(before: Registration) -> None:
    decided = asked(before)
    assert (decided.same, decided.notices) == (None, ())


def test_the_same_event_again_changes_nothing_and_that_is_said() -> None:
    """As R7."""
    known = start()
    decided = asked(started(start("2026-02-15"), known))
    (notice,) = decided.notices
    assert decided.same is known
    assert (notice.code, notice.rule, notice.path) == ("ALREADY_RECORDED", "W2", ("day",))
    assert notice.message == ("The owner's registration of SN-1 on 2026-02-20 is on record already: nothing changes.")


def test_a_later_event_is_recorded_and_does_not_count() -> None:
    """W2: the first counts; withdrawn, it leaves the other."""
    decided = asked(started(start("2026-02-15"), start("2026-02-18")))
    (notice,) = decided.notices
    assert (decided.same, notice.code) == (None, "COUNTS_NOT")
    assert notice.message == (
        "The owner's registration of SN-1 on 2026-02-15 is on record already and counts: withdraw it if it is wrong."
    )


def test_an_earlier_event_is_recorded_and_counts_from_now_on() -> None:
    decided = asked(started(start("2026-02-25")))
    (notice,) = decided.notices
    assert (decided.same, notice.code) == (None, "COUNTS_FIRST")
    assert notice.message == (
        "The owner's registration of SN-1 on 2026-02-25 is on record too: the one of 2026-02-20 counts from now on."
    )


def test_an_event_is_not_recorded_for_a_day_without_its_sale() -> None:
    """W8, W11."""
    for day in ("2026-02-09", "2026-03-03"):
        decided = decide_start(unit(SOLD), INSTALLED, on(day), TODAY)
        assert isinstance(decided, tuple)
        assert isinstance(decided[0], DayOutsideSale)


def test_what_was_withdrawn_before_is_said() -> None:
    notice = withdrawn_before("SN-1", start(basis=INSTALLED, withdrawn=True))
    assert withdrawn_before("SN-1", start()) is None
    assert notice is not None
    assert (notice.code, notice.path) == ("ALREADY_WITHDRAWN", ("id",))
    assert notice.message == "The installation of SN-1 on 2026-02-20 was withdrawn before: nothing changes."
