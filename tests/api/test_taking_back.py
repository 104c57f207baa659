"""A negative quantity on an order line (C2), through the front door: what comes back, what is refused, what is said."""

from typing import Any

import pytest

from graph_api.api.ids import read_id
from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import TODAY, Answer, Desk, Sale

pytestmark = pytest.mark.anyio

ORDER = """
query ($number: String!) {
  salesOrder(number: $number) { id version lines { id quantity shipped invoiced } }
}
"""
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
UNIT = """
query ($serial: String!, $product: String!) {
  lookup(by: { serial: $serial }, product: $product) {
    matches { ... on Unit { saleStatus sales { day ended { kind on } packingSlip { number } } } }
  }
}
"""
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action reason before after } } }"


def back(slip: dict[str, Any], quantity: int, *places: int, line: int = 0) -> dict[str, Any]:
    """So many items of a slip's line, named by the places of its registrations."""
    line_id = slip["lines"][line]["id"]
    named = [slip["registrations"][line_id][place] for place in places]
    return {"slipLineId": line_id, "quantity": quantity, "registrations": named}


async def order_of(sale: Sale) -> Any:
    return (await sale.desk.ask(ORDER, number=sale.order))["salesOrder"]


async def asked(sale: Sale, *items: dict[str, Any], line: int = 0, **more: Any) -> dict[str, Any]:
    """The input of a take back that nothing is wrong with."""
    version = (await order_of(sale))["version"]
    stated = {"orderLineId": sale.lines[line], "items": list(items), "version": version, "reason": "damaged in transit"}
    return {**stated, **more}


async def take_back(sale: Sale, *items: dict[str, Any], **more: Any) -> Answer:
    answer = await sale.desk.send("takeBackItems", **await asked(sale, *items, **more))
    assert answer.refusals == []
    return answer


async def refuse(sale: Sale, *items: dict[str, Any], **more: Any) -> Answer:
    return await sale.desk.refused("takeBackItems", **await asked(sale, *items, **more))


async def version_of(sale: Sale, document: dict[str, Any]) -> int:
    found = await sale.desk.ask("query ($id: ID!) { node(id: $id) { ... on Document { version } } }", id=document["id"])
    version: int = found["node"]["version"]
    return version


async def unit(sale: Sale, serial: str) -> Any:
    found = await sale.desk.ask(UNIT, serial=serial, product=sale.products[0])
    return found["lookup"]["matches"][0]


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


async def test_more_than_is_not_invoiced_does_not_come_back(desk: Desk, sell: Sell) -> None:
    """C2, D10: an invoiced item is credited first, and is not named either."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]])
    line = slip["lines"][0]["id"]
    billing = {"slipLineId": line, "quantity": 2, "registrations": slip["registrations"][line][:2]}
    invoice = await desk.done("postInvoice", id=(await sale.invoice(billing))["id"])

    too_many = await refuse(sale, back(slip, 2, 1, 2))
    wrong = await refuse(sale, back(slip, 1, 0))
    answer = await take_back(sale, back(slip, 1, 2))

    assert too_many.facts("path", "shipped", "invoiced", "attempted") == [
        ("MORE_THAN_NOT_INVOICED", ["items", "0", "quantity"], 3, 2, 2)
    ]
    assert wrong.facts("serialNumber", "invoice") == [("ALREADY_INVOICED", "SN-1", invoice["number"])]
    assert answer.value["lines"][0]["shipped"] == 2


async def test_what_came_back_is_named(sell: Sell) -> None:
    """C2: nobody guesses; a registration of another line, or one named twice, is refused."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-9"]])
    other = slip["registrations"][slip["lines"][1]["id"]][0]
    strange = {**back(slip, 1), "registrations": [other]}

    unnamed = await refuse(sale, back(slip, 1))
    both = await refuse(sale, back(slip, 1, 0, 1))
    twice = await refuse(sale, back(slip, 2, 0, 0))
    elsewhere = await refuse(sale, strange)
    ended = back(slip, 1, 0)
    await take_back(sale, ended)
    again = await refuse(sale, ended)

    assert unnamed.facts("rule", "quantity", "named", "least") == [("ITEMS_NOT_NAMED", "C2", 1, 0, 1)]
    assert both.facts("named", "least") == [("ITEMS_NOT_NAMED", 2, 1)]
    assert twice.facts("path", "value") == [("INVALID_VALUE", ["items", "0", "registrations", "1"], "SN-1")]
    assert elsewhere.facts("path") == again.facts("path") == [("UNKNOWN_RECORD", ["items", "0", "registrations", "0"])]


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


