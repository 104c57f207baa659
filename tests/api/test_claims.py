"""Claims through the front door: filed under a frozen verdict, moved step by step, and found again (K1, K2)."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.asking import refused
from tests.api.claiming import STEPS, VERDICT, WAY, asked, claim_of, claimed, covered, refuse, take, unit_id
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.test_effects import tried

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

AGAIN = (
    "query ($id: ID!, $at: DateTime) { node(id: $id) { ... on Unit { warranty(knownAt: $at) { ...Verdict } } } }"
    + VERDICT
)
OF_UNIT = "query ($id: ID!) { node(id: $id) { ... on Unit { claims { number } sales { claims { number } } } } }"
LIST = "query ($filter: ClaimFilterInput) { claims(filter: $filter, first: 200) { nodes { number state } } }"
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action actor reason } } }"


async def listed(desk: Desk, **wanted: Any) -> list[str]:
    return [each["number"] for each in (await desk.ask(LIST, filter=wanted))["claims"]["nodes"]]


async def test_a_claim_is_filed_with_the_verdict_of_its_day(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K1, K2, D12: the whole verdict, as it was answered then, with what the claim is about."""
    unit = await covered(await sell(1), unique, "SN-1")
    number = unique("CLAIM")

    claim = await desk.done(
        "openClaim",
        unitId=unit,
        problem=" It hums.\nLoudly. ",
        number=number,
        contactReference="CRM-17",
        externalReference="T-1",
    )
    found = await claim_of(desk, claim)

    assert (found["number"], found["state"], found["version"], found["openedOn"]) == (number, "OPEN", 1, "2026-03-02")
    assert (found["problem"], found["contactReference"], found["externalReference"]) == (
        "It hums.\nLoudly.",
        "CRM-17",
        "T-1",
    )
    assert (found["verdict"]["status"], found["verdict"]["validAt"]) == ("COVERED", "2026-03-02")
    assert (found["layer"], found["serialNumber"], found["unit"]["serialNumber"]) == ("COMMERCIAL", "SN-1", "SN-1")
    assert found["verdict"]["lastDay"] == "2028-03-02"
    assert found["verdict"] == (await desk.ask(AGAIN, id=unit, at=found["openedAt"]))["node"]["warranty"]
    assert [kind["kind"] for kind in found["verdict"]["kinds"]] == ["PARTS", "LABOUR"]
    assert all(reason["statement"] for reason in found["verdict"]["reasons"])
    assert found["steps"] == [{"action": "openClaim", "state": "OPEN", "actor": "clerk-1", "reason": None}]
    assert (found["flags"], found["nextActions"]) == ([], ["REVIEW", "CANCEL"])


