"""
Where the lineage of what was sold has gaps: no slip, no invoice, no number, no posted document.

A gap is no fault: goods go over the counter without a slip (P1), a blank was allowed (R4). Each is a place where
somebody who follows a unit gets no further.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_api.domain.documents import DocumentKind


class LineageGapKind(StrEnum):
    """What is missing."""

    NEVER_POSTED = "NEVER_POSTED"
    WITHOUT_SLIP = "WITHOUT_SLIP"
    WITHOUT_INVOICE = "WITHOUT_INVOICE"
    NOT_READABLE = "NOT_READABLE"


@dataclass(frozen=True, slots=True)
class GapFacts:
    """
    What stands of an item's lineage.

    Attributes:
        posted: Whether its document is posted, and `slip` whether that is a packing slip.
        invoiced: Whether it stands on a posted invoice.
        named: Whether its number is known.
    """

    posted: bool
    slip: bool
    invoiced: bool
    named: bool


def gaps_of(facts: GapFacts) -> tuple[LineageGapKind, ...]:
    """What is missing, in the order of the kinds. A draft lacks its posting, and nothing that only posting brings."""
    missing = {
        LineageGapKind.NEVER_POSTED: not facts.posted,
        LineageGapKind.WITHOUT_SLIP: facts.posted and not facts.slip,
        LineageGapKind.WITHOUT_INVOICE: facts.posted and not facts.invoiced,
        LineageGapKind.NOT_READABLE: not facts.named,
    }
    return tuple(kind for kind, lacks in missing.items() if lacks)


@dataclass(frozen=True, slots=True)
class GapScore:
    """
    How whole the lineage is.

    Attributes:
        items: Items with a registration that stands, on posted documents and on drafts.
        whole: How many of them lack nothing.
    """

    items: int
    whole: int
    counts: tuple[tuple[LineageGapKind, int], ...]

    @property
    def share(self) -> float:
        """The share that lacks nothing, 0 to 1; of nothing all is whole."""
        return self.whole / self.items if self.items else 1.0


def score(counted: Iterable[tuple[GapFacts, int]]) -> GapScore:
    """Counts of items by what stands of them, as one score."""
    facts = tuple((gaps_of(each), items) for each, items in counted)
    return GapScore(
        items=sum(items for _, items in facts),
        whole=sum(items for gaps, items in facts if not gaps),
        counts=tuple((kind, sum(items for gaps, items in facts if kind in gaps)) for kind in LineageGapKind),
    )


@dataclass(frozen=True, slots=True)
class LineageGap:
    """
    An item with a gap.

    Attributes:
        key: Its registration's id.
        kind: What it stands on: a packing slip, or an invoice that ships without one.
        number: The document's; None for a draft without one. `day` is None for a draft.
        invoice_id: The posted invoice that it stands on, and its number.
    """

    key: str
    facts: GapFacts
    unit_id: str | None
    serial_number: str | None
    product: str
    kind: DocumentKind
    document_id: str
    number: str | None
    day: date | None
    order: str
    customer: str
    invoice_id: str | None
    invoice_number: str | None
