"""GS1 elements: element strings with separators, the bracketed spelling, and what must hold between elements."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from graph_api.domain.product_codes import check_digit, check_digit_holds
from graph_api.domain.scanning.readings import (
    CheckDigitWrong,
    Element,
    ElementsContradict,
    ElementsRefused,
    ElementsUnreadable,
)
from graph_api.domain.serials import WHITE_SPACE

GROUP_SEPARATOR: Final = "\x1d"
SSCC, GTIN, SERIAL = "00", "01", "21"

_WITH_CHECK_DIGIT: Final = frozenset({SSCC, GTIN, "02", "03"})
_SHOWN: Final = 40
_MAX_AI_LENGTH: Final = 4
_BRACKETED_AI: Final = re.compile(r"(?<!\\)\(([0-9]{2,4})\)")

# The table's pattern for free text lets "%41%42" count as one character or as six, which takes exponential time on a
# value that does not fit. Counted as six, as it stands in the symbol, a value has one reading only.
_AMBIGUOUS_PERCENT: Final = "|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]"


class Shape:
    """How the value of one application identifier looks: the digits of its format, ASCII only."""

    def __init__(self, identifier: GS1ApplicationIdentifier) -> None:
        pattern = identifier.pattern.removeprefix("^" + identifier.ai).removesuffix("$")
        self.ai = identifier.ai
        self.ends_with_separator = identifier.separator_required
        self._value = re.compile(pattern.replace(_AMBIGUOUS_PERCENT, ""), re.ASCII)

    def fits(self, value: str) -> bool:
        """Whether the whole value, which is never empty, is well-formed. Check digits are not looked at."""
        return bool(value and self._value.fullmatch(value))

    def value_at(self, data: str, begin: int) -> str | None:
        """The value that begins there, up to the separator where it has no length of its own."""
        if not self.ends_with_separator:
            fixed = self._value.match(data, begin)
            return fixed[0] if fixed else None
        end = data.find(GROUP_SEPARATOR, begin)
        value = data[begin : end if end >= 0 else None]
        return value if self.fits(value) else None


def shape_of(ai: str) -> Shape | None:
    """The shape of exactly this application identifier, if there is one."""
    shape = _shape_at(ai[:_MAX_AI_LENGTH])
    return shape if shape and shape.ai == ai else None


@lru_cache(maxsize=4096)
def _shape_at(beginning: str) -> Shape | None:
    """The shape that these characters, at most four, begin with."""
    try:
        return _shape(GS1ApplicationIdentifier.extract(beginning))
    except ParseError:
        return None


@cache
def _shape(identifier: GS1ApplicationIdentifier) -> Shape:
    return Shape(identifier)


def read_elements(data: str) -> tuple[Element, ...] | ElementsUnreadable:
    """Read an element string. Separators are allowed between any two elements, in front and at the end."""
    read: list[Element] = []
    at = _after_separators(data, 0)
    while at < len(data) or not read:
        shape = _shape_at(data[at : at + _MAX_AI_LENGTH])
        value = shape.value_at(data, at + len(shape.ai)) if shape else None
        if shape is None or value is None:
            return ElementsUnreadable(tuple(read), data[at : at + _SHOWN])
        read.append(Element(shape.ai, value))
        at = _after_separators(data, at + len(shape.ai) + len(value))
    return tuple(read)


def _after_separators(data: str, at: int) -> int:
    while data.startswith(GROUP_SEPARATOR, at):
        at += 1
    return at


def begins_bracketed(data: str) -> bool:
    """Whether an application identifier that exists stands in brackets in front: "(1" or "(05)7" are plain."""
    bracketed = _BRACKETED_AI.match(data)
    return bracketed is not None and shape_of(bracketed[1]) is not None


def read_bracketed(data: str) -> tuple[Element, ...] | ElementsUnreadable:
    r"""Read elements as printed below a symbol. `\(` is a bracket that belongs to a value."""
    read: list[Element] = []
    _, *pairs = _BRACKETED_AI.split(data)
    for ai, printed in zip(pairs[::2], pairs[1::2], strict=True):
        shape = shape_of(ai)
        value = printed.strip(WHITE_SPACE).replace("\\(", "(")
        if shape is None or not shape.fits(value):
            return ElementsUnreadable(tuple(read), f"({ai}){printed}"[:_SHOWN])
        read.append(Element(ai, value))
    return tuple(read)


def trouble_between(elements: Iterable[Element]) -> ElementsRefused | None:
    """The first wrong check digit or contradiction. The same element twice is a habit of printers, and fine."""
    values: dict[str, str] = {}
    for element in elements:
        if element.ai in _WITH_CHECK_DIGIT and not check_digit_holds(element.value):
            return CheckDigitWrong(element, check_digit(element.value[:-1]))
        if values.setdefault(element.ai, element.value) != element.value:
            return ElementsContradict(element.ai, (values[element.ai], element.value))
    return None
