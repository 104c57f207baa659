"""Pages to print: packing slips, invoices, return authorisations and claims, each serial number as a symbol (D6)."""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from graph_api.access.tokens import Authenticator
from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Actor, Duty
from graph_api.services.printing import (
    PrintedDocument,
    Prints,
    TooLong,
    claim_to_print,
    document_to_print,
    return_to_print,
)
from graph_api.web.refusals import RequestRefused, forbidden, known_actor
from graph_api.web.sheets import Sheet, sheet_of_claim, sheet_of_document, sheet_of_return

_PAGES: Final = Path(__file__).parent / "pages" / "print"
_IN_A_ROW: Final = 3
_UNPRINTABLE: Final = "\N{REPLACEMENT CHARACTER}"

MakeSheet = Callable[[str, bool], Awaitable[Sheet | TooLong | None]]


def _plain(text: str) -> str:
    """A text without characters that steer: none of them turns a line around or ends it."""
    return "".join(each if each.isprintable() or each == "\n" else _UNPRINTABLE for each in text)


class PrintPages:
    """
    The routes, over one graph.

    The style stands in the page, allowed by its digest, so that a page that was saved looks the same; there is no
    script, and nothing is loaded.
    """

    def __init__(self, graph: Prints, authenticator: Authenticator, *, request_seconds: float) -> None:
        self._graph = graph
        self._authenticator = authenticator
        self._request_seconds = request_seconds
        style = (_PAGES / "print.css").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        allowed = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        self._headers = {"Content-Security-Policy": f"{allowed}; frame-ancestors 'none'"}
        self._templates = Environment(
            loader=FileSystemLoader(_PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["plain"] = _plain
        self._templates.globals.update(style=style, in_a_row=_IN_A_ROW, policy=allowed)

    def routes(self) -> list[BaseRoute]:
        """One for each kind of paper; a number may have a slash in it."""
        return [
            Route("/print/slips/{number:path}", self._page("packing slip", self._slip)),
            Route("/print/invoices/{number:path}", self._page("invoice", self._invoice)),
            Route("/print/returns/{number:path}", self._page("return", self._return)),
            Route("/print/claims/{number:path}", self._page("claim", self._claim)),
        ]

    def _page(self, kind: str, make: MakeSheet) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                async with asyncio.timeout(self._request_seconds):
                    return await self._answer(request, kind, make)
            except TimeoutError:
                return self._refused(RequestRefused(503, "TIMEOUT", "This took too long and was stopped: try again"))
            except RequestRefused as refusal:
                return self._refused(refusal)

        return answer

    async def _answer(self, request: Request, kind: str, make: MakeSheet) -> Response:
        actor = await self._actor(request)
        number = request.path_params["number"]
        sheet = await make(number, actor.may(Duty.READ_PERSONAL_DATA))
        if sheet is None:
            raise RequestRefused(404, "NOT_FOUND", f"There is no {kind} {number[:100]}: look for its number again")
        if isinstance(sheet, TooLong):
            message = f"This {kind} has more than {sheet.most:,} serial numbers, which are not printed at once"
            raise RequestRefused(413, "TOO_LONG", message)
        # Beside the loop: a thousand symbols take half a second.
        page = await asyncio.to_thread(self._templates.get_template("sheet.html").render, sheet=sheet)
        return HTMLResponse(page, headers=self._headers)

    async def _actor(self, request: Request) -> Actor:
        reader = await known_actor(self._authenticator, request.headers.get("authorization"))
        if not reader.may(Duty.READ_REGISTER):
            raise forbidden(Duty.READ_REGISTER)
        return reader

    def _refused(self, refusal: RequestRefused) -> Response:
        page = self._templates.get_template("refused.html").render(status=refusal.status, message=str(refusal))
        return HTMLResponse(page, refusal.status, headers={**self._headers, **refusal.headers})

    async def _slip(self, number: str, personal: bool) -> Sheet | TooLong | None:  # noqa: FBT001 -- as all of them
        return await self._document(DocumentKind.PACKING_SLIP, number, personal)

    async def _invoice(self, number: str, personal: bool) -> Sheet | TooLong | None:  # noqa: FBT001 -- as all of them
        return await self._document(DocumentKind.INVOICE, number, personal)

    async def _document(self, kind: DocumentKind, number: str, personal: bool) -> Sheet | TooLong | None:  # noqa: FBT001
        found = await document_to_print(self._graph, kind, number)
        if not isinstance(found, PrintedDocument):
            return found
        return await asyncio.to_thread(sheet_of_document, found, personal=personal)

    async def _return(self, number: str, personal: bool) -> Sheet | None:  # noqa: FBT001 -- as all of them
        found = await return_to_print(self._graph, number)
        return None if found is None else sheet_of_return(found, personal=personal)

    async def _claim(self, number: str, personal: bool) -> Sheet | None:  # noqa: FBT001 -- as all of them
        found = await claim_to_print(self._graph, number)
        return None if found is None else sheet_of_claim(found, personal=personal)
