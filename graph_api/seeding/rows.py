"""The plan as the bulk statements take it: batches of rows, each batch for one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_audit import Chain
from graph_api.seeding.catalogue import GROUPS, Catalogue, PlannedGroup, PlannedProduct
from graph_api.seeding.laws import buyer_kind
from graph_api.seeding.plan import PlannedDocument, SeedPlan
from graph_api.seeding.source import CustomerRow
from graph_api.store.loading import (
    CHOOSE_ON_INVOICES,
    LOAD_AUDIT,
    LOAD_INVOICES,
    LOAD_ORDERS,
    LOAD_SLIPS,
    REGISTER_ON_INVOICES,
    REGISTER_ON_SLIPS,
)
from graph_api.store.loading_setup import (
    LOAD_CATEGORIES,
    LOAD_CUSTOMERS,
    LOAD_GROUPS,
    LOAD_POLICIES,
    LOAD_PRODUCTS,
    LOAD_TERMS,
)
from graph_api.store.past_rows import Row, chain_row, chosen_rows, document_row, order_row, registered_rows
from graph_api.store.statement import Statement
from graph_api.store.terms import policy_facts, term_facts

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
    numbered = [replace(each, number=name_of(each)) for each in plan.documents]
    slips = [each for each in numbered if each.kind is _SLIP]
    invoices = [each for each in numbered if each.kind is not _SLIP]
    catalogue = plan.catalogue
    at = catalogue.set_up_at
    made: list[tuple[str, Statement[None], Iterable[tuple[Row, int]]]] = [
        ("tracking dimension groups", LOAD_GROUPS, _ones(_group(each, catalogue) for each in GROUPS)),
        ("categories", LOAD_CATEGORIES, _ones(asdict(each) for each in catalogue.categories)),
        ("products", LOAD_PRODUCTS, _ones(_product(each, catalogue) for each in catalogue.products)),
        ("customers", LOAD_CUSTOMERS, _ones({**_customer(each), "at": at} for each in plan.customers)),
        ("warranty terms", LOAD_TERMS, _ones({"facts": term_facts(each)} for each in catalogue.terms)),
        ("return policies", LOAD_POLICIES, _ones({"facts": policy_facts(each)} for each in catalogue.policies)),
        ("sales orders", LOAD_ORDERS, _ones(map(order_row, plan.orders))),
        ("packing slips", LOAD_SLIPS, _ones(map(document_row, slips))),
        ("invoices", LOAD_INVOICES, _ones(map(document_row, invoices))),
        ("registrations", REGISTER_ON_SLIPS, registered_rows(slips)),
        ("registrations", REGISTER_ON_INVOICES, registered_rows(invoices)),
        ("invoiced registrations", CHOOSE_ON_INVOICES, chosen_rows(invoices)),
        ("audit entries", LOAD_AUDIT, ((chain_row(each), len(each.entries)) for each in chains)),
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
