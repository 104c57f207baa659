"""Verdicts through the front door with everything that is on record of a sale, as it was known at each moment."""

from collections.abc import Callable
from typing import Final

import pytest

from graph_api.api.ids import make_id, read_id
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing
from tests.api.after_sales import SellUnit, SoldUnit, sell_unit
from tests.api.clocks import Diary, answers, at
from tests.api.desk import Desk

__all__ = ["sell_unit"]

pytestmark = pytest.mark.anyio

DAYS: Final = ("2026-02-09", "2026-02-10", "2026-03-03", "2026-03-06", "2027-02-10", "2027-02-11", "2029-01-01")
PARTS: Final = {"coverages": [{"kind": "PARTS", "period": "P3Y"}]}

SWAP: Final = Statement(
    name="swap_of_tests",
    mode=Mode.WRITE,
    text="""
    MATCH (unit:Unit {id: $unit})<-[:OF]-(old:Registration)-[:ON_SLIP]->(line:SlipLine)
    MATCH (old)-[:ON_INVOICE]->(billed:InvoiceLine)
    SET old.ended = 'REPLACED', old.endedOn = $day, old.endedAt = $now
    REMOVE old.holds
    CREATE (r:Registration {id: $id, recordedAt: $now})-[:REPLACES {on: $day, recordedAt: $now}]->(old)
    CREATE (r)-[:ON_SLIP]->(line), (r)-[:ON_INVOICE {recordedAt: $now}]->(billed)
    CREATE (new:Unit {id: $serial, product: unit.product, serialKey: toLower($serial), serialNumber: $serial})
    CREATE (r)-[:OF {recordedAt: $now}]->(new)
    SET new.createdAt = $now
    """,
    decode=nothing,
)


async def swap(desk: Desk, unit: SoldUnit, serial: str) -> None:
    """Another unit comes for this one on the desk's day."""
    now, found = desk.office.now(), read_id(unit.id)
    assert found is not None

    async def work(tx: Transaction) -> None:
        await tx.run(SWAP, unit=found[1], day=now.date(), now=now, id=f"reg of {serial}", serial=serial)

    await desk.bolt.write(work, Transaction)


async def test_each_answer_of_a_sale_with_records_is_given_again(
    desk: Desk, sell_unit: SellUnit, unique: Callable[[str], str]
) -> None:
    """W5, W6, W9, W11: bought cover, a void, its lifting, a void of a layer, a new owner; one a day."""
    unit, owner = await sell_unit(), unique("CUST")
    await desk.done("saveCustomer", number=owner, name="Smith")
    diary = Diary(unit.sale.products[0], [unit.serial], DAYS)
    await diary.write(desk)
    await at(desk, 1).done("recordBoughtCover", unitId=unit.id, number="EW-1", firstDay="2026-03-03", **PARTS)
    await diary.write(at(desk, 1))
    void = await at(desk, 2).done("voidWarranty", unitId=unit.id, reason="opened by a stranger")
    await diary.write(at(desk, 2))
    await at(desk, 3).done("liftVoid", id=void["id"], reason="it was our own seal")
    await diary.write(at(desk, 3))
    await at(desk, 4).done("voidWarranty", unitId=unit.id, layer="EXTENDED", day="2026-03-03", reason="not paid")
    await diary.write(at(desk, 4))
    await at(desk, 5).done("transferOwnership", unitId=unit.id, customer=owner, day="2026-03-06")
    await diary.write(at(desk, 5))

    await diary.read_again(at(desk, 6))
    whole = [entry[unit.serial][3]["warranty"] for _, entry in diary.entries]
    assert [(each["status"], each["layer"], each["lastDay"]) for each in whole] == [
        ("COVERED", "STATUTORY", "2028-02-10"),
        ("COVERED", "EXTENDED", "2029-03-03"),
        ("VOID", "EXTENDED", "2029-03-03"),
        ("COVERED", "EXTENDED", "2029-03-03"),
        ("COVERED", "STATUTORY", "2028-02-10"),
        ("COVERED", "STATUTORY", "2028-02-10"),
    ]
    assert [each["contract"] for each in whole] == [None, "EW-1", "EW-1", "EW-1", None, None]


async def test_a_swap_hands_over_what_is_left_of_the_sale(desk: Desk, sell_unit: SellUnit) -> None:
    """W7, W11: the old unit names the new one; the new one has what was on record, and what is recorded since."""
    unit = await sell_unit()
    product, new = unit.sale.products[0], f"{unit.serial}-NEW"
    await desk.done("recordBoughtCover", unitId=unit.id, number="EW-1", firstDay="2026-03-02", **PARTS)
    diary = Diary(product, [unit.serial, new], DAYS)
    await diary.write(desk)
    await swap(at(desk, 2), unit, new)
    await diary.write(at(desk, 2))
    await at(desk, 3).done("voidWarranty", unitId=make_id("Unit", new), layer="STATUTORY", reason="water inside")
    await diary.write(at(desk, 3))

    await diary.read_again(at(desk, 4))
    (old,) = await answers(at(desk, 4), product, unit.serial, ["2026-03-06"])
    (came,) = await answers(at(desk, 4), product, new, ["2026-03-06"])
    by = {"unitId": make_id("Unit", new), "serialNumber": new, "on": "2026-03-04"}
    assert (old["saleStatus"], old["warranty"]["status"]) == ("REPLACED_BY", "REPLACED_BY")
    assert old["warranty"]["replacedBy"] == by
    assert (came["saleStatus"], came["warranty"]["status"]) == ("SOLD", "COVERED")
    assert (came["warranty"]["contract"], came["warranty"]["lastDay"]) == ("EW-1", "2029-03-02")
    assert {"W6", "W7"} <= {each["rule"] for each in came["warranty"]["reasons"]}


async def test_what_is_on_record_proves_a_verdict_and_is_found_again_by_its_id(
    desk: Desk, sell_unit: SellUnit, unique: Callable[[str], str]
) -> None:
    """W10."""
    unit, owner = await sell_unit(), unique("CUST")
    await desk.done("saveCustomer", number=owner, name="Smith")
    await desk.done("recordBoughtCover", unitId=unit.id, number="EW-1", firstDay="2026-03-02", **PARTS)
    await desk.done("voidWarranty", unitId=unit.id, layer="COMMERCIAL", reason="opened by a stranger")
    await desk.done("transferOwnership", unitId=unit.id, customer=owner)
    await swap(at(desk, 1), unit, f"{unit.serial}-NEW")

    (found,) = await answers(at(desk, 1), unit.sale.products[0], f"{unit.serial}-NEW", ["2026-03-03"])
    proof = found["warranty"]["evidence"]
    ids = [each["id"] for each in proof]
    nodes = (await desk.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids))["nodes"]

    assert [(each["kind"], node["__typename"]) for each, node in zip(proof, nodes, strict=True)] == [
        ("PACKING_SLIP", "PackingSlip"),
        ("INVOICE", "Invoice"),
        ("SALES_ORDER", "SalesOrder"),
        ("REGISTRATION", "Registration"),
        ("REPLACEMENT", "Registration"),
        ("WARRANTY_TERM", "WarrantyTerm"),
        ("WARRANTY_TERM", "WarrantyTerm"),
        ("UNIT_COVER", "UnitCover"),
        ("OWNERSHIP_TRANSFER", "OwnershipTransfer"),
        ("WARRANTY_VOID", "WarrantyVoid"),
    ]
    assert [node["id"] for node in nodes] == ids
    assert "Smith" not in str(found)
