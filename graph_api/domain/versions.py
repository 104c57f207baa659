"""Publishing versions of terms and policies, and choosing what a sale is held to. Source: rules W1 and V1."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from graph_api.domain.audit import ChainHead
from graph_api.domain.outcomes import Refusal
from graph_api.domain.terms import (
    EVERYBODY,
    Buyers,
    Layer,
    ReturnPolicy,
    WarrantyTerm,
    in_force,
    rivals,
    scopes_of,
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """
    What was published that a sale of one product may be held to, and what is known of who buys.

    Attributes:
        categories: The product's, nearest first.
        buyer: The customer's country and kind, as they are known when the sale begins.
    """

    categories: tuple[str, ...] = ()
    terms: tuple[WarrantyTerm, ...] = ()
    policies: tuple[ReturnPolicy, ...] = ()
    buyer: Buyers = EVERYBODY


@dataclass(frozen=True, slots=True)
class HeldTo:
    """The versions that a posted line is held to for good, by id."""

    terms: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LockedTerms:
    """
    A scope under its lock.

    Attributes:
        number_scope: The key of the scope that this number was published for before; None for a new number.
    """

    terms: tuple[WarrantyTerm, ...]
    policies: tuple[ReturnPolicy, ...]
    number_scope: str | None
    scope_exists: bool
    last_version: int
    chain: ChainHead


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalVersion(Refusal):
    """Two of one rank for one day are refused when published (W1, V1)."""

    rule = "W1"
    number: Annotated[str, "What was to be published."]
    rivals: Annotated[
        tuple[str, ...], "Those of one rank that hold on some of the same days: same scope, layer and buyers."
    ]

    @property
    def message(self) -> str:
        named = ", ".join(self.rivals)
        return (
            f"{self.number} would hold beside {named} on the same days: end those first, or publish a version of them."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChanged(Refusal):
    """A number keeps what it was first published for: its scope, and a term its layer and its buyers (W1, W5)."""

    rule = "W1"
    number: Annotated[str, "The term's or policy's number."]
    scope: Annotated[str, "What it was published for: a scope, a layer, or buyers."]

    @property
    def message(self) -> str:
        return f"{self.number} was published for {self.scope}: publish another number for this."


VersionRefusal = RivalVersion | ScopeChanged


def decide_publication(new: WarrantyTerm | ReturnPolicy, locked: LockedTerms) -> tuple[VersionRefusal, ...]:
    """
    Whether a version may be published into its scope (W1).

    A term keeps its layer and its buyers as it keeps its scope: these are chosen from one by one, and a version for
    another would leave the earlier ones in force for ever.
    """
    if locked.number_scope is not None and locked.number_scope != new.scope.key:
        return (ScopeChanged(number=new.number, scope=locked.number_scope, path=("scope",)),)
    if isinstance(new, WarrantyTerm):
        moved = _moved(next((each for each in locked.terms if each.number == new.number), new), new)
        if moved:
            return moved
        others = rivals((each for each in locked.terms if each.layer is new.layer), new)
        named = {each.number for each in others}
    else:
        named = {each.number for each in rivals(locked.policies, new)}
    return (RivalVersion(number=new.number, rivals=tuple(sorted(named)), path=("validFrom",)),) if named else ()


def _moved(earlier: WarrantyTerm, new: WarrantyTerm) -> tuple[ScopeChanged, ...]:
    """What a number was published for before, and this version of it is not for."""
    changes = (
        ("layer", earlier.layer is not new.layer, f"the layer {earlier.layer}"),
        ("country", earlier.country != new.country, _named(earlier.buyers)),
        ("buyer", earlier.buyer is not new.buyer, _named(earlier.buyers)),
    )
    return tuple(ScopeChanged(number=new.number, scope=was, path=(field,)) for field, moved, was in changes if moved)


def _named(buyers: Buyers) -> str:
    kind = "buyers" if buyers.kind is None else f"buyers of kind {buyers.kind}"
    return f"{kind} everywhere" if buyers.country is None else f"{kind} in {buyers.country}"


def held_to(product: str, customer: str, candidates: Candidates, day: date, known_at: datetime) -> HeldTo:
    """The version of each layer, and the return policy, that a sale of one day is held to (W1, W5, V1)."""
    ranked = scopes_of(product, candidates.categories, customer)
    by_layer = (
        in_force((term for term in candidates.terms if term.layer is layer), ranked, day, known_at, candidates.buyer)
        for layer in Layer
    )
    policy = in_force(candidates.policies, ranked, day, known_at)
    return HeldTo(
        terms=tuple(sorted(term.id for term in by_layer if term is not None)),
        policies=() if policy is None else (policy.id,),
    )
