"""The returns that the stories leave: some open, some closed in each way (V3 to V6)."""

import pytest

from graph_api.domain.aftersales import ClaimState, ReturnState
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import EndKind, SaleStatus, sale_status, sales
from graph_api.domain.recovery import decide_recovery
from graph_api.domain.return_items import Disposition, ReturnItemView
from graph_api.domain.views import ClaimFilter, PageOf, ReturnFilter
from graph_api.seeding.clerk import Clerk
from graph_api.seeding.plan import SeedPlan
from graph_api.store.bolt import Bolt
from graph_api.store.graph import Graph
from graph_api.store.patience import PatientGraph
from tests.seeding.conftest import AUDIT_KEY
from tests.seeding.test_stories import history

pytestmark = pytest.mark.anyio
MONITOR, MOUSE_PAD = "3331", "2056"
A_PAGE = PageOf(100)
ACCEPTED = (ClaimState.APPROVED, ClaimState.IN_PROGRESS, ClaimState.RESOLVED)


@pytest.fixture
def clerk(seeded_bolt: Bolt, plan: SeedPlan) -> Clerk:
    return Clerk(PatientGraph(seeded_bolt), AUDIT_KEY, plan)


async def items(bolt: Bolt, *states: ReturnState, product: str = MONITOR) -> list[ReturnItemView]:
    found = await Graph(bolt).list_returns(ReturnFilter(states, product=product), A_PAGE)
    return [item for each in found for item in each.items]


async def test_every_state_and_disposition_is_there(seeded_bolt: Bolt) -> None:
    found = await items(seeded_bolt, *ReturnState)
    assert [each.state for each in found if each.state is not ReturnState.DISPOSED] == [
        ReturnState.REFUSED,
        ReturnState.RECEIVED,
        ReturnState.RECEIVED,
        ReturnState.AUTHORISED,
    ]
    assert [each.disposition for each in found if each.disposition is not None] == [
        Disposition.RESTOCK,
        Disposition.RESTOCK,
        Disposition.REPLACE,
        Disposition.SEND_BACK,
        Disposition.RESTOCK,
    ]
    assert [each.needs_decision for each in found].count(True) == 1
    assert [each.override for each in found if each.override] == ["a customer of many years"]


async def test_a_blank_was_filled_by_what_was_found_on_it(seeded_bolt: Bolt, clerk: Clerk) -> None:
    """V6, V5: and has come back for good."""
    *_, found = clerk.next_serials(MONITOR, 10)
    unit = await history(seeded_bolt, MONITOR, found)
    (sale,) = sales(unit)
    assert sale.registration.end is not None
    assert sale.registration.end.kind is EndKind.RETURNED


async def test_one_was_sold_again_and_one_replaced(seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan) -> None:
    """W7, W8."""
    resold, replaced, *_, came, _ = clerk.next_serials(MONITOR, 10)
    again, gone, new = [await history(seeded_bolt, MONITOR, each) for each in (resold, replaced, came)]
    assert [each.registration.order.customer.number for each in sales(again)] == ["103", "120"]
    assert sale_status(gone, plan.newest_day) is SaleStatus.REPLACED_BY
    assert sale_status(new, plan.newest_day) is SaleStatus.SOLD


async def test_pieces_came_back_by_quantity(seeded_bolt: Bolt, clerk: Clerk) -> None:
    """T3, V6."""
    back, awaited = await items(seeded_bolt, *ReturnState, product=MOUSE_PAD)
    (number,) = clerk.next_serials(MOUSE_PAD, 1)
    assert (back.state, back.quantity, back.received_serials) == (ReturnState.DISPOSED, 3, (number,))
    assert (awaited.state, awaited.quantity) == (ReturnState.AUTHORISED, 1)


async def test_an_accepted_claim_says_what_its_supplier_owes(seeded_bolt: Bolt, clerk: Clerk) -> None:
    """K1: until when, and where to send it."""
    delivered = clerk.sold_before("2383", DocumentKind.PACKING_SLIP, 1)
    number = next(line.order_line.product for line in delivered.lines if line.order_line.position == 4)
    product = (await Graph(seeded_bolt).products([number]))[number]
    claims = await Graph(seeded_bolt).list_claims(ClaimFilter(ACCEPTED, product=number), A_PAGE)
    told = [decide_recovery(each, product.supplier, product.supplier_cover) for each in claims]
    assert [each is not None and each.owes for each in told] == [True] * len(claims)
    assert told[0] is not None
    assert told[0].send_to == "the supplier's repair desk"
