"""Recalls: what was sold that is meant, to whom, where it is now, and between what bounds the number lies."""

import pytest

from tests.api.claiming import claimed, take
from tests.api.conftest import Sell
from tests.api.credits import credit, posted, shipping_itself
from tests.api.desk import Desk
from tests.api.recalls import Unique, bounds, places, recall, two_slips, units
from tests.api.returns import authorised, came_back, received, unit_id

pytestmark = pytest.mark.anyio


async def test_a_product_is_recalled_with_its_units_by_packing_slip(desk: Desk, sell: Sell, unique: Unique) -> None:
    """Without a condition on serial numbers a blank is affected as well, whatever its number is."""
    sale, slips, invoice = await two_slips(sell, unique)

    found = await recall(desk, products=[sale.products[0]])

    first, second = found["groups"]["nodes"]
    assert [each["number"] for each in (first, second)] == [slip["number"] for slip in slips]
    assert (first["kind"], first["day"], first["order"]) == ("PACKING_SLIP", "2026-03-02", sale.order)
    assert (first["customer"], first["invoices"]) == (sale.customer, [invoice["number"]])
    assert units(first) == dict.fromkeys(("SN-1", "SN-2", "SN-3"), "AT_CUSTOMER")
    assert first["lines"] == [
        {
            "id": slips[0]["lines"][0]["id"],
            "position": 1,
            "product": sale.products[0],
            "quantity": 4,
            "blanks": 1,
            "unregistered": 0,
            "places": [{"place": "AT_CUSTOMER", "units": 3}],
        }
    ]
    assert (bounds(first), bounds(second), bounds(found["totals"])) == ((4, 4), (2, 2), (6, 6))
    assert (found["totals"]["exact"], found["totals"]["blanks"], found["totals"]["narrowedBy"]) == (True, 1, [])
    assert found["totals"]["documents"] == {"atLeast": 2, "atMost": 2}
    assert found["totals"]["customers"] == {"atLeast": 1, "atMost": 1}
    assert (found["refusals"], found["notices"]) == ([], [])


async def test_a_range_of_serial_numbers_has_bounds_and_says_what_would_narrow_them(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """R4, R6: a blank may be any number of the range; without regard to case."""
    sale, slips, _ = await two_slips(sell, unique)

    found = await recall(desk, products=[sale.products[0]], serialFrom="sn-2", serialTo="SN-4")

    first, second = found["groups"]["nodes"]
    assert (units(first), units(second)) == (dict.fromkeys(("SN-2", "SN-3"), "AT_CUSTOMER"), {"SN-4": "AT_CUSTOMER"})
    assert (bounds(first), bounds(second), bounds(found["totals"])) == ((2, 3), (1, 1), (3, 4))
    narrowed = found["totals"]["narrowedBy"]
    assert [(each["kind"], each["items"]) for each in narrowed] == [
        ("FILL_BLANKS", 1),
        ("NAME_DAYS", 1),
        ("NAME_DOCUMENTS", 1),
    ]
    assert narrowed[0]["lines"] == [
        {
            "documentNumber": slips[0]["number"],
            "lineId": slips[0]["lines"][0]["id"],
            "product": sale.products[0],
            "blanks": 1,
            "unregistered": 0,
        }
    ]
    nothing_named = await recall(desk, products=[sale.products[0]], serialPrefix="XX")
    assert [(units(each), bounds(each)) for each in nothing_named["groups"]["nodes"]] == [({}, (0, 1))]
    assert nothing_named["totals"]["documents"] == {"atLeast": 0, "atMost": 1}
    assert nothing_named["totals"]["customers"] == {"atLeast": 0, "atMost": 1}


async def test_a_blank_that_is_filled_narrows_the_recall(desk: Desk, sell: Sell, unique: Unique) -> None:
    """What it says would narrow it does: the bounds meet."""
    sale, slips, _ = await two_slips(sell, unique)
    wanted = {"products": [sale.products[0]], "serialFrom": "SN-2", "serialTo": "SN-4"}
    found = await recall(desk, **wanted)
    line = found["totals"]["narrowedBy"][0]["lines"][0]["lineId"]
    slip = await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=slips[0]["id"])

    blank = slips[0]["registrations"][line][3]
    asked = {"lineId": line, "registrationId": blank, "serialNumber": "SN-7", "reason": "read"}
    await desk.done("fillNotReadable", **asked, version=slip["node"]["version"])

    settled = (await recall(desk, **wanted))["totals"]
    assert (bounds(found["totals"]), bounds(settled), settled["narrowedBy"]) == ((3, 4), (3, 3), [])


