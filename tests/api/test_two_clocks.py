"""What was answered on the day of a claim is answered again, whatever came to light since (W11)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.asking import refused, sold
from tests.api.clocks import Diary, answers, at, of
from tests.api.conftest import Sell
from tests.api.corrections import change
from tests.api.credits import credit
from tests.api.desk import NOON, Desk, Sale
from tests.api.take_backs import back, take_back
from tests.api.test_reversing import cancel

pytestmark = pytest.mark.anyio

DAYS = ("2026-03-01", "2026-03-02", "2026-03-04", "2026-03-06", "2026-12-01")


async def test_each_answer_of_a_sale_that_was_corrected_credited_and_reversed_is_given_again(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """C1, D10, D3: a wrong number, its correction, the invoice, its credit, the slip's reversal; one a day."""
    sale = await sell(1)
    await sold(desk, await sell(1), unique, ["OTHER"])
    diary = Diary(sale.products[0], ("SN-WRONG", "SN-RIGHT"), DAYS)
    await diary.write(at(desk, 0, seconds=-1))
    slip = await of(sale, desk).posted([["SN-WRONG"]])
    await diary.write(desk)
    invoice = await of(sale, at(desk, 1)).invoice()
    (registration,) = slip["registrations"][slip["lines"][0]["id"]]
    assert (await change(at(desk, 2), invoice, registration, serialNumber="SN-RIGHT")).refusals == []
    await diary.write(at(desk, 2))
    posted = await at(desk, 3).done("postInvoice", id=invoice["id"])
    await diary.write(at(desk, 3))
    await credit(at(desk, 4), posted, day="2026-03-05")
    await diary.write(at(desk, 4))
    await cancel(at(desk, 5), slip)
    await diary.write(at(desk, 5))

    await diary.read_again(at(desk, 6))


async def test_a_unit_that_was_taken_back_and_sold_again_is_answered_as_it_was_known(desk: Desk, sell: Sell) -> None:
    """C2, W8: the first sale, its end, and the second sale, dated back to the day on which the first one ended."""
    sale, again = await sell(1), await sell(1)
    diary = Diary(sale.products[0], ("SN-1",), DAYS)
    slip = await sale.posted([["SN-1"]])
    await diary.write(desk)
    await take_back(of(sale, at(desk, 2)), back(slip, 1, 0))
    await diary.write(at(desk, 2))
    anew = await at(desk, 2).done(
        "saveSalesOrder",
        number=f"{sale.order}-AGAIN",
        customer=again.customer,
        orderedOn="2026-03-02",
        lines=[{"product": sale.products[0], "quantity": 1}],
    )
    resale = Sale(at(desk, 4), anew["number"], again.customer, sale.products, [anew["lines"][0]["id"]])
    draft = await resale.slip()
    await resale.desk.done("registerSerials", lineId=draft["lines"][0]["id"], serials=["SN-1"])
    await resale.desk.done("postPackingSlip", id=draft["id"], day="2026-03-04")
    await diary.write(resale.desk)

    await diary.read_again(at(desk, 9))
    moments = [NOON + timedelta(days=days) for days in (0, 3, 4)]
    known = [await answers(resale.desk, sale.products[0], "SN-1", ["2026-03-06"], moment) for moment in moments]
    assert [each["saleStatus"] for (each,) in known] == ["SOLD", "NO_LONGER_SOLD", "SOLD"]


