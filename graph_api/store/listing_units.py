"""Lists of units: walked by serial number or by age, gathered from sales, and what stands with a customer today."""

from typing import Any, Final, LiteralString

from graph_api.domain.listing_units import ENDS_OF, UnitFilter, UnitSort, UnitState, place_of_key
from graph_api.domain.views import PageOf
from graph_api.store.listing import LAST, KeyReads, Keys, keys_of
from graph_api.store.statement import Statement

_KEYS: Final[LiteralString] = """
    RETURN count(id) AS found, CASE WHEN $counting THEN [] ELSE collect([sortedBy + ' ' + id, id]) END AS keys
"""
_PAGE: Final[LiteralString] = (
    """
    WITH unit.id AS id, CASE WHEN $bySerial THEN unit.serialKey ELSE unit.id END AS sortedBy
    WHERE CASE WHEN $descending THEN sortedBy < $after OR (sortedBy = $after AND id < $afterId)
               ELSE sortedBy > $after OR (sortedBy = $after AND id > $afterId) END
    WITH id, sortedBy ORDER BY CASE WHEN $descending THEN sortedBy END DESC, CASE WHEN $descending THEN id END DESC,
                               sortedBy, id LIMIT $first
"""
    + _KEYS
)
"""Given `unit`: one page of them, in any order and direction."""

_OF_LINE: Final[LiteralString] = "<-[:FOR]-(:SlipLine|InvoiceLine)<-[:ON_SLIP|ON_INVOICE]-(r:Registration)"
_SALE_WANTED: Final[LiteralString] = (
    """
    WITH DISTINCT r
    WITH r, coalesce(head([(r)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip) | slip.day]),
                     head([(r)-[:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice) | invoice.day])) AS soldOn
    WHERE soldOn IS NOT NULL AND NOT coalesce(r.ended, '') IN ['TAKEN_OFF', 'DISCARDED']
      AND ($states IS NULL OR coalesce(r.ended, '') IN $states)
      AND ($soldFrom IS NULL OR soldOn >= $soldFrom) AND ($soldTo IS NULL OR soldOn <= $soldTo)
    MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    WITH DISTINCT unit
    WHERE unit.serialKey STARTS WITH $prefix AND ($product IS NULL OR unit.product = $product)
      AND ($category IS NULL OR $category IN [(:Product {number: unit.product})-[:IN_CATEGORY]->(:ProductCategory)
                                              -[:WITHIN*0..8]->(above:ProductCategory) | above.number])
"""
    + _PAGE
)
"""Given `r`, the registrations that a list begins with: the units of those whose sale is wanted."""

OF_SALES: Final[dict[str, Statement[Keys]]] = {
    "CUSTOMER": keys_of(
        "units_sold_to_customer",
        "MATCH (:Customer {number: $customer})<-[:PLACED_BY]-(:SalesOrder)-[:HAS]->(:OrderLine)"
        + _OF_LINE
        + _SALE_WANTED,
    ),
    "PRODUCT": keys_of(
        "units_sold_of_product",
        "MATCH (:Product {number: $product})<-[:OF_PRODUCT]-(:OrderLine)" + _OF_LINE + _SALE_WANTED,
    ),
    "CATEGORY": keys_of(
        "units_sold_of_category",
        "MATCH (:ProductCategory {number: $category})<-[:WITHIN*0..8]-(:ProductCategory)<-[:IN_CATEGORY]-(:Product)"
        "<-[:OF_PRODUCT]-(:OrderLine)" + _OF_LINE + _SALE_WANTED,
    ),
    "DAYS": keys_of(
        "units_sold_in_days",
        """
    CALL () {
        MATCH (slip:PackingSlip) WHERE slip.day >= $soldFrom AND slip.day <= $soldTo
        MATCH (slip)-[:HAS]->(:SlipLine)<-[:ON_SLIP]-(r:Registration)
        RETURN r
      UNION
        MATCH (invoice:Invoice) WHERE invoice.day >= $soldFrom AND invoice.day <= $soldTo
        MATCH (invoice)-[:HAS]->(:InvoiceLine)<-[:ON_INVOICE]-(r:Registration)
        RETURN r
    }
    """
        + _SALE_WANTED,
    ),
}
"""By what a list of sold units begins with."""

