"""Acts on what is posted: reversing, cancelling, taking back, crediting, correcting, filling; and the till (P1)."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.model import invoices, registering, slips
from tests.model.acts_on_invoices import ActsOnInvoices
from tests.model.acts_on_slips import SERIAL, SOME
from tests.model.facts import Document, Kind, Order, Registration, Rules, State, broken
from tests.model.invoices import Billing
from tests.model.program import LAST, day_of
from tests.model.stage import DAY, PIECES, SOUND_DAY, STRAY, WHICH, names, one

REASON = "The rules are tried."
BLANKS = st.integers(0, 1)
FATES = ("", "cancelled", "invoiced", "replaced", "", "cancelled", "sent back")
SHIPPED = st.tuples(
    st.sampled_from((0, 3, 0, 1, 2, 0, 4)), st.sampled_from((2, 2, 1, 3)), SOUND_DAY, st.sampled_from(FATES)
)


class ActsOfCorrection(ActsOnInvoices):
    @initialize(shipped=st.lists(SHIPPED, max_size=4))
    def begin(self, shipped: list[tuple[int, int, int, str]]) -> None:
        """Most stories begin with goods that are shipped, and with what became of them."""
        self.open_the_shop()
        for which, pieces, day, fate in shipped:
            self.ship(which, pieces, pieces, day)
            slip = self.documents(Kind.SLIP)[-1] if self.documents(Kind.SLIP) else None
            if slip is not None and slip.state is State.POSTED:
                self.befall(slip, fate)

    def befall(self, slip: Document, fate: str) -> None:
        """What becomes of a slip after it is posted."""
        if fate == "cancelled":
            self.cancel(slip, LAST, 0)
        if fate == "invoiced":
            self.draft_invoice([Billing(slip.lines[0])])
            self.post_invoice(self.documents(Kind.INVOICE)[-1], LAST)

    def version(self, thing: Document | Order, which: int) -> tuple[int, Rules]:
        """The version that is seen; the stray choice has seen an older one (C4)."""
        stale = which == STRAY
        return self.program.versions[thing.name] - stale, broken(C4=stale)

    @staticmethod
    def after(document: Document, day: int, which: int) -> int:
        """A day on which a document can be undone; the stray choice takes any."""
        return day if which == STRAY else max(day, document.day or 0)

    @precondition(lambda self: self.documents(Kind.SLIP, State.POSTED))
    @rule(which=WHICH, some=SOME, day=DAY, seen=WHICH)
    def reverse_lines(self, which: int, some: list[int], day: int, seen: int) -> None:
        slip = one(self.documents(Kind.SLIP, State.POSTED), self.documents(Kind.SLIP), which)
        if slip.state is State.DISCARDED:
            return
        lines = [slip.lines[place] for place in some if place < len(slip.lines)] or slip.lines[:1]
        day, (version, stale) = self.after(slip, day, which), self.version(slip, seen)
        self.act(
            slip.order,
            f"reverse {names(lines)} on {day}",
            lambda: stale or slips.reverse(self.register, slip, lines, day),
            "reversePackingSlipLines",
            id=self.id(slip),
            lines=self.ids(lines),
            day=day_of(day),
            version=version,
            reason=REASON,
        )

    @precondition(lambda self: self.documents(Kind.SLIP, State.POSTED))
    @rule(which=WHICH, day=DAY, seen=WHICH)
    def cancel_a_slip(self, which: int, day: int, seen: int) -> None:
        slip = one(self.documents(Kind.SLIP, State.POSTED), self.documents(Kind.SLIP), which)
        if slip.state is not State.DISCARDED:
            self.cancel(slip, self.after(slip, day, which), seen)

    def cancel(self, slip: Document, day: int, seen: int) -> None:
        version, stale = self.version(slip, seen)
        self.act(
            slip.order,
            f"cancel {slip.name} on {day}",
            lambda: stale or slips.cancel(self.register, slip, day),
            "cancelPackingSlip",
            id=self.id(slip),
            day=day_of(day),
            version=version,
            reason=REASON,
        )

    @precondition(lambda self: self.lines(State.POSTED, kind=Kind.SLIP))
    @rule(which=WHICH, pieces=PIECES, some=SOME, day=DAY, seen=WHICH)
    def take_back(self, which: int, pieces: int, some: list[int], day: int, seen: int) -> None:
        line = one(self.lines(State.POSTED, kind=Kind.SLIP), self.lines(State.POSTED, kind=Kind.SLIP), which)
        named = [line.standing[place] for place in some if place < len(line.standing)] or line.standing[:pieces]
        day, (version, stale) = self.after(line.document, day, which), self.version(line.document.order, seen)
        item = {"slipLineId": self.id(line), "quantity": pieces, "registrations": self.ids(named)}
        self.act(
            line.document.order,
            f"take back {pieces} of {line.name} with {names(named) or 'none'} on {day}",
            lambda: stale or slips.take_back(self.register, line, pieces, named, day),
            "takeBackItems",
            orderLineId=self.id(line.order_line),
            items=[item],
            day=day_of(day),
            version=version,
            reason=REASON,
        )

    @precondition(lambda self: self.documents(Kind.INVOICE, State.POSTED))
    @rule(which=WHICH, some=st.none() | SOME, day=DAY, seen=WHICH)
    def credit(self, which: int, some: list[int] | None, day: int, seen: int) -> None:
        invoice = one(self.documents(Kind.INVOICE, State.POSTED), self.documents(Kind.INVOICE), which)
        if invoice.state is State.DISCARDED:
            return
        lines = None if some is None else [invoice.lines[place] for place in some if place < len(invoice.lines)]
        day, (version, stale) = self.after(invoice, day, which), self.version(invoice, seen)
        self.act(
            invoice.order,
            f"credit {names(lines) if lines else 'all'} of {invoice.name} on {day}",
            lambda: stale or invoices.credit(self.register, invoice, lines or None, day),
            "creditInvoice",
            id=self.id(invoice),
            lines=self.ids(lines) if lines else None,
            day=day_of(day),
            version=version,
            reason=REASON,
        )

    @precondition(lambda self: any(line.bills for line in self.lines(State.DRAFT, kind=Kind.INVOICE)))
    @rule(which=WHICH, place=st.integers(0, 3), serial=SERIAL, seen=WHICH)
    def change_a_number(self, which: int, place: int, serial: str, seen: int) -> None:
        """A number of the slip line that a draft invoice bills; the stray choice takes a posted invoice (C3)."""
        billed = [line for line in self.lines(kind=Kind.INVOICE) if line.bills is not None and line.bills.standing]
        drafts = [line for line in billed if line.document.state is State.DRAFT]
        if not billed:
            return
        line = one(drafts, billed, STRAY if which > STRAY // 2 else which)
        assert line.bills is not None
        registration = line.bills.standing[place % len(line.bills.standing)]
        version, stale = self.version(line.document, seen)
        self.act(
            line.document.order,
            f"change {registration.name} to {serial} on {line.name}",
            lambda: stale or registering.correct(self.register, line, registration, serial),
            "changeSerialNumber",
            invoiceLineId=self.id(line),
            registrationId=self.id(registration),
            serialNumber=serial,
            version=version,
            reason=REASON,
        )

    @precondition(lambda self: self.blanks())
    @rule(which=WHICH, serial=SERIAL, by_invoice=st.booleans(), seen=WHICH)
    def fill_a_blank(self, which: int, serial: str, *, by_invoice: bool, seen: int) -> None:
        blank = self.blanks()[which % len(self.blanks())]
        choice = self.register.choice(blank)
        line = choice.line if choice is not None and by_invoice else blank.line
        version, stale = self.version(line.document, seen)
        self.act(
            line.document.order,
            f"fill {blank.name} with {serial} on {line.name}",
            lambda: stale or registering.fill(self.register, line, blank, serial),
            "fillNotReadable",
            lineId=self.id(line),
            registrationId=self.id(blank),
            serialNumber=serial,
            version=version,
            reason=REASON,
        )

    def blanks(self) -> list[Registration]:
        return [each for each in self.register.registrations if each.live and each.serial is None]

    @rule(which=WHICH, pieces=PIECES, serials=st.lists(SERIAL, max_size=2, unique=True), blanks=BLANKS, day=DAY)
    def sell_at_the_till(self, which: int, pieces: int, serials: list[str], blanks: int, day: int) -> None:
        product = one(self.register.products[:2], self.register.products, which)
        order, number = Order(f"order {len(self.register.orders) + 1}"), self.program.unique("SO")
        self.program.ids[order.name] = number
        line = {"product": self.id(product), "quantity": pieces, "serialNumbers": serials, "notReadable": blanks}
        given = ", ".join([*serials, f"{blanks} not readable"])
        self.act(
            order,
            f"sell {pieces} {product.name} at the till with {given} on {day}",
            lambda: invoices.sell_at_a_till(self.register, order, product, pieces, serials, blanks, day),
            "sellAtPointOfSale",
            order=number,
            customer=self.program.ids["customer"],
            lines=[line],
            day=day_of(day),
        )
