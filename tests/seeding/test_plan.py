"""The plan: the source in full, always the same, and never against a rule."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_sales import PastLine
from graph_api.domain.product_codes import Gtin, parse_gtin
from graph_api.domain.serial_patterns import SerialPattern, fits, parse_pattern
from graph_api.domain.serials import SerialNumber, parse_serial
from graph_api.seeding.catalogue import NONE, SETTINGS
from graph_api.seeding.days import weeks_until_last_week
from graph_api.seeding.numbers import check_character, serial_numbers
from graph_api.seeding.plan import SeedPlan, make_plan, shift_to_last_week
from graph_api.seeding.source import LineRow, OrderRow, read_source
from tests.seeding.replay import refusals

SOURCE = read_source()
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def plan() -> SeedPlan:
    return make_plan(SOURCE, shift_to_last_week(SOURCE, TODAY))


def _lines(plan: SeedPlan) -> list[PastLine]:
    return [line for document in plan.documents for line in document.lines]


def test_the_source_is_planned_in_full(plan: SeedPlan) -> None:
    lines = [line for order in plan.orders for line in order.lines]
    tracked = {each.facts.number for each in plan.catalogue.products if each.facts.group != NONE}
    assert (len(plan.catalogue.products), len(plan.customers), len(plan.orders), len(lines)) == (288, 319, 105, 665)
    assert sum(line.quantity for line in lines) == 30_087
    assert sum(line.quantity for line in lines if line.product in tracked) == 20_384


def test_the_same_source_gives_the_same_plan(plan: SeedPlan) -> None:
    assert make_plan(read_source(), plan.shift_weeks) == plan


def test_every_document_could_have_been_posted_by_the_stories(plan: SeedPlan) -> None:
    """D1, D2, R1, R2, T2 and T3, each decided on what had been posted before."""
    assert list(refusals(plan)) == []


_PRODUCTS = [SOURCE.products[at].number for at in range(0, 288, 24)]
_ORDERS = st.lists(
    st.tuples(
        st.integers(0, 10),
        st.datetimes(datetime(2005, 1, 1), datetime(2008, 1, 1)),  # noqa: DTZ001 -- made aware below
        st.lists(st.tuples(st.sampled_from(_PRODUCTS), st.integers(1, 90)), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(_ORDERS)
def test_whatever_is_ordered_no_document_breaks_a_rule(
    wanted: list[tuple[int, datetime, list[tuple[str, int]]]],
) -> None:
    orders = tuple(
        OrderRow(f"{9000 + at}", placed.replace(tzinfo=UTC, microsecond=0), "101", status)
        for at, (status, placed, _) in enumerate(wanted)
    )
    lines = tuple(
        LineRow(f"{9000 + at}", position, product, quantity)
        for at, (_, _, ordered) in enumerate(wanted)
        for position, (product, quantity) in enumerate(ordered, start=1)
    )
    assert list(refusals(make_plan(replace(SOURCE, orders=orders, lines=lines), 0))) == []


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_the_newest_document_falls_into_the_calendar_week_before_todays(today: date) -> None:
    newest = date(2008, 8, 13)
    moved = newest + timedelta(weeks=weeks_until_last_week(newest, today))
    monday = today - timedelta(days=today.weekday())
    assert monday - timedelta(days=7) <= moved < monday


@settings(max_examples=8, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_nothing_is_created_registered_or_posted_in_the_week_of_today_or_later(today: date) -> None:
    """Also where the seller's day begins fourteen hours before the day in UTC."""
    plan = make_plan(SOURCE, shift_to_last_week(SOURCE, today))
    monday = datetime.combine(today - timedelta(days=today.weekday()), datetime.min.time(), tzinfo=UTC)
    moments = [
        moment
        for document in plan.documents
        for moment in (document.created_at, document.registered_at, document.posted_at)
        if moment is not None
    ]
    assert max(moments) < monday - timedelta(hours=14)


def test_moving_the_days_leaves_weekdays_and_serial_numbers_as_they_are(plan: SeedPlan) -> None:
    later = make_plan(SOURCE, plan.shift_weeks + 52)
    assert [each.day and each.day + timedelta(weeks=52) for each in plan.documents] == [
        each.day for each in later.documents
    ]
    assert _numbers(plan) == _numbers(later)


def _numbers(plan: SeedPlan) -> list[str]:
    return [each.unit.serial_number for line in _lines(plan) for each in line.registers if each.unit]


def test_a_document_is_drafted_registered_and_posted_in_this_order(plan: SeedPlan) -> None:
    ordered = {order.number: order.known_at for order in plan.orders}
    for document in plan.documents:
        assert ordered[document.order] < document.created_at < document.registered_at
        assert document.posted_at is None or document.registered_at < document.posted_at


def test_some_documents_are_dated_back(plan: SeedPlan) -> None:
    """W11: the day is earlier than the moment of posting."""
    back = [each for each in plan.documents if each.posted_at and each.day and each.posted_at.date() > each.day]
    assert 0 < len(back) < len(plan.documents) / 5


