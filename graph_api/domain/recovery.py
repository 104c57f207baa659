"""
Whether the supplier of a claimed unit owes what we owe: until when, and where to ask (K1).

The register knows our sales and not our purchases, so a supplier's cover is counted from the day of sale, as our own
is: once, in calendar periods, the last day included (W3).
"""

from dataclasses import dataclass
from datetime import date

from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.claims import Claim
from graph_api.domain.periods import Period

_ACCEPTED = (ClaimState.APPROVED, ClaimState.IN_PROGRESS, ClaimState.RESOLVED)


@dataclass(frozen=True, slots=True)
class SupplierCover:
    """What a product's supplier promises us: for how long from the day of sale, and where claims are sent."""

    period: Period
    send_to: str | None = None


@dataclass(frozen=True, slots=True)
class SupplierRecovery:
    """
    Whether a supplier owes, with the reason in one sentence.

    Attributes:
        until: The last day of a claim that the supplier pays for; None where nothing is promised.
    """

    owes: bool
    until: date | None
    supplier: str
    send_to: str | None
    reason: str


def decide_recovery(claim: Claim, supplier: str | None, cover: SupplierCover | None) -> SupplierRecovery | None:
    """Whether the supplier owes for a claim; None while it is not accepted, and for a product without a supplier."""
    if supplier is None or claim.state not in _ACCEPTED:
        return None
    if cover is None:
        reason = f"No cover of {supplier} is on record for {claim.product}."
        return SupplierRecovery(owes=False, until=None, supplier=supplier, send_to=None, reason=reason)
    until = cover.period.last_day_from(claim.sold_on)
    counted = f"{supplier} covers {claim.product} until {until}, {cover.period} from the sale of {claim.sold_on}"
    if claim.resolution is Resolution.GOODWILL:
        reason = f"{counted}, but goodwill is ours to grant and not {supplier}'s to pay."
        return SupplierRecovery(owes=False, until=until, supplier=supplier, send_to=cover.send_to, reason=reason)
    owes = claim.opened_on <= until
    opened = f"the claim was opened on {claim.opened_on}"
    reason = f"{counted}; {opened}." if owes else f"{counted}, and {opened}."
    return SupplierRecovery(owes=owes, until=until, supplier=supplier, send_to=cover.send_to, reason=reason)
