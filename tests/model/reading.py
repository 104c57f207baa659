"""What the program shows of claims and returns, told in the model's names and days."""

from typing import Any, Final

from tests.model.facts import Product
from tests.model.program import Program, number_of
from tests.model.service import Claim, Facts, Return, Void

_UNIT: Final = """
query ($serial: String!, $product: String!) {
  lookup(by: { serial: $serial }, product: $product) { matches { ... on Unit { id } } }
}
"""
_CLAIM: Final = """
query ($number: String!) { claim(number: $number) {
  id version state flags resolution closedOn verdict { status } unit { serialNumber }
  replacement { serialNumber } } }
"""
_RETURN: Final = """
query ($number: String!) { return(number: $number) { id version items {
  id state quantity receivedSerial receivedSerials differs needsDecision decision disposition credited closedOn
  answer { mayReturn } unit { serialNumber } replacement { serialNumber } } } }
"""
_VOIDS: Final = "query ($id: ID!) { node(id: $id) { ... on Unit { sales { voids { id } } } } }"


class Reader(Program):
    """The program, asked about what happens after a sale. Claims and returns are found by their numbers."""

    def unit_of(self, product: Product, serial: str) -> str:
        (found,) = self.ask(_UNIT, serial=serial, product=self.ids[product.name])["lookup"]["matches"]
        return str(found["id"])

    def number_claim(self, claim: Claim, number: str) -> None:
        self.numbers[claim.name] = number
        self.call(claim.name, self.ask(_CLAIM, number=number)["claim"]["id"])

    def name_void(self, void: Void, unit: str) -> None:
        sales = self.ask(_VOIDS, id=unit)["node"]["sales"]
        (new,) = [each["id"] for sale in sales for each in sale["voids"] if each["id"] not in self.names]
        self.call(void.name, new)

    def number_return(self, found: Return, number: str | None = None) -> None:
        """A return and what came instead of its items get the names that the model gave them."""
        self.numbers.setdefault(found.name, number or "")
        seen = self.ask(_RETURN, number=self.numbers[found.name])["return"]
        self.call(found.name, seen["id"])
        for item, node in zip(found.items, seen["items"], strict=True):
            self.call(item.name, node["id"])

    def of_claim(self, claim: Claim) -> Facts:
        found = self.ask(_CLAIM, number=self.numbers[claim.name])["claim"]
        self.versions[claim.name] = found["version"]
        return {
            f"{claim.name}: state": found["state"],
            f"{claim.name}: flags": found["flags"],
            f"{claim.name}: verdict": found["verdict"]["status"],
            f"{claim.name}: unit": found["unit"]["serialNumber"],
            f"{claim.name}: resolution": found["resolution"],
            f"{claim.name}: closed on": number_of(found["closedOn"]),
            f"{claim.name}: replacement": found["replacement"] and found["replacement"]["serialNumber"],
        }

    def of_return(self, asked: Return) -> Facts:
        found = self.ask(_RETURN, number=self.numbers[asked.name])["return"]
        self.versions[asked.name] = found["version"]
        facts: Facts = {}
        for node in found["items"]:
            facts |= self._of_item(self.names.get(node["id"], "something unknown"), node)
        return facts

    @staticmethod
    def _of_item(name: str, node: dict[str, Any]) -> Facts:
        return {
            f"{name}: state": node["state"],
            f"{name}: may return": node["answer"]["mayReturn"],
            f"{name}: unit": node["unit"] and node["unit"]["serialNumber"],
            f"{name}: quantity": node["quantity"],
            f"{name}: received": node["receivedSerial"],
            f"{name}: found": node["receivedSerials"],
            f"{name}: differs": node["differs"],
            f"{name}: waits": node["needsDecision"],
            f"{name}: decision": node["decision"],
            f"{name}: disposition": node["disposition"],
            f"{name}: credited": node["credited"],
            f"{name}: closed on": number_of(node["closedOn"]),
            f"{name}: replacement": node["replacement"] and node["replacement"]["serialNumber"],
        }
