"""What a recall is about: documents with their lines and units, and between what bounds the numbers lie."""

from datetime import date
from typing import Self

import strawberry

from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First, Page
from graph_api.api.context import Info
from graph_api.api.ids import make_id
from graph_api.api.types.enums import describe
from graph_api.api.types.fields import field
from graph_api.domain import recall_views, recalling
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import EndKind
from graph_api.domain.recalling import NarrowingKind, RecallPlace, affected, place_of

describe(
    RecallPlace,
    "Where a unit is that was sold. The first two are affected, the others are told apart.",
    {
        RecallPlace.AT_CUSTOMER: "With whoever bought it, or was given it since.",
        RecallPlace.ON_ITS_WAY: "A return of it is authorised, and it has not arrived.",
        RecallPlace.RECEIVED: "It arrived here, and what becomes of it is not decided.",
        RecallPlace.WITH_US: "It came back, or never left: reversed, taken back, credited or returned.",
        RecallPlace.SCRAPPED: "It came back and was scrapped.",
        RecallPlace.REPLACED: "Another unit came for it (W7); that it came back is not on record.",
        RecallPlace.SOLD_AGAIN: "Its sale ended, and it stands in another one now: `soldAgain` says in which.",
    },
)
describe(
    NarrowingKind,
    "What would bring the bounds of a recall together.",
    {
        NarrowingKind.FILL_BLANKS: "Read what was not readable, and fill it in (R4).",
        NarrowingKind.REGISTER_PIECES: "Learn the numbers of pieces that were shipped without a registration (T3).",
        NarrowingKind.NAME_PRODUCTS: "Name products, a category or a supplier.",
        NarrowingKind.NAME_DAYS: "Name the first day of sale, and the first that is not meant.",
        NarrowingKind.NAME_DOCUMENTS: "Name the packing slips.",
    },
)

_NODES = {DocumentKind.PACKING_SLIP: "PackingSlip", DocumentKind.INVOICE: "Invoice"}
_LINES = {DocumentKind.PACKING_SLIP: "SlipLine", DocumentKind.INVOICE: "InvoiceLine"}


@strawberry.type(description="Between what a number lies that nobody knows exactly; both are equal where it is known.")
class RecallBounds:
    """Items without a known number are affected at most, where serial numbers are asked for."""

    at_least: int = strawberry.field(description="That many certainly.")
    at_most: int = strawberry.field(description="That many if each item without a known number is one of them.")

    @classmethod
    def of(cls, told: recalling.Bounds) -> Self:
        return cls(at_least=told.at_least, at_most=told.at_most)


@strawberry.type(description="How many named units are at one place.")
class RecallCount:
    """A count."""

    place: RecallPlace = strawberry.field(description="Where they are.")
    units: int = strawberry.field(description="How many of them.")


def _counts(places: recalling.Places) -> list[RecallCount]:
    return [RecallCount(place=place, units=units) for place, units in places]


@strawberry.type(description="Another sale, in which a unit of a recall stands now.")
class RecallSoldAgain:
    """It belongs to the recall there, where that sale meets the conditions too."""

    kind: DocumentKind = strawberry.field(description="What shipped it: a packing slip, or an invoice without one.")
    number: str = strawberry.field(description="The document's number.")
    day: date = strawberry.field(description="The day of that sale.")
    customer: str = strawberry.field(description="The number of the customer who bought it.")


