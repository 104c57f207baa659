"""The service desk's three stories, told by its own operations: a claim, a return, a replacement that is passed on."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import Desk, Sale
from tests.api.test_operations import Users

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]


async def sold(desk: Desk, sell: Sell, unique: Unique, *serials: str) -> Sale:
    """A sale with a warranty that goes along with the unit, and a return window; its supplier covers the first year."""
    cover = {"period": "P1Y", "sendTo": "Repairs, dock 4"}
    sale = await sell(len(serials), supplier="PUMPS-INC", supplierCover=cover)
    scope = {"product": sale.products[0]}
    term = {"number": unique("WT"), "scope": scope, "layer": "COMMERCIAL", "startBasis": "INVOICE"}
    cover_of = [{"kind": "PARTS", "period": "P2Y"}]
    await desk.done("publishWarrantyTerm", **term, coverages=cover_of, validFrom="2020-01-01", transferable=True)
    policy = {"number": unique("RP"), "scope": scope, "basis": "INVOICE", "windowDays": 30}
    await desk.done("publishReturnPolicy", **policy, validFrom="2020-01-01")
    await sale.posted([list(serials)])
    await posted(sale)
    return sale


class Agent(Users):
    """One at the service desk, on the telephone."""

    async def asks(self, sale: Sale, serial: str) -> Any:
        """What a caller's number answers."""
        found = await self.send("service_desk/look_up", by={"serial": serial}, product=sale.products[0])
        return found["matches"][0]

    async def steps(self, claim: Any, *steps: str, **last: Any) -> Any:
        """Take a claim through its steps; the last one with all that it is told."""
        for place, step in enumerate(steps, start=1):
            more = last if place == len(steps) else {}
            claim = await self.do(f"service_desk/{step}", id=claim["id"], version=claim["version"], **more)
        return claim


@pytest.fixture
def agent(desk: Desk) -> Agent:
    return Agent(desk.as_role(Role.SERVICE_DESK, "agent-1"))


async def test_a_claim_from_the_first_call_to_the_mended_unit(
    agent: Agent, desk: Desk, sell: Sell, unique: Unique
) -> None:
    """K1, K2, W10: the agent reads the answer aloud, files it, has it mended, and knows who pays."""
    sale = await sold(desk, sell, unique, "SN-1")

    first = await agent.asks(sale, "SN-1")
    card = await agent.send("service_desk/serial_card", unit=first["id"])
    claim = await agent.do("service_desk/open_claim", unitId=first["id"], problem="It hums.")
    again = await agent.send(
        "service_desk/open_claim", input={"unitId": first["id"], "problem": "It hums.", "dryRun": True}
    )
    waiting = await agent.send("service_desk/claims", filter={"unit": first["id"]})
    claim = await agent.steps(claim, "review_claim", "approve_claim", "start_claim_work")
    done = await agent.steps(claim, "resolve_claim", resolution="REPAIR", reason="the bearing was worn")
    told = await agent.send("service_desk/claim", number=done["number"])
    last = await agent.asks(sale, "SN-1")

    assert (first["saleStatus"], first["warranty"]["status"]) == ("SOLD", "COVERED")
    assert card["warranty"]["lastDay"] == first["warranty"]["lastDay"]
    assert all(each["statement"] for each in card["warranty"]["reasons"])
    assert [each["claim"] for each in again["refusals"]] == [claim["number"]]
    assert [each["number"] for each in waiting["nodes"]] == [claim["number"]]
    assert (told["state"], told["resolution"], told["nextActions"], told["flags"]) == ("RESOLVED", "REPAIR", [], [])
    assert [each["action"] for each in told["steps"]] == [
        "openClaim",
        "reviewClaim",
        "approveClaim",
        "startClaimWork",
        "resolveClaim",
    ]
    assert {each["actor"] for each in told["steps"]} == {"clerk-1"}
    assert told["verdict"]["status"] == "COVERED"
    assert (told["supplierRecovery"]["owes"], told["supplierRecovery"]["sendTo"]) == (True, "Repairs, dock 4")
    assert (last["saleStatus"], last["warranty"]["status"]) == ("SOLD", "COVERED")


