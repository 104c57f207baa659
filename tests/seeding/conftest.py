"""
A graph with the whole seed, in a Neo4j of its own.

The rules over the whole graph are checked here, so nothing else may be in it; and its policy for all products would
decide sales of other tests.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from graph_api.embedded import start
from graph_api.resources import resource
from graph_api.seeding.load import SeedReport, seed
from graph_api.seeding.plan import SeedPlan, make_plan, shift_to_last_week
from graph_api.seeding.source import read_source
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.migrations import migrate, read_migrations
from graph_api.store.statement import Mode, Row, Statement

TODAY = date(2026, 3, 2)
AUDIT_KEY = b"a key of the tests, outside the graph"
_CUT_OFF_AFTER = 10


@dataclass(frozen=True)
class Seeded:
    """Where the seeded graph is, and what the two runs that filled it said: the first was cut off."""

    connection: Connection
    cut_off: tuple[str, ...]
    completed: tuple[str, ...]
    report: SeedReport


class _CutOff(Exception):
    """What a test does to a seeding process in its middle."""


def _counts(row: Row | None) -> dict[str, int]:
    return {} if row is None else dict(row["counts"])


COUNT = Statement(
    name="count_everything",
    mode=Mode.READ,
    text="""
    CALL () {
        MATCH (n) RETURN labels(n)[0] AS kind, count(*) AS number
      UNION ALL
        MATCH ()-[r]->() RETURN type(r) AS kind, count(*) AS number
    }
    RETURN collect([kind, number]) AS counts
    """,
    decode=_counts,
)


@pytest.fixture(scope="session")
def plan() -> SeedPlan:
    source = read_source()
    return make_plan(source, shift_to_last_week(source, TODAY))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    with start(tmp_path_factory.mktemp("seeded") / "home") as child:
        yield asyncio.run(_seed(Connection(child.uri, child.user, child.password)))


async def _seed(connection: Connection) -> Seeded:
    async with Bolt(connection) as bolt:
        await migrate(bolt, read_migrations(resource("schema", "migrations")))
        cut_off: list[str] = []
        completed: list[str] = []

        def until_cut_off(sentence: str) -> None:
            cut_off.append(sentence)
            if len(cut_off) == _CUT_OFF_AFTER:
                raise _CutOff

        with pytest.raises(_CutOff):
            await seed(bolt, today=TODAY, audit_key=AUDIT_KEY, report=until_cut_off)
        report = await seed(bolt, today=date(2026, 4, 1), audit_key=AUDIT_KEY, report=completed.append)
        return Seeded(connection, tuple(cut_off), tuple(completed), report)


@pytest.fixture(scope="session")
async def seeded_bolt(seeded: Seeded) -> AsyncIterator[Bolt]:
    # What the tests ask over the whole graph may take longer than a request.
    async with Bolt(replace(seeded.connection, transaction_timeout_seconds=60)) as opened:
        yield opened
