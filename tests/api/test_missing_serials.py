"""R1: what a slip lacks is registered on its invoice, and the slip gets it too."""

import asyncio
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.corrections import last_entry, shown, version
from tests.api.desk import Desk, Sale
from tests.api.test_races import outcomes

pytestmark = pytest.mark.anyio


async def short(sell: Sell, items: int = 3, *serials: str) -> tuple[Sale, dict[str, Any]]:
    """A posted slip of so many items with these numbers alone: its group allows blank issue (T3)."""
    sale = await sell(items, blank_issue=True)
    slip = await sale.slip(items)
    if serials:
        await sale.desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=list(serials))
    return sale, await sale.desk.done("postPackingSlip", id=slip["id"])


def line_of(document: dict[str, Any]) -> str:
    return str(document["lines"][0]["id"])


async def test_a_number_that_the_slip_lacks_is_registered_on_both(desk: Desk, sell: Sell) -> None:
    """R1: by list and by scan, with what stands on the slip; both documents keep it (C4), and it is sold."""
    sale, slip = await short(sell, 3, "SN-1")
    draft = await sale.invoice({"slipLineId": line_of(slip), "quantity": 3, "registrations": []})
    seen = await version(desk, slip)

    listed = await desk.send("registerSerials", lineId=line_of(draft), serials=["SN-1", "SN-2"])
    scanned = await desk.send("scanSerial", lineId=line_of(draft), scan="SN-3")
    both = await shown(desk, slip, draft)
    invoice = await desk.done("postInvoice", id=draft["id"])

    assert (listed.said, listed.registered, len(listed.added)) == (["REGISTERED_ON_SLIP"], (2, 0), 2)
    assert (scanned.said, scanned.registered) == (["REGISTERED_ON_SLIP"], (3, 0))
    assert both == [["SN-1", "SN-2", "SN-3"]] * 2
    assert await version(desk, slip) == seen + 2
    on_slip = await last_entry(desk, slip)
    assert (on_slip["action"], [*on_slip["after"]["registered"].values()]) == ("register", ["SN-3"])
    assert on_slip["after"]["scan"] == {"raw": "SN-3", "kind": "plain", "symbology": None, "gtin": None}
    assert invoice["state"] == "POSTED"


async def test_a_blank_that_the_slip_lacks_is_registered_on_both(desk: Desk, sell: Sell) -> None:
    """R1, R4: with the duty that blanks have (S3)."""
    sale, slip = await short(sell, 2)
    draft = await sale.invoice()

    refused = await desk.as_role(Role.CLERK).refused("registerNotReadable", lineId=line_of(draft))
    done = await desk.send("registerNotReadable", lineId=line_of(draft))

    assert refused.codes == ["NOT_PERMITTED"]
    assert (done.said, done.registered) == (["REGISTERED_ON_SLIP"], (1, 1))
    assert await shown(desk, slip, draft) == [[None], [None]]


async def test_nothing_leaves_a_slip_by_removing_on_an_invoice(desk: Desk, sell: Sell) -> None:
    """R3: what the slip got with the invoice stays on it, also when the invoice is discarded."""
    sale, slip = await short(sell, 2)
    draft = await sale.invoice()
    await desk.done("registerSerials", lineId=line_of(draft), serials=["SN-1", "SN-2"])

    removed = await desk.send("scanSerial", lineId=line_of(draft), scan="SN-1", mode="REMOVE")
    await desk.done("discardInvoice", id=draft["id"])

    assert removed.registered == (1, 0)
    assert await shown(desk, slip) == [["SN-1", "SN-2"]]


async def test_a_slip_gets_no_more_than_its_uninvoiced_items_lack(desk: Desk, sell: Sell) -> None:
    """R1, R2: items that are invoiced without a registration are no room; the list is refused whole."""
    sale, slip = await short(sell, 3)
    first = await sale.invoice({"slipLineId": line_of(slip), "quantity": 2})
    await desk.done("postInvoice", id=first["id"])
    second = await sale.invoice({"slipLineId": line_of(slip), "quantity": 1})
    other = await sale.invoice({"slipLineId": line_of(slip), "quantity": 1})

    beyond = await desk.refused("registerSerials", lineId=line_of(second), serials=["SN-1", "SN-2"], mode="EACH")
    done = await desk.send("scanSerial", lineId=line_of(second), scan="SN-1")
    full = await desk.refused("scanSerial", lineId=line_of(other), scan="SN-2")

    assert beyond.facts("quantity", "registered", "attempted") == [("QUANTITY_EXCEEDED", 1, 0, 2)]
    assert done.registered == (1, 0)
    assert full.facts("rule", "serialNumber") == [("NOT_ON_THE_SLIP", "R3", "SN-2")]


async def test_a_number_that_stands_elsewhere_or_is_none_is_refused_there_too(desk: Desk, sell: Sell) -> None:
    """R5, R6."""
    sale, slip = await short(sell, 3)
    draft = await sale.invoice()
    asked = {"customer": sale.customer, "lines": [{"product": sale.products[0], "quantity": 1}]}
    other = await desk.done("saveSalesOrder", number=f"{sale.order}-2", **asked)
    elsewhere = await desk.done("createPackingSlip", order=other["number"])
    await desk.done("scanSerial", lineId=line_of(elsewhere), scan="SN-1")

    answers = [
        await desk.refused("scanSerial", lineId=line_of(draft), scan="SN-1"),
        await desk.refused("scanSerial", lineId=line_of(draft), scan=sale.order),
        await desk.refused("scanSerial", lineId=line_of(draft), scan=str(slip["number"])),
    ]

    assert [answer.codes for answer in answers] == [["STANDS_ELSEWHERE"], ["NOT_A_SERIAL"], ["NOT_A_SERIAL"]]


async def test_one_missing_number_on_eight_invoices_at_once_is_registered_once(desk: Desk, sell: Sell) -> None:
    """R1, R5, D11: the others find it on the slip, chosen."""
    sale, slip = await short(sell, 8)
    drafts = [await sale.invoice({"slipLineId": line_of(slip), "quantity": 1}) for _ in range(8)]

    answers = await asyncio.gather(*(desk.send("scanSerial", lineId=line_of(draft), scan="SN-1") for draft in drafts))

    assert outcomes(list(answers)) == {"done": 1, "CHOSEN_ELSEWHERE": 7}
    assert await shown(desk, slip) == [["SN-1"]]


async def test_the_last_missing_one_is_registered_by_one_of_eight(desk: Desk, sell: Sell) -> None:
    """R1: the slip's room is counted under the order's lock."""
    sale, slip = await short(sell, 2, "SN-0")
    drafts = [await sale.invoice({"slipLineId": line_of(slip), "quantity": 1, "registrations": []}) for _ in range(8)]

    answers = await asyncio.gather(
        *(desk.send("scanSerial", lineId=line_of(draft), scan=f"NEW-{n}") for n, draft in enumerate(drafts))
    )

    assert outcomes(list(answers)) == {"done": 1, "NOT_ON_THE_SLIP": 7}
