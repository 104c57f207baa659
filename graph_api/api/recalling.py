"""Recalls through GraphQL: what was sold that may be meant, to whom, and where it is now."""

import re
from datetime import date
from typing import Annotated, Final, TypeAlias

import strawberry

from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First, Page
from graph_api.api.context import Info
from graph_api.api.problems import bad_input
from graph_api.api.refusals import Notice, Refusal, notice, refusal
from graph_api.api.types.fields import field
from graph_api.api.types.recalls import RecallGroup, RecallTotals
from graph_api.domain.recalling import RecallFilter
from graph_api.services.recalling import RecallAsked, read_recall, unknown_numbers

_KEY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\|[0-9A-Z]{26}", re.ASCII)


@strawberry.input(
    description="What is recalled: what meets every condition that is given, and at least one is. Of several numbers "
    "in one list each is meant."
)
class RecallFilterInput:
    """Numbers are matched exactly, serial numbers as R6 compares them."""

    products: list[str] | None = strawberry.field(
        default=None, description="These products, by their numbers, 1,000 at most."
    )
    category: str | None = strawberry.field(
        default=None, description="Products of this category or of one within it, by its number."
    )
    supplier: str | None = strawberry.field(
        default=None, description="Products of this supplier, by the number that products carry (`Product.supplier`)."
    )
    packing_slips: list[str] | None = strawberry.field(
        default=None, description="What these packing slips shipped, by their numbers, 1,000 at most."
    )
    invoices: list[str] | None = strawberry.field(
        default=None, description="What these invoices list or listed, by their numbers, 1,000 at most."
    )
    sold_from: date | None = strawberry.field(default=None, description="The first day of sale that is meant.")
    sold_before: date | None = strawberry.field(
        default=None,
        description="The first day of sale that is not meant any more. Days without products or documents span 731 "
        "days at most.",
    )
    serial_from: str | None = strawberry.field(
        default=None,
        description="The first serial number that is meant. They are compared letter by letter, without regard to "
        "case: `A10` comes before `A9`. Where serial numbers are all that is named, the products are those that have "
        "one of them.",
    )
    serial_to: str | None = strawberry.field(
        default=None, description="The last serial number that is meant, in the same order."
    )
    serial_prefix: str | None = strawberry.field(
        default=None, description="Serial numbers that begin so, without regard to case."
    )


RecallOf: TypeAlias = Annotated[RecallFilterInput, strawberry.argument(description="What is recalled.")]


@strawberry.type(
    description="A recall: what was sold that is meant, to whom it went and where it is now, with bounds for what "
    "nobody can know. It names no person: ask `customer` by number."
)
class Recall:
    """Each field is a statement of its own, so that a page costs a page."""

    refusals: list[Refusal] = strawberry.field(
        description="Everything that is wrong with the filter; then nothing is looked for, and the rest is empty."
    )
    wanted: strawberry.Private[RecallFilter | None]

    @field("How much it comes to, whichever page is asked for; null where the filter is refused.")
    async def totals(self, info: Info) -> RecallTotals | None:
        if self.wanted is None:
            return None
        return RecallTotals.of(await info.context.office.graph.recall_totals(self.wanted), self.wanted)

    @field(
        "The documents that shipped it, by day of sale: packing slips, and invoices that shipped without one. Those "
        "with items that have no known number are listed too."
    )
    async def groups(self, info: Info, first: First = DEFAULT_FIRST, after: After = None) -> Connection[RecallGroup]:
        page = Page(info.context, "recall", first, after)
        if page.fetch.after and not (_KEY.fullmatch(page.fetch.after) and _is_day(page.fetch.after[:10])):
            raise bad_input("after", "This is no cursor of a recall: take endCursor of the page before.")
        if self.wanted is None:
            return page.of([])
        found = await info.context.office.graph.recall_groups(self.wanted, page.fetch)
        return page.of([(each.key, RecallGroup.of(each, self.wanted)) for each in found])

    @field("What the filter names and nothing carries, so that a misspelt recall does not look like one that is over.")
    async def notices(self, info: Info) -> list[Notice]:
        if self.wanted is None:
            return []
        known = await info.context.office.graph.recall_known(self.wanted)
        return [notice(each) for each in unknown_numbers(self.wanted, known)]


def recall_of(info: Info, given: RecallFilterInput) -> Recall:
    """A recall whose fields are asked for one by one."""
    read = read_recall(asked_of(given), info.context.today)
    if isinstance(read, RecallFilter):
        return Recall(refusals=[], wanted=read)
    return Recall(refusals=[refusal(each) for each in read], wanted=None)


def asked_of(given: RecallFilterInput) -> RecallAsked:
    """A filter as the service reads it."""
    return RecallAsked(
        products=given.products or (),
        category=given.category,
        supplier=given.supplier,
        slips=given.packing_slips or (),
        invoices=given.invoices or (),
        sold_from=given.sold_from,
        sold_before=given.sold_before,
        serial_from=given.serial_from,
        serial_to=given.serial_to,
        serial_prefix=given.serial_prefix,
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
