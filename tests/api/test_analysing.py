"""Sales analytics: counts and survival of sales that were made by hand, and what is not taken."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.asking import count
from tests.api.claiming import claimed, take
from tests.api.conftest import Sell
from tests.api.credits import posted, shipping_itself
from tests.api.desk import Desk, Sale
from tests.api.returns import authorised, unit_id, with_policy

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

COUNT = """
fragment Count on SalesCount {
  keys registered notReadable claims claimedUnits returns medianDaysToClaim p90DaysToClaim
}
query ($sold: SoldInput!, $by: [SalesDimension!]!, $top: Int! = 20) {
  salesAnalytics(sold: $sold, by: $by, top: $top) {
    refusals { code message path }
    groups { ...Count } rest { ...Count } total { ...Count } groupCount
  }
}
"""
SURVIVE = """
fragment Curve on SurvivalCurve { cohort units claimed points { month atRisk claims censored withoutClaim } }
query ($sold: SoldInput!, $by: SalesDimension, $at: Date, $top: Int! = 20) {
  claimSurvival(sold: $sold, by: $by, validAt: $at, top: $top) {
    refusals { code path }
    cohorts { ...Curve } rest { ...Curve } cohortCount
  }
}
"""
DAYS = {"soldFrom": "2025-06-01", "soldBefore": "2026-03-03"}


async def shipped(sale: Sale, day: str, *serials: str, blanks: int = 0) -> None:
    slip = await sale.slip(len(serials) + blanks)
    line = slip["lines"][0]["id"]
    await sale.desk.done("registerSerials", lineId=line, serials=list(serials))
    if blanks:
        await sale.desk.done("registerNotReadable", lineId=line, count=blanks)
    await sale.desk.done("postPackingSlip", id=slip["id"], day=day)


async def history(sell: Sell, unique: Unique) -> Sale:
    """
    Three numbers and a blank in September, two in December, one over the counter today.

    SN-1 is claimed after 30 days, SN-2 after 90 and replaced; what came for it is claimed today. The claim on SN-4 is
    cancelled. SN-5 is on its way back. What is reversed was no sale.
    """
    sale = await sell(8, category=unique("CAT"))
    desk, lines = sale.desk, [{"product": sale.products[0], "quantity": 8}]
    ordered = {"number": sale.order, "customer": sale.customer, "orderedOn": "2025-06-01", "lines": lines}
    await desk.done("saveSalesOrder", **ordered)
    await with_policy(desk, sale, unique)
    await shipped(sale, "2025-09-02", "SN-1", "SN-2", "SN-3", blanks=1)
    await shipped(sale, "2025-12-15", "SN-4", "SN-5")
    await posted(sale)
    await shipping_itself(sale, "SN-6")
    undone = await sale.posted([["SN-7"]])
    version = await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=undone["id"])
    await desk.done("cancelPackingSlip", id=undone["id"], version=version["node"]["version"], reason="lost")
    await claimed(desk, await unit_id(sale, "SN-1"), day="2025-10-02")
    second = await claimed(desk, await unit_id(sale, "SN-2"), "IN_PROGRESS", day="2025-12-01")
    await take(desk, second, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-9")
    await claimed(desk, await unit_id(sale, "SN-9"))
    await claimed(desk, await unit_id(sale, "SN-4"), "CANCELLED", day="2025-12-20")
    await authorised(sale, "SN-5")
    return sale


def row(*values: Any) -> dict[str, Any]:
    names = ("keys", "registered", "notReadable", "claims", "claimedUnits", "returns")
    return dict(zip((*names, "medianDaysToClaim", "p90DaysToClaim"), values, strict=True))


async def analytics(desk: Desk, *by: str, top: int = 20, **sold: Any) -> Any:
    return (await desk.ask(COUNT, sold={**DAYS, **sold}, by=list(by), top=top))["salesAnalytics"]


async def survived(desk: Desk, by: str | None = None, at: str | None = None, top: int = 20, **sold: Any) -> Any:
    return (await desk.ask(SURVIVE, sold={**DAYS, **sold}, by=by, at=at, top=top))["claimSurvival"]


def points(told: Any) -> list[tuple[Any, ...]]:
    return [(*(point[name] for name in ("month", "atRisk", "claims", "censored")),) for point in told["points"]]


async def test_sales_and_their_survival_are_what_was_counted_by_hand(desk: Desk, sell: Sell, unique: Unique) -> None:
    """Each number stands in the story of `history`."""
    sale = await history(sell, unique)
    product = sale.products[0]
    september = row(["2025-09"], 4, 1, 3, 2, 0, 30, 90)
    december, today = row(["2025-12"], 2, 0, 0, 0, 1, None, None), row(["2026-03"], 1, 0, 0, 0, 0, None, None)

    by_month = await analytics(desk, "MONTH", product=product)
    shorter = await analytics(desk, "MONTH", top=1, product=product)
    channels = await analytics(desk, "PRODUCT", "CHANNEL", product=product)
    buyers = await analytics(desk, "CUSTOMER", customer=sale.customer)

    assert (by_month["groups"], by_month["rest"], by_month["groupCount"]) == ([september, december, today], None, 3)
    assert by_month["total"] == row([], 7, 1, 3, 2, 1, 30, 90)
    assert (shorter["groups"], shorter["groupCount"]) == ([september], 3)
    assert (shorter["rest"], shorter["total"]) == (row([], 3, 0, 0, 0, 1, None, None), by_month["total"])
    assert [(each["keys"], each["registered"]) for each in channels["groups"]] == [
        ([product, "PACKING_SLIP"], 6),
        ([product, "INVOICE_ALONE"], 1),
    ]
    assert [(each["keys"], each["registered"]) for each in buyers["groups"]] == [([sale.customer], 7)]
    await _category_is_a_dimension_and_a_condition(desk, sale)
    await _survival(desk, sale)


async def _category_is_a_dimension_and_a_condition(desk: Desk, sale: Sale) -> None:
    found = await desk.ask("query ($n: String!) { product(number: $n) { category } }", n=sale.products[0])
    category = found["product"]["category"]

    by_category = await analytics(desk, "CATEGORY", category=category)

    assert [(each["keys"], each["registered"]) for each in by_category["groups"]] == [([category], 7)]
    assert (await survived(desk, "CATEGORY", category=category))["cohorts"][0]["cohort"] == category
    assert (await analytics(desk, "PRODUCT", category="another"))["total"]["registered"] == 0


async def _survival(desk: Desk, sale: Sale) -> None:
    product = sale.products[0]
    (whole,) = (await survived(desk, product=product))["cohorts"]
    assert (whole["cohort"], whole["units"], whole["claimed"]) == ("", 7, 2)
    assert points(whole) == [(0, 7, 0, 1), (1, 6, 1, 0), (2, 5, 1, 2), (6, 2, 0, 2)]
    assert [each["withoutClaim"] for each in whole["points"]] == pytest.approx([1, 5 / 6, 2 / 3, 2 / 3])
    (earlier,) = (await survived(desk, at="2025-10-15", product=product))["cohorts"]
    assert (points(earlier), earlier["points"][0]["withoutClaim"]) == ([(1, 4, 1, 3)], 0.75)
    months = await survived(desk, "MONTH", top=1, product=product)
    assert [(each["cohort"], each["units"]) for each in months["cohorts"]] == [("2025-09", 4)]
    assert (points(months["rest"]), months["cohortCount"]) == ([(0, 3, 0, 1), (2, 2, 0, 2)], 3)
    for by, key in (("PRODUCT", product), ("CUSTOMER", sale.customer), ("CHANNEL", "PACKING_SLIP")):
        assert (await survived(desk, by, product=product))["cohorts"][0]["cohort"] == key


async def test_what_has_no_category_is_a_group_of_its_own(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["SN-1"]])

    found = await analytics(desk, "CATEGORY", product=sale.products[0])

    assert [(each["keys"], each["registered"]) for each in found["groups"]] == [([None], 1)]
    assert (await survived(desk, "CATEGORY", product=sale.products[0]))["cohorts"][0]["cohort"] == ""


async def test_nothing_sold_is_counted_as_nothing_in_one_statement_each(desk: Desk) -> None:
    counted, sent = await count(desk, COUNT, sold={**DAYS, "product": "nothing"}, by=["PRODUCT"])
    seen, sent_too = await count(desk, SURVIVE, sold={**DAYS, "product": "nothing"})

    assert counted["salesAnalytics"]["groups"] == []
    assert counted["salesAnalytics"]["total"] == row([], 0, 0, 0, 0, 0, None, None)
    assert seen["claimSurvival"] == {"refusals": [], "cohorts": [], "rest": None, "cohortCount": 0}
    assert [sent, sent_too] == [["count_sales"], ["see_sales_until_claimed"]]


@pytest.mark.parametrize(
    ("more", "paths", "said"),
    [
        ({"sold": {"soldFrom": "2026-03-02", "soldBefore": "2026-03-02"}}, [["sold", "soldBefore"]], "a day after"),
        ({"sold": {"soldFrom": "2020-01-01", "soldBefore": "2026-03-02"}}, [["sold", "soldBefore"]], "731 days"),
        ({"top": 0, "by": []}, [["top"], ["by"]], "1 to 100"),
        ({"top": 101, "by": ["MONTH", "MONTH"]}, [["top"], ["by"]], "1 to 100"),
        ({"by": ["MONTH", "PRODUCT", "CHANNEL"]}, [["by"]], "1 to 2 different"),
        ({"sold": {**DAYS, "product": "a" * 101}}, [["sold", "product"]], "1 to 100 printable"),
    ],
)
async def test_everything_that_is_wrong_with_a_question_is_said_at_once(
    desk: Desk, more: dict[str, Any], paths: list[list[str]], said: str
) -> None:
    found, sent = await count(desk, COUNT, **{"sold": DAYS, "by": ["PRODUCT"], **more})

    told = found["salesAnalytics"]
    assert [each["path"] for each in told["refusals"]] == paths
    assert said in told["refusals"][0]["message"]
    assert (told["groups"], told["total"], sent) == ([], None, [])


async def test_survival_of_days_that_run_backwards_is_refused_and_an_analyst_may_ask(desk: Desk) -> None:
    backwards: dict[str, Any] = {"soldFrom": "2026-03-02", "soldBefore": "2026-03-01"}

    found = await survived(desk.as_role(Role.ANALYST), **backwards)

    assert [each["path"] for each in found["refusals"]] == [["sold", "soldBefore"]]
