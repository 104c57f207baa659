"""
Cover for one sale alone: an extended warranty that was bought, or goodwill that was granted. Source: rule W5.

It may begin on a day to come, as what is bought for the time after another warranty does.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.aftersales import UnitCover
from graph_api.domain.asking import LATEST
from graph_api.domain.lineage import Sale, UnitHistory
from graph_api.domain.outcomes import Notice, Refusal
from graph_api.domain.sold_unit import DayOutsideSale, decide_sale_of_now
from graph_api.domain.terms import Coverage, Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverOnRecord(Refusal):
    """One sale has one cover of a number: what was recorded wrongly is withdrawn first (W5)."""

    rule = "W5"
    serial_number: Annotated[str, "The serial number of the unit."]
    number: Annotated[str, "The number that was given."]
    cover_id: Annotated[str, "The cover that has it."]

    @property
    def message(self) -> str:
        has = f"{self.serial_number} has a cover {self.number} with other facts on record"
        return f"{has}: withdraw that one first, or give another number."


CoveringRefusal = CoverOnRecord


@dataclass(frozen=True, slots=True)
class NewCover:
    """Cover that is to be recorded: `day` is its first one."""

    number: str
    layer: Layer
    day: date
    coverages: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Covering:
    """
    The sale that is covered.

    Attributes:
        same: The cover as it is on record already: nothing is recorded.
    """

    sale: Sale
    same: UnitCover | None = None
    notices: tuple[Notice, ...] = ()


def decide_cover(history: UnitHistory, new: NewCover, today: date) -> Covering | tuple[Refusal, ...]:
    """Cover the sale that stands today, from a day on that is not before it (W5)."""
    sale, serial = decide_sale_of_now(history, today), history.serial_number
    if not isinstance(sale, Sale):
        return (sale,)
    refusals: list[Refusal] = []
    if not sale.first_day <= new.day <= LATEST:
        day, first = new.day, sale.first_day
        refusals.append(
            DayOutsideSale(serial_number=serial, day=day, earliest=first, latest=LATEST, path=("firstDay",))
        )
    standing = (each for each in sale.registration.after.covers if each.withdrawn_at is None)
    known = next((each for each in standing if each.number == new.number), None)
    if known is not None and _facts(known) == new:
        message = f"The cover {new.number} of {serial} is on record already: nothing changes."
        return Covering(sale, known, (Notice(code="ALREADY_RECORDED", rule="W5", message=message, path=("number",)),))
    if known is not None:
        taken = CoverOnRecord(serial_number=serial, number=new.number, cover_id=known.id, path=("number",))
        refusals.append(taken)
    return tuple(refusals) or Covering(sale)


def withdrawn_before(serial_number: str, cover: UnitCover) -> Notice | None:
    """What is said of cover that was withdrawn before: nothing changes."""
    if cover.withdrawn_at is None:
        return None
    message = f"The cover {cover.number} of {serial_number} was withdrawn before: nothing changes."
    return Notice(code="ALREADY_WITHDRAWN", rule="W5", message=message, path=("id",))


def _facts(cover: UnitCover) -> NewCover:
    return NewCover(cover.number, cover.layer, cover.on, cover.coverages)