UNITS_WALKED: Final[dict[tuple[str, bool], Statement[Keys]]] = {
    ("AGE", False): keys_of(
        "units_by_age",
        "MATCH (unit:Unit) WHERE unit.id > $afterId WITH unit.id AS id, unit.id AS sortedBy ORDER BY id LIMIT $first"
        + _KEYS,
    ),
    ("AGE", True): keys_of(
        "units_by_age_backwards",
        "MATCH (unit:Unit) WHERE unit.id < $afterId WITH unit.id AS id, unit.id AS sortedBy ORDER BY id DESC "
        "LIMIT $first" + _KEYS,
    ),
    ("SERIAL", False): keys_of(
        "units_by_serial",
        """
    MATCH (unit:Unit) USING INDEX unit:Unit(serialKey)
    WHERE unit.serialKey >= $low AND unit.serialKey <= $high AND (unit.serialKey > $after OR unit.id > $afterId)
    WITH unit ORDER BY unit.serialKey, unit.id LIMIT $first
    WITH unit.id AS id, unit.serialKey AS sortedBy
    """
        + _KEYS,
    ),
    ("SERIAL", True): keys_of(
        "units_by_serial_backwards",
        """
    MATCH (unit:Unit) USING INDEX unit:Unit(serialKey)
    WHERE unit.serialKey >= $low AND unit.serialKey <= $high AND (unit.serialKey < $after OR unit.id < $afterId)
    WITH unit ORDER BY unit.serialKey DESC, unit.id DESC LIMIT $first
    WITH unit.id AS id, unit.serialKey AS sortedBy
    """
        + _KEYS,
    ),
    ("PRODUCT", False): keys_of(
        "units_of_product",
        """
    MATCH (unit:Unit) USING INDEX unit:Unit(product, serialKey)
    WHERE unit.product = $product AND unit.serialKey >= $low AND unit.serialKey <= $high AND unit.serialKey > $after
    WITH unit ORDER BY unit.product, unit.serialKey LIMIT $first
    WITH unit.id AS id, unit.serialKey AS sortedBy
    """
        + _KEYS,
    ),
    ("PRODUCT", True): keys_of(
        "units_of_product_backwards",
        """
    MATCH (unit:Unit) USING INDEX unit:Unit(product, serialKey)
    WHERE unit.product = $product AND unit.serialKey >= $low AND unit.serialKey <= $high AND unit.serialKey < $after
    WITH unit ORDER BY unit.product DESC, unit.serialKey DESC LIMIT $first
    WITH unit.id AS id, unit.serialKey AS sortedBy
    """
        + _KEYS,
    ),
}
"""By what is walked, and whether backwards."""

UNITS_WITH_CUSTOMER: Final = keys_of(
    "units_with_customer",
    # Who bought it has it until a transfer; who was given it last has it, and what came for it since (W7, W9).
    """
    MATCH (customer:Customer {number: $customer})
    CALL (customer) {
        MATCH (customer)<-[:PLACED_BY]-(:SalesOrder)-[:HAS]->(:OrderLine)"""
    + _OF_LINE
    + """
        WHERE r.holds IS NOT NULL
        RETURN r
      UNION
        MATCH (customer)<-[:TO]-(:OwnershipTransfer)-[:ON_SALE]->(:Registration)<-[:REPLACES*0..]-(r:Registration)
        WHERE r.holds IS NOT NULL
        RETURN r
    }
    WITH customer, r
    WHERE EXISTS {
        MATCH (r)-[:ON_SLIP|ON_INVOICE]->()<-[:HAS]-(document:PackingSlip|Invoice) WHERE document.postedAt IS NOT NULL }
    CALL (r) {
        OPTIONAL MATCH (r)-[:REPLACES*0..]->(:Registration)<-[:ON_SALE]-(transfer:OwnershipTransfer)
                       -[:TO]->(owner:Customer)
        RETURN owner ORDER BY transfer.on DESC, transfer.id DESC LIMIT 1
    }
    WITH customer, r, owner WHERE owner IS NULL OR owner = customer
    MATCH (unit:Unit {id: r.holds})
    WITH DISTINCT unit
    WHERE unit.serialKey STARTS WITH $prefix AND ($product IS NULL OR unit.product = $product)
    """
    + _PAGE,
)