async def test_a_return_from_the_first_call_to_the_credit(agent: Agent, desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2 to V5: another parcel comes first, then the right one; at the end the unit is sold by us no more."""
    sale = await sold(desk, sell, unique, "SN-1", "SN-2")
    caller = {"customer": sale.customer, "reason": "too loud"}

    first = await agent.asks(sale, "SN-1")
    wanted = {**caller, "items": [{"unitId": first["id"]}]}
    stranger = await agent.send("service_desk/authorise_return", input={**wanted, "customer": "nobody"})
    found = await agent.do("service_desk/authorise_return", **wanted)
    awaited = await agent.send("service_desk/returns", filter={"customer": sale.customer})
    (item,) = found["items"]
    wrong = await agent.do("service_desk/receive_return_item", itemId=item["id"], version=1, serialNumber="SN-2")
    undecided = await agent.send("service_desk/returns", filter={"customer": sale.customer, "needsDecision": True})
    about = {"version": wrong["version"], "reason": "the wrong one was in the parcel"}
    refused = await agent.do("service_desk/refuse_return_item", itemId=item["id"], **about)
    second = await agent.do("service_desk/authorise_return", **wanted)
    (item,) = second["items"]
    arrived = await agent.do("service_desk/receive_return_item", itemId=item["id"], version=1, scan="SN-1")
    about = {"itemId": item["id"], "version": arrived["version"], "reason": "as new"}
    await agent.do("service_desk/dispose_return_item", **about, disposition="RESTOCK", credited=True)
    told = await agent.send("service_desk/return", number=second["number"])
    still_open = await agent.send("service_desk/returns", filter={"customer": sale.customer})
    last = await agent.asks(sale, "SN-1")
    late = await agent.send("service_desk/authorise_return", input=wanted)

    assert first["returnEligibility"]["mayReturn"]
    assert "UNKNOWN_RECORD" in [each["code"] for each in stranger["refusals"]]
    assert [each["number"] for each in awaited["nodes"]] == [found["number"]]
    assert wrong["items"][0]["needsDecision"]
    assert [each["number"] for each in undecided["nodes"]] == [found["number"]]
    assert refused["items"][0]["state"] == "REFUSED"
    assert [(each["state"], each["credited"], each["receivedSerials"]) for each in told["items"]] == [
        ("DISPOSED", True, ["SN-1"])
    ]
    assert told["items"][0]["answer"]["mayReturn"]
    assert still_open["nodes"] == []
    assert (last["saleStatus"], last["warranty"]["status"]) == ("NO_LONGER_SOLD", "NO_LONGER_SOLD")
    assert late["refusals"][0]["failing"] == ["SALE_STANDS", "NOT_COME_BACK"]


async def test_a_unit_is_replaced_and_the_new_one_is_passed_on(
    agent: Agent, desk: Desk, sell: Sell, unique: Unique
) -> None:
    """K3, W7, W9: the cover is the old one's to its last day, whoever owns the unit that came."""
    sale, heir = await sold(desk, sell, unique, "SN-1"), unique("CUST")
    await desk.done("saveCustomer", number=heir, name="Miller's daughter")

    first = await agent.asks(sale, "SN-1")
    claim = await agent.do("service_desk/open_claim", unitId=first["id"], problem="It smells burnt.")
    claim = await agent.steps(claim, "review_claim", "approve_claim", "start_claim_work")
    done = await agent.steps(claim, "resolve_claim", resolution="REPLACEMENT", replacementSerial="SN-9")
    old, new = await agent.asks(sale, "SN-1"), await agent.asks(sale, "SN-9")
    passed_on = await agent.do("service_desk/transfer_ownership", unitId=new["id"], customer=heir)
    told = await agent.send("service_desk/after_sale", unit=new["id"])
    card = await agent.send("service_desk/serial_card", unit=new["id"])
    wanted = {"customer": heir, "items": [{"unitId": new["id"]}], "reason": "too loud"}
    not_hers = await agent.send("service_desk/authorise_return", input=wanted)

    assert (done["state"], done["replacement"]["serialNumber"]) == ("RESOLVED", "SN-9")
    assert (old["saleStatus"], old["warranty"]["status"]) == ("REPLACED_BY", "REPLACED_BY")
    assert (new["saleStatus"], new["warranty"]) == ("SOLD", first["warranty"])
    assert passed_on["customer"]["number"] == heir
    assert [each["customer"]["number"] for each in told["sales"][0]["transfers"]] == [heir]
    assert card["warranty"]["status"] == "COVERED"
    assert card["warranty"]["lastDay"] == first["warranty"]["lastDay"]
    assert not_hers["refusals"][0]["failing"] == ["ASKER_BOUGHT_IT"]
