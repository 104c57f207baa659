"""Crediting and taking back at the same moment as others invoice: one lock of the order decides who is first."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.credits import asked as credit_asked
from tests.api.credits import counted, posted, shipping_itself, unit
from tests.api.desk import Desk, office
from tests.api.take_backs import asked as back_asked
from tests.api.take_backs import back
from tests.api.test_races import outcomes

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


async def test_an_invoice_is_credited_once(clerks: list[Desk], desk: Desk, sell: Sell) -> None:
    """D10, C4: one credit note, and one number of the sequence; the others hear that they came too late."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    invoice = await posted(sale)
    asked = await credit_asked(desk, invoice)

    answers = await asyncio.gather(*(clerk.send("creditInvoice", **asked) for clerk in clerks))

    assert outcomes(list(answers)) == {"done": 1, "STALE_VERSION": 7}
    assert [each.facts("state")[1] for each in answers if each.codes] == [("NOT_CREDITABLE", "CREDITED")] * 7
    assert await counted(sale) == (1, 0)


async def test_credit_notes_of_several_orders_have_numbers_without_gaps(clerks: list[Desk], sell: Sell) -> None:
    """D12: what ships itself frees its units and takes the sequence last, so nobody deadlocks."""
    invoices = [await shipping_itself(await sell(2), "SN-1", "SN-2") for _ in clerks]
    asked = [await credit_asked(clerk, invoice) for clerk, invoice in zip(clerks, invoices, strict=True)]

    answers = await asyncio.gather(
        *(clerk.send("creditInvoice", **each) for clerk, each in zip(clerks, asked, strict=True))
    )

    numbers = sorted(int(answer.value["number"].removeprefix("CN-")) for answer in answers)
    assert numbers == list(range(numbers[0], numbers[0] + 8))


@pytest.mark.parametrize("attempt", range(4))
async def test_an_item_is_invoiced_or_taken_back_and_never_both(clerks: list[Desk], sell: Sell, attempt: int) -> None:
    """C2, D11: whichever comes first, the other is told."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    draft = await sale.invoice()
    asked = await back_asked(sale, back(slip, 1, 0))
    sends = [clerks[0].send("takeBackItems", **asked), clerks[1].send("postInvoice", id=draft["id"])]

    answers = await asyncio.gather(*(sends if attempt % 2 else reversed(sends)))

    told = outcomes(list(answers))
    assert told["done"] == 1
    assert told["MORE_THAN_NOT_INVOICED"] + told["MORE_THAN_SHIPPED"] == 1
    assert await counted(sale) == ((2, 2) if told["MORE_THAN_NOT_INVOICED"] else (1, 0))
    sold = "SOLD" if told["MORE_THAN_NOT_INVOICED"] else "NO_LONGER_SOLD"
    assert (await unit(sale, "SN-1"))["saleStatus"] == sold


async def test_an_item_is_taken_back_once(clerks: list[Desk], sell: Sell) -> None:
    """C2, C4: eight clerks saw one order; one of them was right about it."""
    sale = await sell(8)
    slip = await sale.posted([[f"SN-{n}" for n in range(8)]])
    asked = [await back_asked(sale, back(slip, 1, n)) for n in range(8)]

    answers = await asyncio.gather(
        *(clerk.send("takeBackItems", **each) for clerk, each in zip(clerks, asked, strict=True))
    )

    assert outcomes(list(answers)) == {"done": 1, "STALE_VERSION": 7}
    assert await counted(sale) == (7, 0)


@pytest.mark.parametrize("attempt", range(4))
async def test_a_credit_and_an_invoice_of_the_same_items_leave_them_invoiced_once_at_most(
    clerks: list[Desk], desk: Desk, sell: Sell, attempt: int
) -> None:
    """D10, D11: a draft for the items is there before the invoice that has them is credited."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    invoice = await posted(sale)
    asked = await credit_asked(desk, invoice)
    line = slip["lines"][0]["id"]
    sends = [
        clerks[0].send("creditInvoice", **asked),
        clerks[1].send("createInvoice", order=sale.order, billings=[{"slipLineId": line}]),
    ]

    credited, drafted = (await asyncio.gather(*(sends if attempt % 2 else sends[::-1])))[:: 1 if attempt % 2 else -1]

    assert credited.codes == []
    if drafted.codes:
        assert drafted.codes == ["LINE_OF_ANOTHER_KIND"]
    else:
        await desk.done("postInvoice", id=drafted.value["id"])
    assert await counted(sale) == (1, 0 if drafted.codes else 1)
