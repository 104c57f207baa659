"""Items that are not what was authorised, and items without a number (V4, V6), through the front door."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from graph_api.store.checking_returns import RETURN_CHECKS
from tests.api.conftest import Sell
from tests.api.credits import credit, invoice_of, posted
from tests.api.desk import Desk, Sale
from tests.api.returns import another_order, asked, authorised, came_back, failing, received, step, unit, with_policy
from tests.api.take_backs import asked as back_asked
from tests.api.take_backs import back
from tests.api.test_effects import correction

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]


async def _blank(sale: Sale, slip: dict[str, Any], place: int = 0) -> Any:
    """A return of a blank, by the registration that it is on its slip."""
    (ids,) = slip["registrations"].values()
    items = [{"registrationId": ids[place]}]
    return await sale.desk.done("authoriseReturn", customer=sale.customer, items=items, reason="too loud")


async def _with_blank(sell: Sell, unique: Unique, *serials: str) -> tuple[Sale, dict[str, Any], dict[str, Any]]:
    sale = await sell(len(serials) + 1)
    await with_policy(sale.desk, sale, unique)
    slip = await sale.posted([list(serials)] if serials else [[]], blanks=1) if serials else await _only_blank(sale)
    return sale, slip, await posted(sale)


async def _only_blank(sale: Sale) -> dict[str, Any]:
    slip = await sale.slip(1)
    line = slip["lines"][0]["id"]
    added = (await sale.desk.send("registerNotReadable", lineId=line, count=1)).added
    return {**await sale.desk.done("postPackingSlip", id=slip["id"]), "registrations": {line: added}}


async def test_what_came_instead_is_taken_for_what_it_is(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4: an item of its own goes on with it, on its own answer; the authorised one is awaited no more."""
    sale = await sell(2)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1", "SN-2"]])
    await posted(sale)
    arrived = (await received(desk, await authorised(sale, "SN-1"), "SN-2")).value

    guessed = await desk.refused("decideReturnItem", **step(arrived, decision="AS_AUTHORISED"))
    decided = await desk.done("decideReturnItem", **step(arrived, decision="AS_RECEIVED"))
    again = await desk.refused("decideReturnItem", **step(decided, 0, decision="AS_RECEIVED"))
    not_apart = await desk.refused("decideReturnItem", **step(decided, 1, decision="AS_RECEIVED"))
    await desk.done("disposeReturnItem", **step(decided, 1, disposition="RESTOCK", credited=True))
    first, second = [await unit(desk, sale.products[0], each) for each in ("SN-1", "SN-2")]

    assert guessed.codes == ["NOTHING_TO_DECIDE"]
    assert [(each["state"], each["receivedSerial"], each["decision"]) for each in decided["items"]] == [
        ("CANCELLED", "SN-2", "AS_RECEIVED"),
        ("RECEIVED", "SN-2", None),
    ]
    assert decided["items"][1]["answer"]["mayReturn"]
    assert again.codes == ["RETURN_STEP_NOT_POSSIBLE"]
    assert not_apart.codes == ["NOTHING_TO_DECIDE"]
    assert (first["saleStatus"], first["returnEligibility"]["mayReturn"]) == ("SOLD", True)
    assert second["saleStatus"] == "NO_LONGER_SOLD"


