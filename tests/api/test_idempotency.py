"""One key, one effect: mutations that are sent again, at once, otherwise, or by somebody else."""

import asyncio
from collections.abc import Callable

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt
from graph_api.store.statement import Mode, Statement
from tests.api.conftest import Sell
from tests.api.desk import MUTATIONS, Desk

pytestmark = pytest.mark.anyio

Unique = Callable[[str], str]

KEYS = Statement(
    "keys_of_tests",
    Mode.READ,
    "MATCH (key:IdempotencyKey) RETURN count(key) AS kept",
    lambda row: 0 if row is None else int(row["kept"]),
)


async def test_a_request_sent_again_is_answered_again_and_not_done_again(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D7: what changed, what was added and what was said."""
    line = (await (await sell(3)).slip())["lines"][0]["id"]
    asked = {"lineId": line, "serials": ["SN-1", "SN-2", "sn-1"], "idempotencyKey": unique("KEY")}

    first = await desk.send("registerSerials", **asked)
    before = await desk.counts()
    again = await desk.send("registerSerials", **asked)

    assert (first.replayed, again.replayed) == (False, True)
    assert (again.value, again.added, again.notices) == (first.value, first.added, first.notices)
    assert len(first.added) == 2
    assert await desk.counts() == before


async def test_what_was_refused_entry_by_entry_is_told_again(desk: Desk, sell: Sell, unique: Unique) -> None:
    """R6: the facts of each refusal are kept with the answer."""
    line = (await (await sell(3, serialPattern=r"SN-\d")).slip())["lines"][0]["id"]
    asked = {"lineId": line, "serials": ["SN-1", "X", ""], "mode": "EACH", "idempotencyKey": unique("KEY")}

    first = await desk.send("registerSerials", **asked)
    again = await desk.send("registerSerials", **asked)

    assert again.replayed
    assert again.refusals == first.refusals
    assert sorted(first.codes) == ["DOES_NOT_FIT", "INVALID_SERIAL"]


async def test_a_key_stands_for_one_request_alone(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D7: another payload, another mutation or another reason under the same key is refused."""
    slip = await (await sell(3)).slip()
    line, key = slip["lines"][0]["id"], unique("KEY")
    await desk.done("scanSerial", lineId=line, scan="SN-1", idempotencyKey=key, reason="first")

    answers = [
        await desk.refused("scanSerial", lineId=line, scan="SN-2", idempotencyKey=key, reason="first"),
        await desk.refused("scanSerial", lineId=line, scan="SN-1", idempotencyKey=key, reason="second"),
        await desk.refused("scanSerial", lineId=line, scan="SN-1", mode="REMOVE", idempotencyKey=key, reason="first"),
        await desk.refused("registerSerials", lineId=line, serials=["SN-1"], idempotencyKey=key),
        await desk.refused("discardPackingSlip", id=slip["id"], idempotencyKey=key),
    ]

    expected = [("KEY_REUSED", key, ["idempotencyKey"])]
    assert [answer.facts("idempotencyKey", "path") for answer in answers] == [expected] * 5


async def test_a_key_belongs_to_its_caller(desk: Desk, sell: Sell, unique: Unique) -> None:
    """Two clerks who happen to choose the same key do not meet."""
    line, key = (await (await sell(2)).slip())["lines"][0]["id"], unique("KEY")

    first = await desk.send("scanSerial", lineId=line, scan="SN-1", idempotencyKey=key)
    other = await desk.as_role(Role.CLERK, "clerk-2").send("scanSerial", lineId=line, scan="SN-2", idempotencyKey=key)

    assert (first.replayed, other.replayed) == (False, False)
    assert other.registered == (2, 0)


async def test_eight_at_once_with_one_key_have_one_effect(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D7: the others wait, and are answered as the first was."""
    sale = await sell(8)
    asked = {"order": sale.order, "idempotencyKey": unique("KEY")}

    answers = await asyncio.gather(*(desk.send("createPackingSlip", **asked) for _ in range(8)))

    assert [answer.replayed for answer in answers].count(False) == 1
    assert len({answer.value["id"] for answer in answers}) == 1


async def test_eight_at_once_post_one_slip_once(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D12: and use up one number."""
    slip = await (await sell(1)).slip()
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")
    asked = {"id": slip["id"], "idempotencyKey": unique("KEY")}

    answers = await asyncio.gather(*(desk.send("postPackingSlip", **asked) for _ in range(8)))

    assert [answer.replayed for answer in answers].count(False) == 1
    assert len({answer.value["number"] for answer in answers}) == 1


async def test_a_refused_request_keeps_nothing_and_may_be_sent_again(
    desk: Desk, sell: Sell, unique: Unique, bolt: Bolt
) -> None:
    """D7: what could not be done yet can be done under the same key later, differently too."""
    slip = await (await sell(1)).slip()
    line, key = slip["lines"][0]["id"], unique("KEY")
    kept = await bolt.read(KEYS)

    await desk.refused("postPackingSlip", id=slip["id"], idempotencyKey=key)
    await desk.refused("registerSerials", lineId=line, serials=["1", "2"], idempotencyKey=key)
    assert await bolt.read(KEYS) == kept
    await desk.done("scanSerial", lineId=line, scan="SN-1")
    posted = await desk.send("postPackingSlip", id=slip["id"], idempotencyKey=key)

    assert (posted.replayed, posted.value["state"]) == (False, "POSTED")


async def test_a_dry_run_uses_up_no_key(desk: Desk, sell: Sell, unique: Unique) -> None:
    """What was tried is then done under the same key."""
    line, key = (await (await sell(1)).slip())["lines"][0]["id"], unique("KEY")

    tried = await desk.dry("scanSerial", lineId=line, scan="SN-1", idempotencyKey=key)
    done = await desk.send("scanSerial", lineId=line, scan="SN-1", idempotencyKey=key)

    assert (tried.registered, tried.replayed) == (done.registered, False)
    assert (done.dry_run, done.replayed) == (False, False)


async def test_what_changed_nothing_is_answered_again_too(desk: Desk, sell: Sell, unique: Unique) -> None:
    """R3: a removal of what is not there stays that, whatever has happened since."""
    line, key = (await (await sell(1)).slip())["lines"][0]["id"], unique("KEY")
    asked = {"lineId": line, "scan": "SN-1", "mode": "REMOVE", "idempotencyKey": key}

    first = await desk.send("scanSerial", **asked)
    await desk.done("scanSerial", lineId=line, scan="SN-1")
    again = await desk.send("scanSerial", **asked)

    assert (first.said, again.said, again.replayed) == (["NOT_THERE"], ["NOT_THERE"], True)
    assert again.registered == (1, 0)


async def test_a_mutation_by_a_role_without_the_duty_is_refused_also_under_a_known_key(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """S1: an answer that is kept is not told to whoever lost the duty."""
    sale, key = await sell(1), unique("KEY")
    await desk.done("createPackingSlip", order=sale.order, idempotencyKey=key)

    answer = await desk.as_role(Role.ANALYST).refused("createPackingSlip", order=sale.order, idempotencyKey=key)

    assert answer.codes == ["NOT_PERMITTED"]


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_every_mutation_takes_a_key(desk: Desk, mutation: str) -> None:
    """The contract, mutation by mutation."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    found = await desk.ask("query ($name: String!) { __type(name: $name) { inputFields { name } } }", name=kind)

    names = {field["name"] for field in found["__type"]["inputFields"]}
    assert {"idempotencyKey", "dryRun", "reason"} <= names
