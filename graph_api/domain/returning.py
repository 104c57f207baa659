"""
What is decided on an item that comes back: whether it is the one awaited, and what becomes of it. Source: V4 to V6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.drafts import decide_day
from graph_api.domain.lineage import EndKind, Registration
from graph_api.domain.outcomes import InvalidValue, Refusal
from graph_api.domain.return_items import Disposition, ReturnItemView
from graph_api.domain.return_states import ReturnStep, ReturnStepNotPossible, next_state
from graph_api.domain.serials import SerialNumber, serial_key
from graph_api.domain.shipping import NEVER_AGAIN

_GOES_HOME = (Disposition.REPAIR, Disposition.SEND_BACK)
_ITEM = ("itemId",)
_KEPT = ("R4", "R5", "C2")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsDecision(Refusal):
    """An item that is not what was authorised is not disposed before somebody has decided what it is (V4)."""

    rule = "V4"
    item: Annotated[str, "The item that was authorised, as a person calls it."]
    received_serial: Annotated[str, "The number found on what was received."]

    @property
    def message(self) -> str:
        return f"{self.received_serial} was received for {self.item}: decide first what it is taken for."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToDecide(Refusal):
    """Only an item that differs from what was authorised is decided on, and once (V4)."""

    rule = "V4"
    item: Annotated[str, "The item, as a person calls it."]
    why: Annotated[str, "Why there is nothing to decide."]

    @property
    def message(self) -> str:
        return f"On {self.item} this is not decided: {self.why}."


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionRefused(Refusal):
    """What becomes of an item, and whether it is credited, must fit together (V5)."""

    rule = "V5"
    item: Annotated[str, "The item, as a person calls it."]
    disposition: Annotated[Disposition, "What was to become of it."]
    credited: Annotated[bool, "Whether it was to be credited."]
    why: Annotated[str, "What does not fit."]

    @property
    def message(self) -> str:
        return f"{self.item} cannot be disposed to {self.disposition.value.lower().replace('_', ' ')}: {self.why}."


ReturningRefusal = ReturnStepNotPossible | NeedsDecision | NothingToDecide | DispositionRefused


@dataclass(frozen=True, slots=True)
class SaleOfItem:
    """
    What stands of the sale that an item is returned from: whether it has not ended, and whether it is invoiced.

    Attributes:
        replaced: Whether it ended because another unit came for this one (W7).
    """

    stands: bool
    invoiced: bool
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Disposal:
    """
    What disposing an item changes besides the item.

    Attributes:
        comes_back: Whether it came back for good by this: its sale ends (V5).
        free_from: The day from which its unit may be sold again; the last of the calendar for one that is scrapped.
    """

    comes_back: bool
    free_from: date | None = None


@dataclass(frozen=True, slots=True)
class FoundOnItem:
    """
    What was found on an item when it arrived.

    Attributes:
        serial_number: None where none could be read.
        serial_numbers: Those of pieces without a registration, of one piece too (V6).
        product: The product whose code came with the number, where that is another one than was authorised.
        differs: Whether somebody must decide what the item is taken for.
    """

    serial_number: str | None = None
    product: str | None = None
    differs: bool = False
    serial_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedItem:
    """How an item ended; `disposition` and `credited` are None unless it was disposed."""

    state: ReturnState
    disposition: Disposition | None = None
    credited: bool | None = None


def sale_of(registration: Registration) -> SaleOfItem:
    """What stands of a registration's sale now."""
    end = registration.end
    replaced = end is not None and end.kind is EndKind.REPLACED
    return SaleOfItem(end is None, registration.invoice is not None, replaced)


def differs(item: ReturnItemView, received: SerialNumber | None) -> bool:
    """Whether a number is not the authorised one (R6). What nobody could read cannot be told apart."""
    if received is None or item.serial_number is None:
        return False
    return received.key != serial_key(item.serial_number)


def decide_step_day(item: ReturnItemView, day: date, today: date) -> Refusal | None:
    """Each step has a day, today or earlier, and not before the step that it follows (W11)."""
    return decide_day(day, earliest=item.received_on or item.authorised_on, today=today)


