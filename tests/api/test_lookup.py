"""Looking up through the front door: what is at hand, what is known of it, and on which day."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing
from tests.api.asking import count, refused, sold
from tests.api.conftest import Sell
from tests.api.desk import NOON, TODAY, Desk
from tests.api.lookups import EVERYTHING
from tests.api.test_reversing import cancel

pytestmark = pytest.mark.anyio
LOOKUP = """
query ($by: LookupInput!, $product: String) {
  lookup(by: $by, product: $product) {
    problem
    reading { kind serialNumber gtin sscc symbology others { ai value } }
    matches {
      __typename
      ... on SerialAnswer { serialNumber saleStatus warranty { status } returnEligibility { mayReturn } }
      ... on Unit { product { number } }
      ... on UnknownSerial { productAsked { number } }
      ... on Product { number }
      ... on SalesOrder { number }
      ... on Document { documentNumber: number }
    }
  }
}
"""


SCANNED_AND_TAKEN_OFF = Statement(
    name="scanned_and_taken_off",
    mode=Mode.WRITE,
    text="""
    MATCH (unit:Unit {product: $product})<-[:OF]-(:Registration)-[:ON_SLIP]->(line:SlipLine)
    UNWIND range(1, 201) AS place
    CREATE (r:Registration {id: unit.id + place, recordedAt: $later, ended: 'TAKEN_OFF'})-[:ON_SLIP]->(line)
    SET r.endedAt = $later, r.endedOn = $today
    CREATE (r)-[:OF {recordedAt: $later}]->(unit)
    """,
    decode=nothing,
)


async def look_up(desk: Desk, product: str | None = None, **by: str) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.ask(LOOKUP, by=by, product=product))["lookup"]
    return found


def named(match: Mapping[str, Any]) -> str:
    """A match's number: a document's may be null, so that it has another name in one query with the others."""
    return str(match.get("number") or match.get("documentNumber"))


async def test_one_serial_with_all_that_is_known_of_it_takes_one_round_trip(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """I3: slip, invoice, order, customer, warranty and return answer come from one history."""
    sale, serial = await sell(1), unique("RD")
    documents = await sold(desk, sale, unique, [serial])

    answer, statements = await count(desk, EVERYTHING, serial=f" {serial.lower()} ")

    assert statements == ["find_units_by_serial"]
    (unit,) = answer["lookup"]["matches"]
    (made,) = unit["sales"]
    assert (unit["serialNumber"], unit["saleStatus"], unit["product"]["number"]) == (serial, "SOLD", sale.products[0])
    assert made["day"] == TODAY.isoformat()
    assert made["ended"] is None
    assert made["packingSlip"]["id"] == documents["slip"]["id"]
    assert made["invoice"]["number"] == documents["invoice"]["number"]
    assert (made["salesOrder"]["number"], made["customer"]["name"]) == (sale.order, "Miller")
    warranty = unit["warranty"]
    assert (warranty["status"], warranty["lastDay"], warranty["daysLeft"]) == ("COVERED", "2028-03-02", 731)
    assert [(each["kind"], each["percentage"]) for each in warranty["kinds"]] == [("PARTS", 100), ("LABOUR", 50)]
    assert unit["returnEligibility"]["mayReturn"] is True
    assert unit["returnEligibility"]["lastDay"] == "2026-04-01"


async def test_what_proves_a_verdict_is_found_again_by_its_id(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    serial = unique("RD")
    await sold(desk, await sell(1), unique, [serial])
    (unit,) = (await desk.ask(EVERYTHING, serial=serial))["lookup"]["matches"]

    ids = [each["id"] for each in unit["warranty"]["evidence"]]
    nodes = (await desk.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids))["nodes"]

    assert [node["id"] for node in nodes] == ids
    assert [node["__typename"] for node in nodes] == [
        "PackingSlip", "Invoice", "SalesOrder", "Registration", "WarrantyTerm",
    ]  # fmt: skip


async def test_the_rest_of_a_document_is_read_only_when_it_is_asked_for(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    serial = unique("RD")
    await sold(desk, await sell(1), unique, [serial])
    document = """
    query ($serial: String!) { lookup(by: { serial: $serial }) { matches { ... on Unit { sales {
      packingSlip { number state lines { position registrations { nodes { serialNumber unit { serialNumber } } } } }
      invoice { state postedAt lines { slipLine { position packingSlip { number } } orderLine { shipped invoiced } } }
    } } } } }
    """

    answer, statements = await count(desk, document, serial=serial)

    assert statements[0] == "find_units_by_serial"
    assert sorted(statements[1:]) == [
        "find_invoices_by_id", "find_orders_by_line", "find_slips_by_id", "find_units_by_id",
        "registrations_of_slip_lines",
    ]  # fmt: skip
    (made,) = answer["lookup"]["matches"][0]["sales"]
    (listed,) = made["packingSlip"]["lines"][0]["registrations"]["nodes"]
    assert listed == {"serialNumber": serial, "unit": {"serialNumber": serial}}
    (line,) = made["invoice"]["lines"]
    assert line["slipLine"]["packingSlip"]["number"] == made["packingSlip"]["number"]
    assert line["orderLine"] == {"shipped": 1, "invoiced": 1}


async def test_an_unknown_serial_is_answered_and_is_no_error(desk: Desk) -> None:
    """I2: not sold by us, never empty, never as stock."""
    found = await look_up(desk, serial="NEVER-SEEN")

    assert found["matches"] == [
        {
            "__typename": "UnknownSerial",
            "serialNumber": "NEVER-SEEN",
            "saleStatus": "NOT_SOLD_BY_US",
            "warranty": {"status": "NOT_SOLD_BY_US"},
            "returnEligibility": {"mayReturn": False},
            "productAsked": None,
        }
    ]
    assert found["problem"] is None


async def test_a_number_on_a_draft_alone_is_not_sold(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    """I2."""
    serial, sale = unique("RD"), await sell(1)
    slip = await sale.slip()
    await desk.done("registerSerials", lineId=slip["lines"][0]["id"], serials=[serial])

    (match,) = (await look_up(desk, serial=serial))["matches"]

    assert (match["__typename"], match["saleStatus"]) == ("Unit", "NOT_SOLD_BY_US")


async def test_a_number_that_two_products_share_is_a_choice(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """R5."""
    serial, sale = unique("RD"), await sell(1, 1)
    await sale.posted([[serial], [serial]])

    several = await look_up(desk, serial=serial)
    one = await look_up(desk, product=sale.products[1], serial=serial)
    none = await look_up(desk, product="NO-SUCH-PRODUCT", serial=serial)

    assert [each["product"]["number"] for each in several["matches"]] == sorted(sale.products)
    assert [each["product"]["number"] for each in one["matches"]] == [sale.products[1]]
    assert [(each["__typename"], each["productAsked"]) for each in none["matches"]] == [("UnknownSerial", None)]


async def test_a_scan_with_a_product_code_picks_the_product_that_carries_it(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """R3, R6."""
    serial = unique("RD")
    carrier = await sell(1, gtins=["5012345678900"])
    await carrier.posted([[serial]])
    await (await sell(1)).posted([[serial]])
    scan = f"]d201{'5012345678900':0>14}17271231\x1d21{serial}"

    answer, statements = await count(desk, LOOKUP, by={"scan": scan})

    found = answer["lookup"]
    assert statements == ["find_units_by_code"]
    assert [each["product"]["number"] for each in found["matches"]] == carrier.products
    assert found["problem"] is None
    assert found["reading"] == {
        "kind": "GS1_ELEMENT_STRING",
        "serialNumber": serial,
        "gtin": "05012345678900",
        "sscc": None,
        "symbology": "]d2",
        "others": [{"ai": "17", "value": "271231"}],
    }
    alone = await look_up(desk, scan="]E05012345678900")
    assert [(each["__typename"], each["number"]) for each in alone["matches"]] == [("Product", carrier.products[0])]
    assert "product code 05012345678900" in alone["problem"]


async def test_a_product_code_that_nobody_carries_is_said_and_the_number_looked_up_anyway(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    serial, sale = unique("RD"), await sell(1)
    await sale.posted([[serial]])

    found = await look_up(desk, scan=f"(01)09506000134352(21){serial}")
    unknown = await look_up(desk, scan="(01)09506000134352(21)NEVER-SEEN")

    assert [each["product"]["number"] for each in found["matches"]] == sale.products
    assert found["problem"].startswith("No product carries the product code 09506000134352")
    assert [each["__typename"] for each in unknown["matches"]] == ["UnknownSerial"]


async def test_a_package_code_is_answered_with_what_was_read(desk: Desk) -> None:
    found = await look_up(desk, scan="]C100395011015300000011")

    assert (found["reading"]["sscc"], found["matches"]) == ("395011015300000011", [])
    assert "package code" in found["problem"]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ({"serial": ""}, "empty"),
        ({"serial": "X" * 10_000}, "10000 characters"),
        ({"serial": "SN\u200b1"}, "U+200B"),
        ({"scan": "]d2"}, "cannot be read"),
        ({"scan": "]C101095060001343532112"}, "cannot be read"),
        ({"scan": "https://example.org/nothing"}, "cannot be read"),
        ({"scan": "1" * 5_000}, "cannot be read"),
    ],
)
async def test_what_cannot_be_read_is_said_in_words(desk: Desk, by: dict[str, str], said: str) -> None:
    """R3, R6: no verdict is made up for it."""
    found = await look_up(desk, **by)

    assert found["matches"] == []
    assert said in found["problem"]
    assert len(found["problem"]) < 200


async def test_a_document_is_looked_up_by_its_number(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    sale = await sell(1)
    made = await sold(desk, sale, unique, [unique("RD")])

    found = [
        await look_up(desk, salesOrder=f" {sale.order} "),
        await look_up(desk, packingSlip=made["slip"]["number"]),
        await look_up(desk, invoice=made["invoice"]["number"]),
        await look_up(desk, invoice="NO-SUCH-INVOICE"),
        await look_up(desk, invoice=""),
    ]

    assert [[(each["__typename"], named(each)) for each in one["matches"]] for one in found] == [
        [("SalesOrder", sale.order)],
        [("PackingSlip", made["slip"]["number"])],
        [("Invoice", made["invoice"]["number"])],
        [],
        [],
    ]


@pytest.mark.parametrize("by", [{}, {"serial": "A", "scan": "B"}, {"serial": None}])
async def test_exactly_one_thing_is_looked_up(desk: Desk, by: dict[str, Any]) -> None:
    result = await desk.execute(LOOKUP, {"by": by})

    assert result.errors is not None
    assert result.data is None
    assert "LookupInput" in result.errors[0].message or "'serial' must be non-null" in result.errors[0].message


async def test_several_look_ups_of_one_request_are_one_round_trip(desk: Desk) -> None:
    document = "query { " + " ".join(f'a{i}: lookup(by: {{ serial: "X{i}" }}) {{ problem }}' for i in range(9)) + " }"

    answer, statements = await count(desk, document)

    assert statements == ["find_units_by_serial"]
    assert len(answer) == 9


async def test_a_verdict_is_asked_for_a_day(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    """W3, I2: two years from the invoice, the last day covered, the next one not; nothing before the sale."""
    serial = unique("RD")
    await sold(desk, await sell(1), unique, [serial])
    document = """
    query ($serial: String!) { lookup(by: { serial: $serial }) { matches { ... on SerialAnswer {
      before: saleStatus(validAt: "2026-03-01")
      last: warranty(validAt: "2028-03-02") { status daysLeft }
      next: warranty(validAt: "2028-03-03") { status daysLeft }
      late: returnEligibility(validAt: "2026-04-02") { mayReturn daysLeft }
    } } } }
    """

    (answer,) = (await desk.ask(document, serial=serial))["lookup"]["matches"]

    assert answer == {
        "before": "NOT_SOLD_BY_US",
        "last": {"status": "COVERED", "daysLeft": 0},
        "next": {"status": "EXPIRED", "daysLeft": None},
        "late": {"mayReturn": False, "daysLeft": None},
    }


async def test_only_who_bought_it_may_return_it(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> None:
    """V2."""
    serial, sale = unique("RD"), await sell(1)
    await sold(desk, sale, unique, [serial])
    document = """
    query ($serial: String!, $customer: String) { lookup(by: { serial: $serial }) { matches { ... on Unit {
      returnEligibility(customer: $customer) { mayReturn reasons { fact held } }
    } } } }
    """

    async def may(customer: str | None) -> bool:
        answer = await desk.ask(document, serial=serial, customer=customer)
        found: bool = answer["lookup"]["matches"][0]["returnEligibility"]["mayReturn"]
        return found

    assert [await may(each) for each in (None, sale.customer, "SOMEBODY-ELSE")] == [True, True, False]


@pytest.mark.parametrize(
    ("asked", "argument", "said"),
    [
        ('warranty(validAt: "1066-10-14") { status }', "validAt", "from 1970-01-01 to 2199-12-31"),
        ('returnEligibility(validAt: "9999-12-31") { mayReturn }', "validAt", "out of reach"),
        ('saleStatus(validAt: "0001-01-01")', "validAt", "out of reach"),
    ],
)
async def test_a_question_that_is_not_answered_says_so(desk: Desk, asked: str, argument: str, said: str) -> None:
    error = await refused(
        desk, f'query {{ lookup(by: {{ serial: "X" }}) {{ matches {{ ... on SerialAnswer {{ {asked} }} }} }} }}'
    )

    assert (error["code"], error["argument"]) == ("BAD_INPUT", argument)
    assert said in error["message"]


@pytest.mark.parametrize("day", ["20260302", "2026-W10-1", "2026-02-30", "tomorrow", "2026-3-2", ""])
async def test_a_day_has_one_spelling(desk: Desk, day: str) -> None:
    document = """
    query ($day: Date) { lookup(by: { serial: "X" }) { matches { ... on SerialAnswer { saleStatus(validAt: $day) } } } }
    """

    result = await desk.execute(document, {"day": day})

    assert "write it as 2026-03-02" in result.errors[0].message


async def test_what_was_taken_off_a_draft_before_it_was_posted_was_never_sold(desk: Desk, sell: Sell) -> None:
    """I2, R3: neither by the slip nor by an invoice without one; not on a day before it was taken off either."""
    sale = await sell(2)
    slip = await sale.slip(1)
    direct = [{"orderLineId": sale.lines[0], "quantity": 1}]
    invoice = await desk.done("createInvoice", order=sale.order, direct=direct)
    for draft, wrong, right in ((slip, "SN-1", "SN-2"), (invoice, "SN-3", "SN-4")):
        line = draft["lines"][0]["id"]
        await desk.done("registerSerials", lineId=line, serials=[wrong])
        await desk.done("scanSerial", lineId=line, scan=wrong, mode="REMOVE")
        await desk.done("registerSerials", lineId=line, serials=[right])
    await desk.done("postPackingSlip", id=slip["id"], day="2026-02-20")
    await desk.done("postInvoice", id=invoice["id"], day="2026-02-20")

    serials = ("SN-1", "SN-2", "SN-3", "SN-4")
    found = [(await look_up(desk, sale.products[0], serial=serial))["matches"] for serial in serials]

    assert [unit["saleStatus"] for (unit,) in found] == ["NOT_SOLD_BY_US", "SOLD", "NOT_SOLD_BY_US", "SOLD"]


async def test_a_sale_is_found_however_often_its_unit_was_scanned_and_taken_off_since(desk: Desk, sell: Sell) -> None:
    """I2, I3: the history that is read is bounded, and keeps the sales."""
    sale = await sell(1)
    slip = await sale.posted([["SN-1"]])
    await cancel(desk, slip)
    asked = {"product": sale.products[0], "later": NOON + timedelta(days=1), "today": TODAY}

    async def work(tx: Transaction) -> None:
        await tx.run(SCANNED_AND_TAKEN_OFF, **asked)

    await desk.bolt.write(work, Transaction)
    (unit,) = (await look_up(desk, sale.products[0], serial="SN-1"))["matches"]

    assert unit["saleStatus"] == "NO_LONGER_SOLD"
