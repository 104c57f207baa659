"""The plan as the bulk statements take it: batches of rows, each batch for one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.serials import serial_key
from graph_api.seeding.catalogue import GROUPS, Catalogue, PlannedGroup, PlannedProduct
from graph_api.seeding.history import Chain
from graph_api.seeding.laws import buyer_kind
from graph_api.seeding.plan import PlannedDocument, PlannedLine, PlannedOrder, SeedPlan
from graph_api.seeding.source import CustomerRow
from graph_api.store.loading import (
    CHOOSE_ON_INVOICES,
    LOAD_AUDIT,
    LOAD_CATEGORIES,
    LOAD_CUSTOMERS,
    LOAD_GROUPS,
    LOAD_INVOICES,
    LOAD_ORDERS,
    LOAD_POLICIES,
    LOAD_PRODUCTS,
    LOAD_SLIPS,
    LOAD_TERMS,
    REGISTER_ON_INVOICES,
    REGISTER_ON_SLIPS,
)
from graph_api.store.statement import Statement
from graph_api.store.terms import policy_facts, term_facts

Row = Mapping[str, Any]
NameOf = Callable[[PlannedDocument], str | None]
"""The number that a document gets; None for a draft."""

_ITEMS_A_BATCH: Final = 5_000
_SLIP: Final = DocumentKind.PACKING_SLIP


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction writes. `what` is how progress names it, `items` how many things it makes."""

    what: str
    statement: Statement[None]
    rows: tuple[Row, ...]
    items: int


def batches(plan: SeedPlan, name_of: NameOf, chains: Sequence[Chain]) -> tuple[Batch, ...]:
    """Everything to write, in an order in which each batch finds what it builds on."""
    slips = [each for each in plan.documents if each.kind is _SLIP]
    invoices = [each for each in plan.documents if each.kind is not _SLIP]
    catalogue = plan.catalogue
    at = catalogue.set_up_at
    made: list[tuple[str, Statement[None], Iterable[tuple[Row, int]]]] = [
        ("tracking dimension groups", LOAD_GROUPS, _ones(_group(each, catalogue) for each in GROUPS)),
        ("categories", LOAD_CATEGORIES, _ones(asdict(each) for each in catalogue.categories)),
        ("products", LOAD_PRODUCTS, _ones(_product(each, catalogue) for each in catalogue.products)),
        ("customers", LOAD_CUSTOMERS, _ones({**_customer(each), "at": at} for each in plan.customers)),
        ("warranty terms", LOAD_TERMS, _ones({"facts": term_facts(each)} for each in catalogue.terms)),
        ("return policies", LOAD_POLICIES, _ones({"facts": policy_facts(each)} for each in catalogue.policies)),
        ("sales orders", LOAD_ORDERS, _ones(map(_order, plan.orders))),
        ("packing slips", LOAD_SLIPS, _ones(_document(each, name_of) for each in slips)),
        ("invoices", LOAD_INVOICES, _ones(_document(each, name_of) for each in invoices)),
        ("registrations", REGISTER_ON_SLIPS, _registered(slips)),
        ("registrations", REGISTER_ON_INVOICES, _registered(invoices)),
        ("invoiced registrations", CHOOSE_ON_INVOICES, _chosen(invoices)),
        ("audit entries", LOAD_AUDIT, ((_chain(each), len(each.entries)) for each in chains)),
    ]
    return tuple(batch for what, statement, rows in made for batch in _cut(what, statement, rows))


def _cut(what: str, statement: Statement[None], rows: Iterable[tuple[Row, int]]) -> Iterator[Batch]:
    batch: list[Row] = []
    items = 0
    for row, count in rows:
        if items + count > _ITEMS_A_BATCH and batch:
            yield Batch(what, statement, tuple(batch), items)
            batch, items = [], 0
        batch.append(row)
        items += count
    if batch:
        yield Batch(what, statement, tuple(batch), items)


def _ones(rows: Iterable[Row]) -> Iterator[tuple[Row, int]]:
    return ((row, 1) for row in rows)


def _group(group: PlannedGroup, catalogue: Catalogue) -> Row:
    settings = group.settings
    return {
        "number": group.number,
        "name": group.name,
        "activeInSalesProcess": settings.active_in_sales_process,
        "serialNumberControl": settings.serial_number_control,
        "blankIssueAllowed": settings.blank_issue_allowed,
        "activeInInventory": settings.active_in_inventory,
        "blankReceiptAllowed": settings.blank_receipt_allowed,
        "at": catalogue.set_up_at,
    }


def _product(product: PlannedProduct, catalogue: Catalogue) -> Row:
    facts = product.facts
    return {
        "number": facts.number,
        "name": facts.name,
        "catchWeight": facts.catch_weight,
        "serialPattern": facts.serial_pattern,
        "supplier": product.supplier,
        "group": facts.group,
        "category": facts.category,
        "gtins": list(facts.gtins),
        "at": catalogue.set_up_at,
    }


def _customer(customer: CustomerRow) -> dict[str, Any]:
    values = asdict(customer)
    values["postalCode"] = values.pop("postal_code")
    values["buyerKind"] = buyer_kind(customer)
    return values


def _order(order: PlannedOrder) -> Row:
    lines = [
        {"id": line.id, "position": line.position, "quantity": line.quantity, "product": line.product}
        for line in order.lines
    ]
    return {
        "number": order.number,
        "customer": order.customer,
        "orderedOn": order.placed_at.date(),
        "at": order.placed_at,
        "lines": lines,
    }


def _document(document: PlannedDocument, name_of: NameOf) -> Row:
    state = DocumentState.DRAFT if document.posted_at is None else DocumentState.POSTED
    return {
        "id": document.id,
        "order": document.order,
        "state": state.value,
        "createdAt": document.created_at,
        "number": name_of(document),
        "day": document.day,
        "postedAt": document.posted_at,
        "lines": [_line(line) for line in document.lines],
    }


def _line(line: PlannedLine) -> Row:
    return {
        "id": line.id,
        "orderLine": line.order_line.id,
        "position": line.position,
        "quantity": line.quantity,
        "slipLine": line.bills,
        "versions": [*line.held.terms, *line.held.policies],
    }


def _registered(documents: Iterable[PlannedDocument]) -> Iterator[tuple[Row, int]]:
    for document in documents:
        for line in document.lines:
            if line.registers:
                yield _items(document, line), len(line.registers)


def _items(document: PlannedDocument, line: PlannedLine) -> Row:
    items = [
        {
            "id": each.id,
            "unit": each.unit.id,
            "text": each.unit.serial_number,
            "key": serial_key(each.unit.serial_number),
        }
        for each in line.registers
        if each.unit is not None
    ]
    blanks = [each.id for each in line.registers if each.unit is None]
    product = line.order_line.product
    return {"line": line.id, "product": product, "at": document.registered_at, "items": items, "blanks": blanks}


def _chosen(documents: Iterable[PlannedDocument]) -> Iterator[tuple[Row, int]]:
    for document in documents:
        for line in document.lines:
            if line.chooses:
                # An invoice takes the free registrations when it is drafted.
                row = {"line": line.id, "at": document.created_at, "registrations": list(line.chooses)}
                yield row, len(line.chooses)


def _chain(chain: Chain) -> Row:
    entries = [
        {name: value for name in entry.__slots__ if (value := getattr(entry, name)) is not None}
        for entry in chain.entries
    ]
    last = chain.entries[-1]
    return {"subject": chain.subject, "length": last.sequence, "head": last.seal, "entries": entries}
