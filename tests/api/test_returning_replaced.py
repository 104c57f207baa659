"""Units that come back and are replaced, and claims and returns that meet on one unit (V4, V5, W7, K2, K3)."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from graph_api.store.bolt import Bolt
from graph_api.store.checking_claims import CLAIM_CHECKS
from graph_api.store.checking_returns import RETURN_CHECKS
from tests.api.claiming import asked as claim_asked
from tests.api.claiming import claim_of, claimed
from tests.api.conftest import Sell
from tests.api.credits import counted, posted
from tests.api.desk import Desk, Sale
from tests.api.returns import another_order, authorised, failing, received, step, unit, unit_id, with_policy
from tests.api.test_races import outcomes
from tests.api.test_replacing import listed
from tests.api.test_returning_races import agents  # noqa: F401 -- a fixture

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

RETURN = """
query ($number: String!) {
  return(number: $number) { items { state disposition credited replacement { serialNumber } registration { ended } } }
}
"""
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action after } } }"
REPLACE: dict[str, Any] = {"disposition": "REPLACE", "credited": False}


async def made(sell: Sell, unique: Unique, *serials: str) -> tuple[Sale, Any, Any]:
    sale = await sell(len(serials))
    await with_policy(sale.desk, sale, unique)
    slip = await sale.posted([list(serials)])
    return sale, slip, await posted(sale)


async def here(sale: Sale, serial: str = "SN-1") -> Any:
    """A unit that was authorised and received."""
    return (await received(sale.desk, await authorised(sale, serial), serial)).value


async def test_another_unit_steps_into_the_sale_of_the_one_that_came_back(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V5, W7: cover, window and end of the sale stay; the old one has come back for good and may be sold again."""
    sale, slip, invoice = await made(sell, unique, "SN-1")
    found = await here(sale)
    before = await unit(desk, sale.products[0], "SN-1")

    done = await desk.send("disposeReturnItem", **step(found, **REPLACE, replacementSerial="SN-2"))
    (item,) = (await desk.ask(RETURN, number=found["number"]))["return"]["items"]
    old, new = [await unit(desk, sale.products[0], each) for each in ("SN-1", "SN-2")]
    other = await another_order(sale, unique)
    await other.posted([["SN-1"]])

    assert done.said == ["STANDS_INSTEAD"]
    assert (item["state"], item["disposition"], item["credited"]) == ("DISPOSED", "REPLACE", False)
    assert (item["replacement"]["serialNumber"], item["registration"]["ended"]) == ("SN-2", "REPLACED")
    assert (old["saleStatus"], failing(old)) == ("REPLACED_BY", ["SALE_STANDS", "NOT_COME_BACK"])
    assert (new["saleStatus"], new["warranty"]) == ("SOLD", before["warranty"])
    assert new["returnEligibility"]["lastDay"] == before["returnEligibility"]["lastDay"]
    assert (await listed(desk, slip))[0] == (await listed(desk, invoice))[0] == 1
    assert await counted(sale) == (1, 1)
    for subject in (found["id"], slip["id"], invoice["id"], old["id"], new["id"]):
        last = (await desk.ask(AUDIT, id=subject))["auditEntries"]["nodes"][-1]
        assert last["action"] == "disposeReturnItem"
        assert "SN-2" in str(last["after"])


