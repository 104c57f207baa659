"""Recording of one unit at the same moment, over connections of their own: its lock, and that of its orders."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.after_sales import WHY, SellUnit, sell_unit
from tests.api.desk import Desk, office
from tests.api.test_races import outcomes

__all__ = ["sell_unit"]

pytestmark = pytest.mark.anyio


@pytest.fixture
async def leads(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Eight who lead the service desk at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(4)
    role = Role.SERVICE_LEAD
    yield [Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], role, f"lead-{n}") for n in range(8)]
    for bolt in bolts:
        await bolt.close()


async def test_of_eight_voids_at_once_one_is_made(leads: list[Desk], sell_unit: SellUnit) -> None:
    """W6: the others are told of it."""
    unit = await sell_unit()

    answers = await asyncio.gather(*(lead.send("voidWarranty", unitId=unit.id, **WHY) for lead in leads))

    assert outcomes(list(answers)) == {"done": 1, "ALREADY_VOID": 7}
    assert len((await unit.read())["sales"][0]["voids"]) == 1


async def test_of_eight_liftings_at_once_one_lifts(leads: list[Desk], sell_unit: SellUnit) -> None:
    """W6: the others hear that it was lifted, and change nothing."""
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, **WHY)

    answers = await asyncio.gather(*(lead.send("liftVoid", id=void["id"], **WHY) for lead in leads))

    assert outcomes(list(answers)) == {"done": 8}
    assert sorted(answer.said for answer in answers) == [[]] + [["ALREADY_LIFTED"]] * 7
    assert (await unit.read())["version"] == 2


@pytest.mark.parametrize("attempt", range(4))
async def test_a_void_meets_a_lifting_and_one_stands_or_none(
    leads: list[Desk], sell_unit: SellUnit, attempt: int
) -> None:
    """W6: voided anew after the lifting, or refused before it."""
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, **WHY)
    sends = [
        leads[0].send("liftVoid", id=void["id"], **WHY),
        leads[1].send("voidWarranty", unitId=unit.id, **WHY),
    ]

    answers = list(await asyncio.gather(*(sends if attempt % 2 else reversed(sends))))

    told = outcomes(answers)
    voids = (await unit.read())["sales"][0]["voids"]
    assert told["done"] + told["ALREADY_VOID"] == 2
    assert told["done"] >= 1
    assert [each["liftedAt"] is None for each in voids] == [False] + [True] * (told["done"] - 1)


@pytest.mark.parametrize("attempt", range(4))
async def test_an_installation_is_recorded_before_the_reversal_or_refused_after_it(
    leads: list[Desk], sell_unit: SellUnit, attempt: int
) -> None:
    """W2, D3, I2: the order's lock comes first for both; the reversal is done either way."""
    unit = await sell_unit(invoiced=False)
    clerk = Desk(leads[0].schema, leads[0].office, leads[0].bolt, Role.CLERK, "clerk-1")
    sends = [
        clerk.send("cancelPackingSlip", **await unit.reversal()),
        leads[1].send("recordInstallation", unitId=unit.id),
    ]

    answers = list(await asyncio.gather(*(sends if attempt % 2 else reversed(sends))))

    told = outcomes(answers)
    (sale,) = (await unit.read())["sales"]
    assert told["done"] + told["UNIT_NOT_SOLD"] == 2
    assert sale["ended"] == {"kind": "REVERSED"}
    assert len(sale["starts"]) == told["done"] - 1


async def test_what_eight_record_of_one_event_is_recorded_once(leads: list[Desk], sell_unit: SellUnit) -> None:
    """W2, R7."""
    unit = await sell_unit()

    answers = await asyncio.gather(*(lead.send("recordOwnerRegistration", unitId=unit.id) for lead in leads))

    assert sorted(answer.said for answer in answers) == [[]] + [["ALREADY_RECORDED"]] * 7
    assert len({answer.value["id"] for answer in answers}) == 1
    assert (await unit.read())["version"] == 1


async def test_of_eight_owners_on_one_version_one_gets_the_unit(
    leads: list[Desk], desk: Desk, sell_unit: SellUnit, unique: Callable[[str], str]
) -> None:
    """W9, C4: the others decided on what is no longer so."""
    unit = await sell_unit()
    owners = [unique("CUST") for _ in leads]
    for owner in owners:
        await desk.done("saveCustomer", number=owner)

    answers = await asyncio.gather(
        *(
            lead.send("transferOwnership", unitId=unit.id, customer=owner, version=0)
            for lead, owner in zip(leads, owners, strict=True)
        )
    )

    assert outcomes(list(answers)) == {"done": 1, "UNIT_CHANGED": 7}
    assert len((await unit.read())["sales"][0]["transfers"]) == 1
