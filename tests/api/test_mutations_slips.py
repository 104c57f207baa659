"""Packing slips through the front door: drafted, edited, discarded, posted."""

from collections.abc import Callable

import pytest

from tests.api.conftest import Sell
from tests.api.desk import TODAY, Desk

pytestmark = pytest.mark.anyio


async def test_a_slip_goes_all_the_way(desk: Desk, sell: Sell) -> None:
    """R2, R4, D7: five pieces, three scanned, one listed, one not readable; then it is posted today."""
    sale = await sell(5)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    for scan in ("SN-1", "SN-2", "SN-3"):
        await desk.done("scanSerial", lineId=line, scan=scan)
    await desk.done("registerSerials", lineId=line, serials=["SN-4"])
    await desk.done("registerNotReadable", lineId=line)

    posted = await desk.done("postPackingSlip", id=slip["id"], reason="the lorry has left")

    assert (posted["state"], posted["day"]) == ("POSTED", TODAY.isoformat())
    assert posted["number"].startswith("PS-")
    assert [(each["registered"], each["notReadable"]) for each in posted["lines"]] == [(5, 1)]


async def test_a_draft_takes_what_is_left_of_the_order(desk: Desk, sell: Sell) -> None:
    """D1: left out, the lines are all that is not shipped."""
    sale = await sell(3, 2)
    await sale.posted([["SN-1"], ["SN-1", "SN-2"]])

    rest = await sale.slip()
    await desk.done("registerSerials", lineId=rest["lines"][0]["id"], serials=["SN-2", "SN-3"])
    await desk.done("postPackingSlip", id=rest["id"])
    nothing = await desk.refused("createPackingSlip", order=sale.order)

    assert [line["quantity"] for line in rest["lines"]] == [2]
    assert nothing.facts("document") == [("NOTHING_ON_IT", sale.order)]


async def test_more_than_is_ordered_is_refused_when_drafted_and_when_posted(desk: Desk, sell: Sell) -> None:
    """D1 and D11: a draft reserves nothing, so posting judges anew."""
    sale = await sell(3)
    first, second = await sale.slip(2), await sale.slip(2)
    for place, slip in enumerate((first, second)):
        serials = [f"SN-{place}{number}" for number in range(2)]
        await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=serials)
    await desk.done("postPackingSlip", id=first["id"])

    drafted = await desk.refused(
        "createPackingSlip",
        order=sale.order,
        lines=[{"orderLineId": sale.lines[0], "quantity": 1}, {"orderLineId": sale.lines[0], "quantity": 1}],
    )
    posted = await desk.refused("postPackingSlip", id=second["id"])

    assert drafted.facts("ordered", "shipped", "attempted") == [("MORE_THAN_ORDERED", 3, 2, 2)]
    assert posted.facts("ordered", "shipped", "attempted") == [("MORE_THAN_ORDERED", 3, 2, 2)]


async def test_a_refused_post_names_every_line_that_is_short_or_over(desk: Desk, sell: Sell) -> None:
    """D7, T2, R2: and changes nothing."""
    sale = await sell(3, 3, 3)
    slip = await sale.slip()
    short, over, right = (line["id"] for line in slip["lines"])
    await desk.done("registerSerials", lineId=short, serials=["SN-1"])
    await desk.done("registerSerials", lineId=over, serials=["SN-1", "SN-2", "SN-3"])
    await desk.done("registerSerials", lineId=right, serials=["SN-1", "SN-2", "SN-3"])
    edited = await desk.done("editPackingSlip", id=slip["id"], lines=[{"lineId": over, "quantity": 2}])

    answer = await desk.refused("postPackingSlip", id=slip["id"])

    assert [line["registered"] for line in edited["lines"]] == [1, 3, 3]
    assert answer.facts("position", "quantity", "registered", "path") == [
        ("REGISTRATIONS_MISSING", 1, 3, 1, ["id"]),
        ("REGISTRATIONS_SURPLUS", 2, 2, 3, ["id"]),
    ]


async def test_blank_issue_allowed_posts_a_line_with_fewer_registrations(desk: Desk, sell: Sell) -> None:
    """T3: also with none."""
    sale = await sell(3, 2, blank_issue=True)
    slip = await sale.slip()
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    posted = await desk.done("postPackingSlip", id=slip["id"])

    assert [line["registered"] for line in posted["lines"]] == [1, 0]


