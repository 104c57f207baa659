"""Neo4j goes away under a running API, and comes back: every request is answered, and nothing needs a restart."""

import asyncio
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from graph_api.app import create_app
from graph_api.commands.installation import tokens
from graph_api.commands.migrating import known_migrations
from graph_api.commands.serving import parts
from graph_api.domain.duties import Role
from graph_api.embedded import start
from graph_api.settings import read_settings
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.migrations import migrate
from graph_api.wiring import WarrantyGraph

UNKNOWN = '{ lookup(by: {serial: "NOBODY-1"}) { matches { ... on UnknownSerial { warranty { status } } } } }'
SAVE = 'mutation { saveCustomer(input: {number: "C-1", idempotencyKey: "K-1"}) { customer { number } replayed } }'


async def _bring_up_to_date(connection: Connection) -> None:
    async with Bolt(connection) as bolt:
        await migrate(bolt, known_migrations())


def test_a_request_during_an_outage_is_told_so_and_the_next_one_after_it_is_answered(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path / "home")
    child = start(tmp_path / "neo4j")
    connection = Connection(child.uri, child.user, child.password)
    asyncio.run(_bring_up_to_date(connection))
    token = tokens(settings).mint("desk", [Role.ADMINISTRATOR])

    with TestClient(create_app(settings, parts(settings, WarrantyGraph(), connection, ()))) as client:

        def ask(query: str) -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {token}"}
            return dict(client.post("/graphql", json={"query": query}, headers=headers).json())

        assert ask(UNKNOWN)["data"]["lookup"]["matches"] == [{"warranty": {"status": "NOT_SOLD_BY_US"}}]
        child.stop()
        for query in (UNKNOWN, SAVE):
            (error,) = ask(query)["errors"]
            assert error["extensions"]["code"] == "UNAVAILABLE"
            assert error["extensions"]["requestId"]
            assert "bolt" not in error["message"].lower()
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        child = start(tmp_path / "neo4j", bolt_port=child.port)
        try:
            assert ask(SAVE)["data"]["saveCustomer"] == {"customer": {"number": "C-1"}, "replayed": False}
            assert ask(SAVE)["data"]["saveCustomer"] == {"customer": {"number": "C-1"}, "replayed": True}
            assert client.get("/readyz").status_code == 200
        finally:
            child.stop()
