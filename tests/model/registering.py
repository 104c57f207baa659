"""Registering, choosing, filling and correcting by the rules: R1 to R7, C1 to C3, D11; and settings, T5, D12."""

from collections.abc import Mapping, Sequence

from tests.model.facts import (
    DONE,
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
    release,
)
from tests.model.invoices import choose


def _closed(line: Line) -> Rules:
    """Neither scan mode works on a posted document (R3), nor on a product without serials (T2)."""
    if line.document.state is not State.DRAFT:
        return broken(D11=True)
    return broken(T2=line.bills is None and not line.product.active)


def add(register: Register, line: Line, serials: Sequence[str], *, blanks: int = 0, each: bool = False) -> Rules:
    """Numbers and blanks, scanned or listed; a list is taken whole unless each entry is for itself (R2, R5, R7)."""
    if refused := _closed(line):
        return refused
    there = {registration.serial for registration in line.standing}
    wanted = [serial for serial in dict.fromkeys(serials) if serial not in there]
    if line.bills is not None:
        return _add_to_billing(register, line, wanted, blanks=blanks, each=each)
    taken = [serial for serial in wanted if register.holder(line.product, serial) is not None]
    fresh = [serial for serial in wanted if serial not in taken]
    over = _too_many(line, len(fresh) + blanks)
    refused = broken(R2=over, R5=taken)
    if over or (refused and not (each and fresh)):
        return refused
    for serial in fresh:
        register.register(line, serial, again=_stop_waiting(register, line.order_line, serial))
    for _ in range(blanks):
        register.register(line, None)
    return refused


def _too_many(line: Line, more: int) -> bool:
    return more > 0 and len(line.standing) + more > line.quantity


def _stop_waiting(register: Register, order_line: OrderLine, serial: str) -> bool:
    """A number that waits for this very order line and is registered by hand waits no more (D4)."""
    waiting = [
        each
        for each in register.registrations
        if each.waits and each.serial == serial and each.line.order_line is order_line
    ]
    for registration in waiting:
        registration.waits = False
    return bool(waiting)


def _add_to_billing(register: Register, line: Line, wanted: Sequence[str], *, blanks: int, each: bool) -> Rules:
    """R3: choose among the slip's; R1: what the slip lacks is registered on the invoice, and the slip gets it too."""
    assert line.bills is not None
    shipped = {registration.serial: registration for registration in line.bills.standing if registration.serial}
    chosen = [shipped[serial] for serial in wanted if serial in shipped]
    free = [registration for registration in chosen if register.choice(registration) is None]
    missing: list[str | None] = [*(serial for serial in wanted if serial not in shipped), *[None] * blanks]
    against = {serial: _against_missing(register, line, serial) for serial in missing}
    stay = [serial for serial in missing if not against[serial]]
    over = _too_many(line, len(free) + len(stay)) or len(stay) > _room(register, line.bills)
    refused = broken(D11=len(free) < len(chosen), R2=over).union(*against.values())
    if over or (refused and not (each and (free or stay))):
        return refused
    for registration in free:
        choose(line, registration)
    for serial in stay:
        choose(line, register.register(line.bills, serial))
    return refused


def _room(register: Register, slip_line: Line) -> int:
    """How many registrations the un-invoiced items of a slip line lack (R1)."""
    there = sum(not register.on_posted_invoice(each) for each in slip_line.standing)
    return max(0, register.open(slip_line) - there)


def _against_missing(register: Register, line: Line, serial: str | None) -> Rules:
    """Why a posted slip line does not get a registration by its invoice (R1, R3, R5, C2, T2)."""
    slip_line = line.bills
    assert slip_line is not None
    if _room(register, slip_line) == 0:
        return broken(R3=True)
    if register.frozen(line.order_line):
        return broken(C2=True)
    if not line.product.active:
        return broken(T2=True)
    since = slip_line.document.day or 0
    return broken(R5=serial is not None and _not_free_since(register, line.product, serial, since))


def _not_free_since(register: Register, product: Product, serial: str, day: int) -> bool:
    """R5, for all days since a sale began."""
    return register.holder(product, serial) is not None or register.overlaps(product, serial, day)


