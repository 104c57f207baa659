"""The customers of a history: new ones in bulk, changed ones as the story does it, the others left as they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from typing import Any, Final

from graph_api.domain.audit import Change
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.past_audit import Sealer
from graph_api.domain.terms import BuyerKind, Buyers
from graph_api.services.performing import Request
from graph_api.services.setup import SaveCustomer, save_customer
from graph_api.transfer.columns import CUSTOMERS
from graph_api.transfer.graph import HistoryGraph
from graph_api.transfer.problems import Problem, refused, spot_of
from graph_api.transfer.staging import Row, Staging

_AT_ONCE: Final = 2_000
_SORTED: Final = "WHERE f.bad = 0 ORDER BY f.number, f.row"
_OPEN_FACTS: Final = frozenset({"number", "country", "buyer_kind"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A customer as the files have it, and where."""

    row: int
    facts: CustomerFacts


def read_customers(staging: Staging, problems: list[Problem]) -> Iterator[list[_Wanted]]:
    """Customers page by page, each number once: one that is there twice is told where the two differ (D12)."""
    page: list[_Wanted] = []
    for number, rows in groupby(staging.rows(CUSTOMERS, "NULL", _SORTED), key=lambda row: str(row[3])):
        first, *others = rows
        for other in others:
            if other[3:] != first[3:]:
                said = f"customers has {number} in row {first[1]} too, and says something else: keep one of them."
                problems.append(Problem(CUSTOMERS.name, other[1], "number", "D12", said))
        page.append(_Wanted(first[1], _facts(first)))
        if len(page) == _AT_ONCE:
            yield page
            page = []
    if page:
        yield page


def _facts(row: Row) -> CustomerFacts:
    number, name, email, phone, street, postal_code, city, country, kind = row[3:]
    buyer_kind = None if kind is None else BuyerKind(kind)
    return CustomerFacts(number, name, email, phone, street, postal_code, city, country, buyer_kind)


def buyer(staging: Staging, number: str) -> Buyers | None:
    """What the files say of a customer where a sale begins; None where they do not have it."""
    found = staging.one(
        "SELECT country, buyer_kind FROM customers WHERE number = ? AND bad = 0 ORDER BY row LIMIT 1", number
    )
    if found is None:
        return None
    return Buyers(found[0], None if found[1] is None else BuyerKind(found[1]))


async def save_customers(
    page: Sequence[_Wanted], graph: HistoryGraph, sealer: Sealer, request: Request
) -> list[Problem]:
    """Save what differs from what the graph has; what was refused."""
    before = await graph.customers([each.facts.number for each in page])
    new = [each.facts for each in page if each.facts.number not in before]
    if new:
        rows = [_row(facts, request) for facts in new]
        chains = [sealer.seal(f"Customer:{facts.number}", [(request.now, _change(facts))]) for facts in new]
        await graph.load(lambda tx: tx.load_customers(rows, chains))
    problems: list[Problem] = []
    for each in page:
        if before.get(each.facts.number, each.facts) != each.facts:
            performed = await save_customer(graph, sealer.key, request, SaveCustomer(**asdict(each.facts)))
            spot = spot_of(CUSTOMERS.name, each.row)
            problems.extend(refused(refusal, spot) for refusal in performed.refusals)
    return problems


def _row(facts: CustomerFacts, request: Request) -> Mapping[str, Any]:
    values = asdict(facts)
    kind = values.pop("buyer_kind")
    return {**values, "postalCode": values.pop("postal_code"), "buyerKind": kind, "at": request.now.isoformat()}


def _change(facts: CustomerFacts) -> Change:
    """As the story has it: which facts there are, and none that identifies a person (G1)."""
    personal = [each.name for each in fields(facts) if each.name not in _OPEN_FACTS]
    named = sorted(name for name in personal if getattr(facts, name) is not None)
    after = {"number": facts.number, "fields": named, "country": facts.country, "buyerKind": facts.buyer_kind}
    return Change("saveCustomer", None, after)
