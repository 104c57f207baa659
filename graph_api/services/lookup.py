"""Looking up what somebody scanned or typed: which serial number it is, of which product, and which units carry it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from graph_api.domain.asking import FoundByCode
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.possibly import UnreadItems
from graph_api.domain.scanning import Frame, ScanReading, read_scan
from graph_api.domain.serials import SerialNumber, parse_serial
from graph_api.domain.views import ProductView
from graph_api.services.inputs import refused_scan, what_was_scanned


class Finder(Protocol):
    """What looking up needs of the graph."""

    async def by_serial(self, product: str | None, serial_key: str) -> tuple[UnitHistory, ...]: ...
    async def by_serials(
        self, product: str | None, serial_keys: Sequence[str]
    ) -> Mapping[str, tuple[UnitHistory, ...]]: ...
    async def unread_items(self, customer: str, product: str | None) -> tuple[UnreadItems, ...]: ...
    async def by_code(self, code: str, serial_key: str) -> FoundByCode: ...
    async def product_of_code(self, code: str) -> ProductView | None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """
    What was found.

    Attributes:
        serial_number: The number that was looked for; None where there was none to look for.
        product: The number of the product that was named, or that carries the scanned code; None for any.
        product_scanned: The product itself, where its code was scanned without a serial number.
        problem: What should be said about the input: it cannot be read, or was not taken as it stands.
        unread: What the named customer holds without a known number, or held once.
        customer: The number of the customer who was named.
    """

    reading: ScanReading | None = None
    serial_number: str | None = None
    product: str | None = None
    units: tuple[UnitHistory, ...] = ()
    product_scanned: ProductView | None = None
    problem: str | None = None
    unread: tuple[UnreadItems, ...] = ()
    customer: str | None = None


async def find_serial(finder: Finder, text: str, product: str | None) -> Found:
    """Look up a number as typed."""
    serial = parse_serial(text)
    if not isinstance(serial, SerialNumber):
        return Found(problem=refused_scan(text, serial, ()).message)
    units = await finder.by_serial(product, serial.key)
    return Found(serial_number=serial.text, product=product, units=units)


async def find_serials(finder: Finder, texts: Sequence[str], product: str | None) -> list[Found]:
    """Look up numbers as typed, in one statement; what cannot be read is told in its place."""
    parsed = [parse_serial(text) for text in texts]
    keys = dict.fromkeys(each.key for each in parsed if isinstance(each, SerialNumber))
    units = await finder.by_serials(product, list(keys)) if keys else {}
    return [
        Found(serial_number=each.text, product=product, units=units[each.key])
        if isinstance(each, SerialNumber)
        else Found(problem=refused_scan(text, each, ()).message)
        for text, each in zip(texts, parsed, strict=True)
    ]


async def with_unread(finder: Finder, found: Found, customer: str | None) -> Found:
    """
    The same with what a named customer holds unread, or held once, where a serial number was looked for (W12).

    A number that was sold is answered by its sale, whoever asks; but it may be asked by what was known before that.
    """
    if customer is None or found.serial_number is None:
        return found
    return replace(found, unread=await finder.unread_items(customer, found.product), customer=customer)


async def find_scan(finder: Finder, raw: str, product: str | None, frame: Frame) -> Found:
    """
    Look up what a scanner sent.

    A product code in it picks the product that carries it, unless the caller named one. A code that no product
    carries is said, and the number then looked up on every product, for the code may not be set up yet.
    """
    reading = read_scan(raw, frame)
    if not isinstance(reading, ScanReading):
        return Found(problem=refused_scan(raw, reading, ()).message)
    if reading.serial is None:
        return await _without_serial(finder, reading)
    number, key = reading.serial.text, reading.serial.key
    if product is not None or reading.gtin is None:
        return Found(reading, number, product, await finder.by_serial(product, key))
    found = await finder.by_code(reading.gtin.digits, key)
    problem = None if found.product is not None else _unknown_code(reading.gtin.digits)
    return Found(reading, number, found.product, found.units, problem=problem)


async def _without_serial(finder: Finder, reading: ScanReading) -> Found:
    scanned = f"This is {what_was_scanned(reading)}, without a serial number: scan the serial number beside it."
    product = None if reading.gtin is None else await finder.product_of_code(reading.gtin.digits)
    return Found(reading, product_scanned=product, problem=scanned)


def _unknown_code(digits: str) -> str:
    return f"No product carries the product code {digits}: the serial number was looked up on every product."
