"""What users really send: each operation of `schema/operations`, as it stands there, on a sale of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph_api.api.schema import schema
from graph_api.domain.duties import Role
from graph_api.resources import resource
from graph_api.web.documents import Documents, Limits
from graph_api.web.guard import DocumentLimits
from tests.api.desk import Desk

FOLDER = resource("schema", "operations")
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.graphql"))
ROLES = {
    "analyst": Role.ANALYST,
    "clerk": Role.CLERK,
    "senior_clerk": Role.SENIOR_CLERK,
    "service_desk": Role.SERVICE_DESK,
    "service_lead": Role.SERVICE_LEAD,
}
HALF = Limits(
    document=DocumentLimits(depth=8, aliases=7, directives=10, root_fields=7, fragments=15, selected_fields=200)
)


@pytest.mark.parametrize("name", FILES)
def test_an_operation_is_valid_named_and_far_from_every_limit(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    ready = Documents(schema._schema, HALF, hide_suggestions=True, entries=1).ready(text)

    operation = Path(name).stem.title().replace("_", "")
    assert ready.operation(operation) is not None
    assert text.startswith("# ")
    assert f" {operation}(" in text


@dataclass
class Users:
    """Whoever sends the operations of a folder, with the role that they have; remembers what was sent."""

    desk: Desk
    sent: set[str] = field(default_factory=set)

    async def send(self, name: str, **variables: Any) -> Any:
        self.sent.add(f"{name}.graphql")
        text = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
        answer = await self.desk.as_role(ROLES[name.partition("/")[0]]).ask(text, **variables)
        (found,) = answer.values() if len(answer) == 1 else (answer,)
        return found

    async def do(self, name: str, **asked: Any) -> Any:
        """Send a mutation that is done."""
        payload = await self.send(name, input=asked)
        assert payload["refusals"] == []
        return next(value for value in payload.values() if isinstance(value, dict))

    async def open_slips(self) -> list[str]:
        """The whole work list, page by page."""
        ids: list[str] = []
        after = None
        while True:
            page = (await self.send("clerk/open_documents", slipsAfter=after))["packingSlips"]
            ids += [each["id"] for each in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return ids
            after = page["pageInfo"]["endCursor"]


@pytest.mark.anyio
async def test_every_operation_does_what_its_users_want(desk: Desk, unique: Callable[[str], str]) -> None:
    """From the order to the verdict card, by nothing but the operations."""
    users, serials = Users(desk), [unique("RD") for _ in range(3)]
    group, product, customer, order = (unique(each) for each in ("TDG", "PROD", "CUST", "SO"))
    await desk.done("saveTrackingDimensionGroup", number=group, activeInSalesProcess=True)
    await desk.done("saveProduct", number=product, name="Pump", trackingDimensionGroup=group)
    await desk.done("saveCustomer", number=customer, name="Miller", country="DE")
    policy = {"number": unique("RP"), "scope": {"product": product}, "basis": "INVOICE", "windowDays": 30}
    await desk.done("publishReturnPolicy", **policy, validFrom="2020-01-01")

    saved = await users.do(
        "clerk/save_sales_order",
        number=order,
        customer=customer,
        orderedOn="2026-02-01",
        lines=[{"product": product, "quantity": 3}],
    )
    slip = await users.do("clerk/pack", order=order)
    line = slip["lines"][0]["id"]
    await users.do("clerk/scan", lineId=line, scan=f"{serials[0]}\r", mode="ADD")
    listed = await users.do("clerk/register_list", lineId=line, serials=serials[1:], idempotencyKey=unique("key"))
    drafts = await users.open_slips()
    refused = await users.do("clerk/post_packing_slip", id=slip["id"])
    undone = await users.do(
        "clerk/cancel_packing_slip", id=slip["id"], version=refused["version"], reason="nobody was there"
    )
    again = await users.do("clerk/pack", order=order)
    shipped = await users.do("clerk/post_packing_slip", id=again["id"])
    draft = await users.do("clerk/invoice_all", order=order)
    wrong = await users.do("clerk/post_invoice", id=draft["id"])
    note = await users.do("clerk/credit_invoice", id=wrong["id"], version=wrong["version"], reason="wrong address")
    credited = await users.send("service_desk/credit_note", number=note["number"])
    await _take_back(users, order, serials[2])
    draft = await users.do("clerk/invoice_all", order=order)
    invoiced = await users.do("clerk/post_invoice", id=draft["id"])
    done = await users.send("clerk/sales_order", number=order)
    found = await users.send("service_desk/look_up", by={"scan": serials[0]})
    card = await users.send("service_desk/serial_card", unit=found["matches"][0]["id"], validAt="2026-03-02")
    await _serve(users, found["matches"][0]["id"], unique("CUST"))
    parcel = await users.send("service_desk/packing_slip", number=shipped["number"])
    corrected = await _correct(users, unique("SO"), customer, product, [unique("RD") for _ in range(2)])
    returned = await _send_back(users, customer, found["matches"][0]["id"], serials[0], serials[1])
    products, orders = await _explore(users, found["matches"][0]["id"], customer, invoiced)

    assert saved["lines"][0]["product"]["number"] == product
    assert (listed["registered"], listed["quantity"]) == (3, 3)
    assert slip["id"] in drafts
    assert undone["state"] == "CANCELLED"
    assert [(each["shipped"], each["invoiced"]) for each in done["lines"]] == [(2, 2)]
    assert credited["invoice"]["state"] == "CREDITED"
    assert found["matches"][0]["saleStatus"] == "SOLD"
    assert card["sales"][0]["invoice"]["number"] == invoiced["number"]
    assert card["sales"][0]["customer"]["name"] == "Miller"
    assert card["warranty"]["status"] == "NO_TERM"
    assert [each["serialNumber"] for each in parcel["lines"][0]["registrations"]["nodes"]] == serials
    assert corrected[0] == corrected[1]
    assert [each["state"] for each in returned["items"]] == ["DISPOSED"]
    assert products["nodes"]
    assert orders["nodes"][0]["customer"].keys() == {"number", "country"}
    assert await _tried(users, unique("WT"), product) == {("NO_TERM", "COVERED")}
    assert users.sent == set(FILES)


async def _send_back(users: Users, customer: str, unit: str, serial: str, another: str) -> Any:
    """A unit is awaited in vain, then another one comes and is not taken, and at last it comes back for good."""
    asked = {"customer": customer, "items": [{"unitId": unit}], "reason": "too loud"}
    given_up = await users.do("service_desk/authorise_return", **asked)
    awaited = await users.send("service_desk/returns", filter={"unit": unit})
    assert [each["number"] for each in awaited["nodes"]] == [given_up["number"]]
    await users.do("service_desk/cancel_return", id=given_up["id"], version=1, reason="kept after all")
    sent_home = await users.do("service_desk/authorise_return", **asked)
    item = sent_home["items"][0]["id"]
    await users.do("service_desk/receive_return_item", itemId=item, version=1, scan=another)
    taken_for = {"decision": "AS_RECEIVED", "reason": "mixed up at home"}
    decided = await users.do("service_desk/decide_return_item", itemId=item, version=2, **taken_for)
    item = decided["items"][1]["id"]
    await users.do("service_desk/refuse_return_item", itemId=item, version=3, reason="not cleaned")
    authorised = await users.do("service_desk/authorise_return", **asked)
    item = authorised["items"][0]["id"]
    received = await users.do("service_desk/receive_return_item", itemId=item, version=1, scan=serial)
    disposed = {"disposition": "RESTOCK", "credited": True, "reason": "as new"}
    await users.do("service_desk/dispose_return_item", itemId=item, version=received["version"], **disposed)
    return await users.send("service_desk/return", number=authorised["number"])


async def _find(users: Users, customer: str, invoice: Any) -> None:
    """A customer by the name, and what was invoiced to that one."""
    caller = await users.send("service_desk/find_customer", words=f"miller {customer}")
    bought = await users.send("clerk/invoices_of_customer", customer=customer, **{"from": "2026-01-01"})
    assert [each["number"] for each in caller["nodes"]] == [customer]
    base = await users.send("service_desk/installed_base", customer=customer)
    shown = base["units"]["nodes"][0]["serialNumber"]
    misread = await users.send("service_desk/near_misses", serial=f"SN{shown}", customer=customer)
    assert misread["matches"][0]["nearMisses"][0]["unit"]["serialNumber"] == shown
    days = {"from": "2026-01-01", "to": "2026-03-02"}
    assert (await users.send("analyst/units_returned", product="nothing", **days))["nodes"] == []
    assert base["units"]["count"]["value"] == len(base["units"]["nodes"]) > 0
    assert bought["nodes"][0]["number"] == invoice["number"]


async def _explore(users: Users, unit: str, customer: str, invoice: Any) -> tuple[Any, Any]:
    """The first products and sales orders; what a unit came from, beginning with itself; and what is found."""
    await _find(users, customer, invoice)
    above = await users.send("analyst/lineage", start=unit, direction="UP")
    slip = next(each["number"] for each in above["nodes"] if each["kind"] == "PACKING_SLIP")
    recalled = await users.send("analyst/recall", filter={"packingSlips": [slip]})
    assert [each["number"] for each in recalled["groups"]["nodes"]] == [slip]
    product = next(each["number"] for each in above["nodes"] if each["kind"] == "PRODUCT")
    of_march = {"soldFrom": "2026-03-01", "soldBefore": "2026-04-01", "product": product}
    counted = await users.send("analyst/sales_analytics", sold=of_march, by=["MONTH"])
    survived = await users.send("analyst/claim_survival", sold=of_march, by="MONTH")
    gaps = await users.send("analyst/lineage_gaps", sold=of_march)
    assert gaps["score"]["items"] > gaps["score"]["whole"] > 0
    assert [each["keys"] for each in counted["groups"]] == [["2026-03"]]
    assert [each["units"] for each in survived["cohorts"]] == [counted["total"]["registered"]]
    kinds = [each["kind"] for each in above["nodes"]]
    assert (kinds[0], kinds[-1]) == ("UNIT", "CUSTOMER")
    assert (await users.send("analyst/find_product", words="pump"))["count"]["value"] > 0
    return await users.send("analyst/products"), await users.send("analyst/sales_orders")


async def _tried(users: Users, number: str, product: str) -> set[tuple[str, str]]:
    """From what to what verdicts would have changed under a term of two years."""
    cover = [{"kind": "PARTS", "period": "P2Y"}]
    draft = {"number": number, "scope": {"product": product}, "layer": "COMMERCIAL", "coverages": cover}
    days = {"startBasis": "PACKING_SLIP", "validFrom": "2026-01-01"}
    over = {"cohort": {"soldFrom": "2026-03-01", "soldTo": "2026-03-31", "product": product}}
    told = await users.send("analyst/try_warranty_term", draft=draft | days, over=over)
    return {(each["before"], each["after"]) for each in told["changes"]}


async def _take_back(users: Users, order: str, serial: str) -> None:
    """One item of the order's newest packing slip comes back."""
    stands = await users.send("clerk/what_can_come_back", number=order)
    line = stands["packingSlips"][-1]["lines"][0]
    (item,) = (each["id"] for each in line["registrations"]["nodes"] if each["serialNumber"] == serial)
    items = [{"slipLineId": line["id"], "quantity": 1, "registrations": [item]}]
    about = {"orderLineId": stands["lines"][0]["id"], "version": stands["version"]}
    await users.do("clerk/take_back_items", **about, items=items, reason="damaged in transit")


