"""Gaps in the lineage of what was sold, each with the documents that it is about."""

from datetime import date
from typing import Self

import strawberry

from graph_api.api.ids import make_id
from graph_api.api.types.enums import describe
from graph_api.domain import gaps as found
from graph_api.domain.documents import DocumentKind
from graph_api.domain.gaps import LineageGapKind, gaps_of

describe(
    LineageGapKind,
    "What is missing in the lineage of an item. It is no fault by itself: each is where a trace gets no further.",
    {
        LineageGapKind.NEVER_POSTED: "It stands on a draft that was not posted yet.",
        LineageGapKind.WITHOUT_SLIP: "An invoice shipped it without a packing slip (D8, P1).",
        LineageGapKind.WITHOUT_INVOICE: "It was shipped, and no posted invoice lists it.",
        LineageGapKind.NOT_READABLE: "Its number is not known (R4).",
    },
)
_NODES = {DocumentKind.PACKING_SLIP: "PackingSlip", DocumentKind.INVOICE: "Invoice"}


@strawberry.type(description="How many items lack something.")
class LineageGapCount:
    """A count."""

    kind: LineageGapKind = strawberry.field(description="What is missing.")
    items: int = strawberry.field(description="How many items lack it; one may lack several things.")


@strawberry.type(description="How whole the lineage of a range of days is.")
class LineageGapScore:
    """Items on posted documents of these days, and on drafts that were made in them."""

    items: int = strawberry.field(description="Items with a registration that stands.")
    whole: int = strawberry.field(description="How many of them lack nothing.")
    share: float = strawberry.field(description="The share that lacks nothing, 0 to 1.")
    counts: list[LineageGapCount] = strawberry.field(description="How many lack what; every kind once.")

    @classmethod
    def of(cls, told: found.GapScore) -> Self:
        counts = [LineageGapCount(kind=kind, items=items) for kind, items in told.counts]
        return cls(items=told.items, whole=told.whole, share=told.share, counts=counts)


@strawberry.type(description="An item whose lineage has a gap. It names no person (G1).")
class LineageGap:
    """What is missing, and where to look."""

    gaps: list[LineageGapKind] = strawberry.field(description="Everything that is missing.")
    registration_id: strawberry.ID = strawberry.field(description="The registration's global id, for `node`.")
    unit_id: strawberry.ID | None = strawberry.field(description="The unit's global id; null if it is not readable.")
    serial_number: str | None = strawberry.field(description="Its serial number; null if it is not readable.")
    product: str = strawberry.field(description="The product's number.")
    document_kind: DocumentKind = strawberry.field(description="What it stands on: a packing slip or an invoice.")
    document_id: strawberry.ID = strawberry.field(description="The document's global id, for `node`.")
    document_number: str | None = strawberry.field(description="Its number; null for a draft that has none yet.")
    day: date | None = strawberry.field(description="The day of sale; null for a draft.")
    order: str = strawberry.field(description="The number of the sales order.")
    customer: str = strawberry.field(description="The number of the customer who bought.")
    invoice_id: strawberry.ID | None = strawberry.field(
        description="The global id of the posted invoice that lists it; null without one."
    )
    invoice_number: str | None = strawberry.field(description="That invoice's number; null without one.")

    @classmethod
    def of(cls, told: found.LineageGap) -> Self:
        return cls(
            gaps=list(gaps_of(told.facts)),
            registration_id=make_id("Registration", told.key),
            unit_id=None if told.unit_id is None else make_id("Unit", told.unit_id),
            serial_number=told.serial_number,
            product=told.product,
            document_kind=told.kind,
            document_id=make_id(_NODES[told.kind], told.document_id),
            document_number=told.number,
            day=told.day,
            order=told.order,
            customer=told.customer,
            invoice_id=None if told.invoice_id is None else make_id("Invoice", told.invoice_id),
            invoice_number=told.invoice_number,
        )
