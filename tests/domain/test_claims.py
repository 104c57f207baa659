"""Claims: the sale that one is filed on, its steps, and what flags it (K1, K2)."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.aftersales import AfterSales, ClaimState, ClaimStay, Replacement, Resolution
from graph_api.domain.claim_refusals import ClaimNeedsReason, ClaimOpenAlready, NotClaimable, StepNotPossible
from graph_api.domain.claims import (
    OPEN_STATES,
    STEPS,
    Claim,
    ClaimAction,
    ClaimFlag,
    Filing,
    actions_from,
    decide_closing_day,
    decide_filing,
    decide_step,
    flags_of,
    notices_of_claims,
    notices_of_filing,
    notices_of_step,
    open_claim_of,
)
from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.lineage import End, EndKind
from graph_api.domain.periods import Period
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from tests.domain.histories import corrected_away, cover, invoice, noon, on, slip, stay, term, unit

TERMS = (term(cover(Period(months=24))),)
SOLD = stay(invoice("2024-05-02"), slip=slip("2024-05-01"), terms=TERMS)
DAY, TODAY = date(2024, 6, 1), date(2024, 6, 3)
NOW = noon(TODAY)
COVERED, EXPIRED = decide_warranty(unit(SOLD), DAY, NOW), decide_warranty(unit(SOLD), date(2026, 6, 1))


def on_it(state: ClaimState, number: str = "CL-1") -> ClaimStay:
    return ClaimStay(number, number, state, DAY, noon(DAY))


def with_claims(*claims: ClaimStay) -> AfterSales:
    return AfterSales(claims=claims)


def claim(state: ClaimState = ClaimState.OPEN) -> Claim:
    return Claim(
        "C", "CL-1", state, DAY, noon(DAY), "It hums.", "reg-1", "unit-1", "unit-1", "SN-1", "P-1", DAY, COVERED
    )


def test_a_claim_is_filed_on_the_sale_that_stands_under_the_verdict_of_the_day() -> None:
    """K2."""
    filing = decide_filing(unit(SOLD), DAY, TODAY, NOW)

    assert isinstance(filing, Filing)
    assert filing.sale.registration is SOLD
    assert filing.verdict == COVERED


def test_the_sale_of_the_day_counts_though_the_unit_was_sold_again() -> None:
    """W8: the sale that stood on the day, not the one that stands now."""
    first = replace(SOLD, end=End(EndKind.REVERSED, on("2024-06-02"), noon(TODAY)))
    second = stay(slip=slip("2024-06-03"), id="reg-2")

    filing = decide_filing(unit(first, second), DAY, TODAY, NOW)

    assert isinstance(filing, Filing)
    assert filing.sale.registration is first


def test_a_number_that_was_never_sold_is_not_claimed() -> None:
    """I2."""
    (refusal,) = _refusals(decide_filing(unit(stay(slip=slip(None))), DAY, TODAY, NOW))

    assert isinstance(refusal, NotClaimable)
    assert refusal.why == "No posted packing slip or invoice names it"
    assert refusal.message.endswith("to claim on: No posted packing slip or invoice names it.")


def test_a_sale_that_ended_is_not_claimed_and_how_it_ended_is_said() -> None:
    """I2."""
    ended = replace(SOLD, end=End(EndKind.TAKEN_BACK, on("2024-05-20"), noon(DAY)))

    (refusal,) = _refusals(decide_filing(unit(ended), DAY, TODAY, NOW))

    assert isinstance(refusal, NotClaimable)
    assert "taken back" in refusal.why


def test_for_a_unit_that_was_replaced_the_other_one_is_named() -> None:
    """W7: the claim is on the unit that the customer has."""
    came = Replacement("reg-2", "unit-2", "SN-2", on("2024-05-20"), noon(DAY))
    end = End(EndKind.REPLACED, came.on, noon(DAY))

    (refusal,) = _refusals(
        decide_filing(unit(replace(SOLD, end=end, after=AfterSales(replaced_by=came))), DAY, TODAY, NOW)
    )

    assert isinstance(refusal, NotClaimable)
    assert refusal.why == "SN-2 came for it on 2024-05-20, so claim on that one"


@pytest.mark.parametrize("day", ["2024-04-30", "2024-06-04"])
def test_a_claim_is_not_dated_before_the_first_sale_nor_after_today(day: str) -> None:
    """W11."""
    (refusal,) = _refusals(decide_filing(unit(SOLD), on(day), TODAY, NOW))

    assert isinstance(refusal, DayOutOfRange)


@pytest.mark.parametrize("state", ClaimState)
def test_a_unit_has_one_open_claim_whichever_sale_it_is_on(state: ClaimState) -> None:
    """K1."""
    after = with_claims(on_it(ClaimState.REJECTED, "CL-0"), on_it(state))
    first = replace(SOLD, end=End(EndKind.REVERSED, on("2024-05-20"), noon(DAY)), after=after)
    second = stay(slip=slip("2024-05-21"), id="reg-2")

    decided = decide_filing(unit(first, second), DAY, TODAY, NOW)

    if state in OPEN_STATES:
        (refusal,) = _refusals(decided)
        assert refusal == ClaimOpenAlready(serial_number="SN-1", claim="CL-1", state=state.value, path=("unitId",))
        assert "CL-1" in refusal.message
    else:
        assert isinstance(decided, Filing)


def test_a_claim_on_a_number_that_was_corrected_away_is_not_this_units() -> None:
    """K2: it stays with the registration, which is another unit's now."""
    away = corrected_away(replace(SOLD, after=with_claims(on_it(ClaimState.OPEN))), "2024-05-20")

    assert open_claim_of(unit(away)) is None


