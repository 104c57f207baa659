"""A return with its items, as it is worked on and as people read it. Source: rules V3 to V6."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.lineage import CustomerFacts


class Disposition(StrEnum):
    """What becomes of an item that was received (V4)."""

    RESTOCK = "RESTOCK"
    REPAIR = "REPAIR"
    REPLACE = "REPLACE"
    SCRAP = "SCRAP"
    SEND_BACK = "SEND_BACK"


class ReturnDecision(StrEnum):
    """What an item is taken for that is not what was authorised, or whose number cannot be taken (V4, V6)."""

    AS_RECEIVED = "AS_RECEIVED"
    AS_AUTHORISED = "AS_AUTHORISED"


@dataclass(frozen=True, slots=True)
class ReturnItemView:
    """
    One item of a return.

    Attributes:
        quantity: Pieces: 1, but for what was shipped without a registration.
        answer: The answer that it was authorised on, as JSON: frozen for good.
        registration_id: The sale that it is returned from; None for what was shipped without a registration.
        unit_id: The unit that the registration stands for now, and its number; None while that is not known.
        home: The line that ships it, a slip's or an invoice's.
        override: Why it was authorised against the answer, and `overridden_by` whom; None where it was not (V3).
        received_serial: The number found on it; None where none could be read, or nobody looked.
        replacement_id: The registration of the unit that came for it (W7).
        received_serials: The numbers found on pieces without a registration (V6).
        received_product: The product whose code came with it, where that is another one.
        differs: Whether what was received asked for a decision, and `decision` what that was.
        credited: Whether a return credited it; None until it is disposed.
        came_for: The item whose unit was awaited when this one came (V4).
    """

    id: str
    position: int
    state: ReturnState
    quantity: int
    product: str
    order: str
    home: str
    authorised_on: date
    authorised_at: datetime
    answer: str
    registration_id: str | None = None
    unit_id: str | None = None
    serial_number: str | None = None
    override: str | None = None
    overridden_by: str | None = None
    received_on: date | None = None
    received_at: datetime | None = None
    received_serial: str | None = None
    received_product: str | None = None
    differs: bool = False
    decision: ReturnDecision | None = None
    disposition: Disposition | None = None
    credited: bool | None = None
    closed_on: date | None = None
    closed_at: datetime | None = None
    came_for: str | None = None
    received_serials: tuple[str, ...] = ()
    replacement_id: str | None = None

    @property
    def by_quantity(self) -> bool:
        """Whether it is of pieces that were shipped without a registration (V6)."""
        return self.registration_id is None

    @property
    def name(self) -> str:
        """What a person calls it."""
        if self.serial_number is not None:
            return self.serial_number
        return f"item {self.position} ({self.quantity} without a number)"

    @property
    def needs_decision(self) -> bool:
        """Whether it waits for somebody to decide what it is."""
        return self.state is ReturnState.RECEIVED and self.differs and self.decision is None


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return with its items, by position. `version` counts its changes."""

    id: str
    number: str
    authorised_on: date
    authorised_at: datetime
    reason: str
    external_reference: str | None
    customer: CustomerFacts
    items: tuple[ReturnItemView, ...]
    version: int

    def item(self, item_id: str) -> ReturnItemView:
        """The item of that id, which it is known to have."""
        return next(item for item in self.items if item.id == item_id)
