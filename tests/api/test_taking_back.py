"""A negative quantity on an order line (C2), through the front door: what comes back, and what is said of it."""

import pytest

from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk
from tests.api.take_backs import asked, back, order_of, refuse, take_back, unit

pytestmark = pytest.mark.anyio

LINE = """
query ($id: ID!) {
  node(id: $id) {
    ... on SlipLine {
      quantity takenBack registered
      registrations { nodes { id serialNumber ended endedOn } }
    }
  }
}
"""
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action reason before after } } }"


async def test_items_that_come_back_no_longer_count_as_shipped(desk: Desk, sell: Sell) -> None:
    """C2: the slip's line stays and shows them; their sale has ended, the others' stands."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]])

    answer = await take_back(sale, back(slip, 2, 0, 2))
    line = (await desk.ask(LINE, id=slip["lines"][0]["id"]))["node"]
    gone, kept = await unit(sale, "SN-1"), await unit(sale, "SN-2")

    assert [(each["quantity"], each["shipped"], each["invoiced"]) for each in answer.value["lines"]] == [(3, 1, 0)]
    assert (line["quantity"], line["takenBack"], line["registered"]) == (3, 2, 1)
    assert [(each["serialNumber"], each["ended"], each["endedOn"]) for each in line["registrations"]["nodes"]] == [
        ("SN-1", "TAKEN_BACK", TODAY.isoformat()),
        ("SN-2", None, None),
        ("SN-3", "TAKEN_BACK", TODAY.isoformat()),
    ]
    assert (gone["saleStatus"], kept["saleStatus"]) == ("NO_LONGER_SOLD", "SOLD")
    assert gone["sales"][0]["ended"] == {"kind": "TAKEN_BACK", "on": TODAY.isoformat()}


async def test_what_is_left_is_invoiced_and_what_came_back_is_shipped_anew(desk: Desk, sell: Sell) -> None:
    """C2: choosing and posting what stands, and new slips, go on as usual."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    await take_back(sale, back(slip, 1, 0))

    draft = await sale.invoice()
    invoiced = await desk.done("postInvoice", id=draft["id"])
    again = await sale.posted([["SN-1"]])
    over = await desk.refused("createPackingSlip", order=sale.order)
    found = await unit(sale, "SN-1")

    assert [(line["quantity"], line["registered"]) for line in invoiced["lines"]] == [(1, 1)]
    assert [line["quantity"] for line in again["lines"]] == [1]
    assert over.codes == ["NOTHING_ON_IT"]
    assert [(sale["packingSlip"]["number"], sale["ended"] is None) for sale in found["sales"]] == [
        (again["number"], True),
        (slip["number"], False),
    ]


