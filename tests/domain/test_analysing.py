"""Counts of sales: percentiles by hand, and groups that are added up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.analysing import SalesCount, SalesFigures, nearest_rank, summed


def sold(*days: int, registered: int = 10, keys: tuple[str | None, ...] = ("P",)) -> SalesCount:
    return SalesCount(keys, registered, 1, len(days) + 1, len(days), 2, days)


@pytest.mark.parametrize(
    ("days", "median", "p90"),
    [((), None, None), ((7,), 7, 7), ((9, 1), 1, 9), ((5, 1, 3), 3, 5), (tuple(range(1, 11)), 5, 9)],
)
def test_percentiles_are_days_that_occurred(days: tuple[int, ...], median: int | None, p90: int | None) -> None:
    """By nearest rank: of ten the fifth and the ninth."""
    assert (sold(*days).median_days, sold(*days).p90_days) == (median, p90)


@given(st.lists(st.integers(0, 1000), min_size=1), st.fractions(0, 1))
def test_a_rank_is_the_smallest_value_that_enough_do_not_exceed(values: list[int], share: Fraction) -> None:
    found = nearest_rank(values, share)

    assert found is not None
    assert sum(each <= found for each in values) >= share * len(values)
    assert sum(each < found for each in values) < max(share * len(values), Fraction(1))


def test_groups_are_added_up_with_their_days() -> None:
    assert summed((), [sold(4, 2), sold(9, registered=1)]) == SalesCount((), 11, 2, 5, 3, 4, (4, 2, 9))


def test_all_are_the_groups_and_the_rest() -> None:
    groups = (sold(1), sold(2))

    assert SalesFigures(groups, None, 2).total.days == (1, 2)
    assert SalesFigures(groups, sold(3, keys=()), 5).total.registered == 30
