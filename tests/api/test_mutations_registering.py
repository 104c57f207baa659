"""Registering through the front door: scans, lists, not readable; on drafts of slips and of invoices."""

from collections.abc import Callable

import pytest

from graph_api.domain.duties import Role
from tests.api.asking import count
from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio


async def test_a_scan_adds_and_a_scan_removes(desk: Desk, sell: Sell) -> None:
    """R3: the mode decides, and what was taken off is free for another line."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]

    added = await desk.send("scanSerial", lineId=line, scan="SN-1\r\n", mode="ADD")
    removed = await desk.send("scanSerial", lineId=line, scan=" sn-1 ", mode="REMOVE")

    assert added.registered == (1, 0)
    assert removed.registered == (0, 0)
    assert removed.removed == added.added


async def test_a_removal_of_what_is_not_there_changes_nothing_and_says_so(desk: Desk, sell: Sell) -> None:
    """R3: whether nobody knows the number, or it stands on another line."""
    lines = (await (await sell(2, 2)).slip())["lines"]
    await desk.done("scanSerial", lineId=lines[0]["id"], scan="SN-1")
    before = await desk.counts()

    unknown = await desk.send("scanSerial", lineId=lines[0]["id"], scan="SN-2", mode="REMOVE")
    elsewhere = await desk.send("scanSerial", lineId=lines[1]["id"], scan="SN-1", mode="REMOVE")

    assert [*unknown.said, *elsewhere.said] == ["NOT_THERE", "NOT_THERE"]
    assert unknown.registered == (1, 0)
    assert await desk.counts() == before


async def test_the_same_unit_again_changes_nothing_and_says_so_also_when_the_line_is_full(
    desk: Desk, sell: Sell
) -> None:
    """R7: scanners repeat; R6: case and white space around do not count."""
    line = (await (await sell(1)).slip())["lines"][0]["id"]
    await desk.done("scanSerial", lineId=line, scan="SN-1")
    before = await desk.counts()

    again = await desk.send("scanSerial", lineId=line, scan="  sn-1")

    assert (again.said, again.refusals, again.added, again.registered) == (["ALREADY_REGISTERED"], [], [], (1, 0))
    assert await desk.counts() == before


async def test_what_would_take_a_line_over_its_quantity_is_refused_whole(desk: Desk, sell: Sell) -> None:
    """R2: blanks count, and nothing of the list is registered."""
    line = (await (await sell(3)).slip())["lines"][0]["id"]
    await desk.done("registerNotReadable", lineId=line)
    await desk.done("registerSerials", lineId=line, serials=["SN-1"])

    by_list = await desk.refused("registerSerials", lineId=line, serials=["SN-2", "SN-3"])
    by_blank = await desk.refused("registerNotReadable", lineId=line, count=2)
    each = await desk.refused("registerSerials", lineId=line, serials=["SN-2", "SN-3"], mode="EACH")

    expected = [("QUANTITY_EXCEEDED", "R2", 3, 2, 2)]
    for answer in (by_list, by_blank, each):
        assert answer.facts("rule", "quantity", "registered", "attempted") == expected


async def test_a_list_is_taken_whole_or_each_entry_for_itself(desk: Desk, sell: Sell) -> None:
    """R6: what is no serial number is refused for itself where the caller asks for that."""
    lines = (await (await sell(4, 4)).slip())["lines"]
    given = ["SN-1", "", "SN-2", "x" * 10_000, "a\x00b", "sn-1"]

    whole = await desk.refused("registerSerials", lineId=lines[0]["id"], serials=given)
    each = await desk.send("registerSerials", lineId=lines[0]["id"], serials=given, mode="EACH")

    assert whole.facts("path") == [("INVALID_SERIAL", ["serials", place]) for place in ("1", "3", "4")]
    assert each.facts("path") == whole.facts("path")
    assert (each.registered, len(each.added), each.said) == ((2, 0), 2, ["ALREADY_REGISTERED"])


async def test_a_number_stands_on_one_line_at_a_time(desk: Desk, sell: Sell) -> None:
    """R5: of the same document too; the refusal names where it stands, and two products may share a number."""
    sale = await sell(2, 2)
    slip = await sale.slip(1, 1, number=f"{sale.order}-A")
    other = await sale.slip(1)
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])
    await desk.done("registerSerials", lineId=slip["lines"][1]["id"], serials=["SN-1"])

    answer = await desk.refused("registerSerials", lineId=other["lines"][0]["id"], serials=["sn-1"])

    assert answer.facts("rule", "serialNumber", "document") == [("STANDS_ELSEWHERE", "R5", "SN-1", f"{sale.order}-A")]


async def test_a_number_that_was_shipped_stays_sold_on_other_orders_too(desk: Desk, sell: Sell) -> None:
    """R5: its sale has not ended."""
    first = await sell(1)
    posted = await first.posted([["SN-1"]])
    second = await desk.done(
        "saveSalesOrder",
        number=f"{first.order}-2",
        customer=first.customer,
        lines=[{"product": first.products[0], "quantity": 1}],
    )
    slip = await desk.done("createPackingSlip", order=second["number"])

    answer = await desk.refused("scanSerial", lineId=slip["lines"][0]["id"], scan="SN-1")

    assert answer.facts("document") == [("STANDS_ELSEWHERE", posted["number"])]


async def test_codes_that_are_something_else_are_told_what_they_are(desk: Desk, sell: Sell) -> None:
    """R6: the product's own number and GTIN, the order's number, a package code, a product code alone."""
    sale = await sell(5, gtins=["4006381333931"])
    line = (await sale.slip())["lines"][0]["id"]

    answers = [
        await desk.refused("scanSerial", lineId=line, scan=scan)
        for scan in (sale.products[0], "4006381333931", sale.order, "]C100340123450000000000", "]C10104006381333931")
    ]

    assert [answer.codes for answer in answers] == [["NOT_A_SERIAL"]] * 5
    assert [answer.refusals[0]["what"] for answer in answers] == [
        f"the product number {sale.products[0]}",
        f"the GTIN of {sale.products[0]}",
        f"the number of sales order {sale.order}",
        "the package code 340123450000000000",
        "the product code 04006381333931",
    ]


async def test_a_scan_of_another_product_is_refused_and_one_of_this_product_is_read(desk: Desk, sell: Sell) -> None:
    """R3 and R6: a GS1 scan says its product."""
    sale = await sell(2, gtins=["036000291452"])
    line = (await sale.slip())["lines"][0]["id"]

    other = await desk.refused("scanSerial", lineId=line, scan="]d2010000009638507421SN-1")
    own = await desk.send("scanSerial", lineId=line, scan="]d2010003600029145221SN-1")

    assert other.facts("gtin", "product") == [("ANOTHER_PRODUCT", "00000096385074", sale.products[0])]
    assert own.registered == (1, 0)


async def test_a_scan_that_cannot_be_read_is_refused_with_what_is_wrong(desk: Desk, sell: Sell) -> None:
    """R3: what claims to be GS1 data and is not, and what is no serial number at all."""
    line = (await (await sell(1)).slip())["lines"][0]["id"]

    answers = [
        await desk.refused("scanSerial", lineId=line, scan=scan)
        for scan in ("]d2019999", "", "\x1b", "]d2" + "9" * 10_000, "x" * 10_000)
    ]

    assert [answer.codes for answer in answers] == [
        ["SCAN_NOT_UNDERSTOOD"],
        ["INVALID_SERIAL"],
        ["INVALID_SERIAL"],
        ["SCAN_NOT_UNDERSTOOD"],
        ["SCAN_NOT_UNDERSTOOD"],
    ]


async def test_a_number_that_does_not_fit_the_products_pattern_is_refused(desk: Desk, sell: Sell) -> None:
    """R6: a misread is caught at the scanner."""
    line = (await (await sell(1, serialPattern=r"SN-\d{4}")).slip())["lines"][0]["id"]

    answer = await desk.refused("scanSerial", lineId=line, scan="SN-12B4")
    fits = await desk.send("scanSerial", lineId=line, scan="sn-1234")

    assert answer.facts("serialNumber", "pattern") == [("DOES_NOT_FIT", "SN-12B4", r"SN-\d{4}")]
    assert fits.registered == (1, 0)


async def test_a_product_that_is_not_tracked_takes_no_registration(desk: Desk, sell: Sell) -> None:
    """T2 and T4."""
    untracked = (await (await sell(1, tracked=False)).slip())["lines"][0]["id"]
    cheese = (await (await sell(1, tracked=False, catchWeight=True)).slip())["lines"][0]["id"]

    answers = [
        await desk.refused("registerSerials", lineId=untracked, serials=["SN-1"]),
        await desk.refused("registerSerials", lineId=cheese, serials=["SN-1"]),
    ]

    assert [answer.codes for answer in answers] == [["TAKES_NO_SERIALS"], ["CATCH_WEIGHT_EXCLUDED"]]


async def test_a_blank_needs_a_duty_of_its_own(desk: Desk, sell: Sell) -> None:
    """S3, and R4: it counts as one registration."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]

    refused = await desk.as_role(Role.CLERK).refused("registerNotReadable", lineId=line)
    blank = await desk.as_role(Role.SENIOR_CLERK).send("registerNotReadable", lineId=line, count=2)

    duty = "maintain registration of non-readable serial numbers"
    assert refused.facts("duty") == [("NOT_PERMITTED", duty)]
    assert blank.registered == (2, 2)


