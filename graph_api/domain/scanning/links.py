"""Serial numbers inside addresses: GS1 Digital Links of any domain, and SGTIN URNs."""

import re
from typing import Final
from urllib.parse import unquote, unquote_plus

from graph_api.domain.product_codes import check_digit
from graph_api.domain.scanning.elements import GTIN, SERIAL, SSCC, shape_of
from graph_api.domain.scanning.readings import Element, LinkUnreadable, UrnUnreadable

_LINK: Final = re.compile(r"(?i:https?)://[^/?#]+(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL)
_NOT_IN_A_LINK: Final = re.compile(r"[^!#-;=?-\[\]_a-z~]")
_SGTIN: Final = re.compile(r"(?i:urn:epc:id:sgtin):([0-9]{6,12})\.([0-9]{1,7})\.(.+)", re.DOTALL)
_SHOWN: Final = 40
_GTIN_BODY_LENGTH: Final = 13
_ZERO_SUPPRESSED: Final = frozenset({8, 12, 13})

# Older links spell some identifiers as words; the standard withdrew that, the labels are still on the goods.
_WORDS: Final = {"gtin": GTIN, "ser": SERIAL, "lot": "10", "cpv": "22", "sscc": SSCC}

# What a link is about, and what may follow in the path to narrow it down.
_QUALIFIERS: Final[dict[str, frozenset[str]]] = {
    GTIN: frozenset({"22", "10", SERIAL, "235"}),
    "8006": frozenset({"22", "10", SERIAL}),
    "8010": frozenset({"8011"}),
    "414": frozenset({"254", "7040"}),
    "415": frozenset({"8020"}),
    "417": frozenset({"7040"}),
    "8017": frozenset({"8019"}),
    "8018": frozenset({"8019"}),
    "8004": frozenset({"7040"}),
    **dict.fromkeys((SSCC, "253", "255", "401", "402", "8003", "8013"), frozenset[str]()),
}

_LONGEST_PATH: Final = 2 * (1 + max(map(len, _QUALIFIERS.values())))


def begins_link(data: str) -> bool:
    """Whether this is a web address, whatever it leads to. Scheme and host are taken in either case."""
    return data[:8].casefold().startswith(("http://", "https://"))


def read_link(data: str) -> tuple[Element, ...] | LinkUnreadable:
    """Read a Digital Link, compressed ones excepted. Parameters that are not GS1's are nobody's business here."""
    link = _LINK.fullmatch(data)
    if link is None or _NOT_IN_A_LINK.search(data):
        return LinkUnreadable(data[:_SHOWN], "is none")
    path = _read_path((link["path"] or "").removesuffix("/").split("/"))
    if path is None:
        return LinkUnreadable(data[:_SHOWN], "names no product, package or other GS1 key in its path")
    parameters = _read_query(link["query"] or "", path[0].ai)
    if parameters is None:
        return LinkUnreadable(
            data[:_SHOWN], "carries a GS1 parameter that is malformed, repeated, or belongs in the path"
        )
    return path + parameters


def _read_path(segments: list[str]) -> tuple[Element, ...] | None:
    """Find the key: the first segment from which on everything up to the end is well-formed pairs."""
    for begin in range(len(segments) - _LONGEST_PATH, len(segments), 2):
        if begin > 0 and (elements := _read_pairs(segments[begin:])):
            return elements
    return None


def _read_pairs(segments: list[str]) -> tuple[Element, ...] | None:
    pairs = zip(segments[::2], segments[1::2], strict=True)
    elements = tuple(element for ai, value in pairs if (element := _element(ai, unquote(value))))
    if 2 * len(elements) < len(segments) or elements[0].ai not in _QUALIFIERS:
        return None
    qualifiers = [element.ai for element in elements[1:]]
    return elements if _all_once(qualifiers) and _QUALIFIERS[elements[0].ai].issuperset(qualifiers) else None


def _all_once(ais: list[str]) -> bool:
    return len(set(ais)) == len(ais)


def _read_query(query: str, key: str) -> tuple[Element, ...] | None:
    pairs = [(ai, value) for ai, _, value in (part.partition("=") for part in query.split("&")) if shape_of(ai)]
    elements = tuple(element for ai, value in pairs if (element := _element(ai, unquote_plus(value))))
    ais = [element.ai for element in elements]
    misplaced = not _QUALIFIERS[key].union({key}).isdisjoint(ais)
    return None if len(elements) < len(pairs) or misplaced or not _all_once(ais) else elements


def _element(name: str, value: str) -> Element | None:
    ai = _WORDS.get(name.casefold(), name)
    if ai == GTIN and len(value) in _ZERO_SUPPRESSED:
        value = value.zfill(14)
    shape = shape_of(ai)
    return Element(ai, value) if shape and shape.fits(value) else None


def begins_urn(data: str) -> bool:
    """Whether this is an EPC URN, of whatever kind."""
    return data[:8].casefold() == "urn:epc:"


def read_sgtin(data: str) -> tuple[Element, ...] | UrnUnreadable:
    """Read an SGTIN URN. Its product code has no check digit; the indicator stands in the second field."""
    urn = _SGTIN.fullmatch(data)
    serial = _element(SERIAL, unquote(urn[3])) if urn else None
    if urn is None or serial is None or len(urn[1] + urn[2]) != _GTIN_BODY_LENGTH:
        return UrnUnreadable(data[:_SHOWN])
    body = urn[2][0] + urn[1] + urn[2][1:]
    return Element(GTIN, body + check_digit(body)), serial
