"""GraphQL over HTTP, the way out: which media type the caller takes, which status goes with it, and the bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import Send

from graph_api.web.refusals import RequestRefused

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_TYPES = {JSON: JSON, GRAPHQL: GRAPHQL, "*/*": JSON, "application/*": JSON}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a status, a GraphQL response, and headers beside the content type."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def negotiate(accept: str | None) -> str:
    """
    Choose the media type of the answer.

    The caller's highest quality wins, then what comes first. Without the header it is plain JSON.

    Raises:
        RequestRefused: 406.
    """
    if not accept:
        return JSON
    offers = [_offer(part) for part in accept.split(",")]
    best = max(offers, key=lambda offer: offer[1])
    if best[1] <= 0:
        raise RequestRefused(406, "NOT_ACCEPTABLE", f"Send the header Accept: {GRAPHQL}, {JSON}")
    return best[0]


def _offer(part: str) -> tuple[str, float]:
    """The media type that a part of `Accept` asks for, with its quality; what we cannot send has none."""
    name, *parameters = [piece.strip().lower() for piece in part.split(";")]
    quality, known = 1.0, name in _TYPES
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            quality = _quality(value)
        elif key == "charset":
            known = known and value.strip('"') == "utf-8"
    return _TYPES.get(name, JSON), quality if known else 0.0


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def refused(errors: list[dict[str, Any]], media_type: str) -> Answer:
    """A well-formed request that is not executed: 400, or 200 for callers that read nothing but plain JSON."""
    return Answer(400 if media_type == GRAPHQL else 200, {"errors": errors})


async def send_answer(send: Send, answer: Answer, media_type: str) -> None:
    """
    Send an answer in two messages, without a response object between.

    Raises:
        TypeError: the body holds what JSON has no word for; nothing was sent.
    """
    body = orjson.dumps(answer.body)
    headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode("ascii")),
        (b"content-length", str(len(body)).encode("ascii")),
        *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
