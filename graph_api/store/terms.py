"""Warranty terms and return policies: publishing versions, and finding those that a sale may be held to."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final, LiteralString

from graph_api.domain.periods import Period, parse_period
from graph_api.domain.terms import (
    BuyerKind,
    Buyers,
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    StartBasis,
    WarrantyTerm,
)
from graph_api.store.fragments import a_day, a_moment, day

TERM: Final[LiteralString] = """
    [term.id, term.number, term.version, term.scopeCustomer, term.scopeProduct, term.scopeCategory, term.layer,
     term.startBasis, term.coverages, toString(term.validFrom), toString(term.validTo), toString(term.publishedAt),
     term.transferable, term.repairExtension, term.country, term.buyer, term.source]
"""
POLICY: Final[LiteralString] = """
    [policy.id, policy.number, policy.version, policy.scopeCustomer, policy.scopeProduct, policy.scopeCategory,
     policy.basis, policy.windowDays, toString(policy.validFrom), toString(policy.validTo),
     toString(policy.publishedAt)]
"""


def term(values: Sequence[Any]) -> WarrantyTerm:
    """Decode one warranty term's version."""
    head, coverages, rest = values[:8], values[8], values[9:]
    return _term(*head, tuple(coverages), *rest)


@lru_cache(maxsize=1024)
def _term(*values: Any) -> WarrantyTerm:
    """Kept, since a thousand units are held to a few versions."""
    id_, number, version, customer, product, category, layer, basis, coverages, first, last, published, *more = values
    transferable, extension, country, buyer, source = more
    return WarrantyTerm(
        id=id_,
        number=number,
        version=version,
        scope=Scope(customer, product, category),
        layer=Layer(layer),
        start_basis=StartBasis(basis),
        coverages=tuple(coverage(text) for text in coverages),
        valid_from=a_day(first),
        valid_to=day(last),
        published_at=a_moment(published),
        transferable=transferable is not False,
        repair_extension=None if extension is None else calendar_period(extension),
        country=country,
        buyer=None if buyer is None else BuyerKind(buyer),
        source=source,
    )


def buyers(values: Sequence[str | None]) -> Buyers:
    """Decode a customer's country and kind."""
    country, kind = values
    return Buyers(country, None if kind is None else BuyerKind(kind))


def coverage(text: str) -> Coverage:
    """Decode one kind of cover."""
    kind, period, percentage = text.split("|")
    return Coverage(CoverageKind(kind), calendar_period(period), int(percentage))


def coverage_text(part: Coverage) -> str:
    """One kind of cover as the graph keeps it."""
    return f"{part.kind}|{part.period}|{part.percentage}"


@cache
def calendar_period(text: str) -> Period:
    """Decode a calendar period."""
    parsed = parse_period(text)
    if not isinstance(parsed, Period):
        raise ValueError(f"the graph holds a warranty period that is none: {text}")  # noqa: TRY004 -- the text is
    return parsed


def policy(values: Sequence[Any]) -> ReturnPolicy:
    """Decode one return policy's version."""
    return _policy(*values)


@lru_cache(maxsize=1024)
def _policy(*values: Any) -> ReturnPolicy:
    """Kept, as terms are."""
    id_, number, version, customer, product, category, basis, window, first, last, published = values
    scope = Scope(customer, product, category)
    return ReturnPolicy(
        id_, number, version, scope, ReturnBasis(basis), window, a_day(first), day(last), a_moment(published)
    )


def _version_facts(version: WarrantyTerm | ReturnPolicy) -> dict[str, Any]:
    facts: Mapping[str, Any] = {
        "id": version.id,
        "number": version.number,
        "version": version.version,
        "scopeKey": version.scope.key,
        "scopeCustomer": version.scope.customer,
        "scopeProduct": version.scope.product,
        "scopeCategory": version.scope.category,
        "validFrom": version.valid_from,
        "validTo": version.valid_to,
        "publishedAt": version.published_at,
    }
    return {name: value for name, value in facts.items() if value is not None}


def term_facts(version: WarrantyTerm) -> dict[str, Any]:
    """A warranty term's version as the graph keeps it."""
    extension = version.repair_extension
    more = {
        "transferable": None if version.transferable else False,
        "repairExtension": None if extension is None else str(extension),
        "country": version.country,
        "buyer": None if version.buyer is None else version.buyer.value,
        "source": version.source,
    }
    return {
        **_version_facts(version),
        "layer": version.layer.value,
        "startBasis": version.start_basis.value,
        "coverages": [coverage_text(each) for each in version.coverages],
        **{name: value for name, value in more.items() if value is not None},
    }


def policy_facts(version: ReturnPolicy) -> dict[str, Any]:
    """A return policy's version as the graph keeps it. Without `windowDays` nothing may come back."""
    window = {} if version.window_days is None else {"windowDays": version.window_days}
    return {**_version_facts(version), "basis": version.basis.value, **window}
