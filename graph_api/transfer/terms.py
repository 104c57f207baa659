"""Which terms and policies the sales of a history are held to: those of the graph, by day and buyer (W1, V1)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from graph_api.domain.past_imports import TradedProduct
from graph_api.domain.terms import Buyers, ReturnPolicy, WarrantyTerm, scopes_of
from graph_api.domain.versions import Candidates, HeldTo, held_to

V = TypeVar("V", WarrantyTerm, ReturnPolicy)

_REMEMBERED = 100_000


class Published:
    """Everything that was published, found by scope; what was chosen before is remembered."""

    def __init__(self, terms: Iterable[WarrantyTerm], policies: Iterable[ReturnPolicy], known_at: datetime) -> None:
        self._terms: Mapping[str, list[WarrantyTerm]] = _by_scope(terms)
        self._policies: Mapping[str, list[ReturnPolicy]] = _by_scope(policies)
        self._known_at = known_at
        self._contracts = {each.scope.customer for some in self._terms.values() for each in some} | {
            each.scope.customer for some in self._policies.values() for each in some
        }
        self._nothing = not self._terms and not self._policies
        self._chosen: dict[tuple[str, str | None, Buyers, date], HeldTo] = {}

    def held(self, product: TradedProduct, customer: str, buyer: Buyers, day: date) -> HeldTo:
        """What a sale of a product on a day is held to."""
        if self._nothing:
            return HeldTo()
        contract = customer if customer in self._contracts else None
        key = (product.facts.number, contract, buyer, day)
        if key not in self._chosen:
            if len(self._chosen) >= _REMEMBERED:
                self._chosen.clear()
            self._chosen[key] = self._choose(product, customer, buyer, day)
        return self._chosen[key]

    def _choose(self, product: TradedProduct, customer: str, buyer: Buyers, day: date) -> HeldTo:
        number = product.facts.number
        scopes = [scope.key for scope in scopes_of(number, product.categories, customer)]
        candidates = Candidates(
            categories=product.categories,
            terms=tuple(each for scope in scopes for each in self._terms.get(scope, ())),
            policies=tuple(each for scope in scopes for each in self._policies.get(scope, ())),
            buyer=buyer,
        )
        return held_to(number, customer, candidates, day, self._known_at)


def _by_scope(versions: Iterable[V]) -> dict[str, list[V]]:
    found: defaultdict[str, list[V]] = defaultdict(list)
    for version in versions:
        found[version.scope.key].append(version)
    return found
