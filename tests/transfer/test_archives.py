"""Archives without a database: what stands in them, and every way in which one is refused before it is used."""

import json
import stat
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from graph_api.domain.archive import KINDS, Kind, Plain, Record
from graph_api.resources import resource
from graph_api.transfer.archive_format import ArchiveRefused, fingerprint
from graph_api.transfer.archive_reading import opened
from tests.store.test_graph_model import MODEL
from tests.transfer.archives import KEY, GraphInMemory, archived, some_graph, touched, unit, with_manifest


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    archived(some_graph(), tmp_path / "whole.zip")
    return tmp_path / "whole.zip"


def _lines(path: Path, name: str) -> list[dict[str, object]]:
    with ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(name).splitlines()]


def test_a_record_is_a_line_with_all_that_it_says_and_where_it_leads(whole: Path) -> None:
    assert _lines(whole, "Unit.ndjson")[1] == {
        "id": "U2",
        "serialNumber": "Ä-1",
        "freeFrom": "2026-02-28",
        "createdAt": "2026-02-28T10:00:00.5Z",
    }
    assert _lines(whole, "Registration.ndjson") == [
        {"id": "R1", "links": {"OF": [{"to": "Unit", "key": "U2", "recordedAt": "2026-03-02T09:30Z"}]}}
    ]


def test_the_manifest_says_what_is_in_the_archive_and_what_each_property_is(whole: Path) -> None:
    with ZipFile(whole) as archive:
        about = json.loads(archive.read("manifest.json"))
    assert (about["format"], about["formatVersion"], about["productVersion"]) == ("warranty-graph archive", 1, "9.9")
    assert (about["records"], about["links"], about["leftOut"]) == (3, 1, {"nodes": 0, "links": 0})
    assert about["migrations"] == [{"version": "V001", "name": "identity", "checksum": "f" * 64}]
    assert about["auditKeyFingerprint"] == fingerprint(KEY) != fingerprint(b"another")
    (units,) = (each for each in about["files"] if each["kind"] == "Unit")
    assert units["properties"] == {"createdAt": "moment", "freeFrom": "day", "id": "text", "serialNumber": "text"}
    assert (units["key"], units["records"], len(units["sha256"])) == (["id"], 2, 64)


def test_equal_graphs_are_equal_bytes_but_for_the_moment_of_the_export(tmp_path: Path, whole: Path) -> None:
    archived(some_graph(), tmp_path / "again.zip")
    with ZipFile(whole) as one, ZipFile(tmp_path / "again.zip") as other:
        kinds = [name for name in one.namelist() if name != "manifest.json"]
        assert len(kinds) == len(KINDS)
        assert [one.read(name) for name in kinds] == [other.read(name) for name in kinds]