def test_everything_that_the_rules_tell_apart_occurs(plan: SeedPlan) -> None:
    """Partial shipments, partial invoices over several slips, invoices without a slip, blanks, catch-weight goods."""
    posted = [document for document in plan.documents if document.posted_at is not None]
    slips = Counter(each.order for each in posted if each.kind is DocumentKind.PACKING_SLIP)
    invoices = [each for each in posted if each.kind is DocumentKind.INVOICE]
    shipper = {line.id: each.id for each in posted for line in each.lines}
    over_several = [each for each in invoices if len({shipper[line.bills] for line in each.lines if line.bills}) > 1]
    direct = [each for each in invoices if any(line.registers for line in each.lines)]
    blanks = [each for line in _lines(plan) for each in line.registers if each.unit is None]
    catch_weight = {each.facts.number for each in plan.catalogue.products if each.facts.catch_weight}
    assert max(slips.values()) == 3
    assert len({each.order for each in invoices}) < len(invoices)
    assert len(over_several) > 10
    assert len(direct) > 2
    assert 20 < len(blanks) < 500
    assert any(line.order_line.product in catch_weight for line in _lines(plan))
    assert any(document.posted_at is None for document in plan.documents)


def test_catch_weight_goods_take_no_serial_numbers(plan: SeedPlan) -> None:
    """T4."""
    catch_weight = [each.facts for each in plan.catalogue.products if each.facts.catch_weight]
    assert [each.number for each in catch_weight if SETTINGS[each.group or ""].active_in_sales_process] == []
    numbers = {each.number for each in catch_weight}
    assert [line for line in _lines(plan) if line.order_line.product in numbers and line.registers] == []


def test_no_number_is_sold_twice_and_each_fits_its_products_pattern(plan: SeedPlan) -> None:
    """R5 and R6."""
    patterns = {}
    for each in plan.catalogue.products:
        parsed = parse_pattern(each.facts.serial_pattern or ".*")
        assert isinstance(parsed, SerialPattern)
        patterns[each.facts.number] = parsed
    keys = set()
    for line in _lines(plan):
        for registration in line.registers:
            if registration.unit is not None:
                serial = parse_serial(registration.unit.serial_number)
                assert isinstance(serial, SerialNumber)
                assert fits(patterns[line.order_line.product], serial)
                keys.add((line.order_line.product, serial.key))
    assert len(keys) == len(_numbers(plan))


def test_ids_are_unique_and_sort_by_creation(plan: SeedPlan) -> None:
    ids = [document.id for document in plan.documents]
    ids += [each for line in _lines(plan) for each in (line.id, *(r.id for r in line.registers))]
    assert len(set(ids)) == len(ids)
    assert {len(each) for each in ids} == {26}
    documents = sorted(plan.documents, key=lambda each: each.id)
    assert [each.created_at for each in documents] == sorted(each.created_at for each in documents)
    for line in _lines(plan):
        assert [each.id for each in line.registers] == sorted(each.id for each in line.registers)


def test_gtins_are_valid_and_of_one_product_each(plan: SeedPlan) -> None:
    codes = [code for each in plan.catalogue.products for code in each.facts.gtins]
    assert [code for code in codes if parse_gtin(code) != Gtin(code)] == []
    assert len(set(codes)) == 288


def test_posted_documents_are_numbered_without_gaps(plan: SeedPlan) -> None:
    """D12."""
    for kind in (DocumentKind.PACKING_SLIP, DocumentKind.INVOICE):
        places = [each.place for each in plan.documents if each.kind is kind and each.place is not None]
        assert sorted(places) == list(range(1, plan.posted(kind) + 1))


def test_every_sale_of_a_product_with_a_warranty_is_held_to_its_term_and_to_a_policy(plan: SeedPlan) -> None:
    """W1 and V1."""
    terms = {term.scope.product: term.id for term in plan.catalogue.terms}
    for document in plan.documents:
        for line in document.lines:
            starts = document.posted_at is not None and line.bills is None
            term = terms.get(line.order_line.product)
            assert line.held.terms == ((term,) if starts and term else ())
            assert len(line.held.policies) == starts


@given(st.integers(0, 200), st.integers(0, 35), st.integers(0, 12))
def test_a_wrong_character_in_a_serial_number_is_found(place: int, wrong: int, at: int) -> None:
    number = serial_numbers("2289", "KB 101/ES", place + 1)[place]
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert check_character(number[:-1]) == number[-1]
    if number[at] not in {"-", alphabet[wrong]}:
        broken = number[:at] + alphabet[wrong] + number[at + 1 :]
        assert check_character(broken[:-1]) != broken[-1]


def test_a_longer_series_begins_with_the_shorter_one() -> None:
    assert serial_numbers("2289", "KB 101/ES", 50)[:20] == serial_numbers("2289", "KB 101/ES", 20)


def test_nothing_is_shipped_for_an_order_that_was_cancelled_before() -> None:
    cancelled = {order.number for order in SOURCE.orders if order.status in (2, 3)}
    plan = make_plan(SOURCE, 0)
    assert [each for each in plan.documents if each.order in cancelled] == []


def test_every_product_has_a_category_that_the_source_names() -> None:
    assert len(SOURCE.categories) == 21
    assert {row.category for row in SOURCE.products} <= {row.number for row in SOURCE.categories}
