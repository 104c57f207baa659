"""Undoing at the same moment as others go on: reversals, invoices and takeovers under one lock of the order."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale, office
from tests.api.test_races import outcomes
from tests.api.test_reversing import cancel, undo
from tests.api.test_waiting import first, waiting

pytestmark = pytest.mark.anyio


@pytest.fixture
async def clerks(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Eight clerks at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(4)
    yield [Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], Role.CLERK, f"clerk-{n}") for n in range(8)]
    for bolt in bolts:
        await bolt.close()


@pytest.mark.parametrize("attempt", range(4))
async def test_a_slip_is_cancelled_or_invoiced_and_never_both(
    clerks: list[Desk], desk: Desk, sell: Sell, attempt: int
) -> None:
    """D5, D7: whichever comes first, the other is told."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    draft = await sale.invoice()
    asked = await undo(desk, slip)
    sends = [
        clerks[0].send("cancelPackingSlip", **asked),
        clerks[1].send("postInvoice", id=draft["id"]),
    ]

    answers = await asyncio.gather(*(sends if attempt % 2 else reversed(sends)))

    told = outcomes(list(answers))
    assert told["done"] == 1
    assert told["STANDS_ON_INVOICE"] + told["LINE_OF_ANOTHER_KIND"] == 1


async def test_a_slip_is_cancelled_once(clerks: list[Desk], desk: Desk, sell: Sell) -> None:
    """C4, D3: the others made their decision on what is no longer so."""
    slip = await (await sell(1)).posted([["SN-1"]])
    asked = await undo(desk, slip)

    answers = await asyncio.gather(*(clerk.send("cancelPackingSlip", **asked) for clerk in clerks))

    assert outcomes(list(answers)) == {"done": 1, "STALE_VERSION": 7}


async def test_one_of_eight_slips_takes_over_and_the_others_take_nothing(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """D4: what waits is taken over whole, by one."""
    sale = await sell(8)
    await waiting(desk, sale, ["SN-1", "SN-2", "SN-3"])
    lines = [{"orderLineId": sale.lines[0], "quantity": 3}]

    answers = await asyncio.gather(
        *(clerk.send("createPackingSlip", order=sale.order, lines=lines) for clerk in clerks)
    )

    assert outcomes(list(answers)) == {"done": 8}
    assert sorted(answer.value["lines"][0]["registered"] for answer in answers) == [0] * 7 + [3]
    assert sorted(answer.said for answer in answers) == [[]] * 7 + [["TAKEN_OVER"]]


async def test_a_number_is_taken_over_or_registered_elsewhere_and_never_both(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """D4, R5: orders share no lock, so the units' locks decide, each number for itself."""
    sale = await sell(8)
    serials = [f"SN-{n}" for n in range(8)]
    others = [await _order_of(sale, n) for n in range(7)]
    await waiting(desk, sale, serials)

    scans = [
        clerk.send("registerSerials", lineId=line, serials=[*serials[n:], *serials[:n]], mode="EACH")
        for n, (clerk, line) in enumerate(zip(clerks, others, strict=False))
    ]
    answers = await asyncio.gather(clerks[7].send("createPackingSlip", order=sale.order), *scans)

    registered = [answer.value["lines"][0]["registered"] for answer in answers[:1]]
    registered += [answer.value["registered"] if answer.value else 0 for answer in answers[1:]]
    left = answers[0].said.count("LEFT_BEHIND")
    assert sum(registered) == 8
    assert registered[0] == 8 - left


async def _order_of(sale: Sale, n: int) -> str:
    """A draft's line for eight pieces of the same product, of another order."""
    lines = [{"product": sale.products[0], "quantity": 8}]
    order = await sale.desk.done("saveSalesOrder", number=f"{sale.order}-{n}", customer=sale.customer, lines=lines)
    return first(await sale.desk.done("createPackingSlip", order=order["number"]))


async def test_orders_that_hold_the_same_units_are_cancelled_and_packed_again_without_deadlock(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """D4, R5: numbers wait for two orders at once; units are locked in the order of their keys."""
    sale = await sell(8)
    serials = [f"SN-{n}" for n in range(8)]
    other = await sell_again(sale)
    await waiting(desk, sale, serials)
    await cancel(desk, await other.posted([serials[::-1]]))

    answers = await asyncio.gather(
        clerks[0].send("createPackingSlip", order=sale.order),
        clerks[1].send("createPackingSlip", order=other.order),
    )

    assert outcomes(list(answers)) == {"done": 2}
    assert sum(answer.value["lines"][0]["registered"] for answer in answers) == 8
    assert sum(answer.said.count("LEFT_BEHIND") for answer in answers) == 8


async def sell_again(sale: Sale) -> Sale:
    """Another order of the same eight pieces."""
    lines = [{"product": sale.products[0], "quantity": 8}]
    asked = {"number": f"{sale.order}-again", "customer": sale.customer, "orderedOn": "2026-02-01", "lines": lines}
    saved = await sale.desk.done("saveSalesOrder", **asked)
    return Sale(sale.desk, saved["number"], sale.customer, sale.products, [line["id"] for line in saved["lines"]])
