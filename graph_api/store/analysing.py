"""Counting sales of a range of days, and how long their units were seen without a claim."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, LiteralString

from graph_api.domain.analysing import SalesCount, SalesDimension, SalesFigures, SoldWithin
from graph_api.domain.survival import Seen
from graph_api.store.bolt import Runs
from graph_api.store.statement import Mode, Row, Statement

OF_SALES: Final[LiteralString] = """
    MATCH (line)-[:FOR]->(ordered)-[:OF_PRODUCT]->(product)
    MATCH (ordered)<-[:HAS]-(order)-[:PLACED_BY]->(customer)
    WHERE ($product IS NULL OR product.number = $product) AND ($customer IS NULL OR customer.number = $customer)
      AND ($category IS NULL OR EXISTS {
          (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(:ProductCategory {number: $category}) })
"""
"""Given `line`: adds `product`, `order` and `customer` where they are meant."""

SOLD: Final[LiteralString] = (
    """
    CALL () {
        MATCH (document:PackingSlip) WHERE document.day >= $first AND document.day < $before
        MATCH (document)-[:HAS]->(line:SlipLine)<-[:ON_SLIP]-(r:Registration)
        RETURN document, line, r, 'PACKING_SLIP' AS channel
      UNION
        MATCH (document:Invoice) WHERE document.day >= $first AND document.day < $before
        MATCH (document)-[:HAS]->(line:InvoiceLine) WHERE NOT EXISTS { (line)-[:BILLS]->(:SlipLine) }
        MATCH (line)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL]-(r:Registration)
        RETURN document, line, r, 'INVOICE_ALONE' AS channel
    }
"""
    + OF_SALES
    + """
    // What never came to be a sale, or was undone on paper; what came for another unit is no sale of its own (W7).
      AND NOT coalesce(r.ended, '') IN ['TAKEN_OFF', 'DISCARDED', 'REVERSED', 'CREDITED']
      AND NOT EXISTS { (r)-[:REPLACES]->(:Registration) }
    CALL (r) {
        OPTIONAL MATCH (r)<-[:REPLACES*0..9]-(:Registration)<-[:ON_SALE]-(claim:Claim) WHERE claim.state <> 'CANCELLED'
        RETURN count(claim) AS claims, min(claim.openedOn) AS claimedOn
    }
"""
)
"""Adds `r`, a sale's registration, its `document`, `line`, `product`, `customer` and `channel`, and its claims."""

_CATEGORY: Final[LiteralString] = "head([(product)-[:IN_CATEGORY]->(own:ProductCategory) | own.number])"


def _count(values: Sequence[Any]) -> SalesCount:
    keys, registered, blanks, claims, claimed, returns, days = values
    return SalesCount(tuple(keys), registered, blanks, claims, claimed, returns, tuple(days))


def _figures(row: Row | None) -> SalesFigures:
    assert row is not None  # noqa: S101 -- it only aggregates, so that there is one record always
    shown, count = tuple(_count(each) for each in row["shown"]), row["groups"]
    rest = _count([(), *row["rest"], row["days"]]) if count > len(shown) else None
    return SalesFigures(shown, rest, count)


COUNT_SALES: Final = Statement(
    name="count_sales",
    mode=Mode.READ,
    text=SOLD
    + """
    CALL (r) {
        OPTIONAL MATCH (r)<-[:ON_SALE]-(item:ReturnItem) WHERE item.state IN ['AUTHORISED', 'RECEIVED', 'DISPOSED']
        RETURN count(item) AS returns
    }
    WITH [each IN $by | CASE each
            WHEN 'PRODUCT' THEN product.number
            WHEN 'CATEGORY' THEN """
    + _CATEGORY
    + """
            WHEN 'CUSTOMER' THEN customer.number
            WHEN 'MONTH' THEN substring(toString(document.day), 0, 7)
            ELSE channel END] AS keys,
         EXISTS { (r)-[of:OF WHERE of.supersededAt IS NULL]->(:Unit) } AS named, claims, claimedOn, returns,
         duration.inDays(document.day, claimedOn).days AS days
    WITH keys, count(*) AS registered, count(CASE WHEN NOT named THEN 1 END) AS blanks, sum(claims) AS claims,
         count(claimedOn) AS claimed, sum(returns) AS returns, collect(days) AS days
    ORDER BY registered DESC, keys
    WITH collect([keys, registered, blanks, claims, claimed, returns, days]) AS rows
    CALL (rows) {
        UNWIND rows[$top..] AS row
        RETURN [sum(row[1]), sum(row[2]), sum(row[3]), sum(row[4]), sum(row[5])] AS rest
    }
    CALL (rows) {
        UNWIND rows[$top..] AS row
        UNWIND row[6] AS each
        RETURN collect(each) AS days
    }
    RETURN rows[..$top] AS shown, size(rows) AS groups, rest, days
    """,
    decode=_figures,
    analytic=True,
)
SEE_SALES: Final = Statement(
    name="see_sales_until_claimed",
    mode=Mode.READ,
    text=SOLD
    + """
    WITH CASE $by
            WHEN 'PRODUCT' THEN product.number
            WHEN 'CATEGORY' THEN coalesce("""
    + _CATEGORY
    + """, '')
            WHEN 'CUSTOMER' THEN customer.number
            WHEN 'MONTH' THEN substring(toString(document.day), 0, 7)
            WHEN 'CHANNEL' THEN channel
            ELSE '' END AS cohort, document.day AS day,
         CASE WHEN claimedOn <= $validAt THEN claimedOn END AS claimedOn,
         CASE WHEN r.endedOn < $validAt THEN r.endedOn ELSE $validAt END AS seenUntil
    WHERE day <= $validAt
    WITH cohort, duration.between(day, coalesce(claimedOn, seenUntil)).months AS months,
         claimedOn IS NOT NULL AS claimed, count(*) AS units
    RETURN collect([cohort, months, claimed, units]) AS seen
    """,
    decode=lambda row: [] if row is None else [Seen(*each) for each in row["seen"]],
    analytic=True,
)


def meant(sold: SoldWithin) -> dict[str, Any]:
    """The parameters of `SOLD`."""
    named = {"product": sold.product, "category": sold.category, "customer": sold.customer}
    return {"first": sold.first, "before": sold.before, **named}


class AnalyticReads(Runs):
    """Counting sales."""

    async def count_sales(self, sold: SoldWithin, by: Sequence[SalesDimension], top: int) -> SalesFigures:
        """Sales counted by what they have in common, the largest groups first."""
        return await self.run(COUNT_SALES, **meant(sold), by=[each.value for each in by], top=top)

    async def see_sales(self, sold: SoldWithin, by: SalesDimension | None, valid_at: date) -> list[Seen]:
        """How many units were seen for how many months without a claim, by a day."""
        cohort = None if by is None else by.value
        return await self.run(SEE_SALES, **meant(sold), by=cohort, validAt=valid_at)
