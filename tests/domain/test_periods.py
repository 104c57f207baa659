"""Rule W3: a period is added once to a day, clamped to the end of the month; first and last day count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.periods import Period, PeriodRefused, parse_period


@pytest.mark.parametrize(
    ("first", "text", "last"),
    [
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-01-01", "P90D", "2024-03-31"),
        ("2023-01-31", "P1M", "2023-02-28"),
        ("2024-01-30", "P1M", "2024-02-29"),
        ("2024-02-29", "P1M", "2024-03-29"),
        ("2024-03-31", "P1M", "2024-04-30"),
        ("2024-08-31", "P6M", "2025-02-28"),
        ("2023-08-31", "P6M", "2024-02-29"),
        ("2024-02-29", "P12M", "2025-02-28"),
        ("2024-02-29", "P48M", "2028-02-29"),
        ("2024-12-31", "P2M", "2025-02-28"),
        ("2024-12-31", "P1D", "2025-01-01"),
        ("2024-02-28", "P1D", "2024-02-29"),
        ("2023-02-28", "P1D", "2023-03-01"),
        ("2024-02-29", "P1Y1D", "2025-03-01"),
        ("2024-01-31", "P1M1D", "2024-03-01"),
        ("2023-11-30", "P1Y3M", "2025-02-28"),
        ("2096-02-29", "P4Y", "2100-02-28"),
        ("1999-12-31", "P100Y", "2099-12-31"),
    ],
)
def test_a_period_lasts_to_the_day_that_a_calendar_says(first: str, text: str, last: str) -> None:
    """W3: the first four rows are the rule's own examples."""
    period = parse_period(text)
    assert isinstance(period, Period)
    assert period.last_day_from(date.fromisoformat(first)) == date.fromisoformat(last)


def test_months_are_never_chained() -> None:
    """W3: two months from the 31st of January are not one month and one month."""
    start = date(2024, 1, 31)
    once = Period(months=2).last_day_from(start)
    chained = Period(months=1).last_day_from(Period(months=1).last_day_from(start))
    assert (once, chained) == (date(2024, 3, 31), date(2024, 3, 29))


@pytest.mark.parametrize("period", [Period(years=1), Period(months=1), Period(days=1), Period(days=10**8)])
def test_a_period_past_the_calendar_ends_with_it(period: Period) -> None:
    assert period.last_day_from(date.max) == date.max


@pytest.mark.parametrize(
    "text",
    [
        *("", "P", "P0D", "P0Y0M0D", "12M", "p12m", "P12", "P1W", "PT1H", "P1YT1H", "P1.5Y", "P-1Y", "+P1Y"),
        *("P1D1Y", "P1M1Y", " P1Y", "P1Y ", "P1Y\n", "P101Y", "P1201M", "P36501D", "P100Y1D", "P\u0661Y"),
        "P" + "0" * 400 + "1D",
    ],
)
def test_what_is_no_period_of_calendar_days_is_refused(text: str) -> None:
    assert parse_period(text) == PeriodRefused(text[:40])


@pytest.mark.parametrize("text", ["P100Y", "P1200M", "P36500D", "P1D", "P0001Y00001M000001D"])
def test_from_one_day_to_a_hundred_years_is_a_period(text: str) -> None:
    assert isinstance(parse_period(text), Period)


def test_a_period_of_nothing_still_reads_as_a_period() -> None:
    assert str(Period()) == "P0D"


@given(st.builds(Period, st.integers(0, 49), st.integers(0, 400), st.integers(0, 4000)))
def test_a_period_is_read_as_it_is_written(period: Period) -> None:
    expected = period if period != Period() else PeriodRefused("P0D")
    assert parse_period(str(period)) == expected


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(parse_period(text), Period | PeriodRefused)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400), st.integers(0, 1200), st.integers(0, 400))
def test_what_starts_later_never_ends_earlier(first: date, later: int, months: int, days: int) -> None:
    period = Period(months=months, days=days)
    assert period.last_day_from(first) <= period.last_day_from(first + timedelta(later))
