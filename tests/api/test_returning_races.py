"""Returns worked on by several people at the same moment: one lock decides who is first, and the others are told."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import Desk, office
from tests.api.returns import asked, authorised, received, step, unit, with_policy
from tests.api.test_races import outcomes

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]


@pytest.fixture
async def agents(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Eight agents at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(4)
    yield [
        Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], Role.SERVICE_DESK, f"agent-{n}") for n in range(8)
    ]
    for bolt in bolts:
        await bolt.close()


async def test_a_unit_is_authorised_once(agents: list[Desk], desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2: the others hear that it is on its way."""
    sale = await sell(2)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1", "SN-2"]])
    await posted(sale)
    there, back = await asked(sale, "SN-1", "SN-2"), await asked(sale, "SN-2", "SN-1")

    answers = await asyncio.gather(
        *(agent.send("authoriseReturn", **(back if n % 2 else there)) for n, agent in enumerate(agents))
    )

    assert outcomes(list(answers)) == {"done": 1, "NOT_RETURNABLE": 7}


async def test_an_item_is_disposed_once(agents: list[Desk], desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4, V5: its sale ends once, and its line counts it once."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1"]])
    await posted(sale)
    arrived = (await received(desk, await authorised(sale, "SN-1"), "SN-1")).value
    wanted = step(arrived, disposition="RESTOCK", credited=True)

    answers = await asyncio.gather(*(agent.send("disposeReturnItem", **wanted) for agent in agents))

    assert outcomes(list(answers)) == {"done": 1, "STALE_VERSION": 7}
    assert (await unit(desk, sale.products[0], "SN-1"))["saleStatus"] == "NO_LONGER_SOLD"


@pytest.mark.parametrize("attempt", range(2))
async def test_an_item_is_received_or_cancelled_and_never_both(
    agents: list[Desk], desk: Desk, sell: Sell, unique: Unique, attempt: int
) -> None:
    """V4: whichever comes first, the other is told."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1"]])
    await posted(sale)
    found = await authorised(sale, "SN-1")
    sends = [
        agents[0].send("receiveReturnItem", **step(found, serialNumber="SN-1")),
        agents[1].send("cancelReturn", id=found["id"], version=1, reason="changed their mind"),
    ]

    answers = await asyncio.gather(*(sends if attempt else reversed(sends)))

    assert sorted(bool(answer.refusals) for answer in answers) == [False, True]
