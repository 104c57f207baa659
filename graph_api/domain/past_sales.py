"""Sales that were made before the graph knew of them: orders with their slips and invoices, to be written in bulk."""

from dataclasses import dataclass, field
from datetime import date, datetime

from graph_api.domain.documents import DocumentKind
from graph_api.domain.versions import HeldTo


@dataclass(frozen=True, slots=True)
class PastUnit:
    """
    A unit with the number on its label.

    Attributes:
        known: Whether the graph has it already: it was sold before, and is free again (R5).
    """

    id: str
    serial_number: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class PastRegistration:
    """A registration; one without a unit is not readable."""

    id: str
    unit: PastUnit | None


@dataclass(frozen=True, slots=True)
class PastOrderLine:
    """A line of a sales order, in pieces."""

    id: str
    position: int
    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PastOrder:
    """
    A sales order.

    Attributes:
        known_at: The moment from which the graph knows it.
    """

    number: str
    customer: str
    ordered_on: date
    known_at: datetime
    lines: tuple[PastOrderLine, ...]
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class PastLine:
    """
    A line of a slip or an invoice.

    Attributes:
        bills: The slip line that it bills; None on a slip, and on an invoice without a slip.
        registers: What it registers itself.
        chooses: Ids of the billed slip line's registrations that it takes.
        held: What its sales are held to; nothing on a draft, and nothing where it bills a slip.
    """

    id: str
    position: int
    quantity: int
    order_line: PastOrderLine
    bills: str | None = None
    registers: tuple[PastRegistration, ...] = ()
    chooses: tuple[str, ...] = ()
    held: HeldTo = field(default_factory=HeldTo)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDocument:
    """
    A slip or an invoice.

    Attributes:
        number: None for a draft, or until it is known.
        day: The document's day; None for a draft.
        registered_at: When its lines were registered or chosen, between being created and posted.
        posted_at: None for a draft.
    """

    kind: DocumentKind
    id: str
    order: str
    number: str | None = None
    day: date | None
    created_at: datetime
    registered_at: datetime
    posted_at: datetime | None
    lines: tuple[PastLine, ...]
    external_reference: str | None = None
