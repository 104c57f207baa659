"""What was undone before the newest day: reversed, cancelled, credited, taken back, corrected, filled, discarded."""

from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.seeding.clerk import Clerk, line_of
from graph_api.seeding.counter_stories import sells
from graph_api.services.correcting import Correct, change_serial_number, fill_not_readable
from graph_api.services.crediting import CreditInvoice, credit_invoice
from graph_api.services.invoices import BillingInput
from graph_api.services.point_of_sale import SoldLine
from graph_api.services.registration_commands import LineRef, ScanMode
from graph_api.services.reversing import CancelSlip, ReverseLines, cancel_slip, reverse_lines
from graph_api.services.scans import Given
from graph_api.services.slips import discard_slip
from graph_api.services.taking_back import ItemsBack, TakeBack, take_back_items

_SLIP, _INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
_REVERSED, _CANCELLED, _CREDITED, _CREDITED_DIRECT = "2389", "2354", "2393", "2399"
_TAKEN_BACK, _CORRECTED, _FILLED, _DISCARDED = "2451", "2373", "2368", "2454"
_RESOLD: Final = 2


async def reversed_and_resold(clerk: Clerk) -> None:
    """
    A line is reversed, and two of its units are sold to somebody else over the counter.

    The next slip takes over what is left, and names the two that it leaves behind (D4).
    """
    slip = clerk.sold_before(_REVERSED, _SLIP, 1)
    line = line_of(slip, 2)
    clerk.on(22)
    command = ReverseLines(slip.id, (line.id,), await clerk.version(slip.id))
    await clerk.does(reverse_lines, command, "the customer ordered another board")
    clerk.on(20)
    resold = tuple(each.unit.serial_number for each in line.registers[:_RESOLD] if each.unit is not None)
    await sells(clerk, "POS-0001", "117", SoldLine(line.order_line.product, len(resold), resold))
    clerk.on(19)
    again = await clerk.opens_slip(_REVERSED, {2: line.quantity - len(resold)})
    await clerk.posts_slip(again)


async def cancelled_and_shipped_again_one_shorter(clerk: Clerk) -> None:
    """The next slip has all numbers of the cancelled one by itself; one is taken off, and waits on (D4)."""
    serials = clerk.next_serials("3123", 6)
    clerk.on(15)
    cancelled = await clerk.opens_slip(_CANCELLED, {3: 6})
    await clerk.scans(cancelled.lines[0], *serials)
    await clerk.posts_slip(cancelled)
    clerk.on(12)
    command = CancelSlip(cancelled.id, await clerk.version(cancelled.id))
    await clerk.does(cancel_slip, command, "the parcel came back undelivered")
    clerk.on(11)
    again = await clerk.opens_slip(_CANCELLED, {3: 5})
    await clerk.scans(again.lines[0], serials[-1], mode=ScanMode.REMOVE)
    await clerk.posts_slip(again)


async def credited_and_invoiced_anew(clerk: Clerk) -> None:
    """An invoice of a slip is credited and issued anew: the warranty keeps the first one's day (D10, W2)."""
    billing = BillingInput(line_of(clerk.sold_before(_CREDITED, _SLIP, 1), 5).id)
    clerk.on(21)
    first = await clerk.posts_invoice(await clerk.opens_invoice(_CREDITED, billing))
    clerk.on(14)
    command = CreditInvoice(first.id, await clerk.version(first.id))
    await clerk.does(credit_invoice, command, "the agreed discount was left out")
    clerk.on(13)
    await clerk.posts_invoice(await clerk.opens_invoice(_CREDITED, billing))


async def credited_without_a_slip(clerk: Clerk) -> None:
    """A direct invoice is credited: its sales end. One unit is sold to somebody else, the other waits (D10, D4)."""
    serials = clerk.next_serials("2302", 2)
    clerk.on(18)
    invoice = await clerk.opens_direct_invoice(_CREDITED_DIRECT, {4: 2})
    await clerk.types(invoice.lines[0], serials, _INVOICE)
    await clerk.posts_invoice(invoice)
    clerk.on(11)
    command = CreditInvoice(invoice.id, await clerk.version(invoice.id))
    await clerk.does(credit_invoice, command, "the printers were refused at the door")
    clerk.on(8)
    await sells(clerk, "POS-0002", "103", SoldLine("2302", 1, serials[:1]))


async def taken_back(clerk: Clerk) -> None:
    """Two items come back before they are invoiced; what is left of their line is frozen (C2)."""
    line = line_of(clerk.sold_before(_TAKEN_BACK, _SLIP), 7)
    clerk.on(7)
    items = ItemsBack(line.id, 2, tuple(each.id for each in line.registers[:2]))
    command = TakeBack(line.order_line.id, (items,), await clerk.version(f"SalesOrder:{_TAKEN_BACK}"))
    await clerk.does(take_back_items, command, "two more than the customer needs")


async def corrected_on_an_invoice_in_preparation(clerk: Clerk) -> None:
    """A number of the slip was wrong: it is changed on the invoice, and the slip changes with it (C1)."""
    slip = clerk.sold_before(_CORRECTED, _SLIP)
    wrong = line_of(slip, 1).registers[0]
    clerk.on(6)
    invoice = await clerk.opens_invoice(_CORRECTED, *(BillingInput(line.id) for line in slip.lines))
    (number,) = clerk.next_serials("1820", 1)
    line = LineRef(_INVOICE, invoice.lines[0].id)
    command = Correct(line, wrong.id, Given(number), await clerk.version(invoice.id))
    await clerk.does(change_serial_number, command, "the licence in the box has another number")
    clerk.on(5)
    await clerk.posts_invoice(invoice)


async def filled_on_a_posted_invoice(clerk: Clerk) -> None:
    """A label that could not be read is found: its blank is filled on the posted invoice (R4, C3)."""
    invoice = clerk.sold_before(_FILLED, _INVOICE)
    line, blank = next((line, each) for line in invoice.lines for each in line.registers if each.unit is None)
    (number,) = clerk.next_serials(line.order_line.product, 1)
    clerk.on(4)
    command = Correct(LineRef(_INVOICE, line.id), blank.id, Given(number), await clerk.version(invoice.id))
    await clerk.does(fill_not_readable, command, "the customer read the label to us")


async def discarded(clerk: Clerk) -> None:
    """A draft slip with two units on it is discarded: both are free (D11)."""
    clerk.on(12)
    slip = await clerk.opens_slip(_DISCARDED, {6: 3})
    await clerk.scans(slip.lines[0], *clerk.next_serials("2308", 2))
    await clerk.does(discard_slip, slip.id)


UNDOING_STORIES: Final = (
    reversed_and_resold,
    cancelled_and_shipped_again_one_shorter,
    credited_and_invoiced_anew,
    credited_without_a_slip,
    taken_back,
    corrected_on_an_invoice_in_preparation,
    filled_on_a_posted_invoice,
    discarded,
)