async def test_a_line_that_nothing_can_come_back_of_says_why(desk: Desk, sell: Sell) -> None:
    """C2: of another order line or order, on a draft, or reversed."""
    sale, stranger = await sell(2, 1), await sell(1)
    slip = await sale.posted([["SN-1"], ["SN-9"]])
    draft = await sale.slip(1)
    theirs = await stranger.posted([["SN-1"]])
    reversal = {"id": slip["id"], "version": await version_of(sale, slip), "reason": "wrong goods"}
    await desk.done("reversePackingSlipLines", **reversal, lines=[slip["lines"][0]["id"]])
    drafted = {"slipLineId": draft["lines"][0]["id"], "quantity": 1}

    answer = await refuse(sale, back(slip, 1, 0), back(slip, 1, 0, line=1), drafted, back(theirs, 1, 0))
    none = await refuse(sale)
    nobody = await desk.refused(
        "takeBackItems", **{**await asked(sale, drafted), "orderLineId": slip["lines"][0]["id"]}
    )

    _, key = read_id(draft["id"]) or ("", "")
    assert [(each["code"], each.get("why"), each["path"]) for each in answer.refusals] == [
        ("LINE_OF_ANOTHER_KIND", "it was reversed", ["items", "0"]),
        ("LINE_OF_ANOTHER_KIND", "it is of another order line", ["items", "1"]),
        ("LINE_OF_ANOTHER_KIND", f"draft {key} is draft, not posted", ["items", "2"]),
        ("UNKNOWN_RECORD", None, ["items", "3"]),
    ]
    assert none.facts("path") == [("INVALID_VALUE", ["items"])]
    assert nobody.facts("path") == [("UNKNOWN_RECORD", ["orderLineId"])]


async def test_the_day_of_a_take_back_is_not_before_its_slip_and_not_to_come(desk: Desk, sell: Sell) -> None:
    """W11, R5: dated back, the number is free from that day on and not before."""
    sale = await sell(2)
    slip = await sale.slip(2)
    line = slip["lines"][0]["id"]
    added = (await desk.send("registerSerials", lineId=line, serials=["SN-1", "SN-2"])).added
    slip = {**await desk.done("postPackingSlip", id=slip["id"], day="2026-02-10"), "registrations": {line: added}}

    early = await refuse(sale, back(slip, 1, 0), day="2026-02-09")
    late = await refuse(sale, back(slip, 1, 0), day="2026-03-03")
    await take_back(sale, back(slip, 1, 0), day="2026-02-20")
    again = await sale.slip(1)
    await desk.done("registerSerials", lineId=again["lines"][0]["id"], serials=["SN-1"])
    overlap = await desk.refused("postPackingSlip", id=again["id"], day="2026-02-19")
    await desk.done("postPackingSlip", id=again["id"], day="2026-02-20")
    found = await unit(sale, "SN-1")

    assert early.facts("earliest", "latest") == [("DAY_OUT_OF_RANGE", "2026-02-10", TODAY.isoformat())]
    assert late.codes == ["DAY_OUT_OF_RANGE"]
    assert overlap.facts("serialNumber", "freeFrom") == [("SALES_WOULD_OVERLAP", "SN-1", "2026-02-20")]
    assert [each["day"] for each in found["sales"]] == ["2026-02-20", "2026-02-10"]


