"""What is known of a serial number: a unit with its sales and verdicts, or that we never sold it (I2, I3)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self, TypeAlias

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.problems import bad_input
from graph_api.api.types.aftersales import OwnershipTransfer, UnitCover, WarrantyStart, WarrantyVoid
from graph_api.api.types.claims import Claim, claims_of
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product
from graph_api.api.types.returns import ReturnItem, return_items_of
from graph_api.api.types.verdicts import Replacement, ReturnEligibility, WarrantyVerdict, shown
from graph_api.domain import aftersales, lineage
from graph_api.domain.asking import DayOutOfReach, MomentOutOfReach, day_asked, moment_asked, unknown_number
from graph_api.domain.lineage import EndKind, SaleStatus, UnitHistory, as_known, sale_status, sales
from graph_api.domain.near_misses import NearMissQuestion
from graph_api.domain.possibly import UnreadItems, possibly_covered, possibly_returnable, unread_on
from graph_api.domain.returns import ReturnQuestion
from graph_api.domain.serials import serial_key
from graph_api.domain.warranty import WarrantyQuestion

if TYPE_CHECKING:
    from graph_api.api.types.near_misses import NearMiss

ValidAt: TypeAlias = Annotated[
    date | None, strawberry.argument(description="The business day asked about; today where left out (D9).")
]
KnownAt: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(
        description="Answer from what was recorded by this moment, now or earlier (W11); all of it where left out."
    ),
]
Asker: TypeAlias = Annotated[
    str | None,
    strawberry.argument(description="The number of the customer who asks: only who bought it may return it (V2)."),
]


def _day(info: Info, valid_at: date | None) -> date:
    day = day_asked(valid_at, info.context.today)
    if isinstance(day, DayOutOfReach):
        raise bad_input("validAt", day.message)
    return day


def _moment(info: Info, known_at: datetime | None) -> datetime | None:
    moment = moment_asked(known_at, info.context.now)
    if isinstance(moment, MomentOutOfReach):
        raise bad_input("knownAt", moment.message)
    return moment


@strawberry.interface(description="What is known of a serial number. There always is an answer, also where it is no.")
class SerialAnswer:
    """Answers from the history alone, which is read once."""

    serial_number: str = strawberry.field(description="The number, as first entered or, if unknown, as asked.")
    history: strawberry.Private[UnitHistory]
    unread: strawberry.Private[tuple[UnreadItems, ...]]

    def _unread(self, day: date, moment: datetime | None) -> tuple[UnreadItems, ...]:
        """What the customer who asks held unread; nothing of it concerns a number of which a sale is known (W12)."""
        known = not self.unread or bool(sales(as_known(self.history, moment)))
        return () if known else unread_on(self.unread, day, moment)

    @field("Whether we sold it, as of one day (I2).")
    def sale_status(self, info: Info, valid_at: ValidAt = None, known_at: KnownAt = None) -> SaleStatus:
        day, moment = _day(info, valid_at), _moment(info, known_at)
        status = sale_status(as_known(self.history, moment), day)
        possibly = status is SaleStatus.NOT_SOLD_BY_US and self._unread(day, moment)
        return SaleStatus.POSSIBLY_OURS if possibly else status

    @field("Whether its warranty is valid on a day, with the proof (W10).")
    def warranty(self, info: Info, valid_at: ValidAt = None, known_at: KnownAt = None) -> WarrantyVerdict:
        day, moment = _day(info, valid_at), _moment(info, known_at)
        question = WarrantyQuestion(self.history, day, moment)
        unread = self._unread(day, moment)
        return shown(WarrantyVerdict, possibly_covered(question.verdict(), unread) if unread else question)

    @field("Whether it may come back on a day, with every condition (V2).")
    def return_eligibility(
        self, info: Info, valid_at: ValidAt = None, known_at: KnownAt = None, customer: Asker = None
    ) -> ReturnEligibility:
        asker = None if customer is None else customer.strip()
        day, moment = _day(info, valid_at), _moment(info, known_at)
        question = ReturnQuestion(self.history, day, asker, moment)
        unread = self._unread(day, moment)
        return shown(ReturnEligibility, possibly_returnable(question.answer(), unread) if unread else question)


@strawberry.type(description="How a sale ended.")
class SaleEnd:
    """The end of a sale."""

    kind: EndKind = strawberry.field(description="What ended it.")
    on: date = strawberry.field(description="The business day since which it no longer stands.")
    at: datetime = strawberry.field(description="When that was recorded, in UTC.")


def _shown(found: aftersales.Replacement | None) -> Replacement | None:
    return None if found is None else shown(Replacement, found)


@strawberry.type(description="One sale of a unit: from the posted document that sold it until it ended.")
class Sale:
    """All of it comes from the unit's history, and is made at once: attributes are answered fastest."""

    day: date = strawberry.field(description="The day of sale: of the packing slip, or of the invoice without one.")
    posted_at: datetime = strawberry.field(description="When that document was posted, in UTC.")
    packing_slip: PackingSlip | None = strawberry.field(
        description="The packing slip; null where the invoice shipped the goods itself (D8)."
    )
    invoice: Invoice | None = strawberry.field(
        description="The posted invoice that it stands on now; null where none stands."
    )
    sales_order: SalesOrder = strawberry.field(description="The sales order.")
    customer: Customer = strawberry.field(description="Who bought it.")
    registration_id: strawberry.ID = strawberry.field(
        description="The global id of the registration that put it on its documents."
    )
    ended: SaleEnd | None = strawberry.field(description="How the sale ended; null while it stands.")
    came_for: Replacement | None = strawberry.field(
        description="The unit for which this one came: it has what is left of that one's sale (W7); null elsewhere."
    )
    replaced_by: Replacement | None = strawberry.field(
        description="The unit that came for this one, and ended the sale for it (W7); null elsewhere."
    )
    registration: strawberry.Private[lineage.Registration]

    @classmethod
    def of(cls, sale: lineage.Sale) -> Self:
        registration = sale.registration
        slip, invoice, order, end = registration.slip, registration.invoice, registration.order, registration.end
        sales_order = SalesOrder.of_facts(order)
        return cls(
            day=sale.day,
            posted_at=sale.posted_at,
            packing_slip=None if slip is None else PackingSlip.of_stay(slip, order),
            invoice=None if invoice is None else Invoice.of_stay(invoice, order),
            sales_order=sales_order,
            customer=sales_order.customer,
            registration_id=make_id("Registration", registration.id),
            ended=None if end is None else SaleEnd(kind=end.kind, on=end.on, at=end.at),
            came_for=_shown(registration.after.replaces),
            replaced_by=_shown(registration.after.replaced_by),
            registration=registration,
        )

    @field("Every posted invoice of the sale, the oldest first; credited ones too. 50 at most.")
    def invoices(self) -> list[Invoice]:
        posted = (stay for stay in self.registration.invoices if stay.posted_at is not None)
        return [Invoice.of_stay(stay, self.registration.order) for stay in posted]

    @field("Every claim on this sale, the newest first (K2).")
    async def claims(self, info: Info) -> list[Claim]:
        return await claims_of(info, [self.registration])

    @field("Every item of a return by which it was to come back from this sale, the newest first (V4).")
    async def returns(self, info: Info) -> list[ReturnItem]:
        return await return_items_of(info, [self.registration])

    @field("Every void of its warranty, in order of recording; lifted ones too (W6).")
    def voids(self) -> list[WarrantyVoid]:
        return [WarrantyVoid.of(each) for each in self.registration.after.voids]

    @field("Every event that starts what waits for it, in order of recording; withdrawn ones too (W2).")
    def starts(self) -> list[WarrantyStart]:
        return [WarrantyStart.of(each) for each in self.registration.after.starts]

    @field("Every cover that was bought or granted for it, in order of recording; withdrawn ones too (W5).")
    def covers(self) -> list[UnitCover]:
        return [UnitCover.of(each) for each in self.registration.after.covers]

    @field("Everybody who owns the unit after the buyer, in order of recording (W9).")
    def transfers(self) -> list[OwnershipTransfer]:
        return [OwnershipTransfer.of(each) for each in self.registration.after.transfers]