def _page(sort: UnitSort, page: PageOf) -> dict[str, Any]:
    edge = LAST if sort.descending else ""
    after, after_id = place_of_key(page.after) or (edge, edge)
    return {"after": after, "afterId": after_id, "first": page.first, "counting": False}


def _in_order(sort: UnitSort) -> dict[str, bool]:
    return {"bySerial": sort.by_serial, "descending": sort.descending}


def _ends(states: tuple[UnitState, ...] | None) -> list[str] | None:
    if states is None:
        return None
    return [end.value if end is not None else "" for state in states for end in ENDS_OF[state]]


def _asked(wanted: UnitFilter, sort: UnitSort, page: PageOf) -> tuple[Statement[Keys], dict[str, Any]]:
    """The statement that begins with the fewest, and what it is given."""
    given = _page(sort, page)
    prefix = wanted.serial_prefix or ""
    if wanted.begins_with is not None:
        given |= _in_order(sort) | {"prefix": prefix, "states": _ends(wanted.states)}
        given |= {"customer": wanted.customer, "product": wanted.product, "category": wanted.category}
        return OF_SALES[wanted.begins_with], given | {"soldFrom": wanted.sold_from, "soldTo": wanted.sold_to}
    if not sort.by_serial:
        return UNITS_WALKED["AGE", sort.descending], given
    low, high = prefix, prefix + LAST
    if page.after:
        low, high = (low, min(high, given["after"])) if sort.descending else (max(low, given["after"]), high)
    given |= {"low": low, "high": high}
    if wanted.product is None:
        return UNITS_WALKED["SERIAL", sort.descending], given
    return UNITS_WALKED["PRODUCT", sort.descending], given | {"product": wanted.product}


def _held(
    customer: str, product: str | None, prefix: str | None, sort: UnitSort, page: PageOf
) -> tuple[Statement[Keys], dict[str, Any]]:
    given = _page(sort, page) | _in_order(sort)
    return UNITS_WITH_CUSTOMER, given | {"customer": customer, "product": product, "prefix": prefix or ""}


class UnitLists(KeyReads):
    """Listing units."""

    async def unit_keys(self, wanted: UnitFilter, sort: UnitSort, page: PageOf) -> tuple[tuple[str, str], ...]:
        """What each unit of one page is sorted by, and its id."""
        return await self.keys(*_asked(wanted, sort, page))

    async def count_units(self, wanted: UnitFilter, sort: UnitSort, most: int) -> int:
        """How many units a filter finds; one more than the most that is counted where there are more."""
        return await self.count_keys(*_asked(wanted, sort, PageOf(1)), most)

    async def held_unit_keys(
        self, customer: str, product: str | None, prefix: str | None, sort: UnitSort, page: PageOf
    ) -> tuple[tuple[str, str], ...]:
        """The units that stand with a customer now, as of all that is recorded (W7, W9)."""
        return await self.keys(*_held(customer, product, prefix, sort, page))

    async def count_held_units(
        self, customer: str, product: str | None, prefix: str | None, sort: UnitSort, most: int
    ) -> int:
        """How many units stand with a customer now."""
        return await self.count_keys(*_held(customer, product, prefix, sort, PageOf(1)), most)
