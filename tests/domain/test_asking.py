"""What is asked of the register: days, and numbers that nobody carries."""

from datetime import date

import pytest

from graph_api.domain.asking import EARLIEST, LATEST, DayOutOfReach, FoundByCode, day_asked, unknown_number
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


def test_a_number_that_nobody_carries_has_every_answer() -> None:
    """I2: not sold by us, and nothing to return."""
    history = unknown_number("SN-1")

    assert sale_status(history, TODAY) is SaleStatus.NOT_SOLD_BY_US
    assert decide_warranty(history, TODAY).status is WarrantyStatus.NOT_SOLD_BY_US
    assert not decide_return(history, TODAY).may_return


def test_a_code_may_find_nothing() -> None:
    assert FoundByCode() == FoundByCode(product=None, units=())
