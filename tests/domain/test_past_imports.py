"""What an import finds in a graph that has nothing, and what it takes of a product by itself."""

from graph_api.domain.lineage import ProductFacts
from graph_api.domain.past_imports import FoundBefore, TradedProduct
from graph_api.domain.tracking import SerialSettings


def test_nothing_collides_in_a_graph_that_has_nothing() -> None:
    found = FoundBefore()
    assert (found.customers, found.units) == ({}, {})
    assert not found.orders | found.slips | found.invoices


def test_a_product_that_nobody_put_into_a_category_has_none() -> None:
    assert TradedProduct(ProductFacts("PUMP", "A pump"), SerialSettings()).categories == ()
