"""Credit notes (D10), through the front door: what becomes of the goods, their sales and their warranties."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.api.asking import sold
from tests.api.conftest import Sell
from tests.api.credits import UNIT, counted, credit, invoice_of, posted, refuse, shipping_itself, unit
from tests.api.desk import NOON, TODAY, Desk

pytestmark = pytest.mark.anyio


async def test_an_invoice_is_credited_whole_and_invoiced_anew(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """D10, W2: one sale; the warranty counts from the first invoice, and has not started while none stands."""
    sale = await sell(2)
    made = await sold(desk, sale, unique, ["SN-1", "SN-2"])

    note = await credit(desk, made["invoice"], externalReference="CR-7")
    credited = await invoice_of(desk, made["invoice"])
    between, counts = await unit(sale, "SN-1"), await counted(sale)
    again = await posted(sale)
    after = await unit(sale, "SN-1")

    assert (note["day"], note["reason"], note["externalReference"]) == (TODAY.isoformat(), "wrong customer", "CR-7")
    assert note["number"].startswith("CN-")
    assert note["invoice"]["state"] == credited["state"] == "CREDITED"
    assert [each["number"] for each in credited["creditNotes"]] == [note["number"]]
    assert [line["creditedOn"] for line in credited["lines"]] == [TODAY.isoformat()]
    listed = credited["lines"][0]["registrations"]["nodes"]
    assert [(each["serialNumber"], each["ended"], each["endedOn"]) for each in listed] == [
        ("SN-1", "CREDITED", TODAY.isoformat()),
        ("SN-2", "CREDITED", TODAY.isoformat()),
    ]
    assert counts == (2, 0)
    assert (between["saleStatus"], between["warranty"]["status"]) == ("SOLD", "NOT_STARTED")
    assert between["sales"][0]["invoice"] is None
    assert after["warranty"]["status"] == "COVERED"
    assert [(each["ended"], each["invoice"]["number"]) for each in after["sales"]] == [(None, again["number"])]
    assert [each["number"] for each in after["sales"][0]["invoices"]] == [made["invoice"]["number"], again["number"]]


async def test_cover_of_what_is_invoiced_anew_counts_from_the_first_invoice(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """W2: crediting never moves it, nor does dating back; on the days between, no invoice stood."""
    sale = await sell(1)
    await desk.done(
        "publishWarrantyTerm",
        number=unique("WT"),
        scope={"product": sale.products[0]},
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=[{"kind": "PARTS", "period": "P1Y"}],
        validFrom="2020-01-01",
    )
    slip = await sale.slip()
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])
    await desk.done("postPackingSlip", id=slip["id"], day="2026-02-01")
    first = await posted(sale, day="2026-02-03")

    early = await refuse(desk, first, day="2026-02-02")
    late = await refuse(desk, first, day="2026-03-03")
    note = await credit(desk, first, day="2026-02-10")
    anew = (await sale.invoice())["id"]
    older = await desk.refused("postInvoice", id=anew, day="2026-02-02")
    await desk.done("postInvoice", id=anew, day="2026-02-20")

    assert early.facts("earliest", "latest") == [("DAY_OUT_OF_RANGE", "2026-02-03", TODAY.isoformat())]
    assert late.codes == ["DAY_OUT_OF_RANGE"]
    assert older.facts("earliest") == [("DAY_OUT_OF_RANGE", "2026-02-10")]
    assert note["day"] == "2026-02-10"
    for on, status in [("2026-02-09", "COVERED"), ("2026-02-10", "NOT_STARTED"), ("2026-02-20", "COVERED")]:
        assert (await unit(sale, "SN-1", on))["warranty"]["status"] == status
    covered = (await unit(sale, "SN-1"))["warranty"]
    assert (covered["firstDay"], covered["lastDay"]) == ("2026-02-03", "2027-02-03")


async def test_whole_lines_are_credited_and_the_invoice_with_the_last_of_them(desk: Desk, sell: Sell) -> None:
    """D10: each line once; each credit note names its lines."""
    sale = await sell(1, 1)
    await sale.posted([["SN-1"], ["SN-1"]])
    invoice = await posted(sale)
    first, second = (line["id"] for line in invoice["lines"])

    one = await credit(desk, invoice, lines=[second, second])
    counts = await counted(sale), await counted(sale, 1)
    again = await refuse(desk, invoice, lines=[first, second])
    rest = await credit(desk, invoice)
    twice = await refuse(desk, invoice)
    found = await invoice_of(desk, invoice)

    assert ([line["id"] for line in one["lines"]], one["invoice"]["state"]) == ([second], "POSTED")
    assert counts == ((1, 1), (1, 0))
    assert again.facts("rule", "lineId", "position", "path") == [("CREDITED_BEFORE", "D10", second, 2, ["lines", "1"])]
    assert ([line["id"] for line in rest["lines"]], rest["invoice"]["state"]) == ([first], "CREDITED")
    assert twice.facts("document", "state", "rule") == [("NOT_CREDITABLE", invoice["number"], "CREDITED", "D10")]
    assert [note["id"] for note in found["creditNotes"]] == [one["id"], rest["id"]]


async def test_without_a_slip_the_sale_ends_and_its_numbers_wait(desk: Desk, sell: Sell) -> None:
    """D10, D8, D4: neither shipped nor invoiced; the order line's next document takes the numbers over."""
    sale = await sell(2)
    invoice = await shipping_itself(sale, "SN-1", "SN-2")
    before = await counted(sale)

    await credit(desk, invoice)
    after, gone = await counted(sale), await unit(sale, "SN-1")
    line = (await invoice_of(desk, invoice))["lines"][0]
    slip = await sale.slip()
    shipped = await desk.done("postPackingSlip", id=slip["id"])
    sold_again = await unit(sale, "SN-1")

    assert (before, after) == ((2, 2), (0, 0))
    assert gone["saleStatus"] == "NO_LONGER_SOLD"
    assert gone["sales"][0]["ended"] == {"kind": "CREDITED", "on": TODAY.isoformat()}
    assert (line["registered"], {each["ended"] for each in line["registrations"]["nodes"]}) == (0, {"CREDITED"})
    assert [each["registered"] for each in slip["lines"]] == [2]
    assert shipped["state"] == "POSTED"
    assert sold_again["saleStatus"] == "SOLD"
    assert [each["packingSlip"] is None for each in sold_again["sales"]] == [False, True]


