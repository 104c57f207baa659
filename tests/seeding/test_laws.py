"""The periods that laws give, as data: what each says, where it comes from, and what a seeded sale makes of it."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from graph_api.domain.periods import Period
from graph_api.domain.serials import serial_key
from graph_api.domain.terms import BuyerKind, Buyers, CoverageKind, Layer, Scope, WarrantyTerm, in_force
from graph_api.domain.warranty import decide_warranty
from graph_api.seeding.laws import buyer_kind, plan_laws
from graph_api.seeding.plan import SeedPlan
from graph_api.seeding.source import read_source
from graph_api.services.countries import countries
from graph_api.store.bolt import Bolt
from graph_api.store.graph import Graph
from graph_api.store.statement import Mode, Statement

SOURCE = read_source()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LAWS = plan_laws(SOURCE.laws, LONG_AGO)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def law(country: str, day: str, kind: BuyerKind = BuyerKind.CONSUMER) -> WarrantyTerm | None:
    return in_force(LAWS, (Scope(),), date.fromisoformat(day), LATER, Buyers(country, kind))


@pytest.mark.parametrize(
    ("country", "day", "period", "extension"),
    [
        ("DE", "2022-01-01", Period(years=2), None),
        ("DE", "2026-07-30", Period(years=2), None),
        ("DE", "2026-07-31", Period(years=2), Period(months=12)),
        ("IT", "2026-07-31", Period(years=2), Period(months=12)),
        ("PT", "2022-01-01", Period(years=3), Period(months=6)),
        ("ES", "2026-11-23", Period(years=3), None),
        ("FR", "2026-11-23", Period(years=2), Period(months=6)),
    ],
)
def test_a_consumer_gets_what_the_law_of_the_day_gives(
    country: str, day: str, period: Period, extension: Period | None
) -> None:
    """W1: as `seeds/statutory/README.md` tells it."""
    term = law(country, day)
    assert term is not None
    assert {(each.kind, each.period, each.percentage) for each in term.coverages} == {
        (kind, period, 100) for kind in CoverageKind
    }
    assert (term.layer, term.repair_extension) == (Layer.STATUTORY, extension)


@pytest.mark.parametrize(
    ("country", "day", "kind"),
    [
        ("PT", "2021-12-31", BuyerKind.CONSUMER),
        ("PT", "2026-11-23", BuyerKind.BUSINESS),
        ("US", "2026-11-23", BuyerKind.CONSUMER),
    ],
)
def test_nobody_else_gets_anything_by_law(country: str, day: str, kind: BuyerKind) -> None:
    """W1."""
    assert law(country, day, kind) is None


def test_each_law_has_a_country_a_source_and_the_day_on_which_it_was_checked() -> None:
    """W10: an agent can say where the answer comes from."""
    for row, term in zip(SOURCE.laws, LAWS, strict=True):
        assert row.country in countries()
        assert row.source_date <= row.valid_from < row.checked_on
        assert term.source is not None
        assert term.source == f"{row.source}; of {row.source_date}, checked on {row.checked_on}"
        assert len(term.source) <= 200


def test_versions_of_a_law_follow_each_other_and_keep_their_buyers() -> None:
    """W1: as publishing them one by one would have it."""
    versions = Counter(term.number for term in LAWS)
    assert sorted((term.number, term.version) for term in LAWS) == sorted(
        (number, version) for number, count in versions.items() for version in range(1, count + 1)
    )
    assert len({(term.number, term.buyers) for term in LAWS}) == len(versions)
    assert len({term.buyers for term in LAWS}) == len(versions)


def test_most_customers_are_consumers_and_of_some_it_is_not_known() -> None:
    """W1: the same kind whenever they are seeded."""
    kinds = Counter(buyer_kind(each) for each in SOURCE.customers)
    assert kinds == {BuyerKind.CONSUMER: 196, BuyerKind.BUSINESS: 92, None: 31}


SOLD_TO_ITALY: Statement[tuple[str, str]] = Statement(
    name="sold_to_italy",
    mode=Mode.READ,
    text="""
    MATCH (:SalesOrder {number: 'POS-0006'})<-[:OF_ORDER]-(:Invoice)-[:HAS]->(:InvoiceLine)<-[:ON_INVOICE]-()-[:OF]->(u)
    RETURN u.product AS product, u.serialNumber AS serial
    """,
    decode=lambda row: ("", "") if row is None else (row["product"], row["serial"]),
)


@pytest.mark.anyio
async def test_the_law_answers_for_the_laptop_that_was_sold_to_italy(seeded_bolt: Bolt, plan: SeedPlan) -> None:
    """W5: both pay whole, and the law's two years last longer than the maker's eighteen months."""
    product, serial = await seeded_bolt.read(SOLD_TO_ITALY)
    ((history,),) = await Graph(seeded_bolt).units_by_serial([(product, serial_key(serial))])

    verdict = decide_warranty(history, plan.newest_day)

    assert verdict.layer is Layer.STATUTORY
    assert verdict.term is not None
    assert verdict.term.number == "LAW-IT"
    assert {each.layer for each in verdict.kinds} == {Layer.STATUTORY}
    assert {term.layer for term in history.registrations[0].terms} == {Layer.STATUTORY, Layer.COMMERCIAL}
