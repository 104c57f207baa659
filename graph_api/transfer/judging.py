"""One order of a history under the rules: its rows as facts that posting is decided on, or what is said against it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    InvoiceLineFacts,
    OrderBook,
    OrderLineFacts,
    RegistrationFact,
    SlipFacts,
    SlipLineFacts,
)
from graph_api.domain.line_facts import Entry, LineFacts, UnitFacts
from graph_api.domain.numbers import decide_number, decide_product, names_on
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.past_imports import TradedProduct
from graph_api.domain.past_rules import decide_past_order
from graph_api.domain.registration_refusals import StandsElsewhere
from graph_api.domain.serial_patterns import SerialPattern
from graph_api.domain.serials import SerialNumber
from graph_api.services.inputs import LONGEST_LIST
from graph_api.services.orders import EARLIEST
from graph_api.transfer.assembling import FoundOrder
from graph_api.transfer.problems import Problem, refused, spot_of
from graph_api.transfer.staging import Row
from graph_api.transfer.standing import DocumentLines, StandingLine

_SLIP, _INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
_READABLE: Final = "a serial number, or not_readable as true, and not both"


@dataclass(frozen=True, slots=True)
class Goods:
    """A product with its pattern, read once."""

    product: TradedProduct
    pattern: SerialPattern | None


@dataclass(frozen=True, slots=True)
class Judged:
    """
    An order that the rules have nothing against.

    Attributes:
        book: With spots for ids, its documents as drafts with their day.
        references: The external reference of the order and of its documents, by spot; those that have one.
        numbers: By product and key, the serial numbers on it.
    """

    found: FoundOrder
    book: OrderBook
    references: Mapping[str, str]
    numbers: Mapping[tuple[str, str], RegistrationFact]


@dataclass
class Judge:
    """Judges orders as of one day. `problems` are those of the order that is being judged."""

    goods: Mapping[str, Goods]
    today: date
    problems: list[Problem] = field(default_factory=list)

    def judge(self, found: FoundOrder) -> Judged | tuple[Problem, ...]:
        """An order as facts, or everything that is said against it."""
        self.problems = []
        row, _, number, customer, ordered_on, reference = found.orders[0]
        spot = spot_of("orders", row)
        ordered = self._order_lines(found, spot)
        if self.problems:
            return tuple(self.problems)
        documents = self._lines(found, ordered)
        numbers = self._registrations(found, documents)
        if self.problems:
            return tuple(self.problems)
        book = OrderBook(
            number=number,
            customer=customer,
            ordered_on=date.fromisoformat(ordered_on),
            lines=tuple(ordered.values()),
            slips=tuple(_slip(each, documents) for each in found.slips),
            invoices=tuple(_invoice(each, documents) for each in found.invoices),
        )
        for document, refusal in decide_past_order(book, EARLIEST, self.today):
            self.problems.append(refused(refusal, document or spot))
        if self.problems:
            return tuple(self.problems)
        kept = {spot: reference} | {
            spot_of(file, each[0]): each[5] for file in ("slips", "invoices") for each in getattr(found, file)
        }
        return Judged(found, book, {name: text for name, text in kept.items() if text}, numbers)

    def _say(self, refusal: Refusal) -> None:
        self.problems.append(refused(refusal))

    def _order_lines(self, found: FoundOrder, spot: str) -> dict[int, OrderLineFacts]:
        """The order's lines by the positions that the file gives them; the graph counts them from 1."""
        count = len(found.order_lines)
        if not 0 < count <= LONGEST_LIST:
            expected = f"1 to {LONGEST_LIST} rows of it in order_lines"
            self.problems.append(refused(InvalidValue(value=str(count), expected=expected), spot))
        lines = {}
        for place, (row, _, _, position, product, quantity) in enumerate(found.order_lines, start=1):
            goods = self.goods.get(product)
            if goods is None:
                self._say(UnknownRecord(kind="product", key=product, path=("order_lines", str(row), "product")))
                continue
            id_, traded = spot_of("order_lines", row), goods.product
            lines[position] = OrderLineFacts(id_, place, quantity, traded.facts, traded.settings)
        return lines

    def _lines(self, found: FoundOrder, ordered: Mapping[int, OrderLineFacts]) -> DocumentLines:
        documents = DocumentLines()
        places: defaultdict[str, int] = defaultdict(int)
        for row, _, slip, position, order_line, quantity in found.slip_lines:
            line = self._ordered("slip_lines", row, ordered, order_line)
            if line is not None:
                places[slip] += 1
                spot = spot_of("slip_lines", row)
                made = self._line(_SLIP, slip, spot, places[slip], quantity, line, found.number)
                documents.slip_lines.setdefault(slip, {})[position] = made
        places.clear()
        for row, _, invoice, position, order_line, quantity, slip, slip_line in found.invoice_lines:
            line = self._ordered("invoice_lines", row, ordered, order_line)
            bills = self._billed(documents, row, slip, slip_line, line)
            if line is not None:
                places[invoice] += 1
                spot = spot_of("invoice_lines", row)
                made = self._line(_INVOICE, invoice, spot, places[invoice], quantity, line, found.number)
                made.bills = bills
                documents.invoice_lines.setdefault(invoice, {})[position] = made
        return documents

    def _ordered(
        self, file: str, row: int, ordered: Mapping[int, OrderLineFacts], position: int
    ) -> OrderLineFacts | None:
        line = ordered.get(position)
        if line is None:
            path = (file, str(row), "order_line")
            self._say(UnknownRecord(kind="line of this sales order at position", key=str(position), path=path))
        return line

    def _line(
        self, kind: DocumentKind, number: str, spot: str, place: int, quantity: int, line: OrderLineFacts, order: str
    ) -> StandingLine:
        facts = LineFacts(
            kind=kind,
            document_id=number,
            document=number,
            state=DocumentState.DRAFT,
            line_id=spot,
            position=place,
            quantity=quantity,
            registered=0,
            blanks=0,
            product=line.product,
            settings=line.settings,
            order=order,
        )
        return StandingLine(facts, line, self.goods[line.product.number].pattern, names_on(facts))

    def _billed(
        self, documents: DocumentLines, row: int, slip: str | None, slip_line: int | None, line: OrderLineFacts | None
    ) -> str | None:
        if slip is None and slip_line is None:
            return None
        billed = documents.slip_line(slip, slip_line)
        path = ("invoice_lines", str(row), "slip_line")
        if billed is None:
            key = f"{slip or 'without a number'} line {slip_line or 'without a position'}"
            self._say(UnknownRecord(kind="packing slip of this sales order", key=key, path=path))
            return None
        if line is not None and billed.order_line is not line:
            expected = "a line of the packing slip that ships the same line of the order"
            self._say(InvalidValue(value=f"{slip} line {slip_line}", expected=expected, path=path))
        return billed.facts.line_id

    def _registrations(self, found: FoundOrder, documents: DocumentLines) -> dict[tuple[str, str], RegistrationFact]:
        numbers: dict[tuple[str, str], RegistrationFact] = {}
        for row in found.serials:
            lines = documents.stands_on(row)
            if isinstance(lines, Problem):
                self.problems.append(lines)
                continue
            at, _, _, _, _, _, text, blank, key = row
            spot = spot_of("serials", at)
            if bool(blank) == (text is not None):
                self._say(
                    InvalidValue(value=text or "", expected=_READABLE, path=("serials", str(at), "serial_number"))
                )
                continue
            fact = RegistrationFact(spot, None if text is None else spot, text)
            if text is not None:
                refusals = _said_against(lines[0], at, SerialNumber(text, key))
                if refusals:
                    self.problems.extend(refused(each) for each in refusals)
                    continue
                number = lines[0].facts.product.number, key
                if number in numbers:
                    self._say(_twice(text, lines[0], at))
                    continue
                numbers[number] = fact
            for line in lines:
                line.registrations.append(fact)
        return numbers


