"""What sales build on: tracking dimension groups, products, warranty terms and return policies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from graph_api.domain.lineage import ProductFacts
from graph_api.domain.periods import Period
from graph_api.domain.terms import (
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    StartBasis,
    WarrantyTerm,
)
from graph_api.domain.tracking import SerialSettings
from graph_api.domain.versions import Candidates
from graph_api.seeding.chance import draw, seeded_id
from graph_api.seeding.days import at_minute
from graph_api.seeding.laws import plan_laws
from graph_api.seeding.numbers import demonstration_gtin, serial_pattern
from graph_api.seeding.source import CategoryRow, ProductRow, Source

SERIAL: Final = "SERIAL"
SERIAL_BLANK: Final = "SERIAL-BLANK"
NONE: Final = "NONE"
_TRACKED: Final = SerialSettings(active_in_sales_process=True, serial_number_control=True)
_BLANK_ALLOWED: Final = SerialSettings(
    active_in_sales_process=True, serial_number_control=True, blank_issue_allowed=True
)
_BLANK_CATEGORIES: Final = frozenset({"16", "32", "39"})
_MEMORY: Final = "14"
_SOFTWARE: Final = "20"
_SOLD_BY_WEIGHT: Final = ("FG Stock", "Machine Oil", "Plastic Stock", "Resin", "SS Stock")
_YEAR_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A tracking dimension group."""

    number: str
    name: str
    settings: SerialSettings


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """A product with its supplier and what a sale of it may be held to."""

    facts: ProductFacts
    supplier: str
    candidates: Candidates


GROUPS: Final = (
    PlannedGroup(SERIAL, "Serial numbers, each item", _TRACKED),
    PlannedGroup(SERIAL_BLANK, "Serial numbers, blank issue allowed", _BLANK_ALLOWED),
    PlannedGroup(NONE, "No serial numbers", SerialSettings()),
)
SETTINGS: Final = {group.number: group.settings for group in GROUPS}


@dataclass(frozen=True)
class Catalogue:
    """Everything that was set up before the first sale, at `set_up_at`."""

    set_up_at: datetime
    categories: tuple[CategoryRow, ...]
    products: tuple[PlannedProduct, ...]
    terms: tuple[WarrantyTerm, ...]
    policies: tuple[ReturnPolicy, ...]

    @cached_property
    def by_number(self) -> Mapping[str, PlannedProduct]:
        """The products by number."""
        return {product.facts.number: product for product in self.products}


def plan_catalogue(source: Source, first_order: date) -> Catalogue:
    """
    Plan what is set up.

    Args:
        first_order: The day of the oldest order; all was set up and published two weeks earlier.
    """
    set_up_at = at_minute(first_order - timedelta(weeks=2), 0)
    policies = _policies(set_up_at)
    terms = {row.number: _term(row, at, set_up_at) for at, row in enumerate(source.products) if row.warranty_months}
    laws = plan_laws(source.laws, set_up_at)
    parents = {row.number: row.parent for row in source.categories}
    products = tuple(
        _product(row, parents, Candidates(terms=(*_promise(terms, row), *laws), policies=policies))
        for row in source.products
    )
    return Catalogue(set_up_at, source.categories, products, (*terms.values(), *laws), policies)


def _promise(terms: Mapping[str, WarrantyTerm], row: ProductRow) -> tuple[WarrantyTerm, ...]:
    return (terms[row.number],) if row.number in terms else ()


def _product(row: ProductRow, parents: Mapping[str, str | None], published: Candidates) -> PlannedProduct:
    group = _group(row)
    facts = ProductFacts(
        number=row.number,
        name=row.name,
        category=row.category,
        group=group,
        catch_weight=not row.warranty_months and row.name.startswith(_SOLD_BY_WEIGHT),
        gtins=(demonstration_gtin(row.number),),
        serial_pattern=None if group == NONE else serial_pattern(row.number, row.name),
    )
    parent = parents[row.category]
    categories = (row.category,) if parent is None else (row.category, parent)
    return PlannedProduct(facts, row.supplier, replace(published, categories=categories))


def _group(row: ProductRow) -> str:
    if not row.warranty_months:
        return NONE
    return SERIAL_BLANK if row.category in _BLANK_CATEGORIES else SERIAL


def _term(row: ProductRow, ordinal: int, published_at: datetime) -> WarrantyTerm:
    """Where the warranty is a year or longer, labour is covered for half of it."""
    parts = Coverage(CoverageKind.PARTS, Period(months=row.warranty_months))
    labour = Coverage(CoverageKind.LABOUR, Period(months=row.warranty_months // 2))
    return WarrantyTerm(
        id=seeded_id(published_at, ordinal, "term", row.number),
        number=f"WT-{row.number}",
        version=1,
        scope=Scope(product=row.number),
        layer=Layer.COMMERCIAL,
        start_basis=StartBasis.INVOICE if draw("basis", row.number, below=4) else StartBasis.PACKING_SLIP,
        coverages=(parts, labour) if row.warranty_months >= _YEAR_MONTHS else (parts,),
        valid_from=published_at.date(),
        valid_to=None,
        published_at=published_at,
    )


def _policies(published_at: datetime) -> tuple[ReturnPolicy, ...]:
    wanted = (
        ("RP-ALL", Scope(), 30),
        ("RP-MEMORY", Scope(category=_MEMORY), 14),
        ("RP-SOFTWARE", Scope(category=_SOFTWARE), None),
    )
    return tuple(
        ReturnPolicy(
            id=seeded_id(published_at, ordinal, "policy", number),
            number=number,
            version=1,
            scope=scope,
            basis=ReturnBasis.INVOICE,
            window_days=window,
            valid_from=published_at.date(),
            valid_to=None,
            published_at=published_at,
        )
        for ordinal, (number, scope, window) in enumerate(wanted)
    )
