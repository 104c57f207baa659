"""
The owner's registration and the installation of a sold unit: events that start what waits for them. Source: rule W2.

Every event is a fact, so a second one is recorded too; the first by its day counts, and the caller is told which it is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_api.domain.aftersales import Start
from graph_api.domain.lineage import Sale, UnitHistory
from graph_api.domain.outcomes import Notice, Refusal
from graph_api.domain.sold_unit import decide_sale
from graph_api.domain.terms import StartBasis

EVENTS: Final = {
    StartBasis.OWNER_REGISTRATION: "owner's registration",
    StartBasis.INSTALLATION: "installation",
}
"""The events that somebody tells us; documents start the others by themselves."""


@dataclass(frozen=True, slots=True)
class Starting:
    """
    The sale of which an event is recorded.

    Attributes:
        same: The event as it is on record already: nothing is recorded.
    """

    sale: Sale
    same: Start | None = None
    notices: tuple[Notice, ...] = ()


def decide_start(history: UnitHistory, basis: StartBasis, day: date, today: date) -> Starting | tuple[Refusal, ...]:
    """Record an event of a sale on a day on which it stood, today or earlier (W2)."""
    sale = decide_sale(history, day, today)
    if not isinstance(sale, Sale):
        return (sale,)
    starts = sale.registration.after.starts
    standing = [each for each in starts if each.basis is basis and each.withdrawn_at is None]
    same = next((each for each in standing if each.on == day), None)
    first = min((each.on for each in standing), default=None)
    if first is None:
        return Starting(sale)
    return Starting(sale, same, (_told(history.serial_number, basis, day, first, known=same is not None),))


def _told(serial_number: str, basis: StartBasis, day: date, first: date, *, known: bool) -> Notice:
    event = f"The {EVENTS[basis]} of {serial_number} on"
    if known:
        return _notice("ALREADY_RECORDED", f"{event} {day} is on record already: nothing changes.")
    if day < first:
        return _notice("COUNTS_FIRST", f"{event} {first} is on record too: the one of {day} counts from now on.")
    return _notice("COUNTS_NOT", f"{event} {first} is on record already and counts: withdraw it if it is wrong.")


def withdrawn_before(serial_number: str, start: Start) -> Notice | None:
    """What is said of an event that was withdrawn before: nothing changes."""
    if start.withdrawn_at is None:
        return None
    event = f"The {EVENTS[start.basis]} of {serial_number} on {start.on}"
    return Notice(
        code="ALREADY_WITHDRAWN", rule="W2", message=f"{event} was withdrawn before: nothing changes.", path=("id",)
    )


def _notice(code: str, message: str) -> Notice:
    return Notice(code=code, rule="W2", message=message, path=("day",))
