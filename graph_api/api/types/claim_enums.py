"""The enumerations of claims as GraphQL shows them."""

from graph_api.api.types.enums import describe
from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.claims import ClaimAction, ClaimFlag

describe(
    ClaimState,
    "The state of a claim (K1). Nothing leaves the last three.",
    {
        ClaimState.OPEN: "Filed, and looked at by nobody yet.",
        ClaimState.IN_REVIEW: "Somebody decides on it.",
        ClaimState.APPROVED: "Accepted; the work has not begun.",
        ClaimState.IN_PROGRESS: "What it asks for is being done.",
        ClaimState.RESOLVED: "Done, in the way that its resolution says.",
        ClaimState.REJECTED: "Turned down.",
        ClaimState.CANCELLED: "Given up before it was decided or done.",
    },
)
describe(
    ClaimAction,
    "The steps that a claim takes (K1).",
    {
        ClaimAction.REVIEW: "Begin to decide on it: `reviewClaim`.",
        ClaimAction.APPROVE: "Accept it: `approveClaim`.",
        ClaimAction.REJECT: "Turn it down: `rejectClaim`.",
        ClaimAction.START_WORK: "Begin with what it asks for: `startClaimWork`.",
        ClaimAction.RESOLVE: "End it as done: `resolveClaim`.",
        ClaimAction.CANCEL: "Give it up: `cancelClaim`.",
    },
)
describe(
    ClaimFlag,
    "What became of the claimed sale after the claim was filed (K2).",
    {
        ClaimFlag.NUMBER_CORRECTED: "The sale has another serial number now: another unit is meant (C1).",
        ClaimFlag.SALE_ENDED: "The sale has ended, not by this claim.",
        ClaimFlag.UNIT_RESOLD: "The unit was sold again.",
    },
)
describe(
    Resolution,
    "How a claim was resolved (K3).",
    {
        Resolution.REPAIR: "The unit was repaired.",
        Resolution.REPLACEMENT: "Another unit came for it, and stands in its sale since (W7).",
        Resolution.REFUND: "The customer is paid back; the credit is made apart.",
        Resolution.GOODWILL: "Something was granted without an obligation.",
    },
)
