"""Sales lineage through the front door: from every kind of record, up, down and both, in one statement."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from graph_api.store.bolt import statements_run
from tests.api.asking import sold
from tests.api.claiming import claimed, take, unit_id
from tests.api.conftest import Sell
from tests.api.credits import credit, posted
from tests.api.desk import Desk, Sale
from tests.api.returns import authorised, with_policy

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

LINEAGE = """
query ($start: ID!, $depth: Int!, $direction: LineageDirection!, $kinds: [LineageKind!], $most: Int!) {
  lineage(start: $start, depth: $depth, direction: $direction, kinds: $kinds, most: $most) {
    nodes { id kind number day state depth }
    links { step source target ended endedOn }
    truncated
  }
}
"""


async def lineage(desk: Desk, start: str, direction: str = "BOTH", depth: int = 5, **more: Any) -> Any:
    asked = {"start": start, "direction": direction, "depth": depth, "most": 1000, **more}
    return (await desk.ask(LINEAGE, **asked))["lineage"]


def told(found: Any) -> list[tuple[str, str | None, int]]:
    return [(node["kind"], node["number"], node["depth"]) for node in found["nodes"]]


def steps(found: Any) -> set[tuple[str, str | None, str | None]]:
    number = {node["id"]: node["number"] for node in found["nodes"]}
    return {(link["step"], number[link["source"]], number[link["target"]]) for link in found["links"]}


async def test_a_unit_has_its_documents_and_its_buyer_above_it_and_its_claims_below(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(2)
    documents = await sold(desk, sale, unique, ["SN-1", "SN-2"])
    slip, invoice = documents["slip"], documents["invoice"]
    unit = await unit_id(sale, "SN-1")
    claim = await claimed(desk, unit)

    both = await lineage(desk, unit)

    order, product = sale.order, sale.products[0]
    assert told(both) == [
        ("UNIT", "SN-1", 0),
        ("PRODUCT", product, 1),
        ("PACKING_SLIP", slip["number"], 1),
        ("INVOICE", invoice["number"], 1),
        ("CLAIM", claim["number"], 1),
        ("SALES_ORDER", order, 2),
        ("CUSTOMER", sale.customer, 3),
    ]
    assert steps(both) == {
        ("KIND_OF", product, "SN-1"),
        ("SHIPPED", slip["number"], "SN-1"),
        ("INVOICED", invoice["number"], "SN-1"),
        ("BILLED_BY", slip["number"], invoice["number"]),
        ("DELIVERED_BY", order, slip["number"]),
        ("INVOICED_BY", order, invoice["number"]),
        ("PLACED", sale.customer, order),
        ("CLAIMED_IN", "SN-1", claim["number"]),
    }
    assert told(await lineage(desk, unit, "DOWN")) == [("UNIT", "SN-1", 0), ("CLAIM", claim["number"], 1)]
    assert told(await lineage(desk, claim["id"], "UP"))[:2] == [("CLAIM", claim["number"], 0), ("UNIT", "SN-1", 1)]


async def test_a_customer_has_everything_below_and_nothing_above(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(2)
    await with_policy(desk, sale, unique)
    slip = await sale.posted([["SN-1", "SN-2"]])
    invoice = await posted(sale)
    rma = await authorised(sale, "SN-1")
    customer = make_id("Customer", sale.customer)

    down = await lineage(desk, customer, "DOWN")

    assert told(down) == [
        ("CUSTOMER", sale.customer, 0),
        ("SALES_ORDER", sale.order, 1),
        ("RETURN", rma["number"], 1),
        ("PACKING_SLIP", slip["number"], 2),
        ("INVOICE", invoice["number"], 2),
        ("UNIT", "SN-1", 3),
        ("UNIT", "SN-2", 3),
    ]
    assert {("ASKED_FOR", sale.customer, rma["number"]), ("RETURNED_IN", "SN-1", rma["number"])} <= steps(down)
    assert told(await lineage(desk, customer, "UP")) == [("CUSTOMER", sale.customer, 0)]
    assert told(await lineage(desk, rma["id"], "UP", kinds=["CUSTOMER"])) == [
        ("RETURN", rma["number"], 0),
        ("CUSTOMER", sale.customer, 1),
    ]


async def test_depth_counts_the_steps_and_every_one_more_tells_more(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(1)
    await sold(desk, sale, unique, ["SN-1"])
    customer = make_id("Customer", sale.customer)

    reached = [[kind for kind, _, _ in told(await lineage(desk, customer, "DOWN", depth))] for depth in (1, 2, 3)]

    assert reached == [
        ["CUSTOMER", "SALES_ORDER"],
        ["CUSTOMER", "SALES_ORDER", "PACKING_SLIP", "INVOICE"],
        ["CUSTOMER", "SALES_ORDER", "PACKING_SLIP", "INVOICE", "UNIT"],
    ]


async def test_what_was_credited_or_reversed_is_told_with_its_end(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    invoice = await posted(sale)
    note = await credit(desk, invoice)
    version = await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=slip["id"])
    await desk.done("cancelPackingSlip", id=slip["id"], version=version["node"]["version"], reason="lost")

    found = await lineage(desk, invoice["id"])
    ends = {(link["step"], link["ended"], link["endedOn"]) for link in found["links"] if link["ended"]}
    shipped = await lineage(desk, slip["id"], "DOWN", 1)

    assert ends == {("INVOICED", "CREDITED", "2026-03-02")}
    assert ("CREDITED_BY", invoice["number"], note["number"]) in steps(found)
    assert ("SHIPPED", "REVERSED", "2026-03-02") in {
        (link["step"], link["ended"], link["endedOn"]) for link in shipped["links"]
    }
    assert {node["state"] for node in shipped["nodes"] if node["kind"] == "PACKING_SLIP"} == {"CANCELLED"}


async def test_a_draft_that_was_discarded_and_a_number_that_was_taken_off_are_not_told(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    draft, discarded = await sale.slip(1), await sale.slip(1)
    line = draft["lines"][0]["id"]
    await desk.send("scanSerial", lineId=line, scan="SN-1")
    await desk.send("scanSerial", lineId=line, scan="SN-1", mode="REMOVE")
    await desk.send("scanSerial", lineId=discarded["lines"][0]["id"], scan="SN-2")
    await desk.done("discardPackingSlip", id=discarded["id"], reason="twice")

    found = await lineage(desk, make_id("SalesOrder", sale.order), "DOWN")

    assert told(found) == [("SALES_ORDER", sale.order, 0), ("PACKING_SLIP", None, 1)]


async def test_units_that_came_for_one_another_are_one_chain(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W7: each is linked with the one before it."""
    sale = await sell(1)
    await sold(desk, sale, unique, ["SN-1"])
    for old, new in (("SN-1", "SN-2"), ("SN-2", "SN-3")):
        claim = await claimed(desk, await unit_id(sale, old), "IN_PROGRESS")
        await take(desk, claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial=new)

    down = await lineage(desk, await unit_id(sale, "SN-1"), "DOWN", kinds=["UNIT"])
    up = await lineage(desk, await unit_id(sale, "SN-3"), "UP", kinds=["UNIT"])

    assert told(down) == [("UNIT", "SN-1", 0), ("UNIT", "SN-2", 1), ("UNIT", "SN-3", 2)]
    assert steps(down) == {("REPLACED_BY", "SN-1", "SN-2"), ("REPLACED_BY", "SN-2", "SN-3")}
    assert (told(up)[-1], steps(up)) == (("UNIT", "SN-1", 2), steps(down))


