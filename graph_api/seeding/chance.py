"""What looks like chance and is none: the same key gives the same number on every machine, in every year."""

from datetime import datetime
from hashlib import sha256
from typing import Final

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def draw(*key: str | int, below: int) -> int:
    """A number from 0 to `below` - 1 that depends on the key alone."""
    return _number(key, octets=8) % below


def seeded_id(at: datetime, ordinal: int, *key: str | int) -> str:
    """
    An id of the same form as every other: a ULID, whose order is that of creation.

    Args:
        at: The moment of creation, which makes the first 48 bits.
        ordinal: The place among those of the same moment, below 2**16.
    """
    value = (int(at.timestamp() * 1000) << 80) | (ordinal << 64) | _number(key, octets=8)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))


def _number(key: tuple[str | int, ...], *, octets: int) -> int:
    digest = sha256("\x1f".join(map(str, key)).encode()).digest()
    return int.from_bytes(digest[:octets], "big")
