"""The cache of artifacts: whole and verified, or an error that says what to do, and nothing half-done."""

import fcntl
import hashlib
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from graph_api.embedded import EmbeddedError, default_cache, fetch
from graph_api.embedded.artifacts import Artifact, parse, pinned
from graph_api.embedded.download import from_maven
from graph_api.embedded.errors import ArtifactBrokenError, ArtifactsUnavailableError, CacheFullError
from graph_api.embedded.fetch import complete, verify

_CONTENT = {f"part-{number}": f"content {number} ".encode() * 5000 for number in range(12)}


def _artifact(name: str) -> Artifact:
    content = _CONTENT[name]
    return Artifact("org.example", name, "1.0", "", "jar", hashlib.sha256(content).hexdigest(), len(content))


ARTIFACTS = tuple(_artifact(name) for name in _CONTENT)


class Registry:
    """A registry on this disk; `spoil` changes what the first deliveries of one artifact hold."""

    def __init__(self, spoil: dict[str, list[bytes]] | None = None) -> None:
        self.spoil = spoil or {}
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, artifact: Artifact, target_dir: Path) -> Path:
        with self._lock:
            self.asked.append(artifact.name)
            spoilt = self.spoil.get(artifact.name)
            content = spoilt.pop(0) if spoilt else _CONTENT[artifact.name]
        path = target_dir / artifact.file_name
        path.write_bytes(content)
        return path


def _unreachable(artifact: Artifact, target_dir: Path) -> Path:
    raise ConnectionError(f"no route to the registry for {artifact.name}")


def _quiet() -> Console:
    return Console(file=StringIO())


def _fetch(cache: Path, download: Registry | None = None) -> Path:
    return fetch(cache, download=download or Registry(), artifacts=ARTIFACTS, console=_quiet())


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "user" / "cache"


def test_an_empty_cache_is_filled_with_every_artifact_and_nothing_else(cache: Path) -> None:
    _fetch(cache)
    expected = {artifact.file_name for artifact in ARTIFACTS} | {"complete"}
    assert {path.name for path in cache.iterdir()} == expected
    assert {path.name for path in cache.parent.iterdir()} == {"cache", "cache.lock"}
    assert verify(cache, ARTIFACTS) == {}


def test_a_complete_cache_is_used_without_asking_the_registry(cache: Path) -> None:
    _fetch(cache)
    assert fetch(cache, download=_unreachable, artifacts=ARTIFACTS) == cache


def test_a_file_that_was_truncated_in_the_cache_is_noticed_and_only_that_one_fetched_again(cache: Path) -> None:
    _fetch(cache)
    with (cache / "part-3-1.0.jar").open("r+b") as file:
        file.truncate(100)
    again = Registry()
    _fetch(cache, again)
    assert again.asked == ["part-3"]
    assert verify(cache, ARTIFACTS) == {}


def test_full_verification_finds_a_file_of_the_right_size_with_other_bytes(cache: Path) -> None:
    _fetch(cache)
    (cache / "part-3-1.0.jar").write_bytes(b"x" * ARTIFACTS[3].size)
    assert complete(cache, ARTIFACTS)
    assert list(verify(cache, ARTIFACTS)) == [ARTIFACTS[3]]


def test_a_changed_list_makes_a_complete_cache_incomplete(cache: Path) -> None:
    _fetch(cache)
    assert not complete(cache, ARTIFACTS[:-1])


def test_a_truncated_download_is_fetched_again(cache: Path) -> None:
    registry = Registry(spoil={"part-5": [_CONTENT["part-5"][:1000]]})
    _fetch(cache, registry)
    assert registry.asked.count("part-5") == 2
    assert verify(cache, ARTIFACTS) == {}


def test_a_download_that_stays_corrupt_is_refused_by_name_and_leaves_nothing_of_it(cache: Path) -> None:
    wrong = b"y" * ARTIFACTS[5].size
    with pytest.raises(ArtifactBrokenError, match=r"org\.example:part-5:1\.0:jar arrived broken 3 times: its SHA-256"):
        _fetch(cache, Registry(spoil={"part-5": [wrong] * 9}))
    assert not (cache / ARTIFACTS[5].file_name).exists()
    assert not complete(cache, ARTIFACTS)
    assert {path.name for path in cache.parent.iterdir()} == {"cache", "cache.lock"}


def test_a_fetch_after_a_failed_one_continues_where_it_ended(cache: Path) -> None:
    with pytest.raises(ArtifactBrokenError):
        _fetch(cache, Registry(spoil={"part-11": [b""] * 9}))
    kept = {path.name for path in cache.iterdir()}
    again = Registry()
    _fetch(cache, again)
    assert set(again.asked) == {one.name for one in ARTIFACTS if one.file_name not in kept}
    assert "part-11" in again.asked


