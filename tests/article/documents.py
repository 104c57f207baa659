"""D: packing slips, invoices and credit notes."""

from collections.abc import Callable

from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk
from tests.article.telling import (
    WHY,
    a_draft,
    cancel,
    credit,
    invoiced,
    listed,
    look_up,
    version,
)


async def test_d1_never_more_shipped_than_ordered_nor_invoiced_than_shipped(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    slip = await sale.posted([["D1-1", "D1-2"]])

    shipped = await desk.refused(
        "createPackingSlip", order=sale.order, lines=[{"orderLineId": sale.lines[0], "quantity": 2}]
    )
    billed = await desk.refused(
        "createInvoice", order=sale.order, billings=[{"slipLineId": slip["lines"][0]["id"], "quantity": 3}]
    )

    assert shipped.facts("rule", "ordered", "shipped") == [("MORE_THAN_ORDERED", "D1", 3, 2)]
    assert billed.facts("rule", "shipped", "attempted") == [("MORE_THAN_SHIPPED", "D1", 2, 3)]


async def test_d2_one_item_from_each_of_three_slips_is_refused(desk: Desk, sell: Sell) -> None:
    """The worked example: three slips of two, one from each."""
    sale = await sell(6)
    slips = [await sale.posted([[f"D2-{place}1", f"D2-{place}2"]]) for place in range(3)]
    takes = [
        {
            "slipLineId": slip["lines"][0]["id"],
            "quantity": 1,
            "registrations": slip["registrations"][slip["lines"][0]["id"]][:1],
        }
        for slip in slips
    ]
    draft = await sale.invoice(*takes)
    asked = "query ($id: ID!) { node(id: $id) { ... on Invoice { obstacles { code rule } } } }"

    obstacles = (await desk.ask(asked, id=draft["id"]))["node"]["obstacles"]
    refused = await desk.refused("postInvoice", id=draft["id"])

    assert refused.facts("rule") == [("TOO_MANY_PARTIAL_SLIPS", "D2")]
    assert obstacles == [{"code": "TOO_MANY_PARTIAL_SLIPS", "rule": "D2"}]


async def test_d3_a_posted_slip_line_is_reversed_with_its_full_quantity(desk: Desk, sell: Sell) -> None:
    sale = await sell(2, 1)
    slip = await sale.posted([["D3-1", "D3-2"], ["D3-1"]])
    line = slip["lines"][0]["id"]

    await desk.done(
        "reversePackingSlipLines", id=slip["id"], lines=[line], version=await version(desk, slip["id"]), **WHY
    )

    assert sorted(await listed(desk, line)) == [("D3-1", "REVERSED"), ("D3-2", "REVERSED")]
    assert (await look_up(desk, sale, "D3-1"))["saleStatus"] == "NO_LONGER_SOLD"
    assert (await look_up(desk, sale, "D3-1", product=1))["saleStatus"] == "SOLD"


async def test_d4_the_numbers_of_a_cancelled_slip_are_used_by_the_next_one(desk: Desk, sell: Sell) -> None:
    sale, elsewhere = await sell(4), await sell(1)
    slip = await sale.posted([["D4-1", "D4-2", "D4-3"]], blanks=1)
    await cancel(desk, slip)

    answer = await desk.send(
        "createPackingSlip", order=sale.order, lines=[{"orderLineId": sale.lines[0], "quantity": 3}]
    )
    line = answer.value["lines"][0]
    surplus = await desk.refused("postPackingSlip", id=answer.value["id"])
    await desk.done("scanSerial", lineId=line["id"], scan="D4-2", mode="REMOVE")
    posted = await desk.done("postPackingSlip", id=answer.value["id"])
    rest = await sale.slip(1)

    assert (line["registered"], line["notReadable"]) == (4, 1)
    assert surplus.codes == ["REGISTRATIONS_SURPLUS"]
    assert posted["lines"][0]["registered"] == 3
    assert await listed(desk, rest["lines"][0]["id"]) == [("D4-2", None)]
    assert elsewhere.order != sale.order


async def test_d5_what_is_invoiced_is_not_reversed_before_its_invoice(desk: Desk, sell: Sell) -> None:
    sale = await sell(1, 1)
    slip = await sale.posted([["D5-1"], ["D5-1"]])
    billing = {"slipLineId": slip["lines"][0]["id"], "quantity": 1}
    bill = await desk.done("postInvoice", id=(await sale.invoice(billing))["id"])
    at = await version(desk, slip["id"])

    refused = await desk.refused("cancelPackingSlip", id=slip["id"], version=at, **WHY)
    await desk.done("reversePackingSlipLines", id=slip["id"], lines=[slip["lines"][1]["id"]], version=at, **WHY)
    await credit(desk, bill)
    cancelled = await cancel(desk, slip)

    assert [each["rule"] for each in refused.refusals] == ["D5"]
    assert cancelled["state"] == "CANCELLED"


async def test_d6_documents_list_their_numbers_and_not_readable_where_one_is_blank(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["D6-1"]], blanks=1)
    asked = "query ($id: ID!) { node(id: $id) { ... on Line { registrations { nodes { printedAs } } } } }"
    nodes = (await desk.ask(asked, id=slip["lines"][0]["id"]))["node"]["registrations"]["nodes"]
    assert sorted(each["printedAs"] for each in nodes) == ["D6-1", "Not readable"]


