"""Returns of units (V2 to V5) through the front door: authorised, received, disposed, sold again."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.credits import counted, credit, invoice_of, posted, refuse, shipping_itself
from tests.api.desk import TODAY, Desk, Sale
from tests.api.returns import (
    RETURN,
    another_order,
    asked,
    authorised,
    came_back,
    failing,
    received,
    step,
    unit,
    unit_id,
    with_policy,
)
from tests.api.take_backs import asked as back_asked
from tests.api.take_backs import back

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]
SLIP = """
query ($id: ID!) {
  node(id: $id) {
    ... on PackingSlip { version lines { registered registrations { nodes { serialNumber ended endedOn } } } }
  }
}
"""


async def _sold(sell: Sell, unique: Unique, count: int, days: int | None = 30) -> tuple[Sale, dict[str, Any]]:
    """So many units of one line, shipped and invoiced under a return policy."""
    sale = await sell(count)
    await with_policy(sale.desk, sale, unique, days)
    slip = await sale.posted([[f"SN-{place}" for place in range(1, count + 1)]])
    return sale, {"slip": slip, "invoice": await posted(sale)}


async def test_a_unit_comes_back_for_good_and_is_sold_again(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4, V5, R5, W8: its sale ends, its documents show it so, and the next sale has a warranty of its own."""
    sale, made = await _sold(sell, unique, 2)

    found = await authorised(sale, "SN-1", externalReference="MAIL-1")
    on_its_way = await unit(desk, sale.products[0], "SN-1")
    arrived = await received(desk, found, " sn-1 ")
    await desk.done("disposeReturnItem", **step(arrived.value, disposition="RESTOCK", credited=True))
    gone = await unit(desk, sale.products[0], "SN-1")
    kept = (await desk.ask(RETURN, number=found["number"]))["return"]
    slip = (await desk.ask(SLIP, id=made["slip"]["id"]))["node"]
    invoice = await invoice_of(desk, made["invoice"])
    counts = await counted(sale)
    again = await another_order(sale, unique)
    await again.posted([["SN-1"]])
    await posted(again)
    sold = await unit(desk, sale.products[0], "SN-1")

    assert found["number"].startswith("RMA-")
    assert failing(on_its_way) == ["NOT_ON_ITS_WAY"]
    assert (arrived.value["items"][0]["state"], arrived.value["items"][0]["differs"]) == ("RECEIVED", False)
    assert arrived.notices == []
    assert gone["saleStatus"] == "NO_LONGER_SOLD"
    assert gone["sales"][0]["ended"] == {"kind": "RETURNED", "on": TODAY.isoformat()}
    assert failing(gone) == ["SALE_STANDS", "NOT_COME_BACK"]
    (item,) = kept["items"]
    assert (item["state"], item["disposition"], item["credited"]) == ("DISPOSED", "RESTOCK", True)
    assert (kept["externalReference"], kept["version"], kept["customer"]["number"]) == ("MAIL-1", 3, sale.customer)
    assert item["answer"]["mayReturn"]
    assert [reason["fact"] for reason in item["answer"]["reasons"] if not reason["held"]] == []
    assert (item["registration"]["ended"], item["salesOrder"]["number"]) == ("RETURNED", sale.order)
    for shown in (slip, invoice):
        (line,) = shown["lines"]
        assert line["registered"] == 1
        listed = [(each["serialNumber"], each["ended"]) for each in line["registrations"]["nodes"]]
        assert listed == [("SN-1", "RETURNED"), ("SN-2", None)]
    assert counts == (2, 2)
    assert sold["saleStatus"] == "SOLD"
    assert [(each["customer"]["number"], each["ended"] is None) for each in sold["sales"]] == [
        (again.customer, True),
        (sale.customer, False),
    ]
    assert sold["warranty"]["status"] == "COVERED"


