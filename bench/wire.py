"""A keep-alive HTTP client that costs little: the load generator shares two cores with what it measures."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import orjson

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_OK = b"HTTP/1.1 200"


class PeerError(Exception):
    """A peer did not answer, or not with what was asked for: its figures would mean nothing."""


class Wire(asyncio.Protocol):
    """One connection to a GraphQL endpoint; one request at a time."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """
        Prepare for an endpoint; the first request connects.

        Args:
            url: `http://host:port/path`.
            token: Sent as a bearer token.
        """
        parts = urlsplit(url)
        lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Content-Type: application/json"]
        if token is not None:
            lines.append(f"Authorization: Bearer {token}")
        self._place = parts.hostname or "", parts.port or 80
        self._head = "\r\n".join([*lines, "Content-Length: "]).encode()
        self._received = bytearray()
        self._wanted = 0
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    async def ask(self, query: str, variables: dict[str, object]) -> dict[str, Any]:
        """
        Send one operation and read its data.

        Raises:
            PeerError: the connection ended, or the answer has errors.
        """
        body = orjson.dumps({"query": query, "variables": variables})
        answer = orjson.loads(await self.send(body))
        if answer.get("errors"):
            raise PeerError(f"answered with errors: {answer['errors'][0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data

    async def send(self, body: bytes) -> bytes:
        """
        Send one body and wait for the whole answer.

        Raises:
            PeerError: the status is not 200, or the connection ended.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            # Servers close what was idle for some seconds, while other peers had their turn.
            self._transport, _ = await loop.create_connection(lambda: self, *self._place)
        self._answer = loop.create_future()
        self._received.clear()
        self._wanted = 0
        self._transport.write(b"%b%d%b%b" % (self._head, len(body), _HEAD_END, body))
        return await self._answer

    async def expect(self, body: bytes, mark: bytes, least: int) -> None:
        """
        Send one body and count a mark in the answer, which is not read otherwise.

        Raises:
            PeerError: there are fewer of them.
        """
        answer = await self.send(body)
        if answer.count(mark) < least:
            raise PeerError(f"not everything was answered: {answer[:200]!r}")

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail(f"the connection ended: {exc or 'closed by the peer'}")

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._wanted:
            self._read_head()
        if self._wanted and len(self._received) >= self._wanted and self._answer is not None:
            self._answer.set_result(bytes(self._received[self._received.index(_HEAD_END) + len(_HEAD_END) :]))
            self._answer = None

    def _read_head(self) -> None:
        end = self._received.find(_HEAD_END)
        if end < 0:
            return
        head = bytes(self._received[:end])
        if not head.startswith(_OK):
            self._fail(head.partition(b"\r\n")[0].decode("latin-1"))
            return
        _, _, after = head.lower().partition(_LENGTH)
        self._wanted = end + len(_HEAD_END) + int(after.partition(b"\r\n")[0])

    def _fail(self, reason: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(PeerError(reason))
        self._answer = None
