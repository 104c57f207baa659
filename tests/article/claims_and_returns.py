"""K and V: claims on sold units, and what comes back."""

from collections.abc import Callable
from typing import Any

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale
from tests.article.telling import (
    WHY,
    a_draft,
    in_work,
    invoiced,
    listed,
    look_up,
    registrations,
    unit_of,
)

Unique = Callable[[str], str]
_CLAIM = """
query ($id: ID!) { node(id: $id) { ... on Claim { state flags verdict { status validAt } unit { serialNumber }
  steps { action actor reason } } } }
"""


async def allow_returns(desk: Desk, sale: Sale, unique: Unique, days: int | None = 30) -> None:
    """A return policy of the sale's first product; one that allows no return where no days are given."""
    window = {} if days is None else {"windowDays": days}
    scope = {"product": sale.products[0]}
    asked = {"number": unique("RP"), "scope": scope, "basis": "INVOICE", "validFrom": "2020-01-01", **window}
    await desk.done("publishReturnPolicy", **asked)


async def bought(desk: Desk, sell: Sell, unique: Unique, *serials: str, blanks: int = 0) -> tuple[Sale, Any, Any]:
    """A sale under a return policy, shipped and invoiced: with its slip and its invoice."""
    sale = await sell(len(serials) + blanks)
    await allow_returns(desk, sale, unique)
    slip = await sale.posted([serials], blanks=blanks)
    return sale, slip, await invoiced(sale)


async def wanted(desk: Desk, sale: Sale, *serials: str, **more: Any) -> dict[str, Any]:
    items = [{"unitId": await unit_of(desk, sale, serial)} for serial in serials]
    return {"customer": sale.customer, "items": items, **WHY, **more}


async def authorise(desk: Desk, sale: Sale, *serials: str, **more: Any) -> Any:
    return await desk.done("authoriseReturn", **await wanted(desk, sale, *serials, **more))


def of_item(found: Any, place: int = 0, **more: Any) -> dict[str, Any]:
    """The input of a step on one item of a return."""
    return {"itemId": found["items"][place]["id"], "version": found["version"], **WHY, **more}


async def receive(desk: Desk, found: Any, serial: str) -> Any:
    return await desk.done("receiveReturnItem", **of_item(found, serialNumber=serial))


async def claim_of(desk: Desk, claim: Any) -> Any:
    return (await desk.ask(_CLAIM, id=claim["id"]))["node"]


async def test_k1_a_claim_goes_its_way_and_nothing_leaves_an_end_state(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["K1-1"]])
    unit = await unit_of(desk, sale, "K1-1")

    first = await desk.done("openClaim", unitId=unit, problem="It hums.")
    second = await desk.refused("openClaim", unitId=unit, problem="It hums.")
    early = await desk.refused("approveClaim", id=first["id"], version=1, **WHY)
    reviewed = await desk.done("reviewClaim", id=first["id"], version=1)
    silent = await desk.refused("rejectClaim", id=first["id"], version=reviewed["version"])
    rejected = await desk.done("rejectClaim", id=first["id"], version=reviewed["version"], **WHY)
    late = await desk.refused("cancelClaim", id=first["id"], version=rejected["version"], **WHY)
    steps = (await claim_of(desk, first))["steps"]
    third = await in_work(desk, sale, "K1-1")
    resolved = await desk.done("resolveClaim", id=third["id"], version=third["version"], resolution="REPAIR")

    assert second.facts("rule", "claim") == [("CLAIM_OPEN_ALREADY", "K1", first["number"])]
    assert (early.codes, late.codes, silent.codes) == (
        ["STEP_NOT_POSSIBLE"],
        ["STEP_NOT_POSSIBLE"],
        ["CLAIM_NEEDS_REASON"],
    )
    assert (rejected["nextActions"], resolved["nextActions"], resolved["state"]) == ([], [], "RESOLVED")
    assert [each["action"] for each in steps] == ["openClaim", "reviewClaim", "rejectClaim"]
    assert (steps[-1]["actor"], steps[-1]["reason"]) == ("clerk-1", WHY["reason"])


