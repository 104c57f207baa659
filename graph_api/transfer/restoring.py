"""Loading an archive into an empty graph: records first, then what links them; each batch once, whatever happens."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final, Protocol, TypeVar

from graph_api.domain.archive import Facts, GraphNotEmpty, Link, Look, Record, Restoration
from graph_api.domain.past_imports import Collided
from graph_api.transfer.archive_format import ArchiveRefused
from graph_api.transfer.archive_reading import Archive

T = TypeVar("T")

_RECORDS: Final = 2_000
_LINKED: Final = 1_000
_VERSION: Final = 1
"""To be raised with every change of what makes a batch."""

Report = Callable[[str], None]


class Restoring(Protocol):
    """One transaction of a load."""

    async def lock_restoration(self) -> Restoration | None: ...
    async def begin_restoration(self, archive: str) -> Restoration: ...
    async def note_restored(self, archive: str, batches: int) -> None: ...
    async def finish_restoration(self) -> None: ...
    async def restore_records(self, label: str, rows: Sequence[Sequence[Any]]) -> None: ...
    async def restore_links(self, type_: str, rows: Sequence[Sequence[Any]]) -> None: ...


class RestoredGraph(Protocol):
    """What a load needs of the graph."""

    async def look(self) -> Look: ...
    async def places(self, label: str, keys: Sequence[str]) -> Mapping[str, str]: ...
    async def load(self, work: Callable[[Restoring], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class Restored:
    """What a load did."""

    records: int
    links: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Batch:
    kind: str
    key: str
    records: Sequence[Record]
    linked: bool


async def restore(graph: RestoredGraph, archive: Archive, report: Report) -> Restored:
    """
    Load an archive that was verified, or go on where an earlier run of the same one stopped.

    Raises:
        ArchiveRefused: the graph is not empty, or others write in it.
    """
    started = perf_counter()
    digest = f"{_VERSION} {archive.digest}"
    try:
        done = (await graph.load(lambda tx: _begun(tx, digest))).batches
        for place, batch in enumerate(_batches(archive)):
            if place >= done:
                await _write(graph, digest, place, batch)
            if place >= done and place % 25 == 0:
                report(f"loading {'links of ' if batch.linked else ''}{batch.kind}")
        await _finish(graph, archive)
    except Collided:
        raise ArchiveRefused(
            "what the archive holds is in the graph already, or somebody writes in it: stop what does, empty the "
            "graph and load the archive again"
        ) from None
    return Restored(archive.manifest.records, archive.manifest.links, perf_counter() - started)


async def _begun(tx: Restoring, digest: str) -> Restoration:
    standing = await tx.lock_restoration()
    if standing is None:
        try:
            return await tx.begin_restoration(digest)
        except GraphNotEmpty:
            raise ArchiveRefused(
                "the graph is not empty, and an archive is loaded into an empty one: name another graph by NEO4J_URI "
                "or --home"
            ) from None
    if standing.archive != digest:
        raise ArchiveRefused(
            "the load of another archive was begun in this graph and is not finished: load that one to its end, or "
            "empty the graph"
        )
    return standing


def _batches(archive: Archive) -> Iterator[_Batch]:
    """The same ones whenever it is asked: they depend on nothing but the archive."""
    files = archive.manifest.files
    for entry in files:
        for records in archive.batches(entry, _RECORDS):
            yield _Batch(entry.kind, entry.key[0], records, linked=False)
    for entry in files:
        if entry.links:
            for records in archive.batches(entry, _LINKED):
                yield _Batch(entry.kind, entry.key[0], records, linked=True)


async def _write(graph: RestoredGraph, digest: str, place: int, batch: _Batch) -> None:
    """Write one batch and note it in the same transaction."""
    links = await _links(graph, batch) if batch.linked else {}

    async def work(tx: Restoring) -> None:
        now = await tx.lock_restoration()
        if now is None or now.archive != digest:
            raise ArchiveRefused("another process has finished this load, or begun another one: see what the graph has")
        if now.batches > place:
            # Another process that loads the same archive has written this one.
            return
        if batch.linked:
            for type_, rows in links.items():
                await tx.restore_links(type_, rows)
        else:
            await tx.restore_records(batch.kind, [_row(each.facts) for each in batch.records])
        await tx.note_restored(digest, place + 1)

    await graph.load(work)


async def _links(graph: RestoredGraph, batch: _Batch) -> dict[str, list[list[Any]]]:
    """By type, with the places of both ends."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    found: list[tuple[str, Link]] = []
    for record in batch.records:
        key = str(record.facts.plain[batch.key])
        for link in record.links:
            wanted[batch.kind].add(key)
            wanted[link.to].add(str(link.key))
            found.append((key, link))
    places = {kind: await graph.places(kind, sorted(keys)) for kind, keys in wanted.items()}
    rows: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for key, link in found:
        to = places[link.to].get(str(link.key))
        if to is None:
            raise ArchiveRefused(
                f"{batch.kind} {key} is linked to {link.to} {link.key}, which is not in the archive: take another copy "
                "of it, and an empty graph"
            )
        rows[link.type].append([places[batch.kind][key], to, *_row(link.facts)])
    return rows


def _row(facts: Facts) -> list[Any]:
    return [
        dict(facts.plain),
        [list(each) for each in facts.days.items()],
        [list(each) for each in facts.moments.items()],
    ]


async def _finish(graph: RestoredGraph, archive: Archive) -> None:
    look = await graph.look()
    if (look.nodes, look.links) != (archive.manifest.records, archive.manifest.links):
        raise ArchiveRefused(
            f"the graph has {look.nodes:,} records and {look.links:,} links, and the archive "
            f"{archive.manifest.records:,} and {archive.manifest.links:,}: somebody writes in it; stop what does, "
            "empty the graph and load the archive again"
        )
    await graph.load(lambda tx: tx.finish_restoration())
