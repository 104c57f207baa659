"""
Numbers that were nearly typed: what a serial number that nobody registered may have been meant to be. Source: I2, R6.

Numbers are read off labels and typed. Each candidate is one confusion away and says which; whoever asked chooses, and
none is ever taken by itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from itertools import product as product_of
from typing import Final

from graph_api.domain.serials import MAX_SERIAL_LENGTH

MOST_CANDIDATES: Final = 400
"""Numbers that are sought for one that is not there."""
MOST_SHOWN: Final = 10


class Confusion(StrEnum):
    """How one number is taken for another, the likeliest first."""

    SEPARATORS = "SEPARATORS"
    LOOKALIKES = "LOOKALIKES"
    LEADING_ZERO = "LEADING_ZERO"
    PREFIX = "PREFIX"
    TRANSPOSED = "TRANSPOSED"


_LOOKALIKES: Final = ("0o", "1il", "5s", "8b", "2z")
_TWINS: Final = {char: group.replace(char, "") for group in _LOOKALIKES for char in group}
_DIGIT_FOR: Final = {char: group[0] for group in _LOOKALIKES for char in group}
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015_./]+")
_DIGITS: Final = re.compile(r"\d+")
_LETTERS_FIRST: Final = re.compile(r"[^\W\d_]+[\s\-\u2010-\u2015_./:]*(?=.)")
_PRINTED_BEFORE: Final = ("s", "sn", "sn-", "s/n")
_MEETINGS: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_MOST_MEETINGS: Final = 5
_BETWEEN: Final = ("-", " ")


def candidates(key: str, product: str | None = None) -> dict[str, Confusion]:
    """
    The keys that are one confusion away from a key, each with that confusion, the likeliest first; 400 at most.

    Args:
        product: The number of the product that was named: some print it before the serial number.
    """
    ways = (
        (Confusion.SEPARATORS, _other_separators(key)),
        (Confusion.LOOKALIKES, _lookalikes(key)),
        (Confusion.LEADING_ZERO, _zeros(key)),
        (Confusion.PREFIX, _prefixes(key, product)),
        (Confusion.TRANSPOSED, _transposed(key)),
        (Confusion.SEPARATORS, _separated(key)),
    )
    found: dict[str, Confusion] = {}
    each = ((other, confusion) for confusion, others in ways for other in others)
    possible = ((other, confusion) for other, confusion in each if _is_possible(other, key))
    for other, confusion in possible:
        if len(found) == MOST_CANDIDATES:
            break
        found.setdefault(other, confusion)
    return found


def _is_possible(other: str, key: str) -> bool:
    return other != key and other == other.strip() and 0 < len(other) <= 3 * MAX_SERIAL_LENGTH


def _other_separators(key: str) -> Iterator[str]:
    yield _SEPARATORS.sub("", key)
    for between in _BETWEEN:
        yield _SEPARATORS.sub(between, key)


def _separated(key: str) -> Iterator[str]:
    """With separators where letters and digits meet, some or all of those; and with one anywhere else."""
    meetings = [each.start() for each in islice(_MEETINGS.finditer(key), _MOST_MEETINGS)]
    for some in product_of((False, True), repeat=len(meetings)):
        chosen = [0, *(place for place, taken in zip(meetings, some, strict=True) if taken), len(key)]
        parts = [key[start:end] for start, end in pairwise(chosen)]
        for between in _BETWEEN:
            yield between.join(parts)
    for place in range(1, len(key)):
        for between in _BETWEEN:
            yield key[:place] + between + key[place:]


def _lookalikes(key: str) -> Iterator[str]:
    """One character taken for another that looks like it; then every such character of the number."""
    for place, char in enumerate(key):
        for twin in _TWINS.get(char, ""):
            yield key[:place] + twin + key[place + 1 :]
    for char, twins in _TWINS.items():
        for twin in twins:
            yield key.replace(char, twin)
    yield "".join(_DIGIT_FOR.get(char, char) for char in key)


def _zeros(key: str) -> Iterator[str]:
    """With a zero more or less where digits begin."""
    for digits in _DIGITS.finditer(key):
        place = digits.start()
        yield key[:place] + "0" + key[place:]
        if key[place] == "0":
            yield key[:place] + key[place + 1 :]


def _prefixes(key: str, product: str | None) -> Iterator[str]:
    """Without the letters that it begins with, or with what is printed before a number."""
    if letters := _LETTERS_FIRST.match(key):
        yield key[letters.end() :]
    before = _PRINTED_BEFORE if product is None else (*_PRINTED_BEFORE, product.casefold(), f"{product.casefold()}-")
    for prefix in before:
        yield prefix + key
        if key.startswith(prefix):
            yield key.removeprefix(prefix)


def _transposed(key: str) -> Iterator[str]:
    for place in range(len(key) - 1):
        yield key[:place] + key[place + 1] + key[place] + key[place + 2 :]


@dataclass(frozen=True, slots=True)
class NearMissQuestion:
    """A key that no unit carries, and what else is known: the product that was named, and the customer who asks."""

    key: str
    product: str | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class UnitLike:
    """A unit that carries a candidate. `of_customer` says whether the customer who asks bought it or was given it."""

    unit_id: str
    key: str
    product: str
    of_customer: bool


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A unit that may be meant, by which confusion, and what speaks for it besides."""

    unit_id: str
    confusion: Confusion
    of_product: bool
    of_customer: bool


def ranked(
    question: NearMissQuestion, ways: Mapping[str, Confusion], found: Sequence[UnitLike]
) -> tuple[NearMiss, ...]:
    """
    The ten that are likeliest meant: of the product that was named, then of the customer, then by the confusion.

    Args:
        ways: The candidates of the question.
    """
    likely = list(Confusion)

    def rank(unit: UnitLike) -> tuple[bool, bool, int, str, str]:
        return (
            unit.product != question.product,
            not unit.of_customer,
            likely.index(ways[unit.key]),
            unit.key,
            unit.unit_id,
        )

    return tuple(
        NearMiss(each.unit_id, ways[each.key], each.product == question.product, each.of_customer)
        for each in islice(sorted(found, key=rank), MOST_SHOWN)
    )