async def test_k2_a_claim_freezes_its_verdict_and_stays_with_its_sale(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["K2-1"]])
    claim = await desk.done("openClaim", unitId=await unit_of(desk, sale, "K2-1"), problem="It hums.")
    draft = await sale.invoice()
    (wrong,) = (await registrations(desk, slip["lines"][0]["id"])).values()

    await desk.done(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=wrong,
        serialNumber="K2-2",
        version=1,
        **WHY,
    )
    corrected = await claim_of(desk, claim)
    found = await desk.ask("query ($id: ID!) { node(id: $id) { ... on Document { version } } }", id=slip["id"])
    await desk.done("cancelPackingSlip", id=slip["id"], version=found["node"]["version"], **WHY)
    ended = await claim_of(desk, claim)

    assert (corrected["flags"], corrected["unit"]["serialNumber"]) == (["NUMBER_CORRECTED"], "K2-2")
    assert ended["flags"] == ["NUMBER_CORRECTED", "SALE_ENDED"]
    assert ended["verdict"] == corrected["verdict"] == claim["verdict"]
    assert (await look_up(desk, sale, "K2-2"))["warranty"]["status"] == "NO_LONGER_SOLD" != claim["verdict"]["status"]


async def test_k3_a_claim_is_resolved_by_repair_replacement_refund_or_goodwill(desk: Desk, sell: Sell) -> None:
    sale = await sell(4)
    slip = await sale.posted([["K3-1", "K3-2", "K3-3", "K3-4"]])
    claims = [await in_work(desk, sale, f"K3-{place}") for place in range(1, 5)]
    asked = [{"id": each["id"], "version": each["version"]} for each in claims]
    agent, lead = desk.as_role(Role.SERVICE_DESK), desk.as_role(Role.SERVICE_LEAD)

    repaired = await agent.done("resolveClaim", **asked[0], resolution="REPAIR")
    replaced = await agent.done("resolveClaim", **asked[1], resolution="REPLACEMENT", replacementSerial="K3-9")
    refunded = await agent.send("resolveClaim", **asked[2], resolution="REFUND")
    denied = await agent.refused("resolveClaim", **asked[3], resolution="GOODWILL")
    granted = await lead.done("resolveClaim", **asked[3], resolution="GOODWILL")

    resolved = [each["resolution"] for each in (repaired, replaced, refunded.value, granted)]
    assert resolved == ["REPAIR", "REPLACEMENT", "REFUND", "GOODWILL"]
    assert {("K3-2", "REPLACED"), ("K3-9", None)} <= set(await listed(desk, slip["lines"][0]["id"]))
    assert (refunded.said, denied.codes) == (["CREDIT_APART"], ["NOT_PERMITTED"])