@strawberry.type(description="One physical item, known by its product and its serial number.")
class Unit(SerialAnswer, Node):
    """A unit with its whole history."""

    product: Product = strawberry.field(description="What it is one of.")

    @classmethod
    def of(cls, history: UnitHistory, unread: tuple[UnreadItems, ...] = ()) -> Self:
        return cls(
            id=make_id("Unit", history.id),
            serial_number=history.serial_number,
            unread=unread,
            product=Product.of_facts(history.product),
            history=history,
        )

    @field("Every sale of it, the newest first (I3); 200 at most. Drafts are no sales.")
    def sales(self, info: Info, known_at: KnownAt = None) -> list[Sale]:
        return [Sale.of(each) for each in sales(as_known(self.history, _moment(info, known_at)))]

    @field("Every claim on its sales, the newest first (K1).")
    async def claims(self, info: Info) -> list[Claim]:
        return await claims_of(info, [each for each in self.history.registrations if each.unnamed_at is None])

    @field("Every item of a return by which it was to come back, the newest first (V4).")
    async def returns(self, info: Info) -> list[ReturnItem]:
        return await return_items_of(info, [each for each in self.history.registrations if each.unnamed_at is None])

    @field("How often something was recorded of it after its sale: a later record may name the version it saw (C4).")
    async def version(self, info: Info) -> int:
        return await info.context.loaders.unit_versions.load(f"Unit:{self.history.id}") or 0


@strawberry.type(description="A serial number that no unit carries: not sold by us (I2).")
class UnknownSerial(SerialAnswer):
    """The answer to a number that was never registered."""

    product_number: strawberry.Private[str | None]
    customer_number: strawberry.Private[str | None]

    @classmethod
    def of(
        cls,
        serial_number: str,
        product: str | None,
        unread: tuple[UnreadItems, ...] = (),
        customer: str | None = None,
    ) -> Self:
        history = unknown_number(serial_number)
        return cls(
            serial_number=serial_number,
            history=history,
            product_number=product,
            unread=unread,
            customer_number=customer,
        )

    @field(
        "Units whose number is one confusion away, such as 0 for O, or two neighbours that changed places; 10 at most, "
        "those of the product and of the customer that were named first. They are sought when they are asked for."
    )
    async def near_misses(
        self, info: Info
    ) -> list[Annotated["NearMiss", strawberry.lazy("graph_api.api.types.near_misses")]]:
        from graph_api.api.types.near_misses import near_misses_of  # noqa: PLC0415 -- they name each other

        key = serial_key(self.serial_number)
        return await near_misses_of(info, NearMissQuestion(key, self.product_number, self.customer_number))

    @field("The product that was asked about; null where none was named or it is not known.")
    async def product_asked(self, info: Info) -> Product | None:
        found = None if self.product_number is None else await info.context.loaders.products.load(self.product_number)
        return None if found is None else Product.of(found)