def test_a_machine_without_network_or_cache_hears_what_is_missing_and_what_to_do(cache: Path) -> None:
    with pytest.raises(ArtifactsUnavailableError) as caught:
        fetch(cache, download=_unreachable, artifacts=ARTIFACTS, console=_quiet())
    message = str(caught.value)
    assert re.search(r"could not download org\.example:part-\d+:1\.0:jar", message)
    assert "no route to the registry" in message
    assert "Connect to the internet" in message
    assert isinstance(caught.value, EmbeddedError)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 512 KiB, which a fetch of 600 KB cannot fit into."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder))
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small tmpfs needs root")
    try:
        yield folder
    finally:
        subprocess.run(("umount", str(folder)), check=True)  # noqa: S607


def test_a_disk_that_is_too_small_is_found_before_the_first_byte(small_disk: Path) -> None:
    registry = Registry()
    with pytest.raises(CacheFullError, match=rf"the disk under {small_disk}/cache is full: .* \([\d,]+ bytes\)"):
        _fetch(small_disk / "cache", registry)
    assert registry.asked == []
    assert list((small_disk / "cache").iterdir()) == []


def test_a_disk_that_fills_up_during_the_fetch_is_named_and_keeps_no_half_file(small_disk: Path) -> None:
    filler = small_disk / "filler"

    class Greedy(Registry):
        def __call__(self, artifact: Artifact, target_dir: Path) -> Path:
            with filler.open("ab", buffering=0) as file:
                file.write(b"z" * (1 << 20))
            return super().__call__(artifact, target_dir)

    few = ARTIFACTS[:4]
    with pytest.raises(CacheFullError, match="Make room there, or set XDG_CACHE_HOME"):
        fetch(small_disk / "cache", download=Greedy(), artifacts=few, console=_quiet())
    kept = [one for one in few if (small_disk / "cache" / one.file_name).exists()]
    assert all(one.fault(small_disk / "cache" / one.file_name) is None for one in kept)
    assert {path.name for path in small_disk.iterdir()} == {"cache", "cache.lock", "filler"}


def test_a_device_that_is_always_full_gives_the_same_error(cache: Path) -> None:
    def to_full_device(artifact: Artifact, target_dir: Path) -> Path:
        path = target_dir / artifact.file_name
        path.symlink_to("/dev/full")
        path.write_bytes(_CONTENT[artifact.name])
        return path

    with pytest.raises(CacheFullError, match="is full"):
        fetch(cache, download=to_full_device, artifacts=ARTIFACTS, console=_quiet())
    assert list(cache.iterdir()) == []


def test_a_cache_whose_place_is_taken_by_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CacheFullError, match=r"cannot write to the cache .*/file/cache"):
        _fetch(tmp_path / "file" / "cache")


def test_two_fetches_at_once_download_each_artifact_once_and_both_succeed(cache: Path) -> None:
    registry = Registry()
    both = [threading.Thread(target=_fetch, args=(cache, registry)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert sorted(registry.asked) == sorted(_CONTENT)
    assert complete(cache, ARTIFACTS)


def test_a_fetch_waits_for_the_one_of_another_process_and_removes_what_a_killed_one_left(cache: Path) -> None:
    left_over = cache.parent / ".cache.abc.part"
    left_over.mkdir(parents=True)
    (left_over / "half.jar").write_bytes(b"half")
    with (cache.parent / "cache.lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = threading.Thread(target=_fetch, args=(cache,))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(30)
    assert complete(cache, ARTIFACTS)
    assert not left_over.exists()


def test_progress_without_a_terminal_is_a_few_plain_lines(cache: Path) -> None:
    shown = StringIO()
    fetch(cache, download=Registry(), artifacts=ARTIFACTS, console=Console(file=shown, width=200))
    lines = shown.getvalue().splitlines()
    assert 1 <= len(lines) <= 5
    assert re.fullmatch(r"fetching Neo4j 5\.26\.\d+ \(12 artifacts\): ([\d.]+ MiB) of \1", lines[-1])


def test_the_cache_is_the_users_own_and_can_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_cache().parent == Path("/somewhere/warranty-graph")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache().parent == Path.home() / ".cache" / "warranty-graph"


def test_the_pinned_list_is_complete_enough_to_check_every_byte() -> None:
    assert len(pinned()) > 200
    assert all(re.fullmatch(r"[0-9a-f]{64}", artifact.sha256) and artifact.size > 0 for artifact in pinned())
    assert {"neo4j", "neo4j-server", "neo4j-bolt"} <= {artifact.name for artifact in pinned()}


def test_two_artifacts_with_one_file_name_are_refused() -> None:
    line = "0" * 64 + " 1 {}:same:1.0:jar\n"
    with pytest.raises(ValueError, match="one file name"):
        parse(line.format("org.one") + line.format("org.two"))


def test_one_artifact_really_comes_from_the_registry_as_it_is_pinned(tmp_path: Path) -> None:
    """The smallest one, so that the test costs kilobytes; without network it is skipped, with a reason."""
    smallest = min(pinned(), key=lambda artifact: artifact.size)
    try:
        path = from_maven(smallest, tmp_path)
    except OSError as error:
        pytest.skip(f"the registry cannot be reached: {error}")
    assert smallest.fault(path) is None
