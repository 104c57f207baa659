"""
The history of one unit as facts: every registration that ever named it, with the documents it stood on.

A registration is one item's stay on one slip line, or on one line of an invoice without a slip. It is written once
and ends once; only its number and its invoice change, and both keep the span of time in which each was believed.
A sale is a registration whose first document was posted. All days are business days (D9), all moments are UTC.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from graph_api.domain.aftersales import NOTHING_AFTER, AfterSales, after_as_known
from graph_api.domain.terms import BuyerKind, ReturnPolicy, WarrantyTerm


class EndKind(StrEnum):
    """Why a registration no longer stands on its line."""

    TAKEN_OFF = "TAKEN_OFF"
    DISCARDED = "DISCARDED"
    REVERSED = "REVERSED"
    TAKEN_BACK = "TAKEN_BACK"
    CREDITED = "CREDITED"
    RETURNED = "RETURNED"
    REPLACED = "REPLACED"


_ENDS_OF_DRAFTS = (EndKind.TAKEN_OFF, EndKind.DISCARDED)


@dataclass(frozen=True, slots=True)
class End:
    """The end of a registration: the day it counts from, and the moment it became known."""

    kind: EndKind
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as a verdict and a scan need it."""

    number: str
    name: str
    category: str | None = None
    group: str | None = None
    catch_weight: bool = False
    gtins: tuple[str, ...] = ()
    serial_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Who bought. Number, country and kind of buyer identify nobody; everything else does (G1)."""

    number: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    buyer_kind: BuyerKind | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The sales order that a document belongs to."""

    number: str
    ordered_on: date
    customer: CustomerFacts
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class SlipStay:
    """The slip line that a registration stands on. `posted_at` is None while the slip is a draft."""

    slip_id: str
    line_id: str
    number: str | None
    day: date | None
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvoiceStay:
    """
    One choice of a registration by an invoice line, from the moment it was chosen until it was superseded.

    `superseded_at` is when an un-choosing, a discard or a credit ended it; `credited_on` is set for a credit alone.
    """

    invoice_id: str
    line_id: str
    number: str | None
    day: date | None
    posted_at: datetime | None
    recorded_at: datetime
    superseded_at: datetime | None = None
    credited_on: date | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """One item's stay on a slip line, or on a line of an invoice without a slip, believed to be one unit."""

    id: str
    named_at: datetime
    unnamed_at: datetime | None
    order: OrderFacts
    slip: SlipStay | None
    invoices: tuple[InvoiceStay, ...] = ()
    end: End | None = None
    terms: tuple[WarrantyTerm, ...] = ()
    policies: tuple[ReturnPolicy, ...] = ()
    after: AfterSales = NOTHING_AFTER

    @property
    def begun(self) -> tuple[date, datetime] | None:
        """
        The day of sale and the moment its document was posted; None while the sale has not begun.

        What was taken off a draft never begins, though the draft is posted later (R3).
        """
        if self.end is not None and self.end.kind in _ENDS_OF_DRAFTS:
            return None
        first = self.slip or next((stay for stay in self.invoices if stay.posted_at is not None), None)
        if first is None or first.day is None or first.posted_at is None:
            return None
        return first.day, first.posted_at

    @property
    def invoice(self) -> InvoiceStay | None:
        """The posted invoice that the item stands on now, or None."""
        return next((s for s in self.invoices if s.posted_at is not None and s.superseded_at is None), None)

    @property
    def first_invoice(self) -> InvoiceStay | None:
        """The first posted invoice of the sale, credited since or not (W2)."""
        posted = [(stay.day, stay.posted_at, stay) for stay in self.invoices if stay.day and stay.posted_at]
        return min(posted, key=lambda entry: entry[:2])[2] if posted else None


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """Everything ever recorded of one unit, or of a number that no unit carries (`registrations` is empty)."""

    id: str
    serial_number: str
    product: ProductFacts
    registrations: tuple[Registration, ...] = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """A registration whose sale has begun."""

    day: date
    posted_at: datetime
    registration: Registration

    @property
    def first_day(self) -> date:
        """The day from which it stands for this unit: one that came for another stands in its sale since then (W7)."""
        came_for = self.registration.after.replaces
        return self.day if came_for is None else max(self.day, came_for.on)

    def stands_on(self, day: date) -> bool:
        """Whether the sale stood for this unit on a business day. The day it ended is outside."""
        end = self.registration.end
        return self.first_day <= day and (end is None or day < end.on)

    @property
    def was_replaced(self) -> bool:
        """Whether it ended because another unit came for this one (W7)."""
        end = self.registration.end
        return end is not None and end.kind is EndKind.REPLACED


