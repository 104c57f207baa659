"""
Registering on an invoice of slips what a slip lacks: the slip gets it too. Source: rules R1, R2, R5, C2, T2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import Entry, LineFacts, UnitFacts
from graph_api.domain.numbers import decide_number, decide_product
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.registration_refusals import NotOnTheSlip, QuantityExceeded
from graph_api.domain.serial_patterns import SerialPattern
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.taking_back import RegistrationsFrozen


def decide_missing(line: LineFacts, name: str, path: Path) -> Refusal | None:
    """Whether the slip line that an invoice's line bills lacks a registration, and may still get it."""
    billed = line.billed
    if billed is None or billed.room == 0:
        return NotOnTheSlip(serial_number=name, path=path)
    if billed.frozen:
        return RegistrationsFrozen(order_line_id=billed.order_line_id, path=path)
    return next((replace(refusal, path=path) for refusal in decide_product(line)), None)


def decide_missing_number(
    line: LineFacts, entry: Entry, unit: UnitFacts, pattern: SerialPattern | None, names: Mapping[str, str]
) -> Refusal | None:
    """As any number (R5, R6), and free on every day since the slip's sales began."""
    refusal = decide_missing(line, entry.serial.text, entry.path) or decide_number(line, entry, unit, pattern, names)
    billed = line.billed
    if refusal is not None or billed is None or unit.free_from is None or unit.free_from <= billed.day:
        return refusal
    return SalesWouldOverlap(
        serial_number=unit.serial_number,
        line_id=billed.line_id,
        document_kind=DocumentKind.PACKING_SLIP,
        position=billed.position,
        free_from=unit.free_from,
        path=entry.path,
    )


def decide_room(line: LineFacts, attempted: int) -> QuantityExceeded | None:
    """What is left un-invoiced of a slip line never has more registrations than items (R1)."""
    billed = line.billed
    if billed is None or attempted <= billed.room:
        return None
    return QuantityExceeded(
        line_id=billed.line_id,
        document_kind=DocumentKind.PACKING_SLIP,
        quantity=billed.open_items,
        registered=billed.open_registrations,
        attempted=attempted,
    )


def on_slip_too(line: LineFacts, added: Iterable[tuple[str, Path]]) -> tuple[Notice, ...]:
    """What is said of registrations that the slip got with the invoice: each number, and where the call had it."""
    slip = line.billed.slip if line.billed is not None else ""
    return tuple(
        Notice(code="REGISTERED_ON_SLIP", rule="R1", message=f"{name} is registered on {slip} too.", path=path)
        for name, path in added
    )
