"""Lists of packing slips, invoices and sales orders: by state, day or number, and of one customer or one product."""

from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.domain.listing import ListOrder, RecordFilter, SortedBy
from graph_api.domain.views import PageOf
from graph_api.store.listing import (
    GATHERED,
    KeyReads,
    Keys,
    Walk,
    by_number,
    day_bounds,
    keys_of,
    number_bounds,
    page_parameters,
    walk,
)
from graph_api.store.statement import Statement

_EACH_STATE: Final[LiteralString] = "UNWIND $states AS state CALL (state) {"
_BY_AGE: Final[LiteralString] = """
        WHERE document.state = state AND document.id > $after
        WITH document ORDER BY document.state, document.id LIMIT $first
        RETURN document.id AS key, document.id AS id
    }
"""
_BY_AGE_BACKWARDS: Final[LiteralString] = """
        WHERE document.state = state AND document.id < $after
        WITH document ORDER BY document.state DESC, document.id DESC LIMIT $first
        RETURN document.id AS key, document.id AS id
    }
"""
_BY_DAY: Final[LiteralString] = """
        WHERE document.state = state AND document.day >= $lowDay AND document.day <= $highDay
          AND document.id IS NOT NULL
          AND toString(document.day) + ' ' + document.id > $after
        WITH document ORDER BY document.state, document.day, document.id LIMIT $first
        RETURN toString(document.day) + ' ' + document.id AS key, document.id AS id
    }
"""
_BY_DAY_BACKWARDS: Final[LiteralString] = """
        WHERE document.state = state AND document.day >= $lowDay AND document.day <= $highDay
          AND document.id IS NOT NULL
          AND toString(document.day) + ' ' + document.id < $after
        WITH document ORDER BY document.state DESC, document.day DESC, document.id DESC LIMIT $first
        RETURN toString(document.day) + ' ' + document.id AS key, document.id AS id
    }
"""
_BY_NUMBER: Final[LiteralString] = """
        WHERE document.state = state AND document.number >= $low AND document.number <= $high
          AND document.number > $after
        WITH document ORDER BY document.state, document.number LIMIT $first
        RETURN document.number AS key, document.id AS id
    }
"""
_BY_NUMBER_BACKWARDS: Final[LiteralString] = """
        WHERE document.state = state AND document.number >= $low AND document.number <= $high
          AND document.number < $after
        WITH document ORDER BY document.state DESC, document.number DESC LIMIT $first
        RETURN document.number AS key, document.id AS id
    }
"""
_WANTED_DOCUMENT: Final[LiteralString] = (
    """
    WITH DISTINCT document
    WHERE document.state IN $states AND coalesce(document.number, '') STARTS WITH $low
      AND ($dayFrom IS NULL OR document.day >= $dayFrom) AND ($dayTo IS NULL OR document.day <= $dayTo)
    WITH document.id AS id, CASE $by WHEN 'CREATED' THEN document.id
                                     WHEN 'DAY' THEN toString(document.day) + ' ' + document.id
                                     ELSE document.number END AS key
"""
    + GATHERED
)
_SLIP: Final[LiteralString] = _EACH_STATE + "MATCH (document:PackingSlip)"
_INVOICE: Final[LiteralString] = _EACH_STATE + "MATCH (document:Invoice)"
# An index by state and id would be walked whole for the days in it.
_SLIP_DAYS: Final[LiteralString] = _SLIP + " USING INDEX document:PackingSlip(state, day, id)"
_INVOICE_DAYS: Final[LiteralString] = _INVOICE + " USING INDEX document:Invoice(state, day, id)"

WALKS: Final[dict[tuple[DocumentKind, SortedBy], Walk]] = {
    (DocumentKind.PACKING_SLIP, SortedBy.CREATED): walk("slips_by_age", _SLIP + _BY_AGE, _SLIP + _BY_AGE_BACKWARDS),
    (DocumentKind.PACKING_SLIP, SortedBy.DAY): walk(
        "slips_by_day", _SLIP_DAYS + _BY_DAY, _SLIP_DAYS + _BY_DAY_BACKWARDS
    ),
    (DocumentKind.PACKING_SLIP, SortedBy.NUMBER): walk(
        "slips_by_number", _SLIP + _BY_NUMBER, _SLIP + _BY_NUMBER_BACKWARDS
    ),
    (DocumentKind.INVOICE, SortedBy.CREATED): walk("invoices_by_age", _INVOICE + _BY_AGE, _INVOICE + _BY_AGE_BACKWARDS),
    (DocumentKind.INVOICE, SortedBy.DAY): walk(
        "invoices_by_day", _INVOICE_DAYS + _BY_DAY, _INVOICE_DAYS + _BY_DAY_BACKWARDS
    ),
    (DocumentKind.INVOICE, SortedBy.NUMBER): walk(
        "invoices_by_number", _INVOICE + _BY_NUMBER, _INVOICE + _BY_NUMBER_BACKWARDS
    ),
    (DocumentKind.SALES_ORDER, SortedBy.NUMBER): by_number("orders_by_number", "SalesOrder"),
    (DocumentKind.SALES_ORDER, SortedBy.DAY): walk(
        "orders_by_day",
        """
    MATCH (order:SalesOrder) WHERE order.orderedOn >= $lowDay AND order.orderedOn <= $highDay
      AND order.number IS NOT NULL AND toString(order.orderedOn) + ' ' + order.number > $after
    WITH order ORDER BY order.orderedOn, order.number LIMIT $first
    WITH toString(order.orderedOn) + ' ' + order.number AS key, order.number AS id
    """,
        """
    MATCH (order:SalesOrder) WHERE order.orderedOn >= $lowDay AND order.orderedOn <= $highDay
      AND order.number IS NOT NULL AND toString(order.orderedOn) + ' ' + order.number < $after
    WITH order ORDER BY order.orderedOn DESC, order.number DESC LIMIT $first
    WITH toString(order.orderedOn) + ' ' + order.number AS key, order.number AS id
    """,
    ),
}
"""By the kind of record, and by what it is sorted."""

