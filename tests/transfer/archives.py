"""A graph in memory that is archived, and archives that somebody has touched."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from graph_api.domain.archive import Facts, Kind, Link, Look, Plain, Record
from graph_api.transfer.archive_format import AppliedMigration, Manifest
from graph_api.transfer.archiving import ArchiveOrder, write_archive

KEY = b"a key of the tests, outside the graph"


def unit(id_: str, **plain: Plain) -> Record:
    facts = Facts({"id": id_, **plain}, {"freeFrom": "2026-02-28"}, {"createdAt": "2026-02-28T10:00:00.5Z"})
    return Record(facts, [])


def registration(id_: str, unit_id: str) -> Record:
    said = Facts({}, {}, {"recordedAt": "2026-03-02T09:30Z"})
    return Record(Facts({"id": id_}, {}, {}), [Link("OF", "Unit", unit_id, said)])


@dataclass
class GraphInMemory:
    """
    What an archive takes, without a database.

    Attributes:
        written_during: In how many readings somebody else writes.
    """

    records: dict[str, Sequence[Record]]
    written_during: int = 0
    readings: int = 0
    entries: int = 0
    strangers: int = 0
    pages: list[int] = field(default_factory=list)

    async def look(self) -> Look:
        links = sum(len(record.links) for records in self.records.values() for record in records)
        return Look(sum(map(len, self.records.values())) + self.strangers, links, self.entries)

    async def page(self, kind: Kind, after: Sequence[Plain], first: int) -> list[Record]:
        if kind.label == "TrackingDimensionGroup":
            self.readings += 1
            self.entries += self.readings <= self.written_during
        behind = [
            each for each in self.records.get(kind.label, ()) if str(each.facts.plain[kind.key[0]]) > str(after[0])
        ]
        self.pages.append(len(behind[:first]))
        return behind[:first]


def some_graph() -> GraphInMemory:
    return GraphInMemory(
        {"Unit": [unit("U1"), unit("U2", serialNumber="Ä-1")], "Registration": [registration("R1", "U2")]}
    )


def order(path: Path) -> ArchiveOrder:
    return ArchiveOrder(path, "9.9", KEY, (AppliedMigration("V001", "identity", "f" * 64),))


def archived(graph: GraphInMemory, path: Path, said: Callable[[str], None] = lambda _: None) -> Manifest:
    return asyncio.run(write_archive(graph, order(path), said))


def touched(path: Path, touch: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive with other contents: what `touch` makes of its files."""
    with ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    touch(files)
    other = path.with_name("touched.zip")
    with ZipFile(other, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return other


def with_manifest(change: Callable[[Any], object]) -> Callable[[dict[str, bytes]], None]:
    """What changes the manifest alone."""

    def touch(files: dict[str, bytes]) -> None:
        about = json.loads(files["manifest.json"])
        change(about)
        files["manifest.json"] = json.dumps(about).encode()

    return touch
