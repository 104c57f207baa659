"""The seed data as it came: five files of `seeds/oracle_oe` and one of `seeds/statutory`, typed."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from graph_api.resources import resource

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A product category. `parent` is the composite category that a leaf lies within."""

    number: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product. `warranty_months` is 0 where it has no warranty."""

    number: str
    name: str
    category: str
    warranty_months: int
    supplier: str


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer; what is empty in the file is None."""

    number: str
    name: str
    email: str | None
    phone: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """
    A sales order.

    Attributes:
        placed_at: As the source has it, without a time zone; it is taken as UTC.
        status: From 0 (not fully entered) to 10 (shipped and paid); `seeds/oracle_oe/README.md` says what each becomes.
    """

    number: str
    placed_at: datetime
    customer: str
    status: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a sales order, in whole pieces."""

    order: str
    position: int
    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class LawRow:
    """
    A period that a law gives, as `seeds/statutory/README.md` explains it.

    Attributes:
        period: As ISO 8601, and so `repair_extension`, which is None where a repair adds nothing.
        valid_from: The first day of sale that it applies to.
    """

    number: str
    version: int
    country: str
    buyer: str
    period: str
    repair_extension: str | None
    valid_from: date
    source: str
    source_date: date
    checked_on: date


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that the plan is derived from."""

    categories: tuple[CategoryRow, ...]
    products: tuple[ProductRow, ...]
    customers: tuple[CustomerRow, ...]
    orders: tuple[OrderRow, ...]
    lines: tuple[LineRow, ...]
    laws: tuple[LawRow, ...]


def read_source(folder: Path | None = None) -> Source:
    """Read the files: those of the sales from the folder that the program carries, unless another is given."""
    folder = folder or resource("seeds", "oracle_oe")
    return Source(
        categories=tuple(each(folder / "categories.csv", _category)),
        products=tuple(each(folder / "products.csv", _product)),
        customers=tuple(each(folder / "customers.csv", _customer)),
        orders=tuple(each(folder / "orders.csv", _order)),
        lines=tuple(each(folder / "order_items.csv", _line)),
        laws=read_laws(),
    )


def read_laws() -> tuple[LawRow, ...]:
    """The periods that laws give, which are the same for every seller."""
    return tuple(each(resource("seeds", "statutory") / "periods.csv", _law))


def each(path: Path, read: Callable[[Mapping[str, str]], T]) -> Iterator[T]:
    """The rows of a file of seeds, each as it is read."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from (read(row) for row in csv.DictReader(file))


def _category(row: Mapping[str, str]) -> CategoryRow:
    number = row["category_id"]
    # The source numbers a leaf within its composite: 11 to 19 lie within 10.
    parent = f"{number[0]}0" if row["kind"] == "leaf" else None
    return CategoryRow(number, row["description"], parent)


def _product(row: Mapping[str, str]) -> ProductRow:
    months = int(row["warranty_months"])
    return ProductRow(row["product_id"], row["product_name"], row["category_id"], months, row["supplier_id"])


def _customer(row: Mapping[str, str]) -> CustomerRow:
    return CustomerRow(
        number=row["customer_id"],
        name=f"{row['first_name']} {row['last_name']}",
        email=row["email"] or None,
        phone=row["phone"] or None,
        street=row["street"] or None,
        postal_code=row["postal_code"] or None,
        city=row["city"] or None,
        country=row["country"] or None,
    )


def _order(row: Mapping[str, str]) -> OrderRow:
    placed_at = datetime.fromisoformat(f"{row['order_timestamp']}+00:00")
    return OrderRow(row["order_id"], placed_at, row["customer_id"], int(row["order_status"]))


def _law(row: Mapping[str, str]) -> LawRow:
    return LawRow(
        number=row["number"],
        version=int(row["version"]),
        country=row["country"],
        buyer=row["buyer"],
        period=row["period"],
        repair_extension=row["repair_extension"] or None,
        valid_from=date.fromisoformat(row["valid_from"]),
        source=row["source"],
        source_date=date.fromisoformat(row["source_date"]),
        checked_on=date.fromisoformat(row["checked_on"]),
    )


def _line(row: Mapping[str, str]) -> LineRow:
    return LineRow(row["order_id"], int(row["line_item_id"]), row["product_id"], int(row["quantity"]))
