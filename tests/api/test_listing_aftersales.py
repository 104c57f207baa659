"""Lists of claims, returns, blanks and audit entries: in both directions, by their conditions, counted."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.api.ids import make_id
from tests.api.asking import count, refused, sold
from tests.api.claiming import claimed, unit_id
from tests.api.conftest import Sell
from tests.api.corrections import fill
from tests.api.desk import Desk
from tests.api.returns import authorised

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

BLANKS = """
query ($filter: BlankFilterInput, $sort: AgeSort = OLDEST_FIRST, $after: String) {
  blanks(filter: $filter, sort: $sort, first: 2, after: $after) {
    nodes { registration { id notReadable product { number } } document { __typename id } }
    pageInfo { hasNextPage endCursor } count { value capped }
  }
}
"""
ENTRIES = """
query ($id: ID!, $filter: AuditFilterInput, $after: String) {
  auditEntries(subject: $id, filter: $filter, first: 1, after: $after) {
    nodes { sequence action } pageInfo { hasNextPage endCursor } count { value capped }
  }
}
"""


def of_kind(name: str, kind: str) -> str:
    return (
        f"query ($filter: {kind}, $sort: AgeSort = OLDEST_FIRST, $after: String) "
        f"{{ {name}(filter: $filter, sort: $sort, first: 2, after: $after) "
        "{ nodes { number } pageInfo { hasNextPage endCursor } count { value capped } } }"
    )


async def listed(desk: Desk, document: str, name: str, **asked: Any) -> list[dict[str, Any]]:
    """A list that is read to its end; its count says how many that were."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await desk.ask(document, **asked, after=after))[name]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["count"] == {"value": len(found), "capped": False}
            return found


