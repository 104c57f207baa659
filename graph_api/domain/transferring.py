"""
The transfer of a sold unit to another owner. Source: rule W9.

Transfers follow one another by their days; of two on one day the one that was recorded later counts, so that a wrong
one is put right by the next.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.aftersales import Transfer
from graph_api.domain.lineage import Sale, UnitHistory
from graph_api.domain.outcomes import Refusal
from graph_api.domain.sold_unit import decide_sale


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferredLater(Refusal):
    """A transfer is from who owns the unit: none is put before one that is on record (W9)."""

    rule = "W9"
    serial_number: Annotated[str, "The serial number of the unit."]
    customer: Annotated[str, "The number of the customer who owns it."]
    since: Annotated[date, "The day of the last transfer."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} belongs to {self.customer} since {self.since}: give that day or a later one."


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnsAlready(Refusal):
    """Nobody is given what is theirs (W9)."""

    rule = "W9"
    serial_number: Annotated[str, "The serial number of the unit."]
    customer: Annotated[str, "The number of the customer who owns it."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} belongs to {self.customer} already: name who owns it now."


TransferringRefusal = TransferredLater | OwnsAlready


def owner_of(sale: Sale) -> str:
    """The number of the customer who owns the unit by all that is on record of the sale."""
    last = _last(sale)
    return sale.registration.order.customer.number if last is None else last.customer


def decide_transfer(history: UnitHistory, customer: str, day: date, today: date) -> Sale | tuple[Refusal, ...]:
    """The sale whose unit has another owner from a day on, today or earlier (W9)."""
    sale, serial = decide_sale(history, day, today), history.serial_number
    if not isinstance(sale, Sale):
        return (sale,)
    refusals: list[Refusal] = []
    last = _last(sale)
    if last is not None and day < last.on:
        later = TransferredLater(serial_number=serial, customer=last.customer, since=last.on, path=("day",))
        refusals.append(later)
    if owner_of(sale) == customer:
        refusals.append(OwnsAlready(serial_number=serial, customer=customer, path=("customer",)))
    return tuple(refusals) or sale


def _last(sale: Sale) -> Transfer | None:
    transfers = sale.registration.after.transfers
    return max(transfers, key=lambda each: (each.on, each.recorded_at, each.id), default=None)