async def test_what_the_invoice_shipped_itself_is_free_for_others_too(desk: Desk, sell: Sell) -> None:
    """R5: from the day of the credit note on."""
    sale = await sell(1)
    invoice = await shipping_itself(sale, "SN-1")
    await credit(desk, invoice)
    lines = [{"product": sale.products[0], "quantity": 1}]
    await desk.done(
        "saveSalesOrder", number=f"{sale.order}-B", customer=sale.customer, orderedOn="2026-02-01", lines=lines
    )
    slip = await desk.done("createPackingSlip", order=f"{sale.order}-B")

    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=["SN-1"])
    early = await desk.refused("postPackingSlip", id=slip["id"], day="2026-03-01")
    await desk.done("postPackingSlip", id=slip["id"])

    assert early.facts("serialNumber", "freeFrom") == [("SALES_WOULD_OVERLAP", "SN-1", TODAY.isoformat())]


async def test_an_invoice_of_both_kinds_is_credited_line_by_line_as_each_is(desk: Desk, sell: Sell) -> None:
    """D10: the slip's unit is sold on, the other one no longer."""
    sale = await sell(1, 1)
    slip = await sale.posted([["SN-1"]])
    billing = {"slipLineId": slip["lines"][0]["id"]}
    direct = {"orderLineId": sale.lines[1], "quantity": 1}
    draft = await desk.done("createInvoice", order=sale.order, billings=[billing], direct=[direct])
    await desk.done("registerSerials", lineId=draft["lines"][1]["id"], serials=["SN-9"])
    invoice = await desk.done("postInvoice", id=draft["id"])

    await credit(desk, invoice)
    found = await desk.ask(UNIT, serial="SN-9", product=sale.products[1])

    assert (await counted(sale), await counted(sale, 1)) == ((1, 0), (0, 0))
    assert (await unit(sale, "SN-1"))["saleStatus"] == "SOLD"
    assert found["lookup"]["matches"][0]["saleStatus"] == "NO_LONGER_SOLD"


async def test_what_is_credited_may_be_taken_back_or_its_slip_reversed(desk: Desk, sell: Sell) -> None:
    """D10, D5, C2: the invoice comes first."""
    sale = await sell(2)
    slips = [await sale.posted([[f"SN-{n}"]]) for n in range(2)]
    invoice = await posted(sale)
    line = slips[0]["lines"][0]["id"]
    reversal = {"id": slips[1]["id"], "version": 3, "reason": "wrong goods"}
    order = (await desk.ask("query ($n: String!) { salesOrder(number: $n) { version } }", n=sale.order))["salesOrder"]
    item = {"slipLineId": line, "quantity": 1, "registrations": slips[0]["registrations"][line]}
    taking = {"orderLineId": sale.lines[0], "items": [item], "version": order["version"], "reason": "unwanted"}

    held = [await desk.refused("takeBackItems", **taking), await desk.refused("cancelPackingSlip", **reversal)]
    await credit(desk, invoice)
    await desk.done("takeBackItems", **taking)
    cancelled = await desk.done("cancelPackingSlip", **reversal)

    assert [each.codes for each in held] == [["MORE_THAN_NOT_INVOICED"], ["STANDS_ON_INVOICE"]]
    assert cancelled["state"] == "CANCELLED"
    assert await counted(sale) == (0, 0)


