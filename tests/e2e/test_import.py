"""A history is loaded by the command line, interrupted, killed and started again: nothing is lost, nothing is twice."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.history import write_history
from graph_api.access.keys import own_secret
from graph_api.api.schema import schema
from graph_api.commands.migrating import known_migrations
from graph_api.embedded import start
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.checking import check_audit, check_rules
from graph_api.store.graph import Graph
from graph_api.store.migrations import migrate
from graph_api.store.statement import Mode, Statement
from tests.api.desk import Desk, office
from tests.seeding.conftest import COUNT

SERIALS = 16_000
# A shell lets what it runs in the background ignore Ctrl-C, and a run of tests may be there.
_LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
_PROGRAM = (sys.executable, "-c", f"{_LISTEN}; from graph_api.cli import main; main()")
_BATCHES = Statement(
    "batches_of_tests",
    Mode.READ,
    "OPTIONAL MATCH (history:Import) RETURN max(history.batches) AS batches",
    lambda row: 0 if row is None else int(row["batches"] or 0),
)
_VERDICT = """
query ($serial: String!) {
  lookup(by: { serial: $serial }) { matches { ... on Unit {
    saleStatus warranty { status } sales { salesOrder { number } invoice { number } customer { number } }
  } } }
}
"""
_TERM = {
    "number": "WT-1",
    "scope": {"category": "PUMPS"},
    "layer": "COMMERCIAL",
    "startBasis": "INVOICE",
    "coverages": [{"kind": "PARTS", "period": "P99Y"}],
    "validFrom": "2020-01-01",
}


def _rows(folder: Path, file: str) -> int:
    """How many rows a file has below its heading."""
    with (folder / f"{file}.csv").open(encoding="utf-8") as lines:
        return sum(1 for _ in lines) - 1


async def _prepare(connection: Connection) -> None:
    async with Bolt(connection) as bolt:
        await migrate(bolt, known_migrations())
        desk = Desk(schema, office(Graph(bolt)), bolt)
        await desk.done("saveProduct", number="FIRST", name="The first pump", category="PUMPS")
        await desk.done("publishWarrantyTerm", **_TERM)


async def _until(connection: Connection, batches: int, program: "subprocess.Popen[str]") -> None:
    """Wait until so many batches are in, and so the program is in its middle."""
    async with Bolt(connection) as bolt:
        while await bolt.read(_BATCHES) < batches:
            assert program.poll() is None, "it ended before it could be ended"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_history(tmp_path / "files", SERIALS)
    return tmp_path / "files"


def test_what_was_interrupted_and_killed_is_gone_on_with_and_is_in_once(tmp_path: Path, folder: Path) -> None:
    with ExitStack() as stack:
        child = stack.enter_context(start(tmp_path / "neo4j"))
        connection = Connection(child.uri, child.user, child.password, transaction_timeout_seconds=60.0)
        asyncio.run(_prepare(connection))
        home = tmp_path / "home"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("WARRANTY_GRAPH_", "NEO4J_"))},
            "NEO4J_URI": child.uri,
            "NEO4J_USER": child.user,
            "NEO4J_PASSWORD": child.password,
            "WARRANTY_GRAPH_HOME": str(home),
        }

        def run(end: Callable[["subprocess.Popen[str]"], None]) -> tuple[int, str, str]:
            with subprocess.Popen(
                [*_PROGRAM, "import", str(folder)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as program:
                end(program)
                out, err = program.communicate(timeout=300)
            return program.returncode, out, err

        def after(batches: int, number: signal.Signals) -> Callable[["subprocess.Popen[str]"], None]:
            def end(program: "subprocess.Popen[str]") -> None:
                asyncio.run(_until(connection, batches, program))
                program.send_signal(number)

            return end

        interrupted, _, told = run(after(1, signal.SIGINT))
        assert (interrupted, f"run the same command again to go on with {folder}" in told) == (130, True)
        killed, _, _ = run(after(2, signal.SIGKILL))
        assert killed == -signal.SIGKILL
        done, out, err = run(lambda _: None)
        assert done == 0, err
        assert re.search(rf"loaded {_rows(folder, 'serials'):,} of .* 100 % of all rows", err)
        assert f"{_rows(folder, 'serials'):,} registrations in" in out
        again, out, _ = run(lambda _: None)
        assert (again, "were loaded before, whole: nothing was done" in out) == (0, True)
        asyncio.run(_look(connection, folder, own_secret(home / "audit.key").get_secret_value().encode()))


async def _look(connection: Connection, folder: Path, audit_key: bytes) -> None:
    """Everything is there once, every rule holds over it, every chain is whole, and a unit answers."""
    async with Bolt(connection) as bolt:
        counts = await bolt.read(COUNT)
        expected = {
            "SalesOrder": "orders",
            "OrderLine": "order_lines",
            "PackingSlip": "slips",
            "SlipLine": "slip_lines",
            "Invoice": "invoices",
            "InvoiceLine": "invoice_lines",
            "Registration": "serials",
            "ON_INVOICE": "serials",
            "Customer": "customers",
        }
        in_files = {kind: _rows(folder, file) for kind, file in expected.items()}
        assert {kind: counts[kind] for kind in expected} == in_files
        assert await check_rules(bolt) == ()
        broken = await check_audit(bolt, audit_key)
        assert [finding.count for finding in broken] == [2], "what was prepared by another key, and nothing else"
        desk = Desk(schema, office(Graph(bolt)), bolt)
        (unit,) = (await desk.ask(_VERDICT, serial="gp00000300"))["lookup"]["matches"]
        assert (unit["saleStatus"], unit["warranty"]["status"], len(unit["sales"])) == ("SOLD", "COVERED", 1)
        assert all(unit["sales"][0].values())
