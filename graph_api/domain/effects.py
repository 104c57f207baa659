"""
What a change would do, told before it is done: documents, units, claims and returns as they are and as they would be.

The rules D3, D10, C1, C2 and R4 move sales, warranties and returns of units that the caller may never have seen. Who
tries such a change without making it reads here what would come of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_api.domain.asking import unknown_number
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.earlier_answers import (
    ClaimEffect,
    ReturnEffect,
    Situation,
    claim_effects,
    on_record,
    return_effects,
)
from graph_api.domain.lineage import SaleStatus, UnitHistory, sale_status
from graph_api.domain.returns import ReturnEligibility, decide_return
from graph_api.domain.warranty import WarrantyVerdict, decide_warranty

MOST_UNITS: Final = 200
"""Units of one answer."""


@dataclass(frozen=True, slots=True)
class TouchedDocument:
    """A document that a change touches, as it would stand after it."""

    kind: DocumentKind
    id: str
    number: str | None
    state: DocumentState


@dataclass(frozen=True, slots=True)
class Touched:
    """
    What a change touches.

    Attributes:
        orders: Numbers of the sales orders that it is about.
        units: Ids of the units whose registrations it changes or posts, and perhaps of some that it leaves alone.
        items: Ids of the items of the returns that it names.
    """

    documents: tuple[TouchedDocument, ...] = ()
    orders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentEffect:
    """A document's state before and after. What the change makes has no id that stays, and no state before."""

    kind: DocumentKind
    id: str | None
    number: str | None
    before: DocumentState | None
    after: DocumentState


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """
    What is answered of a unit before and after: whether it is sold, covered, and may come back.

    `unit_id` is None for a number that the change registers first.
    """

    unit_id: str | None
    serial_number: str
    product: str
    sale_before: SaleStatus
    sale_after: SaleStatus
    warranty_before: WarrantyVerdict
    warranty_after: WarrantyVerdict
    return_before: ReturnEligibility
    return_after: ReturnEligibility


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that a change does. `truncated` says that it touches further units, or may touch further claims."""

    documents: tuple[DocumentEffect, ...] = ()
    units: tuple[UnitEffect, ...] = ()
    claims: tuple[ClaimEffect, ...] = ()
    returns: tuple[ReturnEffect, ...] = ()
    truncated: bool = False


def compare(
    touched: Touched,
    states: Mapping[str, DocumentState],
    before: Situation,
    after: Situation,
    day: date,
) -> Effects:
    """
    What a change does, from what stands before it and after it.

    Args:
        states: The states of the touched documents before; one that the change makes has none.
        before: What is touched, as it is; a unit that the change registers first was never sold.
        after: What is touched, as it would be. A unit whose history stays is left out.
        day: The business day for which sales, warranties and returns are answered.
    """
    return Effects(
        documents=tuple(_document(each, states.get(each.id)) for each in touched.documents),
        units=tuple(
            _unit(before.units.get(unit.id), unit, day)
            for unit in after.units.values()
            if unit != before.units.get(unit.id)
        ),
        claims=claim_effects(before, after),
        returns=return_effects(before, after),
        truncated=len(touched.units) > len(after.units) or on_record(_all(before, after), touched.items).truncated,
    )


def _all(*situations: Situation) -> list[UnitHistory]:
    return [unit for each in situations for unit in each.units.values()]


def _document(touched: TouchedDocument, before: DocumentState | None) -> DocumentEffect:
    id_ = None if before is None else touched.id
    return DocumentEffect(touched.kind, id_, touched.number, before, touched.state)


def _unit(known: UnitHistory | None, after: UnitHistory, day: date) -> UnitEffect:
    before = known or unknown_number(after.serial_number)
    return UnitEffect(
        unit_id=None if known is None else after.id,
        serial_number=after.serial_number,
        product=after.product.number,
        sale_before=sale_status(before, day),
        sale_after=sale_status(after, day),
        warranty_before=decide_warranty(before, day),
        warranty_after=decide_warranty(after, day),
        return_before=decide_return(before, day),
        return_after=decide_return(after, day),
    )
