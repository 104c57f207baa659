"""Voiding a unit's warranty and lifting that, through the front door (W6)."""

from collections.abc import Callable

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.after_sales import DAY_OF_SALE, WHY, SellUnit, sell_unit
from tests.api.asking import refused
from tests.api.clocks import at
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.test_effects import foreseen

__all__ = ["sell_unit"]

pytestmark = pytest.mark.anyio

NOON = "2026-03-02T11:00:00+00:00"


async def test_a_warranty_is_voided_from_a_day_on_with_its_reason(sell_unit: SellUnit) -> None:
    """W6: the sale shows it, and the unit's own chain keeps who, when and why."""
    unit = await sell_unit()

    void = await unit.lead.done("voidWarranty", unitId=unit.id, layer="COMMERCIAL", day="2026-02-20", version=0, **WHY)
    found = await unit.read()
    (entry,) = await unit.audit()

    assert (void["on"], void["layer"], void["liftedAt"]) == ("2026-02-20", "COMMERCIAL", None)
    assert found["version"] == 1
    assert found["sales"][0]["voids"] == [
        {**{name: void[name] for name in ("id", "on", "layer", "reason", "liftedAt")}, "recordedAt": NOON}
    ]
    assert (entry["actor"], entry["action"], entry["reason"]) == ("lead-1", "voidWarranty", WHY["reason"])
    assert (entry["after"]["layer"], entry["after"]["day"]) == ("COMMERCIAL", "2026-02-20")


async def test_without_a_day_it_is_void_from_today_and_without_a_layer_whole(sell_unit: SellUnit) -> None:
    unit = await sell_unit()

    void = await unit.lead.done("voidWarranty", unitId=unit.id, **WHY)

    assert (void["on"], void["layer"]) == ("2026-03-02", None)


async def test_a_lifted_void_stays_on_record_and_may_be_made_again(sell_unit: SellUnit) -> None:
    """W6: nothing is deleted; lifted twice, it says so and changes nothing."""
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, day=DAY_OF_SALE, **WHY)

    lifted = await unit.lead.done("liftVoid", id=void["id"], version=1, reason="the seal was ours")
    twice = await unit.lead.send("liftVoid", id=void["id"], reason="once more")
    again = await unit.lead.done("voidWarranty", unitId=unit.id, **WHY)
    found = await unit.read()

    assert lifted["liftedAt"] == NOON
    assert (twice.said, twice.refusals, twice.value) == (["ALREADY_LIFTED"], [], lifted)
    assert [each["id"] for each in found["sales"][0]["voids"]] == [void["id"], again["id"]]
    assert [each["action"] for each in await unit.audit()] == ["voidWarranty", "liftVoid", "voidWarranty"]
    assert found["version"] == 3


async def test_what_is_void_is_not_voided_again(sell_unit: SellUnit) -> None:
    """W6: the refusal names the void that stands, by an id that `node` finds."""
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, day="2026-02-20", **WHY)

    answer = await unit.lead.refused("voidWarranty", unitId=unit.id, layer="STATUTORY", **WHY)
    node = await unit.desk.ask("query ($id: ID!) { node(id: $id) { __typename id } }", id=void["id"])

    assert answer.facts("rule", "voidId", "voidSince", "voidLayer") == [
        ("ALREADY_VOID", "W6", void["id"], "2026-02-20", None)
    ]
    assert node["node"] == {"__typename": "WarrantyVoid", "id": void["id"]}


async def test_everything_that_is_said_against_a_void_is_said_at_once(sell_unit: SellUnit) -> None:
    """C4, W6, W8: a stale version, no reason, a day before the sale."""
    unit = await sell_unit()

    answer = await unit.lead.refused("voidWarranty", unitId=unit.id, day="2026-02-09", version=4, reason=" ")
    layer = await unit.lead.refused("voidWarranty", unitId=unit.id, layer="GOODWILL", **WHY)
    later = await unit.lead.refused("voidWarranty", unitId=unit.id, day="2026-03-03", **WHY)

    assert answer.facts("rule", "path") == [
        ("UNIT_CHANGED", "C4", ["version"]),
        ("REASON_MISSING", "C4", ["reason"]),
        ("DAY_OUTSIDE_SALE", "W8", ["day"]),
    ]
    assert layer.facts("layers") == [("NOTHING_TO_VOID", ["STATUTORY", "COMMERCIAL"])]
    assert later.codes == ["DAY_OUTSIDE_SALE"]


async def test_everything_that_is_said_against_lifting_is_said_at_once(sell_unit: SellUnit) -> None:
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, **WHY)

    answer = await unit.lead.refused("liftVoid", id=void["id"], version=0)
    unknown = await unit.lead.refused("liftVoid", id=make_id("WarrantyVoid", "01NOTHING"), **WHY)
    of_another_kind = await unit.lead.refused("liftVoid", id=unit.id, **WHY)

    assert answer.codes == ["UNIT_CHANGED", "REASON_MISSING"]
    assert [unknown.codes, of_another_kind.codes] == [["UNKNOWN_RECORD"]] * 2


