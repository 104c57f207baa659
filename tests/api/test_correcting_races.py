"""Corrections at the same moment as others go on: one lock of the order, and one of the unit that comes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.corrections import WHY, posted, shown, version
from tests.api.desk import Desk, office
from tests.api.test_races import outcomes

pytestmark = pytest.mark.anyio


@pytest.fixture
async def clerks(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Eight clerks who may correct, at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(4)
    senior = Role.SENIOR_CLERK
    yield [Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], senior, f"clerk-{n}") for n in range(8)]
    for bolt in bolts:
        await bolt.close()


async def test_one_blank_filled_by_eight_at_once_is_filled_once(clerks: list[Desk], desk: Desk, sell: Sell) -> None:
    """R4, C4: each with a number of its own, on one slip and its draft invoice; one stands on both."""
    sale, slip, (_, blank) = await posted(sell, ["SN-0"], blanks=1)
    draft = await sale.invoice()
    asked = {"registrationId": blank, "reason": WHY}
    lines = [document["lines"][0]["id"] for document in (slip, draft)]
    seen = [await version(desk, document) for document in (slip, draft)]

    answers = await asyncio.gather(
        *(
            clerk.send("fillNotReadable", lineId=lines[n % 2], version=seen[n % 2], serialNumber=f"NEW-{n}", **asked)
            for n, clerk in enumerate(clerks)
        )
    )
    slip_shows, draft_shows = await shown(desk, slip, draft)

    assert outcomes(answers) == {"done": 1, "STALE_VERSION": 7}
    assert slip_shows == draft_shows == ["SN-0", f"NEW-{[bool(each.codes) for each in answers].index(False)}"]


async def test_one_number_fills_one_of_eight_blanks_of_eight_orders(clerks: list[Desk], desk: Desk, sell: Sell) -> None:
    """R5: orders do not share a lock, so the unit's own decides."""
    sale = await sell(1)
    orders = [f"{sale.order}-{n}" for n in range(8)]
    for number in orders:
        lines = [{"product": sale.products[0], "quantity": 1}]
        await desk.done("saveSalesOrder", number=number, customer=sale.customer, lines=lines)
    slips = [await desk.done("createPackingSlip", order=number) for number in orders]
    lines_of = [slip["lines"][0]["id"] for slip in slips]
    blanks = [(await desk.send("registerNotReadable", lineId=line)).added[0] for line in lines_of]
    for slip in slips:
        await desk.done("postPackingSlip", id=slip["id"])
    seen = [await version(desk, slip) for slip in slips]

    answers = await asyncio.gather(
        *(
            clerk.send(
                "fillNotReadable",
                lineId=lines_of[n],
                registrationId=blanks[n],
                serialNumber="SN-1",
                version=seen[n],
                reason=WHY,
            )
            for n, clerk in enumerate(clerks)
        )
    )

    assert outcomes(answers) == {"done": 1, "STANDS_ELSEWHERE": 7}


@pytest.mark.parametrize("attempt", range(4))
async def test_a_blank_is_filled_with_a_number_or_the_number_is_registered_elsewhere(
    clerks: list[Desk], desk: Desk, sell: Sell, attempt: int
) -> None:
    """R5: of a fill and a scan at one moment, on two orders, one has the number."""
    sale, slip, (_, blank) = await posted(sell, ["SN-0"], blanks=1)
    asked = {"customer": sale.customer, "lines": [{"product": sale.products[0], "quantity": 1}]}
    other = await desk.done("saveSalesOrder", number=f"{sale.order}-2", **asked)
    line = (await desk.done("createPackingSlip", order=other["number"]))["lines"][0]["id"]
    seen = await version(desk, slip)
    sends = [
        clerks[0].send(
            "fillNotReadable",
            lineId=slip["lines"][0]["id"],
            registrationId=blank,
            serialNumber="SN-1",
            version=seen,
            reason=WHY,
        ),
        clerks[1].send("scanSerial", lineId=line, scan="SN-1"),
    ]

    answers = await asyncio.gather(*(sends if attempt % 2 else reversed(sends)))

    assert outcomes(answers) == {"done": 1, "STANDS_ELSEWHERE": 1}


@pytest.mark.parametrize("attempt", range(4))
async def test_a_number_is_changed_or_its_invoice_is_posted_first(
    clerks: list[Desk], desk: Desk, sell: Sell, attempt: int
) -> None:
    """C1, C3: what is posted is what was seen, and nothing of it is changed afterwards."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    seen = await version(desk, draft)
    change = clerks[0].send(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=first,
        serialNumber="SN-9",
        version=seen,
        reason=WHY,
    )
    post = clerks[1].send("postInvoice", id=draft["id"])
    sends = [change, post]

    answers = await asyncio.gather(*(sends if attempt % 2 else reversed(sends)))
    changed, of_post = answers if attempt % 2 else reversed(answers)
    numbers = await shown(desk, slip, draft)

    assert of_post.refusals == []
    if changed.refusals:
        assert changed.codes == ["STALE_VERSION", "NUMBER_STANDS"]
        assert numbers == [["SN-1", "SN-2"]] * 2
    else:
        assert numbers == [["SN-9", "SN-2"]] * 2


async def test_eight_who_change_eight_numbers_of_one_invoice_at_once_do_not_share_a_version(
    clerks: list[Desk], desk: Desk, sell: Sell
) -> None:
    """C4: one is done; the others read again, and all are done in the end."""
    sale = await sell(8)
    slip = await sale.posted([[f"SN-{n}" for n in range(8)]])
    registrations = slip["registrations"][slip["lines"][0]["id"]]
    draft = await sale.invoice()
    line = draft["lines"][0]["id"]
    left = dict(enumerate(registrations))
    rounds = 0

    while left:
        seen = await version(desk, draft)
        answers = await asyncio.gather(
            *(
                clerks[n].send(
                    "changeSerialNumber",
                    invoiceLineId=line,
                    registrationId=registration,
                    serialNumber=f"NEW-{n}",
                    version=seen,
                    reason=WHY,
                )
                for n, registration in left.items()
            )
        )
        done = [n for n, answer in zip(left, answers, strict=True) if not answer.codes]
        assert len(done) == 1
        left.pop(done[0])
        rounds += 1

    assert rounds == 8
    assert [sorted(str(each) for each in numbers) for numbers in await shown(desk, slip, draft)] == [
        [f"NEW-{n}" for n in range(8)]
    ] * 2
