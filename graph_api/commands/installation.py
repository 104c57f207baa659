"""One installation as the commands see it: its settings, its secrets, and a graph that answers."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from graph_api.access.keys import own_secret
from graph_api.access.tokens import DEVELOPMENT_ISSUER, SharedSecretTokens
from graph_api.commands.failure import OperatorError
from graph_api.commands.product import Report
from graph_api.embedded import start
from graph_api.embedded.errors import HomeLockedError
from graph_api.embedded.home import Home
from graph_api.settings import Settings
from graph_api.store.bolt import Connection

_BOLT_ADDRESS = "server.bolt.listen_address="


def tokens(settings: Settings) -> SharedSecretTokens:
    """What mints and checks the tokens of this installation; development makes its secret here."""
    secret = settings.token_secret or own_secret(settings.home / "token.key")
    issuer = settings.issuer or DEVELOPMENT_ISSUER
    return SharedSecretTokens(secret, issuer=issuer, audience=settings.audience)


def audit_key(settings: Settings) -> SecretStr:
    """The key of the audit chain. It is kept outside the graph, so that the graph cannot forge its own past."""
    return settings.audit_key or own_secret(settings.home / "audit.key")


def neo4j_home(settings: Settings) -> Path:
    """Where the embedded Neo4j lives."""
    return settings.home / "neo4j"


@contextmanager
def graph(settings: Settings, report: Report, *, share: bool = False) -> Iterator[Connection]:
    """
    A graph that answers for the length of the block: NEO4J_URI, or an embedded Neo4j that is stopped afterwards.

    Args:
        share: Whether an embedded one that another process of this home runs will do.
    """
    if settings.neo4j_uri is not None:
        yield _external(settings, settings.neo4j_uri)
        return
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        child = start(neo4j_home(settings), heap_mib=settings.heap_mib, report=report)
    except HomeLockedError:
        if not share:
            raise
        yield _running(settings)
        return
    try:
        yield _connection(settings, child.uri, child.user, child.password, database=None)
    finally:
        child.stop()
        report("Neo4j has stopped; the graph is kept")


def forget_graph(settings: Settings, report: Report) -> None:
    """
    Remove the embedded graph, so that the next start begins with an empty one.

    Raises:
        OperatorError: the graph is on a server of its own.
    """
    if settings.neo4j_uri is not None:
        raise OperatorError("FRESH and --fresh empty the embedded graph only: unset NEO4J_URI, or empty yours yourself")
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = Home(neo4j_home(settings))
    home.create()
    with home.locked():
        if home.has_graph:
            shutil.rmtree(home.path / "data")
            report(f"removed the graph in {home.path}")


def _external(settings: Settings, uri: str) -> Connection:
    if settings.neo4j_password is None:
        raise OperatorError("NEO4J_URI is set without a password: set NEO4J_PASSWORD or NEO4J_PASSWORD_FILE too")
    password = settings.neo4j_password.get_secret_value()
    return _connection(settings, uri, settings.neo4j_user, password, settings.neo4j_database)


def _running(settings: Settings) -> Connection:
    """The embedded Neo4j that another process of this home has started."""
    home = Home(neo4j_home(settings))
    lines = (home.conf / "neo4j.conf").read_text(encoding="utf-8").splitlines()
    addresses = [line.removeprefix(_BOLT_ADDRESS) for line in lines if line.startswith(_BOLT_ADDRESS)]
    if not addresses:
        raise OperatorError(
            f"{home.conf / 'neo4j.conf'} names no address: stop what runs in {home.path}, then try again"
        )
    return _connection(settings, f"bolt://{addresses[0]}", "neo4j", home.password(), database=None)


def _connection(settings: Settings, uri: str, user: str, password: str, database: str | None) -> Connection:
    return Connection(
        uri,
        user,
        password,
        database,
        max_pool_size=settings.max_pool_size,
        connect_timeout_seconds=settings.connection_timeout_seconds,
        acquire_timeout_seconds=settings.acquisition_timeout_seconds,
        transaction_timeout_seconds=settings.transaction_timeout_seconds,
        retry_time_seconds=settings.retry_time_seconds,
    )
