"""What happened to items, as events: shipped, voided, sold over the counter, returned, repaired; and corrected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from graph_api.domain.exporting import Row

_VOIDED: Final = frozenset({"REVERSED", "TAKEN_BACK"})


class EventType(StrEnum):
    """What happened to an item."""

    SHIPPING = "SHIPPING"
    VOID_SHIPPING = "VOID_SHIPPING"
    RETAIL_SELLING = "RETAIL_SELLING"
    RETURNING = "RETURNING"
    REPAIRING = "REPAIRING"


class Mistake(StrEnum):
    """Why an event that was told is declared an error."""

    INCORRECT_DATA = "incorrect_data"
    DID_NOT_OCCUR = "did_not_occur"


@dataclass(frozen=True, slots=True)
class Identity:
    """
    The number that an item had from one moment on.

    Attributes:
        unit: None while it was not readable.
    """

    unit: str | None
    serial_number: str | None
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about, but for its number."""

    id: str
    customer: str | None
    product: str | None
    gtin: str | None
    sales_order: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """
    When something happened, and on which document.

    Attributes:
        at: Since when it is known (W11); `day` is the day that it counts for.
    """

    day: date
    at: datetime
    document: str | None


@dataclass(frozen=True, slots=True)
class Stay:
    """
    One item's stay on the document that sold it, and how that ended.

    Attributes:
        type: By packing slip or over the counter.
        identities: In the order in which they became known.
        ended: As a registration says it; None while it stands.
    """

    subject: Subject
    type: EventType
    sold: Happened
    identities: Sequence[Identity]
    ended: str | None = None
    undone: Happened | None = None


def events_of_stay(stay: Stay) -> Iterator[Row]:
    """
    The sale as it was told, each correction of its number, and what undid it.

    A number that was corrected or filled in later (C1, R4) makes an event of its own, and the one before it is declared
    an error since then. What was sold over the counter and credited whole did not occur (D10).
    """
    told = _told(stay)
    for identity, later in pairwise(told):
        declared = (later.known_at, Mistake.INCORRECT_DATA, _id(stay.type, stay.subject, later))
        yield _row(stay.type, stay.subject, identity, stay.sold, *declared)
    last = told[-1]
    if stay.undone is not None and stay.type is EventType.RETAIL_SELLING and stay.ended == "CREDITED":
        yield _row(stay.type, stay.subject, last, stay.sold, stay.undone.at, Mistake.DID_NOT_OCCUR)
        return
    yield _row(stay.type, stay.subject, last, stay.sold)
    if stay.undone is not None and stay.type is EventType.SHIPPING and stay.ended in _VOIDED:
        yield _row(EventType.VOID_SHIPPING, stay.subject, last, stay.undone)


def event_of(type_: EventType, subject: Subject, identity: Identity, happened: Happened) -> Row:
    """An event that nothing corrects."""
    return _row(type_, subject, identity, happened)


def nothing_of(id_: str) -> Row:
    """A record of which nothing is told; it keeps its place in a page."""
    return (id_, None, None, None, None)


def _told(stay: Stay) -> list[Identity]:
    """The numbers under which the sale was told, beginning with what was known when it was posted."""
    before = [each for each in stay.identities if each.known_at <= stay.sold.at]
    after = [each for each in stay.identities if each.known_at > stay.sold.at]
    return [before[-1] if before else Identity(None, None, stay.sold.at), *after]


def _id(type_: EventType, subject: Subject, identity: Identity) -> str:
    return f"{subject.id}.{type_}.{identity.unit or 'NOT_READABLE'}"


def _row(
    type_: EventType,
    subject: Subject,
    identity: Identity,
    happened: Happened,
    declared_at: datetime | None = None,
    mistake: Mistake | None = None,
    corrected_by: str | None = None,
) -> Row:
    return (
        subject.id,
        type_.value,
        happened.day.isoformat(),
        subject.customer,
        subject.product,
        identity.serial_number,
        subject.gtin,
        subject.sales_order,
        happened.document,
        _text(happened.at),
        _id(type_, subject, identity),
        None if declared_at is None else _text(declared_at),
        None if mistake is None else mistake.value,
        corrected_by,
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
