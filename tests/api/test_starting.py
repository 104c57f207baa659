"""Owners' registrations and installations, through the front door (W2)."""

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
EVENTS = [("recordOwnerRegistration", "OWNER_REGISTRATION"), ("recordInstallation", "INSTALLATION")]


@pytest.mark.parametrize(("mutation", "basis"), EVENTS)
async def test_an_event_is_recorded_with_its_day(sell_unit: SellUnit, mutation: str, basis: str) -> None:
    """W2: today where no day is given; the unit's own chain keeps it."""
    unit = await sell_unit(invoiced=False)

    start = await unit.agent.done(mutation, unitId=unit.id, version=0)
    found = await unit.read()
    (entry,) = await unit.audit()

    assert (start["basis"], start["on"], start["withdrawnAt"]) == (basis, "2026-03-02", None)
    assert found["sales"][0]["starts"] == [
        {"id": start["id"], "on": "2026-03-02", "basis": basis, "recordedAt": NOON, "withdrawnAt": None}
    ]
    assert (entry["actor"], entry["action"], entry["after"]["basis"]) == ("agent-1", mutation, basis)


@pytest.mark.parametrize(("mutation", "basis"), EVENTS)
async def test_of_several_events_the_caller_is_told_which_counts(
    sell_unit: SellUnit, mutation: str, basis: str
) -> None:
    """W2, R7: the first day counts; the same day again changes nothing."""
    unit = await sell_unit()

    answers = [
        await unit.agent.send(mutation, unitId=unit.id, day=day)
        for day in ("2026-02-20", "2026-02-20", "2026-02-25", "2026-02-15")
    ]
    found = await unit.read()

    assert [answer.said for answer in answers] == [[], ["ALREADY_RECORDED"], ["COUNTS_NOT"], ["COUNTS_FIRST"]]
    assert answers[0].value == answers[1].value
    assert [(each["on"], each["basis"]) for each in found["sales"][0]["starts"]] == [
        ("2026-02-20", basis),
        ("2026-02-25", basis),
        ("2026-02-15", basis),
    ]
    assert found["version"] == 3


async def test_the_two_events_do_not_stand_in_each_others_way(sell_unit: SellUnit) -> None:
    unit = await sell_unit()

    answers = [await unit.agent.send(mutation, unitId=unit.id) for mutation, _ in EVENTS]

    assert [answer.said for answer in answers] == [[], []]


async def test_a_wrong_event_is_withdrawn_with_a_reason_and_stays_on_record(sell_unit: SellUnit) -> None:
    """W11: withdrawn twice, it says so and changes nothing."""
    unit = await sell_unit()
    start = await unit.agent.done("recordInstallation", unitId=unit.id, day="2026-02-20")

    bare = await unit.agent.refused("withdrawStart", id=start["id"], version=0)
    gone = await unit.agent.done("withdrawStart", id=start["id"], version=1, reason="another unit was installed")
    twice = await unit.agent.send("withdrawStart", id=start["id"], reason="once more")
    again = await unit.agent.send("recordInstallation", unitId=unit.id, day="2026-02-20")

    assert bare.codes == ["UNIT_CHANGED", "REASON_MISSING"]
    assert gone["withdrawnAt"] == NOON
    assert (twice.said, twice.value) == (["ALREADY_WITHDRAWN"], gone)
    assert again.said == []
    assert [each["withdrawnAt"] for each in (await unit.read())["sales"][0]["starts"]] == [NOON, None]
    assert [each["action"] for each in await unit.audit()] == [
        "recordInstallation",
        "withdrawStart",
        "recordInstallation",
    ]


async def test_everything_that_is_said_against_an_event_is_said_at_once(sell_unit: SellUnit) -> None:
    """C4, W8, W11."""
    unit = await sell_unit()

    early = await unit.agent.refused("recordInstallation", unitId=unit.id, day="2026-02-09", version=7)
    late = await unit.agent.refused("recordOwnerRegistration", unitId=unit.id, day="2026-03-03")
    nothing = await unit.agent.refused("recordInstallation", unitId=make_id("Unit", "01NOTHING"))
    unknown = await unit.agent.refused("withdrawStart", id=make_id("WarrantyStart", "01NOTHING"), reason="wrong")

    assert early.facts("earliest", "latest", "path") == [
        ("UNIT_CHANGED", None, None, ["version"]),
        ("DAY_OUTSIDE_SALE", "2026-02-10", "2026-03-02", ["day"]),
    ]
    assert [late.codes, nothing.codes, unknown.codes] == [["DAY_OUTSIDE_SALE"], ["UNKNOWN_RECORD"], ["UNKNOWN_RECORD"]]


async def test_an_event_is_tried_before_it_is_recorded(sell_unit: SellUnit) -> None:
    unit = await sell_unit()

    effects = await foreseen(unit.desk, "recordOwnerRegistration", unitId=unit.id)

    assert [each["unitId"] for each in effects["units"]] == [unit.id]


async def test_the_same_key_records_once(sell_unit: SellUnit, unique: Callable[[str], str]) -> None:
    """D7."""
    unit, key = await sell_unit(), unique("key")

    answers = [await unit.agent.send("recordInstallation", unitId=unit.id, idempotencyKey=key) for _ in range(2)]

    assert [answer.replayed for answer in answers] == [False, True]
    assert len((await unit.read())["sales"][0]["starts"]) == 1


async def test_an_event_is_found_by_its_id_and_by_no_other_kinds(desk: Desk, sell_unit: SellUnit) -> None:
    unit = await sell_unit()
    start = await unit.agent.done("recordInstallation", unitId=unit.id)
    key = (await unit.audit())[0]["after"]["start"]
    document = "query ($id: ID!) { node(id: $id) { __typename ... on SaleRecord { on } } }"

    found = await desk.as_role(Role.ANALYST).ask(document, id=start["id"])
    other = await desk.ask(document, id=make_id("UnitCover", key))

    assert found["node"] == {"__typename": "WarrantyStart", "on": "2026-03-02"}
    assert other["node"] is None
