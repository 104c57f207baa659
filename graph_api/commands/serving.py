"""serve and demo: from settings to a server that answers, and back to nothing left running."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

import structlog
from starlette.applications import Starlette

from graph_api.app import Parts, create_app
from graph_api.commands.installation import audit_key, forget_graph, graph, tokens
from graph_api.commands.migrating import bring_up_to_date, known_migrations, ready_check
from graph_api.commands.product import Example, Product, Report
from graph_api.domain.duties import Role
from graph_api.seeding.data import SeedData
from graph_api.settings import Settings
from graph_api.store.bolt import Bolt, Connection, DatabaseRefusesUs, DatabaseUnavailable
from graph_api.store.exporting import ExportedGraph
from graph_api.store.graph import Graph
from graph_api.store.migrations import pending
from graph_api.store.rehearsal import rehearse
from graph_api.web.logs import log_as_json
from graph_api.web.server import ServerLimits, address, serve, take_address

_WARM_CONNECTIONS = 4
# Ctrl-C must be done within two seconds, half of which Neo4j and the interpreter may need.
_DEMO_GRACE_SECONDS = 1


def run_server(settings: Settings, product: Product, report: Report) -> None:
    """Serve until a signal comes. A graph that is behind is told, and not changed."""
    with _listening(settings) as taken, graph(settings, report) as connection:
        asyncio.run(_tell_what_is_pending(connection, report))
        app = create_app(settings, parts(settings, product, connection, ()))
        _serve(settings, app, taken, report, lambda: report(f"serving at {address(taken)}/graphql; Ctrl-C stops"))


def run_demo(settings: Settings, product: Product, report: Report, *, fresh: bool, data: SeedData) -> None:
    """From nothing to an address, tokens and queries to try: migrated, seeded, served."""
    # The address is taken first: a port in use should be told now, not after a minute of seeding.
    with _listening(settings) as taken:
        if fresh:
            forget_graph(settings, report)
        with graph(settings, report) as connection:
            examples = asyncio.run(_prepare(settings, product, connection, data, report))
            app = create_app(settings, parts(settings, product, connection, examples))
            quick = settings.model_copy(update={"graceful_timeout_seconds": _DEMO_GRACE_SECONDS})
            _serve(quick, app, taken, report, lambda: _welcome(settings, address(taken), examples))


async def _prepare(
    settings: Settings, product: Product, connection: Connection, data: SeedData, report: Report
) -> Sequence[Example]:
    async with Bolt(connection) as bolt:
        await bring_up_to_date(bolt, report)
        report(await product.seed(bolt, settings, audit_key(settings), data, report))
        return await product.examples(bolt)


async def _tell_what_is_pending(connection: Connection, report: Report) -> None:
    async with Bolt(connection) as bolt:
        if waiting := await pending(bolt, known_migrations()):
            report(f"the graph lacks {', '.join(one.version for one in waiting)}: run warranty-graph migrate")


def parts(settings: Settings, product: Product, connection: Connection, examples: Sequence[Example]) -> Parts:
    """What the application is made of, over one graph."""
    bolt = Bolt(connection)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with bolt:
            await bolt.warm(_WARM_CONNECTIONS)
            rehearsal = asyncio.create_task(_rehearse(bolt))
            yield
            rehearsal.cancel()

    return Parts(
        schema=product.schema,
        make_context=product.context_maker(bolt, settings, audit_key(settings)),
        ready=ready_check(bolt),
        authenticator=tokens(settings),
        fault_codes={DatabaseUnavailable: "UNAVAILABLE", DatabaseRefusesUs: "UNAVAILABLE"},
        examples=tuple(f"# {example.title}\n{example.query}" for example in examples),
        exported=ExportedGraph(bolt),
        recalled=Graph(bolt),
        lifespan=lifespan,
        prints=Graph(bolt),
    )


async def _rehearse(bolt: Bolt) -> None:
    """Behind the first answers, so that starting is not slower for it; an outage shows in those answers anyway."""
    try:
        await rehearse(Graph(bolt))
    except DatabaseUnavailable as outage:
        structlog.get_logger().warning("rehearsal cut short", cause=str(outage))


def _serve(
    settings: Settings, app: Starlette, taken: socket.socket, report: Report, started: Callable[[], None]
) -> None:
    log_as_json()
    limits = ServerLimits(
        head_bytes=settings.head_limit_bytes,
        head_seconds=settings.head_timeout_seconds,
        graceful_seconds=settings.graceful_timeout_seconds,
        connections=settings.max_connections,
    )
    try:
        serve(app, taken, limits, started)
    except KeyboardInterrupt:
        report("stopped answering")


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Hold the address, and let a SIGTERM end the block as Ctrl-C does, so that Neo4j is stopped in order."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        with take_address(settings.host, settings.port) as taken:
            yield taken
    finally:
        signal.signal(signal.SIGTERM, before)


def _welcome(settings: Settings, url: str, examples: Sequence[Example]) -> None:
    """On standard output and without colours or wrapping: it is there to be copied."""
    minted = tokens(settings)
    lines = ["", f"GraphQL   {url}/graphql"]
    if settings.graphiql:
        lines.append(f"GraphiQL  {url}/graphiql")
    lines += ["", "Tokens, each for twelve hours:"]
    for role in Role:
        lines += [f"  {role.value}", f"    {minted.mint(f'demo.{role.value}', [role])}"]
    lines += ["", "Queries to try, as any of them:"]
    for example in examples:
        lines += [f"  {example.title}", *(f"    {line}" for line in example.query.strip().splitlines()), ""]
    sys.stdout.write("\n".join([*lines, "Ctrl-C stops everything and keeps the graph.", ""]))
    sys.stdout.flush()