async def test_claims_and_returns_are_listed_in_both_directions_and_counted(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(3)
    serials = [unique("LC") for _ in range(3)]
    await sold(desk, sale, unique, serials)
    claims = [(await claimed(desk, await unit_id(sale, serial)))["number"] for serial in serials]
    returns = [(await authorised(sale, serial))["number"] for serial in serials]
    first = await unit_id(sale, serials[0])
    every = ["AUTHORISED", "RECEIVED", "DISPOSED"]

    for name, kind, numbers in (
        ("claims", "ClaimFilterInput", claims),
        ("returns", "ReturnFilterInput", returns),
    ):
        document = of_kind(name, kind)
        for narrow in ({"customer": sale.customer}, {"product": sale.products[0]}):
            there = await listed(desk, document, name, filter=narrow)
            back = await listed(desk, document, name, filter=narrow, sort="NEWEST_FIRST")
            assert [each["number"] for each in there] == numbers
            assert [each["number"] for each in back] == numbers[::-1]
        assert [each["number"] for each in await listed(desk, document, name, filter={"unit": first})] == numbers[:1]
        assert await listed(desk, document, name, filter={"unit": first, "states": []}, sort="NEWEST_FIRST") == []
    document = of_kind("returns", "ReturnFilterInput")
    for wanted in (
        {"customer": sale.customer, "states": every},
        {"product": sale.products[0], "states": every},
    ):
        back = await listed(desk, document, "returns", filter=wanted, sort="NEWEST_FIRST")
        assert [each["number"] for each in back] == returns[::-1]


async def test_blanks_are_listed_until_they_are_filled(desk: Desk, sell: Sell, unique: Unique) -> None:
    """R4: on slips and on invoices that shipped, of drafts too; what is filled, or ended, is none."""
    sale, other = await sell(5), await sell(1)
    slip = await sale.posted([[unique("BL")]], blanks=3)
    invoice = await desk.done(
        "createInvoice", order=other.order, direct=[{"orderLineId": other.lines[0], "quantity": 1}]
    )
    await desk.done("registerNotReadable", lineId=invoice["lines"][0]["id"], count=1)
    number = slip["number"]

    async def ids(**wanted: Any) -> list[str]:
        sort = wanted.pop("sort", "OLDEST_FIRST")
        return [each["registration"]["id"] for each in await listed(desk, BLANKS, "blanks", filter=wanted, sort=sort)]

    three = await ids(packingSlip=number)
    (direct,) = await listed(desk, BLANKS, "blanks", filter={"customer": other.customer})

    assert len(three) == 3
    assert await ids(packingSlip=number, sort="NEWEST_FIRST") == three[::-1]
    assert await ids(product=sale.products[0], sort="NEWEST_FIRST") == three[::-1]
    assert await ids(customer=sale.customer, dayFrom="2026-03-02", dayTo="2026-03-02") == three
    assert await ids(customer=sale.customer, dayTo="2026-03-01") == []
    assert await ids(packingSlip="nothing") == []
    assert direct["document"] == {"__typename": "Invoice", "id": invoice["id"]}
    assert await ids(product=other.products[0], dayFrom="2020-01-01") == []
    assert (await fill(desk, slip, three[0], serialNumber=unique("BL"))).refusals == []
    assert await ids(product=sale.products[0]) == three[1:]


async def test_a_page_of_blanks_is_its_keys_what_is_shown_and_their_documents(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(3)
    slip = await sale.posted([[unique("BL")]], blanks=2)
    without = BLANKS.replace("count { value capped }", "")

    told, sent = await count(desk, without, filter={"packingSlip": slip["number"]})

    assert [each["document"]["id"] for each in told["blanks"]["nodes"]] == [slip["id"]] * 2
    assert sent[:2] == ["blank_keys_of_slip", "find_blanks"]
    assert sorted(sent[2:]) == ["find_products", "find_slips_by_id"]


async def test_entries_of_a_chain_are_listed_by_who_what_and_when(desk: Desk, sell: Sell) -> None:
    """C4, D9: a business day is one of the seller's time zone."""
    sale = await sell(2, tracked=False)
    slip = await sale.slip()
    await desk.done("postPackingSlip", id=slip["id"])

    async def actions(**wanted: Any) -> list[str]:
        found = await listed(desk, ENTRIES, "auditEntries", id=slip["id"], filter=wanted)
        return [each["action"] for each in found]

    both = ["createPackingSlip", "post"]
    assert await actions() == both
    assert await actions(actor="clerk-1", dayFrom="2026-03-02", dayTo="2026-03-02") == both
    assert await actions(actions=["post", "nothing"]) == both[1:]
    assert await actions(actor="somebody else") == []
    assert await actions(dayTo="2026-03-01") == []
    assert await actions(dayFrom="2026-03-03") == []
    assert await actions(actions=[]) == []


@pytest.mark.parametrize(
    ("document", "asked", "argument", "says"),
    [
        (BLANKS, {"filter": {"dayFrom": "2026-03-02", "dayTo": "2026-03-01"}}, "filter.dayFrom", "earlier day"),
        (BLANKS, {"filter": {"packingSlip": "x" * 10_000_000}}, "filter.packingSlip", "1 to 100 printable"),
        (BLANKS, {"filter": {"product": "\u0000"}}, "filter.product", "1 to 100 printable"),
        (BLANKS, {"after": "YmxhbmtzOjE="}, "after", "no cursor of blanks sorted by CREATED"),
        (ENTRIES, {"filter": {"dayFrom": "2026-03-02", "dayTo": "2026-03-01"}}, "filter.dayFrom", "earlier day"),
        (ENTRIES, {"filter": {"dayTo": "9999-12-31"}}, "filter.dayTo", "out of reach"),
        (ENTRIES, {"filter": {"actor": "x" * 10_000_000}}, "filter.actor", "at most 200"),
        (ENTRIES, {"filter": {"actions": ["a"] * 101}}, "filter.actions", "name fewer"),
        (ENTRIES, {"filter": {"actions": ["\u0007"]}}, "filter.actions", "1 to 100 printable"),
    ],
)
async def test_what_cannot_be_listed_is_refused(
    desk: Desk, document: str, asked: dict[str, Any], argument: str, says: str
) -> None:
    id_ = {"id": make_id("PackingSlip", "01NOTHING")} if document is ENTRIES else {}

    error = await refused(desk, document, **id_, **asked)

    assert (error["code"], error["argument"]) == ("BAD_INPUT", argument)
    assert says in error["message"]
