"""What a change would do to what was answered before: claims and returns with their frozen answers, judged again."""

from dataclasses import replace
from datetime import date
from typing import Any

from graph_api.domain.aftersales import AfterSales, ClaimState, ClaimStay, ReturnState, ReturnStay
from graph_api.domain.claims import Claim, ClaimFlag
from graph_api.domain.documents import DocumentState
from graph_api.domain.earlier_answers import (
    MOST_CASES,
    ClaimEffect,
    OnRecord,
    ReturnedItem,
    ReturnEffect,
    Situation,
    claim_effects,
    on_record,
    return_effects,
)
from graph_api.domain.effects import Touched, compare
from graph_api.domain.lineage import EndKind, Registration, UnitHistory
from graph_api.domain.periods import Period
from graph_api.domain.returns import decide_return
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from tests.domain.histories import corrected_away, cover, invoice, noon, on, policy, slip, stay, term, unit
from tests.domain.records import recorded, void

TERMS = (term(cover(Period(months=24))),)
DAY = date(2024, 5, 10)
STAYS = ClaimStay("claim-1", "CL-1", ClaimState.OPEN, DAY, noon(DAY))
ON_ITS_WAY = ReturnStay("item-1", "RMA-1", ReturnState.AUTHORISED, DAY, noon(DAY))
SALE = stay(invoice("2024-05-02"), slip=slip("2024-05-01"), terms=TERMS, policies=(policy(30),))
SOLD = replace(SALE, after=AfterSales(claims=(STAYS,), returns=(ON_ITS_WAY,)))
UNIT = unit(SOLD)
FROZEN = decide_warranty(UNIT, DAY, noon(DAY))
ANSWER = decide_return(unit(SALE), DAY, "C-7", noon(DAY))
ENDED = stay(end=(EndKind.REVERSED, "2024-05-20")).end


def claim(**more: Any) -> Claim:
    filed = Claim(
        id="claim-1",
        number="CL-1",
        state=ClaimState.OPEN,
        opened_on=DAY,
        opened_at=noon(DAY),
        problem="It hums.",
        registration_id=SOLD.id,
        unit_id=UNIT.id,
        filed_unit_id=UNIT.id,
        serial_number="SN-1",
        product="P-1",
        sold_on=DAY,
        verdict=FROZEN,
    )
    return replace(filed, **more)


def item(**more: Any) -> ReturnedItem:
    return replace(ReturnedItem("item-1", "RMA-1", 1, ReturnState.AUTHORISED, "C-7", "{}", UNIT.id, "SN-1"), **more)


def claimed(history: UnitHistory, *claims: Claim) -> Situation:
    return Situation(units={history.id: history}, claims={each.id: each for each in claims})


def returned(history: UnitHistory | None, *items: ReturnedItem) -> Situation:
    return Situation(
        units={} if history is None else {history.id: history},
        items={each.id: each for each in items},
        answers={each.id: ANSWER for each in items},
    )


def voided(day: str) -> UnitHistory:
    return unit(recorded(SOLD, voids=(void(day),)))


def test_a_claim_of_which_nothing_changes_is_not_told() -> None:
    """A void from a later day leaves the answer of the claim's day as it is: its proof alone is another one."""
    later = voided("2024-05-11")
    assert decide_warranty(later, DAY) != decide_warranty(UNIT, DAY)

    assert claim_effects(claimed(UNIT, claim()), claimed(later, claim())) == ()


def test_the_question_of_a_claim_is_asked_again_by_what_is_known_and_by_what_would_be() -> None:
    """K2: the frozen verdict stays; a void from the claim's day on would answer it otherwise."""
    before, after = UNIT, voided("2024-05-10")

    (effect,) = claim_effects(claimed(before, claim()), claimed(after, claim()))

    assert effect == ClaimEffect(
        claim_id="claim-1",
        number="CL-1",
        serial_number="SN-1",
        state_before=ClaimState.OPEN,
        state_after=ClaimState.OPEN,
        flags_before=(),
        flags_after=(),
        verdict=FROZEN,
        verdict_before=decide_warranty(before, DAY),
        verdict_after=decide_warranty(after, DAY),
    )
    assert effect.verdict_after.status is WarrantyStatus.VOID


