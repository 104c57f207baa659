"""The desk that the tests of the API send from, and sales to work on."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph_api.api.schema import schema
from graph_api.store.bolt import Bolt
from graph_api.store.graph import Graph
from tests.api.desk import Desk, Sale, office

Sell = Callable[..., Awaitable[Sale]]


@pytest.fixture
def desk(graph: Graph, bolt: Bolt) -> Desk:
    """An administrator's desk; `as_role` makes another."""
    return Desk(schema, office(graph), bolt)


@pytest.fixture
def sell(desk: Desk, unique: Callable[[str], str]) -> Sell:
    """Makes orders: five and three pieces of two serial-tracked products, where it is given five and three."""

    async def make(*quantities: int, blank_issue: bool = False, tracked: bool = True, **product: Any) -> Sale:
        group, customer, order = unique("TDG"), unique("CUST"), unique("SO")
        products = [unique("PROD") for _ in quantities]
        await desk.done(
            "saveTrackingDimensionGroup", number=group, activeInSalesProcess=tracked, blankIssueAllowed=blank_issue
        )
        for number in products:
            await desk.done("saveProduct", number=number, name="Pump", trackingDimensionGroup=group, **product)
        await desk.done("saveCustomer", number=customer, name="Miller")
        lines = [
            {"product": number, "quantity": quantity} for number, quantity in zip(products, quantities, strict=True)
        ]
        saved = await desk.done("saveSalesOrder", number=order, customer=customer, orderedOn="2026-02-01", lines=lines)
        return Sale(desk, order, customer, products, [line["id"] for line in saved["lines"]])

    return make
