"""The front door: which route leads where, and what stands around all of them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import strawberry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from graph_api.access.tokens import Authenticator
from graph_api.services.printing import Prints
from graph_api.services.reading import ReadsRecalls
from graph_api.settings import Settings
from graph_api.transfer.exporting import Exported
from graph_api.web.documents import Limits, TextLimits
from graph_api.web.exporting import Exports
from graph_api.web.faults import Faults
from graph_api.web.frame import Frame
from graph_api.web.graphql import EndpointLimits, GraphQLEndpoint, MakeContext
from graph_api.web.guard import DocumentLimits
from graph_api.web.health import CheckReady, ReadyRoute, alive
from graph_api.web.pages import GraphiQL, front_page
from graph_api.web.printing import PrintPages


@asynccontextmanager
async def _nothing_to_open(_app: Starlette) -> AsyncIterator[None]:
    yield


@dataclass(frozen=True, slots=True)
class Parts:
    """
    What the application is made of; the settings say how, these say what.

    Attributes:
        prints: What pages to print are read from; None where there are none.
    """

    schema: strawberry.Schema
    make_context: MakeContext
    ready: CheckReady
    authenticator: Authenticator
    fault_codes: Mapping[type[Exception], str]
    examples: Sequence[str] = ()
    exported: Exported | None = None
    recalled: ReadsRecalls | None = None
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] = _nothing_to_open
    prints: Prints | None = None


def create_app(settings: Settings, parts: Parts) -> Starlette:
    """The whole application, ready for a server. The `/graphql` route comes first: most requests go there."""
    faults = Faults(parts.fault_codes)
    endpoint = GraphQLEndpoint(
        parts.schema,
        authenticator=parts.authenticator,
        make_context=parts.make_context,
        faults=faults,
        limits=_limits(settings),
        development=settings.development,
    )
    return Starlette(
        routes=[
            Route("/graphql", endpoint),
            Route("/healthz", alive),
            Route("/readyz", ReadyRoute(parts.ready, faults).answer),
            *_exports(parts, faults),
            *_prints(settings, parts),
            *_pages(settings, parts),
        ],
        middleware=[Middleware(Frame, faults=faults)],
        exception_handlers={HTTPException: _http_error},
        lifespan=parts.lifespan,
    )


def _prints(settings: Settings, parts: Parts) -> list[BaseRoute]:
    if parts.prints is None:
        return []
    return PrintPages(parts.prints, parts.authenticator, request_seconds=settings.request_timeout_seconds).routes()


def _pages(settings: Settings, parts: Parts) -> list[BaseRoute]:
    return GraphiQL(parts.examples).routes() if settings.graphiql else [Route("/", front_page)]


def _exports(parts: Parts, faults: Faults) -> list[BaseRoute]:
    return (
        [] if parts.exported is None else Exports(parts.exported, parts.authenticator, faults, parts.recalled).routes()
    )


def _limits(settings: Settings) -> EndpointLimits:
    text = TextLimits(settings.max_source_characters, settings.max_tokens, settings.max_comments)
    document = DocumentLimits(
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        directives=settings.max_directives,
        root_fields=settings.max_root_fields,
        fragments=settings.max_fragments,
        selected_fields=settings.max_selected_fields,
    )
    return EndpointLimits(
        body_bytes=settings.body_limit_bytes,
        request_seconds=settings.request_timeout_seconds,
        documents=Limits(text, document),
        cached_documents=settings.document_cache_entries,
    )


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    """A path that leads nowhere, or a method that it does not take, in the shape of every other answer."""
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "REFUSED")
    body = {"errors": [{"message": error.detail, "extensions": {"code": code}}]}
    return JSONResponse(body, error.status_code, headers=error.headers)