async def test_only_a_unit_that_is_sold_has_a_warranty_to_void(
    desk: Desk, sell: Sell, sell_unit: SellUnit, unique: Callable[[str], str]
) -> None:
    """I2: not one on a draft, nor one whose sale has ended; until then its sale is worked on."""
    unit, draft = await sell_unit(invoiced=False), await (await sell(1)).slip()
    added = (await desk.send("registerSerials", lineId=draft["lines"][0]["id"], serials=[unique("RD")])).added
    asked = "query ($id: ID!) { node(id: $id) { ... on Registration { unit { id } } } }"
    drafted = (await desk.ask(asked, id=added[0]))["node"]["unit"]["id"]
    await desk.done("cancelPackingSlip", **await unit.reversal(day="2026-02-25"))

    answers = [
        await desk.refused("voidWarranty", unitId=each, **WHY)
        for each in (unit.id, drafted, make_id("Unit", "01NOTHING"))
    ]
    before = await desk.send("voidWarranty", unitId=unit.id, day="2026-02-24", **WHY)

    assert [answer.facts("endedOn", "path") for answer in answers] == [
        [("UNIT_NOT_SOLD", "2026-02-25", ["unitId"])],
        [("UNIT_NOT_SOLD", None, ["unitId"])],
        [("UNKNOWN_RECORD", None, ["unitId"])],
    ]
    assert before.refusals == []


async def test_a_void_is_tried_before_it_is_made(sell_unit: SellUnit) -> None:
    """W6: the unit's verdict before and after, though no document is touched."""
    unit = await sell_unit()

    effects = await foreseen(unit.desk, "voidWarranty", unitId=unit.id, **WHY)

    assert (effects["documents"], effects["truncated"]) == ([], False)
    assert [(each["unitId"], each["saleBefore"], each["saleAfter"]) for each in effects["units"]] == [
        (unit.id, "SOLD", "SOLD")
    ]
    warranties = [(each["warrantyBefore"]["status"], each["warrantyAfter"]["status"]) for each in effects["units"]]
    assert warranties == [("COVERED", "VOID")]


async def test_the_same_key_voids_once_and_lifts_once(sell_unit: SellUnit, unique: Callable[[str], str]) -> None:
    """D7: sent again, it is answered again."""
    unit, key = await sell_unit(), unique("key")
    asked = {"unitId": unit.id, "idempotencyKey": key, **WHY}

    first, second = await unit.lead.send("voidWarranty", **asked), await unit.lead.send("voidWarranty", **asked)
    other = await unit.lead.refused("voidWarranty", **{**asked, "day": "2026-02-20"})

    assert (first.value, first.replayed, second.replayed) == (second.value, False, True)
    assert other.codes == ["KEY_REUSED"]
    assert len((await unit.read())["sales"][0]["voids"]) == 1


@pytest.mark.parametrize("role", [Role.SERVICE_DESK, Role.CLERK, Role.SENIOR_CLERK, Role.ANALYST])
async def test_voiding_and_lifting_need_their_duty(sell_unit: SellUnit, role: Role) -> None:
    """S4."""
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, **WHY)
    other = unit.desk.as_role(role)

    answers = [
        await other.refused("voidWarranty", unitId=unit.id, **WHY),
        await other.refused("liftVoid", id=void["id"], **WHY),
    ]

    assert [answer.facts("duty") for answer in answers] == [[("NOT_PERMITTED", "void warranties and lift that")]] * 2


async def test_a_lifted_void_is_told_as_it_was_known(sell_unit: SellUnit) -> None:
    """W11: before it was made there was none, and until it was lifted it stood."""
    unit = await sell_unit()
    document = """
    query ($id: ID!, $known: DateTime) { node(id: $id) { ... on Unit {
      sales(knownAt: $known) { voids { liftedAt } } } } }
    """

    void = await at(unit.lead, 1).done("voidWarranty", unitId=unit.id, **WHY)
    await at(unit.lead, 3).done("liftVoid", id=void["id"], **WHY)
    told = [
        (await at(unit.lead, 4).ask(document, id=unit.id, known=f"2026-03-{day:02}T11:00:00Z"))["node"]["sales"]
        for day in (2, 3, 4, 5)
    ]

    lifted = "2026-03-05T11:00:00+00:00"
    assert [sale["voids"] for (sale,) in told] == [
        [],
        [{"liftedAt": None}],
        [{"liftedAt": None}],
        [{"liftedAt": lifted}],
    ]


async def test_a_units_chain_is_read_by_whose_duty_it_is(sell_unit: SellUnit) -> None:
    """C4, S4: a unit of which nothing was recorded has none yet."""
    unit = await sell_unit()
    document = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action } } }"

    nothing = await unit.lead.ask(document, id=unit.id)
    error = await refused(unit.agent, document, id=unit.id)

    assert nothing["auditEntries"]["nodes"] == []
    assert (await unit.read())["version"] == 0
    assert error["code"] == "FORBIDDEN"
