"""Orders with everything that was made of them, one after the other, out of tables that are sorted alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph_api.transfer.columns import (
    INVOICE_LINES,
    INVOICES,
    ORDER_LINES,
    ORDERS,
    SERIALS,
    SLIP_LINES,
    SLIPS,
    FileSpec,
)
from graph_api.transfer.problems import ImportStopped
from graph_api.transfer.staging import Row, Staging

ROWS_A_BATCH: Final = 8_000
MOST_ROWS_OF_AN_ORDER: Final = 100_000
"""An order is written in one transaction, and that has to fit into Neo4j's memory."""

_BY_ORDER: Final = 'JOIN order_of AS o ON o.number = f."order" ORDER BY place, {0}, f.row'
_BY: Final[Mapping[FileSpec, tuple[str, str]]] = {
    ORDERS: ("o.at", "JOIN order_of AS o ON o.number = f.number ORDER BY place, f.row"),
    ORDER_LINES: ("o.at", _BY_ORDER.format("f.position")),
    SLIPS: ("o.at", _BY_ORDER.format("f.day")),
    INVOICES: ("o.at", _BY_ORDER.format("f.day")),
    SLIP_LINES: ("o.at", "JOIN slip_of AS o ON o.number = f.slip ORDER BY place, f.slip, f.position, f.row"),
    INVOICE_LINES: (
        "o.at",
        "JOIN invoice_of AS o ON o.number = f.invoice ORDER BY place, f.invoice, f.position, f.row",
    ),
    SERIALS: (
        "coalesce(s.at, i.at)",
        """LEFT JOIN slip_of AS s ON s.number = f.slip LEFT JOIN invoice_of AS i ON i.number = f.invoice
           WHERE coalesce(s.at, i.at) IS NOT NULL ORDER BY place, f.row""",
    ),
}


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """
    The rows of one order, each as row, whether it is bad, and its columns.

    Attributes:
        number: As the rows have it.
    """

    number: str
    orders: list[Row]
    order_lines: list[Row]
    slips: list[Row]
    invoices: list[Row]
    slip_lines: list[Row]
    invoice_lines: list[Row]
    serials: list[Row]

    def spots(self) -> Iterator[tuple[str, int]]:
        """Every row of it, by its file."""
        for file in _BY:
            yield from ((file.name, row[0]) for row in getattr(self, file.name))

    @property
    def size(self) -> int:
        """How many rows there are."""
        return sum(len(getattr(self, file.name)) for file in _BY)

    @property
    def whole(self) -> bool:
        """Whether every row could be read."""
        return not any(row[1] for file in _BY for row in getattr(self, file.name))


class _Runs:
    """A table's rows, taken order by order."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, place: int) -> list[Row]:
        """The rows of the order at a place; places are asked for in turn."""
        run: list[Row] = []
        while self._next is not None and self._next[0] == place and len(run) <= MOST_ROWS_OF_AN_ORDER:
            run.append(self._next[1:])
            self._next = next(self._rows, None)
        return run


def assemble(staging: Staging) -> Iterator[FoundOrder]:
    """Every order of the files, by day and then by row."""
    runs = {file: _Runs(staging.rows(file, *source)) for file, source in _BY.items()}
    (last,) = staging.one("SELECT count(*) FROM orders") or (0,)
    for place in range(1, last + 1):
        rows = {file.name: run.of(place) for file, run in runs.items()}
        if rows["orders"]:
            yield FoundOrder(number=rows["orders"][0][2], **rows)


def batches(staging: Staging) -> Iterator[list[FoundOrder]]:
    """
    Orders for one transaction each: which ones depends on the files alone, so that a later run has the same.

    Raises:
        ImportStopped: an order is larger than a transaction can be.
    """
    batch: list[FoundOrder] = []
    rows = 0
    for order in assemble(staging):
        if order.size > MOST_ROWS_OF_AN_ORDER:
            raise ImportStopped(
                f"the sales order {order.number} has {order.size:,} rows, and an order is loaded whole, with at most "
                f"{MOST_ROWS_OF_AN_ORDER:,}: split it into several orders"
            )
        if batch and rows + order.size > ROWS_A_BATCH:
            yield batch
            batch, rows = [], 0
        batch.append(order)
        rows += order.size
    if batch:
        yield batch
