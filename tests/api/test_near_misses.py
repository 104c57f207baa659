"""Units that may have been meant by a number that nobody registered: offered, never taken (I2)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.asking import count, refused, sold
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.api.returns import unit_id

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]

NEAR = """
query ($serial: String!, $product: String, $customer: String) {
  lookup(by: { serial: $serial }, product: $product, customer: $customer) {
    matches {
      ... on SerialAnswer { saleStatus }
      ... on UnknownSerial {
        nearMisses {
          confusion ofProduct ofCustomer unit { serialNumber saleStatus warranty { status } product { number } }
        }
      }
    }
  }
}
"""
MANY = """
query ($serials: [String!]!) {
  lookupSerials(serials: $serials) { matches { ... on UnknownSerial { nearMisses { unit { serialNumber } } } } }
}
"""


async def near(desk: Desk, serial: str, **asked: Any) -> list[dict[str, Any]]:
    (match,) = (await desk.ask(NEAR, serial=serial, **asked))["lookup"]["matches"]
    assert match["saleStatus"] == "NOT_SOLD_BY_US"
    found: list[dict[str, Any]] = match["nearMisses"]
    return found


async def test_a_number_that_was_misread_offers_what_was_meant_with_the_confusion(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    """Found by index, told with its verdict; the answer itself stays that it is not sold by us."""
    sale, block = await sell(1), unique("NM").removeprefix("NM-")
    serial = f"QX-{block}-O7"
    await sold(desk, sale, unique, [serial])

    told, sent = await count(desk, NEAR, serial=f"QX-{block}-07")
    (match,) = told["lookup"]["matches"]
    (offered,) = match["nearMisses"]

    assert match["saleStatus"] == "NOT_SOLD_BY_US"
    assert offered["unit"] == {
        "serialNumber": serial,
        "saleStatus": "SOLD",
        "warranty": {"status": "COVERED"},
        "product": {"number": sale.products[0]},
    }
    assert (offered["confusion"], offered["ofProduct"], offered["ofCustomer"]) == ("LOOKALIKES", False, False)
    assert sent == ["find_units_by_serial", "units_like", "find_units_by_id"]
    for typed, confusion in (
        (f"QX{block}O7", "SEPARATORS"),
        (f"qx {block} o7", "SEPARATORS"),
        (f"QX-{block}-O70", None),
        (f"QX-{block}-7O", "TRANSPOSED"),
        (f"QX-0{block}-O7", "LEADING_ZERO"),
        (f"S/NQX-{block}-O7", "PREFIX"),
    ):
        assert [each["confusion"] for each in await near(desk, typed)] == ([confusion] if confusion else [])


async def test_what_is_not_asked_is_not_sought_and_what_is_known_is_not_doubted(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, serial = await sell(1), unique("NM-K")
    await sold(desk, sale, unique, [serial])

    _, known = await count(desk, NEAR, serial=serial, product=sale.products[0])
    _, unasked = await count(desk, '{ lookup(by: { serial: "NM-nobody" }) { matches { __typename } } }')

    assert known == ["find_units_by_serial"]
    assert unasked == ["find_units_by_serial"]


async def test_the_product_and_the_customer_that_were_named_come_first(desk: Desk, sell: Sell, unique: Unique) -> None:
    """One number of three products: each is offered; whose it is decides the order."""
    block = unique("NM").removeprefix("NM-")
    serial, typed = f"RX{block}S", f"RX{block}5"
    first, second, third = [await sell(1) for _ in range(3)]
    for sale in (first, second, third):
        await sold(desk, sale, unique, [serial])
    owner = {"customer": first.customer, "version": 0}
    await desk.done("transferOwnership", unitId=await unit_id(third, serial), **owner)

    by_product = await near(desk, typed, product=second.products[0])
    by_customer = await near(desk, typed, customer=first.customer)

    assert len(by_product) == len(by_customer) == 3
    assert by_product[0]["ofProduct"]
    assert by_product[0]["unit"]["product"]["number"] == second.products[0]
    assert [each["ofCustomer"] for each in by_customer] == [True, True, False]
    assert by_customer[2]["unit"]["product"]["number"] == second.products[0]


async def test_many_unknown_numbers_are_sought_together_and_have_a_limit(
    desk: Desk, sell: Sell, unique: Unique
) -> None:
    sale, block = await sell(2), unique("NM").removeprefix("NM-")
    serials = [f"TX{block}A8", f"TX{block}C8"]
    await sold(desk, sale, unique, serials)

    told, sent = await count(desk, MANY, serials=[f"TX{block}AB", f"TX{block}CB", f"{block}?"])
    error = await refused(desk, MANY, serials=[f"{block}?{place}" for place in range(60)])

    offered = [each["matches"][0]["nearMisses"] for each in told["lookupSerials"]]
    assert offered == [[{"unit": {"serialNumber": serials[0]}}], [{"unit": {"serialNumber": serials[1]}}], []]
    assert sent == ["find_units_by_serial", "units_like", "find_units_by_id"]
    assert (error["code"], error["argument"]) == ("BAD_INPUT", "nearMisses")


@pytest.mark.parametrize("serial", ["-", "0", "x" * 100, "o" * 100, "日本語", "a.b-c_d/e f"])
async def test_whatever_is_no_number_of_ours_is_answered(desk: Desk, serial: str) -> None:
    assert len(await near(desk, serial)) <= 10
