"""Setting up through the front door: groups, products, customers, terms and policies."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio

Unique = Callable[[str], str]

FOR_ALL_TIME = {"validFrom": "2020-01-01"}
TWO_YEARS = [{"kind": "PARTS", "period": "P2Y"}]


async def test_switching_on_the_sales_process_selects_control_and_clears_the_rest(desk: Desk, unique: Unique) -> None:
    """T1: only blank issue allowed is left alone."""
    number = unique("TDG")
    await desk.done(
        "saveTrackingDimensionGroup",
        number=number,
        activeInInventory=True,
        blankReceiptAllowed=True,
        blankIssueAllowed=True,
    )

    group = await desk.done("saveTrackingDimensionGroup", number=number, activeInSalesProcess=True)

    assert group["settings"] == {
        "activeInSalesProcess": True,
        "serialNumberControl": True,
        "blankIssueAllowed": True,
        "activeInInventory": False,
        "blankReceiptAllowed": False,
    }


async def test_settings_that_exclude_each_other_are_all_refused(desk: Desk, unique: Unique) -> None:
    """T1: control cannot be deselected, nor another setting selected."""
    answer = await desk.refused(
        "saveTrackingDimensionGroup",
        number=unique("TDG"),
        activeInSalesProcess=True,
        serialNumberControl=False,
        activeInInventory=True,
        blankReceiptAllowed=True,
    )

    assert answer.facts("rule", "path") == [
        ("SETTING_EXCLUDED", "T1", ["activeInInventory"]),
        ("SETTING_EXCLUDED", "T1", ["blankReceiptAllowed"]),
        ("SETTING_EXCLUDED", "T1", ["serialNumberControl"]),
    ]


async def test_a_catch_weight_product_never_meets_an_active_group(desk: Desk, unique: Unique) -> None:
    """T4: neither is given to the other, whichever came first."""
    active, passive, product = unique("TDG"), unique("TDG"), unique("PROD")
    await desk.done("saveTrackingDimensionGroup", number=active, activeInSalesProcess=True)
    await desk.done("saveTrackingDimensionGroup", number=passive)

    given = await desk.refused(
        "saveProduct", number=product, name="Cheese", catchWeight=True, trackingDimensionGroup=active
    )
    await desk.done("saveProduct", number=product, name="Cheese", catchWeight=True, trackingDimensionGroup=passive)
    activated = await desk.refused("saveTrackingDimensionGroup", number=passive, activeInSalesProcess=True)

    assert given.facts("product", "group") == [("CATCH_WEIGHT_EXCLUDED", product, active)]
    assert activated.facts("product", "path") == [("CATCH_WEIGHT_EXCLUDED", product, ["activeInSalesProcess"])]


async def test_settings_stand_still_while_a_draft_holds_registrations(desk: Desk, sell: Sell, unique: Unique) -> None:
    """T5: neither the group's settings nor the product's group can change, until the draft is gone."""
    sale = await sell(2)
    slip = await sale.slip()
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["A-1"])
    group = await _group_of(desk, sale.products[0])

    settings = await desk.refused("saveTrackingDimensionGroup", number=group, blankIssueAllowed=True)
    product = await desk.refused("saveProduct", number=sale.products[0], name="Pump")
    await desk.done("discardPackingSlip", id=slip["id"])
    await desk.done("saveTrackingDimensionGroup", number=group, blankIssueAllowed=True)

    draft = f"draft {slip['id']}"
    assert [*settings.codes, *product.codes] == ["HELD_BY_DRAFTS", "HELD_BY_DRAFTS"]
    assert all(refusal["documents"] for refusal in (*settings.refusals, *product.refusals)), draft


async def _group_of(desk: Desk, product: str) -> str:
    document = "query ($number: String!) { product(number: $number) { trackingDimensionGroup { number } } }"
    found = await desk.ask(document, number=product)
    return str(found["product"]["trackingDimensionGroup"]["number"])


async def test_everything_that_is_wrong_with_a_product_is_said_at_once(desk: Desk, unique: Unique) -> None:
    """R6: numbers, GTINs and patterns are read before anything is locked."""
    answer = await desk.refused(
        "saveProduct",
        number="\x07",
        name=" ",
        category="x" * 101,
        trackingDimensionGroup="\u200b",
        gtins=["4006381333931", "4006381333932", "12"],
        serialPattern="[A-",
        supplier="x" * 201,
    )

    assert [refusal["path"] for refusal in answer.refusals] == [
        ["number"],
        ["category"],
        ["trackingDimensionGroup"],
        ["gtins", "1"],
        ["gtins", "2"],
        ["serialPattern"],
        ["supplier"],
        ["name"],
    ]


async def test_a_gtin_belongs_to_one_product_and_a_group_must_exist(desk: Desk, unique: Unique) -> None:
    """R6: a scan must say one product."""
    first, second = unique("PROD"), unique("PROD")
    await desk.done("saveProduct", number=first, name="Pump", gtins=["96385074"])

    answer = await desk.refused(
        "saveProduct", number=second, name="Pump", gtins=["96385074"], trackingDimensionGroup="no such group"
    )

    assert answer.facts("kind", "key", "gtin", "product") == [
        ("UNKNOWN_RECORD", "tracking dimension group", "no such group", None, None),
        ("GTIN_TAKEN", None, None, "00000096385074", first),
    ]


async def test_a_customer_is_written_again_whole(desk: Desk, unique: Unique) -> None:
    """D12: what is left out is not there any more."""
    number = unique("CUST")
    await desk.done("saveCustomer", number=number, name="Miller", city="Bern", postalCode="3000")
    await desk.done("saveCustomer", number=number, name="Miller & Co")

    found = await desk.ask(
        "query ($number: String!) { customer(number: $number) { name city postalCode } }", number=number
    )

    assert found["customer"] == {"name": "Miller & Co", "city": None, "postalCode": None}


async def test_a_term_is_published_in_versions_and_rivals_are_refused(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W1: two of one rank for one day are refused when published, and a number keeps its scope."""
    product, number, rival = (await sell(1)).products[0], unique("TERM"), unique("TERM")
    term = {"layer": "COMMERCIAL", "startBasis": "INVOICE", "coverages": TWO_YEARS, **FOR_ALL_TIME}
    scope = {"product": product}

    first = await desk.done("publishWarrantyTerm", number=number, scope=scope, **term)
    second = await desk.done("publishWarrantyTerm", number=number, scope=scope, **{**term, "validFrom": "2026-01-01"})
    refused = await desk.refused("publishWarrantyTerm", number=rival, scope=scope, **term)
    moved = await desk.refused("publishWarrantyTerm", number=number, scope={"category": "none"}, **term)

    assert (first["version"], second["version"]) == (1, 2)
    assert refused.facts("number", "rivals", "path") == [("RIVAL_VERSION", rival, [number], ["validFrom"])]
    assert set(moved.codes) == {"UNKNOWN_RECORD", "SCOPE_CHANGED"}


