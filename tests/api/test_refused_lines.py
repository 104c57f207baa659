"""A line that a refusal names can be asked for by the id that it gives, whatever kind of line it is."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk

pytestmark = pytest.mark.anyio

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def asked_again(desk: Desk, answer: Answer, fact: str = "lineId") -> list[tuple[str, str, str]]:
    """Each refusal's code with the node that has the id it names."""
    named = [(refusal["code"], refusal[fact]) for refusal in answer.refusals if fact in refusal]
    nodes = [(code, (await desk.ask(NODE, id=id_))["node"]) for code, id_ in named]
    return [(code, node["__typename"], node["id"]) for code, node in nodes]


def first_line(document: dict[str, Any]) -> str:
    line: str = document["lines"][0]["id"]
    return line


async def test_a_slips_line_is_named_where_it_holds_too_few_too_many_or_a_number_of_another(
    desk: Desk, sell: Sell
) -> None:
    """R2, R5 and T2."""
    sale = await sell(4)
    slip, other = await sale.slip(2), await sale.slip(2)
    line = first_line(slip)

    exceeded = await desk.refused("registerSerials", lineId=line, serials=["SN-1", "SN-2", "SN-3"])
    missing = await desk.refused("postPackingSlip", id=slip["id"])
    await desk.done("registerSerials", lineId=line, serials=["SN-1", "SN-2"])
    elsewhere = await desk.refused("scanSerial", lineId=first_line(other), scan="SN-1")
    await desk.done("editPackingSlip", id=slip["id"], lines=[{"lineId": line, "quantity": 1}])
    surplus = await desk.refused("postPackingSlip", id=slip["id"])

    answers = [exceeded, missing, elsewhere, surplus]
    codes = ["QUANTITY_EXCEEDED", "REGISTRATIONS_MISSING", "STANDS_ELSEWHERE", "REGISTRATIONS_SURPLUS"]
    assert [await asked_again(desk, answer) for answer in answers] == [[(code, "SlipLine", line)] for code in codes]
    assert [answer.facts("documentKind")[0][1] for answer in answers] == ["PACKING_SLIP"] * 4


async def test_an_invoices_line_is_named_where_it_ships_without_a_slip(desk: Desk, sell: Sell) -> None:
    """D8: it registers its own numbers, so they stand on it."""
    sale = await sell(3)
    direct = [{"orderLineId": sale.lines[0], "quantity": 2}]
    draft, slip = await desk.done("createInvoice", order=sale.order, direct=direct), await sale.slip(1)
    line = first_line(draft)

    exceeded = await desk.refused("registerSerials", lineId=line, serials=["SN-1", "SN-2", "SN-3"])
    missing = await desk.refused("postInvoice", id=draft["id"])
    await desk.done("registerSerials", lineId=line, serials=["SN-1", "SN-2"])
    elsewhere = await desk.refused("scanSerial", lineId=first_line(slip), scan="SN-1")
    await desk.done("editInvoice", id=draft["id"], lines=[{"lineId": line, "quantity": 1}])
    surplus = await desk.refused("postInvoice", id=draft["id"])

    answers = [exceeded, missing, elsewhere, surplus]
    codes = ["QUANTITY_EXCEEDED", "REGISTRATIONS_MISSING", "STANDS_ELSEWHERE", "REGISTRATIONS_SURPLUS"]
    assert [await asked_again(desk, answer) for answer in answers] == [[(code, "InvoiceLine", line)] for code in codes]
    assert [answer.facts("documentKind")[0][1] for answer in answers] == ["INVOICE"] * 4