async def test_kinds_that_are_left_out_are_stepped_over(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(2)
    await sold(desk, sale, unique, ["SN-1", "SN-2"])

    found = await lineage(desk, make_id("Customer", sale.customer), "DOWN", kinds=["UNIT"])

    assert [kind for kind, _, _ in told(found)] == ["CUSTOMER", "UNIT", "UNIT"]
    assert steps(found) == {("LEADS_TO", sale.customer, "SN-1"), ("LEADS_TO", sale.customer, "SN-2")}


async def test_a_product_leads_to_its_units_and_no_further_than_was_asked(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(5)
    await sold(desk, sale, unique, [f"SN-{place}" for place in range(5)])
    product = make_id("Product", sale.products[0])

    some, whole = await lineage(desk, product, "DOWN", most=3), await lineage(desk, product, "DOWN", most=6)

    assert (len(some["nodes"]), some["truncated"]) == (3, True)
    assert (len(whole["nodes"]), whole["truncated"]) == (6, False)


async def test_it_is_one_statement_from_every_kind_of_record_and_names_nobody(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """G1, S4: an analyst reads it."""
    sale: Sale = await sell(1)
    documents = await sold(desk, sale, unique, ["SN-1"])
    unit = await unit_id(sale, "SN-1")
    claim = await claimed(desk, unit)
    starts = {
        make_id("Customer", sale.customer): "CUSTOMER",
        make_id("Product", sale.products[0]): "PRODUCT",
        make_id("SalesOrder", sale.order): "SALES_ORDER",
        documents["slip"]["id"]: "PACKING_SLIP",
        documents["invoice"]["id"]: "INVOICE",
        unit: "UNIT",
        claim["id"]: "CLAIM",
    }
    analyst = desk.as_role(Role.ANALYST)
    for start, kind in starts.items():
        run: list[str] = []
        statements_run.set(run)
        found = await lineage(analyst, start)

        assert len(run) == 1
        assert found["nodes"][0] == {**found["nodes"][0], "id": start, "kind": kind, "depth": 0}
        assert "name" not in str(found).lower()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"start": "nonsense"}, "starts no lineage"),
        ({"start": make_id("OrderLine", "x")}, "starts no lineage"),
        ({"depth": 0}, "ask for 1 to 10"),
        ({"depth": 11}, "ask for 1 to 10"),
        ({"most": 0}, "ask for 1 to 10,000"),
        ({"most": 10_001}, "ask for 1 to 10,000"),
    ],
)
async def test_what_cannot_be_followed_is_said(desk: Desk, more: dict[str, Any], said: str) -> None:
    asked = {"start": make_id("Unit", "x"), "direction": "UP", "depth": 5, "most": 10, **more}

    result = await desk.execute(LINEAGE, asked)

    assert said in result.errors[0].message
    assert result.errors[0].extensions["code"] == "BAD_INPUT"


async def test_what_nobody_has_is_answered_with_nothing(desk: Desk) -> None:
    assert await lineage(desk, make_id("Unit", "01ARZ3NDEKTSV4RRFFQ69G5FAV")) is None
