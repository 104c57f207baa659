"""Ids of what we make: ULIDs, which sort in the order in which one process made them."""

import time
from collections.abc import Iterator, Sequence
from secrets import randbits
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_PLACES: Final = range(120, 19, -10)
"""Where ten bits, a pair of characters, begin in 130 but the last 20: two zeros, 48 of the moment, 80 by chance."""


class _Ids:
    """Never gives a number twice, and never a smaller one than before."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, count: int) -> Sequence[str]:
        milliseconds = time.time_ns() // 1_000_000
        first = max(milliseconds << 80 | randbits(80), self._last + 1)
        self._last = first + count - 1
        return list(_texts(first, count))


def _texts(first: int, count: int) -> Iterator[str]:
    """Numbers in a row differ in their last two pairs alone, for a million of them."""
    head, beginning = -1, ""
    for number in range(first, first + count):
        if number >> 20 != head:
            head = number >> 20
            beginning = "".join([_PAIRS[number >> place & 1023] for place in _PLACES])
        yield f"{beginning}{_PAIRS[number >> 10 & 1023]}{_PAIRS[number & 1023]}"


_make: Final = _Ids()


def new_ids(count: int) -> Sequence[str]:
    """So many ids at once, in order: each 26 characters, unique, later ones greater."""
    return _make(count)


def new_id() -> str:
    """One id."""
    return _make(1)[0]
