"""
The states of a returned item, as a table: what may be done to it where it is, and where that leads. Source: rule V4.

An item is refused when it arrives, or before: whoever opens the parcel may see at once that it is not taken. It is
cancelled only while nobody has received it. Nothing leaves the last three states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.outcomes import Path, Refusal


class ReturnStep(StrEnum):
    """What is done to an item of a return."""

    RECEIVE = "RECEIVE"
    DECIDE = "DECIDE"
    EXCHANGE = "EXCHANGE"
    DISPOSE = "DISPOSE"
    REFUSE = "REFUSE"
    CANCEL = "CANCEL"


TRANSITIONS: Final[Mapping[tuple[ReturnState, ReturnStep], ReturnState]] = {
    (ReturnState.AUTHORISED, ReturnStep.RECEIVE): ReturnState.RECEIVED,
    (ReturnState.AUTHORISED, ReturnStep.REFUSE): ReturnState.REFUSED,
    (ReturnState.AUTHORISED, ReturnStep.CANCEL): ReturnState.CANCELLED,
    (ReturnState.RECEIVED, ReturnStep.DECIDE): ReturnState.RECEIVED,
    (ReturnState.RECEIVED, ReturnStep.EXCHANGE): ReturnState.CANCELLED,
    (ReturnState.RECEIVED, ReturnStep.DISPOSE): ReturnState.DISPOSED,
    (ReturnState.RECEIVED, ReturnStep.REFUSE): ReturnState.REFUSED,
}
"""
What leads where. EXCHANGE takes an item that came instead of the authorised one for what it is: an item of its own goes
on with it, and the authorised one never came.
"""

OPEN_STATES: Final = (ReturnState.AUTHORISED, ReturnState.RECEIVED)
"""Those that an item can still leave: it is on its way, or it is here and nobody knows yet what becomes of it."""

_DONE: Final[Mapping[ReturnStep, str]] = {
    ReturnStep.RECEIVE: "received",
    ReturnStep.DECIDE: "decided on",
    ReturnStep.EXCHANGE: "decided on",
    ReturnStep.DISPOSE: "disposed",
    ReturnStep.REFUSE: "refused",
    ReturnStep.CANCEL: "cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStepNotPossible(Refusal):
    """A returned item goes through its states in order, and leaves no end state (V4)."""

    rule = "V4"
    item: Annotated[str, "The item, as a person calls it."]
    state: Annotated[str, "The state it is in."]
    step: Annotated[str, "What was to be done to it."]

    @property
    def message(self) -> str:
        return f"{self.item} is {self.state.lower()}: it cannot be {_DONE[ReturnStep(self.step)]} any more, or not yet."


def next_state(item: str, state: ReturnState, step: ReturnStep, path: Path = ()) -> ReturnState | ReturnStepNotPossible:
    """Where a step leads from a state, or why it cannot be done."""
    return TRANSITIONS.get((state, step)) or ReturnStepNotPossible(
        item=item, state=state.value, step=step.value, path=path
    )
