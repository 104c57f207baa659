"""Brings a graph to the version that this program knows: each file of `schema/migrations`, once, in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from graph_api.store.bolt import Bolt, Transaction
from graph_api.store.statement import Mode, Row, Statement, nothing

_FILE_NAME = re.compile(r"(?P<version>V\d{3})__(?P<name>[a-z0-9_]+)\.cypher")
_SCHEMA_TIMEOUT_SECONDS = 60.0


class MigrationError(Exception):
    """The graph and the files of `schema/migrations` cannot be brought together."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: idempotent statements, so that a run that was cut off is simply repeated."""

    version: str
    name: str
    statements: tuple[str, ...]
    checksum: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What one migration took."""

    migration: Migration
    milliseconds: int


def _decode_recorded(row: Row | None) -> dict[str, str]:
    return {} if row is None else {entry["version"]: entry["checksum"] for entry in row["migrations"]}


RECORDED = Statement(
    name="recorded_migrations",
    mode=Mode.READ,
    text="MATCH (m:Migration) RETURN collect(m {.version, .checksum}) AS migrations",
    decode=_decode_recorded,
    analytic=True,
)

RECORD = Statement(
    name="record_migration",
    mode=Mode.WRITE,
    text="""
    MERGE (m:Migration {version: $version})
    SET m.name = $name, m.checksum = $checksum, m.appliedAt = datetime()
    """,
    decode=nothing,
)


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """
    Read every migration, in order of version.

    Raises:
        MigrationError: a file's name is not `V001__some_name.cypher`.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.cypher")))


def _read(path: Path) -> Migration:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise MigrationError(f"{path.name} is not named V001__some_name.cypher: rename it")
    text = path.read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("//"))
    statements = tuple(part.strip() for part in "\n".join(lines).split(";") if part.strip())
    return Migration(match["version"], match["name"], statements, sha256(text.encode()).hexdigest())


async def pending(bolt: Bolt, migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """
    The migrations that the graph has not seen.

    Raises:
        MigrationError: the graph is newer than this program, or an applied file was changed afterwards.
    """
    recorded = await bolt.read(RECORDED, _SCHEMA_TIMEOUT_SECONDS)
    known = {migration.version: migration for migration in migrations}
    if newer := sorted(set(recorded) - set(known)):
        raise MigrationError(f"the graph is at {newer[-1]}, which this version does not know: upgrade warranty-graph")
    for version, checksum in recorded.items():
        if known[version].checksum != checksum:
            raise MigrationError(f"{version} was changed after it was applied: restore it and add a new migration")
    return tuple(migration for migration in migrations if migration.version not in recorded)


async def migrate(bolt: Bolt, migrations: Sequence[Migration]) -> tuple[Applied, ...]:
    """Apply what is pending. Two processes may do so at once: every statement is repeatable."""
    return tuple([await _apply(bolt, migration) for migration in await pending(bolt, migrations)])


async def repeat(bolt: Bolt, migrations: Sequence[Migration]) -> None:
    """Run migrations again over what was loaded from a graph that has not had them: every statement is repeatable."""
    for migration in migrations:
        await _apply(bolt, migration)


async def _apply(bolt: Bolt, migration: Migration) -> Applied:
    started = perf_counter()
    for statement in migration.statements:
        await bolt.schema(statement)
    await bolt.schema("CALL db.awaitIndexes(60)")

    async def record(tx: Transaction) -> None:
        await tx.run(RECORD, version=migration.version, name=migration.name, checksum=migration.checksum)

    await bolt.write(record, Transaction, timeout_seconds=_SCHEMA_TIMEOUT_SECONDS)
    return Applied(migration, round((perf_counter() - started) * 1000))
