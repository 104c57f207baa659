"""Numbers as they stand on labels: serial numbers with a check character, and GTINs for demonstrations."""

from itertools import chain
from typing import Final

from graph_api.domain.product_codes import check_digit
from graph_api.seeding.chance import draw

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DEMONSTRATION_PREFIX: Final = "952"
_LARGEST_GAP: Final = 4


def serial_numbers(product: str, name: str, count: int) -> tuple[str, ...]:
    """
    The first `count` serial numbers that were made of a product, in order; some were never sold by us.

    A longer series begins with every shorter one.
    """
    place = 10_000 + draw("first serial", product, below=40_000)
    made = []
    for nth in range(count):
        place += 1 + draw("serial", product, nth, below=_LARGEST_GAP)
        body = f"{_letters(name)}{product}-{place:06d}"
        made.append(body + check_character(body))
    return tuple(made)


def serial_pattern(product: str, name: str) -> str:
    """The pattern (R6) that every serial number of a product fits."""
    return rf"{_letters(name)}{product}-\d{{6}}[0-9A-Z]"


def check_character(body: str) -> str:
    """The check character of ISO 7064, MOD 37,36: it finds every single wrong character. Hyphens do not count."""
    product = 36
    for character in body.replace("-", ""):
        total = (product + _ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def demonstration_gtin(product: str) -> str:
    """A GTIN as the graph keeps it, in 14 digits, below the prefix that GS1 keeps for demonstrations."""
    payload = f"0{_DEMONSTRATION_PREFIX}{int(product):09d}"
    return payload + check_digit(payload)


def _letters(name: str) -> str:
    letters = (character for character in name.upper() if "A" <= character <= "Z")
    return "".join(letter for letter, _ in zip(chain(letters, "XX"), range(2), strict=False))