@pytest.mark.parametrize("count", [0, -1, 1_001, 2_147_483_647])
async def test_one_call_registers_one_to_a_thousand_blanks(desk: Desk, sell: Sell, count: int) -> None:
    """R2: more are several calls."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]

    answer = await desk.refused("registerNotReadable", lineId=line, count=count)

    assert answer.facts("value", "expected", "path") == [("INVALID_VALUE", str(count), "1 to 1,000 items", ["count"])]


@pytest.mark.parametrize("length", [0, 1_001])
async def test_one_call_takes_one_to_a_thousand_numbers(desk: Desk, sell: Sell, length: int) -> None:
    """R2: more are several calls."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]

    answer = await desk.refused("registerSerials", lineId=line, serials=[f"SN-{n}" for n in range(length)])

    assert answer.facts("length", "path") == [("LIST_TOO_LONG", length, ["serials"])]


async def test_a_thousand_numbers_in_one_call_are_registered(desk: Desk, sell: Sell) -> None:
    """R2: the most that one call takes."""
    line = (await (await sell(1_000)).slip())["lines"][0]["id"]

    answer = await desk.send("registerSerials", lineId=line, serials=[f"SN-{n}" for n in range(1_000)])

    assert answer.registered == (1_000, 0)


async def test_nothing_is_registered_on_a_posted_or_discarded_document(desk: Desk, sell: Sell) -> None:
    """R3: neither mode works there."""
    sale = await sell(2)
    posted = await sale.posted([["SN-1"]])
    discarded = await sale.slip(1)
    await desk.done("discardPackingSlip", id=discarded["id"])
    line, gone = posted["lines"][0]["id"], discarded["lines"][0]["id"]

    answers = [
        await desk.refused("scanSerial", lineId=line, scan="SN-2"),
        await desk.refused("scanSerial", lineId=line, scan="SN-1", mode="REMOVE"),
        await desk.refused("registerSerials", lineId=line, serials=["SN-1"]),
        await desk.refused("registerNotReadable", lineId=line),
        await desk.refused("changeRegistrations", lineId=line, remove=posted["registrations"][line]),
        await desk.refused("scanSerial", lineId=gone, scan="SN-2"),
    ]

    assert [answer.facts("state") for answer in answers] == [
        *[[("NOT_A_DRAFT", "POSTED")]] * 5,
        [("NOT_A_DRAFT", "DISCARDED")],
    ]


