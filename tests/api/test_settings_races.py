"""Settings that change at the moment at which others draft and scan: a draft's registrations hold them still (T5)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection, statements_run
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk, Sale, office

pytestmark = pytest.mark.anyio

ROUNDS = 8
GROUP = "query ($number: String!) { product(number: $number) { trackingDimensionGroup { number } } }"
Change = Callable[..., Coroutine[Any, Any, Answer]]


@pytest.fixture
async def clerks(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Eight clerks at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(4)
    yield [Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], Role.CLERK, f"clerk-{n}") for n in range(8)]
    for bolt in bolts:
        await bolt.close()


async def group_of(desk: Desk, sale: Sale) -> str:
    found = await desk.ask(GROUP, number=sale.products[0])
    return str(found["product"]["trackingDimensionGroup"]["number"])


async def change_settings(desk: Desk, sale: Sale, *, active: bool) -> Answer:
    group = await group_of(desk, sale)
    return await desk.send("saveTrackingDimensionGroup", number=group, activeInSalesProcess=active)


async def change_group(desk: Desk, sale: Sale, *, active: bool) -> Answer:
    group = f"{sale.order}-{'ACTIVE' if active else 'PASSIVE'}"
    return await desk.send("saveProduct", number=sale.products[0], name="Pump", trackingDimensionGroup=group)


async def scan(clerk: Desk, draft: dict[str, Any], serial: str) -> Answer:
    return await clerk.send("scanSerial", lineId=draft["lines"][0]["id"], scan=serial)


async def draft_and_scan(clerk: Desk, mutation: str, serial: str, **asked: Any) -> Answer:
    """A draft that is not there yet while the settings change."""
    return await scan(clerk, await clerk.done(mutation, **asked), serial)


@pytest.mark.parametrize("change", [change_settings, change_group])
async def test_settings_change_or_a_draft_has_registrations_and_never_both(
    clerks: list[Desk], desk: Desk, sell: Sell, change: Change
) -> None:
    """T5: a change that is made finds nothing registered, and nothing is registered after it; nobody is asked twice."""
    sale = await sell(90)
    other = await sell(90)
    await _prepare(desk, sale, other)
    for round_ in range(ROUNDS):
        drafted = await sale.slip(3)
        asked = {"order": other.order, "lines": [{"orderLineId": other.lines[0], "quantity": 1}]}
        direct = {"order": other.order, "direct": asked["lines"]}
        scanners = clerks[:3] if round_ % 2 else []
        work = [
            *(scan(clerk, drafted, f"SN-{round_}-{n}") for n, clerk in enumerate(scanners)),
            *(draft_and_scan(clerk, "createPackingSlip", f"D-{clerk.subject}", **asked) for clerk in clerks[3:5]),
            draft_and_scan(clerks[5], "createInvoice", "D-direct", **direct),
        ]
        place = round_ % (len(work) + 1)
        work.insert(place, change(desk, sale, active=False))
        run: list[str] = []
        token = statements_run.set(run)
        answers = await asyncio.gather(*work)
        statements_run.reset(token)

        changed = answers.pop(place)
        expected = {("done" if changed.codes else "TAKES_NO_SERIALS"): len(answers)}
        assert changed.codes in ([], ["HELD_BY_DRAFTS"])
        assert Counter(answer.codes[0] if answer.codes else "done" for answer in answers) == expected
        tries = Counter(run)
        assert (tries["lock_slip_line"] + tries["lock_invoice_line"], tries["lock_order_to_draft"]) == (len(answers), 3)
        assert tries["lock_group"] + tries["lock_product"] == 1
        await _undo(desk, [sale, other])
        await change(desk, sale, active=True)


async def _prepare(desk: Desk, sale: Sale, other: Sale) -> None:
    """Two orders of one product; and a group without serial numbers for it."""
    for name, active in (("ACTIVE", True), ("PASSIVE", False)):
        await desk.done("saveTrackingDimensionGroup", number=f"{sale.order}-{name}", activeInSalesProcess=active)
    await change_group(desk, sale, active=True)
    lines = [{"product": sale.products[0], "quantity": 90}]
    saved = await desk.done("saveSalesOrder", number=other.order, customer=other.customer, lines=lines)
    other.products, other.lines = sale.products, [line["id"] for line in saved["lines"]]


DRAFTS = """
query ($number: String!) { salesOrder(number: $number) { packingSlips { id state } invoices { id state } } }
"""


async def _undo(desk: Desk, sales: list[Sale]) -> None:
    for sale in sales:
        order = (await desk.ask(DRAFTS, number=sale.order))["salesOrder"]
        for mutation, field in (("discardPackingSlip", "packingSlips"), ("discardInvoice", "invoices")):
            for document in order[field]:
                await desk.done(mutation, id=document["id"])
