"""Ids of what we make: ULIDs, which sort in the order in which one process made them."""

import time
from collections.abc import Sequence
from secrets import randbits
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_PLACES: Final = range(120, -1, -10)
"""Where ten bits, a pair of characters, begin in 130: 48 of the moment and 80 by chance, two ahead always 0."""


class _Ids:
    """Never gives a number twice, and never a smaller one than before."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, count: int) -> Sequence[str]:
        milliseconds = time.time_ns() // 1_000_000
        first = max(milliseconds << 80 | randbits(80), self._last + 1)
        self._last = first + count - 1
        return [_text(number) for number in range(first, first + count)]


def _text(number: int) -> str:
    return "".join([_PAIRS[number >> place & 1023] for place in _PLACES])


_make: Final = _Ids()


def new_ids(count: int) -> Sequence[str]:
    """So many ids at once, in order: each 26 characters, unique, later ones greater."""
    return _make(count)


def new_id() -> str:
    """One id."""
    return _make(1)[0]
