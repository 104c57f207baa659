"""One embedded Neo4j, migrated, for the whole run. Tests share its database and therefore use keys of their own."""

import asyncio
import itertools
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Final

import neo4j
import pytest
from hypothesis import settings

from graph_api.embedded import start
from graph_api.resources import resource
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.graph import Graph
from graph_api.store.joining import TOGETHER
from graph_api.store.migrations import migrate, read_migrations
from tests.plans import SCANS, operators

# The stories of the article say what they found, as tests do.
pytest.register_assert_rewrite("tests.article")

# A busy machine is slow at any moment: how long an example takes says nothing of whether it is right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

_PATIENCE_SECONDS = 30.0
"""A cold Neo4j plans each statement when it is first sent; a server rehearses them, a run of tests does not."""


_WARM: Final = os.environ.get("WARRANTY_TEST_NEO4J", "").split()
"""Address, user and password of a Neo4j that tests may write to, so that a developer need not wait for a cold one."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop for the run, because the driver's connections belong to the loop that opened them."""
    return "asyncio"


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[str]]:
    """Address, user and password of a real Neo4j: in a folder that the run throws away, or one that is warm already."""
    if _WARM:
        yield _WARM
        return
    with start(tmp_path_factory.mktemp("neo4j") / "home") as child:
        yield child.uri, child.user, child.password


@pytest.fixture(scope="session")
def connection(place: Sequence[str]) -> Connection:
    """Where a graph is that is at the newest version."""
    uri, user, password = place
    connection = Connection(uri, user, password, transaction_timeout_seconds=_PATIENCE_SECONDS)
    asyncio.run(_bring_up_to_date(connection))
    return connection


async def _bring_up_to_date(connection: Connection) -> None:
    async with Bolt(connection) as bolt:
        await migrate(bolt, read_migrations(resource("schema", "migrations")))
    if _WARM:  # A few tests need product codes as they are printed, which the products of the run before carry.
        with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
            driver.execute_query("MATCH (code:Gtin) DETACH DELETE code")


@pytest.fixture(scope="session")
async def bolt(connection: Connection) -> AsyncIterator[Bolt]:
    async with Bolt(connection) as opened:
        yield opened
    nothing_that_travelled_together_scans(connection)


def nothing_that_travelled_together_scans(connection: Connection) -> None:
    """Each statement seeks by itself (`tests/store`); this looks at all that the run's stories joined."""
    with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
        for statements, text in TOGETHER.items():
            if not any(each.analytic for each in statements):
                names = " + ".join(each.name for each in statements)
                assert not operators(driver, text) & (SCANS - {"CartesianProduct"}), names


@pytest.fixture(scope="session")
def graph(bolt: Bolt) -> Graph:
    return Graph(bolt)


# Those of runs that share a graph are told apart by chance: of a million blocks each takes one.
_NUMBERS = itertools.count(secrets.randbelow(1_000_000) * 10_000 + 1 if _WARM else 1)


@pytest.fixture
def unique() -> Callable[[str], str]:
    """Make a number that no other test uses: `unique("SO")` is `SO-17`."""
    return lambda prefix: f"{prefix}-{next(_NUMBERS)}"
