"""Invoices through the front door: of slips, in part, without a slip; edited, discarded, posted."""

from typing import Any

import pytest

from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk, Sale

pytestmark = pytest.mark.anyio


def take(slip: dict[str, Any], count: int, line: int = 0) -> dict[str, Any]:
    """A billing of so many items of a slip's line, with as many of its registrations."""
    line_id = slip["lines"][line]["id"]
    return {"slipLineId": line_id, "quantity": count, "registrations": slip["registrations"][line_id][:count]}


async def three_slips_of_two(sell: Sell) -> tuple[Sale, list[dict[str, Any]]]:
    sale = await sell(6)
    return sale, [await sale.posted([[f"SN-{slip}1", f"SN-{slip}2"]]) for slip in range(3)]


async def test_an_invoice_takes_everything_that_is_shipped_by_default(desk: Desk, sell: Sell) -> None:
    """R1: all that is not invoiced, with all registrations that are free, blanks too."""
    sale = await sell(4, 2)
    await sale.posted([["SN-1", "SN-2"], ["SN-1"]], blanks=1)
    await sale.posted([["SN-3"]])

    draft = await sale.invoice()
    posted = await desk.done("postInvoice", id=draft["id"])
    nothing = await desk.refused("createInvoice", order=sale.order)

    assert [(line["quantity"], line["registered"], line["notReadable"]) for line in draft["lines"]] == [
        (3, 3, 1),
        (1, 1, 0),
        (1, 1, 0),
    ]
    assert (posted["state"], posted["day"]) == ("POSTED", TODAY.isoformat())
    assert posted["number"].startswith("INV-")
    assert nothing.facts("document", "path") == [("NOTHING_ON_IT", sale.order, ["billings"])]


async def test_one_unit_from_each_of_three_slips_is_refused(desk: Desk, sell: Sell) -> None:
    """D2: three slips of two units each, the worked example of the article."""
    sale, slips = await three_slips_of_two(sell)
    draft = await sale.invoice(*(take(slip, 1) for slip in slips))

    answer = await desk.refused("postInvoice", id=draft["id"])

    assert answer.facts("path", "slips") == [("TOO_MANY_PARTIAL_SLIPS", ["id"], [slip["number"] for slip in slips])]


async def test_two_and_two_and_one_of_three_slips_is_fine(desk: Desk, sell: Sell) -> None:
    """D2: one slip may be left in part; what is left is invoiced later."""
    sale, slips = await three_slips_of_two(sell)
    draft = await sale.invoice(take(slips[0], 2), take(slips[1], 2), take(slips[2], 1))

    posted = await desk.done("postInvoice", id=draft["id"])
    rest = await desk.done("postInvoice", id=(await sale.invoice())["id"])

    assert [line["registered"] for line in posted["lines"]] == [2, 2, 1]
    assert [line["registered"] for line in rest["lines"]] == [1]


async def test_one_unit_of_one_slip_alone_is_fine(desk: Desk, sell: Sell) -> None:
    """D2: the other slips are not touched by it."""
    sale, slips = await three_slips_of_two(sell)
    draft = await sale.invoice(take(slips[1], 1))

    assert (await desk.done("postInvoice", id=draft["id"]))["state"] == "POSTED"


async def test_all_lines_of_a_slip_count(desk: Desk, sell: Sell) -> None:
    """D2: a slip is partial too where another line of it is left out."""
    sale = await sell(2, 2)
    slips = [await sale.posted([[f"SN-{slip}"], [f"SN-{slip}"]]) for slip in range(2)]
    draft = await sale.invoice(take(slips[0], 1, line=0), take(slips[1], 1, line=1))

    answer = await desk.refused("postInvoice", id=draft["id"])

    assert answer.codes == ["TOO_MANY_PARTIAL_SLIPS"]


