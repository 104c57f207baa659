"""Exports over HTTP: `/export/units.csv` and the like, streamed to whoever reads the register."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from graph_api.access.tokens import Authenticator
from graph_api.domain.duties import Duty
from graph_api.domain.exporting import Export
from graph_api.services.reading import ReadsRecalls
from graph_api.transfer.export_wishes import WishRefused, read_wish
from graph_api.transfer.exporting import Exported, Form, forms_of, stream
from graph_api.transfer.recalling import RECALL, read_recall_wish, stream_recall
from graph_api.web.faults import Faults
from graph_api.web.refusals import RequestRefused, known_actor

_MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.NDJSON: "application/x-ndjson",
    Form.EPCIS: "application/ld+json",
}
_ENDINGS = {Form.CSV: "csv", Form.NDJSON: "ndjson", Form.EPCIS: "jsonld"}
_AT_ONCE = 4
"""Exports that one process serves side by side: each keeps the graph busy for as long as its reader reads."""


Opens: TypeAlias = Callable[[Form, Mapping[str, Sequence[str]]], AsyncGenerator[bytes]]
"""Makes the file that an address asks for, or says what is wrong with the address."""


class Exports:
    """
    Answers with a file that is made while it is sent.

    Whoever stops reading ends it: what waits to be sent is at most a page, and no transaction is open meanwhile. An
    export that fails in its middle is cut off, and goes on behind the `cursor` of its last whole row.
    """

    def __init__(
        self, graph: Exported, authenticator: Authenticator, faults: Faults, recalled: ReadsRecalls | None = None
    ) -> None:
        self._files: dict[str, tuple[Sequence[Form], Opens]] = {
            export: (forms_of(export), partial(_rows, graph, export)) for export in Export
        }
        if recalled is not None:
            self._files[RECALL] = ((Form.CSV, Form.NDJSON), partial(_recall, recalled))
        self._authenticator = authenticator
        self._faults = faults
        self._running = 0

    def routes(self) -> list[BaseRoute]:
        """One for each export in each form."""
        return [
            Route(f"/export/{name}.{_ENDINGS[form]}", partial(self._told, name, form))
            for name, (forms, _) in self._files.items()
            for form in forms
        ]

    async def _told(self, name: str, form: Form, request: Request) -> Response:
        """One export, or why there is none."""
        try:
            return await self._answer(name, form, request)
        except RequestRefused as refusal:
            return _refused(refusal)
        except Exception as error:  # noqa: BLE001 (the last place that can answer with the id)
            body = {"errors": [self._faults.fault(error, request.scope["state"]["request_id"])]}
            return Response(orjson.dumps(body), 500, media_type="application/json")

    async def _answer(self, name: str, form: Form, request: Request) -> Response:
        await self._check_reader(request)
        given = {each: request.query_params.getlist(each) for each in request.query_params}
        try:
            _, opens = self._files[name]
            pieces = opens(form, given)
        except WishRefused as refusal:
            raise RequestRefused(400, "BAD_INPUT", str(refusal), facts={"mistakes": refusal.mistakes}) from None
        if self._running >= _AT_ONCE:
            message = f"{_AT_ONCE} exports are being served: try again when one is done"
            raise RequestRefused(503, "BUSY", message, headers={"Retry-After": "10"})
        headers = {"Content-Disposition": f'attachment; filename="{name}.{_ENDINGS[form]}"'}
        if request.method == "HEAD":
            return Response(headers=headers, media_type=_MEDIA_TYPES[form])
        self._running += 1
        try:
            # What is wrong with the first page is told by the status; later only by an end that comes too soon.
            first = await anext(pieces, b"")
        except BaseException:
            self._ended()
            raise
        return _File(first, pieces, self._ended, headers=headers, media_type=_MEDIA_TYPES[form])

    async def _check_reader(self, request: Request) -> None:
        reader = await known_actor(self._authenticator, request.headers.get("authorization"))
        if not reader.may(Duty.READ_REGISTER):
            message = f"The roles of this token lack the duty to {Duty.READ_REGISTER}: ask for a token of an analyst"
            raise RequestRefused(403, "FORBIDDEN", message)

    def _ended(self) -> None:
        self._running -= 1


def _rows(graph: Exported, export: Export, form: Form, given: Mapping[str, Sequence[str]]) -> AsyncGenerator[bytes]:
    wish = read_wish(export, given)
    return stream(graph, export, form, wish.wanted, wish.after)


def _recall(graph: ReadsRecalls, form: Form, given: Mapping[str, Sequence[str]]) -> AsyncGenerator[bytes]:
    return stream_recall(graph, form, read_recall_wish(given, datetime.now(UTC).date()))


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
