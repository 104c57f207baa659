"""One number of a call as it came: typed, or scanned with what a scanner adds around it. Source: rules R3, R6, C4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph_api.domain.audit import Json
from graph_api.domain.entries import AnotherProduct
from graph_api.domain.line_facts import Entry
from graph_api.domain.lineage import ProductFacts
from graph_api.domain.outcomes import InvalidValue, Path, Refusal
from graph_api.domain.registration_refusals import NotASerial
from graph_api.domain.scanning import ScanReading, read_scan
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.serials import SerialNumber, parse_serial
from graph_api.domain.views import ProductView
from graph_api.services.inputs import refused_scan, shown, what_was_scanned


@dataclass(frozen=True, slots=True)
class Given:
    """A number as its caller gives it: typed as it is, or scanned."""

    serial_number: str | None = None
    scan: str | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """A number that could be read; `reading` is None for one that was typed."""

    entry: Entry
    reading: ScanReading | None = None

    @property
    def gtin(self) -> str | None:
        """The product code that came with the number, as 14 digits."""
        return self.reading.gtin.digits if self.reading is not None and self.reading.gtin is not None else None

    @property
    def kept(self) -> dict[str, Json]:
        """The raw scan and its reading, as the audit entry keeps them (C4); nothing of what was typed."""
        if self.reading is None:
            return {}
        symbology = self.reading.symbology
        scan: Json = {
            "raw": self.reading.raw,
            "kind": self.reading.kind.value,
            "symbology": symbology,
            "gtin": self.gtin,
        }
        return {"scan": scan}


class KnowsCodes(Protocol):
    """What telling products apart needs of a transaction."""

    async def products_by_code(self, codes: Sequence[str]) -> Mapping[str, ProductView]: ...


def read_given(given: Given) -> Scanned | Refusal:
    """A number, typed or scanned, but not both."""
    if given.scan is None and given.serial_number is not None:
        return _read_typed(given.serial_number)
    if given.scan is not None and given.serial_number is None:
        return read_scanned(given.scan, ("scan",))
    said = "neither" if given.scan is None else "both"
    return InvalidValue(value=said, expected="either a serial number or a scan", path=("serialNumber",))


def _read_typed(text: str) -> Scanned | Refusal:
    parsed = parse_serial(text)
    path = ("serialNumber",)
    return Scanned(Entry(parsed, path)) if isinstance(parsed, SerialNumber) else refused_scan(text, parsed, path)


def read_scanned(raw: str, path: Path) -> Scanned | Refusal:
    """A scan with a serial number in it (R3); what else it is, is said (R6)."""
    reading = read_scan(raw)
    if not isinstance(reading, ScanReading):
        return refused_scan(raw, reading, path)
    if reading.serial is None:
        return NotASerial(serial_number=shown(raw), what=what_was_scanned(reading), path=path)
    return Scanned(Entry(reading.serial, path), reading)


async def another_product(tx: KnowsCodes, scanned: Scanned, product: ProductFacts) -> AnotherProduct | None:
    """
    A scan whose product code the line's product does not carry (R6).

    A product without codes takes any that no other product carries: it may not be set up yet.
    """
    gtin = scanned.gtin
    if gtin is None or gtin in product.gtins:
        return None
    owner = (await tx.products_by_code([gtin])).get(gtin)
    if owner is None and not product.gtins:
        return None
    return AnotherProduct(
        gtin=gtin,
        scanned_product=None if owner is None else owner.facts.number,
        product=product.number,
        path=scanned.entry.path,
    )


def pattern_of(product: ProductFacts) -> SerialPattern | None:
    """The product's pattern, which was read and found safe when the product was saved."""
    parsed = None if product.serial_pattern is None else parse_pattern(product.serial_pattern)
    return parsed if isinstance(parsed, SerialPattern) else None
