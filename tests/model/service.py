"""What is known of sold units besides their documents, and what is answered of them: W2, W3, W6, W8, K2, V1, V2."""

from dataclasses import dataclass, field
from typing import Final

from tests.model.answers import no_longer_sold
from tests.model.facts import End, Kind, Line, Product, Register, Registration, State

COVERED_DAYS: Final = 2
"""Days after the first one that the only term covers; it waits for an invoice (W2, W3)."""
RETURN_DAYS: Final = 2
"""Days after the first one that the only policy leaves; it waits for an invoice too (V1)."""
OPEN: Final = ("OPEN", "IN_REVIEW", "APPROVED", "IN_PROGRESS")


@dataclass(eq=False)
class Claim:
    """
    A claim on a sale, under the verdict of its day (K2).

    Attributes:
        filed_for: The number that the sale had then, and `made` how many registrations there were.
    """

    name: str
    registration: Registration
    day: int
    filed_for: str | None
    made: int
    verdict: str
    state: str = "OPEN"
    resolution: str | None = None
    closed_on: int | None = None
    replacement: Registration | None = None


@dataclass(eq=False)
class Item:
    """
    An item of a return, on the answer of its day (V3).

    Attributes:
        registration: What it is returned from; None for pieces of `line`, an invoice's, that have none (V6).
        found: Every number found on it, and `received` the one that stands for it.
    """

    name: str
    line: Line
    registration: Registration | None
    day: int
    may_return: bool
    state: str = "AUTHORISED"
    received_on: int | None = None
    received: str | None = None
    differs: bool = False
    decision: str | None = None
    disposition: str | None = None
    credited: bool | None = None
    closed_on: int | None = None
    quantity: int = 1
    found: list[str] = field(default_factory=list)
    replacement: Registration | None = None

    @property
    def serial(self) -> str | None:
        return None if self.registration is None else self.registration.serial

    @property
    def waits(self) -> bool:
        """Whether somebody must decide what it is (V4)."""
        return self.state == "RECEIVED" and self.differs and self.decision is None

    @property
    def earliest(self) -> int:
        """The day of the step that the next one follows (W11)."""
        return self.day if self.received_on is None else self.received_on


@dataclass(eq=False)
class Return:
    name: str
    items: list[Item] = field(default_factory=list)


@dataclass(eq=False)
class Void:
    """Cover that a sale lost from a day on; lifted, it was never made (W6)."""

    name: str
    registration: Registration
    day: int
    lifted: bool = False