async def test_what_speaks_against_a_replacement_is_refused(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4, R5, R6, V6: and leaves nothing behind."""
    sale, _, _ = await made(sell, unique, "SN-1", "SN-3")
    found = await here(sale)

    async def refused(**more: Any) -> Any:
        return await desk.refused("disposeReturnItem", **step(found, **more))

    unnamed = await refused(**REPLACE)
    needless = await refused(disposition="SCRAP", credited=False, replacementSerial="SN-2")
    paid = await refused(disposition="REPLACE", credited=True, replacementSerial="SN-2")
    itself = await refused(**REPLACE, replacementSerial="sn-1")
    sold = await refused(**REPLACE, replacementScan="SN-3")
    both = await refused(**REPLACE, replacementSerial="SN-2", replacementScan="SN-2")
    silent = await desk.refused(
        "disposeReturnItem", **{**step(found, **REPLACE, replacementSerial="SN-2"), "reason": None, "version": 1}
    )

    assert [each["path"] for each in (*unnamed.refusals, *needless.refusals)] == [["replacementSerial"]] * 2
    assert paid.codes == ["DISPOSITION_REFUSED"]
    assert itself.facts("serialNumber") == [("REPLACED_BY_ITSELF", "SN-1")]
    assert sold.codes == ["ALREADY_ON_THE_LINE"]
    assert sold.refusals[0]["path"] == ["replacementScan"]
    assert both.codes == ["INVALID_VALUE"]
    assert silent.codes == ["STALE_VERSION", "REASON_MISSING"]


async def test_a_replacement_is_tried_and_sent_twice(desk: Desk, sell: Sell, unique: Unique) -> None:
    """C4: a dry run leaves nothing, and the same key does it once."""
    sale, _, _ = await made(sell, unique, "SN-1")
    wanted, key = step(await here(sale), **REPLACE, replacementScan="SN-2"), unique("KEY")

    dry = await desk.dry("disposeReturnItem", **wanted)
    first = await desk.send("disposeReturnItem", **wanted, idempotencyKey=key)
    again = await desk.send("disposeReturnItem", **wanted, idempotencyKey=key)

    assert dry.said == first.said == again.said == ["STANDS_INSTEAD"]
    assert again.replayed


async def test_a_return_goes_on_when_a_claim_replaces_its_unit(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W7, V5: it is how the replaced unit comes in; it is neither credited nor replaced again, nor sent home."""
    sale, _, _ = await made(sell, unique, "SN-1")
    found = await authorised(sale, "SN-1")
    claim = await claimed(desk, await unit_id(sale, "SN-1"), "IN_PROGRESS")

    replaced = await desk.send(
        "resolveClaim", **claim_asked(claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-2")
    )
    arrived = await received(desk, found, "SN-1")
    ways: list[dict[str, Any]] = [
        {"disposition": "RESTOCK", "credited": True},
        {**REPLACE, "replacementSerial": "SN-3"},
        {"disposition": "SEND_BACK", "credited": False},
        {"disposition": "REPAIR", "credited": False},
    ]
    refusals = [await desk.refused("disposeReturnItem", **step(arrived.value, **each)) for each in ways]
    done = await desk.done("disposeReturnItem", **step(arrived.value, disposition="RESTOCK", credited=False))
    new = await unit(desk, sale.products[0], "SN-2")

    assert replaced.said == ["STANDS_INSTEAD", "RETURN_GOES_ON"]
    assert found["number"] in replaced.notices[-1]["message"]
    assert (arrived.said, arrived.value["items"][0]["differs"]) == ([], False)
    assert {code for each in refusals for code in each.codes} == {"DISPOSITION_REFUSED"}
    assert done["items"][0]["state"] == "DISPOSED"
    assert new["returnEligibility"]["mayReturn"]


async def test_a_claim_goes_on_when_its_unit_has_come_back_for_good(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K2: it is named and flagged, ends in its own way, and no unit steps into a sale that has ended."""
    sale, _, _ = await made(sell, unique, "SN-1")
    claim = await claimed(desk, await unit_id(sale, "SN-1"), "IN_PROGRESS")
    found = await here(sale)

    credited = await desk.send("disposeReturnItem", **step(found, disposition="RESTOCK", credited=True))
    flagged = await claim_of(desk, claim)
    late = await desk.refused(
        "resolveClaim", **claim_asked(claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-2")
    )
    ended = await desk.done("resolveClaim", **claim_asked(claim, "resolveClaim", resolution="REFUND"))

    assert credited.said == ["CLAIM_GOES_ON"]
    assert claim["number"] in credited.notices[0]["message"]
    assert (flagged["state"], flagged["flags"]) == ("IN_PROGRESS", ["SALE_ENDED"])
    assert late.codes == ["NOTHING_TO_REPLACE"]
    assert ended["state"] == "RESOLVED"


async def test_a_claim_goes_on_when_its_unit_is_replaced_by_a_return(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K1, K2, W7: it is on record of the sale that goes on, so the unit that came has an open claim."""
    sale, _, _ = await made(sell, unique, "SN-1")
    claim = await claimed(desk, await unit_id(sale, "SN-1"))

    done = await desk.send("disposeReturnItem", **step(await here(sale), **REPLACE, replacementSerial="SN-2"))
    second = await desk.refused("openClaim", unitId=await unit_id(sale, "SN-2"), problem="It hums too.")
    await desk.done("cancelClaim", **claim_asked(claim, "cancelClaim"))
    own = await desk.done("openClaim", unitId=await unit_id(sale, "SN-2"), problem="It hums too.")

    assert done.said == ["STANDS_INSTEAD", "CLAIM_GOES_ON"]
    assert second.facts("claim") == [("CLAIM_OPEN_ALREADY", claim["number"])]
    assert own["state"] == "OPEN"


async def test_a_claim_and_a_return_do_not_both_replace_a_unit(
    agents: list[Desk],  # noqa: F811 -- the fixture
    desk: Desk,
    sell: Sell,
    unique: Unique,
) -> None:
    """W7, R5: at the same moment, whichever is first."""
    sale, _, _ = await made(sell, unique, "SN-1")
    claim = await claimed(desk, await unit_id(sale, "SN-1"), "IN_PROGRESS")
    found = await here(sale)
    by_claim = claim_asked(claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-2")

    answers = await asyncio.gather(
        agents[0].send("resolveClaim", **by_claim),
        agents[1].send("disposeReturnItem", **step(found, **REPLACE, replacementSerial="SN-3")),
    )

    assert outcomes(list(answers)) in (
        {"done": 1, "NOTHING_TO_REPLACE": 1},
        {"done": 1, "DISPOSITION_REFUSED": 1},
    )


async def test_the_doctor_finds_nothing_to_say_of_replacements(
    desk: Desk, bolt: Bolt, sell: Sell, unique: Unique
) -> None:
    sale, _, _ = await made(sell, unique, "SN-1")
    await desk.done("disposeReturnItem", **step(await here(sale), **REPLACE, replacementSerial="SN-2"))

    for each in (*RETURN_CHECKS, *CLAIM_CHECKS):
        assert await bolt.read(each.find) == (0, ()), each.what
