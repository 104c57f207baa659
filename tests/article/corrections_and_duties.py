"""C, I, P and S: corrections, inquiries, the point of sale, and who may do what."""

import asyncio

from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import Desk
from tests.article.telling import (
    WHY,
    a_draft,
    cancel,
    credit,
    invoiced,
    listed,
    look_up,
    registrations,
    take_back,
    version,
)


async def test_c1_a_number_is_changed_on_an_invoice_in_preparation_and_the_slip_follows(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["C1-1"]])
    draft = await sale.invoice()
    (wrong,) = (await registrations(desk, slip["lines"][0]["id"])).values()
    asked = {"invoiceLineId": draft["lines"][0]["id"], "registrationId": wrong, "serialNumber": "C1-2", **WHY}

    at = await version(desk, draft["id"])
    junior = await desk.as_role(Role.CLERK).refused("changeSerialNumber", **asked, version=at)
    stale = await desk.refused("changeSerialNumber", **asked, version=at + 7)
    await desk.done("changeSerialNumber", **asked, version=at)
    await desk.done("discardInvoice", id=draft["id"])

    assert junior.codes == ["NOT_PERMITTED"]
    assert stale.facts("rule", "seen", "current") == [("STALE_VERSION", "C4", at + 7, at)]
    assert await listed(desk, slip["lines"][0]["id"]) == [("C1-2", None)]
    assert (await look_up(desk, sale, "C1-1"))["saleStatus"] == "NOT_SOLD_BY_US"
    assert (await look_up(desk, sale, "C1-2"))["saleStatus"] == "SOLD"


async def test_c2_a_negative_quantity_takes_items_back_and_freezes_the_line(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    slip = await sale.posted([["C2-1", "C2-2", "C2-3"]])
    ids = await registrations(desk, slip["lines"][0]["id"])

    too_many = await take_back(desk, sale, slip, 4, *ids.values())
    done = await take_back(desk, sale, slip, 1, ids["C2-1"])
    draft = await sale.invoice()
    frozen = await desk.refused(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=ids["C2-2"],
        serialNumber="C2-9",
        version=await version(desk, draft["id"]),
        **WHY,
    )
    bill = await desk.done("postInvoice", id=draft["id"])
    again = await sale.slip(1)

    assert {each["rule"] for each in too_many.refusals} == {"C2"}
    assert done.value["lines"][0]["shipped"] == 2
    assert ("C2-1", "TAKEN_BACK") in await listed(desk, slip["lines"][0]["id"])
    assert (await look_up(desk, sale, "C2-1"))["saleStatus"] == "NO_LONGER_SOLD"
    assert [each["rule"] for each in frozen.refusals] == ["C2"]
    assert (bill["lines"][0]["quantity"], bill["lines"][0]["registered"]) == (2, 2)
    assert again["lines"][0]["quantity"] == 1


async def test_c3_numbers_on_a_posted_invoice_stand(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["C3-1", "C3-2"]])
    ids = await registrations(desk, slip["lines"][0]["id"])
    line = slip["lines"][0]["id"]
    first = {"slipLineId": line, "quantity": 1, "registrations": [ids["C3-1"]]}
    await desk.done("postInvoice", id=(await sale.invoice(first))["id"])
    draft = await sale.invoice()

    refused = await desk.refused(
        "changeSerialNumber",
        invoiceLineId=draft["lines"][0]["id"],
        registrationId=ids["C3-1"],
        serialNumber="C3-9",
        version=await version(desk, draft["id"]),
        **WHY,
    )

    assert [each["rule"] for each in refused.refusals] == ["C3"]


