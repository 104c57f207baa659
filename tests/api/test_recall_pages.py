"""Recalls page by page, as a list of all rows, in so many statements; and what is refused."""

from typing import Any

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from graph_api.domain.recall_views import RecallRow
from graph_api.domain.recalling import RecallFilter, Serials
from graph_api.services import recalling
from tests.api.asking import count, refused
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.recalls import RECALL, Unique, recall, two_slips, units

pytestmark = pytest.mark.anyio


async def test_groups_and_their_units_are_read_page_by_page(desk: Desk, sell: Sell) -> None:
    sale = await sell(6)
    slips = [await sale.posted([[f"SN-{place}", f"SN-{place + 1}", f"SN-{place + 2}"]]) for place in (1, 4)]
    wanted = {"products": [sale.products[0]]}
    seen, numbers, after = [], [], None
    while True:
        page = await recall(desk, {"first": 1, "after": after, "units": 2}, **wanted)
        (group,) = page["groups"]["nodes"]
        numbers.append(group["number"])
        seen += list(units(group))
        assert group["units"]["pageInfo"]["hasNextPage"]
        more = {"first": 1, "after": after, "units": 2, "afterUnit": group["units"]["pageInfo"]["endCursor"]}
        (rest,) = (await recall(desk, more, **wanted))["groups"]["nodes"]
        seen += list(units(rest))
        if not page["groups"]["pageInfo"]["hasNextPage"]:
            break
        after = page["groups"]["pageInfo"]["endCursor"]

    assert numbers == [slip["number"] for slip in slips]
    assert seen == [f"SN-{place}" for place in range(1, 7)]


