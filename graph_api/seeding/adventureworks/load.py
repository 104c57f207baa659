"""Loading the bicycle maker's sales: set up, promised, imported, claimed; each step from where a run was cut off."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, TypeVar

from graph_api.domain.claims import ClaimAction
from graph_api.domain.duties import Actor, Duty
from graph_api.domain.serials import serial_key
from graph_api.seeding.adventureworks.claims import RESOLUTION, Trouble, troubles
from graph_api.seeding.adventureworks.history import NONE, SERIAL, Sold, weeks_to_move, write_sales, write_set_up
from graph_api.seeding.adventureworks.promises import promises
from graph_api.seeding.adventureworks.source import Sales, read_sales
from graph_api.seeding.data import SeedData
from graph_api.seeding.errors import SeedRefused
from graph_api.seeding.history import ACTOR
from graph_api.seeding.load import Report, SeedReport
from graph_api.seeding.source import LawRow, read_laws
from graph_api.services.claims import OpenClaim, StepClaim, open_claim, step_claim
from graph_api.services.performing import Performed, Request
from graph_api.services.publishing import PublishTerm, publish_policy, publish_term
from graph_api.store.bolt import Bolt
from graph_api.store.importing import ImportingGraph
from graph_api.store.patience import TIMEOUT_SECONDS, PatientGraph
from graph_api.store.seeding import FIND_SEED, FIND_TAKEN, FINISH_SEED, SeedState
from graph_api.store.seeding import SeedStatements as Seeding
from graph_api.transfer.importing import ImportOrder, import_history
from graph_api.transfer.mapping import OUR_OWN

T = TypeVar("T")

NAME: Final = SeedData.ADVENTUREWORKS.value
_VERSION: Final = 1
"""To be raised with every change of what is derived or of how it is written."""


async def seed_bicycles(
    bolt: Bolt, *, today: date, audit_key: bytes, report: Report, sales: Sales | None = None
) -> SeedReport:
    """
    Fill a graph with the bicycle maker's sales, or go on where an earlier run was cut off.

    Args:
        today: The business day; the newest document falls into the week before its own.
        audit_key: Seals the audit entries; the same as the services use.
        sales: Some of the sales, where it is not to be all that the program carries.

    Raises:
        SeedRefused: numbers of the seed data are taken, or another version's seed is half done.
    """
    started = perf_counter()
    state = await bolt.read(FIND_SEED, name=NAME)
    if state is not None and state.finished_at is not None:
        return SeedReport(seeded=False, counts={}, seconds=perf_counter() - started, shift_weeks=state.shift_weeks)
    source, laws = sales or read_sales(), read_laws()
    digest = sha256(f"{_VERSION} {source!r} {laws!r}".encode()).hexdigest()
    if state is None:
        state = await _begin(bolt, source, digest, today)
    if state.plan != digest:
        raise SeedRefused("another version of the seed data is half done in this graph: seed an empty graph instead")
    seller = _Seller(bolt, audit_key, source.moved(state.shift_weeks), laws, state.started_at.date(), report)
    with TemporaryDirectory(prefix="warranty-graph-seed-") as folder:
        await seller.sells(Path(folder))
    await _finish(bolt)
    return SeedReport(
        seeded=True, counts=seller.counts, seconds=perf_counter() - started, shift_weeks=state.shift_weeks
    )


async def _begin(bolt: Bolt, source: Sales, digest: str, today: date) -> SeedState:
    """Note what is seeded, unless another process was faster. Documents bring their own numbers."""
    weeks = weeks_to_move(source, today)
    wanted = {
        "groups": [SERIAL, NONE],
        "products": [each.number for each in source.products.values()],
        "customers": [each.number for each in source.customers],
        "orders": [each.number for each in source.orders],
    }

    async def work(tx: Seeding) -> SeedState | tuple[str, ...]:
        if (state := await tx.lock_seed(NAME)) is not None:
            return state
        taken = await tx.run(FIND_TAKEN, **wanted)
        if taken:
            tx.roll_back(taken)
        now = datetime.now(UTC)
        await tx.begin_seed(NAME, digest, weeks, today, (0, 0), now)
        return SeedState(digest, weeks, 0, (0, 0), now, None)

    begun = await bolt.write(work, Seeding, timeout_seconds=TIMEOUT_SECONDS)
    if isinstance(begun, SeedState):
        return begun
    raise SeedRefused(f"the graph has {', '.join(begun)} already: seed an empty graph instead")


async def _finish(bolt: Bolt) -> None:
    async def work(tx: Seeding) -> None:
        await tx.run(FINISH_SEED, name=NAME, now=datetime.now(UTC))

    await bolt.write(work, Seeding)


@dataclass
class _Seller:
    """One run. Whatever was done before is found done: imports by their files, the rest by idempotency keys."""

    bolt: Bolt
    audit_key: bytes
    sales: Sales
    laws: tuple[LawRow, ...]
    today: date
    report: Report
    counts: Counter[str] = field(default_factory=Counter)

    async def sells(self, folder: Path) -> None:
        """Set up, promise, sell, and hear what broke."""
        set_up, sold = folder / "set-up", folder / "sales"
        set_up.mkdir()
        sold.mkdir()
        write_set_up(self.sales, set_up)
        await self._import(set_up)
        await self._promise()
        bicycles = write_sales(self.sales, sold)
        await self._import(sold)
        await self._claims(bicycles)

    async def _import(self, folder: Path) -> None:
        order = ImportOrder(folder, OUR_OWN, check=False, rejects=None, audit_key=self.audit_key, today=self.today)
        done = await import_history(ImportingGraph(self.bolt), order, self.report)
        if done.problems:
            count, first = done.problems[0]
            raise SeedRefused(f"{count:,} rows of the seed data were rejected, such as {first[0]}")
        self.counts.update(done.loaded)

    async def _promise(self) -> None:
        graph = PatientGraph(self.bolt)
        for command in promises(self.sales, self.laws):
            if isinstance(command, PublishTerm):
                _done(await publish_term(graph, self.audit_key, self._step(command), command))
            else:
                _done(await publish_policy(graph, self.audit_key, self._step(command), command))
            self.counts["terms and policies"] += 1

    async def _claims(self, bicycles: Mapping[str, Sold]) -> None:
        """A bicycle that could not be read has no claim told of it."""
        graph = PatientGraph(self.bolt)
        for trouble in troubles(self.sales, self.today):
            if trouble.order in bicycles:
                product, serial = bicycles[trouble.order]
                ((unit,),) = await graph.units_by_serial([(product, serial_key(serial))])
                await self._claim(graph, unit.id, trouble)
        self.report(f"told {self.counts['claims']} claims")

    async def _claim(self, graph: PatientGraph, unit: str, trouble: Trouble) -> None:
        opening = OpenClaim(unit, trouble.problem, trouble.day)
        claim = _done(await open_claim(graph, self.audit_key, self._step(trouble), opening))
        for version, action in enumerate(trouble.course, start=1):
            resolution = RESOLUTION if action is ClaimAction.RESOLVE else None
            step = StepClaim(claim.id, action, version, resolution)
            _done(await step_claim(graph, self.audit_key, self._step((trouble, action)), step))
        self.counts["claims"] += 1

    def _step(self, what: object) -> Request:
        key = f"{NAME}: {sha256(repr(what).encode()).hexdigest()}"
        return Request(Actor(ACTOR, frozenset(Duty)), datetime.now(UTC), self.today, key, reason="seed data")


def _done(performed: Performed[T]) -> T:
    """
    What a step made.

    Raises:
        SeedRefused: it was refused; every refusal is named.
    """
    if performed.value is None or performed.refusals:
        said = "; ".join(refusal.message for refusal in performed.refusals)
        raise SeedRefused(f"a step was refused ({said}): seed an empty graph instead")
    return performed.value
