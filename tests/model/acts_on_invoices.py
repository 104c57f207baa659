"""Acts on invoices, and on what products and orders are set up with."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import invoices, registering
from tests.model.acts_on_slips import ActsOnSlips
from tests.model.facts import Document, Kind, Line, Order, OrderLine, Product, Registration, State
from tests.model.invoices import Billing
from tests.model.program import day_of
from tests.model.stage import DAY, PIECES, SOUND_DAY, WHICH, names, one

SETTINGS = (None, None, (True, True), (True, False), (False, False))


class ActsOnInvoices(ActsOnSlips):
    @precondition(lambda self: self.lines(State.POSTED, kind=Kind.SLIP))
    @rule(which=st.integers(0, 1))
    def draft_an_invoice_of_all_that_is_shipped(self, which: int) -> None:
        self.draft_of_all(self.register.orders[which])

    @precondition(lambda self: self.lines(State.POSTED, kind=Kind.SLIP))
    @rule(which=WHICH, day=SOUND_DAY)
    def invoice(self, which: int, day: int) -> None:
        """From the draft of all that is shipped of an order to its posting."""
        line = one(self.lines(State.POSTED, kind=Kind.SLIP), self.lines(kind=Kind.SLIP), which)
        if self.draft_of_all(line.document.order):
            self.post_invoice(self.documents(Kind.INVOICE)[-1], max(day, line.document.day or 0))

    def draft_of_all(self, order: Order) -> bool:
        return self.act(
            order,
            f"draft an invoice of all that is shipped of {order.name}",
            lambda: invoices.create_invoice(self.register, order, None),
            "createInvoice",
            order=self.id(order),
        )

    @precondition(lambda self: self.lines(State.POSTED, kind=Kind.SLIP))
    @rule(which=WHICH, pieces=st.none() | PIECES, taken=st.none() | st.lists(st.integers(0, 3), max_size=3))
    def draft_an_invoice_of_a_slip_line(self, which: int, pieces: int | None, taken: list[int] | None) -> None:
        line = one(self.lines(State.POSTED, kind=Kind.SLIP), self.lines(kind=Kind.SLIP), which)
        chosen: list[Registration] | None = None
        if taken is not None:
            chosen = list(dict.fromkeys(line.standing[place] for place in taken if place < len(line.standing)))
        self.draft_invoice([Billing(line, pieces, chosen)])

    @precondition(lambda self: len(self.in_part()) > 1)
    @rule(pieces=st.sampled_from((1, 1, 2)), left=st.sampled_from((1, 0, 2)), day=SOUND_DAY)
    def invoice_several_slips_in_part(self, pieces: int, left: int, day: int) -> None:
        """So many of each but the first, of which some are left; the first registrations that are free (D2)."""
        billings = []
        for place, line in enumerate(self.in_part()[:3]):
            free = [each for each in line.standing if self.register.choice(each) is None]
            taken = min(pieces, len(free)) if place else max(1, len(free) - left)
            billings.append(Billing(line, taken, free[:taken]))
        if self.draft_invoice(billings):
            self.post_invoice(
                self.documents(Kind.INVOICE)[-1], max(day, *(each.line.document.day or 0 for each in billings))
            )

    def in_part(self) -> list[Line]:
        """Slip lines of the first order on which more than one registration is free."""
        lines = (
            line for line in self.lines(State.POSTED, kind=Kind.SLIP) if line.document.order is self.register.orders[0]
        )
        return [line for line in lines if sum(self.register.choice(each) is None for each in line.standing) > 1]

    def draft_invoice(self, billings: list[Billing]) -> bool:
        order = billings[0].line.document.order
        told = [
            f"{'all' if each.quantity is None else each.quantity} of {each.line.name}"
            + ("" if each.registrations is None else f" with {names(each.registrations) or 'none'}")
            for each in billings
        ]
        asked = [
            {
                "slipLineId": self.id(each.line),
                "quantity": each.quantity,
                "registrations": None if each.registrations is None else self.ids(each.registrations),
            }
            for each in billings
        ]
        return self.act(
            order,
            f"draft an invoice of {', '.join(told)}",
            lambda: invoices.create_invoice(self.register, order, billings),
            "createInvoice",
            order=self.id(order),
            billings=asked,
        )

    @rule(which=WHICH, pieces=PIECES)
    def draft_an_invoice_without_a_slip(self, which: int, pieces: int) -> None:
        self.draft_direct(one(self.order_lines(), self.order_lines(), which), pieces)

    def draft_direct(self, order_line: OrderLine, pieces: int) -> bool:
        return self.act(
            order_line.order,
            f"draft an invoice without a slip of {pieces} of {order_line.name}",
            lambda: invoices.create_invoice(self.register, order_line.order, None, [(order_line, pieces)]),
            "createInvoice",
            order=self.id(order_line.order),
            direct=[{"orderLineId": self.id(order_line), "quantity": pieces}],
        )

    @precondition(lambda self: self.documents(Kind.INVOICE, State.DRAFT))
    @rule(which=WHICH, place=st.integers(0, 2), pieces=st.integers(0, 3))
    def edit_an_invoice(self, which: int, place: int, pieces: int) -> None:
        invoice = one(self.documents(Kind.INVOICE, State.DRAFT), self.documents(Kind.INVOICE), which)
        edited = {invoice.lines[place % len(invoice.lines)]: pieces} if invoice.lines else {}
        told = ", ".join(f"{line.name} to {quantity}" for line, quantity in edited.items())
        self.act(
            invoice.order,
            f"edit {invoice.name}: {told}",
            lambda: invoices.edit_invoice(self.register, invoice, edited),
            "editInvoice",
            id=self.id(invoice),
            lines=[{"lineId": self.id(line), "quantity": quantity} for line, quantity in edited.items()],
        )

    @precondition(lambda self: self.documents(Kind.INVOICE, State.DRAFT))
    @rule(which=WHICH, day=DAY)
    def post_an_invoice(self, which: int, day: int) -> None:
        self.post_invoice(one(self.documents(Kind.INVOICE, State.DRAFT), self.documents(Kind.INVOICE), which), day)

    def post_invoice(self, invoice: Document, day: int) -> None:
        self.act(
            invoice.order,
            f"post {invoice.name} on {day}",
            lambda: invoices.post_invoice(self.register, invoice, day),
            "postInvoice",
            id=self.id(invoice),
            day=day_of(day),
        )

    @rule(which=WHICH, pieces=PIECES, day=SOUND_DAY)
    def sell_without_a_slip(self, which: int, pieces: int, day: int) -> None:
        """An invoice that ships itself, from its draft to its posting (D8)."""
        order_line = one(self.order_lines(), self.order_lines(), which)
        if self.draft_direct(order_line, pieces):
            invoice = self.documents(Kind.INVOICE)[-1]
            self.fill_up(invoice.lines[0], pieces)
            self.post_invoice(invoice, day)

    @precondition(lambda self: len(self.story) % 4 == 3)
    @rule(which=WHICH, change=st.sampled_from(SETTINGS), pieces=st.integers(1, 5))
    def set_up_anew(self, which: int, change: tuple[bool, bool] | None, pieces: int) -> None:
        """An order is written again, or a group gets other settings (T5, D12)."""
        if change is None:
            self.write_an_order_again(one(self.order_lines(), self.order_lines(), which), pieces)
        else:
            self.change_the_settings(self.register.products[which % 2], *change)

    def change_the_settings(self, product: Product, active: bool, blank_issue: bool) -> None:  # noqa: FBT001  # a pair
        self.act(
            self.register.orders[0],
            f"let the group of {product.name} be {'' if active else 'in'}active, blank issue {blank_issue}",
            lambda: registering.change_settings(self.register, product, active=active, blank_issue=blank_issue),
            "saveTrackingDimensionGroup",
            **self.program.settings_input(product, active=active, blank_issue=blank_issue),
        )

    def write_an_order_again(self, line: OrderLine, pieces: int) -> None:
        self.act(
            line.order,
            f"write {line.order.name} again, {pieces} on {line.name}",
            lambda: registering.write_order_again(self.register, line.order, {line: pieces}),
            "saveSalesOrder",
            **self.order_input(line.order, {line: pieces}),
        )
