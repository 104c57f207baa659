"""
What the reference model knows: orders, slips and invoices as a person would draw them on paper.

Nothing here comes from the program. Days are small whole numbers; 0 is the day of the orders. A slip's line and an
invoice's line are both a `Line`: one that bills a slip line chooses among its registrations, any other has its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Rules = frozenset[str]
"""The numbers of the rules that something is refused by; none where it is done."""


def broken(**conditions: object) -> Rules:
    """The rules whose condition holds: `broken(D1=shipped > ordered)`."""
    return frozenset(rule for rule, holds in conditions.items() if holds)


DONE: Final[Rules] = frozenset()


class Kind(StrEnum):
    SLIP = "SLIP"
    INVOICE = "INVOICE"


class State(StrEnum):
    DRAFT = "DRAFT"
    POSTED = "POSTED"
    DISCARDED = "DISCARDED"
    CANCELLED = "CANCELLED"
    CREDITED = "CREDITED"


class End(StrEnum):
    TAKEN_OFF = "TAKEN_OFF"
    DISCARDED = "DISCARDED"
    REVERSED = "REVERSED"
    TAKEN_BACK = "TAKEN_BACK"
    CREDITED = "CREDITED"
    RETURNED = "RETURNED"
    REPLACED = "REPLACED"


@dataclass(eq=False)
class Product:
    """A product with the settings of its own tracking dimension group (T1)."""

    name: str
    active: bool = True
    blank_issue: bool = False

    @property
    def needs_all(self) -> bool:
        """T2, unless T3 overrides it."""
        return self.active and not self.blank_issue


@dataclass(eq=False)
class Order:
    name: str
    day: int = 0
    lines: list["OrderLine"] = field(default_factory=list)


@dataclass(eq=False)
class OrderLine:
    name: str
    order: Order
    product: Product
    quantity: int


@dataclass(eq=False)
class Document:
    name: str
    kind: Kind
    order: Order
    state: State = State.DRAFT
    day: int | None = None
    posted: int | None = None
    """Its place among everything that was ever posted."""
    all_lines: list["Line"] = field(default_factory=list)

    @property
    def lines(self) -> list["Line"]:
        return [line for line in self.all_lines if not line.removed]


@dataclass(eq=False)
class Line:
    """
    A line of a slip or an invoice.

    Attributes:
        bills: The slip line whose items it invoices; None for a slip's line and where an invoice ships itself (D8).
        ended_on: The day on which it was reversed (D3) or credited (D10).
        taken_back: Pieces that came back by a negative quantity (C2), and `returned` by returns, for good (V5).
        registered: Every registration that it ever got.
        chosen: Every choice that it ever made.
    """

    name: str
    document: Document
    order_line: OrderLine
    quantity: int
    bills: "Line | None" = None
    removed: bool = False
    ended_on: int | None = None
    taken_back: int = 0
    returned: int = 0
    registered: list["Registration"] = field(default_factory=list)
    chosen: list["Choice"] = field(default_factory=list)

    @property
    def product(self) -> Product:
        return self.order_line.product

    @property
    def standing(self) -> list["Registration"]:
        """The registrations that stand on it now."""
        if self.bills is None:
            return [each for each in self.registered if each.live]
        return [each.registration for each in self.chosen if each.stands and each.registration.live]

    @property
    def shipped(self) -> int:
        return self.quantity - self.taken_back

    @property
    def invoiced(self) -> int:
        """Of a credited line, what had come back for good stays invoiced (D10, V4)."""
        return self.quantity if self.ended_on is None else self.returned


@dataclass(eq=False)
class Registration:
    """
    One item's stay on a line; `serial` is None for a blank. `again` says that a reversed one lives on in it (D4).

    `scrapped` says that it came back for good and is never sold again (V5). `came_for` is the one in whose sale it
    stands since a day (W7).
    """

    name: str
    line: Line
    serial: str | None
    again: bool = False
    ended: End | None = None
    ended_on: int | None = None
    waits: bool = False
    scrapped: bool = False
    came_for: "Registration | None" = None
    came_on: int = 0

    @property
    def live(self) -> bool:
        return self.ended is None

    @property
    def first_day(self) -> int | None:
        """The day from which it stands in its sale; None while that has not begun."""
        return None if self.line.document.day is None else max(self.line.document.day, self.came_on)

    def end(self, how: End, day: int, *, waits: bool) -> None:
        self.ended, self.ended_on, self.waits = how, day, waits


@dataclass(eq=False)
class Choice:
    """
    A registration of a slip on an invoice line. It stands until it is given back, came off, or was credited.

    Attributes:
        showed: The number that a credited invoice showed: corrections and fills that follow are not its (C3).
    """

    registration: Registration
    line: Line
    stands: bool = True
    credited_on: int | None = None
    showed: str | None = None
    came_off: bool = False


@dataclass
class Register:
    """Everything that there is, and what follows from it."""

    today: int
    products: list[Product] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    posted: int = 0

    def of_kind(self, kind: Kind, *states: State) -> list[Document]:
        return [each for each in self.documents if each.kind is kind and (not states or each.state in states)]

    def lines(self, kind: Kind, *states: State) -> Iterator[Line]:
        for document in self.of_kind(kind, *states):
            yield from document.lines

    def invoice_lines(self) -> Iterator[Line]:
        """Lines of invoices that were posted."""
        return self.lines(Kind.INVOICE, State.POSTED, State.CREDITED)

    def shipped(self, order_line: OrderLine) -> int:
        """D1, D8: less what was reversed, taken back (C2) or credited without a slip (D10)."""
        slips = (line for line in self.lines(Kind.SLIP, State.POSTED) if line.ended_on is None)
        direct = (line for line in self.invoice_lines() if line.bills is None and line.order_line is order_line)
        return sum(line.shipped for line in slips if line.order_line is order_line) + sum(x.invoiced for x in direct)

    def invoiced(self, line: Line) -> int:
        """Pieces of a slip line on posted invoices; what came back for good is not invoiced anew (V4)."""
        return sum(each.invoiced for each in self.invoice_lines() if each.bills is line)

    def open(self, line: Line) -> int:
        """Pieces of a slip line that may be invoiced or taken back."""
        return line.shipped - self.invoiced(line) if self.may_be_billed(line) else 0

    def may_be_billed(self, line: Line) -> bool:
        return line.document.kind is Kind.SLIP and line.document.state is State.POSTED and line.ended_on is None

    def frozen(self, order_line: OrderLine) -> bool:
        """Whether items of the order line were taken back (C2)."""
        return any(each.taken_back for each in self.lines(Kind.SLIP) if each.order_line is order_line)

    def holder(self, product: Product, serial: str) -> Registration | None:
        """The live registration of a number (R5)."""
        found = (each for each in self.registrations if each.live and each.serial == serial)
        return next((each for each in found if each.line.product is product), None)

    def choice(self, registration: Registration) -> Choice | None:
        """The invoice's choice that a registration stands under (D11)."""
        choices = (choice for line in self.lines(Kind.INVOICE) for choice in line.chosen if choice.stands)
        return next((choice for choice in choices if choice.registration is registration), None)

    def on_posted_invoice(self, registration: Registration) -> bool:
        choice = self.choice(registration)
        return choice is not None and choice.line.document.state is State.POSTED

    def sales(self, product: Product, serial: str) -> list[Registration]:
        """Registrations of a number whose sale has begun, newest first (I3)."""
        named = (each for each in self.registrations if each.serial == serial and each.line.product is product)
        begun = [each for each in named if each.line.document.posted is not None and each.ended is not End.TAKEN_OFF]
        return sorted(begun, key=_by_sale, reverse=True)

    def overlaps(self, product: Product, serial: str, day: int) -> bool:
        """Whether a sale from this day on would overlap one that has ended (R5)."""
        ended = [each for each in self.sales(product, serial) if each.ended_on is not None]
        return any(each.scrapped or (each.ended_on or 0) > day for each in ended)

    def drafts_holding(self, product: Product) -> list[Document]:
        """Drafts on which registrations of a product stand (T5)."""
        drafts = [each for each in self.documents if each.state is State.DRAFT]
        return [each for each in drafts if any(line.product is product and line.standing for line in each.lines)]

    def register(self, line: Line, serial: str | None, *, again: bool = False) -> Registration:
        """A new registration on a line that has its own."""
        made = Registration(f"r{len(self.registrations) + 1}", line, serial, again)
        self.registrations.append(made)
        line.registered.append(made)
        return made

    def draft(self, kind: Kind, order: Order) -> Document:
        number = 1 + len(self.of_kind(kind))
        made = Document(f"{kind.lower()} {number}", kind, order)
        self.documents.append(made)
        return made

    def add_line(self, document: Document, order_line: OrderLine, quantity: int, bills: Line | None = None) -> Line:
        name = f"{document.name} line {len(document.all_lines) + 1}"
        made = Line(name, document, order_line, quantity, bills)
        document.all_lines.append(made)
        return made

    def post(self, document: Document, day: int) -> None:
        self.posted += 1
        document.state, document.day, document.posted = State.POSTED, day, self.posted


def _by_sale(registration: Registration) -> tuple[int, int, int]:
    first, posted = registration.first_day, registration.line.document.posted
    assert first is not None
    assert posted is not None
    return first, posted, int(registration.name[1:])


def release(registrations: Iterable[Registration], how: End, day: int) -> None:
    """Take registrations off a draft: they are free, or wait again if they waited before (D4, D11)."""
    for each in registrations:
        each.end(how, day, waits=each.again)
