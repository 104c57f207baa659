"""What can be seen of the model, as plain facts with readable names, for comparing."""

from collections.abc import Iterable
from typing import Final

from tests.model.facts import (
    DONE,
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
)
from tests.model.invoices import obstacles_of_invoice
from tests.model.slips import obstacles_of_slip

Facts = dict[str, object]

COMMON: Final = ("quantity", "registered", "notReadable", "missing", "surplus")
COUNTED: Final = (*COMMON, "takenBack", "cameOff")
NEVER_STOOD: Final = (End.TAKEN_OFF, End.DISCARDED)


def said(name: str, serial: str | None, ended: str | None, day: int | None) -> str:
    """A registration as a line lists it (I1)."""
    mark = "" if ended is None else f", {ended} on {day}"
    return f"{name} {serial or 'not readable'}{mark}"


def of_orders(register: Register, orders: Iterable[Order]) -> Facts:
    """Orders with every document that was not discarded, line by line."""
    facts: Facts = {}
    for order in orders:
        for order_line in order.lines:
            facts |= _of_order_line(register, order_line)
        for document in register.documents:
            if document.order is order and document.state is not State.DISCARDED:
                facts |= _of_document(register, document)
    return facts


def _of_order_line(register: Register, line: OrderLine) -> Facts:
    posted = [each for each in register.invoice_lines() if each.order_line is line]
    return {
        f"{line.name}: ordered": line.quantity,
        f"{line.name}: shipped": register.shipped(line),
        f"{line.name}: invoiced": sum(each.invoiced for each in posted),
    }


def _of_document(register: Register, document: Document) -> Facts:
    facts: Facts = {
        f"{document.name}: state": document.state.value,
        f"{document.name}: day": document.day,
        f"{document.name}: obstacles": sorted(_obstacles(register, document)),
    }
    for line in document.lines:
        facts |= _of_line(line)
    return facts


def _obstacles(register: Register, document: Document) -> Rules:
    """What keeps a draft from being posted today."""
    if document.state is not State.DRAFT:
        return DONE
    judge = obstacles_of_slip if document.kind is Kind.SLIP else obstacles_of_invoice
    return judge(register, document, register.today)


def _of_line(line: Line) -> Facts:
    registered, draft = len(line.standing), line.document.state is State.DRAFT
    counts = {
        "quantity": line.quantity,
        "registered": registered,
        "notReadable": sum(each.serial is None for each in line.standing),
        "missing": max(0, line.quantity - registered) if draft and line.product.needs_all else 0,
        "surplus": max(0, registered - line.quantity) if draft else 0,
        "takenBack": line.taken_back,
        "cameOff": sum(choice.came_off for choice in line.chosen),
    }
    shown = {"takenBack"} if line.document.kind is Kind.SLIP else {"cameOff"}
    return {
        **{f"{line.name}: {what}": counts[what] for what in COUNTED if what in COMMON or what in shown},
        f"{line.name}: ended on": line.ended_on,
        f"{line.name}: lists": sorted(_listed(line)),
    }


def _listed(line: Line) -> list[str]:
    if line.bills is None:
        own = (each for each in line.registered if each.ended not in NEVER_STOOD)
        return [said(each.name, each.serial, each.ended, each.ended_on) for each in own]
    stand = [choice.registration for choice in line.chosen if choice.stands]
    standing = [said(each.name, each.serial, each.ended, each.ended_on) for each in stand]
    credited = (choice for choice in line.chosen if choice.credited_on is not None)
    return standing + [said(each.registration.name, each.showed, End.CREDITED, each.credited_on) for each in credited]


def of_serial(register: Register, product: Product, serial: str) -> Facts:
    """What a look-up answers (I2, I3): whether it is sold, day by day, and every sale, newest first."""
    sales = register.sales(product, serial)
    name = f"{product.name} {serial}"
    return {
        f"{name}: status": [_status(sales, day) for day in range(register.today + 1)],
        f"{name}: sales": [_sale(register, each) for each in sales],
    }


def _status(sales: list[Registration], day: int) -> str:
    begun = [each for each in sales if (each.first_day or 0) <= day]
    if any(each.ended_on is None or day < each.ended_on for each in begun):
        return "SOLD"
    return no_longer_sold(begun[0]) if begun else "NOT_SOLD_BY_US"


def no_longer_sold(last: Registration) -> str:
    """I2; W7: replaced by another one, until it is sold again."""
    return "REPLACED_BY" if last.ended is End.REPLACED else "NO_LONGER_SOLD"


def _sale(register: Register, registration: Registration) -> str:
    document = registration.line.document
    slip = document.name if document.kind is Kind.SLIP else None
    invoice = None if slip or registration.ended is End.CREDITED else document.name
    choice = register.choice(registration)
    if choice is not None and choice.line.document.posted is not None:
        invoice = choice.line.document.name
    return sale(document.day, document.order.name, slip, invoice, registration.ended, registration.ended_on)


def sale(
    day: int | None, order: str, slip: str | None, invoice: str | None, ended: str | None, ended_on: int | None
) -> str:
    """A sale as a look-up tells it."""
    where = ", ".join(each for each in (order, slip, invoice) if each)
    return f"on {day}: {where}" + ("" if ended is None else f"; {ended} on {ended_on}")
