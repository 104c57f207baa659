"""What is under way when the demonstration begins: told through the services, as a clerk would have done it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Actor, Duty
from graph_api.domain.views import DocumentView, LineView, PageOf
from graph_api.seeding.errors import SeedRefused
from graph_api.seeding.history import ACTOR
from graph_api.seeding.numbers import serial_numbers
from graph_api.seeding.plan import SeedPlan
from graph_api.services.invoices import BillingInput, CreateInvoice, create_invoice
from graph_api.services.performing import Performed, Request
from graph_api.services.registration import register_not_readable, register_serials, scan_serial
from graph_api.services.registration_commands import (
    LineRef,
    RegisterNotReadable,
    RegisterSerials,
    ScanMode,
    ScanSerial,
)
from graph_api.services.slips import CreateSlip, create_slip
from graph_api.store.graph import Graph

T = TypeVar("T")

_SLIP: Final = DocumentKind.PACKING_SLIP
_HALF_SCANNED, _READY_TO_POST, _BEING_INVOICED = "2374", "2453", "2424"
_CHOSEN: Final = 4


@dataclass
class Clerk:
    """
    Who does it all, on one day. Every step has an idempotency key, so that a story that was cut off is told on.

    Attributes:
        plan: Where the serial numbers end that are already sold; a story takes the next ones.
    """

    graph: Graph
    audit_key: bytes
    plan: SeedPlan
    now: datetime
    today: date

    async def _does(self, step: str, act: Callable[[Request], Awaitable[Performed[T]]]) -> T:
        request = Request(Actor(ACTOR, frozenset(Duty)), self.now, self.today, idempotency_key=f"story: {step}")
        performed = await act(request)
        if performed.value is None or performed.refusals:
            said = "; ".join(refusal.message for refusal in performed.refusals)
            raise SeedRefused(f"the story '{step}' was refused ({said}): seed an empty graph instead")
        return performed.value

    async def opens_slip(self, order: str) -> DocumentView:
        """A draft slip for all that the order has."""
        command = CreateSlip(order)
        return await self._does(f"open slip {order}", _step(create_slip, self, command))

    async def scans(self, line: LineView, count: int) -> None:
        """The product's next units, each by its GS1 DataMatrix code."""
        for serial in self.next_serials(line, count):
            scan = f"]d201{line.product.gtins[0]}21{serial}"
            command = ScanSerial(LineRef(_SLIP, line.id), scan, ScanMode.ADD)
            await self._does(f"scan {serial}", _step(scan_serial, self, command))

    async def types(self, line: LineView, count: int) -> None:
        """The product's next units, pasted as a list."""
        command = RegisterSerials(LineRef(_SLIP, line.id), self.next_serials(line, count))
        await self._does(f"type {line.id}", _step(register_serials, self, command))

    async def cannot_read(self, line: LineView, count: int) -> None:
        """Some units without a readable label."""
        command = RegisterNotReadable(LineRef(_SLIP, line.id), count)
        await self._does(f"not readable {line.id}", _step(register_not_readable, self, command))

    async def opens_invoice(self, order: str, billing: BillingInput) -> None:
        """A draft invoice for a part of one slip line."""
        command = CreateInvoice(order, billings=(billing,))
        await self._does(f"open invoice {order}", _step(create_invoice, self, command))

    def next_serials(self, line: LineView, count: int) -> tuple[str, ...]:
        """Numbers that come after every one that the plan could have sold."""
        number = line.product.number
        ordered = sum(each.quantity for order in self.plan.orders for each in order.lines if each.product == number)
        return serial_numbers(number, line.product.name, ordered + count)[ordered:]


def _step(
    service: Callable[..., Awaitable[Performed[T]]], clerk: Clerk, command: object
) -> Callable[[Request], Awaitable[Performed[T]]]:
    return lambda request: service(clerk.graph, clerk.audit_key, request, command)


async def half_scanned_at_the_bench(clerk: Clerk) -> None:
    """A draft slip: one line half scanned, with one unit that could not be read, the others not begun."""
    slip = await clerk.opens_slip(_HALF_SCANNED)
    line = next(each for each in slip.lines if each.settings.requires_all)
    await clerk.scans(line, line.quantity // 2)
    await clerk.cannot_read(line, 1)


async def ready_to_post(clerk: Clerk) -> None:
    """A draft slip that has all it needs."""
    slip = await clerk.opens_slip(_READY_TO_POST)
    for line in slip.lines:
        await clerk.types(line, line.quantity)


async def invoiced_in_part(clerk: Clerk) -> None:
    """A draft invoice that takes the first few units of a posted slip's first line, chosen one by one."""
    order = (await clerk.graph.orders([_BEING_INVOICED]))[_BEING_INVOICED]
    slip_id = order.slips[0].id
    slip = (await clerk.graph.documents_by_id(_SLIP, [slip_id]))[slip_id]
    line = next(each for each in slip.lines if each.registered >= _CHOSEN)
    (standing,) = await clerk.graph.registrations(_SLIP, [(line.id, PageOf(first=_CHOSEN))])
    chosen = tuple(each.id for each in standing)
    await clerk.opens_invoice(_BEING_INVOICED, BillingInput(line.id, _CHOSEN, chosen))


STORIES: Final = (half_scanned_at_the_bench, ready_to_post, invoiced_in_part)


async def tell_stories(clerk: Clerk) -> int:
    """
    Tell them all; returns how many there are.

    Raises:
        SeedRefused: a step was refused; its refusals are named.
    """
    for story in STORIES:
        await story(clerk)
    return len(STORIES)
