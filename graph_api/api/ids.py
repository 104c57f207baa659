"""
Global ids: the type's name and its key, in base64, as Relay has them.

Each node has one id and no other spelling of it is taken, so that ids can be compared and kept as text.
"""

from base64 import b64decode, b64encode
from binascii import Error
from unicodedata import category

import strawberry

_LONGEST_ID = 1_000


def make_id(type_name: str, key: str) -> strawberry.ID:
    """The id of a node, such as `Product:1797` in base64."""
    return strawberry.ID(encode(f"{type_name}:{key}"))


def read_id(text: str) -> tuple[str, str] | None:
    """The type's name and the key; None for garbage and for any other spelling of an id."""
    type_name, colon, key = (decode(text) or "").partition(":")
    return (type_name, key) if colon and type_name.isidentifier() and key else None


def encode(text: str) -> str:
    """Text in the one base64 that `decode` takes."""
    return b64encode(text.encode()).decode()


def decode(encoded: str) -> str | None:
    """The printable text that encodes to exactly this, or None."""
    if len(encoded) > _LONGEST_ID or not encoded.isascii():
        return None
    try:
        text = b64decode(encoded, validate=True).decode()
    except (Error, UnicodeDecodeError):
        return None
    return text if all(map(_shows, text)) and encode(text) == encoded else None


def _shows(char: str) -> bool:
    """Whether a number may have it: white space within one may be of any width."""
    return char.isprintable() or category(char) == "Zs"
