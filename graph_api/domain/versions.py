"""Publishing versions of terms and policies, and choosing what a sale is held to. Source: rules W1 and V1."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from graph_api.domain.audit import ChainHead
from graph_api.domain.outcomes import Refusal
from graph_api.domain.terms import Layer, ReturnPolicy, WarrantyTerm, in_force, rivals, scopes_of


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was published that a sale of one product may be held to. `categories` come nearest first."""

    categories: tuple[str, ...] = ()
    terms: tuple[WarrantyTerm, ...] = ()
    policies: tuple[ReturnPolicy, ...] = ()


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
    rivals: Annotated[tuple[str, ...], "Those of the same scope that hold on some of the same days."]

    @property
    def message(self) -> str:
        named = ", ".join(self.rivals)
        return (
            f"{self.number} would hold beside {named} on the same days: end those first, or publish a version of them."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChanged(Refusal):
    """A number keeps the scope, and a term its layer, that it was first published for (W1, W5)."""

    rule = "W1"
    number: Annotated[str, "The term's or policy's number."]
    scope: Annotated[str, "What it was published for: a scope, or a layer."]

    @property
    def message(self) -> str:
        return f"{self.number} was published for {self.scope}: publish another number for this."


VersionRefusal = RivalVersion | ScopeChanged


def decide_publication(new: WarrantyTerm | ReturnPolicy, locked: LockedTerms) -> tuple[VersionRefusal, ...]:
    """
    Whether a version may be published into its scope (W1).

    A term keeps its layer as it keeps its scope: layers are chosen from one by one (W5), and a version in another
    layer would leave the earlier ones in force for ever.
    """
    if locked.number_scope is not None and locked.number_scope != new.scope.key:
        return (ScopeChanged(number=new.number, scope=locked.number_scope, path=("scope",)),)
    if isinstance(new, WarrantyTerm):
        layers = sorted({each.layer for each in locked.terms if each.number == new.number} - {new.layer})
        if layers:
            return (ScopeChanged(number=new.number, scope=f"the layer {layers[0]}", path=("layer",)),)
        others = rivals((each for each in locked.terms if each.layer is new.layer), new)
        named = {each.number for each in others}
    else:
        named = {each.number for each in rivals(locked.policies, new)}
    return (RivalVersion(number=new.number, rivals=tuple(sorted(named)), path=("validFrom",)),) if named else ()


def held_to(product: str, customer: str, candidates: Candidates, day: date, known_at: datetime) -> HeldTo:
    """The version of each layer, and the return policy, that a sale of one day is held to (W1, W5, V1)."""
    ranked = scopes_of(product, candidates.categories, customer)
    by_layer = (
        in_force((term for term in candidates.terms if term.layer is layer), ranked, day, known_at) for layer in Layer
    )
    policy = in_force(candidates.policies, ranked, day, known_at)
    return HeldTo(
        terms=tuple(sorted(term.id for term in by_layer if term is not None)),
        policies=() if policy is None else (policy.id,),
    )
