"""The graph for work that nobody waits for: a cold Neo4j on a busy machine plans its first statements for seconds."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from graph_api.store.graph import Graph, GraphTransaction
from graph_api.store.statement import Statement

T = TypeVar("T")

TIMEOUT_SECONDS: Final = 120.0


class PatientGraph(Graph):
    """As the services know it, with a longer time for each transaction."""

    async def run(self, statement: Statement[T], /, **parameters: object) -> T:
        """Send one reading statement."""
        return await self._bolt.read(statement, TIMEOUT_SECONDS, **parameters)

    async def write(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        """Run `work` in one transaction."""
        return await self._bolt.write(work, GraphTransaction, timeout_seconds=TIMEOUT_SECONDS)