async def test_nothing_comes_back_before_the_day_of_its_credit_note(desk: Desk, sell: Sell) -> None:
    """W11, C2: until then an invoice stood for it."""
    sale = await sell(1)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    added = (await desk.send("registerSerials", lineId=line, serials=["SN-1"])).added
    await desk.done("postPackingSlip", id=slip["id"], day="2026-02-01")
    await credit(desk, await posted(sale, day="2026-02-03"), day="2026-02-10")
    order = (await desk.ask("query ($n: String!) { salesOrder(number: $n) { version } }", n=sale.order))["salesOrder"]
    items = [{"slipLineId": line, "quantity": 1, "registrations": added}]
    taking = {"orderLineId": sale.lines[0], "items": items, "version": order["version"], "reason": "unwanted"}

    reversal = {"id": slip["id"], "version": 3, "reason": "unwanted"}
    early = await desk.refused("takeBackItems", **taking, day="2026-02-09")
    reversed_early = await desk.refused("cancelPackingSlip", **reversal, day="2026-02-09")
    await desk.done("takeBackItems", **taking, day="2026-02-10")

    for answer in (early, reversed_early):
        assert answer.facts("earliest", "latest") == [("DAY_OUT_OF_RANGE", "2026-02-10", TODAY.isoformat())]
    assert (await unit(sale, "SN-1"))["sales"][0]["ended"] == {"kind": "TAKEN_BACK", "on": "2026-02-10"}


async def test_what_is_invoiced_anew_is_judged_anew(desk: Desk, sell: Sell) -> None:
    """D2: three slips of two; what a credit leaves un-invoiced counts like what never was."""
    sale = await sell(6)
    slips = [await sale.posted([[f"SN-{slip}1", f"SN-{slip}2"]]) for slip in range(3)]
    invoice = await posted(sale)
    await credit(desk, invoice)
    ones = [
        {"slipLineId": line, "quantity": 1, "registrations": slip["registrations"][line][:1]}
        for slip in slips
        for line in (slip["lines"][0]["id"],)
    ]
    draft = await sale.invoice(*ones)

    answer = await desk.refused("postInvoice", id=draft["id"])

    assert answer.facts("rule", "slips") == [("TOO_MANY_PARTIAL_SLIPS", "D2", [slip["number"] for slip in slips])]


async def test_what_a_draft_gave_back_was_never_invoiced_by_it(desk: Desk, sell: Sell) -> None:
    """W2, I3: neither its warranty nor its sale knows the invoice, posted later with other items."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    draft = await sale.invoice()
    line, chosen = draft["lines"][0]["id"], slip["registrations"][slip["lines"][0]["id"]][0]
    await desk.send("changeRegistrations", lineId=line, remove=[chosen])
    await desk.done("editInvoice", id=draft["id"], lines=[{"lineId": line, "quantity": 1}])
    await desk.done("postInvoice", id=draft["id"])

    given_back, kept = await unit(sale, "SN-1"), await unit(sale, "SN-2")

    assert given_back["sales"][0]["invoices"] == []
    assert len(kept["sales"][0]["invoices"]) == 1


async def test_a_credited_invoice_goes_on_showing_what_stood_on_it(desk: Desk, sell: Sell) -> None:
    """C3, I1: a number that is corrected afterwards, and a blank that is filled, change on the slip alone."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]], blanks=1)
    wrong, blank = slip["registrations"][slip["lines"][0]["id"]]
    invoice = await posted(sale)
    await credit(desk, invoice)
    tomorrow = replace(desk, office=replace(desk.office, now=lambda: NOON + timedelta(days=1)))
    anew = await sale.invoice()
    line = anew["lines"][0]["id"]
    asked = {"invoiceLineId": line, "registrationId": wrong, "serialNumber": "SN-2", "reason": "read wrongly"}
    await tomorrow.done("changeSerialNumber", **asked, version=(await invoice_of(desk, anew))["version"])
    asked = {"lineId": line, "registrationId": blank, "serialNumber": "SN-3", "reason": "read at last"}
    await tomorrow.done("fillNotReadable", **asked, version=(await invoice_of(desk, anew))["version"])

    listed = [
        [each["serialNumber"] for each in (await invoice_of(desk, one))["lines"][0]["registrations"]["nodes"]]
        for one in (invoice, anew)
    ]

    assert listed == [["SN-1", None], ["SN-2", "SN-3"]]
