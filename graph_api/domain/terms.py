"""
Warranty terms and return policies as published: immutable versions that a posted line holds for good (W1, V1).

A version is ranked by how specific its scope is. What a sale is held to is chosen once, when its first document is
posted, among the versions published by then and in force on the day of sale.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final, Protocol, TypeVar

from graph_api.domain.periods import Period


class ScopeKind(IntEnum):
    """What a version is written for, the most specific first: the lower number wins (W1)."""

    CONTRACT_PRODUCT = 1
    CONTRACT_CATEGORY = 2
    CONTRACT = 3
    PRODUCT = 4
    CATEGORY = 5
    ALL = 6


@dataclass(frozen=True, slots=True)
class Scope:
    """A customer's contract, a product, a category, or all. No two of product and category together."""

    customer: str | None = None
    product: str | None = None
    category: str | None = None

    @property
    def kind(self) -> ScopeKind:
        """How specific the scope is."""
        if self.customer is not None:
            if self.product is not None:
                return ScopeKind.CONTRACT_PRODUCT
            return ScopeKind.CONTRACT if self.category is None else ScopeKind.CONTRACT_CATEGORY
        if self.product is not None:
            return ScopeKind.PRODUCT
        return ScopeKind.ALL if self.category is None else ScopeKind.CATEGORY

    @property
    def key(self) -> str:
        """One canonical text, equal for equal scopes, by which the graph finds the versions of a scope."""
        parts = (("customer", self.customer), ("product", self.product), ("category", self.category))
        named = [f"{name}={len(value)}:{value}" for name, value in parts if value is not None]
        return ";".join(named) or "all"


def scopes_of(product: str, categories: Iterable[str], customer: str) -> tuple[Scope, ...]:
    """
    Every scope that a sale falls under, the most specific first.

    Args:
        categories: The product's category and its ancestors, nearest first.
    """
    nearest = tuple(categories)
    return (
        Scope(customer=customer, product=product),
        *(Scope(customer=customer, category=category) for category in nearest),
        Scope(customer=customer),
        Scope(product=product),
        *(Scope(category=category) for category in nearest),
        Scope(),
    )


class BuyerKind(StrEnum):
    """Whom a law protects: who buys for himself, or who buys for a trade."""

    CONSUMER = "CONSUMER"
    BUSINESS = "BUSINESS"


@dataclass(frozen=True, slots=True)
class Buyers:
    """
    Whom a version is for, or who bought, as far as laws ask (W1).

    Of a version, None is everybody; of a customer, None is not known, and then nothing narrower than everybody holds.
    """

    country: str | None = None
    kind: BuyerKind | None = None

    def widening(self) -> tuple["Buyers", ...]:
        """Whom a version may be for to hold for a sale to this customer, the narrowest first."""
        return (self, Buyers(country=self.country), Buyers(kind=self.kind), EVERYBODY)


EVERYBODY: Final = Buyers()


class Layer(StrEnum):
    """Warranties that run side by side (W5)."""

    STATUTORY = "STATUTORY"
    COMMERCIAL = "COMMERCIAL"
    EXTENDED = "EXTENDED"
    GOODWILL = "GOODWILL"


class StartBasis(StrEnum):
    """The event that starts a warranty (W2)."""

    PACKING_SLIP = "PACKING_SLIP"
    INVOICE = "INVOICE"
    OWNER_REGISTRATION = "OWNER_REGISTRATION"
    INSTALLATION = "INSTALLATION"