async def test_what_is_not_with_the_customer_is_told_apart_with_where_it_is(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """V4, V5, W7, W9: the unit that came for another is found too."""
    sale, _, invoice = await two_slips(sell, unique)
    back = await came_back(sale, "SN-1")
    claim = await claimed(desk, await unit_id(sale, "SN-2"), "IN_PROGRESS")
    await take(desk, claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-9")
    await came_back(sale, "SN-5", "SCRAP")
    awaited = await authorised(sale, "SN-3")
    arrived = await authorised(sale, "SN-4")
    await received(desk, arrived, "SN-4")
    heir = unique("CUST")
    await desk.done("saveCustomer", number=heir, name="Heir")
    await desk.done("transferOwnership", unitId=await unit_id(sale, "SN-9"), customer=heir)

    found = await recall(desk, products=[sale.products[0]])

    first, second = found["groups"]["nodes"]
    assert units(first) == {"SN-1": "WITH_US", "SN-2": "REPLACED", "SN-3": "ON_ITS_WAY", "SN-9": "AT_CUSTOMER"}
    assert units(second) == {"SN-4": "RECEIVED", "SN-5": "SCRAPPED"}
    told = {each["serialNumber"]: each for group in (first, second) for each in group["units"]["nodes"]}
    assert (told["SN-1"]["ended"], told["SN-1"]["returnNumber"]) == ("RETURNED", back["number"])
    assert (told["SN-2"]["replacedBy"], told["SN-2"]["affected"]) == ("SN-9", False)
    assert (told["SN-9"]["cameFor"], told["SN-9"]["owner"], told["SN-9"]["affected"]) == ("SN-2", heir, True)
    assert (told["SN-9"]["invoice"], told["SN-3"]["owner"]) == (invoice["number"], sale.customer)
    assert told["SN-3"]["returnNumber"] == awaited["number"]
    assert (bounds(first), bounds(second), bounds(found["totals"])) == ((3, 3), (0, 0), (3, 3))
    assert places(found["totals"]) == {
        "AT_CUSTOMER": 1,
        "ON_ITS_WAY": 1,
        "RECEIVED": 1,
        "WITH_US": 1,
        "SCRAPPED": 1,
        "REPLACED": 1,
    }
    assert found["totals"]["documents"] == {"atLeast": 1, "atMost": 1}


async def test_a_unit_that_was_sold_again_says_to_whom(desk: Desk, sell: Sell, unique: Unique) -> None:
    """R5, D4: reversed, and shipped anew on another slip; the blank beside it is no more on the first."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]], blanks=1)
    version = await desk.ask("query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }", id=slip["id"])
    await desk.done("cancelPackingSlip", id=slip["id"], version=version["node"]["version"], reason="lost")
    drafted = await recall(desk, packingSlips=[slip["number"]])
    again = await sale.slip()
    waiting = await recall(desk, packingSlips=[slip["number"]])
    again = await desk.done("postPackingSlip", id=again["id"])

    found = await recall(desk, packingSlips=[slip["number"]])

    assert [units(each["groups"]["nodes"][0]) for each in (drafted, waiting)] == [{"SN-1": "WITH_US"}] * 2
    (unit,) = found["groups"]["nodes"][0]["units"]["nodes"]
    assert (unit["place"], unit["ended"], unit["soldAgain"]) == (
        "SOLD_AGAIN",
        "REVERSED",
        {"number": again["number"], "customer": sale.customer},
    )
    assert bounds(found["totals"]) == (0, 0)
    assert bounds((await recall(desk, products=[sale.products[0]]))["totals"]) == (2, 2)


async def test_what_was_sold_without_a_slip_is_grouped_by_its_invoice(desk: Desk, sell: Sell) -> None:
    """D8, P1."""
    sale = await sell(3)
    shipped = await shipping_itself(sale, "SN-1", "SN-2")

    for wanted in ({"products": [sale.products[0]]}, {"invoices": [shipped["number"]]}):
        found = await recall(desk, **wanted)
        (group,) = found["groups"]["nodes"]
        assert (group["kind"], group["number"], group["id"]) == ("INVOICE", shipped["number"], shipped["id"])
        assert (units(group), group["invoices"]) == (
            {"SN-1": "AT_CUSTOMER", "SN-2": "AT_CUSTOMER"},
            [shipped["number"]],
        )
        assert bounds(found["totals"]) == (2, 2)
    await credit(desk, shipped)
    credited = await recall(desk, invoices=[shipped["number"]])
    assert places(credited["totals"]) == {"WITH_US": 2}


async def test_an_invoice_recalls_what_it_lists_and_nothing_else_of_the_slip(desk: Desk, sell: Sell) -> None:
    """R1: each invoice took its part; a piece without a registration is of the one that bills it."""
    sale = await sell(5, blank_issue=True)
    slip = await sale.slip(5)
    line = slip["lines"][0]["id"]
    added = (await desk.send("registerSerials", lineId=line, serials=["SN-1", "SN-2"])).added
    added += (await desk.send("registerNotReadable", lineId=line, count=1)).added
    slip = await desk.done("postPackingSlip", id=slip["id"])
    bill = {"slipLineId": line, "quantity": 2, "registrations": added[:1]}
    one = await posted(sale, bill)
    rest = await posted(sale)

    first, second = [await recall(desk, invoices=[each["number"]], serialPrefix="SN") for each in (one, rest)]
    both = await recall(desk, invoices=[one["number"], rest["number"]])

    assert units(first["groups"]["nodes"][0]) == {"SN-1": "AT_CUSTOMER"}
    assert units(second["groups"]["nodes"][0]) == {"SN-2": "AT_CUSTOMER"}
    assert [(each["totals"]["blanks"], each["totals"]["unregistered"]) for each in (first, second, both)] == [
        (0, 1),
        (1, 1),
        (1, 2),
    ]
    assert [bounds(each["totals"]) for each in (first, second, both)] == [(1, 2), (1, 3), (5, 5)]


async def test_products_are_named_by_category_and_by_supplier_too(desk: Desk, sell: Sell, unique: Unique) -> None:
    """Every condition must be met, whichever one the search begins with."""
    category, supplier = unique("CAT"), unique("SUP")
    sale = await sell(2, category=category, supplier=supplier)
    await sale.posted([["SN-1", "SN-2"]])
    named = {"category": category}, {"supplier": supplier}, {"category": category, "supplier": supplier}
    days = {"soldFrom": "2026-03-02", "soldBefore": "2026-03-03"}

    for wanted in (*named, {"products": [sale.products[0]], **named[2]}, {**named[2], **days}, {**named[0], **days}):
        assert bounds((await recall(desk, **wanted))["totals"]) == (2, 2)
    for wanted in (
        {"category": category, "soldBefore": "2026-03-02"},
        {"supplier": supplier, "soldFrom": "2026-03-03"},
        {"products": [sale.products[0]], "category": "another"},
        {"products": [sale.products[0]], "supplier": "another"},
    ):
        assert bounds((await recall(desk, **wanted))["totals"]) == (0, 0)


async def test_serial_numbers_alone_mean_the_products_that_have_one(desk: Desk, sell: Sell, unique: Unique) -> None:
    mark = unique("ZQX")
    sale = await sell(4)
    await sale.posted([[f"{mark}-1", f"{mark}-2", f"{mark}-3"]], blanks=1)

    for wanted, expected in (
        ({"serialPrefix": mark.lower()}, (3, 4)),
        ({"serialFrom": f"{mark}-2", "serialTo": f"{mark}-3"}, (2, 3)),
        ({"serialFrom": f"{mark}-2", "serialTo": f"{mark}-9", "packingSlips": ["nothing"]}, (0, 0)),
    ):
        found = await recall(desk, **wanted)
        assert bounds(found["totals"]) == expected
    open_range = await recall(desk, serialFrom=f"{mark}-3", serialPrefix=mark)
    assert bounds(open_range["totals"]) == (1, 2)


async def test_an_open_range_of_serial_numbers_goes_to_the_end(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    last = f"\U0002b740-{sale.order}"
    await sale.posted([[last]])

    found = await recall(desk, serialFrom=last)

    assert {last: "AT_CUSTOMER"} in [units(each) for each in found["groups"]["nodes"]]
    assert all(number >= "\U0002b740" for each in found["groups"]["nodes"] for number in units(each))
