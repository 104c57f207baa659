"""Serial numbers: what one is, what is shown, and by what two are the same. Source: rule R6."""

import unicodedata
from dataclasses import dataclass
from typing import Final, TypeAlias

MAX_SERIAL_LENGTH: Final = 100

# Unicode's White_Space property. Python's own strip() also takes U+001C to U+001F, the separators that GS1 data is
# made of; around a serial number those are control characters like any other, and refused.
WHITE_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

# A composed character has at most four code points in its longest spelling; nothing longer can become short enough.
_MAX_LENGTH_BEFORE_COMPOSING: Final = 4 * MAX_SERIAL_LENGTH

_UNPRINTABLE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

# Letters and marks by category, but nothing to see on a label: fillers, joiners and variation selectors.
_INVISIBLE: Final = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)

NOT_READABLE: Final = "Not readable"
"""How documents list an item whose number cannot be read (D6, R4)."""


@dataclass(frozen=True, slots=True)
class SerialNumber:
    """
    A serial number that obeys R6; made by `parse_serial` only.

    Attributes:
        text: What is shown: as first entered, in Unicode NFC, without the white space around it.
        key: What is compared. It may be longer than the text, at most three times.
    """

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class EmptySerial:
    """Nothing was given, or nothing but white space."""


@dataclass(frozen=True, slots=True)
class SerialTooLong:
    """More than 100 characters. Of a text that is far too long the length before composing is given."""

    length: int


@dataclass(frozen=True, slots=True)
class UnprintableSerial:
    """
    A character that no label can show: control, format, surrogate, private, unassigned or zero-width.

    Attributes:
        position: Counted from 0 in the text as it was given, white space included.
        codepoint: As Unicode writes it, such as `U+200B`.
    """

    position: int
    codepoint: str


SerialRefused: TypeAlias = EmptySerial | SerialTooLong | UnprintableSerial


def parse_serial(raw: str) -> SerialNumber | SerialRefused:
    """Read a serial number as typed. The length is looked at before anything costly, so size is no attack."""
    stripped = raw.strip(WHITE_SPACE)
    if not stripped:
        return EmptySerial()
    if len(stripped) > _MAX_LENGTH_BEFORE_COMPOSING:
        return SerialTooLong(len(stripped))
    unprintable = _first_unprintable(stripped)
    if unprintable is not None:
        return UnprintableSerial(raw.index(stripped) + unprintable, f"U+{ord(stripped[unprintable]):04X}")
    text = unicodedata.normalize("NFC", stripped)
    return SerialNumber(text, serial_key(text)) if len(text) <= MAX_SERIAL_LENGTH else SerialTooLong(len(text))


def serial_key(text: str) -> str:
    """
    Make the key by which serial numbers are compared.

    Decomposing comes first: Unicode's caseless match of canonically equal texts is defined on decomposed text only.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _first_unprintable(text: str) -> int | None:
    if text.isascii() and text.isprintable():
        return None
    return next(
        (
            at
            for at, char in enumerate(text)
            if unicodedata.category(char) in _UNPRINTABLE_CATEGORIES or char in _INVISIBLE
        ),
        None,
    )
