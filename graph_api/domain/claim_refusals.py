"""What is said against a claim and its steps. Source: rules K1 to K3, I2."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.outcomes import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOpenAlready(Refusal):
    """A unit has one open claim at a time (K1)."""

    rule = "K1"
    serial_number: Annotated[str, "The unit's number."]
    claim: Annotated[str, "The number of the claim that is open."]
    state: Annotated[str, "The state it is in."]

    @property
    def message(self) -> str:
        return (
            f"Claim {self.claim} on {self.serial_number} is {_words(self.state)}: go on with it, or end it before "
            "another is opened."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotClaimable(Refusal):
    """A claim is filed on a sale that stands on its day (K2, I2)."""

    rule = "I2"
    serial_number: Annotated[str, "The unit's number."]
    day: Annotated[date, "The day of the claim."]
    why: Annotated[str, "Why no sale of it stands on that day."]

    @property
    def message(self) -> str:
        return f"No sale of {self.serial_number} stands on {self.day} to claim on: {self.why}."


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNotPossible(Refusal):
    """A claim takes its steps in their order, and nothing leaves an end state (K1)."""

    rule = "K1"
    claim: Annotated[str, "The claim's number."]
    state: Annotated[str, "The state it is in."]
    step: Annotated[str, "The step that was asked for."]
    possible: Annotated[tuple[str, ...], "The steps that it may take from there; empty in an end state."]

    @property
    def message(self) -> str:
        instead = (
            f"it may take: {_listed(self.possible)}" if self.possible else "nothing leaves that, open another claim"
        )
        return (
            f"Claim {self.claim} is {_words(self.state)}, from where “{_words(self.step)}” is not possible: {instead}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNeedsReason(Refusal):
    """Rejecting or cancelling a claim, and approving one against its verdict, keeps why (K1, K2)."""

    rule = "K1"
    claim: Annotated[str, "The claim's number."]
    step: Annotated[str, "The step that was asked for."]

    @property
    def message(self) -> str:
        return f"Say why: “{_words(self.step)}” of claim {self.claim} is kept with its reason."


ClaimRefusal = ClaimOpenAlready | NotClaimable | StepNotPossible | ClaimNeedsReason


def _words(value: str) -> str:
    return value.lower().replace("_", " ")


def _listed(steps: tuple[str, ...]) -> str:
    return ", ".join(_words(step) for step in steps)
