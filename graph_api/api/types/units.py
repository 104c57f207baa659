"""What is known of a serial number: a unit with its sales and verdicts, or that we never sold it (I2, I3)."""

from datetime import date, datetime
from typing import Annotated, Self, TypeAlias

import strawberry

from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.problems import bad_input
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.fields import field
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product
from graph_api.api.types.verdicts import ReturnEligibility, WarrantyVerdict, shown
from graph_api.domain import lineage
from graph_api.domain.asking import DayOutOfReach, day_asked, unknown_number
from graph_api.domain.lineage import EndKind, SaleStatus, UnitHistory, sale_status, sales
from graph_api.domain.returns import decide_return
from graph_api.domain.warranty import decide_warranty

ValidAt: TypeAlias = Annotated[
    date | None, strawberry.argument(description="The business day asked about; today where left out (D9).")
]
KnownAt: TypeAlias = Annotated[
    datetime | None,
    strawberry.argument(
        description="Answer from what was recorded by this moment (W11). Not answered yet: leave it out."
    ),
]
Asker: TypeAlias = Annotated[
    str | None,
    strawberry.argument(description="The number of the customer who asks: only who bought it may return it (V2)."),
]


def _day(info: Info, valid_at: date | None, known_at: datetime | None = None) -> date:
    if known_at is not None:
        raise bad_input("knownAt", "knownAt is not answered yet: leave it out to ask by what is known now.")
    day = day_asked(valid_at, info.context.today)
    if isinstance(day, DayOutOfReach):
        raise bad_input("validAt", day.message)
    return day


@strawberry.interface(description="What is known of a serial number. There always is an answer, also where it is no.")
class SerialAnswer:
    """Answers from the history alone, which is read once."""

    serial_number: str = strawberry.field(description="The number, as first entered or, if unknown, as asked.")
    history: strawberry.Private[UnitHistory]

    @field("Whether we sold it, as of one day (I2).")
    def sale_status(self, info: Info, valid_at: ValidAt = None) -> SaleStatus:
        return sale_status(self.history, _day(info, valid_at))

    @field("Whether its warranty is valid on a day, with the proof (W10).")
    def warranty(self, info: Info, valid_at: ValidAt = None, known_at: KnownAt = None) -> WarrantyVerdict:
        return shown(WarrantyVerdict, decide_warranty(self.history, _day(info, valid_at, known_at)))

    @field("Whether it may come back on a day, with every condition (V2).")
    def return_eligibility(
        self, info: Info, valid_at: ValidAt = None, known_at: KnownAt = None, customer: Asker = None
    ) -> ReturnEligibility:
        asker = None if customer is None else customer.strip()
        return shown(ReturnEligibility, decide_return(self.history, _day(info, valid_at, known_at), asker))


@strawberry.type(description="How a sale ended.")
class SaleEnd:
    """The end of a sale."""

    kind: EndKind = strawberry.field(description="What ended it.")
    on: date = strawberry.field(description="The business day since which it no longer stands.")
    at: datetime = strawberry.field(description="When that was recorded, in UTC.")


@strawberry.type(description="One sale of a unit: from the posted document that sold it until it ended.")
class Sale:
    """All of it comes from the unit's history."""

    day: date = strawberry.field(description="The day of sale: of the packing slip, or of the invoice without one.")
    posted_at: datetime = strawberry.field(description="When that document was posted, in UTC.")
    sale: strawberry.Private[lineage.Sale]

    @classmethod
    def of(cls, sale: lineage.Sale) -> Self:
        return cls(day=sale.day, posted_at=sale.posted_at, sale=sale)

    @field("The packing slip; null where the invoice shipped the goods itself (D8).")
    def packing_slip(self) -> PackingSlip | None:
        registration = self.sale.registration
        return None if registration.slip is None else PackingSlip.of_stay(registration.slip, registration.order)

    @field("The posted invoice that it stands on now; null where none stands.")
    def invoice(self) -> Invoice | None:
        registration = self.sale.registration
        return None if registration.invoice is None else Invoice.of_stay(registration.invoice, registration.order)

    @field("Every posted invoice of the sale, the oldest first; credited ones too. 50 at most.")
    def invoices(self) -> list[Invoice]:
        registration = self.sale.registration
        posted = (stay for stay in registration.invoices if stay.posted_at is not None)
        return [Invoice.of_stay(stay, registration.order) for stay in posted]

    @field("The sales order.")
    def sales_order(self) -> SalesOrder:
        return SalesOrder.of_facts(self.sale.registration.order)

    @field("Who bought it.")
    def customer(self) -> Customer:
        return Customer.of(self.sale.registration.order.customer)

    @field("The global id of the registration that put it on its documents.")
    def registration_id(self) -> strawberry.ID:
        return make_id("Registration", self.sale.registration.id)

    @field("How the sale ended; null while it stands.")
    def ended(self) -> SaleEnd | None:
        end = self.sale.registration.end
        return None if end is None else SaleEnd(kind=end.kind, on=end.on, at=end.at)


@strawberry.type(description="One physical item, known by its product and its serial number.")
class Unit(SerialAnswer, Node):
    """A unit with its whole history."""

    @classmethod
    def of(cls, history: UnitHistory) -> Self:
        return cls(id=make_id("Unit", history.id), serial_number=history.serial_number, history=history)

    @field("What it is one of.")
    def product(self) -> Product:
        return Product.of_facts(self.history.product)

    @field("Every sale of it, the newest first (I3); 200 at most. Drafts are no sales.")
    def sales(self) -> list[Sale]:
        return [Sale.of(each) for each in sales(self.history)]


@strawberry.type(description="A serial number that no unit carries: not sold by us (I2).")
class UnknownSerial(SerialAnswer):
    """The answer to a number that was never registered."""

    product_number: strawberry.Private[str | None]

    @classmethod
    def of(cls, serial_number: str, product: str | None) -> Self:
        return cls(serial_number=serial_number, history=unknown_number(serial_number), product_number=product)

    @field("The product that was asked about; null where none was named or it is not known.")
    async def product_asked(self, info: Info) -> Product | None:
        found = None if self.product_number is None else await info.context.loaders.products.load(self.product_number)
        return None if found is None else Product.of(found)
