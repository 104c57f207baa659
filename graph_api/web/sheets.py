"""What stands on a printed page, and the words for it: values for the templates, every text still as it was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from markupsafe import Markup

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import CustomerFacts, EndKind, ProductFacts
from graph_api.domain.return_items import ReturnItemView
from graph_api.domain.unit_codes import unit_code
from graph_api.domain.views import LineView, RegistrationView
from graph_api.services.printing import PrintedClaim, PrintedDocument, PrintedReturn
from graph_api.web.symbols import number_symbol, unit_symbol

NOT_READABLE: Final = "Not readable"
_TITLES: Final = {DocumentKind.PACKING_SLIP: "Packing slip", DocumentKind.INVOICE: "Invoice"}
_STATES: Final = {
    DocumentState.DRAFT: "Draft: not posted yet",
    DocumentState.CANCELLED: "Cancelled: nothing of it stands any more",
    DocumentState.CREDITED: "Credited: nothing of it stands any more",
}
_ENDED: Final = {
    EndKind.REVERSED: "Reversed",
    EndKind.TAKEN_BACK: "Taken back",
    EndKind.CREDITED: "Credited",
    EndKind.RETURNED: "Returned",
    EndKind.REPLACED: "Replaced",
    EndKind.TAKEN_OFF: "Taken off",
    EndKind.DISCARDED: "Discarded",
}


@dataclass(frozen=True, slots=True)
class PrintedSerial:
    """One item: its number, or that it is not readable; a symbol of what stands; how the rest ended."""

    text: str
    readable: bool
    mark: str | None = None
    symbol: Markup | None = None


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line with its serials, and what else is to be said of it."""

    position: int
    product: ProductFacts
    quantity: int
    serials: tuple[PrintedSerial, ...]
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A page, or many.

    Attributes:
        stamp: What must be seen before anything else: a draft, or what no longer counts.
        party: Who it is for, a line each.
        facts: What is to know of it, each with its name.
        paragraphs: Longer texts, each with its name.
    """

    title: str
    number: str
    symbol: Markup
    party: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    lines: tuple[PrintedLine, ...]
    stamp: str | None = None
    paragraphs: tuple[tuple[str, str], ...] = ()


def sheet_of_document(printed: PrintedDocument, *, personal: bool) -> Sheet:
    """A packing slip or an invoice (D6)."""
    view = printed.view
    number = view.number or "Draft"
    slips = dict.fromkeys(line.slip_number for line in view.lines if line.slip_number is not None)
    return Sheet(
        title=_TITLES[printed.kind],
        number=number,
        symbol=number_symbol(number),
        party=party(view.order.customer, personal=personal),
        facts=_told(
            ("Date", view.day),
            ("Sales order", view.order.number),
            ("Ordered on", view.order.ordered_on),
            ("Packing slips" if len(slips) > 1 else "Packing slip", ", ".join(slips)),
            ("Reference", view.external_reference),
        ),
        lines=tuple(_line(printed.kind, line, printed.registrations[line.id]) for line in view.lines),
        stamp=_STATES.get(view.state),
    )


def _line(kind: DocumentKind, line: LineView, registrations: Iterable[RegistrationView]) -> PrintedLine:
    serials = tuple(_serial(each, line.product) for each in registrations)
    standing = 0 if line.ended_on else line.quantity - line.taken_back - line.returned
    unnamed = max(0, standing - line.registered)
    ended = "Credited" if kind is DocumentKind.INVOICE else "Reversed"
    notes = (
        f"{ended} on {line.ended_on}" if line.ended_on else None,
        f"{_pieces(line.taken_back)} taken back" if line.taken_back else None,
        f"{_pieces(line.returned)} came back for good" if line.returned else None,
        f"{_pieces(unnamed)} without a serial number" if unnamed and serials else None,
    )
    return PrintedLine(
        line.position, line.product, line.quantity, serials, notes=tuple(each for each in notes if each is not None)
    )


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


def _serial(registration: RegistrationView, product: ProductFacts) -> PrintedSerial:
    mark = None if registration.ended is None else f"{_ENDED[registration.ended]} on {registration.ended_on}"
    return serial_of(registration.serial_number, product, mark)


def serial_of(serial: str | None, product: ProductFacts, mark: str | None = None) -> PrintedSerial:
    """An item as it is listed. What no longer stands has no symbol: nobody should scan it from this paper."""
    if serial is None:
        return PrintedSerial(NOT_READABLE, readable=False, mark=mark)
    symbol = unit_symbol(unit_code(serial, product.gtins)) if mark is None else None
    return PrintedSerial(serial, readable=True, mark=mark, symbol=symbol)


def sheet_of_return(printed: PrintedReturn, *, personal: bool) -> Sheet:
    """A return authorisation: what may come back, to be laid into the parcel."""
    view = printed.view
    return Sheet(
        title="Return authorisation",
        number=view.number,
        symbol=number_symbol(view.number),
        party=party(view.customer, personal=personal),
        facts=_told(
            ("Authorised on", view.authorised_on),
            ("Reason", view.reason),
            ("Reference", view.external_reference),
        ),
        lines=tuple(_item(item, printed.products) for item in view.items),
    )


def _item(item: ReturnItemView, products: Mapping[str, ProductFacts]) -> PrintedLine:
    product = products.get(item.product, ProductFacts(item.product, ""))
    serials = () if item.by_quantity else (serial_of(item.serial_number, product),)
    what_became = None if item.disposition is None else _words(item.disposition)
    return PrintedLine(
        position=item.position,
        product=product,
        quantity=item.quantity,
        serials=serials,
        notes=("Pieces without a serial number",) if item.by_quantity else (),
        facts=_told(
            ("State", _words(item.state)),
            ("Sales order", item.order),
            ("Received on", item.received_on),
            ("Received", ", ".join(item.received_serials) or (item.received_serial if item.differs else None)),
            ("Disposition", what_became),
            ("Credited", None if item.credited is None else ("yes" if item.credited else "no")),
        ),
    )


def sheet_of_claim(printed: PrintedClaim, *, personal: bool) -> Sheet:
    """A warranty claim, under the verdict that it was filed under (K2)."""
    claim, sale = printed.claim, printed.sale
    verdict = claim.verdict
    end = None if claim.ended is None else f"{_ENDED[claim.ended.kind]} on {claim.ended.on}"
    line = PrintedLine(
        position=1,
        product=printed.product,
        quantity=1,
        serials=(serial_of(claim.serial_number, printed.product, end),),
        facts=_told(
            ("Sold on", claim.sold_on),
            ("Sales order", sale.order.number),
            ("Packing slip", None if sale.slip is None else sale.slip.number),
            ("Invoice", None if sale.invoice is None else sale.invoice.number),
            ("Replaced by", printed.replacement),
        ),
    )
    return Sheet(
        title="Warranty claim",
        number=claim.number,
        symbol=number_symbol(claim.number),
        party=party(sale.order.customer, personal=personal),
        facts=_told(
            ("Opened on", claim.opened_on),
            ("State", _words(claim.state)),
            ("Warranty", _words(verdict.status)),
            ("Last day", verdict.last_day),
            ("Layer", None if verdict.layer is None else _words(verdict.layer)),
            ("Resolution", None if claim.resolution is None else _words(claim.resolution)),
            ("Closed on", claim.closed_on),
            ("Reference", claim.external_reference),
        ),
        lines=(line,),
        paragraphs=(("Problem", claim.problem),),
    )


def party(customer: CustomerFacts, *, personal: bool) -> tuple[str, ...]:
    """The customer; whoever may not read names and addresses sees the number alone (G1)."""
    place = " ".join(each for each in (customer.postal_code, customer.city) if each)
    address = (customer.name, customer.street, place, customer.country) if personal else ()
    return (*(each for each in address if each), f"Customer {customer.number}")


def _told(*facts: tuple[str, date | str | None]) -> tuple[tuple[str, str], ...]:
    """Those that are known."""
    return tuple((name, str(value)) for name, value in facts if value)


def _words(value: StrEnum) -> str:
    return value.value.lower().replace("_", " ")
