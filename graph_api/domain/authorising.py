"""
Letting items come back: on the answer of the rules, or against it by whoever has the duty for that. Source: V2, V3.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.duties import Actor, Duty
from graph_api.domain.lineage import Registration, UnitHistory
from graph_api.domain.outcomes import NotPermitted, Path, Refusal
from graph_api.domain.proof import sale_asked
from graph_api.domain.returns import ReturnEligibility
from graph_api.domain.verdicts import Fact, Reason

OVERRIDDEN_AT_MOST: Final = frozenset(
    {Fact.POLICY_IN_FORCE, Fact.RETURNABLE, Fact.WINDOW_OPEN, Fact.ASKER_BOUGHT_IT},
)
"""
What a return can be authorised against (V3): what we promised, and to whom. No override makes a sale where none stands,
an invoice where there is nothing to credit, or a second return of what is on its way.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReturnable(Refusal):
    """An item may not come back: every condition that fails, with the last day of its window (V2)."""

    rule = "V2"
    item: Annotated[str, "The item, as a person calls it."]
    failing: Annotated[tuple[Fact, ...], "The conditions that are not met."]
    statements: Annotated[tuple[str, ...], "Each of them in one sentence."]
    last_day: Annotated[date | None, "The last day of the return window; null where none is counted."]
    may_be_overridden: Annotated[bool, "Whether somebody with the duty may authorise it against this answer (V3)."]

    @property
    def message(self) -> str:
        said = " ".join(self.statements)
        if self.may_be_overridden:
            said += " Who may authorise returns against the answer can do so, and says why (V3)."
        return f"{self.item} may not come back. {said}"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The answer that an item comes back on; `overridden` where it is authorised against it."""

    answer: ReturnEligibility
    overridden: bool = False


def decide_authorisation(
    item: str, answer: ReturnEligibility, today: ReturnEligibility, actor: Actor, override: str | None, path: Path
) -> Authorisation | tuple[Refusal, ...]:
    """
    Let one item come back, or say everything that is against it.

    Args:
        answer: For the day of the return, which may be dated back.
        today: For today: what has happened to the sale since then stands in the way as well.
        override: Why it is authorised against the answer; None where it is not.
    """
    failing = [*_failing(answer), *(each for each in _failing(today) if _stands_for_good(each))]
    if not failing:
        return Authorisation(answer)
    overridable = not any(_stands_for_good(each) for each in failing)
    if override is None or not overridable:
        return (_not_returnable(item, answer, tuple(dict.fromkeys(failing)), path, overridable=overridable),)
    if not actor.may(Duty.OVERRIDE_RETURNS):
        return (NotPermitted(duty=Duty.OVERRIDE_RETURNS.value, path=("override",)),)
    return Authorisation(answer, overridden=True)


def decide_sale_returned(history: UnitHistory, day: date, today: date, path: Path) -> Registration | DayOutOfRange:
    """The sale that an item of a day comes back from: sold again since, only the sale that stands can be (V2, W8)."""
    sale, now = sale_asked(history, day), sale_asked(history, today)
    if sale is not None and now is not None and sale.registration.id == now.registration.id:
        return sale.registration
    return DayOutOfRange(day=day, earliest=today if now is None else now.day, latest=today, path=path)


def _failing(answer: ReturnEligibility) -> list[Reason]:
    return [reason for reason in answer.reasons if not reason.held]


def _stands_for_good(reason: Reason) -> bool:
    return reason.fact not in OVERRIDDEN_AT_MOST


def _not_returnable(
    item: str, answer: ReturnEligibility, failing: tuple[Reason, ...], path: Path, *, overridable: bool
) -> NotReturnable:
    return NotReturnable(
        item=item,
        failing=tuple(dict.fromkeys(each.fact for each in failing)),
        statements=tuple(each.statement for each in failing),
        last_day=answer.last_day,
        may_be_overridden=overridable,
        path=path,
    )
