"""What a JSON document may not hold: Neo4j would store a NUL or a NaN, and a lone surrogate cannot be sent at all."""

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson

from graph_api.web.refusals import RequestRefused

_SURROGATES = range(0xD800, 0xE000)


def load_json(raw: bytes, name: str) -> Any:
    """
    Decode one JSON document, strictly.

    Args:
        raw: UTF-8, without a byte order mark.
        name: What the document is called in a refusal, such as "body".

    Raises:
        RequestRefused: 400, with the place of what is wrong.
    """
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        _explain(raw, name, error)
    # A raw NUL is no JSON, so only its escape can have passed: text without one needs no walk.
    if b"\\u0000" in raw:
        _refuse_odd_places(document, name)
    return document


def _explain(raw: bytes, name: str, error: orjson.JSONDecodeError) -> NoReturn:
    """The decoder says at which character it stopped; a person wants to know in which value."""
    try:
        lenient = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as broken:
        raise RequestRefused(400, "INVALID_JSON", f"The {name} is not UTF-8 at byte {broken.start}") from None
    except (ValueError, RecursionError):
        raise RequestRefused(400, "INVALID_JSON", f"The {name} is not JSON: {error}") from None
    _refuse_odd_places(lenient, name)
    raise RequestRefused(400, "INVALID_JSON", f"The {name} is not JSON: {error}")


def _refuse_odd_places(document: object, name: str) -> None:
    for place, value in _places(document, name):
        reason = _oddity(value)
        if reason:
            shown = place.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")
            raise RequestRefused(400, "INVALID_VALUE", f"{shown} holds {reason}: leave it out", facts={"place": shown})


def _places(document: object, name: str) -> Iterator[tuple[str, object]]:
    """Every key and every value that is no container, with its place, such as `variables.serials[3]`."""
    waiting = [(name, document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            inner = [(key if place == "body" else f"{place}.{key}", item) for key, item in value.items()]
            yield from ((spot, spot) for spot, _ in inner)
            waiting.extend(reversed(inner))
        elif isinstance(value, list):
            waiting.extend((f"{place}[{index}]", item) for index, item in reversed(list(enumerate(value))))
        else:
            yield place, value


def _oddity(value: object) -> str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return "a number that is not finite"
    if isinstance(value, str) and "\0" in value:
        return "a NUL character"
    if isinstance(value, str) and any(ord(character) in _SURROGATES for character in value):
        return "half of a surrogate pair"
    return None
