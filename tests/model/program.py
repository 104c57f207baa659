"""The program's side: what is sent through GraphQL, and what is read back, told in the model's names and days."""

from asyncio import Runner
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from graph_api.api.context import Office
from graph_api.api.schema import schema
from graph_api.store.bolt import Bolt
from graph_api.store.graph import Graph
from tests.api.desk import Desk
from tests.model.answers import COUNTED, Facts, said, sale
from tests.model.facts import Document, Kind, Line, Order, Product, Register, Registration, Rules, State
from tests.model.service import COVERED_DAYS, RETURN_DAYS

FIRST: Final = date(2026, 2, 25)
LAST: Final = 5
_MORNING: Final = datetime(2026, 3, 2, 6, tzinfo=UTC)

_LISTED: Final = "registrations(first: 200) { nodes { id serialNumber notReadable ended endedOn } }"
_LINE: Final = f"id quantity registered notReadable missing surplus {_LISTED}"
_DOCUMENT: Final = "id version state day obstacles { rule }"
_DOCUMENTS: Final = f"""
query ($number: String!) {{
  salesOrder(number: $number) {{
    version lines {{ id quantity shipped invoiced }}
    packingSlips {{ {_DOCUMENT} lines {{ {_LINE} endedOn: reversedOn takenBack }} }}
    invoices {{ {_DOCUMENT} lines {{ {_LINE} endedOn: creditedOn cameOff }} }}
  }}
}}
"""
_DAYS: Final = " ".join(f'on{day}: saleStatus(validAt: "{FIRST + timedelta(day)}")' for day in range(LAST + 1))
_DAYS_AFTER: Final = " ".join(
    f'covered{day}: warranty(validAt: "{FIRST + timedelta(day)}") {{ status }} '
    f'back{day}: returnEligibility(validAt: "{FIRST + timedelta(day)}") {{ mayReturn }}'
    for day in range(LAST + 1)
)
_SALE: Final = "day packingSlip { id } invoice { id } salesOrder { number } ended { kind on }"
_LOOKUP: Final = f"""
query ($serial: String!, $product: String!) {{
  lookup(by: {{serial: $serial}}, product: $product) {{
    matches {{ ... on SerialAnswer {{ {_DAYS} {_DAYS_AFTER} }} ... on Unit {{ sales {{ {_SALE} }} }} }}
  }}
}}
"""


def day_of(day: int) -> str:
    return (FIRST + timedelta(day)).isoformat()


def number_of(day: str | None) -> int | None:
    return None if day is None else (date.fromisoformat(day) - FIRST).days


@dataclass
class Clock:
    """A second passes with each question, so that no two things are recorded at one moment."""

    seconds: int = 0

    def __call__(self) -> datetime:
        self.seconds += 1
        return _MORNING + timedelta(seconds=self.seconds)


