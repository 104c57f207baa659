"""Loading a history: read it whole, judge it order by order, write what obeys the rules, and hand back the rest."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from graph_api.domain.duties import Actor, Duty
from graph_api.domain.past_audit import Sealer
from graph_api.domain.past_imports import Collided, ImportState, TradedProduct
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.services.performing import Request
from graph_api.transfer.assembling import FoundOrder, batches
from graph_api.transfer.catalogue import Catalogue, read_catalogue, save_catalogue
from graph_api.transfer.columns import SET_UP
from graph_api.transfer.customers import read_customers, save_customers
from graph_api.transfer.graph import HistoryGraph, Loading
from graph_api.transfer.judging import Goods, Judge, Judged
from graph_api.transfer.mapping import ColumnMapping
from graph_api.transfer.problems import ImportStopped, Problem
from graph_api.transfer.progress import Progress
from graph_api.transfer.reading import Reader, Source, find_sources
from graph_api.transfer.recording import Recorder
from graph_api.transfer.rejects import write_rejects
from graph_api.transfer.sales import Desk, Loadable
from graph_api.transfer.staging import Staging
from graph_api.transfer.terms import Published

ACTOR: Final = "import"
_REASON: Final = "a history was loaded"
_VERSION: Final = 1
"""To be raised with every change of which orders make a batch, or of what is written of them."""
_PRODUCTS_AT_ONCE: Final = 1_000
_TRIES: Final = 3

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """
    What is to be imported, and how.

    Attributes:
        check: Whether it is only looked at: then nothing is written to the graph.
        rejects: The folder for what is rejected; None writes none.
    """

    folder: Path
    mapping: ColumnMapping
    check: bool
    rejects: Path | None
    audit_key: bytes
    today: date


@dataclass(slots=True)
class ImportReport:
    """
    What a run did.

    Attributes:
        rows: By file: how many it has.
        loaded: How many of each are in the graph now, whichever run loaded them; with `check`, would be.
        problems: Some problems of each kind, with how many there are of it.
        rejected_rows: How many rows were handed back.
        finished_before: Whether the very same files had been loaded whole already.
    """

    rows: dict[str, int] = field(default_factory=dict)
    loaded: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[int, list[Problem]]] = field(default_factory=list)
    rejected_orders: int = 0
    rejected_rows: int = 0
    seconds: float = 0.0
    finished_before: bool = False


async def import_history(graph: HistoryGraph, order: ImportOrder, report: Report) -> ImportReport:
    """
    Load a history, or go on where an earlier run of the same files stopped.

    Raises:
        ImportStopped: it cannot be read or loaded as a whole.
    """
    started = perf_counter()
    sources = find_sources(order.folder, order.mapping)
    with TemporaryDirectory(prefix="warranty-graph-import-") as folder:
        staging = Staging(Path(folder))
        try:
            done = await _Import(graph, order, sources, staging, report).run()
        except Collided:
            raise ImportStopped(
                "others work on the same numbers at this moment: run the same command again to go on"
            ) from None
        finally:
            staging.close()
    done.seconds = perf_counter() - started
    return done


@dataclass
class _Import:
    """One run."""

    graph: HistoryGraph
    order: ImportOrder
    sources: tuple[Source, ...]
    staging: Staging
    report: Report
    done: ImportReport = field(default_factory=ImportReport)
    digest: str = ""
    _sold_before: frozenset[str] = frozenset()

    async def run(self) -> ImportReport:
        """Read, then load or only judge, then hand back what was rejected."""
        self.digest = await asyncio.to_thread(self._read)
        state = await self.graph.find_import(self.digest)
        if state is not None and state.finished_at is not None and not self.order.check:
            self.done.finished_before = True
            return self.done
        if state is None:
            now = datetime.now(UTC)
            state = ImportState(0, now, self.order.today, None)
            if not self.order.check:
                state = await self._begin(state)
        await self._load(state)
        await self._hand_back()
        if not self.order.check:
            await self.graph.load(lambda tx: tx.finish_import(self.digest, datetime.now(UTC)))
        return self.done

    def _read(self) -> str:
        """Stage every file; the digest of all that decides what is loaded."""
        digest = sha256(f"{_VERSION} {self.order.mapping.text!r}".encode())
        reader = Reader(self.order.mapping, digest)
        for source in self.sources:
            digest.update(f"\0{source.spec.name}\0".encode())
            self.done.rows[source.spec.name] = self.staging.take(source.spec, reader.rows(source))
            self.report(f"read {self.done.rows[source.spec.name]:,} rows of {source.path.name}")
        self.staging.place()
        return digest.hexdigest()

    async def _begin(self, state: ImportState) -> ImportState:
        """Note what is loaded, unless another process was faster."""

        async def work(tx: Loading) -> ImportState:
            begun = await tx.lock_import(self.digest)
            if begun is None:
                await tx.begin_import(self.digest, state.started_at, state.started_on)
            return begun or state

        return await self.graph.load(work)

    async def _load(self, state: ImportState) -> None:
        sealer = Sealer(self.order.audit_key, ACTOR, _REASON)
        request = Request(Actor(ACTOR, frozenset(Duty)), state.started_at, state.started_on, reason=_REASON)
        catalogue = await read_catalogue(self.staging, self.graph)
        await self._set_up(catalogue, sealer, request)
        goods = await self._goods(catalogue)
        self._sold_before = await self._sold(state, list(goods))
        published = Published(*await self.graph.find_published(), state.started_at)
        desk = Desk(
            staging=self.staging,
            judge=Judge(goods, state.started_on),
            recorder=Recorder(goods, published, state.started_at),
            sealer=sealer,
            shared=frozenset(key for (key,) in self.staging.each("SELECT key FROM shared")),
        )
        await self._sell(desk, state)
        self.done.rejected_orders = desk.rejected

    async def _set_up(self, catalogue: Catalogue, sealer: Sealer, request: Request) -> None:
        problems = list(catalogue.problems)
        self.done.loaded.update({name: len(getattr(catalogue, name)) for name in ("groups", "categories", "products")})
        if not self.order.check:
            problems += await save_catalogue(catalogue, self.graph, sealer, request)
        for page in read_customers(self.staging, problems):
            if not self.order.check:
                problems += await save_customers(page, self.graph, sealer, request)
            self.done.loaded["customers"] += len(page)
        self.staging.add(problems)
        self.staging.reject((each.file, each.row) for each in problems)
        for file in SET_UP:
            bad = self.staging.each(f"SELECT row FROM {file.name} WHERE bad")  # noqa: S608 -- a name of ours
            self.staging.reject([(file.name, row) for (row,) in bad])

    async def _goods(self, catalogue: Catalogue) -> Mapping[str, Goods]:
        """Every product that is ordered: as the graph has it, or as the files have it where nothing is saved."""
        ordered = [str(number) for (number,) in self.staging.each("SELECT DISTINCT product FROM order_lines") if number]
        traded: dict[str, TradedProduct] = {}
        for first in range(0, len(ordered), _PRODUCTS_AT_ONCE):
            traded |= await self.graph.find_traded(ordered[first : first + _PRODUCTS_AT_ONCE])
        if self.order.check:
            traded |= {number: each for number in ordered if (each := catalogue.traded(number)) is not None}
        return {number: Goods(each, _pattern(each)) for number, each in traded.items()}

    async def _sold(self, state: ImportState, products: Sequence[str]) -> frozenset[str]:
        """Products of which there are units: of the others none is looked for, unless a write collides."""
        sold: frozenset[str] = frozenset()
        for first in range(0, len(products), _PRODUCTS_AT_ONCE):
            some = products[first : first + _PRODUCTS_AT_ONCE]
            sold |= await self.graph.find_sold_before(state.started_at, some)
        return sold

    async def _sell(self, desk: Desk, state: ImportState) -> None:
        progress = Progress(self.report, self.done.rows, check=self.order.check)
        prepared = self._prepared(desk, state)
        waiting = asyncio.ensure_future(anext(prepared, None))
        try:
            while (ready := await waiting) is not None:
                place, judged, loadable = ready
                # The next batch is made while Neo4j writes this one.
                waiting = asyncio.ensure_future(anext(prepared, None))
                if not self.order.check and place >= state.batches:
                    loadable = await self._write(desk, state, place, judged, loadable)
                self._count(loadable)
                progress.tell(loadable, new=place >= state.batches)
        finally:
            waiting.cancel()

    async def _prepared(self, desk: Desk, state: ImportState) -> AsyncIterator[tuple[int, list[Judged], Loadable]]:
        found: Iterator[list[FoundOrder]] = batches(self.staging)
        place = 0
        while (batch := await asyncio.to_thread(next, found, None)) is not None:
            judged = await asyncio.to_thread(desk.judged, batch)
            yield place, judged, await self._look_and_write(desk, state, judged)
            place += 1

    async def _look_and_write(self, desk: Desk, state: ImportState, judged: list[Judged]) -> Loadable:
        numbers = {
            "customers": sorted({each.book.customer for each in judged}),
            "orders": [each.book.number for each in judged],
            "slips": [slip[2] for each in judged for slip in each.found.slips],
            "invoices": [invoice[2] for each in judged for invoice in each.found.invoices],
        }
        units = [key for each in judged for key in each.numbers if key[0] in self._sold_before]
        before = await self.graph.find_before(state.started_at, numbers, units)
        return await asyncio.to_thread(desk.write, judged, before)

    async def _write(
        self, desk: Desk, state: ImportState, place: int, judged: list[Judged], loadable: Loadable
    ) -> Loadable:
        """Write one batch and note it in the same transaction, so that it is in the graph once, whatever happens."""

        async def write(loadable: Loadable) -> None:
            async def work(tx: Loading) -> None:
                now = await tx.lock_import(self.digest)
                if now is None or now.batches > place:
                    # Another process that loads the same files has written this one.
                    return
                await tx.load_sales(loadable.orders, loadable.documents, loadable.chains)
                for kind, last in loadable.last_places():
                    await tx.raise_sequence(kind, last)
                await tx.note_imported(self.digest, place + 1)

            await self.graph.load(work)

        for _ in range(_TRIES - 1):
            try:
                await write(loadable)
            except Collided:
                self._sold_before = await self._sold(state, list(desk.judge.goods))
                loadable = await self._look_and_write(desk, state, judged)
            else:
                return loadable
        await write(loadable)
        return loadable

    def _count(self, loadable: Loadable) -> None:
        self.done.loaded["orders"] += len(loadable.orders)
        self.done.loaded["documents"] += len(loadable.documents)
        self.done.loaded["registrations"] += loadable.registrations

    async def _hand_back(self) -> None:
        self.done.problems = list(self.staging.kinds_of_problems())
        if self.order.rejects is not None and self.done.problems:
            rejects = (self.order.rejects, self.staging, self.sources, self.order.mapping)
            self.done.rejected_rows = await asyncio.to_thread(write_rejects, *rejects)


def _pattern(product: TradedProduct) -> SerialPattern | None:
    pattern = None if product.facts.serial_pattern is None else parse_pattern(product.facts.serial_pattern)
    return pattern if isinstance(pattern, SerialPattern) else None
