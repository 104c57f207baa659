"""What counts as a sale, when it stands, and what was known of it at a moment (I2, I3, W2, W8, W11)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graph_api.domain.lineage import EndKind, Sale, SaleStatus, UnitHistory, as_known, sale_on, sale_status, sales
from tests.domain.histories import LONG_AGO, corrected_away, invoice, noon, on, slip, stay, unit

MOMENT = timedelta(microseconds=1)


def test_a_registration_on_a_draft_slip_has_not_begun() -> None:
    assert stay(slip=slip(None)).begun is None


def test_a_registration_begins_with_the_slip_that_ships_it() -> None:
    shipped = stay(invoice("2026-03-01"), slip=slip("2026-03-10"))
    assert shipped.begun == (on("2026-03-10"), noon(on("2026-03-10")))


def test_without_a_slip_a_registration_begins_with_the_posted_invoice() -> None:
    """D8: and not with the draft."""
    assert stay(invoice("2026-03-12")).begun == (on("2026-03-12"), noon(on("2026-03-12")))
    assert stay(invoice(None)).begun is None
    assert stay().begun is None


@pytest.mark.parametrize("kind", [EndKind.TAKEN_OFF, EndKind.DISCARDED])
def test_what_was_taken_off_a_draft_never_begins_though_the_draft_was_posted(kind: EndKind) -> None:
    """I2, R3: dated back, its day would lie before the end; nothing of it is a sale."""
    shipped = stay(slip=slip("2026-03-10"), end=(kind, "2026-03-12"))
    invoiced = stay(invoice("2026-03-10"), end=(kind, "2026-03-12"))
    assert (shipped.begun, invoiced.begun) == (None, None)
    assert sales(unit(shipped, invoiced)) == ()
    assert sale_status(unit(shipped), on("2026-03-11")) is SaleStatus.NOT_SOLD_BY_US


def test_the_invoice_of_now_is_the_posted_one_that_was_not_credited() -> None:
    credited, anew = invoice("2026-03-12", "INV-1", credited="2026-03-20"), invoice("2026-03-25", "INV-2")
    assert stay(credited, anew, slip=slip("2026-03-10")).invoice == anew
    assert stay(credited, invoice(None), slip=slip("2026-03-10")).invoice is None


def test_the_first_invoice_is_the_one_of_the_earliest_day_though_credited() -> None:
    credited, anew = invoice("2026-03-12", "INV-1", credited="2026-03-20"), invoice("2026-03-25", "INV-2")
    assert stay(anew, credited, invoice(None), slip=slip("2026-03-10")).first_invoice == credited
    assert stay(invoice(None), slip=slip("2026-03-10")).first_invoice is None


@pytest.mark.parametrize(
    ("day", "stands"),
    [("2026-03-09", False), ("2026-03-10", True), ("2026-03-31", True), ("2026-04-01", False), ("2026-04-02", False)],
)
def test_a_sale_stands_from_its_day_to_the_day_before_its_end(day: str, *, stands: bool) -> None:
    ended = unit(stay(slip=slip("2026-03-10"), end=(EndKind.REVERSED, "2026-04-01")))
    assert (sale_on(ended, on(day)) is not None) is stands


def test_a_sale_without_an_end_stands_for_good() -> None:
    assert sale_status(unit(stay(slip=slip("2026-03-10"))), on("9999-12-31")) is SaleStatus.SOLD


def test_sales_come_newest_first_and_without_drafts_and_corrected_numbers() -> None:
    """I3."""
    old = stay(slip=slip("2025-01-01"), end=(EndKind.RETURNED, "2025-02-01"), id="old")
    new = stay(slip=slip("2026-03-10"), id="new")
    draft = stay(slip=slip(None), id="draft")
    wrong = corrected_away(stay(slip=slip("2025-06-01"), id="wrong"), "2025-06-02")
    assert [sale.registration.id for sale in sales(unit(old, draft, new, wrong))] == ["new", "old"]


def test_of_two_sales_that_touch_a_day_the_later_counts() -> None:
    """W8."""
    old = stay(slip=slip("2025-01-01"), end=(EndKind.RETURNED, "2026-03-10"), id="old")
    new = stay(slip=slip("2026-03-10"), id="new")
    history = unit(new, old)
    standing = [sale_on(history, on(day)) for day in ("2026-03-09", "2026-03-10")]
    assert [sale and sale.registration.id for sale in standing] == ["old", "new"]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-03-09", SaleStatus.NOT_SOLD_BY_US),
        ("2026-03-10", SaleStatus.SOLD),
        ("2026-04-01", SaleStatus.NO_LONGER_SOLD),
    ],
)
def test_a_unit_is_unknown_then_sold_then_no_longer_sold(day: str, status: SaleStatus) -> None:
    """I2."""
    history = unit(stay(slip=slip("2026-03-10"), end=(EndKind.TAKEN_BACK, "2026-04-01")))
    assert sale_status(history, on(day)) is status


def test_a_number_on_drafts_alone_is_not_sold() -> None:
    """I2."""
    assert sale_status(unit(stay(slip=slip(None))), on("2026-03-10")) is SaleStatus.NOT_SOLD_BY_US


def test_a_number_that_nobody_named_is_not_sold() -> None:
    assert sale_status(unit(), on("2026-03-10")) is SaleStatus.NOT_SOLD_BY_US


FULL = stay(
    invoice("2026-03-12", "INV-1", credited="2026-03-20"),
    invoice("2026-03-25", "INV-2"),
    slip=slip("2026-03-10"),
    end=(EndKind.RETURNED, "2026-04-01"),
)


def known(day: str, *, just_before: bool = False) -> UnitHistory:
    return as_known(unit(FULL), noon(on(day)) - (MOMENT if just_before else timedelta()))


def test_before_a_number_was_named_nothing_is_known_of_it() -> None:
    assert as_known(unit(FULL), noon(LONG_AGO) - MOMENT) == unit()


def test_before_its_posting_a_slip_is_a_draft() -> None:
    """W11: one dated back counts from its day for whoever asks as known after its posting, and for nobody else."""
    assert known("2026-03-10", just_before=True) == unit(stay(slip=slip(None, number=None)))
    assert known("2026-03-10") == unit(stay(slip=slip("2026-03-10")))


def test_an_invoice_is_known_from_its_choice_and_its_number_from_its_posting() -> None:
    chosen = replace(invoice("2026-03-12"), recorded_at=noon(on("2026-03-11")))
    history = unit(stay(chosen, slip=slip("2026-03-10")))
    draft = replace(chosen, number=None, day=None, posted_at=None)
    assert as_known(history, noon(on("2026-03-11")) - MOMENT) == unit(stay(slip=slip("2026-03-10")))
    assert as_known(history, noon(on("2026-03-11"))) == unit(stay(draft, slip=slip("2026-03-10")))
    assert as_known(history, noon(on("2026-03-12"))) == history


def test_a_credit_is_known_from_its_moment() -> None:
    standing = stay(invoice("2026-03-12"), slip=slip("2026-03-10"))
    credited = stay(invoice("2026-03-12", credited="2026-03-20"), slip=slip("2026-03-10"))
    assert known("2026-03-20", just_before=True) == unit(standing)
    assert known("2026-03-20") == unit(credited)


def test_an_end_is_known_from_its_moment() -> None:
    assert known("2026-04-01", just_before=True) == unit(replace(FULL, end=None))
    assert known("2026-04-01") == unit(FULL)


def test_a_corrected_number_is_known_to_stand_until_it_was_corrected() -> None:
    history = unit(corrected_away(stay(slip=slip("2026-03-10")), "2026-03-15"))
    before = as_known(history, noon(on("2026-03-15")) - MOMENT)
    assert before == unit(stay(slip=slip("2026-03-10")))
    assert as_known(history, noon(on("2026-03-15"))) == history
    assert sales(before) == (Sale(on("2026-03-10"), noon(on("2026-03-10")), before.registrations[0]),)
    assert sales(history) == ()
