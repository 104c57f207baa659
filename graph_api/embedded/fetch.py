"""
The per-user cache of the pinned artifacts: complete and verified, or an error that says what to do.

One process fetches at a time, under a lock beside the cache. Each artifact comes into a temporary folder beside the
cache, is verified there and moved into place whole, so that a fetch that was broken off is simply continued.
"""

import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from .artifacts import NEO4J_VERSION, Artifact, digest, pinned
from .download import Download, from_maven
from .errors import ArtifactBrokenError, ArtifactsUnavailableError, CacheFullError, EmbeddedError
from .progress import mebibytes, shown

_THREADS = 8
_ATTEMPTS = 3
_FIRST_PAUSE_SECONDS = 0.5
_STAMP = "complete"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_ENTRY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})


def default_cache() -> Path:
    """Where the artifacts are kept for this user, whether or not they are there yet."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "warranty-graph" / f"neo4j-{NEO4J_VERSION}"


def fetch(
    cache: Path | None = None,
    *,
    download: Download = from_maven,
    artifacts: Sequence[Artifact] | None = None,
    console: Console | None = None,
) -> Path:
    """
    Make the cache complete and return it; one that is complete already costs a few milliseconds and no network.

    Args:
        cache: The folder; `default_cache()` unless given.
        download: What fetches one artifact.
        artifacts: What is wanted; the pinned list unless given.
        console: Where progress is shown; standard error unless given.

    Raises:
        ArtifactsUnavailableError: something is missing and could not be downloaded.
        ArtifactBrokenError: something arrived truncated or changed, three times.
        CacheFullError: no room or no right to write there.
    """
    folder = (cache or default_cache()).absolute()
    wanted = pinned() if artifacts is None else tuple(artifacts)
    if not complete(folder, wanted):
        with _alone(folder):
            _complete(folder, wanted, download, console or Console(stderr=True))
    return folder


def complete(cache: Path, artifacts: Sequence[Artifact] | None = None) -> bool:
    """Whether the cache was once verified for this very list, and no file has changed its size since."""
    wanted = pinned() if artifacts is None else artifacts
    try:
        stamp = (cache / _STAMP).read_text(encoding="utf-8")
    except OSError:
        return False
    return stamp == digest(wanted) and not any(one.size_fault(cache / one.file_name) for one in wanted)


def verify(cache: Path | None = None, artifacts: Sequence[Artifact] | None = None) -> dict[Artifact, str]:
    """Read every byte: what is wrong with which artifact; empty when the cache is whole."""
    folder = cache or default_cache()
    faults = {one: one.fault(folder / one.file_name) for one in (pinned() if artifacts is None else artifacts)}
    return {artifact: fault for artifact, fault in faults.items() if fault}


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Hold the cache's lock; waits while another process fetches. Closing the file lets go, and so does dying."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with cache.with_name(f"{cache.name}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise _unwritable(cache, error) from error


def _unwritable(cache: Path, error: OSError, needed: int = 0) -> EmbeddedError:
    if error.errno in _NO_ROOM:
        return CacheFullError(
            f"the disk under {cache} is full: {mebibytes(needed)} ({needed:,} bytes) are needed for the embedded "
            "Neo4j. Make room there, or set XDG_CACHE_HOME to a folder with room; what is already verified is kept"
        )
    if error.errno in _NO_ENTRY:
        return CacheFullError(
            f"cannot write to the cache {cache}: {error.strerror}. "
            "Give yourself the right to write there, or set XDG_CACHE_HOME to a folder of yours"
        )
    return EmbeddedError(f"the cache {cache} failed: {error}. Check the disk, or set XDG_CACHE_HOME to another folder")


def _complete(cache: Path, wanted: Sequence[Artifact], download: Download, console: Console) -> None:
    if complete(cache, wanted):  # Another process fetched while this one waited.
        return
    missing = tuple(verify(cache, wanted))
    needed = sum(one.size for one in missing)
    try:
        _room(cache, needed)
        _download_all(cache, missing, download, console)
        _write_stamp(cache, digest(wanted))
    except OSError as error:
        raise _unwritable(cache, error, needed) from error


def _room(cache: Path, needed: int) -> None:
    """Find a full disk before the first byte, not after minutes."""
    if shutil.disk_usage(cache).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _download_all(cache: Path, missing: Sequence[Artifact], download: Download, console: Console) -> None:
    for left_over in cache.parent.glob(f".{cache.name}.*.part"):
        shutil.rmtree(left_over, ignore_errors=True)
    title = f"fetching Neo4j {NEO4J_VERSION} ({len(missing)} artifacts)"
    with (
        tempfile.TemporaryDirectory(prefix=f".{cache.name}.", suffix=".part", dir=cache.parent) as part,
        shown(console, title, sum(one.size for one in missing)) as advance,
        ThreadPoolExecutor(_THREADS, "fetch") as threads,
    ):
        running = {threads.submit(_download_one, one, cache, Path(part), download): one for one in missing}
        try:
            for done in as_completed(running):
                done.result()
                advance(running[done].size)
        except BaseException:
            threads.shutdown(wait=True, cancel_futures=True)
            raise


def _download_one(artifact: Artifact, cache: Path, part: Path, download: Download) -> None:
    """Fetch, verify, move into place; a broken or failed download is tried again, a full disk is not."""
    problem: Exception | None = None
    for attempt in range(_ATTEMPTS):
        time.sleep(_FIRST_PAUSE_SECONDS * attempt)
        with tempfile.TemporaryDirectory(dir=part) as target:
            try:
                path = download(artifact, Path(target))
            except Exception as error:
                if isinstance(error, OSError) and error.errno in _NO_ROOM:
                    raise
                problem = _unavailable(artifact, cache, error)
                problem.__cause__ = error
                continue
            fault = artifact.fault(path)
            if fault is None:
                path.replace(cache / artifact.file_name)
                return
            problem = _broken(artifact, fault)
    raise problem or _broken(artifact, "it never arrived")


def _unavailable(artifact: Artifact, cache: Path, error: Exception) -> EmbeddedError:
    return ArtifactsUnavailableError(
        f"could not download {artifact.coordinate} in {_ATTEMPTS} attempts ({type(error).__name__}: {error}). "
        f"Connect to the internet (proxy variables are honoured), name a mirror under [repositories] in jgo's "
        f"configuration file, copy {cache} from a machine that has it, or set NEO4J_URI to a server of your own"
    )


def _broken(artifact: Artifact, fault: str) -> EmbeddedError:
    return ArtifactBrokenError(
        f"{artifact.coordinate} arrived broken {_ATTEMPTS} times: {fault}. Nothing of it was kept. Try again later; "
        "if it stays, a proxy or a mirror on the way changes files: use another one"
    )


def _write_stamp(cache: Path, content: str) -> None:
    fresh = cache / f".{_STAMP}"
    try:
        fresh.write_text(content, encoding="utf-8")
        fresh.replace(cache / _STAMP)
    finally:
        fresh.unlink(missing_ok=True)