def remove(register: Register, line: Line, serial: str) -> Rules:
    """A scan that takes off, or gives back to the slip; what is not there changes nothing (R3)."""
    if refused := _closed(line):
        return refused
    _take_away(register, line, [each for each in line.standing if each.serial == serial])
    return DONE


def _take_away(register: Register, line: Line, registrations: Sequence[Registration]) -> None:
    if line.bills is None:
        release(registrations, End.TAKEN_OFF, register.today)
    for choice in line.chosen:
        if choice.registration in registrations:
            choice.stands = False


def change(register: Register, line: Line, added: Sequence[Registration], removed: Sequence[Registration]) -> Rules:
    """Registrations by what they are, blanks too: chosen and given back, or taken off a draft (R3, D11)."""
    if refused := _closed(line):
        return refused
    strange = [each for each in added if line.bills is None or each.line is not line.bills]
    fresh = [each for each in added if each not in strange and each not in line.standing]
    elsewhere = [each for each in fresh if register.choice(each) is not None]
    gone = [each for each in removed if each in line.standing]
    more = len(fresh) - len(elsewhere) - len(gone)
    refused = broken(R3=strange, D11=elsewhere, R2=_too_many(line, more))
    if refused:
        return refused
    for each in fresh:
        choose(line, each)
    _take_away(register, line, gone)
    return DONE


def fill(register: Register, line: Line, blank: Registration, serial: str) -> Rules:
    """R4, C3: the number of a blank became known; the slip and the invoice show it, whichever was edited."""
    shipped = blank.line.document
    posted = shipped.state is State.POSTED
    begun = shipped.day if shipped.day is not None else register.today
    refused = broken(C2=posted and shipped.kind is Kind.SLIP and register.frozen(line.order_line))
    if not refused:
        late = posted and register.overlaps(line.product, serial, begun)
        refused = _may_stand_there(register, blank, serial) | broken(R5=late)
    if not refused:
        blank.serial = serial
    return refused


def _may_stand_there(register: Register, registration: Registration, serial: str) -> Rules:
    """R4: not twice on a line; R5: nor on any other."""
    if any(each.serial == serial for each in registration.line.standing):
        return broken(R4=True)
    return broken(R5=register.holder(registration.line.product, serial) is not None)


def correct(register: Register, line: Line, registration: Registration, serial: str) -> Rules:
    """C1: a number of an invoice in preparation; its slip changes with it at once."""
    if refused := _correctable(register, line, registration):
        return refused
    if registration.serial == serial:
        return DONE
    begun = registration.first_day or 0
    refused = _may_stand_there(register, registration, serial)
    refused |= broken(R5=register.overlaps(line.product, serial, begun))
    if not refused:
        registration.serial = serial
    return refused


def _correctable(register: Register, line: Line, registration: Registration) -> Rules:
    """C1, C3, D11: a number that is known, on no posted invoice and on no other draft; C2: and not frozen."""
    choice = register.choice(registration)
    refused = broken(
        C1=registration.serial is None,
        C3=registration.serial is not None and register.on_posted_invoice(registration),
    )
    elsewhere = choice is not None and choice.line.document is not line.document
    refused = refused or broken(D11=elsewhere or line.document.state is not State.DRAFT)
    return refused or broken(C2=register.frozen(line.order_line))


def change_settings(register: Register, product: Product, *, active: bool, blank_issue: bool) -> Rules:
    """T5: settings stand still while a draft holds registrations of the product."""
    if (active, blank_issue) == (product.active, product.blank_issue):
        return DONE
    refused = broken(T5=register.drafts_holding(product))
    if not refused:
        product.active, product.blank_issue = active, blank_issue
    return refused


def write_order_again(register: Register, order: Order, quantities: Mapping[OrderLine, int]) -> Rules:
    """D1, D12: an order may be written again as long as what was shipped still fits."""
    refused = broken(D1=any(register.shipped(line) > quantities.get(line, line.quantity) for line in order.lines))
    if not refused:
        for line, quantity in quantities.items():
            line.quantity = quantity
    return refused