async def test_a_product_without_serials_is_posted_without_them(desk: Desk, sell: Sell) -> None:
    """T2: nothing is asked of a product whose group is not active."""
    sale = await sell(3, tracked=False)
    slip = await sale.slip()

    assert (await desk.done("postPackingSlip", id=slip["id"]))["state"] == "POSTED"


async def test_a_draft_is_edited_line_by_line(desk: Desk, sell: Sell) -> None:
    """D11: quantities change, lines go and come; what a removed line held is free again."""
    sale = await sell(3, 3)
    slip = await sale.slip(2)
    first = slip["lines"][0]["id"]
    await desk.done("scanSerial", lineId=first, scan="SN-1")

    edited = await desk.done(
        "editPackingSlip",
        id=slip["id"],
        lines=[{"lineId": first, "quantity": 0}],
        add=[{"orderLineId": sale.lines[0], "quantity": 3}, {"orderLineId": sale.lines[1], "quantity": 1}],
        externalReference="lorry 7",
    )
    again = await desk.send("scanSerial", lineId=edited["lines"][0]["id"], scan="SN-1")

    assert [line["quantity"] for line in edited["lines"]] == [3, 1]
    assert again.registered == (1, 0)


async def test_an_edit_is_refused_with_everything_that_is_wrong_with_it(desk: Desk, sell: Sell) -> None:
    """D1 and T2: lines of another document, lines named twice, quantities that no line can have."""
    sale = await sell(3, 3)
    slip, other = await sale.slip(1, 1), await sale.slip(1)
    mine, foreign = slip["lines"][0]["id"], other["lines"][0]["id"]

    foreign_and_huge = await desk.refused(
        "editPackingSlip",
        id=slip["id"],
        lines=[{"lineId": foreign, "quantity": 1}, {"lineId": mine, "quantity": 2_147_483_647}],
        number="\x00",
    )
    emptied = await desk.refused(
        "editPackingSlip",
        id=slip["id"],
        lines=[{"lineId": line["id"], "quantity": 0} for line in slip["lines"]],
    )
    negative = await desk.refused("editPackingSlip", id=slip["id"], lines=[{"lineId": mine, "quantity": -1}])
    twice = await desk.refused(
        "editPackingSlip", id=slip["id"], lines=[{"lineId": mine, "quantity": 1}, {"lineId": mine, "quantity": 2}]
    )

    assert foreign_and_huge.codes == ["UNKNOWN_RECORD", "QUANTITY_OUT_OF_RANGE", "INVALID_VALUE"]
    assert (emptied.codes, negative.codes) == (["NOTHING_ON_IT"], ["QUANTITY_OUT_OF_RANGE"])
    assert twice.codes == ["LINE_OF_ANOTHER_KIND"]


DISCARDED_NUMBER = """
query ($serial: String!, $product: String) {
  lookup(by: {serial: $serial}, product: $product) { matches { ... on Unit { saleStatus sales { day } } } }
}
"""


async def test_a_discarded_draft_frees_what_it_claimed(desk: Desk, sell: Sell) -> None:
    """D11: its numbers and its own number; nothing can be done with it any more."""
    sale = await sell(1)
    slip = await sale.slip(1, number=f"{sale.order}-A")
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    discarded = await desk.done("discardPackingSlip", id=slip["id"], reason="packed by mistake")
    number = {"serial": "SN-1", "product": sale.products[0]}
    looked_up = (await desk.ask(DISCARDED_NUMBER, **number))["lookup"]["matches"]
    again = await sale.slip(1, number=f"{sale.order}-A")
    scanned = await desk.send("scanSerial", lineId=again["lines"][0]["id"], scan="SN-1")
    refused = [
        await desk.refused("discardPackingSlip", id=slip["id"]),
        await desk.refused("postPackingSlip", id=slip["id"]),
        await desk.refused("editPackingSlip", id=slip["id"], number="X"),
    ]

    assert discarded["state"] == "DISCARDED"
    assert looked_up == [{"saleStatus": "NOT_SOLD_BY_US", "sales": []}]
    assert scanned.registered == (1, 0)
    assert [answer.codes for answer in refused] == [["NOT_A_DRAFT"]] * 3


async def test_a_slip_is_posted_once(desk: Desk, sell: Sell) -> None:
    """D11: nothing leaves the state."""
    slip = await (await sell(1)).posted([["SN-1"]])

    refused = [
        await desk.refused("postPackingSlip", id=slip["id"]),
        await desk.refused("discardPackingSlip", id=slip["id"]),
        await desk.refused("editPackingSlip", id=slip["id"], number="X"),
    ]

    assert [answer.facts("document", "state", "path") for answer in refused] == [
        [("NOT_A_DRAFT", slip["number"], "POSTED", ["id"])]
    ] * 3


