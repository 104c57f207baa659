"""What stands around every answer: an id, security headers, and a mask for whatever nobody caught."""

import uuid

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_api.web.faults import Faults

_DEFAULTS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


class Frame:
    """
    Gives every request an id, in `scope["state"]["request_id"]` and in the answer's `X-Request-Id`.

    The id is always our own: one that a caller chose could point an operator at another request.
    """

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Frame the answer of one request; a lifespan passes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        framed = _Framed(send, request_id)
        try:
            await self._app(scope, receive, framed)
        except Exception as error:
            fault = self._faults.fault(error, request_id)
            if framed.started:
                # Half an answer cannot be taken back: the server cuts the connection.
                raise
            await _send_fault(framed, fault)


class _Framed:
    """Sends on, with what an answer must carry and did not say itself."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id.encode("ascii")
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = list(message.get("headers", ()))
            said = {name for name, _ in headers}
            headers += [pair for pair in _DEFAULTS if pair[0] not in said]
            headers.append((b"x-request-id", self._request_id))
            message = {**message, "headers": headers}
        await self._send(message)


async def _send_fault(send: Send, fault: dict[str, object]) -> None:
    body = orjson.dumps({"errors": [fault]})
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
