"""Pieces that were shipped without a registration come back by quantity (T3, V6), through the front door."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.checking_credits import CREDIT_CHECKS
from graph_api.store.checking_returns import RETURN_CHECKS
from graph_api.store.graph import Graph
from tests.api.conftest import Sell
from tests.api.credits import asked as credit_asked
from tests.api.credits import counted, credit, posted, refuse
from tests.api.desk import Answer, Desk, Sale, office
from tests.api.returns import authorised, came_back, step, unit, with_policy
from tests.api.take_backs import asked as back_asked
from tests.api.take_backs import back
from tests.api.test_races import outcomes

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

LINE = "query ($id: ID!) { node(id: $id) { ... on InvoiceLine { quantity registered returned } } }"
ITEMS = """
query ($number: String!) {
  return(number: $number) {
    items {
      position state quantity receivedSerial receivedSerials credited invoiceLine { id } registration { id }
      unit { serialNumber } product { number } salesOrder { number }
      answer { reasons { rule fact held statement } evidence { kind number } }
    }
  }
}
"""
POSSIBLY = """
query ($serial: String!, $product: String!, $customer: String!) {
  lookup(by: { serial: $serial }, product: $product, customer: $customer) {
    matches { ... on SerialAnswer { saleStatus warranty { reasons { rule statement } } } }
  }
}
"""
AUDIT = "query ($id: ID!) { auditEntries(subject: $id) { nodes { action after reason } } }"


async def loose(sell: Sell, unique: Unique, quantity: int, *serials: str) -> tuple[Sale, Any, Any]:
    """A line with fewer registrations than pieces, shipped and invoiced."""
    sale = await sell(quantity, blank_issue=True)
    await with_policy(sale.desk, sale, unique)
    slip = await sale.slip(quantity)
    if serials:
        await sale.desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=list(serials))
    slip = await sale.desk.done("postPackingSlip", id=slip["id"])
    return sale, slip, await posted(sale)


def wanted(sale: Sale, document: dict[str, Any], quantity: int, **more: Any) -> dict[str, Any]:
    """The input of an authorisation of pieces of a document's first line."""
    pieces = {"lineId": document["lines"][0]["id"], "quantity": quantity}
    return {"customer": sale.customer, "items": [{"pieces": pieces}], "reason": "too many", **more}


async def sent_back(sale: Sale, document: dict[str, Any], quantity: int) -> Any:
    return await sale.desk.done("authoriseReturn", **wanted(sale, document, quantity))


async def arrived(desk: Desk, found: Any, place: int = 0, **more: Any) -> Answer:
    return await desk.send("receiveReturnItem", **step(found, place, **more))


async def line_of(desk: Desk, invoice: dict[str, Any]) -> tuple[int, int, int]:
    found = (await desk.ask(LINE, id=invoice["lines"][0]["id"]))["node"]
    return found["quantity"], found["registered"], found["returned"]


