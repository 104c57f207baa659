"""
What a dry run would do: documents, units, claims and returns before and after.

Like verdicts, these are resolved on the domain's values, whose attributes they have.
"""

import strawberry

from graph_api.api.ids import make_id
from graph_api.api.types import claim_enums  # noqa: F401 -- describes the enumerations of claims
from graph_api.api.types.verdicts import ReturnEligibility, WarrantyVerdict
from graph_api.domain import earlier_answers, effects
from graph_api.domain.aftersales import ClaimState, ReturnState
from graph_api.domain.claims import ClaimFlag
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


def _claim_id(root: strawberry.Parent[earlier_answers.ClaimEffect]) -> strawberry.ID | None:
    return None if root.claim_id is None else make_id("Claim", root.claim_id)


def _item_id(root: strawberry.Parent[earlier_answers.ReturnEffect]) -> strawberry.ID | None:
    return None if root.item_id is None else make_id("ReturnItem", root.item_id)


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


@strawberry.type(
    description="A claim of which a change would alter the state, the flags, or what its frozen verdict asks."
)
class ClaimEffect:
    """State, flags and verdict before and after."""

    claim_id = strawberry.field(
        resolver=_claim_id, description="Its global id; null for a claim that the change would open."
    )
    number: str = strawberry.field(
        description="Its number; one that the sequence would give may go to another claim first."
    )
    serial_number: str = strawberry.field(description="The serial number that it was filed for.")
    state_before: ClaimState | None = strawberry.field(
        description="Its state now; null for a claim that the change would open."
    )
    state_after: ClaimState = strawberry.field(description="The state that it would have.")
    flags_before: list[ClaimFlag] = strawberry.field(description="What became of the claimed sale until now (K2).")
    flags_after: list[ClaimFlag] = strawberry.field(description="What would have become of it.")
    verdict: WarrantyVerdict = strawberry.field(
        description="The verdict that it was filed under, frozen: no change alters it (K2)."
    )
    verdict_before: WarrantyVerdict | None = strawberry.field(
        description="The same question by what is known now: for the day of the claim, and the unit that the claimed "
        "sale is of; null for a claim that the change would open."
    )
    verdict_after: WarrantyVerdict = strawberry.field(description="The same question by what would be known.")


@strawberry.type(
    description="An item of a return of which a change would alter the state, or what its frozen answer asks."
)
class ReturnEffect:
    """State and answer before and after."""

    item_id = strawberry.field(
        resolver=_item_id, description="The item's global id; null for one that the change would make."
    )
    return_number: str = strawberry.field(
        description="The return's number; one that the sequence would give may go to another return first."
    )
    position: int = strawberry.field(description="The item's place on the return, counted from 1.")
    serial_number: str | None = strawberry.field(
        description="The number that it would have; null where that is not known."
    )
    state_before: ReturnState | None = strawberry.field(
        description="Its state now; null for an item that the change would make."
    )
    state_after: ReturnState = strawberry.field(description="The state that it would have.")
    answer: ReturnEligibility = strawberry.field(
        description="The answer that it was authorised on, frozen: no change alters it (V3)."
    )
    answer_before: ReturnEligibility | None = strawberry.field(
        description="The same question by what is known now: for the same day and asker, this return itself left "
        "aside; null for an item that the change would make, and while its number is not known."
    )
    answer_after: ReturnEligibility | None = strawberry.field(
        description="The same question by what would be known; null where its number would not be known."
    )


@strawberry.type(description="What a change would do to documents, units, claims and returns.")
class Effects:
    """Told by a dry run."""

    documents: list[DocumentEffect] = strawberry.field(
        description="Every document that it would touch, also where the state stays."
    )
    units: list[UnitEffect] = strawberry.field(description="Every unit whose history it would change; 200 at most.")
    claims: list[ClaimEffect] = strawberry.field(
        description="Every claim that it would change, or whose frozen verdict would be judged otherwise; of the "
        "newest 200 of these units."
    )
    returns: list[ReturnEffect] = strawberry.field(
        description="Every item of a return likewise, of the newest 200 of these units."
    )
    truncated: bool = strawberry.field(
        description="Whether it would touch further units, or might touch further claims or returns."
    )


MIRRORED = (
    (DocumentEffect, effects.DocumentEffect),
    (UnitEffect, effects.UnitEffect),
    (ClaimEffect, earlier_answers.ClaimEffect),
    (ReturnEffect, earlier_answers.ReturnEffect),
    (Effects, effects.Effects),
)
"""Each type with the domain's value that stands in its place."""
