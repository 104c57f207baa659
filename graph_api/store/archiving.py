"""Everything that the graph holds, kind by kind, a page at a time: each page a short transaction of its own."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.archive import KEYS, KINDS, Facts, Kind, Link, Look, Plain, Record
from graph_api.store.bolt import Bolt
from graph_api.store.patience import TIMEOUT_SECONDS
from graph_api.store.statement import Mode, Row, Statement

_RECORDS: Final[LiteralString] = """
    RETURN collect([
        [k IN keys(n) WHERE NOT (n[k] IS TYPED DATE OR n[k] IS TYPED ZONED DATETIME) | [k, n[k]]],
        [k IN keys(n) WHERE n[k] IS TYPED DATE | [k, toString(n[k])]],
        [k IN keys(n) WHERE n[k] IS TYPED ZONED DATETIME | [k, toString(n[k])]],
        [(n)-[r]->(m) | [
            type(r), head(labels(m)), m[$keys[head(labels(m))]],
            [k IN keys(r) WHERE NOT (r[k] IS TYPED DATE OR r[k] IS TYPED ZONED DATETIME) | [k, r[k]]],
            [k IN keys(r) WHERE r[k] IS TYPED DATE | [k, toString(r[k])]],
            [k IN keys(r) WHERE r[k] IS TYPED ZONED DATETIME | [k, toString(r[k])]]
        ]]
    ]) AS records
"""
"""Given `n`. Days and moments are made texts here: the driver takes four times as long."""


def _facts(plain: Sequence[Any], days: Sequence[Any], moments: Sequence[Any]) -> Facts:
    return Facts(dict(plain), dict(days), dict(moments))


def _records(row: Row | None) -> list[Record]:
    return [
        Record(_facts(*of_node), [Link(type_, to, key, _facts(*of_link)) for type_, to, key, *of_link in links])
        for *of_node, links in (row["records"] if row else ())
    ]


def _page(kind: Kind) -> Statement[list[Record]]:
    label, (key, *_) = kind.label, kind.key
    return Statement(
        name="archive_" + label,
        mode=Mode.READ,
        text="MATCH (n:"
        + label
        + ") WHERE n."
        + key
        + " > $after[0]\n    WITH n ORDER BY n."
        + key
        + " LIMIT $first"
        + _RECORDS,
        decode=_records,
    )


_ENTRIES: Final = Statement(
    name="archive_AuditEntry",
    mode=Mode.READ,
    # A key of two parts is gone on with in two steps: the rest of the chain, and the chains behind it.
    text="""
    CALL () {
        MATCH (n:AuditEntry) WHERE n.subject = $after[0] AND n.sequence > $after[1]
        WITH n ORDER BY n.sequence LIMIT $first RETURN n
      UNION ALL
        MATCH (n:AuditEntry) WHERE n.subject > $after[0] AND n.sequence > 0
        WITH n ORDER BY n.subject, n.sequence LIMIT $first RETURN n
    }
    WITH n ORDER BY n.subject, n.sequence LIMIT $first
    """
    + _RECORDS,
    decode=_records,
)

PAGES: Final = {kind.label: _ENTRIES if len(kind.key) > 1 else _page(kind) for kind in KINDS}


def _look(row: Row | None) -> Look:
    return Look(0, 0, 0) if row is None else Look(row["nodes"], row["links"], row["entries"])


LOOK: Final = Statement(
    name="look_over_the_graph",
    mode=Mode.READ,
    # Neo4j keeps these counts. What a graph says of itself alone is no record of the company.
    text="""
    CALL () { MATCH (n) RETURN count(n) AS everything }
    CALL () { MATCH (n:Migration) RETURN count(n) AS migrations }
    CALL () { MATCH (n:Restoration) RETURN count(n) AS restorations }
    CALL () { MATCH ()-[r]->() RETURN count(r) AS links }
    CALL () { MATCH (n:AuditEntry) RETURN count(n) AS entries }
    RETURN everything - migrations - restorations AS nodes, links, entries
    """,
    decode=_look,
    analytic=True,
)


class ArchivedGraph:
    """The graph as an archive takes it."""

    def __init__(self, bolt: Bolt) -> None:
        self._bolt = bolt

    async def look(self) -> Look:
        """How much there is now."""
        return await self._bolt.read(LOOK, TIMEOUT_SECONDS)

    async def page(self, kind: Kind, after: Sequence[Plain], first: int) -> list[Record]:
        """The records of a kind behind a key, in the order of their keys."""
        return await self._bolt.read(PAGES[kind.label], TIMEOUT_SECONDS, after=list(after), first=first, keys=KEYS)
