"""Which serial numbers stand on which planned line: drawn from each product's series, in the order of the documents."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graph_api.domain.past_sales import PastRegistration, PastUnit
from graph_api.domain.tracking import SerialSettings
from graph_api.seeding.chance import draw, seeded_id

_LINES_WITH_BLANKS: Final = 6
"""One line in so many has items whose numbers could not be read (R4) ..."""
_BLANK_ITEMS: Final = 25
"""... and on such a line about one item in so many is one of them."""
_LINES_WITHOUT_ANY: Final = 5
"""Where blank issue is allowed (T3), one line in so many has no registration at all."""


@dataclass(frozen=True, slots=True)
class LineToFill:
    """A line that starts sales. `key` is its own among all lines; ids are made of it."""

    key: tuple[str | int, ...]
    product: str
    quantity: int
    settings: SerialSettings
    at: datetime
    complete: bool


@dataclass(slots=True)
class Series:
    """The serial numbers of every product, handed out once each."""

    numbers: dict[str, Iterator[str]] = field(default_factory=dict)

    def fill(self, line: LineToFill) -> tuple[PastRegistration, ...]:
        """
        Register what is registered on a line.

        A line under control has a registration for each item (T2); a draft's may be half scanned.
        """
        count = _registered(line)
        blank_items = draw("blanks", *line.key, below=_LINES_WITH_BLANKS) == 0
        return tuple(
            self._register(line, nth, readable=not (blank_items and self._unreadable(line, nth)))
            for nth in range(count)
        )

    def _unreadable(self, line: LineToFill, nth: int) -> bool:
        return draw("unreadable", *line.key, nth, below=_BLANK_ITEMS) == 0

    def _register(self, line: LineToFill, nth: int, *, readable: bool) -> PastRegistration:
        id_ = seeded_id(line.at, nth, "registration", *line.key, nth)
        if not readable:
            return PastRegistration(id_, None)
        serial_number = next(self.numbers[line.product])
        return PastRegistration(id_, PastUnit(seeded_id(line.at, nth, "unit", serial_number), serial_number))


def _registered(line: LineToFill) -> int:
    if not line.settings.active_in_sales_process:
        return 0
    if not line.complete:
        return line.quantity * draw("scanned", *line.key, below=4) // 4
    if line.settings.requires_all:
        return line.quantity
    if draw("none", *line.key, below=_LINES_WITHOUT_ANY) == 0:
        return 0
    return line.quantity - draw("short", *line.key, below=line.quantity * 2 // 5 + 1)
