"""The only module that opens sessions: access modes, timeouts, retries, rollback of what must leave no trace."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, LiteralString, NoReturn, Self, TypeVar

import neo4j
from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, AsyncResult, AsyncSession
from neo4j.exceptions import AuthError, ConfigurationError, ConstraintError, DriverError, Neo4jError

from graph_api.store.joining import Sent, joined
from graph_api.store.statement import Mode, Statement, nothing

T = TypeVar("T")
Tx = TypeVar("Tx", bound="Transaction")

statements_run: ContextVar[list[str] | None] = ContextVar("statements_run", default=None)
"""Where set, the name of each statement is appended as it is sent: one round trip each."""


_MOST_RIVALS: Final = 12
"""
How many others may bring a number that a call brings, each a moment before it, until the call is given up.

A call that lost has met somebody who won, so that all together go on. What breaks a constraint whoever comes first is a
fault of ours, and shows itself after as many tries.
"""


class DatabaseUnavailable(Exception):
    """Neo4j did not answer in time, or not at all. What was asked may be asked again."""


class DatabaseRefusesUs(Exception):
    """Neo4j answers, but not with these credentials, this database name or this address."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Neo4j is, and how long we wait for it. All times in seconds."""

    uri: str
    user: str
    password: str
    database: str | None = None
    max_pool_size: int = 50
    connect_timeout_seconds: float = 5.0
    acquire_timeout_seconds: float = 2.0
    transaction_timeout_seconds: float = 5.0
    retry_time_seconds: float = 6.0


class _RolledBackOnPurpose(Exception):
    """Carries an outcome out of a transaction that must leave nothing behind: a refusal or a dry run."""

    def __init__(self, outcome: Any) -> None:
        self.outcome = outcome


class Runs(ABC):
    """Whatever can run a statement: a transaction, or the reading side outside one."""

    @abstractmethod
    async def run(self, statement: Statement[T], /, **parameters: object) -> T:
        """Send one statement and decode its record."""


class Transaction(Runs):
    """One write transaction, through which the stories run their statements."""

    def __init__(self, tx: AsyncManagedTransaction) -> None:
        self._tx = tx
        self._writes: list[Sent] = []

    async def run(self, statement: Statement[T], /, **parameters: object) -> T:
        """
        Send one statement and decode its record.

        A statement that only writes waits for the next one that answers and travels with it: what goes wrong is raised
        there, at the latest when the work is finished.
        """
        if statement.decode is nothing:
            if any(each.statement is statement for each in self._writes):
                await self.finish()
            self._writes.append(Sent(statement, parameters))
            return statement.decode(None)
        result = await self._send([*self._writes, Sent(statement, parameters)])
        return statement.decode(await result.single(strict=False))

    async def finish(self) -> None:
        """Send the writes that nothing took along."""
        if self._writes:
            await self._send(self._writes)

    async def _send(self, sent: Sequence[Sent]) -> AsyncResult:
        name, text, parameters = joined(sent)
        _note(name)
        self._writes = []
        return await self._tx.run(text, parameters)

    def roll_back(self, outcome: object) -> NoReturn:
        """
        Leave the transaction with an outcome and without a trace.

        A managed transaction commits when its function returns, so a refusal that simply returned would keep what
        its locks created.
        """
        raise _RolledBackOnPurpose(outcome)


