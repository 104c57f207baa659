"""The format of an archive: one file of NDJSON for each kind of record, and a manifest that says what is in them."""

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from graph_api.domain.archive import KINDS, Kind, Plain, Record, ValueType

FORMAT: Final = "warranty-graph archive"
FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
LINKS: Final = "links"
"""Of a record, its relationships by type; of a link, `to` and `key` say where it leads."""

Types = Mapping[str, ValueType]


class ArchiveRefused(Exception):
    """An archive cannot be written, read or loaded. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class AppliedMigration:
    """A migration that the graph has had."""

    version: str
    name: str
    checksum: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """
    One file of an archive.

    Attributes:
        key: The properties that no two records share.
        properties: What each property of a record is.
        link_properties: By type of link, what each property is.
    """

    name: str
    kind: str
    key: tuple[str, ...]
    records: int
    links: int
    sha256: str
    properties: Types
    link_properties: Mapping[str, Types]


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What an archive says of itself.

    Attributes:
        exported_at: ISO 8601, UTC.
        audit_key: The fingerprint of the key that sealed the audit entries; the key itself is in no archive.
        left_out: Nodes and relationships of kinds that this program does not know.
    """

    product_version: str
    exported_at: str
    audit_key: str
    migrations: tuple[AppliedMigration, ...]
    files: tuple[FileEntry, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """How many there are of all kinds."""
        return sum(each.records for each in self.files)

    @property
    def links(self) -> int:
        """How many there are of all kinds."""
        return sum(each.links for each in self.files)


def fingerprint(audit_key: bytes) -> str:
    """What two holders of one key agree on, and nobody else learns anything from."""
    return hmac.new(audit_key, FORMAT.encode(), sha256).hexdigest()


def file_name(kind: Kind) -> str:
    """The file of a kind."""
    return f"{kind.label}.ndjson"


def encoded(record: Record) -> bytes:
    """A record as its one line: names and links in order, so that equals are equal bytes."""
    links: dict[str, list[dict[str, Plain]]] = {}
    for link in record.links:
        if link.key is not None:
            links.setdefault(link.type, []).append({"to": link.to, "key": link.key, **link.facts.together()})
    for each in links.values():
        each.sort(key=_canonical)
    line = {**record.facts.together(), **({LINKS: links} if links else {})}
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def manifest_text(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    about = {
        "format": FORMAT,
        "formatVersion": FORMAT_VERSION,
        "productVersion": manifest.product_version,
        "exportedAt": manifest.exported_at,
        "auditKeyFingerprint": manifest.audit_key,
        "records": manifest.records,
        "links": manifest.links,
        "leftOut": dict(manifest.left_out),
        "migrations": [asdict(each) for each in manifest.migrations],
        "files": [_entry_text(each) for each in manifest.files],
    }
    return orjson.dumps(about, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _entry_text(entry: FileEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "key": list(entry.key),
        "records": entry.records,
        "links": entry.links,
        "sha256": entry.sha256,
        "properties": dict(sorted(entry.properties.items())),
        "linkProperties": {name: dict(sorted(each.items())) for name, each in sorted(entry.link_properties.items())},
    }


def read_manifest(text: bytes, path: Path) -> Manifest:
    """
    What an archive says of itself.

    Raises:
        ArchiveRefused: it is no manifest of ours, or one of a later format.
    """
    try:
        about = orjson.loads(text)
        if about["format"] != FORMAT:
            raise _foreign(path)
        if about["formatVersion"] != FORMAT_VERSION:
            raise ArchiveRefused(
                f"{path} has format version {about['formatVersion']}, and this program reads version {FORMAT_VERSION}: "
                f"use the warranty-graph that wrote it ({about['productVersion']}), or a later one"
            )
        manifest = Manifest(
            product_version=about["productVersion"],
            exported_at=about["exportedAt"],
            audit_key=about["auditKeyFingerprint"],
            migrations=tuple(AppliedMigration(**each) for each in about["migrations"]),
            files=tuple(_entry(each) for each in about["files"]),
            left_out=about["leftOut"],
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _foreign(path) from None
    names = [each.name for each in manifest.files]
    if strange := sorted(set(names) - {file_name(kind) for kind in KINDS}):
        raise ArchiveRefused(f"{path} has {strange[0]}, a kind that this version does not know: upgrade warranty-graph")
    if len(set(names)) != len(names):
        raise _foreign(path)
    return manifest


def _entry(about: Mapping[str, Any]) -> FileEntry:
    return FileEntry(
        name=about["name"],
        kind=about["kind"],
        key=tuple(about["key"]),
        records=about["records"],
        links=about["links"],
        sha256=about["sha256"],
        properties={name: ValueType(each) for name, each in about["properties"].items()},
        link_properties={
            type_: {name: ValueType(each) for name, each in types.items()}
            for type_, types in about["linkProperties"].items()
        },
    )


def _foreign(path: Path) -> ArchiveRefused:
    return ArchiveRefused(f"{path} is no archive of warranty-graph: name a file that `export --all` has written")
