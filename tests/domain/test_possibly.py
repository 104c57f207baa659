"""W12: a number that nobody registered, asked by staff who name the customer."""

from dataclasses import replace
from datetime import UTC, date, datetime

from graph_api.domain.asking import unknown_number
from graph_api.domain.documents import DocumentKind
from graph_api.domain.possibly import ReadSince, UnreadItems, possibly_covered, possibly_returnable, unread_on
from graph_api.domain.returns import decide_return
from graph_api.domain.verdicts import EvidenceKind, Fact
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from tests.domain.histories import invoice, slip, stay, unit

DAY = date(2026, 3, 2)
NUMBER = unknown_number("SN-1")
BLANKS = UnreadItems(
    DocumentKind.PACKING_SLIP, "S-1", "PS-1", date(2026, 1, 5), datetime(2026, 1, 5, 9, tzinfo=UTC), "P-1", 2, 1
)
PIECES = UnreadItems(
    DocumentKind.INVOICE, "I-1", "INV-1", date(2026, 2, 5), datetime(2026, 2, 7, 9, tzinfo=UTC), "P-1", 0, 3
)


def test_an_unknown_number_of_a_customer_with_blanks_is_possibly_ours_with_the_slips() -> None:
    verdict = possibly_covered(decide_warranty(NUMBER, DAY), (BLANKS, PIECES))

    assert verdict.status is WarrantyStatus.POSSIBLY_OURS
    told = [each for each in verdict.reasons if each.rule == "W12"]
    assert [each.statement for each in told] == [
        "Packing slip PS-1 of 2026-01-05 shipped P-1 to this customer: 2 not readable and 1 without a registration.",
        "Invoice INV-1 of 2026-02-05 shipped P-1 to this customer: 3 without a registration.",
    ]
    assert [(each.kind, each.id, each.number) for each in verdict.evidence] == [
        (EvidenceKind.PACKING_SLIP, "S-1", "PS-1"),
        (EvidenceKind.INVOICE, "I-1", "INV-1"),
    ]
    assert verdict.would_change is not None
    assert "Filling the blank" in verdict.would_change.fact


def test_pieces_without_a_registration_are_registered_and_not_filled() -> None:
    verdict = possibly_covered(decide_warranty(NUMBER, DAY), (PIECES,))

    assert verdict.would_change is not None
    assert "Registering it" in verdict.would_change.fact


def test_a_customer_who_holds_nothing_unread_has_a_number_that_is_not_sold_by_us() -> None:
    verdict, answer = decide_warranty(NUMBER, DAY), decide_return(NUMBER, DAY)

    assert possibly_covered(verdict, ()) is verdict
    assert possibly_returnable(answer, ()) is answer


def test_a_possible_unit_may_not_come_back_as_itself_and_the_answer_says_what_it_may_be() -> None:
    answer = possibly_returnable(decide_return(NUMBER, DAY), (BLANKS,))

    assert not answer.may_return
    assert [each.fact for each in answer.reasons] == [Fact.SOLD_BY_US, Fact.POSSIBLY_OURS]


def test_what_was_shipped_later_or_posted_after_the_moment_asked_does_not_count() -> None:
    """W11: the document's day for the day asked, its posting for the moment known."""
    assert unread_on((BLANKS, PIECES), date(2026, 2, 4)) == (BLANKS,)
    assert unread_on((BLANKS, PIECES), DAY, datetime(2026, 2, 6, tzinfo=UTC)) == (BLANKS,)
    assert unread_on((BLANKS, PIECES), DAY) == (BLANKS, PIECES)


def test_what_was_sold_is_answered_by_its_sale_also_where_no_term_covers_it() -> None:
    sold = unit(stay(invoice("2026-01-06"), slip=slip("2026-01-05")))
    verdict, answer = decide_warranty(sold, DAY), decide_return(sold, DAY)

    assert verdict.status is WarrantyStatus.NO_TERM
    assert possibly_covered(verdict, (BLANKS,)) is verdict
    assert possibly_returnable(answer, (BLANKS,)) is answer


def test_what_was_read_since_was_unread_before() -> None:
    """W11, W12: a filled blank was one on every day, until that was known; what came back was held until its day."""
    filled, back = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 2, 25, tzinfo=UTC)
    since = (
        ReadSince(1, not_readable=True, on=None, at=filled),
        ReadSince(2, not_readable=False, on=date(2026, 2, 24), at=back),
    )
    items = replace(BLANKS, not_readable=0, unregistered=0, no_longer=since)

    def held(day: date, known_at: datetime | None = None) -> list[tuple[int, int]]:
        return [(each.not_readable, each.unregistered) for each in unread_on((items,), day, known_at)]

    assert held(DAY) == []
    assert held(date(2026, 2, 23)) == [(0, 2)]
    assert held(DAY, datetime(2026, 2, 19, tzinfo=UTC)) == [(1, 2)]
    assert held(DAY, filled) == [(0, 2)]
    assert held(DAY, back) == []
