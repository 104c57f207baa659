"""Rules W1 and V1: what a draft would have changed, had it been in force at the sale."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.lineage import EndKind
from graph_api.domain.periods import Period
from graph_api.domain.replaying import (
    ClaimedOn,
    Replayed,
    ReturnBrief,
    WarrantyBrief,
    replay_policy,
    replay_term,
)
from graph_api.domain.terms import BuyerKind, CoverageKind, Layer, ReturnPolicy, Scope, StartBasis, WarrantyTerm
from graph_api.domain.versions import Candidates
from graph_api.domain.warranty import WarrantyStatus
from tests.domain.histories import cover, invoice, on, policy, stay, term, unit
from tests.domain.warranties import SOLD

YEAR, TWO_YEARS = cover(Period(years=1)), cover(Period(years=2))
HELD = term(YEAR, basis=StartBasis.PACKING_SLIP)
TODAY = on("2027-06-01")
NEXT_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def sold(
    *terms: WarrantyTerm, policies: tuple[ReturnPolicy, ...] = (), end: tuple[EndKind, str] | None = None
) -> Replayed:
    """One sale of 2026-03-10 that is held to these, which are also all that was published."""
    sale = stay(invoice("2026-03-10"), slip=SOLD, terms=terms, policies=policies, end=end)
    history = unit(sale)
    return Replayed("key", history, sale.id, Candidates(("pumps",), terms, policies))


DRAFT = replace(HELD, id="draft", version=2, coverages=(TWO_YEARS,), published_at=NEXT_YEAR)
"""The next version of what the sale is held to: two years."""
OTHER = replace(DRAFT, number="WT-2", version=1)


def brief(told: WarrantyBrief) -> tuple[WarrantyStatus, date | None, list[str | None]]:
    return told.status, told.last_day, [each.term for each in told.kinds]


def test_a_longer_period_would_have_covered_what_expired() -> None:
    """W1: the draft counts as published before the sale, whenever it is tried."""
    told = replay_term(sold(HELD), DRAFT, TODAY)
    assert told is not None
    assert (told.sold_on, told.valid_at) == (on("2026-03-10"), TODAY)
    assert brief(told.before) == (WarrantyStatus.EXPIRED, on("2027-03-10"), ["WT-1"])
    assert brief(told.after) == (WarrantyStatus.COVERED, on("2028-03-10"), ["WT-1"])


@pytest.mark.parametrize(
    "other",
    [
        replace(DRAFT, valid_from=on("2026-03-11")),
        replace(OTHER, valid_to=on("2026-03-09")),
        replace(OTHER, scope=Scope(product="another")),
        replace(OTHER, country="PT"),
        replace(OTHER, buyer=BuyerKind.CONSUMER),
        replace(DRAFT, coverages=HELD.coverages),
    ],
)
def test_a_draft_for_other_days_other_products_or_other_buyers_changes_nothing(other: WarrantyTerm) -> None:
    """W1: nor one that says the same."""
    assert replay_term(sold(HELD), other, TODAY) is None


def test_a_draft_for_the_buyer_s_country_wins_over_the_term_for_everybody() -> None:
    """W1: by what is known of the customer now."""
    replayed = sold(HELD)
    (sale,) = replayed.history.registrations
    customer = replace(sale.order.customer, country="PT")
    here = replace(replayed, history=unit(replace(sale, order=replace(sale.order, customer=customer))))
    told = replay_term(here, replace(OTHER, country="PT"), TODAY)
    assert told is not None
    assert brief(told.after) == (WarrantyStatus.COVERED, on("2028-03-10"), ["WT-2"])


def test_a_draft_that_ends_its_number_leaves_the_sale_to_the_next_one() -> None:
    """W1: a number's last word replaces its earlier versions from its own first day on."""
    general = replace(HELD, id="general", number="WT-0", coverages=(TWO_YEARS,))
    own = replace(HELD, scope=Scope(product="P-1"))
    replayed = sold(own)
    product = replace(replayed.history.product, number="P-1")
    replayed = replace(
        replayed,
        history=replace(replayed.history, product=product),
        candidates=Candidates(terms=(own, general)),
    )
    ended = replace(own, id="draft", version=2, valid_to=on("2026-03-01"))
    told = replay_term(replayed, ended, TODAY)
    assert told is not None
    assert brief(told.after) == (WarrantyStatus.COVERED, on("2028-03-10"), ["WT-0"])
    none_left = replay_term(replace(replayed, candidates=Candidates(terms=(own,))), ended, TODAY)
    assert none_left is not None
    assert brief(none_left.after) == (WarrantyStatus.NO_TERM, None, [])


