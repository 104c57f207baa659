"""What a history is set up with: its groups, categories and products, read and judged as a whole, and then saved."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from graph_api.domain.audit import Change
from graph_api.domain.lineage import ProductFacts
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.past_audit import Sealer
from graph_api.domain.past_imports import TradedProduct
from graph_api.domain.product_codes import Gtin, parse_gtin
from graph_api.domain.recovery import SupplierCover
from graph_api.domain.tracking import GtinTaken, SerialSettings, WantedSettings, decide_catch_weight, decide_settings
from graph_api.domain.views import GroupView, ProductView
from graph_api.services.performing import Performed, Request
from graph_api.services.setup import CoverInput, SaveGroup, SaveProduct, save_group, save_product
from graph_api.transfer.columns import CATEGORIES, GROUPS, PRODUCTS, FileSpec
from graph_api.transfer.graph import HistoryGraph
from graph_api.transfer.problems import Problem, refused, spot_of
from graph_api.transfer.staging import Row, Staging
from graph_api.transfer.values import split_gtins

T = TypeVar("T")
_AT_ONCE = 500
_CAPITAL = re.compile("[A-Z]")


@dataclass
class Catalogue:
    """
    The setup rows that nothing is said against, by number, each with its row.

    Attributes:
        settings: Of every group that the files or the graph have, as they will be.
        problems: What was said against the others.
    """

    groups: dict[str, tuple[int, SaveGroup]] = field(default_factory=dict)
    categories: dict[str, tuple[int, str | None, str | None]] = field(default_factory=dict)
    products: dict[str, tuple[int, SaveProduct]] = field(default_factory=dict)
    settings: dict[str, SerialSettings] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def traded(self, number: str) -> TradedProduct | None:
        """A product of the files as a sale needs it; None where they do not have it."""
        if number not in self.products:
            return None
        wanted = self.products[number][1]
        facts = ProductFacts(
            number=number,
            name=wanted.name,
            category=wanted.category,
            group=wanted.group,
            catch_weight=wanted.catch_weight,
            gtins=_digits(wanted.gtins),
            serial_pattern=wanted.serial_pattern,
        )
        return TradedProduct(facts, self.settings.get(wanted.group or "", SerialSettings()))


async def read_catalogue(staging: Staging, graph: HistoryGraph) -> Catalogue:
    """The setup rows under the rules (T1, T4, R6, D12)."""
    read = Catalogue()
    groups = dict(_once(staging, GROUPS, read.problems))
    products = dict(_once(staging, PRODUCTS, read.problems))
    for number, row in _once(staging, CATEGORIES, read.problems):
        read.categories[number] = (row[1], row[4], row[5])
    _tell_circles(read)
    names = sorted({*groups, *(row[5] for row in products.values() if row[5] is not None)})
    before = await _paged(graph.groups, names)
    read.settings = {number: view.settings for number, view in before.items()}
    for number, row in groups.items():
        _take_group(read, number, row, before.get(number))
    owners: dict[str, str] = {}
    for number, row in products.items():
        _take_product(read, number, row, owners)
    return read


def _once(staging: Staging, file: FileSpec, problems: list[Problem]) -> Iterator[tuple[str, Row]]:
    """Each number's first good row; a later one that says the same is passed over, and another one is told (D12)."""
    first: dict[str, Row] = {}
    for row in staging.rows(file, "NULL", "WHERE f.bad = 0 ORDER BY f.row"):
        number = row[3]
        if number not in first:
            first[number] = row
            yield number, row
        elif row[3:] != first[number][3:]:
            said = f"{file.name} has {number} in row {first[number][1]} too, and says something else: keep one of them."
            problems.append(Problem(file.name, row[1], "number", "D12", said))


def _tell_circles(read: Catalogue) -> None:
    """A category that lies within itself lies nowhere."""
    for number in list(read.categories):
        seen, within = {number}, read.categories[number][2]
        while within is not None and within not in seen:
            seen.add(within)
            within = read.categories[within][2] if within in read.categories else None
        if within is not None:
            row, _, parent = read.categories.pop(number)
            expected = "a category that does not lie within this one"
            path = (CATEGORIES.name, str(row), "parent")
            read.problems.append(refused(InvalidValue(value=parent or "", expected=expected, path=path)))


def _take_group(read: Catalogue, number: str, row: Row, before: GroupView | None) -> None:
    _, at, _, _, name, active, blank = row
    wanted = WantedSettings(active_in_sales_process=bool(active), blank_issue_allowed=bool(blank))
    settings = decide_settings(before.settings if before else SerialSettings(), wanted)
    if isinstance(settings, SerialSettings):
        read.settings[number] = settings
        read.groups[number] = at, SaveGroup(number, name, wanted)
    else:
        read.problems.extend(_at_row(GROUPS, at, settings))


def _take_product(read: Catalogue, number: str, row: Row, owners: dict[str, str]) -> None:
    _, at, _, _, name, group, category, catch_weight, gtins, pattern, supplier, cover, send_to = row
    codes = tuple(split_gtins(gtins or ""))
    wanted = SaveProduct(
        number=number,
        name=name,
        category=category,
        group=group,
        catch_weight=bool(catch_weight),
        gtins=codes,
        serial_pattern=pattern,
        supplier=supplier,
        supplier_cover=None if cover is None else CoverInput(cover, send_to),
    )
    refusals: list[Refusal] = []
    if group is not None and group not in read.settings:
        refusals.append(UnknownRecord(kind="tracking dimension group", key=group, path=("group",)))
    if cover is not None and supplier is None:
        refusals.append(InvalidValue(value="", expected="the supplier whose cover it is", path=("supplier",)))
    settings = read.settings.get(group or "", SerialSettings())
    excluded = decide_catch_weight(number, catch_weight=wanted.catch_weight, group=group, settings=settings)
    refusals.extend([] if excluded is None else [replace(excluded, path=("catch_weight",))])
    for code in _digits(codes):
        owner = owners.setdefault(code, number)
        if owner != number:
            refusals.append(GtinTaken(gtin=code, product=owner, path=("gtins",)))
    if refusals:
        read.problems.extend(_at_row(PRODUCTS, at, refusals))
    else:
        read.products[number] = at, wanted


