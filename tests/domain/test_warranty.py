"""Rules W2, W3, W8, W10 and I2: whether a unit is covered on a day, why, and what would change it."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.lineage import EndKind, UnitHistory
from graph_api.domain.periods import Period, parse_period
from graph_api.domain.terms import CoverageKind, Layer, StartBasis
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange, Reason, TermUsed
from graph_api.domain.warranty import KindVerdict, WarrantyStatus, WarrantyVerdict, decide_warranty
from tests.domain.histories import LONG_AGO, corrected_away, cover, invoice, noon, on, slip, stay, term, unit
from tests.domain.warranties import SOLD, YEAR, statements


def status(history: UnitHistory, day: str) -> WarrantyStatus:
    return decide_warranty(history, on(day)).status


def test_the_statuses_are_those_of_the_rule_in_its_order() -> None:
    """W10."""
    rule = "covered, not started, void, expired, no term, replaced by, no longer sold, possibly ours, not sold by us"
    assert [each.replace("_", " ").lower() for each in WarrantyStatus] == rule.split(", ")


def test_a_covered_unit_is_answered_with_its_whole_proof() -> None:
    """W10: status, every reason, the documents walked, the term's version, the days, and what would change it."""
    sold = stay(invoice("2026-03-14", "INV-1042"), slip=SOLD, terms=(term(cover(YEAR), version=3),))
    used = TermUsed("WT-1.3", "WT-1", 3)
    days = (on("2026-03-14"), on("2027-03-14"), 1)
    assert decide_warranty(unit(sold), on("2027-03-13")) == WarrantyVerdict(
        status=WarrantyStatus.COVERED,
        valid_at=on("2027-03-13"),
        known_at=None,
        reasons=(
            Reason("I2", Fact.SOLD_BY_US, "Packing slip PS-1 of 2026-03-10 sold it.", on("2026-03-10"), held=True),
            Reason("W8", Fact.SALE_STANDS, "The sale of 2026-03-10 stands on 2027-03-13.", None, held=True),
            Reason(
                "W1",
                Fact.TERM_IN_FORCE,
                "The commercial warranty term WT-1 version 3 was in force on 2026-03-10, the day of sale.",
                on("2026-03-10"),
                held=True,
            ),
            Reason(
                "W2",
                Fact.STARTED,
                "Invoice INV-1042 of 2026-03-14 started the commercial cover.",
                on("2026-03-14"),
                held=True,
            ),
            Reason(
                "W3",
                Fact.WITHIN_PERIOD,
                "The commercial cover for parts, 100 percent, lasts from 2026-03-14 to 2027-03-14.",
                on("2027-03-14"),
                held=True,
            ),
        ),
        evidence=(
            Evidence(EvidenceKind.PACKING_SLIP, "slip-1", "PS-1", on("2026-03-10")),
            Evidence(EvidenceKind.INVOICE, "invoice-INV-1042", "INV-1042", on("2026-03-14")),
            Evidence(EvidenceKind.SALES_ORDER, "SO-1", "SO-1", LONG_AGO),
            Evidence(EvidenceKind.REGISTRATION, "reg-1", "SN-1", None),
            Evidence(EvidenceKind.WARRANTY_TERM, "WT-1.3", "WT-1", LONG_AGO),
        ),
        kinds=(
            KindVerdict(
                CoverageKind.PARTS,
                WarrantyStatus.COVERED,
                Layer.COMMERCIAL,
                100,
                used,
                StartBasis.INVOICE,
                *days,
            ),
        ),
        layer=Layer.COMMERCIAL,
        term=used,
        first_day=days[0],
        last_day=days[1],
        days_left=1,
        would_change=NearestChange("2027-03-14 is the last day of the commercial cover for parts.", on("2027-03-15")),
    )


