"""What people ask, through the front door: each kind of answer, and what it costs in round trips."""

from collections.abc import Callable

import pytest

from graph_api.domain.duties import Role
from tests.api.asking import count, sold
from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk
from tests.api.lookups import EVERYTHING

pytestmark = pytest.mark.anyio


async def test_an_analyst_sees_the_sale_and_not_the_person(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """S4."""
    serial, sale = unique("RD"), await sell(1)
    await desk.done("saveCustomer", number=sale.customer, name="Miller", email="m@example.org", country="DE")
    await sold(desk, sale, unique, [serial])

    answer = await desk.as_role(Role.ANALYST).ask(EVERYTHING, serial=serial)

    customer = answer["lookup"]["matches"][0]["sales"][0]["customer"]
    assert (customer["number"], customer["country"]) == (sale.customer, "DE")
    assert (customer["name"], customer["email"]) == (None, None)


async def test_a_line_lists_what_stands_on_it_page_by_page(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """I1: in order of registration, not readable ones among them; one statement for every line of every slip."""
    serials, sale = [unique("RD") for _ in range(4)], await sell(5, 1)
    slip = await sale.posted([serials, [unique("RD")]], blanks=1)
    document = """
    query ($number: String!, $after: String) { packingSlip(number: $number) { lines { position
      registrations(first: 3, after: $after) {
        edges { cursor node { id serialNumber notReadable ended product { number } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    } } }
    """

    answer, statements = await count(desk, document, number=slip["number"])
    first = answer["packingSlip"]["lines"][0]["registrations"]
    rest = await desk.ask(document, number=slip["number"], after=first["pageInfo"]["endCursor"])
    second = rest["packingSlip"]["lines"][0]["registrations"]

    assert statements == ["find_slips_by_number", "registrations_of_slip_lines"]
    listed = [edge["node"]["serialNumber"] for edge in (*first["edges"], *second["edges"])]
    assert listed == [*serials, None]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert (first["pageInfo"]["hasPreviousPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert [edge["node"]["notReadable"] for edge in second["edges"]] == [False, True]


async def test_an_invoice_lists_what_it_took_from_the_slip(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """I1, R1."""
    serials = [unique("RD"), unique("RD")]
    made = await sold(desk, await sell(2), unique, serials)
    document = """
    query ($number: String!) { invoice(number: $number) {
      salesOrder { number invoices { number } packingSlips { state } }
      lines { quantity registered registrations { nodes { serialNumber } } } } }
    """

    answer = (await desk.ask(document, number=made["invoice"]["number"]))["invoice"]

    (line,) = answer["lines"]
    assert [each["serialNumber"] for each in line["registrations"]["nodes"]] == serials
    assert (line["quantity"], line["registered"]) == (2, 2)
    assert answer["salesOrder"]["invoices"] == [{"number": made["invoice"]["number"]}]
    assert answer["salesOrder"]["packingSlips"] == [{"state": "POSTED"}]


async def test_an_order_shows_how_far_it_is(desk: Desk, sell: Sell) -> None:
    """D1."""
    sale = await sell(5, tracked=False)
    await desk.done("postPackingSlip", id=(await sale.slip(3))["id"])
    document = """
    query ($number: String!) { salesOrder(number: $number) { orderedOn customer { number }
      lines { position quantity shipped invoiced product { number } salesOrder { number } } packingSlips { day } } }
    """

    answer, statements = await count(desk, document, number=sale.order)

    order = answer["salesOrder"]
    assert statements == ["find_orders"]
    assert [(each["quantity"], each["shipped"], each["invoiced"]) for each in order["lines"]] == [(5, 3, 0)]
    assert order["packingSlips"] == [{"day": TODAY.isoformat()}]


async def test_a_product_shows_what_is_published_for_it(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    sale, term = await sell(1), unique("WT")
    for period in ("P1Y", "P2Y"):
        await desk.done(
            "publishWarrantyTerm",
            number=term, scope={"product": sale.products[0]}, layer="STATUTORY", startBasis="PACKING_SLIP",
            coverages=[{"kind": "PARTS", "period": period}], validFrom="2025-01-01",
        )  # fmt: skip
    document = """
    query ($number: String!) { product(number: $number) { name catchWeight trackingDimensionGroup { name settings {
      serialNumberControl } } warrantyTerms { number version coverages { kind period percentage } scope { product } }
      returnPolicies { number } } }
    """

    product = (await desk.ask(document, number=sale.products[0]))["product"]

    of_it = [each for each in product["warrantyTerms"] if each["number"] == term]
    assert [(each["version"], each["coverages"][0]["period"]) for each in of_it] == [(1, "P1Y"), (2, "P2Y")]
    assert product["trackingDimensionGroup"]["settings"] == {"serialNumberControl": True}


async def test_a_viewer_learns_what_the_token_allows(desk: Desk) -> None:
    answer = await desk.as_role(Role.SERVICE_DESK, "sue").ask("query { viewer { subject duties } }")

    duties = ["READ_PERSONAL_DATA", "READ_REGISTER", "RECORD_AFTER_SALES", "WORK_CLAIMS", "WORK_RETURNS"]
    assert answer["viewer"] == {"subject": "sue", "duties": duties}
