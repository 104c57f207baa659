"""Seeding a graph: what is planned, written batch by batch, each exactly once, from wherever an earlier run stopped."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from time import perf_counter
from typing import Final

from graph_api.domain.documents import DocumentKind, sequence_number
from graph_api.seeding.clerk import Clerk
from graph_api.seeding.counter_stories import COUNTER_ORDERS
from graph_api.seeding.data import SeedData
from graph_api.seeding.errors import SeedRefused
from graph_api.seeding.history import audit_chains
from graph_api.seeding.plan import SeedPlan, make_plan, shift_to_last_week
from graph_api.seeding.rows import Batch, batches
from graph_api.seeding.source import Source, read_source
from graph_api.seeding.stories import tell_stories
from graph_api.store.bolt import Bolt
from graph_api.store.patience import TIMEOUT_SECONDS, PatientGraph
from graph_api.store.seeding import FIND_SAMPLES, FIND_SEED, FIND_TAKEN, FINISH_SEED, NOTE_BATCH, Samples, SeedState
from graph_api.store.seeding import SeedStatements as Seeding

NAME: Final = SeedData.ORACLE_OE.value
_NUMBERED: Final = (DocumentKind.PACKING_SLIP, DocumentKind.INVOICE)
_VERSION: Final = 4
"""To be raised with every change of what is planned or of how it is written."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SeedReport:
    """
    What a run of seeding did.

    Attributes:
        seeded: Whether this run wrote anything; a seeded graph stays as it is.
        counts: How many of each are seeded, whichever run wrote them; empty where nothing was to be done.
        shift_weeks: By how many weeks every day was moved.
    """

    seeded: bool
    counts: Mapping[str, int]
    seconds: float
    shift_weeks: int


async def is_seeded(bolt: Bolt) -> bool:
    """Whether the graph holds the whole seed."""
    state = await bolt.read(FIND_SEED, name=NAME)
    return state is not None and state.finished_at is not None


async def sample_serials(bolt: Bolt) -> Samples:
    """Serial numbers to try, which exist and mean what they are called."""
    return await PatientGraph(bolt).run(FIND_SAMPLES)


async def seed(bolt: Bolt, *, today: date, audit_key: bytes, report: Report) -> SeedReport:
    """
    Fill a graph with the seed data, or go on where an earlier run was cut off.

    Args:
        today: The business day; the newest document falls into the week before its own.
        audit_key: Seals the audit entries; the same as the services use.

    Raises:
        SeedRefused: numbers of the seed data are taken, or another version's seed is half done.
    """
    started = perf_counter()
    state = await bolt.read(FIND_SEED, name=NAME)
    if state is not None and state.finished_at is not None:
        return SeedReport(seeded=False, counts={}, seconds=perf_counter() - started, shift_weeks=state.shift_weeks)
    source = read_source()
    plan = make_plan(source, state.shift_weeks if state is not None else shift_to_last_week(source, today))
    if state is None:
        state = await _begin(bolt, plan, _digest(source))
    if state.plan != _digest(source):
        raise SeedRefused("another version of the seed data is half done in this graph: seed an empty graph instead")
    if state.shift_weeks != plan.shift_weeks:
        plan = make_plan(source, state.shift_weeks)
    made = _batches(plan, state, audit_key)
    for place in range(state.batches, len(made)):
        await _write(bolt, made[place], place)
        report(f"seeded {_progress(made, place)}")
    stories = await tell_stories(Clerk(PatientGraph(bolt), audit_key, plan))
    report(f"told {stories} stories of corrections and of work under way")
    await _finish(bolt)
    counts = {**_counts(made), "stories": stories}
    return SeedReport(seeded=True, counts=counts, seconds=perf_counter() - started, shift_weeks=state.shift_weeks)


def _digest(source: Source) -> str:
    return sha256(f"{_VERSION} {source!r}".encode()).hexdigest()


def _batches(plan: SeedPlan, state: SeedState, audit_key: bytes) -> tuple[Batch, ...]:
    before = dict(zip(_NUMBERED, state.numbers_before, strict=True))
    names = {
        document.id: sequence_number(document.kind, before[document.kind] + document.place)
        for document in plan.documents
        if document.place is not None
    }
    return batches(plan, lambda document: names.get(document.id), tuple(audit_chains(plan, names, audit_key)))


async def _begin(bolt: Bolt, plan: SeedPlan, digest: str) -> SeedState:
    """Note what is seeded and take the numbers for it, unless another process was faster."""

    async def work(tx: Seeding) -> SeedState | tuple[str, ...]:
        if (state := await tx.lock_seed(NAME)) is not None:
            return state
        taken = await tx.run(FIND_TAKEN, **_numbers(plan))
        if taken:
            tx.roll_back(taken)
        slips = await tx.reserve_numbers(DocumentKind.PACKING_SLIP, plan.posted(DocumentKind.PACKING_SLIP))
        invoices = await tx.reserve_numbers(DocumentKind.INVOICE, plan.posted(DocumentKind.INVOICE))
        now = datetime.now(UTC)
        await tx.begin_seed(NAME, digest, plan.shift_weeks, plan.newest_day, (slips, invoices), now)
        return SeedState(digest, plan.shift_weeks, 0, (slips, invoices), now, None)

    begun = await bolt.write(work, Seeding, timeout_seconds=TIMEOUT_SECONDS)
    if isinstance(begun, SeedState):
        return begun
    raise SeedRefused(f"the graph has {', '.join(begun)} already: seed an empty graph instead")


def _numbers(plan: SeedPlan) -> dict[str, list[str]]:
    catalogue = plan.catalogue
    return {
        "groups": sorted({product.facts.group or "" for product in catalogue.products}),
        "products": [product.facts.number for product in catalogue.products],
        "customers": [customer.number for customer in plan.customers],
        "orders": [*(order.number for order in plan.orders), *COUNTER_ORDERS],
    }


async def _write(bolt: Bolt, batch: Batch, place: int) -> None:
    """Write one batch and note it in the same transaction, so that it is in the graph once, whatever happens."""

    async def work(tx: Seeding) -> None:
        state = await tx.lock_seed(NAME)
        if state is None or state.batches > place:
            # Another process that seeds at the same moment has written this one.
            return
        await tx.run(batch.statement, rows=list(batch.rows))
        await tx.run(NOTE_BATCH, name=NAME, batches=place + 1)

    await bolt.write(work, Seeding, timeout_seconds=TIMEOUT_SECONDS)


async def _finish(bolt: Bolt) -> None:
    async def work(tx: Seeding) -> None:
        await tx.run(FINISH_SEED, name=NAME, now=datetime.now(UTC))

    await bolt.write(work, Seeding)


def _progress(made: tuple[Batch, ...], place: int) -> str:
    """How many of the things that were just written there are now, of how many."""
    what = made[place].what
    now = sum(batch.items for batch in made[: place + 1] if batch.what == what)
    return f"{now:,} of {_counts(made)[what]:,} {what}"


def _counts(made: tuple[Batch, ...]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for batch in made:
        counts[batch.what] += batch.items
    return counts
