"""What is asked of the register: a day and a moment that it can answer, and what was found by a scanned code."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

from graph_api.domain.lineage import ProductFacts, UnitHistory

EARLIEST: Final = date(1970, 1, 1)
LATEST: Final = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class DayOutOfReach:
    """A day that no sale or warranty can be about; most likely a slip of the keyboard."""

    day: date

    @property
    def message(self) -> str:
        """What is wrong, and what would be taken."""
        return f"{self.day} is out of reach: ask about a day from {EARLIEST} to {LATEST}."


def day_asked(valid_at: date | None, today: date) -> date | DayOutOfReach:
    """The business day that a question is about: today where none is given (D9)."""
    if valid_at is None:
        return today
    return valid_at if EARLIEST <= valid_at <= LATEST else DayOutOfReach(valid_at)


@dataclass(frozen=True, slots=True)
class MomentOutOfReach:
    """A moment by which nothing can have been recorded yet: of before all records, or still to come."""

    moment: datetime

    @property
    def message(self) -> str:
        """What is wrong, and what would be taken."""
        return f"{self.moment.isoformat()} is out of reach: ask about a moment from {EARLIEST} until now."


def moment_asked(known_at: datetime | None, now: datetime) -> datetime | MomentOutOfReach | None:
    """The moment, in UTC, by whose knowledge a question is answered (W11): None for all that is known now."""
    if known_at is None:
        return None
    if not datetime.combine(EARLIEST, time(), UTC) <= known_at <= now:
        return MomentOutOfReach(known_at)
    return known_at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class FoundByCode:
    """
    What carries a serial number, asked together with a product code.

    Attributes:
        product: The number of the product that carries the code; None where none does.
        units: Those of that product; where no product carries the code, those of any product.
    """

    product: str | None = None
    units: tuple[UnitHistory, ...] = field(default=())


def unknown_number(serial_number: str) -> UnitHistory:
    """The history of a number that no unit carries: it was never sold, which is an answer (I2)."""
    return UnitHistory("", serial_number, ProductFacts("", ""))
