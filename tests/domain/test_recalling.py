"""Recalls: where a unit is, between what bounds a number lies, and what would bring them together."""

from datetime import date

import pytest

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import EndKind
from graph_api.domain.recall_views import RecallGroup, RecallLine, RecallUnit, rows_of, unread_rows
from graph_api.domain.recalling import (
    Bounds,
    Fate,
    NarrowingKind,
    Places,
    RecallFilter,
    RecallPlace,
    RecallTotals,
    Serials,
    UnreadLine,
    affected,
    bounds,
    counted,
    narrowings,
    place_of,
)
from graph_api.domain.return_items import Disposition

SOLD_ON = date(2026, 3, 2)
AT_CUSTOMER, WITH_US = RecallPlace.AT_CUSTOMER, RecallPlace.WITH_US


@pytest.mark.parametrize(
    ("fate", "place"),
    [
        (Fate(), RecallPlace.AT_CUSTOMER),
        (Fate(back=ReturnState.AUTHORISED), RecallPlace.ON_ITS_WAY),
        (Fate(back=ReturnState.RECEIVED), RecallPlace.RECEIVED),
        (Fate(back=Disposition.SCRAP), RecallPlace.SCRAPPED),
        (Fate(EndKind.RETURNED, Disposition.SCRAP), RecallPlace.SCRAPPED),
        (Fate(EndKind.RETURNED, Disposition.RESTOCK), RecallPlace.WITH_US),
        (Fate(EndKind.REVERSED), RecallPlace.WITH_US),
        (Fate(EndKind.REPLACED), RecallPlace.REPLACED),
        (Fate(EndKind.REPLACED, ReturnState.AUTHORISED), RecallPlace.REPLACED),
        (Fate(EndKind.REPLACED, ReturnState.RECEIVED), RecallPlace.RECEIVED),
        (Fate(EndKind.REPLACED, Disposition.REPLACE), RecallPlace.WITH_US),
        (Fate(EndKind.RETURNED, Disposition.RESTOCK, sold_again=True), RecallPlace.SOLD_AGAIN),
    ],
)
def test_a_unit_is_where_its_sale_and_its_return_left_it(fate: Fate, place: RecallPlace) -> None:
    """V4, V5, W7: one that was replaced has not come back until a return says so."""
    assert place_of(fate) is place


def test_units_are_counted_by_place_in_the_order_of_the_places() -> None:
    places = counted([(Fate(EndKind.REVERSED), 2), (Fate(), 3), (Fate(EndKind.CREDITED), 1)])

    assert places == ((AT_CUSTOMER, 3), (WITH_US, 3))
    assert affected(places) == 3


def test_what_is_on_its_way_back_is_still_with_the_customer() -> None:
    assert affected(counted([(Fate(back=ReturnState.AUTHORISED), 1), (Fate(back=ReturnState.RECEIVED), 1)])) == 1


def test_what_has_no_known_number_is_affected_at_most_where_numbers_are_asked_for() -> None:
    """R4, T3: else it is affected whatever its number is."""
    assert bounds(3, 2, by_serial=True) == Bounds(3, 5)
    assert bounds(3, 2, by_serial=False) == Bounds(5, 5)


def test_a_filter_knows_what_it_names() -> None:
    nothing = RecallFilter()
    assert (nothing.names_documents, nothing.names_products, nothing.names_days) == (False, False, False)
    assert RecallFilter(slips=("PS-1",)).names_documents
    assert RecallFilter(invoices=("INV-1",)).names_documents
    assert RecallFilter(supplier="S").names_products
    assert RecallFilter(category="C").names_products
    assert RecallFilter(sold_before=SOLD_ON).names_days
    assert RecallFilter(sold_from=SOLD_ON).names_days


def unread(line: str, blanks: int, unregistered: int) -> UnreadLine:
    return UnreadLine(DocumentKind.PACKING_SLIP, "S", "PS-1", line, "P", blanks, unregistered)


