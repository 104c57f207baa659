"""The files of `seeds/adventureworks` as they came, typed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from graph_api.resources import resource
from graph_api.seeding.source import each


@dataclass(frozen=True, slots=True)
class Bicycle:
    """A product, bicycle or not. `model` is the id of its model; the empty ones have none."""

    id: str
    number: str
    name: str
    category: str
    subcategory: str
    model: str

    @property
    def tracked(self) -> bool:
        """Whether its units have serial numbers."""
        return self.category == "Bikes"


@dataclass(frozen=True, slots=True)
class Model:
    """A product model. `warranty_months` is None where the source promises nothing."""

    id: str
    name: str
    warranty_months: int | None


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer: a person, or a store that sells on."""

    number: str
    is_store: bool
    name: str
    email: str
    phone: str
    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order, in whole pieces of a product by its id."""

    position: int
    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """A sales order with its lines by position."""

    number: str
    ordered_on: date
    customer: str
    by_reseller: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sales:
    """Everything that the history is derived from."""

    products: Mapping[str, Bicycle]
    models: Mapping[str, Model]
    customers: tuple[Buyer, ...]
    orders: tuple[Order, ...]

    def moved(self, weeks: int) -> "Sales":
        """The same sales so many weeks later."""
        by = timedelta(weeks=weeks)
        return replace(self, orders=tuple(replace(each, ordered_on=each.ordered_on + by) for each in self.orders))


def read_sales(folder: Path | None = None) -> Sales:
    """Read the files that the program carries, or those of another folder."""
    folder = folder or resource("seeds", "adventureworks")
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for order, line in each(folder / "sales_order_lines.csv", _line):
        lines[order].append(line)
    return Sales(
        products={product.id: product for product in each(folder / "products.csv", _bicycle)},
        models={model.id: model for model in each(folder / "product_models.csv", _model)},
        customers=tuple(each(folder / "customers.csv", _buyer)),
        orders=tuple(
            replace(order, lines=tuple(sorted(lines[order.number], key=lambda line: line.position)))
            for order in each(folder / "sales_orders.csv", _order)
        ),
    )


def _line(row: Mapping[str, str]) -> tuple[str, Line]:
    return row["order_number"], Line(int(row["line_number"]), row["product_id"], int(row["quantity"]))


def _order(row: Mapping[str, str]) -> Order:
    day = date.fromisoformat(row["order_date"])
    return Order(row["order_number"], day, row["account_number"], row["channel"] == "reseller", lines=())


def _bicycle(row: Mapping[str, str]) -> Bicycle:
    return Bicycle(
        id=row["product_id"],
        number=row["product_number"],
        name=row["name"],
        category=row["category"],
        subcategory=row["subcategory"],
        model=row["model_id"],
    )


def _model(row: Mapping[str, str]) -> Model:
    months = row["warranty_months"]
    return Model(row["model_id"], row["model_name"], int(months) if months else None)


def _buyer(row: Mapping[str, str]) -> Buyer:
    return Buyer(
        number=row["account_number"],
        is_store=row["kind"] == "store",
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        street=" ".join(part for part in (row["address_line1"], row["address_line2"]) if part),
        postal_code=row["postal_code"],
        city=row["city"],
        country=row["country_code"],
    )
