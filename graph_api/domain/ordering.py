"""Changing a sales order that may have documents already. Source: rules D1 and D12."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.documents import InvoiceFacts, OrderBook, SlipFacts
from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.outcomes import Refusal


@dataclass(frozen=True, slots=True)
class OrderLineWanted:
    """A line as it is to be; `position` counts from 1."""

    position: int
    product: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldByDocuments(Refusal):
    """What slips and invoices build on cannot be changed under them (D1)."""

    rule = "D1"
    order: Annotated[str, "The sales order."]
    documents: Annotated[tuple[str, ...], "The slips and invoices that build on it."]
    what: Annotated[str, "What cannot be changed."]

    @property
    def message(self) -> str:
        return f"{self.what} of {self.order} cannot be changed: {', '.join(self.documents)} build on it."


@dataclass(frozen=True, slots=True, kw_only=True)
class LessThanShipped(Refusal):
    """What is ordered never falls below what is shipped (D1)."""

    rule = "D1"
    position: Annotated[int, "The line's position."]
    shipped: Annotated[int, "Pieces shipped."]
    quantity: Annotated[int, "Pieces that were asked for."]

    @property
    def message(self) -> str:
        return f"Line {self.position} has {self.shipped} shipped: {self.quantity} ordered would be fewer."


OrderRefusal = HeldByDocuments | LessThanShipped


def _documents(book: OrderBook) -> tuple[SlipFacts | InvoiceFacts, ...]:
    return (*book.slips, *book.invoices)


def decide_order_day(book: OrderBook, ordered_on: date) -> DayOutOfRange | None:
    """Refuse to date an order after a posted document of it (W11)."""
    days = [document.day for document in _documents(book) if document.day is not None]
    if not days or ordered_on <= min(days):
        return None
    return DayOutOfRange(day=ordered_on, earliest=date.min, latest=min(days), path=("orderedOn",))


def decide_order_change(book: OrderBook, customer: str, wanted: Sequence[OrderLineWanted]) -> tuple[Refusal, ...]:
    """Whether an order may be written again: documents keep their customer, lines and products (D1, D12)."""
    documents = tuple(document.name for document in _documents(book))[:5]
    used = {line.order_line_id for document in _documents(book) for line in document.lines}
    new = {line.position: line for line in wanted}
    refusals: list[Refusal] = []
    if documents and customer != book.customer:
        what = "The customer"
        refusals.append(HeldByDocuments(order=book.number, documents=documents, what=what, path=("customer",)))
    for line in book.lines:
        path = ("lines", str(line.position - 1))
        change = new.get(line.position)
        shipped = book.shipped(line.id)
        if (change is None or change.product != line.product.number) and line.id in used:
            what = f"Line {line.position}"
            refusals.append(HeldByDocuments(order=book.number, documents=documents, what=what, path=path))
        elif change is not None and change.quantity < shipped:
            refusals.append(
                LessThanShipped(position=line.position, shipped=shipped, quantity=change.quantity, path=path)
            )
    return tuple(refusals)
