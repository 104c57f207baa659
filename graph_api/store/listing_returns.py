"""Work lists of returns: by what their items are about, and by how far each item has come."""

from typing import Any, Final, LiteralString

from graph_api.domain.return_items import ReturnView
from graph_api.domain.return_states import OPEN_STATES
from graph_api.domain.views import PageOf, ReturnFilter
from graph_api.store.bolt import Runs
from graph_api.store.returns import RETURN, return_view
from graph_api.store.statement import Mode, Row, Statement

RETURN_WANTED: Final[LiteralString] = """
        item.state IN $states
          AND ($authorisedFrom IS NULL OR item.authorisedOn >= $authorisedFrom)
          AND ($authorisedTo IS NULL OR item.authorisedOn <= $authorisedTo)
          AND ($needsDecision IS NULL OR $needsDecision =
               (item.state = 'RECEIVED' AND coalesce(item.differs, false) AND item.decision IS NULL))
          AND ($customer IS NULL OR EXISTS {
              MATCH (rma)-[:ASKED_BY]->(asker:Customer) WHERE asker.number = $customer })
          AND ($product IS NULL OR EXISTS {
              MATCH (item)-[:ON_SALE]->(:Registration)-[:ON_SLIP|ON_INVOICE]->()-[:FOR]->(:OrderLine)
                    -[:OF_PRODUCT]->(product:Product) WHERE product.number = $product }
            OR EXISTS {
              MATCH (item)-[:FROM_LINE]->(:InvoiceLine)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
              WHERE product.number = $product })
"""
"""Given `rma` and `item` of it: whether both are what a filter asks for."""

_PAGE: Final[LiteralString] = (
    """
    WITH DISTINCT rma ORDER BY rma.id LIMIT $first
    """
    + RETURN
    + """
    WITH view ORDER BY view[0]
    RETURN collect(view) AS views
    """
)


def _views(row: Row | None) -> list[ReturnView]:
    return [] if row is None else [return_view(view) for view in row["views"]]


LIST_RETURNS: Final = Statement(
    name="list_returns",
    mode=Mode.READ,
    # Most returns are closed, so that a page of those is near the cursor.
    text="MATCH (rma:Return) WHERE rma.id > $after AND EXISTS { MATCH (rma)-[:HAS]->(item:ReturnItem) WHERE"
    + RETURN_WANTED
    + "}"
    + _PAGE,
    decode=_views,
)

LIST_OPEN_RETURNS: Final = Statement(
    name="list_open_returns",
    mode=Mode.READ,
    # Few items are open, and each is younger than its return.
    text="""
    UNWIND $states AS state
    MATCH (item:ReturnItem) WHERE item.state = state AND item.id > $after
    MATCH (item)<-[:HAS]-(rma:Return) WHERE rma.id > $after AND
    """
    + RETURN_WANTED
    + _PAGE,
    decode=_views,
)

LIST_RETURNS_OF_CUSTOMER: Final = Statement(
    name="list_returns_of_customer",
    mode=Mode.READ,
    text="MATCH (:Customer {number: $customer})<-[:ASKED_BY]-(rma:Return)-[:HAS]->(item:ReturnItem) WHERE"
    " rma.id > $after AND" + RETURN_WANTED + _PAGE,
    decode=_views,
)

LIST_RETURNS_OF_UNIT: Final = Statement(
    name="list_returns_of_unit",
    mode=Mode.READ,
    text="""
    MATCH (:Unit {id: $unit})<-[of:OF WHERE of.supersededAt IS NULL]-(:Registration)<-[:ON_SALE]-(item:ReturnItem)
          <-[:HAS]-(rma:Return) WHERE rma.id > $after AND
    """
    + RETURN_WANTED
    + _PAGE,
    decode=_views,
)


def _narrowest(wanted: ReturnFilter) -> Statement[list[ReturnView]]:
    """The statement that begins with the fewest returns."""
    if wanted.unit_id is not None:
        return LIST_RETURNS_OF_UNIT
    if set(OPEN_STATES).issuperset(wanted.states):
        return LIST_OPEN_RETURNS
    return LIST_RETURNS if wanted.customer is None else LIST_RETURNS_OF_CUSTOMER


class ReturnLists(Runs):
    """Listing returns."""

    async def list_returns(self, wanted: ReturnFilter, page: PageOf) -> list[ReturnView]:
        """Returns with an item that meets every condition of a filter, the oldest first."""
        statement = _narrowest(wanted)
        parameters: dict[str, Any] = {
            "states": [state.value for state in wanted.states],
            "product": wanted.product,
            "customer": wanted.customer,
            "authorisedFrom": wanted.authorised_from,
            "authorisedTo": wanted.authorised_to,
            "needsDecision": wanted.needs_decision,
            "after": page.after,
            "first": page.first,
        }
        if statement is LIST_RETURNS_OF_UNIT:
            parameters["unit"] = wanted.unit_id
        return await self.run(statement, **parameters)
