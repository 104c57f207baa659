"""What is asked of the register: days, moments, and numbers that nobody carries."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from graph_api.domain.asking import (
    EARLIEST,
    LATEST,
    DayOutOfReach,
    FoundByCode,
    MomentOutOfReach,
    day_asked,
    moment_asked,
    unknown_number,
)
from graph_api.domain.lineage import SaleStatus, sale_status
from graph_api.domain.returns import decide_return
from graph_api.domain.warranty import WarrantyStatus, decide_warranty

TODAY = date(2026, 3, 2)


def test_no_day_is_today() -> None:
    """D9."""
    assert day_asked(None, TODAY) == TODAY


@pytest.mark.parametrize("day", [EARLIEST, date(2028, 2, 29), LATEST])
def test_a_day_of_past_and_future_may_be_asked(day: date) -> None:
    assert day_asked(day, TODAY) == day


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_out_of_reach_is_told_apart(day: date) -> None:
    refused = day_asked(day, TODAY)

    assert refused == DayOutOfReach(day)
    assert str(day) in refused.message  # type: ignore[union-attr]


NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
IN_TOKYO = NOW.astimezone(timezone(timedelta(hours=9)))


def test_no_moment_is_all_that_is_known() -> None:
    """W11."""
    assert moment_asked(None, NOW) is None


@pytest.mark.parametrize("moment", [datetime(1970, 1, 1, tzinfo=UTC), NOW, IN_TOKYO])
def test_a_moment_until_now_may_be_asked_wherever_it_was_written(moment: datetime) -> None:
    """W11: it is answered in UTC."""
    asked = moment_asked(moment, NOW)

    assert isinstance(asked, datetime)
    assert (asked, asked.tzinfo) == (moment, UTC)


@pytest.mark.parametrize(
    "moment",
    [
        NOW + timedelta(microseconds=1),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    ],
)
def test_a_moment_to_come_or_of_before_all_records_is_told_apart(moment: datetime) -> None:
    refused = moment_asked(moment, NOW)

    assert refused == MomentOutOfReach(moment)
    assert f"ask about a moment from {EARLIEST} until now" in refused.message  # type: ignore[union-attr]


def test_a_number_that_nobody_carries_has_every_answer() -> None:
    """I2: not sold by us, and nothing to return."""
    history = unknown_number("SN-1")

    assert sale_status(history, TODAY) is SaleStatus.NOT_SOLD_BY_US
    assert decide_warranty(history, TODAY).status is WarrantyStatus.NOT_SOLD_BY_US
    assert not decide_return(history, TODAY).may_return


def test_a_code_may_find_nothing() -> None:
    assert FoundByCode() == FoundByCode(product=None, units=())
