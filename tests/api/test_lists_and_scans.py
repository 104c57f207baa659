"""R3: lists and ranges in one text, what a scan turns out to be, and the raw scan that is kept (C4)."""

from dataclasses import replace

import pytest

from graph_api.domain.scanning import Frame
from tests.api.conftest import Sell
from tests.api.corrections import last_entry, shown
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio

GS1 = "]d2010950600099992021"
"""A data matrix with the product code 09506000999920, and a serial number behind it."""


async def test_a_text_of_numbers_and_ranges_is_registered(desk: Desk, sell: Sell) -> None:
    """R3: `100-103` is a range, `A7,A9` a list; lines and tabs part too."""
    slip = await (await sell(9)).slip()

    answer = await desk.send("registerSerials", lineId=slip["lines"][0]["id"], typed="100-103, A7;A9\nB-12\tC1")

    assert (answer.refusals, answer.registered) == ([], (8, 0))
    assert await shown(desk, slip) == [["100", "101", "102", "103", "A7", "A9", "B-12", "C1"]]


async def test_one_bad_piece_is_told_without_losing_the_others(desk: Desk, sell: Sell) -> None:
    """R3, R6: each refusal has the place of its piece, counted from 0; the whole list only where that is asked for."""
    line = (await (await sell(9)).slip())["lines"][0]["id"]
    typed = f"SN-1, bad\u200bone, SN-2, ]C100340123450000000000, {'x' * 101}, ]d2019999, SN-3"

    whole = await desk.refused("registerSerials", lineId=line, typed=typed)
    each = await desk.send("registerSerials", lineId=line, typed=typed, mode="EACH")

    assert each.facts("path") == [
        ("INVALID_SERIAL", ["typed", "1"]),
        ("NOT_A_SERIAL", ["typed", "3"]),
        ("INVALID_SERIAL", ["typed", "4"]),
        ("SCAN_NOT_UNDERSTOOD", ["typed", "5"]),
    ]
    assert whole.facts("path") == each.facts("path")
    assert each.registered == (3, 0)


async def test_a_text_that_is_too_long_is_refused_whole(desk: Desk, sell: Sell) -> None:
    """R2: for the line, or for one call; nothing is expanded, and nothing registered."""
    line = (await (await sell(3)).slip())["lines"][0]["id"]

    answers = [
        await desk.refused("registerSerials", lineId=line, typed="1-4", mode="EACH"),
        await desk.refused("registerSerials", lineId=line, typed="1000000-9999999", mode="EACH"),
        await desk.refused("registerSerials", lineId=line, typed=" ,; "),
        await desk.refused("registerSerials", lineId=line, typed="1", serials=["1"]),
        await desk.refused("registerSerials", lineId=line),
    ]

    assert [answer.facts("path") for answer in answers] == [
        [("QUANTITY_EXCEEDED", [])],
        [("LIST_TOO_LONG", ["typed"])],
        [("LIST_TOO_LONG", ["typed"])],
        [("INVALID_VALUE", ["serials"])],
        [("INVALID_VALUE", ["serials"])],
    ]


async def test_the_raw_scan_is_kept_with_what_was_read_from_it(desk: Desk, sell: Sell) -> None:
    """C4, R3: with the registration's entry, also for one that takes off; of a list, what is a scan by its looks."""
    slip = await (await sell(4, gtins=["9506000999920"])).slip()
    line = slip["lines"][0]["id"]
    reading = {"kind": "GS1 element string", "symbology": "]d2", "gtin": "09506000999920"}

    await desk.done("scanSerial", lineId=line, scan=f"{GS1}SN-1\t")
    scanned = await last_entry(desk, slip)
    await desk.done("scanSerial", lineId=line, scan=f"{GS1}SN-1", mode="REMOVE")
    removed = await last_entry(desk, slip)
    await desk.done("registerSerials", lineId=line, typed=f"SN-2, {GS1}SN-3, ]C0SN-4")
    listed = await last_entry(desk, slip)

    assert scanned["after"]["scan"] == {"raw": f"{GS1}SN-1\t", **reading}
    assert removed["after"]["scan"] == {"raw": f"{GS1}SN-1", **reading}
    assert listed["after"]["scans"] == {
        "SN-3": {"raw": f"{GS1}SN-3", **reading},
        "SN-4": {"raw": "]C0SN-4", "kind": "plain", "symbology": "]C0", "gtin": None},
    }


async def test_a_scan_of_another_product_is_refused_naming_both(desk: Desk, sell: Sell) -> None:
    """R6: also where the line's product has no codes, in a list each for itself, and when it should be taken off."""
    other = await sell(1, gtins=["9506000999937"])
    sale = await sell(3)
    line = (await sale.slip())["lines"][0]["id"]
    scan = "]d2010950600099993721SN-1"
    await desk.done("registerSerials", lineId=line, serials=["SN-1"])

    answers = [
        await desk.refused("scanSerial", lineId=line, scan=scan),
        await desk.refused("scanSerial", lineId=line, scan=scan, mode="REMOVE"),
    ]
    each = await desk.send("registerSerials", lineId=line, typed=f"SN-2, {scan}", mode="EACH")

    both = ("ANOTHER_PRODUCT", "09506000999937", other.products[0], sale.products[0])
    assert [answer.facts("gtin", "scannedProduct", "product") for answer in (*answers, each)] == [[both]] * 3
    assert (each.registered, each.refusals[0]["path"]) == ((2, 0), ["typed", "1"])