@dataclass
class Program:
    """One example's documents in the graph. `ids` has the global id of whatever the model names."""

    desk: Desk
    runner: Runner
    unique: Callable[[str], str]
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, bolt: Bolt, runner: Runner, unique: Callable[[str], str]) -> Self:
        office = Office(Graph(bolt), b"a key of thirty-two bytes, or so.", Clock(), ZoneInfo("Europe/Berlin"))
        return cls(Desk(schema, office, bolt), runner, unique)

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        return self.runner.run(self.desk.ask(document, **variables))

    def call(self, name: str, id_: str) -> None:
        self.ids[name], self.names[id_] = id_, name

    def send(self, mutation: str, **asked: Any) -> Rules:
        """Send a mutation; returns the rules that it is refused by."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ refusals {{ rule }} }} }}"
        return frozenset(refusal["rule"] for refusal in self.ask(document, input=asked)[mutation]["refusals"])

    def set_up(self, product: Product) -> None:
        """A product whose group is its own."""
        self.ids[product.name] = self.unique(product.name)
        wanted = self.settings_input(product, active=product.active, blank_issue=product.blank_issue)
        self.send("saveTrackingDimensionGroup", **wanted)
        number = self.ids[product.name]
        self.send("saveProduct", number=number, name="Pump", trackingDimensionGroup=f"G-{number}")
        held = {"scope": {"product": number}, "validFrom": "2020-01-01"}
        cover = [{"kind": "PARTS", "period": f"P{COVERED_DAYS}D"}]
        starts = {"startBasis": "INVOICE", "layer": "COMMERCIAL"}
        self.send("publishWarrantyTerm", number=f"WT-{number}", coverages=cover, **starts, **held)
        self.send("publishReturnPolicy", number=f"RP-{number}", basis="INVOICE", windowDays=RETURN_DAYS, **held)

    def settings_input(self, product: Product, *, active: bool, blank_issue: bool) -> dict[str, Any]:
        return {
            "number": f"G-{self.ids[product.name]}",
            "activeInSalesProcess": active,
            "blankIssueAllowed": blank_issue,
        }

    def of_orders(self, register: Register, orders: Iterable[Order]) -> Facts:
        """Read orders with their documents; new lines and registrations get the names that the model gave them."""
        facts: Facts = {}
        for order in orders:
            found = self.ask(_DOCUMENTS, number=self.ids[order.name])["salesOrder"]
            self.versions[order.name] = found["version"]
            self._name_all(order.lines, found["lines"])
            for line in found["lines"]:
                name = self.names[line["id"]]
                facts |= {f"{name}: ordered": line["quantity"]}
                facts |= {f"{name}: {what}": line[what] for what in ("shipped", "invoiced")}
            for kind, documents in ((Kind.SLIP, found["packingSlips"]), (Kind.INVOICE, found["invoices"])):
                standing = [each for each in register.of_kind(kind) if each.order is order]
                standing = [each for each in standing if each.state is not State.DISCARDED]
                self._name_all(standing, documents)
                by_name = {each.name: each for each in standing}
                for document in documents:
                    facts |= self._of_document(by_name.get(self._name(document)), document)
        return facts

    def _of_document(self, document: Document | None, found: dict[str, Any]) -> Facts:
        name = self._name(found)
        self.versions[name] = found["version"]
        facts: Facts = {
            f"{name}: state": found["state"],
            f"{name}: day": number_of(found["day"]),
            f"{name}: obstacles": sorted({refusal["rule"] for refusal in found["obstacles"]}),
        }
        if document is None:
            return facts
        self._name_all(document.lines, found["lines"])
        by_name = {line.name: line for line in document.lines}
        for line in found["lines"]:
            facts |= self._of_line(by_name.get(self._name(line)), line)
        return facts

    def _of_line(self, line: Line | None, found: dict[str, Any]) -> Facts:
        name = self._name(found)
        nodes = found["registrations"]["nodes"]
        if line is not None and line.bills is None:
            self._name_registrations([each for each in line.registered if each.name not in self.ids], nodes)
        return {
            **{f"{name}: {what}": found[what] for what in COUNTED if what in found},
            f"{name}: ended on": number_of(found["endedOn"]),
            f"{name}: lists": sorted(self._said(node) for node in nodes),
        }

    def _said(self, node: dict[str, Any]) -> str:
        return said(self._name(node), node["serialNumber"], node["ended"], number_of(node["endedOn"]))

    def _name(self, found: dict[str, Any]) -> str:
        return self.names.get(found["id"], "something unknown")

    def _name_all(self, named: Iterable[Any], found: Sequence[dict[str, Any]]) -> None:
        """What is new on both sides is the same, in its order."""
        new = [each["id"] for each in found if each["id"] not in self.names]
        for each, id_ in zip([each for each in named if each.name not in self.ids], new, strict=False):
            self.call(each.name, id_)

    def _name_registrations(self, new: Sequence[Registration], nodes: Sequence[dict[str, Any]]) -> None:
        """What is new on both sides is the same, where the number is the same; blanks are like one another."""
        for node in nodes:
            same = (each for each in new if each.name not in self.ids and each.serial == node["serialNumber"])
            if node["id"] not in self.names and (registration := next(same, None)) is not None:
                self.call(registration.name, node["id"])

    def of_serials(self, register: Register, asked: Sequence[tuple[Product, str]]) -> Facts:
        """Look numbers up."""
        orders = {self.ids[order.name]: order.name for order in register.orders}
        facts: Facts = {}
        for product, serial in asked:
            found = self.ask(_LOOKUP, serial=serial, product=self.ids[product.name])
            (match,) = found["lookup"]["matches"]
            name = f"{product.name} {serial}"
            facts[f"{name}: status"] = [match[f"on{day}"] for day in range(LAST + 1)]
            facts[f"{name}: warranty"] = [match[f"covered{day}"]["status"] for day in range(LAST + 1)]
            facts[f"{name}: may return"] = [match[f"back{day}"]["mayReturn"] for day in range(LAST + 1)]
            facts[f"{name}: sales"] = [self._sale(orders, each) for each in match.get("sales", [])]
        return facts

    def _sale(self, orders: dict[str, str], found: dict[str, Any]) -> str:
        slip, invoice = (
            None if found[each] is None else self._name(found[each]) for each in ("packingSlip", "invoice")
        )
        ended = found["ended"] or {"kind": None, "on": None}
        order = orders.get(found["salesOrder"]["number"], "another order")
        return sale(number_of(found["day"]), order, slip, invoice, ended["kind"], number_of(ended["on"]))