def test_a_claim_whose_sale_would_end_is_flagged_though_its_verdict_stays() -> None:
    """K2: it was covered on its day, and would be claimed on a sale that ended."""
    after = unit(replace(SOLD, end=ENDED))

    (effect,) = claim_effects(claimed(UNIT, claim()), claimed(after, claim(ended=ENDED)))

    assert (effect.flags_before, effect.flags_after) == ((), (ClaimFlag.SALE_ENDED,))
    assert effect.verdict_before is not None
    assert effect.verdict_before.status is effect.verdict_after.status is WarrantyStatus.COVERED


def test_a_step_of_a_claim_is_told() -> None:
    """K1."""
    (effect,) = claim_effects(claimed(UNIT, claim()), claimed(UNIT, claim(state=ClaimState.IN_REVIEW)))

    assert (effect.state_before, effect.state_after) == (ClaimState.OPEN, ClaimState.IN_REVIEW)


def test_a_claim_that_is_opened_was_nothing_before() -> None:
    (effect,) = claim_effects(claimed(unit(SALE)), claimed(UNIT, claim()))

    assert (effect.claim_id, effect.state_before, effect.flags_before, effect.verdict_before) == (None, None, (), None)
    assert (effect.state_after, effect.verdict_after.status) == (ClaimState.OPEN, WarrantyStatus.COVERED)


def test_a_corrected_number_takes_its_claim_to_the_unit_that_is_right() -> None:
    """K2, C1: before it is asked of the one, after it of the other."""
    right = replace(UNIT, id="unit-2", serial_number="SN-2")
    before = Situation(units={UNIT.id: UNIT}, claims={"claim-1": claim()})
    wrong = unit(corrected_away(SOLD, "2024-05-20"))
    after = Situation(units={UNIT.id: wrong, right.id: right}, claims={"claim-1": claim(unit_id="unit-2")})

    (effect,) = claim_effects(before, after)

    assert effect.flags_after == (ClaimFlag.NUMBER_CORRECTED,)
    assert effect.serial_number == "SN-1"
    assert effect.verdict_before == decide_warranty(UNIT, DAY)
    assert effect.verdict_after == decide_warranty(right, DAY)


def test_a_claim_of_a_unit_that_is_left_alone_is_not_told() -> None:
    """W7: the history of what came for a unit shows that one's claims; and of too many units not all are looked at."""
    elsewhere = claim(unit_id="unit-0")

    assert claim_effects(claimed(UNIT, elsewhere), claimed(voided("2024-05-10"), elsewhere)) == ()
    assert claim_effects(claimed(UNIT, elsewhere), claimed(voided("2024-05-10"), claim())) == ()


def test_the_answer_of_a_return_is_asked_for_again_without_that_return_itself() -> None:
    """V3: on its day it might come back, and does still, though it is on its way; with the sale that would be over."""
    after = unit(replace(SOLD, end=stay(end=(EndKind.CREDITED, "2024-05-10")).end))

    (effect,) = return_effects(returned(UNIT, item()), returned(after, item()))

    assert effect.answer_before is not None
    assert effect.answer_after is not None
    assert effect == ReturnEffect(
        item_id="item-1",
        return_number="RMA-1",
        position=1,
        serial_number="SN-1",
        state_before=ReturnState.AUTHORISED,
        state_after=ReturnState.AUTHORISED,
        answer=ANSWER,
        answer_before=decide_return(unit(SALE), DAY, "C-7"),
        answer_after=effect.answer_after,
    )
    assert (effect.answer_before.may_return, effect.answer_after.may_return) == (True, False)


def test_it_is_asked_again_for_whoever_asked() -> None:
    """V2: for somebody who did not buy it the answer was no, and stays so."""
    stranger, moved = item(customer="C-8"), item(customer="C-8", state=ReturnState.RECEIVED)

    (effect,) = return_effects(returned(UNIT, stranger), returned(UNIT, moved))

    assert effect.answer_before == effect.answer_after == decide_return(unit(SALE), DAY, "C-8")
    assert effect.answer_after is not None
    assert not effect.answer_after.may_return


