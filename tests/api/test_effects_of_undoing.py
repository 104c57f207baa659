"""What undoing would do, foreseen by a dry run: reversals, items taken back, credits."""

from collections.abc import Callable

import pytest

from tests.api.asking import sold
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.test_effects import ENDED, correction, foreseen, sales, states
from tests.api.test_obstacles import INVOICES, codes, of

pytestmark = pytest.mark.anyio


async def test_a_reversal_ends_sales_and_takes_them_off_draft_invoices(desk: Desk, sell: Sell) -> None:
    """D3, D4, D11: the slip, and the draft whose choice comes off it."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    invoice = await sale.invoice()

    effects = await foreseen(desk, "cancelPackingSlip", **await correction(desk, slip["id"], id=slip["id"]))

    assert {(each["id"], each["before"], each["after"]) for each in effects["documents"]} == {
        (slip["id"], "POSTED", "CANCELLED"),
        (invoice["id"], "DRAFT", "DRAFT"),
    }
    assert sales(effects) == {"SN-1": ENDED, "SN-2": ENDED}


async def test_reversing_one_line_leaves_the_units_of_the_others_alone(desk: Desk, sell: Sell) -> None:
    """D3."""
    sale = await sell(1, 1)
    slip = await sale.posted([["SN-1"], ["SN-2"]])
    line = slip["lines"][0]["id"]

    asked = await correction(desk, slip["id"], id=slip["id"], lines=[line])
    effects = await foreseen(desk, "reversePackingSlipLines", **asked)

    assert states(effects) == [("PACKING_SLIP", "POSTED", "POSTED")]
    assert sales(effects) == {"SN-1": ENDED}


async def test_taking_back_ends_the_sale_of_what_is_named(desk: Desk, sell: Sell) -> None:
    """C2: of three shipped, one."""
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]])
    line = slip["lines"][0]["id"]
    order = (await desk.ask("query ($n: String!) { salesOrder(number: $n) { id } }", n=sale.order))["salesOrder"]["id"]
    items = [{"slipLineId": line, "quantity": 1, "registrations": slip["registrations"][line][1:2]}]

    effects = await foreseen(
        desk, "takeBackItems", **await correction(desk, order, orderLineId=sale.lines[0], items=items)
    )

    assert states(effects) == [("PACKING_SLIP", "POSTED", "POSTED")]
    assert sales(effects) == {"SN-2": ENDED}


async def test_a_credit_of_a_slips_invoice_leaves_the_sale_and_closes_the_return(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """D10, V2: cover that the invoice started waits for the next one (W2)."""
    sale = await sell(1)
    invoice = (await sold(desk, sale, unique, ["SN-1"]))["invoice"]

    effects = await foreseen(desk, "creditInvoice", **await correction(desk, invoice["id"], id=invoice["id"]))

    (unit,) = effects["units"]
    assert sorted(states(effects)) == [("CREDIT_NOTE", None, "POSTED"), ("INVOICE", "POSTED", "CREDITED")]
    assert [each["id"] for each in effects["documents"] if each["kind"] == "CREDIT_NOTE"] == [None]
    assert (unit["saleBefore"], unit["saleAfter"]) == ("SOLD", "SOLD")
    assert (unit["warrantyBefore"]["status"], unit["warrantyAfter"]["status"]) == ("COVERED", "NOT_STARTED")
    assert (unit["returnBefore"], unit["returnAfter"]) == ({"mayReturn": True}, {"mayReturn": False})


async def test_a_draft_invoice_says_what_came_off_it_when_items_were_taken_back(desk: Desk, sell: Sell) -> None:
    """D11, C2: what the draft still asks for is more than stands, and it says both."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    line = slip["lines"][0]["id"]
    invoice = await sale.invoice()
    order = (await desk.ask("query ($n: String!) { salesOrder(number: $n) { id } }", n=sale.order))["salesOrder"]["id"]
    items = [{"slipLineId": line, "quantity": 1, "registrations": slip["registrations"][line][:1]}]
    await desk.done("takeBackItems", **await correction(desk, order, orderLineId=sale.lines[0], items=items))

    (found,) = await of(desk, INVOICES, invoice["id"])

    assert found["lines"] == [{"missing": 1, "surplus": 0, "cameOff": 1}]
    assert [each["code"] for each in found["notices"]] == ["CAME_OFF"]
    assert codes(found) == ["MORE_THAN_SHIPPED", "REGISTRATIONS_MISSING"]
