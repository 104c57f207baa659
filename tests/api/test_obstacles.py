"""What a draft says of itself before anybody tries to post it: short lines, full ones, and what came off."""

from typing import Any

import pytest

from tests.api.asking import count
from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio

_SAYS = "id obstacles { code rule message path ... on RegistrationsMissing { position quantity registered } }"
SLIPS = (
    f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on PackingSlip {{ {_SAYS} lines {{ missing surplus }} }} }} }}"
)
INVOICES = (
    f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Invoice {{ {_SAYS} notices {{ code rule message path }} "
    "lines { missing surplus cameOff } } } }"
)
DRAFTS = f"{{ packingSlips(first: 50) {{ edges {{ node {{ {_SAYS} }} }} }} }}"


async def of(desk: Desk, document: str, *ids: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.ask(document, ids=list(ids)))["nodes"]
    return found


def codes(document: dict[str, Any]) -> list[str]:
    return [each["code"] for each in document["obstacles"]]


async def test_a_draft_slip_names_every_line_that_is_short_or_over(desk: Desk, sell: Sell) -> None:
    """T2, R2, D7: the same as posting is refused for, and nothing any more once it is whole."""
    sale = await sell(3, 3)
    slip = await sale.slip(3, 3)
    short, over = (line["id"] for line in slip["lines"])
    await desk.done("registerSerials", lineId=short, serials=["A-1"])
    await desk.done("registerSerials", lineId=over, serials=["B-1", "B-2", "B-3"])
    await desk.done("editPackingSlip", id=slip["id"], lines=[{"lineId": over, "quantity": 1}])

    (before,) = await of(desk, SLIPS, slip["id"])
    refused = await desk.refused("postPackingSlip", id=slip["id"])
    await desk.done("registerSerials", lineId=short, serials=["A-2", "A-3"])
    await desk.done("editPackingSlip", id=slip["id"], lines=[{"lineId": over, "quantity": 3}])
    (whole,) = await of(desk, SLIPS, slip["id"])
    await desk.done("postPackingSlip", id=slip["id"])
    (posted,) = await of(desk, SLIPS, slip["id"])

    assert codes(before) == refused.codes == ["REGISTRATIONS_MISSING", "REGISTRATIONS_SURPLUS"]
    assert [each["message"] for each in before["obstacles"]] == [each["message"] for each in refused.refusals]
    assert before["lines"] == [{"missing": 2, "surplus": 0}, {"missing": 0, "surplus": 2}]
    assert whole["obstacles"] == posted["obstacles"] == []
    assert whole["lines"] == posted["lines"] == [{"missing": 0, "surplus": 0}] * 2


async def test_a_line_says_after_each_scan_what_it_still_lacks(desk: Desk, sell: Sell) -> None:
    """T2: five, four, and so on; and with blank issue none (T3)."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]
    free = (await (await sell(2, blank_issue=True)).slip())["lines"][0]["id"]
    scan = """
    mutation ($line: ID!, $scan: String!) { scanSerial(input: { lineId: $line, scan: $scan }) {
      line { registered missing surplus } } }
    """

    told = [await desk.ask(scan, line=each, scan=f"S-{n}") for each in (line, free) for n in (1, 2)]

    counts = [each["scanSerial"]["line"]["missing"] for each in told]
    assert counts == [1, 0, 0, 0]


async def test_a_draft_with_blank_issue_can_be_posted_short(desk: Desk, sell: Sell) -> None:
    """T3."""
    slip = await (await sell(3, blank_issue=True)).slip()

    (found,) = await of(desk, SLIPS, slip["id"])

    assert found["obstacles"] == []


async def test_a_draft_hears_that_its_goods_have_left_without_it(desk: Desk, sell: Sell) -> None:
    """D11, D1: a draft reserves no quantity, and judges anew each time it is asked."""
    sale = await sell(2, tracked=False)
    left, kept = await sale.slip(), await sale.slip()
    await desk.done("postPackingSlip", id=left["id"])

    (found,) = await of(desk, SLIPS, kept["id"])

    assert codes(found) == ["MORE_THAN_ORDERED"]


async def test_a_draft_invoice_says_what_it_would_be_refused_for(desk: Desk, sell: Sell) -> None:
    """D2 and T2: over the slips that it takes from, as posting judges them."""
    sale = await sell(4)
    slips = [await sale.posted([[f"{name}-1", f"{name}-2"]]) for name in ("A", "B")]
    billings = [
        {
            "slipLineId": slip["lines"][0]["id"],
            "quantity": 1,
            "registrations": slip["registrations"][slip["lines"][0]["id"]][:1],
        }
        for slip in slips
    ]
    invoice = await sale.invoice(*billings)

    (found,) = await of(desk, INVOICES, invoice["id"])
    refused = await desk.refused("postInvoice", id=invoice["id"])

    assert codes(found) == refused.codes == ["TOO_MANY_PARTIAL_SLIPS"]
    assert found["notices"] == []
    assert found["lines"] == [{"missing": 0, "surplus": 0, "cameOff": 0}] * 2


async def test_what_is_discarded_has_no_obstacles(desk: Desk, sell: Sell) -> None:
    slip = await (await sell(3)).slip()
    await desk.done("discardPackingSlip", id=slip["id"])

    (found,) = await of(desk, SLIPS, slip["id"])

    assert (found["obstacles"], found["lines"]) == ([], [{"missing": 0, "surplus": 0}])


async def test_a_page_of_drafts_is_judged_by_one_statement(desk: Desk, sell: Sell) -> None:
    """However many orders; and nothing is loaded for whoever does not ask."""
    for _ in range(3):
        await (await sell(1)).slip()

    _, with_obstacles = await count(desk, DRAFTS)
    _, without = await count(desk, DRAFTS.replace(_SAYS, "id"))

    assert with_obstacles == ["slips_of_state", "find_books"]
    assert without == ["slips_of_state"]


async def test_a_draft_invoice_says_what_came_off_it_when_its_slip_was_cancelled(desk: Desk, sell: Sell) -> None:
    """D11: how many, why, and that the line cannot be posted any more."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    invoice = await sale.invoice()
    version = await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=slip["id"])
    await desk.done("cancelPackingSlip", id=slip["id"], version=version["node"]["version"], reason="packed by mistake")

    (found,) = await of(desk, INVOICES, invoice["id"])

    assert found["lines"] == [{"missing": 2, "surplus": 0, "cameOff": 2}]
    assert [(each["code"], each["rule"], each["path"]) for each in found["notices"]] == [("CAME_OFF", "D11", ["id"])]
    assert codes(found) == ["LINE_OF_ANOTHER_KIND", "REGISTRATIONS_MISSING"]


async def test_what_is_given_back_by_hand_did_not_come_off(desk: Desk, sell: Sell) -> None:
    """R3: somebody chose so."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    invoice = await sale.invoice()
    await desk.done("scanSerial", lineId=invoice["lines"][0]["id"], scan="SN-1", mode="REMOVE")

    (found,) = await of(desk, INVOICES, invoice["id"])

    assert found["lines"] == [{"missing": 1, "surplus": 0, "cameOff": 0}]
    assert found["notices"] == []
