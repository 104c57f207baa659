"""Global ids: each node has one, in one spelling, and everything else is answered clearly."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.api.ids import make_id, read_id
from graph_api.domain.duties import Role
from tests.api.asking import count, refused, sold
from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


@given(st.sampled_from(["Unit", "Product", "SlipLine"]), st.text(min_size=1, max_size=100).filter(str.isprintable))
def test_an_id_is_read_as_it_was_made(type_name: str, key: str) -> None:
    assert read_id(make_id(type_name, key)) == (type_name, key)


@given(st.text(max_size=50))
def test_garbage_is_no_id_or_the_one_spelling_of_one(text: str) -> None:
    found = read_id(text)

    assert found is None or make_id(*found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UHJvZHVjdDox ",  # white space
        b64("Product:12").rstrip("="),  # without the padding
        b64("Product:1") + "=",
        "UHJvZHVjdDoxMR==",  # bits beyond the last character
        "UHJvZHVj\ndDox",
        b64("Product"),
        b64("Product:"),
        b64(":1"),
        b64("Prod uct:1"),
        b64("Product:\x00"),
        b64("Product:\n"),
        b64encode(b"Product:\xff").decode(),
        b64("Product:" + "1" * 2_000),
        "ÜHJvZHVjdDox",
    ],
)
def test_another_spelling_is_no_id(text: str) -> None:
    assert read_id(text) is None


@pytest.mark.parametrize("text", ["", "nonsense", b64("Nothing:1"), b64("Query:1"), b64("Product:1") + "="])
async def test_what_is_no_id_is_said(desk: Desk, text: str) -> None:
    error = await refused(desk, NODE, id=text)

    assert error["code"] == "BAD_INPUT"
    assert "is no id" in error["message"]


@pytest.mark.parametrize(
    "kind",
    [
        "Unit", "Product", "Customer", "SalesOrder", "OrderLine", "PackingSlip", "SlipLine", "Invoice", "InvoiceLine",
        "CreditNote", "Registration", "WarrantyTerm", "ReturnPolicy", "TrackingDimensionGroup", "WarrantyVoid",
        "WarrantyStart", "UnitCover", "OwnershipTransfer",
    ],
)  # fmt: skip
async def test_an_id_that_nothing_has_is_answered_with_nothing(desk: Desk, kind: str) -> None:
    assert await desk.ask(NODE, id=b64(f"{kind}:01NOTHING")) == {"node": None}


async def test_everything_that_is_shown_with_an_id_is_found_by_it(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    sale = await sell(1)
    made = await sold(desk, sale, unique, [unique("RD")])
    document = """
    query ($order: String!, $invoice: String!, $product: String!) {
      salesOrder(number: $order) { id customer { id } lines { id } packingSlips { id } }
      invoice(number: $invoice) { id lines { id slipLine { id registrations { nodes { id unit { id } } } } } }
      product(number: $product) { id trackingDimensionGroup { id } warrantyTerms { id } returnPolicies { id } }
    }
    """
    answer = await desk.ask(document, order=sale.order, invoice=made["invoice"]["number"], product=sale.products[0])
    ids = _ids(answer)

    found, statements = await count(desk, NODES, ids=ids)

    assert [node["id"] for node in found["nodes"]] == ids
    assert {node["__typename"] for node in found["nodes"]} == {
        "Unit", "Product", "Customer", "SalesOrder", "OrderLine", "PackingSlip", "SlipLine", "Invoice", "InvoiceLine",
        "Registration", "WarrantyTerm", "ReturnPolicy", "TrackingDimensionGroup",
    }  # fmt: skip
    assert len(statements) == len(set(statements)) == 13


def _ids(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return [*own, *(each for inner in value.values() for each in _ids(inner))]
    return [each for inner in value for each in _ids(inner)] if isinstance(value, list) else []


async def test_a_node_is_guarded_like_everything_else(desk: Desk, sell: Sell) -> None:
    """S4: an analyst finds a customer by its id, and still sees no person."""
    sale = await sell(1)
    document = "query ($id: ID!) { node(id: $id) { ... on Customer { number name } } }"

    answer = await desk.as_role(Role.ANALYST).ask(document, id=make_id("Customer", sale.customer))

    assert answer["node"] == {"number": sale.customer, "name": None}


async def test_so_many_ids_are_several_calls(desk: Desk) -> None:
    error = await refused(desk, NODES, ids=[b64("Product:1")] * 101)

    assert (error["code"], error["argument"]) == ("BAD_INPUT", "ids")
