"""Lists of claims and returns as keys, in both directions, and how many there are."""

from typing import Any, Final, LiteralString

from graph_api.domain.listing import ListOrder
from graph_api.domain.return_states import OPEN_STATES
from graph_api.domain.views import ClaimFilter, PageOf, ReturnFilter
from graph_api.store.claims import CLAIM_WANTED
from graph_api.store.listing import GATHERED, KeyReads, Keys, Walk, keys_of, page_parameters, walk
from graph_api.store.listing_returns import RETURN_WANTED
from graph_api.store.statement import Statement

_CLAIMS: Final = walk(
    "claim_keys",
    "UNWIND $states AS state CALL (state) { MATCH (claim:Claim) WHERE claim.state = state AND claim.id > $after"
    + CLAIM_WANTED
    + "WITH claim ORDER BY claim.state, claim.id LIMIT $first RETURN claim.id AS key, claim.id AS id }",
    "UNWIND $states AS state CALL (state) { MATCH (claim:Claim) WHERE claim.state = state AND claim.id < $after"
    + CLAIM_WANTED
    + "WITH claim ORDER BY claim.state DESC, claim.id DESC LIMIT $first RETURN claim.id AS key, claim.id AS id }",
)

_GATHERED_RETURNS: Final[LiteralString] = (
    RETURN_WANTED + "WITH DISTINCT rma WITH rma.id AS key, rma.id AS id" + GATHERED
)
_RETURNS: Final[Walk] = walk(
    "return_keys",
    "MATCH (rma:Return) WHERE rma.id > $after AND EXISTS { MATCH (rma)-[:HAS]->(item:ReturnItem) WHERE"
    + RETURN_WANTED
    + "} WITH rma.id AS key, rma.id AS id ",
    "MATCH (rma:Return) WHERE rma.id < $after AND EXISTS { MATCH (rma)-[:HAS]->(item:ReturnItem) WHERE"
    + RETURN_WANTED
    + "} WITH rma.id AS key, rma.id AS id ",
)
_OPEN_RETURNS: Final = keys_of(
    "open_return_keys",
    """
    UNWIND $states AS state
    MATCH (item:ReturnItem) WHERE item.state = state AND item.id IS NOT NULL
    MATCH (item)<-[:HAS]-(rma:Return) WHERE
    """
    + _GATHERED_RETURNS,
)
_RETURNS_OF_CUSTOMER: Final = keys_of(
    "return_keys_of_customer",
    "MATCH (:Customer {number: $customer})<-[:ASKED_BY]-(rma:Return)-[:HAS]->(item:ReturnItem) WHERE"
    + _GATHERED_RETURNS,
)
_RETURNS_OF_UNIT: Final = keys_of(
    "return_keys_of_unit",
    """
    MATCH (:Unit {id: $unit})<-[of:OF WHERE of.supersededAt IS NULL]-(:Registration)<-[:ON_SALE]-(item:ReturnItem)
          <-[:HAS]-(rma:Return) WHERE
    """
    + _GATHERED_RETURNS,
)


def _claims_asked(wanted: ClaimFilter, order: ListOrder, page: PageOf) -> tuple[Statement[Keys], dict[str, Any]]:
    return _CLAIMS.towards(order), page_parameters(order, page) | {
        "states": [state.value for state in wanted.states],
        "unit": wanted.unit_id,
        "product": wanted.product,
        "customer": wanted.customer,
        "openedFrom": wanted.opened_from,
        "openedTo": wanted.opened_to,
    }


def _returns_asked(wanted: ReturnFilter, order: ListOrder, page: PageOf) -> tuple[Statement[Keys], dict[str, Any]]:
    given = page_parameters(order, page) | {
        "states": [state.value for state in wanted.states],
        "unit": wanted.unit_id,
        "product": wanted.product,
        "customer": wanted.customer,
        "authorisedFrom": wanted.authorised_from,
        "authorisedTo": wanted.authorised_to,
        "needsDecision": wanted.needs_decision,
        "descending": order.descending,
    }
    if wanted.unit_id is not None:
        return _RETURNS_OF_UNIT, given
    if set(OPEN_STATES).issuperset(wanted.states):
        return _OPEN_RETURNS, given
    return (_RETURNS.towards(order) if wanted.customer is None else _RETURNS_OF_CUSTOMER), given


class AftersalesLists(KeyReads):
    """Listing and counting claims and returns."""

    async def claim_keys(self, wanted: ClaimFilter, order: ListOrder, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The ids of one page of claims."""
        return await self.keys(*_claims_asked(wanted, order, page))

    async def count_claims(self, wanted: ClaimFilter, order: ListOrder, most: int) -> int:
        """How many claims a filter finds; one more than the most that is counted where there are more."""
        return await self.count_keys(*_claims_asked(wanted, order, PageOf(1)), most)

    async def return_keys(self, wanted: ReturnFilter, order: ListOrder, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The ids of one page of returns."""
        return await self.keys(*_returns_asked(wanted, order, page))

    async def count_returns(self, wanted: ReturnFilter, order: ListOrder, most: int) -> int:
        """How many returns a filter finds; one more than the most that is counted where there are more."""
        return await self.count_keys(*_returns_asked(wanted, order, PageOf(1)), most)
