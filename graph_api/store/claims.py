"""Warranty claims: writing one and its steps, and finding it by its id, its number and what is listed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, LiteralString

import orjson
from pydantic import TypeAdapter

from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.claims import Claim, ClaimStep
from graph_api.domain.lineage import End, EndKind
from graph_api.domain.terms import Layer
from graph_api.domain.views import ClaimFilter, PageOf
from graph_api.domain.warranty import WarrantyVerdict
from graph_api.store.bolt import Runs, Transaction
from graph_api.store.fragments import a_day, a_moment, day, moment
from graph_api.store.statement import Mode, Row, Statement, nothing

OPEN_CLAIM: Final = Statement(
    name="open_claim",
    mode=Mode.WRITE,
    text="""
    MATCH (r:Registration {id: $registration})
    CREATE (claim:Claim {id: $id, number: $number, state: 'OPEN', holds: r.id, openedOn: $day, openedAt: $now,
                         unit: $unit, serialNumber: $serialNumber, verdict: $verdict, problem: $problem})
    CREATE (claim)-[:ON_SALE]->(r)
    SET claim.layer = $layer, claim.contactReference = $contactReference,
        claim.externalReference = $externalReference
    """,
    decode=nothing,
)

STEP_CLAIM: Final = Statement(
    name="step_claim",
    mode=Mode.WRITE,
    text="MATCH (claim:Claim {id: $id}) SET claim.state = $state",
    decode=nothing,
)

CLOSE_CLAIM: Final = Statement(
    name="close_claim",
    mode=Mode.WRITE,
    text="""
    MATCH (claim:Claim {id: $id})
    SET claim.state = $state, claim.closedOn = $day, claim.closedAt = $now, claim.resolution = $resolution
    REMOVE claim.holds
    """,
    decode=nothing,
)

UNIT_OF_CLAIM: Final = Statement(
    name="unit_of_claim",
    mode=Mode.READ,
    text="""
    MATCH (:Claim {id: $id})-[:ON_SALE]->(:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    RETURN unit.id AS id
    """,
    decode=lambda row: None if row is None else row["id"],
)

_CLAIM: Final[LiteralString] = """
    MATCH (claim)-[:ON_SALE]->(r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    CALL (claim) {
        MATCH (e:AuditEntry) WHERE e.subject = claim.id AND e.sequence > 0
        WITH e ORDER BY e.sequence
        RETURN collect([e.action, e.after, e.actor, toString(e.at), e.reason]) AS steps
    }
    WITH *, EXISTS {
        MATCH (unit)<-[again:OF WHERE again.supersededAt IS NULL]-(other:Registration)
              -[:ON_SLIP|ON_INVOICE]->()<-[:HAS]-(document)
        WHERE other.id > claim.id AND document.postedAt IS NOT NULL
          AND NOT coalesce(other.ended, '') IN ['TAKEN_OFF', 'DISCARDED']
    } AS resold,
    coalesce(head([(r)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip) | slip.day]),
             head([(r)-[:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice) | invoice.day])) AS soldOn
    WITH *, [claim.id, claim.number, claim.state, toString(claim.openedOn), toString(claim.openedAt), claim.problem,
             r.id, unit.id, claim.unit, claim.serialNumber, unit.product, toString(soldOn), claim.verdict,
             toString(claim.closedOn), toString(claim.closedAt), claim.resolution, claim.layer, claim.contactReference,
             claim.externalReference,
             CASE WHEN r.ended IS NULL THEN NULL ELSE [r.ended, toString(r.endedOn), toString(r.endedAt)] END, resold,
             CASE WHEN claim.resolution = 'REPLACEMENT' THEN head([(r)<-[:REPLACES]-(new:Registration) | new.id]) END,
             steps] AS view
"""
"""Given `claim`: adds `view`. Who did what to it, and why, is what its audit chain says."""


@cache
def _verdicts() -> TypeAdapter[WarrantyVerdict]:
    return TypeAdapter(WarrantyVerdict)


def verdict_text(verdict: WarrantyVerdict) -> str:
    """A verdict as it is frozen: whole, as JSON (K2)."""
    return _verdicts().dump_json(verdict).decode()


def frozen_verdict(text: str) -> WarrantyVerdict:
    """A frozen verdict, also one that was frozen before verdicts said all that they say now."""
    return _verdicts().validate_json(text)


def _claim(values: Sequence[Any]) -> Claim:
    id_, number, state, opened_on, opened_at, problem, registration, unit, filed, serial, *more = values
    product, sold_on, verdict, *more = more
    closed_on, closed_at, resolution, layer, contact, reference, end, resold, replacement, steps = more
    return Claim(
        id=id_,
        number=number,
        state=ClaimState(state),
        opened_on=a_day(opened_on),
        opened_at=a_moment(opened_at),
        problem=problem,
        registration_id=registration,
        unit_id=unit,
        filed_unit_id=filed,
        serial_number=serial,
        product=product,
        sold_on=a_day(sold_on),
        verdict=frozen_verdict(verdict),
        closed_on=day(closed_on),
        closed_at=moment(closed_at),
        resolution=None if resolution is None else Resolution(resolution),
        layer=None if layer is None else Layer(layer),
        contact_reference=contact,
        external_reference=reference,
        ended=None if end is None else End(EndKind(end[0]), a_day(end[1]), a_moment(end[2])),
        resold=resold,
        replacement_id=replacement,
        steps=tuple(_step(each) for each in steps),
        version=len(steps),
    )


def _step(values: Sequence[Any]) -> ClaimStep:
    action, after, actor, at, reason = values
    return ClaimStep(action, ClaimState(orjson.loads(after)["state"]), actor, a_moment(at), reason)


def _by_key(row: Row | None) -> dict[str, Claim]:
    return {} if row is None else {key: _claim(view) for key, view in row["views"]}


FIND_CLAIMS: Final = Statement(
    name="find_claims",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (claim:Claim {id: key}) CALL (claim) {"
    + _CLAIM
    + "RETURN view } RETURN collect([key, view]) AS views",
    decode=_by_key,
)

FIND_CLAIMS_BY_NUMBER: Final = Statement(
    name="find_claims_by_number",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (claim:Claim {number: key}) CALL (claim) {"
    + _CLAIM
    + "RETURN view } RETURN collect([key, view]) AS views",
    decode=_by_key,
)

CLAIM_WANTED: Final[LiteralString] = """
          AND ($openedFrom IS NULL OR claim.openedOn >= $openedFrom)
          AND ($openedTo IS NULL OR claim.openedOn <= $openedTo)
          AND ($unit IS NULL OR EXISTS {
              MATCH (claim)-[:ON_SALE]->(:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
              WHERE unit.id = $unit })
          AND (($product IS NULL AND $customer IS NULL) OR EXISTS {
              MATCH (claim)-[:ON_SALE]->(:Registration)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(ordered:OrderLine)
                    -[:OF_PRODUCT]->(product:Product)
              MATCH (ordered)<-[:HAS]-(:SalesOrder)-[:PLACED_BY]->(customer:Customer)
              WHERE ($product IS NULL OR product.number = $product)
                AND ($customer IS NULL OR customer.number = $customer) })
"""
"""Given `claim`, and that one condition stands before: whether it is what a filter asks for."""

LIST_CLAIMS: Final = Statement(
    name="list_claims",
    mode=Mode.READ,
    text="""
    UNWIND $states AS state
    CALL (state) {
        MATCH (claim:Claim) WHERE claim.state = state AND claim.id > $after
"""
    + CLAIM_WANTED
    + """
        WITH claim ORDER BY claim.id LIMIT $first
        RETURN claim
    }
    WITH claim ORDER BY claim.id LIMIT $first
    CALL (claim) {"""
    + _CLAIM
    + "RETURN view } WITH view ORDER BY view[0] RETURN collect(view) AS views",
    decode=lambda row: [_claim(view) for view in (row["views"] if row else ())],
)


class ClaimStatements(Transaction):
    """Writing a claim and its steps, under the lock of its unit."""

    async def unit_of_claim(self, claim_id: str) -> str | None:
        """The unit that the claimed sale is of; None for an unknown claim."""
        return await self.run(UNIT_OF_CLAIM, id=claim_id)

    async def open_claim(self, facts: Mapping[str, Any], verdict: WarrantyVerdict, now: datetime) -> None:
        """File a claim: id, number, day, registration, unit, serialNumber, problem and references."""
        layer = None if verdict.layer is None else verdict.layer.value
        await self.run(OPEN_CLAIM, verdict=verdict_text(verdict), layer=layer, now=now, **facts)

    async def step_claim(self, claim_id: str, state: ClaimState) -> None:
        """Let a claim reach a state that it can leave."""
        await self.run(STEP_CLAIM, id=claim_id, state=state.value)

    async def close_claim(
        self, claim_id: str, state: ClaimState, day: date, resolution: Resolution | None, now: datetime
    ) -> None:
        """Let a claim reach an end state: it holds its sale no more."""
        value = None if resolution is None else resolution.value
        await self.run(CLOSE_CLAIM, id=claim_id, state=state.value, day=day, resolution=value, now=now)


class ClaimReads(Runs):
    """Finding claims, inside a transaction or outside one."""

    async def claims(self, ids: Sequence[str]) -> dict[str, Claim]:
        """Claims by id; unknown ones are left out."""
        return await self.run(FIND_CLAIMS, keys=list(ids))

    async def claims_by_number(self, numbers: Sequence[str]) -> dict[str, Claim]:
        """Claims by number; unknown ones are left out."""
        return await self.run(FIND_CLAIMS_BY_NUMBER, keys=list(numbers))

    async def list_claims(self, wanted: ClaimFilter, page: PageOf) -> list[Claim]:
        """Claims that meet every condition of a filter, the oldest first."""
        return await self.run(
            LIST_CLAIMS,
            states=[state.value for state in wanted.states],
            unit=wanted.unit_id,
            product=wanted.product,
            customer=wanted.customer,
            openedFrom=wanted.opened_from,
            openedTo=wanted.opened_to,
            after=page.after,
            first=page.first,
        )