def _said_against(line: StandingLine, row: int, serial: SerialNumber) -> tuple[Refusal, ...]:
    """R6, T2 and T4 of one number; who else has it is asked of all orders (R5)."""
    path = ("serials", str(row), "serial_number")
    entry = Entry(serial, path)
    refusal = decide_number(line.facts, entry, _NOBODY, line.pattern, line.names)
    if refusal is not None:
        return (refusal,)
    return tuple(replace(each, path=path) for each in decide_product(line.facts))


def _twice(text: str, line: StandingLine, row: int) -> StandsElsewhere:
    """R5 within one order."""
    path = ("serials", str(row), "serial_number")
    return StandsElsewhere(
        serial_number=text, document=line.facts.document, line_id="", document_kind=line.facts.kind, path=path
    )


_NOBODY: Final = UnitFacts("", "")


def _slip(row: Row, documents: DocumentLines) -> SlipFacts:
    at, _, number, _, day, _ = row
    lines = tuple(
        SlipLineFacts(
            line.facts.line_id,
            line.order_line.id,
            line.facts.position,
            line.facts.quantity,
            registrations=tuple(line.registrations),
        )
        for line in documents.slip_lines.get(number, {}).values()
    )
    return SlipFacts(spot_of("slips", at), number, DocumentState.DRAFT, date.fromisoformat(day), lines)


def _invoice(row: Row, documents: DocumentLines) -> InvoiceFacts:
    at, _, number, _, day, _ = row
    lines = tuple(
        InvoiceLineFacts(
            line.facts.line_id,
            line.order_line.id,
            line.bills,
            line.facts.position,
            line.facts.quantity,
            registrations=tuple(line.registrations),
        )
        for line in documents.invoice_lines.get(number, {}).values()
    )
    return InvoiceFacts(spot_of("invoices", at), number, DocumentState.DRAFT, date.fromisoformat(day), lines)
