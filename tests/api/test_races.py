"""Clerks who work at the same moment, over connections of their own: the lock rule, through the front door."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import chain

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection, statements_run
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.desk import Answer, Desk, Sale, office

pytestmark = pytest.mark.anyio


@pytest.fixture
async def clerks(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Twelve clerks at three replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(3)]
    for bolt in bolts:
        await bolt.warm(4)
    yield [Desk(desk.schema, office(Graph(bolts[n % 3])), bolts[n % 3], Role.CLERK, f"clerk-{n}") for n in range(12)]
    for bolt in bolts:
        await bolt.close()


def outcomes(answers: list[Answer]) -> Counter[str]:
    return Counter(answer.codes[0] if answer.codes else "done" for answer in answers)


async def test_thirty_two_registrations_into_five_pieces_are_exactly_five(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """R2: the line is locked before it is read."""
    line = (await (await sell(5)).slip())["lines"][0]["id"]

    answers = await asyncio.gather(*(clerks[n % 12].send("scanSerial", lineId=line, scan=f"SN-{n}") for n in range(32)))
    full = await desk.send("scanSerial", lineId=line, scan="none", mode="REMOVE")

    assert outcomes(answers) == {"done": 5, "QUANTITY_EXCEEDED": 27}
    assert full.registered == (5, 0)


async def test_one_serial_on_two_slips_at_the_same_moment_stands_on_exactly_one(clerks: list[Desk], sell: Sell) -> None:
    """R5: of one order, and of two orders of one product; the loser is told where it stands."""
    sale = await sell(20)
    slips = [await sale.slip(1) for _ in range(12)]
    lines = [slip["lines"][0]["id"] for slip in slips]

    answers = await asyncio.gather(
        *(clerk.send("scanSerial", lineId=line, scan="SN-1") for clerk, line in zip(clerks, lines, strict=True))
    )

    assert outcomes(answers) == {"done": 1, "STANDS_ELSEWHERE": 11}


async def test_one_serial_on_slips_of_twelve_orders_stands_on_exactly_one(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """R5: orders do not share a lock, so the unit's own decides."""
    lines = [slip["lines"][0]["id"] for slip in await _orders_of_one_product(desk, sell)]

    answers = await asyncio.gather(
        *(clerk.send("scanSerial", lineId=line, scan="SN-1") for clerk, line in zip(clerks, lines, strict=True))
    )

    assert outcomes(answers) == {"done": 1, "STANDS_ELSEWHERE": 11}


