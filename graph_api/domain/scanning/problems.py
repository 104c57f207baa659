"""What is wrong with a scan, and what was read of it before: words for a refusal. Source: rules R3 and R6."""

from collections.abc import Sequence

from graph_api.domain.product_codes import GtinCheckDigitWrong, GtinRefused, NotAGtin
from graph_api.domain.scanning.readings import (
    CheckDigitWrong,
    Element,
    ElementsContradict,
    ElementsRefused,
    ElementsUnreadable,
    LinkUnreadable,
    ScanRefused,
    ScanTooLong,
    SymbologyIdentifierBroken,
    UrnUnreadable,
)
from graph_api.domain.scanning.scans import MAX_SCAN_LENGTH
from graph_api.domain.serials import EmptySerial, SerialRefused, SerialTooLong, UnprintableSerial

_SHOWN = 40


def problem_of(refused: ScanRefused) -> str:
    """One clause, of which what was scanned is the subject."""
    if isinstance(refused, EmptySerial | SerialTooLong | UnprintableSerial):
        return _of_serial(refused)
    if isinstance(refused, CheckDigitWrong | ElementsContradict | ElementsUnreadable):
        return _of_elements(refused)
    if isinstance(refused, NotAGtin | GtinCheckDigitWrong):
        return _of_product_code(refused)
    return _of_data(refused)


def _of_serial(refused: SerialRefused) -> str:
    match refused:
        case EmptySerial():
            return "it is empty"
        case SerialTooLong(length):
            return f"it has {length} characters, 100 at most"
    return f"character {refused.position + 1} is {refused.codepoint}, which cannot be printed"


def _of_product_code(refused: GtinRefused) -> str:
    if isinstance(refused, NotAGtin):
        return f"“{_escaped(refused.beginning)}” has not the 8, 12, 13 or 14 digits of a product code"
    return f"the check digit of {refused.digits} would be {refused.expected}"


def _of_data(refused: ScanTooLong | SymbologyIdentifierBroken | LinkUnreadable | UrnUnreadable) -> str:
    match refused:
        case ScanTooLong(length):
            return f"it has {length} characters, {MAX_SCAN_LENGTH} at most"
        case SymbologyIdentifierBroken(beginning):
            return f"“{_escaped(beginning)}” is no symbology identifier"
        case LinkUnreadable(_, problem):
            return f"as a web address it {problem}"
    return f"“{_escaped(refused.beginning)}” is no urn:epc:id:sgtin"


def _of_elements(refused: ElementsRefused) -> str:
    match refused:
        case CheckDigitWrong(element, expected):
            return f"the check digit of {_element(element)} would be {expected}"
        case ElementsContradict(ai, values):
            return f"({ai}) stands in it twice, as {' and as '.join(f'“{_escaped(each)}”' for each in values)}"
    return _of_the_rest(refused.read, refused.rest)


def _of_the_rest(read: Sequence[Element], rest: str) -> str:
    if not rest:
        return "nothing follows the symbology identifier"
    unread = f"“{_escaped(rest)}”"
    if not read:
        return f"{unread} is no GS1 element"
    return f"after {' '.join(_element(each) for each in read)} it says {unread}, which is no GS1 element"


def _element(element: Element) -> str:
    return f"({element.ai}){_escaped(element.value)}"


def _escaped(text: str) -> str:
    return text[:_SHOWN].encode("unicode_escape", "backslashreplace").decode("ascii")
