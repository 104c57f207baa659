"""Warranty terms for buyers of a country and a kind, through the front door (W1)."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale

pytestmark = pytest.mark.anyio

Unique = Callable[[str], str]

TERM = {
    "layer": "STATUTORY",
    "startBasis": "PACKING_SLIP",
    "coverages": [{"kind": "PARTS", "period": "P2Y"}],
    "validFrom": "2020-01-01",
}
SHOWN = """
query ($id: ID!) {
  node(id: $id) { ... on WarrantyTerm { transferable repairExtension country buyer source version } }
}
"""
VERDICT = """
query ($serial: String!) {
  lookup(by: {serial: $serial}) {
    matches { ... on SerialAnswer { warranty { status layer lastDay term { number source } } } }
  }
}
"""


async def published(desk: Desk, number: str, product: str, **more: Any) -> dict[str, Any]:
    return dict(await desk.done("publishWarrantyTerm", number=number, scope={"product": product}, **TERM | more))


async def verdict(desk: Desk, serial: str) -> dict[str, Any]:
    found = await desk.ask(VERDICT, serial=serial)
    return dict(found["lookup"]["matches"][0]["warranty"])


async def sold_to(desk: Desk, sale: Sale, serial: str, **customer: Any) -> str:
    await desk.done("saveCustomer", number=sale.customer, **customer)
    await sale.posted([[serial]])
    return serial


async def test_a_term_says_whom_it_is_for_and_where_it_comes_from(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W1, W5 and W9: read as it was published, the country in capitals."""
    product = (await sell(1)).products[0]
    term = await published(
        desk,
        unique("TERM"),
        product,
        transferable=False,
        repairExtension="P12M",
        country=" pt ",
        buyer="CONSUMER",
        source="A law of 2021-10-18, article 12",
    )

    shown = (await desk.ask(SHOWN, id=term["id"]))["node"]

    assert shown == {
        "transferable": False,
        "repairExtension": "P12M",
        "country": "PT",
        "buyer": "CONSUMER",
        "source": "A law of 2021-10-18, article 12",
        "version": 1,
    }


