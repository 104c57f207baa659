"""
A company's history that nobody lived: the same for the same size, to the last character, and written as it is made.

Runs by itself: `python -m bench.history FOLDER --serials 1000000`.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from graph_api.transfer.columns import FILES

_FIRST_DAY: Final = date(2021, 1, 4)
_DAYS: Final = 1_400
_PRODUCTS: Final = 200
_LARGEST_LINE: Final = 12
_LINES: Final = 3
_CUSTOMERS_PER_SERIAL: Final = 1 / 50
_TERMS_OF_COUNTRIES: Final = ("DE", "FR", "IT", "US", "NL")

Row = Sequence[object]


@dataclass
class Maker:
    """Makes orders until there are enough serial numbers."""

    serials: int
    chance: Random
    made: int = 0

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Rows with the file that each belongs to."""
        yield "groups", ("SN", "Serial numbers, each item", "true", "false")
        yield "groups", ("BLANK", "Serial numbers, blank issue allowed", "true", "true")
        yield "categories", ("PUMPS", "Pumps", None)
        for product in range(_PRODUCTS):
            group = "BLANK" if product % 10 == 9 else "SN"  # noqa: PLR2004 -- one in ten
            yield "products", (f"P-{product:03}", f"Pump {product:03}", group, "PUMPS", "false", *[None] * 5)
        customers = max(1, int(self.serials * _CUSTOMERS_PER_SERIAL))
        for customer in range(customers):
            country = _TERMS_OF_COUNTRIES[customer % len(_TERMS_OF_COUNTRIES)]
            kind = "CONSUMER" if customer % 3 else "BUSINESS"
            yield "customers", (f"C-{customer:06}", f"Customer {customer}", *[None] * 5, country, kind)
        order = 0
        while self.made < self.serials:
            yield from self._order(order, self.chance.randrange(customers))
            order += 1

    def _order(self, nth: int, customer: int) -> Iterator[tuple[str, Row]]:
        number, day = f"SO-H{nth:07}", _FIRST_DAY + timedelta(days=nth * 7919 % _DAYS)
        yield "orders", (number, f"C-{customer:06}", day, None)
        lines = [(self.chance.randrange(_PRODUCTS), 1 + self.chance.randrange(_LARGEST_LINE)) for _ in range(_LINES)]
        for position, (product, quantity) in enumerate(lines, start=1):
            yield "order_lines", (number, position, f"P-{product:03}", quantity)
        slip, invoice = f"S-H{nth:07}", f"I-H{nth:07}"
        by_slip = nth % 8 != 0
        if by_slip:
            yield "slips", (slip, number, day + timedelta(days=2), None)
        yield "invoices", (invoice, number, day + timedelta(days=4), None)
        for position, (_, quantity) in enumerate(lines, start=1):
            billed = (slip, position) if by_slip else (None, None)
            if by_slip:
                yield "slip_lines", (slip, position, position, quantity)
            yield "invoice_lines", (invoice, position, position, quantity, *billed)
            for _ in range(quantity):
                self.made += 1
                blank = self.made % 400 == 0
                serial = None if blank else f"GP{self.made:08}"
                yield "serials", (*billed, invoice, position, serial, "true" if blank else None)


def write_history(folder: Path, serials: int) -> None:
    """Write the files of a history with at least so many registrations."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for spec in FILES:
            file = stack.enter_context((folder / f"{spec.name}.csv").open("w", encoding="utf-8", newline=""))
            writers[spec.name] = csv.writer(file, lineterminator="\n")
            writers[spec.name].writerow([column.name for column in spec.columns])
        for name, row in Maker(serials, Random(serials)).rows():  # noqa: S311 -- no secret is made of it
            writers[name].writerow(row)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a history into a folder."""
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--serials", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    write_history(given.folder, given.serials)
    return 0


if __name__ == "__main__":
    sys.exit(main())
