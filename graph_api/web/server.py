"""Runs the application: an address that is taken first, a quiet server, and a tidy heap."""

import gc
import socket
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from graph_api.web.head_limit import limited_protocol

# A collection of the youngest objects costs little; ten times as rare made the slowest requests slower.
_GC_THRESHOLDS = (10_000, 20, 100)
_BACKLOG = 2048


class ServeError(Exception):
    """The server cannot start. The text says what to do."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What the server grants a connection. A graceful end waits so long for requests in flight."""

    head_bytes: int = 32 * 1024
    head_seconds: float = 10
    graceful_seconds: int = 5
    connections: int = 1000


def take_address(host: str, port: int) -> socket.socket:
    """
    Bind before anything slow starts, so that a port in use is told at once.

    Raises:
        ServeError: the address is in use or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host.strip("[]"), port))
        taken.listen(_BACKLOG)
    except OSError as error:
        taken.close()
        remedy = f"stop what uses port {port}, or choose another by --port or WARRANTY_GRAPH_PORT (0: any free one)"
        raise ServeError(f"cannot listen on {host}:{port} ({error.strerror}): {remedy}") from None
    return taken


def address(taken: socket.socket) -> str:
    """The URL of a bound socket."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, taken: socket.socket, limits: ServerLimits, started: Callable[[], None]) -> None:
    """
    Serve until a signal ends it; `started` is called when requests are answered.

    Raises:
        ServeError: the application did not start; the log has the reason.
        KeyboardInterrupt: it ended by Ctrl-C, after a graceful end.
    """
    server = _Server(uvicorn_config(app, limits), started)
    server.run(sockets=[taken])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            raise ServeError("the application did not start: the reason is in the log above") from None
        if self.started:
            settle_heap()
            self._started()


def settle_heap() -> None:
    """Keep what was made at the start out of every later collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)


def uvicorn_config(app: ASGIApp, limits: ServerLimits) -> uvicorn.Config:
    """How the application is served: no server header, no access log, no WebSocket."""
    return uvicorn.Config(
        app,
        http=limited_protocol(limits.head_bytes, limits.head_seconds),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_graceful_shutdown=limits.graceful_seconds,
        backlog=_BACKLOG,
    )
