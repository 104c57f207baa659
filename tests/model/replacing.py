"""Another unit comes for a sold one by the rules: K3, R4, R5, C2, W7."""

from tests.model.facts import End, Kind, Register, Registration, Rules, State, broken
from tests.model.invoices import choose


def decide(register: Register, sale: Registration, serial: str, day: int) -> Rules:
    """K3: another one; R5: free since the day; R4: on no other place of the line; C2: whose posted slips may change."""
    if serial == sale.serial:
        return broken(K3=True)
    line, product = sale.line, sale.line.product
    there = any(each.serial == serial for each in line.standing)
    taken = register.holder(product, serial) is not None or register.overlaps(product, serial, day)
    frozen = line.document.kind is Kind.SLIP and register.frozen(line.order_line)
    return broken(C2=frozen, R4=there, R5=taken and not there)


def replace(register: Register, sale: Registration, serial: str, day: int) -> Registration:
    """
    W7: it stands on the lines of the other one, whose sale goes on with it.

    What is posted shows both; a draft that had chosen the one has the other.
    """
    came, choice = register.register(sale.line, serial), register.choice(sale)
    came.came_for, came.came_on = sale, day
    if choice is not None:
        choose(choice.line, came)
        choice.stands = choice.line.document.state is not State.DRAFT
    sale.end(End.REPLACED, day, waits=False)
    return came
