"""
Pieces that were sold without a registration, and come back by quantity. Source: T3, V2, V6.

Nobody knows one of them from another: what is counted is how many of a posted invoice's line have no registration, and
are neither back for good nor on their way. The numbers that are found on them are kept on the return.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from graph_api.domain.line_facts import Entry
from graph_api.domain.lineage import UnitHistory, sale_on
from graph_api.domain.outcomes import InvalidValue, Path, Refusal
from graph_api.domain.return_items import ReturnItemView
from graph_api.domain.returns import ReturnEligibility, decide_return
from graph_api.domain.verdicts import EvidenceKind, Fact, Reason

MOST_ITEMS_OF_A_RETURN = 200
_QUANTITY: Path = ("quantity",)


@dataclass(frozen=True, slots=True)
class PiecesOfLine:
    """
    An invoice's line as pieces come back from it; or a slip's line that nothing is invoiced of.

    Attributes:
        name: As a person calls it.
        invoice_id: None where nothing of the slip's line is invoiced.
        quantity: Pieces that it invoices, of which `registered` have a registration that stands.
        returned: Pieces that came back for good, with a registration or without.
        awaited: Pieces without a registration that are on their way.
        history: The sale of one of them, as of a unit whose number is not known.
    """

    line_id: str
    name: str
    history: UnitHistory
    invoice_id: str | None = None
    quantity: int = 0
    registered: int = 0
    returned: int = 0
    awaited: int = 0
    credited: bool = False

    @property
    def left(self) -> int:
        """Pieces without a registration that may still be sent back."""
        standing = 0 if self.credited else self.quantity - self.registered
        return max(0, standing - self.returned - self.awaited)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldByItself(Refusal):
    """A number that is sold by itself is not one of the pieces without a registration (V4)."""

    rule = "V4"
    serial_number: Annotated[str, "The number that was found."]
    item: Annotated[str, "The pieces that were awaited."]

    @property
    def message(self) -> str:
        return (
            f"{self.serial_number} is sold with a registration of its own, so it is none of {self.item}: receive it as "
            "one piece, and decide what it is taken for."
        )


PiecesRefusal = SoldByItself


def choose_line(lines: Sequence[PiecesOfLine], quantity: int) -> PiecesOfLine:
    """Of the lines that invoice a slip's line the oldest that has so many pieces left; where none has, the fullest."""
    enough = (each for each in lines if each.left >= quantity)
    return next(enough, max(lines, key=lambda each: each.left))


def decide_return_of_pieces(pieces: PiecesOfLine, quantity: int, day: date, asker: str) -> ReturnEligibility:
    """Whether so many pieces of a line may come back: as a unit may (V2), but counted (V6)."""
    answer = decide_return(pieces.history, day, asker)
    reasons = tuple(_counted(each, pieces, quantity) for each in answer.reasons if each.fact is not Fact.NOT_ON_ITS_WAY)
    return replace(
        answer,
        may_return=all(each.held for each in reasons),
        reasons=reasons,
        evidence=tuple(each for each in answer.evidence if each.kind is not EvidenceKind.REGISTRATION),
    )


def _counted(reason: Reason, pieces: PiecesOfLine, quantity: int) -> Reason:
    if reason.fact is not Fact.NOT_COME_BACK:
        return reason
    many, are, whose = f"{pieces.left} pieces have", "are", "their"
    if pieces.left == 1:
        many, are, whose = "1 piece has", "is", "its"
    statement = f"Of {pieces.name} {many} no registration and {are} neither back for good nor on {whose} way."
    return Reason("V6", Fact.PIECES_LEFT, statement, None, held=quantity <= pieces.left)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How many pieces arrived, the numbers found on them, and whether somebody must decide what the one is."""

    quantity: int
    numbers: tuple[str, ...]
    differs: bool = False


def decide_arrival(
    item: ReturnItemView, quantity: int | None, numbers: Sequence[Entry]
) -> Arrival | tuple[Refusal, ...]:
    """
    Receive some of the pieces that are awaited, or all where no quantity is given; the rest stays awaited.

    A number stands on one piece at most; not every piece has one.
    """
    arrived = item.quantity if quantity is None else quantity
    if not 1 <= arrived <= item.quantity:
        expected = f"1 to {item.quantity}: so many are awaited"
        return (InvalidValue(value=str(arrived), expected=expected, path=_QUANTITY),)
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for entry in numbers:
        if entry.serial.key in seen:
            refusals.append(InvalidValue(value=entry.serial.text, expected="each number once", path=entry.path))
        seen.add(entry.serial.key)
    if len(seen) > arrived:
        expected = f"{arrived} numbers at most, for so many pieces arrived"
        refusals.append(InvalidValue(value=str(len(seen)), expected=expected, path=("serials",)))
    return tuple(refusals) or Arrival(arrived, tuple(entry.serial.text for entry in numbers))


def decide_numbers(
    item: ReturnItemView, arrival: Arrival, numbers: Sequence[tuple[Entry, UnitHistory | None]], day: date
) -> Arrival | tuple[Refusal, ...]:
    """
    Tell apart the pieces whose number is sold by itself: that is another item, and needs a decision (V4).

    Args:
        numbers: Each number with its unit; None where none carries it.
    """
    sold = [entry for entry, unit in numbers if unit is not None and sale_on(unit, day) is not None]
    if not sold:
        return arrival
    if arrival.quantity == 1:
        return replace(arrival, differs=True)
    return tuple(SoldByItself(serial_number=entry.serial.text, item=item.name, path=entry.path) for entry in sold)


def decide_room_for_the_rest(items: int) -> tuple[Refusal, ...]:
    """The rest is an item of its own, and a return has so many at most."""
    if items < MOST_ITEMS_OF_A_RETURN:
        return ()
    expected = f"all pieces: the rest would be one item more than the {MOST_ITEMS_OF_A_RETURN} of a return"
    return (InvalidValue(value="some", expected=expected, path=_QUANTITY),)
