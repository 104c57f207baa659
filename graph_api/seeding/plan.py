"""The whole plan: every order with its documents, lines and registrations, derived from the source alone."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_sales import PastDocument, PastLine, PastOrder, PastOrderLine
from graph_api.domain.terms import Buyers
from graph_api.domain.versions import HeldTo, held_to
from graph_api.seeding.catalogue import SETTINGS, Catalogue, plan_catalogue
from graph_api.seeding.chance import draw, seeded_id
from graph_api.seeding.days import at_minute, weeks_until_last_week
from graph_api.seeding.laws import buyers
from graph_api.seeding.numbers import serial_numbers
from graph_api.seeding.outline import OrderOutline, Outline, Take, outline_documents
from graph_api.seeding.registering import LineToFill, Series
from graph_api.seeding.source import CustomerRow, OrderRow, Source

_THURSDAY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDocument(PastDocument):
    """
    A slip or an invoice, which gets its number when it is written. It was posted on its day, or dated back (W11).

    Attributes:
        place: Its place among the posted documents of its kind, from 1, by the moment of posting; None for a draft.
    """

    place: int | None


@dataclass(frozen=True)
class SeedPlan:
    """Everything that is seeded. Documents come in the order in which they were created."""

    shift_weeks: int
    catalogue: Catalogue
    customers: tuple[CustomerRow, ...]
    orders: tuple[PastOrder, ...]
    documents: tuple[PlannedDocument, ...]

    @property
    def newest_day(self) -> date:
        """The day of the newest posted document."""
        return max(document.day for document in self.documents if document.day is not None)

    def posted(self, kind: DocumentKind) -> int:
        """How many documents of a kind are posted, and so the last number of its sequence."""
        return sum(1 for document in self.documents if document.kind is kind and document.place is not None)


def shift_to_last_week(source: Source, today: date) -> int:
    """By how many whole weeks everything moves, so that the newest posted document falls into last week."""
    days = (each.opened_on for order in _outlines(source) for each in outline_documents(order) if each.posted)
    return weeks_until_last_week(max(days), today)


def make_plan(source: Source, shift_weeks: int) -> SeedPlan:
    """Plan everything. The same source and shift give the same plan, to the last character."""
    moved = _moved(source, timedelta(weeks=shift_weeks))
    catalogue = plan_catalogue(moved, min(order.placed_at for order in moved.orders).date())
    orders = tuple(_orders(moved))
    outlines = [outline for order in _outlines(moved) for outline in outline_documents(order)]
    who = {customer.number: buyers(customer) for customer in moved.customers}
    documents = _Writer(catalogue, {order.number: order for order in orders}, who).write(outlines)
    return SeedPlan(shift_weeks, catalogue, moved.customers, orders, _placed(documents))


def _moved(source: Source, by: timedelta) -> Source:
    orders = tuple(replace(order, placed_at=order.placed_at + by) for order in source.orders)
    return replace(source, orders=orders)


def _outlines(source: Source) -> Iterator[OrderOutline]:
    lines = defaultdict(list)
    for line in source.lines:
        lines[line.order].append((line.position, line.quantity))
    for order in source.orders:
        yield OrderOutline(order.number, order.placed_at.date(), order.status, tuple(sorted(lines[order.number])))


def _orders(source: Source) -> Iterator[PastOrder]:
    lines = defaultdict(list)
    for line in source.lines:
        lines[line.order].append(line)
    for order in source.orders:
        planned = (
            PastOrderLine(_line_id(order, line.position), line.position, line.product, line.quantity)
            for line in sorted(lines[order.number], key=lambda each: each.position)
        )
        yield PastOrder(order.number, order.customer, order.placed_at.date(), order.placed_at, tuple(planned))


def _line_id(order: OrderRow, position: int) -> str:
    return seeded_id(order.placed_at, position, "order line", order.number, position)


@dataclass
class _Writer:
    """Turns outlines into documents, oldest first, and keeps which registrations of a slip line are still free."""

    catalogue: Catalogue
    orders: Mapping[str, PastOrder]
    buyers: Mapping[str, Buyers]
    free: dict[str, deque[str]] = field(default_factory=dict)
    slip_lines: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def write(self, outlines: Iterable[Outline]) -> list[PlannedDocument]:
        """A slip comes before the invoices that bill it, because these are opened on a later day."""
        in_order = sorted(outlines, key=lambda each: (each.opened_on, each.kind is DocumentKind.INVOICE, each.order))
        series = Series()
        for product in self.catalogue.products:
            facts = product.facts
            pieces = sum(
                line.quantity for o in self.orders.values() for line in o.lines if line.product == facts.number
            )
            series.numbers[facts.number] = iter(serial_numbers(facts.number, facts.name, pieces))
        return [self._document(outline, series) for outline in in_order]

    def _document(self, outline: Outline, series: Series) -> PlannedDocument:
        key = (outline.kind.value, outline.order, outline.nth)
        day, minute = outline.opened_on, draw("minute", *key, below=120)
        created_at, registered_at = at_minute(day, 60 + minute), at_minute(day, 180 + minute)
        # Some are posted early on the next morning and dated back (W11).
        dated_back = draw("dated back", *key, below=12) == 0 and day.weekday() <= _THURSDAY
        posted_at = at_minute(day + timedelta(days=1), minute // 3) if dated_back else at_minute(day, 300 + minute)
        document = PlannedDocument(
            kind=outline.kind,
            id=seeded_id(created_at, 0, *key),
            order=outline.order,
            place=None,
            day=day if outline.posted else None,
            created_at=created_at,
            registered_at=registered_at,
            posted_at=posted_at if outline.posted else None,
            lines=(),
        )
        lines = (self._line(document, outline, nth, take, series) for nth, take in enumerate(outline.takes, start=1))
        return replace(document, lines=tuple(lines))

    def _line(self, document: PlannedDocument, outline: Outline, nth: int, take: Take, series: Series) -> PastLine:
        key = (outline.kind.value, outline.order, outline.nth, nth)
        order_line = next(line for line in self.orders[outline.order].lines if line.position == take.position)
        line = PastLine(seeded_id(document.created_at, nth, "line", *key), nth, take.quantity, order_line)
        if take.slip is not None:
            bills = self.slip_lines[outline.order, take.slip, take.position]
            free = self.free[bills]
            chosen = tuple(free.popleft() for _ in range(min(take.quantity, len(free))))
            return replace(line, bills=bills, chooses=chosen)
        registers = series.fill(self._to_fill(document, key, line))
        if outline.kind is DocumentKind.PACKING_SLIP:
            self.slip_lines[outline.order, outline.nth, take.position] = line.id
            self.free[line.id] = deque(each.id for each in registers)
        return replace(line, registers=registers, held=self._held(document, order_line.product))

    def _to_fill(self, document: PlannedDocument, key: tuple[str | int, ...], line: PastLine) -> LineToFill:
        product = self.catalogue.by_number[line.order_line.product].facts
        return LineToFill(
            key=key,
            product=product.number,
            quantity=line.quantity,
            settings=SETTINGS[product.group or ""],
            at=document.registered_at,
            complete=document.posted_at is not None,
        )

    def _held(self, document: PlannedDocument, product: str) -> HeldTo:
        if document.day is None or document.posted_at is None:
            return HeldTo()
        customer = self.orders[document.order].customer
        candidates = replace(self.catalogue.by_number[product].candidates, buyer=self.buyers[customer])
        return held_to(product, customer, candidates, document.day, document.posted_at)


def _placed(documents: Iterable[PlannedDocument]) -> tuple[PlannedDocument, ...]:
    """Number what is posted, by kind and moment of posting, and put everything in order of creation."""
    written = list(documents)
    places: dict[str, int] = {}
    for kind in (DocumentKind.PACKING_SLIP, DocumentKind.INVOICE):
        posted = [(each.posted_at, each.id) for each in written if each.kind is kind and each.posted_at is not None]
        places |= {id_: place for place, (_, id_) in enumerate(sorted(posted), start=1)}
    numbered = (replace(each, place=places.get(each.id)) for each in written)
    return tuple(sorted(numbered, key=lambda each: each.id))
