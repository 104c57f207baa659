"""Numbers of slips changed on an invoice in preparation, through the front door: the slip follows (C1)."""

from typing import Any

import pytest

from tests.api.conftest import Sell
from tests.api.corrections import WHY, change, last_entry, posted, shown, status, version
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio


async def test_a_number_changed_on_a_draft_invoice_changes_on_the_slip_at_once(desk: Desk, sell: Sell) -> None:
    """C1: and stays changed if the invoice is discarded; the old number is free again, the new one is sold."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()

    answer = await change(desk, draft, first, serialNumber="SN-9")
    both = await shown(desk, slip, draft)
    await desk.done("discardInvoice", id=draft["id"])
    after = await shown(desk, slip)
    other = await sale.slip(1)
    again = await desk.send("scanSerial", lineId=other["lines"][0]["id"], scan="sn-1")

    assert (answer.refusals, answer.said, answer.registered) == ([], ["CHANGED_ON_SLIP"], (2, 0))
    assert both == [["SN-9", "SN-2"], ["SN-9", "SN-2"]]
    assert after == [["SN-9", "SN-2"]]
    assert (await status(desk, sale, "SN-9"))[0] == "SOLD"
    assert again.registered == (1, 0)


async def test_a_number_that_was_corrected_away_is_not_sold_by_us(desk: Desk, sell: Sell) -> None:
    """C1, I2: as if it had never been sold; what its slip showed first is still how it is shown (R6)."""
    sale, _, (first, _) = await posted(sell)
    draft = await sale.invoice()

    await change(desk, draft, first, serialNumber="SN-9")
    before = await status(desk, sale, "SN-1")
    other = await sale.slip(1)
    await desk.done("scanSerial", lineId=other["lines"][0]["id"], scan="sn-1")

    assert before == ("NOT_SOLD_BY_US", [])
    assert await shown(desk, other) == [["SN-1"]]


async def test_a_number_of_its_slips_that_it_did_not_choose_is_changed_too(desk: Desk, sell: Sell) -> None:
    """C1: what is not yet invoiced; but not what another draft chose (D11)."""
    sale, slip, (first, second) = await posted(sell)
    line = slip["lines"][0]["id"]
    mine = await sale.invoice({"slipLineId": line, "quantity": 1, "registrations": []})
    await sale.invoice({"slipLineId": line, "quantity": 1, "registrations": [second]})

    free = await change(desk, mine, first, serialNumber="SN-9")
    chosen = await change(desk, mine, second, how="refused", serialNumber="SN-8")

    assert free.refusals == []
    assert await shown(desk, slip, mine) == [["SN-9", "SN-2"], []]
    assert chosen.facts("rule", "serialNumber", "path") == [("CHOSEN_ELSEWHERE", "D11", "SN-2", ["registrationId"])]


async def test_both_documents_keep_what_was_changed_by_whom_and_why(desk: Desk, sell: Sell) -> None:
    """C4: before and after, with the scan as it came and what was read from it (R3)."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    scan = "]d2010950600099991321SN-9"

    await change(desk, draft, first, scan=f"{scan}\r\n")
    entries = [await last_entry(desk, document) for document in (slip, draft)]

    assert [(each["action"], each["actor"], each["reason"]) for each in entries] == [
        ("changeSerialNumber", "clerk-1", WHY)
    ] * 2
    assert [each["before"]["serialNumber"] for each in entries] == ["SN-1"] * 2
    assert [each["after"]["serialNumber"] for each in entries] == ["SN-9"] * 2
    assert [each["after"]["scan"] for each in entries] == [
        {"raw": f"{scan}\r\n", "kind": "GS1 element string", "symbology": "]d2", "gtin": "09506000999913"}
    ] * 2
    assert entries[0]["after"]["line"] != entries[1]["after"]["line"]


