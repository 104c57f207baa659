"""W: what covers a sold unit, by which layer, how long, and what proves it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.api.clocks import at
from tests.api.conftest import Sell
from tests.api.desk import NOON, Desk, Sale
from tests.article.telling import WHY, a_draft, cancel, credit, in_work, invoiced, unit_of

Unique = Callable[[str], str]
PARTS: list[dict[str, Any]] = [{"kind": "PARTS", "period": "P1Y"}]
_WARRANTY = """
query ($serial: String!, $product: String!, $on: Date, $known: DateTime) {
  lookup(by: { serial: $serial }, product: $product) { matches { ... on SerialAnswer { serialNumber saleStatus
    warranty(validAt: $on, knownAt: $known) {
      status layer firstDay lastDay daysLeft knownAt contract term { number version }
      kinds { kind status layer percentage firstDay lastDay }
      reasons { rule fact statement on held } evidence { kind number }
      wouldChange { fact on }
      replacedBy { serialNumber }
    } } } }
}
"""


async def promise(desk: Desk, number: str, *products: str, **more: Any) -> Any:
    """Publish a warranty term; for one product, or for all where none is named."""
    scope = {"product": products[0]} if products else {}
    told = {"layer": "COMMERCIAL", "startBasis": "PACKING_SLIP", "coverages": PARTS, "validFrom": "2020-01-01"}
    return await desk.done("publishWarrantyTerm", **{"number": number, "scope": scope, **told, **more})


async def warranty(desk: Desk, sale: Sale, serial: str, on: str | None = None, known: str | None = None) -> Any:
    asked = {"serial": serial, "product": sale.products[0], "on": on, "known": known}
    return (await desk.ask(_WARRANTY, **asked))["lookup"]["matches"][0]["warranty"]


async def old_sale(sale: Sale, unique: Unique, day: str, serial: str) -> Sale:
    """An order of another time, and a slip of it that was posted on its day."""
    number = unique("SO")
    lines = [{"product": sale.products[0], "quantity": 1}]
    asked = {"number": number, "customer": sale.customer, "orderedOn": day, "lines": lines}
    saved = await sale.desk.done("saveSalesOrder", **asked)
    old = Sale(sale.desk, number, sale.customer, sale.products, [saved["lines"][0]["id"]])
    await sale.desk.done("postPackingSlip", id=(await a_draft(old, serial))["id"], day=day)
    return old


async def test_w1_the_most_specific_term_of_the_day_of_sale_holds_for_good(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, general, own = await sell(2), unique("WT"), unique("WT")
    product = sale.products[0]
    await promise(desk, general, scope={"customer": sale.customer}, coverages=[{"kind": "PARTS", "period": "P3Y"}])
    await promise(desk, own, product)
    again = await desk.refused(
        "publishWarrantyTerm",
        number=unique("WT"),
        scope={"product": product},
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=PARTS,
        validFrom="2021-01-01",
    )

    await sale.posted([["W1-1"]])
    await promise(desk, general, scope={"customer": sale.customer}, coverages=[{"kind": "PARTS", "period": "P9Y"}])
    await sale.posted([["W1-2"]])
    first, second = [await warranty(desk, sale, serial) for serial in ("W1-1", "W1-2")]

    assert {each["rule"] for each in again.refusals} == {"W1"}
    assert (first["term"], first["lastDay"]) == ({"number": general, "version": 1}, "2029-03-02")
    assert (second["term"], second["lastDay"]) == ({"number": general, "version": 2}, "2035-03-02")


async def test_w2_what_starts_a_term_is_the_first_such_event_of_the_sale(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(1)
    await promise(desk, unique("WT"), sale.products[0], startBasis="INVOICE")
    await promise(desk, unique("WT"), sale.products[0], layer="EXTENDED", startBasis="OWNER_REGISTRATION")
    await desk.done("postPackingSlip", id=(await a_draft(sale, "W2-1"))["id"], day="2026-02-10")

    waiting = await warranty(desk, sale, "W2-1")
    bill = await desk.done("postInvoice", id=(await sale.invoice())["id"], day="2026-02-20")
    started = await warranty(desk, sale, "W2-1")
    await credit(desk, bill)
    await invoiced(sale)
    kept = await warranty(desk, sale, "W2-1")
    await desk.done("recordOwnerRegistration", unitId=await unit_of(desk, sale, "W2-1"), day="2026-02-25")
    longer = await warranty(desk, sale, "W2-1")

    assert (waiting["status"], waiting["firstDay"]) == ("NOT_STARTED", None)
    assert (started["status"], started["firstDay"], started["layer"]) == ("COVERED", "2026-02-20", "COMMERCIAL")
    assert kept["firstDay"] == "2026-02-20"
    assert (longer["firstDay"], longer["layer"]) == ("2026-02-25", "EXTENDED")


async def test_w3_a_period_is_added_once_and_its_first_and_last_day_are_covered(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """The worked examples: leap days, ends of months, days."""
    last_days = {
        ("2024-02-29", "P1Y"): "2025-02-28",
        ("2024-02-29", "P4Y"): "2028-02-29",
        ("2024-01-31", "P1M"): "2024-02-29",
        ("2024-01-01", "P90D"): "2024-03-31",
    }
    found = {}
    for place, (day, period) in enumerate(last_days):
        sale, serial = await sell(1), f"W3-{place}"
        await promise(desk, unique("WT"), sale.products[0], coverages=[{"kind": "PARTS", "period": period}])
        await old_sale(sale, unique, day, serial)
        last = found[day, period] = (await warranty(desk, sale, serial, day))["lastDay"]
        after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        asked = [(await warranty(desk, sale, serial, on))["status"] for on in (day, last, after)]
        assert asked == ["COVERED", "COVERED", "EXPIRED"]

    assert found == last_days


async def test_w4_each_kind_of_cover_has_its_own_period_and_percentage(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(1)
    kinds = [{"kind": "PARTS", "period": "P2Y"}, {"kind": "LABOUR", "period": "P10D", "percentage": 50}]
    await promise(desk, unique("WT"), sale.products[0], coverages=kinds)
    await desk.done("postPackingSlip", id=(await a_draft(sale, "W4-1"))["id"], day="2026-02-10")

    found = await warranty(desk, sale, "W4-1")

    assert [(each["kind"], each["status"], each["percentage"], each["lastDay"]) for each in found["kinds"]] == [
        ("PARTS", "COVERED", 100, "2028-02-10"),
        ("LABOUR", "EXPIRED", 50, "2026-02-20"),
    ]
    assert (found["status"], found["lastDay"]) == ("COVERED", "2028-02-10")


async def test_w5_layers_run_side_by_side_and_the_best_wins_for_each_kind(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, other = await sell(1), await sell(1)
    half = [{"kind": "PARTS", "period": "P5Y", "percentage": 50}, {"kind": "LABOUR", "period": "P2Y"}]
    whole = [{"kind": "PARTS", "period": "P1Y"}, {"kind": "LABOUR", "period": "P1Y"}]
    await promise(desk, unique("WT"), sale.products[0], coverages=half)
    await promise(desk, unique("WT"), sale.products[0], layer="STATUTORY", coverages=whole)
    await promise(desk, unique("WT"), other.products[0], layer="STATUTORY", repairExtension="P6M")
    await sale.posted([["W5-1"]])
    await other.posted([["W5-2"]])

    found, late = [await warranty(desk, sale, "W5-1", on) for on in (None, "2027-12-01")]
    claim = await in_work(desk, other, "W5-2")
    await desk.done("resolveClaim", id=claim["id"], version=claim["version"], resolution="REPAIR")
    repaired = await warranty(desk, other, "W5-2")

    layers = {each["kind"]: (each["layer"], each["percentage"], each["lastDay"]) for each in found["kinds"]}
    assert layers == {"PARTS": ("STATUTORY", 100, "2027-03-02"), "LABOUR": ("COMMERCIAL", 100, "2028-03-02")}
    assert {each["layer"] for each in late["kinds"]} == {"COMMERCIAL"}
    assert repaired["lastDay"] == "2027-09-02"


async def test_w6_a_warranty_is_voided_from_a_day_on_and_lifted_it_was_never_made(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(1)
    await promise(desk, unique("WT"), sale.products[0])
    await desk.done("postPackingSlip", id=(await a_draft(sale, "W6-1"))["id"], day="2026-02-10")
    unit = await unit_of(desk, sale, "W6-1")

    silent = await desk.refused("voidWarranty", unitId=unit, day="2026-02-20")
    void = await desk.done("voidWarranty", unitId=unit, day="2026-02-20", **WHY)
    days = [(await warranty(desk, sale, "W6-1", on))["status"] for on in ("2026-02-19", "2026-02-20")]
    kept = await warranty(desk, sale, "W6-1")
    await at(desk, 1).done("liftVoid", id=void["id"], **WHY)
    lifted = await warranty(at(desk, 1), sale, "W6-1", "2026-02-20")
    then = await warranty(at(desk, 1), sale, "W6-1", "2026-02-20", NOON.isoformat())

    assert silent.codes == ["REASON_MISSING"]
    assert days == ["COVERED", "VOID"]
    assert (kept["status"], kept["lastDay"]) == ("VOID", "2027-02-10")
    assert (lifted["status"], then["status"]) == ("COVERED", "VOID")


async def test_w7_a_replacement_steps_into_the_sale_and_swapping_makes_no_cover_grow(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale = await sell(1)
    await promise(desk, unique("WT"), sale.products[0])
    await desk.done("postPackingSlip", id=(await a_draft(sale, "W7-1"))["id"], day="2026-02-10")
    before = await warranty(desk, sale, "W7-1")
    claim = await in_work(desk, sale, "W7-1")

    swap = {"resolution": "REPLACEMENT", "replacementSerial": "W7-2"}
    await desk.done("resolveClaim", id=claim["id"], version=claim["version"], **swap)
    old, new = [await warranty(desk, sale, serial) for serial in ("W7-1", "W7-2")]

    assert (new["status"], new["firstDay"], new["lastDay"]) == ("COVERED", before["firstDay"], before["lastDay"])
    assert (old["status"], old["replacedBy"]) == ("REPLACED_BY", {"serialNumber": "W7-2"})


async def test_w8_each_sale_of_a_unit_has_its_own_warranty(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale = await sell(1)
    await promise(desk, unique("WT"), sale.products[0])
    slip = await desk.done("postPackingSlip", id=(await a_draft(sale, "W8-1"))["id"], day="2026-02-10")
    await cancel(desk, slip)
    again = await sale.slip(1)
    await desk.done("postPackingSlip", id=again["id"])

    first, second = [await warranty(desk, sale, "W8-1", on) for on in ("2026-02-20", "2026-03-02")]

    assert (first["status"], first["firstDay"]) == ("COVERED", "2026-02-10")
    assert (second["status"], second["firstDay"]) == ("COVERED", "2026-03-02")


async def test_w9_cover_follows_a_new_owner_only_where_its_term_is_transferable(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, owner = await sell(1), unique("CUST")
    await desk.done("saveCustomer", number=owner, name="Smith")
    await promise(desk, unique("WT"), sale.products[0], transferable=False)
    await promise(
        desk, unique("WT"), sale.products[0], layer="STATUTORY", coverages=[{"kind": "PARTS", "period": "P6M"}]
    )
    await sale.posted([["W9-1"]])

    before = await warranty(desk, sale, "W9-1")
    await desk.done("transferOwnership", unitId=await unit_of(desk, sale, "W9-1"), customer=owner)
    after = await warranty(desk, sale, "W9-1")

    assert (before["layer"], before["lastDay"]) == ("COMMERCIAL", "2027-03-02")
    assert (after["layer"], after["lastDay"]) == ("STATUTORY", "2026-09-02")


async def test_w10_a_verdict_carries_its_proof(desk: Desk, sell: Sell, unique: Unique) -> None:
    sale, number = await sell(1), unique("WT")
    await promise(desk, number, sale.products[0])
    slip = await sale.posted([["W10-1"]])

    found = await warranty(desk, sale, "W10-1", "2027-03-02")
    over = await warranty(desk, sale, "W10-1", "2027-03-03")

    assert (found["status"], found["term"]) == ("COVERED", {"number": number, "version": 1})
    assert (found["firstDay"], found["lastDay"], found["daysLeft"]) == ("2026-03-02", "2027-03-02", 0)
    assert found["wouldChange"]["on"] == "2027-03-03"
    assert {"PACKING_SLIP": slip["number"], "WARRANTY_TERM": number}.items() <= {
        each["kind"]: each["number"] for each in found["evidence"]
    }.items()
    assert all(each["held"] and each["statement"] for each in found["reasons"])
    assert [(each["rule"], each["on"]) for each in over["reasons"] if not each["held"]] == [("W3", "2027-03-02")]
    assert (over["status"], over["daysLeft"]) == ("EXPIRED", None)


async def test_w11_what_was_answered_is_answered_again_before_the_correction_that_came_later(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, later = await sell(1), at(desk, 3)
    await promise(desk, unique("WT"), sale.products[0])
    slip = await sale.posted([["W11-1"]])
    answered = await warranty(desk, sale, "W11-1", "2026-03-04")

    await cancel(later, slip)
    now = await warranty(later, sale, "W11-1", "2026-03-06")
    day_before = await warranty(later, sale, "W11-1", "2026-03-04")
    then = await warranty(later, sale, "W11-1", "2026-03-06", (NOON + timedelta(days=1)).isoformat())
    again = await warranty(later, sale, "W11-1", "2026-03-04", NOON.isoformat())

    assert (now["status"], day_before["status"], then["status"]) == ("NO_LONGER_SOLD", "COVERED", "COVERED")
    assert {**again, "knownAt": None} == answered
    assert again["knownAt"] is not None


async def test_w12_an_unknown_number_is_possibly_ours_for_who_holds_blanks(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["W12-1"]], blanks=1)
    document = """
    query ($serial: String!, $product: String!, $customer: String) {
      lookup(by: { serial: $serial }, product: $product, customer: $customer) {
        matches { ... on SerialAnswer { saleStatus warranty { status evidence { kind number } } } } }
    }
    """
    asked = {"serial": "W12-UNSEEN", "product": sale.products[0]}

    theirs = (await desk.ask(document, customer=sale.customer, **asked))["lookup"]["matches"][0]
    nobodys = (await desk.ask(document, **asked))["lookup"]["matches"][0]

    assert (theirs["saleStatus"], theirs["warranty"]["status"]) == ("POSSIBLY_OURS", "POSSIBLY_OURS")
    assert {"kind": "PACKING_SLIP", "number": slip["number"]} in theirs["warranty"]["evidence"]
    assert nobodys["saleStatus"] == "NOT_SOLD_BY_US"
