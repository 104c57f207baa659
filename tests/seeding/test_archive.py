"""The seeded graph, which holds every kind of story, is taken out and comes back whole, by the command line."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

import neo4j
import pytest
from typer.testing import CliRunner, Result

from graph_api.cli import build_cli
from graph_api.domain.archive import KINDS, Restoration
from graph_api.embedded import Neo4jChild, start
from graph_api.settings import variables
from graph_api.store.bolt import Connection
from graph_api.store.restoring import RestoringGraph
from graph_api.transfer.archive_reading import opened
from graph_api.transfer.restoring import restore
from graph_api.wiring import WarrantyGraph
from tests.seeding.conftest import AUDIT_KEY, Seeded

T = TypeVar("T")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jChild]:
    """A Neo4j that holds nothing."""
    with start(tmp_path_factory.mktemp("restored") / "home") as child:
        yield child


@pytest.fixture(scope="module")
def archive(seeded: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    said = _run(seeded.connection, folder, "export", "--all", str(folder / "seeded.zip"))
    assert said.exit_code == 0, said.output
    assert "the audit key is not in it: keep a copy of that elsewhere" in said.stdout
    assert "left out" not in said.stdout
    return folder / "seeded.zip"


def _run(connection: Connection, home: Path, *arguments: str, key: str = AUDIT_KEY.decode()) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        for name in variables():
            patch.delenv(name, raising=False)
        patch.setenv("NEO4J_URI", connection.uri)
        patch.setenv("NEO4J_USER", connection.user)
        patch.setenv("NEO4J_PASSWORD", connection.password)
        patch.setenv("WARRANTY_GRAPH_HOME", str(home))
        patch.setenv("WARRANTY_GRAPH_AUDIT_KEY", key)
        patch.setenv("WARRANTY_GRAPH_TRANSACTION_TIMEOUT_SECONDS", "4.9")
        patch.setenv("COLUMNS", "200")
        return CliRunner().invoke(build_cli(WarrantyGraph()), arguments)


def _contents(archive: Path) -> dict[str, bytes]:
    with ZipFile(archive) as file:
        return {name: file.read(name) for name in file.namelist() if name != "manifest.json"}


def _manifest(archive: Path) -> dict[str, Any]:
    with ZipFile(archive) as file:
        return dict(json.loads(file.read("manifest.json")))


def _asked(connection: Connection, text: str) -> set[tuple[Any, ...]]:
    with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.user, connection.password)) as driver:
        return {tuple(record.values()) for record in driver.execute_query(neo4j.Query(text, timeout=60)).records}


def test_no_label_type_or_property_of_the_graph_is_left_out(seeded: Seeded, archive: Path) -> None:
    about = _manifest(archive)
    said = {(file["kind"], name) for file in about["files"] for name in file["properties"]}
    of_links = {
        (file["kind"], type_, name)
        for file in about["files"]
        for type_, types in file["linkProperties"].items()
        for name in (None, *types)
    }
    there = "MATCH (n) WHERE NOT n:Migration UNWIND keys(n) AS name RETURN DISTINCT head(labels(n)), name"
    assert said == _asked(seeded.connection, there)
    between = "MATCH (n)-[r]->() UNWIND [null] + keys(r) AS name RETURN DISTINCT head(labels(n)), type(r), name"
    assert of_links == _asked(seeded.connection, between)
    ((nodes, links),) = _asked(
        seeded.connection,
        "CALL () { MATCH (n) WHERE NOT n:Migration RETURN count(n) AS nodes } MATCH ()-[r]->() RETURN nodes, count(r)",
    )
    assert (about["records"], about["links"], about["leftOut"]) == (nodes, links, {"nodes": 0, "links": 0})
    assert [each["kind"] for each in about["files"] if not each["records"]] == ["Import"], "the seed tells all else"


def test_what_was_cut_off_is_gone_on_with_and_the_graph_comes_back_whole(
    archive: Path, empty: Neo4jChild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = Connection(empty.uri, empty.user, empty.password)
    for batches in (1, 45):
        monkeypatch.setattr("graph_api.commands.archiving.RestoringGraph", _cut_off_after(batches))
        assert isinstance(_run(connection, tmp_path, "import", "--archive", str(archive)).exception, _CutOff)
    monkeypatch.undo()
    _another_archive_is_refused_meanwhile(connection, archive, tmp_path)

    loaded = _run(connection, tmp_path, "import", "--archive", str(archive))
    assert loaded.exit_code == 0, loaded.output
    assert f"loaded {_manifest(archive)['records']:,} records" in loaded.stdout
    again = _run(connection, tmp_path, "export", "--all", str(tmp_path / "again.zip"))
    assert again.exit_code == 0, again.output
    assert _contents(tmp_path / "again.zip") == _contents(archive)
    assert _manifest(tmp_path / "again.zip")["files"] == _manifest(archive)["files"]

    doctor = _run(connection, tmp_path, "doctor")
    assert (doctor.exit_code, "every rule holds over the graph, every audit chain is whole" in doctor.output) == (
        0,
        True,
    )
    twice = _run(connection, tmp_path, "import", "--archive", str(archive))
    assert (twice.exit_code, "the graph is not empty" in twice.stderr) == (1, True)


def _another_archive_is_refused_meanwhile(connection: Connection, archive: Path, folder: Path) -> None:
    other = folder / "other.zip"
    with ZipFile(archive) as source, ZipFile(other, "w") as copy:
        for name in source.namelist():
            text = source.read(name)
            copy.writestr(name, text.replace(b'"exportedAt": "2', b'"exportedAt": "3'))
    said = _run(connection, folder, "import", "--archive", str(other))
    assert (said.exit_code, "the load of another archive was begun in this graph" in said.stderr) == (1, True)


class _CutOff(Exception):
    """What a test does to a load in its middle."""


def _cut_off_after(batches: int) -> type[RestoringGraph]:
    class CutOff(RestoringGraph):
        left = batches

        async def load(self, work: Callable[[Any], Awaitable[T]]) -> T:
            self.left -= 1
            if self.left < 0:
                raise _CutOff
            return await super().load(work)

    return CutOff


def test_a_graph_that_holds_something_takes_no_archive_in(seeded: Seeded, archive: Path, tmp_path: Path) -> None:
    before = _asked(seeded.connection, "MATCH (n) RETURN count(n)")
    said = _run(seeded.connection, tmp_path, "import", "--archive", str(archive))
    assert (said.exit_code, "the graph is not empty" in said.stderr) == (1, True)
    assert _asked(seeded.connection, "MATCH (n) RETURN count(n)") == before


def test_an_archive_of_another_audit_key_is_refused_before_anything_is_written(
    seeded: Seeded, archive: Path, tmp_path: Path
) -> None:
    said = _run(
        seeded.connection, tmp_path, "import", "--archive", str(archive), key="another key of the tests, as long"
    )
    assert (said.exit_code, "were sealed with another key" in said.stderr) == (1, True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": "V999"}, "is of a graph at V999, which this version does not know: upgrade"),
        ({"checksum": "0"}, "is of a graph with another V001"),
    ],
)
def test_an_archive_of_other_migrations_is_refused(
    seeded: Seeded, archive: Path, tmp_path: Path, change: dict[str, str], told: str
) -> None:
    about = _manifest(archive)
    about["migrations"][0].update(change)
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("manifest.json", json.dumps(about))
    said = _run(seeded.connection, tmp_path, "import", "--archive", str(tmp_path / "other.zip"))
    assert (said.exit_code, told in said.stderr) == (1, True)


def test_every_kind_has_a_file(archive: Path) -> None:
    assert sorted(_contents(archive)) == sorted(f"{kind.label}.ndjson" for kind in KINDS)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export"], "give either rows to write (units, documents, claims, returns, events) or --all FILE, alone"),
        (["import", "--archive", "a.zip", "folder"], "give --archive alone"),
        (["import", "--archive", "a.zip", "--check"], "give --archive alone"),
        (["import", "--archive", "nowhere.zip"], "nowhere.zip cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_told(seeded: Seeded, tmp_path: Path, arguments: list[str], told: str) -> None:
    said = _run(seeded.connection, tmp_path, *arguments)
    assert (said.exit_code, told in said.stderr) == (1, True)


def test_a_link_to_what_is_not_in_the_archive_stops_the_load(archive: Path) -> None:
    """Whoever makes an archive by hand may forget a record and get every checksum right."""

    class Nowhere:
        """A graph in which nothing is found."""

        async def look(self) -> Any: ...

        async def places(self, label: str, keys: Any) -> dict[str, str]:
            return dict.fromkeys(keys, "there") if label == "ProductCategory" else {}

        async def load(self, _work: Any) -> Any:
            return Restoration("", 0)

    with opened(archive) as whole, pytest.raises(Exception, match="which is not in the archive"):
        asyncio.run(restore(Nowhere(), whole, lambda _: None))
