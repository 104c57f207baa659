"""How long units stay without a claim: a curve by hand, and what holds for every curve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.survival import Seen, SurvivalCurve, SurvivalPoint, curve, survival


def seen(months: int, units: int = 1, *, claimed: bool = False, cohort: str = "") -> Seen:
    return Seen(cohort, months, claimed, units)


def test_a_curve_by_hand() -> None:
    """Of ten one is claimed and one last seen in month 1; two of the other eight are claimed in month 3; six go on."""
    told = curve("A", [seen(1, claimed=True), seen(1), seen(3, 2, claimed=True), seen(5, 6)])

    assert (told.cohort, told.units, told.claimed) == ("A", 10, 3)
    assert [(each.month, each.at_risk, each.claims, each.censored) for each in told.points] == [
        (1, 10, 1, 1),
        (3, 8, 2, 0),
        (5, 6, 0, 6),
    ]
    assert [each.without_claim for each in told.points] == pytest.approx([0.9, 0.9 * 6 / 8, 0.675])


def test_nothing_seen_is_no_curve() -> None:
    assert curve("", []) == SurvivalCurve("", 0, 0, ())


def test_when_all_are_claimed_nothing_is_left() -> None:
    assert curve("", [seen(0, 2, claimed=True)]).points == (SurvivalPoint(0, 2, 2, 0, 0.0),)


def test_the_largest_cohorts_have_curves_and_the_rest_is_one() -> None:
    told = survival([seen(1, 1, cohort="B"), seen(2, 3, cohort="C"), seen(2, 1, claimed=True, cohort="A")], 1)

    assert [(each.cohort, each.units) for each in told.cohorts] == [("C", 3)]
    assert told.rest is not None
    assert (told.rest.cohort, told.rest.units, told.rest.claimed) == ("", 2, 1)
    assert told.cohort_count == 3


def test_cohorts_of_one_size_stand_in_their_order_and_leave_no_rest() -> None:
    told = survival([seen(1, cohort="B"), seen(1, cohort="A")], 5)

    assert [each.cohort for each in told.cohorts] == ["A", "B"]
    assert told.rest is None


FACTS = st.lists(st.builds(Seen, st.just(""), st.integers(0, 40), st.booleans(), st.integers(1, 9)), max_size=30)


@given(FACTS)
def test_the_share_never_grows_and_everybody_is_counted_once(facts: list[Seen]) -> None:
    told = curve("", facts)

    shares = [1.0, *(each.without_claim for each in told.points)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(each.claims + each.censored for each in told.points) == told.units == sum(each.units for each in facts)
    left = told.units
    for each in told.points:
        assert each.at_risk == left
        left -= each.claims + each.censored


@given(FACTS)
def test_without_censoring_it_is_the_share_itself(facts: list[Seen]) -> None:
    """The product of the steps is then what is left of all."""
    claimed = [seen(each.months, each.units, claimed=True) for each in facts]

    told = curve("", claimed)

    for each in told.points:
        left = sum(one.units for one in claimed if one.months > each.month)
        assert each.without_claim == pytest.approx(left / told.units)


@given(FACTS)
def test_a_unit_that_is_seen_longer_takes_nothing_from_earlier_months(facts: list[Seen]) -> None:
    """Censored later, a unit only adds to those at risk: no share before gets smaller."""
    shorter, longer = curve("", [*facts, seen(0)]), curve("", [*facts, seen(50)])

    before = {each.month: each.without_claim for each in shorter.points if each.claims}
    after = {each.month: each.without_claim for each in longer.points if each.claims}
    assert all(after[month] >= share - 1e-12 for month, share in before.items())