async def test_days_alone_are_read_page_by_page_too(desk: Desk, sell: Sell) -> None:
    """The first day is meant, the last is not."""
    sale = await sell(2)
    days = {"soldFrom": "1999-01-01", "soldBefore": "1999-01-03"}
    lines = [{"product": sale.products[0], "quantity": 2}]
    ordered = {"number": sale.order, "customer": sale.customer, "orderedOn": "1999-01-01", "lines": lines}
    await desk.done("saveSalesOrder", **ordered)
    numbers = []
    for day, serial in (("1999-01-01", "SN-1"), ("1999-01-02", "SN-2")):
        slip = await sale.slip(1)
        await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=[serial])
        numbers.append((await desk.done("postPackingSlip", id=slip["id"], day=day))["number"])

    first = (await recall(desk, {"first": 200}, **days))["groups"]["nodes"]
    found, after = [], None
    while True:
        page = (await recall(desk, {"first": 1, "after": after}, **days))["groups"]
        found += [each["number"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    shorter = await recall(desk, soldFrom="1999-01-01", soldBefore="1999-01-02")

    assert found == [each["number"] for each in first]
    assert set(numbers) <= set(found)
    assert numbers[1] not in {each["number"] for each in shorter["groups"]["nodes"]}


async def test_each_field_is_one_statement_whatever_is_named(desk: Desk, sell: Sell) -> None:
    """Totals, a page of documents, their units together, and what is misspelt."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    named = {
        "products": {"products": [sale.products[0]]},
        "documents": {"packingSlips": [slip["number"]]},
        "serials": {"serialFrom": "SN-1", "serialTo": "SN-1"},
        "days": {"soldFrom": "2026-03-02", "soldBefore": "2026-03-03"},
    }
    for start, wanted in named.items():
        _, sent = await count(desk, RECALL, filter=wanted)
        assert sorted(sent) == sorted(
            [f"recall_groups_by_{start}", f"recall_totals_by_{start}", "recall_known_numbers", "recall_units"]
        )


async def test_a_number_that_nothing_carries_is_named(desk: Desk, sell: Sell) -> None:
    """A recall that is misspelt must not look like one that is over."""
    wanted = {"packingSlips": ["PS-nothing"], "invoices": ["INV-nothing"], "category": "CAT-nothing"}

    found = await recall(desk, **wanted, products=["P-nothing"], supplier="S-nothing")

    assert [(each["code"], each["path"]) for each in found["notices"]] == [
        ("UNKNOWN_RECORD", ["filter", "products"]),
        ("UNKNOWN_RECORD", ["filter", "packingSlips"]),
        ("UNKNOWN_RECORD", ["filter", "invoices"]),
        ("UNKNOWN_RECORD", ["filter", "category"]),
        ("UNKNOWN_RECORD", ["filter", "supplier"]),
    ]
    assert found["groups"]["nodes"] == []


@pytest.mark.parametrize(
    ("wanted", "paths", "said"),
    [
        ({}, [["filter"]], "at least one"),
        ({"soldFrom": "2026-03-02", "soldBefore": "2026-03-02"}, [["filter", "soldBefore"]], "a day after 2026-03-02"),
        ({"soldFrom": "2020-01-01", "soldBefore": "2026-03-02"}, [["filter", "soldFrom"]], "at most 731 days"),
        ({"soldBefore": "2026-03-02"}, [["filter", "soldFrom"]], "no first day"),
        ({"serialFrom": "SN-9", "serialTo": "SN-10"}, [["filter", "serialTo"]], "letter by letter"),
        ({"serialPrefix": " "}, [["filter", "serialPrefix"]], ""),
        (
            {"products": ["", "x"], "category": "a" * 101, "serialTo": "\x07"},
            [["filter", "products", "0"], ["filter", "category"], ["filter", "serialTo"]],
            "1 to 100 printable characters",
        ),
        ({"packingSlips": ["x"] * 1001}, [["filter", "packingSlips"]], "1 to 1000 entries"),
    ],
)
async def test_everything_that_is_wrong_with_a_recall_is_said_at_once_and_nothing_is_looked_for(
    desk: Desk, wanted: dict[str, Any], paths: list[list[str]], said: str
) -> None:
    found, sent = await count(desk, RECALL, filter=wanted)

    told = found["recall"]
    assert [each["path"] for each in told["refusals"]] == paths
    assert said in told["refusals"][0]["message"]
    assert (told["totals"], told["groups"]["nodes"], told["notices"], sent) == (None, [], [], [])


async def test_all_that_is_affected_is_listed_part_by_part(
    desk: Desk, sell: Sell, unique: Unique, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is exported: units, and what has no known number, wherever a part ends."""
    sale, slips, invoice = await two_slips(sell, unique)
    wanted = RecallFilter(products=(sale.products[0],), serials=Serials(prefix="sn-"))

    async def listed() -> list[RecallRow]:
        return [row async for rows in recalling.recall_rows(desk.office.graph, wanted) for row in rows]

    whole = await listed()
    monkeypatch.setattr(recalling, "_GROUPS_OF_ROWS", 1)
    monkeypatch.setattr(recalling, "_UNITS_AT_ONCE", 1)
    monkeypatch.setattr(recalling, "_UNITS_OF_ROWS", 1)

    assert await listed() == whole
    assert [(row.serial_number, row.state, row.items, row.slip) for row in whole] == [
        (None, "NOT_READABLE", 1, slips[0]["number"]),
        ("SN-1", "AT_CUSTOMER", 1, slips[0]["number"]),
        ("SN-2", "AT_CUSTOMER", 1, slips[0]["number"]),
        ("SN-3", "AT_CUSTOMER", 1, slips[0]["number"]),
        ("SN-4", "AT_CUSTOMER", 1, slips[1]["number"]),
        ("SN-5", "AT_CUSTOMER", 1, slips[1]["number"]),
    ]
    assert {row.invoice for row in whole} == {invoice["number"]}
    assert {(row.order, row.customer, row.owner) for row in whole} == {(sale.order, sale.customer, sale.customer)}


async def test_a_foreign_cursor_is_refused(desk: Desk) -> None:
    for cursor in ("bm90aGluZw", "cmVjYWxsOjIwMjYtMTMtMDF8MDFBUlozTkRFS1RTVjRSUkZGUTY5RzVGQVY"):
        wrong = await refused(desk, RECALL, filter={"products": ["x"]}, after=cursor)
        assert "no cursor of" in wrong["message"]


async def test_an_analyst_recalls_and_learns_of_nobody(desk: Desk, sell: Sell) -> None:
    """S4, G1."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])

    found = await recall(desk.as_role(Role.ANALYST), products=[sale.products[0]])

    assert found["groups"]["nodes"][0]["customer"] == sale.customer
    assert "Miller" not in str(found)
    assert found["groups"]["nodes"][0]["units"]["nodes"][0]["unitId"].startswith(make_id("Unit", "")[:4])
