"""What registering is decided on: the line that is edited, the numbers of a call, and where they stand now."""

from dataclasses import dataclass
from datetime import date

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import ProductFacts
from graph_api.domain.outcomes import Path
from graph_api.domain.serials import SerialNumber
from graph_api.domain.tracking import SerialSettings


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a live registration stands now. Documents are named as a person calls them."""

    registration_id: str
    serial_number: str | None
    slip_line_id: str | None
    slip: str | None
    invoice_line_id: str | None
    invoice: str | None
    invoice_state: DocumentState | None

    @property
    def document(self) -> str:
        """The document that a refusal names."""
        return self.slip or self.invoice or "a draft"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One number of the call as the graph knows it under the lock; `spot` is None where it is free."""

    unit_id: str
    serial_number: str
    spot: Spot | None = None
    free_from: date | None = None
    in_use: bool = False
    """Whether a document, a draft too, shows the number already: then what it shows stays (R6)."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line that is being edited, and what its document and product say of it. Counts are of live registrations."""

    kind: DocumentKind
    document_id: str
    document: str
    state: DocumentState
    line_id: str
    position: int
    quantity: int
    registered: int
    blanks: int
    product: ProductFacts
    settings: SerialSettings
    order: str
    slip_line_id: str | None = None
    """For an invoice line that bills a slip: that slip's line, whose registrations it chooses."""

    @property
    def chooses(self) -> bool:
        """Whether the line chooses among a slip's registrations instead of registering its own (R3)."""
        return self.slip_line_id is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a call, and where in the input it stood."""

    serial: SerialNumber
    path: Path
