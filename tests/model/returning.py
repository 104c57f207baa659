"""Returns by the rules: V2 to V6, W11."""

from dataclasses import dataclass

from tests.model import replacing
from tests.model.facts import DONE, End, Kind, Line, Product, Registration, Rules, broken
from tests.model.registering import fill
from tests.model.service import Item, Return, Service, stands


@dataclass(frozen=True)
class Wanted:
    """What is to come back: the unit of a number, or a blank."""

    product: Product
    serial: str | None
    blank: Registration | None = None

    def sale(self, service: Service, day: int) -> Registration | None:
        if self.serial is not None:
            return service.asked(self.product, self.serial, day)
        begun = None if self.blank is None else self.blank.line.document.day
        return self.blank if begun is not None and begun <= day else None


def _against(service: Service, wanted: Wanted, day: int, *, override: bool) -> Rules:
    """V2 on the day and, for what stands for good, today; V3: an override helps against the window alone."""
    today = service.register.today
    then, now = wanted.sale(service, day), wanted.sale(service, today)
    sound = service.sound(then, day) and service.sound(now, today)
    if not sound or not (override or service.may_return(then, day)):
        return broken(V2=True)
    return broken(W11=then is not now)


def authorise(service: Service, wanted: Wanted, day: int, *, override: bool) -> Rules:
    """V3: one item may come back, on the answer of its day or against it."""
    if day > service.register.today:
        return broken(W11=True)
    refused = _against(service, wanted, day, override=override)
    sale = wanted.sale(service, day)
    if not refused and sale is not None:
        found = Return(f"return {len(service.returns) + 1}")
        found.items.append(Item(f"{found.name} item 1", sale.line, sale, day, service.may_return(sale, day)))
        service.returns.append(found)
    return refused


def on_time(service: Service, item: Item, day: int) -> bool:
    return item.earliest <= day <= service.register.today


def receive(service: Service, item: Item, serial: str | None, day: int) -> Rules:
    """V4: another number is told apart; V6: one that is found on a blank fills it, or stays on the return."""
    refused = broken(V4=item.state != "AUTHORISED", W11=not on_time(service, item, day))
    sale = item.registration
    if refused or sale is None:
        return refused
    item.state, item.received_on, item.received = "RECEIVED", day, serial
    item.found = [] if serial is None else [serial]
    if serial is not None and sale.serial is not None:
        item.differs = serial != sale.serial
    elif serial is not None:
        item.differs = not sale.live or bool(fill(service.register, sale.line, sale, serial))
    return DONE


def decide(service: Service, found: Return, item: Item, *, as_received: bool) -> Rules:
    """V4: a number is never taken for another one; what came instead must be one that may come back itself."""
    refused = broken(V4=not item.waits or (not as_received and item.serial is not None))
    if refused:
        return refused
    if not as_received:
        item.decision = "AS_AUTHORISED"
        return DONE
    came = Wanted(item.line.product, item.received)
    refused = _against(service, came, item.day, override=False)
    sale = came.sale(service, item.day)
    if refused or sale is None:
        return refused
    may = service.may_return(sale, item.day)
    item.state, item.decision, item.closed_on = "CANCELLED", "AS_RECEIVED", service.register.today
    new = Item(f"{found.name} item {len(found.items) + 1}", sale.line, sale, item.day, may, "RECEIVED")
    new.received, new.received_on, new.found = item.received, item.received_on, item.found
    found.items.append(new)
    return DONE


def dispose(service: Service, item: Item, disposition: str, day: int, came: str | None, *, credited: bool) -> Rules:
    """V4, V5: credited it has come back for good, and its sale ends; W7: it goes on with a unit that came."""
    sale, register = item.registration, service.register
    late = broken(W11=not on_time(service, item, day))
    if item.state != "RECEIVED" or item.waits:
        return late | broken(V4=True)
    refused = late | broken(V5=_unfit(service, item, disposition, credited=credited))
    if not refused and came is not None and sale is not None:
        refused = replacing.decide(register, sale, came, day)
        item.replacement = None if refused else replacing.replace(register, sale, came, day)
    if refused:
        return refused
    if credited and (line := _invoice_line(service, item)) is not None:
        line.returned += item.quantity
        if sale is not None:
            sale.end(End.RETURNED, day, waits=False)
            sale.scrapped = disposition == "SCRAP"
    item.disposition, item.credited = disposition, credited
    return _close(item, "DISPOSED", day)


def _invoice_line(service: Service, item: Item) -> Line | None:
    """The line of a posted invoice that an item stands on now."""
    sale = item.registration
    choice = None if sale is None else service.register.choice(sale)
    line = item.line if item.line.document.kind is Kind.INVOICE else choice.line if choice else None
    return line if line is not None and line.document.posted is not None and line.ended_on is None else None


def _unfit(service: Service, item: Item, disposition: str, *, credited: bool) -> bool:
    """V5: what does not fit together."""
    sale, goes_home = item.registration, disposition in ("REPAIR", "SEND_BACK")
    live = (item.line.bills or item.line).ended_on is None if sale is None else sale.live
    if disposition == "REPLACE":
        return credited or item.serial is None or not live
    if goes_home and sale is not None and sale.ended is End.REPLACED:
        return True
    if credited and (goes_home or not live or _invoice_line(service, item) is None):
        return True
    return disposition == "RESTOCK" and live and not credited


def refuse(service: Service, item: Item, day: int) -> Rules:
    """V4: when it arrives, or before."""
    refused = broken(V4=item.state not in ("AUTHORISED", "RECEIVED"), W11=not on_time(service, item, day))
    return refused or _close(item, "REFUSED", day)


def cancel(service: Service, found: Return) -> Rules:
    """V4: what nobody has received."""
    awaited = [item for item in found.items if item.state == "AUTHORISED"]
    for item in awaited:
        _close(item, "CANCELLED", service.register.today)
    return broken(D12=not awaited)


def _close(item: Item, state: str, day: int) -> Rules:
    item.state, item.closed_on = state, day
    return DONE


def still_sold(service: Service) -> list[Wanted]:
    """What may be sent back, more or less: what stands, and is invoiced."""
    register, today = service.register, service.register.today
    sold = [each for each in register.registrations if stands(each, today) and service.invoiced(each, today)]
    return [Wanted(each.line.product, each.serial, None if each.serial else each) for each in sold]