async def test_a_take_back_of_an_older_version_and_one_without_a_reason_are_refused(desk: Desk, sell: Sell) -> None:
    """C4: whoever saw the order before it was saved again hears what happened since."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    old = await asked(sale, back(slip, 1, 0))
    lines = [{"product": sale.products[0], "quantity": 5}]
    await desk.done("saveSalesOrder", number=sale.order, customer=sale.customer, lines=lines)

    stale = await desk.refused("takeBackItems", **old)
    silent = await refuse(sale, back(slip, 1, 0), reason="  ")

    assert stale.facts("document", "seen", "current", "lastAction") == [
        ("STALE_VERSION", sale.order, old["version"], old["version"] + 1, "saveSalesOrder")
    ]
    assert silent.facts("document", "path") == [("REASON_MISSING", sale.order, ["reason"])]


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


async def test_who_may_not_maintain_documents_takes_nothing_back(desk: Desk, sell: Sell) -> None:
    """S1: a clerk does, the service desk does not."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    wanted = await asked(sale, back(slip, 1, 0))

    refused = await desk.as_role(Role.SERVICE_DESK).refused("takeBackItems", **wanted)
    done = await desk.as_role(Role.CLERK).done("takeBackItems", **wanted)

    assert refused.codes == ["NOT_PERMITTED"]
    assert done["lines"][0]["shipped"] == 0


async def test_what_is_left_of_the_line_stays_as_it_is(desk: Desk, sell: Sell) -> None:
    """C2: nothing is changed or filled, on the slip or on an invoice of it; what stands is chosen and invoiced."""
    sale = await sell(4)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]], blanks=1)
    line = slip["lines"][0]["id"]
    second, blank = slip["registrations"][line][1], slip["registrations"][line][3]
    await take_back(sale, back(slip, 1, 0))
    draft = await sale.invoice()
    billed = draft["lines"][0]["id"]
    wrong = {"registrationId": second, "serialNumber": "SN-9", "reason": "misread"}
    read = {"registrationId": blank, "serialNumber": "SN-4", "reason": "found on the box"}

    changed = await desk.refused(
        "changeSerialNumber", invoiceLineId=billed, version=await version_of(sale, draft), **wrong
    )
    filled = [
        await desk.refused("fillNotReadable", lineId=line, version=await version_of(sale, slip), **read),
        await desk.refused("fillNotReadable", lineId=billed, version=await version_of(sale, draft), **read),
    ]
    given_back = await desk.send("changeRegistrations", lineId=billed, remove=[second])
    chosen = await desk.send("scanSerial", lineId=billed, scan="SN-2")
    posted = await desk.done("postInvoice", id=draft["id"])

    for answer in (changed, *filled):
        assert answer.facts("rule", "orderLineId") == [("REGISTRATIONS_FROZEN", "C2", sale.lines[0])]
    assert (given_back.codes, chosen.codes) == ([], [])
    assert (posted["state"], posted["lines"][0]["registered"]) == ("POSTED", 3)


async def test_nothing_is_added_to_what_is_left_of_the_line(desk: Desk, sell: Sell) -> None:
    """C2, R1: an item shipped without a registration stays without one."""
    sale = await sell(3, blank_issue=True)
    slip = await sale.slip(3)
    line = slip["lines"][0]["id"]
    await desk.send("registerSerials", lineId=line, serials=["SN-1"])
    await desk.done("postPackingSlip", id=slip["id"])
    await take_back(sale, {"slipLineId": line, "quantity": 1})
    draft = await sale.invoice()

    await desk.refused("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-2"])
    posted = await desk.done("postInvoice", id=draft["id"])

    assert (posted["lines"][0]["quantity"], posted["lines"][0]["registered"]) == (2, 1)


async def test_a_line_of_which_items_came_back_is_not_reversed(desk: Desk, sell: Sell) -> None:
    """D5, C2: other lines of that slip are."""
    sale = await sell(2, 1)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-9"]])
    await take_back(sale, back(slip, 1, 0))
    first, second = (line["id"] for line in slip["lines"])
    reversal = {"id": slip["id"], "version": await version_of(sale, slip), "reason": "wrong goods"}

    held = await desk.refused("reversePackingSlipLines", **reversal, lines=[first])
    other = await desk.done("reversePackingSlipLines", **reversal, lines=[second])

    assert held.facts("rule", "lineId", "takenBack") == [("CAME_BACK", "D5", first, 1)]
    assert other["state"] == "POSTED"
