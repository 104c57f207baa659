"""Claims at the same moment as others: one open claim a unit, one step a version."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.claiming import asked, claim_of, claimed, covered, unit_id
from tests.api.conftest import Sell
from tests.api.desk import Desk, office
from tests.api.test_races import outcomes
from tests.api.test_undoing_races import sell_again

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


@pytest.mark.parametrize("attempt", range(2))
async def test_one_unit_comes_for_one_of_two(agents: list[Desk], desk: Desk, sell: Sell, attempt: int) -> None:
    """R5, K3: sales of two orders, which share no lock but the unit's."""
    first = await sell(1)
    second = await sell_again(first)
    claims = []
    for sale, serial in ((first, "SN-1"), (second, "SN-2")):
        await sale.posted([[serial]])
        claims.append(await claimed(desk, await unit_id(sale, serial), "IN_PROGRESS"))
    came = {"resolution": "REPLACEMENT", "replacementSerial": "SN-9"}

    sends = [agents[n].send("resolveClaim", **asked(claim, "resolveClaim", **came)) for n, claim in enumerate(claims)]
    answers = await asyncio.gather(*(sends if attempt else reversed(sends)))

    assert outcomes(list(answers)) == {"done": 1, "STANDS_ELSEWHERE": 1}


async def test_two_units_that_come_for_each_other_do_not_deadlock(agents: list[Desk], desk: Desk, sell: Sell) -> None:
    """R5: each stands in the other's way, whoever is first."""
    first = await sell(1)
    second = await sell_again(first)
    claims = []
    for sale, serial in ((first, "SN-1"), (second, "SN-2")):
        await sale.posted([[serial]])
        claims.append(await claimed(desk, await unit_id(sale, serial), "IN_PROGRESS"))

    answers = await asyncio.gather(
        *(
            agents[n].send(
                "resolveClaim", **asked(claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial=serial)
            )
            for n, (claim, serial) in enumerate(zip(claims, ("SN-2", "SN-1"), strict=True))
        )
    )

    assert outcomes(list(answers)) == {"STANDS_ELSEWHERE": 2}
