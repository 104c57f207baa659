"""Claims in tests: a unit that was sold, a claim on it, and its way to any state."""

from collections.abc import Callable
from typing import Any

from tests.api.asking import sold
from tests.api.desk import Answer, Desk, Sale

VERDICT = """
fragment Verdict on WarrantyVerdict {
  status validAt knownAt lastDay daysLeft layer term { number version } reasons { rule fact statement on held }
  evidence { kind id number } kinds { kind status percentage lastDay } wouldChange { fact on }
}
"""
CLAIM = (
    """
query ($id: ID!) {
  node(id: $id) {
    ... on Claim {
      number state version openedOn openedAt closedOn resolution layer problem contactReference externalReference
      serialNumber flags nextActions
      verdict { ...Verdict }
      steps { action state actor reason }
      unit { serialNumber }
      registration { id serialNumber ended endedOn }
      replacement { id serialNumber }
    }
  }
}
"""
    + VERDICT
)
UNIT = """
query ($serial: String!, $product: String!) {
  lookup(by: { serial: $serial }, product: $product) { matches { ... on Unit { id } } }
}
"""
WAY = {
    "OPEN": [],
    "IN_REVIEW": ["reviewClaim"],
    "APPROVED": ["reviewClaim", "approveClaim"],
    "IN_PROGRESS": ["reviewClaim", "approveClaim", "startClaimWork"],
    "RESOLVED": ["reviewClaim", "approveClaim", "startClaimWork", "resolveClaim"],
    "REJECTED": ["reviewClaim", "rejectClaim"],
    "CANCELLED": ["cancelClaim"],
}
STEPS = tuple(dict.fromkeys(step for way in WAY.values() for step in way))
MORE: dict[str, dict[str, Any]] = {"resolveClaim": {"resolution": "REPAIR"}}


async def unit_id(sale: Sale, serial: str, line: int = 0) -> str:
    found = await sale.desk.ask(UNIT, serial=serial, product=sale.products[line])
    key: str = found["lookup"]["matches"][0]["id"]
    return key


async def covered(sale: Sale, unique: Callable[[str], str], *serials: str) -> str:
    """Sell units under a term of two years; the id of the first one."""
    await sold(sale.desk, sale, unique, list(serials))
    return await unit_id(sale, serials[0])


async def claim_of(desk: Desk, claim: dict[str, Any]) -> Any:
    return (await desk.ask(CLAIM, id=claim["id"]))["node"]


async def claimed(desk: Desk, unit: str, state: str = "OPEN", **asked: Any) -> Any:
    """A claim that was opened and taken to a state."""
    claim = await desk.done("openClaim", unitId=unit, problem="It hums.", **asked)
    for step in WAY[state]:
        claim = await take(desk, claim, step)
    return claim


async def take(desk: Desk, claim: dict[str, Any], step: str, **more: Any) -> Any:
    """Take a step with which nothing is wrong."""
    return await desk.done(step, **asked(claim, step, **more))


async def refuse(desk: Desk, claim: dict[str, Any], step: str, **more: Any) -> Answer:
    return await desk.refused(step, **asked(claim, step, **more))


def asked(claim: dict[str, Any], step: str, **more: Any) -> dict[str, Any]:
    return {"id": claim["id"], "version": claim["version"], "reason": "looked at", **MORE.get(step, {}), **more}