@pytest.mark.parametrize("disposition", ["REPAIR", "SEND_BACK"])
async def test_what_goes_home_stays_sold_and_may_come_again(
    desk: Desk, sell: Sell, unique: Unique, disposition: str
) -> None:
    """V5: sale and warranty stand."""
    sale, _ = await _sold(sell, unique, 1)

    await came_back(sale, "SN-1", disposition)
    home = await unit(desk, sale.products[0], "SN-1")
    again = await authorised(sale, "SN-1")

    assert (home["saleStatus"], home["warranty"]["status"]) == ("SOLD", "COVERED")
    assert home["returnEligibility"]["mayReturn"]
    assert again["items"][0]["state"] == "AUTHORISED"


async def test_what_is_scrapped_is_never_sold_again(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V5: only what is put to stock is sold again."""
    sale, _ = await _sold(sell, unique, 1)
    await came_back(sale, "SN-1", "SCRAP")
    again = await another_order(sale, unique)
    draft = await again.slip()
    await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-1"])

    refused = await desk.refused("postPackingSlip", id=draft["id"])

    assert (await unit(desk, sale.products[0], "SN-1"))["saleStatus"] == "NO_LONGER_SOLD"
    assert refused.codes == ["SALES_WOULD_OVERLAP"]
    assert "scrapped" in refused.refusals[0]["message"]


async def test_every_reason_is_named_and_only_promises_are_overridden(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2, V3: with the last day; the override is kept with its reason and with who made it."""
    sale, _ = await _sold(sell, unique, 1, days=None)
    stranger = await another_order(sale, unique)
    late = await asked(sale, "SN-1")
    wrong = {**late, "customer": stranger.customer}
    agent, lead = desk.as_role(Role.SERVICE_DESK, "agent-1"), desk.as_role(Role.SERVICE_LEAD, "lead-1")

    refused = await agent.refused("authoriseReturn", **wrong)
    not_his = await agent.refused("authoriseReturn", **late, override="good customer")
    done = await lead.done("authoriseReturn", **late, override="good customer")
    twice = await lead.refused("authoriseReturn", **late, override="again")

    facts = refused.facts("failing", "lastDay", "mayBeOverridden")
    assert facts == [("NOT_RETURNABLE", ["RETURNABLE", "ASKER_BOUGHT_IT"], None, True)]
    assert not_his.facts("duty") == [("NOT_PERMITTED", "authorise returns against the answer")]
    assert (done["items"][0]["override"], done["items"][0]["overriddenBy"]) == ("good customer", "lead-1")
    assert not done["items"][0]["answer"]["mayReturn"]
    assert twice.facts("failing", "mayBeOverridden") == [("NOT_RETURNABLE", ["NOT_ON_ITS_WAY", "RETURNABLE"], False)]


async def test_what_is_not_invoiced_does_not_come_back_by_a_return(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2: before that it is reversed or taken back, whoever asks."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    await sale.posted([["SN-1"]])

    refused = await desk.refused("authoriseReturn", **await asked(sale, "SN-1", override="all the same"))

    assert refused.facts("failing", "mayBeOverridden") == [("NOT_RETURNABLE", ["INVOICED", "WINDOW_OPEN"], False)]


async def test_the_input_of_an_authorisation_is_refused_all_at_once(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D12, W11, C4: each refusal names its place."""
    sale, _ = await _sold(sell, unique, 1)
    wanted = await asked(sale, "SN-1", "SN-1", day="2026-03-03", reason=" ")
    unknown = {"unitId": (await unit_id(sale, "SN-1"))}

    bad = await desk.refused("authoriseReturn", **wanted)
    empty = await desk.refused("authoriseReturn", customer=sale.customer, items=[], reason="why")
    many = await desk.refused("authoriseReturn", customer=sale.customer, items=[unknown] * 101, reason="why")
    nobody = await desk.refused("authoriseReturn", **await asked(sale, "SN-1") | {"customer": "NOBODY"})
    clerk = await desk.as_role(Role.CLERK).refused("authoriseReturn", **await asked(sale, "SN-1"))
    early = await desk.refused("authoriseReturn", **await asked(sale, "SN-1", day="2026-02-27"))

    assert bad.codes == ["REASON_MISSING", "DAY_OUT_OF_RANGE", "INVALID_VALUE", "INVALID_VALUE"]
    assert empty.codes == ["INVALID_VALUE"]
    assert "LIST_TOO_LONG" in many.codes
    assert nobody.codes == ["UNKNOWN_RECORD", "NOT_RETURNABLE"]
    assert clerk.codes == ["NOT_PERMITTED"]
    assert early.facts("failing") == [("NOT_RETURNABLE", ["SOLD_BY_US"])]


async def test_what_is_dated_back_to_an_earlier_sale_is_refused(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W8, W11: only the sale that stands is returned from."""
    sale = await sell(1)
    await with_policy(desk, sale, unique)
    slip = await sale.slip()
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])
    await desk.done("postPackingSlip", id=slip["id"], day="2026-02-10")
    await posted(sale, day="2026-02-10")
    await came_back(sale, "SN-1", day="2026-02-20")
    again = await another_order(sale, unique)
    draft = await again.slip()
    await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-1"])
    await desk.done("postPackingSlip", id=draft["id"], day="2026-02-20")
    await posted(again, day="2026-02-20")

    refused = await desk.refused("authoriseReturn", **await asked(sale, "SN-1", day="2026-02-15"))

    assert refused.facts("earliest") == [("DAY_OUT_OF_RANGE", "2026-02-20")]


async def test_a_serial_that_differs_is_told_apart_and_needs_a_decision(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4: nothing is guessed, and nothing goes on before; what is refused goes home."""
    sale, _ = await _sold(sell, unique, 2)
    found = await authorised(sale, "SN-1")

    arrived = await received(desk, found, "SN-2")
    stuck = await desk.refused("disposeReturnItem", **step(arrived.value, disposition="RESTOCK", credited=True))
    refused = await desk.done("refuseReturnItem", **step(arrived.value))

    item = arrived.value["items"][0]
    assert (item["receivedSerial"], item["differs"], item["needsDecision"]) == ("SN-2", True, True)
    assert arrived.said == ["DIFFERS"]
    assert stuck.facts("receivedSerial") == [("NEEDS_DECISION", "SN-2")]
    assert (refused["items"][0]["state"], refused["items"][0]["needsDecision"]) == ("REFUSED", False)
    assert (await unit(desk, sale.products[0], "SN-1"))["returnEligibility"]["mayReturn"]


async def test_what_nobody_can_read_is_received_and_said(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4: it cannot be told apart, so it does not differ."""
    sale, _ = await _sold(sell, unique, 1)
    found = await authorised(sale, "SN-1")

    both = await desk.refused("receiveReturnItem", **step(found, serialNumber="SN-1", notReadable=True))
    neither = await desk.refused("receiveReturnItem", **step(found))
    arrived = await received(desk, found, None)

    assert both.codes == neither.codes == ["INVALID_VALUE"]
    assert arrived.said == ["NOT_COMPARED"]
    assert not arrived.value["items"][0]["differs"]


async def test_steps_are_taken_in_order_on_the_version_that_was_seen(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4, C4, W11: and what does not fit together is refused."""
    sale, _ = await _sold(sell, unique, 1)
    found = await authorised(sale, "SN-1")

    early = await desk.refused("disposeReturnItem", **step(found, disposition="SCRAP", credited=False))
    before = await desk.refused("receiveReturnItem", **step(found, serialNumber="SN-1", day="2026-03-01"))
    arrived = (await received(desk, found, "SN-1")).value
    stale = await desk.refused(
        "disposeReturnItem", **{**step(arrived, disposition="SCRAP", credited=True), "version": 1}
    )
    home = await desk.refused("disposeReturnItem", **step(arrived, disposition="SEND_BACK", credited=True))
    kept = await desk.refused("disposeReturnItem", **step(arrived, disposition="RESTOCK", credited=False))
    silent = await desk.refused("refuseReturnItem", **{**step(arrived), "reason": None})
    twice = await desk.refused("receiveReturnItem", **step(arrived, serialNumber="SN-1"))
    cancelled = await desk.refused("cancelReturn", id=arrived["id"], version=2, reason="why")
    unknown = await desk.refused("receiveReturnItem", **{**step(arrived, serialNumber="SN-1"), "itemId": found["id"]})

    assert early.facts("item", "state", "step") == [("RETURN_STEP_NOT_POSSIBLE", "SN-1", "AUTHORISED", "DISPOSE")]
    assert before.facts("earliest") == [("DAY_OUT_OF_RANGE", TODAY.isoformat())]
    assert stale.facts("seen", "current") == [("STALE_VERSION", 1, 2)]
    assert home.codes == kept.codes == ["DISPOSITION_REFUSED"]
    assert silent.codes == ["REASON_MISSING"]
    assert twice.codes == ["RETURN_STEP_NOT_POSSIBLE"]
    assert cancelled.codes == ["INVALID_VALUE"]
    assert unknown.codes == ["UNKNOWN_RECORD"]


async def test_what_nobody_received_is_cancelled(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4: item by item, or all that is awaited."""
    sale, _ = await _sold(sell, unique, 3)
    found = await authorised(sale, "SN-1", "SN-2", "SN-3")
    arrived = (await received(desk, found, "SN-1")).value
    ids = [each["id"] for each in arrived["items"]]

    wrong = await desk.refused("cancelReturn", id=found["id"], version=2, reason="why", items=[ids[0]])
    one = await desk.done("cancelReturn", id=found["id"], version=2, reason="changed their mind", items=[ids[1]])
    rest = await desk.done("cancelReturn", id=found["id"], version=3, reason="changed their mind")

    assert wrong.codes == ["RETURN_STEP_NOT_POSSIBLE"]
    assert [each["state"] for each in one["items"]] == ["RECEIVED", "CANCELLED", "AUTHORISED"]
    assert [each["state"] for each in rest["items"]] == ["RECEIVED", "CANCELLED", "CANCELLED"]
    assert (await unit(desk, sale.products[0], "SN-3"))["returnEligibility"]["mayReturn"]


async def test_a_credit_note_credits_what_no_return_credited(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D10, V4: the unit that came back does not stand un-invoiced again; the rest does, and may be invoiced anew."""
    sale, made = await _sold(sell, unique, 3)
    await came_back(sale, "SN-1")

    await credit(desk, made["invoice"])
    between, gone = await counted(sale), await unit(desk, sale.products[0], "SN-1")
    draft = await sale.invoice()
    again = await desk.done("postInvoice", id=draft["id"])

    assert between == (3, 1)
    assert gone["sales"][0]["ended"]["kind"] == "RETURNED"
    assert [(line["quantity"], line["registered"]) for line in again["lines"]] == [(2, 2)]
    assert await counted(sale) == (3, 3)


async def test_a_line_that_came_back_whole_is_left_out_of_a_credit_note(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D10: there is nothing left to credit."""
    sale, made = await _sold(sell, unique, 1)
    await came_back(sale, "SN-1")

    everything = await refuse(desk, made["invoice"])
    named = await refuse(desk, made["invoice"], lines=[made["invoice"]["lines"][0]["id"]])

    assert everything.codes == ["INVALID_VALUE"]
    assert named.codes == ["CREDITED_BY_RETURNS"]


async def test_what_shipped_itself_and_came_back_stays_shipped_when_the_rest_is_credited(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D8, D10: without a slip, the rest counts as neither, and waits for the line's next document (D4)."""
    sale = await sell(2)
    await with_policy(desk, sale, unique)
    invoice = await shipping_itself(sale, "SN-1", "SN-2")
    await came_back(sale, "SN-1")

    await credit(desk, invoice)
    counts = await counted(sale)
    slip = await sale.slip()

    assert counts == (1, 1)
    assert [(line["quantity"], line["registered"]) for line in slip["lines"]] == [(1, 1)]


async def test_a_slip_line_is_not_reversed_after_an_item_came_back_for_good(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D5: also when its invoice is credited; the rest of it is taken back instead (C2)."""
    sale, made = await _sold(sell, unique, 2)
    await came_back(sale, "SN-1")
    await credit(desk, made["invoice"])
    version = (await desk.ask(SLIP, id=made["slip"]["id"]))["node"]["version"]

    refused = await desk.refused("cancelPackingSlip", id=made["slip"]["id"], version=version, reason="all wrong")
    too_many = await desk.refused("takeBackItems", **await back_asked(sale, back(made["slip"], 2, 1)))
    await desk.done("takeBackItems", **await back_asked(sale, back(made["slip"], 1, 1)))

    assert refused.facts("returned") == [("CAME_BACK_FOR_GOOD", 1)]
    assert "MORE_THAN_NOT_INVOICED" in too_many.codes
    assert await counted(sale) == (1, 1)


async def test_what_was_credited_while_it_was_on_its_way_is_not_credited_twice(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V4, D10: nothing is left to credit; taken back on the order, it is put to stock (C2)."""
    sale, made = await _sold(sell, unique, 1)
    found = await authorised(sale, "SN-1")
    await credit(desk, made["invoice"])
    arrived = (await received(desk, found, "SN-1")).value

    credited = await desk.refused("disposeReturnItem", **step(arrived, disposition="RESTOCK", credited=True))
    await desk.done("takeBackItems", **await back_asked(sale, back(made["slip"], 1, 0)))
    ended = await desk.refused("disposeReturnItem", **step(arrived, disposition="SCRAP", credited=True))
    done = await desk.done("disposeReturnItem", **step(arrived, disposition="RESTOCK", credited=False))

    assert credited.codes == ended.codes == ["DISPOSITION_REFUSED"]
    assert (done["items"][0]["disposition"], done["items"][0]["credited"]) == ("RESTOCK", False)


async def test_a_step_is_tried_done_once_and_audited(desk: Desk, sell: Sell, unique: Unique) -> None:
    """C4: dry runs show the unit before and after; a key answers again; each chain keeps what was done."""
    sale, made = await _sold(sell, unique, 1)
    found = await authorised(sale, "SN-1")
    arrived = (await received(desk, found, "SN-1")).value
    wanted = step(arrived, disposition="RESTOCK", credited=True)

    await desk.dry("disposeReturnItem", **wanted)
    foreseen = await desk.ask(
        "mutation ($input: DisposeReturnItemInput!) { disposeReturnItem(input: $input) "
        "{ effects { units { serialNumber saleBefore saleAfter } } } }",
        input={**wanted, "dryRun": True},
    )
    key = unique("key")
    first = await desk.send("disposeReturnItem", **wanted, idempotencyKey=key)
    again = await desk.send("disposeReturnItem", **wanted, idempotencyKey=key)
    chains = [
        await _actions(desk, subject)
        for subject in (found["id"], await unit_id(sale, "SN-1"), made["slip"]["id"], made["invoice"]["id"])
    ]

    (effect,) = foreseen["disposeReturnItem"]["effects"]["units"]
    assert (effect["saleBefore"], effect["saleAfter"]) == ("SOLD", "NO_LONGER_SOLD")
    assert (first.replayed, again.replayed, again.value) == (False, True, first.value)
    assert chains[0] == chains[1] == ["authoriseReturn", "receiveReturnItem", "disposeReturnItem"]
    assert chains[2][-1] == chains[3][-1] == "comeBack"


async def _actions(desk: Desk, subject: str) -> list[str]:
    found = await desk.ask("query ($of: ID!) { auditEntries(subject: $of) { nodes { action } } }", of=subject)
    return [each["action"] for each in found["auditEntries"]["nodes"]]