async def save_catalogue(read: Catalogue, graph: HistoryGraph, sealer: Sealer, request: Request) -> list[Problem]:
    """Save what differs from what the graph has, as the stories do; what was refused."""
    problems: list[Problem] = []
    groups = await _paged(graph.groups, list(read.groups))
    for number, (at, group) in read.groups.items():
        if not _is_group(groups.get(number), group, read.settings[number]):
            problems += _refused(GROUPS, at, await save_group(graph, sealer.key, request, group))
    rows = [{"number": each, "name": name, "parent": parent} for each, (_, name, parent) in read.categories.items()]
    for page in _pages(rows):
        await graph.load(lambda tx, page=page: tx.load_categories(page))  # type: ignore[misc]  # its own page each
    return [*problems, *await _save_products(read, graph, sealer, request)]


async def _save_products(read: Catalogue, graph: HistoryGraph, sealer: Sealer, request: Request) -> list[Problem]:
    """New products in bulk, and those that are to be others by their story, which asks for the drafts of them (T5)."""
    problems: list[Problem] = []
    before = await _paged(graph.products, list(read.products))
    wanted = [_kept(each) for number, (_, each) in read.products.items() if number not in before]
    owners = await _paged(graph.products_by_code, sorted({code for facts in wanted for code in facts["gtins"]}))
    new = []
    for facts in wanted:
        taken = [code for code in facts["gtins"] if code in owners]
        if taken:
            at, _ = read.products.pop(facts["number"])
            refusal = GtinTaken(gtin=taken[0], product=owners[taken[0]].facts.number, path=("gtins",))
            problems += _at_row(PRODUCTS, at, [refusal])
        else:
            new.append(facts)
    for page in _pages(new):
        chains = [sealer.seal(f"Product:{each['number']}", [(request.now, _saved(each))]) for each in page]
        rows = [{**each, "at": request.now.isoformat()} for each in page]
        await graph.load(lambda tx, rows=rows, chains=chains: tx.load_products(rows, chains))  # type: ignore[misc]
    for number, view in before.items():
        at, product = read.products[number]
        if not _is_product(view, product):
            problems += _refused(PRODUCTS, at, await save_product(graph, sealer.key, request, product))
    return problems


def _kept(product: SaveProduct) -> dict[str, Any]:
    """A product as the graph keeps it."""
    cover = product.supplier_cover
    return {
        "number": product.number,
        "name": product.name,
        "category": product.category,
        "group": product.group,
        "catchWeight": product.catch_weight,
        "gtins": list(_digits(product.gtins)),
        "serialPattern": product.serial_pattern,
        "supplier": product.supplier,
        "supplierCover": None if cover is None else cover.period,
        "supplierSendTo": None if cover is None else cover.send_to,
    }


def _saved(facts: Mapping[str, Any]) -> Change:
    return Change("saveProduct", None, facts)


def _refused(file: FileSpec, row: int, performed: Performed[T]) -> list[Problem]:
    return list(_at_row(file, row, performed.refusals))


def _at_row(file: FileSpec, row: int, refusals: Iterable[Refusal]) -> Iterator[Problem]:
    """Stories name their inputs as the API does."""
    for refusal in refusals:
        given = refusal.path[0] if refusal.path else ""
        column = "group" if given == "trackingDimensionGroup" else _CAPITAL.sub(r"_\g<0>", given).lower()
        yield refused(replace(refusal, path=(column,)), spot_of(file.name, row))


def _is_group(view: GroupView | None, wanted: SaveGroup, settings: SerialSettings) -> bool:
    return view is not None and view.settings == settings and view.name == (wanted.name or view.name)


def _is_product(view: ProductView, wanted: SaveProduct) -> bool:
    facts, cover = view.facts, wanted.supplier_cover
    kept: SupplierCover | None = view.supplier_cover
    mine = None if cover is None else (cover.period, cover.send_to)
    theirs = None if kept is None else (str(kept.period), kept.send_to)
    return (
        (facts.name, facts.category, facts.group, facts.catch_weight, facts.serial_pattern, view.supplier)
        == (wanted.name, wanted.category, wanted.group, wanted.catch_weight, wanted.serial_pattern, wanted.supplier)
        and sorted(facts.gtins) == sorted(_digits(wanted.gtins))
        and mine == theirs
    )


def _digits(codes: Iterable[str]) -> tuple[str, ...]:
    read = (parse_gtin(code) for code in codes)
    return tuple(sorted({gtin.digits for gtin in read if isinstance(gtin, Gtin)}))


def _pages(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[first : first + _AT_ONCE] for first in range(0, len(rows), _AT_ONCE))


async def _paged(find: Callable[[Sequence[str]], Awaitable[dict[str, T]]], numbers: Sequence[str]) -> dict[str, T]:
    """What the graph has of many numbers, some at a time."""
    found: dict[str, T] = {}
    for page in _pages(numbers):
        found |= await find(page)
    return found