async def test_what_came_instead_must_be_one_that_may_come_back(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2, V3: another customer's unit asks for an override; what nobody sold is not taken at all."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    other = await another_order(sale, unique)
    for each, serial in [(sale, "SN-1"), (other, "SN-2")]:
        await each.posted([[serial]])
        await posted(each)
    lead, agent = desk.as_role(Role.SERVICE_LEAD), desk.as_role(Role.SERVICE_DESK)
    first = (await received(desk, await authorised(sale, "SN-1"), "SN-404")).value

    unknown = await lead.refused("decideReturnItem", **step(first, decision="AS_RECEIVED", override="whatever"))
    home = await desk.done("refuseReturnItem", **step(first))
    second = (await received(desk, await authorised(sale, "SN-1"), "SN-2")).value
    others = await agent.refused("decideReturnItem", **step(second, decision="AS_RECEIVED"))
    over = await lead.done("decideReturnItem", **step(second, decision="AS_RECEIVED", override="same household"))

    assert unknown.facts("failing", "mayBeOverridden") == [("NOT_RETURNABLE", ["SOLD_BY_US"], False)]
    assert home["items"][0]["state"] == "REFUSED"
    assert others.facts("failing", "mayBeOverridden") == [("NOT_RETURNABLE", ["ASKER_BOUGHT_IT"], True)]
    assert over["items"][1]["override"] == "same household"


async def test_what_came_instead_comes_back_from_the_sale_that_stands(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2, W8: it was sold on the day of the return, and sold again since: that return is not about its sale of now."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    again = await another_order(sale, unique)
    first = Sale(desk, (await another_order(sale, unique)).order, sale.customer, sale.products, [])
    bills = {}
    for each, serial, day in ((sale, "SN-1", "2026-02-20"), (first, "SN-2", "2026-02-20")):
        slip = await each.slip()
        await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=[serial])
        await desk.done("postPackingSlip", id=slip["id"], day=day)
        bills[serial] = slip, await desk.done("postInvoice", id=(await each.invoice())["id"], day=day)
    found = await authorised(sale, "SN-1", day="2026-02-25")
    slip, bill = bills["SN-2"]
    await desk.done("creditInvoice", **await correction(desk, bill["id"], id=bill["id"], day="2026-02-27"))
    await desk.done("cancelPackingSlip", **await correction(desk, slip["id"], id=slip["id"], day="2026-02-27"))
    await again.posted([["SN-2"]])
    await posted(again)
    arrived = (await received(desk, found, "SN-2")).value

    refused = await desk.refused("decideReturnItem", **step(arrived, decision="AS_RECEIVED", override="all the same"))

    assert refused.facts("path", "earliest") == [("DAY_OUT_OF_RANGE", ["decision"], "2026-03-02")]


async def test_a_product_code_of_another_product_differs_though_the_number_is_the_same(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V4, R6: two products may carry one number."""
    code = str(int(unique("X").removeprefix("X-")) + 10_000_000).zfill(12)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(f"0{code}"))
    gtin = f"0{code}{-total % 10}"
    sale, other = await sell(1), await sell(1, gtins=[gtin])
    for each in (sale, other):
        await with_policy(desk, each, unique)
        await each.posted([["SN-1"]])
        await posted(each)
    found = await authorised(sale, "SN-1")

    arrived = await desk.send("receiveReturnItem", **step(found, scan=f"(01){gtin}(21)SN-1"))

    assert arrived.said == ["DIFFERS"]
    assert arrived.value["items"][0]["needsDecision"]


async def test_the_number_found_on_a_blank_fills_it_on_both_documents(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6, R4: from then on it is a unit with a sale, which ends when it has come back for good."""
    sale, slip, invoice = await _with_blank(sell, unique)
    found = await _blank(sale, slip)

    arrived = await received(desk, found, "SN-9")
    shown = await invoice_of(desk, invoice)
    on_its_way = await unit(desk, sale.products[0], "SN-9")
    await desk.done("disposeReturnItem", **step(arrived.value, disposition="RESTOCK", credited=True))
    gone = await unit(desk, sale.products[0], "SN-9")

    assert found["items"][0]["unit"] is None
    assert found["items"][0]["answer"]["mayReturn"]
    assert arrived.said == ["FILLED"]
    assert arrived.value["items"][0]["unit"] is not None
    assert [each["serialNumber"] for each in shown["lines"][0]["registrations"]["nodes"]] == ["SN-9"]
    assert failing(on_its_way) == ["NOT_ON_ITS_WAY"]
    assert gone["saleStatus"] == "NO_LONGER_SOLD"


async def test_a_blank_comes_back_as_a_blank(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6: its registration ends like any other."""
    sale, slip, invoice = await _with_blank(sell, unique)
    twice = await _blank(sale, slip)
    (ids,) = slip["registrations"].values()

    refused = await desk.refused(
        "authoriseReturn", customer=sale.customer, items=[{"registrationId": ids[0]}], reason="again"
    )
    arrived = (await received(desk, twice, None)).value
    await desk.done("disposeReturnItem", **step(arrived, disposition="RESTOCK", credited=True))
    listed = (await invoice_of(desk, invoice))["lines"][0]["registrations"]["nodes"]

    assert refused.facts("failing") == [("NOT_RETURNABLE", ["NOT_ON_ITS_WAY"])]
    assert [(each["serialNumber"], each["ended"]) for each in listed] == [(None, "RETURNED")]


async def test_a_number_that_is_sold_elsewhere_stays_on_the_return(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6, R5: it fills nothing; somebody decides, and the number is kept."""
    sale, slip, _ = await _with_blank(sell, unique, "SN-1")
    found = await _blank(sale, slip, 1)

    garbage = await desk.refused("receiveReturnItem", **step(found, serialNumber=sale.products[0]))
    arrived = await received(desk, found, "SN-1")
    stuck = await desk.refused("disposeReturnItem", **step(arrived.value, disposition="RESTOCK", credited=True))
    decided = await desk.done("decideReturnItem", **step(arrived.value, decision="AS_AUTHORISED"))
    done = await desk.done("disposeReturnItem", **step(decided, disposition="RESTOCK", credited=True))

    assert garbage.codes == ["NOT_A_SERIAL"]
    assert arrived.said == ["DIFFERS"]
    assert stuck.codes == ["NEEDS_DECISION"]
    assert (done["items"][0]["receivedSerial"], done["items"][0]["decision"]) == ("SN-1", "AS_AUTHORISED")
    assert (await unit(desk, sale.products[0], "SN-1"))["saleStatus"] == "SOLD"


async def test_what_stands_is_not_filled_after_a_take_back(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6, C2: the number stays on the return, and no unit is made for it."""
    sale = await sell(2)
    await with_policy(desk, sale, unique)
    slip = await sale.posted([["SN-1"]], blanks=1)
    line = slip["lines"][0]["id"]
    blank = slip["registrations"][line][1]
    await posted(sale, {"slipLineId": line, "quantity": 1, "registrations": [blank]})
    await desk.done("takeBackItems", **await back_asked(sale, back(slip, 1, 0)))
    found = await _blank(sale, slip, 1)

    arrived = await received(desk, found, "SN-9")
    unknown = await desk.ask(
        'query ($product: String!) { lookup(by: { serial: "SN-9" }, product: $product) { matches { __typename } } }',
        product=sale.products[0],
    )

    assert arrived.said == ["DIFFERS"]
    assert arrived.value["items"][0]["receivedSerial"] == "SN-9"
    assert unknown["lookup"]["matches"] == [{"__typename": "UnknownSerial"}]


async def test_a_registration_with_a_number_is_returned_as_its_unit(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6: only a blank is named by its registration."""
    sale, slip, _ = await _with_blank(sell, unique, "SN-1")
    (ids,) = slip["registrations"].values()
    wanted = {**await asked(sale), "items": [{"registrationId": ids[0]}]}

    refused = await desk.refused("authoriseReturn", **wanted)

    assert refused.codes == ["UNKNOWN_RECORD"]


async def test_the_doctor_finds_nothing_to_say_of_returns(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2 to V6, D10: after one of each step, and a credit note of what was left."""
    sale = await sell(3)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1", "SN-2", "SN-3"]])
    invoice = await posted(sale)
    await came_back(sale, "SN-1")
    await came_back(sale, "SN-2", "SEND_BACK")
    arrived = (await received(desk, await authorised(sale, "SN-2"), "SN-3")).value
    await desk.done("decideReturnItem", **step(arrived, decision="AS_RECEIVED"))
    await credit(desk, invoice)

    for each in RETURN_CHECKS:
        assert await desk.bolt.read(each.find) == (0, ()), each.what
