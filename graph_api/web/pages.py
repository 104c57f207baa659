"""GraphiQL, served from the package: nothing is loaded from another host, and no script is inline."""

import html
import json
from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HERE = Path(__file__).parent
# GraphiQL's editor (CodeMirror) writes style attributes and style elements; nothing else needs an exception.
_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)
_POLICY = "; ".join(_DIRECTIVES)


class GraphiQL:
    """The page with example operations, each of which opens as a tab at the first visit."""

    def __init__(self, examples: Sequence[str]) -> None:
        template = (_HERE / "pages" / "graphiql.html").read_text(encoding="utf-8")
        # Inside a script element only "<" could end it; as JSON's escape it means the same.
        data = json.dumps(list(examples)).replace("<", "\\u003c")
        self._page = template.replace("{{examples}}", data)

    async def answer(self, _request: Request) -> Response:
        """The page."""
        return HTMLResponse(self._page, headers={"Content-Security-Policy": _POLICY})

    def routes(self) -> list[BaseRoute]:
        """The page, its files, and the way from `/`."""
        return [
            Route("/graphiql", self.answer),
            Route("/", _to_graphiql),
            Mount("/static/vendor", _CachedFiles(directory=_HERE / "vendor")),
            Mount("/static/pages", _CachedFiles(directory=_HERE / "pages")),
        ]


class _CachedFiles(StaticFiles):
    """Files that a browser keeps and asks about with their ETag, so that an upgrade is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _to_graphiql(_request: Request) -> Response:
    return RedirectResponse("/graphiql")


async def front_page(_request: Request) -> Response:
    """What `/` says where GraphiQL is off."""
    text = "This is a warranty graph. Send GraphQL operations to /graphql."
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Warranty graph</title><p>{html.escape(text)}'
    return HTMLResponse(page)
