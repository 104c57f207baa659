"""Lineage gaps through the front door: a score and a list that were counted by hand."""

from typing import Any

import pytest

from graph_api.domain.duties import Role
from tests.api.asking import count
from tests.api.conftest import Sell
from tests.api.credits import posted, shipping_itself
from tests.api.desk import Desk, Sale

pytestmark = pytest.mark.anyio

GAPS = """
query ($sold: SoldInput!, $kinds: [LineageGapKind!], $first: Int! = 50, $after: String) {
  lineageGaps(sold: $sold) {
    refusals { code path }
    score { items whole share counts { kind items } }
    items(kinds: $kinds, first: $first, after: $after) {
      nodes {
        gaps registrationId unitId serialNumber product documentKind documentId documentNumber day order customer
        invoiceId invoiceNumber
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
NAMED = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
MARCH = {"soldFrom": "2026-03-01", "soldBefore": "2026-04-01"}


async def gaps(desk: Desk, sale: Sale, more: dict[str, Any] | None = None, **sold: Any) -> Any:
    asked = {"product": sale.products[0], **MARCH, **sold}
    return (await desk.ask(GAPS, sold=asked, **more or {}))["lineageGaps"]


async def story(sell: Sell) -> tuple[Sale, Any, Any, Any]:
    """SN-1 is whole, a blank is not invoiced, SN-2 went without a slip, SN-3 and a blank stand on a draft."""
    sale = await sell(6)
    slip = await sale.posted([["SN-1"]], blanks=1)
    line = slip["lines"][0]["id"]
    bill = {"slipLineId": line, "quantity": 1, "registrations": slip["registrations"][line][:1]}
    await posted(sale, bill)
    alone = await shipping_itself(sale, "SN-2")
    draft = await sale.slip(2)
    await sale.desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-3"])
    await sale.desk.done("registerNotReadable", lineId=draft["lines"][0]["id"], count=1)
    return sale, slip, alone, draft


async def test_what_lacks_something_is_counted_and_listed_with_its_documents(desk: Desk, sell: Sell) -> None:
    sale, slip, alone, draft = await story(sell)

    found = await gaps(desk, sale)

    told = found["score"]
    assert (told["items"], told["whole"], told["share"]) == (5, 1, 0.2)
    assert {each["kind"]: each["items"] for each in told["counts"]} == {
        "NEVER_POSTED": 2,
        "WITHOUT_SLIP": 1,
        "WITHOUT_INVOICE": 1,
        "NOT_READABLE": 2,
    }
    nodes = found["items"]["nodes"]
    assert [(each["serialNumber"], each["gaps"], each["documentId"], each["day"]) for each in nodes] == [
        (None, ["WITHOUT_INVOICE", "NOT_READABLE"], slip["id"], "2026-03-02"),
        ("SN-2", ["WITHOUT_SLIP"], alone["id"], "2026-03-02"),
        ("SN-3", ["NEVER_POSTED"], draft["id"], None),
        (None, ["NEVER_POSTED", "NOT_READABLE"], draft["id"], None),
    ]
    assert [each["invoiceNumber"] for each in nodes] == [None, alone["number"], None, None]
    assert [each["documentNumber"] for each in nodes] == [slip["number"], alone["number"], None, None]
    assert {(each["order"], each["customer"]) for each in nodes} == {(sale.order, sale.customer)}
    ids = [each[name] for each in nodes for name in ("registrationId", "unitId", "documentId", "invoiceId")]
    linked = (await desk.ask(NAMED, ids=[each for each in ids if each]))["nodes"]
    assert {each["__typename"] for each in linked} == {"Registration", "Unit", "PackingSlip", "Invoice"}


async def test_gaps_are_listed_by_kind_and_page_by_page_in_two_statements(desk: Desk, sell: Sell) -> None:
    sale, *_ = await story(sell)
    kinds = ["NOT_READABLE", "WITHOUT_SLIP"]
    seen, after = [], None
    while True:
        page = (await gaps(desk, sale, {"kinds": kinds, "first": 1, "after": after}))["items"]
        seen += [each["serialNumber"] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    _, sent = await count(desk, GAPS, sold={**MARCH, "product": sale.products[0]})

    assert seen == [None, "SN-2", None]
    assert sorted(sent) == ["list_lineage_gaps", "score_lineage_gaps"]
    for kind, expected in (("WITHOUT_INVOICE", [None]), ("NEVER_POSTED", ["SN-3", None])):
        page = (await gaps(desk, sale, {"kinds": [kind]}))["items"]
        assert [each["serialNumber"] for each in page["nodes"]] == expected


async def test_other_days_have_no_gaps_and_what_ended_is_none(desk: Desk, sell: Sell) -> None:
    """A draft counts on the day on which it was made, in the seller's time zone (D9)."""
    sale, _, _, draft = await story(sell)
    await desk.done("discardPackingSlip", id=draft["id"], reason="twice")

    assert (await gaps(desk, sale))["score"]["items"] == 3
    earlier = await gaps(desk, sale, soldFrom="2026-02-01", soldBefore="2026-03-02")
    assert (earlier["score"]["share"], earlier["items"]["nodes"]) == (1.0, [])


async def test_days_that_run_backwards_are_refused_and_an_analyst_may_ask(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)

    found = await gaps(desk.as_role(Role.ANALYST), sale, soldBefore="2026-03-01")

    assert [each["path"] for each in found["refusals"]] == [["sold", "soldBefore"]]
    assert (found["score"], found["items"]["nodes"]) == (None, [])
