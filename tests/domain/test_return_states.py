"""Rule V4: the states of a returned item, and what leads from one to another."""

import pytest

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.return_states import TRANSITIONS, ReturnStep, ReturnStepNotPossible, next_state

ENDS = {ReturnState.DISPOSED, ReturnState.REFUSED, ReturnState.CANCELLED}


def test_nothing_leaves_an_end_state_and_every_end_is_reached() -> None:
    assert not {state for state, _ in TRANSITIONS} & ENDS
    assert set(TRANSITIONS.values()) >= ENDS


def test_every_step_can_be_taken_somewhere() -> None:
    assert {step for _, step in TRANSITIONS} == set(ReturnStep)


def test_what_was_received_is_not_cancelled_and_what_was_not_is_not_disposed() -> None:
    assert (ReturnState.RECEIVED, ReturnStep.CANCEL) not in TRANSITIONS
    assert (ReturnState.AUTHORISED, ReturnStep.DISPOSE) not in TRANSITIONS


@pytest.mark.parametrize("state", [ReturnState.AUTHORISED, ReturnState.RECEIVED])
def test_an_item_is_refused_when_it_arrives_or_before(state: ReturnState) -> None:
    assert next_state("SN-1", state, ReturnStep.REFUSE) is ReturnState.REFUSED


def test_a_step_out_of_order_is_refused_and_says_where_the_item_is() -> None:
    refused = next_state("SN-1", ReturnState.DISPOSED, ReturnStep.RECEIVE, ("itemId",))
    assert refused == ReturnStepNotPossible(item="SN-1", state="DISPOSED", step="RECEIVE", path=("itemId",))
    assert refused.message == "SN-1 is disposed: it cannot be received any more, or not yet."
