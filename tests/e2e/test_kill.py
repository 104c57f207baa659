"""Neo4j is killed in the middle of registrations: what was acknowledged is there, and a retry does the rest once."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph_api.api.schema import schema
from graph_api.commands.migrating import known_migrations
from graph_api.embedded import Neo4jChild, start
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.checking import check_audit, check_rules
from graph_api.store.graph import Graph
from graph_api.store.migrations import migrate
from tests.api.desk import Desk, office

CLERKS = 6
SERIALS = 80
"""For each clerk, on a slip of its own."""
KILLED_AFTER = 60
"""Acknowledged registrations, of all clerks together."""

REGISTER = """
mutation ($line: ID!, $serial: String!, $key: String!) {
  registerSerials(input: { lineId: $line, serials: [$serial], idempotencyKey: $key }) {
    refusals { code } replayed addedIds
  }
}
"""


def _desk(bolt: Bolt) -> Desk:
    return Desk(schema, office(Graph(bolt)), bolt)


async def _slips(desk: Desk) -> list[str]:
    """A draft slip for each clerk; the ids of their lines."""
    await desk.done("saveTrackingDimensionGroup", number="SN", activeInSalesProcess=True)
    await desk.done("saveProduct", number="PUMP", name="Pump", trackingDimensionGroup="SN")
    await desk.done("saveCustomer", number="C-1", name="Miller")
    lines = []
    for clerk in range(CLERKS):
        ordered = [{"product": "PUMP", "quantity": SERIALS}]
        await desk.done("saveSalesOrder", number=f"SO-{clerk}", customer="C-1", lines=ordered)
        slip = await desk.done("createPackingSlip", order=f"SO-{clerk}")
        lines.append(slip["lines"][0]["id"])
    return lines


def _asked(clerk: int, place: int, line: str) -> dict[str, str]:
    return {"line": line, "serial": f"K-{clerk}-{place}", "key": f"scan {clerk} {place}"}


async def _scan(
    desk: Desk, clerk: int, line: str, acknowledged: set[tuple[int, int]], kill: Callable[[], None]
) -> None:
    """Scan one number after the other until the database is gone."""
    for place in range(SERIALS):
        result = await desk.execute(REGISTER, _asked(clerk, place, line))
        if result.errors:
            return
        acknowledged.add((clerk, place))
        if len(acknowledged) == KILLED_AFTER:
            kill()


async def _until_killed(connection: Connection, child: Neo4jChild) -> tuple[list[str], set[tuple[int, int]]]:
    acknowledged: set[tuple[int, int]] = set()
    async with Bolt(connection) as bolt:
        await migrate(bolt, known_migrations())
        desk = _desk(bolt)
        lines = await _slips(desk)
        scans = (
            _scan(desk, clerk, line, acknowledged, lambda: os.kill(child.pid, signal.SIGKILL))
            for clerk, line in enumerate(lines)
        )
        await asyncio.gather(*scans)
    return lines, acknowledged


async def _send_all_again(
    connection: Connection, lines: list[str], acknowledged: set[tuple[int, int]]
) -> dict[tuple[int, int], dict[str, Any]]:
    answers = {}
    async with Bolt(connection) as bolt:
        desk = _desk(bolt)
        for line in lines:
            asked = "query ($id: ID!) { node(id: $id) { ... on SlipLine { registered } } }"
            registered = (await desk.ask(asked, id=line))["node"]["registered"]
            assert registered >= sum(1 for clerk, _ in acknowledged if lines[clerk] == line)
        for clerk, line in enumerate(lines):
            for place in range(SERIALS):
                found = await desk.ask(REGISTER, **_asked(clerk, place, line))
                answers[clerk, place] = found["registerSerials"]
        assert await check_rules(bolt) == ()
        assert await check_audit(bolt, desk.office.audit_key) == ()
    return answers


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_was_acknowledged_survives_a_kill_and_a_retry_does_the_rest_once(tmp_path: Path) -> None:
    """No acknowledged registration is lost, none is half there, and none is there twice."""
    child = start(tmp_path / "neo4j")
    connection = Connection(child.uri, child.user, child.password, transaction_timeout_seconds=30.0)
    try:
        lines, acknowledged = asyncio.run(_until_killed(connection, child))
    finally:
        child.stop()
    assert KILLED_AFTER <= len(acknowledged) < CLERKS * SERIALS

    with start(tmp_path / "neo4j", bolt_port=child.port):
        answers = asyncio.run(_send_all_again(connection, lines, acknowledged))

    assert all(answer["refusals"] == [] for answer in answers.values())
    assert all(answers[each]["replayed"] for each in acknowledged)
    ids = [id_ for answer in answers.values() for id_ in answer["addedIds"]]
    assert len(set(ids)) == len(ids) == CLERKS * SERIALS
