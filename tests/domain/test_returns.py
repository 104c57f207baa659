"""Rules V1 and V2: whether a unit may come back on a day, every condition that it meets or fails, and the last day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.domain.aftersales import AfterSales, ReturnState, ReturnStay
from graph_api.domain.lineage import EndKind, UnitHistory, as_known
from graph_api.domain.returns import ReturnEligibility, decide_return
from graph_api.domain.terms import ReturnBasis
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange, Reason, VersionUsed
from tests.domain.histories import LONG_AGO, invoice, noon, on, policy, slip, stay, unit
from tests.domain.stories import ASKED, histories

SOLD = slip("2026-03-10")
BY_SLIP = (policy(30, ReturnBasis.PACKING_SLIP),)
BY_INVOICE = (policy(30),)


def failing(answer: ReturnEligibility) -> list[Fact]:
    return [reason.fact for reason in answer.reasons if not reason.held]


def test_what_may_come_back_is_answered_with_every_condition() -> None:
    """V2: and the window of 30 days is counted like a period (W3)."""
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE))
    assert decide_return(sold, on("2026-04-12"), "C-7") == ReturnEligibility(
        may_return=True,
        valid_at=on("2026-04-12"),
        known_at=None,
        reasons=(
            Reason("I2", Fact.SOLD_BY_US, "Packing slip PS-1 of 2026-03-10 sold it.", on("2026-03-10"), held=True),
            Reason("W8", Fact.SALE_STANDS, "The sale of 2026-03-10 stands on 2026-04-12.", None, held=True),
            Reason("V2", Fact.INVOICED, "Invoice INV-1 of 2026-03-14 stands.", on("2026-03-14"), held=True),
            Reason("V2", Fact.NOT_COME_BACK, "It has not come back for good.", None, held=True),
            Reason("V2", Fact.NOT_ON_ITS_WAY, "It is on no return.", None, held=True),
            Reason(
                "V1",
                Fact.POLICY_IN_FORCE,
                "Return policy RP-1 version 1 was in force on 2026-03-10, the day of sale.",
                on("2026-03-10"),
                held=True,
            ),
            Reason("V1", Fact.RETURNABLE, "Return policy RP-1 version 1 allows returns.", None, held=True),
            Reason(
                "V1",
                Fact.WINDOW_OPEN,
                "Invoice INV-1 of 2026-03-14 opened the return window of 30 days; its last day is 2026-04-13.",
                on("2026-04-13"),
                held=True,
            ),
            Reason("V2", Fact.ASKER_BOUGHT_IT, "The asker is who bought it.", None, held=True),
        ),
        evidence=(
            Evidence(EvidenceKind.PACKING_SLIP, "slip-1", "PS-1", on("2026-03-10")),
            Evidence(EvidenceKind.INVOICE, "invoice-INV-1", "INV-1", on("2026-03-14")),
            Evidence(EvidenceKind.SALES_ORDER, "SO-1", "SO-1", LONG_AGO),
            Evidence(EvidenceKind.REGISTRATION, "reg-1", "SN-1", None),
            Evidence(EvidenceKind.RETURN_POLICY, "RP-1.1", "RP-1", LONG_AGO),
        ),
        policy=VersionUsed("RP-1.1", "RP-1", 1),
        last_day=on("2026-04-13"),
        days_left=1,
        would_change=NearestChange("2026-04-13 is the last day of the return window.", on("2026-04-14")),
    )


@pytest.mark.parametrize(
    ("first", "window_days", "asked", "may_return", "days_left"),
    [
        ("2024-01-01", 90, "2024-01-01", True, 90),
        ("2024-01-01", 90, "2024-03-30", True, 1),
        ("2024-01-01", 90, "2024-03-31", True, 0),
        ("2024-01-01", 90, "2024-04-01", False, None),
        ("2024-02-28", 1, "2024-02-29", True, 0),
        ("2024-02-28", 1, "2024-03-01", False, None),
        ("2023-02-28", 1, "2023-03-01", True, 0),
        ("2023-12-31", 60, "2024-02-29", True, 0),
        ("2024-02-29", 365, "2025-02-28", True, 0),
        ("2024-02-29", 0, "2024-02-29", True, 0),
        ("2024-02-29", 0, "2024-03-01", False, None),
    ],
)
def test_the_last_day_of_the_window_counts(
    first: str, window_days: int, asked: str, days_left: int | None, *, may_return: bool
) -> None:
    """V1: counted like W3; both ends are inside."""
    sold = unit(stay(invoice(first), slip=slip(first), policies=(policy(window_days),)))
    answer = decide_return(sold, on(asked))
    assert (answer.may_return, answer.days_left) == (may_return, days_left)
    assert (Fact.WINDOW_OPEN in failing(answer)) is not may_return


def test_a_window_past_the_calendar_stays_open() -> None:
    sold = unit(stay(invoice("9999-12-01"), policies=BY_INVOICE))
    answer = decide_return(sold, on("9999-12-31"))
    assert (answer.may_return, answer.last_day, answer.would_change) == (True, date.max, None)


@pytest.mark.parametrize(
    ("basis", "last_day", "opener"),
    [
        (ReturnBasis.PACKING_SLIP, "2026-04-09", "Packing slip PS-1 of 2026-03-10"),
        (ReturnBasis.INVOICE, "2026-04-13", "Invoice INV-1 of 2026-03-14"),
    ],
)
def test_the_window_is_counted_from_the_basis_of_the_policy(basis: ReturnBasis, last_day: str, opener: str) -> None:
    """V1, and a window that is over is still told with its last day (V2)."""
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=(policy(30, basis),)))
    answer = decide_return(sold, on("2026-05-01"))
    told = f"{opener} opened the return window of 30 days; its last day was {last_day}."
    assert answer.reasons[-1] == Reason("V1", Fact.WINDOW_OPEN, told, on(last_day), held=False)
    assert (answer.may_return, answer.last_day, answer.days_left) == (False, on(last_day), None)
    assert answer.would_change is None


def test_an_invoice_issued_anew_opens_no_second_window() -> None:
    """W2 for windows too, so that crediting never makes one longer."""
    again = (invoice("2026-03-14", credited="2026-03-20"), invoice("2026-04-10", "INV-2"))
    answer = decide_return(unit(stay(*again, slip=SOLD, policies=BY_INVOICE)), on("2026-04-14"))
    assert (answer.may_return, answer.last_day) == (False, on("2026-04-13"))


NOT_INVOICED = (
    "No invoice stands for it on 2026-03-12: "
    "reverse its packing slip line, or take it back on the sales order, instead."
)


@pytest.mark.parametrize(
    ("policies", "fails"),
    [(BY_SLIP, [Fact.INVOICED]), (BY_INVOICE, [Fact.INVOICED, Fact.WINDOW_OPEN])],
)
def test_before_its_invoice_a_unit_does_not_come_back_as_a_return(policies, fails: list[Fact]) -> None:
    """V2: before that, D3 or C2."""
    answer = decide_return(unit(stay(slip=SOLD, policies=policies)), on("2026-03-12"))
    assert failing(answer) == fails
    assert answer.reasons[2] == Reason("V2", Fact.INVOICED, NOT_INVOICED, None, held=False)
    assert answer.would_change == NearestChange("Posting an invoice for it would allow its return.", None)


def test_a_window_that_waits_for_an_invoice_says_so() -> None:
    answer = decide_return(unit(stay(slip=SOLD, policies=BY_INVOICE)), on("2026-03-12"))
    told = "The 30 days of the return window count from an invoice, and none stands."
    assert answer.reasons[-1] == Reason("V1", Fact.WINDOW_OPEN, told, None, held=False)
    assert (answer.last_day, answer.days_left) == (None, None)


def test_an_invoice_of_a_later_day_is_the_nearest_change() -> None:
    answer = decide_return(unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE)), on("2026-03-12"))
    assert failing(answer) == [Fact.INVOICED, Fact.WINDOW_OPEN]
    assert answer.would_change == NearestChange("Invoice INV-1 of 2026-03-14 invoices it.", on("2026-03-14"))


CREDITED = unit(stay(invoice("2026-03-14", credited="2026-03-20"), slip=SOLD, policies=BY_INVOICE))


def test_a_credited_invoice_is_none() -> None:
    eve, day = (decide_return(CREDITED, on(each)) for each in ("2026-03-19", "2026-03-20"))
    assert (eve.may_return, day.may_return) == (True, False)
    told = "On 2026-03-20 its invoice is credited, and no other stands."
    assert eve.would_change == NearestChange(told, on("2026-03-20"))


@pytest.mark.parametrize(
    ("asked", "would_change"),
    [
        ("2026-04-13", NearestChange("Posting an invoice for it would allow its return.", None)),
        ("2026-04-14", None),
    ],
)
def test_after_a_credit_a_new_invoice_helps_only_while_the_window_of_the_first_is_open(
    asked: str, would_change: NearestChange | None
) -> None:
    assert decide_return(CREDITED, on(asked)).would_change == would_change


def test_where_no_policy_was_in_force_a_return_is_not_promised() -> None:
    """V1 and V3."""
    answer = decide_return(unit(stay(invoice("2026-03-14"), slip=SOLD)), on("2026-03-15"))
    told = (
        "No return policy was in force on 2026-03-10, the day of sale: "
        "ask someone who may authorise a return against this answer."
    )
    assert answer.reasons[-1] == Reason("V1", Fact.POLICY_IN_FORCE, told, on("2026-03-10"), held=False)
    assert failing(answer) == [Fact.POLICY_IN_FORCE]
    assert (answer.may_return, answer.policy, answer.last_day, answer.would_change) == (False, None, None, None)


def test_what_is_not_returnable_does_not_come_back() -> None:
    """V1."""
    answer = decide_return(unit(stay(invoice("2026-03-14"), slip=SOLD, policies=(policy(None),))), on("2026-03-15"))
    told = "Return policy RP-1 version 1 allows no return."
    assert answer.reasons[-1] == Reason("V1", Fact.RETURNABLE, told, None, held=False)
    assert (answer.may_return, answer.policy, answer.last_day) == (False, VersionUsed("RP-1.1", "RP-1", 1), None)


@pytest.mark.parametrize("registration", [None, stay(slip=slip(None, number=None))])
def test_what_we_did_not_sell_does_not_come_back(registration) -> None:
    """V2: no other condition can be judged without a sale."""
    answer = decide_return(unit(*([registration] if registration else [])), on("2026-03-15"), "C-7")
    assert (answer.may_return, answer.would_change) == (False, None)
    assert set(failing(answer)) <= {Fact.SOLD_BY_US, Fact.POSTED}
    assert len(failing(answer)) == len(answer.reasons)


@pytest.mark.parametrize(
    ("kind", "fails"),
    [
        (EndKind.RETURNED, [Fact.SALE_STANDS, Fact.NOT_COME_BACK]),
        (EndKind.CREDITED, [Fact.SALE_STANDS]),
    ],
)
def test_a_sale_that_ended_fails_with_all_that_fails(kind: EndKind, fails: list[Fact]) -> None:
    """V2, V5: conditions are judged on the last sale."""
    ended = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE, end=(kind, "2026-03-20")))
    answer = decide_return(ended, on("2026-03-20"))
    assert failing(answer) == fails
    eve = decide_return(ended, on("2026-03-19"))
    assert eve.may_return
    assert eve.would_change is not None
    assert (eve.would_change.fact, eve.would_change.on) == (answer.reasons[1].statement, on("2026-03-20"))


def test_it_is_said_when_it_came_back() -> None:
    ended = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE, end=(EndKind.RETURNED, "2026-03-20")))
    told = Reason("V2", Fact.NOT_COME_BACK, "It came back for good on 2026-03-20.", on("2026-03-20"), held=False)
    assert told in decide_return(ended, on("2026-03-25")).reasons


def test_sold_again_it_may_come_back_again() -> None:
    """V5, W8."""
    old = stay(
        invoice("2026-01-10"),
        slip=slip("2026-01-10", "PS-0"),
        policies=BY_INVOICE,
        end=(EndKind.RETURNED, "2026-01-20"),
        id="old",
    )
    history = unit(old, stay(invoice("2026-03-10"), slip=SOLD, policies=BY_INVOICE, id="new"))
    assert decide_return(history, on("2026-03-10")).may_return
    told = NearestChange("Packing slip PS-1 of 2026-03-10 sells it.", on("2026-03-10"))
    assert decide_return(history, on("2026-03-09")).would_change == told


def test_somebody_else_may_not_return_it_and_is_told_no_number() -> None:
    """V2, G1."""
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE))
    answer = decide_return(sold, on("2026-03-15"), "C-8")
    assert failing(answer) == [Fact.ASKER_BOUGHT_IT]
    assert answer.reasons[-1].statement == "The asker is not who bought it."
    assert (answer.may_return, answer.last_day, answer.days_left) == (False, on("2026-04-13"), 29)
    assert not any("C-7" in reason.statement for reason in answer.reasons)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_any_day_may_be_asked(day: date) -> None:
    sold = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE))
    assert not decide_return(sold, day).may_return


askers = st.sampled_from([None, "C-7", "C-8"])


@settings(deadline=None, max_examples=40)
@given(histories, ASKED, askers)
def test_the_answer_turns_on_the_day_that_would_change_it_and_not_before(
    history: UnitHistory, day: date, asker: str | None
) -> None:
    answer = decide_return(history, day, asker)
    turn = answer.would_change.on if answer.would_change else None
    until = min(turn or date.max, day + timedelta(days=200))
    unchanged = day
    while unchanged < until:
        assert decide_return(history, unchanged, asker).may_return is answer.may_return
        unchanged += timedelta(days=1)
    if turn is not None:
        assert decide_return(history, turn, asker).may_return is not answer.may_return


@given(histories, ASKED, askers)
def test_it_may_come_back_exactly_when_every_condition_holds(
    history: UnitHistory, day: date, asker: str | None
) -> None:
    answer = decide_return(history, day, asker)
    assert answer.may_return is (not failing(answer))
    if answer.may_return:
        assert answer.days_left is not None
    if answer.days_left is not None:
        assert answer.last_day == day + timedelta(days=answer.days_left)


@given(histories, ASKED, askers)
def test_naming_an_asker_never_opens_a_return(history: UnitHistory, day: date, asker: str | None) -> None:
    assert decide_return(history, day).may_return or not decide_return(history, day, asker).may_return


@given(st.dates(on("2020-01-06"), on("2021-06-30")), ASKED)
def test_known_before_a_return_the_answer_is_that_of_a_sale_that_stands(end: date, day: date) -> None:
    """W11."""
    sold = stay(invoice("2020-01-05"), slip=slip("2020-01-01"), policies=(policy(200),))
    back = replace(sold, end=stay(end=(EndKind.RETURNED, end.isoformat())).end)
    before = as_known(unit(back), noon(end) - timedelta(seconds=1))
    assert decide_return(before, day) == decide_return(unit(sold), day)


ON_ITS_WAY = ReturnStay("item-1", "RMA-1", ReturnState.AUTHORISED, on("2026-03-20"), noon(on("2026-03-20")))
CLOSED = replace(ON_ITS_WAY, state=ReturnState.REFUSED, closed_on=on("2026-03-25"), closed_at=noon(on("2026-03-25")))


def returned(*stays: ReturnStay) -> UnitHistory:
    sold = stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE)
    return unit(replace(sold, after=AfterSales(returns=stays)))


def test_what_is_on_its_way_back_does_not_come_back_twice() -> None:
    """V2: until the return of it is closed."""
    answer = decide_return(returned(ON_ITS_WAY), on("2026-03-21"))
    told = "It is on its way back: return RMA-1 of 2026-03-20 is open."
    assert failing(answer) == [Fact.NOT_ON_ITS_WAY]
    assert Reason("V2", Fact.NOT_ON_ITS_WAY, told, on("2026-03-20"), held=False) in answer.reasons
    assert decide_return(returned(CLOSED), on("2026-03-25")).may_return
    assert decide_return(returned(ON_ITS_WAY), on("2026-03-19")).may_return


def test_an_answer_turns_on_the_days_of_a_return() -> None:
    eve, day = (decide_return(returned(CLOSED), on(each)).would_change for each in ("2026-03-19", "2026-03-20"))
    assert eve == NearestChange("On 2026-03-20 return RMA-1 lets it come back.", on("2026-03-20"))
    assert day == NearestChange("On 2026-03-25 return RMA-1 is closed.", on("2026-03-25"))


def test_as_known_before_it_was_closed_it_was_on_its_way() -> None:
    """W11."""
    before = as_known(returned(CLOSED), noon(on("2026-03-25")) - timedelta(seconds=1))
    assert failing(decide_return(before, on("2026-03-25"))) == [Fact.NOT_ON_ITS_WAY]
    assert decide_return(as_known(returned(CLOSED), noon(on("2026-03-19"))), on("2026-03-21")).may_return


def test_what_was_replaced_does_not_come_back() -> None:
    """V2, V5."""
    ended = unit(stay(invoice("2026-03-14"), slip=SOLD, policies=BY_INVOICE, end=(EndKind.REPLACED, "2026-03-20")))
    told = Reason("V2", Fact.NOT_COME_BACK, "It was replaced on 2026-03-20.", on("2026-03-20"), held=False)
    assert told in decide_return(ended, on("2026-03-25")).reasons