def sales(history: UnitHistory) -> tuple[Sale, ...]:
    """Every sale of the unit, newest first (I3). A registration whose number was corrected away is none."""
    begun = (
        Sale(*registration.begun, registration)
        for registration in history.registrations
        if registration.begun is not None and registration.unnamed_at is None
    )
    return tuple(sorted(begun, key=lambda sale: (sale.first_day, sale.posted_at, sale.registration.id), reverse=True))


class SaleStatus(StrEnum):
    """Whether we sold a unit, as of one day (I2); possibly ours is told of numbers that no unit carries (W12)."""

    SOLD = "SOLD"
    REPLACED_BY = "REPLACED_BY"
    NO_LONGER_SOLD = "NO_LONGER_SOLD"
    NOT_SOLD_BY_US = "NOT_SOLD_BY_US"
    POSSIBLY_OURS = "POSSIBLY_OURS"


def sale_on(history: UnitHistory, day: date) -> Sale | None:
    """The sale that stood on a day; the later one where two touch it (W8)."""
    return next((sale for sale in sales(history) if sale.stands_on(day)), None)


def sale_status(history: UnitHistory, day: date) -> SaleStatus:
    """
    Whether the unit counts as sold by us on a day. A number on drafts alone is not sold (I2).

    A unit for which another one came is answered so until it is sold again (W7).
    """
    if sale_on(history, day) is not None:
        return SaleStatus.SOLD
    last = next((sale for sale in sales(history) if sale.first_day <= day), None)
    if last is None:
        return SaleStatus.NOT_SOLD_BY_US
    return SaleStatus.REPLACED_BY if last.was_replaced else SaleStatus.NO_LONGER_SOLD


def as_known(history: UnitHistory, known_at: datetime | None) -> UnitHistory:
    """
    The history as it was recorded at a moment (W11): later facts are left out, later ends not yet made.

    Args:
        known_at: None for all that is known.
    """
    if known_at is None:
        return history
    known = (_registration_as_known(each, known_at) for each in history.registrations if each.named_at <= known_at)
    return replace(history, registrations=tuple(known))


def _registration_as_known(registration: Registration, known_at: datetime) -> Registration:
    slip = registration.slip
    if slip is not None and slip.posted_at is not None and slip.posted_at > known_at:
        slip = replace(slip, number=None, day=None, posted_at=None)
    end = registration.end
    unnamed_at = registration.unnamed_at
    return replace(
        registration,
        unnamed_at=None if unnamed_at is None or unnamed_at > known_at else unnamed_at,
        slip=slip,
        invoices=tuple(_stay_as_known(s, known_at) for s in registration.invoices if s.recorded_at <= known_at),
        end=None if end is None or end.at > known_at else end,
        after=after_as_known(registration.after, known_at),
    )


def _stay_as_known(stay: InvoiceStay, known_at: datetime) -> InvoiceStay:
    if stay.posted_at is not None and stay.posted_at > known_at:
        stay = replace(stay, number=None, day=None, posted_at=None)
    if stay.superseded_at is not None and stay.superseded_at > known_at:
        stay = replace(stay, superseded_at=None, credited_on=None)
    return stay
