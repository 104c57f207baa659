"""From what a scanner sends, or a clerk types, to serial numbers. Source: rule R3."""

from graph_api.domain.scanning.entries import (
    Entry,
    EntryForm,
    EntryRefused,
    NoSerialFound,
    TooManyEntries,
    parse_entries,
)
from graph_api.domain.scanning.frames import NO_FRAME, Frame
from graph_api.domain.scanning.problems import problem_of
from graph_api.domain.scanning.readings import (
    CheckDigitWrong,
    Element,
    ElementsContradict,
    ElementsRefused,
    ElementsUnreadable,
    LinkUnreadable,
    ScanKind,
    ScanReading,
    ScanRefused,
    ScanTooLong,
    SymbologyIdentifierBroken,
    UrnUnreadable,
)
from graph_api.domain.scanning.scans import MAX_SCAN_LENGTH, read_scan
from graph_api.domain.scanning.sheets import NoSerialColumn, SheetUnreadable, parse_sheet

__all__ = [
    "MAX_SCAN_LENGTH",
    "NO_FRAME",
    "CheckDigitWrong",
    "Element",
    "ElementsContradict",
    "ElementsRefused",
    "ElementsUnreadable",
    "Entry",
    "EntryForm",
    "EntryRefused",
    "Frame",
    "LinkUnreadable",
    "NoSerialColumn",
    "NoSerialFound",
    "ScanKind",
    "ScanReading",
    "ScanRefused",
    "ScanTooLong",
    "SheetUnreadable",
    "SymbologyIdentifierBroken",
    "TooManyEntries",
    "UrnUnreadable",
    "parse_entries",
    "parse_sheet",
    "problem_of",
    "read_scan",
]