async def test_the_frozen_verdict_stands_whatever_comes_later(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K2, W6: voiding, crediting, reversing: the claim shows what was answered, and that the sale ended."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    claim = await claimed(desk, await unit_id(sale, "SN-1"))
    before = await claim_of(desk, claim)

    await desk.done("cancelPackingSlip", id=slip["id"], version=slip_version(slip), reason="nobody was there")
    after = await claim_of(desk, claim)

    assert after["verdict"] == before["verdict"]
    assert (before["flags"], after["flags"]) == ([], ["SALE_ENDED"])
    assert after["registration"]["ended"] == "REVERSED"


def slip_version(_slip: dict[str, Any]) -> int:
    """Drafted, registered on, posted."""
    return 3


async def test_a_claim_goes_from_open_to_resolved_and_keeps_who_and_why(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K1, C4: each step by whoever took it; the unit's chain keeps them too."""
    unit = await covered(await sell(1), unique, "SN-1")
    desk = desk.as_role(Role.SERVICE_LEAD, "lead-1")

    claim = await claimed(desk, unit, "RESOLVED")
    found = await claim_of(desk, claim)
    entries = (await desk.ask(AUDIT, id=claim["id"]))["auditEntries"]["nodes"]
    of_unit = (await desk.ask(AUDIT, id=unit))["auditEntries"]["nodes"]

    names = ["openClaim", "reviewClaim", "approveClaim", "startClaimWork", "resolveClaim"]
    assert [each["action"] for each in found["steps"]] == names
    assert [each["state"] for each in found["steps"]] == ["OPEN", "IN_REVIEW", "APPROVED", "IN_PROGRESS", "RESOLVED"]
    assert {each["actor"] for each in found["steps"]} == {"lead-1"}
    assert [each["reason"] for each in found["steps"]] == [None] + ["looked at"] * 4
    assert [each["action"] for each in entries] == [each["action"] for each in of_unit] == names
    assert (found["resolution"], found["closedOn"], found["version"]) == ("REPAIR", "2026-03-02", 5)
    assert found["nextActions"] == []


@pytest.mark.parametrize("state", WAY)
async def test_a_step_that_is_not_possible_names_the_state_and_what_is(
    desk: Desk, sell: Sell, unique: Unique, state: str
) -> None:
    """K1: every step from every state; nothing leaves an end state."""
    claim = await claimed(desk, await covered(await sell(1), unique, "SN-1"), state)
    names = {step: step.removesuffix("Claim").removesuffix("ClaimWork").upper() for step in STEPS}
    names["startClaimWork"] = "START_WORK"
    possible = claim["nextActions"]

    answers = {step: await refuse(desk, claim, step) for step in STEPS if names[step] not in possible}

    assert len(answers) == len(STEPS) - len(possible)
    for step, answer in answers.items():
        assert answer.facts("rule", "claim", "state", "step", "possible") == [
            ("STEP_NOT_POSSIBLE", "K1", claim["number"], state, names[step], possible)
        ]
        assert all(word.lower().replace("_", " ") in answer.refusals[0]["message"] for word in possible)


async def test_a_second_claim_is_refused_naming_the_first_until_that_ends(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """K1: one open claim at a time, in whatever open state."""
    unit = await covered(await sell(1), unique, "SN-1")
    first = await claimed(desk, unit, "IN_REVIEW")

    second = await desk.refused("openClaim", unitId=unit, problem="It hums.")
    await take(desk, first, "rejectClaim")
    third = await claimed(desk, unit)

    assert second.facts("rule", "claim", "state") == [("CLAIM_OPEN_ALREADY", "K1", first["number"], "IN_REVIEW")]
    assert third["state"] == "OPEN"


async def test_what_was_not_sold_on_the_day_cannot_be_claimed(desk: Desk, sell: Sell, unique: Unique) -> None:
    """I2: on a draft alone; before its sale; in the future; after its sale ended, saying how."""
    sale = await sell(2)
    draft = await sale.slip(1)
    await desk.done("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-D")
    slip = await sale.posted([["SN-1"]])
    unsold, unit = await unit_id(sale, "SN-D"), await unit_id(sale, "SN-1")

    on_draft = await desk.refused("openClaim", unitId=unsold, problem="It hums.")
    early = await desk.refused("openClaim", unitId=unit, problem="It hums.", day="2026-02-28")
    late = await desk.refused("openClaim", unitId=unit, problem="It hums.", day="2026-03-03")
    await desk.done("cancelPackingSlip", id=slip["id"], version=slip_version(slip), reason="nobody was there")
    ended = await desk.refused("openClaim", unitId=unit, problem="It hums.")

    assert on_draft.facts("rule") == [("NOT_CLAIMABLE", "I2")]
    assert "No posted packing slip or invoice names it" in on_draft.refusals[0]["message"]
    assert early.codes == late.codes == ["DAY_OUT_OF_RANGE"]
    assert ended.codes == ["NOT_CLAIMABLE"]
    assert "the packing slip line was reversed" in ended.refusals[0]["message"]


async def test_everything_that_is_wrong_with_a_claim_is_said_at_once(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D12: an unknown unit, a number that is taken, texts that cannot be kept."""
    unit = await covered(await sell(2), unique, "SN-1", "SN-2")
    taken = await claimed(desk, unit)

    unknown = await desk.refused("openClaim", unitId=make_id("Unit", "none"), problem="It hums.")
    wrong = await desk.refused(
        "openClaim", unitId=unit, problem="\x00", number=taken["number"], contactReference="a\nb", day="2020-01-01"
    )
    empty = await desk.refused("openClaim", unitId=unit, problem="  ")
    nobody = await desk.refused("reviewClaim", id=make_id("Claim", "none"), version=1)

    assert unknown.facts("kind") == [("UNKNOWN_RECORD", "unit")]
    assert wrong.codes == [
        "CLAIM_OPEN_ALREADY",
        "DAY_OUT_OF_RANGE",
        "NUMBER_TAKEN",
        "INVALID_VALUE",
        "INVALID_VALUE",
    ]
    assert ("INVALID_VALUE", ["problem"]) in empty.facts("path")
    assert nobody.facts("kind") == [("UNKNOWN_RECORD", "claim")]


async def test_rejecting_and_cancelling_say_why(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K1: the other steps may."""
    claim = await claimed(desk, await covered(await sell(1), unique, "SN-1"))

    cancelled = await refuse(desk, claim, "cancelClaim", reason=" ")
    claim = await take(desk, claim, "reviewClaim", reason=None)
    rejected = await refuse(desk, claim, "rejectClaim", reason=None)
    approved = await take(desk, claim, "approveClaim", reason=None)

    assert cancelled.facts("rule", "step", "path") == [("CLAIM_NEEDS_REASON", "K1", "CANCEL", ["reason"])]
    assert rejected.facts("step") == [("CLAIM_NEEDS_REASON", "REJECT")]
    assert approved["state"] == "APPROVED"


async def test_approving_against_the_verdict_needs_a_reason_and_says_so(desk: Desk, sell: Sell) -> None:
    """K2: without a term nothing covers; whoever files it hears that."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])

    opened = await desk.send("openClaim", unitId=await unit_id(sale, "SN-1"), problem="It hums.")
    claim = await take(desk, opened.value, "reviewClaim")
    unexplained = await refuse(desk, claim, "approveClaim", reason=None)
    approved = await desk.send("approveClaim", **asked(claim, "approveClaim"))

    assert (opened.said, opened.value["verdict"]["status"]) == (["NOT_COVERED"], "NO_TERM")
    assert unexplained.codes == ["CLAIM_NEEDS_REASON"]
    assert approved.said == ["APPROVED_AGAINST_VERDICT"]
    assert "no term" in approved.notices[0]["message"]


async def test_a_step_on_an_older_version_is_refused_with_what_happened_since(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """C4: two people at one claim."""
    claim = await claimed(desk, await covered(await sell(1), unique, "SN-1"))
    await take(desk, claim, "reviewClaim")

    answer = await refuse(desk, claim, "approveClaim")

    assert answer.facts("documentKind", "seen", "current", "lastAction", "lastActor") == [
        ("STALE_VERSION", "CLAIM", 1, 2, "reviewClaim", "clerk-1")
    ]


async def test_goodwill_is_for_whoever_may_grant_it_and_a_refund_is_credited_apart(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """K3: a duty of its own."""
    unit = await covered(await sell(1), unique, "SN-1")
    claim = await claimed(desk, unit, "IN_PROGRESS")
    at_desk, lead = desk.as_role(Role.SERVICE_DESK), desk.as_role(Role.SERVICE_LEAD)

    denied = await refuse(at_desk, claim, "resolveClaim", resolution="GOODWILL")
    granted = await take(lead, claim, "resolveClaim", resolution="GOODWILL")
    again = await claimed(at_desk, unit, "IN_PROGRESS")
    refund = await at_desk.send("resolveClaim", **asked(again, "resolveClaim", resolution="REFUND"))

    assert denied.codes == ["NOT_PERMITTED"]
    assert granted["resolution"] == "GOODWILL"
    assert (refund.value["resolution"], refund.said) == ("REFUND", ["CREDIT_APART"])


async def test_a_resolution_has_a_day_between_the_claims_and_today(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W11: what was done yesterday may be recorded today."""
    sale = await sell(1)
    draft = await sale.slip(1)
    await desk.done("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-1")
    await desk.done("postPackingSlip", id=draft["id"], day="2026-02-10")
    claim = await claimed(desk, await unit_id(sale, "SN-1"), "IN_PROGRESS", day="2026-02-12")

    early = await refuse(desk, claim, "resolveClaim", day="2026-02-11")
    late = await refuse(desk, claim, "resolveClaim", day="2026-03-03")
    done = await take(desk, claim, "resolveClaim", day="2026-02-20")

    assert early.facts("path") == late.facts("path") == [("DAY_OUT_OF_RANGE", ["day"])]
    assert done["closedOn"] == "2026-02-20"


async def test_a_claim_that_is_only_tried_leaves_nothing_and_shows_the_unit(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """A dry run shows the claim as it would be, and the answers of its unit."""
    unit = await covered(await sell(1), unique, "SN-1")

    dry = await desk.dry("openClaim", unitId=unit, problem="It hums.")
    effects, _ = await tried(desk, "openClaim", unitId=unit, problem="It hums.")

    assert dry.value["state"] == "OPEN"
    assert [(each["serialNumber"], each["warrantyAfter"]["status"]) for each in effects["units"]] == [
        ("SN-1", "COVERED")
    ]


async def test_the_same_request_sent_again_opens_one_claim(desk: Desk, sell: Sell, unique: Unique) -> None:
    unit, key = await covered(await sell(1), unique, "SN-1"), unique("KEY")

    first = await desk.send("openClaim", unitId=unit, problem="It hums.", idempotencyKey=key)
    again = await desk.send("openClaim", unitId=unit, problem="It hums.", idempotencyKey=key)

    assert (again.replayed, again.value["id"]) == (True, first.value["id"])


async def test_claims_are_found_by_number_unit_sale_and_filter(desk: Desk, sell: Sell, unique: Unique) -> None:
    """Work lists: what is open where nothing is said; every condition counts."""
    sale = await sell(2)
    unit = await covered(sale, unique, "SN-1", "SN-2")
    other = await unit_id(sale, "SN-2")
    rejected = (await claimed(desk, unit, "REJECTED"))["number"]
    waiting = (await claimed(desk, unit))["number"]
    reviewed = (await claimed(desk, other, "IN_REVIEW"))["number"]
    number, customer, product = waiting, sale.customer, sale.products[0]

    by_number = await desk.ask("query ($n: String!) { claim(number: $n) { state } }", n=number)
    looked_up = await desk.ask(
        "query ($n: String!) { lookup(by: { claim: $n }) { matches { ... on Claim { number } } } }", n=number
    )
    of_unit = (await desk.ask(OF_UNIT, id=unit))["node"]

    assert by_number["claim"]["state"] == "OPEN"
    assert looked_up["lookup"]["matches"] == [{"number": number}]
    assert [each["number"] for each in of_unit["claims"]] == [waiting, rejected]
    assert of_unit["sales"][0]["claims"] == of_unit["claims"]
    assert await listed(desk, customer=customer) == [waiting, reviewed]
    assert await listed(desk, product=product, states=["IN_REVIEW", "REJECTED"]) == [rejected, reviewed]
    assert await listed(desk, unit=unit) == [waiting]
    assert await listed(desk, customer=customer, openedFrom="2026-03-02", openedTo="2026-03-02") == [waiting, reviewed]
    assert await listed(desk, customer=customer, openedTo="2026-03-01") == []
    assert await listed(desk, customer="nobody") == []
    assert await listed(desk, states=[]) == []


async def test_a_filter_by_what_is_no_unit_is_refused(desk: Desk) -> None:
    error = await refused(desk, LIST, filter={"unit": make_id("Product", "X")})

    assert "no id of a unit" in error["message"]


async def test_a_corrected_number_takes_its_claim_along_and_flags_it(desk: Desk, sell: Sell) -> None:
    """K2, C1: the claim stays with the sale; the number that it was filed for may be claimed for itself."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]])
    unit = await unit_id(sale, "SN-1")
    claim = await claimed(desk, unit)
    draft = await sale.invoice()
    (registration,) = slip["registrations"][slip["lines"][0]["id"]]
    await desk.done(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=registration,
        serialNumber="SN-2",
        version=1,
        reason="misread",
    )
    found = await claim_of(desk, claim)
    second = await desk.refused("openClaim", unitId=await unit_id(sale, "SN-2"), problem="It hums.")
    await sale.posted([["SN-1"]])
    first = await claimed(desk, unit)
    moved = await take(desk, claim, "reviewClaim")

    assert (found["serialNumber"], found["unit"]["serialNumber"]) == ("SN-1", "SN-2")
    assert found["flags"] == ["NUMBER_CORRECTED"]
    assert second.codes == ["CLAIM_OPEN_ALREADY"]
    assert (first["state"], moved["state"]) == ("OPEN", "IN_REVIEW")


async def test_a_unit_that_was_sold_again_flags_the_claim_on_its_first_sale(desk: Desk, sell: Sell) -> None:
    """K2, W8: the claim stays on the sale that it was filed on."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]])
    claim = await claimed(desk, await unit_id(sale, "SN-1"))
    await desk.done("cancelPackingSlip", id=slip["id"], version=slip_version(slip), reason="nobody was there")
    await sale.posted([["SN-1"]])

    found = await claim_of(desk, claim)
    second = await desk.refused("openClaim", unitId=await unit_id(sale, "SN-1"), problem="It hums.")

    assert found["flags"] == ["SALE_ENDED", "UNIT_RESOLD"]
    assert second.facts("claim") == [("CLAIM_OPEN_ALREADY", claim["number"])]
