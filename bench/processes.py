"""What is measured, as processes of their own on this machine: Neo4j, our server and the stock peer's."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.wire import PeerError
from graph_api.embedded import Neo4jChild, start

PROGRAM: Final = (sys.executable, "-c", "from graph_api.cli import main; main()")
_PATIENCE_SECONDS: Final = 30.0
_END_SECONDS: Final = 10.0
_PATIENT: Final = {
    "WARRANTY_GRAPH_REQUEST_TIMEOUT_SECONDS": "60",
    "WARRANTY_GRAPH_RETRY_TIME_SECONDS": "50",
    "WARRANTY_GRAPH_TRANSACTION_TIMEOUT_SECONDS": "40",
    "WARRANTY_GRAPH_CONNECTION_TIMEOUT_SECONDS": "20",
    "WARRANTY_GRAPH_ACQUISITION_TIMEOUT_SECONDS": "20",
}
"""For seeding alone: a busy machine should make the figures poor, and not prevent them."""


@dataclass(frozen=True, slots=True)
class Servers:
    """
    Where the peers answer.

    Attributes:
        token: Of an administrator, for ours; the stock peer asks for none.
    """

    neo4j_uri: str
    neo4j_password: str
    ours: str
    stock: str
    token: str


@contextmanager
def running(home: Path) -> Iterator[Servers]:
    """A seeded graph with both servers on it; nothing is left running after the block."""
    with ExitStack() as stack:
        child = stack.enter_context(start(home / "neo4j", report=_say))
        environment = environment_of(home, child)
        _run({**environment, **_PATIENT}, "seed")
        token = _run(environment, "token", "--role", "administrator", "--subject", "bench").strip()
        ours, stock = _free_port(), _free_port()
        stack.enter_context(_server([*PROGRAM, "serve", "--port", str(ours)], environment, home / "ours.log", ours))
        stack.enter_context(
            _server([sys.executable, "-m", "bench.stock", str(stock)], environment, home / "stock.log", stock)
        )
        yield Servers(child.uri, child.password, _graphql(ours), _graphql(stock), token)


def environment_of(home: Path, child: Neo4jChild) -> dict[str, str]:
    """Nothing of the caller's own settings counts, so that two runs measure the same."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("WARRANTY_GRAPH_", "NEO4J_"))}
    return {
        **own,
        "NEO4J_URI": child.uri,
        "NEO4J_USER": child.user,
        "NEO4J_PASSWORD": child.password,
        "WARRANTY_GRAPH_HOME": str(home),
    }


def _run(environment: Mapping[str, str], *command: str) -> str:
    """
    Run one of our commands to its end; what it prints.

    Raises:
        PeerError: it failed; the text says what it said.
    """
    done = subprocess.run(  # noqa: S603 -- our own program, our own arguments
        [*PROGRAM, *command], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise PeerError(f"warranty-graph {command[0]} failed: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def _server(command: Sequence[str], environment: Mapping[str, str], log: Path, port: int) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)  # noqa: S603 -- our own
    try:
        _await_answer(process, log, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_answer(process: "subprocess.Popen[bytes]", log: Path, port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise PeerError(f"a server did not start: {log.read_text(errors='replace').strip()}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _graphql(port: int) -> str:
    return f"http://127.0.0.1:{port}/graphql"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
