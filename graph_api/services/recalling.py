"""Recalls: reading what is asked for, with everything that is wrong with it, and listing all that is affected."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph_api.domain.entries import InvalidSerial, ListTooLong
from graph_api.domain.outcomes import InvalidValue, Notice, Refusal
from graph_api.domain.recall_views import RecallGroup, RecallRow, RecallUnit, rows_of, unread_rows
from graph_api.domain.recalling import RecallFilter, Serials
from graph_api.domain.scanning import problem_of
from graph_api.domain.serials import SerialNumber, parse_serial
from graph_api.domain.views import PageOf
from graph_api.services.inputs import LONGEST_LIST, read_number, read_optional_number, shown
from graph_api.services.reading import ReadsRecalls

MOST_DAYS: Final = 731
"""Days of sale of a recall that names neither products nor documents: two years, a leap day among them."""

_GROUPS_OF_ROWS: Final = 500
_UNITS_AT_ONCE: Final = 20
_UNITS_OF_ROWS: Final = 1_000


@dataclass(frozen=True, slots=True)
class RecallAsked:
    """A recall as somebody asks for it: nothing of it has been read yet."""

    products: Sequence[str] = ()
    category: str | None = None
    supplier: str | None = None
    slips: Sequence[str] = ()
    invoices: Sequence[str] = ()
    sold_from: date | None = None
    sold_before: date | None = None
    serial_from: str | None = None
    serial_to: str | None = None
    serial_prefix: str | None = None


def read_recall(asked: RecallAsked, today: date) -> RecallFilter | tuple[Refusal, ...]:
    """What is asked for, or all that is wrong with it."""
    refusals: list[Refusal] = []
    wanted = RecallFilter(
        products=_numbers(asked.products, "products", refusals),
        category=read_optional_number(asked.category, ("filter", "category"), refusals),
        supplier=read_optional_number(asked.supplier, ("filter", "supplier"), refusals),
        slips=_numbers(asked.slips, "packingSlips", refusals),
        invoices=_numbers(asked.invoices, "invoices", refusals),
        sold_from=asked.sold_from,
        sold_before=asked.sold_before,
        serials=_serials(asked, refusals),
    )
    refusals.extend(_wrong_days(wanted, today))
    if wanted == RecallFilter() and not refusals:
        refusals.append(
            InvalidValue(
                value="no condition",
                expected="at least one: products, a category, a supplier, packing slips, invoices, days of sale or "
                "serial numbers",
                path=("filter",),
            )
        )
    return tuple(refusals) or wanted


def _numbers(texts: Sequence[str], name: str, refusals: list[Refusal]) -> tuple[str, ...]:
    if len(texts) > LONGEST_LIST:
        refusals.append(ListTooLong(length=len(texts), longest=LONGEST_LIST, path=("filter", name)))
        return ()
    read = (read_number(text, ("filter", name, str(place)), refusals) for place, text in enumerate(texts))
    return tuple(dict.fromkeys(read))


def _serials(asked: RecallAsked, refusals: list[Refusal]) -> Serials | None:
    first = _serial(asked.serial_from, "serialFrom", refusals)
    last = _serial(asked.serial_to, "serialTo", refusals)
    prefix = _serial(asked.serial_prefix, "serialPrefix", refusals)
    if first is None and last is None and prefix is None:
        return None
    if first is not None and last is not None and last.key < first.key:
        expected = f"a number that does not come before {shown(first.text)}, compared letter by letter as R6 does"
        refusals.append(InvalidValue(value=shown(last.text), expected=expected, path=("filter", "serialTo")))
    return Serials(
        first="" if first is None else first.key,
        last=None if last is None else last.key,
        prefix="" if prefix is None else prefix.key,
    )


def _serial(text: str | None, name: str, refusals: list[Refusal]) -> SerialNumber | None:
    if text is None:
        return None
    parsed = parse_serial(text)
    if isinstance(parsed, SerialNumber):
        return parsed
    refusals.append(InvalidSerial(value=shown(text), problem=problem_of(parsed), path=("filter", name)))
    return None


def _wrong_days(wanted: RecallFilter, today: date) -> Iterator[Refusal]:
    first, before = wanted.sold_from, wanted.sold_before
    if first is not None and before is not None and before <= first:
        expected = f"a day after {first}: the day itself is no longer meant"
        yield InvalidValue(value=before.isoformat(), expected=expected, path=("filter", "soldBefore"))
    elif wanted.names_days and not wanted.names_products and not wanted.names_documents:
        last = before or today + timedelta(days=1)
        if first is None or last - first > timedelta(days=MOST_DAYS):
            expected = (
                f"at most {MOST_DAYS} days from soldFrom to soldBefore, or products, a category or a supplier too"
            )
            value = "no first day" if first is None else f"{first} to {last}"
            yield InvalidValue(value=value, expected=expected, path=("filter", "soldFrom"))


_WORDS: Final = {
    "products": ("product", "products"),
    "slips": ("packing slip", "packingSlips"),
    "invoices": ("invoice", "invoices"),
    "categories": ("category", "category"),
    "suppliers": ("product of supplier", "supplier"),
}


def unknown_numbers(wanted: RecallFilter, known: dict[str, frozenset[str]]) -> tuple[Notice, ...]:
    """What a filter names and nothing carries: a recall that is misspelt must not look like one that is over."""
    asked = {
        "products": wanted.products,
        "slips": wanted.slips,
        "invoices": wanted.invoices,
        "categories": (wanted.category,) if wanted.category else (),
        "suppliers": (wanted.supplier,) if wanted.supplier else (),
    }
    return tuple(
        Notice(
            code="UNKNOWN_RECORD",
            rule="D12",
            message=f"There is no {_WORDS[name][0]} {number}: check the spelling.",
            path=("filter", _WORDS[name][1]),
        )
        for name, numbers in asked.items()
        for number in numbers
        if number not in known.get(name, frozenset())
    )


async def recall_rows(graph: ReadsRecalls, wanted: RecallFilter) -> AsyncIterator[Sequence[RecallRow]]:
    """
    Everything that a recall is about, document by document in order of their days; of a long one several parts.

    Each part is read by a statement of its own, behind the last row of the one before: memory does not grow with the
    recall, and no transaction lasts as long as the reader does.
    """
    after = ""
    while True:
        groups = await graph.recall_groups(wanted, PageOf(_GROUPS_OF_ROWS, after))
        named = [group for group in groups if group.places]
        begun = await graph.recall_units(wanted, [(_lines(group), PageOf(_UNITS_AT_ONCE)) for group in named])
        units = {group.key: found for group, found in zip(named, begun, strict=True)}
        for group in groups:
            async for rows in _rows(graph, wanted, group, units.get(group.key, [])):
                yield rows
        if len(groups) < _GROUPS_OF_ROWS:
            return
        after = groups[-1].key


async def _rows(
    graph: ReadsRecalls, wanted: RecallFilter, group: RecallGroup, begun: list[RecallUnit]
) -> AsyncIterator[Sequence[RecallRow]]:
    """The rows of one document, of whose units the first are known; what a few have more of is read part by part."""
    yield (*unread_rows(group), *rows_of(group, begun))
    units, asked = begun, _UNITS_AT_ONCE
    while len(units) == asked:
        asked = _UNITS_OF_ROWS
        (units,) = await graph.recall_units(wanted, [(_lines(group), PageOf(asked, units[-1].key))])
        yield rows_of(group, units)


def _lines(group: RecallGroup) -> tuple[str, ...]:
    return tuple(line.id for line in group.lines)
