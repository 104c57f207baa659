"""Sales by what they have in common: how many were registered, claimed and returned, and how soon claims came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil


class SalesDimension(StrEnum):
    """What sales are counted by."""

    PRODUCT = "PRODUCT"
    CATEGORY = "CATEGORY"
    CUSTOMER = "CUSTOMER"
    MONTH = "MONTH"
    CHANNEL = "CHANNEL"


@dataclass(frozen=True, slots=True)
class SoldWithin:
    """Sales of a range of days: of a product, of a category and what lies within it, to a customer; or all of them."""

    first: date
    before: date
    product: str | None = None
    category: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class SalesCount:
    """
    What sales come to that have something in common.

    Attributes:
        keys: What they have in common, in the order of the dimensions; None for what has none of it.
        registered: Items with a registration, `not_readable` of which are blanks.
        claims: Claims on them or on what came for them; `claimed` units have one at least.
        returns: Items of returns that were neither refused nor cancelled.
        days: From the sale to the first claim, for each claimed unit.
    """

    keys: tuple[str | None, ...]
    registered: int
    not_readable: int
    claims: int
    claimed: int
    returns: int
    days: tuple[int, ...]

    @property
    def median_days(self) -> int | None:
        """Half of the claimed units had their first claim by then."""
        return nearest_rank(self.days, Fraction(1, 2))

    @property
    def p90_days(self) -> int | None:
        """Nine of ten claimed units had their first claim by then."""
        return nearest_rank(self.days, Fraction(9, 10))


def nearest_rank(values: Sequence[int], share: Fraction) -> int | None:
    """The smallest value that such a share of all does not exceed: one that occurs, never one between two."""
    return sorted(values)[max(1, ceil(share * len(values))) - 1] if values else None


def summed(keys: tuple[str | None, ...], counts: Iterable[SalesCount]) -> SalesCount:
    """Several counts as one."""
    given = tuple(counts)
    return SalesCount(
        keys=keys,
        registered=sum(each.registered for each in given),
        not_readable=sum(each.not_readable for each in given),
        claims=sum(each.claims for each in given),
        claimed=sum(each.claimed for each in given),
        returns=sum(each.returns for each in given),
        days=tuple(days for each in given for days in each.days),
    )


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """The largest groups, the rest of them as one (None where there is none), and how many there are."""

    groups: tuple[SalesCount, ...]
    rest: SalesCount | None
    group_count: int

    @property
    def total(self) -> SalesCount:
        """All of them."""
        return summed((), (*self.groups, *([] if self.rest is None else [self.rest])))
