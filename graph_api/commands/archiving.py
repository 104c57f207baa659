"""export --all and import --archive: a whole graph as one file, and back."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from graph_api import __version__
from graph_api.commands.failure import OperatorError
from graph_api.commands.installation import audit_key, graph
from graph_api.commands.migrating import bring_up_to_date, known_migrations
from graph_api.settings import Settings
from graph_api.store.archiving import ArchivedGraph
from graph_api.store.bolt import Bolt
from graph_api.store.migrations import Migration, pending, repeat
from graph_api.store.restoring import RestoringGraph
from graph_api.transfer.archive_format import AppliedMigration, ArchiveRefused, Manifest, fingerprint
from graph_api.transfer.archive_reading import Archive, opened
from graph_api.transfer.archiving import ArchiveOrder, write_archive
from graph_api.transfer.restoring import Restored, restore

Say = Callable[[str], None]


def archive_to(settings: Settings, path: Path, say: Say, note: Say) -> None:
    """
    Write everything that the graph holds into one file.

    Raises:
        ArchiveRefused: it cannot be written, or the graph did not hold still.
        OperatorError: the graph is not at the version of this program.
    """
    started = perf_counter()
    migrations = tuple(AppliedMigration(each.version, each.name, each.checksum) for each in known_migrations())
    order = ArchiveOrder(path, __version__, _key(settings), migrations)

    async def work() -> Manifest:
        async with Bolt(connection) as bolt:
            if waiting := await pending(bolt, known_migrations()):
                names = ", ".join(each.version for each in waiting)
                raise OperatorError(f"the graph lacks {names}: run warranty-graph migrate first")
            return await write_archive(ArchivedGraph(bolt), order, note)

    with graph(settings, note, share=True) as connection:
        manifest = asyncio.run(work())
    counted = f"{manifest.records:,} records and {manifest.links:,} links"
    say(f"wrote {counted} to {path} ({path.stat().st_size:,} bytes) in {perf_counter() - started:.1f} s")
    if any(manifest.left_out.values()):
        nodes, links = manifest.left_out["nodes"], manifest.left_out["links"]
        say(f"left out are {nodes:,} nodes and {links:,} relationships of kinds that are not warranty-graph's")
    say("the audit key is not in it: keep a copy of that elsewhere, or nobody can verify the audit chains")


def restore_from(settings: Settings, path: Path, say: Say, note: Say, *, keyless: bool) -> None:
    """
    Load an archive into an empty graph; nothing is written before all of it was found whole.

    Args:
        keyless: Whether it is loaded though the key that sealed its audit entries is not the one that is set.

    Raises:
        ArchiveRefused: it is damaged, foreign, of a later version or of another key; or the graph is not empty.
    """
    known = known_migrations()
    with opened(path) as archive:
        later = _not_had(archive.manifest, known, path)
        if archive.manifest.audit_key != fingerprint(_key(settings)) and not keyless:
            raise ArchiveRefused(
                f"the audit entries of {path} were sealed with another key than the one that is set: set "
                "WARRANTY_GRAPH_AUDIT_KEY to it or copy its audit.key to the home, or add --without-audit-key"
            )
        note(f"reading all of {path}, written on {archive.manifest.exported_at}")
        archive.verify()
        with graph(settings, note, share=True) as connection:
            done = asyncio.run(_restore(Bolt(connection), archive, later, note))
    say(f"loaded {done.records:,} records and {done.links:,} links in {done.seconds:.1f} s")
    say("run warranty-graph doctor to have every rule and every audit chain checked")


async def _restore(bolt: Bolt, archive: Archive, later: Sequence[Migration], note: Say) -> Restored:
    async with bolt:
        await bring_up_to_date(bolt, note)
        done = await restore(RestoringGraph(bolt), archive, note)
        await repeat(bolt, later)
        return done


def _not_had(manifest: Manifest, known: Sequence[Migration], path: Path) -> list[Migration]:
    """The migrations that the archived graph had not had."""
    ours = {each.version: each for each in known}
    for had in manifest.migrations:
        if had.version not in ours:
            raise ArchiveRefused(f"{path} is of a graph at {had.version}, which this version does not know: upgrade")
        if had.checksum != ours[had.version].checksum:
            raise ArchiveRefused(
                f"{path} is of a graph with another {had.version}: use the warranty-graph that wrote it"
            )
    versions = {each.version for each in manifest.migrations}
    return [each for each in known if each.version not in versions]


def _key(settings: Settings) -> bytes:
    return audit_key(settings).get_secret_value().encode()
