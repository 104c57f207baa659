"""
Taking back shipped items before they are invoiced, and what may no longer be changed afterwards. Source: rule C2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    OrderBook,
    RegistrationFact,
    SlipFacts,
    SlipLineFacts,
)
from graph_api.domain.drafts import LineOfAnotherKind, decide_quantity
from graph_api.domain.outcomes import InvalidValue, Path, Refusal, UnknownRecord
from graph_api.domain.serials import NOT_READABLE


@dataclass(frozen=True, slots=True)
class WantedBack:
    """Items of one slip line that a caller takes back: how many, and which of its registrations."""

    slip_line_id: str
    quantity: int
    registrations: tuple[str, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """Items of one slip line that are taken back, as decided."""

    slip: SlipFacts
    line: SlipLineFacts
    quantity: int
    registrations: tuple[RegistrationFact, ...]

    @property
    def taken_back(self) -> int:
        """Pieces of the line that are taken back since, earlier ones too."""
        return self.line.taken_back + self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThanNotInvoiced(Refusal):
    """What is taken back is shipped, and on no posted invoice (C2)."""

    rule = "C2"
    slip_line_id: Annotated[str, "The line of the packing slip."]
    shipped: Annotated[int, "Pieces of it that count as shipped."]
    invoiced: Annotated[int, "Pieces of it on posted invoices."]
    attempted: Annotated[int, "Pieces that would be taken back."]

    @property
    def message(self) -> str:
        left = self.shipped - self.invoiced
        return (
            f"Of {self.shipped} shipped, {self.invoiced} are invoiced: {left} can be taken back, not {self.attempted}. "
            "What is invoiced is credited first."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyInvoiced(Refusal):
    """An item on a posted invoice is credited before it is taken back (C2, D10)."""

    rule = "C2"
    serial_number: Annotated[str, "The number, or “Not readable”."]
    invoice: Annotated[str, "The invoice that it stands on."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} stands on invoice {self.invoice}: credit it there first."


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsNotNamed(Refusal):
    """Items are taken back by their registrations; only what was shipped without one is not named (C2, T3)."""

    rule = "C2"
    slip_line_id: Annotated[str, "The line of the packing slip."]
    quantity: Annotated[int, "Pieces that would be taken back."]
    named: Annotated[int, "Registrations that were named."]
    least: Annotated[int, "The fewest that are to be named: the rest of the line has no more than its items."]

    @property
    def message(self) -> str:
        wanted = str(self.quantity) if self.least == self.quantity else f"{self.least} to {self.quantity}"
        return f"{self.quantity} items would come back with {self.named} registrations: name {wanted} of the line's."


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationsFrozen(Refusal):
    """After items of an order line were taken back, what stands on its posted slips stays as it is (C2)."""

    rule = "C2"
    order_line_id: Annotated[str, "The line of the sales order of which items were taken back."]

    @property
    def message(self) -> str:
        return (
            "Items of this order line were taken back: no registration on its posted packing slips, or on invoices of "
            "them, is changed, added or filled any more."
        )


TakingBackRefusal = MoreThanNotInvoiced | AlreadyInvoiced | ItemsNotNamed | RegistrationsFrozen


def decide_not_frozen(book: OrderBook, order_line_id: str, path: Path = ()) -> RegistrationsFrozen | None:
    """
    Refuse to change, add or fill a registration on a posted slip, or on an invoice of one, after a take back (C2).

    Choosing what stands, posting it, and new slips are not asked about: they go on.
    """
    return RegistrationsFrozen(order_line_id=order_line_id, path=path) if book.frozen(order_line_id) else None


def decide_take_back(
    book: OrderBook, order_line_id: str, wanted: Sequence[WantedBack]
) -> tuple[tuple[BroughtBack, ...], tuple[Refusal, ...]]:
    """The items of an order line that come back, slip line by slip line; or every reason why some cannot (C2)."""
    invoiced = book.chosen(posted_only=True)
    decided = [_decide_one(book, order_line_id, each, invoiced) for each in wanted]
    refusals = [refusal for _, found in decided for refusal in found]
    twice = [each for place, each in enumerate(wanted) if each.slip_line_id in {w.slip_line_id for w in wanted[:place]}]
    refusals.extend(_not_taken(each, "it is named twice") for each in twice)
    if not wanted:
        refusals.append(InvalidValue(value="[]", expected="at least one slip line's items", path=("items",)))
    return tuple(back for back, _ in decided if back is not None), tuple(refusals)


def _decide_one(
    book: OrderBook, order_line_id: str, wanted: WantedBack, invoiced: Mapping[str, InvoiceFacts]
) -> tuple[BroughtBack | None, tuple[Refusal, ...]]:
    found = book.slip_line(wanted.slip_line_id)
    if found is None:
        return None, (UnknownRecord(kind="slip line of this order", key=wanted.slip_line_id, path=wanted.path),)
    slip, line = found
    why = _why_not(slip, line, order_line_id)
    if why is not None:
        return None, (_not_taken(wanted, why),)
    refusal = decide_quantity(wanted.quantity, (*wanted.path, "quantity"))
    if refusal is not None:
        return None, (refusal,)
    refusals = _of_quantity(book, line, wanted) or _of_registrations(book, line, wanted, invoiced)
    named = tuple(each for each in line.registrations if each.id in wanted.registrations)
    return BroughtBack(slip, line, wanted.quantity, named), refusals


def _why_not(slip: SlipFacts, line: SlipLineFacts, order_line_id: str) -> str | None:
    if line.order_line_id != order_line_id:
        return "it is of another order line"
    if line.reversed:
        return "it was reversed"
    if slip.state is not DocumentState.POSTED:
        return f"{slip.name} is {slip.state.value.lower()}, not posted"
    return None


def _of_quantity(book: OrderBook, line: SlipLineFacts, wanted: WantedBack) -> tuple[Refusal, ...]:
    if wanted.quantity <= book.billable(line.id):
        return ()
    return (
        MoreThanNotInvoiced(
            slip_line_id=line.id,
            shipped=line.standing,
            invoiced=book.invoiced(line.id),
            attempted=wanted.quantity,
            path=(*wanted.path, "quantity"),
        ),
    )


def _of_registrations(
    book: OrderBook, line: SlipLineFacts, wanted: WantedBack, invoiced: Mapping[str, InvoiceFacts]
) -> tuple[Refusal, ...]:
    """Whether what is named stands free on the line, and whether what is left has no more than its items (R1)."""
    standing = {each.id: each.serial_number or NOT_READABLE for each in line.registrations}
    refusals: list[Refusal] = []
    for place, id_ in enumerate(wanted.registrations):
        path = (*wanted.path, "registrations", str(place))
        if id_ not in standing:
            refusals.append(UnknownRecord(kind="registration on this slip line", key=id_, path=path))
        elif id_ in wanted.registrations[:place]:
            refusals.append(InvalidValue(value=standing[id_], expected="each registration once", path=path))
        elif id_ in invoiced:
            refusals.append(AlreadyInvoiced(serial_number=standing[id_], invoice=invoiced[id_].name, path=path))
    return tuple(refusals) or _of_those_left(book, line, wanted, sum(1 for id_ in standing if id_ not in invoiced))


def _of_those_left(book: OrderBook, line: SlipLineFacts, wanted: WantedBack, free: int) -> tuple[Refusal, ...]:
    left = book.billable(line.id) - wanted.quantity
    named, least = len(wanted.registrations), max(free - left, 0)
    if least <= named <= wanted.quantity:
        return ()
    path = (*wanted.path, "registrations")
    return (ItemsNotNamed(slip_line_id=line.id, quantity=wanted.quantity, named=named, least=least, path=path),)


def _not_taken(wanted: WantedBack, why: str) -> LineOfAnotherKind:
    return LineOfAnotherKind(
        line_id=wanted.slip_line_id, document_kind=DocumentKind.PACKING_SLIP, why=why, path=wanted.path
    )
