"""The source as the files of a history: what `warranty-graph import` reads of any company."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from graph_api.domain.product_codes import check_digit
from graph_api.seeding.adventureworks.source import Bicycle, Order, Sales
from graph_api.seeding.chance import draw
from graph_api.seeding.days import weeks_until_last_week, working_day
from graph_api.seeding.numbers import serial_numbers, serial_pattern
from graph_api.transfer.columns import FILES

SERIAL: Final = "BICYCLES"
NONE: Final = "PARTS"
_DAYS_TO_SHIP: Final = 5
_LATEST_INVOICE: Final = 3
_UNREADABLE: Final = 80
"""Of one bicycle in so many the number could not be read (R4)."""
_NOT_INVOICED: Final = 4
"""Of one reseller's order in so many the second slip is not invoiced yet."""

Row = Sequence[object]
Sold = tuple[str, str]
"""A bicycle: the number of its product and its own."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A slip of an order with its invoice: the pieces of each of the order's lines, by position."""

    nth: int
    day: date
    invoiced_on: date | None
    pieces: Mapping[int, int]


def weeks_to_move(sales: Sales, today: date) -> int:
    """By how many whole weeks everything moves, so that the newest document falls into last week."""
    days = (each.invoiced_on or each.day for order in sales.orders for each in shipments(order))
    return weeks_until_last_week(max(days), today)


def shipments(order: Order) -> tuple[Shipment, ...]:
    """One for an order that was placed online, two for a reseller's, whose second has what is left of each line."""
    count = 2 if order.by_reseller else 1
    made, day = [], order.ordered_on
    for nth in range(count):
        day = working_day(day, _DAYS_TO_SHIP)
        pieces = {
            line.position: line.quantity * (nth + 1) // count - line.quantity * nth // count for line in order.lines
        }
        open_yet = nth > 0 and draw("not invoiced", order.number, below=_NOT_INVOICED) == 0
        invoiced_on = None if open_yet else working_day(day, draw("invoiced", order.number, nth, below=_LATEST_INVOICE))
        made.append(Shipment(nth, day, invoiced_on, {place: count for place, count in pieces.items() if count}))
    return tuple(each for each in made if each.pieces)


def category_of_model(model: str) -> str:
    """The number of the category that a model is."""
    return f"MODEL-{model}"


def write_set_up(sales: Sales, folder: Path) -> None:
    """Write what sales build on: groups, categories, products and customers."""
    _write(folder, _set_up(sales))


def write_sales(sales: Sales, folder: Path) -> Mapping[str, Sold]:
    """Write orders, slips, invoices and serial numbers; the first bicycle of each order that has a readable one."""
    seller = _Seller(sales)
    _write(folder, seller.rows())
    return seller.sold


def _write(folder: Path, rows: Iterable[tuple[str, Row]]) -> None:
    columns = {spec.name: [column.name for column in spec.columns] for spec in FILES}
    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for file, row in rows:
            if file not in writers:
                path = folder / f"{file}.csv"
                opened = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
                writers[file] = csv.writer(opened, lineterminator="\n")
                writers[file].writerow(columns[file])
            # Columns that the source cannot fill are the last ones.
            writers[file].writerow([*row, *[None] * (len(columns[file]) - len(row))])


def _set_up(sales: Sales) -> Iterator[tuple[str, Row]]:
    yield "groups", (SERIAL, "Bicycles, each with its number", "true", "false")
    yield "groups", (NONE, "Parts, clothing and accessories", "false", "false")
    named: dict[str, str | None] = {each.category: None for each in sales.products.values() if each.category}
    named |= {each.subcategory: each.category for each in sales.products.values() if each.subcategory}
    for name, parent in named.items():
        yield "categories", (_key(name), name, parent and _key(parent))
    models = {each.model: each.subcategory for each in sales.products.values() if each.model}
    for model, subcategory in models.items():
        yield "categories", (category_of_model(model), sales.models[model].name, _key(subcategory))
    for product in sales.products.values():
        yield "products", _product(product)
    for buyer in sales.customers:
        place = (buyer.street, buyer.postal_code, buyer.city, buyer.country)
        kind = "BUSINESS" if buyer.is_store else "CONSUMER"
        yield "customers", (buyer.number, buyer.name, buyer.email, buyer.phone, *place, kind)


def _key(name: str) -> str:
    return name.upper().replace(" ", "-")


def _product(product: Bicycle) -> Row:
    category = category_of_model(product.model) if product.model else product.subcategory and _key(product.subcategory)
    pattern = serial_pattern(product.id, product.name) if product.tracked else None
    group = SERIAL if product.tracked else NONE
    payload = f"09521000{int(product.id):05d}"
    return product.number, product.name, group, category, "false", payload + check_digit(payload), pattern


@dataclass
class _Seller:
    """Writes order by order, and hands out each product's serial numbers in turn."""

    sales: Sales
    serials: dict[str, Iterator[str]] = field(default_factory=dict)
    sold: dict[str, Sold] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[str, Row]]:
        ordered: Counter[str] = Counter()
        for order in self.sales.orders:
            for line in order.lines:
                ordered[line.product] += line.quantity
        for id_, count in ordered.items():
            product = self.sales.products[id_]
            if product.tracked:
                self.serials[id_] = iter(serial_numbers(id_, product.name, count))
        for order in self.sales.orders:
            yield from self._order(order)

    def _order(self, order: Order) -> Iterator[tuple[str, Row]]:
        yield "orders", (order.number, order.customer, order.ordered_on)
        for line in order.lines:
            number = self.sales.products[line.product].number
            yield "order_lines", (order.number, line.position, number, line.quantity)
        for shipment in shipments(order):
            yield from self._shipment(order, shipment)

    def _shipment(self, order: Order, shipment: Shipment) -> Iterator[tuple[str, Row]]:
        suffix = f"{order.number.removeprefix('SO')}-{shipment.nth + 1}"
        slip, invoice = f"PS{suffix}", f"INV{suffix}"
        yield "slips", (slip, order.number, shipment.day)
        if shipment.invoiced_on is not None:
            yield "invoices", (invoice, order.number, shipment.invoiced_on)
        products = {line.position: line.product for line in order.lines}
        for nth, (position, quantity) in enumerate(shipment.pieces.items(), start=1):
            yield "slip_lines", (slip, nth, position, quantity)
            invoiced: Row = (None, None)
            if shipment.invoiced_on is not None:
                invoiced = (invoice, nth)
                yield "invoice_lines", (invoice, nth, position, quantity, slip, nth)
            if products[position] in self.serials:
                for item in range(quantity):
                    serial = self._serial(order, products[position], (slip, nth, item))
                    yield "serials", (slip, nth, *invoiced, serial, None if serial else "true")

    def _serial(self, order: Order, product: str, place: tuple[str | int, ...]) -> str | None:
        if draw("unreadable bicycle", *place, below=_UNREADABLE) == 0:
            return None
        serial = next(self.serials[product])
        self.sold.setdefault(order.number, (self.sales.products[product].number, serial))
        return serial
