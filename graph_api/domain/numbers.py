"""Whether a number may get a registration on a line where it does not stand. Source: rules R5, R6, T2 and T4."""

from collections.abc import Mapping

from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import Entry, LineFacts, Spot, UnitFacts
from graph_api.domain.outcomes import Path, Refusal
from graph_api.domain.registration_refusals import DoesNotFit, NotASerial, StandsElsewhere, TakesNoSerials
from graph_api.domain.serial_patterns import SerialPattern, fits
from graph_api.domain.serials import serial_key
from graph_api.domain.tracking import CatchWeightExcluded

_SHORTEST_GTIN = 8


def decide_product(line: LineFacts) -> tuple[Refusal, ...]:
    """Whether the line's product takes registrations at all (T2, T4)."""
    product = line.product
    if product.catch_weight:
        return (CatchWeightExcluded(product=product.number, group=product.group),)
    if line.settings.active_in_sales_process:
        return ()
    return (
        TakesNoSerials(product=product.number, line_id=line.line_id, document_kind=line.kind, position=line.position),
    )


def names_on(line: LineFacts) -> dict[str, str]:
    """By key: the numbers that name this line's product, order or document, and what each is."""
    return {
        serial_key(line.product.number): f"the product number {line.product.number}",
        serial_key(line.order): f"the number of sales order {line.order}",
        serial_key(line.document): f"the number of {line.kind.words} {line.document}",
    }


def decide_number(
    line: LineFacts, entry: Entry, unit: UnitFacts, pattern: SerialPattern | None, names: Mapping[str, str]
) -> Refusal | None:
    """
    Refuse a number that stands anywhere, is something else, or does not fit the product's pattern.

    Args:
        names: What no serial number may be on this line, by key, as `names_on` tells it.
    """
    if unit.spot is not None:
        return _stands_elsewhere(unit.serial_number, unit.spot, entry.path)
    what = _what_it_is(line, entry, unit, names)
    if what is not None:
        return NotASerial(serial_number=entry.serial.text, what=what, path=entry.path)
    if pattern is not None and not fits(pattern, entry.serial):
        return DoesNotFit(serial_number=entry.serial.text, pattern=pattern.text, path=entry.path)
    return None


def _stands_elsewhere(serial_number: str, spot: Spot, path: Path) -> StandsElsewhere:
    """Goods stand on the slip that ships them, also where they are invoiced."""
    return StandsElsewhere(
        serial_number=serial_number,
        document=spot.document,
        line_id=spot.slip_line_id or spot.invoice_line_id or "",
        document_kind=DocumentKind.INVOICE if spot.slip_line_id is None else DocumentKind.PACKING_SLIP,
        path=path,
    )


def _what_it_is(line: LineFacts, entry: Entry, unit: UnitFacts, names: Mapping[str, str]) -> str | None:
    """What a number is that is the product's own code, or names a document (R6)."""
    key = entry.serial.key
    # A GTIN is printed with 8 to 14 digits and kept with 14; nobody else's leading zeros are left out (R6).
    if len(key) >= _SHORTEST_GTIN and key.zfill(14) in line.product.gtins:
        return f"the GTIN of {line.product.number}"
    if key in names or line.names is None or unit.in_use:
        return names.get(key)
    kind, number = line.names
    return f"the number of {kind.words} {number}"