async def test_an_invoice_takes_no_more_than_is_shipped(desk: Desk, sell: Sell) -> None:
    """D1: when drafted, when edited and, as a draft reserves nothing, when posted."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    line = slip["lines"][0]["id"]
    first = await sale.invoice(take(slip, 1))
    second = await sale.invoice({"slipLineId": line, "quantity": 2, "registrations": []})
    await desk.done("postInvoice", id=first["id"])

    drafted = await desk.refused("createInvoice", order=sale.order, billings=[{"slipLineId": line, "quantity": 2}])
    edited = await desk.refused(
        "editInvoice", id=second["id"], lines=[{"lineId": second["lines"][0]["id"], "quantity": 3}]
    )
    posted = await desk.refused("postInvoice", id=second["id"])

    assert drafted.facts("shipped", "invoiced", "attempted") == [("MORE_THAN_SHIPPED", 2, 1, 2)]
    assert edited.facts("shipped", "invoiced", "attempted") == [("MORE_THAN_SHIPPED", 2, 1, 3)]
    assert posted.facts("shipped", "invoiced", "attempted")[0] == ("MORE_THAN_SHIPPED", 2, 1, 2)


async def test_a_registration_is_chosen_by_one_invoice_at_a_time(desk: Desk, sell: Sell) -> None:
    """D11: the second choice is refused, naming the first; discarded, it is free again."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    first = await sale.invoice(take(slip, 1))
    other = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": []})
    line = other["lines"][0]["id"]

    drafted = await desk.refused("createInvoice", order=sale.order, billings=[take(slip, 1)])
    scanned = await desk.refused("scanSerial", lineId=line, scan="SN-1")
    by_id = await desk.refused("changeRegistrations", lineId=line, add=take(slip, 1)["registrations"])
    await desk.done("discardInvoice", id=first["id"])
    free = await desk.send("scanSerial", lineId=line, scan="SN-1")

    for answer in (drafted, scanned, by_id):
        assert answer.codes == ["CHOSEN_ELSEWHERE"]
        assert answer.facts("serialNumber", "rule") == [("CHOSEN_ELSEWHERE", "SN-1", "D11")]
    assert free.registered == (1, 0)


