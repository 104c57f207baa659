"""
The sale on which something is recorded after it, and what is said against recording: on which unit, day and version.

Source: rules I2, W2, W6, W8, W9 and C4.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, TypeVar

from graph_api.domain.aftersales import SaleRecord
from graph_api.domain.audit import ChainHead
from graph_api.domain.lineage import Sale, UnitHistory, sale_on, sales
from graph_api.domain.outcomes import Path, Refusal

R = TypeVar("R", bound=SaleRecord)

THE_UNIT: Final[Path] = ("unitId",)
_DAY: Final[Path] = ("day",)


@dataclass(frozen=True, slots=True)
class RecordOfSale:
    """What is on record of a sale, with the unit that this sale is believed to be of."""

    record: SaleRecord
    unit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNotSold(Refusal):
    """What happens after a sale is recorded of a unit that is sold (I2)."""

    rule = "I2"
    serial_number: Annotated[str, "The serial number of the unit."]
    ended_on: Annotated[date | None, "The day since which its last sale no longer stands; null if it has none."]

    @property
    def message(self) -> str:
        serial, ended = self.serial_number, self.ended_on
        if ended is None:
            return f"{serial} is not sold: post the document that sells it first."
        return f"{serial} is no longer sold since {ended}: give a day before it, or sell it again first."


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOutsideSale(Refusal):
    """What is recorded of a sale happened while it stood, today or earlier (W8, W11)."""

    rule = "W8"
    serial_number: Annotated[str, "The serial number of the unit."]
    day: Annotated[date, "The day that was given."]
    earliest: Annotated[date, "The first day that would be taken: the day of sale."]
    latest: Annotated[date, "The last day that would be taken."]

    @property
    def message(self) -> str:
        sold = f"{self.serial_number} is sold since {self.earliest}"
        return f"{sold}: {self.day} is not between that day and {self.latest}."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(Refusal):
    """Something was recorded of the unit after its caller saw it (C4)."""

    rule = "C4"
    serial_number: Annotated[str, "The serial number of the unit."]
    seen: Annotated[int, "The version that the caller gave."]
    current: Annotated[int, "The version that it has."]

    @property
    def message(self) -> str:
        return (
            f"{self.serial_number} is at version {self.current}, not {self.seen}: read it again, and go on if that is "
            "still right."
        )


SoldUnitRefusal = UnitNotSold | DayOutsideSale | UnitChanged


def decide_sale(history: UnitHistory, day: date, today: date, path: Path = _DAY) -> Sale | Refusal:
    """The sale that stood on a day, today or earlier; the later one where two touch it (W8)."""
    found = sale_on(history, day) if day <= today else None
    if found is not None:
        return found
    now = sale_on(history, today)
    if now is None:
        return _not_sold(history)
    return DayOutsideSale(serial_number=history.serial_number, day=day, earliest=now.first_day, latest=today, path=path)


def decide_sale_of_now(history: UnitHistory, today: date) -> Sale | Refusal:
    """The sale that stands today."""
    return sale_on(history, today) or _not_sold(history)


def _not_sold(history: UnitHistory) -> UnitNotSold:
    ends = [sale.registration.end.on for sale in sales(history) if sale.registration.end is not None]
    return UnitNotSold(serial_number=history.serial_number, ended_on=max(ends, default=None), path=THE_UNIT)


def decide_unit_version(seen: int | None, chain: ChainHead, serial_number: str) -> UnitChanged | None:
    """
    Refuse what was decided on another version of the unit than the one under the lock.

    Args:
        seen: The version that the caller read; None where the caller does not say.
        chain: The end of the unit's audit chain, whose length is its version.
    """
    if seen is None or seen == chain.length:
        return None
    return UnitChanged(serial_number=serial_number, seen=seen, current=chain.length, path=("version",))


def find_record(history: UnitHistory, kind: type[R], record_id: str) -> R | None:
    """What is on record of a sale of the unit; None where its sales have no such record."""
    afters = (sale.registration.after for sale in sales(history))
    records = (each for after in afters for each in (*after.voids, *after.starts, *after.covers, *after.transfers))
    return next((each for each in records if isinstance(each, kind) and each.id == record_id), None)
