"""What a dry run foresees of claims: states, flags, and the verdicts that they were filed under, judged again (K2)."""

from collections.abc import Callable
from typing import Any

import pytest

from graph_api.api.ids import make_id
from tests.api.after_sales import WHY, SellUnit, sell_unit
from tests.api.claiming import asked as step_of
from tests.api.claiming import claimed, covered, take, unit_id
from tests.api.conftest import Sell
from tests.api.credits import shipping_itself
from tests.api.desk import Desk
from tests.api.take_backs import asked as back_asked
from tests.api.take_backs import back
from tests.api.test_effects import correction, foreseen, sales, tried

__all__ = ["sell_unit"]

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]


def answers(effect: dict[str, Any]) -> tuple[str, str | None, str]:
    """What it was filed under, and what is answered now and would be."""
    before = effect["verdictBefore"]
    return effect["verdict"]["status"], before and before["status"], effect["verdictAfter"]["status"]


def flags(effect: dict[str, Any]) -> tuple[list[str], list[str]]:
    return effect["flagsBefore"], effect["flagsAfter"]


def states(effect: dict[str, Any]) -> tuple[str | None, str]:
    return effect["stateBefore"], effect["stateAfter"]


async def test_a_cancelled_slip_ends_the_sale_that_is_claimed(desk: Desk, sell: Sell) -> None:
    """D3, K2: the claim, what flags it, and its question asked again for its own day; not a claim on what stays."""
    sale = await sell(1, 1)
    slip = await sale.posted([["SN-1"], ["SN-2"]])
    claim = await claimed(desk, await unit_id(sale, "SN-1"))
    await claimed(desk, await unit_id(sale, "SN-2", 1))

    asked = await correction(desk, slip["id"], id=slip["id"], lines=[slip["lines"][0]["id"]])
    effects, statements = await tried(desk, "reversePackingSlipLines", **asked)

    (effect,) = effects["claims"]
    assert (effect["claimId"], effect["number"], effect["serialNumber"]) == (claim["id"], claim["number"], "SN-1")
    assert states(effect) == ("OPEN", "OPEN")
    assert flags(effect) == ([], ["SALE_ENDED"])
    assert answers(effect) == ("NO_TERM", "NO_TERM", "NO_LONGER_SOLD")
    assert effect["verdictBefore"]["validAt"] == effect["verdictAfter"]["validAt"] == "2026-03-02"
    assert effect["verdictBefore"]["knownAt"] is None
    assert not effects["truncated"]
    assert [each for each in statements if "claim" in each or "returned" in each] == ["find_claims", "find_claims"]


async def test_what_touches_no_claim_asks_for_none(desk: Desk, sell: Sell) -> None:
    """Only dry runs of claimed units pay for it."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])

    effects, statements = await tried(desk, "cancelPackingSlip", **await correction(desk, slip["id"], id=slip["id"]))

    assert effects["claims"] == effects["returns"] == []
    assert not [each for each in statements if "claim" in each or "returned" in each]


async def test_items_that_are_taken_back_leave_the_claims_of_the_others_alone(desk: Desk, sell: Sell) -> None:
    """C2."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1", "SN-2"]])
    claims = [await claimed(desk, await unit_id(sale, serial)) for serial in ("SN-1", "SN-2")]

    effects = await foreseen(desk, "takeBackItems", **await back_asked(sale, back(slip, 1, 1)))

    (effect,) = effects["claims"]
    assert effect["claimId"] == claims[1]["id"]
    assert flags(effect) == ([], ["SALE_ENDED"])