async def test_an_invoice_chooses_and_gives_back_by_scan_by_list_and_by_id(desk: Desk, sell: Sell) -> None:
    """R3: nothing leaves the slip by it; a blank is chosen by its id."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2"]], blanks=1)
    slip_line = slip["lines"][0]["id"]
    draft = await sale.invoice({"slipLineId": slip_line, "quantity": 3, "registrations": []})
    line, blank = draft["lines"][0]["id"], slip["registrations"][slip_line][2]

    scanned = await desk.send("scanSerial", lineId=line, scan="sn-1")
    again = await desk.send("scanSerial", lineId=line, scan="SN-1")
    listed = await desk.send("registerSerials", lineId=line, serials=["SN-2"])
    by_id = await desk.send("changeRegistrations", lineId=line, add=[blank])
    back = await desk.send("scanSerial", lineId=line, scan="SN-2", mode="REMOVE")
    blank_back = await desk.send("changeRegistrations", lineId=line, remove=[blank])
    slip_now = await desk.ask(
        "query ($id: ID!) { node(id: $id) { ... on SlipLine { registered notReadable } } }", id=slip_line
    )

    assert [each.registered for each in (scanned, listed, by_id, back, blank_back)] == [
        (1, 0), (2, 0), (3, 1), (2, 1), (1, 0),
    ]  # fmt: skip
    assert (again.said, back.removed) == (["ALREADY_REGISTERED"], listed.added)
    assert slip_now["node"] == {"registered": 3, "notReadable": 1}


async def test_an_invoice_of_slips_takes_no_number_that_is_not_on_them(desk: Desk, sell: Sell) -> None:
    """R3: nor a blank of its own, nor more than its quantity."""
    sale = await sell(4)
    slip, other = await sale.posted([["SN-1", "SN-2"]]), await sale.posted([["SN-3"]])
    draft = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": []})
    line = draft["lines"][0]["id"]

    answers = [
        await desk.refused("scanSerial", lineId=line, scan="SN-9"),
        await desk.refused("scanSerial", lineId=line, scan="SN-3"),
        await desk.refused("registerNotReadable", lineId=line),
        await desk.refused("changeRegistrations", lineId=line, add=take(other, 1)["registrations"]),
        await desk.refused("registerSerials", lineId=line, serials=["SN-1", "SN-2"]),
        await desk.refused("createInvoice", order=sale.order, billings=[{**take(slip, 2), "quantity": 1}]),
        await desk.refused("createInvoice", order=sale.order, billings=[{**take(slip, 1), **_registrations_of(other)}]),
    ]

    assert [answer.codes for answer in answers] == [
        *[["NOT_ON_THE_SLIP"]] * 4,
        *[["QUANTITY_EXCEEDED"]] * 2,
        ["NOT_ON_THE_SLIP"],
    ]


def _registrations_of(slip: dict[str, Any]) -> dict[str, Any]:
    return {"registrations": take(slip, 1)["registrations"]}


async def test_what_is_left_never_has_more_registrations_than_items(desk: Desk, sell: Sell) -> None:
    """R1, T3: three items with two registrations; two items without any would leave two for one."""
    sale = await sell(3, blank_issue=True)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    await desk.done("registerSerials", lineId=line, serials=["SN-1", "SN-2"])
    await desk.done("postPackingSlip", id=slip["id"])
    draft = await sale.invoice({"slipLineId": line, "quantity": 2, "registrations": []})

    refused = await desk.refused("postInvoice", id=draft["id"])
    await desk.done("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-2")
    posted = await desk.done("postInvoice", id=draft["id"])

    assert refused.facts("path", "items", "registrations") == [("LEAVES_TOO_FEW_ITEMS", ["id"], 1, 2)]
    assert [(each["quantity"], each["registered"]) for each in posted["lines"]] == [(2, 1)]


async def test_an_invoice_line_needs_what_its_slip_had(desk: Desk, sell: Sell) -> None:
    """D7, T2 and R2: every line that is short or over is named."""
    sale = await sell(2, 2)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-1", "SN-2"]])
    draft = await sale.invoice({**take(slip, 0), "quantity": 2}, take(slip, 2, line=1))
    over = draft["lines"][1]["id"]
    await desk.done("editInvoice", id=draft["id"], lines=[{"lineId": over, "quantity": 1}])

    answer = await desk.refused("postInvoice", id=draft["id"])

    assert sorted(answer.codes) == ["LEAVES_TOO_FEW_ITEMS", "REGISTRATIONS_MISSING", "REGISTRATIONS_SURPLUS"]


async def test_an_invoice_without_a_slip_ships_its_goods(desk: Desk, sell: Sell) -> None:
    """D8 and R1: it registers its own, its quantity counts as shipped, and no slip follows for it."""
    sale = await sell(2)
    direct = [{"orderLineId": sale.lines[0], "quantity": 2}]
    draft = await desk.done("createInvoice", order=sale.order, direct=direct)
    line = draft["lines"][0]["id"]

    short = await desk.refused("postInvoice", id=draft["id"])
    await desk.done("registerSerials", lineId=line, serials=["SN-1"])
    await desk.done("registerNotReadable", lineId=line)
    posted = await desk.done("postInvoice", id=draft["id"])
    slip = await desk.refused("createPackingSlip", order=sale.order)
    again = await desk.refused("createInvoice", order=sale.order, direct=direct)
    order = await desk.done(
        "saveSalesOrder",
        number=sale.order,
        customer=sale.customer,
        lines=[{"product": sale.products[0], "quantity": 2}],
    )

    assert short.facts("quantity", "registered") == [("REGISTRATIONS_MISSING", 2, 0)]
    assert [(each["registered"], each["notReadable"]) for each in posted["lines"]] == [(2, 1)]
    assert (slip.codes, again.codes) == (["NOTHING_ON_IT"], ["MORE_THAN_ORDERED"])
    assert [(each["shipped"], each["invoiced"]) for each in order["lines"]] == [(2, 2)]


async def test_a_number_on_an_invoice_without_a_slip_stands_there(desk: Desk, sell: Sell) -> None:
    """R5: no slip takes it, and the invoice is named."""
    sale = await sell(2)
    draft = await desk.done(
        "createInvoice",
        order=sale.order,
        direct=[{"orderLineId": sale.lines[0], "quantity": 1}],
        number=f"{sale.order}-I",
    )
    await desk.done("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-1")
    slip = await sale.slip(1)

    refused = await desk.refused("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")
    await desk.done("discardInvoice", id=draft["id"])
    free = await desk.send("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    assert refused.facts("document") == [("STANDS_ELSEWHERE", f"{sale.order}-I")]
    assert free.registered == (1, 0)


async def test_an_invoice_bills_slips_and_ships_the_rest_in_one(desk: Desk, sell: Sell) -> None:
    """R1 and D8: line by line."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1"]])
    draft = await desk.done(
        "createInvoice",
        order=sale.order,
        billings=[take(slip, 1)],
        direct=[{"orderLineId": sale.lines[0], "quantity": 2}],
    )
    await desk.done("registerSerials", lineId=draft["lines"][1]["id"], serials=["SN-2", "SN-3"])

    posted = await desk.done("postInvoice", id=draft["id"])

    assert [(line["quantity"], line["registered"]) for line in posted["lines"]] == [(1, 1), (2, 2)]


async def test_only_posted_slip_lines_of_the_order_are_billed_each_once(desk: Desk, sell: Sell) -> None:
    """D1: a draft slip's line, another order's, one named twice, one that is invoiced already."""
    sale, other = await sell(3), await sell(1)
    slip, foreign = await sale.posted([["SN-1"]]), await other.posted([["SN-1"]])
    draft_slip = await sale.slip(1)
    await desk.done("postInvoice", id=(await sale.invoice(take(slip, 1)))["id"])
    second = await sale.posted([["SN-2"]])

    answer = await desk.refused(
        "createInvoice",
        order=sale.order,
        billings=[
            {"slipLineId": draft_slip["lines"][0]["id"], "quantity": 1},
            {"slipLineId": foreign["lines"][0]["id"], "quantity": 1},
            {"slipLineId": slip["lines"][0]["id"]},
            take(second, 1),
            take(second, 1),
        ],
    )

    assert answer.facts("path") == [
        ("LINE_OF_ANOTHER_KIND", ["billings", "0"]),
        ("UNKNOWN_RECORD", ["billings", "1"]),
        ("LINE_OF_ANOTHER_KIND", ["billings", "2"]),
        ("LINE_OF_ANOTHER_KIND", ["billings", "4"]),
    ]


