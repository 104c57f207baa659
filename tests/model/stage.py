"""Where stories are played: each act is done by the program and by the model, and what can be seen is compared."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NoReturn, TypeVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.model import answers, service
from tests.model.facts import Document, Kind, Line, Order, OrderLine, Product, Register, Registration, Rules, State
from tests.model.program import LAST, day_of
from tests.model.reading import Reader
from tests.model.service import Claim, Item, Return, Void

SERIALS: Final = ("S1", "S2", "S3", "S4", "S5")
STRAY: Final = 7
WHICH: Final = st.integers(0, STRAY)
"""Which of those that suit an act; the last one takes any, also those that do not."""
PIECES: Final = st.integers(1, 3)
SOUND_DAY: Final = st.sampled_from((LAST, LAST - 1, LAST - 2, 2, 1, 0))
DAY: Final = st.sampled_from((LAST, LAST - 1, LAST - 2, 1, 0, LAST + 1, -1))

STALE: Final = "C4"
"""What is seen too late is refused, whatever else is said against it."""

Named = Product | Order | OrderLine | Document | Line | Registration | Claim | Return | Item | Void
Told = Counter[tuple[str, str]]
T = TypeVar("T")


def one(suitable: Sequence[T], everything: Sequence[T], which: int) -> T:
    """One of those that suit; the stray choice takes one of all."""
    pool = suitable if suitable and which != STRAY else everything
    return pool[which % len(pool)]


def names(things: Iterable[Any]) -> str:
    return ", ".join(each.name for each in things)


REFUSED: Final = "refused by "


def _told(rules: Rules) -> str:
    return REFUSED + ", ".join(sorted(rules)) if rules else "done"


class Stage(RuleBasedStateMachine):
    """Three products (controlled, blank issue allowed, without serials) on two orders."""

    def __init__(self, program: Reader, told: Told) -> None:
        super().__init__()
        self.program, self.told = program, told
        self.register = Register(LAST)
        self.service = service.Service(self.register)
        self.story: list[str] = []
        self.parted = False
        self.looked_up: dict[tuple[Product, str], answers.Facts] = {}
        self.looked_after: dict[Claim | Return, answers.Facts] = {}

    def open_the_shop(self) -> None:
        """Set up what every story begins with."""
        register = self.register
        register.products += [Product("A"), Product("B", blank_issue=True), Product("C", active=False)]
        a, b, c = register.products
        for product in register.products:
            self.program.set_up(product)
        self.program.ids["customer"] = self.program.unique("CUST")
        self.program.send("saveCustomer", number=self.program.ids["customer"], name="Miller")
        for place, lines in enumerate(([(a, 6), (b, 4), (c, 2)], [(a, 3), (b, 3)]), start=1):
            order = Order(f"order {place}")
            order.lines += [
                OrderLine(f"{order.name} line {i}", order, product, pieces)
                for i, (product, pieces) in enumerate(lines, start=1)
            ]
            register.orders.append(order)
            self.program.ids[order.name] = self.program.unique("SO")
            self.program.send("saveSalesOrder", **self.order_input(order, {}))
        self.looked_up = self.of_serials()
        self.compare(register.orders)

    def order_input(self, order: Order, quantities: dict[OrderLine, int]) -> dict[str, Any]:
        lines = [
            {"product": self.id(line.product), "quantity": quantities.get(line, line.quantity)} for line in order.lines
        ]
        customer = self.program.ids["customer"]
        return {"number": self.id(order), "customer": customer, "orderedOn": day_of(order.day), "lines": lines}

    def id(self, thing: Named) -> str:
        return self.program.ids[thing.name]

    def ids(self, things: Iterable[OrderLine | Line | Registration]) -> list[str]:
        return [self.id(each) for each in things]

    def act(
        self,
        order: Order,
        what: str,
        decide: Callable[[], Rules],
        mutation: str,
        done: Callable[[], None] | None = None,
        /,
        **asked: Any,
    ) -> bool:
        """
        Do one thing on both sides; says whether it was done, and stops the story where the sides differ.

        Args:
            done: Gives what is new on both sides one name, once it was done.
        """
        tried = self.program.send(mutation, **asked, dryRun=True) if len(self.story) % 5 == 0 else None
        refused = self.program.send(mutation, **asked)
        expected = decide()
        outcome = _told(expected)
        self.story.append(f"{what}: {outcome}")
        self.told[mutation, outcome] += 1
        event(f"{mutation}: {outcome}")
        if refused != expected and STALE not in refused & expected:
            self.differ([f"the program: {_told(refused)}"])
        if tried not in (None, refused):
            self.differ([f"the program, trying: {_told(tried or frozenset())}"])
        if done is not None and not refused:
            done()
        self.compare([order] if order in self.register.orders else [])
        return not refused

    def differ(self, differences: Sequence[str]) -> NoReturn:
        self.parted = True
        steps = [f"  {place}. {step}" for place, step in enumerate(self.story, start=1)]
        raise AssertionError("\n".join(["The program and the rules part ways.", *steps, *differences]))

    def compare(self, orders: Sequence[Order]) -> None:
        """What both sides show of these orders now, and of the numbers those whose answer has changed by the rules."""
        register = self.register
        self.hold_against(self.program.of_orders(register, orders), answers.of_orders(register, orders))
        expected = self.of_serials()
        changed = [asked for asked, facts in expected.items() if self.looked_up.get(asked) != facts]
        self._look_up(changed, expected)
        self.look_after()

    def look_after(self) -> None:
        """Claims and returns of which something changed by the rules; their versions are read with them."""
        claims: dict[Claim | Return, answers.Facts] = {
            each: service.of_claim(self.service, each) for each in self.service.claims
        }
        returns = {each: service.of_return(each) for each in self.service.returns}
        for each, expected in (claims | returns).items():
            if self.looked_after.get(each) != expected:
                found = self.program.of_claim(each) if isinstance(each, Claim) else self.program.of_return(each)
                self.hold_against(found, expected)
                self.looked_after[each] = expected

    def of_serials(self) -> dict[tuple[Product, str], answers.Facts]:
        asked = [(product, serial) for product in self.register.products[:2] for serial in SERIALS]
        return {
            each: answers.of_serial(self.register, *each) | service.of_serial(self.service, *each) for each in asked
        }

    def _look_up(
        self, asked: Sequence[tuple[Product, str]], expected: dict[tuple[Product, str], answers.Facts]
    ) -> None:
        found = self.program.of_serials(self.register, asked)
        self.hold_against(found, {name: fact for each in asked for name, fact in expected[each].items()})
        self.looked_up |= {each: expected[each] for each in asked}

    def hold_against(self, found: answers.Facts, expected: answers.Facts) -> None:
        differences = [
            f"{name}: by the rules {expected.get(name)!r}, by the program {found.get(name)!r}"
            for name in sorted(expected.keys() | found.keys())
            if expected.get(name) != found.get(name)
        ]
        if differences:
            self.differ(differences)

    def teardown(self) -> None:
        """At the end everything is compared once more, also what nothing should have changed."""
        if not self.parted:
            self.looked_up, self.looked_after = {}, {}
            self.compare(self.register.orders)

    def documents(self, kind: Kind, *states: State) -> list[Document]:
        return self.register.of_kind(kind, *states)

    def lines(self, *states: State, kind: Kind | None = None) -> list[Line]:
        kinds = (Kind.SLIP, Kind.INVOICE) if kind is None else (kind,)
        return [line for each in kinds for line in self.register.lines(each, *states)]

    def order_lines(self) -> list[OrderLine]:
        return [line for order in self.register.orders for line in order.lines]

    def free_serials(self, product: Product) -> list[str]:
        """Those that wait for an order line come first: so they also come to stand elsewhere (D4)."""
        free = [serial for serial in SERIALS if self.register.holder(product, serial) is None]
        waiting = {each.serial for each in self.register.registrations if each.waits and each.line.product is product}
        return sorted(free, key=lambda serial: serial not in waiting)
