"""Writing an archive of the whole graph: page by page, and again from the start where somebody wrote meanwhile."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import IO, Final, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from graph_api.domain.archive import KINDS, Facts, Kind, Look, Plain, Record, ValueType
from graph_api.transfer.archive_format import (
    MANIFEST,
    AppliedMigration,
    ArchiveRefused,
    FileEntry,
    Manifest,
    encoded,
    file_name,
    fingerprint,
    manifest_text,
)

_PAGE: Final = 1_000
_TRIES: Final = 5
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""No file of an archive has a time of its own, so that equal contents are equal bytes."""
_OWNER_ONLY: Final = 0o600

Report = Callable[[str], None]


class Archived(Protocol):
    """What an archive needs of the graph."""

    async def look(self) -> Look: ...
    async def page(self, kind: Kind, after: Sequence[Plain], first: int) -> list[Record]: ...


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """What is to be written, where, and what it says of itself."""

    path: Path
    product_version: str
    audit_key: bytes
    migrations: tuple[AppliedMigration, ...]


async def write_archive(graph: Archived, order: ArchiveOrder, report: Report) -> Manifest:
    """
    Write everything that the graph holds into one file, as it was at one moment.

    Neo4j shows each page as it is when it is read. So the graph is looked at before the first and after the last: with
    as many audit entries, nodes and relationships then as before nothing was done meanwhile. Otherwise all of it is
    read again.

    Raises:
        ArchiveRefused: it cannot be written there, or somebody wrote during every reading.
    """
    if order.path.exists():
        raise ArchiveRefused(f"{order.path} is there already: name another file, or move it away")
    unfinished = order.path.with_name(f".{order.path.name}.unfinished")
    try:
        for _ in range(_TRIES):
            started = perf_counter()
            before = await graph.look()
            manifest = await _written(graph, order, unfinished, before, report)
            if await graph.look() == before:
                unfinished.replace(order.path)
                return manifest
            report(f"somebody wrote during the {perf_counter() - started:.1f} s of reading: all of it is read again")
    except OSError as error:
        raise ArchiveRefused(
            f"{order.path} cannot be written ({error.strerror}): free some space, or name a file elsewhere"
        ) from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    raise ArchiveRefused(
        f"somebody wrote during each of {_TRIES} readings, and a mixture of two moments is no backup: "
        "run this when nobody writes"
    )


async def _written(graph: Archived, order: ArchiveOrder, path: Path, before: Look, report: Report) -> Manifest:
    manifest = Manifest(
        product_version=order.product_version,
        exported_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        audit_key=fingerprint(order.audit_key),
        migrations=order.migrations,
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        with ZipFile(file, "w") as archive:
            entries = []
            for kind in KINDS:
                with archive.open(_info(file_name(kind)), "w", force_zip64=True) as lines:
                    entries.append(await _file(kind, graph, lines))
                if entries[-1].records:
                    report(f"wrote {entries[-1].records:,} of {kind.label}")
            manifest = replace(manifest, files=tuple(entries))
            left_out = {"nodes": before.nodes - manifest.records, "links": before.links - manifest.links}
            manifest = replace(manifest, left_out=left_out)
            archive.writestr(_info(MANIFEST), manifest_text(manifest))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = _OWNER_ONLY << 16
    return info


async def _file(kind: Kind, graph: Archived, lines: IO[bytes]) -> FileEntry:
    tally = _Tally()
    async for page in _pages(kind, graph):
        text = b"".join(map(encoded, page))
        for record in page:
            tally.count(record)
        tally.digest.update(text)
        lines.write(text)
    return FileEntry(
        name=file_name(kind),
        kind=kind.label,
        key=kind.key,
        records=tally.records,
        links=tally.links,
        sha256=tally.digest.hexdigest(),
        properties=tally.properties,
        link_properties=tally.of_links,
    )


async def _pages(kind: Kind, graph: Archived) -> AsyncIterator[list[Record]]:
    after: list[Plain] = ["", 0]
    while page := await graph.page(kind, after, _PAGE):
        yield page
        after = [page[-1].facts.plain[name] for name in kind.key]


@dataclass
class _Tally:
    """What is in a file, counted while it is written."""

    records: int = 0
    links: int = 0
    properties: dict[str, ValueType] = field(default_factory=dict)
    of_links: dict[str, dict[str, ValueType]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.digest = sha256()

    def count(self, record: Record) -> None:
        self.records += 1
        _note(self.properties, record.facts)
        for link in record.links:
            if link.key is not None:
                self.links += 1
                _note(self.of_links.setdefault(link.type, {}), link.facts)


def _note(types: dict[str, ValueType], facts: Facts) -> None:
    found = facts.types()
    if found.items() <= types.items():
        return
    for name, type_ in found.items():
        if types.setdefault(name, type_) is not type_:
            raise ArchiveRefused(
                f"{name} is {types[name]} in one record and {type_} in another: run warranty-graph doctor, and mend it"
            )
