"""One number of a call as it came: typed, or scanned with what a scanner adds around it. Source: rules R3, R6, C4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph_api.domain.audit import Json
from graph_api.domain.entries import AnotherProduct, ListTooLong
from graph_api.domain.line_facts import Entry
from graph_api.domain.lineage import ProductFacts
from graph_api.domain.outcomes import InvalidValue, Path, Refusal
from graph_api.domain.registration_refusals import NotASerial
from graph_api.domain.scanning import Entry as ListEntry
from graph_api.domain.scanning import (
    EntryRefused,
    Frame,
    NoSerialColumn,
    NoSerialFound,
    ScanKind,
    ScanReading,
    SheetUnreadable,
    TooManyEntries,
    parse_entries,
    parse_sheet,
    read_scan,
)
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.serials import SerialNumber, parse_serial
from graph_api.domain.views import ProductView
from graph_api.services.inputs import LONGEST_LIST, refused_scan, shown, what_was_scanned

_LIST = ("typed",)
_FILE = ("uploaded",)


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
    def told_apart(self) -> bool:
        """Whether it is a scan by its looks: more than a number alone."""
        return self.reading is not None and (
            self.reading.kind is not ScanKind.PLAIN or self.reading.symbology is not None
        )

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


def read_given(given: Given, frame: Frame) -> Scanned | Refusal:
    """A number, typed or scanned, but not both."""
    if given.scan is None and given.serial_number is not None:
        return _read_typed(given.serial_number)
    if given.scan is not None and given.serial_number is None:
        return read_scanned(given.scan, ("scan",), frame)
    said = "neither" if given.scan is None else "both"
    return InvalidValue(value=said, expected="either a serial number or a scan", path=("serialNumber",))


def _read_typed(text: str) -> Scanned | Refusal:
    parsed = parse_serial(text)
    path = ("serialNumber",)
    return Scanned(Entry(parsed, path)) if isinstance(parsed, SerialNumber) else refused_scan(text, parsed, path)


def read_scanned(raw: str, path: Path, frame: Frame) -> Scanned | Refusal:
    """A scan with a serial number in it (R3); what else it is, is said (R6)."""
    reading = read_scan(raw, frame)
    if not isinstance(reading, ScanReading):
        return refused_scan(raw, reading, path)
    if reading.serial is None:
        return NotASerial(serial_number=shown(raw), what=what_was_scanned(reading), path=path)
    return Scanned(Entry(reading.serial, path), reading)


def read_list(text: str) -> tuple[tuple[Scanned, ...], tuple[Refusal, ...]]:
    """Numbers and ranges typed in one text, and a refusal of each piece that is none; too many refuse all (R2)."""
    found = parse_entries(text, LONGEST_LIST)
    if isinstance(found, TooManyEntries) or not found:
        length = found.at_least if isinstance(found, TooManyEntries) else 0
        return (), (ListTooLong(length=length, longest=LONGEST_LIST, path=_LIST),)
    return _told([(each, (*_LIST, str(each.position - 1))) for each in found])


def read_sheet(text: str) -> tuple[tuple[Scanned, ...], tuple[Refusal, ...]]:
    """Numbers in a file that was uploaded, and a refusal of each row that has none; too many refuse all (R2)."""
    found = parse_sheet(text, LONGEST_LIST)
    match found:
        case NoSerialColumn(heading):
            expected = "one column, or a heading with serial_number in it"
            return (), (InvalidValue(value=shown(", ".join(heading)), expected=expected, path=_FILE),)
        case SheetUnreadable(row):
            expected = "rows of CSV, with every quote closed"
            return (), (InvalidValue(value=f"row {row}", expected=expected, path=(*_FILE, str(row))),)
        case TooManyEntries() | ():
            length = found.at_least if isinstance(found, TooManyEntries) else 0
            return (), (ListTooLong(length=length, longest=LONGEST_LIST, path=_FILE),)
        case _:
            return _told([(each, (*_FILE, str(each.position))) for each in found])


def _told(
    read: Sequence[tuple[ListEntry | EntryRefused, Path]],
) -> tuple[tuple[Scanned, ...], tuple[Refusal, ...]]:
    return (
        tuple(Scanned(Entry(each.serial, path), each.reading) for each, path in read if isinstance(each, ListEntry)),
        tuple(_refused_piece(each, path) for each, path in read if isinstance(each, EntryRefused)),
    )


def _refused_piece(refused: EntryRefused, path: Path) -> Refusal:
    if isinstance(refused.cause, NoSerialFound):
        what = what_was_scanned(refused.cause.reading)
        return NotASerial(serial_number=shown(refused.piece), what=what, path=path)
    return refused_scan(refused.piece, refused.cause, path)


async def other_products(tx: KnowsCodes, scans: Sequence[Scanned], product: ProductFacts) -> tuple[AnotherProduct, ...]:
    """
    Scans whose product code the line's product does not carry (R6).

    A product without codes takes any that no other product carries: it may not be set up yet.
    """
    foreign = [(each, each.gtin) for each in scans if each.gtin is not None and each.gtin not in product.gtins]
    owners = await tx.products_by_code([gtin for _, gtin in foreign]) if foreign else {}
    return tuple(
        AnotherProduct(
            gtin=gtin,
            scanned_product=owners[gtin].facts.number if gtin in owners else None,
            product=product.number,
            path=each.entry.path,
        )
        for each, gtin in foreign
        if gtin in owners or product.gtins
    )


def scans_kept(scans: Sequence[Scanned]) -> dict[str, Json]:
    """What the audit entry of a call keeps of its scans: of one scan, or of those in a list, by number."""
    if len(scans) == 1:
        return scans[0].kept
    return {"scans": {each.entry.serial.text: each.kept["scan"] for each in scans}} if scans else {}


def pattern_of(product: ProductFacts) -> SerialPattern | None:
    """The product's pattern, which was read and found safe when the product was saved."""
    parsed = None if product.serial_pattern is None else parse_pattern(product.serial_pattern)
    return parsed if isinstance(parsed, SerialPattern) else None
