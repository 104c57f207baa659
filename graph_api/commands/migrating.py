"""Bringing a graph up to date, and saying so."""

from graph_api.commands.product import Report
from graph_api.resources import resource
from graph_api.store.bolt import Bolt, DatabaseRefusesUs, DatabaseUnavailable
from graph_api.store.migrations import Migration, MigrationError, migrate, pending, read_migrations
from graph_api.web.health import CheckReady, Readiness


def known_migrations() -> tuple[Migration, ...]:
    """Every migration that this version carries."""
    return read_migrations(resource("schema", "migrations"))


async def bring_up_to_date(bolt: Bolt, report: Report) -> None:
    """Apply what is pending, and report each."""
    migrations = known_migrations()
    for applied in await migrate(bolt, migrations):
        one = applied.migration
        statements = f"{len(one.statements)} statement{'s' if len(one.statements) != 1 else ''}"
        report(f"applied {one.version} {one.name.replace('_', ' ')} ({statements}, {applied.milliseconds} ms)")
    report(f"the graph is at {migrations[-1].version}" if migrations else "there are no migrations")


def ready_check(bolt: Bolt) -> CheckReady:
    """Ready means: Neo4j answers, and the graph is at the version of this program."""
    migrations = known_migrations()

    async def check() -> Readiness:
        try:
            waiting = await pending(bolt, migrations)
        except DatabaseUnavailable:
            return Readiness(ok=False, reason="Neo4j does not answer")
        except DatabaseRefusesUs:
            return Readiness(ok=False, reason="Neo4j refuses the user, the password or the database that is set")
        except MigrationError as error:
            return Readiness(ok=False, reason=str(error))
        if waiting:
            names = ", ".join(migration.version for migration in waiting)
            return Readiness(ok=False, reason=f"the graph lacks {names}: run warranty-graph migrate")
        return Readiness(ok=True, reason=f"Neo4j answers and the graph is at {migrations[-1].version}")

    return check
