"""Audit chains through the front door: what was done to a document or a record, and by whom (C4)."""

from collections.abc import Callable

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.asking import refused
from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio


async def test_what_was_done_to_a_document_is_told_to_whose_duty_it_is(desk: Desk, sell: Sell) -> None:
    """C4, S4."""
    sale = await sell(2, tracked=False)
    slip = await sale.slip()
    await desk.done("postPackingSlip", id=slip["id"], reason="the lorry has left")
    document = """
    query ($id: ID!, $after: String) { auditEntries(subject: $id, first: 1, after: $after) {
      nodes { sequence actor action reason before after at seal } pageInfo { hasNextPage endCursor } } }
    """

    first = (await desk.ask(document, id=slip["id"]))["auditEntries"]
    last = (await desk.ask(document, id=slip["id"], after=first["pageInfo"]["endCursor"]))["auditEntries"]
    error = await refused(desk.as_role(Role.SERVICE_DESK), document, id=slip["id"])
    unkept = await refused(desk, document, id="nonsense")

    assert first["pageInfo"]["hasNextPage"]
    assert not last["pageInfo"]["hasNextPage"]
    (posted,) = last["nodes"]
    assert (posted["sequence"], posted["actor"], posted["reason"]) == (2, "clerk-1", "the lorry has left")
    assert posted["before"] == {"state": "DRAFT"}
    assert (error["code"], error["duty"]) == ("FORBIDDEN", "READ_AUDIT")
    assert (unkept["code"], unkept["argument"]) == ("BAD_INPUT", "subject")


async def test_an_order_that_is_numbered_like_another_record_has_a_chain_of_its_own(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """C4: neither goes on with the other's entries, nor is shown them."""
    sale, product = await sell(1), unique("PROD")
    asked = {"customer": sale.customer, "lines": [{"product": sale.products[0], "quantity": 1}]}
    document = "query ($id: ID!) { auditEntries(subject: $id) { nodes { sequence action } } }"

    await desk.done("saveProduct", number=product, name="Pump")
    saved = await desk.done("saveSalesOrder", number=f"Product:{product}", **asked)
    await desk.done("saveSalesOrder", number=f"Product:{product}", **asked)
    trails = [
        (await desk.ask(document, id=id_))["auditEntries"]["nodes"]
        for id_ in (make_id("Product", product), saved["id"], make_id("SalesOrder", sale.order))
    ]

    assert trails == [
        [{"sequence": 1, "action": "saveProduct"}],
        [{"sequence": 1, "action": "saveSalesOrder"}, {"sequence": 2, "action": "saveSalesOrder"}],
        [{"sequence": 1, "action": "saveSalesOrder"}],
    ]
