"""What a dry run foresees of returns: their items' states, and the answers that they were authorised on (V3)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Sell
from tests.api.credits import asked as credit_asked
from tests.api.credits import posted
from tests.api.desk import Desk, Sale
from tests.api.returns import asked, authorised, received, step, with_policy
from tests.api.test_effects import correction, foreseen

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]


async def _sold(sell: Sell, unique: Unique, *serials: str, blanks: int = 0) -> tuple[Sale, Any, Any]:
    sale = await sell(len(serials) + blanks)
    await with_policy(sale.desk, sale, unique)
    slip = await sale.posted([serials], blanks=blanks)
    return sale, slip, await posted(sale)


def answers(effect: dict[str, Any]) -> tuple[bool, bool | None, bool | None]:
    """What it was authorised on, and what is answered now and would be."""
    before, after = effect["answerBefore"], effect["answerAfter"]
    return effect["answer"]["mayReturn"], before and before["mayReturn"], after and after["mayReturn"]


def states(effect: dict[str, Any]) -> tuple[str | None, str]:
    return effect["stateBefore"], effect["stateAfter"]


async def test_an_item_that_is_authorised_has_nothing_before(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4."""
    sale, *_ = await _sold(sell, unique, "SN-1")

    effects = await foreseen(desk, "authoriseReturn", **await asked(sale, "SN-1", number=unique("RMA")))

    (effect,) = effects["returns"]
    assert (effect["itemId"], effect["position"], effect["serialNumber"]) == (None, 1, "SN-1")
    assert states(effect) == (None, "AUTHORISED")
    assert answers(effect) == (True, None, True)


async def test_each_step_is_told_of_its_item_alone(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4: the other item of the return goes its own way."""
    sale, *_ = await _sold(sell, unique, "SN-1", "SN-2")
    found = await authorised(sale, "SN-1", "SN-2")

    arriving = await foreseen(desk, "receiveReturnItem", **step(found, 1, serialNumber="SN-2"))
    found = (await received(desk, found, "SN-1")).value
    disposing = await foreseen(desk, "disposeReturnItem", **step(found, disposition="REPAIR", credited=False))
    refusing = await foreseen(desk, "refuseReturnItem", **step(found, 1))

    told = [(each["itemId"], states(each), answers(each)) for each in arriving["returns"]]
    assert told == [(found["items"][1]["id"], ("AUTHORISED", "RECEIVED"), (True, True, True))]
    assert [states(each) for each in disposing["returns"]] == [("RECEIVED", "DISPOSED")]
    assert [states(each) for each in refusing["returns"]] == [("AUTHORISED", "REFUSED")]
    assert arriving["returns"][0]["answerBefore"]["knownAt"] is None


async def test_a_return_that_is_cancelled_tells_of_all_its_items_blanks_too(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V4, V6: what nobody can name is asked of no unit."""
    sale, slip, _ = await _sold(sell, unique, "SN-1", blanks=1)
    blank = slip["registrations"][slip["lines"][0]["id"]][1]
    wanted = await asked(sale, "SN-1")
    wanted["items"].append({"registrationId": blank})
    found = await desk.done("authoriseReturn", **wanted)

    effects = await foreseen(desk, "cancelReturn", id=found["id"], version=found["version"], reason="kept it")

    told = sorted(effects["returns"], key=lambda each: int(each["position"]))
    assert [(each["serialNumber"], states(each), answers(each)) for each in told] == [
        ("SN-1", ("AUTHORISED", "CANCELLED"), (True, True, True)),
        (None, ("AUTHORISED", "CANCELLED"), (True, None, None)),
    ]


async def test_a_blank_on_its_way_that_is_filled_can_be_asked_for(desk: Desk, sell: Sell, unique: Unique) -> None:
    """R4, V6: the number that it would have, and its answer."""
    sale, slip, _ = await _sold(sell, unique, "SN-0", blanks=1)
    line = slip["lines"][0]["id"]
    blank = slip["registrations"][line][1]
    items = [{"registrationId": blank}]
    await desk.done("authoriseReturn", customer=sale.customer, items=items, reason="too loud")

    fill = await correction(desk, slip["id"], lineId=line, registrationId=blank, serialNumber="SN-1")
    effects = await foreseen(desk, "fillNotReadable", **fill)

    (effect,) = effects["returns"]
    assert (effect["serialNumber"], states(effect)) == ("SN-1", ("AUTHORISED", "AUTHORISED"))
    assert answers(effect) == (True, None, True)


async def test_a_credited_invoice_answers_the_return_of_its_item_otherwise(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D10, V2: what is on its way from it could not be authorised any more."""
    sale, _, invoice = await _sold(sell, unique, "SN-1", "SN-2")
    await authorised(sale, "SN-2")

    effects = await foreseen(desk, "creditInvoice", **await credit_asked(desk, invoice))

    (effect,) = effects["returns"]
    assert effect["serialNumber"] == "SN-2"
    assert states(effect) == ("AUTHORISED", "AUTHORISED")
    assert answers(effect) == (True, True, False)