async def test_a_term_is_for_everybody_and_follows_the_unit_where_nothing_is_said(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W9: as terms were before they could say so."""
    term = await published(desk, unique("TERM"), (await sell(1)).products[0])

    shown = (await desk.ask(SHOWN, id=term["id"]))["node"]

    nothing = dict.fromkeys(("repairExtension", "country", "buyer", "source"))
    assert shown == {"transferable": True, "version": 1, **nothing}


async def test_what_is_wrong_with_the_buyers_of_a_term_is_said_at_once(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W3: a period is a calendar period; a country is one of ISO 3166."""
    product = (await sell(1)).products[0]
    answer = await desk.refused(
        "publishWarrantyTerm",
        number=unique("TERM"),
        scope={"product": product},
        repairExtension="P1W",
        country="Portugal",
        source="x" * 201,
        **TERM,
    )

    assert [refusal["path"] for refusal in answer.refusals] == [["repairExtension"], ["country"], ["source"]]


@pytest.mark.parametrize("code", ["UK", "EU", "D", "DEU", "1A", "ÄT", "X", "X1", "\x00\x00"])
async def test_a_customer_s_country_is_a_code_that_laws_can_be_found_by(desk: Desk, unique: Unique, code: str) -> None:
    """W1: a name that matches no term would be taken for a country without a law."""
    answer = await desk.refused("saveCustomer", number=unique("CUST"), country=code)
    assert answer.facts("path") == [("INVALID_VALUE", ["country"])]


async def test_a_customer_is_a_consumer_or_a_business_or_it_is_not_known(desk: Desk, unique: Unique) -> None:
    """W1: it identifies nobody, so an analyst reads it; XK is a code that ISO 3166 leaves to its users."""
    number = unique("CUST")
    asked = "query ($number: String!) { customer(number: $number) { country buyerKind name } }"
    analyst = desk.as_role(Role.ANALYST)

    await desk.done("saveCustomer", number=number, name="Miller", country="xk", buyerKind="CONSUMER")
    known = await analyst.ask(asked, number=number)
    await desk.done("saveCustomer", number=number, name="Miller", country="XK")
    unknown = await analyst.ask(asked, number=number)

    assert known["customer"] == {"country": "XK", "buyerKind": "CONSUMER", "name": None}
    assert unknown["customer"] == {"country": "XK", "buyerKind": None, "name": None}


async def test_the_term_for_the_fewest_buyers_holds_and_the_verdict_names_its_source(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W1 and W5: the law of the buyer's country, for consumers alone."""
    sale, law, general = await sell(1), unique("LAW"), unique("TERM")
    three_years = [{"kind": "PARTS", "period": "P3Y"}]
    await published(desk, general, sale.products[0])
    await published(desk, unique("ES"), sale.products[0], country="ES", buyer="CONSUMER")
    await published(desk, law, sale.products[0], country="PT", buyer="CONSUMER", source="DL", coverages=three_years)

    serial = await sold_to(desk, sale, unique("SN"), country="PT", buyerKind="CONSUMER")

    term = {"number": law, "source": "DL"}
    assert await verdict(desk, serial) == {
        "status": "COVERED", "layer": "STATUTORY", "lastDay": "2029-03-02", "term": term
    }  # fmt: skip


@pytest.mark.parametrize(
    "customer",
    [{"country": "PT"}, {"country": "PT", "buyerKind": "BUSINESS"}, {"country": "ES", "buyerKind": "CONSUMER"}, {}],
)
async def test_a_term_for_others_holds_for_no_sale(
    desk: Desk, sell: Sell, unique: Unique, customer: dict[str, str]
) -> None:
    """W1: nor where the country or the kind is not known."""
    sale, general = await sell(1), unique("TERM")
    await published(desk, general, sale.products[0])
    await published(desk, unique("LAW"), sale.products[0], country="PT", buyer="CONSUMER")

    serial = await sold_to(desk, sale, unique("SN"), **customer)

    assert (await verdict(desk, serial))["term"] == {"number": general, "source": None}


async def test_what_a_sale_was_held_to_stays_though_the_customer_moves_and_terms_are_published(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W1: chosen when the first document is posted, for good."""
    sale, law = await sell(1), unique("LAW")
    await published(desk, law, sale.products[0], country="PT", buyer="CONSUMER")
    serial = await sold_to(desk, sale, unique("SN"), country="PT", buyerKind="CONSUMER")
    before = await verdict(desk, serial)

    await desk.done("saveCustomer", number=sale.customer, country="ES", buyerKind="BUSINESS")
    longer = [{"kind": "PARTS", "period": "P9Y"}]
    await published(desk, law, sale.products[0], country="PT", buyer="CONSUMER", coverages=longer)
    await published(desk, unique("ES"), sale.products[0], country="ES", coverages=longer)

    assert await verdict(desk, serial) == before
    assert before["lastDay"] == "2028-03-02"


async def test_a_number_keeps_its_buyers_and_two_for_the_same_ones_are_rivals(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W1: two of one rank for one day are refused when published, naming them."""
    product, law, other = (await sell(1)).products[0], unique("LAW"), unique("LAW")
    scope = {"product": product}
    await published(desk, law, product, country="PT", buyer="CONSUMER")

    moved = await desk.refused("publishWarrantyTerm", number=law, scope=scope, country="ES", buyer="CONSUMER", **TERM)
    rival = await desk.refused("publishWarrantyTerm", number=other, scope=scope, country="pt", buyer="CONSUMER", **TERM)
    wider = await published(desk, other, product, country="PT")
    again = await published(desk, law, product, country="PT", buyer="CONSUMER", source="as amended")

    assert moved.facts("scope", "path") == [("SCOPE_CHANGED", "buyers of kind CONSUMER in PT", ["country"])]
    assert rival.facts("number", "rivals") == [("RIVAL_VERSION", other, [law])]
    assert (wider["version"], again["version"]) == (1, 2)
