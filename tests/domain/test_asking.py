"""Rules D9 and I2: which day a question is about, and the history of a number that nobody sold."""

from datetime import date

import pytest

from graph_api.domain.asking import DayOutOfReach, day_asked, unknown_number
from graph_api.domain.lineage import ProductFacts, UnitHistory
from tests.domain.books import TODAY


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (None, TODAY),
        (date(1970, 1, 1), date(1970, 1, 1)),
        (date(2199, 12, 31), date(2199, 12, 31)),
        (date(1969, 12, 31), DayOutOfReach(date(1969, 12, 31))),
        (date(2200, 1, 1), DayOutOfReach(date(2200, 1, 1))),
    ],
)
def test_a_question_is_about_today_or_a_day_within_reach(asked: date | None, answered: date | DayOutOfReach) -> None:
    """D9: a day given as a day is taken as it is."""
    assert day_asked(asked, TODAY) == answered


def test_a_day_out_of_reach_says_which_days_are_answered() -> None:
    """W11 reads days; the first and the last one that are read."""
    message = "0203-01-01 is out of reach: ask about a day from 1970-01-01 to 2199-12-31."
    assert DayOutOfReach(date(203, 1, 1)).message == message


def test_a_number_that_no_unit_carries_has_an_empty_history() -> None:
    """I2: unknown is an answer, not an error."""
    assert unknown_number("A1") == UnitHistory("", "A1", ProductFacts("", ""))
