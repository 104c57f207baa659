"""The audit chains of what is seeded: what each story would have left behind, sealed with the given key (C4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

from graph_api.domain.audit import AuditEntry, ChainHead, Change, Json, seal_entry
from graph_api.domain.documents import DocumentKind
from graph_api.seeding.catalogue import GROUPS
from graph_api.seeding.plan import PlannedDocument, PlannedLine, SeedPlan

ACTOR: Final = "seed"
_REASON: Final = "seed data"


@dataclass(frozen=True, slots=True)
class Chain:
    """All audit entries of one subject, by sequence; at least one."""

    subject: str
    entries: tuple[AuditEntry, ...]


def audit_chains(plan: SeedPlan, names: dict[str, str], key: bytes) -> Iterator[Chain]:
    """
    The chain of everything that is set up, ordered, shipped and invoiced.

    Args:
        names: The number of each posted document, by its id.
    """
    for subject, entries in groupby(_set_up(plan), key=itemgetter(0)):
        yield _sealed(key, subject, [(at, change) for _, at, change in entries])
    for order in plan.orders:
        lines: Json = [[line.product, line.quantity] for line in order.lines]
        after = {"customer": order.customer, "lines": lines}
        yield _sealed(key, f"SalesOrder:{order.number}", [(order.placed_at, Change("saveSalesOrder", None, after))])
    for document in plan.documents:
        yield _sealed(key, document.id, list(_changes(document, names.get(document.id))))


def _set_up(plan: SeedPlan) -> Iterator[tuple[str, datetime, Change]]:
    """Each subject of the catalogue with its changes in turn. Of a customer it holds the number alone (G1)."""
    catalogue = plan.catalogue
    at = catalogue.set_up_at
    for group in GROUPS:
        active = group.settings.active_in_sales_process
        facts: Json = {"name": group.name, "activeInSalesProcess": active}
        yield f"TrackingDimensionGroup:{group.number}", at, Change("saveTrackingDimensionGroup", None, facts)
    for product in catalogue.products:
        facts = {"name": product.facts.name, "group": product.facts.group, "category": product.facts.category}
        yield f"Product:{product.facts.number}", at, Change("saveProduct", None, facts)
    for customer in plan.customers:
        yield f"Customer:{customer.number}", at, Change("saveCustomer", None, {"number": customer.number})
    for term in catalogue.terms:
        facts = {"id": term.id, "version": term.version, "scope": term.scope.key}
        yield f"WarrantyTerm:{term.number}", term.published_at, Change("publishWarrantyTerm", None, facts)
    for policy in catalogue.policies:
        facts = {"id": policy.id, "version": policy.version, "scope": policy.scope.key}
        yield f"ReturnPolicy:{policy.number}", at, Change("publishReturnPolicy", None, facts)


def _changes(document: PlannedDocument, number: str | None) -> Iterator[tuple[datetime, Change]]:
    action = "createPackingSlip" if document.kind is DocumentKind.PACKING_SLIP else "createInvoice"
    yield document.created_at, Change(action, None, {"order": document.order, "lines": _drafted(document)})
    for line in document.lines:
        if line.registers:
            yield document.registered_at, _register(line)
    if document.posted_at is not None and document.day is not None:
        lines: Json = {line.id: {"quantity": line.quantity, "registered": _count(line)} for line in document.lines}
        posted = {"number": number, "day": document.day.isoformat(), "lines": lines}
        yield document.posted_at, Change("post", {"state": "DRAFT"}, posted)


def _drafted(document: PlannedDocument) -> Json:
    return {
        line.order_line.id: {"quantity": line.quantity, "chosen": list(line.chooses)} if line.bills else line.quantity
        for line in document.lines
    }


def _register(line: PlannedLine) -> Change:
    serials = {each.id: each.unit.serial_number for each in line.registers if each.unit is not None}
    blanks = [each.id for each in line.registers if each.unit is None]
    after: dict[str, Json] = {"line": line.id}
    if serials:
        after["registered"] = serials
    if blanks:
        after["notReadable"] = blanks
    return Change("register", {"line": line.id, "registered": 0, "notReadable": 0}, after)


def _count(line: PlannedLine) -> int:
    return len(line.registers) + len(line.chooses)


def _sealed(key: bytes, subject: str, changes: list[tuple[datetime, Change]]) -> Chain:
    head = ChainHead()
    entries: list[AuditEntry] = []
    for at, change in changes:
        entries.append(seal_entry(key, head, subject, at, ACTOR, _REASON, change))
        head = ChainHead(entries[-1].sequence, entries[-1].seal)
    return Chain(subject, tuple(entries))