async def _serve(users: Users, unit: str, heir: str) -> None:
    """What the service desk does for one unit and its owners."""
    await users.desk.done("saveCustomer", number=heir, name="Miller's daughter")
    await _claim(users, unit)
    await _after_sale(users, unit, heir)


async def _claim(users: Users, unit: str) -> None:
    """A problem is reported, looked at, accepted and mended."""
    claim = await users.do("service_desk/open_claim", unitId=unit, problem="It hums.")
    for step, more in (
        ("review_claim", {}),
        ("approve_claim", {"reason": "a good customer"}),
        ("start_claim_work", {}),
        ("resolve_claim", {"resolution": "REPAIR"}),
    ):
        claim = await users.do(f"service_desk/{step}", id=claim["id"], version=claim["version"], **more)
    turned_down = await users.do("service_desk/open_claim", unitId=unit, problem="It squeaks.")
    asked = {"id": turned_down["id"], "version": turned_down["version"]}
    turned_down = await users.do("service_desk/review_claim", **asked)
    asked = {"id": turned_down["id"], "version": turned_down["version"], "reason": "it was dropped"}
    await users.do("service_desk/reject_claim", **asked)
    given_up = await users.do("service_desk/open_claim", unitId=unit, problem="It rattles.")
    asked = {"id": given_up["id"], "version": given_up["version"], "reason": "another cable was plugged in"}
    await users.do("service_desk/cancel_claim", **asked)
    found = await users.send("service_desk/claim", number=claim["number"])
    listed = await users.send("service_desk/claims", filter={"unit": unit, "states": ["RESOLVED"]})
    assert [each["state"] for each in found["steps"]][-1] == found["state"] == "RESOLVED"
    assert [each["number"] for each in listed["nodes"]] == [claim["number"]]


