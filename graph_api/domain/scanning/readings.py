"""What a scan can turn out to be. Source: rule R3."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from graph_api.domain.product_codes import Gtin, GtinRefused
from graph_api.domain.serials import SerialNumber, SerialRefused


class ScanKind(StrEnum):
    """The form in which the data came."""

    PLAIN = "plain"
    GS1_ELEMENT_STRING = "GS1 element string"
    GS1_BRACKETED = "GS1 element string in brackets"
    DIGITAL_LINK = "GS1 Digital Link"
    SGTIN_URN = "SGTIN URN"


@dataclass(frozen=True, slots=True)
class Element:
    """One GS1 element: an application identifier, such as `10`, and its value, such as a batch."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class ScanReading:
    """
    What was found in one scan. No serial is an answer too: a product code alone, or a package code.

    Attributes:
        raw: The data exactly as it came.
        sscc: The 18 digits of a package code.
        others: Every other element, in the order of the data.
        symbology: The AIM identifier that the scanner sent in front, such as `]d2`.
    """

    raw: str
    kind: ScanKind
    serial: SerialNumber | None = None
    gtin: Gtin | None = None
    sscc: str | None = None
    others: tuple[Element, ...] = ()
    symbology: str | None = None


@dataclass(frozen=True, slots=True)
class ScanTooLong:
    """More characters than any symbol holds."""

    length: int


@dataclass(frozen=True, slots=True)
class SymbologyIdentifierBroken:
    """The data begins with `]`, but what follows is no AIM identifier; or a second one follows the first."""

    beginning: str


@dataclass(frozen=True, slots=True)
class ElementsUnreadable:
    """
    The data says that it is GS1, and then is not.

    Attributes:
        read: The elements in front of the trouble.
        rest: The beginning of what could not be read; empty where data was expected and none came.
    """

    read: tuple[Element, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class CheckDigitWrong:
    """A product or package code of GS1 data with a wrong check digit: most likely misread."""

    element: Element
    expected: str


@dataclass(frozen=True, slots=True)
class ElementsContradict:
    """One application identifier with two values, such as two serial numbers: two labels in one scan."""

    ai: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkUnreadable:
    """A web address that is not a GS1 Digital Link, or a broken one. No serial number looks like that."""

    beginning: str
    problem: str


@dataclass(frozen=True, slots=True)
class UrnUnreadable:
    """An EPC URN that is not a well-formed `urn:epc:id:sgtin`."""

    beginning: str


ElementsRefused: TypeAlias = ElementsUnreadable | CheckDigitWrong | ElementsContradict
ScanRefused: TypeAlias = (
    SerialRefused
    | GtinRefused
    | ScanTooLong
    | SymbologyIdentifierBroken
    | ElementsRefused
    | LinkUnreadable
    | UrnUnreadable
)
