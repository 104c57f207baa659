"""Who tells the stories: a clerk who works through the services, on days that the plan fixes."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Actor, Duty
from graph_api.domain.past_sales import PastLine
from graph_api.domain.serials import serial_key
from graph_api.domain.views import DocumentView, LineView
from graph_api.seeding.days import at_minute
from graph_api.seeding.errors import SeedRefused
from graph_api.seeding.history import ACTOR
from graph_api.seeding.numbers import serial_numbers
from graph_api.seeding.plan import PlannedDocument, SeedPlan
from graph_api.services.invoices import BillingInput, CreateInvoice, create_invoice, post_invoice
from graph_api.services.performing import Performed, Request
from graph_api.services.posting import PostDocument
from graph_api.services.registration import register_not_readable, register_serials, scan_serial
from graph_api.services.registration_commands import (
    LineRef,
    RegisterNotReadable,
    RegisterSerials,
    ScanMode,
    ScanSerial,
)
from graph_api.services.slips import CreateSlip, LineInput, create_slip, post_slip
from graph_api.store.graph import Graph

T = TypeVar("T")

_SLIP, _INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
_FIRST_MINUTE: Final = 240
_LONGEST_CHAIN: Final = 100


@dataclass
class Clerk:
    """
    Who does it all. Every step has an idempotency key, so that a story that was cut off is told on.

    A story that is told on asks for the same as before, to the last number: serial numbers are counted, moments depend
    on the plan alone, and a version is the one of its moment.

    Attributes:
        plan: What was sold before, and where the serial numbers of it end; a story takes the next ones.
        now: The moment of the latest step; each takes a minute.
    """

    graph: Graph
    audit_key: bytes
    plan: SeedPlan
    now: datetime = field(init=False)
    _story: str = ""
    _steps: int = 0
    _taken: Counter[str] = field(default_factory=Counter)

    def begins(self, story: str) -> None:
        """Begin a story, on the newest day."""
        self._story, self._steps = story, 0
        self.on(0)

    def on(self, days_before: int) -> None:
        """Go on with the story so many days before the newest day of the plan."""
        self.now = at_minute(self.plan.newest_day - timedelta(days=days_before), _FIRST_MINUTE + self._steps)

    @property
    def today(self) -> date:
        """The business day of the clerk."""
        return self.now.date()

    async def does(
        self, service: Callable[..., Awaitable[Performed[T]]], command: object, reason: str | None = None
    ) -> T:
        """
        Take the next step.

        Raises:
            SeedRefused: it was refused; every refusal is named.
        """
        self._steps += 1
        self.now += timedelta(minutes=1)
        key = f"story: {self._story} {self._steps}"
        request = Request(Actor(ACTOR, frozenset(Duty)), self.now, self.today, key, reason=reason)
        performed = await service(self.graph, self.audit_key, request, command)
        if performed.value is None or performed.refusals:
            said = "; ".join(refusal.message for refusal in performed.refusals)
            raise SeedRefused(
                f"step {self._steps} of '{self._story}' was refused ({said}): seed an empty graph instead"
            )
        return performed.value

    async def version(self, subject: str) -> int:
        """How many changes of a document or an order the clerk knows of: those that were recorded until now."""
        entries = await self.graph.audit_entries(subject, 0, _LONGEST_CHAIN)
        return sum(entry.at <= self.now for entry in entries)

    async def opens_slip(self, order: str, quantities: Mapping[int, int] | None = None) -> DocumentView:
        """A draft slip for pieces of some of the order's lines, by position, or for all that the order has."""
        lines = None if quantities is None else self._wanted(order, quantities)
        return await self.does(create_slip, CreateSlip(order, lines))

    async def posts_slip(self, slip: DocumentView) -> DocumentView:
        """Ship it, on this day."""
        return await self.does(post_slip, PostDocument(slip.id))

    async def opens_invoice(self, order: str, *billings: BillingInput) -> DocumentView:
        """A draft invoice for items of slip lines."""
        return await self.does(create_invoice, CreateInvoice(order, billings=billings))

    async def opens_direct_invoice(self, order: str, quantities: Mapping[int, int]) -> DocumentView:
        """A draft invoice that ships pieces of some of the order's lines itself (D8)."""
        return await self.does(create_invoice, CreateInvoice(order, direct=self._wanted(order, quantities)))

    async def posts_invoice(self, invoice: DocumentView) -> DocumentView:
        """Invoice it, on this day."""
        return await self.does(post_invoice, PostDocument(invoice.id))

    async def scans(self, line: LineView, *serials: str, mode: ScanMode = ScanMode.ADD) -> None:
        """Units on a slip's line, each by its GS1 DataMatrix code."""
        for serial in serials:
            scan = f"]d201{line.product.gtins[0]}21{serial}"
            await self.does(scan_serial, ScanSerial(LineRef(_SLIP, line.id), scan, mode))

    async def types(self, line: LineView, serials: Sequence[str], kind: DocumentKind = _SLIP) -> None:
        """Units on a line, pasted as a list."""
        await self.does(register_serials, RegisterSerials(LineRef(kind, line.id), tuple(serials)))

    async def cannot_read(self, line: LineView, count: int) -> None:
        """Some units without a readable label."""
        await self.does(register_not_readable, RegisterNotReadable(LineRef(_SLIP, line.id), count))

    async def unit(self, product: str, serial: str) -> str:
        """The id of a unit that was sold."""
        ((found,),) = await self.graph.units_by_serial([(product, serial_key(serial))])
        return found.id

    def next_serials(self, product: str, count: int) -> tuple[str, ...]:
        """The product's next numbers, after every one that the plan could have sold and those of earlier stories."""
        name = self.plan.catalogue.by_number[product].facts.name
        ordered = sum(each.quantity for order in self.plan.orders for each in order.lines if each.product == product)
        first = ordered + self._taken[product]
        self._taken[product] += count
        return serial_numbers(product, name, first + count)[first:]

    def sold_before(self, order: str, kind: DocumentKind, nth: int = 0) -> PlannedDocument:
        """The `nth` posted slip or invoice of an order that the plan has."""
        documents = (each for each in self.plan.documents if (each.order, each.kind) == (order, kind))
        return [each for each in documents if each.posted_at is not None][nth]

    def _wanted(self, order: str, quantities: Mapping[int, int]) -> tuple[LineInput, ...]:
        lines = next(each.lines for each in self.plan.orders if each.number == order)
        return tuple(LineInput(line.id, quantities[line.position]) for line in lines if line.position in quantities)


def line_of(document: PlannedDocument, position: int) -> PastLine:
    """The line of a planned document that is for the order's line at a position."""
    return next(line for line in document.lines if line.order_line.position == position)