async def test_a_draft_invoice_is_edited_and_discarded(desk: Desk, sell: Sell) -> None:
    """D11: what a removed line had chosen is free; a discarded invoice is at an end."""
    sale = await sell(2, 2)
    slip = await sale.posted([["SN-1", "SN-2"], ["SN-1"]])
    draft = await sale.invoice()
    first, second = (line["id"] for line in draft["lines"])

    edited = await desk.done("editInvoice", id=draft["id"], lines=[{"lineId": second, "quantity": 0}])
    freed = await sale.invoice(take(slip, 1, line=1))
    emptied = await desk.refused("editInvoice", id=draft["id"], lines=[{"lineId": first, "quantity": 0}])
    unknown = await desk.refused(
        "editInvoice", id=draft["id"], lines=[{"lineId": second, "quantity": 1}, {"lineId": first, "quantity": -1}]
    )
    await desk.done("discardInvoice", id=draft["id"])
    ended = [
        await desk.refused("discardInvoice", id=draft["id"]),
        await desk.refused("editInvoice", id=draft["id"], number="X"),
        await desk.refused("postInvoice", id=draft["id"]),
    ]

    assert [line["id"] for line in edited["lines"]] == [first]
    assert [line["registered"] for line in freed["lines"]] == [1]
    assert emptied.codes == ["NOTHING_ON_IT"]
    assert unknown.codes == ["UNKNOWN_RECORD", "QUANTITY_OUT_OF_RANGE"]
    assert [answer.facts("state") for answer in ended] == [[("NOT_A_DRAFT", "DISCARDED")]] * 3


async def test_an_invoice_is_posted_once_and_its_numbers_stand(desk: Desk, sell: Sell) -> None:
    """D11 and C3: nothing on a posted invoice is changed this way."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    invoice = await desk.done("postInvoice", id=(await sale.invoice())["id"])

    refused = [
        await desk.refused("postInvoice", id=invoice["id"]),
        await desk.refused("discardInvoice", id=invoice["id"]),
        await desk.refused("editInvoice", id=invoice["id"], number="X"),
        await desk.refused("scanSerial", lineId=invoice["lines"][0]["id"], scan="SN-1", mode="REMOVE"),
    ]

    assert [answer.facts("document", "state") for answer in refused] == [
        [("NOT_A_DRAFT", invoice["number"], "POSTED")]
    ] * 4


async def test_invoices_are_numbered_without_gaps(desk: Desk, sell: Sell) -> None:
    """D12: refused and dry postings give their number back; the caller's own are unique."""
    sale, slips = await three_slips_of_two(sell)
    first = await desk.done("postInvoice", id=(await sale.invoice(take(slips[0], 2)))["id"])
    second = await sale.invoice({"slipLineId": slips[1]["lines"][0]["id"], "quantity": 2, "registrations": []})

    await desk.refused("postInvoice", id=second["id"])
    taken = await desk.refused("postInvoice", id=second["id"], number=first["number"].lower())
    same = await desk.refused("createInvoice", order=sale.order, number=first["number"])
    await desk.done("registerSerials", lineId=second["lines"][0]["id"], serials=["SN-11", "SN-12"])
    tried = await desk.dry("postInvoice", id=second["id"])
    posted = await desk.done("postInvoice", id=second["id"])

    assert "NUMBER_TAKEN" in same.codes
    assert taken.codes
    assert tried.value == posted
    assert _counted(posted) == _counted(first) + 1


def _counted(invoice: dict[str, str]) -> int:
    return int(invoice["number"].removeprefix("INV-"))


async def test_an_invoice_is_not_older_than_what_it_bills(desk: Desk, sell: Sell) -> None:
    """W11: not before its slips' days, nor after today."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    draft = await sale.invoice()

    early = await desk.refused("postInvoice", id=draft["id"], day="2026-03-01")
    late = await desk.refused("postInvoice", id=draft["id"], day="2026-03-03")

    expected = [("DAY_OUT_OF_RANGE", "2026-03-02", "2026-03-02")]
    assert [answer.facts("earliest", "latest") for answer in (early, late)] == [expected, expected]
