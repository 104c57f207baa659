"""Calendar periods: `P12M`, `P2Y`, `P90D`. Source: rule W3."""

import re
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

_TEXT = re.compile(r"P(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<days>\d{1,6})D)?", re.ASCII)
_LONGEST_YEARS = 100


@dataclass(frozen=True, slots=True)
class Period:
    """Whole years, months and days, added once to a day and clamped to the end of the month."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0D")

    def last_day_from(self, first: date) -> date:
        """The last covered day. It is `date.max` where the period reaches past the calendar."""
        try:
            return first + relativedelta(years=self.years, months=self.months, days=self.days)
        except (OverflowError, ValueError):
            return date.max


@dataclass(frozen=True, slots=True)
class PeriodRefused:
    """The text is not an ISO 8601 period of years, months and days between one day and a hundred years (W3)."""

    text: str


def parse_period(text: str) -> Period | PeriodRefused:
    """Read an ISO 8601 period. Weeks, hours and fractions are refused: a warranty is counted in calendar days."""
    match = _TEXT.fullmatch(text) if len(text) <= 20 else None  # noqa: PLR2004 -- no longer text can fit the form
    if match is None:
        return PeriodRefused(text[:40])
    period = Period(**{unit: int(count or 0) for unit, count in match.groupdict().items()})
    length_years = period.years + period.months / 12 + period.days / 365
    return period if 0 < length_years <= _LONGEST_YEARS else PeriodRefused(text[:40])