async def test_a_credited_invoice_takes_back_the_start_of_what_was_claimed(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """D10, W2: the sale stands, so nothing flags the claim; its question would be answered otherwise."""
    unit = await covered(await sell(1), unique, "SN-1")
    await claimed(desk, unit, "APPROVED")
    found = await desk.ask("query ($id: ID!) { node(id: $id) { ... on Unit { sales { invoice { id } } } } }", id=unit)
    invoice = found["node"]["sales"][0]["invoice"]["id"]

    effects = await foreseen(desk, "creditInvoice", **await correction(desk, invoice, id=invoice))

    (effect,) = effects["claims"]
    assert states(effect) == ("APPROVED", "APPROVED")
    assert flags(effect) == ([], [])
    assert answers(effect) == ("COVERED", "COVERED", "NOT_STARTED")


async def test_a_credited_invoice_without_a_slip_ends_the_sale_that_is_claimed(desk: Desk, sell: Sell) -> None:
    """D10, K2."""
    sale = await sell(1)
    invoice = await shipping_itself(sale, "SN-1")
    await claimed(desk, await unit_id(sale, "SN-1"), "REJECTED")

    effects = await foreseen(desk, "creditInvoice", **await correction(desk, invoice["id"], id=invoice["id"]))

    (effect,) = effects["claims"]
    assert states(effect) == ("REJECTED", "REJECTED")
    assert flags(effect) == ([], ["SALE_ENDED"])


async def test_a_corrected_number_takes_its_claim_along(desk: Desk, sell: Sell) -> None:
    """C1, K2: asked of the unit that the claimed sale is of, before and after."""
    sale = await sell(1)
    slip = await sale.posted([["WRONG-1"]])
    claim = await claimed(desk, await unit_id(sale, "WRONG-1"))
    (registration,) = slip["registrations"][slip["lines"][0]["id"]]
    invoice = await sale.invoice()

    asked = await correction(
        desk,
        invoice["id"],
        invoiceLineId=invoice["lines"][0]["id"],
        registrationId=registration,
        serialNumber="RIGHT-1",
    )
    effects = await foreseen(desk, "changeSerialNumber", **asked)

    (effect,) = effects["claims"]
    assert (effect["claimId"], effect["serialNumber"]) == (claim["id"], "WRONG-1")
    assert flags(effect) == ([], ["NUMBER_CORRECTED"])
    assert answers(effect) == ("NO_TERM", "NO_TERM", "NO_TERM")


async def test_a_blank_that_is_filled_touches_no_claim_of_its_line(desk: Desk, sell: Sell) -> None:
    """R4."""
    sale = await sell(2)
    slip = await sale.posted([["SN-0"]], blanks=1)
    await claimed(desk, await unit_id(sale, "SN-0"))
    line = slip["lines"][0]["id"]

    asked = await correction(
        desk, slip["id"], lineId=line, registrationId=slip["registrations"][line][1], serialNumber="SN-1"
    )
    effects = await foreseen(desk, "fillNotReadable", **asked)

    assert list(sales(effects)) == ["SN-1"]
    assert effects["claims"] == []


async def test_a_unit_that_is_sold_again_flags_the_claim_on_its_first_sale(desk: Desk, sell: Sell) -> None:
    """K2, W8: the claim stays on its sale, whose answer stays."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]])
    await claimed(desk, await unit_id(sale, "SN-1"))
    await desk.done("cancelPackingSlip", **await correction(desk, slip["id"], id=slip["id"]))
    again = await sale.slip(1)

    effects = await foreseen(desk, "postPackingSlip", id=again["id"])

    (effect,) = effects["claims"]
    assert flags(effect) == (["SALE_ENDED"], ["SALE_ENDED", "UNIT_RESOLD"])


async def test_a_void_turns_the_verdicts_of_its_days_alone(sell_unit: SellUnit) -> None:
    """W6, K2: what was claimed before the void's first day is answered as before, and not told."""
    unit = await sell_unit()
    first = await claimed(unit.lead, unit.id, "RESOLVED", day="2026-02-12")
    second = await claimed(unit.lead, unit.id, day="2026-02-25")

    late = await foreseen(unit.lead, "voidWarranty", unitId=unit.id, day="2026-02-20", **WHY)
    early = await foreseen(unit.lead, "voidWarranty", unitId=unit.id, day="2026-02-11", **WHY)

    assert [(each["claimId"], answers(each)) for each in late["claims"]] == [
        (second["id"], ("COVERED", "COVERED", "VOID"))
    ]
    assert [each["claimId"] for each in early["claims"]] == [second["id"], first["id"]]


async def test_a_lifted_void_shows_what_was_refused_under_it(sell_unit: SellUnit) -> None:
    """W6, K2: filed under a void and rejected; by what would be known it was covered."""
    unit = await sell_unit()
    void = await unit.lead.done("voidWarranty", unitId=unit.id, day="2026-02-20", **WHY)
    await claimed(unit.lead, unit.id, "REJECTED", day="2026-02-25")

    effects = await foreseen(unit.lead, "liftVoid", id=void["id"], **WHY)

    (effect,) = effects["claims"]
    assert states(effect) == ("REJECTED", "REJECTED")
    assert answers(effect) == ("VOID", "VOID", "COVERED")


async def test_a_void_that_is_lifted_tells_of_the_unit_that_came_since(sell_unit: SellUnit, unique: Unique) -> None:
    """W6, W7: what is on record of the old unit's sale answers for the one that came for it, and for its claims."""
    unit, came = await sell_unit(), unique("CAME")
    claim = await claimed(unit.lead, unit.id, "IN_PROGRESS", day="2026-02-20")
    void = await unit.lead.done("voidWarranty", unitId=unit.id, day="2026-03-01", **WHY)
    await take(unit.lead, claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial=came)
    second = await claimed(unit.lead, await unit_id(unit.sale, came))

    effects = await foreseen(unit.lead, "liftVoid", id=void["id"], **WHY)

    assert {each["serialNumber"]: each["warrantyAfter"]["status"] for each in effects["units"]} == {
        unit.serial: "REPLACED_BY",
        came: "COVERED",
    }
    assert [(each["claimId"], answers(each)) for each in effects["claims"]] == [
        (second["id"], ("VOID", "VOID", "COVERED"))
    ]


async def test_a_claim_that_is_opened_has_nothing_before(desk: Desk, sell: Sell, unique: Unique) -> None:
    """K1: no id, no state, no verdict."""
    unit = await covered(await sell(1), unique, "SN-1")

    effects = await foreseen(desk, "openClaim", unitId=unit, problem="It hums.", number=unique("CL"))

    (effect,) = effects["claims"]
    assert (effect["claimId"], states(effect), flags(effect)) == (None, (None, "OPEN"), ([], []))
    assert answers(effect) == ("COVERED", None, "COVERED")


async def test_a_step_is_told_and_the_unit_that_comes_replaces_the_claimed_one(desk: Desk, sell: Sell) -> None:
    """K1, K3, W7: that the claim itself replaced the unit is no flag; who asks again hears of the other one."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    unit = await unit_id(sale, "SN-1")
    await claimed(desk, unit, "CANCELLED")
    claim = await claimed(desk, unit, "IN_PROGRESS")

    repair = await foreseen(desk, "resolveClaim", **step_of(claim, "resolveClaim"))
    swap = await foreseen(
        desk, "resolveClaim", **step_of(claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-2")
    )

    assert [(each["claimId"], states(each), flags(each)) for each in repair["claims"]] == [
        (claim["id"], ("IN_PROGRESS", "RESOLVED"), ([], []))
    ]
    assert [(states(each), flags(each)[1]) for each in swap["claims"]] == [
        (("IN_PROGRESS", "RESOLVED"), []),
        (("CANCELLED", "CANCELLED"), []),
    ]
    assert {answers(each) for each in swap["claims"]} == {("NO_TERM", "NO_TERM", "REPLACED_BY")}


async def test_an_id_of_an_effect_finds_the_claim(desk: Desk, sell: Sell) -> None:
    """It is a global id."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    claim = await claimed(desk, await unit_id(sale, "SN-1"))

    (effect,) = (await foreseen(desk, "reviewClaim", **step_of(claim, "reviewClaim")))["claims"]
    found = await desk.ask("query ($id: ID!) { node(id: $id) { ... on Claim { number } } }", id=effect["claimId"])

    assert effect["claimId"].startswith(make_id("Claim", "")[:4])
    assert found["node"] == {"number": claim["number"]}
