"""
Registrations that wait for their order line: the next line that is created for it takes them over by itself.

Numbers of a reversed line, of a cancelled slip, or of an invoice line that was credited and had no slip need not be
scanned again. A draft that took them over and lets them go lets them wait on. Source: rule D4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_api.domain.documents import OrderBook, OrderLineFacts, RegistrationFact
from graph_api.domain.outcomes import Notice, Path


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line that is created for an order line, on a slip, or on an invoice without one; its path is the input's."""

    id: str
    order_line_id: str
    quantity: int
    path: Path


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registration that waits, and the document that its unit stands on meanwhile; None where the unit is free."""

    registration: RegistrationFact
    stands_on: str | None = None


@dataclass(frozen=True, slots=True)
class Takeover:
    """
    What new lines take over.

    Attributes:
        taken: The id of a new line, with a registration that it goes on with.
        left: Registrations that stay behind and wait no longer.
    """

    taken: tuple[tuple[str, RegistrationFact], ...] = ()
    left: tuple[RegistrationFact, ...] = ()
    notices: tuple[Notice, ...] = ()


def decide_takeover(book: OrderBook, lines: Sequence[NewLine], waiting: Mapping[str, Sequence[Waiting]]) -> Takeover:
    """
    Let new lines take over what waits for their order lines (D4).

    The first line of an order line takes all of it, also more than its items: which of them go is somebody's choice
    (R2). Left behind are units that stand on another document meanwhile, and all of them where the product takes no
    serial numbers any more. A unit that waits more than once goes on where it was registered last, and nowhere else
    (R5).

    Args:
        waiting: What waits, by order line, under the locks of its units.
    """
    first: dict[str, NewLine] = {}
    for line in lines:
        first.setdefault(line.order_line_id, line)
    newest = _newest(each.registration for key in first for each in waiting.get(key, ()))
    found = [_decide_one(book.line(key), line, waiting.get(key, ()), newest) for key, line in first.items()]
    return Takeover(
        taken=tuple(pair for each in found for pair in each.taken),
        left=tuple(fact for each in found for fact in each.left),
        notices=tuple(notice for each in found for notice in each.notices),
    )


def _newest(registrations: Iterable[RegistrationFact]) -> Mapping[str | None, str]:
    """By unit, the registration of it that was made last; ids sort by creation. Blanks are no unit's."""
    in_order = sorted(registrations, key=lambda fact: fact.id)
    return {each.unit_id: each.id for each in in_order if each.unit_id is not None}


def _decide_one(
    ordered: OrderLineFacts, line: NewLine, waiting: Sequence[Waiting], newest: Mapping[str | None, str]
) -> Takeover:
    if not ordered.settings.active_in_sales_process:
        why = f"{ordered.product.number} takes no serial numbers any more"
        left = tuple(each.registration for each in waiting)
        return Takeover(left=left, notices=tuple(_left_behind(each, why, line) for each in left))
    free = [each.registration for each in waiting if each.stands_on is None]
    going = [each for each in free if newest.get(each.unit_id, each.id) == each.id]
    again = [each for each in free if newest.get(each.unit_id, each.id) != each.id]
    staying = [(each.registration, each.stands_on) for each in waiting if each.stands_on is not None]
    notices = [_left_behind(fact, f"it stands on {document} meanwhile", line) for fact, document in staying]
    here = {each.unit_id for each in going}
    why = "it was registered for another order line meanwhile"
    notices += [_left_behind(each, why, line) for each in again if each.unit_id not in here]
    if going:
        notices.insert(0, _taken_over(len(going), line))
    return Takeover(
        taken=tuple((line.id, each) for each in going),
        left=(*(fact for fact, _ in staying), *again),
        notices=tuple(notices),
    )


def _taken_over(count: int, line: NewLine) -> Notice:
    counted = "1 registration" if count == 1 else f"{count} registrations"
    beyond = count - line.quantity
    choose = f", {beyond} more than it has items: choose which to take off (R2)" if beyond > 0 else ""
    message = f"The new line took over {counted} that waited for its order line{choose}."
    return Notice(code="TAKEN_OVER", rule="D4", message=message, path=line.path)


def _left_behind(registration: RegistrationFact, why: str, line: NewLine) -> Notice:
    name = registration.serial_number or "A not readable one"
    message = f"{name} waited for this order line and is left behind: {why}."
    return Notice(code="LEFT_BEHIND", rule="D4", message=message, path=line.path)