async def _after_sale(users: Users, unit: str, heir: str) -> None:
    """A unit is registered, installed, covered on top, given away, voided; what was wrong is taken back."""
    why = {"reason": "it was another unit"}
    cover = {"coverages": [{"kind": "PARTS", "period": "P1Y"}]}
    await users.do("service_desk/record_owner_registration", unitId=unit)
    installed = await users.do("service_desk/record_installation", unitId=unit)
    await users.do("service_desk/withdraw_start", id=installed["id"], **why)
    bought = {"unitId": unit, "number": "EW-1", "firstDay": "2027-03-02", **cover}
    contract = await users.do("service_desk/record_bought_cover", **bought)
    await users.do("service_desk/withdraw_cover", id=contract["id"], **why)
    await users.do("service_desk/transfer_ownership", unitId=unit, customer=heir)
    await users.do("service_lead/grant_goodwill", unitId=unit, **cover, **why)
    void = await users.do("service_lead/void_warranty", unitId=unit, **why)
    await users.do("service_lead/lift_void", id=void["id"], **why)
    found = await users.send("service_desk/after_sale", unit=unit)
    chain = await users.send("service_lead/unit_audit", unit=unit)
    sale, *_ = found["sales"]
    assert [len(sale[name]) for name in ("voids", "starts", "covers", "transfers")] == [1, 2, 2, 1]
    assert sale["transfers"][0]["customer"] == {"number": heir, "name": "Miller's daughter"}
    assert len(chain["nodes"]) == found["version"]


