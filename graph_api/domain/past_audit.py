"""The audit chains of what is written in bulk: what each story would have left behind, sealed with the key (C4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from graph_api.domain.audit import AuditEntry, ChainHead, Change, Json, seal_entry
from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_sales import PastDocument, PastLine, PastOrder


@dataclass(frozen=True, slots=True)
class Chain:
    """Audit entries of one subject, by sequence; at least one, and all of them where the chain is new."""

    subject: str
    entries: tuple[AuditEntry, ...]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Who writes in bulk, why, and the key that seals what is said of it."""

    key: bytes
    actor: str
    reason: str

    def seal(self, subject: str, changes: Iterable[tuple[datetime, Change]], head: ChainHead | None = None) -> Chain:
        """
        Seal the changes of one subject, in turn.

        Args:
            head: The end of the chain that goes on; None begins one.
        """
        last = head or ChainHead()
        entries: list[AuditEntry] = []
        for at, change in changes:
            entries.append(seal_entry(self.key, last, subject, at, self.actor, self.reason, change))
            last = ChainHead(entries[-1].sequence, entries[-1].seal)
        return Chain(subject, tuple(entries))

    def chains(self, order: PastOrder, documents: Iterable[PastDocument]) -> Iterator[Chain]:
        """The chain of an order, and of each of its slips and invoices."""
        yield self.seal(f"SalesOrder:{order.number}", [(order.known_at, order_change(order))])
        for document in documents:
            yield self.seal(document.id, document_changes(document))


def order_change(order: PastOrder) -> Change:
    """What saving an order leaves behind."""
    lines: Json = [[line.product, line.quantity] for line in order.lines]
    return Change("saveSalesOrder", None, {"customer": order.customer, "lines": lines})


def document_changes(document: PastDocument) -> Iterator[tuple[datetime, Change]]:
    """What drafting a document, registering on it and posting it leave behind, each with its moment."""
    action = "createPackingSlip" if document.kind is DocumentKind.PACKING_SLIP else "createInvoice"
    yield document.created_at, Change(action, None, {"order": document.order, "lines": _drafted(document)})
    for line in document.lines:
        if line.registers:
            yield document.registered_at, _register(line)
    if document.posted_at is not None and document.day is not None:
        lines: Json = {line.id: {"quantity": line.quantity, "registered": _count(line)} for line in document.lines}
        posted = {"number": document.number, "day": document.day.isoformat(), "lines": lines}
        yield document.posted_at, Change("post", {"state": "DRAFT"}, posted)


def _drafted(document: PastDocument) -> Json:
    return {
        line.order_line.id: {"quantity": line.quantity, "chosen": list(line.chooses)} if line.bills else line.quantity
        for line in document.lines
    }


def _register(line: PastLine) -> Change:
    serials = {each.id: each.unit.serial_number for each in line.registers if each.unit is not None}
    blanks = [each.id for each in line.registers if each.unit is None]
    after: dict[str, Json] = {"line": line.id}
    if serials:
        after["registered"] = serials
    if blanks:
        after["notReadable"] = blanks
    return Change("register", {"line": line.id, "registered": 0, "notReadable": 0}, after)


def _count(line: PastLine) -> int:
    return len(line.registers) + len(line.chooses)
