"""Exports over HTTP: `/export/units.csv` and the like, streamed to whoever reads the register."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from graph_api.access.tokens import Authenticator
from graph_api.domain.duties import Actor, Duty
from graph_api.domain.exporting import Export
from graph_api.transfer.export_wishes import WishRefused, read_wish
from graph_api.transfer.exporting import Exported, Form, forms_of, stream
from graph_api.web.faults import Faults
from graph_api.web.refusals import RequestRefused, unauthenticated

_MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.NDJSON: "application/x-ndjson",
    Form.EPCIS: "application/ld+json",
}
_ENDINGS = {Form.CSV: "csv", Form.NDJSON: "ndjson", Form.EPCIS: "jsonld"}
_AT_ONCE = 4
"""Exports that one process serves side by side: each keeps the graph busy for as long as its reader reads."""


class Exports:
    """
    Answers with a file that is made while it is sent.

    Whoever stops reading ends it: what waits to be sent is at most a page, and no transaction is open meanwhile. An
    export that fails in its middle is cut off, and goes on behind the `cursor` of its last whole row.
    """

    def __init__(self, graph: Exported, authenticator: Authenticator, faults: Faults) -> None:
        self._graph = graph
        self._authenticator = authenticator
        self._faults = faults
        self._running = 0

    def routes(self) -> list[BaseRoute]:
        """One for each export in each form."""
        return [
            Route(f"/export/{export}.{_ENDINGS[form]}", partial(self._told, export, form))
            for export in Export
            for form in forms_of(export)
        ]

    async def _told(self, export: Export, form: Form, request: Request) -> Response:
        """One export, or why there is none."""
        try:
            return await self._answer(export, form, request)
        except RequestRefused as refusal:
            return _refused(refusal)
        except Exception as error:  # noqa: BLE001 (the last place that can answer with the id)
            body = {"errors": [self._faults.fault(error, request.scope["state"]["request_id"])]}
            return Response(orjson.dumps(body), 500, media_type="application/json")

    async def _answer(self, export: Export, form: Form, request: Request) -> Response:
        await self._check_reader(request)
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        try:
            wish = read_wish(export, given)
        except WishRefused as refusal:
            raise RequestRefused(400, "BAD_INPUT", str(refusal), facts={"mistakes": refusal.mistakes}) from None
        if self._running >= _AT_ONCE:
            message = f"{_AT_ONCE} exports are being served: try again when one is done"
            raise RequestRefused(503, "BUSY", message, headers={"Retry-After": "10"})
        headers = {"Content-Disposition": f'attachment; filename="{export}.{_ENDINGS[form]}"'}
        if request.method == "HEAD":
            return Response(headers=headers, media_type=_MEDIA_TYPES[form])
        pieces = stream(self._graph, export, form, wish.wanted, wish.after)
        self._running += 1
        try:
            # What is wrong with the first page is told by the status; later only by an end that comes too soon.
            first = await anext(pieces, b"")
        except BaseException:
            self._ended()
            raise
        return _File(first, pieces, self._ended, headers=headers, media_type=_MEDIA_TYPES[form])

    async def _check_reader(self, request: Request) -> None:
        found = await self._authenticator.authenticate(request.headers.get("authorization"))
        if not isinstance(found, Actor):
            raise unauthenticated(found)
        if not found.may(Duty.READ_REGISTER):
            message = f"The roles of this token lack the duty to {Duty.READ_REGISTER}: ask for a token of an analyst"
            raise RequestRefused(403, "FORBIDDEN", message)

    def _ended(self) -> None:
        self._running -= 1


class _File(StreamingResponse):
    """A file that is made while it is sent; once it is sent, or nobody reads any more, it is over."""

    def __init__(self, first: bytes, pieces: AsyncGenerator[bytes], ended: Callable[[], None], **more: Any) -> None:
        super().__init__(_joined(first, pieces), **more)
        self._pieces = pieces
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            async with aclosing(self._pieces):
                await super().__call__(scope, receive, send)
        finally:
            self._ended()


async def _joined(first: bytes, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield first
    async for piece in pieces:
        yield piece


def _refused(refusal: RequestRefused) -> Response:
    body = orjson.dumps({"errors": refusal.errors()})
    return Response(body, refusal.status, headers=dict(refusal.headers), media_type="application/json")
