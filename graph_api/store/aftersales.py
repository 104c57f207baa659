"""What is on record of a sale after it, read with the history of its unit."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.aftersales import (
    NOTHING_AFTER,
    AfterSales,
    ClaimState,
    ClaimStay,
    Replacement,
    Resolution,
    ReturnState,
    ReturnStay,
    Start,
    Transfer,
    UnitCover,
    Void,
)
from graph_api.domain.terms import Layer, StartBasis
from graph_api.store.fragments import a_day, a_moment, day, moment
from graph_api.store.terms import coverage

VOID: Final[LiteralString] = """
    [void.id, void.layer, toString(void.on), toString(void.recordedAt), toString(void.liftedAt), void.reason]
"""
START: Final[LiteralString] = """
    [start.id, start.basis, toString(start.on), toString(start.recordedAt), toString(start.withdrawnAt)]
"""
COVER: Final[LiteralString] = """
    [cover.id, cover.number, cover.layer, toString(cover.on), cover.coverages, toString(cover.recordedAt),
     toString(cover.withdrawnAt), cover.reason]
"""
TRANSFER: Final[LiteralString] = """
    [transfer.id, owner.number, toString(transfer.on), toString(transfer.recordedAt)]
"""

AFTER_SALES: Final[LiteralString] = (
    """
    CASE WHEN NOT EXISTS { (r)<-[:ON_SALE]-() } AND NOT EXISTS { (r)-[:REPLACES]-() } THEN NULL ELSE
        [[(r)-[:REPLACES*0..]->(:Registration)<-[:ON_SALE]-(void:WarrantyVoid) | """
    + VOID
    + """],
         [(r)-[:REPLACES*0..]->(:Registration)<-[:ON_SALE]-(start:WarrantyStart) | """
    + START
    + """],
         [(r)-[:REPLACES*0..]->(:Registration)<-[:ON_SALE]-(cover:UnitCover) | """
    + COVER
    + """],
         [(r)-[:REPLACES*0..]->(:Registration)<-[:ON_SALE]-(transfer:OwnershipTransfer)-[:TO]->(owner:Customer) | """
    + TRANSFER
    + """],
         [(r)-[:REPLACES*0..]->(:Registration)<-[:ON_SALE]-(claim:Claim) |
             [claim.id, claim.number, claim.state, toString(claim.openedOn), toString(claim.openedAt),
              toString(claim.closedOn), toString(claim.closedAt), claim.resolution, claim.layer]],
         [(r)<-[:ON_SALE]-(item:ReturnItem)<-[:HAS]-(authorised:Return) |
             [item.id, authorised.number, item.state, toString(item.authorisedOn), toString(item.authorisedAt),
              toString(item.closedOn), toString(item.closedAt)]],
         [(r)<-[replaces:REPLACES]-(new:Registration)-[newOf:OF WHERE newOf.supersededAt IS NULL]->(newUnit:Unit) |
             [new.id, newUnit.id, newUnit.serialNumber, toString(replaces.on), toString(replaces.recordedAt)]],
         [(r)-[replaces:REPLACES]->(old:Registration)-[oldOf:OF WHERE oldOf.supersededAt IS NULL]->(oldUnit:Unit) |
             [old.id, oldUnit.id, oldUnit.serialNumber, toString(replaces.on), toString(replaces.recordedAt)]]]
    END
"""
)
"""
Given `r`, a registration: what is on record of its sale; NULL where there is nothing, as nearly always.

A unit that came for another stands in that one's sale, so what is on record of that one counts for it too (W7); but a
return is of one unit.
"""


def after_sales(values: Sequence[Any] | None) -> AfterSales:
    """Decode `AFTER_SALES`; ids sort by the moment of their making."""
    if values is None:
        return NOTHING_AFTER
    voids, starts, covers, transfers, claims, returns, replaced_by, replaces = (sorted(each) for each in values)
    return AfterSales(
        voids=tuple(void(each) for each in voids),
        starts=tuple(start(each) for each in starts),
        covers=tuple(cover(each) for each in covers),
        transfers=tuple(transfer(each) for each in transfers),
        claims=tuple(_claim(each) for each in claims),
        returns=tuple(_return(each) for each in returns),
        replaced_by=_replacement(replaced_by),
        replaces=_replacement(replaces),
    )


def void(values: Sequence[Any]) -> Void:
    """Decode `VOID`."""
    id_, layer, on, recorded, lifted, reason = values
    return Void(id_, None if layer is None else Layer(layer), a_day(on), a_moment(recorded), moment(lifted), reason)


def start(values: Sequence[Any]) -> Start:
    """Decode `START`."""
    id_, basis, on, recorded, withdrawn = values
    return Start(id_, StartBasis(basis), a_day(on), a_moment(recorded), moment(withdrawn))


def cover(values: Sequence[Any]) -> UnitCover:
    """Decode `COVER`."""
    id_, number, layer, on, coverages, recorded, withdrawn, reason = values
    parts = tuple(coverage(text) for text in coverages)
    return UnitCover(id_, number, Layer(layer), a_day(on), parts, a_moment(recorded), moment(withdrawn), reason)


def transfer(values: Sequence[Any]) -> Transfer:
    """Decode `TRANSFER`."""
    id_, customer, on, recorded = values
    return Transfer(id_, customer, a_day(on), a_moment(recorded))


def _claim(values: Sequence[Any]) -> ClaimStay:
    id_, number, state, opened_on, opened_at, closed_on, closed_at, resolution, layer = values
    return ClaimStay(
        id=id_,
        number=number,
        state=ClaimState(state),
        opened_on=a_day(opened_on),
        opened_at=a_moment(opened_at),
        closed_on=day(closed_on),
        closed_at=moment(closed_at),
        resolution=None if resolution is None else Resolution(resolution),
        layer=None if layer is None else Layer(layer),
    )


def _return(values: Sequence[Any]) -> ReturnStay:
    id_, number, state, authorised_on, authorised_at, closed_on, closed_at = values
    return ReturnStay(
        id_,
        number,
        ReturnState(state),
        a_day(authorised_on),
        a_moment(authorised_at),
        day(closed_on),
        moment(closed_at),
    )


def _replacement(found: Sequence[Sequence[Any]]) -> Replacement | None:
    """The latest one: a replacement that was undone may have been made again."""
    if not found:
        return None
    registration, unit, serial, on, recorded = found[-1]
    return Replacement(registration, unit, serial, a_day(on), a_moment(recorded))
