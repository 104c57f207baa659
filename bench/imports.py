"""
`make bench-import`: writes a history that nobody lived, loads it by the command line, and prints rate and memory.

Neo4j is an embedded one that is empty; the loader is a process of its own. Its memory is the most that it ever held.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.history import write_history
from bench.processes import PROGRAM, environment_of
from bench.report import machine, table
from bench.wire import PeerError
from graph_api.embedded import start
from graph_api.embedded.artifacts import NEO4J_VERSION
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.checking import check_rules
from graph_api.transfer.columns import OF_ORDERS

_HEAD: Final = ("import", "serials", "rows", "seconds", "serials/s", "processor s", "loader MiB")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the loader took, in seconds and mebibytes."""

    seconds: float
    processor: float
    memory: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 1 where it could not be run."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--serials", type=int, default=1_000_000)
    parser.add_argument("--heap", type=int, default=512, help="Java heap of Neo4j, in MiB (default: 512)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="warranty-graph-bench-") as home:
        files = Path(home) / "files"
        write_history(files, given.serials)
        try:
            rows = _measure(Path(home), files, given.heap)
        except PeerError as error:
            print(f"no figures: {error}", file=sys.stderr)
            return 1
    print(machine(NEO4J_VERSION) + "\n")
    print(table(_HEAD, rows))
    return 0


def _measure(home: Path, files: Path, heap: int) -> list[tuple[str, ...]]:
    counts = {spec.name: _rows(files / f"{spec.name}.csv") for spec in OF_ORDERS}
    with start(home / "neo4j", heap_mib=heap, report=lambda _: None) as child:
        environment = environment_of(home, child)
        # Checking and migrating plan the statements, as a graph that is in use has them.
        runs = {"--check": _run(environment, files, "--check"), "load": _run(environment, files)}
        broken = asyncio.run(_broken(Connection(child.uri, child.user, child.password)))
    if broken:
        raise PeerError(f"the graph breaks rules: {', '.join(broken)}")
    return [_row(name, counts, run) for name, run in runs.items()]


def _run(environment: Mapping[str, str], *arguments: object) -> Run:
    """
    Run the loader to its end.

    Raises:
        PeerError: it failed; the text says what it said.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as told:
        command = [*PROGRAM, "import", *map(str, arguments)]
        process = subprocess.Popen(command, env=environment, stdout=told, stderr=told)  # noqa: S603 -- our own program
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        if process.returncode != 0:
            raise PeerError(f"warranty-graph import failed: {told.read().decode().strip()[-2_000:]}")
    return Run(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


async def _broken(connection: Connection) -> list[str]:
    async with Bolt(connection) as bolt:
        return [f"{each.rule} {each.what}" for each in await check_rules(bolt)]


def _row(name: str, counts: Mapping[str, int], run: Run) -> tuple[str, ...]:
    serials = counts["serials"]
    return (
        name,
        f"{serials:,}",
        f"{sum(counts.values()):,}",
        f"{run.seconds:.1f}",
        f"{serials / run.seconds:,.0f}",
        f"{run.processor:.1f}",
        f"{run.memory:,}",
    )


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8") as lines:
        return sum(1 for _ in lines) - 1


if __name__ == "__main__":
    sys.exit(main())
