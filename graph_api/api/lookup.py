"""One field for whatever is at hand: a serial number, a scan, or the number of an order or of one of its documents."""

from collections.abc import Sequence
from typing import Annotated, Final, Self, TypeAlias

import strawberry

from graph_api.api.context import Info
from graph_api.api.loaders import Loaders
from graph_api.api.problems import bad_input
from graph_api.api.types.claims import Claim
from graph_api.api.types.credit_notes import CreditNote
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product
from graph_api.api.types.units import SerialAnswer, Unit, UnknownSerial
from graph_api.domain import scanning
from graph_api.domain.outcomes import Refusal
from graph_api.domain.scanning import ScanKind
from graph_api.services.inputs import read_number, shown
from graph_api.services.lookup import Found, find_scan, find_serial, find_serials, with_unread

MOST_SERIALS: Final = 1_000
"""Serial numbers of one call; one statement answers them all."""


@strawberry.input(one_of=True, description="What is at hand: exactly one of these.")
class LookupInput:
    """Texts as typed or scanned; white space around them does not count."""

    serial: str | None = strawberry.field(default=strawberry.UNSET, description="A serial number, as typed.")
    scan: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What a scanner sent, raw: a plain number, or GS1 data with one in it (R3).",
    )
    sales_order: str | None = strawberry.field(default=strawberry.UNSET, description="A sales order's number.")
    packing_slip: str | None = strawberry.field(default=strawberry.UNSET, description="A packing slip's number.")
    invoice: str | None = strawberry.field(default=strawberry.UNSET, description="An invoice's number.")
    credit_note: str | None = strawberry.field(default=strawberry.UNSET, description="A credit note's number.")
    claim: str | None = strawberry.field(default=strawberry.UNSET, description="A claim's number.")


@strawberry.type(description="A GS1 element that is neither product, package nor serial number: a batch, a date …")
class ScanElement:
    """Part of a scan."""

    ai: str = strawberry.field(description="The application identifier: `10` is a batch, `17` the last day of use.")
    value: str = strawberry.field(description="What it says.")


@strawberry.type(description="What was found in a scan (R3).")
class ScanReading:
    """How the raw data was taken."""

    kind: ScanKind = strawberry.field(description="The form of the data.")
    serial_number: str | None = strawberry.field(description="The serial number in it; null where it holds none.")
    gtin: str | None = strawberry.field(description="The product code, as 14 digits.")
    sscc: str | None = strawberry.field(description="The package code, as 18 digits.")
    symbology: str | None = strawberry.field(description="The AIM identifier that the scanner sent, such as `]d2`.")
    others: list[ScanElement] = strawberry.field(description="Every other element, in the order of the data.")

    @classmethod
    def of(cls, reading: scanning.ScanReading) -> Self:
        return cls(
            kind=reading.kind,
            serial_number=None if reading.serial is None else reading.serial.text,
            gtin=None if reading.gtin is None else reading.gtin.digits,
            sscc=reading.sscc,
            symbology=reading.symbology,
            others=[ScanElement(ai=each.ai, value=each.value) for each in reading.others],
        )


LookupMatch: TypeAlias = Annotated[
    Unit | UnknownSerial | Product | SalesOrder | PackingSlip | Invoice | CreditNote | Claim,
    strawberry.union(
        "LookupMatch",
        description=(
            "A serial number is answered with each unit that carries it, or with `UnknownSerial`; a product code "
            "that was scanned alone with the product; a document's number with the document."
        ),
    ),
]


@strawberry.type(description="What was found for what was at hand.")
class Lookup:
    """Several matches are a choice for whoever asked."""

    reading: ScanReading | None = strawberry.field(description="How a scan was read; null where none was sent.")
    matches: list[LookupMatch] = strawberry.field(
        description=(
            "What was found: for a serial number always at least one answer, and several where products share the "
            "number, 20 at most; empty for a document that is not there and for what cannot be read."
        )
    )
    problem: str | None = strawberry.field(
        description="What to tell whoever asked: why it cannot be read, or was not taken as it stands; null if nothing."
    )


@strawberry.type(description="What was found for one of many serial numbers.")
class SerialMatches:
    """Several matches are a choice, as in a `Lookup`."""

    asked: str = strawberry.field(description="The number as it was sent; cut off after 100 characters.")
    matches: list[SerialAnswer] = strawberry.field(
        description="Each unit that carries it, or that none does; empty for what cannot be a serial number."
    )
    problem: str | None = strawberry.field(description="Why it cannot be a serial number; null if it can.")


async def look_up(info: Info, by: LookupInput, product: str | None, customer: str | None) -> Lookup:
    """Look up by the one thing that was given."""
    loaders = info.context.loaders
    named = None if product is None or not product.strip() else product.strip()
    if isinstance(by.serial, str):
        found = await find_serial(loaders, by.serial, named)
    elif isinstance(by.scan, str):
        found = await find_scan(loaders, by.scan, named, info.context.office.frame)
    else:
        return await _of_document(loaders, by)
    return _of_serial(await with_unread(loaders, found, key_of(customer)))


async def look_up_serials(info: Info, serials: list[str], product: str | None) -> list[SerialMatches]:
    """Look up many numbers in one statement, in their order."""
    if not 0 < len(serials) <= MOST_SERIALS:
        raise bad_input("serials", f"{len(serials)} serial numbers were sent: send 1 to {MOST_SERIALS:,} in one call.")
    if not info.context.afford(len(serials)):
        raise bad_input("serials", "This request asks for more than it may hold: send the numbers in several requests.")
    found = await find_serials(info.context.loaders, serials, key_of(product))
    return [
        SerialMatches(asked=shown(text), matches=list(_serial_answers(each)), problem=each.problem)
        for text, each in zip(serials, found, strict=True)
    ]


def _serial_answers(found: Found) -> Sequence[Unit | UnknownSerial]:
    if not found.units and found.serial_number is not None:
        return [UnknownSerial.of(found.serial_number, found.product, found.unread, found.customer)]
    return [Unit.of(each, found.unread) for each in found.units]


def _of_serial(found: Found) -> Lookup:
    matches: list[LookupMatch] = [*_serial_answers(found)]
    if found.product_scanned is not None:
        matches.append(Product.of(found.product_scanned))
    reading = None if found.reading is None else ScanReading.of(found.reading)
    return Lookup(reading=reading, matches=matches, problem=found.problem)


async def _of_document(loaders: Loaders, by: LookupInput) -> Lookup:
    match: LookupMatch | None = None
    if number := key_of(by.sales_order):
        order = await loaders.orders.load(number)
        match = None if order is None else SalesOrder.of(order)
    elif number := key_of(by.packing_slip):
        slip = await loaders.slips_by_number.load(number)
        match = None if slip is None else PackingSlip.of(slip)
    elif number := key_of(by.invoice):
        invoice = await loaders.invoices_by_number.load(number)
        match = None if invoice is None else Invoice.of(invoice)
    elif number := key_of(by.credit_note):
        note = await loaders.credit_notes_by_number.load(number)
        match = None if note is None else CreditNote.of(note)
    elif number := key_of(by.claim):
        claim = await loaders.claims_by_number.load(number)
        match = None if claim is None else Claim.of(claim)
    return Lookup(reading=None, matches=[] if match is None else [match], problem=None)


def key_of(number: str | None) -> str | None:
    """The number as it is kept; None where none was given, or where nothing can be kept under it."""
    refusals: list[Refusal] = []
    read = read_number(number, (), refusals) if isinstance(number, str) else None
    return read or None