class CoverageKind(StrEnum):
    """What a warranty pays for (W4)."""

    PARTS = "PARTS"
    LABOUR = "LABOUR"
    TRANSPORT = "TRANSPORT"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One kind of cover: how long, and which share of the cost, in whole percent (W4)."""

    kind: CoverageKind
    period: Period
    percentage: int = 100


@dataclass(frozen=True, slots=True)
class WarrantyTerm:
    """
    One published version of a warranty term.

    Attributes:
        transferable: Whether cover follows the unit to a new owner (W9).
        repair_extension: What a repair under this layer adds to its last day, once (W5).
        country: The buyer's, as ISO 3166 alpha-2, and `buyer`: whom the term is for; None for everybody.
        source: What it is taken from, such as a law with its date.
    """

    id: str
    number: str
    version: int
    scope: Scope
    layer: Layer
    start_basis: StartBasis
    coverages: tuple[Coverage, ...]
    valid_from: date
    valid_to: date | None
    published_at: datetime
    transferable: bool = True
    repair_extension: Period | None = None
    country: str | None = None
    buyer: BuyerKind | None = None
    source: str | None = None

    @property
    def buyers(self) -> Buyers:
        """Whom the term is for."""
        return Buyers(self.country, self.buyer)


class ReturnBasis(StrEnum):
    """The day from which a return window is counted (V1)."""

    PACKING_SLIP = "PACKING_SLIP"
    INVOICE = "INVOICE"


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """One published version of a return policy. `window_days` is None where it is not returnable."""

    id: str
    number: str
    version: int
    scope: Scope
    basis: ReturnBasis
    window_days: int | None
    valid_from: date
    valid_to: date | None
    published_at: datetime

    @property
    def buyers(self) -> Buyers:
        """Everybody: policies are published by product, category and customer alone (V1)."""
        return EVERYBODY


class Version(Protocol):
    """What choosing needs of a warranty term or a return policy."""

    @property
    def number(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def buyers(self) -> Buyers: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def published_at(self) -> datetime: ...


V = TypeVar("V", bound=Version)

_SECOND_DAY = date.min + timedelta(days=1)


def covers_day(version: Version, day: date) -> bool:
    """Whether the version was written for a day; its first and last day count."""
    return version.valid_from <= day and (version.valid_to is None or day <= version.valid_to)


def in_force(
    versions: Iterable[V], ranked: Iterable[Scope], day: date, known_at: datetime, buyer: Buyers = EVERYBODY
) -> V | None:
    """
    The version that a sale of one day to a customer is held to, or None.

    A number's later version replaces its earlier ones from its own first day on, so that one with a last day ends
    the number. Of the numbers in force by `known_at`, the most specific scope in `ranked` wins, and within it the one
    for the fewest customers: those of a country and kind, of a country, of a kind, everybody.

    Source: rules W1 and V1.
    """
    spoken: dict[str, V] = {}
    for version in sorted(versions, key=lambda each: each.version):
        if version.published_at <= known_at and version.valid_from <= day:
            spoken[version.number] = version
    by_rank = {(each.scope.key, each.buyers): each for each in spoken.values() if covers_day(each, day)}
    if not by_rank:
        return None
    ranks = ((scope.key, buyers) for scope in ranked for buyers in buyer.widening())
    return next((by_rank[rank] for rank in ranks if rank in by_rank), None)


def rivals(published: Iterable[V], new: Version) -> tuple[V, ...]:
    """
    Other numbers' versions of one rank that are in force on a day of the new one: it is refused, naming them.

    Of one rank are those of the same scope and for the same customers: where these differ, the narrower one wins.

    Args:
        published: The versions of the same scope, and of the same layer where there are layers (W1).
    """
    rank = (new.scope.key, new.buyers)
    others = [each for each in published if each.number != new.number and (each.scope.key, each.buyers) == rank]
    return tuple(each for each in others if _overlap(each, _last_day(each, others), new))


def _last_day(version: Version, published: Iterable[Version]) -> date | None:
    """The last day on which a version speaks for its number: its own, or the one before a later version's first."""
    later = (each for each in published if each.number == version.number and each.version > version.version)
    # Before the first day of the calendar there is no day: there the later version is named itself.
    bounds = [max(each.valid_from, _SECOND_DAY) - timedelta(days=1) for each in later]
    return min(bounds if version.valid_to is None else [version.valid_to, *bounds], default=None)


def _overlap(version: Version, last_day: date | None, new: Version) -> bool:
    if last_day is not None and last_day < version.valid_from:
        return False
    starts_in_time = new.valid_to is None or version.valid_from <= new.valid_to
    return starts_in_time and (last_day is None or new.valid_from <= last_day)
