"""What the stories leave in the graph: work under way, and what was undone, each as it is called."""

from collections import Counter
from datetime import date, timedelta

import pytest

from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceLineFacts, OrderBook, SlipLineFacts
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.lineage import EndKind, UnitHistory, sales
from graph_api.domain.locked import LockedBook
from graph_api.domain.serials import serial_key
from graph_api.domain.shipping import decide_slip_posting
from graph_api.domain.views import ClaimFilter, PageOf
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from graph_api.seeding.clerk import Clerk, line_of
from graph_api.seeding.plan import SeedPlan
from graph_api.seeding.stories import STORIES, tell_stories
from graph_api.store.bolt import Bolt
from graph_api.store.books import BookStatements
from graph_api.store.graph import Graph
from graph_api.store.patience import PatientGraph
from tests.seeding.conftest import AUDIT_KEY, COUNT, TODAY

pytestmark = pytest.mark.anyio
SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


@pytest.fixture
def clerk(seeded_bolt: Bolt, plan: SeedPlan) -> Clerk:
    return Clerk(PatientGraph(seeded_bolt), AUDIT_KEY, plan)


async def book(bolt: Bolt, order: str) -> OrderBook:
    async def load(tx: BookStatements) -> LockedBook | None:
        return await tx.lock_order(order)

    locked = await bolt.write(load, BookStatements)
    assert locked is not None
    return locked.book


async def history(bolt: Bolt, product: str, serial: str) -> UnitHistory:
    ((found,),) = await Graph(bolt).units_by_serial([(product, serial_key(serial))])
    return found


def before(plan: SeedPlan, days: int) -> date:
    return plan.newest_day - timedelta(days=days)


def serials(line: SlipLineFacts | InvoiceLineFacts) -> list[str]:
    return [each.serial_number for each in line.registrations if each.serial_number]


async def test_stories_that_are_told_again_change_nothing(seeded_bolt: Bolt, clerk: Clerk) -> None:
    """So a run that was cut off among them goes on: every step is asked for with the same key and the same words."""
    counted = await seeded_bolt.read(COUNT)
    assert await tell_stories(clerk) == len(STORIES)
    assert await seeded_bolt.read(COUNT) == counted


async def test_a_slip_lies_half_scanned_at_the_bench_with_one_unit_that_could_not_be_read(seeded_bolt: Bolt) -> None:
    (slip,) = (await book(seeded_bolt, "2374")).slips
    line = next(line for line in slip.lines if line.registrations)
    assert slip.state is DocumentState.DRAFT
    assert (line.quantity, len(serials(line)), len(line.registrations)) == (10, 5, 6)


async def test_a_slip_is_ready_to_be_posted(seeded_bolt: Bolt) -> None:
    found = await book(seeded_bolt, "2453")
    (slip,) = found.slips
    assert decide_slip_posting(found, slip, TODAY) == ()


async def test_an_invoice_is_drafted_with_chosen_serial_numbers(seeded_bolt: Bolt) -> None:
    (invoice,) = (await book(seeded_bolt, "2424")).invoices
    (line,) = invoice.lines
    assert invoice.state is DocumentState.DRAFT
    assert (line.quantity, len(line.registrations)) == (4, 4)


async def test_a_draft_slip_took_over_one_more_than_it_has_items(seeded_bolt: Bolt) -> None:
    found = await book(seeded_bolt, "2363")
    cancelled, draft = found.slips
    (line,) = draft.lines
    assert (cancelled.state, draft.state) == (DocumentState.CANCELLED, DocumentState.DRAFT)
    assert (line.quantity, len(line.registrations)) == (3, 4)
    assert [each.rule for each in decide_slip_posting(found, draft, TODAY)] == ["R2"]


async def test_a_draft_invoice_lost_what_was_reversed(seeded_bolt: Bolt) -> None:
    found = await book(seeded_bolt, "2410")
    (invoice,) = found.invoices
    assert [(line.quantity, len(line.registrations)) for line in invoice.lines] == [(6, 6), (3, 0)]
    assert decide_invoice_posting(found, invoice, TODAY) != ()


async def test_two_units_of_a_reversed_line_were_sold_to_somebody_else(
    seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan
) -> None:
    unit = line_of(clerk.sold_before("2389", SLIP, 1), 2).registers[0].unit
    assert unit
    now, then = sales(await history(seeded_bolt, "3112", unit.serial_number))
    assert then.registration.end
    assert (then.registration.end.kind, then.registration.end.on) == (EndKind.REVERSED, before(plan, 22))
    assert (now.day, now.registration.end) == (before(plan, 20), None)
    *_, again = (await book(seeded_bolt, "2389")).slips
    assert (again.state, again.lines[0].quantity, len(serials(again.lines[0]))) == (DocumentState.POSTED, 16, 16)
    assert unit.serial_number not in serials(again.lines[0])


async def test_the_slip_after_a_cancelled_one_has_its_numbers_less_the_one_that_was_taken_off(
    seeded_bolt: Bolt,
) -> None:
    found = await book(seeded_bolt, "2354")
    cancelled, again = found.slips
    assert (cancelled.state, again.state) == (DocumentState.CANCELLED, DocumentState.POSTED)
    assert (again.lines[0].quantity, len(serials(again.lines[0]))) == (5, 5)
    assert len(found.line(again.lines[0].order_line_id).waiting) == 1


