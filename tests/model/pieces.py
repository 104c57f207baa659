"""Pieces without a registration that come back by quantity: T3, V2, V6. They are told from one another by nothing."""

from collections.abc import Sequence

from tests.model.facts import DONE, Kind, Line, Rules, State, broken
from tests.model.returning import on_time
from tests.model.service import RETURN_DAYS, Item, Return, Service, stands


def left(service: Service, line: Line) -> int:
    """Pieces of an invoice's line that have no registration, are not back for good and not on their way."""
    if line.ended_on is not None:
        return 0
    there = line.quantity - len(line.standing) - line.returned
    return max(0, there - sum(item.quantity for item in _on_their_way(service, line)))


def _on_their_way(service: Service, line: Line) -> list[Item]:
    items = (item for item in service.items() if item.registration is None and item.line is line)
    return [item for item in items if item.closed_on is None]


def still_sold(service: Service) -> list[Line]:
    """Lines of posted invoices that have such pieces."""
    return [line for line in service.register.lines(Kind.INVOICE, State.POSTED) if left(service, line)]


def _of_line(service: Service, line: Line, quantity: int) -> Line | None:
    """Of the invoices of a slip's line the first by its day that has so many left, or else the one with most."""
    if line.document.kind is Kind.INVOICE:
        return line
    billing = [each for each in service.register.invoice_lines() if each.bills is line]
    by_day = sorted(billing, key=lambda each: each.document.day or 0)
    enough = (each for each in by_day if left(service, each) >= quantity)
    return next(enough, max(by_day, key=lambda each: left(service, each), default=None))


def _invoices(service: Service, line: Line) -> list[tuple[int, int | None]]:
    """The line's own, and those of the same slip's line that were credited: nobody knows which pieces they had (W2)."""
    of_slip = (each for each in service.register.invoice_lines() if line.bills is not None and each.bills is line.bills)
    credited = [each for each in of_slip if each.ended_on is not None and each is not line]
    return [(each.document.day, each.ended_on) for each in (*credited, line) if each.document.day is not None]


def _sound(service: Service, line: Line, quantity: int, day: int) -> bool:
    """A sale that stands, invoiced, of so many pieces that are here to be sent back (V2)."""
    seller = line.bills or line
    shipped, ended = seller.document.day, seller.ended_on
    sold = seller.document.posted is not None and shipped is not None and shipped <= day
    invoiced = any(of <= day and (credited is None or day < credited) for of, credited in _invoices(service, line))
    return sold and (ended is None or day < ended) and invoiced and quantity <= left(service, line)


def _may_return(service: Service, line: Line, quantity: int, day: int) -> bool:
    if not _sound(service, line, quantity, day):
        return False
    first = min(of for of, _ in _invoices(service, line))
    return first <= day <= first + RETURN_DAYS


def authorise(service: Service, asked: Line, quantity: int, day: int, *, override: bool) -> Rules:
    """V3: so many pieces of a line may come back, on the answer of their day or against its window."""
    today = service.register.today
    if day > today:
        return broken(W11=True)
    line = _of_line(service, asked, quantity)
    if line is None or line.document.posted is None:
        return broken(V2=True)
    sound = _sound(service, line, quantity, day) and _sound(service, line, quantity, today)
    may = _may_return(service, line, quantity, day)
    if not sound or not (override or may):
        return broken(V2=True)
    found = Return(f"return {len(service.returns) + 1}")
    found.items.append(Item(f"{found.name} item 1", line, None, day, may, quantity=quantity))
    service.returns.append(found)
    return DONE


def receive(
    service: Service, found: Return, item: Item, arrived: int | None, numbers: Sequence[str], day: int
) -> Rules:
    """V6: all of them, or some: the rest is awaited on; V4: what is sold by itself is none of them."""
    refused = broken(V4=item.state != "AUTHORISED", W11=not on_time(service, item, day))
    quantity = item.quantity if arrived is None else arrived
    if refused or not 1 <= quantity <= item.quantity or len(numbers) > quantity:
        return refused or broken(D12=True)
    others = [serial for serial in numbers if _sold_by_itself(service, item, serial, day)]
    if others and quantity > 1:
        return broken(V4=True)
    rest = item.quantity - quantity
    item.state, item.received_on, item.quantity = "RECEIVED", day, quantity
    item.found, item.differs = list(numbers), bool(others)
    item.received = numbers[0] if numbers and quantity == 1 else None
    if rest:
        name = f"{found.name} item {len(found.items) + 1}"
        found.items.append(Item(name, item.line, None, item.day, item.may_return, quantity=rest))
    return DONE


def _sold_by_itself(service: Service, item: Item, serial: str, day: int) -> bool:
    sale = service.asked(item.line.product, serial, day)
    return sale is not None and stands(sale, day)
