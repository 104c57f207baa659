"""The server on a real socket: what is sent slowly, too large or never ends, and how it starts and stops."""

import gc
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPResponse
from typing import Any

import pytest
import uvicorn

from graph_api.app import create_app
from graph_api.settings import Settings
from graph_api.web.server import ServeError, ServerLimits, address, serve, settle_heap, take_address, uvicorn_config

BODY = b'{"query": "{ actor }"}'


@contextmanager
def _running(make: Callable[..., Any], limits: ServerLimits, **settings: Any) -> Iterator[tuple[str, int]]:
    """A server in a thread, ended at the end of the block."""
    taken = take_address("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn_config(create_app(Settings(**settings), make()), limits))
    thread = threading.Thread(target=server.run, args=([taken],))
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield taken.getsockname()
    finally:
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()


def _connect(place: tuple[str, int]) -> socket.socket:
    connection = socket.create_connection(place)
    connection.settimeout(5)
    return connection


def _read_all(connection: socket.socket) -> bytes:
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def _post(headers: dict[str, str], body: bytes = BODY, length: int | None = None) -> bytes:
    lines = {"Host": "x", "Content-Type": "application/json", "Content-Length": str(length or len(body))} | headers
    head = "\r\n".join(f"{name}: {value}" for name, value in lines.items())
    return f"POST /graphql HTTP/1.1\r\n{head}\r\n\r\n".encode() + body


def test_requests_are_answered_on_one_kept_connection_without_a_server_header(
    make: Callable[..., Any], clerk: dict[str, str]
) -> None:
    with _running(make, ServerLimits()) as place, closing(_connect(place)) as connection:
        for _ in range(3):
            connection.sendall(_post(clerk))
            with closing(HTTPResponse(connection)) as answer:
                answer.begin()
                assert answer.status == HTTPStatus.OK
                assert answer.getheader("server") is None
                assert json.loads(answer.read()) == {"data": {"actor": "ann"}}


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTT", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_end_is_closed_in_time(make: Callable[..., Any], sent: bytes) -> None:
    with _running(make, ServerLimits(head_seconds=0.5)) as place, closing(_connect(place)) as connection:
        started = time.monotonic()
        connection.sendall(sent)
        assert _read_all(connection).startswith(b"HTTP/1.1 408 Request Timeout")
        assert 0.4 < time.monotonic() - started < 2


def test_a_head_that_comes_byte_by_byte_gets_no_more_time(make: Callable[..., Any]) -> None:
    with _running(make, ServerLimits(head_seconds=0.5)) as place, closing(_connect(place)) as connection:
        started = time.monotonic()
        answer = b""
        connection.setblocking(False)  # noqa: FBT003
        for byte in b"GET /healthz HTTP/1.1\r\nX-Slow: " + b"x" * 200:
            time.sleep(0.02)
            try:
                connection.send(bytes([byte]))
                answer = connection.recv(100)
            except BlockingIOError:
                continue
            except ConnectionError:
                break
            break
        assert answer.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - started < 2


def test_the_second_head_on_a_connection_has_the_same_limit(make: Callable[..., Any], clerk: dict[str, str]) -> None:
    with _running(make, ServerLimits(head_seconds=0.5)) as place, closing(_connect(place)) as connection:
        connection.sendall(_post(clerk))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /healthz HTTP/1.1\r\nX-S")
        assert _read_all(connection).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"])
def test_a_head_that_is_too_large_is_refused(make: Callable[..., Any], end: bytes) -> None:
    with _running(make, ServerLimits(head_bytes=4096)) as place, closing(_connect(place)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: " + b"x" * 5000 + end)
        assert _read_all(connection).startswith(b"HTTP/1.1 431 Request Header Fields Too Large")


def test_an_answer_that_takes_longer_than_a_head_may_is_not_cut(
    make: Callable[..., Any], clerk: dict[str, str]
) -> None:
    times = {"request_timeout_seconds": 1, "retry_time_seconds": 0.3}
    times |= {"transaction_timeout_seconds": 0.2}
    with _running(make, ServerLimits(head_seconds=0.3), **times) as place, closing(_connect(place)) as connection:
        connection.sendall(_post(clerk, b'{"query": "{ slow }"}') + b"GET /healthz HTTP/1.1\r\nX-S")
        assert connection.recv(65536).startswith(b"HTTP/1.1 503")


def test_a_body_that_does_not_arrive_is_given_up(make: Callable[..., Any], clerk: dict[str, str]) -> None:
    times = {"request_timeout_seconds": 0.5, "retry_time_seconds": 0.3}
    times |= {"transaction_timeout_seconds": 0.2}
    with _running(make, ServerLimits(), **times) as place, closing(_connect(place)) as connection:
        connection.sendall(_post(clerk, b'{"query"', length=100))
        answer = _read_all(connection)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"REQUEST_TIMEOUT" in answer


def test_a_body_that_is_too_large_is_refused_before_it_arrives(make: Callable[..., Any], clerk: dict[str, str]) -> None:
    with _running(make, ServerLimits()) as place, closing(_connect(place)) as connection:
        connection.sendall(_post(clerk, b"", length=1_000_000_000))
        assert _read_all(connection).startswith(b"HTTP/1.1 413")


def test_a_caller_that_leaves_in_the_middle_of_a_body_disturbs_nobody(
    make: Callable[..., Any], clerk: dict[str, str]
) -> None:
    with _running(make, ServerLimits()) as place:
        with closing(_connect(place)) as gone:
            gone.sendall(_post(clerk, b'{"query"', length=100))
        with closing(_connect(place)) as connection:
            connection.sendall(_post(clerk))
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"]
)
def test_what_is_no_http_is_refused(make: Callable[..., Any], sent: bytes) -> None:
    with _running(make, ServerLimits()) as place, closing(_connect(place)) as connection:
        connection.sendall(sent)
        assert _read_all(connection).startswith(b"HTTP/1.1 400")


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    with closing(take_address("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"cannot listen on 127.0.0.1:{port} \(Address already in use\): stop"):
            take_address("127.0.0.1", port)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(ServeError, match="Cannot assign requested address"):
        take_address("192.0.2.1", 0)


def test_the_address_of_a_socket_is_one_to_click() -> None:
    with closing(take_address("127.0.0.1", 0)) as taken:
        assert address(taken) == f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_an_application_that_does_not_start_is_told(make: Callable[..., Any]) -> None:
    class Fails:
        def __init__(self, _app: object) -> None:
            pass

        async def __aenter__(self) -> None:
            raise RuntimeError("no database")

        async def __aexit__(self, *_details: object) -> None:
            return None

    app = create_app(Settings(), make(lifespan=Fails))
    with closing(take_address("127.0.0.1", 0)) as taken, pytest.raises(ServeError, match="did not start"):
        serve(app, taken, ServerLimits(), lambda: None)


def test_the_heap_is_settled_after_the_start() -> None:
    thresholds, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        settle_heap()
        assert gc.get_threshold() == (10_000, 20, 100)
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