async def test_the_rest_comes_back_as_well(sell: Sell) -> None:
    """C2: one after the other; the line counts them together."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    await take_back(sale, back(slip, 1, 0))

    answer = await take_back(sale, back(slip, 1, 1))
    more = await refuse(sale, back(slip, 1, 1))

    assert answer.value["lines"][0]["shipped"] == 0
    assert more.facts("rule", "shipped", "invoiced", "attempted") == [("MORE_THAN_NOT_INVOICED", "C2", 0, 0, 1)]


async def test_items_without_a_registration_come_back_by_quantity(desk: Desk, sell: Sell) -> None:
    """C2, T3: four items, two of them registered, one of those not readable."""
    sale = await sell(4, blank_issue=True)
    slip = await sale.slip(4)
    line = slip["lines"][0]["id"]
    added = [
        *(await desk.send("registerSerials", lineId=line, serials=["SN-1"])).added,
        *(await desk.send("registerNotReadable", lineId=line)).added,
    ]
    slip = {**await desk.done("postPackingSlip", id=slip["id"]), "registrations": {line: added}}

    await take_back(sale, back(slip, 2))
    short = await refuse(sale, back(slip, 1))
    answer = await take_back(sale, back(slip, 1, 1))

    assert short.facts("named", "least") == [("ITEMS_NOT_NAMED", 0, 1)]
    assert answer.value["lines"][0]["shipped"] == 1


async def test_a_product_that_takes_no_serials_comes_back_by_quantity(sell: Sell) -> None:
    """C2, T2."""
    sale = await sell(5, tracked=False)
    slip = await sale.slip(5)
    posted = {**await sale.desk.done("postPackingSlip", id=slip["id"]), "registrations": {}}
    item = {"slipLineId": posted["lines"][0]["id"], "quantity": 2}

    answer = await take_back(sale, item)

    assert answer.value["lines"][0]["shipped"] == 3


async def test_what_a_draft_invoice_had_chosen_comes_off_it_and_the_draft_says_so(desk: Desk, sell: Sell) -> None:
    """D11: it holds up nothing; what is left of it is posted when its quantity fits."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]])
    draft = await sale.invoice()

    answer = await take_back(sale, back(slip, 1, 1))
    entries = (await desk.ask(AUDIT, id=draft["id"]))["auditEntries"]["nodes"]
    full = await desk.refused("postInvoice", id=draft["id"])
    await desk.done("editInvoice", id=draft["id"], lines=[{"lineId": draft["lines"][0]["id"], "quantity": 2}])
    posted = await desk.done("postInvoice", id=draft["id"])

    assert [(each["code"], each["rule"]) for each in answer.notices] == [("CAME_OFF", "D11")]
    assert "SN-2" in answer.notices[0]["message"]
    assert entries[-1]["action"] == "comeOff"
    assert full.facts("shipped", "attempted")[0] == ("MORE_THAN_SHIPPED", 2, 3)
    assert posted["lines"][0]["registered"] == 2


async def test_order_slip_and_draft_each_keep_who_took_what_back_and_why(desk: Desk, sell: Sell) -> None:
    """C4: one entry on each chain, with the numbers."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    draft = await sale.invoice()
    await take_back(sale, back(slip, 1, 0))
    order = (await order_of(sale))["id"]

    entries = [
        (await desk.ask(AUDIT, id=each))["auditEntries"]["nodes"][-1] for each in (order, slip["id"], draft["id"])
    ]

    assert [each["action"] for each in entries] == ["takeBackItems", "takeBackItems", "comeOff"]
    assert {each["reason"] for each in entries} == {"damaged in transit"}
    assert (entries[0]["before"]["shipped"], entries[0]["after"]["shipped"]) == (2, 1)
    (line,) = entries[1]["after"]["lines"].values()
    assert (line["takenBack"], list(line["ended"].values())) == (1, ["SN-1"])
    assert list(entries[2]["before"]["chosen"].values()) == ["SN-1"]


async def test_a_take_back_is_tried_and_repeated_without_being_done_twice(desk: Desk, sell: Sell) -> None:
    """D7: a dry run changes nothing, and one key is one take back."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    wanted = await asked(sale, back(slip, 1, 0))

    dry = await desk.dry("takeBackItems", **wanted)
    first = await desk.send("takeBackItems", **wanted, idempotencyKey=f"{sale.order}-back")
    second = await desk.send("takeBackItems", **wanted, idempotencyKey=f"{sale.order}-back")

    assert [each.value["lines"][0]["shipped"] for each in (dry, first, second)] == [1, 1, 1]
    assert (first.replayed, second.replayed) == (False, True)


async def test_items_of_several_slips_come_back_at_once_or_not_at_all(desk: Desk, sell: Sell) -> None:
    """C2, D7: each slip keeps its own entry."""
    sale = await sell(2)
    slips = [await sale.posted([[f"SN-{n}"]]) for n in range(2)]

    none = await refuse(sale, back(slips[0], 1, 0), back(slips[1], 1))
    answer = await take_back(sale, *(back(slip, 1, 0) for slip in slips))

    assert none.codes == ["ITEMS_NOT_NAMED"]
    assert answer.value["lines"][0]["shipped"] == 0
    for slip in slips:
        assert (await desk.ask(AUDIT, id=slip["id"]))["auditEntries"]["nodes"][-1]["action"] == "takeBackItems"


async def test_a_blank_comes_back_as_one(sell: Sell) -> None:
    """C2, R4."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]], blanks=1)

    answer = await take_back(sale, back(slip, 1, 1))

    assert answer.value["lines"][0]["shipped"] == 1