def test_the_other_layers_stay_as_they_are() -> None:
    """W5: a draft competes in its own layer alone."""
    law = replace(term(TWO_YEARS, number="LAW", layer=Layer.STATUTORY, basis=StartBasis.PACKING_SLIP))
    labour = replace(DRAFT, coverages=(YEAR, cover(Period(years=3), CoverageKind.LABOUR)))
    told = replay_term(sold(HELD, law), labour, TODAY)
    assert told is not None
    assert [(each.kind, each.layer) for each in told.after.kinds] == [
        (CoverageKind.PARTS, Layer.STATUTORY),
        (CoverageKind.LABOUR, Layer.COMMERCIAL),
    ]


def test_a_claim_is_answered_as_of_its_own_day() -> None:
    """K2: in the first year the draft changes the last day, and after the second one nothing."""
    early = replace(sold(HELD), claim=ClaimedOn("claim", "CL-1", on("2026-06-01")))
    told = replay_term(early, DRAFT, TODAY)
    assert told is not None
    assert told.valid_at == on("2026-06-01")
    assert (told.before.status, told.after.status) == (WarrantyStatus.COVERED, WarrantyStatus.COVERED)
    assert (told.before.last_day, told.after.last_day) == (on("2027-03-10"), on("2028-03-10"))
    assert replay_policy(replace(early, candidates=Candidates()), _window(90), TODAY) is not None


def test_what_ended_or_never_began_is_answered_alike() -> None:
    """I2: without a sale that stands, no term answers."""
    assert replay_term(sold(HELD, end=(EndKind.REVERSED, "2026-03-12")), DRAFT, TODAY) is None
    unposted = sold(HELD)
    begun = replace(unposted, history=unit(replace(unposted.history.registrations[0], slip=None, invoices=())))
    assert replay_term(begun, DRAFT, TODAY) is None
    assert replay_term(replace(unposted, registration_id="another"), DRAFT, TODAY) is None
    assert replay_policy(replace(unposted, registration_id="another"), _window(90), TODAY) is None


def _window(days: int | None) -> ReturnPolicy:
    return replace(policy(days), id="draft", version=2)


def test_a_shorter_window_would_have_kept_a_unit_from_coming_back() -> None:
    """V1: counted like a term; it may be that nothing may come back at all."""
    held = sold(policies=(policy(30),))
    told = replay_policy(held, _window(14), on("2026-04-01"))
    never = replay_policy(held, _window(None), on("2026-04-01"))
    assert told is not None
    assert never is not None
    assert told.before == ReturnBrief(may_return=True, last_day=on("2026-04-09"))
    assert told.after == ReturnBrief(may_return=False, last_day=on("2026-03-24"))
    assert never.after == ReturnBrief(may_return=False, last_day=None)
    assert replay_policy(held, _window(30), on("2026-04-01")) is None


days = st.dates(on("2026-01-01"), on("2026-06-30"))


@given(days, st.one_of(st.none(), days), st.integers(1, 40), st.dates(on("2026-01-01"), on("2030-01-01")))
def test_a_draft_that_does_not_cover_the_day_of_sale_never_changes_it(
    first: date, last: date | None, months: int, asked: date
) -> None:
    """W1, for whatever it promises and whenever one asks; where it covers it, the answer is the draft's."""
    tried = replace(OTHER, scope=Scope(category="pumps"), valid_from=first, valid_to=last)
    tried = replace(tried, coverages=(cover(Period(months=months)),))
    told = replay_term(sold(HELD), tried, asked)
    covers = first <= on("2026-03-10") and (last is None or on("2026-03-10") <= last)
    assert told is None or (covers and [each.term for each in told.after.kinds] == ["WT-2"])
