"""Rules W1 and V1: which published version a sale is held to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.periods import Period
from graph_api.domain.terms import (
    EVERYBODY,
    BuyerKind,
    Buyers,
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    ScopeKind,
    StartBasis,
    WarrantyTerm,
    covers_day,
    in_force,
    rivals,
    scopes_of,
)

NEW_YEAR = date(2024, 1, 1)
RANKED = scopes_of("P-1", ("pumps", "machines"), "C-1")


CONSUMER, BUSINESS = BuyerKind.CONSUMER, BuyerKind.BUSINESS


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def version(
    number: str,
    scope: Scope | None = None,
    *,
    version: int = 1,
    first: date = NEW_YEAR,
    last: date | None = None,
    published: date = NEW_YEAR,
) -> WarrantyTerm:
    parts = (Coverage(CoverageKind.PARTS, Period(years=1)),)
    identity = f"{number}.{version}"
    scope = scope or Scope()
    return WarrantyTerm(
        identity, number, version, scope, Layer.COMMERCIAL, StartBasis.INVOICE, parts, first, last, moment(published)
    )


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        (Scope(customer="C-1", product="P-1"), ScopeKind.CONTRACT_PRODUCT),
        (Scope(customer="C-1", category="pumps"), ScopeKind.CONTRACT_CATEGORY),
        (Scope(customer="C-1"), ScopeKind.CONTRACT),
        (Scope(product="P-1"), ScopeKind.PRODUCT),
        (Scope(category="pumps"), ScopeKind.CATEGORY),
        (Scope(), ScopeKind.ALL),
    ],
)
def test_a_scope_is_as_specific_as_what_it_names(scope: Scope, kind: ScopeKind) -> None:
    assert scope.kind is kind


def test_the_scopes_of_a_sale_come_the_most_specific_first() -> None:
    """W1: contract for the product, contract for its category, contract, product, category (nearest first), all."""
    ranked = scopes_of("P-1", ("pumps", "machines"), "C-1")
    assert ranked == (
        Scope(customer="C-1", product="P-1"),
        Scope(customer="C-1", category="pumps"),
        Scope(customer="C-1", category="machines"),
        Scope(customer="C-1"),
        Scope(product="P-1"),
        Scope(category="pumps"),
        Scope(category="machines"),
        Scope(),
    )
    assert [scope.kind for scope in ranked] == sorted(scope.kind for scope in ranked)


names = st.one_of(st.none(), st.text(alphabet="ab=;:1", max_size=4))
scopes = st.builds(Scope, names, names, names)


@given(scopes, scopes)
def test_two_scopes_have_one_key_only_if_they_are_equal(one: Scope, other: Scope) -> None:
    assert (one.key == other.key) == (one == other)


@pytest.mark.parametrize("index", range(len(RANKED)))
def test_the_most_specific_version_wins(index: int) -> None:
    versions = [version(f"WT-{place}", scope) for place, scope in enumerate(RANKED)]
    chosen = in_force(versions[index:], RANKED, NEW_YEAR, moment(NEW_YEAR))
    assert chosen == versions[index]


@pytest.mark.parametrize(
    ("day", "covered"),
    [("2023-12-31", False), ("2024-01-01", True), ("2024-02-29", True), ("2024-03-31", True), ("2024-04-01", False)],
)
def test_the_first_and_the_last_day_of_a_version_count(day: str, *, covered: bool) -> None:
    limited = version("WT-1", last=date(2024, 3, 31))
    assert covers_day(limited, date.fromisoformat(day)) is covered
    chosen = in_force([limited], RANKED, date.fromisoformat(day), moment(date(2025, 1, 1)))
    assert chosen == (limited if covered else None)


def test_an_open_version_has_no_last_day() -> None:
    assert covers_day(version("WT-1"), date.max)


def test_the_latest_version_of_a_number_speaks_for_it() -> None:
    versions = [version("WT-1", version=2), version("WT-1", version=1)]
    assert in_force(versions, RANKED, NEW_YEAR, moment(NEW_YEAR)) == versions[0]


def test_a_scope_that_the_sale_is_not_under_is_passed_over() -> None:
    foreign = version("WT-1", Scope(product="P-2"))
    assert in_force([foreign], RANKED, NEW_YEAR, moment(NEW_YEAR)) is None


def for_buyers(number: str, country: str | None, buyer: BuyerKind | None, scope: Scope | None = None) -> WarrantyTerm:
    return replace(version(number, scope), country=country, buyer=buyer)


NARROWING = (
    for_buyers("everybody", None, None),
    for_buyers("a kind", None, CONSUMER),
    for_buyers("a country", "PT", None),
    for_buyers("a country and a kind", "PT", CONSUMER),
)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_within_a_scope_the_term_for_the_fewest_buyers_wins(count: int) -> None:
    """W1: a country and a kind, a country, a kind, everybody."""
    chosen = in_force(NARROWING[:count], RANKED, NEW_YEAR, moment(NEW_YEAR), Buyers("PT", CONSUMER))
    assert chosen == NARROWING[count - 1]


@pytest.mark.parametrize(
    ("buyer", "number"),
    [
        (Buyers("PT", BUSINESS), "a country"),
        (Buyers("DE", CONSUMER), "a kind"),
        (Buyers("DE", BUSINESS), "everybody"),
        (Buyers("PT"), "a country"),
        (Buyers(kind=CONSUMER), "a kind"),
        (EVERYBODY, "everybody"),
    ],
)
def test_a_term_for_others_does_not_hold_nor_one_for_what_is_not_known(buyer: Buyers, number: str) -> None:
    """W1: a customer without a country or a kind is held to what is for everybody."""
    chosen = in_force(NARROWING, RANKED, NEW_YEAR, moment(NEW_YEAR), buyer)
    assert chosen is not None
    assert chosen.number == number


def test_the_scope_ranks_before_the_buyers() -> None:
    """W1: a product's term for everybody wins over one for all products in the buyer's country."""
    of_the_product = for_buyers("product", None, None, Scope(product="P-1"))
    chosen = in_force([*NARROWING, of_the_product], RANKED, NEW_YEAR, moment(NEW_YEAR), Buyers("PT", CONSUMER))
    assert chosen == of_the_product


def test_two_numbers_for_different_buyers_are_no_rivals() -> None:
    """W1: the narrower wins, so that nothing is left open."""
    assert rivals(NARROWING[:3], NARROWING[3]) == ()
    again = for_buyers("again", "PT", CONSUMER)
    assert rivals(NARROWING, again) == (NARROWING[3],)


def test_a_version_published_after_the_posting_touches_no_sale_that_was_posted() -> None:
    """W1: even for earlier days."""
    old, new = version("WT-1"), version("WT-1", version=2, published=date(2024, 6, 1))
    assert in_force([old, new], RANKED, NEW_YEAR, moment(date(2024, 5, 31))) == old
    assert in_force([old, new], RANKED, NEW_YEAR, moment(date(2024, 6, 1))) == new


days = st.dates(date(2024, 1, 1), date(2024, 3, 1))
published = st.builds(
    lambda number, scope, count, first, length, on: version(
        number,
        scope,
        version=count,
        first=first,
        last=None if length is None else first + timedelta(length),
        published=on,
    ),
    st.sampled_from(["WT-1", "WT-2", "WT-3"]),
    st.sampled_from([*RANKED, Scope(product="P-2")]),
    st.integers(1, 4),
    days,
    st.one_of(st.none(), st.integers(0, 40)),
    days,
)


countries, kinds = st.sampled_from([None, "PT", "DE"]), st.sampled_from([None, CONSUMER, BUSINESS])
published = st.builds(
    lambda term, country, buyer: replace(
        # A number keeps its buyers, as it keeps its scope.
        term,
        number=f"{term.number} {country} {buyer}",
        country=country,
        buyer=buyer,
    ),
    published,
    countries,
    kinds,
)
buyers = st.builds(Buyers, countries, kinds)


@given(st.lists(published, max_size=8), st.lists(published, max_size=4), days, days, buyers)
def test_a_term_for_another_country_never_changes_a_sale(
    known: list[WarrantyTerm], foreign: list[WarrantyTerm], day: date, posted: date, buyer: Buyers
) -> None:
    """W1, for whatever is published for it, and whenever."""
    foreign = [replace(each, number=f"ES {each.number}", country="ES") for each in foreign]
    before = in_force(known, RANKED, day, moment(posted), buyer)
    assert in_force([*known, *foreign], RANKED, day, moment(posted), buyer) == before
    assert in_force([*foreign, *known], RANKED, day, moment(posted), buyer) == before


@given(st.lists(published, max_size=8), st.lists(published, max_size=4), days, days, buyers)
def test_a_later_published_version_never_changes_an_earlier_sale(
    known: list[WarrantyTerm], later: list[WarrantyTerm], day: date, posted: date, buyer: Buyers
) -> None:
    """W1, for whatever was published and in whatever order it is read."""
    later = [replace(each, published_at=moment(posted) + timedelta(seconds=1)) for each in later]
    before = in_force(known, RANKED, day, moment(posted), buyer)
    assert in_force([*known, *later], RANKED, day, moment(posted), buyer) == before
    assert in_force([*later, *known], RANKED, day, moment(posted), buyer) == before


distinct = st.lists(published, max_size=8, unique_by=lambda each: (each.number, each.version))


@given(distinct, days, days, buyers)
def test_what_is_in_force_is_a_number_s_last_word_and_the_most_specific(
    versions: list[WarrantyTerm], day: date, posted: date, buyer: Buyers
) -> None:
    """W1, by another way of finding it: no later version of its number has begun, and nothing is ranked before it."""
    known = [each for each in versions if each.published_at <= moment(posted) and each.valid_from <= day]
    last = {number: max(v.version for v in known if v.number == number) for number in {v.number for v in known}}
    said = [v for v in known if v.version == last[v.number] and covers_day(v, day) and v.scope in RANKED]
    words = [v for v in said if v.country in (None, buyer.country) and v.buyer in (None, buyer.kind)]
    chosen = in_force(versions, RANKED, day, moment(posted), buyer)
    assert (chosen is None) == (not words)
    if chosen is not None:
        assert chosen in words
        ranks = {each: (RANKED.index(each.scope), not each.country, not each.buyer) for each in words}
        assert ranks[chosen] == min(ranks.values())


def test_a_version_replaces_the_earlier_ones_of_its_number_from_its_first_day_on() -> None:
    old = version("WT-1")
    new = version("WT-1", version=2, first=date(2024, 6, 1), last=date(2024, 6, 30))
    chosen = [
        in_force([old, new], RANKED, day, moment(date(2025, 1, 1)))
        for day in (date(2024, 5, 31), date(2024, 6, 1), date(2024, 6, 30), date(2024, 7, 1))
    ]
    assert chosen == [old, new, new, None]


def test_a_version_may_move_its_number_to_another_scope() -> None:
    old, new = version("WT-1", Scope(product="P-1")), version("WT-1", version=2)
    assert in_force([old, new], RANKED, NEW_YEAR, moment(NEW_YEAR)) == new


def test_a_return_policy_is_ranked_like_a_term() -> None:
    general = ReturnPolicy("1", "RP-1", 1, Scope(), ReturnBasis.INVOICE, 30, NEW_YEAR, None, moment(NEW_YEAR))
    never = replace(general, id="2", number="RP-2", scope=Scope(product="P-1"), window_days=None)
    assert in_force([never, general], RANKED, NEW_YEAR, moment(NEW_YEAR)) == never


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        ("2024-02-01", "2024-03-01", True),
        ("2024-01-01", "2024-02-10", True),
        ("2024-02-20", None, True),
        ("2024-01-01", None, True),
        ("2024-01-01", "2024-02-09", False),
        ("2024-02-21", None, False),
    ],
)
def test_two_numbers_of_one_scope_are_rivals_on_a_day_that_both_cover(
    first: str, last: str | None, *, overlaps: bool
) -> None:
    """W1: two of one rank for one day are refused when published."""
    old = version("WT-1", first=date(2024, 2, 10), last=date(2024, 2, 20))
    new = version("WT-2", first=date.fromisoformat(first), last=date.fromisoformat(last) if last else None)
    assert rivals([old], new) == ((old,) if overlaps else ())
    assert rivals([new], old) == ((new,) if overlaps else ())


def test_neither_another_scope_nor_another_version_of_the_number_is_a_rival() -> None:
    new = version("WT-1", version=2)
    assert rivals([version("WT-1"), version("WT-2", Scope(product="P-1"))], new) == ()


@pytest.mark.parametrize(
    ("first", "second_from", "overlaps"),
    [("2024-02-09", "2024-02-10", True), ("2024-02-10", "2024-02-10", False), ("2024-03-01", "2024-02-10", False)],
)
def test_a_version_is_a_rival_only_until_a_later_one_replaces_it(
    first: str, second_from: str, *, overlaps: bool
) -> None:
    old = version("WT-1", first=date(2024, 1, 1))
    brief = version("WT-1", version=2, first=date.fromisoformat(second_from), last=date.fromisoformat(second_from))
    new = version("WT-2", first=date.fromisoformat(first), last=date(2024, 4, 1))
    assert (old in rivals([old, brief], new)) is overlaps


def test_a_version_replaced_before_its_first_day_is_nobody_s_rival() -> None:
    never = version("WT-1", first=date(2024, 2, 1))
    instead = version("WT-1", version=2, first=date(2024, 1, 1), last=date(2024, 1, 31))
    assert rivals([never, instead], version("WT-2", first=date(2024, 2, 1))) == ()
