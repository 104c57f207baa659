"""Bought cover and goodwill, through the front door (W5)."""

from collections.abc import Callable

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.after_sales import SellUnit, sell_unit
from tests.api.desk import Desk
from tests.api.test_effects import foreseen

__all__ = ["sell_unit"]

pytestmark = pytest.mark.anyio

NOON = "2026-03-02T11:00:00+00:00"
PARTS = [{"kind": "PARTS", "period": "P3Y", "percentage": 100}]
BOUGHT = {"number": "EW-1", "coverages": PARTS, "firstDay": "2027-02-10"}
GRANTED = {"coverages": PARTS, "reason": "a customer for ten years"}


async def test_bought_cover_is_recorded_and_may_begin_on_a_day_to_come(sell_unit: SellUnit) -> None:
    unit = await sell_unit()

    cover = await unit.agent.done("recordBoughtCover", unitId=unit.id, version=0, **BOUGHT)
    (found,) = (await unit.read())["sales"][0]["covers"]
    (entry,) = await unit.audit()

    assert (found["id"], found["number"], found["layer"], found["on"]) == (
        cover["id"],
        "EW-1",
        "EXTENDED",
        "2027-02-10",
    )
    assert (found["coverages"], found["reason"], found["withdrawnAt"]) == (PARTS, None, None)
    assert (entry["action"], entry["after"]["coverages"]) == ("recordBoughtCover", [["PARTS", "P3Y", 100]])


async def test_goodwill_is_granted_with_its_reason_and_a_number_of_its_own(sell_unit: SellUnit) -> None:
    """W5: from today where no day is given."""
    unit = await sell_unit()

    cover = await unit.lead.done("grantGoodwill", unitId=unit.id, **GRANTED)
    named = await unit.lead.done("grantGoodwill", unitId=unit.id, number="GW-7", firstDay="2026-02-10", **GRANTED)

    assert (cover["coverLayer"], cover["on"], cover["reason"]) == ("GOODWILL", "2026-03-02", GRANTED["reason"])
    assert cover["number"].startswith("GW-")
    assert (named["number"], named["on"]) == ("GW-7", "2026-02-10")
    assert (await unit.read())["version"] == 2


async def test_the_same_cover_again_changes_nothing_and_its_number_with_other_facts_is_refused(
    sell_unit: SellUnit,
) -> None:
    """W5, R7: until it is withdrawn; another unit may have the number."""
    unit, other = await sell_unit(), await sell_unit()
    cover = await unit.agent.done("recordBoughtCover", unitId=unit.id, **BOUGHT)

    again = await unit.agent.send("recordBoughtCover", unitId=unit.id, **BOUGHT)
    changed = {**BOUGHT, "firstDay": "2027-02-11"}
    taken = await unit.agent.refused("recordBoughtCover", unitId=unit.id, **changed)
    elsewhere = await unit.agent.send("recordBoughtCover", unitId=other.id, **BOUGHT)
    await unit.agent.done("withdrawCover", id=cover["id"], reason="a day too early")
    right = await unit.agent.send("recordBoughtCover", unitId=unit.id, **changed)

    assert (again.said, again.value["id"]) == (["ALREADY_RECORDED"], cover["id"])
    assert taken.facts("number", "coverId", "path") == [("COVER_ON_RECORD", "EW-1", cover["id"], ["number"])]
    assert [elsewhere.refusals, right.refusals] == [[], []]
    assert [each["withdrawnAt"] for each in (await unit.read())["sales"][0]["covers"]] == [NOON, None]