_WANTED_ORDER: Final[LiteralString] = (
    """
    WITH DISTINCT order
    WHERE order.number STARTS WITH $low
      AND ($dayFrom IS NULL OR order.orderedOn >= $dayFrom) AND ($dayTo IS NULL OR order.orderedOn <= $dayTo)
    WITH order.number AS id,
         CASE $by WHEN 'DAY' THEN toString(order.orderedOn) + ' ' + order.number ELSE order.number END AS key
"""
    + GATHERED
)
_ORDERS_OF_CUSTOMER: Final[LiteralString] = """
    MATCH (buyer:Customer {number: $customer})<-[:PLACED_BY]-(order:SalesOrder)
    USING INDEX buyer:Customer(number)
    WHERE $product IS NULL OR $product IN
        [(order)-[:HAS]->(:OrderLine)-[:OF_PRODUCT]->(product:Product) | product.number]
"""
_FROM_PRODUCT: Final[LiteralString] = " USING INDEX sold:Product(number)"
_ORDERED: Final[LiteralString] = "MATCH (sold:Product {number: $product})<-[:OF_PRODUCT]-(ordered:OrderLine)"

OF_CUSTOMER: Final[dict[DocumentKind, Statement[Keys]]] = {
    DocumentKind.PACKING_SLIP: keys_of(
        "slips_of_customer",
        """
    MATCH (buyer:Customer {number: $customer})<-[:PLACED_BY]-(:SalesOrder)<-[:OF_ORDER]-(document:PackingSlip)
    USING INDEX buyer:Customer(number)
    WHERE $product IS NULL OR $product IN
        [(document)-[:HAS]->(:SlipLine)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product) | product.number]
    """
        + _WANTED_DOCUMENT,
    ),
    DocumentKind.INVOICE: keys_of(
        "invoices_of_customer",
        """
    MATCH (buyer:Customer {number: $customer})<-[:PLACED_BY]-(:SalesOrder)<-[:OF_ORDER]-(document:Invoice)
    USING INDEX buyer:Customer(number)
    WHERE $product IS NULL OR $product IN
        [(document)-[:HAS]->(:InvoiceLine)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product) | product.number]
    """
        + _WANTED_DOCUMENT,
    ),
    DocumentKind.SALES_ORDER: keys_of("orders_of_customer", _ORDERS_OF_CUSTOMER + _WANTED_ORDER),
}
OF_PRODUCT: Final[dict[DocumentKind, Statement[Keys]]] = {
    DocumentKind.PACKING_SLIP: keys_of(
        "slips_of_product",
        _ORDERED + "<-[:FOR]-(:SlipLine)<-[:HAS]-(document:PackingSlip)" + _FROM_PRODUCT + _WANTED_DOCUMENT,
    ),
    DocumentKind.INVOICE: keys_of(
        "invoices_of_product",
        _ORDERED + "<-[:FOR]-(:InvoiceLine)<-[:HAS]-(document:Invoice)" + _FROM_PRODUCT + _WANTED_DOCUMENT,
    ),
    DocumentKind.SALES_ORDER: keys_of(
        "orders_of_product", _ORDERED + "<-[:HAS]-(order:SalesOrder)" + _FROM_PRODUCT + _WANTED_ORDER
    ),
}


def _asked(
    kind: DocumentKind, wanted: RecordFilter, order: ListOrder, page: PageOf
) -> tuple[Statement[Keys], dict[str, Any]]:
    """The statement that begins with the fewest, and what it is given."""
    states = [state.value for state in wanted.states]
    given: dict[str, Any] = page_parameters(order, page) | number_bounds(wanted.number_prefix)
    if kind is not DocumentKind.SALES_ORDER:
        given["states"] = states
    if not wanted.is_gathered:
        given |= day_bounds(wanted.day_from, wanted.day_to, order, page.after)
        return WALKS[kind, order.by].towards(order), given
    given |= {"dayFrom": wanted.day_from, "dayTo": wanted.day_to, "by": order.by.value, "descending": order.descending}
    given |= {"customer": wanted.customer, "product": wanted.product}
    return (OF_PRODUCT if wanted.customer is None else OF_CUSTOMER)[kind], given


class RecordLists(KeyReads):
    """Listing packing slips, invoices and sales orders."""

    async def record_keys(
        self, kind: DocumentKind, wanted: RecordFilter, order: ListOrder, page: PageOf
    ) -> tuple[tuple[str, str], ...]:
        """What each of one page is sorted by, and its id; a sales order's is its number."""
        return await self.keys(*_asked(kind, wanted, order, page))

    async def count_records(self, kind: DocumentKind, wanted: RecordFilter, order: ListOrder, most: int) -> int:
        """How many a filter finds; one more than the most that is counted where there are more."""
        return await self.count_keys(*_asked(kind, wanted, order, PageOf(1)), most)
