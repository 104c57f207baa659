"""
A claim or a return that ends by a replacement: another unit steps into the sale of that one. Source: K3, V5, W7.

The unit that comes stands on the same lines as the one that it came for, whose registration ends; so a line counts as
many live registrations as before, and the sale goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.aftersales import Resolution, ReturnState, ReturnStay
from graph_api.domain.claims import Claim
from graph_api.domain.correcting import NewNumber, decide_in_place
from graph_api.domain.documents import DocumentKind, OrderBook, RegistrationFact
from graph_api.domain.lineage import Registration
from graph_api.domain.outcomes import InvalidValue, Notice, Path, Refusal
from graph_api.domain.return_states import OPEN_STATES
from graph_api.domain.standing import Standing
from graph_api.domain.taking_back import decide_not_frozen

_RESOLUTION: Path = ("resolution",)


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToReplace(Refusal):
    """Another unit steps into a sale that stands (W7)."""

    rule = "W7"
    claim: Annotated[str, "The claim's number."]
    serial_number: Annotated[str, "The claimed unit's number."]
    ended_on: Annotated[date | None, "The day on which its sale ended."]

    @property
    def message(self) -> str:
        return (
            f"The sale of {self.serial_number} ended on {self.ended_on}: there is none that another could step into. "
            f"Resolve claim {self.claim} in another way, or cancel it."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedByItself(Refusal):
    """What comes for a unit is another one (K3)."""

    rule = "K3"
    serial_number: Annotated[str, "The number of the unit that is to be replaced."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} is the unit that is to be replaced: give the number of the one that came for it."


ReplacingRefusal = NothingToReplace | ReplacedByItself


def decide_given(resolution: Resolution | None, *, given: bool) -> tuple[Refusal, ...]:
    """A replacement is given the unit that came, and nothing else is (K3)."""
    if given is (resolution is Resolution.REPLACEMENT):
        return ()
    expected = (
        "nothing, unless it is resolved by REPLACEMENT" if given else "the unit that came, by its number or a scan"
    )
    return (InvalidValue(value="a number" if given else "", expected=expected, path=("replacementSerial",)),)


def nothing_to_replace(claim: Claim) -> NothingToReplace:
    """The claimed sale has ended."""
    on = None if claim.ended is None else claim.ended.on
    return NothingToReplace(claim=claim.number, serial_number=claim.serial_number, ended_on=on, path=_RESOLUTION)


def notices_of_returns(sale: Registration, serial_number: str, path: Path) -> tuple[Notice, ...]:
    """A unit may be on its way back, or here, when another one comes for it: its return goes on (V5)."""
    return tuple(
        Notice(code="RETURN_GOES_ON", rule="V5", message=_goes_on(serial_number, stay), path=path)
        for stay in sale.after.returns
        if stay.state in OPEN_STATES
    )


def days_of_coming(registrations: Iterable[RegistrationFact]) -> tuple[date, ...]:
    """The days on which units came for others: none of their stays ends before it began (W7, W11)."""
    return tuple(each.came_on for each in registrations if each.came_on is not None)


def _goes_on(serial_number: str, stay: ReturnStay) -> str:
    where = "is on its way back" if stay.state is ReturnState.AUTHORISED else "is here"
    return f"{serial_number} {where} by return {stay.number}, which goes on: it is neither credited nor sent home."


def decide_replacement(
    book: OrderBook, standing: Standing, number: NewNumber, day: date, path: Path = _RESOLUTION
) -> tuple[Refusal, ...]:
    """
    Whether a unit may step into a sale on a day.

    Its number must be free on every day since (R5), fit the product's pattern, and be no product's or document's (R6).
    Where items of the order line were taken back, no registration is added to its posted slips any more (C2).
    """
    if number.unit.unit_id == standing.registration.unit_id:
        return (ReplacedByItself(serial_number=number.unit.serial_number, path=number.entry.path),)
    frozen = None
    if standing.kind is DocumentKind.PACKING_SLIP:
        frozen = decide_not_frozen(book, standing.line.order_line_id, path)
    return (*(() if frozen is None else (frozen,)), *decide_in_place(book, standing, number, day))
