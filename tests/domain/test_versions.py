"""Rules W1, W5 and V1: which versions may be published, and which ones a sale is held to for good."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graph_api.domain.audit import ChainHead
from graph_api.domain.outcomes import Refusal
from graph_api.domain.periods import Period
from graph_api.domain.terms import (
    BuyerKind,
    Buyers,
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    StartBasis,
    WarrantyTerm,
)
from graph_api.domain.versions import (
    Candidates,
    HeldTo,
    LockedTerms,
    RivalVersion,
    ScopeChanged,
    decide_publication,
    held_to,
)

NEW_YEAR = date(2024, 1, 1)
SUMMER = date(2024, 7, 1)
PUBLISHED = datetime(2024, 1, 1, 12, tzinfo=UTC)
ALL, OF_PUMPS, CONTRACT = Scope(), Scope(product="PUMP"), Scope(customer="C-1")
COMMERCIAL, STATUTORY = Layer.COMMERCIAL, Layer.STATUTORY


def term(
    number: str = "WT-1",
    scope: Scope = ALL,
    layer: Layer = COMMERCIAL,
    first: date = NEW_YEAR,
    last: date | None = None,
    published: datetime = PUBLISHED,
) -> WarrantyTerm:
    parts = (Coverage(CoverageKind.PARTS, Period(years=1)),)
    return WarrantyTerm(f"{number}.1", number, 1, scope, layer, StartBasis.INVOICE, parts, first, last, published)


def policy(number: str = "RP-1", scope: Scope = ALL, first: date = NEW_YEAR, last: date | None = None) -> ReturnPolicy:
    return ReturnPolicy(f"{number}.1", number, 1, scope, ReturnBasis.INVOICE, 30, first, last, PUBLISHED)


def locked(
    *terms: WarrantyTerm, policies: tuple[ReturnPolicy, ...] = (), number_scope: str | None = None
) -> LockedTerms:
    return LockedTerms(terms, policies, number_scope, scope_exists=True, last_version=0, chain=ChainHead())


def rival(number: str, *rivals: str) -> RivalVersion:
    return RivalVersion(number=number, rivals=rivals, path=("validFrom",))


def changed(number: str, scope: str, field: str) -> ScopeChanged:
    return ScopeChanged(number=number, scope=scope, path=(field,))


@pytest.mark.parametrize(
    ("new", "scope", "refusals"),
    [
        (term("WT-1"), locked(), ()),
        (term("WT-1"), locked(term("WT-1"), number_scope="all"), ()),
        (term("WT-1"), locked(term("WT-2")), (rival("WT-1", "WT-2"),)),
        (term("WT-1"), locked(term("WT-3"), term("WT-2"), term("WT-2")), (rival("WT-1", "WT-2", "WT-3"),)),
        (term("WT-1"), locked(term("WT-2", layer=STATUTORY)), ()),
        (term("WT-1", first=SUMMER), locked(term("WT-2", last=date(2024, 6, 30))), ()),
        (term("WT-1", first=SUMMER), locked(term("WT-2", last=SUMMER)), (rival("WT-1", "WT-2"),)),
        (term("WT-1"), locked(policies=(policy("RP-1"),)), ()),
        (policy("RP-1"), locked(), ()),
        (policy("RP-1"), locked(policies=(policy("RP-2"),)), (rival("RP-1", "RP-2"),)),
        (policy("RP-1", first=SUMMER), locked(policies=(policy("RP-2", last=date(2024, 6, 30)),)), ()),
        (policy("RP-1"), locked(term("WT-1")), ()),
    ],
)
def test_two_of_one_rank_for_one_day_are_refused_when_published(
    new: WarrantyTerm | ReturnPolicy, scope: LockedTerms, refusals: tuple[Refusal, ...]
) -> None:
    """W1 by layer (W5), and V1: they touch on one day, or not."""
    assert decide_publication(new, scope) == refusals


def test_a_number_keeps_its_scope() -> None:
    """W1: a version for another scope would leave the old scope without an end."""
    assert decide_publication(term(scope=OF_PUMPS), locked(term(), number_scope="all")) == (
        changed("WT-1", "all", "scope"),
    )
    assert decide_publication(policy(scope=OF_PUMPS), locked(number_scope="all")) == (changed("RP-1", "all", "scope"),)


def test_a_term_keeps_its_layer() -> None:
    """W5: layers are chosen from one by one, so the earlier version would stay in force for ever."""
    assert decide_publication(term(layer=STATUTORY), locked(term(), number_scope="all")) == (
        changed("WT-1", "the layer COMMERCIAL", "layer"),
    )


def test_a_sale_is_held_to_the_most_specific_term_of_each_layer_and_to_one_policy() -> None:
    """W1, W5 and V1: contract before product before all; layers run side by side."""
    candidates = Candidates(
        categories=("pumps",),
        terms=(
            term("WT-all"),
            term("WT-category", Scope(category="pumps")),
            term("WT-product", OF_PUMPS),
            term("WT-contract", CONTRACT),
            term("WT-another", Scope(customer="C-2")),
            term("WT-law", layer=STATUTORY),
        ),
        policies=(policy("RP-all"), policy("RP-product", OF_PUMPS)),
    )
    assert held_to("PUMP", "C-1", candidates, NEW_YEAR, PUBLISHED) == HeldTo(
        terms=("WT-contract.1", "WT-law.1"), policies=("RP-product.1",)
    )
    assert held_to("PUMP", "C-3", candidates, NEW_YEAR, PUBLISHED).terms == ("WT-law.1", "WT-product.1")
    assert held_to("FAN", "C-3", candidates, NEW_YEAR, PUBLISHED).terms == ("WT-category.1", "WT-law.1")


def test_a_term_keeps_its_buyers() -> None:
    """W1: they are chosen from one by one, so the earlier version would stay in force for ever."""
    of_portugal = replace(term(), country="PT", buyer=BuyerKind.CONSUMER)
    before = locked(of_portugal, number_scope="all")
    assert decide_publication(of_portugal, before) == ()
    assert decide_publication(replace(of_portugal, country="ES"), before) == (
        changed("WT-1", "buyers of kind CONSUMER in PT", "country"),
    )
    assert decide_publication(replace(of_portugal, buyer=None), before) == (
        changed("WT-1", "buyers of kind CONSUMER in PT", "buyer"),
    )
    assert decide_publication(of_portugal, locked(term(), number_scope="all")) == (
        changed("WT-1", "buyers everywhere", "country"),
        changed("WT-1", "buyers everywhere", "buyer"),
    )


def test_two_terms_for_the_same_buyers_are_rivals() -> None:
    """W1: one for everybody beside them is not."""
    law = replace(term("WT-law"), country="PT", buyer=BuyerKind.CONSUMER)
    assert decide_publication(replace(law, number="WT-1"), locked(law, term("WT-2"))) == (rival("WT-1", "WT-law"),)


def test_a_sale_is_held_to_what_is_for_its_buyer() -> None:
    """W1: each layer is chosen for itself."""
    law = replace(term("WT-law", layer=STATUTORY), country="PT", buyer=BuyerKind.CONSUMER)
    candidates = Candidates(terms=(law, term("WT-all"), replace(term("WT-pt"), country="PT")))
    consumer = replace(candidates, buyer=Buyers("PT", BuyerKind.CONSUMER))
    business = replace(candidates, buyer=Buyers("PT", BuyerKind.BUSINESS))
    assert held_to("PUMP", "C-1", consumer, NEW_YEAR, PUBLISHED).terms == ("WT-law.1", "WT-pt.1")
    assert held_to("PUMP", "C-1", business, NEW_YEAR, PUBLISHED).terms == ("WT-pt.1",)
    assert held_to("PUMP", "C-1", candidates, NEW_YEAR, PUBLISHED).terms == ("WT-all.1",)


def test_a_sale_is_held_to_nothing_where_nothing_was_published() -> None:
    """W1 and V1."""
    assert held_to("PUMP", "C-1", Candidates(), NEW_YEAR, PUBLISHED) == HeldTo()


def test_what_is_not_in_force_on_the_day_or_not_published_yet_does_not_count() -> None:
    """W1: the day of sale, and what was known at the posting."""
    later = datetime(2024, 2, 1, tzinfo=UTC)
    candidates = Candidates(terms=(term("WT-1", first=SUMMER), term("WT-2", layer=STATUTORY, published=later)))
    assert held_to("PUMP", "C-1", candidates, NEW_YEAR, PUBLISHED) == HeldTo()
    assert held_to("PUMP", "C-1", candidates, SUMMER, later) == HeldTo(terms=("WT-1.1", "WT-2.1"))


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            rival("WT-1", "WT-2", "WT-3"),
            "WT-1 would hold beside WT-2, WT-3 on the same days: end those first, or publish a version of them.",
        ),
        (
            changed("WT-1", "the layer COMMERCIAL", "layer"),
            "WT-1 was published for the layer COMMERCIAL: publish another number for this.",
        ),
    ],
)
def test_a_refused_version_says_what_stands_against_it(refusal: Refusal, message: str) -> None:
    """W1."""
    assert refusal.message == message
