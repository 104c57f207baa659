"""What is to be exported, from the texts that an address or a command line gave: every mistake at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_api.domain.exporting import STATES, Cursor, Export, ExportFilter, read_cursor
from graph_api.transfer.exporting import WALKS

_NAMES: Final = ("customer", "product", "from", "to", "state", "after")
_LONGEST_NUMBER: Final = 100


class WishRefused(Exception):
    """A filter is no filter. `mistakes` says which, and what would be one."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported, and behind which row it begins."""

    wanted: ExportFilter
    after: Cursor | None


def read_wish(export: Export, given: Mapping[str, Sequence[str]]) -> Wish:
    """
    Read a filter; only `state` may be given more than once.

    Raises:
        WishRefused: some of it is no filter of this export.
    """
    mistakes = [f"{name} is no filter: there are {', '.join(_NAMES)}" for name in given if name not in _NAMES]
    mistakes += [f"{name} is given twice" for name, each in given.items() if len(each) > 1 and name in _NAMES[:4]]
    texts = {name: each[0] for name, each in given.items() if each}
    days = {name: read_day(name, texts.get(name), mistakes) for name in ("from", "to")}
    if days["from"] and days["to"] and days["from"] > days["to"]:
        mistakes.append(f"from {days['from']} is after to {days['to']}: give the earlier day as from")
    states = frozenset(given.get("state", ()))
    if strange := sorted(states - set(STATES[export])):
        mistakes.append(f"state {strange[0][:_LONGEST_NUMBER]!r} is none: there are {', '.join(STATES[export])}")
    wanted = ExportFilter(
        customer=_number("customer", texts.get("customer"), mistakes),
        product=_number("product", texts.get("product"), mistakes),
        day_from=days["from"],
        day_to=days["to"],
        states=states,
    )
    after = _cursor(export, given.get("after", ()), mistakes)
    if mistakes:
        raise WishRefused(mistakes)
    return Wish(wanted, after)


def read_day(name: str, text: str | None, mistakes: list[str]) -> date | None:
    """A day as it is written, or None and one mistake more."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        mistakes.append(f"{name} is no day: write it as 2026-03-02")
        return None
    return day


def _number(name: str, text: str | None, mistakes: list[str]) -> str | None:
    if text is not None and not (0 < len(text) <= _LONGEST_NUMBER and text.isprintable()):
        mistakes.append(f"{name} is no number: it has 1 to {_LONGEST_NUMBER} printable characters")
        return None
    return text


def _cursor(export: Export, given: Sequence[str], mistakes: list[str]) -> Cursor | None:
    if not given:
        return None
    cursor = read_cursor(given[0], WALKS[export]) if len(given) == 1 else None
    if cursor is None:
        mistakes.append(f"after is no cursor of {export}: give the cursor column of the last whole row that arrived")
    return cursor
