"""Warranty claims through GraphQL: filed, decided, worked on and ended."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading, unit_of_filter
from graph_api.api.payloads import ClaimPayload, perform
from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.claims import OPEN_STATES, ClaimAction
from graph_api.domain.views import ClaimFilter
from graph_api.services import claims
from graph_api.services.scans import Given

_VERSION = "The version of the claim that this is decided on; a stale one is refused (C4)."


@strawberry.input(description="Which claims are listed: those that meet every condition that is given.")
class ClaimFilterInput:
    """Numbers are matched exactly."""

    states: list[ClaimState] | None = strawberry.field(
        default=None, description="In one of these states; left out: open, in review, approved or in progress."
    )
    unit: strawberry.ID | None = strawberry.field(default=None, description="On a sale of this unit, by its id.")
    product: str | None = strawberry.field(default=None, description="On a unit of this product, by its number.")
    customer: str | None = strawberry.field(
        default=None, description="On a sale to this customer, by the customer's number."
    )
    opened_from: date | None = strawberry.field(default=None, description="Opened for this day or a later one.")
    opened_to: date | None = strawberry.field(default=None, description="Opened for this day or an earlier one.")


def read_filter(given: ClaimFilterInput | None) -> ClaimFilter:
    """
    The filter as the graph is asked.

    Raises:
        GraphQLError: The unit is none.
    """
    if given is None:
        return ClaimFilter(OPEN_STATES)
    return ClaimFilter(
        states=OPEN_STATES if given.states is None else tuple(dict.fromkeys(given.states)),
        unit_id=unit_of_filter(given.unit),
        product=None if given.product is None else given.product.strip(),
        customer=None if given.customer is None else given.customer.strip(),
        opened_from=given.opened_from,
        opened_to=given.opened_to,
    )


@strawberry.input(description="A problem with a unit that was sold, claimed on the sale that stands on the day.")
class OpenClaimInput(MutationInput):
    """The verdict of the day is frozen with it (K2)."""

    unit_id: strawberry.ID = strawberry.field(description="The id of the unit.")
    problem: str = strawberry.field(
        description="What is wrong with it: 1 to 1,000 printable characters, in lines; nothing that identifies anybody."
    )
    day: date | None = strawberry.field(
        default=None, description="The business day of the claim: today or earlier; left out: today."
    )
    contact_reference: str | None = strawberry.field(
        default=None,
        description="The caller's own reference of who reported it: at most 200 characters, never a name (G1).",
    )
    number: str | None = strawberry.field(
        default=None, description="The claim's number; left out: the next of its sequence (D12)."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )


@strawberry.input
class _ClaimStepInput(MutationInput):
    """What every step of a claim takes."""

    id: strawberry.ID = strawberry.field(description="The id of the claim.")
    version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="An open claim that somebody begins to decide on.")
class ReviewClaimInput(_ClaimStepInput):
    """From open to in review."""


@strawberry.input(
    description="A claim in review that is accepted; against the verdict that it was filed under, say why."
)
class ApproveClaimInput(_ClaimStepInput):
    """From in review to approved."""


@strawberry.input(description="A claim in review that is turned down; say why.")
class RejectClaimInput(_ClaimStepInput):
    """From in review to rejected."""


@strawberry.input(description="An approved claim for which the work begins.")
class StartClaimWorkInput(_ClaimStepInput):
    """From approved to in progress."""


@strawberry.input(description="A claim that is given up; say why.")
class CancelClaimInput(_ClaimStepInput):
    """From any state before resolved or rejected."""


@strawberry.input(description="A claim in progress that is done.")
class ResolveClaimInput(_ClaimStepInput):
    """From in progress to resolved."""

    resolution: Resolution = strawberry.field(description="How; goodwill asks for a duty of its own (K3).")
    day: date | None = strawberry.field(
        default=None, description="The business day of it: not before the claim's, today or earlier; left out: today."
    )
    replacement_serial: str | None = strawberry.field(
        default=None, description="For a replacement: the serial number of the unit that came; or give its scan."
    )
    replacement_scan: str | None = strawberry.field(
        default=None, description="For a replacement: what a scanner sent of the unit that came, as it came (R3)."
    )


async def open_claim(
    info: Info,
    given: Annotated[OpenClaimInput, strawberry.argument(name="input", description="The unit, and what is wrong.")],
) -> ClaimPayload:
    """
    Open a warranty claim on the sale of a unit that stands on a day (K1).

    The verdict of that day is frozen with it (K2), and a claim may be opened whatever it says. A unit has one open
    claim at a time.
    """
    reading = Reading()
    command = claims.OpenClaim(
        unit_id=reading.id(given.unit_id, ("unitId",), "Unit"),
        problem=given.problem,
        day=given.day,
        contact_reference=given.contact_reference,
        number=given.number,
        external_reference=given.external_reference,
    )
    return ClaimPayload.of(await perform(info, given, reading, claims.open_claim, command))


async def review_claim(
    info: Info,
    given: Annotated[ReviewClaimInput, strawberry.argument(name="input", description="The claim.")],
) -> ClaimPayload:
    """Begin to decide on an open claim (K1)."""
    return await _step(info, given, ClaimAction.REVIEW)


async def approve_claim(
    info: Info,
    given: Annotated[ApproveClaimInput, strawberry.argument(name="input", description="The claim.")],
) -> ClaimPayload:
    """Accept a claim in review (K1). Where its verdict does not cover it needs a reason, and says so."""
    return await _step(info, given, ClaimAction.APPROVE)


async def reject_claim(
    info: Info,
    given: Annotated[RejectClaimInput, strawberry.argument(name="input", description="The claim, and why.")],
) -> ClaimPayload:
    """Turn down a claim in review, with the reason (K1)."""
    return await _step(info, given, ClaimAction.REJECT)


async def start_claim_work(
    info: Info,
    given: Annotated[StartClaimWorkInput, strawberry.argument(name="input", description="The claim.")],
) -> ClaimPayload:
    """Begin with what an approved claim asks for (K1)."""
    return await _step(info, given, ClaimAction.START_WORK)


async def resolve_claim(
    info: Info,
    given: Annotated[ResolveClaimInput, strawberry.argument(name="input", description="The claim, and how.")],
) -> ClaimPayload:
    """
    End a claim in progress as done: by repair, replacement, refund or goodwill (K3).

    A unit that came for the claimed one, of the same product, stands on that one's lines and in its sale from the day
    on (W7). It must be free for all days since.
    """
    number = Given(given.replacement_serial, given.replacement_scan)
    came = None if number == Given() else number
    return await _step(info, given, ClaimAction.RESOLVE, given.resolution, given.day, came)


async def cancel_claim(
    info: Info,
    given: Annotated[CancelClaimInput, strawberry.argument(name="input", description="The claim, and why.")],
) -> ClaimPayload:
    """Give up a claim that has not reached its end, with the reason (K1)."""
    return await _step(info, given, ClaimAction.CANCEL)


async def _step(
    info: Info,
    given: _ClaimStepInput,
    action: ClaimAction,
    resolution: Resolution | None = None,
    day: date | None = None,
    replacement: Given | None = None,
) -> ClaimPayload:
    reading = Reading()
    claim_id = reading.id(given.id, ("id",), "Claim")
    command = claims.StepClaim(claim_id, action, given.version, resolution, day, replacement)
    return ClaimPayload.of(await perform(info, given, reading, claims.step_claim, command))