@pytest.mark.parametrize(
    ("first", "period", "asked", "expected", "days_left"),
    [
        ("2024-02-29", "P1Y", "2024-02-28", WarrantyStatus.NOT_SOLD_BY_US, None),
        ("2024-02-29", "P1Y", "2024-02-29", WarrantyStatus.COVERED, 365),
        ("2024-02-29", "P1Y", "2025-02-27", WarrantyStatus.COVERED, 1),
        ("2024-02-29", "P1Y", "2025-02-28", WarrantyStatus.COVERED, 0),
        ("2024-02-29", "P1Y", "2025-03-01", WarrantyStatus.EXPIRED, None),
        ("2024-02-29", "P4Y", "2028-02-29", WarrantyStatus.COVERED, 0),
        ("2024-02-29", "P4Y", "2028-03-01", WarrantyStatus.EXPIRED, None),
        ("2024-01-31", "P1M", "2024-02-29", WarrantyStatus.COVERED, 0),
        ("2024-01-31", "P1M", "2024-03-01", WarrantyStatus.EXPIRED, None),
        ("2023-01-31", "P1M", "2023-02-28", WarrantyStatus.COVERED, 0),
        ("2023-01-31", "P1M", "2023-03-01", WarrantyStatus.EXPIRED, None),
        ("2024-01-01", "P90D", "2024-03-31", WarrantyStatus.COVERED, 0),
        ("2024-01-01", "P90D", "2024-04-01", WarrantyStatus.EXPIRED, None),
        ("2023-12-31", "P2M", "2024-02-29", WarrantyStatus.COVERED, 0),
        ("2024-08-31", "P18M", "2026-02-28", WarrantyStatus.COVERED, 0),
        ("2024-08-31", "P18M", "2024-08-31", WarrantyStatus.COVERED, 546),
    ],
)
def test_the_first_and_the_last_day_are_covered(
    first: str, period: str, asked: str, expected: WarrantyStatus, days_left: int | None
) -> None:
    """W3: the first and the last day, the day before and the day after, on a calendar."""
    lasting = parse_period(period)
    assert isinstance(lasting, Period)
    sold = unit(stay(invoice(first), slip=slip(first), terms=(term(cover(lasting)),)))
    verdict = decide_warranty(sold, on(asked))
    assert (verdict.status, verdict.days_left) == (expected, days_left)


def test_a_cover_past_the_calendar_never_ends() -> None:
    sold = unit(stay(slip=slip("9950-01-01"), terms=(term(cover(Period(years=100)), basis=StartBasis.PACKING_SLIP),)))
    verdict = decide_warranty(sold, date.max)
    assert (verdict.status, verdict.days_left, verdict.would_change) == (WarrantyStatus.COVERED, 0, None)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_any_day_may_be_asked(day: date) -> None:
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, terms=(term(cover(YEAR)),)))
    assert decide_warranty(sold, day).valid_at == day


# W2: what starts it.


def test_a_term_that_starts_with_the_packing_slip_counts_from_its_day() -> None:
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, terms=(term(cover(YEAR), basis=StartBasis.PACKING_SLIP),)))
    verdict = decide_warranty(sold, on("2026-03-10"))
    started = [("Packing slip PS-1 of 2026-03-10 started the commercial cover.", True)]
    assert (verdict.first_day, statements(verdict, Fact.STARTED)) == (on("2026-03-10"), started)


def test_an_invoice_without_a_slip_ships_and_so_starts_a_term_of_the_packing_slip() -> None:
    """D8."""
    sold = unit(stay(invoice("2026-03-14"), terms=(term(cover(YEAR), basis=StartBasis.PACKING_SLIP),)))
    verdict = decide_warranty(sold, on("2026-03-14"))
    assert statements(verdict, Fact.SOLD_BY_US) == [("Invoice INV-1 of 2026-03-14 sold it.", True)]
    assert statements(verdict, Fact.STARTED) == [("Invoice INV-1 of 2026-03-14 started the commercial cover.", True)]
    assert [each.kind for each in verdict.evidence].count(EvidenceKind.INVOICE) == 1


@pytest.mark.parametrize(
    ("basis", "missing", "would"),
    [
        (StartBasis.INVOICE, "No invoice stands for it", "Posting an invoice for it would start the cover."),
        (
            StartBasis.OWNER_REGISTRATION,
            "No registration by its owner is on record",
            "Its owner's registration would start the cover.",
        ),
        (StartBasis.INSTALLATION, "No installation is on record", "Its installation would start the cover."),
    ],
)
def test_while_no_event_starts_it_a_cover_is_neither_covered_nor_expired(
    basis: StartBasis, missing: str, would: str
) -> None:
    """W2."""
    verdict = decide_warranty(unit(stay(slip=SOLD, terms=(term(cover(YEAR), basis=basis),))), on("2099-01-01"))
    why = f"{missing}, so the commercial cover has not started: neither covered nor expired."
    assert verdict.status is WarrantyStatus.NOT_STARTED
    assert (verdict.first_day, verdict.last_day, verdict.days_left) == (None, None, None)
    assert statements(verdict, Fact.STARTED) == [(why, False)]
    assert statements(verdict, Fact.WITHIN_PERIOD) == []
    assert verdict.would_change == NearestChange(would, None)


