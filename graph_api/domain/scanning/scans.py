"""One scan: find the form of the data, then the serial number in it. Source: rule R3."""

import re
from dataclasses import dataclass, replace
from typing import Final

from graph_api.domain.product_codes import Gtin, GtinRefused, check_digit_holds, parse_gtin
from graph_api.domain.scanning.elements import (
    GROUP_SEPARATOR,
    GTIN,
    SERIAL,
    SSCC,
    begins_bracketed,
    read_bracketed,
    read_elements,
    trouble_between,
)
from graph_api.domain.scanning.frames import NO_FRAME, Frame
from graph_api.domain.scanning.links import begins_link, begins_urn, read_link, read_sgtin
from graph_api.domain.scanning.readings import (
    Element,
    ElementsUnreadable,
    LinkUnreadable,
    ScanKind,
    ScanReading,
    ScanRefused,
    ScanTooLong,
    SymbologyIdentifierBroken,
    UrnUnreadable,
)
from graph_api.domain.serials import WHITE_SPACE, EmptySerial, SerialTooLong, UnprintableSerial, parse_serial

# A QR code, the roomiest symbol in use, holds 4,296 characters; what surrounds them is a few more.
MAX_SCAN_LENGTH: Final = 4400

# Scanners are set up to frame the data with a line end, a tab, or start and end of text.
_FRAME: Final = WHITE_SPACE + "\x02\x03\x04"
_SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Fa-f]")
_GS1_SYMBOLOGIES: Final = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
_RETAIL_SYMBOLOGIES: Final = frozenset({"]E0", "]E4"})
_PRODUCT_IN_FRONT: Final = re.compile(r"01[0-9]{14}")


@dataclass(frozen=True, slots=True)
class _Scan:
    raw: str
    symbology: str | None
    data: str

    @property
    def says_gs1(self) -> bool:
        return self.symbology in _GS1_SYMBOLOGIES


def read_scan(raw: str, frame: Frame = NO_FRAME) -> ScanReading | ScanRefused:
    """
    Read one scan, or one typed number, which is the same to a keyboard wedge.

    Data is GS1 only with an AIM identifier, a separator, brackets, a link or a URN, or where a product code with a
    valid check digit stands in front and a serial number follows. Everything else is plain: a serial number may well
    begin with 21.

    Args:
        frame: What the scanner puts around all of it, besides line ends and tabs.
    """
    if len(raw) > MAX_SCAN_LENGTH:
        return ScanTooLong(len(raw))
    scan = _unwrapped(raw, frame)
    if scan.data.startswith("]"):
        return SymbologyIdentifierBroken(scan.data[:3])
    if not scan.data:
        return ElementsUnreadable((), "") if scan.says_gs1 else EmptySerial()
    if scan.symbology in _RETAIL_SYMBOLOGIES:
        return _product_code(scan)
    kind, elements = _form(scan)
    if isinstance(elements, ElementsUnreadable | LinkUnreadable | UrnUnreadable):
        return elements
    return _assembled(scan, kind, elements)


def _unwrapped(raw: str, frame: Frame) -> _Scan:
    data = frame.inside(raw.strip(_FRAME)).strip(_FRAME)
    symbology = _SYMBOLOGY.match(data)
    if symbology is None:
        return _Scan(raw, None, data)
    return _Scan(raw, symbology[0], data[symbology.end() :].strip(_FRAME))


def _form(scan: _Scan) -> tuple[ScanKind, tuple[Element, ...] | ElementsUnreadable | LinkUnreadable | UrnUnreadable]:
    if begins_link(scan.data):
        return ScanKind.DIGITAL_LINK, read_link(scan.data)
    if begins_urn(scan.data):
        return ScanKind.SGTIN_URN, read_sgtin(scan.data)
    if begins_bracketed(scan.data):
        return ScanKind.GS1_BRACKETED, read_bracketed(scan.data)
    separated = _separators_read(scan.data)
    if scan.says_gs1 or (GROUP_SEPARATOR in separated and scan.symbology is None):
        return ScanKind.GS1_ELEMENT_STRING, read_elements(separated.replace("^", GROUP_SEPARATOR))
    if scan.symbology is None and (elements := _elements_unannounced(scan.data)):
        return ScanKind.GS1_ELEMENT_STRING, elements
    return ScanKind.PLAIN, (Element(SERIAL, scan.data),)


def _separators_read(data: str) -> str:
    return data.replace("<GS>", GROUP_SEPARATOR).replace("{GS}", GROUP_SEPARATOR)


def _elements_unannounced(data: str) -> tuple[Element, ...]:
    """
    The elements of data that does not call itself GS1, or none.

    A caret is a separator only where all of the data then makes sense and it does not merely end it; any other
    belongs to a plain serial number.
    """
    elements = read_elements(data.replace("^", GROUP_SEPARATOR))
    if isinstance(elements, ElementsUnreadable):
        return ()
    product_and_serial = (
        _PRODUCT_IN_FRONT.match(data) is not None
        and check_digit_holds(elements[0].value)
        and any(element.ai == SERIAL for element in elements)
    )
    return elements if "^" in data[:-1] or product_and_serial else ()


def _product_code(scan: _Scan) -> ScanReading | GtinRefused:
    """A symbol of the EAN and UPC family holds a product code, never a serial number."""
    gtin = parse_gtin(scan.data)
    if not isinstance(gtin, Gtin):
        return gtin
    return ScanReading(scan.raw, ScanKind.PLAIN, gtin=gtin, symbology=scan.symbology)


def _assembled(scan: _Scan, kind: ScanKind, elements: tuple[Element, ...]) -> ScanReading | ScanRefused:
    trouble = trouble_between(elements)
    if trouble is not None:
        return trouble
    found = {element.ai: element.value for element in elements}
    serial = parse_serial(found[SERIAL]) if SERIAL in found else None
    if isinstance(serial, UnprintableSerial):
        return replace(serial, position=serial.position + scan.raw.rindex(scan.data))
    if isinstance(serial, EmptySerial | SerialTooLong):
        return serial
    gtin = Gtin(found[GTIN]) if GTIN in found else None
    others = tuple(element for element in elements if element.ai not in {SSCC, GTIN, SERIAL})
    return ScanReading(scan.raw, kind, serial, gtin, found.get(SSCC), others, scan.symbology)