async def test_a_number_is_the_callers_and_unique_or_the_next_of_the_sequence(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """D12: a refused post uses up no number of the sequence."""
    sale = await sell(5)
    number = unique("OWN")
    taken = await sale.slip(1, number=number)
    slips = [await sale.slip(1) for _ in range(3)]
    for place, slip in enumerate(slips[:2]):
        await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan=f"SN-{place}")

    drafted = await desk.refused("createPackingSlip", order=sale.order, number=f" {number} ")
    edited = await desk.refused("editPackingSlip", id=slips[0]["id"], number=number)
    posted = await desk.refused("postPackingSlip", id=slips[0]["id"], number=number)
    first = await desk.done("postPackingSlip", id=slips[0]["id"])
    await desk.refused("postPackingSlip", id=slips[2]["id"])
    second = await desk.done("postPackingSlip", id=slips[1]["id"])

    expected = [("NUMBER_TAKEN", "PACKING_SLIP", number, ["number"])]
    assert [each.facts("documentKind", "number", "path") for each in (drafted, edited, posted)] == [expected] * 3
    assert taken["number"] == number
    assert _counted(second) == _counted(first) + 1


async def test_numbers_that_callers_gave_are_stepped_over(desk: Desk, sell: Sell) -> None:
    """D12: the sequence finds the next free one."""
    sale = await sell(3)
    slips = [await sale.slip(1) for _ in range(3)]
    for place, slip in enumerate(slips):
        await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan=f"SN-{place}")
    first = _counted(await desk.done("postPackingSlip", id=slips[0]["id"]))

    await desk.done("postPackingSlip", id=slips[1]["id"], number=f"PS-{first + 1:06d}")
    third = await desk.done("postPackingSlip", id=slips[2]["id"])

    assert _counted(third) == first + 2


def _counted(slip: dict[str, str]) -> int:
    return int(slip["number"].removeprefix("PS-"))


@pytest.mark.parametrize("day", ["2026-03-03", "2026-01-31", "9999-12-31", "0001-01-01"])
async def test_a_slips_day_lies_between_its_order_and_today(desk: Desk, sell: Sell, day: str) -> None:
    """W11: the order is of the first of February, today is the second of March."""
    slip = await (await sell(1)).slip()
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    refused = await desk.refused("postPackingSlip", id=slip["id"], day=day)

    assert refused.facts("day", "earliest", "latest", "path") == [
        ("DAY_OUT_OF_RANGE", day, "2026-02-01", "2026-03-02", ["day"])
    ]


async def test_a_slip_may_be_dated_back_to_its_order(desk: Desk, sell: Sell) -> None:
    """W11: a document has a day, today or earlier."""
    slip = await (await sell(1)).slip()
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    posted = await desk.done("postPackingSlip", id=slip["id"], day="2026-02-01")

    assert posted["day"] == "2026-02-01"


async def test_a_dry_run_of_a_posting_says_what_would_be(desk: Desk, sell: Sell) -> None:
    """D7: also the number that it would get, which is given back."""
    sale = await sell(1)
    slip = await sale.slip()
    await desk.done("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    tried = await desk.dry("postPackingSlip", id=slip["id"])
    posted = await desk.done("postPackingSlip", id=slip["id"])

    assert tried.value == posted


async def test_a_slip_of_unknown_lines_is_refused_with_each_of_them(desk: Desk, sell: Sell) -> None:
    """D1: a line of another order is unknown to this one."""
    sale, other = await sell(2), await sell(2)

    answer = await desk.refused(
        "createPackingSlip",
        order=sale.order,
        lines=[{"orderLineId": other.lines[0], "quantity": 1}, {"orderLineId": sale.lines[0], "quantity": 0}],
    )
    unknown = await desk.refused("createPackingSlip", order="no such order")
    nothing = await desk.refused("createPackingSlip", order=sale.order, lines=[])

    assert answer.facts("path") == [
        ("UNKNOWN_RECORD", ["lines", "0"]),
        ("QUANTITY_OUT_OF_RANGE", ["lines", "1"]),
    ]
    assert unknown.facts("kind", "key", "path") == [("UNKNOWN_RECORD", "sales order", "no such order", ["order"])]
    assert nothing.codes == ["NOTHING_ON_IT"]
