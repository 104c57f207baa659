"""GraphQL over HTTP, the way in: from bytes to a request whose parts have the right types, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive

from graph_api.web.characters import load_json
from graph_api.web.refusals import RequestRefused

_TYPES = (("operationName", str, "a string"), ("variables", dict, "an object"), ("extensions", dict, "an object"))


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation to execute, as it was sent."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


class Disconnected(Exception):
    """The caller went away before the whole body had arrived."""


def check_content_type(headers: Mapping[bytes, bytes]) -> None:
    """
    Refuse whatever is not plain JSON in UTF-8; a form could otherwise post from any page.

    Raises:
        RequestRefused: 415.
    """
    kind, _, parameters = headers.get(b"content-type", b"").decode("latin-1").lower().partition(";")
    charset = parameters.strip().replace('"', "")
    encoding = headers.get(b"content-encoding", b"identity").strip().lower()
    if kind.strip() != "application/json" or charset not in {"", "charset=utf-8"} or encoding != b"identity":
        raise RequestRefused(
            415, "UNSUPPORTED_MEDIA_TYPE", "Send the header Content-Type: application/json, UTF-8 and not compressed"
        )


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], limit_bytes: int) -> bytes:
    """
    Read a body, and no more of it than may be sent.

    Raises:
        RequestRefused: 413, as soon as the length is announced or the limit is passed.
        Disconnected: the caller went away.
    """
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > limit_bytes:
        raise _too_large(limit_bytes, int(announced))
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit_bytes:
            raise _too_large(limit_bytes, len(body))
    return body


def parse_body(raw: bytes) -> GraphQLRequest:
    """
    Take a POST body apart.

    Raises:
        RequestRefused: 400, naming the part that is wrong.
    """
    if not raw:
        raise RequestRefused(400, "INVALID_REQUEST", 'The body is empty: send a JSON object with "query"')
    body = load_json(raw, "body")
    if not isinstance(body, dict):
        raise RequestRefused(400, "INVALID_REQUEST", "The body must be one JSON object, not a list of requests")
    return _request(body)


def parse_query_string(query_string: bytes) -> GraphQLRequest:
    """
    Take the parameters of a GET apart; `variables` and `extensions` are JSON texts there.

    Raises:
        RequestRefused: 400, naming the part that is wrong.
    """
    try:
        pairs = parse_qsl(query_string.decode("ascii"), errors="strict", max_num_fields=16)
    except ValueError:
        raise RequestRefused(400, "INVALID_REQUEST", "The query string is not percent-encoded UTF-8") from None
    parts: dict[str, Any] = dict(pairs)
    if any("\0" in text for _, text in pairs):
        raise RequestRefused(400, "INVALID_VALUE", "The query string holds a NUL character: leave it out")
    for name in ("variables", "extensions"):
        if name in parts:
            parts[name] = load_json(parts[name].encode(), name)
    return _request(parts)


def _request(parts: dict[str, Any]) -> GraphQLRequest:
    query = parts.get("query")
    if not isinstance(query, str) or not query.strip():
        raise RequestRefused(400, "INVALID_REQUEST", '"query" must be a string that holds a GraphQL document')
    for name, kind, said in _TYPES:
        if parts.get(name) is not None and not isinstance(parts[name], kind):
            raise RequestRefused(400, "INVALID_REQUEST", f'"{name}" must be {said} or null')
    return GraphQLRequest(query, parts.get("operationName"), parts.get("variables"))


def _too_large(limit_bytes: int, value: int) -> RequestRefused:
    return RequestRefused(
        413,
        "BODY_TOO_LARGE",
        f"The body may have {limit_bytes} bytes: send less at a time",
        facts={"limit": limit_bytes, "value": value},
        # The rest of the body is not read, so the connection cannot carry another request.
        headers={"Connection": "close"},
    )
