"""Many serial numbers in one call, and numbers that nobody registered, asked for a customer (W12)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.asking import count, refused, sold
from tests.api.clocks import at, of
from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import NOON, Desk
from tests.api.returns import step, with_policy
from tests.api.test_returning_pieces import arrived, sent_back

pytestmark = pytest.mark.anyio

MANY = """
query ($serials: [String!]!, $product: String) {
  lookupSerials(serials: $serials, product: $product) {
    asked problem
    matches { __typename serialNumber saleStatus warranty { status lastDay } returnEligibility { mayReturn } }
  }
}
"""
POSSIBLY = """
query ($serial: String!, $product: String, $customer: String, $validAt: Date, $known: DateTime) {
  lookup(by: {serial: $serial}, product: $product, customer: $customer) {
    matches {
      ... on SerialAnswer {
        saleStatus(validAt: $validAt, knownAt: $known)
        warranty(validAt: $validAt, knownAt: $known) {
          status reasons { rule statement } evidence { kind number } wouldChange { fact }
        }
        returnEligibility(validAt: $validAt, knownAt: $known) { mayReturn reasons { rule } }
      }
    }
  }
}
"""


async def possibly(desk: Desk, **asked: Any) -> dict[str, Any]:
    (match,) = (await desk.ask(POSSIBLY, **asked))["lookup"]["matches"]
    found: dict[str, Any] = match
    return found


async def test_many_numbers_are_answered_in_their_order_by_one_statement(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    sale = await sell(2)
    await sold(desk, sale, unique, ["SN-1", "SN-2"])
    asked = ["SN-2", "nobody's", " sn-1 ", "SN-2", "", "a\u200bb"]

    found, statements = await count(desk, MANY, serials=asked, product=sale.products[0])

    assert statements == ["find_units_by_serial"]
    told = found["lookupSerials"]
    assert [each["asked"] for each in told] == [*asked[:5], "a\\u200bb"]
    answers = [[match["warranty"]["status"] for match in each["matches"]] for each in told]
    assert answers == [["COVERED"], ["NOT_SOLD_BY_US"], ["COVERED"], ["COVERED"], [], []]
    assert [each["problem"] is None for each in told] == [True, True, True, True, False, False]


async def test_a_thousand_numbers_are_one_statement_and_one_more_is_refused(desk: Desk) -> None:
    numbers = [f"THOUSAND-{n}" for n in range(1_000)]

    found, statements = await count(desk, MANY, serials=numbers)

    assert len(found["lookupSerials"]) == 1_000
    assert statements == ["find_units_by_serial"]
    for wrong in ([], [*numbers, "one more"]):
        error = await refused(desk, MANY, serials=wrong)
        assert error["code"] == "BAD_INPUT"
        assert "send 1 to 1,000" in error["message"]


async def test_an_unknown_number_of_a_customer_with_a_blank_is_possibly_ours(desk: Desk, sell: Sell) -> None:
    """W12: the slip is named, and nothing is promised."""
    sale = await sell(2)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    await desk.done("scanSerial", lineId=line, scan="SN-1")
    await desk.done("registerNotReadable", lineId=line, count=1)
    shipment = await desk.done("postPackingSlip", id=slip["id"])
    asked = {"serial": "SN-UNSEEN", "product": sale.products[0]}

    answer = await possibly(desk, customer=sale.customer, **asked)

    assert answer["saleStatus"] == "POSSIBLY_OURS"
    assert answer["warranty"]["status"] == "POSSIBLY_OURS"
    told = [each["statement"] for each in answer["warranty"]["reasons"] if each["rule"] == "W12"]
    shipped = f"Packing slip {shipment['number']} of {shipment['day']} shipped {sale.products[0]} to this customer"
    assert told == [f"{shipped}: 1 not readable."]
    assert {"kind": "PACKING_SLIP", "number": shipment["number"]} in answer["warranty"]["evidence"]
    assert not answer["returnEligibility"]["mayReturn"]
    assert (await possibly(desk, **asked))["saleStatus"] == "NOT_SOLD_BY_US"
    assert (await possibly(desk, customer="nobody", **asked))["warranty"]["status"] == "NOT_SOLD_BY_US"
    before = await possibly(desk, customer=sale.customer, validAt="2026-02-01", **asked)
    assert before["warranty"]["status"] == "NOT_SOLD_BY_US"


async def test_the_blank_s_own_number_once_filled_is_sold_and_another_is_not_ours(desk: Desk, sell: Sell) -> None:
    """W12 ends where the last blank of the customer is filled (R4)."""
    sale = await sell(1)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    added = await desk.send("registerNotReadable", lineId=line, count=1)
    await desk.done("postPackingSlip", id=slip["id"])
    version = (await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=slip["id"]))[
        "node"
    ]["version"]
    (blank,) = added.added
    await desk.done(
        "fillNotReadable",
        lineId=line,
        registrationId=blank,
        serialNumber="SN-FOUND",
        version=version,
        reason="read under the lamp",
    )
    asked = {"product": sale.products[0], "customer": sale.customer}

    assert (await possibly(desk, serial="SN-FOUND", **asked))["saleStatus"] == "SOLD"
    assert (await possibly(desk, serial="SN-OTHER", **asked))["saleStatus"] == "NOT_SOLD_BY_US"


async def test_pieces_that_were_shipped_without_a_number_are_told_too_until_they_are_taken_back(
    desk: Desk, sell: Sell
) -> None:
    """W12 and T3: what has no registration at all."""
    sale = await sell(3, blank_issue=True)
    slip = await sale.slip()
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")
    await desk.done("postPackingSlip", id=slip["id"])

    answer = await possibly(desk, serial="SN-UNSEEN", product=sale.products[0], customer=sale.customer)

    told = [each["statement"] for each in answer["warranty"]["reasons"] if each["rule"] == "W12"]
    assert len(told) == 1
    assert told[0].endswith("2 without a registration.")


async def test_a_unit_that_was_sold_is_answered_by_its_sale_whatever_the_customer_holds(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    sale = await sell(2)
    await sold(desk, sale, unique, ["SN-1", "SN-2"])

    answer = await possibly(desk, serial="SN-1", product=sale.products[0], customer=sale.customer)

    assert answer["saleStatus"] == "SOLD"


async def test_what_was_possibly_ours_is_answered_so_again_for_the_moment_before(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """W11, W12: a blank that is filled since, a piece that came back since, a slip that is reversed since."""
    sale, other = await sell(3, blank_issue=True), await sell(1)
    await with_policy(desk, sale, unique)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    (blank,) = (await desk.send("registerNotReadable", lineId=line, count=1)).added
    await desk.done("postPackingSlip", id=slip["id"])
    invoice = await posted(sale)
    gone = await other.slip(1)
    await desk.send("registerNotReadable", lineId=gone["lines"][0]["id"], count=1)
    await desk.done("postPackingSlip", id=gone["id"])
    at_first, asked = {"known": NOON.isoformat()}, {"product": sale.products[0], "customer": sale.customer}
    reversed_ = {"serial": "SN-2", "product": other.products[0], "customer": other.customer}
    version = "query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }"
    before = await possibly(desk, serial="SN-1", **asked)

    later = at(desk, 1)
    seen = (await desk.ask(version, id=slip["id"]))["node"]["version"]
    about = {"lineId": line, "registrationId": blank, "version": seen, "reason": "read under the lamp"}
    await later.done("fillNotReadable", **about, serialNumber="SN-1")
    part = await sent_back(of(sale, later), invoice, 1)
    part = (await arrived(later, part)).value
    await later.done("disposeReturnItem", **step(part, disposition="RESTOCK", credited=True))
    seen = (await desk.ask(version, id=gone["id"]))["node"]["version"]
    await later.done("cancelPackingSlip", id=gone["id"], version=seen, reason="nobody was there")
    now = at(desk, 2)

    assert before["saleStatus"] == "POSSIBLY_OURS"
    assert await possibly(now, serial="SN-1", **asked, **at_first) == before
    assert "1 not readable and 2 without a registration" in str(before["warranty"]["reasons"])
    assert (await possibly(now, serial="SN-1", **asked))["saleStatus"] == "SOLD"
    assert "shipped" in str((await possibly(now, serial="SN-3", **asked))["warranty"]["reasons"])
    assert "1 without a registration" in str((await possibly(now, serial="SN-3", **asked))["warranty"]["reasons"])
    assert (await possibly(now, **reversed_))["saleStatus"] == "NOT_SOLD_BY_US"
    assert (await possibly(now, **reversed_, **at_first))["saleStatus"] == "POSSIBLY_OURS"
    assert (await possibly(now, **reversed_, validAt="2026-03-02"))["saleStatus"] == "POSSIBLY_OURS"
