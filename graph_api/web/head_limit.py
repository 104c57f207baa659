"""A limit on a request head that is sent slowly or never ends: uvicorn waits for it without one."""

import asyncio
from http import HTTPStatus
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class LimitedProtocol(HttpToolsProtocol):
    """
    Closes a connection whose request head is too large (431) or too late (408).

    The time runs from the connection, and on a kept connection from the first byte of the next head.
    """

    limit_bytes: ClassVar[int]
    timeout_seconds: ClassVar[float]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes = 0
        self._head_open = True
        self._closing = False
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        if self._head_open:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_open and self._head_bytes > self.limit_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_open = True
        self._start_timer()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._head_open, self._head_bytes = False, 0
        head_bytes = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if head_bytes > self.limit_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            raise ValueError("the parser must not go on to the body")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """The server answers a parser that was stopped, too: by then the refusal has gone out."""
        self._stop_timer()
        if not self._closing:
            super().send_400_response(msg)

    def _start_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.timeout_seconds, self._expire)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _expire(self) -> None:
        self._head_timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            # The caller waits for an answer of ours; until it is out, we do not read on.
            self._start_timer()
            return
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        self._stop_timer()
        self._closing = True
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.transport.write(head.encode("ascii"))
        self.transport.close()


def limited_protocol(limit_bytes: int, timeout_seconds: float) -> type[LimitedProtocol]:
    """A protocol class with these limits; the server makes an instance for each connection."""

    class Limited(LimitedProtocol):
        pass

    Limited.limit_bytes = limit_bytes
    Limited.timeout_seconds = timeout_seconds
    return Limited