class Bolt:
    """The driver, and the two ways to use it: auto-committed reads and managed writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        routed = connection.uri.startswith("neo4j")
        self._session_config: dict[str, Any] = {"database": connection.database}
        if routed:
            # Behind routing a read may reach a member that has not seen our last write yet.
            self._session_config["bookmark_manager"] = AsyncGraphDatabase.bookmark_manager()
        self._driver: AsyncDriver = AsyncGraphDatabase.driver(
            connection.uri,
            auth=(connection.user, connection.password),
            max_connection_pool_size=connection.max_pool_size,
            connection_timeout=connection.connect_timeout_seconds,
            connection_acquisition_timeout=connection.acquire_timeout_seconds,
            max_transaction_retry_time=connection.retry_time_seconds,
            liveness_check_timeout=30,
            telemetry_disabled=True,
            notifications_min_severity="OFF",
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give every connection back."""
        await self._driver.close()

    async def verify(self) -> None:
        """
        Ask the server for an answer.

        Raises:
            DatabaseRefusesUs: the credentials, the database or the address are wrong.
            DatabaseUnavailable: nobody answers.
        """
        async with _translated():
            await self._driver.verify_connectivity(database=self._connection.database)

    async def warm(self, connections: int) -> None:
        """Open some connections before the first request: a cold one costs about 50 ms."""
        ping: Statement[None] = Statement("ping", Mode.READ, "RETURN 1 AS one", lambda _row: None)
        await asyncio.gather(*(self.read(ping) for _ in range(connections)))

    async def read(self, statement: Statement[T], timeout_seconds: float | None = None, /, **parameters: object) -> T:
        """
        Run one reading statement in a transaction of its own; retried once where Neo4j says that it may help.

        Args:
            timeout_seconds: For a statement that looks at the whole graph; the configured one otherwise.
        """
        timeout = timeout_seconds or self._connection.transaction_timeout_seconds
        async with _translated():
            try:
                return await self._read_once(statement, parameters, timeout)
            except (Neo4jError, DriverError) as error:
                if not error.is_retryable():
                    raise
                return await self._read_once(statement, parameters, timeout)

    async def _read_once(self, statement: Statement[T], parameters: dict[str, object], timeout: float) -> T:  # noqa: ASYNC109 -- the server's, not ours
        _note(statement.name)
        query = neo4j.Query(statement.text, timeout=timeout)
        async with self._driver.session(default_access_mode=neo4j.READ_ACCESS, **self._session_config) as session:
            result = await session.run(query, parameters)
            return statement.decode(await result.single(strict=False))

    async def write(
        self,
        work: Callable[[Tx], Awaitable[T]],
        transaction: Callable[[AsyncManagedTransaction], Tx],
        *,
        timeout_seconds: float | None = None,
    ) -> T:
        """
        Run `work` in one transaction, again from the start where Neo4j asks for it.

        Args:
            work: Decides on what it reads in this transaction alone, and changes nothing outside it.
            transaction: Wraps the driver's transaction into the class whose statements `work` runs.
            timeout_seconds: For bulk work; the configured one otherwise.
        """
        timeout = timeout_seconds or self._connection.transaction_timeout_seconds

        @neo4j.unit_of_work(timeout=timeout)
        async def attempt(tx: AsyncManagedTransaction) -> T:
            wrapped = transaction(tx)
            outcome = await work(wrapped)
            await wrapped.finish()
            return outcome

        async with _translated():
            for _ in range(_MOST_RIVALS):
                try:
                    return await self._execute(attempt)
                except ConstraintError:
                    # Somebody gave a new number at the same moment and was first: the next try reads what they wrote.
                    continue
            return await self._execute(attempt)

    async def _execute(self, attempt: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> T:
        async with self._driver.session(**self._session_config) as session:
            try:
                with _begin_at_once(session):
                    return await session.execute_write(attempt)
            except _RolledBackOnPurpose as left:
                return left.outcome  # type: ignore[no-any-return]  # `work` rolled back with its own outcome

    async def schema(self, text: LiteralString) -> None:
        """Run one statement of a migration, or explain one: in a transaction of its own, without a decoder."""
        async with _translated(), self._driver.session(**self._session_config) as session:
            result = await session.run(text)
            await result.consume()


def _begin_at_once(session: AsyncSession) -> AbstractContextManager[object]:
    """
    Send BEGIN with the first statement instead of waiting for its answer: a round trip less in every transaction.

    The driver does so in `execute_query` and has no public switch for work of several statements. A driver without
    this one waits.
    """
    return getattr(session, "_pipelined_begin", nullcontext())


def _note(name: str) -> None:
    run = statements_run.get()
    if run is not None:
        run.append(name)


class _translated:  # noqa: N801 -- reads as a phrase: async with _translated()
    """Turns the driver's failures into the two that the rest of the house knows."""

    async def __aenter__(self) -> None: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, (AuthError, ConfigurationError)):
            raise DatabaseRefusesUs(str(error)) from error
        if isinstance(error, (Neo4jError, DriverError)) and (error.is_retryable() or _is_outage(error)):
            raise DatabaseUnavailable(type(error).__name__) from error


def _is_outage(error: Neo4jError | DriverError) -> bool:
    """Outages that the driver does not call retryable: no address, an incomplete commit, a full pool."""
    outages = (
        neo4j.exceptions.ServiceUnavailable,
        neo4j.exceptions.SessionExpired,
        neo4j.exceptions.ConnectionAcquisitionTimeoutError,
        neo4j.exceptions.TransientError,
    )
    # A timeout of ours is reported as a client's error, whoever set it.
    return isinstance(error, outages) or "TransactionTimedOut" in (getattr(error, "code", None) or "")