def test_a_unit_that_came_for_another_is_not_claimed_before_it_came() -> None:
    """W7, W11."""
    came = Replacement("reg-0", "unit-0", "SN-0", on("2024-06-02"), noon(DAY))

    refused = decide_filing(unit(replace(SOLD, after=AfterSales(replaces=came))), DAY, TODAY, NOW)

    assert refused == (DayOutOfRange(day=DAY, earliest=on("2024-06-02"), latest=TODAY, path=("day",)),)


def test_an_open_claim_and_a_day_out_of_range_are_said_together() -> None:
    opened = replace(SOLD, after=with_claims(on_it(ClaimState.OPEN)))

    decided = _refusals(decide_filing(unit(opened), on("2030-01-01"), TODAY, NOW))

    assert [type(each) for each in decided] == [ClaimOpenAlready, DayOutOfRange]


@pytest.mark.parametrize("action", ClaimAction)
@pytest.mark.parametrize("state", ClaimState)
def test_a_step_is_possible_from_the_states_that_it_leaves(state: ClaimState, action: ClaimAction) -> None:
    """K1: the whole table."""
    refusals = decide_step(claim(state), action, "why")

    if action in actions_from(state):
        assert refusals == ()
        assert state in STEPS[action][0]
    else:
        (refusal,) = refusals
        assert isinstance(refusal, StepNotPossible)
        assert refusal.possible == tuple(each.value for each in actions_from(state))
        assert "CL-1" in refusal.message


def test_the_way_of_a_claim_is_the_one_of_the_rule() -> None:
    """K1: nothing leaves an end state."""
    reached = {state: sorted(STEPS[action][1] for action in actions_from(state)) for state in ClaimState}

    assert reached == {
        ClaimState.OPEN: ["CANCELLED", "IN_REVIEW"],
        ClaimState.IN_REVIEW: ["APPROVED", "CANCELLED", "REJECTED"],
        ClaimState.APPROVED: ["CANCELLED", "IN_PROGRESS"],
        ClaimState.IN_PROGRESS: ["CANCELLED", "RESOLVED"],
        ClaimState.RESOLVED: [],
        ClaimState.REJECTED: [],
        ClaimState.CANCELLED: [],
    }


