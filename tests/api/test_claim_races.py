"""Claims at the same moment as others: one open claim a unit, one step a version."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.claiming import asked, claim_of, claimed, covered
from tests.api.conftest import Sell
from tests.api.desk import Desk, office
from tests.api.test_races import outcomes

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]


@pytest.fixture
async def agents(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Eight agents at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(4)
    role = Role.SERVICE_DESK
    yield [Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], role, f"agent-{n}") for n in range(8)]
    for bolt in bolts:
        await bolt.close()


async def test_of_eight_claims_on_one_unit_one_is_opened(agents: list[Desk], sell: Sell, unique: Unique) -> None:
    """K1: the unit is locked before its claims are read; the others name the first."""
    unit = await covered(await sell(1), unique, "SN-1")

    answers = await asyncio.gather(*(each.send("openClaim", unitId=unit, problem="It hums.") for each in agents))

    first = next(answer.value["number"] for answer in answers if answer.value)
    assert outcomes(list(answers)) == {"done": 1, "CLAIM_OPEN_ALREADY": 7}
    assert {answer.refusals[0]["claim"] for answer in answers if answer.codes} == {first}


async def test_a_claim_is_approved_or_rejected_and_never_both(agents: list[Desk], sell: Sell, unique: Unique) -> None:
    """K1, C4: one step a version."""
    claim = await claimed(agents[0], await covered(await sell(1), unique, "SN-1"), "IN_REVIEW")
    steps = ("approveClaim", "rejectClaim")

    answers = await asyncio.gather(
        *(each.send(steps[n % 2], **asked(claim, steps[n % 2])) for n, each in enumerate(agents))
    )
    found = await claim_of(agents[0], claim)

    assert outcomes(list(answers)) == {"done": 1, "STEP_NOT_POSSIBLE": 7}
    assert len(found["steps"]) == 3
