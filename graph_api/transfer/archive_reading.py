"""Reading an archive: all of it is found whole and true to its manifest before anything of it is used."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import orjson

from graph_api.domain.archive import KEYS, Facts, Link, Record, facts_of, is_of
from graph_api.transfer.archive_format import LINKS, MANIFEST, ArchiveRefused, FileEntry, Manifest, Types, read_manifest

_LONGEST_LINE: Final = 64 * 1024 * 1024
_LONGEST_MANIFEST: Final = 16 * 1024 * 1024
_WHERE: Final = ("to", "key")


class Archive:
    """One archive, open for reading; memory does not grow with it."""

    def __init__(self, path: Path, opened: ZipFile) -> None:
        self._path = path
        self._zip = opened
        with self._read_or_refused(), opened.open(MANIFEST) as file:
            text = file.read(_LONGEST_MANIFEST + 1)
        self.digest = sha256(text).hexdigest()
        self.manifest: Manifest = read_manifest(text, path)

    def verify(self) -> None:
        """
        Read all of it.

        Raises:
            ArchiveRefused: a file of it is not there or not what the manifest says, or a line is no record.
        """
        expected = {MANIFEST, *(each.name for each in self.manifest.files)}
        names = self._zip.namelist()
        if missing := sorted(expected - set(names)):
            raise self._damaged(missing[0], "is missing")
        if len(names) != len(expected):
            raise self._damaged(
                max(names, key=lambda name: (name not in expected, names.count(name))), "is no part of it"
            )
        for entry in self.manifest.files:
            digest = sha256()
            records = links = 0
            for text in self._lines(entry):
                digest.update(text)
                records += 1
                links += len(self._record(entry, text, records).links)
            if digest.hexdigest() != entry.sha256:
                raise self._damaged(entry.name, "is not what its SHA-256 in the manifest says")
            if (records, links) != (entry.records, entry.links):
                raise self._damaged(entry.name, "has another number of records or links than the manifest says")

    def batches(self, entry: FileEntry, size: int) -> Iterator[list[Record]]:
        """The records of a file, so many at a time."""
        records = (self._record(entry, text, row) for row, text in enumerate(self._lines(entry), 1))
        while batch := list(islice(records, size)):
            yield batch

    def _lines(self, entry: FileEntry) -> Iterator[bytes]:
        with self._read_or_refused(), self._zip.open(entry.name) as file:
            while line := file.readline(_LONGEST_LINE):
                yield line

    def _record(self, entry: FileEntry, text: bytes, row: int) -> Record:
        try:
            values = orjson.loads(text)
            links = values.pop(LINKS, {})
            record = Record(
                _facts(values, entry.properties),
                [_link(type_, each, entry) for type_, some in links.items() for each in some],
            )
        except (ValueError, TypeError, AttributeError, KeyError):
            raise self._damaged(entry.name, f"has no record of its kind in line {row:,}") from None
        if any(name not in record.facts.plain for name in entry.key):
            raise self._damaged(entry.name, f"has a record without its key in line {row:,}")
        return record

    @contextmanager
    def _read_or_refused(self) -> Iterator[None]:
        try:
            yield
        except (KeyError, BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error) as error:
            raise ArchiveRefused(
                f"{self._path} is damaged, or no archive of warranty-graph ({error}): take another copy of it"
            ) from None

    def _damaged(self, name: str, what: str) -> ArchiveRefused:
        return ArchiveRefused(f"{self._path} is damaged: {name} {what}: take another copy of it")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """
    Open an archive for the length of the block.

    Raises:
        ArchiveRefused: it cannot be read, is cut off, is no archive, or was written by a later version.
    """
    try:
        file = ZipFile(path)
    except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is cut off, or no archive at all"
        raise ArchiveRefused(f"{path} cannot be read ({cause}): name a whole file that `export --all` wrote") from None
    with file:
        yield Archive(path, file)


def _facts(values: Mapping[str, Any], types: Types) -> Facts:
    for name, value in values.items():
        if not is_of(types[name], value):
            raise ValueError(name)
    return facts_of(values, types)


def _link(type_: str, values: dict[str, Any], entry: FileEntry) -> Link:
    to, key = (values.pop(name) for name in _WHERE)
    if to not in KEYS or not isinstance(key, str):
        raise ValueError(to)
    return Link(type_, to, key, _facts(values, entry.link_properties[type_]))
