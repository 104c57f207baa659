"""Sales analytics: reading what is asked for, with everything that is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from graph_api.domain.analysing import SalesDimension, SalesFigures, SoldWithin
from graph_api.domain.gaps import GapScore, LineageGap, LineageGapKind
from graph_api.domain.outcomes import InvalidValue, Refusal
from graph_api.domain.survival import Seen
from graph_api.domain.views import PageOf
from graph_api.services.inputs import read_optional_number

MOST_DAYS: Final = 731
"""Days of sale that one call looks at: two years, a leap day among them."""

MOST_GROUPS: Final = 100
MOST_DIMENSIONS: Final = 2


class ReadsAnalytics(Protocol):
    """Sales of a range of days, counted."""

    async def count_sales(self, sold: SoldWithin, by: Sequence[SalesDimension], top: int) -> SalesFigures: ...
    async def see_sales(self, sold: SoldWithin, by: SalesDimension | None, valid_at: date) -> list[Seen]: ...
    async def score_gaps(self, sold: SoldWithin, drafted: tuple[datetime, datetime]) -> GapScore: ...
    async def list_gaps(
        self, sold: SoldWithin, drafted: tuple[datetime, datetime], kinds: Sequence[LineageGapKind], page: PageOf
    ) -> list[LineageGap]: ...


@dataclass(frozen=True, slots=True)
class SalesAsked:
    """What is asked for; nothing of it has been read yet."""

    first: date
    before: date
    product: str | None = None
    category: str | None = None
    customer: str | None = None
    top: int = 20
    by: Sequence[SalesDimension] = (SalesDimension.PRODUCT,)


def read_sales(asked: SalesAsked) -> SoldWithin | tuple[Refusal, ...]:
    """Which sales are meant, or all that is wrong."""
    refusals: list[Refusal] = []
    sold = SoldWithin(
        asked.first,
        asked.before,
        product=read_optional_number(asked.product, ("sold", "product"), refusals),
        category=read_optional_number(asked.category, ("sold", "category"), refusals),
        customer=read_optional_number(asked.customer, ("sold", "customer"), refusals),
    )
    refusals.extend(_wrong(asked))
    return tuple(refusals) or sold


def _wrong(asked: SalesAsked) -> Iterator[Refusal]:
    if asked.before <= asked.first:
        expected = f"a day after {asked.first}: the day itself is no longer meant"
        yield InvalidValue(value=asked.before.isoformat(), expected=expected, path=("sold", "soldBefore"))
    elif asked.before - asked.first > timedelta(days=MOST_DAYS):
        expected = f"at most {MOST_DAYS} days from soldFrom to soldBefore: ask for one part after the other"
        yield InvalidValue(value=f"{asked.first} to {asked.before}", expected=expected, path=("sold", "soldBefore"))
    if not 1 <= asked.top <= MOST_GROUPS:
        yield InvalidValue(value=str(asked.top), expected=f"1 to {MOST_GROUPS} groups", path=("top",))
    if not 1 <= len(set(asked.by)) == len(asked.by) <= MOST_DIMENSIONS:
        expected = f"1 to {MOST_DIMENSIONS} different dimensions"
        yield InvalidValue(value=", ".join(asked.by) or "none", expected=expected, path=("by",))
