"""Answers that are kept as they were given: as JSON, which stays readable when the rules have gone on (V3, W11)."""

from functools import cache

from pydantic import TypeAdapter

from graph_api.domain.returns import ReturnEligibility


@cache
def _return_answers() -> TypeAdapter[ReturnEligibility]:
    return TypeAdapter(ReturnEligibility)


def freeze_return_answer(answer: ReturnEligibility) -> str:
    """The answer as it is kept with the item that it lets come back."""
    return _return_answers().dump_json(answer).decode()


def return_answer(kept: str) -> ReturnEligibility:
    """The answer that was kept."""
    return _return_answers().validate_json(kept)
