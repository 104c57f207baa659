"""The sales that a draft is tried over, each with its unit's history and what was published that competes with it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, LiteralString

from graph_api.domain.cohorts import ClaimedIn, Days, Over, Start
from graph_api.domain.replaying import ClaimedOn, Replayed
from graph_api.domain.terms import Layer
from graph_api.domain.versions import Candidates
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_day
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.terms import POLICY, TERM, policy, term
from graph_api.store.units import HISTORY, history

_FITS: Final[LiteralString] = """
        MATCH (line)-[:FOR]->(ordered:OrderLine)-[:OF_PRODUCT]->(product:Product)
        MATCH (ordered)<-[:HAS]-(:SalesOrder)-[:PLACED_BY]->(customer:Customer)
        WHERE ($product IS NULL OR product.number = $product) AND ($customer IS NULL OR customer.number = $customer)
          AND ($category IS NULL OR EXISTS {
              (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(:ProductCategory {number: $category}) })
"""
_SOLD: Final[LiteralString] = """
        MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
        WHERE (r.endedOn IS NULL OR r.endedOn > $validAt) AND (document.day > $from OR r.id > $afterId)
        WITH document.day AS day, r.id AS id, r, unit, customer, null AS claim ORDER BY day, id LIMIT $most
        RETURN day, id, r, unit, customer, claim
"""
_COHORT: Final[LiteralString] = (
    """
    CALL () {
        MATCH (document:PackingSlip) WHERE document.day >= $from AND document.day <= $to
        MATCH (document)-[:HAS]->(line:SlipLine)
    """
    + _FITS
    + """
        MATCH (line)<-[:ON_SLIP]-(r:Registration)
    """
    + _SOLD
    + """
      UNION ALL
        MATCH (document:Invoice) WHERE document.day >= $from AND document.day <= $to
        MATCH (document)-[:HAS]->(line:InvoiceLine) WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
    """
    + _FITS
    + """
        MATCH (line)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL]-(r:Registration)
    """
    + _SOLD
    + """
    }