async def test_the_number_of_any_document_is_said_to_be_one(desk: Desk, sell: Sell) -> None:
    """R6: of another order too; typed it is taken, for there are serial numbers that look like that."""
    sale, other = await sell(3), await sell(2)
    line = (await sale.slip())["lines"][0]["id"]
    slip = await other.posted([["SN-1"]])
    invoice = await desk.done("postInvoice", id=(await other.invoice())["id"])

    answers = [
        await desk.refused("scanSerial", lineId=line, scan=scan)
        for scan in (other.order, slip["number"], invoice["number"])
    ]
    typed = await desk.send("registerSerials", lineId=line, typed=slip["number"])
    again = await desk.send("scanSerial", lineId=line, scan=slip["number"])

    assert [answer.facts("what") for answer in answers] == [
        [("NOT_A_SERIAL", f"the number of sales order {other.order}")],
        [("NOT_A_SERIAL", f"the number of packing slip {slip['number']}")],
        [("NOT_A_SERIAL", f"the number of invoice {invoice['number']}")],
    ]
    assert typed.registered == (1, 0)
    assert again.said == ["ALREADY_REGISTERED"]


@pytest.mark.parametrize(
    ("scan", "problem"),
    [
        ("]d2019999", "“019999” is no GS1 element"),
        (
            "]d201095060009999202199999\x1d99",
            "after (01)09506000999920 (21)99999 it says “99”, which is no GS1 element",
        ),
        ("]d20109520123456789", "the check digit of (01)09520123456789 would be 8"),
        ("]d221A\x1d21B", "(21) stands in it twice, as “A” and as “B”"),
        ("]d2", "nothing follows the symbology identifier"),
        ("]Z", "“]Z” is no symbology identifier"),
        ("https://example.com/about", "as a web address it names no product, package or other GS1 key in its path"),
        ("urn:epc:id:sgtin:1.2", "“urn:epc:id:sgtin:1.2” is no urn:epc:id:sgtin"),
        ("]E0123", "“123” has not the 8, 12, 13 or 14 digits of a product code"),
        ("]E09520123456789", "the check digit of 9520123456789 would be 8"),
        ("x" * 4_401, "it has 4401 characters, 4400 at most"),
    ],
)
async def test_data_that_cannot_be_read_is_refused_with_what_was_read(
    desk: Desk, sell: Sell, scan: str, problem: str
) -> None:
    """R3: ambiguous data is never guessed at."""
    line = (await (await sell(1)).slip())["lines"][0]["id"]

    answer = await desk.refused("scanSerial", lineId=line, scan=scan)

    assert answer.facts("problem") == [("SCAN_NOT_UNDERSTOOD", problem)]


async def test_what_the_sellers_scanners_put_around_the_data_is_no_part_of_it(desk: Desk, sell: Sell) -> None:
    """R3: cut off first, when it is registered and when it is looked up; the raw scan is kept with it."""
    bench = replace(desk, office=replace(desk.office, frame=Frame("<<", ">>")))
    sale = await sell(3)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    lookup = "query ($scan: String!) { lookup(by: { scan: $scan }) { reading { serialNumber } } }"

    await bench.done("scanSerial", lineId=line, scan="<<SN-1>>\r")
    kept = await last_entry(desk, slip)
    await bench.done("scanSerial", lineId=line, scan="<<]C0SN-2>>")
    await bench.done("scanSerial", lineId=line, scan="SN-3")
    found = await bench.ask(lookup, scan="<<SN-1>>\t")

    assert await shown(desk, slip) == [["SN-1", "SN-2", "SN-3"]]
    assert kept["after"]["scan"]["raw"] == "<<SN-1>>\r"
    assert found["lookup"]["reading"]["serialNumber"] == "SN-1"


async def test_a_file_is_uploaded_on_a_slips_line(desk: Desk, sell: Sell) -> None:
    """R3: a row a number; each refusal says its row."""
    slip = await (await sell(4)).slip()
    line = slip["lines"][0]["id"]
    text = '\ufeffPos;"Serial number";Note\r\n1;"F-1";\r\n2;F-2;\r\n3;bad\u200bone;\r\n4;;no label\r\n'
    whole = await desk.refused("registerSerials", lineId=line, uploaded=text)
    each = await desk.send("registerSerials", lineId=line, uploaded=text, mode="EACH")
    assert whole.facts("path") == [("INVALID_SERIAL", ["uploaded", "4"])]
    assert each.registered == (2, 0)
    assert await shown(desk, slip) == [["F-1", "F-2"]]


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("1,A1\n2,A2\n", "INVALID_VALUE", ["uploaded"]),
        ('serial\n"A1\n', "INVALID_VALUE", ["uploaded", "2"]),
        ("serial\n", "LIST_TOO_LONG", ["uploaded"]),
        ("\n".join(f"U-{place}" for place in range(1_001)), "LIST_TOO_LONG", ["uploaded"]),
    ],
)
async def test_a_file_that_is_no_list_is_refused_with_what_it_should_be(
    desk: Desk, sell: Sell, text: str, code: str, path: list[str]
) -> None:
    slip = await (await sell(4)).slip()
    refused = await desk.refused("registerSerials", lineId=slip["lines"][0]["id"], uploaded=text)
    assert refused.facts("path") == [(code, path)]


async def test_numbers_come_in_one_way_at_a_time(desk: Desk, sell: Sell) -> None:
    slip = await (await sell(4)).slip()
    refused = await desk.refused("registerSerials", lineId=slip["lines"][0]["id"], typed="A", uploaded="B")
    assert "one of serials, typed and uploaded" in refused.refusals[0]["message"]
