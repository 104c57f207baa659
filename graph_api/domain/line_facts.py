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

    def shown_as(self, entered: SerialNumber) -> str:
        """What was first entered is what is shown, from the first document that really shows it (R6)."""
        return self.serial_number if self.in_use else entered.text


@dataclass(frozen=True, slots=True)
class BilledFacts:
    """
    What an invoice's line finds on the slip line that it bills.

    Attributes:
        day: The slip's, on which its sales began.
        open_items: Pieces that stand on it and are on no posted invoice.
        open_registrations: Registrations that stand on it and are on no posted invoice.
        frozen: Whether items of its order line were taken back (C2).
    """

    slip_id: str
    slip: str
    day: date
    line_id: str
    position: int
    order_line_id: str
    open_items: int
    open_registrations: int
    frozen: bool = False

    @property
    def room(self) -> int:
        """How many registrations its un-invoiced items lack (R1)."""
        return max(self.open_items - self.open_registrations, 0)


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
    billed: BilledFacts | None = None
    """What it finds there; None for a line that bills none, or whose slip is not posted any more."""
    names: tuple[DocumentKind, str] | None = None
    """The document, of whichever order, that what was scanned for this line is the number of (R6)."""

    @property
    def room(self) -> int:
        """How many registrations the slip line that it bills lacks, which may be registered here (R1)."""
        return self.billed.room if self.billed is not None else 0

    @property
    def chooses(self) -> bool:
        """Whether the line chooses among a slip's registrations instead of registering its own (R3)."""
        return self.slip_line_id is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a call, and where in the input it stood."""

    serial: SerialNumber
    path: Path