async def test_d7_a_refused_post_names_every_line_and_changes_nothing(desk: Desk, sell: Sell) -> None:
    sale = await sell(2, 1, 1)
    slip = await sale.slip(2, 1, 1)
    await desk.done("registerSerials", lineId=slip["lines"][1]["id"], serials=["D7-1"])

    refused = await desk.refused("postPackingSlip", id=slip["id"])

    assert refused.facts("position", "registered") == [
        ("REGISTRATIONS_MISSING", 1, 0),
        ("REGISTRATIONS_MISSING", 3, 0),
    ]


async def test_d8_an_invoice_without_a_slip_ships_its_goods(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    draft = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 2}])
    await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["D8-1", "D8-2"])
    bill = await desk.done("postInvoice", id=draft["id"])

    refused = await desk.refused("createPackingSlip", order=sale.order)
    found = await look_up(desk, sale, "D8-1")

    assert refused.codes == ["NOTHING_ON_IT"]
    assert found["sales"][0]["packingSlip"] is None
    assert found["sales"][0]["invoice"]["number"] == bill["number"]


async def test_d9_a_day_is_taken_as_it_is_given_and_today_is_the_sellers(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    back = await desk.done("postPackingSlip", id=(await a_draft(sale, "D9-1"))["id"], day="2026-02-20")
    today = await desk.done("postPackingSlip", id=(await a_draft(sale, "D9-2"))["id"])
    future = await desk.refused("postPackingSlip", id=(await a_draft(sale, "D9-3"))["id"], day="2026-03-03")

    assert (back["day"], today["day"]) == ("2026-02-20", TODAY.isoformat())
    assert future.facts("latest") == [("DAY_OUT_OF_RANGE", TODAY.isoformat())]
    assert (await look_up(desk, sale, "D9-1"))["sales"][0]["day"] == "2026-02-20"


async def test_d10_a_credited_invoice_leaves_its_units_on_the_slip_to_be_invoiced_anew(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["D10-1"]])
    first = await invoiced(sale)

    note = await credit(desk, first)
    between = await look_up(desk, sale, "D10-1")
    second = await invoiced(sale)
    after = await look_up(desk, sale, "D10-1")
    twice = await desk.refused("creditInvoice", id=first["id"], version=await version(desk, first["id"]), **WHY)

    assert note["number"].startswith("CN-")
    assert (between["saleStatus"], between["sales"][0]["invoice"]) == ("SOLD", None)
    assert after["sales"][0]["invoice"]["number"] == second["number"]
    assert len(after["sales"]) == 1
    assert [each["rule"] for each in twice.refusals] == ["D10"]


async def test_d11_a_draft_claims_what_stands_on_it_until_it_is_discarded(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["D11-1"]])
    first = await sale.invoice()
    second = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": []})

    claimed = await desk.refused("scanSerial", lineId=second["lines"][0]["id"], scan="D11-1", mode="ADD")
    await desk.done("discardInvoice", id=first["id"])
    free = await desk.send("scanSerial", lineId=second["lines"][0]["id"], scan="D11-1", mode="ADD")
    await cancel(desk, slip)
    asked = "query ($id: ID!) { node(id: $id) { ... on InvoiceLine { registered cameOff } } }"
    line = (await desk.ask(asked, id=second["lines"][0]["id"]))["node"]

    assert claimed.facts("rule", "invoice") == [("CHOSEN_ELSEWHERE", "D11", claimed.refusals[0]["invoice"])]
    assert claimed.refusals[0]["invoice"].startswith("draft ")
    assert free.registered == (1, 0)
    assert line == {"registered": 0, "cameOff": 1}


async def test_d12_a_number_is_the_callers_or_the_next_and_unique_for_its_kind(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    sale, mine = await sell(3), unique("MY-SLIP")
    first = await desk.done("postPackingSlip", id=(await a_draft(sale, "D12-1"))["id"], number=mine)
    second = await desk.done("postPackingSlip", id=(await a_draft(sale, "D12-2"))["id"])
    taken = await desk.refused("postPackingSlip", id=(await a_draft(sale, "D12-3"))["id"], number=mine)

    assert first["number"] == mine
    assert second["number"].startswith("PS-")
    assert taken.codes == ["NUMBER_TAKEN"]
