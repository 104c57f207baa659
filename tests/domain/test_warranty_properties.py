"""What holds for the warranty of every history."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.domain.lineage import EndKind, UnitHistory, as_known
from graph_api.domain.warranty import KindVerdict, WarrantyStatus, WarrantyVerdict, decide_warranty
from tests.domain.histories import invoice, noon, on, slip, stay, unit
from tests.domain.stories import ASKED, histories, terms
from tests.domain.warranties import EXTENDED, STATUTORY

LATER = st.dates(on("2020-01-06"), on("2021-06-30"))


@settings(deadline=None, max_examples=40)
@given(histories, ASKED)
def test_the_answer_turns_on_the_day_that_would_change_it_and_not_before(history: UnitHistory, day: date) -> None:
    """W10: the nearest fact is told apart from every other by asking each day up to it."""
    answer, change = said(decide_warranty(history, day)), decide_warranty(history, day).would_change
    turn = None if change is None else change.on
    until = min(turn or date.max, day + timedelta(days=200))
    unchanged = day
    while unchanged < until:
        assert said(decide_warranty(history, unchanged)) == answer
        unchanged += timedelta(days=1)
    if turn is not None:
        assert said(decide_warranty(history, turn)) != answer


def said(verdict: WarrantyVerdict) -> tuple[WarrantyStatus, tuple[KindVerdict, ...]]:
    return verdict.status, tuple(replace(kind, days_left=None) for kind in verdict.kinds)


@given(histories, ASKED)
def test_days_are_left_exactly_while_it_is_covered(history: UnitHistory, day: date) -> None:
    verdict = decide_warranty(history, day)
    answers: list[WarrantyVerdict | KindVerdict] = [verdict, *verdict.kinds]
    for each in answers:
        assert (each.days_left is not None) == (each.status is WarrantyStatus.COVERED)
        if each.days_left is not None:
            assert each.last_day == day + timedelta(days=each.days_left)
            assert each.first_day is not None
            assert each.first_day <= day


@given(histories, ASKED)
def test_overall_is_the_best_of_the_kinds(history: UnitHistory, day: date) -> None:
    verdict = decide_warranty(history, day)
    statuses = list(WarrantyStatus)
    if verdict.kinds:
        assert verdict.status == min((each.status for each in verdict.kinds), key=statuses.index)
        assert verdict.term in [each.term for each in verdict.kinds if each.status is verdict.status]
    else:
        assert verdict.status in statuses[statuses.index(WarrantyStatus.NO_TERM) :]


@given(histories, terms, ASKED)
def test_one_more_layer_never_makes_a_cover_less(history: UnitHistory, more, day: date) -> None:
    """W5."""
    layered = replace(history, registrations=tuple(replace(r, terms=(*r.terms, more)) for r in history.registrations))
    without, having = (decide_warranty(each, day) for each in (history, layered))
    after = {kind.kind: kind for kind in having.kinds}
    order = list(WarrantyStatus).index
    assert order(having.status) <= order(without.status)
    for kind in without.kinds:
        assert worth(kind) <= worth(after[kind.kind])


def worth(kind: KindVerdict) -> tuple[int, int, date]:
    rank = -list(WarrantyStatus).index(kind.status)
    percentage = kind.percentage if kind.status is not WarrantyStatus.EXPIRED else 0
    return rank, percentage, kind.last_day or date.min


@given(histories, ASKED)
def test_no_statement_names_a_person(history: UnitHistory, day: date) -> None:
    """G1."""
    verdict = decide_warranty(history, day)
    said_aloud = " ".join(reason.statement for reason in verdict.reasons) + str(verdict.would_change)
    assert "THE-" not in said_aloud


@given(st.sampled_from([EndKind.REVERSED, EndKind.TAKEN_BACK, EndKind.RETURNED]), LATER, ASKED)
def test_known_before_an_end_the_answer_is_that_of_a_sale_that_never_ended(kind: EndKind, end: date, day: date) -> None:
    """W11."""
    sold = stay(invoice("2020-01-05"), slip=slip("2020-01-01"), terms=(STATUTORY, EXTENDED))
    ended = replace(sold, end=stay(end=(kind, end.isoformat())).end)
    before = as_known(unit(ended), noon(end) - timedelta(seconds=1))
    assert decide_warranty(before, day) == decide_warranty(unit(sold), day)
    assert decide_warranty(as_known(unit(ended), noon(end)), day) == decide_warranty(unit(ended), day)


@given(histories, ASKED, LATER)
def test_what_was_known_at_a_moment_may_be_asked_at_once(history: UnitHistory, day: date, known: date) -> None:
    """W11: and the verdict says by whose knowledge it was given."""
    verdict = decide_warranty(history, day, noon(known))
    assert verdict.known_at == noon(known)
    assert replace(verdict, known_at=None) == decide_warranty(as_known(history, noon(known)), day)


@given(LATER, ASKED)
def test_known_before_a_credit_the_answer_is_that_of_an_invoice_that_stands(credit: date, day: date) -> None:
    """W11."""
    terms_held = (STATUTORY, EXTENDED)
    standing = unit(stay(invoice("2020-01-01"), slip=slip("2020-01-01"), terms=terms_held))
    gone = unit(stay(invoice("2020-01-01", credited=credit.isoformat()), slip=slip("2020-01-01"), terms=terms_held))
    before = as_known(gone, noon(credit) - timedelta(seconds=1))
    assert decide_warranty(before, day) == decide_warranty(standing, day)


@given(ASKED)
def test_a_slip_dated_back_counts_from_its_day_for_whoever_asks_after_its_posting(day: date) -> None:
    """W11."""
    posted = replace(slip("2020-01-01"), posted_at=noon(on("2020-06-01")))
    history = unit(stay(slip=posted, terms=(STATUTORY,)))
    before, after = (as_known(history, noon(on(moment))) for moment in ("2020-05-31", "2020-06-01"))
    assert decide_warranty(before, day).status is WarrantyStatus.NOT_SOLD_BY_US
    assert decide_warranty(after, day) == decide_warranty(unit(stay(slip=slip("2020-01-01"), terms=(STATUTORY,))), day)
