"""
Taking back shipped items before they are invoiced, and what may no longer be changed afterwards. Source: rule C2.
"""

from dataclasses import dataclass
from typing import Annotated

from graph_api.domain.documents import OrderBook
from graph_api.domain.outcomes import Path, Refusal


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


TakingBackRefusal = RegistrationsFrozen


def decide_not_frozen(book: OrderBook, order_line_id: str, path: Path = ()) -> RegistrationsFrozen | None:
    """
    Refuse to change, add or fill a registration on a posted slip, or on an invoice of one, after a take back (C2).

    Choosing what stands, posting it, and new slips are not asked about: they go on.
    """
    return RegistrationsFrozen(order_line_id=order_line_id, path=path) if book.frozen(order_line_id) else None
