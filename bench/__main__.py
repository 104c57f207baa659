"""`make bench`: starts everything, measures in turns, prints the tables, and stops everything."""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import neo4j
import uvloop

from bench.explorations import list_peers, recall_peers
from bench.figures import Round
from bench.lineage import RAW_NAME as RAW_COLLECTED
from bench.lineage import lineage_peers
from bench.lookups import lookup_peers
from bench.processes import Servers, running
from bench.registrations import Clerk
from bench.report import (
    LINEAGE_HEAD,
    LIST_HEAD,
    LOOKUP_HEAD,
    RECALL_HEAD,
    REGISTRATION_HEAD,
    VERDICT_HEAD,
    lookup_rows,
    machine,
    registration_rows,
    table,
)
from bench.rounds import answer_for, each_once, take_turns
from bench.verdicts import RAW_NAME, verdict_peers
from bench.wire import PeerError, Wire

_CLIENTS: Final = (1, 16)
_WARM_UP_SECONDS: Final = 3.0
_REGISTRATIONS: Final = ((100, 40), (1_000, 5))
"""Serials a call, and calls a round."""
_WARM_UP_ROUNDS: Final = 5
_VERDICTS: Final = (1, 1_000)
"""Serials a call."""
_LINEAGES: Final = (1_000, 10_000)
"""Nodes an answer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure: each peer so many seconds a round."""

    rounds: int
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 1 where it could not be run."""
    plan = _plan(arguments)
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="warranty-graph-bench-") as home, running(Path(home)) as servers:
            uvloop.run(_measure(servers, plan))
    except PeerError as error:
        print(f"no figures: {error}", file=sys.stderr)
        return 1
    print(f"\ntook {time.monotonic() - began:.0f} s")
    return 0


def _plan(arguments: Sequence[str] | None) -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often the peers take turns (default: 5)")
    parser.add_argument("--seconds", type=float, default=0.8, help="how long each peer's turn is (default: 0.8)")
    given = parser.parse_args(arguments)
    return Plan(max(1, given.rounds), given.seconds)


async def _measure(servers: Servers, plan: Plan) -> None:
    driver = neo4j.AsyncGraphDatabase.driver(
        servers.neo4j_uri, auth=("neo4j", servers.neo4j_password), notifications_min_severity="OFF"
    )
    async with driver:
        print(machine(await _neo4j_version(driver)))
        print(f"{plan.rounds} rounds in turns; a ratio is the middle of the rounds' own ratios\n")
        await _look_up(driver, servers, plan)
        await _verdicts(driver, servers, plan)
        clerk = Clerk(Wire(servers.ours, servers.token), driver)
        await clerk.set_up()
        await _trace(driver, servers, clerk, plan)
        await _explore(driver, servers, plan)
        await _register(clerk, plan)


async def _neo4j_version(driver: neo4j.AsyncDriver) -> str:
    records, _, _ = await driver.execute_query("CALL dbms.components() YIELD versions RETURN versions[0] AS version")
    return str(records[0]["version"])


async def _look_up(driver: neo4j.AsyncDriver, servers: Servers, plan: Plan) -> None:
    peers = await lookup_peers(driver, servers, max(_CLIENTS))
    for peer in peers:
        # Java compiles what it has seen some thousand times; before that everything is slow.
        await answer_for(peer.callers, _WARM_UP_SECONDS)
    _quiet_heap()
    rows = []
    for clients in _CLIENTS:
        measured = await take_turns(peers, clients=clients, rounds=plan.rounds, seconds=plan.seconds)
        rows += lookup_rows(measured, peers[0].name, clients)
    print(table(LOOKUP_HEAD, rows), flush=True)


async def _verdicts(driver: neo4j.AsyncDriver, servers: Servers, plan: Plan) -> None:
    rows = []
    for size in _VERDICTS:
        peers = await verdict_peers(driver, servers, size)
        for peer in peers:
            await answer_for(peer.callers, _WARM_UP_SECONDS)
        measured = await take_turns(peers, clients=1, rounds=plan.rounds, seconds=plan.seconds)
        rows += registration_rows(measured, RAW_NAME, size)
    print("\n" + table(VERDICT_HEAD, rows), flush=True)


async def _trace(driver: neo4j.AsyncDriver, servers: Servers, clerk: Clerk, plan: Plan) -> None:
    rows = []
    for size in _LINEAGES:
        peers = await lineage_peers(driver, servers, clerk, size)
        for peer in peers:
            await answer_for(peer.callers, _WARM_UP_SECONDS)
        measured = await take_turns(peers, clients=1, rounds=plan.rounds, seconds=plan.seconds)
        rows += registration_rows(measured, RAW_COLLECTED, size)
    print("\n" + table(LINEAGE_HEAD, rows), flush=True)


async def _explore(driver: neo4j.AsyncDriver, servers: Servers, plan: Plan) -> None:
    for head, peers_of in ((LIST_HEAD, list_peers), (RECALL_HEAD, recall_peers)):
        size, peers = await peers_of(driver, servers)
        for peer in peers:
            await answer_for(peer.callers, _WARM_UP_SECONDS)
        measured = await take_turns(peers, clients=1, rounds=plan.rounds, seconds=plan.seconds)
        print("\n" + table(head, registration_rows(measured, RAW_COLLECTED, size)), flush=True)


async def _register(clerk: Clerk, plan: Plan) -> None:
    rows = []
    for size, calls in _REGISTRATIONS:
        raw: list[Round] = []
        ours: list[Round] = []
        for _ in range(_WARM_UP_ROUNDS + plan.rounds):
            raw.append(await each_once(await clerk.raw(calls, size)))
            ours.append(await each_once(await clerk.ours(calls, size)))
        measured = {
            "raw driver, one UNWIND": raw[_WARM_UP_ROUNDS:],
            "warranty-graph over HTTP": ours[_WARM_UP_ROUNDS:],
        }
        rows += registration_rows(measured, "raw driver, one UNWIND", size)
    print("\n" + table(REGISTRATION_HEAD, rows))


def _quiet_heap() -> None:
    """As our server does it, so that neither side pays for the load generator's collections."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


if __name__ == "__main__":
    sys.exit(main())
