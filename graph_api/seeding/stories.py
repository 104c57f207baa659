"""What is under way when the demonstration begins: told through the services, as a clerk would have done it."""

from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.seeding.aftersales_stories import AFTER_SALES_STORIES
from graph_api.seeding.claim_stories import CLAIM_STORIES
from graph_api.seeding.clerk import Clerk, line_of
from graph_api.seeding.counter_stories import COUNTER_STORIES
from graph_api.seeding.return_stories import RETURN_STORIES
from graph_api.seeding.undoing_stories import UNDOING_STORIES
from graph_api.services.invoices import BillingInput
from graph_api.services.reversing import CancelSlip, ReverseLines, cancel_slip, reverse_lines

_SLIP: Final = DocumentKind.PACKING_SLIP
_HALF_SCANNED, _READY_TO_POST, _BEING_INVOICED = "2374", "2453", "2424"
_TO_CHOOSE_FROM, _CAME_OFF = "2363", "2410"
_CHOSEN: Final = 4


async def half_scanned_at_the_bench(clerk: Clerk) -> None:
    """A draft slip: one line half scanned, with one unit that could not be read, the others not begun."""
    slip = await clerk.opens_slip(_HALF_SCANNED)
    line = next(each for each in slip.lines if each.settings.requires_all)
    await clerk.scans(line, *clerk.next_serials(line.product.number, line.quantity // 2))
    await clerk.cannot_read(line, 1)


async def ready_to_post(clerk: Clerk) -> None:
    """A draft slip that has all it needs."""
    slip = await clerk.opens_slip(_READY_TO_POST)
    for line in slip.lines:
        await clerk.types(line, clerk.next_serials(line.product.number, line.quantity))


async def invoiced_in_part(clerk: Clerk) -> None:
    """A draft invoice that takes the first few units of a posted slip's first line, chosen one by one."""
    line = line_of(clerk.sold_before(_BEING_INVOICED, _SLIP), 1)
    chosen = tuple(each.id for each in line.registers[:_CHOSEN])
    await clerk.opens_invoice(_BEING_INVOICED, BillingInput(line.id, _CHOSEN, chosen))


async def one_too_many_to_choose_from(clerk: Clerk) -> None:
    """A slip was cancelled; the next is a draft that took its four numbers over for three items (D4, R2)."""
    clerk.on(13)
    cancelled = await clerk.opens_slip(_TO_CHOOSE_FROM, {8: 4})
    await clerk.types(cancelled.lines[0], clerk.next_serials("2308", 4))
    await clerk.posts_slip(cancelled)
    clerk.on(7)
    command = CancelSlip(cancelled.id, await clerk.version(cancelled.id))
    await clerk.does(cancel_slip, command, "nobody was there to take delivery")
    clerk.on(6)
    await clerk.opens_slip(_TO_CHOOSE_FROM, {8: 3})


async def came_off_a_draft_invoice(clerk: Clerk) -> None:
    """A draft invoice of two slip lines, one of which was reversed since (D11): it cannot be posted as it is."""
    slip = clerk.sold_before(_CAME_OFF, _SLIP)
    kept, reversed_ = line_of(slip, 1), line_of(slip, 2)
    clerk.on(8)
    await clerk.opens_invoice(_CAME_OFF, BillingInput(kept.id), BillingInput(reversed_.id))
    clerk.on(5)
    command = ReverseLines(slip.id, (reversed_.id,), await clerk.version(slip.id))
    await clerk.does(reverse_lines, command, "the drive mounts did not fit")


STORIES: Final = (
    *UNDOING_STORIES,
    *COUNTER_STORIES,
    *AFTER_SALES_STORIES,
    *CLAIM_STORIES,
    *RETURN_STORIES,
    half_scanned_at_the_bench,
    ready_to_post,
    invoiced_in_part,
    one_too_many_to_choose_from,
    came_off_a_draft_invoice,
)


async def tell_stories(clerk: Clerk) -> int:
    """
    Tell them all; returns how many there are.

    Raises:
        SeedRefused: a step was refused; its refusals are named.
    """
    for story in STORIES:
        clerk.begins(story.__name__)
        await story(clerk)
    return len(STORIES)
