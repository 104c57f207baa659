"""Loading the plan into a real graph: whole, once, in the shape that the stories read."""

from typing import Any

import pytest

from graph_api.domain.documents import DocumentState, OrderBook
from graph_api.domain.locked import LockedBook
from graph_api.domain.returns import decide_return
from graph_api.domain.serials import serial_key
from graph_api.domain.shipping import decide_slip_posting
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from graph_api.seeding.errors import SeedRefused
from graph_api.seeding.load import NAME, is_seeded, sample_serials, seed
from graph_api.seeding.plan import SeedPlan, make_plan, shift_to_last_week
from graph_api.seeding.source import read_source
from graph_api.store.bolt import Bolt
from graph_api.store.books import BookStatements
from graph_api.store.graph import Graph
from graph_api.store.seeding import FIND_SEED
from graph_api.store.statement import Mode, Row, Statement, nothing
from tests.seeding.conftest import AUDIT_KEY, TODAY, Seeded
from tests.seeding.replay import book_of

pytestmark = pytest.mark.anyio
IN_STORIES = {"2374", "2453", "2424"}


def _counts(row: Row | None) -> dict[str, int]:
    return {} if row is None else dict(row["counts"])


COUNT = Statement(
    name="count_everything",
    mode=Mode.READ,
    text="""
    CALL () {
        MATCH (n) RETURN labels(n)[0] AS kind, count(*) AS number
      UNION ALL
        MATCH ()-[r]->() RETURN type(r) AS kind, count(*) AS number
    }
    RETURN collect([kind, number]) AS counts
    """,
    decode=_counts,
)


@pytest.fixture(scope="module")
def plan() -> SeedPlan:
    source = read_source()
    return make_plan(source, shift_to_last_week(source, TODAY))


async def test_a_run_that_was_cut_off_is_gone_on_with_and_writes_nothing_twice(seeded: Seeded) -> None:
    said = [*seeded.cut_off, *seeded.completed]
    assert len(set(said)) == len(said)
    assert said[0] == "seeded 3 of 3 tracking dimension groups"
    assert "seeded 12,187 of 12,187 registrations" in said


async def test_going_on_in_another_week_keeps_the_weeks_of_the_beginning(seeded: Seeded, plan: SeedPlan) -> None:
    """The second run of the fixture is a month later than the first."""
    assert seeded.report.shift_weeks == plan.shift_weeks


async def test_the_whole_seed_takes_less_than_a_minute(seeded: Seeded) -> None:
    assert seeded.report.seeded
    assert seeded.report.seconds < 60


async def test_the_graph_has_all_that_was_planned_and_what_the_stories_add(seeded_bolt: Bolt, plan: SeedPlan) -> None:
    counts = await seeded_bolt.read(COUNT)
    lines = [line for document in plan.documents for line in document.lines]
    registrations = [each for line in lines for each in line.registers]
    # The stories add two slips of 4 lines and 1, with 8 units and a blank, and an invoice of one line.
    expected = {
        "Product": 288,
        "Customer": 319,
        "SalesOrder": 105,
        "OrderLine": 665,
        "PackingSlip": 129 + 2,
        "Invoice": 71 + 1,
        "Registration": len(registrations) + 9,
        "Unit": sum(each.unit is not None for each in registrations) + 8,
        "OF": sum(each.unit is not None for each in registrations) + 8,
        "FOR": len(lines) + 6,
        "BILLS": sum(line.bills is not None for line in lines) + 1,
        "SOLD_UNDER": sum(len(line.held.terms) + len(line.held.policies) for line in lines),
        "Gtin": 288,
        "WarrantyTerm": 234,
        "ReturnPolicy": 3,
        "FOR_PRODUCT": 234,
        "FOR_CATEGORY": 2,
        "WITHIN": 18,
        "Sequence": 2,
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
    wanted = [samples.newest, samples.oldest, samples.not_returnable]
    graph = Graph(seeded_bolt)
    histories = await graph.units_by_serial([(each.product, serial_key(each.serial_number or "")) for each in wanted])
    (newest,), (oldest,), (not_returnable,) = histories
    assert decide_warranty(newest, TODAY).status is WarrantyStatus.COVERED
    assert decide_warranty(oldest, TODAY).status is WarrantyStatus.EXPIRED
    assert not decide_return(not_returnable, TODAY).may_return
    assert samples.not_readable.document.startswith("PS-")


async def _book(bolt: Bolt, order: str) -> OrderBook:
    async def load(tx: BookStatements) -> LockedBook | None:
        return await tx.lock_order(order)

    locked = await bolt.write(load, BookStatements)
    assert locked is not None
    return locked.book


async def test_a_slip_lies_half_scanned_at_the_bench_with_one_unit_that_could_not_be_read(seeded_bolt: Bolt) -> None:
    (slip,) = (await _book(seeded_bolt, "2374")).slips
    line = next(line for line in slip.lines if line.registrations)
    readable = [each.serial_number for each in line.registrations if each.serial_number]
    assert slip.state is DocumentState.DRAFT
    assert (line.quantity, len(readable), len(line.registrations)) == (10, 5, 6)


async def test_a_slip_is_ready_to_be_posted(seeded_bolt: Bolt) -> None:
    book = await _book(seeded_bolt, "2453")
    (slip,) = book.slips
    assert decide_slip_posting(book, slip, TODAY) == ()


async def test_an_invoice_is_drafted_with_chosen_serial_numbers(seeded_bolt: Bolt) -> None:
    (invoice,) = (await _book(seeded_bolt, "2424")).invoices
    (line,) = invoice.lines
    assert invoice.state is DocumentState.DRAFT
    assert (line.quantity, len(line.registrations)) == (4, 4)


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
    UNWIND thing[1] AS key
    WITH order.number IN $stories AS told, thing[0] + ': ' + key AS name WHERE key <> 'lockedAt'
    RETURN collect(DISTINCT CASE WHEN told THEN name END) AS told,
           collect(DISTINCT CASE WHEN NOT told THEN name END) AS loaded
    """,
    decode=_shapes,
)


async def test_the_bulk_statements_make_the_shapes_that_the_stories_make(seeded_bolt: Bolt) -> None:
    told, loaded = await seeded_bolt.read(_SHAPES, stories=sorted(IN_STORIES))
    assert len(told) > 20
    assert told == loaded
