"""Exports: what a row of each says, which rows a filter takes, and where an export that was cut off goes on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | bool | None
Row: TypeAlias = Sequence[Cell]

_FIRST: Final = ("id", "state", "day", "customer", "product")
"""What a filter asks for stands first in every export."""
_CURSOR: Final = re.compile(r"([0-9])\.([0-9A-HJKMNP-TV-Z]{26}|)")


class Export(StrEnum):
    """What can be taken out as rows."""

    UNITS = "units"
    DOCUMENTS = "documents"
    CLAIMS = "claims"
    RETURNS = "returns"
    EVENTS = "events"


COLUMNS: Final[Mapping[Export, tuple[str, ...]]] = {
    Export.UNITS: (
        *_FIRST,
        "serialNumber",
        "notReadable",
        "salesOrder",
        "packingSlip",
        "shippedOn",
        "invoice",
        "invoicedOn",
        "endedOn",
        "recordedAt",
    ),
    Export.DOCUMENTS: (
        *_FIRST,
        "kind",
        "number",
        "documentId",
        "salesOrder",
        "position",
        "quantity",
        "registered",
        "postedAt",
        "undoneOn",
        "takenBack",
        "returned",
    ),
    Export.CLAIMS: (
        *_FIRST,
        "number",
        "serialNumber",
        "salesOrder",
        "layer",
        "resolution",
        "openedAt",
        "closedOn",
        "externalReference",
    ),
    Export.RETURNS: (
        *_FIRST,
        "number",
        "position",
        "quantity",
        "serialNumber",
        "salesOrder",
        "receivedOn",
        "receivedSerial",
        "disposition",
        "credited",
        "closedOn",
    ),
    Export.EVENTS: (
        *_FIRST,
        "serialNumber",
        "gtin",
        "salesOrder",
        "document",
        "at",
        "eventId",
        "declaredAt",
        "mistake",
        "correctedBy",
    ),
}

STATES: Final[Mapping[Export, tuple[str, ...]]] = {
    Export.UNITS: (
        "DRAFT",
        "SOLD",
        "TAKEN_OFF",
        "DISCARDED",
        "REVERSED",
        "TAKEN_BACK",
        "CREDITED",
        "RETURNED",
        "REPLACED",
    ),
    Export.DOCUMENTS: ("DRAFT", "POSTED", "DISCARDED", "CANCELLED", "CREDITED"),
    Export.CLAIMS: ("OPEN", "IN_REVIEW", "APPROVED", "IN_PROGRESS", "RESOLVED", "REJECTED", "CANCELLED"),
    Export.RETURNS: ("AUTHORISED", "RECEIVED", "DISPOSED", "REFUSED", "CANCELLED"),
    Export.EVENTS: ("SHIPPING", "VOID_SHIPPING", "RETAIL_SELLING", "RETURNING", "REPAIRING"),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """
    A row of an export, behind which it goes on.

    Attributes:
        walk: Which of the walks that make up the export; documents are slips first, then invoices.
        id: The record's; empty before the first one.
    """

    walk: int = 0
    id: str = ""

    def __str__(self) -> str:
        return f"{self.walk}.{self.id}"


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """
    Which rows are taken: those that meet every condition; one that is None is none.

    Attributes:
        states: None are all.
    """

    customer: str | None = None
    product: str | None = None
    day_from: date | None = None
    day_to: date | None = None
    states: frozenset[str] = frozenset()

    def takes(self, row: Row) -> bool:
        """
        Whether a row meets every condition.

        One without a day meets none about days. One without a state was taken off a draft, and stands nowhere.
        """
        _, state, day, customer, product, *_ = row
        return (
            state is not None
            and (not self.states or state in self.states)
            and self.customer in {None, customer}
            and self.product in {None, product}
            and (self.day_from is None or (day is not None and str(day) >= self.day_from.isoformat()))
            and (self.day_to is None or (day is not None and str(day) <= self.day_to.isoformat()))
        )


def read_cursor(text: str, walks: int) -> Cursor | None:
    """The row that a cursor names; None for what is no cursor of an export of so many walks."""
    match = _CURSOR.fullmatch(text)
    if match is None or int(match[1]) >= walks:
        return None
    return Cursor(int(match[1]), match[2])
