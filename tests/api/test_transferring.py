"""Transfers of ownership, through the front door (W9)."""

from collections.abc import Awaitable, Callable

import pytest

from graph_api.domain.duties import Role
from tests.api.after_sales import RECORDS, SellUnit, sell_unit
from tests.api.desk import Desk
from tests.api.test_effects import foreseen

__all__ = ["sell_unit"]

pytestmark = pytest.mark.anyio

Person = Callable[[str], Awaitable[str]]


@pytest.fixture
def person(desk: Desk, unique: Callable[[str], str]) -> Person:
    async def save(name: str) -> str:
        number = unique("CUST")
        await desk.done("saveCustomer", number=number, name=name)
        return number

    return save


async def test_a_unit_goes_to_another_owner_who_is_shown_to_whose_duty_it_is(
    sell_unit: SellUnit, person: Person
) -> None:
    """W9, S4, G1: the chain holds the customer's number alone."""
    unit, owner = await sell_unit(), await person("Smith")

    moved = await unit.agent.done(
        "transferOwnership", unitId=unit.id, customer=f" {owner} ", day="2026-02-20", version=0
    )
    seen = (await unit.agent.ask(RECORDS, id=unit.id))["node"]["sales"][0]["transfers"]
    unseen = (await unit.desk.as_role(Role.ANALYST).ask(RECORDS, id=unit.id))["node"]["sales"][0]["transfers"]
    (entry,) = await unit.audit()

    assert (moved["on"], moved["customer"]) == ("2026-02-20", {"number": owner})
    assert [each["customer"] for each in seen] == [{"number": owner, "name": "Smith"}]
    assert [each["customer"] for each in unseen] == [{"number": owner, "name": None}]
    assert (entry["before"], entry["after"]["customer"]) == ({"customer": unit.sale.customer}, owner)


async def test_transfers_follow_one_another(sell_unit: SellUnit, person: Person) -> None:
    """W9: on, back to the buyer, and a wrong one put right on its own day."""
    unit, first, second = await sell_unit(), await person("Smith"), await person("Jones")

    for customer, day in ((first, "2026-02-20"), (second, "2026-02-20"), (unit.sale.customer, None)):
        await unit.agent.done("transferOwnership", unitId=unit.id, customer=customer, day=day)

    found = (await unit.read())["sales"][0]["transfers"]
    assert [(each["on"], each["customer"]["number"]) for each in found] == [
        ("2026-02-20", first),
        ("2026-02-20", second),
        ("2026-03-02", unit.sale.customer),
    ]


async def test_everything_that_is_said_against_a_transfer_is_said_at_once(sell_unit: SellUnit, person: Person) -> None:
    """C4, W8, W9."""
    unit, owner = await sell_unit(), await person("Smith")
    await unit.agent.done("transferOwnership", unitId=unit.id, customer=owner, day="2026-02-20")

    before = await unit.agent.refused("transferOwnership", unitId=unit.id, customer=owner, day="2026-02-19", version=0)
    buyer = await unit.agent.refused("transferOwnership", unitId=unit.id, customer="\x00", day="2026-03-03")
    nobody = await unit.agent.refused("transferOwnership", unitId=unit.id, customer="no such customer")

    assert before.facts("customer", "since", "path") == [
        ("UNIT_CHANGED", None, None, ["version"]),
        ("TRANSFERRED_LATER", owner, "2026-02-20", ["day"]),
        ("OWNS_ALREADY", owner, None, ["customer"]),
    ]
    assert buyer.codes == ["INVALID_VALUE", "DAY_OUTSIDE_SALE"]
    assert nobody.facts("kind", "key", "path") == [("UNKNOWN_RECORD", "customer", "no such customer", ["customer"])]


async def test_a_unit_that_is_not_sold_has_no_owner(sell_unit: SellUnit, person: Person) -> None:
    """I2."""
    unit = await sell_unit(invoiced=False)
    await unit.desk.done("cancelPackingSlip", **await unit.reversal())

    answer = await unit.agent.refused("transferOwnership", unitId=unit.id, customer=await person("Smith"))

    assert answer.facts("endedOn") == [("UNIT_NOT_SOLD", "2026-03-02")]


async def test_a_transfer_is_tried_before_it_is_recorded_and_recorded_once_under_a_key(
    sell_unit: SellUnit, person: Person, unique: Callable[[str], str]
) -> None:
    """D7."""
    unit, asked = await sell_unit(), {"customer": await person("Smith")}
    key = unique("key")

    effects = await foreseen(unit.desk, "transferOwnership", unitId=unit.id, **asked)
    answers = [
        await unit.agent.send("transferOwnership", unitId=unit.id, idempotencyKey=key, **asked) for _ in range(2)
    ]

    assert [each["unitId"] for each in effects["units"]] == [unit.id]
    assert [answer.replayed for answer in answers] == [False, True]
    assert len((await unit.read())["sales"][0]["transfers"]) == 1
