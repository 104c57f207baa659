"""
What a dry run would do: documents and units before and after.

Like verdicts, these are resolved on the domain's values, whose attributes they have.
"""

import strawberry

from graph_api.api.ids import make_id
from graph_api.api.types.verdicts import ReturnEligibility, WarrantyVerdict
from graph_api.domain import effects
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import SaleStatus

_NODES = {
    DocumentKind.PACKING_SLIP: "PackingSlip",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_NOTE: "CreditNote",
    DocumentKind.CLAIM: "Claim",
    DocumentKind.RETURN: "Return",
}


def _document_id(root: strawberry.Parent[effects.DocumentEffect]) -> strawberry.ID | None:
    return None if root.id is None else make_id(_NODES[root.kind], root.id)


def _unit_id(root: strawberry.Parent[effects.UnitEffect]) -> strawberry.ID | None:
    return None if root.unit_id is None else make_id("Unit", root.unit_id)


@strawberry.type(description="A document that a change would touch.")
class DocumentEffect:
    """Its state before and after."""

    kind: DocumentKind = strawberry.field(description="What kind of document.")
    id = strawberry.field(
        resolver=_document_id, description="Its global id; null for a document that the change would make."
    )
    number: str | None = strawberry.field(
        description="Its number; one that a sequence would give may go to another document first."
    )
    before: DocumentState | None = strawberry.field(
        description="Its state now; null for a document that the change would make."
    )
    after: DocumentState = strawberry.field(description="The state that it would have.")


@strawberry.type(description="A unit that a change would touch: what is answered of it today, and what would be.")
class UnitEffect:
    """Sale, warranty and return before and after."""

    unit_id = strawberry.field(
        resolver=_unit_id, description="Its global id; null for a number that the change would register first."
    )
    serial_number: str = strawberry.field(description="The serial number.")
    product: str = strawberry.field(description="The product's number.")
    sale_before: SaleStatus = strawberry.field(description="Whether it counts as sold by us now.")
    sale_after: SaleStatus = strawberry.field(description="Whether it would.")
    warranty_before: WarrantyVerdict = strawberry.field(description="Whether its warranty is valid now.")
    warranty_after: WarrantyVerdict = strawberry.field(description="Whether it would be.")
    return_before: ReturnEligibility = strawberry.field(description="Whether it may come back now.")
    return_after: ReturnEligibility = strawberry.field(description="Whether it might.")


@strawberry.type(description="What a change would do to documents and units.")
class Effects:
    """Told by a dry run."""

    documents: list[DocumentEffect] = strawberry.field(
        description="Every document that it would touch, also where the state stays."
    )
    units: list[UnitEffect] = strawberry.field(description="Every unit whose history it would change; 200 at most.")
    truncated: bool = strawberry.field(description="Whether it would touch further units.")


MIRRORED = (
    (DocumentEffect, effects.DocumentEffect),
    (UnitEffect, effects.UnitEffect),
    (Effects, effects.Effects),
)
"""Each type with the domain's value that stands in its place."""
