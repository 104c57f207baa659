"""Policy replay through the front door: what a draft would have changed, before anybody publishes it (W1, V1)."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.asking import count, refused, sold
from tests.api.claiming import unit_id
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale

pytestmark = pytest.mark.anyio

Unique = Callable[[str], str]

WARRANTY = """
fragment Told on ReplayedWarranty { status lastDay kinds { kind status layer percentage lastDay term } }
query ($draft: WarrantyTermDraftInput!, $over: ReplayOverInput!, $at: Date, $first: Int! = 50, $after: String) {
  replayWarrantyTerm(draft: $draft, over: $over, validAt: $at, first: $first, after: $after) {
    refusals { code message path }
    examined truncated
    changes { before after count }
    differences {
      nodes {
        sale { unitId serialNumber product order soldOn claimNumber validAt }
        before { ...Told } after { ...Told }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
RETURN = """
query ($draft: ReturnPolicyDraftInput!, $over: ReplayOverInput!, $at: Date) {
  replayReturnPolicy(draft: $draft, over: $over, validAt: $at) {
    refusals { code path }
    examined truncated
    changes { before after count }
    differences { nodes { sale { serialNumber } before { mayReturn lastDay } after { mayReturn lastDay } } }
  }
}
"""
LATER = "2028-06-01"


def term(number: str, product: str, period: str = "P3Y", **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "scope": {"product": product},
        "layer": "COMMERCIAL",
        "startBasis": "INVOICE",
        "coverages": [{"kind": "PARTS", "period": period}],
        "validFrom": "2020-01-01",
        **more,
    }


def cohort(sale: Sale, **more: Any) -> dict[str, Any]:
    named = more or {"product": sale.products[0]}
    return {"cohort": {"soldFrom": "2026-03-01", "soldTo": "2026-03-31", **named}}


async def tried(desk: Desk, draft: dict[str, Any], over: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Try a term; whatever is tried leaves nothing behind."""
    before = await desk.counts()
    found = await desk.ask(WARRANTY, draft=draft, over=over, **more)
    assert await desk.counts() == before
    return dict(found["replayWarrantyTerm"])


async def term_of(desk: Desk, sale: Sale) -> str:
    found = await desk.ask(
        "query ($number: String!) { product(number: $number) { warrantyTerms { number } } }", number=sale.products[0]
    )
    return str(found["product"]["warrantyTerms"][0]["number"])


async def test_a_longer_term_would_have_covered_the_units_of_a_cohort(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W1: the next version of the term that they are held to, over what was sold in a month."""
    sale, serials = await sell(2), [unique("RP"), unique("RP")]
    await sold(desk, sale, unique, serials)
    number = await term_of(desk, sale)

    told = await tried(desk, term(number, sale.products[0]), cohort(sale), at=LATER)

    assert (told["refusals"], told["examined"], told["truncated"]) == ([], 2, False)
    assert told["changes"] == [{"before": "EXPIRED", "after": "COVERED", "count": 2}]
    first = told["differences"]["nodes"][0]
    assert sorted(each["sale"]["serialNumber"] for each in told["differences"]["nodes"]) == sorted(serials)
    assert first["sale"] == {
        "unitId": await unit_id(sale, first["sale"]["serialNumber"]),
        "serialNumber": first["sale"]["serialNumber"],
        "product": sale.products[0],
        "order": sale.order,
        "soldOn": "2026-03-02",
        "claimNumber": None,
        "validAt": LATER,
    }
    assert (first["before"]["status"], first["before"]["lastDay"]) == ("EXPIRED", "2028-03-02")
    assert first["after"] == {
        "status": "COVERED",
        "lastDay": "2029-03-02",
        "kinds": [
            {
                "kind": "PARTS",
                "status": "COVERED",
                "layer": "COMMERCIAL",
                "percentage": 100,
                "lastDay": "2029-03-02",
                "term": number,
            }
        ],
    }


@pytest.mark.parametrize("by", ["customer", "category", "everything"])
async def test_a_cohort_is_of_a_customer_a_category_or_everything(
    desk: Desk, sell: Sell, unique: Unique, by: str
) -> None:
    """W1: and in a range of days in which nothing was sold there is nothing to examine."""
    category = unique("CAT")
    sale = await sell(1, category=category)
    await sold(desk, sale, unique, [unique("RP")])
    named: dict[str, Any] = {"customer": {"customer": sale.customer}, "category": {"category": category}}.get(by, {})
    over = {"cohort": {"soldFrom": "2026-03-02", "soldTo": "2026-03-02", **named}}
    before = {"cohort": {"soldFrom": "2025-03-02", "soldTo": "2025-03-02", **named}}
    draft = term(await term_of(desk, sale), sale.products[0])

    told = await tried(desk, draft, over, at=LATER)
    nothing = await tried(desk, draft, before, at=LATER)

    assert sum(each["count"] for each in told["changes"]) == 1
    assert (told["examined"] == 1) or by == "everything"
    assert nothing["examined"] == 0


async def test_a_draft_for_another_country_changes_nothing(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W1: and for the customer's own it wins over the term for everybody."""
    sale = await sell(1)
    await sold(desk, sale, unique, [unique("RP")])
    await desk.done("saveCustomer", number=sale.customer, country="PT", buyerKind="CONSUMER")
    number, product = unique("LAW"), sale.products[0]

    here = await tried(desk, term(number, product, country="PT", buyer="CONSUMER"), cohort(sale), at=LATER)
    there = await tried(desk, term(number, product, country="ES", buyer="CONSUMER"), cohort(sale), at=LATER)

    assert [each["count"] for each in here["changes"]] == [1]
    assert (there["examined"], there["changes"], there["differences"]["nodes"]) == (1, [], [])


async def test_a_draft_is_refused_as_publishing_it_would_be(desk: Desk, sell: Sell, unique: Unique) -> None:
    """W1: a contradictory one names both, and nothing is examined."""
    sale = await sell(1)
    await sold(desk, sale, unique, [unique("RP")])
    held, rival = await term_of(desk, sale), unique("WT")

    contradictory = await tried(desk, term(rival, sale.products[0]), cohort(sale))
    unread = await tried(
        desk,
        term(rival, sale.products[0], "P1W", country="Portugal"),
        {"cohort": {"soldFrom": "2026-03-02", "soldTo": "2026-03-01", "product": "\x07"}},
    )
    nowhere = await tried(desk, term(rival, "no such product"), {"claims": {"openedFrom": LATER, "openedTo": LATER}})

    (refusal,) = contradictory["refusals"]
    assert (refusal["code"], refusal["path"]) == ("RIVAL_VERSION", ["draft", "validFrom"])
    assert rival in refusal["message"]
    assert held in refusal["message"]
    assert [each["path"] for each in unread["refusals"]] == [
        ["draft", "coverages", "0", "period"],
        ["draft", "country"],
        ["over", "cohort", "soldTo"],
        ["over", "cohort", "product"],
    ]
    assert [each["code"] for each in nowhere["refusals"]] == ["UNKNOWN_RECORD"]
    assert [each["examined"] for each in (contradictory, unread, nowhere)] == [0, 0, 0]


async def test_differences_come_page_by_page(desk: Desk, sell: Sell, unique: Unique) -> None:
    """The counts are of everything behind the cursor; a made-up one is refused."""
    sale, serials = await sell(3), [unique("RP") for _ in range(3)]
    await sold(desk, sale, unique, serials)
    draft = term(await term_of(desk, sale), sale.products[0])

    first = await tried(desk, draft, cohort(sale), at=LATER, first=2)
    after = first["differences"]["pageInfo"]["endCursor"]
    second = await tried(desk, draft, cohort(sale), at=LATER, first=2, after=after)

    pages = [first["differences"], second["differences"]]
    assert [len(page["nodes"]) for page in pages] == [2, 1]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, False]
    assert sorted(node["sale"]["serialNumber"] for page in pages for node in page["nodes"]) == sorted(serials)
    assert (first["examined"], second["examined"]) == (3, 1)
    error = await refused(desk, WARRANTY, draft=draft, over=cohort(sale), after="bm90IGEgY3Vyc29y")
    assert (error["code"], error["argument"]) == ("BAD_INPUT", "after")


async def test_what_one_call_does_not_examine_the_next_one_does(
    desk: Desk, sell: Sell, unique: Unique, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call is bounded: it says that there is more, also where it found no difference, and goes on behind."""
    sale, serials = await sell(3), [unique("RP") for _ in range(3)]
    await sold(desk, sale, unique, serials)
    draft = term(await term_of(desk, sale), sale.products[0])
    same = term(await term_of(desk, sale), sale.products[0], "P2Y")
    same["coverages"].append({"kind": "LABOUR", "period": "P6M", "percentage": 50})
    monkeypatch.setattr("graph_api.services.replaying.MOST_EXAMINED", 2)

    first = await tried(desk, draft, cohort(sale), at=LATER)
    second = await tried(desk, draft, cohort(sale), at=LATER, after=first["differences"]["pageInfo"]["endCursor"])
    quiet = await tried(desk, same, cohort(sale), at=LATER)
    rest = await tried(desk, same, cohort(sale), at=LATER, after=quiet["differences"]["pageInfo"]["endCursor"])

    assert [(each["examined"], each["truncated"]) for each in (first, second)] == [(2, True), (1, False)]
    assert (quiet["examined"], quiet["differences"]["nodes"]) == (2, [])
    assert quiet["differences"]["pageInfo"]["hasNextPage"]
    assert (rest["examined"], rest["truncated"]) == (1, False)


async def test_a_claim_is_answered_as_of_its_day(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K2: over past claims, with their numbers."""
    sale, number, serial = await sell(1), unique("CL"), unique("RP")
    await sold(desk, sale, unique, [serial])
    unit = await unit_id(sale, serial)
    await desk.done("openClaim", unitId=unit, problem="It hums.", number=number)
    draft = term(await term_of(desk, sale), sale.products[0], "P1M", validFrom="2026-01-01")

    told = await tried(desk, draft, {"claims": {"openedFrom": "2026-03-02", "openedTo": "2026-03-02"}}, at=LATER)

    (node,) = [each for each in told["differences"]["nodes"] if each["sale"]["claimNumber"] == number]
    assert node["sale"]["validAt"] == "2026-03-02"
    assert (node["before"]["lastDay"], node["after"]["lastDay"]) == ("2028-03-02", "2026-04-02")


async def test_a_shorter_window_would_have_kept_units_from_coming_back(desk: Desk, sell: Sell, unique: Unique) -> None:
    """V1: a return policy is tried in the same way."""
    sale, serial = await sell(1), unique("RP")
    await sold(desk, sale, unique, [serial])
    found = await desk.ask(
        "query ($number: String!) { product(number: $number) { returnPolicies { number } } }", number=sale.products[0]
    )
    number = found["product"]["returnPolicies"][0]["number"]
    draft = {
        "number": number,
        "scope": {"product": sale.products[0]},
        "basis": "INVOICE",
        "windowDays": 14,
        "validFrom": "2020-01-01",
    }

    told = (await desk.ask(RETURN, draft=draft, over=cohort(sale), at="2026-03-20"))["replayReturnPolicy"]
    rival = await desk.ask(RETURN, draft={**draft, "number": unique("RP")}, over=cohort(sale))
    wrong = await desk.ask(RETURN, draft={**draft, "windowDays": -1}, over=cohort(sale))

    assert told == {
        "refusals": [],
        "examined": 1,
        "truncated": False,
        "changes": [{"before": True, "after": False, "count": 1}],
        "differences": {
            "nodes": [
                {
                    "sale": {"serialNumber": serial},
                    "before": {"mayReturn": True, "lastDay": "2026-04-01"},
                    "after": {"mayReturn": False, "lastDay": "2026-03-16"},
                }
            ]
        },
    }
    assert rival["replayReturnPolicy"]["refusals"] == [{"code": "RIVAL_VERSION", "path": ["draft", "validFrom"]}]
    assert wrong["replayReturnPolicy"]["refusals"] == [{"code": "INVALID_VALUE", "path": ["draft", "windowDays"]}]


async def test_an_analyst_may_try_and_it_takes_two_round_trips(desk: Desk, sell: Sell, unique: Unique) -> None:
    """S4: it changes nothing; one statement looks at the scope, the other one finds the sales with their histories."""
    sale = await sell(1)
    await sold(desk, sale, unique, [unique("RP")])
    draft = term(await term_of(desk, sale), sale.products[0])

    answer, statements = await count(desk.as_role(Role.ANALYST), WARRANTY, draft=draft, over=cohort(sale), at=LATER)

    assert answer["replayWarrantyTerm"]["examined"] == 1
    assert statements == ["look_at_warranty_term_scope", "replay_term_over_cohort"]
