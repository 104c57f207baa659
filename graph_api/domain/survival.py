"""
How long units stay without a claim: the share that still has none, by whole months since the sale.

Units whose sale ended, or that were sold a short time ago, are *censored*: they are known to have had no claim until
then, and count as long as they could be seen. The share is Kaplan and Meier's product: what of those seen in a month
had no claim in it, times the share before. A claim of a month comes before what is censored in it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """
    Units that were seen for as long.

    Attributes:
        cohort: What they are looked at together by; empty for what has none, such as a product without a category.
        months: Whole months from the sale to the first claim, or to when they were last seen without one.
        claimed: Whether a claim ended it.
    """

    cohort: str
    months: int
    claimed: bool
    units: int


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """
    One month after the sale.

    Attributes:
        at_risk: Units that had no claim before it, and were seen until it began.
        censored: Units that were last seen in it.
        without_claim: The share without a claim at its end, 0 to 1.
    """

    month: int
    at_risk: int
    claims: int
    censored: int
    without_claim: float


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """The months in which something happened, in their order."""

    cohort: str
    units: int
    claimed: int
    points: tuple[SurvivalPoint, ...]


def curve(cohort: str, seen: Iterable[Seen]) -> SurvivalCurve:
    """The share without a claim by month; months in which nothing happened are left out, for it stays the same."""
    claims: Counter[int] = Counter()
    censored: Counter[int] = Counter()
    for each in seen:
        (claims if each.claimed else censored)[each.months] += each.units
    units = at_risk = claims.total() + censored.total()
    share, points = 1.0, []
    for month in sorted({*claims, *censored}):
        share *= 1 - claims[month] / at_risk
        points.append(SurvivalPoint(month, at_risk, claims[month], censored[month], share))
        at_risk -= claims[month] + censored[month]
    return SurvivalCurve(cohort, units, claims.total(), tuple(points))


@dataclass(frozen=True, slots=True)
class Survival:
    """The largest cohorts, the rest of them as one (None where there is none), and how many there are."""

    cohorts: tuple[SurvivalCurve, ...]
    rest: SurvivalCurve | None
    cohort_count: int


def survival(seen: Sequence[Seen], top: int) -> Survival:
    """A curve for each of the largest cohorts, and one for the rest."""
    sizes: Counter[str] = Counter()
    for each in seen:
        sizes[each.cohort] += each.units
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    shown, others = names[:top], frozenset(names[top:])
    return Survival(
        cohorts=tuple(curve(name, (each for each in seen if each.cohort == name)) for name in shown),
        rest=curve("", (each for each in seen if each.cohort in others)) if others else None,
        cohort_count=len(names),
    )
