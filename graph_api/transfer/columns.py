"""What a history is made of: its files and their columns, as the reader, the printed page and the tests know them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

PROBLEM: Final = "problem"
"""The column that a rejected row carries on top; it is not read again."""


class Kind(Enum):
    """What a cell holds, in the words of the page."""

    NUMBER = "number: 1 to 100 printable characters, white space around it is cut off"
    TEXT = "text: at most 200 printable characters"
    COUNT = "whole number, from 1 to 1,000,000"
    DAY = "day: YYYY-MM-DD, or the mapping's format, in the seller's time zone"
    FLAG = "true or false, also yes, no, 1, 0"
    SERIAL = "serial number: 1 to 100 printable characters, compared without regard to case"
    COUNTRY = "country: ISO 3166 alpha-2"
    BUYER = "CONSUMER or BUSINESS"
    GTINS = "GTINs of 8, 12, 13 or 14 digits, a blank between them"
    PATTERN = "pattern that serial numbers must fit"
    PERIOD = "ISO 8601 period of years, months and days"

    @property
    def words(self) -> str:
        """What a cell of this kind is to be."""
        return self.value


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a file.

    Attributes:
        unit: What is counted, or whose number it is; empty where the meaning says it.
        required: Whether each row has a value in it.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    required: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file of a history, `name.csv` or `name.ndjson`. The key names the columns that no two rows share."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def _number(name: str, meaning: str, example: str, *, required: bool = True) -> Column:
    return Column(name, Kind.NUMBER, meaning, example, required)


def _text(name: str, meaning: str, example: str) -> Column:
    return Column(name, Kind.TEXT, meaning, example)


def _place(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.COUNT, meaning, "1", required, "place")


_QUANTITY: Final = Column("quantity", Kind.COUNT, "how many (T2)", "5", required=True, unit="pieces")
_REFERENCE: Final = _text("external_reference", "your own reference", "ERP-7788")

GROUPS: Final = FileSpec(
    "groups",
    "Tracking dimension groups: whether their products take serial numbers (T1 to T3).",
    ("number",),
    (
        _number("number", "the group", "SERIAL"),
        _text("name", "what it is called; the number where it is empty", "Serial numbers, each item"),
        Column(
            "active_in_sales_process", Kind.FLAG, "serial numbers are registered at the sale", "true", required=True
        ),
        Column("blank_issue_allowed", Kind.FLAG, "items may be shipped without a registration (T3)", "false"),
    ),
)
CATEGORIES: Final = FileSpec(
    "categories",
    "Product categories, for which terms and policies may be published.",
    ("number",),
    (
        _number("number", "the category", "PUMPS"),
        _text("name", "what it is called", "Pumps"),
        _number("parent", "the category that it lies within", "HARDWARE", required=False),
    ),
)
PRODUCTS: Final = FileSpec(
    "products",
    "Products. One that is there already is written again, whole.",
    ("number",),
    (
        _number("number", "the product", "P-100"),
        Column("name", Kind.TEXT, "what it is called", "Garden pump 100", required=True),
        _number("group", "its tracking dimension group; none: it takes no serial numbers", "SERIAL", required=False),
        _number("category", "its category", "PUMPS", required=False),
        Column("catch_weight", Kind.FLAG, "sold by weight: takes no serial numbers (T4)", "false"),
        Column("gtins", Kind.GTINS, "its GTINs (R6)", "09521000007499"),
        Column("serial_pattern", Kind.PATTERN, "what its serial numbers look like (R6)", r"GP\d{6}"),
        _text("supplier", "your number of its supplier", "S-9"),
        Column(
            "supplier_cover", Kind.PERIOD, "what the supplier promises, from the day of sale", "P24M", unit="period"
        ),
        _text("supplier_send_to", "where claims are sent to the supplier", "Repair centre, Hall 2"),
    ),
)
CUSTOMERS: Final = FileSpec(
    "customers",
    "Customers. One that is there already is written again, whole.",
    ("number",),
    (
        _number("number", "the customer", "C-1001"),
        _text("name", "name", "Ada Example"),
        _text("email", "e-mail", "ada@example.com"),
        _text("phone", "telephone", "+49 30 5550100"),
        _text("street", "street and house number", "Hauptstr. 1"),
        _text("postal_code", "postal code", "10115"),
        _text("city", "city", "Berlin"),
        Column("country", Kind.COUNTRY, "country, which decides on statutory terms (W1)", "DE"),
        Column("buyer_kind", Kind.BUYER, "whether the law takes it for a consumer (W1)", "CONSUMER"),
    ),
)
ORDERS: Final = FileSpec(
    "orders",
    "Sales orders. Each is loaded whole, with its slips and invoices, or not at all.",
    ("number",),
    (
        _number("number", "the sales order", "SO-1"),
        _number("customer", "who ordered", "C-1001"),
        Column("ordered_on", Kind.DAY, "when it was ordered", "2024-03-01", required=True),
        _REFERENCE,
    ),
)
ORDER_LINES: Final = FileSpec(
    "order_lines",
    "Lines of sales orders. Their positions are put in order and counted from 1 in the graph.",
    ("order", "position"),
    (
        _number("order", "the sales order", "SO-1"),
        _place("position", "the line's position on the order"),
        _number("product", "what was ordered", "P-100"),
        _QUANTITY,
    ),
)
SLIPS: Final = FileSpec(
    "slips",
    "Posted packing slips, each of one sales order.",
    ("number",),
    (
        _number("number", "the packing slip", "PS-1"),
        _number("order", "its sales order", "SO-1"),
        Column("day", Kind.DAY, "when it shipped: the day of sale", "2024-03-05", required=True),
        _REFERENCE,
    ),
)
SLIP_LINES: Final = FileSpec(
    "slip_lines",
    "Lines of packing slips.",
    ("slip", "position"),
    (
        _number("slip", "the packing slip", "PS-1"),
        _place("position", "the line's position on the slip"),
        _place("order_line", "the position of the order's line that it ships"),
        _QUANTITY,
    ),
)
INVOICES: Final = FileSpec(
    "invoices",
    "Posted invoices, each of one sales order.",
    ("number",),
    (
        _number("number", "the invoice", "INV-1"),
        _number("order", "its sales order", "SO-1"),
        Column("day", Kind.DAY, "its day", "2024-03-08", required=True),
        _REFERENCE,
    ),
)
INVOICE_LINES: Final = FileSpec(
    "invoice_lines",
    "Lines of invoices: of a slip's line, or without a slip (D8).",
    ("invoice", "position"),
    (
        _number("invoice", "the invoice", "INV-1"),
        _place("position", "the line's position on the invoice"),
        _place("order_line", "the position of the order's line that it invoices"),
        _QUANTITY,
        _number("slip", "the packing slip that it invoices; empty: it ships by itself", "PS-1", required=False),
        _place("slip_line", "the position of that slip's line", required=False),
    ),
)
SERIALS: Final = FileSpec(
    "serials",
    "Registrations, one a row: a serial number, or an item that is not readable (R4), and the lines that it stands on.",
    (),
    (
        _number("slip", "the packing slip that it stands on", "PS-1", required=False),
        _place("slip_line", "the position of that slip's line", required=False),
        _number("invoice", "the invoice that it stands on", "INV-1", required=False),
        _place("invoice_line", "the position of that invoice's line", required=False),
        Column("serial_number", Kind.SERIAL, "its number; empty where it is not readable", "GP004711"),
        Column("not_readable", Kind.FLAG, "its number could not be read", "false"),
    ),
)

SET_UP: Final = (GROUPS, CATEGORIES, PRODUCTS, CUSTOMERS)
"""What sales build on."""
OF_ORDERS: Final = (ORDERS, ORDER_LINES, SLIPS, SLIP_LINES, INVOICES, INVOICE_LINES, SERIALS)
FILES: Final = (*SET_UP, *OF_ORDERS)


def page() -> str:
    """The files with every column, as Markdown; `schema/import-format.md` is this text."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# The files of a history"
    yield ""
    yield "What `warranty-graph import` reads: one folder with these files, each as `name.csv` (UTF-8, a heading row)"
    yield "or as `name.ndjson` (an object a line). A file that is not there has no rows; at least one is there. Columns"
    yield "may come in any order, those that are not required may be missing, and a mapping gives files and columns"
    yield f"other names. The column `{PROBLEM}` of a rejected row is not read."
    for file in FILES:
        yield ""
        yield f"## `{file.name}`"
        yield file.meaning
        yield ""
        yield "| column | required | type | unit | example | meaning |"
        yield "|---|---|---|---|---|---|"
        for column in file.columns:
            required = "yes" if column.required else ""
            cells = (
                f"`{column.name}`",
                required,
                column.kind.words,
                column.unit,
                f"`{column.example}`",
                column.meaning,
            )
            yield f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")
