"""What a printed symbol says of a unit: GTIN and serial number, where GS1 can say both. Source: R3, D6."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST_GS1_SERIAL: Final = 20
"""Characters that application identifier 21 may have (GS1 General Specifications)."""
_GS1_CHARACTERS: Final = frozenset(
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)


@dataclass(frozen=True, slots=True)
class UnitCode:
    """
    The text of a symbol; with a GTIN a GS1 one, else the serial number alone.

    Attributes:
        gtin: As 14 digits.
    """

    serial: str
    gtin: str | None = None

    @property
    def elements(self) -> str | None:
        """The GS1 element string in brackets; None for a plain symbol."""
        return None if self.gtin is None else f"[01]{self.gtin}[21]{self.serial}"


def unit_code(serial: str, gtins: Sequence[str]) -> UnitCode:
    """
    What a symbol of a unit says, by the first GTIN of its product.

    A serial number names nothing without its product in GS1, so where the product has no GTIN, or the number is longer
    or has other characters than GS1 allows, it stands alone in a plain symbol: a scanner reads it as it is.
    """
    allowed = len(serial) <= LONGEST_GS1_SERIAL and _GS1_CHARACTERS.issuperset(serial)
    return UnitCode(serial, gtins[0].zfill(14) if gtins and allowed else None)
