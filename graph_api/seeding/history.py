"""The audit chains of what is seeded: what each story would have left behind, sealed with the given key (C4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

from graph_api.domain.audit import Change, Json
from graph_api.domain.past_audit import Chain, Sealer, document_changes
from graph_api.seeding.catalogue import GROUPS
from graph_api.seeding.plan import SeedPlan

ACTOR: Final = "seed"
_REASON: Final = "seed data"


def audit_chains(plan: SeedPlan, names: dict[str, str], key: bytes) -> Iterator[Chain]:
    """
    The chain of everything that is set up, ordered, shipped and invoiced.

    Args:
        names: The number of each posted document, by its id.
    """
    sealer = Sealer(key, ACTOR, _REASON)
    for subject, entries in groupby(_set_up(plan), key=itemgetter(0)):
        yield sealer.seal(subject, [(at, change) for _, at, change in entries])
    for order in plan.orders:
        yield from sealer.chains(order, ())
    for document in plan.documents:
        yield sealer.seal(document.id, document_changes(replace(document, number=names.get(document.id))))


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
