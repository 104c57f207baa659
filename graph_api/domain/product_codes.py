"""Codes that identify a product or a package instead of a unit: GTIN and SSCC. Sources: rules R3 and R6."""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph_api.domain.serials import WHITE_SPACE

_SHAPE: Final = re.compile(r"[0-9]{8}|[0-9]{12,14}")


@dataclass(frozen=True, slots=True)
class Gtin:
    """A product's code. `digits` are always 14, filled with zeros on the left, so that equal codes are equal."""

    digits: str


@dataclass(frozen=True, slots=True)
class NotAGtin:
    """Not 8, 12, 13 or 14 digits. Of a long text only the beginning is kept."""

    beginning: str


@dataclass(frozen=True, slots=True)
class GtinCheckDigitWrong:
    """The right number of digits, but not the last one that they call for."""

    digits: str
    expected: str


GtinRefused: TypeAlias = NotAGtin | GtinCheckDigitWrong


def parse_gtin(raw: str) -> Gtin | GtinRefused:
    """Read a GTIN-8, -12, -13 or -14. Digits are ASCII digits; blanks and hyphens between them are refused."""
    digits = raw.strip(WHITE_SPACE)
    if not _SHAPE.fullmatch(digits):
        return NotAGtin(digits[:40])
    expected = check_digit(digits[:-1])
    return Gtin(digits.zfill(14)) if digits[-1] == expected else GtinCheckDigitWrong(digits, expected)


def check_digit(payload: str) -> str:
    """The digit that GS1 puts after these ASCII digits: weights 3 and 1 in turn, from the right."""
    weighted = sum(int(digit) * (1 if at % 2 else 3) for at, digit in enumerate(reversed(payload)))
    return str(-weighted % 10)


def check_digit_holds(digits: str) -> bool:
    """Whether the last of these ASCII digits is the check digit of the others."""
    return digits[-1] == check_digit(digits[:-1])