def test_an_invoice_of_a_later_day_has_not_started_it_yet() -> None:
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, terms=(term(cover(YEAR)),)))
    verdict = decide_warranty(sold, on("2026-03-13"))
    assert verdict.status is WarrantyStatus.NOT_STARTED
    assert verdict.would_change == NearestChange("Invoice INV-1 of 2026-03-14 invoices it.", on("2026-03-14"))
    assert EvidenceKind.INVOICE not in [each.kind for each in verdict.evidence]


REISSUED = unit(
    stay(
        invoice("2026-03-14", "INV-1", credited="2026-03-20"),
        invoice("2026-03-25", "INV-2"),
        slip=SOLD,
        terms=(term(cover(YEAR)),),
    )
)


def test_an_invoice_credited_and_issued_anew_keeps_the_day_of_the_first() -> None:
    """W2."""
    verdict = decide_warranty(REISSUED, on("2026-03-25"))
    assert (verdict.status, verdict.first_day) == (WarrantyStatus.COVERED, on("2026-03-14"))
    invoices = [each.number for each in verdict.evidence if each.kind is EvidenceKind.INVOICE]
    assert invoices == ["INV-1", "INV-2"]


def test_between_the_credit_and_the_new_invoice_none_stands_and_nothing_has_started() -> None:
    """W2, and each turn is told on the day before it."""
    statuses = [status(REISSUED, day) for day in ("2026-03-19", "2026-03-20", "2026-03-24", "2026-03-25")]
    waiting = WarrantyStatus.NOT_STARTED
    assert statuses == [WarrantyStatus.COVERED, waiting, waiting, WarrantyStatus.COVERED]
    assert decide_warranty(REISSUED, on("2026-03-19")).would_change == NearestChange(
        "On 2026-03-20 its invoice is credited, and no other stands.", on("2026-03-20")
    )
    assert decide_warranty(REISSUED, on("2026-03-20")).would_change == NearestChange(
        "Invoice INV-2 of 2026-03-25 invoices it.", on("2026-03-25")
    )


def test_after_a_credit_a_new_invoice_would_start_the_cover_as_of_the_first() -> None:
    sold = stay(invoice("2026-03-14", credited="2026-03-20"), slip=SOLD, terms=(term(cover(YEAR)),))
    verdict = decide_warranty(unit(sold), on("2026-03-20"))
    assert verdict.would_change == NearestChange(
        "Posting an invoice for it would start the cover as of 2026-03-14.", None
    )


# I2 and W8: which sale the day asked is about.


def test_a_number_that_nobody_named_is_not_sold_by_us() -> None:
    """I2: never answered as stock."""
    verdict = decide_warranty(unit(), on("2026-03-10"))
    assert (verdict.status, verdict.kinds, verdict.evidence) == (WarrantyStatus.NOT_SOLD_BY_US, (), ())
    assert verdict.reasons == (
        Reason("I2", Fact.SOLD_BY_US, "No posted packing slip or invoice names it.", None, held=False),
    )
    assert (verdict.layer, verdict.term, verdict.days_left, verdict.would_change) == (None, None, None, None)


@pytest.mark.parametrize(
    ("registration", "draft"),
    [
        (stay(slip=slip(None, number=None)), "draft packing slip of sales order SO-1"),
        (stay(slip=slip(None, number="PS-9")), "draft packing slip PS-9 of sales order SO-1"),
        (stay(invoice(None, number=None)), "draft invoice of sales order SO-1"),
    ],
)
def test_a_number_on_a_draft_alone_is_not_sold_and_the_draft_is_named(registration, draft: str) -> None:
    """I2."""
    verdict = decide_warranty(unit(registration), on("2026-03-10"))
    assert verdict.status is WarrantyStatus.NOT_SOLD_BY_US
    assert statements(verdict, Fact.POSTED) == [(f"D{draft[1:]} names it, and a draft is not a sale.", False)]
    assert verdict.would_change == NearestChange(f"Posting the {draft} would sell it.", None)
    assert verdict.evidence[-1] == Evidence(EvidenceKind.REGISTRATION, "reg-1", "SN-1", None)


@pytest.mark.parametrize("kind", [EndKind.TAKEN_OFF, EndKind.DISCARDED])
def test_a_number_that_left_its_draft_stands_on_none(kind: EndKind) -> None:
    left = stay(slip=slip(None), end=(kind, "2026-03-11"))
    unchosen = stay(replace(invoice(None), superseded_at=noon(on("2026-03-11"))))
    verdict = decide_warranty(unit(left, unchosen), on("2026-03-12"))
    assert [reason.fact for reason in verdict.reasons] == [Fact.SOLD_BY_US]
    assert verdict.would_change is None


