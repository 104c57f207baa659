"""Policy replay: what a draft would have changed, before it is published. Nothing is locked and nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

from graph_api.domain.cohorts import ClaimedIn, Cohort, Days, Over, Start
from graph_api.domain.outcomes import InvalidValue, Refusal
from graph_api.domain.replaying import Difference, Replayed, ReturnBrief, WarrantyBrief, replay_policy, replay_term
from graph_api.domain.terms import Layer, ReturnPolicy, Scope, WarrantyTerm
from graph_api.domain.versions import LockedTerms
from graph_api.services.inputs import read_optional_number
from graph_api.services.publishing import PublishPolicy, PublishTerm, read_policy, read_term, unpublishable

A = TypeVar("A")
B = TypeVar("B")

MOST_EXAMINED: Final = 1_000
"""Sales of one call; what lies behind them is another call, from the last one's cursor."""


class Replaying(Protocol):
    """What replaying needs of the graph."""

    async def look_at_term_scope(self, scope: Scope, number: str) -> LockedTerms: ...
    async def look_at_policy_scope(self, scope: Scope, number: str) -> LockedTerms: ...
    async def sales_to_replay(self, over: Over, layer: Layer | None, begin: Start, most: int) -> list[Replayed]: ...


@dataclass(frozen=True, slots=True)
class Replay(Generic[B]):
    """
    What one call found.

    Attributes:
        refusals: Why the draft could not be published; then nothing is examined.
        truncated: Whether there is more behind `last_key`, the last sale that was examined.
    """

    refusals: tuple[Refusal, ...] = ()
    examined: int = 0
    truncated: bool = False
    last_key: str = ""
    differences: tuple[Difference[B], ...] = ()

    def changes(self, answer: Callable[[B], A]) -> list[tuple[A, A, int]]:
        """How many differences lead from which answer to which, the most frequent first."""
        counted = Counter((answer(each.before), answer(each.after)) for each in self.differences)
        return [(before, after, count) for (before, after), count in counted.most_common()]


async def replay_warranty_term(
    graph: Replaying, command: PublishTerm, over: Over, begin: Start, now: datetime
) -> Replay[WarrantyBrief]:
    """Try a warranty term over sales or claims (W1)."""
    read = read_term(command, now)
    refusals = [] if isinstance(read, WarrantyTerm) else [*_in_draft(read)]
    sales = _read_over(over, refusals)
    if refusals or not isinstance(read, WarrantyTerm):
        return Replay(tuple(refusals))
    locked = await graph.look_at_term_scope(read.scope, read.number)
    draft = replace(read, version=locked.last_version + 1)
    refused = unpublishable(draft, locked)
    if refused:
        return Replay(_in_draft(refused))
    found = await graph.sales_to_replay(sales, draft.layer, begin, MOST_EXAMINED + 1)
    return _replay(found, lambda each: replay_term(each, draft, begin.valid_at))


async def replay_return_policy(
    graph: Replaying, command: PublishPolicy, over: Over, begin: Start, now: datetime
) -> Replay[ReturnBrief]:
    """Try a return policy over sales or claims (V1)."""
    read = read_policy(command, now)
    refusals = [] if isinstance(read, ReturnPolicy) else [*_in_draft(read)]
    sales = _read_over(over, refusals)
    if refusals or not isinstance(read, ReturnPolicy):
        return Replay(tuple(refusals))
    locked = await graph.look_at_policy_scope(read.scope, read.number)
    draft = replace(read, version=locked.last_version + 1)
    refused = unpublishable(draft, locked)
    if refused:
        return Replay(_in_draft(refused))
    found = await graph.sales_to_replay(sales, None, begin, MOST_EXAMINED + 1)
    return _replay(found, lambda each: replay_policy(each, draft, begin.valid_at))


def _replay(found: Sequence[Replayed], decide: Callable[[Replayed], Difference[B] | None]) -> Replay[B]:
    examined = found[:MOST_EXAMINED]
    differences = (decide(each) for each in examined)
    return Replay(
        examined=len(examined),
        truncated=len(found) > MOST_EXAMINED,
        last_key=examined[-1].key if examined else "",
        differences=tuple(each for each in differences if each is not None),
    )


def _read_over(over: Over, refusals: list[Refusal]) -> Over:
    if isinstance(over, ClaimedIn):
        refusals.extend(_backwards(over.opened, ("over", "claims", "openedTo")))
        return over
    refusals.extend(_backwards(over.sold, ("over", "cohort", "soldTo")))
    return Cohort(
        over.sold,
        product=read_optional_number(over.product, ("over", "cohort", "product"), refusals),
        category=read_optional_number(over.category, ("over", "cohort", "category"), refusals),
        customer=read_optional_number(over.customer, ("over", "cohort", "customer"), refusals),
    )


def _backwards(days: Days, path: tuple[str, ...]) -> Iterable[Refusal]:
    if days.last < days.first:
        expected = "a last day that is not before the first"
        yield InvalidValue(value=days.last.isoformat(), expected=expected, path=path)


def _in_draft(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    return tuple(replace(each, path=("draft", *each.path)) for each in refusals)