async def test_c4_every_change_keeps_who_when_why_before_and_after(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.posted([["C4-1"]])
    await cancel(desk, slip)
    asked = """
    query ($subject: ID!) {
      auditEntries(subject: $subject) { nodes { sequence actor action reason before after } }
    }
    """
    entries = (await desk.ask(asked, subject=slip["id"]))["auditEntries"]["nodes"]

    assert [each["sequence"] for each in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["reason"] == WHY["reason"]
    assert {each["actor"] for each in entries} == {"clerk-1"}
    assert "C4-1" in entries[1]["after"]["registered"].values()


async def test_i1_a_line_lists_what_stands_there_and_what_stood_there(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    slip = await sale.posted([["I1-1", "I1-2"]])
    bill = await invoiced(sale)
    await credit(desk, bill)
    await cancel(desk, slip)

    assert sorted(await listed(desk, slip["lines"][0]["id"])) == [("I1-1", "REVERSED"), ("I1-2", "REVERSED")]
    assert sorted(await listed(desk, bill["lines"][0]["id"])) == [("I1-1", "CREDITED"), ("I1-2", "CREDITED")]


async def test_i2_a_number_is_unknown_until_it_is_sold_and_keeps_its_history(desk: Desk, sell: Sell) -> None:
    sale = await sell(3)
    await a_draft(sale, "I2-1")
    slip = await sale.posted([["I2-2"]])
    await cancel(desk, slip)

    unknown, drafted, gone = [(await look_up(desk, sale, each)) for each in ("I2-0", "I2-1", "I2-2")]

    assert [each["saleStatus"] for each in (unknown, drafted, gone)] == [
        "NOT_SOLD_BY_US",
        "NOT_SOLD_BY_US",
        "NO_LONGER_SOLD",
    ]
    assert gone["sales"][0]["ended"]["kind"] == "REVERSED"


async def test_i3_from_a_serial_to_every_sale_with_its_documents_and_answers(desk: Desk, sell: Sell) -> None:
    sale, other = await sell(1), await sell(1)
    first = await sale.posted([["I3-1"]])
    await cancel(desk, first)
    await desk.done(
        "saveSalesOrder",
        number=other.order,
        customer=other.customer,
        lines=[{"product": sale.products[0], "quantity": 1}],
    )
    slip = await a_draft(other, "I3-1")
    second = await desk.done("postPackingSlip", id=slip["id"])
    bill = await invoiced(other)

    found = await look_up(desk, sale, "I3-1")

    assert [each["packingSlip"]["number"] for each in found["sales"]] == [second["number"], first["number"]]
    assert found["sales"][0]["invoice"]["number"] == bill["number"]
    assert found["sales"][0]["customer"]["number"] == other.customer
    assert found["warranty"]["status"] == "NO_TERM"
    assert found["returnEligibility"]["mayReturn"] is False


async def test_p1_the_point_of_sale_prompts_and_invoices_at_once(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    prompt = "query ($n: String!) { product(number: $n) { serialPrompt } }"
    asked = (await desk.ask(prompt, n=sale.products[0]))["product"]["serialPrompt"]
    line = {"product": sale.products[0], "quantity": 1}

    unanswered = await desk.refused("sellAtPointOfSale", customer=sale.customer, lines=[line])
    sold = await desk.done("sellAtPointOfSale", customer=sale.customer, lines=[{**line, "serialNumbers": ["P1-1"]}])

    assert asked == "REQUIRED"
    assert unanswered.codes == ["REGISTRATIONS_MISSING"]
    assert (sold["state"], (await look_up(desk, sale, "P1-1"))["saleStatus"]) == ("POSTED", "SOLD")


async def test_s1_whoever_maintains_documents_registers(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.slip(1)
    asked = {"lineId": slip["lines"][0]["id"], "serials": ["S1-1"]}
    refused = await desk.as_role(Role.SERVICE_DESK).refused("registerSerials", **asked)
    done = await desk.as_role(Role.CLERK).send("registerSerials", **asked)
    assert (refused.codes, done.registered) == (["NOT_PERMITTED"], (1, 0))


async def test_s2_filling_a_blank_needs_the_duty_of_corrections_once_it_is_posted(desk: Desk, sell: Sell) -> None:
    sale = await sell(2)
    draft = await sale.slip(1)
    line = draft["lines"][0]["id"]
    await desk.done("registerNotReadable", lineId=line, count=1)
    blank = (await registrations(desk, line))[None]
    clerk = desk.as_role(Role.CLERK)

    asked = {"lineId": line, "registrationId": blank, **WHY}
    await clerk.done("fillNotReadable", **asked, serialNumber="S2-1", version=await version(desk, draft["id"]))
    slip = await sale.slip(1)
    line = slip["lines"][0]["id"]
    await desk.done("registerNotReadable", lineId=line, count=1)
    await desk.done("postPackingSlip", id=slip["id"])
    asked = {"lineId": line, "registrationId": (await registrations(desk, line))[None], **WHY}
    at = await version(desk, slip["id"])
    refused = await clerk.refused("fillNotReadable", **asked, serialNumber="S2-2", version=at)
    filled = await desk.as_role(Role.SENIOR_CLERK).send("fillNotReadable", **asked, serialNumber="S2-2", version=at)

    assert refused.codes == ["NOT_PERMITTED"]
    assert filled.registered == (1, 0)


async def test_s3_a_blank_needs_a_duty_of_its_own(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    slip = await sale.slip(1)
    asked = {"lineId": slip["lines"][0]["id"], "count": 1}
    refused = await desk.as_role(Role.CLERK).refused("registerNotReadable", **asked)
    done = await desk.as_role(Role.SENIOR_CLERK).send("registerNotReadable", **asked)
    assert (refused.codes, done.registered) == (["NOT_PERMITTED"], (1, 1))


async def test_s4_the_desk_reads_and_an_analyst_sees_no_person(desk: Desk, sell: Sell) -> None:
    sale = await sell(1)
    await sale.posted([["S4-1"]])
    asked = "query ($n: String!) { customer(number: $n) { number name } }"

    agent = await desk.as_role(Role.SERVICE_DESK).ask(asked, n=sale.customer)
    analyst = await desk.as_role(Role.ANALYST).ask(asked, n=sale.customer)
    refused = await asyncio.gather(
        *(
            desk.as_role(role).refused("createPackingSlip", order=sale.order)
            for role in (Role.SERVICE_DESK, Role.ANALYST)
        )
    )

    assert agent["customer"] == {"number": sale.customer, "name": "Miller"}
    assert analyst["customer"] == {"number": sale.customer, "name": None}
    assert [each.codes for each in refused] == [["NOT_PERMITTED"], ["NOT_PERMITTED"]]