@strawberry.type(description="A named unit of a recall, in one sale of it.")
class RecallUnit:
    """What to look for, and with whom."""

    unit_id: strawberry.ID = strawberry.field(description="The unit's global id, for `node`.")
    serial_number: str = strawberry.field(description="Its serial number.")
    product: str = strawberry.field(description="The product's number.")
    line_id: strawberry.ID = strawberry.field(description="The global id of the line that shipped it.")
    place: RecallPlace = strawberry.field(description="Where it is.")
    affected: bool = strawberry.field(description="Whether it is with whoever bought it, and so to be fetched.")
    owner: str = strawberry.field(
        description="Who owns it, by the customer's number: the buyer, or whom it was given to since (W9)."
    )
    invoice: str | None = strawberry.field(
        description="The number of the posted invoice that it stands on; null if none."
    )
    ended: EndKind | None = strawberry.field(description="Why its sale ended; null while it stands.")
    ended_on: date | None = strawberry.field(description="Since which business day; null while it stands.")
    return_number: str | None = strawberry.field(
        description="The number of the return by which it comes back, or came to stay; null without one."
    )
    replaced_by: str | None = strawberry.field(description="The serial number of the unit that came for it (W7).")
    came_for: str | None = strawberry.field(description="The serial number of the unit that it came for (W7).")
    sold_again: RecallSoldAgain | None = strawberry.field(description="The sale in which it stands now, if another.")

    @classmethod
    def of(cls, told: recall_views.RecallUnit, kind: DocumentKind) -> Self:
        place, again = place_of(told.fate), told.sold_again
        return cls(
            unit_id=make_id("Unit", told.unit_id),
            serial_number=told.serial_number,
            product=told.product,
            line_id=make_id(_LINES[kind], told.line_id),
            place=place,
            affected=place in recalling.AFFECTED,
            owner=told.owner,
            invoice=told.invoice,
            ended=told.fate.ended,
            ended_on=told.ended_on,
            return_number=told.return_number,
            replaced_by=told.replaced_by,
            came_for=told.came_for,
            sold_again=None
            if again is None
            else RecallSoldAgain(kind=again.kind, number=again.number, day=again.day, customer=again.customer),
        )


@strawberry.type(description="A line that shipped items of a recall.")
class RecallLine:
    """How many, and what of it has no known number."""

    id: strawberry.ID = strawberry.field(description="The line's global id, for `node` and to fill its blanks.")
    position: int = strawberry.field(description="Its place on the document, from 1.")
    product: str = strawberry.field(description="The product's number.")
    quantity: int = strawberry.field(description="Pieces of the line.")
    places: list[RecallCount] = strawberry.field(description="Named units by where they are.")
    blanks: int = strawberry.field(description="Up to so many items that are not readable may be affected (R4).")
    unregistered: int = strawberry.field(
        description="Up to so many pieces without a registration may be affected (T3): they are with the customer."
    )

    @classmethod
    def of(cls, told: recall_views.RecallLine, kind: DocumentKind) -> Self:
        return cls(
            id=make_id(_LINES[kind], told.id),
            position=told.position,
            product=told.product,
            quantity=told.quantity,
            places=_counts(told.places),
            blanks=told.blanks,
            unregistered=told.unregistered,
        )


@strawberry.type(description="What one document shipped of a recall: a packing slip, or an invoice without one (D8).")
class RecallGroup:
    """Whom to write to, and about what."""

    kind: DocumentKind = strawberry.field(description="A packing slip or an invoice.")
    id: strawberry.ID = strawberry.field(description="The document's global id, for `node`.")
    number: str = strawberry.field(description="The document's number.")
    day: date = strawberry.field(description="The day of sale.")
    order: str = strawberry.field(description="The number of the sales order.")
    customer: str = strawberry.field(description="The number of the customer who bought.")
    invoices: list[str] = strawberry.field(description="Posted invoices of these lines, the first 20, by number.")
    lines: list[RecallLine] = strawberry.field(description="The lines that shipped affected items, by position.")
    places: list[RecallCount] = strawberry.field(description="Named units of all lines by where they are.")
    may_be_affected: RecallBounds = strawberry.field(
        description="Items of this document that are with whoever bought them: named ones, and those without a known "
        "number."
    )
    told: strawberry.Private[recall_views.RecallGroup]
    wanted: strawberry.Private[recalling.RecallFilter]

    @classmethod
    def of(cls, told: recall_views.RecallGroup, wanted: recalling.RecallFilter) -> Self:
        found = recalling.bounds(affected(told.places), told.unread, by_serial=wanted.serials is not None)
        return cls(
            kind=told.kind,
            id=make_id(_NODES[told.kind], told.id),
            number=told.number,
            day=told.day,
            order=told.order,
            customer=told.customer,
            invoices=list(told.invoices),
            lines=[RecallLine.of(line, told.kind) for line in told.lines],
            places=_counts(told.places),
            may_be_affected=RecallBounds.of(found),
            told=told,
            wanted=wanted,
        )

    @field("Its named units, in order of registration: those that are affected and those that are told apart.")
    async def units(self, info: Info, first: First = DEFAULT_FIRST, after: After = None) -> Connection[RecallUnit]:
        page = Page(info.context, "recallUnits", first, after)
        lines = tuple(line.id for line in self.told.lines)
        found = await info.context.loaders.recall_units(self.wanted).load((lines, page.fetch))
        return page.of([(each.key, RecallUnit.of(each, self.told.kind)) for each in found])


