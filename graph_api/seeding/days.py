"""When things happened: working days, moments of a day, and the whole weeks by which everything moves."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_SATURDAY: Final = 5
_WEEK: Final = timedelta(weeks=1)


def working_day(day: date, later: int) -> date:
    """The `later`th day from Monday to Friday after a day."""
    while later:
        day += timedelta(days=1)
        later -= day.weekday() < _SATURDAY
    return day


def at_minute(day: date, minute: int) -> datetime:
    """A moment of a day, `minute` minutes after 06:00 UTC."""
    return datetime.combine(day, time(6), tzinfo=UTC) + timedelta(minutes=minute)


def weeks_until_last_week(newest: date, today: date) -> int:
    """By how many weeks a day moves to fall into the calendar week before today's, which begins on a Monday."""
    return (_monday(today) - _WEEK - _monday(newest)) // _WEEK


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