async def _correct(
    users: Users, order: str, customer: str, product: str, serials: list[str]
) -> tuple[list[str | None], list[str]]:
    """A blank is filled on a posted slip, and its number changed on the invoice; what the slip shows, and should."""
    lines = [{"product": product, "quantity": 1}]
    await users.do("clerk/save_sales_order", number=order, customer=customer, orderedOn="2026-02-01", lines=lines)
    slip = await users.do("clerk/pack", order=order)
    await users.do("senior_clerk/not_readable", lineId=slip["lines"][0]["id"])
    await users.do("clerk/post_packing_slip", id=slip["id"])
    about = await _about(users, slip["id"], "lineId")
    assert (await users.send("senior_clerk/blanks", product=product))["nodes"][0]["document"]["id"] == slip["id"]
    await users.do("senior_clerk/fill_not_readable", **about, serialNumber=serials[0])
    invoice = await users.do("clerk/invoice_all", order=order)
    about = await _about(users, invoice["id"], "invoiceLineId")
    await users.do("senior_clerk/change_serial_number", **about, scan=serials[1])
    shown = await users.send("senior_clerk/what_can_be_corrected", id=slip["id"])
    return [each["serialNumber"] for each in shown["lines"][0]["registrations"]["nodes"]], serials[1:]


async def _about(users: Users, document: str, line: str) -> dict[str, Any]:
    """What a correction of a document's first registration says besides the number."""
    found = await users.send("senior_clerk/what_can_be_corrected", id=document)
    first = found["lines"][0]
    registration = first["registrations"]["nodes"][0]["id"]
    return {
        line: first["id"],
        "registrationId": registration,
        "version": found["version"],
        "reason": "read by a colleague",
    }