def totals(blanks: int, unregistered: int, *lines: UnreadLine, places: Places = ()) -> RecallTotals:
    return RecallTotals(
        exact=True,
        places=places,
        blanks=blanks,
        unregistered=unregistered,
        documents=Bounds(1, 1),
        customers=Bounds(1, 1),
        unread_lines=lines,
    )


BY_SERIAL = RecallFilter(serials=Serials(prefix="sn"))


def test_nothing_narrows_bounds_that_have_met() -> None:
    assert narrowings(BY_SERIAL, totals(0, 0)) == ()
    assert narrowings(RecallFilter(products=("P",)), totals(2, 1)) == ()


def test_reading_blanks_and_asking_for_less_would_narrow_them() -> None:
    blank, piece = unread("L1", 2, 0), unread("L2", 0, 1)

    told = narrowings(BY_SERIAL, totals(2, 1, blank, piece))

    assert [(each.kind, each.items, each.lines) for each in told] == [
        (NarrowingKind.FILL_BLANKS, 2, (blank,)),
        (NarrowingKind.REGISTER_PIECES, 1, (piece,)),
        (NarrowingKind.NAME_PRODUCTS, 3, ()),
        (NarrowingKind.NAME_DAYS, 3, ()),
        (NarrowingKind.NAME_DOCUMENTS, 3, ()),
    ]


def test_what_is_named_already_is_not_asked_for() -> None:
    named = RecallFilter(("P",), slips=("PS-1",), sold_from=SOLD_ON, sold_before=date(2026, 4, 1), serials=Serials())

    assert [each.kind for each in narrowings(named, totals(1, 0))] == [NarrowingKind.FILL_BLANKS]
    assert [each.kind for each in narrowings(named, totals(0, 1))] == [NarrowingKind.REGISTER_PIECES]


def group(*lines: RecallLine, kind: DocumentKind = DocumentKind.PACKING_SLIP, invoices: int = 1) -> RecallGroup:
    numbers = tuple(f"INV-{place}" for place in range(invoices))
    return RecallGroup(kind, "01S", "PS-1", SOLD_ON, "SO-1", "C-1", numbers, lines)


def line(blanks: int, unregistered: int, *places: tuple[RecallPlace, int]) -> RecallLine:
    return RecallLine("01L", 1, "P", 9, places, blanks, unregistered)


def test_a_group_adds_up_its_lines_and_stands_where_its_day_and_id_put_it() -> None:
    told = group(line(1, 2, (AT_CUSTOMER, 1)), line(0, 3, (AT_CUSTOMER, 2), (WITH_US, 1)))

    assert (told.places, told.unread, told.key) == (((AT_CUSTOMER, 3), (WITH_US, 1)), 6, "2026-03-02|01S")


def test_a_row_tells_a_unit_with_its_documents() -> None:
    unit = RecallUnit("01R", "01U", "SN-1", "P", "01L", Fate(), None, "INV-7", "C-2")

    (shipped,), (billed,) = rows_of(group(), [unit]), rows_of(group(kind=DocumentKind.INVOICE), [unit])

    assert (shipped.serial_number, shipped.state, shipped.items, shipped.sold_on) == ("SN-1", "AT_CUSTOMER", 1, SOLD_ON)
    assert (shipped.slip, shipped.invoice, shipped.order) == ("PS-1", "INV-7", "SO-1")
    assert (shipped.customer, shipped.owner, billed.slip) == ("C-1", "C-2", None)


def test_rows_of_what_has_no_known_number_name_an_invoice_only_where_there_is_one() -> None:
    told, doubtful = unread_rows(group(line(2, 1))), unread_rows(group(line(0, 1), line(0, 0), invoices=2))

    assert [(row.serial_number, row.state, row.items, row.invoice) for row in told] == [
        (None, "NOT_READABLE", 2, "INV-0"),
        (None, "WITHOUT_REGISTRATION", 1, "INV-0"),
    ]
    assert [(row.state, row.invoice) for row in doubtful] == [("WITHOUT_REGISTRATION", None)]
