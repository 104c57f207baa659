"""Reading cells: each kind of column has a parser, which takes a text and gives what the staging keeps."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from graph_api.domain.drafts import LARGEST_QUANTITY
from graph_api.domain.entries import InvalidSerial
from graph_api.domain.outcomes import InvalidValue, Refusal
from graph_api.domain.periods import Period, parse_period
from graph_api.domain.product_codes import Gtin, parse_gtin
from graph_api.domain.scanning import problem_of
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.serials import MAX_SERIAL_LENGTH, SerialNumber, parse_serial
from graph_api.domain.terms import BuyerKind
from graph_api.services.countries import countries, read_country
from graph_api.services.inputs import LONGEST_NAME, shown
from graph_api.transfer.columns import Kind

Value = str | int
Parser = Callable[[str], Value]

_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0", ""})
_LONGEST_COUNT: Final = len(str(LARGEST_QUANTITY))
_BUYERS: Final = frozenset(BuyerKind)


class Unfit(Exception):
    """A cell that is not what its column asks for."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def parsers(day_format: str | None) -> dict[Kind, Parser]:
    """
    A parser for each kind of column.

    Args:
        day_format: As `strptime` knows it; None for ISO 8601.
    """
    return {
        Kind.NUMBER: _number,
        Kind.TEXT: _text,
        Kind.COUNT: _count,
        Kind.DAY: _iso_day if day_format is None else _day_as(day_format),
        Kind.FLAG: _flag,
        Kind.SERIAL: _serial,
        Kind.COUNTRY: _country,
        Kind.BUYER: _buyer,
        Kind.GTINS: _gtins,
        Kind.PATTERN: _pattern,
        Kind.PERIOD: _period,
    }


def _unfit(cell: str, expected: str) -> Unfit:
    if any("\ud800" <= character <= "\udfff" for character in cell):
        expected = f"{expected}; it holds what is not in the file's encoding: save the file as UTF-8, or name its own"
    return Unfit(InvalidValue(value=shown(cell), expected=expected))


@lru_cache(maxsize=4096)
def _number(cell: str) -> str:
    stripped = cell.strip(" ")
    if stripped.isascii() and stripped.isprintable() and 0 < len(stripped) <= MAX_SERIAL_LENGTH:
        return stripped
    parsed = parse_serial(cell)
    if isinstance(parsed, SerialNumber):
        return parsed.text
    raise _unfit(cell, "1 to 100 printable characters")


def _serial(cell: str) -> str:
    """As a number, which is read again and again where this one is read once, and told by its own rule."""
    stripped = cell.strip(" ")
    if stripped.isascii() and stripped.isprintable() and 0 < len(stripped) <= MAX_SERIAL_LENGTH:
        return stripped
    parsed = parse_serial(cell)
    if isinstance(parsed, SerialNumber):
        return parsed.text
    raise Unfit(InvalidSerial(value=shown(cell), problem=problem_of(parsed)))


def _text(cell: str) -> str:
    stripped = cell.strip()
    if stripped.isprintable() and 0 < len(stripped) <= LONGEST_NAME:
        return stripped
    raise _unfit(cell, f"at most {LONGEST_NAME} printable characters")


@lru_cache(maxsize=4096)
def _count(cell: str) -> int:
    stripped = cell.strip()
    if stripped.isascii() and stripped.isdigit() and len(stripped) <= _LONGEST_COUNT:
        count = int(stripped)
        if 1 <= count <= LARGEST_QUANTITY:
            return count
    raise _unfit(cell, f"a whole number from 1 to {LARGEST_QUANTITY}")


def _iso_day(cell: str) -> str:
    stripped = cell.strip()
    try:
        return date.fromisoformat(stripped).isoformat()
    except ValueError:
        raise _unfit(cell, "a day such as 2024-03-01; another format is named in the mapping") from None


def _day_as(form: str) -> Parser:
    def read(cell: str) -> str:
        try:
            return datetime.strptime(cell.strip(), form).date().isoformat()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            raise _unfit(cell, f"a day as the mapping's format {form} writes it") from None

    return read


def _flag(cell: str) -> int:
    word = cell.strip().lower()
    if word in _TRUE:
        return 1
    if word in _FALSE:
        return 0
    raise _unfit(cell, "true or false")


def _country(cell: str) -> str:
    refusals: list[Refusal] = []
    code = cell.strip() if cell.strip() in countries() else read_country(cell, (), refusals)
    if refusals or code is None:
        raise _unfit(cell, "an ISO 3166 alpha-2 code such as DE")
    return code


def _buyer(cell: str) -> str:
    word = cell.strip().upper()
    if word in _BUYERS:
        return word
    raise _unfit(cell, "CONSUMER or BUSINESS")


def split_gtins(cell: str) -> Sequence[str]:
    """The codes of a cell, as they are written."""
    return cell.split()


def _gtins(cell: str) -> str:
    if all(isinstance(parse_gtin(code), Gtin) for code in split_gtins(cell)):
        return cell
    raise _unfit(cell, "GTINs with right check digits, a blank between them")


def _pattern(cell: str) -> str:
    pattern = parse_pattern(cell)
    if isinstance(pattern, SerialPattern):
        return pattern.text
    raise _unfit(cell, f"a pattern (character {pattern.position + 1}: {pattern.problem})")


def _period(cell: str) -> str:
    period = parse_period(cell.strip())
    if isinstance(period, Period):
        return str(period)
    raise _unfit(cell, "a period such as P24M, P2Y or P90D (W3)")
