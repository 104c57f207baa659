"""Which lists are given, in which order, and behind which key they go on."""

from datetime import date

import pytest

from graph_api.domain.listing import (
    DocumentSort,
    ListOrder,
    NotListed,
    NumberSort,
    RecordFilter,
    Sort,
    SortedBy,
    day_of_key,
    order_named,
    order_of,
)

DAY = date(2026, 3, 2)
OLDEST = DocumentSort.OLDEST_FIRST


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (RecordFilter(), ListOrder(SortedBy.CREATED)),
        (RecordFilter(day_from=DAY), ListOrder(SortedBy.DAY)),
        (RecordFilter(day_to=DAY), ListOrder(SortedBy.DAY)),
        (RecordFilter(number_prefix="PS"), ListOrder(SortedBy.NUMBER)),
        (RecordFilter(customer="C", number_prefix="PS", day_from=DAY, day_to=DAY), ListOrder(SortedBy.DAY)),
    ],
)
def test_a_list_has_the_order_that_it_is_narrowed_by(wanted: RecordFilter, order: ListOrder) -> None:
    assert order_of(wanted, None, OLDEST) == order


@pytest.mark.parametrize("sort", list(DocumentSort))
def test_what_one_customer_or_product_has_is_listed_in_every_order(sort: DocumentSort) -> None:
    for wanted in (RecordFilter(customer="C"), RecordFilter(product="P", day_to=DAY, number_prefix="PS")):
        assert order_of(wanted, sort, OLDEST) == order_named(sort)


@pytest.mark.parametrize(
    ("wanted", "sort", "argument"),
    [
        (RecordFilter(day_from=DAY), DocumentSort.NEWEST_FIRST, "sort"),
        (RecordFilter(day_to=DAY), DocumentSort.NUMBER_ASCENDING, "sort"),
        (RecordFilter(number_prefix="PS"), DocumentSort.DAY_DESCENDING, "sort"),
        (RecordFilter(number_prefix="PS", day_from=DAY), None, "filter.numberPrefix"),
        (RecordFilter(customer="C", day_from=DAY, day_to=date(2026, 3, 1)), None, "filter.dayFrom"),
    ],
)
def test_what_would_look_at_everything_is_refused_with_what_would_do(
    wanted: RecordFilter, sort: Sort | None, argument: str
) -> None:
    found = order_of(wanted, sort, OLDEST)

    assert isinstance(found, NotListed)
    assert found.argument == argument
    assert ":" in found.message


def test_days_are_walked_backwards_and_so_are_numbers() -> None:
    backwards = order_of(RecordFilter(day_from=DAY), DocumentSort.DAY_DESCENDING, OLDEST)

    assert backwards == ListOrder(SortedBy.DAY, descending=True)
    assert order_of(RecordFilter(number_prefix="1"), NumberSort.NUMBER_DESCENDING, OLDEST) == ListOrder(
        SortedBy.NUMBER, descending=True
    )


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("2026-03-02 01X", DAY),
        ("2026-03-02", None),
        ("2026-03-02 ", None),
        ("20260302 01X", None),
        ("2026-99-02 01X", None),
        ("²026-03-02 01X", None),
    ],
)
def test_a_key_of_days_begins_with_one(key: str, day: date | None) -> None:
    assert day_of_key(key) == day
