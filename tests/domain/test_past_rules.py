"""A past order's documents, posted again in turn: what posting them would have been refused for (D1, D2, T2, W11)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from graph_api.domain.documents import DocumentState, InvoiceFacts, OrderBook, SlipFacts
from graph_api.domain.drafts import DayOutOfRange, MoreThanOrdered
from graph_api.domain.outcomes import Refusal
from graph_api.domain.past_rules import decide_past_order
from graph_api.domain.shipping import RegistrationsMissing
from tests.domain.books import ORDERED_ON, TODAY, billed, invoice, numbered, ordered, slip, slip_line

FIRST_DAY = date(1970, 1, 1)
TOMORROW = TODAY + timedelta(days=1)


def _drafted(*documents: SlipFacts | InvoiceFacts, ordered_on: date = ORDERED_ON, quantity: int = 2) -> OrderBook:
    drafts = [replace(each, state=DocumentState.DRAFT, day=each.day or TODAY) for each in documents]
    slips = tuple(each for each in drafts if isinstance(each, SlipFacts))
    invoices = tuple(each for each in drafts if isinstance(each, InvoiceFacts))
    return OrderBook("SO-1", "C-1", ordered_on, (ordered(quantity),), slips, invoices)


def _told(book: OrderBook) -> Iterable[tuple[str | None, type[Refusal]]]:
    return [(document, type(refusal)) for document, refusal in decide_past_order(book, FIRST_DAY, TODAY)]


def test_what_obeys_the_rules_has_nothing_said_against_it() -> None:
    shipped = slip(slip_line(2, *numbered("a", "b")))
    assert _told(_drafted(shipped, invoice(billed(2, *numbered("a", "b"))))) == []


def test_an_order_of_tomorrow_is_told_of_the_order() -> None:
    """W11, and its documents are before it then."""
    book = _drafted(slip(slip_line(2, *numbered("a", "b"))), ordered_on=TOMORROW)
    assert _told(book) == [(None, DayOutOfRange), ("id of PS-1", DayOutOfRange)]


def test_slips_that_ship_more_than_is_ordered_are_told_of_the_one_that_goes_beyond() -> None:
    """D1, in the order of their days."""
    early = replace(slip(slip_line(2, *numbered("a", "b"))), day=ORDERED_ON)
    late = slip(slip_line(1, *numbered("c"), id="SL-2"), number="PS-2")
    assert _told(_drafted(late, early)) == [("id of PS-2", MoreThanOrdered)]


def test_a_line_that_lacks_a_registration_is_told_of_its_document() -> None:
    """T2."""
    assert _told(_drafted(slip(slip_line(2, *numbered("a"))))) == [("id of PS-1", RegistrationsMissing)]


def test_an_invoice_before_its_slip_is_told() -> None:
    """W11: it is not before what it bills."""
    before = replace(invoice(billed(2, *numbered("a", "b"))), day=ORDERED_ON)
    told = _told(_drafted(slip(slip_line(2, *numbered("a", "b"))), before))
    assert told == [(before.id, DayOutOfRange)]