async def test_a_warranty_runs_from_the_first_invoice_of_a_sale_that_was_invoiced_anew(
    seeded_bolt: Bolt, plan: SeedPlan
) -> None:
    """W2: DVD drives, twelve months from the invoice."""
    credited, anew = (await book(seeded_bolt, "2393")).invoices
    assert (credited.state, anew.state) == (DocumentState.CREDITED, DocumentState.POSTED)
    assert (credited.day, anew.day) == (before(plan, 21), before(plan, 13))
    verdict = decide_warranty(await history(seeded_bolt, "3077", serials(anew.lines[0])[0]), TODAY)
    assert verdict.status is WarrantyStatus.COVERED
    assert (credited.day, verdict.last_day) == (date(2026, 2, 3), date(2027, 2, 3))


async def test_of_a_credited_direct_invoice_one_unit_was_sold_to_somebody_else(
    seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan
) -> None:
    found = await book(seeded_bolt, "2399")
    (invoice,) = found.invoices
    assert invoice.state is DocumentState.CREDITED
    assert len(found.line(invoice.lines[0].order_line_id).waiting) == 2
    resold, waiting = clerk.next_serials("2302", 2)
    now, then = sales(await history(seeded_bolt, "2302", resold))
    assert (now.day, now.registration.end) == (before(plan, 8), None)
    assert then.registration.end
    assert then.registration.end.kind is EndKind.CREDITED
    verdict = decide_warranty(await history(seeded_bolt, "2302", waiting), TODAY)
    assert verdict.status is WarrantyStatus.NO_LONGER_SOLD


async def test_two_items_were_taken_back_and_their_line_is_frozen(seeded_bolt: Bolt) -> None:
    found = await book(seeded_bolt, "2451")
    line = found.slips[0].lines[1]
    assert (line.quantity, line.taken_back, len(line.registrations)) == (22, 2, 20)
    assert found.frozen(line.order_line_id)


async def test_a_number_was_corrected_on_the_slip_and_the_invoice_alike(
    seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan
) -> None:
    found = await book(seeded_bolt, "2373")
    (number,) = clerk.next_serials("1820", 1)
    wrong = line_of(clerk.sold_before("2373", SLIP), 1).registers[0].unit
    assert wrong
    assert number in serials(found.slips[0].lines[0])
    assert number in serials(found.invoices[0].lines[0])
    assert found.invoices[0].state is DocumentState.POSTED
    assert sales(await history(seeded_bolt, "1820", wrong.serial_number)) == ()
    assert len(sales(await history(seeded_bolt, "1820", number))) == 1


async def test_a_blank_was_filled_on_a_posted_invoice(seeded_bolt: Bolt, clerk: Clerk) -> None:
    invoice = clerk.sold_before("2368", INVOICE)
    line = next(line for line in invoice.lines if any(each.unit is None for each in line.registers))
    (number,) = clerk.next_serials(line.order_line.product, 1)
    (sale,) = sales(await history(seeded_bolt, line.order_line.product, number))
    assert sale.day == invoice.day


async def test_a_draft_was_discarded_and_its_units_are_free(seeded_bolt: Bolt, clerk: Clerk) -> None:
    assert (await book(seeded_bolt, "2454")).slips == ()
    for number in clerk.next_serials("2308", 2):
        found = await history(seeded_bolt, "2308", number)
        assert sales(found) == ()
        assert [each.end.kind for each in found.registrations if each.end] == [EndKind.DISCARDED]


async def test_there_is_a_claim_of_each_state_and_one_unit_that_another_came_for(
    seeded_bolt: Bolt, clerk: Clerk
) -> None:
    """K1, K3, W7."""
    found = await Graph(seeded_bolt).list_claims(ClaimFilter(tuple(ClaimState)), PageOf(50))
    line = line_of(clerk.sold_before("2383", SLIP, 1), 4)
    (number,) = clerk.next_serials(line.order_line.product, 1)
    came = await history(seeded_bolt, line.order_line.product, number)
    assert Counter(each.state for each in found) == dict.fromkeys(ClaimState, 1) | {ClaimState.RESOLVED: 2}
    assert {each.resolution for each in found} == {None, Resolution.REPAIR, Resolution.REPLACEMENT}
    (replaced,) = (each for each in found if each.resolution is Resolution.REPLACEMENT)
    (sale,) = sales(came)
    assert sale.registration.after.replaces
    assert sale.registration.after.replaces.serial_number == replaced.serial_number
    assert sale.registration.id == replaced.replacement_id


async def test_sales_over_the_counter_are_orders_that_are_invoiced_whole(seeded_bolt: Bolt) -> None:
    found = [await book(seeded_bolt, f"POS-{nth:04d}") for nth in range(1, 6)]
    lines = [[(line.quantity, len(line.registrations)) for line in each.invoices[0].lines] for each in found]
    assert lines == [[(2, 2)], [(1, 1)], [(1, 1)], [(2, 2)], [(1, 1), (3, 0), (10, 0)]]
    assert [[each.state for each in one.invoices] for one in found] == [[DocumentState.POSTED]] * 5