async def test_v1_a_return_policy_is_versioned_and_ranked_and_its_last_day_counts(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, number = await sell(1), unique("RP")
    contract = {"number": number, "scope": {"customer": sale.customer}, "basis": "INVOICE", "validFrom": "2020-01-01"}
    await allow_returns(desk, sale, unique)
    await desk.done("publishReturnPolicy", **contract, windowDays=10)
    await desk.done("postPackingSlip", id=(await a_draft(sale, "V1-1"))["id"], day="2026-02-10")
    await desk.done("postInvoice", id=(await sale.invoice())["id"], day="2026-02-20")
    await desk.done("publishReturnPolicy", **contract, windowDays=90)
    document = """
    query ($id: ID!, $on: Date) { node(id: $id) { ... on Unit { returnEligibility(validAt: $on) {
      mayReturn lastDay daysLeft policy { number version } } } } }
    """
    unit = await unit_of(desk, sale, "V1-1")

    last, after = [
        (await desk.ask(document, id=unit, on=on))["node"]["returnEligibility"] for on in ("2026-03-02", "2026-03-03")
    ]

    assert (last["mayReturn"], last["lastDay"], last["daysLeft"]) == (True, "2026-03-02", 0)
    assert (after["mayReturn"], after["daysLeft"]) == (False, None)
    assert after["policy"] == {"number": number, "version": 1}


async def test_v2_a_unit_may_come_back_while_every_condition_holds_and_each_that_fails_is_listed(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(1)
    await allow_returns(desk, sale, unique)
    await sale.posted([["V2-1"]])

    uninvoiced = await desk.refused("authoriseReturn", **await wanted(desk, sale, "V2-1"))
    await invoiced(sale)
    await authorise(desk, sale, "V2-1")
    other = unique("CUST")
    await desk.done("saveCustomer", number=other, name="Smith")
    twice = await desk.refused("authoriseReturn", **await wanted(desk, sale, "V2-1", customer=other))

    assert "INVOICED" in uninvoiced.refusals[0]["failing"]
    assert twice.facts("rule", "failing", "lastDay") == [
        ("NOT_RETURNABLE", "V2", ["NOT_ON_ITS_WAY", "ASKER_BOUGHT_IT"], "2026-04-01")
    ]


async def test_v3_whoever_has_the_duty_authorises_against_the_answer(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(1)
    await allow_returns(desk, sale, unique, days=None)
    await sale.posted([["V3-1"]])
    await invoiced(sale)
    asked = await wanted(desk, sale, "V3-1")
    agent, lead = desk.as_role(Role.SERVICE_DESK), desk.as_role(Role.SERVICE_LEAD, "lead-1")

    refused = await agent.refused("authoriseReturn", **asked)
    denied = await agent.refused("authoriseReturn", **asked, override="a good customer")
    (item,) = (await lead.done("authoriseReturn", **asked, override="a good customer"))["items"]

    assert refused.facts("failing", "mayBeOverridden") == [("NOT_RETURNABLE", ["RETURNABLE"], True)]
    assert denied.codes == ["NOT_PERMITTED"]
    assert (item["override"], item["overriddenBy"]) == ("a good customer", "lead-1")
    assert item["answer"]["mayReturn"] is False


async def test_v4_an_item_is_received_and_disposed_and_what_differs_needs_a_decision(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, *_ = await bought(desk, sell, unique, "V4-1", "V4-2", "V4-3")
    found = await authorise(desk, sale, "V4-1")
    gone = await authorise(desk, sale, "V4-3")

    early = await desk.refused("disposeReturnItem", **of_item(found, disposition="REPAIR", credited=False))
    arrived = await receive(desk, found, "V4-2")
    undecided = await desk.refused("disposeReturnItem", **of_item(arrived, disposition="REPAIR", credited=False))
    decided = await desk.done("decideReturnItem", **of_item(arrived, decision="AS_RECEIVED"))
    disposed = await desk.done("disposeReturnItem", **of_item(decided, 1, disposition="SEND_BACK", credited=False))
    cancelled = await desk.done("cancelReturn", id=gone["id"], version=gone["version"], **WHY)

    assert (early.codes, undecided.codes) == (["RETURN_STEP_NOT_POSSIBLE"], ["NEEDS_DECISION"])
    assert (arrived["items"][0]["differs"], arrived["items"][0]["receivedSerial"]) == (True, "V4-2")
    assert [each["state"] for each in disposed["items"]] == ["CANCELLED", "DISPOSED"]
    assert [each["state"] for each in cancelled["items"]] == ["CANCELLED"]


async def test_v5_what_came_back_for_good_is_sold_again_and_what_goes_home_stays_sold(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, slip, bill = await bought(desk, sell, unique, "V5-1", "V5-2")
    found = await receive(desk, await authorise(desk, sale, "V5-1"), "V5-1")
    home = await receive(desk, await authorise(desk, sale, "V5-2"), "V5-2")

    both = await desk.refused("disposeReturnItem", **of_item(home, disposition="REPAIR", credited=True))
    await desk.done("disposeReturnItem", **of_item(found, disposition="RESTOCK", credited=True))
    await desk.done("disposeReturnItem", **of_item(home, disposition="REPAIR", credited=False))
    again = await desk.refused("authoriseReturn", **await wanted(desk, sale, "V5-1"))
    repaired = await look_up(desk, sale, "V5-2")
    back = await look_up(desk, sale, "V5-1")
    line = [{"product": sale.products[0], "quantity": 1, "serialNumbers": ["V5-1"]}]
    sold = await desk.done("sellAtPointOfSale", customer=sale.customer, lines=line)

    assert both.facts("rule") == [("DISPOSITION_REFUSED", "V5")]
    assert (back["saleStatus"], back["sales"][0]["ended"]["kind"]) == ("NO_LONGER_SOLD", "RETURNED")
    assert again.codes == ["NOT_RETURNABLE"]
    assert (repaired["saleStatus"], repaired["returnEligibility"]["mayReturn"]) == ("SOLD", True)
    assert (sold["state"], (await look_up(desk, sale, "V5-1"))["saleStatus"]) == ("POSTED", "SOLD")
    assert ("V5-1", "RETURNED") in await listed(desk, slip["lines"][0]["id"])
    assert bill["state"] == "POSTED"


async def test_v6_a_blank_comes_back_and_the_number_found_on_it_fills_it(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, slip, _ = await bought(desk, sell, unique, "V6-1", blanks=2)
    line = slip["lines"][0]["id"]
    blanks = slip["registrations"][line][1:]
    asked = {"customer": sale.customer, **WHY}
    first, second = [await desk.done("authoriseReturn", items=[{"registrationId": each}], **asked) for each in blanks]

    filled = await desk.send("receiveReturnItem", **of_item(first, serialNumber="V6-2"))
    taken = await desk.send("receiveReturnItem", **of_item(second, serialNumber="V6-1"))

    assert (first["items"][0]["unit"], first["items"][0]["answer"]["mayReturn"]) == (None, True)
    assert (filled.said, taken.value["items"][0]["needsDecision"]) == (["FILLED"], True)
    assert sorted(await listed(desk, line), key=str) == [("V6-1", None), ("V6-2", None), (None, None)]