async def test_twenty_serials_on_slips_of_twelve_orders_are_sold_once_each(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """R5: lists in any order; units are locked in the order of their keys, so nobody deadlocks."""
    lines = [slip["lines"][0]["id"] for slip in await _orders_of_one_product(desk, sell, quantity=20)]
    serials = [f"SN-{n:02}" for n in range(20)]
    shuffled = [[*serials[n:], *serials[:n]] if n % 2 else serials[::-1] for n in range(12)]

    answers = await asyncio.gather(
        *(
            clerk.send("registerSerials", lineId=line, serials=each)
            for clerk, line, each in zip(clerks, lines, shuffled, strict=True)
        )
    )

    assert outcomes(answers) == {"done": 1, "STANDS_ELSEWHERE": 11}
    assert sorted(len(answer.refusals) for answer in answers) == [0, *[20] * 11]


async def test_lists_that_share_their_new_numbers_two_by_two_register_each_once(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """R5: whose number somebody else makes first begins again, and is told of that number alone."""
    lines = [slip["lines"][0]["id"] for slip in await _orders_of_one_product(desk, sell, quantity=20)]
    lists = [[f"SN-{(n + step) % 12:02}" for step in (1, 0)] for n in range(12)]

    answers = await asyncio.gather(
        *(
            clerk.send("registerSerials", lineId=line, serials=each, mode="EACH")
            for clerk, line, each in zip(clerks, lines, lists, strict=True)
        )
    )

    assert sum(len(answer.refusals) for answer in answers) == 12
    assert {code for answer in answers for code in answer.codes} == {"STANDS_ELSEWHERE"}


async def _orders_of_one_product(desk: Desk, sell: Sell, quantity: int = 1) -> list[dict]:  # type: ignore[type-arg]
    first = await sell(quantity)
    slips = [await first.slip()]
    for n in range(11):
        asked = {"customer": first.customer, "lines": [{"product": first.products[0], "quantity": quantity}]}
        order = await desk.done("saveSalesOrder", number=f"{first.order}-{n}", **asked)
        slips.append(await desk.done("createPackingSlip", order=order["number"]))
    return slips


async def test_twelve_clerks_scan_two_hundred_and_forty_serials_onto_one_slip(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """R2 and R5: all are registered, hardly any in a second attempt: nobody waits for deadlocks to be broken."""
    slip = await (await sell(240)).slip()
    line = slip["lines"][0]["id"]
    attempts: list[str] = []

    async def scan(clerk: Desk, number: int) -> list[Answer]:
        statements_run.set(attempts)
        return [await clerk.send("scanSerial", lineId=line, scan=f"SN-{number}-{item}") for item in range(20)]

    answers = await asyncio.gather(*(scan(clerk, number) for number, clerk in enumerate(clerks)))
    posted = await desk.done("postPackingSlip", id=slip["id"])

    assert outcomes(list(chain.from_iterable(answers))) == {"done": 240}
    assert posted["lines"][0]["registered"] == 240
    assert 240 <= Counter(attempts)["lock_slip_line"] <= 250


async def test_twelve_at_once_post_one_slip_and_one_does(clerks: list[Desk], sell: Sell) -> None:
    """D11: nothing leaves the state, and one number is used up."""
    sale = await sell(1)
    slip = await sale.slip()
    await sale.desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    answers = await asyncio.gather(*(clerk.send("postPackingSlip", id=slip["id"]) for clerk in clerks))

    assert outcomes(answers) == {"done": 1, "NOT_A_DRAFT": 11}


async def test_drafts_that_together_ship_too_much_are_posted_as_far_as_the_order_goes(
    clerks: list[Desk], sell: Sell
) -> None:
    """D1: a draft reserves nothing, so posting decides under the order's lock."""
    sale = await sell(5)
    slips = [await sale.slip(1) for _ in range(12)]
    for place, slip in enumerate(slips):
        await sale.desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan=f"SN-{place}")

    answers = await asyncio.gather(
        *(clerk.send("postPackingSlip", id=slip["id"]) for clerk, slip in zip(clerks, slips, strict=True))
    )

    assert outcomes(answers) == {"done": 5, "MORE_THAN_ORDERED": 7}


async def test_twelve_invoices_choose_one_registration_and_one_has_it(clerks: list[Desk], sell: Sell) -> None:
    """D11: a registration is chosen by one invoice at a time."""
    sale = await sell(12)
    slip = await sale.posted([[f"SN-{n}" for n in range(12)]])
    line = slip["lines"][0]["id"]
    drafts = [await sale.invoice({"slipLineId": line, "quantity": 1, "registrations": []}) for _ in clerks]

    answers = await asyncio.gather(
        *(
            clerk.send("scanSerial", lineId=draft["lines"][0]["id"], scan="SN-7")
            for clerk, draft in zip(clerks, drafts, strict=True)
        )
    )

    assert outcomes(answers) == {"done": 1, "CHOSEN_ELSEWHERE": 11}


async def test_invoices_that_are_drafted_at_once_do_not_share_a_registration(clerks: list[Desk], sell: Sell) -> None:
    """D11: those that come later find it chosen."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    line = slip["lines"][0]["id"]
    billing = {"slipLineId": line, "quantity": 1, "registrations": slip["registrations"][line][:1]}

    answers = await asyncio.gather(
        *(clerk.send("createInvoice", order=sale.order, billings=[billing]) for clerk in clerks)
    )

    assert outcomes(answers) == {"done": 1, "CHOSEN_ELSEWHERE": 11}


async def test_invoices_posted_at_once_have_numbers_without_gaps(clerks: list[Desk], sell: Sell) -> None:
    """D12: one after another, whoever is first."""
    sales = [await sell(1) for _ in clerks]
    drafts = [await _invoice(sale) for sale in sales]

    answers = await asyncio.gather(
        *(clerk.send("postInvoice", id=draft) for clerk, draft in zip(clerks, drafts, strict=True))
    )

    numbers = sorted(int(answer.value["number"].removeprefix("INV-")) for answer in answers)
    assert numbers == list(range(numbers[0], numbers[0] + 12))


async def _invoice(sale: Sale) -> str:
    await sale.posted([["SN-1"]])
    return str((await sale.invoice())["id"])


async def test_one_number_given_to_twelve_slips_at_once_goes_to_one(clerks: list[Desk], sell: Sell) -> None:
    """D12: unique for its kind, also across orders."""
    sales = [await sell(1) for _ in clerks]
    number = f"{sales[0].order}-X"

    answers = await asyncio.gather(
        *(
            clerk.send("createPackingSlip", order=sale.order, number=number)
            for clerk, sale in zip(clerks, sales, strict=True)
        )
    )

    assert outcomes(answers) == {"done": 1, "NUMBER_TAKEN": 11}


async def test_one_order_saved_by_twelve_at_once_is_one_order(clerks: list[Desk], sell: Sell) -> None:
    """D12: the last writer's quantities stand, and lines keep their ids."""
    sale = await sell(1)
    asked = {"number": f"{sale.order}-R", "customer": sale.customer}

    answers = await asyncio.gather(
        *(
            clerk.send("saveSalesOrder", **asked, lines=[{"product": sale.products[0], "quantity": n + 1}])
            for n, clerk in enumerate(clerks)
        )
    )

    assert outcomes(answers) == {"done": 12}
    assert len({answer.value["lines"][0]["id"] for answer in answers}) == 1


async def test_a_scan_and_a_discard_at_once_leave_no_registration_behind(clerks: list[Desk], sell: Sell) -> None:
    """D11: whichever comes first, the number is free afterwards."""
    sale = await sell(4)
    slip = await sale.slip(2)
    line = slip["lines"][0]["id"]

    await asyncio.gather(
        clerks[0].send("scanSerial", lineId=line, scan="SN-1"),
        clerks[1].send("discardPackingSlip", id=slip["id"]),
        clerks[2].send("scanSerial", lineId=line, scan="SN-2"),
    )
    other = await sale.slip(2)
    again = await clerks[3].send("registerSerials", lineId=other["lines"][0]["id"], serials=["SN-1", "SN-2"])

    assert again.registered == (2, 0)
