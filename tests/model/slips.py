"""Packing slips by the rules: D1, D3, D4, D5, D7, D11, T2, T3, R2, R5, C2."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.model.facts import (
    DONE,
    Document,
    End,
    Kind,
    Line,
    Order,
    OrderLine,
    Register,
    Registration,
    Rules,
    State,
    broken,
    release,
)

Wanted = Sequence[tuple[OrderLine, int]]


def more_than_ordered(register: Register, wanted: Iterable[tuple[OrderLine, int]]) -> bool:
    """D1: what is shipped never exceeds what is ordered."""
    attempted: Counter[OrderLine] = Counter()
    for order_line, quantity in wanted:
        attempted[order_line] += quantity
    return any(register.shipped(line) + pieces > line.quantity for line, pieces in attempted.items())


def take_over(register: Register, line: Line) -> None:
    """D4: what waits for the order line comes onto its next line, or is left behind for good."""
    waiting = [each for each in register.registrations if each.waits and each.line.order_line is line.order_line]
    for each in waiting:
        each.waits = False
        elsewhere = each.serial is not None and register.holder(line.product, each.serial) is not None
        if line.product.active and not elsewhere:
            register.register(line, each.serial, again=True)


def ship(register: Register, document: Document, wanted: Wanted) -> None:
    """Add lines that ship goods, each with what waits for it."""
    for order_line, quantity in wanted:
        take_over(register, register.add_line(document, order_line, quantity))


def create_slip(register: Register, order: Order, wanted: Wanted | None) -> Rules:
    """A draft; it reserves nothing, but what could never be posted is refused (D1, D11)."""
    if wanted is None:
        left = [(line, line.quantity - register.shipped(line)) for line in order.lines]
        wanted = [(line, pieces) for line, pieces in left if pieces > 0]
    refused = broken(D1=not wanted or more_than_ordered(register, wanted))
    if not refused:
        ship(register, register.draft(Kind.SLIP, order), wanted)
    return refused


def edit_slip(register: Register, slip: Document, edited: Mapping[Line, int], added: Wanted = ()) -> Rules:
    """New quantities, 0 removes; what nobody touches is judged at posting."""
    if slip.state is not State.DRAFT:
        return broken(D11=True)
    kept = [(line.order_line, edited.get(line, line.quantity)) for line in slip.lines if edited.get(line) != 0]
    touched = {line.order_line for line in edited} | {order_line for order_line, _ in added}
    judged = [(line, pieces) for line, pieces in (*kept, *added) if line in touched]
    refused = broken(D1=not (kept or added) or more_than_ordered(register, judged))
    if not refused:
        change_lines(register, edited)
        ship(register, slip, added)
    return refused


def change_lines(register: Register, edited: Mapping[Line, int]) -> None:
    for line, quantity in edited.items():
        if quantity:
            line.quantity = quantity
            continue
        give_up(register, line, End.TAKEN_OFF)
        line.removed = True


def give_up(register: Register, line: Line, how: End) -> None:
    """A draft's line lets go of what it claims (D11)."""
    if line.bills is None:
        release(line.standing, how, register.today)
    for choice in line.chosen:
        choice.stands = False


def discard(register: Register, document: Document) -> Rules:
    """D11, slips and invoices alike."""
    if document.state is not State.DRAFT:
        return broken(D11=True)
    for line in document.lines:
        give_up(register, line, End.DISCARDED)
    document.state = State.DISCARDED
    return DONE


def of_its_registrations(register: Register, line: Line, day: int) -> Rules:
    """What posting asks of a line that begins sales: T2, T3, R2, R5."""
    standing = line.standing
    return short_or_over(line) | broken(
        T2=standing and not line.product.active,
        R5=any(each.serial and register.overlaps(line.product, each.serial, day) for each in standing),
    )


def short_or_over(line: Line) -> Rules:
    """T2, T3 and R2 of a line on its way to be posted."""
    standing = len(line.standing)
    return broken(T2=line.product.needs_all and standing < line.quantity, R2=standing > line.quantity)


def obstacles_of_slip(register: Register, slip: Document, day: int) -> Rules:
    """Why a draft slip cannot be posted on a day, all of it (D7)."""
    wanted = [(line.order_line, line.quantity) for line in slip.lines]
    refused = broken(D1=more_than_ordered(register, wanted), W11=not slip.order.day <= day <= register.today)
    return refused.union(*(of_its_registrations(register, line, day) for line in slip.lines))


def post_slip(register: Register, slip: Document, day: int) -> Rules:
    if slip.state is not State.DRAFT:
        return broken(D11=True)
    refused = obstacles_of_slip(register, slip, day)
    if not refused:
        register.post(slip, day)
    return refused


def earliest_end(register: Register, line: Line, going: Sequence[Registration]) -> int:
    """The first day on which a slip line can be undone: shipped, its invoice credited (D5), what came is there (W7)."""
    credited = (each.ended_on for each in register.lines(Kind.INVOICE) if each.bills is line)
    days = (line.document.day, *credited, *(each.came_on for each in going))
    return max([line.document.order.day, *(day for day in days if day is not None)])


def reverse(register: Register, slip: Document, lines: Sequence[Line], day: int) -> Rules:
    """D3, D4, D5: whole lines, unless an item stands on a posted invoice or was taken back."""
    if slip.state is not State.POSTED:
        return broken(D3=True, W11=not (slip.order.day if slip.day is None else slip.day) <= day <= register.today)
    refused = broken(
        D3=any(line.ended_on is not None for line in lines),
        D5=any(register.invoiced(line) or line.taken_back for line in lines),
        W11=day > register.today or any(day < earliest_end(register, line, line.standing) for line in lines),
    )
    if refused:
        return refused
    for line in lines:
        line.ended_on = day
        for each in line.standing:
            come_back(register, each, End.REVERSED, day)
    if all(line.ended_on is not None for line in slip.lines):
        slip.state = State.CANCELLED
    return DONE


def cancel(register: Register, slip: Document, day: int) -> Rules:
    """D3 to D5: every line that still stands."""
    return reverse(register, slip, [line for line in slip.lines if line.ended_on is None], day)


def come_back(register: Register, registration: Registration, how: End, day: int) -> None:
    """A sale ends; what a draft had chosen comes off it, and it says so (D11)."""
    choice = register.choice(registration)
    if choice is not None:
        choice.stands, choice.came_off = False, True
    registration.end(how, day, waits=how is not End.TAKEN_BACK)


def take_back(register: Register, line: Line, quantity: int, named: Sequence[Registration], day: int) -> Rules:
    """C2: shipped, un-invoiced items of an order line, named by their registrations (T3: fewer)."""
    if not register.may_be_billed(line):
        return broken(D1=True, W11=not line.document.order.day <= day <= register.today)
    free = [each for each in line.standing if not register.on_posted_invoice(each)]
    left = register.open(line) - quantity
    refused = broken(
        C2=left < 0 or any(each not in free for each in named) or not len(free) - left <= len(named) <= quantity,
        W11=not earliest_end(register, line, named) <= day <= register.today,
    )
    if refused:
        return refused
    line.taken_back += quantity
    for each in named:
        come_back(register, each, End.TAKEN_BACK, day)
    return DONE