async def test_an_invoice_of_slips_names_its_own_line_and_the_slips(desk: Desk, sell: Sell) -> None:
    """R1 and R2: what it lacks is on its own line; what it cannot bill is on the slip's."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    shipped = first_line(slip)
    ids = slip["registrations"][shipped]
    draft = await sale.invoice({"slipLineId": shipped, "quantity": 1, "registrations": []})

    beyond = await desk.refused(
        "createInvoice",
        order=sale.order,
        billings=[{"slipLineId": shipped, "quantity": 1, "registrations": ids}],
    )
    exceeded = await desk.refused("registerSerials", lineId=first_line(draft), serials=["SN-1", "SN-2"])
    missing = await desk.refused("postInvoice", id=draft["id"])

    assert await asked_again(desk, beyond) == [("QUANTITY_EXCEEDED", "SlipLine", shipped)]
    assert await asked_again(desk, exceeded) == [("QUANTITY_EXCEEDED", "InvoiceLine", first_line(draft))]
    assert await asked_again(desk, missing) == [("REGISTRATIONS_MISSING", "InvoiceLine", first_line(draft))]
    assert await asked_again(desk, missing, "slipLineId") == [("LEAVES_TOO_FEW_ITEMS", "SlipLine", shipped)]


async def test_the_line_of_a_product_without_serials_is_named(desk: Desk, sell: Sell) -> None:
    """T2."""
    slip = await (await sell(1, tracked=False)).slip()

    refused = await desk.refused("scanSerial", lineId=first_line(slip), scan="SN-1")

    assert await asked_again(desk, refused) == [("TAKES_NO_SERIALS", "SlipLine", first_line(slip))]
    assert refused.facts("position") == [("TAKES_NO_SERIALS", 1)]


async def test_a_line_that_is_named_twice_is_named_as_what_it_is(desk: Desk, sell: Sell) -> None:
    """D11: a slip's line, an invoice's, and a slip's that an invoice is to bill twice."""
    sale = await sell(3)
    slip, invoice = await sale.posted([["SN-1"]]), await sale.invoice()
    draft = await sale.slip(1)
    billing = {"slipLineId": first_line(slip), "quantity": 1, "registrations": []}

    def twice(document: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"lineId": first_line(document), "quantity": 1}] * 2

    answers = [
        await desk.refused("editPackingSlip", id=draft["id"], lines=twice(draft)),
        await desk.refused("editInvoice", id=invoice["id"], lines=twice(invoice)),
        await desk.refused("createInvoice", order=sale.order, billings=[billing] * 2),
    ]

    assert [await asked_again(desk, answer) for answer in answers] == [
        [("LINE_OF_ANOTHER_KIND", "SlipLine", first_line(draft))],
        [("LINE_OF_ANOTHER_KIND", "InvoiceLine", first_line(invoice))],
        [("LINE_OF_ANOTHER_KIND", "SlipLine", first_line(slip))],
    ]


async def test_lines_of_the_order_and_of_the_slip_are_named_where_too_much_is_asked_of_them(
    desk: Desk, sell: Sell
) -> None:
    """D1."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]])
    billings = [{"slipLineId": first_line(slip), "quantity": 2}]

    ordered = await desk.refused(
        "createPackingSlip", order=sale.order, lines=[{"orderLineId": sale.lines[0], "quantity": 9}]
    )
    shipped = await desk.refused("createInvoice", order=sale.order, billings=billings)

    assert await asked_again(desk, ordered, "orderLineId") == [("MORE_THAN_ORDERED", "OrderLine", sale.lines[0])]
    assert await asked_again(desk, shipped, "slipLineId") == [("MORE_THAN_SHIPPED", "SlipLine", first_line(slip))]


async def test_a_refused_entry_that_is_told_again_names_the_same_line(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """D7: the kind of line is kept with the answer."""
    sale = await sell(3)
    direct = [{"orderLineId": sale.lines[0], "quantity": 1}]
    invoice, slip = await desk.done("createInvoice", order=sale.order, direct=direct), await sale.slip(2)
    await desk.done("scanSerial", lineId=first_line(invoice), scan="SN-1")
    asked = {"lineId": first_line(slip), "serials": ["SN-1", "SN-2"], "mode": "EACH", "idempotencyKey": unique("KEY")}

    first = await desk.send("registerSerials", **asked)
    again = await desk.send("registerSerials", **asked)

    assert (again.replayed, again.refusals) == (True, first.refusals)
    assert await asked_again(desk, again) == [("STANDS_ELSEWHERE", "InvoiceLine", first_line(invoice))]
