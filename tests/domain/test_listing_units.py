"""Which lists of units are given, in which order, and behind which key they go on."""

from datetime import date

import pytest

from graph_api.domain.lineage import EndKind
from graph_api.domain.listing import NotListed
from graph_api.domain.listing_units import ENDS_OF, UnitFilter, UnitSort, UnitState, place_of_key, unit_order

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 2)


@pytest.mark.parametrize(
    ("wanted", "begins_with", "order"),
    [
        (UnitFilter(), None, UnitSort.OLDEST_FIRST),
        (UnitFilter(serial_prefix="a"), None, UnitSort.SERIAL_ASCENDING),
        (UnitFilter(product="P"), None, UnitSort.SERIAL_ASCENDING),
        (UnitFilter(product="P", states=(UnitState.SOLD,)), "PRODUCT", UnitSort.SERIAL_ASCENDING),
        (UnitFilter(product="P", category="K"), "PRODUCT", UnitSort.SERIAL_ASCENDING),
        (UnitFilter(product="P", customer="C"), "CUSTOMER", UnitSort.SERIAL_ASCENDING),
        (UnitFilter(category="K", sold_from=FIRST), "CATEGORY", UnitSort.OLDEST_FIRST),
        (UnitFilter(sold_from=FIRST, sold_to=LAST), "DAYS", UnitSort.OLDEST_FIRST),
    ],
)
def test_a_list_begins_with_the_narrowest_of_what_is_named(
    wanted: UnitFilter, begins_with: str | None, order: UnitSort
) -> None:
    assert wanted.begins_with == begins_with
    assert unit_order(wanted, None) is order


@pytest.mark.parametrize(
    ("wanted", "sort", "argument"),
    [
        (UnitFilter(customer="C", sold_from=LAST, sold_to=FIRST), None, "filter.soldFrom"),
        (UnitFilter(states=(UnitState.RETURNED,)), None, "filter.soldFrom"),
        (UnitFilter(sold_from=FIRST), None, "filter.soldFrom"),
        (UnitFilter(sold_to=FIRST), None, "filter.soldFrom"),
        (UnitFilter(sold_from=FIRST, sold_to=date(2026, 4, 3)), None, "filter.soldFrom"),
        (UnitFilter(product="P"), UnitSort.NEWEST_FIRST, "sort"),
        (UnitFilter(serial_prefix="a"), UnitSort.OLDEST_FIRST, "sort"),
    ],
)
def test_what_would_look_at_every_unit_is_refused(wanted: UnitFilter, sort: UnitSort | None, argument: str) -> None:
    found = unit_order(wanted, sort)

    assert isinstance(found, NotListed)
    assert found.argument == argument


def test_an_order_says_what_it_is_by_and_whether_backwards() -> None:
    assert [each for each in UnitSort if each.by_serial] == [UnitSort.SERIAL_ASCENDING, UnitSort.SERIAL_DESCENDING]
    assert [each for each in UnitSort if each.descending] == [UnitSort.NEWEST_FIRST, UnitSort.SERIAL_DESCENDING]


def test_every_end_of_a_sale_is_what_became_of_it() -> None:
    told = {end for ends in ENDS_OF.values() for end in ends}

    assert told == {None, *EndKind} - {EndKind.TAKEN_OFF, EndKind.DISCARDED}


@pytest.mark.parametrize(
    ("key", "place"),
    [("sn 1 01X", ("sn 1", "01X")), ("01X", None), (" 01X", None), ("sn ", None), ("", None)],
)
def test_a_key_ends_with_the_id_of_a_unit(key: str, place: tuple[str, str] | None) -> None:
    assert place_of_key(key) == place