"""
)
_CLAIMS: Final[LiteralString] = """
    MATCH (claim:Claim) WHERE claim.openedOn >= $from AND claim.openedOn <= $to
      AND (claim.openedOn > $from OR claim.id > $afterId)
    WITH claim.openedOn AS day, claim.id AS id, claim ORDER BY day, id LIMIT $most
    MATCH (claim)-[:ON_SALE]->(r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    CALL (r) {
        MATCH (r)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(:OrderLine)<-[:HAS]-(:SalesOrder)-[:PLACED_BY]->(customer:Customer)
        RETURN customer LIMIT 1
    }
"""
_HISTORIES: Final[LiteralString] = (
    """
    WITH day, id, r, unit, customer, claim ORDER BY day, id LIMIT $most
    CALL (unit) {
    """
    + HISTORY
    + """
        RETURN history
    }
    WITH collect([toString(day), id, r.id, history,
                  CASE WHEN claim IS NULL THEN NULL ELSE [claim.id, claim.number, toString(claim.openedOn)] END])
         AS items, collect(DISTINCT unit.product) AS products, collect(DISTINCT customer) AS customers
"""
)
_PUBLISHED: Final[LiteralString] = """
    CALL (products) {
        UNWIND products AS number
        MATCH (product:Product {number: number})
        CALL (product) {
            OPTIONAL MATCH path = (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(c:ProductCategory)
            WITH c, length(path) AS distance ORDER BY distance
            RETURN collect(c) AS categories
        }
        CALL (product, categories) {
            CALL (product, categories) {
                MATCH (product)<-[:FOR_PRODUCT]-(version) WHERE version.scopeCustomer IS NULL
                RETURN version
              UNION
                UNWIND categories AS category
                MATCH (category)<-[:FOR_CATEGORY]-(version) WHERE version.scopeCustomer IS NULL
                RETURN version
            }
            RETURN collect(version) AS versions
        }
        RETURN collect([number, [c IN categories | c.number], versions]) AS ofProducts
    }
    CALL (customers) {
        UNWIND customers AS customer
        MATCH (customer)<-[:FOR_CUSTOMER]-(version)
        WITH customer, collect(version) AS versions
        RETURN collect([customer.number, versions]) AS ofCustomers
    }
    CALL () {
        CALL () {
            MATCH (version:WarrantyTerm {scopeKey: 'all'})
            RETURN version
          UNION
            MATCH (version:ReturnPolicy {scopeKey: 'all'})
            RETURN version
        }
        RETURN collect(version) AS forAll
    }
"""
_TERMS: Final[LiteralString] = (
    """
    RETURN items, [each IN ofProducts | [each[0], each[1],
        [term IN each[2] WHERE term:WarrantyTerm AND term.layer = $layer | """
    + TERM
    + """]]] AS byProduct, [each IN ofCustomers | [each[0],
        [term IN each[1] WHERE term:WarrantyTerm AND term.layer = $layer | """
    + TERM
    + """]]] AS byCustomer, [term IN forAll WHERE term:WarrantyTerm AND term.layer = $layer | """
    + TERM
    + """] AS forAll
"""
)
_POLICIES: Final[LiteralString] = (
    """
    RETURN items, [each IN ofProducts | [each[0], each[1],
        [policy IN each[2] WHERE policy:ReturnPolicy | """
    + POLICY
    + """]]] AS byProduct, [each IN ofCustomers | [each[0],
        [policy IN each[1] WHERE policy:ReturnPolicy | """
    + POLICY
    + """]]] AS byCustomer, [policy IN forAll WHERE policy:ReturnPolicy | """
    + POLICY
    + """] AS forAll
"""
)


def _with_terms(row: Row | None) -> list[Replayed]:
    return [] if row is None else _replayed(row, lambda values: Candidates(terms=tuple(term(each) for each in values)))


def _with_policies(row: Row | None) -> list[Replayed]:
    if row is None:
        return []
    return _replayed(row, lambda values: Candidates(policies=tuple(policy(each) for each in values)))


def _replayed(row: Row, decode: Callable[[Sequence[Any]], Candidates]) -> list[Replayed]:
    for_all = decode(row["forAll"])
    by_customer = {number: decode(versions) for number, versions in row["byCustomer"]}
    by_product = {number: (tuple(names), decode(versions)) for number, names, versions in row["byProduct"]}

    @cache
    def candidates(product: str, customer: str) -> Candidates:
        categories, of_product = by_product[product]
        of_customer = by_customer.get(customer, Candidates())
        return Candidates(
            categories=categories,
            terms=(*of_product.terms, *of_customer.terms, *for_all.terms),
            policies=(*of_product.policies, *of_customer.policies, *for_all.policies),
        )

    return [_item(each, candidates) for each in row["items"]]


def _item(values: Sequence[Any], candidates: Callable[[str, str], Candidates]) -> Replayed:
    on, id_, registration_id, unit, claim = values
    facts = history(unit)
    customer = next(r.order.customer.number for r in facts.registrations if r.id == registration_id)
    return Replayed(
        key=f"{on}|{id_}",
        history=facts,
        registration_id=registration_id,
        candidates=candidates(facts.product.number, customer),
        claim=None if claim is None else ClaimedOn(claim[0], claim[1], a_day(claim[2])),
    )


TERMS_OVER_COHORT: Final = Statement(
    name="replay_term_over_cohort",
    mode=Mode.READ,
    text=_COHORT + _HISTORIES + _PUBLISHED + _TERMS,
    decode=_with_terms,
    analytic=True,
)
POLICIES_OVER_COHORT: Final = Statement(
    name="replay_policy_over_cohort",
    mode=Mode.READ,
    text=_COHORT + _HISTORIES + _PUBLISHED + _POLICIES,
    decode=_with_policies,
    analytic=True,
)
TERMS_OVER_CLAIMS: Final = Statement(
    name="replay_term_over_claims",
    mode=Mode.READ,
    text=_CLAIMS + _HISTORIES + _PUBLISHED + _TERMS,
    decode=_with_terms,
    analytic=True,
)
POLICIES_OVER_CLAIMS: Final = Statement(
    name="replay_policy_over_claims",
    mode=Mode.READ,
    text=_CLAIMS + _HISTORIES + _PUBLISHED + _POLICIES,
    decode=_with_policies,
    analytic=True,
)


class ReplayReads(Runs):
    """Finding what a draft is tried over, in order of the days."""

    async def sales_to_replay(self, over: Over, layer: Layer | None, begin: Start, most: int) -> list[Replayed]:
        """
        Sales of units, or claims on them, of a range of days.

        Args:
            layer: That of the terms which compete with the draft; None for return policies.
            most: How many at most.
        """
        asked: dict[str, Any] = {"most": most} if layer is None else {"most": most, "layer": layer.value}
        if isinstance(over, ClaimedIn):
            asked |= _range(over.opened, begin)
            return await self.run(POLICIES_OVER_CLAIMS if layer is None else TERMS_OVER_CLAIMS, **asked)
        asked |= _range(over.sold, begin) | {"validAt": begin.valid_at}
        asked |= {"product": over.product, "category": over.category, "customer": over.customer}
        return await self.run(POLICIES_OVER_COHORT if layer is None else TERMS_OVER_COHORT, **asked)


def _range(days: Days, begin: Start) -> dict[str, Any]:
    """From the day of the key on, and on that day behind it."""
    on, _, id_ = begin.after.partition("|")
    first = max(days.first, a_day(on)) if on else days.first
    return {"from": first, "to": days.last, "afterId": id_ if on == first.isoformat() else ""}
