"""A unit that came for another is in that one's sale since its own day: on both sides of that day (W7, W11, R5)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api import corrections, take_backs
from tests.api import credits as crediting
from tests.api.claiming import claim_of, claimed, take, unit_id
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale
from tests.api.take_backs import back, version_of

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

SOLD, EVE, SWAPPED = "2026-02-10", "2026-02-19", "2026-02-20"
EARLY = [("DAY_OUT_OF_RANGE", "W11", SWAPPED)]


async def shipped(sale: Sale, *serials: str, day: str = SOLD) -> Any:
    slip = await sale.slip(len(serials))
    line = slip["lines"][0]["id"]
    added = (await sale.desk.send("registerSerials", lineId=line, serials=list(serials))).added
    return {**await sale.desk.done("postPackingSlip", id=slip["id"], day=day), "registrations": {line: added}}


async def replaced(sale: Sale, serial: str = "SN-1", by: str = "SN-2") -> Any:
    """The registration of the unit that came."""
    claim = await claimed(sale.desk, await unit_id(sale, serial), "IN_PROGRESS", day=SOLD)
    more = {"resolution": "REPLACEMENT", "replacementSerial": by, "day": SWAPPED}
    return (await claim_of(sale.desk, await take(sale.desk, claim, "resolveClaim", **more)))["replacement"]["id"]


async def test_a_slip_line_is_not_reversed_before_the_day_on_which_a_unit_came(desk: Desk, sell: Sell) -> None:
    """Else its sale would end before it began."""
    sale = await sell(1)
    slip = await shipped(sale, "SN-1")
    await replaced(sale)

    asked = {"id": slip["id"], "version": await version_of(sale, slip), "reason": "nobody was there"}
    lines = [each["id"] for each in slip["lines"]]
    whole = await desk.refused("cancelPackingSlip", **asked, day=EVE)
    by_lines = await desk.refused("reversePackingSlipLines", **asked, lines=lines, day=EVE)
    await desk.done("cancelPackingSlip", **asked, day=SWAPPED)

    assert whole.facts("rule", "earliest") == by_lines.facts("rule", "earliest") == EARLY


async def test_what_came_is_not_taken_back_before_it_came_and_others_of_its_line_are(desk: Desk, sell: Sell) -> None:
    """C2."""
    sale = await sell(2)
    slip = await shipped(sale, "SN-1", "SN-3")
    line = slip["lines"][0]["id"]
    slip["registrations"][line][0] = await replaced(sale)

    came = await take_backs.refuse(sale, back(slip, 1, 0), day=EVE)
    await take_backs.take_back(sale, back(slip, 1, 1), day=EVE)

    assert came.facts("rule", "earliest") == EARLY


async def test_an_invoice_without_a_slip_is_not_credited_before_a_unit_of_it_came(desk: Desk, sell: Sell) -> None:
    """D10: crediting it ends the sale. Of a slip it ends none, and may be dated back."""
    sale, of_slip = await sell(1), await sell(1)
    draft = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 1}])
    await desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-1"])
    direct = await desk.done("postInvoice", id=draft["id"], day=SOLD)
    await shipped(of_slip, "SN-1")
    billing = await crediting.posted(of_slip, day=SOLD)
    await replaced(sale)
    await replaced(of_slip)

    early = await crediting.refuse(desk, direct, day=EVE)
    await crediting.credit(desk, billing, day=EVE)
    await crediting.credit(desk, direct, day=SWAPPED)

    assert early.facts("rule", "earliest") == EARLY


async def test_the_number_of_what_came_becomes_one_that_was_free_when_it_came(desk: Desk, sell: Sell) -> None:
    """C1, R5: it need not have been free since the sale of the other one began."""
    sale = await sell(3)
    await shipped(sale, "SN-1")
    slip = await shipped(sale, "SN-8", day="2026-02-15")
    asked = {"id": slip["id"], "version": await version_of(sale, slip), "reason": "nobody was there"}
    await desk.done("cancelPackingSlip", **asked, day=EVE)
    came = await replaced(sale)
    draft = await sale.invoice()

    answer = await corrections.change(desk, draft, came, serialNumber="SN-8")

    assert answer.refusals == []
