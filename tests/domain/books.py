"""Sales orders in a few words: one order line of one product, slips and invoices of it, and lines being edited."""

# ruff: noqa: A002 -- `id` is the field's own name

from datetime import date

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
from graph_api.domain.line_facts import Entry, LineFacts, Spot, UnitFacts
from graph_api.domain.lineage import ProductFacts
from graph_api.domain.serials import SerialNumber, parse_serial
from graph_api.domain.tracking import SerialSettings

TODAY = date(2024, 5, 10)
ORDERED_ON = date(2024, 5, 1)
CONTROLLED = SerialSettings(active_in_sales_process=True, serial_number_control=True)
BLANKS_ALLOWED = SerialSettings(active_in_sales_process=True, serial_number_control=True, blank_issue_allowed=True)
NOT_TRACKED = SerialSettings()
PUMP = ProductFacts("PUMP", "A pump", group="SN")


def ordered(
    quantity: int = 100, *, id: str = "OL-1", position: int = 1, settings: SerialSettings = CONTROLLED
) -> OrderLineFacts:
    return OrderLineFacts(id, position, quantity, PUMP, settings)


def numbered(*ids: str) -> tuple[RegistrationFact, ...]:
    """Registrations whose unit and number are named after them."""
    return tuple(RegistrationFact(each, f"unit {each}", f"SN {each}") for each in ids)


def blank(id: str) -> RegistrationFact:
    return RegistrationFact(id, None, None)


def slip_line(
    quantity: int,
    *registrations: RegistrationFact,
    id: str = "SL-1",
    order_line: str = "OL-1",
    position: int = 1,
    taken_down: bool = False,
    taken_back: int = 0,
) -> SlipLineFacts:
    return SlipLineFacts(id, order_line, position, quantity, taken_down, taken_back, registrations)


def slip(*lines: SlipLineFacts, number: str = "PS-1", state: DocumentState = DocumentState.POSTED) -> SlipFacts:
    return SlipFacts(f"id of {number}", number, state, TODAY, lines)


def billed(
    quantity: int,
    *registrations: RegistrationFact,
    of: str = "SL-1",
    id: str = "IL-1",
    order_line: str = "OL-1",
    position: int = 1,
    credited: bool = False,
) -> InvoiceLineFacts:
    return InvoiceLineFacts(id, order_line, of, position, quantity, credited, registrations)


def direct(
    quantity: int, *registrations: RegistrationFact, id: str = "IL-1", order_line: str = "OL-1", position: int = 1
) -> InvoiceLineFacts:
    return InvoiceLineFacts(id, order_line, None, position, quantity, registrations=registrations)


def invoice(
    *lines: InvoiceLineFacts, number: str = "INV-1", state: DocumentState = DocumentState.DRAFT
) -> InvoiceFacts:
    return InvoiceFacts(f"id of {number}", number, state, TODAY, lines)


def book(
    *documents: SlipFacts | InvoiceFacts, lines: tuple[OrderLineFacts, ...] = (ordered(),), number: str = "SO-1"
) -> OrderBook:
    return OrderBook(
        number=number,
        customer="C-1",
        ordered_on=ORDERED_ON,
        lines=lines,
        slips=tuple(each for each in documents if isinstance(each, SlipFacts)),
        invoices=tuple(each for each in documents if isinstance(each, InvoiceFacts)),
    )


def line(
    quantity: int = 2,
    registered: int = 0,
    *,
    kind: DocumentKind = DocumentKind.PACKING_SLIP,
    state: DocumentState = DocumentState.DRAFT,
    product: ProductFacts = PUMP,
    settings: SerialSettings = CONTROLLED,
    bills: str | None = None,
) -> LineFacts:
    """A line `L-1` of a document `D-1`, of the order `SO-1`."""
    return LineFacts(
        kind, "id of D-1", "D-1", state, "L-1", 1, quantity, registered, 0, product, settings, "SO-1", bills
    )


def choosing(quantity: int = 2, registered: int = 0) -> LineFacts:
    """An invoice's line that chooses among the registrations of the slip line `SL-1`."""
    return line(quantity, registered, kind=DocumentKind.INVOICE, bills="SL-1")


def spot(
    id: str = "R-1",
    serial: str | None = "A1",
    *,
    slip_line: str | None = None,
    invoice_line: str | None = None,
    invoice: str | None = "INV-9",
) -> Spot:
    return Spot(
        registration_id=id,
        serial_number=serial,
        slip_line_id=slip_line,
        slip="PS-9" if slip_line else None,
        invoice_line_id=invoice_line,
        invoice=invoice if invoice_line else None,
        invoice_state=DocumentState.DRAFT if invoice_line else None,
    )


def serial(text: str) -> SerialNumber:
    parsed = parse_serial(text)
    assert isinstance(parsed, SerialNumber)
    return parsed


def entries(*texts: str) -> list[Entry]:
    return [Entry(serial(text), ("serials", str(place))) for place, text in enumerate(texts)]


def units(*texts: str, at: dict[str, Spot] | None = None) -> dict[str, UnitFacts]:
    """Each number as a unit of its own, free but where `at` says otherwise."""
    stands = at or {}
    return {serial(each).key: UnitFacts(f"unit {each}", each, stands.get(each)) for each in texts}