@dataclass
class Service:
    """Claims, returns and voids beside the register."""

    register: Register
    claims: list[Claim] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    voids: list[Void] = field(default_factory=list)

    def items(self) -> list[Item]:
        return [item for each in self.returns for item in each.items]

    def asked(self, product: Product, serial: str, day: int) -> Registration | None:
        """The sale that a day is about: the one that stood, or else the last one begun by then (W8, I2)."""
        begun = [each for each in self.register.sales(product, serial) if _begun(each, day)]
        return next((each for each in begun if stands(each, day)), begun[0] if begun else None)

    def invoices(self, sale: Registration) -> list[tuple[int, int | None]]:
        """
        The days of the posted invoices of a sale, each with the day of its credit (D10).

        What came for another one has what was credited of that one too (W2, W7).
        """
        before = [] if sale.came_for is None else self.invoices(sale.came_for)
        return [each for each in before if each[1] is not None] + self._own_invoices(sale)

    def _own_invoices(self, sale: Registration) -> list[tuple[int, int | None]]:
        document = sale.line.document
        if document.kind is Kind.INVOICE:
            return [(document.day or 0, sale.ended_on if sale.ended is End.CREDITED else None)]
        lines = self.register.lines(Kind.INVOICE, State.POSTED, State.CREDITED)
        choices = [choice for line in lines for choice in line.chosen if choice.registration is sale]
        kept = [choice for choice in choices if choice.stands or choice.credited_on is not None]
        return [(choice.line.document.day or 0, choice.credited_on) for choice in kept]

    def invoiced(self, sale: Registration, day: int) -> bool:
        """Whether an invoice of it stood on a day."""
        return any(of <= day and (credited is None or day < credited) for of, credited in self.invoices(sale))

    def started(self, sale: Registration, day: int) -> int | None:
        """The day of the first invoice, while one stands (W2)."""
        return min(of for of, _ in self.invoices(sale)) if self.invoiced(sale, day) else None

    def warranty(self, product: Product, serial: str, day: int) -> str:
        sale = self.asked(product, serial, day)
        if sale is None:
            return "NOT_SOLD_BY_US"
        return self.cover(sale, day) if stands(sale, day) else no_longer_sold(sale)

    def cover(self, sale: Registration, day: int) -> str:
        """The status of a sale that stood on a day; a void counts from its day, unless all was over by then (W6)."""
        first = self.started(sale, day)
        void = min((each.day for each in self.standing_voids(sale)), default=None)
        if void is not None and void <= day and (first is None or void <= first + COVERED_DAYS):
            return "VOID"
        if first is None:
            return "NOT_STARTED"
        return "COVERED" if day <= first + COVERED_DAYS else "EXPIRED"

    def standing_voids(self, sale: Registration) -> list[Void]:
        """Those of a sale, also from before what stands in it now came (W6, W7)."""
        own = [each for each in self.voids if each.registration is sale and not each.lifted]
        return own if sale.came_for is None else [*self.standing_voids(sale.came_for), *own]

    def sound(self, sale: Registration | None, day: int) -> bool:
        """What no override helps against: a sale that stands, invoiced, of an item that is not on its way (V2, V3)."""
        return sale is not None and stands(sale, day) and self.invoiced(sale, day) and not self.on_its_way(sale, day)

    def on_its_way(self, sale: Registration, day: int) -> bool:
        items = (item for item in self.items() if item.registration is sale and item.day <= day)
        return any(item.closed_on is None or day < item.closed_on for item in items)

    def may_return(self, sale: Registration | None, day: int) -> bool:
        """V2: all of that, and the window is open (V1)."""
        if sale is None or not self.sound(sale, day):
            return False
        first = self.started(sale, day)
        return first is not None and first <= day <= first + RETURN_DAYS

    def flags(self, claim: Claim) -> list[str]:
        """What became of the claimed sale since (K2)."""
        sale = claim.registration
        same = (
            each
            for each in self.register.registrations[claim.made :]
            if each.serial == sale.serial and each.line.product is sale.line.product and each is not sale
        )
        resold = any(
            each.line.document.posted is not None and each.ended not in (End.TAKEN_OFF, End.DISCARDED) for each in same
        )
        told = {
            "NUMBER_CORRECTED": sale.serial != claim.filed_for,
            "SALE_ENDED": not sale.live and claim.replacement is None,
            "UNIT_RESOLD": resold,
        }
        return [flag for flag, holds in told.items() if holds]


def _begun(sale: Registration, day: int) -> bool:
    return sale.first_day is not None and sale.first_day <= day


def stands(sale: Registration, day: int) -> bool:
    """Whether a sale stood on a day; the day of its end is outside."""
    return _begun(sale, day) and (sale.ended_on is None or day < sale.ended_on)


Facts = dict[str, object]


def of_serial(service: Service, product: Product, serial: str) -> Facts:
    """What is answered of a number for each day (W8, V2)."""
    days = range(service.register.today + 1)
    name = f"{product.name} {serial}"
    return {
        f"{name}: warranty": [service.warranty(product, serial, day) for day in days],
        f"{name}: may return": [service.may_return(service.asked(product, serial, day), day) for day in days],
    }


def of_claim(service: Service, claim: Claim) -> Facts:
    return {
        f"{claim.name}: state": claim.state,
        f"{claim.name}: flags": service.flags(claim),
        f"{claim.name}: verdict": claim.verdict,
        f"{claim.name}: unit": claim.registration.serial,
        f"{claim.name}: resolution": claim.resolution,
        f"{claim.name}: closed on": claim.closed_on,
        f"{claim.name}: replacement": claim.replacement and claim.replacement.serial,
    }


def of_return(found: Return) -> Facts:
    facts: Facts = {}
    for item in found.items:
        facts |= {
            f"{item.name}: state": item.state,
            f"{item.name}: may return": item.may_return,
            f"{item.name}: unit": item.serial,
            f"{item.name}: quantity": item.quantity,
            f"{item.name}: received": item.received,
            f"{item.name}: found": item.found,
            f"{item.name}: differs": item.differs,
            f"{item.name}: waits": item.waits,
            f"{item.name}: decision": item.decision,
            f"{item.name}: disposition": item.disposition,
            f"{item.name}: credited": item.credited,
            f"{item.name}: closed on": item.closed_on,
            f"{item.name}: replacement": item.replacement and item.replacement.serial,
        }
    return facts