async def test_registrations_are_taken_off_a_draft_by_id_blanks_too(desk: Desk, sell: Sell) -> None:
    """R3: a blank has no number that could be scanned."""
    line = (await (await sell(3)).slip())["lines"][0]["id"]
    numbers = await desk.send("registerSerials", lineId=line, serials=["SN-1", "SN-2"])
    blank = await desk.send("registerNotReadable", lineId=line)

    answer = await desk.send("changeRegistrations", lineId=line, remove=[numbers.added[0], blank.added[0]])
    added = await desk.refused("changeRegistrations", lineId=line, add=[numbers.added[1]])

    assert answer.registered == (1, 0)
    assert sorted(answer.removed) == sorted([numbers.added[0], blank.added[0]])
    assert added.codes == ["NOT_ON_THE_SLIP"]


async def test_what_is_shown_is_what_was_first_entered(desk: Desk, sell: Sell) -> None:
    """R6: a number that only a refused or removed draft had shown is not remembered for ever."""
    sale = await sell(1)
    line = (await sale.slip())["lines"][0]["id"]
    await desk.done("scanSerial", lineId=line, scan="sn-00a")
    await desk.done("scanSerial", lineId=line, scan="SN-00A", mode="REMOVE")
    await desk.done("scanSerial", lineId=line, scan="SN-00a")

    answer = await desk.send("scanSerial", lineId=line, scan="sn-00A")

    assert [notice["message"] for notice in answer.notices] == ["SN-00a is already on this line: nothing changed."]


async def test_a_dry_run_of_a_list_says_what_would_be(desk: Desk, sell: Sell) -> None:
    """R2: the line is answered as it would be, and stays as it is."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]

    tried = await desk.dry("registerSerials", lineId=line, serials=["SN-1", "SN-2"])
    scanned = await desk.send("scanSerial", lineId=line, scan="SN-3")

    assert tried.registered == (2, 0)
    assert scanned.registered == (1, 0)


async def test_a_list_of_any_length_is_registered_in_two_statements(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """Each is a round trip, so none grows with the list, and a new key costs none."""
    line = (await (await sell(30)).slip())["lines"][0]["id"]
    asked = {"lineId": line, "serials": [f"SN-{n}" for n in range(30)], "idempotencyKey": unique("KEY")}
    register = "mutation ($input: RegisterSerialsInput!) { registerSerials(input: $input) { replayed } }"

    _, first = await count(desk, register, input=asked)
    answer, again = await count(desk, register, input=asked)

    assert first == ["lock_slip_line", "apply_to_slip_line + record + find_slip_line"]
    assert answer == {"registerSerials": {"replayed": True}}
    assert again[-2:] == ["kept_answer", "find_slip_line"]
