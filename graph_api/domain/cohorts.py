"""Which sales are looked at together: those of a range of days, or those that were claimed on in one."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cohort:
    """Sales of a range of days: of a product, of a category and what lies within it, to a customer; or all of them."""

    sold: Days
    product: str | None = None
    category: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimedIn:
    """Sales that were claimed on in a range of days, each as of the day of its claim."""

    opened: Days


Over = Cohort | ClaimedIn


@dataclass(frozen=True, slots=True)
class Start:
    """
    Where to begin, and what is asked.

    Attributes:
        valid_at: The business day that sales are asked about; a claim's own day counts instead.
        after: The key behind which to go on; empty at the beginning.
    """

    valid_at: date
    after: str = ""