@strawberry.type(description="A line with items whose numbers nobody knows.")
class RecallUnreadLine:
    """Where somebody could look."""

    document_kind: DocumentKind = strawberry.field(description="A packing slip or an invoice.")
    document_id: strawberry.ID = strawberry.field(description="The document's global id, for `node`.")
    document_number: str = strawberry.field(description="The document's number.")
    line_id: strawberry.ID = strawberry.field(description="The line's global id: fill its blanks.")
    product: str = strawberry.field(description="The product's number.")
    blanks: int = strawberry.field(description="Items on it that are not readable.")
    unregistered: int = strawberry.field(description="Pieces on it without a registration.")

    @classmethod
    def of(cls, told: recalling.UnreadLine) -> Self:
        return cls(
            document_kind=told.kind,
            document_id=make_id(_NODES[told.kind], told.document_id),
            document_number=told.document_number,
            line_id=make_id(_LINES[told.kind], told.line_id),
            product=told.product,
            blanks=told.blanks,
            unregistered=told.unregistered,
        )


@strawberry.type(description="Something that would bring the bounds of a recall together.")
class RecallNarrowing:
    """What to do, and how much it would settle."""

    kind: NarrowingKind = strawberry.field(description="What to do.")
    items: int = strawberry.field(description="Items without a known number that it would settle at most.")
    statement: str = strawberry.field(description="What to do, in one sentence.")
    lines: list[RecallUnreadLine] = strawberry.field(
        description="On which lines, the 20 with the most such items of all; empty for a narrower question."
    )


@strawberry.type(description="What a recall comes to.")
class RecallTotals:
    """All of it, whichever page is asked for."""

    exact: bool = strawberry.field(
        description="Whether everything was counted. Otherwise 50,000 lines were and there is more: every number here "
        "is of those lines, so ask a narrower question, or add up the pages of `groups`."
    )
    places: list[RecallCount] = strawberry.field(description="Named units by where they are.")
    blanks: int = strawberry.field(description="Up to so many items that are not readable may be affected (R4).")
    unregistered: int = strawberry.field(
        description="Up to so many pieces without a registration may be affected (T3)."
    )
    may_be_affected: RecallBounds = strawberry.field(
        description="Items that are with whoever bought them. Without a condition on serial numbers those that have "
        "none are affected too, and both bounds are equal."
    )
    documents: RecallBounds = strawberry.field(description="Packing slips, and invoices without one, with such items.")
    customers: RecallBounds = strawberry.field(description="Customers who bought such items.")
    narrowed_by: list[RecallNarrowing] = strawberry.field(
        description="What would bring the bounds together; empty where they are equal."
    )

    @classmethod
    def of(cls, told: recalling.RecallTotals, wanted: recalling.RecallFilter) -> Self:
        named, unread = affected(told.places), told.blanks + told.unregistered
        return cls(
            exact=told.exact,
            places=_counts(told.places),
            blanks=told.blanks,
            unregistered=told.unregistered,
            may_be_affected=RecallBounds.of(recalling.bounds(named, unread, by_serial=wanted.serials is not None)),
            documents=RecallBounds.of(told.documents),
            customers=RecallBounds.of(told.customers),
            narrowed_by=[
                RecallNarrowing(
                    kind=each.kind,
                    items=each.items,
                    statement=each.statement,
                    lines=[RecallUnreadLine.of(line) for line in each.lines],
                )
                for each in recalling.narrowings(wanted, told)
            ],
        )