def test_a_number_that_was_corrected_to_another_is_not_sold_and_that_is_said() -> None:
    wrong = corrected_away(stay(slip=SOLD, terms=(term(cover(YEAR)),)), "2026-03-15")
    verdict = decide_warranty(unit(wrong), on("2026-03-20"))
    assert verdict.status is WarrantyStatus.NOT_SOLD_BY_US
    told = [("Packing slip PS-1 carried this number until it was corrected to another.", False)]
    assert statements(verdict, Fact.NUMBER_STANDS) == told


def test_before_its_first_sale_a_unit_is_not_sold_and_the_sale_is_named() -> None:
    later = stay(slip=slip("2027-01-01", "PS-2"), id="later")
    verdict = decide_warranty(unit(later, stay(slip=SOLD, end=(EndKind.REVERSED, "2026-04-01"))), on("2026-03-09"))
    assert verdict.status is WarrantyStatus.NOT_SOLD_BY_US
    assert verdict.reasons == (
        Reason(
            "I2",
            Fact.SOLD_BY_US,
            "Packing slip PS-1 sold it on 2026-03-10, after 2026-03-09.",
            on("2026-03-10"),
            held=False,
        ),
    )
    assert verdict.would_change == NearestChange("Packing slip PS-1 of 2026-03-10 sells it.", on("2026-03-10"))


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (EndKind.REVERSED, "the packing slip line was reversed"),
        (EndKind.TAKEN_BACK, "it was taken back before it was invoiced"),
        (EndKind.CREDITED, "the invoice was credited"),
        (EndKind.RETURNED, "it came back for good"),
    ],
)
def test_a_unit_whose_sales_have_ended_is_no_longer_sold_and_it_is_said_how(kind: EndKind, how: str) -> None:
    """I2."""
    ended = unit(stay(slip=SOLD, terms=(term(cover(YEAR), basis=StartBasis.PACKING_SLIP),), end=(kind, "2026-04-01")))
    verdict = decide_warranty(ended, on("2026-04-01"))
    told = f"The sale of 2026-03-10 ended on 2026-04-01: {how}."
    assert verdict.status is WarrantyStatus.NO_LONGER_SOLD
    assert verdict.reasons[1] == Reason("I2", Fact.SALE_STANDS, told, on("2026-04-01"), held=False)
    assert (verdict.kinds, verdict.term, verdict.would_change) == ((), None, None)
    assert decide_warranty(ended, on("2026-03-31")).would_change == NearestChange(told, on("2026-04-01"))


def test_a_sale_that_ended_on_its_day_never_stood() -> None:
    ended = unit(stay(slip=SOLD, end=(EndKind.REVERSED, "2026-03-10")))
    told = "The sale of 2026-03-10 ended on 2026-03-10: the packing slip line was reversed."
    assert status(ended, "2026-03-10") is WarrantyStatus.NO_LONGER_SOLD
    assert decide_warranty(ended, on("2026-03-09")).would_change == NearestChange(told, on("2026-03-10"))


def test_each_sale_has_its_own_warranty_and_the_earlier_one_is_history() -> None:
    """W8: the later, if two touch that day."""
    old = stay(invoice("2020-01-01"), slip=slip("2020-01-01", "PS-0"), terms=(term(cover(YEAR)),), id="old")
    old = replace(old, end=stay(end=(EndKind.RETURNED, "2026-03-10")).end)
    new = stay(invoice("2026-03-10"), slip=SOLD, terms=(term(cover(YEAR)),), id="new")
    history = unit(old, new)
    verdict = decide_warranty(history, on("2026-03-10"))
    assert (verdict.status, verdict.first_day) == (WarrantyStatus.COVERED, on("2026-03-10"))
    told = "The sale of 2026-03-10 stands on 2026-03-10. Earlier sales of it are history: 1."
    assert statements(verdict, Fact.SALE_STANDS) == [(told, True)]
    eve = decide_warranty(history, on("2026-03-09"))
    assert eve.status is WarrantyStatus.EXPIRED
    assert eve.would_change == NearestChange("Packing slip PS-1 of 2026-03-10 sells it.", on("2026-03-10"))


@pytest.mark.parametrize("held_to", [(), (term(),)])
def test_a_sale_that_no_term_covers_has_no_term(held_to) -> None:
    verdict = decide_warranty(unit(stay(slip=SOLD, terms=held_to)), on("2026-03-10"))
    told = [("No warranty term was in force on 2026-03-10, the day of sale.", False)]
    assert (verdict.status, verdict.would_change) == (WarrantyStatus.NO_TERM, None)
    assert statements(verdict, Fact.TERM_IN_FORCE) == told