async def test_pieces_come_back_with_the_numbers_that_were_found_on_them(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V6: counted on the invoice's line; the numbers stay on the return and make no unit."""
    sale, _, invoice = await loose(sell, unique, 5, "SN-1")

    found = await sent_back(sale, invoice, 3)
    received = await arrived(desk, found, serials=["A-1", " a-2 "])
    done = await desk.done("disposeReturnItem", **step(received.value, disposition="RESTOCK", credited=True))
    (item,) = (await desk.ask(ITEMS, number=found["number"]))["return"]["items"]
    unknown = await desk.ask(POSSIBLY, serial="A-1", product=sale.products[0], customer="nobody")

    assert received.said == []
    assert (done["items"][0]["state"], done["items"][0]["quantity"]) == ("DISPOSED", 3)
    assert (item["receivedSerial"], item["receivedSerials"], item["credited"]) == (None, ["A-1", "a-2"], True)
    assert (item["registration"], item["unit"], item["invoiceLine"]["id"]) == (None, None, invoice["lines"][0]["id"])
    assert (item["product"]["number"], item["salesOrder"]["number"]) == (sale.products[0], sale.order)
    assert [each["fact"] for each in item["answer"]["reasons"] if each["rule"] == "V6"] == ["PIECES_LEFT"]
    assert [each["kind"] for each in item["answer"]["evidence"]] == [
        "PACKING_SLIP",
        "INVOICE",
        "SALES_ORDER",
        "RETURN_POLICY",
    ]
    assert await line_of(desk, invoice) == (5, 1, 3)
    assert await counted(sale) == (5, 5)
    assert unknown["lookup"]["matches"][0]["saleStatus"] == "NOT_SOLD_BY_US"


async def test_more_than_is_left_is_refused_naming_the_line(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6: what has a registration, is on its way, or came back is none of them; the slip's line leads to the same."""
    sale, slip, invoice = await loose(sell, unique, 6, "SN-1", "SN-2")
    first = await sent_back(sale, slip, 2)
    received = (await arrived(desk, first)).value
    await desk.done("disposeReturnItem", **step(received, disposition="SCRAP", credited=True))
    await sent_back(sale, invoice, 1)

    many = await desk.refused("authoriseReturn", **wanted(sale, invoice, 2, override="all the same"))
    both = {**wanted(sale, slip, 1), "items": [*wanted(sale, slip, 1)["items"], *wanted(sale, invoice, 1)["items"]]}
    twice = await desk.refused("authoriseReturn", **both)
    last = await sent_back(sale, slip, 1)

    number = invoice["number"]
    assert many.facts("item", "failing", "mayBeOverridden") == [
        ("NOT_RETURNABLE", f"2 of line 1 of {number}", ["PIECES_LEFT"], False)
    ]
    assert many.refusals[0]["statements"] == [
        f"Of line 1 of {number} 1 piece has no registration and is neither back for good nor on its way."
    ]
    assert twice.facts("failing") == [("NOT_RETURNABLE", ["PIECES_LEFT"])]
    assert twice.refusals[0]["path"] == ["items", "1"]
    assert last["items"][0]["quantity"] == 1


async def test_everything_that_is_against_pieces_is_said_at_once(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V2, V6, D11: an unknown line, none or a negative number of pieces, what is not invoiced, what is a draft."""
    sale, slip, invoice = await loose(sell, unique, 2)
    other = await sell(2, blank_issue=True)
    await with_policy(desk, other, unique)
    unbilled = await desk.done("postPackingSlip", id=(await other.slip(2))["id"])
    draft = await other.invoice()
    nowhere = {"pieces": {"lineId": make_id("InvoiceLine", "01NOTHING"), "quantity": 1}}
    (none,) = wanted(sale, invoice, 0)["items"]
    (negative,) = wanted(sale, slip, -1)["items"]

    few = await desk.refused("authoriseReturn", **wanted(sale, invoice, 1) | {"items": [none, negative]})
    unknown = await desk.refused("authoriseReturn", **wanted(sale, invoice, 1) | {"items": [nowhere]})
    early = await desk.refused("authoriseReturn", **wanted(other, unbilled, 1, override="still"))
    drafted = await desk.refused("authoriseReturn", **wanted(other, draft, 1))
    no_line = await desk.refused("authoriseReturn", **wanted(sale, {"lines": [invoice]}, 1))

    assert [each["path"] for each in few.refusals] == [["items", str(n), "pieces", "quantity"] for n in range(2)]
    assert unknown.facts("kind") == [("UNKNOWN_RECORD", "line of an invoice or a packing slip")]
    assert early.facts("failing") == [("NOT_RETURNABLE", ["INVOICED", "PIECES_LEFT", "WINDOW_OPEN"])]
    assert drafted.facts("failing") == [("NOT_RETURNABLE", ["INVOICED", "WINDOW_OPEN"])]
    assert no_line.codes == ["UNKNOWN_RECORD"]


async def test_pieces_arrive_in_parts_and_each_part_goes_its_own_way(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4, V6: the rest is awaited as an item of its own, on the answer that it was authorised on."""
    sale, _, invoice = await loose(sell, unique, 5)
    found = await sent_back(sale, invoice, 5)

    first = await arrived(desk, found, quantity=2, serials=["A-1"])
    second = await arrived(desk, first.value, 1, quantity=1, notReadable=True)
    one, two, three = second.value["items"]
    await desk.done("disposeReturnItem", **step(second.value, 0, disposition="RESTOCK", credited=True))
    later = {**second.value, "version": second.value["version"] + 1}
    home = await desk.done("disposeReturnItem", **step(later, 1, disposition="SEND_BACK", credited=False))
    gone = await desk.done("cancelReturn", id=found["id"], version=home["version"], reason="kept after all")
    again = await sent_back(sale, invoice, 3)

    assert first.said == second.said == ["REST_AWAITED"]
    assert [(each["state"], each["quantity"]) for each in first.value["items"]] == [("RECEIVED", 2), ("AUTHORISED", 3)]
    assert [(each["state"], each["quantity"]) for each in (one, two, three)] == [
        ("RECEIVED", 2),
        ("RECEIVED", 1),
        ("AUTHORISED", 2),
    ]
    assert three["answer"] == one["answer"]
    assert [each["state"] for each in gone["items"]] == ["DISPOSED", "DISPOSED", "CANCELLED"]
    assert await line_of(desk, invoice) == (5, 0, 2)
    assert again["items"][0]["quantity"] == 3


async def test_what_arrives_must_fit_what_is_awaited(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V4, V6, R6: all refusals at once; a unit is not received by quantity."""
    sale, _, invoice = await loose(sell, unique, 4, "SN-1")
    found = await sent_back(sale, invoice, 2)
    one = await authorised(sale, "SN-1")

    many = await desk.refused("receiveReturnItem", **step(found, quantity=3))
    numbers = await desk.refused("receiveReturnItem", **step(found, quantity=1, serials=["A", "B"]))
    twice = await desk.refused("receiveReturnItem", **step(found, serials=["A", "a"]))
    garbage = await desk.refused("receiveReturnItem", **step(found, serials=["", "\u0007"]))
    single = await desk.refused("receiveReturnItem", **step(one, serialNumber="SN-1", quantity=1, serials=["A"]))
    sold = await desk.refused("receiveReturnItem", **step(found, serials=["SN-1", "B"]))

    assert many.facts("expected") == [("INVALID_VALUE", "1 to 2: so many are awaited")]
    assert [each["path"] for each in numbers.refusals] == [["serials"]]
    assert [each["path"] for each in twice.refusals] == [["serials", "1"]]
    assert garbage.codes == ["INVALID_SERIAL", "INVALID_SERIAL"]
    assert [each["path"] for each in single.refusals] == [["quantity"], ["serials"]]
    assert sold.facts("serialNumber", "rule") == [("SOLD_BY_ITSELF", "SN-1", "V4")]


async def test_one_piece_whose_number_is_sold_by_itself_needs_a_decision(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V4: it is that unit, or one of the pieces after all; nothing is guessed."""
    sale, _, invoice = await loose(sell, unique, 4, "SN-1")
    first, second = await sent_back(sale, invoice, 1), await sent_back(sale, invoice, 1)

    apart = await arrived(desk, first, serialNumber="SN-1")
    stuck = await desk.refused("disposeReturnItem", **step(apart.value, disposition="RESTOCK", credited=True))
    taken = await desk.done("decideReturnItem", **step(apart.value, decision="AS_RECEIVED"))
    await desk.done("disposeReturnItem", **step(taken, 1, disposition="RESTOCK", credited=True))
    scanned = await arrived(desk, second, scan="SN-1")

    assert apart.said == ["DIFFERS"]
    assert apart.value["items"][0]["needsDecision"]
    assert stuck.codes == ["NEEDS_DECISION"]
    assert [each["state"] for each in taken["items"]] == ["CANCELLED", "RECEIVED"]
    assert (await unit(desk, sale.products[0], "SN-1"))["saleStatus"] == "NO_LONGER_SOLD"
    assert scanned.said == []
    assert scanned.value["items"][0]["receivedSerial"] == "SN-1"
    assert await line_of(desk, invoice) == (4, 0, 1)


async def test_the_steps_are_decided_on_a_version_with_a_reason_and_done_once(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """C4: tried, sent twice, stale, unexplained; the invoice's chain and the slip's go on too."""
    sale, slip, invoice = await loose(sell, unique, 3)
    key, asked = unique("KEY"), wanted(sale, invoice, 2)

    dry = await desk.dry("authoriseReturn", **asked)
    first = await desk.send("authoriseReturn", **asked, idempotencyKey=key)
    again = await desk.send("authoriseReturn", **asked, idempotencyKey=key)
    tried = await desk.dry("receiveReturnItem", **step(first.value, quantity=1))
    received = (await arrived(desk, first.value, idempotencyKey=unique("KEY"))).value
    stale = await desk.refused(
        "disposeReturnItem", **{**step(received, disposition="RESTOCK", credited=True), "version": 1}
    )
    silent = await desk.refused(
        "disposeReturnItem", **{**step(received, disposition="RESTOCK", credited=True), "reason": None}
    )
    await desk.done("disposeReturnItem", **step(received, disposition="RESTOCK", credited=True))
    chains = {
        name: (await desk.ask(AUDIT, id=id_))["auditEntries"]["nodes"][-1]
        for name, id_ in (("slip", slip["id"]), ("invoice", invoice["id"]), ("return", received["id"]))
    }

    assert dry.value["items"][0]["quantity"] == 2
    assert (again.replayed, again.value["id"]) == (True, first.value["id"])
    assert [each["quantity"] for each in tried.value["items"]] == [1, 1]
    assert stale.codes == ["STALE_VERSION"]
    assert silent.codes == ["REASON_MISSING"]
    assert {name: each["action"] for name, each in chains.items()} == {
        "slip": "comeBack",
        "invoice": "comeBack",
        "return": "disposeReturnItem",
    }


async def test_a_credit_note_leaves_out_the_pieces_that_came_back(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D10, V4: what is credited cannot be credited by a return on its way, and the slip is not reversed any more."""
    sale, slip, invoice = await loose(sell, unique, 4)
    found = await sent_back(sale, invoice, 1)
    received = (await arrived(desk, found)).value
    await desk.done("disposeReturnItem", **step(received, disposition="RESTOCK", credited=True))
    late = (await arrived(desk, await sent_back(sale, slip, 1))).value

    await credit(desk, invoice)
    between = await counted(sale)
    refused = await desk.refused("disposeReturnItem", **step(late, disposition="RESTOCK", credited=True))
    after = await desk.refused("authoriseReturn", **wanted(sale, invoice, 1))
    again = await desk.done("postInvoice", id=(await sale.invoice())["id"])
    anew = await sent_back(sale, slip, 3)
    version = await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=slip["id"])
    stands = await desk.refused(
        "cancelPackingSlip", id=slip["id"], version=version["node"]["version"], reason="all of it"
    )

    assert between == (4, 1)
    assert refused.codes == ["DISPOSITION_REFUSED"]
    assert after.facts("failing") == [("NOT_RETURNABLE", ["INVOICED", "PIECES_LEFT", "WINDOW_OPEN"])]
    assert [line["quantity"] for line in again["lines"]] == [3]
    assert anew["items"][0]["quantity"] == 3
    assert "CAME_BACK_FOR_GOOD" in stands.codes


async def test_a_line_that_came_back_whole_has_nothing_left_to_credit(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D10: units and pieces of one line."""
    sale, _, invoice = await loose(sell, unique, 2, "SN-1")
    await came_back(sale, "SN-1")
    received = (await arrived(desk, await sent_back(sale, invoice, 1))).value
    await desk.done("disposeReturnItem", **step(received, disposition="RESTOCK", credited=True))

    refused = await refuse(desk, invoice, lines=[invoice["lines"][0]["id"]])

    assert refused.codes == ["CREDITED_BY_RETURNS"]
    assert await line_of(desk, invoice) == (2, 0, 2)


async def test_pieces_that_shipped_with_their_invoice_come_back(desk: Desk, sell: Sell, unique: Unique) -> None:
    """D8, V6: and once it is credited their sale has ended."""
    sale = await sell(3, blank_issue=True)
    await with_policy(desk, sale, unique)
    draft = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 3}])
    invoice = await desk.done("postInvoice", id=draft["id"])
    first = (await arrived(desk, await sent_back(sale, invoice, 1))).value
    await desk.done("disposeReturnItem", **step(first, disposition="SCRAP", credited=True))
    second = (await arrived(desk, await sent_back(sale, invoice, 1))).value

    await credit(desk, invoice)
    late = await desk.refused("authoriseReturn", **wanted(sale, invoice, 1))
    restocked = await desk.done("disposeReturnItem", **step(second, disposition="RESTOCK", credited=False))

    assert late.facts("failing")[0][1][0] == "SALE_STANDS"
    assert restocked["items"][0]["state"] == "DISPOSED"
    assert await line_of(desk, invoice) == (3, 0, 1)


async def test_a_number_is_possibly_one_of_the_pieces_that_did_not_come_back(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W12: what came back for good is held by this customer no more."""
    sale, _, invoice = await loose(sell, unique, 2)
    asked = {"serial": "X-1", "product": sale.products[0], "customer": sale.customer}

    before = (await desk.ask(POSSIBLY, **asked))["lookup"]["matches"][0]
    received = (await arrived(desk, await sent_back(sale, invoice, 1))).value
    await desk.done("disposeReturnItem", **step(received, disposition="RESTOCK", credited=True))
    between = (await desk.ask(POSSIBLY, **asked))["lookup"]["matches"][0]
    received = (await arrived(desk, await sent_back(sale, invoice, 1))).value
    await desk.done("disposeReturnItem", **step(received, disposition="RESTOCK", credited=True))
    after = (await desk.ask(POSSIBLY, **asked))["lookup"]["matches"][0]

    assert "2 without a registration" in before["warranty"]["reasons"][-1]["statement"]
    assert "1 without a registration" in between["warranty"]["reasons"][-1]["statement"]
    assert after["saleStatus"] == "NOT_SOLD_BY_US"


async def test_what_was_taken_back_before_it_was_invoiced_is_none_of_them(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """C2, V6: an invoice of the rest has the rest alone."""
    sale = await sell(3, blank_issue=True)
    await with_policy(desk, sale, unique)
    slip = await desk.done("postPackingSlip", id=(await sale.slip(3))["id"])
    slip = {**slip, "registrations": {slip["lines"][0]["id"]: []}}
    await desk.done("takeBackItems", **await back_asked(sale, back(slip, 1)))
    invoice = await posted(sale)

    refused = await desk.refused("authoriseReturn", **wanted(sale, slip, 3))
    done = await sent_back(sale, invoice, 2)

    assert refused.facts("failing") == [("NOT_RETURNABLE", ["PIECES_LEFT"])]
    assert done["items"][0]["quantity"] == 2


@pytest.fixture
async def agents(desk: Desk, connection: Connection) -> AsyncIterator[list[Desk]]:
    """Six agents at two replicas, each with a pool of its own."""
    bolts = [Bolt(connection) for _ in range(2)]
    for bolt in bolts:
        await bolt.warm(3)
    role = Role.SERVICE_DESK
    yield [Desk(desk.schema, office(Graph(bolts[n % 2])), bolts[n % 2], role, f"agent-{n}") for n in range(6)]
    for bolt in bolts:
        await bolt.close()


async def test_pieces_are_authorised_once_however_many_ask(agents: list[Desk], sell: Sell, unique: Unique) -> None:
    """V6: five pieces, two each: the order is locked before they are counted."""
    sale, slip, invoice = await loose(sell, unique, 5)

    answers = await asyncio.gather(
        *(each.send("authoriseReturn", **wanted(sale, (slip, invoice)[n % 2], 2)) for n, each in enumerate(agents))
    )

    assert outcomes(list(answers)) == {"done": 2, "NOT_RETURNABLE": 4}


async def test_pieces_are_received_in_parts_and_counted_once(
    agents: list[Desk], desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V4, V6: one version, one step; what came back is on the line once."""
    sale, _, invoice = await loose(sell, unique, 4)
    found = await sent_back(sale, invoice, 4)

    received = await asyncio.gather(*(each.send("receiveReturnItem", **step(found, quantity=2)) for each in agents))
    (first,) = (each.value for each in received if each.value)
    disposed = await asyncio.gather(
        *(each.send("disposeReturnItem", **step(first, disposition="RESTOCK", credited=True)) for each in agents)
    )

    assert outcomes(list(received)) == {"done": 1, "STALE_VERSION": 5}
    assert outcomes(list(disposed)) == {"done": 1, "STALE_VERSION": 5}
    assert await line_of(desk, invoice) == (4, 0, 2)


async def test_a_credit_note_and_a_return_of_the_same_pieces_do_not_both_credit_them(
    agents: list[Desk], desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D10, V4: whichever is first."""
    sale, _, invoice = await loose(sell, unique, 1)
    received = (await arrived(desk, await sent_back(sale, invoice, 1))).value
    note = await credit_asked(desk, invoice)

    answers = await asyncio.gather(
        desk.send("creditInvoice", **note),
        agents[0].send("disposeReturnItem", **step(received, disposition="RESTOCK", credited=True)),
    )

    assert sorted(bool(each.refusals) for each in answers) == [False, True]


async def test_the_doctor_finds_nothing_to_say_of_pieces(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V6, D10: after each step, and a credit note of what was left."""
    sale, _, invoice = await loose(sell, unique, 6, "SN-1")
    await came_back(sale, "SN-1")
    part = (await arrived(desk, await sent_back(sale, invoice, 4), quantity=2)).value
    await desk.done("disposeReturnItem", **step(part, disposition="RESTOCK", credited=True))
    await sent_back(sale, invoice, 1)
    await credit(desk, invoice)

    for each in (*RETURN_CHECKS, *CREDIT_CHECKS):
        assert await desk.bolt.read(each.find) == (0, ()), each.what
