"""Documents as people read them: complete, bounded values that one statement fetches."""

from dataclasses import dataclass
from datetime import date, datetime

from graph_api.domain.aftersales import ClaimState, ReturnState
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import EndKind, OrderFacts, ProductFacts
from graph_api.domain.recovery import SupplierCover
from graph_api.domain.terms import ReturnPolicy, WarrantyTerm
from graph_api.domain.tracking import SerialSettings


@dataclass(frozen=True, slots=True)
class LineView:
    """
    A slip's or an invoice's line with the counts of its live registrations.

    Attributes:
        slip_line_id: For an invoice line that bills a slip: that slip's line; None for one without a slip.
        ended_on: The day it was reversed (a slip's line) or credited (an invoice's).
        taken_back: Pieces of a slip's line that were taken back (C2).
        came_off: Registrations that an invoice's line had chosen, and that were reversed or taken back since (D11).
        returned: Pieces of an invoice's line that came back for good (V5).
    """

    id: str
    document_id: str
    document_state: DocumentState
    position: int
    quantity: int
    product: ProductFacts
    settings: SerialSettings
    order_line_id: str
    registered: int
    blanks: int
    ended_on: date | None = None
    taken_back: int = 0
    slip_line_id: str | None = None
    slip_id: str | None = None
    slip_number: str | None = None
    came_off: int = 0
    returned: int = 0

    @property
    def missing(self) -> int:
        """Registrations that it lacks to be posted (T2); none with blank issue (T3), and none of what is no draft."""
        asked = self.document_state is DocumentState.DRAFT and self.settings.requires_all
        return max(0, self.quantity - self.registered) if asked else 0

    @property
    def surplus(self) -> int:
        """Registrations beyond its items, which keep a draft from being posted (R2, D4)."""
        return max(0, self.registered - self.quantity) if self.document_state is DocumentState.DRAFT else 0


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A packing slip or an invoice with its lines. `version` counts its changes: a correction is made on one."""

    id: str
    number: str | None
    state: DocumentState
    day: date | None
    created_at: datetime
    posted_at: datetime | None
    external_reference: str | None
    order: OrderFacts
    lines: tuple[LineView, ...]
    version: int


@dataclass(frozen=True, slots=True)
class CreditNoteView:
    """A credit note: what it undid of its invoice, when, and why (D10)."""

    id: str
    number: str
    day: date
    posted_at: datetime
    reason: str
    external_reference: str | None
    invoice_id: str
    line_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentStub:
    """A document as an order names it."""

    id: str
    number: str | None
    state: DocumentState
    day: date | None


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A sales order's line. Shipped counts posted slips and invoices without a slip (D8); all in pieces."""

    id: str
    position: int
    quantity: int
    product: ProductFacts
    settings: SerialSettings
    shipped: int
    invoiced: int


@dataclass(frozen=True, slots=True)
class OrderView:
    """A sales order with its lines and documents; discarded drafts are left out. `version` counts its changes."""

    facts: OrderFacts
    lines: tuple[OrderLineView, ...]
    slips: tuple[DocumentStub, ...]
    invoices: tuple[DocumentStub, ...]
    version: int


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """
    A registration as a document lists it (I1).

    Attributes:
        unit_id: None for one that is not readable.
        ended: Why it no longer stands on this document, and `ended_on` since when; None while it stands.
    """

    id: str
    unit_id: str | None
    serial_number: str | None
    product: str
    recorded_at: datetime
    ended: EndKind | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product with what is published for it alone or for its category or for all."""

    facts: ProductFacts
    settings: SerialSettings
    supplier: str | None
    supplier_cover: SupplierCover | None
    terms: tuple[WarrantyTerm, ...]
    policies: tuple[ReturnPolicy, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A tracking dimension group with its serial settings (T1)."""

    number: str
    name: str
    settings: SerialSettings


@dataclass(frozen=True, slots=True)
class PageOf:
    """Which part of a list: `first` rows behind the row whose key is `after` (an empty key starts the list)."""

    first: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are listed: those that meet every condition; one that is None is none. Days are of the opening."""

    states: tuple[ClaimState, ...]
    unit_id: str | None = None
    product: str | None = None
    customer: str | None = None
    opened_from: date | None = None
    opened_to: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """Which returns are listed: those with one item that meets every condition; one that is None is none."""

    states: tuple[ReturnState, ...]
    unit_id: str | None = None
    product: str | None = None
    customer: str | None = None
    authorised_from: date | None = None
    authorised_to: date | None = None
    needs_decision: bool | None = None


@dataclass(frozen=True, slots=True)
class BlankFilter:
    """Which blanks are listed: those that meet every condition; one that is None is none. Days are of the document."""

    packing_slip: str | None = None
    product: str | None = None
    customer: str | None = None
    day_from: date | None = None
    day_to: date | None = None


@dataclass(frozen=True, slots=True)
class BlankView:
    """An item whose number nobody knows yet, and the packing slip, or the invoice without one, that it stands on."""

    registration: RegistrationView
    kind: DocumentKind
    document_id: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries of a chain are listed: by whom, of which operations, and from a moment until before another."""

    actor: str | None = None
    actions: tuple[str, ...] | None = None
    begins_at: datetime | None = None
    ends_before: datetime | None = None


ALL_ENTRIES = AuditFilter()
"""Every entry of a chain."""
