"""Sales that were made before, as the bulk statements take them: a row an order, a document, a line with its items."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from graph_api.domain.documents import DocumentState
from graph_api.domain.past_audit import Chain
from graph_api.domain.past_sales import PastDocument, PastLine, PastOrder, PastRegistration
from graph_api.domain.serials import serial_key

Row = Mapping[str, Any]


@lru_cache(maxsize=256)
def moment_text(moment: datetime) -> str:
    """A moment as the bulk statements take it: one is on many rows, and the driver takes long to send another kind."""
    return moment.isoformat()


def order_row(order: PastOrder) -> Row:
    """An order with its lines."""
    lines = [
        {"id": line.id, "position": line.position, "quantity": line.quantity, "product": line.product}
        for line in order.lines
    ]
    return {
        "number": order.number,
        "customer": order.customer,
        "orderedOn": order.ordered_on,
        "externalReference": order.external_reference,
        "at": moment_text(order.known_at),
        "lines": lines,
    }


def document_row(document: PastDocument) -> Row:
    """A slip or an invoice with its lines, without what stands on them."""
    state = DocumentState.DRAFT if document.posted_at is None else DocumentState.POSTED
    return {
        "id": document.id,
        "order": document.order,
        "state": state.value,
        "createdAt": moment_text(document.created_at),
        "number": document.number,
        "day": document.day,
        "postedAt": None if document.posted_at is None else moment_text(document.posted_at),
        "externalReference": document.external_reference,
        "lines": [_line(line) for line in document.lines],
    }


def _line(line: PastLine) -> Row:
    return {
        "id": line.id,
        "orderLine": line.order_line.id,
        "position": line.position,
        "quantity": line.quantity,
        "slipLine": line.bills,
        "versions": [*line.held.terms, *line.held.policies],
    }


def registered_rows(
    documents: Iterable[PastDocument], billed: Mapping[str, str] | None = None
) -> Iterator[tuple[Row, int]]:
    """
    What each line registers, and how many.

    Args:
        billed: By registration, the invoice's line that takes it at the same moment; such a line is a row of its own.
    """
    for document in documents:
        for line in document.lines:
            parts: dict[str | None, list[PastRegistration]] = {}
            for each in line.registers:
                parts.setdefault(billed.get(each.id) if billed else None, []).append(each)
            for billing, part in parts.items():
                yield _items(document, line, billing, part), len(part)


def billed_at_once(invoices: Iterable[PastDocument]) -> dict[str, str]:
    """By registration, the invoice's line that takes it."""
    return {id_: line.id for invoice in invoices for line in invoice.lines for id_ in line.chooses}


def _items(document: PastDocument, line: PastLine, billing: str | None, part: Sequence[PastRegistration]) -> Row:
    units = [(each.id, each.unit) for each in part if each.unit is not None]
    return {
        "line": line.id,
        "billing": billing,
        "product": line.order_line.product,
        "at": moment_text(document.registered_at),
        "items": [
            [id_, unit.id, unit.serial_number, serial_key(unit.serial_number)] for id_, unit in units if not unit.known
        ],
        "known": [[id_, unit.id] for id_, unit in units if unit.known],
        "blanks": [each.id for each in part if each.unit is None],
    }


def chosen_rows(documents: Iterable[PastDocument]) -> Iterator[tuple[Row, int]]:
    """What each line of an invoice takes of its slip line, and how many."""
    for document in documents:
        for line in document.lines:
            if line.chooses:
                # An invoice takes the free registrations when it is drafted.
                row = {"line": line.id, "at": moment_text(document.created_at), "registrations": list(line.chooses)}
                yield row, len(line.chooses)


def chain_row(chain: Chain) -> Row:
    """An audit chain with its entries."""
    entries = [
        {name: value for name in entry.__slots__ if (value := getattr(entry, name)) is not None}
        | {"at": moment_text(entry.at)}
        for entry in chain.entries
    ]
    last = chain.entries[-1]
    return {"subject": chain.subject, "length": last.sequence, "head": last.seal, "entries": entries}
