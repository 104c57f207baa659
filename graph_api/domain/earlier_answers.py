"""
What a change would do to answers that were given before: what claims were filed under, and returns authorised on.

These are frozen and stay as they are (K2, V3). But whoever is about to void, correct or reverse something reads here
where the same question, asked for the same day, is answered otherwise since, or would be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graph_api.domain.aftersales import ClaimState, ReturnState
from graph_api.domain.claims import Claim, ClaimFlag, flags_of
from graph_api.domain.lineage import Registration, UnitHistory
from graph_api.domain.returns import ReturnEligibility, decide_return
from graph_api.domain.warranty import WarrantyVerdict, decide_warranty

MOST_CASES: Final = 200
"""Claims, and items of returns, of one answer."""


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """
    An item of a return, as far as its answer is asked for again.

    Attributes:
        number: The return's, and `position` the item's place on it.
        customer: Who asked, and `answer` what was answered, as JSON.
        unit_id: The unit that it is believed to be of; None while its number is not known.
    """

    id: str
    number: str
    position: int
    state: ReturnState
    customer: str
    answer: str
    unit_id: str | None = None
    serial_number: str | None = None


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Ids of claims, and of items of returns. `truncated` says that there are more."""

    claims: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """
    One end of a change, each thing by its id.

    Attributes:
        units: The units that the change touches.
        claims: Claims on sales of these units, and `items` what is returned of them.
        answers: What each item was authorised on; of the end after the change alone, for it never changes (V3).
    """

    units: Mapping[str, UnitHistory] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    items: Mapping[str, ReturnedItem] = field(default_factory=dict)
    answers: Mapping[str, ReturnEligibility] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimEffect:
    """
    A claim before and after: how far it has come, what flags it, and the verdict that it was filed under (K2).

    Attributes:
        claim_id: None for a claim that the change opens: then there is no state and no verdict before.
        serial_number: The one that it was filed for.
        verdict: The frozen one.
        verdict_before: The same question, for the unit that the claimed sale is of and the same day, by what is known
            now; `verdict_after` by what would be.
    """

    claim_id: str | None
    number: str
    serial_number: str
    state_before: ClaimState | None
    state_after: ClaimState
    flags_before: tuple[ClaimFlag, ...]
    flags_after: tuple[ClaimFlag, ...]
    verdict: WarrantyVerdict
    verdict_before: WarrantyVerdict | None
    verdict_after: WarrantyVerdict


@dataclass(frozen=True, slots=True)
class ReturnEffect:
    """
    An item of a return before and after: where it is on its way, and the answer that it was authorised on (V3).

    Attributes:
        item_id: None for an item that the change makes: then there is no state and no answer before.
        answer: The frozen one.
        answer_before: The same question, for the same asker and day, by what is known now but for this return itself;
            `answer_after` by what would be. None where the item's number is not known.
    """

    item_id: str | None
    return_number: str
    position: int
    serial_number: str | None
    state_before: ReturnState | None
    state_after: ReturnState
    answer: ReturnEligibility
    answer_before: ReturnEligibility | None
    answer_after: ReturnEligibility | None


def on_record(histories: Iterable[UnitHistory], items: Iterable[str]) -> OnRecord:
    """
    The claims and the items of returns that a change may concern, the newest of them where there are too many.

    Args:
        histories: The touched units, before and after: a corrected number takes its claim to another unit (K2).
        items: Of the returns that the change names, also those whose number is not known.
    """
    after = [registration.after for history in histories for registration in history.registrations]
    claims = sorted({stay.id for each in after for stay in each.claims}, reverse=True)
    returned = sorted({stay.id for each in after for stay in each.returns} | set(items), reverse=True)
    truncated = max(len(claims), len(returned)) > MOST_CASES
    return OnRecord(tuple(claims[:MOST_CASES]), tuple(returned[:MOST_CASES]), truncated)


def claim_effects(before: Situation, after: Situation) -> tuple[ClaimEffect, ...]:
    """The claims of which something changes."""
    found = (_claim(before, after, each) for each in after.claims.values())
    return tuple(each for each in found if each is not None)


def _claim(before: Situation, after: Situation, claim: Claim) -> ClaimEffect | None:
    known = before.claims.get(claim.id)
    was = None if known is None else before.units.get(known.unit_id)
    unit = after.units.get(claim.unit_id)
    if unit is None or (known is not None and was is None):
        # The claimed sale is of a unit that the change leaves alone, though another one's history shows the claim (W7).
        return None
    day = claim.verdict.valid_at
    effect = ClaimEffect(
        claim_id=None if known is None else claim.id,
        number=claim.number,
        serial_number=claim.serial_number,
        state_before=None if known is None else known.state,
        state_after=claim.state,
        flags_before=() if known is None else flags_of(known),
        flags_after=flags_of(claim),
        verdict=claim.verdict,
        verdict_before=None if was is None else decide_warranty(was, day),
        verdict_after=decide_warranty(unit, day),
    )
    return effect if _claim_changes(effect) else None


def _claim_changes(effect: ClaimEffect) -> bool:
    if effect.verdict_before is None:
        return True
    before, after = (_verdict(each) for each in (effect.verdict_before, effect.verdict_after))
    return (effect.state_before, effect.flags_before, before) != (effect.state_after, effect.flags_after, after)


def _verdict(verdict: WarrantyVerdict) -> WarrantyVerdict:
    """What it answers. Its proof may grow, and what would change it next may come nearer, and the answer stays."""
    return replace(verdict, reasons=(), evidence=(), would_change=None)


def return_effects(before: Situation, after: Situation) -> tuple[ReturnEffect, ...]:
    """The items of returns of which something changes."""
    found = (_item(before, after, each) for each in after.items.values())
    return tuple(each for each in found if _item_changes(each))


def _item(before: Situation, after: Situation, item: ReturnedItem) -> ReturnEffect:
    known, answer = before.items.get(item.id), after.answers[item.id]
    return ReturnEffect(
        item_id=None if known is None else item.id,
        return_number=item.number,
        position=item.position,
        serial_number=item.serial_number,
        state_before=None if known is None else known.state,
        state_after=item.state,
        answer=answer,
        answer_before=None if known is None else _asked_again(before, known, answer),
        answer_after=_asked_again(after, item, answer),
    )


def _asked_again(situation: Situation, item: ReturnedItem, answer: ReturnEligibility) -> ReturnEligibility | None:
    unit = situation.units.get(item.unit_id or "")
    if unit is None:
        return None
    others = replace(unit, registrations=tuple(_without(item.id, each) for each in unit.registrations))
    return decide_return(others, answer.valid_at, item.customer)


def _without(item_id: str, registration: Registration) -> Registration:
    """Nobody would ask whether an item may come back that is on its way by the return that is asked about."""
    others = tuple(stay for stay in registration.after.returns if stay.id != item_id)
    return replace(registration, after=replace(registration.after, returns=others))


def _item_changes(effect: ReturnEffect) -> bool:
    before, after = (_answer(each) for each in (effect.answer_before, effect.answer_after))
    return (effect.state_before, before) != (effect.state_after, after)


def _answer(answer: ReturnEligibility | None) -> ReturnEligibility | None:
    """What it says: of the conditions, those that fail (V2)."""
    if answer is None:
        return None
    failing = tuple(reason for reason in answer.reasons if not reason.held)
    return replace(answer, reasons=failing, evidence=(), would_change=None)
