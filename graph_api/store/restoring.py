"""An archive on its way into an empty graph: how far it got, and its bulk writes, which know no kind by name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from neo4j.exceptions import ConstraintError

from graph_api.domain.archive import KINDS, GraphNotEmpty, Kind, Restoration
from graph_api.domain.past_imports import Collided
from graph_api.store.archiving import LOOK, ArchivedGraph
from graph_api.store.bolt import Transaction
from graph_api.store.patience import TIMEOUT_SECONDS
from graph_api.store.statement import Mode, Row, Statement, nothing

T = TypeVar("T")


def _restoration(row: Row | None) -> Restoration | None:
    return None if row is None or row["archive"] is None else Restoration(row["archive"], row["batches"])


LOCK_RESTORATION: Final = Statement(
    name="lock_restoration",
    mode=Mode.WRITE,
    # There is one at most: two processes that load archives into one graph queue up here.
    text="""
    MERGE (r:Restoration {name: 'archive'})
    SET r.lockedAt = timestamp()
    WITH r
    RETURN r.archive AS archive, r.batches AS batches
    """,
    decode=_restoration,
)
NOTE_RESTORED: Final = Statement(
    name="note_restored",
    mode=Mode.WRITE,
    text="MATCH (r:Restoration {name: 'archive'}) SET r.archive = $archive, r.batches = $batches",
    decode=nothing,
)
FINISH_RESTORATION: Final = Statement(
    name="finish_restoration",
    mode=Mode.WRITE,
    text="MATCH (r:Restoration {name: 'archive'}) DELETE r",
    decode=nothing,
)
RESTORE_RECORDS: Final = Statement(
    name="restore_records",
    mode=Mode.WRITE,
    # each row: what is taken as it is; days and moments by name, as text
    text="""
    UNWIND $rows AS row
    CREATE (n:$($label))
    SET n = row[0]
    FOREACH (each IN row[1] | SET n[each[0]] = date(each[1]))
    FOREACH (each IN row[2] | SET n[each[0]] = datetime(each[1]))
    """,
    decode=nothing,
)
RESTORE_LINKS: Final = Statement(
    name="restore_links",
    mode=Mode.WRITE,
    # each row: the element ids of its ends; then as of a record
    text="""
    UNWIND $rows AS row
    MATCH (a) WHERE elementId(a) = row[0]
    MATCH (b) WHERE elementId(b) = row[1]
    CREATE (a)-[r:$($type)]->(b)
    SET r = row[2]
    FOREACH (each IN row[3] | SET r[each[0]] = date(each[1]))
    FOREACH (each IN row[4] | SET r[each[0]] = datetime(each[1]))
    """,
    decode=nothing,
)


def _places(row: Row | None) -> dict[str, str]:
    return {} if row is None else dict(row["places"])


def _find(kind: Kind) -> Statement[dict[str, str]]:
    return Statement(
        name="place_" + kind.label,
        mode=Mode.READ,
        text="UNWIND $wanted AS key MATCH (n:"
        + kind.label
        + " {"
        + kind.key[0]
        + ": key}) RETURN collect([key, elementId(n)]) AS places",
        decode=_places,
    )


PLACES: Final = {kind.label: _find(kind) for kind in KINDS if len(kind.key) == 1}


class RestoringStatements(Transaction):
    """Loading an archive, a batch a transaction."""

    async def lock_restoration(self) -> Restoration | None:
        """Hold the load for this transaction, and read how far it got; None where none has begun."""
        return await self.run(LOCK_RESTORATION)

    async def begin_restoration(self, archive: str) -> Restoration:
        """
        Note what is being loaded, under the lock.

        Raises:
            GraphNotEmpty: something is there already; nothing is noted.
        """
        if (await self.run(LOOK)).nodes:
            raise GraphNotEmpty
        await self.run(NOTE_RESTORED, archive=archive, batches=0)
        return Restoration(archive, 0)

    async def note_restored(self, archive: str, batches: int) -> None:
        """Note how many batches are in."""
        await self.run(NOTE_RESTORED, archive=archive, batches=batches)

    async def finish_restoration(self) -> None:
        """Forget the load: all of it is in."""
        await self.run(FINISH_RESTORATION)

    async def restore_records(self, label: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write records of one kind."""
        await self.run(RESTORE_RECORDS, label=label, rows=list(rows))

    async def restore_links(self, type_: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write links of one type."""
        await self.run(RESTORE_LINKS, type=type_, rows=list(rows))


class RestoringGraph(ArchivedGraph):
    """The graph as the load of an archive uses it."""

    async def places(self, label: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Where records stand, by their keys; those that are not there are left out."""
        return await self._bolt.read(PLACES[label], TIMEOUT_SECONDS, wanted=list(keys))

    async def load(self, work: Callable[[RestoringStatements], Awaitable[T]]) -> T:
        """
        Run `work` in one transaction; it may be run again from the start.

        Raises:
            Collided: what it writes is there by now.
        """
        try:
            return await self._bolt.write(work, RestoringStatements, timeout_seconds=TIMEOUT_SECONDS)
        except ConstraintError as error:
            raise Collided from error