async def test_a_term_that_is_published_later_changes_no_answer_of_any_moment(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """W1: also where it is for the day of sale."""
    sale, serial = await sell(1), unique("RD")
    await sold(desk, sale, unique, [serial])
    product = sale.products[0]
    before = await answers(desk, product, serial, DAYS)

    later = at(desk, 1)
    longer = [{"kind": "PARTS", "period": "P9Y"}]
    scope = {"product": product}
    for layer in ("COMMERCIAL", "STATUTORY"):
        await later.send(
            "publishWarrantyTerm",
            number=unique("WT"),
            scope=scope,
            layer=layer,
            startBasis="INVOICE",
            coverages=longer,
            validFrom="2026-01-01",
        )

    assert [each["warranty"]["status"] for each in before] == ["NOT_SOLD_BY_US", *["COVERED"] * 4]
    assert await answers(later, product, serial, DAYS) == before
    assert await answers(later, product, serial, DAYS, NOON) == before


async def test_a_number_that_was_not_registered_by_then_is_not_sold_by_us_as_of_then(desk: Desk, sell: Sell) -> None:
    """I2, W11: an answer, and what it is answered by is said."""
    sale = await sell(1)
    await sale.posted([["SN-1"]])
    asked = 'knownAt: "2026-03-02T11:30:00+01:00"'
    document = f"""
    query ($product: String!) {{ lookup(by: {{ serial: "SN-1" }}, product: $product) {{ matches {{ ... on Unit {{
      saleStatus({asked}) sales({asked}) {{ day }} now: warranty {{ knownAt }}
      warranty({asked}) {{ status knownAt validAt }} returnEligibility({asked}) {{ mayReturn knownAt }}
    }} }} }} }}
    """

    (unit,) = (await desk.ask(document, product=sale.products[0]))["lookup"]["matches"]

    moment = "2026-03-02T10:30:00+00:00"
    assert unit == {
        "saleStatus": "NOT_SOLD_BY_US",
        "sales": [],
        "now": {"knownAt": None},
        "warranty": {"status": "NOT_SOLD_BY_US", "knownAt": moment, "validAt": "2026-03-02"},
        "returnEligibility": {"mayReturn": False, "knownAt": moment},
    }


@pytest.mark.parametrize("field", ["saleStatus", "warranty", "returnEligibility"])
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-03-02T11:00:01Z", "from 1970-01-01 until now"),
        ("9999-12-31T23:59:59-14:00", "until now"),
        ("0001-01-01T00:00:00+14:00", "out of reach"),
        ("1969-12-31T23:59:59Z", "out of reach"),
    ],
)
async def test_a_moment_at_which_nothing_can_have_been_known_is_refused(
    desk: Desk, field: str, moment: str, said: str
) -> None:
    shown = {"warranty": "{ status }", "returnEligibility": "{ mayReturn }"}.get(field, "")
    asked = f'{field}(knownAt: "{moment}") {shown}'

    error = await refused(
        desk, f'query {{ lookup(by: {{ serial: "X" }}) {{ matches {{ ... on SerialAnswer {{ {asked} }} }} }} }}'
    )

    assert (error["code"], error["argument"]) == ("BAD_INPUT", "knownAt")
    assert said in error["message"]


@pytest.mark.parametrize("moment", ["2026-03-02T11:00:00", "2026-03-02", "now", ""])
async def test_a_moment_without_an_offset_is_told_how_to_be_written(desk: Desk, moment: str) -> None:
    """A moment of which nobody knows the place is two moments or more."""
    document = """
    query ($known: DateTime) {
      lookup(by: { serial: "X" }) { matches { ... on SerialAnswer { saleStatus(knownAt: $known) } } }
    }
    """

    result = await desk.execute(document, {"known": moment})

    assert "write it as 2026-03-02T11:00:00Z" in result.errors[0].message


async def test_the_last_day_ends_at_midnight_of_the_sellers_time_zone(
    desk: Desk, sell: Sell, unique: Callable[[str], str]
) -> None:
    """D9, W3: half an hour before midnight in Berlin it is covered, in the evening of UTC it is the next day."""
    serial = unique("RD")
    await sold(desk, await sell(1), unique, [serial])
    document = """
    query ($serial: String!) { lookup(by: { serial: $serial }) { matches { ... on SerialAnswer {
      warranty { validAt status daysLeft }
    } } } }
    """

    async def at_moment(moment: datetime) -> object:
        clock = replace(desk, office=replace(desk.office, now=lambda: moment))
        return (await clock.ask(document, serial=serial))["lookup"]["matches"][0]["warranty"]

    late = [datetime(2028, 3, 2, hour, 30, tzinfo=UTC) for hour in (22, 23)]
    assert [await at_moment(moment) for moment in late] == [
        {"validAt": "2028-03-02", "status": "COVERED", "daysLeft": 0},
        {"validAt": "2028-03-03", "status": "EXPIRED", "daysLeft": None},
    ]
