"""Invoices by the rules: R1, D1, D2, D7, D8, D10, D11; and the sale at a till, P1."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.model.facts import (
    DONE,
    Choice,
    Document,
    End,
    Kind,
    Line,
    Order,
    OrderLine,
    Product,
    Register,
    Registration,
    Rules,
    State,
    broken,
)
from tests.model.slips import (
    Wanted,
    change_lines,
    more_than_ordered,
    of_its_registrations,
    ship,
    short_or_over,
)


@dataclass(frozen=True)
class Billing:
    """Items of a slip line; None takes all that is open, and all registrations that are free, if they fit (R1)."""

    line: Line
    quantity: int | None = None
    registrations: Sequence[Registration] | None = None


def choose(line: Line, registration: Registration) -> None:
    line.chosen.append(Choice(registration, line))


def create_invoice(
    register: Register, order: Order, billings: Sequence[Billing] | None, direct: Wanted | None = None
) -> Rules:
    """A draft: of slips, without one, or both; where neither is said, of all that is open (R1, D1, D8)."""
    if billings is None and direct is None:
        slips = (slip for slip in register.of_kind(Kind.SLIP, State.POSTED) if slip.order is order)
        lines = [line for slip in slips for line in slip.lines if line.ended_on is None]
        billings = [Billing(line) for line in lines if register.open(line) > 0]
    refused = broken(D1=not (billings or direct)).union(*(_billing(register, each) for each in billings or ()))
    if direct is not None:
        refused |= broken(D1=not direct or more_than_ordered(register, direct))
    if refused:
        return refused
    invoice = register.draft(Kind.INVOICE, order)
    for each in billings or ():
        taken = _taken(register, each)
        line = register.add_line(invoice, each.line.order_line, _pieces(register, each), each.line)
        for registration in taken:
            choose(line, registration)
    ship(register, invoice, direct or ())
    return DONE


def _pieces(register: Register, billing: Billing) -> int:
    return register.open(billing.line) if billing.quantity is None else billing.quantity


def _taken(register: Register, billing: Billing) -> Sequence[Registration]:
    if billing.registrations is not None:
        return billing.registrations
    free = [each for each in billing.line.standing if register.choice(each) is None]
    return free if len(free) <= _pieces(register, billing) else []


def _billing(register: Register, billing: Billing) -> Rules:
    if billing.line.document.state is State.DISCARDED or billing.line.removed:
        return broken(D12=True)  # nobody knows it any more
    pieces = _pieces(register, billing)
    if not register.may_be_billed(billing.line) or not 0 < pieces <= register.open(billing.line):
        return broken(D1=True)
    named = billing.registrations or ()
    return broken(
        R2=len(named) > pieces,
        R3=any(each not in billing.line.standing for each in named),
        D11=any(each in billing.line.standing and register.choice(each) is not None for each in named),
    )


def edit_invoice(register: Register, invoice: Document, edited: Mapping[Line, int]) -> Rules:
    """New quantities, 0 removes; a quantity may fall below what is chosen (R2)."""
    if invoice.state is not State.DRAFT:
        return broken(D11=True)
    kept = [(line, edited.get(line, line.quantity)) for line in invoice.lines if edited.get(line) != 0]
    touched = {line.order_line for line in edited}
    direct = [(line.order_line, pieces) for line, pieces in kept if line.bills is None and line.order_line in touched]
    beyond = (line.bills is not None and pieces > register.open(line.bills) for line, pieces in edited.items())
    refused = broken(D1=not kept or any(beyond) or more_than_ordered(register, direct))
    if not refused:
        change_lines(register, edited)
    return refused


def obstacles_of_invoice(register: Register, invoice: Document, day: int) -> Rules:
    """Why a draft invoice cannot be posted on a day, all of it (D7)."""
    direct = [line for line in invoice.lines if line.bills is None]
    billed = [line for line in invoice.lines if line.bills is not None]
    earliest = max(
        [invoice.order.day, *(earliest_invoice(register, line.bills) for line in billed if line.bills is not None)]
    )
    refused = broken(
        D1=more_than_ordered(register, [(line.order_line, line.quantity) for line in direct]),
        D2=len(_left_in_part(register, billed)) > 1,
        W11=not earliest <= day <= register.today,
    )
    refused = refused.union(*(of_its_registrations(register, line, day) for line in direct))
    return refused.union(_of_its_slips(register, billed), *(short_or_over(line) for line in billed))


def earliest_invoice(register: Register, line: Line) -> int:
    """The first day for an invoice of a slip line: when it was shipped, or the last invoice of it credited (W2)."""
    posted = line.document.state is State.POSTED
    credited = (each.ended_on for each in register.lines(Kind.INVOICE) if each.bills is line)
    days = (line.document.day if posted else None, *credited)
    return max([line.document.order.day, *(day for day in days if day is not None)])


def _of_its_slips(register: Register, billed: Sequence[Line]) -> Rules:
    """D1 and R1, over each slip line that is billed."""
    pieces: Counter[Line] = Counter()
    for line in billed:
        assert line.bills is not None
        pieces[line.bills] += line.quantity
    beyond = {line for line in pieces if not register.may_be_billed(line) or pieces[line] > register.open(line)}
    here = {each for line in billed for each in line.standing}
    left = {
        line: [each for each in line.standing if each not in here and not register.on_posted_invoice(each)]
        for line in pieces.keys() - beyond
    }
    return broken(D1=beyond, R1=any(len(each) > register.open(line) - pieces[line] for line, each in left.items()))


def _left_in_part(register: Register, billed: Sequence[Line]) -> list[Document]:
    """D2: slips that registrations are taken from, and that would be left with some on no posted invoice."""
    here = {each for line in billed for each in line.standing}
    slips = {each.line.document: None for each in here}
    return [
        slip
        for slip in slips
        if any(
            each not in here and not register.on_posted_invoice(each) for line in slip.lines for each in line.standing
        )
    ]


def post_invoice(register: Register, invoice: Document, day: int) -> Rules:
    if invoice.state is not State.DRAFT:
        return broken(D11=True)
    refused = obstacles_of_invoice(register, invoice, day)
    if not refused:
        register.post(invoice, day)
    return refused


def credit(register: Register, invoice: Document, lines: Sequence[Line] | None, day: int) -> Rules:
    """D10: whole lines; units of a slip stand un-invoiced on it again, others' sales end and wait (D4)."""
    posted = invoice.state is State.POSTED
    if lines is None:
        lines = [line for line in invoice.lines if _left(line)]
    # A sale that a credit note ends stood before: what came for another one is there since its own day (W7).
    came = (each.came_on for line in lines if line.bills is None for each in line.standing)
    earliest = max([invoice.order.day if invoice.day is None else invoice.day, *came])
    refused = broken(
        D10=not posted or not all(_left(line) for line in lines),
        D12=posted and not lines,
        W11=not earliest <= day <= register.today,
    )
    if refused:
        return refused
    for line in lines:
        line.ended_on = day
        for choice in line.chosen:
            if choice.stands and choice.registration.live:
                choice.stands, choice.credited_on = False, day
                choice.showed = choice.registration.serial
        if line.bills is None:
            for each in line.standing:
                each.end(End.CREDITED, day, waits=True)
    if all(line.ended_on is not None for line in invoice.lines):
        invoice.state = State.CREDITED
    return DONE


def _left(line: Line) -> bool:
    """Whether something of a line is neither credited nor came back for good (D10, V4)."""
    return line.ended_on is None and line.quantity > line.returned


def sell_at_a_till(
    register: Register, order: Order, product: Product, quantity: int, serials: Sequence[str], blanks: int, day: int
) -> Rules:
    """P1: the sale makes its order and posts its invoice at once, under the same rules."""
    given = len(serials) + blanks
    taken = sum(register.holder(product, serial) is not None for serial in serials)
    refused = broken(T2=given) if not product.active else broken(R2=given - taken > quantity, R5=taken)
    # A line that lacks what was refused is not said to lack it as well; the order is as old as the sale.
    refused = refused or broken(
        T2=product.needs_all and given < quantity,
        R5=any(register.overlaps(product, serial, day) for serial in serials),
    )
    refused |= broken(W11=day > register.today)
    if refused:
        return refused
    order.day = day
    order.lines.append(OrderLine(f"{order.name} line 1", order, product, quantity))
    register.orders.append(order)
    invoice = register.draft(Kind.INVOICE, order)
    line = register.add_line(invoice, order.lines[0], quantity)
    for serial in (*serials, *[None] * blanks):
        register.register(line, serial)
    register.post(invoice, day)
    return DONE
