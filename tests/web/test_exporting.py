"""Exports over HTTP: who may read, what is refused, and what happens when the reader goes away."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.app import Parts, create_app
from graph_api.domain.duties import Role
from graph_api.domain.exporting import COLUMNS, Cursor, Export, ExportFilter, Row
from graph_api.settings import Settings
from graph_api.transfer.exporting import PAGE
from tests.web.conftest import DatabaseAway, bearer

pytestmark = pytest.mark.anyio
Door = Callable[..., TestClient]


class Endless:
    """Rows without end: whoever reads has to stop."""

    def __init__(self, pages: int = 1_000_000, *, away: bool = False) -> None:
        self.pages = pages
        self.away = away
        self.read = 0

    async def rows(self, export: Export, _wanted: ExportFilter, _after: Cursor, first: int) -> Sequence[Row]:
        await asyncio.sleep(0)
        if self.away:
            raise DatabaseAway("bolt://secret-host:7687")
        self.read += 1
        count = first if self.read < self.pages else 1
        more = [None] * (len(COLUMNS[export]) - 5)
        return [(f"{self.read:013}{place:013}", "SOLD", "2026-03-02", "C-1", "P-1", *more) for place in range(count)]


def test_a_reader_of_the_register_gets_the_file(open_door: Door, make: Callable[..., Parts]) -> None:
    answer = open_door(make(exported=Endless(pages=3))).get("/export/units.csv", params={"customer": "C-1"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="units.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.text.splitlines()) == 1 + 2 * PAGE + 1


@pytest.mark.parametrize("export", Export)
def test_every_export_is_there_as_ndjson(open_door: Door, make: Callable[..., Parts], export: Export) -> None:
    answer = open_door(make(exported=Endless(pages=1))).get(f"/export/{export}.ndjson")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")


def test_events_are_there_as_epcis_and_nothing_else_is(open_door: Door, make: Callable[..., Parts]) -> None:
    door = open_door(make(exported=Endless(pages=1)))
    answer = door.head("/export/events.jsonld")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")
    assert answer.headers["content-disposition"] == 'attachment; filename="events.jsonld"'
    assert door.head("/export/units.jsonld").status_code == 404


def test_a_head_says_what_would_come_and_reads_nothing(open_door: Door, make: Callable[..., Parts]) -> None:
    graph = Endless()
    answer = open_door(make(exported=graph)).head("/export/units.csv")
    assert (answer.status_code, answer.content, graph.read) == (200, b"", 0)


def test_who_is_not_known_is_asked_for_a_token(open_door: Door, make: Callable[..., Parts]) -> None:
    answer = open_door(make(exported=Endless())).get("/export/units.csv", headers={"Authorization": ""})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_who_may_not_read_the_register_is_refused(open_door: Door, make: Callable[..., Parts]) -> None:
    graph = Endless()
    answer = open_door(make(exported=graph), roles=()).get("/export/units.csv")
    assert (answer.status_code, graph.read) == (403, 0)
    assert "lack the duty to read register" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("path", ["/export/units.xlsx", "/export/customers.csv", "/export/units", "/export/"])
def test_what_is_no_export_is_not_there(open_door: Door, make: Callable[..., Parts], path: str) -> None:
    assert open_door(make(exported=Endless())).get(path).status_code == 404


def test_an_export_is_read_and_not_posted(open_door: Door, make: Callable[..., Parts]) -> None:
    assert open_door(make(exported=Endless())).post("/export/units.csv").status_code == 405


def test_every_mistake_of_a_filter_is_told_at_once(open_door: Door, make: Callable[..., Parts]) -> None:
    answer = open_door(make(exported=Endless())).get("/export/claims.csv?from=x&state=SOLD&size=1")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"], len(error["extensions"]["mistakes"])) == (
        400,
        "BAD_INPUT",
        3,
    )


def test_a_database_that_is_away_is_told_by_the_status(open_door: Door, make: Callable[..., Parts]) -> None:
    answer = open_door(make(exported=Endless(away=True))).get("/export/units.ndjson")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (500, "UNAVAILABLE")
    assert "secret-host" not in answer.text


class Reader:
    """A reader without a client library between: it takes so many pieces, and goes away."""

    def __init__(self, pieces: int) -> None:
        self.left = pieces
        self.begun = asyncio.Event()
        self.gone = asyncio.Event()
        self.status = 0

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.begun.set()
        self.left -= bool(message.get("body"))
        if self.left <= 0:
            self.gone.set()
        await asyncio.sleep(0)


def _asked() -> dict[str, Any]:
    (name, value), *_ = bearer(Role.CLERK).items()
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/export/units.ndjson",
        "raw_path": b"/export/units.ndjson",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode())],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }


async def test_a_reader_that_goes_away_ends_the_export_and_makes_room(make: Callable[..., Parts]) -> None:
    graph = Endless()
    app = create_app(Settings(), make(exported=graph))
    for _ in range(6):
        reader = Reader(pieces=3)
        async with asyncio.timeout(20):
            await app(_asked(), reader.receive, reader.send)
        assert reader.status == 200
    assert graph.read < 6 * 10


async def test_a_fifth_export_at_once_waits_for_its_turn(make: Callable[..., Parts]) -> None:
    app = create_app(Settings(), make(exported=Endless()))
    readers = [Reader(pieces=1_000_000) for _ in range(4)]
    running = [asyncio.create_task(app(_asked(), each.receive, each.send)) for each in readers]
    for each in readers:
        await each.begun.wait()
    fifth = Reader(pieces=1)
    await app(_asked(), fifth.receive, fifth.send)
    for each in readers:
        each.gone.set()
    await asyncio.gather(*running)
    assert fifth.status == 503