async def test_everything_that_is_said_against_cover_is_said_at_once(sell_unit: SellUnit) -> None:
    """C4, W3, W4, W8."""
    unit = await sell_unit()
    wrong = [{"kind": "PARTS", "period": "3 years"}, {"kind": "LABOUR", "period": "P1Y", "percentage": 101}]

    bought = await unit.agent.refused(
        "recordBoughtCover", unitId=unit.id, number="\x00", coverages=wrong, firstDay="2026-02-09", version=3
    )
    granted = await unit.lead.refused("grantGoodwill", unitId=unit.id, coverages=[], version=3)
    long = await unit.lead.refused("grantGoodwill", unitId=unit.id, coverages=PARTS * 1_001, reason="why not")
    nothing = await unit.lead.refused("grantGoodwill", unitId=make_id("Unit", "01NOTHING"), **GRANTED)

    assert bought.facts("path") == [
        ("INVALID_VALUE", ["number"]),
        ("INVALID_VALUE", ["coverages", "0", "period"]),
        ("INVALID_VALUE", ["coverages", "1", "percentage"]),
        ("UNIT_CHANGED", ["version"]),
        ("DAY_OUTSIDE_SALE", ["firstDay"]),
    ]
    assert granted.codes == ["INVALID_VALUE", "UNIT_CHANGED", "REASON_MISSING"]
    assert [long.codes, nothing.codes] == [["LIST_TOO_LONG"], ["UNKNOWN_RECORD"]]


async def test_only_a_sale_that_stands_is_covered(sell_unit: SellUnit) -> None:
    """I2: no cover is bought for what was reversed, not even for the days before."""
    unit = await sell_unit(invoiced=False)
    await unit.desk.done("cancelPackingSlip", **await unit.reversal())

    answer = await unit.agent.refused("recordBoughtCover", unitId=unit.id, **BOUGHT)

    assert answer.codes == ["UNIT_NOT_SOLD"]


async def test_cover_is_withdrawn_by_whose_duty_it_was_to_record_it(sell_unit: SellUnit) -> None:
    """S4, W11: goodwill by who grants it; withdrawn twice, it says so and changes nothing."""
    unit = await sell_unit()
    granted = await unit.lead.done("grantGoodwill", unitId=unit.id, **GRANTED)

    closed = await unit.agent.refused("withdrawCover", id=granted["id"], reason="too much")
    nobody = await unit.desk.as_role(Role.CLERK).refused("withdrawCover", id=granted["id"], reason="too much")
    bare = await unit.lead.refused("withdrawCover", id=granted["id"], version=0)
    gone = await unit.lead.done("withdrawCover", id=granted["id"], version=1, reason="too much")
    twice = await unit.lead.send("withdrawCover", id=granted["id"], reason="once more")
    unknown = await unit.lead.refused("withdrawCover", id=make_id("UnitCover", "01NOTHING"), reason="wrong")

    assert closed.facts("duty") == [("NOT_PERMITTED", "grant goodwill")]
    assert [nobody.codes, bare.codes] == [["NOT_PERMITTED"], ["UNIT_CHANGED", "REASON_MISSING"]]
    assert gone["withdrawnAt"] == NOON
    assert (twice.said, twice.value) == (["ALREADY_WITHDRAWN"], gone)
    assert unknown.codes == ["UNKNOWN_RECORD"]
    assert [each["action"] for each in await unit.audit()] == ["grantGoodwill", "withdrawCover"]


async def test_goodwill_is_granted_by_whose_duty_it_is(sell_unit: SellUnit) -> None:
    """S4: the service desk records what was bought, and grants nothing."""
    unit = await sell_unit()

    answer = await unit.agent.refused("grantGoodwill", unitId=unit.id, **GRANTED)

    assert answer.facts("duty") == [("NOT_PERMITTED", "grant goodwill")]


async def test_cover_is_tried_before_it_is_recorded_and_voided_as_a_layer(
    desk: Desk, sell_unit: SellUnit, unique: Callable[[str], str]
) -> None:
    """W5, W6, D7."""
    unit, key = await sell_unit(), unique("key")

    effects = await foreseen(desk, "recordBoughtCover", unitId=unit.id, **BOUGHT)
    answers = [
        await unit.agent.send("recordBoughtCover", unitId=unit.id, idempotencyKey=key, **BOUGHT) for _ in range(2)
    ]
    void = await unit.lead.done("voidWarranty", unitId=unit.id, layer="EXTENDED", reason="never paid")

    assert [each["unitId"] for each in effects["units"]] == [unit.id]
    assert [answer.replayed for answer in answers] == [False, True]
    assert void["layer"] == "EXTENDED"
