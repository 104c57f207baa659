"""Loading the plan into a real graph: whole, once, in the shape that the stories read."""

from typing import Any

import pytest

from graph_api.domain.lineage import sales
from graph_api.domain.returns import decide_return
from graph_api.domain.serials import serial_key
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from graph_api.seeding.counter_stories import COUNTER_ORDERS
from graph_api.seeding.errors import SeedRefused
from graph_api.seeding.load import NAME, is_seeded, sample_serials, seed
from graph_api.seeding.plan import SeedPlan
from graph_api.store.bolt import Bolt
from graph_api.store.books import BookStatements
from graph_api.store.graph import Graph
from graph_api.store.seeding import FIND_SEED
from graph_api.store.statement import Mode, Row, Statement, nothing
from tests.seeding.conftest import AUDIT_KEY, COUNT, TODAY, Seeded
from tests.seeding.replay import book_of

pytestmark = pytest.mark.anyio
UNDER_WAY = {"2374", "2453", "2424"}
"""Stories that make what the bulk statements make, and no more."""
IN_STORIES = UNDER_WAY | {"2354", "2363", "2368", "2373", "2389", "2393", "2399", "2410", "2451", "2454", "2383"}


async def test_a_run_that_was_cut_off_is_gone_on_with_and_writes_nothing_twice(seeded: Seeded) -> None:
    said = [*seeded.cut_off, *seeded.completed]
    assert len(set(said)) == len(said)
    assert said[0] == "seeded 3 of 3 tracking dimension groups"
    assert "seeded 12,187 of 12,187 registrations" in said


async def test_going_on_in_another_week_keeps_the_weeks_of_the_beginning(seeded: Seeded, plan: SeedPlan) -> None:
    """The second run of the fixture is a month later than the first."""
    assert seeded.report.shift_weeks == plan.shift_weeks


async def test_the_graph_has_all_that_was_planned_and_what_the_stories_add(seeded_bolt: Bolt, plan: SeedPlan) -> None:
    counts = await seeded_bolt.read(COUNT)
    lines = [line for document in plan.documents for line in document.lines]
    registrations = [each for line in lines for each in line.registers]
    # What the stories add: lines of slips and of invoices, units that are new, registrations that go on with others.
    slip_lines, invoice_lines, counter_lines = 11, 8, 14
    of_slips = 7
    expected = {
        "Product": 288,
        "Customer": 319,
        "SalesOrder": 105 + 11,
        "OrderLine": 665 + counter_lines,
        "PackingSlip": 129 + 8,
        "Invoice": 71 + 17,
        "CreditNote": 2,
        "CREDITS_LINE": 2,
        "WAITS_FOR": 6,
        "CONTINUES": 16 + 6 + 4,
        "Registration": len(registrations) + 74,
        "Unit": sum(each.unit is not None for each in registrations) + 44,
        "OF": sum(each.unit is not None for each in registrations) + 74,
        "FOR": len(lines) + slip_lines + invoice_lines + counter_lines,
        "BILLS": sum(line.bills is not None for line in lines) + of_slips,
        "SOLD_UNDER": sum(len(line.held.terms) + len(line.held.policies) for line in lines) + 40,
        "Gtin": 288,
        "WarrantyTerm": 234 + 7 + 2,
        "ReturnPolicy": 3,
        "WarrantyVoid": 2,
        "WarrantyStart": 3,
        "UnitCover": 3,
        "OwnershipTransfer": 2,
        "ON_SALE": 10 + 8 + 9,
        "FOR_PRODUCT": 234 + 2,
        "FOR_CATEGORY": 2,
        "WITHIN": 18,
        "Sequence": 5,
        "Claim": 8,
        "Return": 10,
        "ReturnItem": 11,
        "FROM_LINE": 2,
        "REPLACES": 2,
        "Seed": 1,
    }
    assert {kind: counts[kind] for kind in expected} == expected


async def test_every_order_is_read_by_the_stories_as_it_was_planned(seeded_bolt: Bolt, plan: SeedPlan) -> None:
    """What the bulk statements wrote is what the stories' own statement loads: lines, states, choices, blanks."""
    orders = [order for order in plan.orders if order.number not in IN_STORIES]

    async def load(tx: BookStatements) -> list[Any]:
        return [await tx.lock_order(order.number) for order in orders]

    found = await seeded_bolt.write(load, BookStatements, timeout_seconds=60)
    for order, locked in zip(orders, found, strict=True):
        documents = [each for each in plan.documents if each.order == order.number]
        assert locked.book == book_of(plan, order, documents)


async def test_a_second_run_says_so_and_changes_nothing(seeded: Seeded, seeded_bolt: Bolt) -> None:
    before = await seeded_bolt.read(COUNT)
    said: list[str] = []
    report = await seed(seeded_bolt, today=TODAY, audit_key=AUDIT_KEY, report=said.append)
    assert (report.seeded, report.shift_weeks, said) == (False, seeded.report.shift_weeks, [])
    assert await seeded_bolt.read(COUNT) == before
    assert await is_seeded(seeded_bolt)


