"""Publishing warranty terms and return policies. A published version is never changed; a new one is made (W1, V1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.audit import Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.outcomes import InvalidValue, Path, Refusal, UnknownRecord
from graph_api.domain.periods import Period, parse_period
from graph_api.domain.terms import (
    BuyerKind,
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    StartBasis,
    WarrantyTerm,
)
from graph_api.domain.versions import LockedTerms, decide_publication
from graph_api.services.countries import read_country
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_name, read_number, read_optional_number, repeated, shown
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform

_LONGEST_WINDOW_DAYS = 36_500
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class ScopeInput:
    """For whom and for what; nothing at all is for every sale."""

    customer: str | None = None
    product: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class CoverageInput:
    """One kind of cover as stated: an ISO period and whole percent."""

    kind: CoverageKind
    period: str
    percentage: int = _WHOLE


@dataclass(frozen=True, slots=True)
class PublishTerm:
    """A version of a warranty term."""

    number: str
    scope: ScopeInput
    layer: Layer
    start_basis: StartBasis
    coverages: tuple[CoverageInput, ...]
    valid_from: date
    valid_to: date | None = None
    transferable: bool = True
    repair_extension: str | None = None
    country: str | None = None
    buyer: BuyerKind | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PublishPolicy:
    """A version of a return policy. Without a window nothing may come back."""

    number: str
    scope: ScopeInput
    basis: ReturnBasis
    window_days: int | None
    valid_from: date
    valid_to: date | None = None


class Publishing(Ledger, Protocol):
    """What publishing needs of a transaction."""

    async def lock_term_scope(self, scope: Scope, number: str) -> LockedTerms: ...
    async def lock_policy_scope(self, scope: Scope, number: str) -> LockedTerms: ...
    async def publish_term(self, version: WarrantyTerm) -> None: ...
    async def publish_policy(self, version: ReturnPolicy) -> None: ...
    async def terms_by_id(self, ids: Sequence[str]) -> dict[str, WarrantyTerm]: ...
    async def policies_by_id(self, ids: Sequence[str]) -> dict[str, ReturnPolicy]: ...


Graph = Writes[Publishing]


async def publish_term(
    graph: Graph, audit_key: bytes, request: Request, command: PublishTerm
) -> Performed[WarrantyTerm]:
    """Publish a warranty term, or a new version of one."""

    async def story(tx: Publishing) -> Done | tuple[Refusal, ...]:
        read = read_term(command, request.now)
        if not isinstance(read, WarrantyTerm):
            return read
        locked = await tx.lock_term_scope(read.scope, read.number)
        term = replace(read, version=locked.last_version + 1)
        refusals = unpublishable(term, locked)
        if refusals:
            return refusals
        await tx.publish_term(term)
        change = Change("publishWarrantyTerm", None, _promised(term))
        return Done(key=term.id, changes=((f"WarrantyTerm:{term.number}", locked.chain, change),))

    async def load(tx: Publishing, term_id: str) -> WarrantyTerm | None:
        return (await tx.terms_by_id([term_id])).get(term_id)

    operation = Operation("publishWarrantyTerm", (Duty.MAINTAIN_SETUP,), command, story, load)
    return await perform(graph, audit_key, request, operation)


async def publish_policy(
    graph: Graph, audit_key: bytes, request: Request, command: PublishPolicy
) -> Performed[ReturnPolicy]:
    """Publish a return policy, or a new version of one."""

    async def story(tx: Publishing) -> Done | tuple[Refusal, ...]:
        read = read_policy(command, request.now)
        if not isinstance(read, ReturnPolicy):
            return read
        locked = await tx.lock_policy_scope(read.scope, read.number)
        policy = replace(read, version=locked.last_version + 1)
        refusals = unpublishable(policy, locked)
        if refusals:
            return refusals
        await tx.publish_policy(policy)
        after: Json = {**_said(policy), "basis": policy.basis, "windowDays": policy.window_days}
        change = Change("publishReturnPolicy", None, after)
        return Done(key=policy.id, changes=((f"ReturnPolicy:{policy.number}", locked.chain, change),))

    async def load(tx: Publishing, policy_id: str) -> ReturnPolicy | None:
        return (await tx.policies_by_id([policy_id])).get(policy_id)

    operation = Operation("publishReturnPolicy", (Duty.MAINTAIN_SETUP,), command, story, load)
    return await perform(graph, audit_key, request, operation)


def read_term(command: PublishTerm, now: datetime) -> WarrantyTerm | tuple[Refusal, ...]:
    """The first version of the term as stated, or everything that is wrong with it by itself."""
    refusals: list[Refusal] = []
    number, scope = _head(command, refusals)
    coverages = read_coverages(command.coverages, refusals)
    extension = _extension(command.repair_extension, refusals)
    country = read_country(command.country, ("country",), refusals)
    source = read_name(command.source, ("source",), refusals)
    if refusals:
        return tuple(refusals)
    return WarrantyTerm(
        id=new_id(),
        number=number,
        version=1,
        scope=scope,
        layer=command.layer,
        start_basis=command.start_basis,
        coverages=coverages,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        published_at=now,
        transferable=command.transferable,
        repair_extension=extension,
        country=country,
        buyer=command.buyer,
        source=source,
    )


def read_policy(command: PublishPolicy, now: datetime) -> ReturnPolicy | tuple[Refusal, ...]:
    """The first version of the policy as stated, or everything that is wrong with it by itself."""
    refusals: list[Refusal] = []
    number, scope = _head(command, refusals)
    if command.window_days is not None and not 0 <= command.window_days <= _LONGEST_WINDOW_DAYS:
        expected = f"0 to {_LONGEST_WINDOW_DAYS} days"
        refusals.append(InvalidValue(value=str(command.window_days), expected=expected, path=("windowDays",)))
    if refusals:
        return tuple(refusals)
    return ReturnPolicy(
        id=new_id(),
        number=number,
        version=1,
        scope=scope,
        basis=command.basis,
        window_days=command.window_days,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        published_at=now,
    )


def unpublishable(version: WarrantyTerm | ReturnPolicy, locked: LockedTerms) -> tuple[Refusal, ...]:
    """Why a version may not be published into its scope (W1)."""
    return (*_unknown_scope(version.scope, locked), *decide_publication(version, locked))


def _head(command: PublishTerm | PublishPolicy, refusals: list[Refusal]) -> tuple[str, Scope]:
    """The number, the scope and the days, which both kinds of version have."""
    number = read_number(command.number, ("number",), refusals)
    scope = Scope(
        customer=read_optional_number(command.scope.customer, ("scope", "customer"), refusals),
        product=read_optional_number(command.scope.product, ("scope", "product"), refusals),
        category=read_optional_number(command.scope.category, ("scope", "category"), refusals),
    )
    if scope.product is not None and scope.category is not None:
        expected = "a product or a category, not both"
        refusals.append(InvalidValue(value=shown(scope.category), expected=expected, path=("scope", "category")))
    if command.valid_to is not None and command.valid_to < command.valid_from:
        expected = "a last day that is not before the first"
        refusals.append(InvalidValue(value=command.valid_to.isoformat(), expected=expected, path=("validTo",)))
    return number, scope


def read_coverages(inputs: Sequence[CoverageInput], refusals: list[Refusal]) -> tuple[Coverage, ...]:
    """Kinds of cover, one at least and each once; what cannot be taken is refused at its place (W3, W4)."""
    if not inputs:
        refusals.append(InvalidValue(value="", expected="at least one kind of cover", path=("coverages",)))
    refusals.extend(
        InvalidValue(value=kind.value, expected="each kind once", path=("coverages",))
        for kind in repeated(each.kind for each in inputs)
    )
    read = [_coverage(each, ("coverages", str(place)), refusals) for place, each in enumerate(inputs)]
    return tuple(each for each in read if each is not None)


def _extension(text: str | None, refusals: list[Refusal]) -> Period | None:
    return None if text is None else _period(text, ("repairExtension",), refusals)


def _coverage(given: CoverageInput, path: Path, refusals: list[Refusal]) -> Coverage | None:
    period = _period(given.period, (*path, "period"), refusals)
    if period is None:
        return None
    if not 1 <= given.percentage <= _WHOLE:
        expected = "1 to 100 percent"
        refusals.append(InvalidValue(value=str(given.percentage), expected=expected, path=(*path, "percentage")))
        return None
    return Coverage(given.kind, period, given.percentage)


def _period(text: str, path: Path, refusals: list[Refusal]) -> Period | None:
    period = parse_period(text)
    if isinstance(period, Period):
        return period
    refusals.append(InvalidValue(value=shown(text), expected="a period such as P24M, P2Y or P90D (W3)", path=path))
    return None


def _unknown_scope(scope: Scope, locked: LockedTerms) -> tuple[Refusal, ...]:
    if locked.scope_exists:
        return ()
    named = ", ".join(each for each in (scope.customer, scope.product, scope.category) if each is not None)
    return (UnknownRecord(kind="customer, product or category", key=named, path=("scope",)),)


def _said(version: WarrantyTerm | ReturnPolicy) -> dict[str, Json]:
    last = None if version.valid_to is None else version.valid_to.isoformat()
    return {
        "number": version.number,
        "version": version.version,
        "scope": version.scope.key,
        "validFrom": version.valid_from.isoformat(),
        "validTo": last,
    }


def _promised(term: WarrantyTerm) -> Json:
    """All that a version of a term says, as its audit entry keeps it."""
    return {
        **_said(term),
        "layer": term.layer,
        "startBasis": term.start_basis,
        "coverages": [[each.kind.value, str(each.period), each.percentage] for each in term.coverages],
        "transferable": term.transferable,
        "repairExtension": None if term.repair_extension is None else str(term.repair_extension),
        "country": term.country,
        "buyer": term.buyer,
        "source": term.source,
    }
