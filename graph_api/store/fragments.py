"""Pieces of Cypher that several stories share, each beside the decoder of what it returns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString

from graph_api.domain.lineage import CustomerFacts, OrderFacts, ProductFacts
from graph_api.domain.terms import BuyerKind
from graph_api.domain.tracking import SerialSettings
from graph_api.store.statement import Row

PRODUCT: Final[LiteralString] = """
    OPTIONAL MATCH (product)-[:IN_GROUP]->(group:TrackingDimensionGroup)
    OPTIONAL MATCH (product)-[:IN_CATEGORY]->(category:ProductCategory)
    WITH *, [product.number, product.name, category.number, group.number, product.catchWeight,
             [(product)-[:CARRIES]->(gtin:Gtin) | gtin.code], product.serialPattern] AS productFacts,
            [group.activeInSalesProcess, group.serialNumberControl, group.blankIssueAllowed,
             group.activeInInventory, group.blankReceiptAllowed] AS settings
"""
"""Given `product`: adds `productFacts` and `settings`."""

LOCK_ORDER: Final[LiteralString] = """
    SET order.lockedAt = timestamp()
    WITH *
"""
"""
Given `order`. Neo4j reads are read-committed, so the order is locked by a write before anything of it is read. The
value written must not depend on the old one: a counter reads first, and concurrent scanners deadlock.
"""

FREE_UNITS: Final[LiteralString] = """
    CALL () {
        UNWIND $units AS id
        MATCH (unit:Unit {id: id})
        SET unit.freeFrom = $day
        RETURN count(unit) AS freed
    }
"""
"""
Frees the units whose sales end on `$day`. Writing to them locks them, in the order of `$units`, before anything else is
written.
"""


CUSTOMER: Final[LiteralString] = """
    [customer.number, customer.name, customer.email, customer.phone, customer.street, customer.postalCode,
     customer.city, customer.country, customer.buyerKind]
"""


def product_facts(values: Sequence[Any]) -> ProductFacts:
    """Decode `productFacts`."""
    number, name, category, group, catch_weight, gtins, pattern = values
    return ProductFacts(number, name, category, group, bool(catch_weight), tuple(gtins), pattern)


def serial_settings(values: Sequence[Any]) -> SerialSettings:
    """Decode `settings`; a product without a group has none switched on."""
    return SerialSettings(*(bool(value) for value in values))


def day(text: str | None) -> date | None:
    """Decode a day that Cypher wrote as text, which is faster than the driver's own type."""
    return None if text is None else date.fromisoformat(text)


def moment(text: str | None) -> datetime | None:
    """Decode a moment that Cypher wrote as text; microseconds are what we store."""
    return None if text is None else datetime.fromisoformat(text)


def a_day(text: str) -> date:
    """Decode a day that the graph always has."""
    return date.fromisoformat(text)


def a_moment(text: str) -> datetime:
    """Decode a moment that the graph always has."""
    return datetime.fromisoformat(text)


def present(row: Row | None) -> bool:
    """Decode whether a statement matched at all."""
    return row is not None


def customer_facts(values: Sequence[Any]) -> CustomerFacts:
    """Decode `CUSTOMER`."""
    number, name, email, phone, street, postal_code, city, country, kind = values
    buyer_kind = None if kind is None else BuyerKind(kind)
    return CustomerFacts(number, name, email, phone, street, postal_code, city, country, buyer_kind)


def order_facts(values: Sequence[Any]) -> OrderFacts:
    """Decode an order's number, day, reference and customer."""
    number, ordered_on, reference, customer = values
    return OrderFacts(number, a_day(ordered_on), customer_facts(customer), reference)
