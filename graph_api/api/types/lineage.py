"""Sales lineage as a flat picture. These types are resolved on the domain's values, whose attributes they have."""

from datetime import date
from typing import Final

import strawberry

from graph_api.api.ids import make_id
from graph_api.api.types.enums import describe
from graph_api.domain import tracing
from graph_api.domain.lineage import EndKind
from graph_api.domain.tracing import LineageDirection, LineageKind, LineageStep, Place

NODES: Final = {
    LineageKind.CUSTOMER: "Customer",
    LineageKind.PRODUCT: "Product",
    LineageKind.SALES_ORDER: "SalesOrder",
    LineageKind.PACKING_SLIP: "PackingSlip",
    LineageKind.INVOICE: "Invoice",
    LineageKind.CREDIT_NOTE: "CreditNote",
    LineageKind.UNIT: "Unit",
    LineageKind.CLAIM: "Claim",
    LineageKind.RETURN: "Return",
}
"""The type of node that each kind is."""

describe(
    LineageKind,
    "What a node of a lineage is; what stands later here came of what stands earlier.",
    {
        LineageKind.CUSTOMER: "Who bought.",
        LineageKind.PRODUCT: "What a unit is one of.",
        LineageKind.SALES_ORDER: "What was ordered.",
        LineageKind.PACKING_SLIP: "What was packed and shipped.",
        LineageKind.INVOICE: "What was invoiced.",
        LineageKind.CREDIT_NOTE: "What undid an invoice, or lines of it.",
        LineageKind.UNIT: "One physical item.",
        LineageKind.CLAIM: "A warranty claim on a unit.",
        LineageKind.RETURN: "What authorised items to come back.",
    },
)
describe(
    LineageStep,
    "How one record leads to another.",
    {
        LineageStep.PLACED: "A customer placed a sales order.",
        LineageStep.DELIVERED_BY: "A sales order was delivered by a packing slip, or a draft of one.",
        LineageStep.INVOICED_BY: "A sales order was invoiced by an invoice, or a draft of one.",
        LineageStep.BILLED_BY: "A packing slip was billed by an invoice.",
        LineageStep.CREDITED_BY: "An invoice was credited by a credit note.",
        LineageStep.SHIPPED: "A packing slip shipped a unit.",
        LineageStep.INVOICED: "An invoice lists a unit.",
        LineageStep.KIND_OF: "A unit is one of a product.",
        LineageStep.REPLACED_BY: "Another unit came for a unit (W7).",
        LineageStep.CLAIMED_IN: "A unit was claimed.",
        LineageStep.RETURNED_IN: "A unit may come back, or came back, by a return.",
        LineageStep.ASKED_FOR: "A customer asked for a return.",
        LineageStep.LEADS_TO: "By way of records of kinds that were not asked for.",
    },
)
describe(
    LineageDirection,
    "Which way a lineage is followed.",
    {
        LineageDirection.UP: "What it came from: from a claim to its unit, its documents and who bought it.",
        LineageDirection.DOWN: "What came of it: from a customer to orders, documents, units, claims and returns.",
        LineageDirection.BOTH: "Up and down from the start; not what else came of what it came from.",
    },
)


def _id(place: Place) -> strawberry.ID:
    kind, key = place
    return make_id(NODES[kind], key)


def _node_id(root: strawberry.Parent[tracing.LineageNode]) -> strawberry.ID:
    return _id(root.place)


def _source_id(root: strawberry.Parent[tracing.LineageLink]) -> strawberry.ID:
    return _id(root.source)


def _target_id(root: strawberry.Parent[tracing.LineageLink]) -> strawberry.ID:
    return _id(root.target)


@strawberry.type(description="One record of a lineage. It names no person (G1).")
class LineageNode:
    """What to draw, and what to ask `node` for."""

    id = strawberry.field(resolver=_node_id, description="Its global id, for `node`.")
    kind: LineageKind = strawberry.field(description="What it is.")
    number: str | None = strawberry.field(
        description="Its number, or a unit's serial number; null for a draft that has none yet."
    )
    day: date | None = strawberry.field(
        description="The business day of an order, a document, a claim or a return; null for what has none."
    )
    state: str | None = strawberry.field(
        description="The state of a packing slip, an invoice or a claim, as its own type has it; null for others."
    )
    depth: int = strawberry.field(description="How many steps it is from the start, the shortest way; 0 is the start.")


@strawberry.type(description="One step, from what came first to what came of it, whichever way it was followed.")
class LineageLink:
    """Between two of the nodes."""

    step: LineageStep = strawberry.field(description="How the one led to the other.")
    source = strawberry.field(resolver=_source_id, description="The id of the node that came first.")
    target = strawberry.field(resolver=_target_id, description="The id of the node that came of it.")
    ended: EndKind | None = strawberry.field(
        description="Why the unit no longer stands on the document; null where it does, and for other steps."
    )
    ended_on: date | None = strawberry.field(description="Since which business day; null while it stands.")


@strawberry.type(description="Sales lineage from one record: nodes, and links between them.")
class Lineage:
    """Flat, so that a table and a drawing are made of the same answer."""

    nodes: list[LineageNode] = strawberry.field(description="Each record once, those nearest to the start first.")
    links: list[LineageLink] = strawberry.field(description="Every step between two of these nodes.")
    truncated: bool = strawberry.field(
        description="Whether there are more nodes than were asked for: those nearest to the start are told."
    )


MIRRORED = (
    (LineageNode, tracing.LineageNode),
    (LineageLink, tracing.LineageLink),
    (Lineage, tracing.Lineage),
)
"""Each type with the domain's value that stands in its place."""