async def test_a_version_from_the_first_day_of_the_calendar_keeps_its_scope_open_to_others(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """W1: no day comes before it; it once made every later publication into the scope fail."""
    product, number = (await sell(1)).products[0], unique("TERM")
    term = {
        "layer": "COMMERCIAL",
        "startBasis": "INVOICE",
        "coverages": TWO_YEARS,
        "scope": {"product": product},
        "validTo": "2019-12-31",
    }

    await desk.done("publishWarrantyTerm", number=number, **{**term, "validFrom": "2010-01-01"})
    await desk.done("publishWarrantyTerm", number=number, **{**term, "validFrom": "0001-01-01"})
    rival = await desk.refused("publishWarrantyTerm", number=unique("TERM"), **{**term, "validFrom": "0001-01-01"})
    after = await desk.done(
        "publishWarrantyTerm", number=unique("TERM"), **{**term, "validFrom": "2020-01-01", "validTo": "9999-12-31"}
    )

    assert rival.facts("rivals") == [("RIVAL_VERSION", [number])]
    assert after["version"] == 1


async def test_a_policy_is_published_in_versions_and_rivals_are_refused(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V1: versioned and ranked like a term."""
    product, number, rival = (await sell(1)).products[0], unique("POLICY"), unique("POLICY")
    policy = {"basis": "INVOICE", "windowDays": 30, "scope": {"product": product}, **FOR_ALL_TIME}

    first = await desk.done("publishReturnPolicy", number=number, **policy)
    refused = await desk.refused("publishReturnPolicy", number=rival, **policy)

    assert first["version"] == 1
    assert refused.facts("number", "rivals") == [("RIVAL_VERSION", rival, [number])]


async def test_everything_that_is_wrong_with_a_term_is_said_at_once(desk: Desk, unique: Unique) -> None:
    """W3 and W4: periods are calendar periods up to a hundred years, kinds come once, percentages are whole."""
    answer = await desk.refused(
        "publishWarrantyTerm",
        number=" ",
        scope={"product": "x", "category": "y"},
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=[
            {"kind": "PARTS", "period": "P1W"},
            {"kind": "PARTS", "period": "P101Y"},
            {"kind": "LABOUR", "period": "P1Y", "percentage": 101},
        ],
        validFrom="2026-01-02",
        validTo="2026-01-01",
    )

    assert [refusal["path"] for refusal in answer.refusals] == [
        ["number"],
        ["scope", "category"],
        ["validTo"],
        ["coverages"],
        ["coverages", "0", "period"],
        ["coverages", "1", "period"],
        ["coverages", "2", "percentage"],
    ]


@pytest.mark.parametrize("window", [-1, 36_501, 2_147_483_647])
async def test_a_return_window_is_no_shorter_than_nothing_and_no_longer_than_a_century(
    desk: Desk, unique: Unique, window: int
) -> None:
    """V1: days, counted like W3."""
    answer = await desk.refused(
        "publishReturnPolicy", number=unique("POLICY"), scope={}, basis="INVOICE", windowDays=window, **FOR_ALL_TIME
    )

    assert answer.facts("path") == [("INVALID_VALUE", ["windowDays"])]