def decide_step(item: ReturnItemView, step: ReturnStep) -> ReturnState | ReturnStepNotPossible:
    """The state that a step leads to, or why it cannot be done (V4)."""
    return next_state(item.name, item.state, step, _ITEM)


def stays_on_the_return(refusals: Sequence[Refusal]) -> bool:
    """
    Whether a number that cannot fill its blank is kept on the return, where it needs a decision (V6).

    That is so where the unit is sold elsewhere, or for another item of the same line (R4, R5), or where what stands on
    the order's slips is frozen (C2). What is no serial number at all is refused, as everywhere.
    """
    return all(each.rule in _KEPT for each in refusals)


def decide_as_authorised(item: ReturnItemView) -> Refusal | None:
    """
    Whether what was received may be taken for what was authorised: only where that had no number of its own (V6).

    One number is never taken for another: a wrong one on the documents is corrected by C3.
    """
    refusal = decide_decidable(item)
    if refusal is not None or item.serial_number is None:
        return refusal
    why = f"{item.received_serial} is another unit: take it for what it is, or refuse it"
    return NothingToDecide(item=item.name, why=why, path=("decision",))


def decide_decidable(item: ReturnItemView) -> Refusal | None:
    """Whether an item waits for somebody to decide what it is."""
    if item.needs_decision:
        return None
    state = decide_step(item, ReturnStep.DECIDE)
    if isinstance(state, ReturnStepNotPossible):
        return state
    why = "it was decided on before" if item.differs else "it is what was authorised"
    return NothingToDecide(item=item.name, why=why, path=_ITEM)


def decide_disposition(
    item: ReturnItemView, disposition: Disposition, sale: SaleOfItem, day: date, *, credited: bool
) -> Disposal | tuple[Refusal, ...]:
    """
    What becomes of a received item.

    Credited it has come back for good (V5): so what goes home is not credited, and what is put to stock is, unless its
    sale has ended meanwhile. What is scrapped may be either; its unit is never sold again. What is replaced is not
    credited: its sale goes on with the unit that comes (W7).
    """
    if isinstance(refusal := decide_step(item, ReturnStep.DISPOSE), ReturnStepNotPossible):
        return (refusal,)
    if item.needs_decision:
        return (NeedsDecision(item=item.name, received_serial=item.received_serial or "", path=_ITEM),)
    if disposition is Disposition.REPLACE:
        why = _why_not_replaced(item, sale, credited=credited)
    else:
        why = _why_not(disposition, sale, credited=credited)
    if why is not None:
        return (
            DispositionRefused(
                item=item.name, disposition=disposition, credited=credited, why=why, path=("disposition",)
            ),
        )
    return Disposal(credited, (NEVER_AGAIN if disposition is Disposition.SCRAP else day) if credited else None)


def decide_given(disposition: Disposition, *, given: bool) -> tuple[Refusal, ...]:
    """A replacement is given the unit that comes, and nothing else is (V4)."""
    if given is (disposition is Disposition.REPLACE):
        return ()
    expected = "nothing, unless it is disposed to REPLACE" if given else "the unit that came, by its number or a scan"
    return (InvalidValue(value="a number" if given else "", expected=expected, path=("replacementSerial",)),)


def _why_not(disposition: Disposition, sale: SaleOfItem, *, credited: bool) -> str | None:
    if sale.replaced and disposition in _GOES_HOME:
        return "another unit came for it, so it does not go home"
    if credited and disposition in _GOES_HOME:
        return "it goes home, so nothing of it is credited"
    if credited and not sale.stands:
        return "its sale has ended already, so there is nothing left to credit"
    if credited and not sale.invoiced:
        return "no invoice stands for it, so there is nothing to credit: take it back on the sales order first (C2)"
    if disposition is Disposition.RESTOCK and sale.stands and not credited:
        return "its sale stands: what is put to stock is credited, or its sale has ended before"
    return None


def _why_not_replaced(item: ReturnItemView, sale: SaleOfItem, *, credited: bool) -> str | None:
    if credited:
        return "its sale goes on with the unit that comes for it, so nothing of it is credited"
    if item.serial_number is None:
        return "its number is not known, so no unit can come for it: credit it, and sell another one"
    if not sale.stands:
        return "its sale has ended already, so there is none that another unit could step into"
    return None