def test_another_return_of_the_unit_counts() -> None:
    """V2: whoever asked for the same day after that one would hear no."""
    other = replace(ON_ITS_WAY, id="item-0", number="RMA-0")
    after = unit(replace(SOLD, after=replace(SOLD.after, returns=(other, ON_ITS_WAY))))

    (effect,) = return_effects(returned(UNIT, item()), returned(after, item()))

    assert effect.answer_after is not None
    assert not effect.answer_after.may_return


def test_an_item_of_which_nothing_changes_is_not_told() -> None:
    """What would change the answer next is no part of it."""
    later = unit(replace(SOLD, end=ENDED))
    without = unit(SALE), unit(replace(SALE, end=ENDED))
    assert len({decide_return(each, DAY).would_change for each in without}) == len(without)

    assert return_effects(returned(UNIT, item()), returned(later, item())) == ()
    assert return_effects(returned(None, item()), returned(None, item())) == ()


def test_a_step_of_an_item_is_told_also_where_its_number_is_not_known() -> None:
    """V4, V6."""
    blank = item(unit_id=None, serial_number=None)

    (effect,) = return_effects(returned(None, blank), returned(None, replace(blank, state=ReturnState.RECEIVED)))

    assert (effect.state_before, effect.state_after) == (ReturnState.AUTHORISED, ReturnState.RECEIVED)
    assert (effect.answer_before, effect.answer_after, effect.serial_number) == (None, None, None)


def test_a_blank_that_is_filled_can_be_asked_for_from_then_on() -> None:
    """R4, V6."""
    (effect,) = return_effects(returned(None, item(unit_id=None, serial_number=None)), returned(UNIT, item()))

    assert effect.answer_before is None
    assert effect.answer_after == decide_return(unit(SALE), DAY, "C-7")


def test_an_item_that_is_authorised_was_nothing_before() -> None:
    (effect,) = return_effects(returned(unit(SALE)), returned(UNIT, item()))

    assert (effect.item_id, effect.state_before, effect.answer_before) == (None, None, None)
    assert effect.answer_after == decide_return(unit(SALE), DAY, "C-7")


def test_what_is_on_record_is_found_on_every_sale_and_in_the_returns_that_are_named() -> None:
    """K2: also on a registration whose number was corrected away; each once."""
    again = recorded(stay(id="reg-2"), claims=(replace(STAYS, id="claim-2"),))

    found = on_record([UNIT, unit(corrected_away(SOLD, "2024-05-20"), again)], ["item-1", "item-9"])

    assert found == OnRecord(("claim-2", "claim-1"), ("item-9", "item-1"))


def test_too_many_claims_or_returns_are_cut_to_the_newest_and_that_is_said() -> None:
    """One answer is bounded."""
    claims = tuple(replace(STAYS, id=f"claim-{n:03}") for n in range(MOST_CASES + 1))
    many: Registration = recorded(SALE, claims=claims)

    found = on_record([unit(many)], ())
    items = on_record([], [f"item-{n:03}" for n in range(MOST_CASES + 1)])

    assert (len(found.claims), found.claims[0], found.truncated) == (MOST_CASES, f"claim-{MOST_CASES:03}", True)
    assert (len(items.items), items.truncated) == (MOST_CASES, True)


def test_claims_and_returns_are_effects_of_the_change() -> None:
    """They stand beside documents and units, and what is cut off is said."""
    before, after = voided("2024-05-10"), UNIT
    now, then = (
        replace(claimed(each, claim()), items={"item-1": item(state=state)}, answers={"item-1": ANSWER})
        for each, state in ((before, ReturnState.AUTHORISED), (after, ReturnState.RECEIVED))
    )
    many = tuple(f"item-{n:03}" for n in range(MOST_CASES + 1))

    effects = compare(Touched(units=(UNIT.id,)), {"PS": DocumentState.POSTED}, now, then, on("2024-05-20"))

    assert effects.claims == claim_effects(now, then)
    assert effects.returns == return_effects(now, then)
    assert (len(effects.claims), len(effects.returns), effects.truncated) == (1, 1, False)
    assert compare(Touched(items=many), {}, now, then, DAY).truncated