async def test_a_number_on_a_posted_invoice_stands(desk: Desk, sell: Sell) -> None:
    """C3."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    invoice = await desk.done("postInvoice", id=draft["id"])

    answer = await change(desk, invoice, first, how="refused", serialNumber="SN-9")

    assert answer.facts("rule", "serialNumber", "invoice") == [("NUMBER_STANDS", "C3", "SN-1", invoice["number"])]
    assert await shown(desk, slip) == [["SN-1", "SN-2"]]


async def test_a_change_is_refused_where_it_is_none(desk: Desk, sell: Sell) -> None:
    """R4: a blank; S2: a line that registers its own; D11: a discarded draft; and what stands on another line."""
    sale, slip, registrations = await posted(sell, ["SN-1"], blanks=1)
    draft = await sale.invoice()
    direct = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 1}])
    own = await desk.send("scanSerial", lineId=direct["lines"][0]["id"], scan="SN-5")
    gone = await sale.invoice({"slipLineId": slip["lines"][0]["id"], "quantity": 1, "registrations": []})
    await desk.done("discardInvoice", id=gone["id"])

    answers = [
        await change(desk, draft, registrations[1], how="refused", serialNumber="SN-9"),
        await change(desk, direct, own.added[0], how="refused", serialNumber="SN-9"),
        await change(desk, gone, registrations[0], how="refused", serialNumber="SN-9"),
        await change(desk, draft, own.added[0], how="refused", serialNumber="SN-9"),
    ]

    assert [answer.codes for answer in answers] == [
        ["NOTHING_TO_CHANGE"],
        ["CORRECTED_BY_REGISTERING"],
        ["NOT_A_DRAFT"],
        ["UNKNOWN_RECORD"],
    ]
    assert answers[3].facts("kind") == [("UNKNOWN_RECORD", "live registration of this line")]


async def test_a_number_is_changed_to_a_free_one_alone(desk: Desk, sell: Sell) -> None:
    """R5, R4, R6: not to one that stands elsewhere, on the same line, or is no serial number at all."""
    sale, slip, (first, _) = await posted(sell)
    other = await sale.slip(1)
    await desk.done("scanSerial", lineId=other["lines"][0]["id"], scan="SN-5")
    draft = await sale.invoice()

    answers = [
        await change(desk, draft, first, how="refused", serialNumber="sn-5"),
        await change(desk, draft, first, how="refused", serialNumber="SN-2"),
        await change(desk, draft, first, how="refused", serialNumber=slip["number"]),
        await change(desk, draft, first, how="refused", serialNumber="\x1b"),
        await change(desk, draft, first, how="refused", scan="]C100340123450000000000"),
        await change(desk, draft, first, how="refused", scan="]d2019999"),
    ]

    assert [answer.codes for answer in answers] == [
        ["STANDS_ELSEWHERE"],
        ["ALREADY_ON_THE_LINE"],
        ["NOT_A_SERIAL"],
        ["INVALID_SERIAL"],
        ["NOT_A_SERIAL"],
        ["SCAN_NOT_UNDERSTOOD"],
    ]


async def test_a_number_changed_to_itself_changes_nothing_and_says_so(desk: Desk, sell: Sell) -> None:
    """R7."""
    sale, _, (first, _) = await posted(sell)
    draft = await sale.invoice()
    before = await desk.counts()

    answer = await change(desk, draft, first, serialNumber=" sn-1 ")

    assert (answer.said, answer.registered) == (["ALREADY_REGISTERED"], (2, 0))
    assert await desk.counts() == before


@pytest.mark.parametrize("given", [{}, {"serialNumber": "SN-9", "scan": "SN-9"}])
async def test_a_number_is_typed_or_scanned(desk: Desk, sell: Sell, given: dict[str, Any]) -> None:
    """R3: exactly one of both."""
    sale, _, (first, _) = await posted(sell)

    answer = await change(desk, await sale.invoice(), first, how="refused", **given)

    assert answer.facts("expected", "path") == [("INVALID_VALUE", "either a serial number or a scan", ["serialNumber"])]


async def test_a_scan_of_another_product_changes_nothing(desk: Desk, sell: Sell) -> None:
    """R6: both products are named, also where the line's own has no codes; a code that nobody carries is taken."""
    other = await sell(1, gtins=["9506000999906"])
    sale, _, (first, second) = await posted(sell)
    draft = await sale.invoice()

    refused = await change(desk, draft, first, how="refused", scan="]d2010950600099990621SN-9")
    taken = await change(desk, draft, second, scan="]d2010950600099991321SN-8")

    assert refused.facts("gtin", "scannedProduct", "product") == [
        ("ANOTHER_PRODUCT", "09506000999906", other.products[0], sale.products[0])
    ]
    assert taken.refusals == []


async def test_a_dry_run_tells_what_becomes_of_both_units(desk: Desk, sell: Sell) -> None:
    """C1: the old one is sold by nobody, the new one is; both documents are touched."""
    sale, slip, (first, _) = await posted(sell)
    draft = await sale.invoice()
    asked = {"invoiceLineId": draft["lines"][0]["id"], "registrationId": first, "version": await version(desk, draft)}
    document = """
    mutation ($input: ChangeSerialNumberInput!) { changeSerialNumber(input: $input) { effects {
      documents { id } units { serialNumber saleBefore saleAfter } } } }
    """

    answer = await desk.ask(document, input={**asked, "serialNumber": "SN-9", "reason": WHY, "dryRun": True})

    effects = answer["changeSerialNumber"]["effects"]
    assert {each["id"] for each in effects["documents"]} == {slip["id"], draft["id"]}
    assert [tuple(unit.values()) for unit in effects["units"]] == [
        ("SN-1", "SOLD", "NOT_SOLD_BY_US"),
        ("SN-9", "NOT_SOLD_BY_US", "SOLD"),
    ]
