"""
What all lists share: keys first, in the order of an index, then what is shown of them.

A list has small texts, one for each way to begin and each direction; the large ones that read what is shown are those
that find it by its id, which are planned already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, LiteralString

from graph_api.domain.listing import ListOrder, SortedBy, day_of_key
from graph_api.domain.views import PageOf
from graph_api.store.bolt import Runs
from graph_api.store.statement import Mode, Row, Statement

LAST: Final = chr(0x10FFFF)
"""Sorts behind every key: no number has this character, which cannot be printed."""

_FIRST_DAY: Final = date.min
_LAST_DAY: Final = date.max

_ASCENDING: Final[LiteralString] = "WITH key, id ORDER BY key LIMIT $first"
_DESCENDING: Final[LiteralString] = "WITH key, id ORDER BY key DESC LIMIT $first"
_KEYS: Final[LiteralString] = """
    RETURN count(id) AS found, CASE WHEN $counting THEN [] ELSE collect([key, id]) END AS keys
"""
GATHERED: Final[LiteralString] = (
    """
    WHERE CASE WHEN $descending THEN key < $after ELSE key > $after END
    WITH key, id ORDER BY CASE WHEN $descending THEN key END DESC, key LIMIT $first
"""
    + _KEYS
)
"""Given `key` and `id` of everything that was gathered: one page, in either direction."""


@dataclass(frozen=True, slots=True)
class Keys:
    """How many were found, and what each is sorted by, with its id; no keys where they were only counted."""

    found: int
    keys: tuple[tuple[str, str], ...]


def decode_keys(row: Row | None) -> Keys:
    """Decode one page of keys."""
    if row is None:
        return Keys(0, ())
    return Keys(row["found"], tuple((key, id_) for key, id_ in row["keys"]))


def keys_of(name: str, text: LiteralString) -> Statement[Keys]:
    """A statement that answers one page of keys."""
    return Statement(name=name, mode=Mode.READ, text=text, decode=decode_keys)


@dataclass(frozen=True, slots=True)
class Walk:
    """One index, walked in both directions."""

    ascending: Statement[Keys]
    descending: Statement[Keys]

    def towards(self, order: ListOrder) -> Statement[Keys]:
        """The statement for a direction."""
        return self.descending if order.descending else self.ascending


def walk(name: str, ascending: LiteralString, descending: LiteralString) -> Walk:
    """A walk by an index: each text gives `key` and `id` of at most `$first` entries of each state."""
    return Walk(
        keys_of(name, ascending + _ASCENDING + _KEYS),
        keys_of(name + "_backwards", descending + _DESCENDING + _KEYS),
    )


def by_number(name: str, label: LiteralString) -> Walk:
    """A walk through what its number finds; `number_bounds` give the prefix."""
    found: LiteralString = "MATCH (n:" + label + ") WHERE n.number >= $low AND n.number <= $high AND n.number"
    told: LiteralString = "$after\n    WITH n.number AS key, n.number AS id\n    "
    return walk(name, found + " > " + told, found + " < " + told)


def page_parameters(order: ListOrder, page: PageOf) -> dict[str, Any]:
    """Where a page begins, from either end."""
    return {"after": page.after or (LAST if order.descending else ""), "first": page.first, "counting": False}


def number_bounds(prefix: str | None) -> dict[str, str]:
    """Between which numbers those with a prefix stand."""
    return {"low": prefix or "", "high": (prefix or "") + LAST}


def day_bounds(day_from: date | None, day_to: date | None, order: ListOrder, after: str) -> dict[str, date]:
    """Between which days a walk goes on."""
    low, high = day_from or _FIRST_DAY, day_to or _LAST_DAY
    behind = day_of_key(after) if order.by is SortedBy.DAY else None
    if behind is None:
        return {"lowDay": low, "highDay": high}
    return (
        {"lowDay": low, "highDay": min(high, behind)}
        if order.descending
        else {
            "lowDay": max(low, behind),
            "highDay": high,
        }
    )


class KeyReads(Runs):
    """Reading and counting keys."""

    async def keys(self, statement: Statement[Keys], parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """One page of keys."""
        return (await self.run(statement, **parameters)).keys

    async def count_keys(self, statement: Statement[Keys], parameters: Mapping[str, Any], most: int) -> int:
        """How many there are; one more than the most that is counted where there are more."""
        return (await self.run(statement, **{**parameters, "first": most + 1, "counting": True})).found