@pytest.mark.parametrize("reason", [None, " "])
@pytest.mark.parametrize(
    ("state", "action"),
    [(ClaimState.IN_REVIEW, ClaimAction.REJECT), (ClaimState.APPROVED, ClaimAction.CANCEL)],
)
def test_rejecting_and_cancelling_say_why(state: ClaimState, action: ClaimAction, reason: str | None) -> None:
    """K1."""
    (refusal,) = decide_step(claim(state), action, reason)

    assert isinstance(refusal, ClaimNeedsReason)
    assert action.value.lower() in refusal.message


def test_approving_says_why_where_the_verdict_does_not_cover() -> None:
    """K2, W6: an override needs a reason."""
    against = replace(claim(ClaimState.IN_REVIEW), verdict=EXPIRED)

    assert decide_step(claim(ClaimState.IN_REVIEW), ClaimAction.APPROVE, None) == ()
    assert decide_step(against, ClaimAction.APPROVE, "a good customer") == ()
    assert len(decide_step(against, ClaimAction.APPROVE, None)) == 1


def test_what_is_approved_against_the_verdict_or_refunded_is_said() -> None:
    """K2, K3."""
    against = replace(claim(), verdict=EXPIRED)

    assert notices_of_step(claim(), ClaimAction.APPROVE) == ()
    assert [each.code for each in notices_of_step(against, ClaimAction.APPROVE)] == ["APPROVED_AGAINST_VERDICT"]
    assert [each.code for each in notices_of_step(against, ClaimAction.RESOLVE, Resolution.REFUND)] == ["CREDIT_APART"]
    assert notices_of_step(against, ClaimAction.RESOLVE, Resolution.REPAIR) == ()


def test_who_files_a_claim_hears_that_the_answer_is_no_yes() -> None:
    assert COVERED.status is WarrantyStatus.COVERED
    assert notices_of_filing(COVERED) == ()
    assert [each.code for each in notices_of_filing(EXPIRED)] == ["NOT_COVERED"]


@pytest.mark.parametrize(("day", "right"), [(DAY, True), (TODAY, True), (date(2024, 5, 31), False)])
def test_a_claim_ends_between_its_own_day_and_today(day: date, right: bool) -> None:  # noqa: FBT001 -- a case
    assert (list(decide_closing_day(claim(), day, TODAY)) == []) is right


def test_a_claim_is_flagged_by_what_became_of_its_sale() -> None:
    """K2."""
    ended = End(EndKind.CREDITED, TODAY, noon(TODAY))

    assert flags_of(claim()) == ()
    assert flags_of(replace(claim(), unit_id="unit-2")) == (ClaimFlag.NUMBER_CORRECTED,)
    assert flags_of(replace(claim(), ended=ended)) == (ClaimFlag.SALE_ENDED,)
    assert flags_of(replace(claim(), ended=ended, resold=True)) == (ClaimFlag.SALE_ENDED, ClaimFlag.UNIT_RESOLD)


def test_a_claim_is_called_by_its_number() -> None:
    assert claim().name == "claim CL-1"


def test_that_a_claim_itself_had_the_unit_replaced_is_no_flag() -> None:
    """K3: by another claim it is one."""
    end = End(EndKind.REPLACED, TODAY, noon(TODAY))

    assert flags_of(replace(claim(), ended=end, closed_at=noon(TODAY))) == ()
    assert flags_of(replace(claim(), ended=end, closed_at=noon(DAY))) == (ClaimFlag.SALE_ENDED,)
    assert flags_of(replace(claim(), ended=end)) == (ClaimFlag.SALE_ENDED,)


def _refusals(decided: object) -> tuple[object, ...]:
    assert isinstance(decided, tuple)
    return decided


def test_a_claim_that_is_open_goes_on_when_its_sale_ends() -> None:
    """K2: and is named."""
    day = on("2026-03-02")
    stays = (
        ClaimStay("1", "CL-1", ClaimState.RESOLVED, day, noon(day), day, noon(day)),
        ClaimStay("2", "CL-2", ClaimState.APPROVED, day, noon(day)),
    )

    (notice,) = notices_of_claims(replace(stay(), after=AfterSales(claims=stays)), "SN-1", ("disposition",))

    assert (notice.code, notice.rule) == ("CLAIM_GOES_ON", "K2")
    assert notice.message.startswith("Claim CL-2 on SN-1")