async def test_the_moved_weeks_and_the_numbers_taken_are_kept_in_the_graph(seeded_bolt: Bolt, plan: SeedPlan) -> None:
    state = await seeded_bolt.read(FIND_SEED, name=NAME)
    assert state is not None
    assert (state.shift_weeks, state.numbers_before) == (plan.shift_weeks, (0, 0))
    assert state.finished_at is not None
    assert state.finished_at > state.started_at


async def test_the_samples_are_what_they_are_called(seeded_bolt: Bolt) -> None:
    samples = await sample_serials(seeded_bolt)
    assert samples.newest
    assert samples.oldest
    assert samples.not_returnable
    assert samples.not_readable
    assert samples.resold
    wanted = [samples.newest, samples.oldest, samples.not_returnable, samples.resold]
    graph = Graph(seeded_bolt)
    histories = await graph.units_by_serial([(each.product, serial_key(each.serial_number or "")) for each in wanted])
    (newest,), (oldest,), (not_returnable,), (resold,) = histories
    assert decide_warranty(newest, TODAY).status is WarrantyStatus.COVERED
    assert decide_warranty(oldest, TODAY).status is WarrantyStatus.EXPIRED
    assert not decide_return(not_returnable, TODAY).may_return
    assert len(sales(resold)) == 2
    assert samples.not_readable.document.startswith("PS-")


_TAKE = Statement(
    "take_a_number", Mode.WRITE, "CREATE (:SalesOrder {number: '2458'}), (:Customer {number: '101'})", nothing
)
_FREE = Statement(
    "free_the_number",
    Mode.WRITE,
    "MATCH (o:SalesOrder {number: '2458'}) MATCH (c:Customer {number: '101'}) DELETE o, c",
    nothing,
)


async def test_a_graph_that_has_such_numbers_already_is_refused_and_left_as_it_was(bolt: Bolt) -> None:
    async def take(tx: BookStatements) -> None:
        await tx.run(_TAKE)

    async def free(tx: BookStatements) -> None:
        await tx.run(_FREE)

    await bolt.write(take, BookStatements)
    try:
        before = await bolt.read(COUNT)
        with pytest.raises(SeedRefused, match="customer 101, sales order 2458 already: seed an empty graph"):
            await seed(bolt, today=TODAY, audit_key=AUDIT_KEY, report=lambda _sentence: None)
        assert await bolt.read(COUNT) == before
        assert not await is_seeded(bolt)
    finally:
        await bolt.write(free, BookStatements)


def _shapes(row: Row | None) -> tuple[set[str], set[str]]:
    return (set(), set()) if row is None else (set(row["told"]), set(row["loaded"]))


_SHAPES = Statement(
    name="compare_shapes",
    mode=Mode.READ,
    text="""
    CALL () {
        MATCH (order)<-[:OF_ORDER]-(slip:PackingSlip {state: 'DRAFT'})-[:HAS]->(line)<-[on:ON_SLIP]-(r)-[of:OF]->(unit)
        UNWIND [['slip', keys(slip)], ['slip line', keys(line)], ['ON_SLIP', keys(on)], ['registration', keys(r)],
                ['OF', keys(of)], ['unit', keys(unit)]] AS thing
        RETURN order, thing
      UNION ALL
        MATCH (order)<-[:OF_ORDER]-(invoice:Invoice)-[:HAS]->(line)-[bills:BILLS]->(), (line)<-[on:ON_INVOICE]-()
        UNWIND [['invoice', [key IN keys(invoice) WHERE NOT key IN ['number', 'day', 'postedAt']]],
                ['invoice line', keys(line)], ['BILLS', keys(bills)], ['ON_INVOICE', keys(on)]] AS thing
        RETURN order, thing
      UNION ALL
        MATCH (order)<-[:OF_ORDER]-(document)-[:HAS]->()
        MATCH (entry:AuditEntry {subject: document.id})
        RETURN order, ['audit entry', [key IN keys(entry) WHERE key <> 'reason']] AS thing
    }
    WITH order, thing WHERE NOT order.number IN $undoing
    UNWIND thing[1] AS key
    WITH order.number IN $stories AS told, thing[0] + ': ' + key AS name WHERE key <> 'lockedAt'
    RETURN collect(DISTINCT CASE WHEN told THEN name END) AS told,
           collect(DISTINCT CASE WHEN NOT told THEN name END) AS loaded
    """,
    decode=_shapes,
)


async def test_the_bulk_statements_make_the_shapes_that_the_stories_make(seeded_bolt: Bolt) -> None:
    told, loaded = await seeded_bolt.read(
        _SHAPES, stories=sorted(UNDER_WAY), undoing=[*(IN_STORIES - UNDER_WAY), *COUNTER_ORDERS]
    )
    assert len(told) > 20
    assert told == loaded