def test_an_archive_can_be_read_by_its_owner_alone(whole: Path) -> None:
    assert stat.S_IMODE(whole.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_what_was_written_during_a_reading_is_read_again(tmp_path: Path) -> None:
    graph = some_graph()
    graph.written_during = 2
    said: list[str] = []
    archived(graph, tmp_path / "third.zip", said.append)
    assert graph.readings == 3
    assert len([each for each in said if "somebody wrote during the" in each]) == 2


def test_a_graph_that_never_holds_still_is_not_archived_and_nothing_is_left_behind(tmp_path: Path) -> None:
    graph = some_graph()
    graph.written_during = 100
    with pytest.raises(ArchiveRefused, match="somebody wrote during each of 5 readings"):
        archived(graph, tmp_path / "never.zip")
    assert list(tmp_path.iterdir()) == []


def test_nodes_of_kinds_that_are_not_ours_are_counted_as_left_out(tmp_path: Path) -> None:
    graph = some_graph()
    graph.strangers = 2
    assert archived(graph, tmp_path / "ours.zip").left_out == {"nodes": 2, "links": 0}


def test_no_file_is_written_over(whole: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(ArchiveRefused, match=r"whole\.zip is there already: name another file"):
        archived(some_graph(), whole)
    assert whole.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match=r"cannot be written \(No such file or directory\)"):
        archived(some_graph(), tmp_path / "nowhere" / "a.zip")


def test_one_property_of_two_types_is_told(tmp_path: Path) -> None:
    graph = GraphInMemory({"Unit": [unit("U1", extra="one"), unit("U2", extra=1)]})
    with pytest.raises(ArchiveRefused, match="extra is text in one record and integer in another"):
        archived(graph, tmp_path / "mixed.zip")


def test_every_kind_of_the_model_is_archived_but_those_that_speak_of_the_graph_itself() -> None:
    named = {line[5:-1] for line in MODEL.splitlines() if line.startswith("### `")}
    assert {kind.label for kind in KINDS} == named - {"Migration", "Restoration"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.label)
def test_the_key_of_a_kind_is_kept_unique_by_a_constraint(kind: Kind) -> None:
    keys = ", ".join(f"{kind.label}.{name}" for name in kind.key)
    assert f"| {keys} |" in MODEL


@pytest.mark.parametrize("name", ["links", "to", "key"])
def test_no_property_has_a_name_that_the_format_takes_for_itself(name: str) -> None:
    """`to` and `key` stand beside the properties of links, `links` beside those of records."""
    relationships = MODEL.partition("\n## Relationships\n")[2].partition("\n## ")[0]
    assert f"`{name}`" not in (relationships if name != "links" else MODEL)


def test_the_format_describes_every_kind() -> None:
    described = resource("schema", "archive-format.md").read_text(encoding="utf-8")
    assert [kind.label for kind in KINDS if f"`{kind.label}" not in described] == []


def _cut(files: dict[str, bytes]) -> None:
    files["Unit.ndjson"] = files["Unit.ndjson"][:-3]


def _doubled(files: dict[str, bytes]) -> None:
    files["Registration.ndjson"] *= 2


def _renamed(files: dict[str, bytes]) -> None:
    files["Unit.ndjson"] = files["Unit.ndjson"].replace(b"serialNumber", b"serialnumber")


def _other_day(files: dict[str, bytes]) -> None:
    files["Unit.ndjson"] = files["Unit.ndjson"].replace(b"2026-02-28", b"2026-02-31")


def _other_number(files: dict[str, bytes]) -> None:
    files["Unit.ndjson"] = files["Unit.ndjson"].replace(b"-1", b"-2")


def _keyless(files: dict[str, bytes]) -> None:
    files["Unit.ndjson"] = b"{}\n" + files["Unit.ndjson"]


def _elsewhere(files: dict[str, bytes]) -> None:
    files["Registration.ndjson"] = files["Registration.ndjson"].replace(b'"Unit"', b'"Moon"')


@pytest.mark.parametrize(
    ("touch", "told"),
    [
        (lambda files: files.pop("Unit.ndjson"), r"damaged: Unit\.ndjson is missing"),
        (lambda files: files.update({"more.txt": b""}), r"damaged: more\.txt is no part of it"),
        (_cut, r"damaged: Unit\.ndjson has no record of its kind in line 2"),
        (_renamed, r"damaged: Unit\.ndjson has no record of its kind in line 2"),
        (_other_day, r"damaged: Unit\.ndjson has no record of its kind in line 1"),
        (_elsewhere, r"damaged: Registration\.ndjson has no record of its kind in line 1"),
        (_keyless, r"damaged: Unit\.ndjson has a record without its key in line 1"),
        (_other_number, r"damaged: Unit\.ndjson is not what its SHA-256"),
        (_doubled, r"damaged: Registration\.ndjson is not what its SHA-256"),
        (lambda files: files.pop("manifest.json"), "is damaged, or no archive of warranty-graph"),
        (lambda files: files.update({"manifest.json": b"[]"}), "is no archive of warranty-graph"),
        (lambda files: files.update({"manifest.json": b"\xff"}), "is no archive of warranty-graph"),
        (with_manifest(lambda about: about.update(format="another")), "is no archive of warranty-graph"),
        (with_manifest(lambda about: about.pop("files")), "is no archive of warranty-graph"),
        (with_manifest(lambda about: about.update(files=[*about["files"], about["files"][0]])), "is no archive of"),
        (with_manifest(lambda about: about.update(formatVersion=2)), r"has format version 2.* reads version 1: use"),
        (
            with_manifest(lambda about: about["files"][0].update(name="Lease.ndjson")),
            r"has Lease\.ndjson, a kind that this version does not know: upgrade",
        ),
        (
            with_manifest(lambda about: [each.update(records=7) for each in about["files"]]),
            "has another number of records or links than the manifest says",
        ),
    ],
)
def test_an_archive_that_is_not_what_was_written_is_refused(
    whole: Path, touch: Callable[[dict[str, bytes]], None], told: str
) -> None:
    with pytest.raises(ArchiveRefused, match=told), opened(touched(whole, touch)) as archive:
        archive.verify()


@pytest.mark.parametrize("left", [0.0, 0.4, 0.99])
def test_an_archive_that_was_cut_off_is_refused(whole: Path, left: float) -> None:
    text = whole.read_bytes()
    whole.write_bytes(text[: int(len(text) * left)])
    with pytest.raises(ArchiveRefused, match=r"cannot be read \(it is cut off, or no archive at all\)"), opened(whole):
        pass


def test_any_byte_that_changed_on_the_way_is_noticed_or_changes_nothing(whole: Path) -> None:
    with opened(whole) as archive:
        digest = archive.digest
    text = whole.read_bytes()
    for place in range(0, len(text), 7):
        whole.write_bytes(text[:place] + bytes([text[place] ^ 0x55]) + text[place + 1 :])
        try:
            with opened(whole) as archive:
                archive.verify()
                assert archive.digest == digest
        except ArchiveRefused:
            pass


@pytest.mark.parametrize("name", [".", "nothing.zip"])
def test_what_is_no_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveRefused, match="cannot be read"), opened(tmp_path / name):
        pass


class _Endless(GraphInMemory):
    """So many units, made when they are asked for."""

    async def page(self, kind: Kind, after: Sequence[Plain], first: int) -> list[Record]:
        if kind.label != "Unit":
            return []
        begin = int(str(after[0]) or 0) + 1
        return [unit(f"{place:09}") for place in range(begin, min(begin + first, 60_001))]


def test_memory_does_not_grow_with_the_graph(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        manifest = archived(_Endless({}), tmp_path / "long.zip")
        with opened(tmp_path / "long.zip") as archive:
            archive.verify()
            batches = sum(len(batch) for batch in archive.batches(archive.manifest.files[15], 1_000))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert manifest.records == batches == 60_000
    assert most < 6_000_000, "sixty pages of a thousand, of which one is held at a time"
