"""Finding what a recall is about: from slips to their lines and products, and never from each serial number."""

from datetime import date, timedelta
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.domain.recall_views import RecallGroup, RecallLine
from graph_api.domain.recalling import Bounds, RecallFilter, RecallTotals, Serials, UnreadLine, counted
from graph_api.domain.views import PageOf
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_day
from graph_api.store.recall_lines import (
    BY_DAYS,
    BY_DOCUMENTS,
    BY_PRODUCTS,
    BY_SERIALS,
    COUNTED,
    FITS,
    fate,
    serials_asked,
    start_of,
)
from graph_api.store.statement import Mode, Row, Statement

MOST_LINES: Final = 50_000
"""Lines that totals are counted over."""

_UNREAD_LINES: Final = 20

_GROUPS: Final[LiteralString] = (
    FITS
    + """
      AND (document.day > $afterDay OR document.day = $afterDay AND document.id > $afterId)
    WITH document, order, customer, collect(DISTINCT line) AS lines ORDER BY document.day, document.id
    CALL (lines) {
        UNWIND lines AS line
"""
    + COUNTED
    + """
        WITH * WHERE size(fates) + blanks + unregistered > 0
        MATCH (line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        WITH line, product, fates, blanks, unregistered ORDER BY line.position
        RETURN collect([line.id, line.position, product.number, line.quantity, fates, blanks, unregistered]) AS told
    }
    WITH * WHERE size(told) > 0 LIMIT $first
    CALL (lines) {
        UNWIND lines AS line
        MATCH (line)<-[:BILLS*0..1]-(:InvoiceLine)<-[:HAS]-(invoice:Invoice) WHERE invoice.postedAt IS NOT NULL
        WITH DISTINCT invoice ORDER BY invoice.day, invoice.id LIMIT 20
        RETURN collect(invoice.number) AS invoices
    }
    WITH document, order, customer, told, invoices ORDER BY document.day, document.id
    RETURN collect([CASE WHEN document:PackingSlip THEN 'PACKING_SLIP' ELSE 'INVOICE' END, document.id,
                    document.number, toString(document.day), order.number, customer.number, invoices, told]) AS groups
"""
)
_TOTALS: Final[LiteralString] = (
    FITS
    + """
    WITH DISTINCT line, document, product, customer LIMIT $most
"""
    + COUNTED
    + """
    WITH *, CASE WHEN $anySerial THEN there + blanks + unregistered ELSE there END AS least,
            there + blanks + unregistered AS most
    WITH collect([line, document, product, fates, blanks, unregistered]) AS rows,
         [count(line), sum(blanks), sum(unregistered),
          count(DISTINCT CASE WHEN least > 0 THEN document END), count(DISTINCT CASE WHEN most > 0 THEN document END),
          count(DISTINCT CASE WHEN least > 0 THEN customer END), count(DISTINCT CASE WHEN most > 0 THEN customer END)]
         AS sums
    CALL (rows) {
        UNWIND rows AS row
        UNWIND row[3] AS each
        WITH each[0] AS fate, sum(each[1]) AS items
        RETURN collect([fate, items]) AS fates
    }
    CALL (rows) {
        UNWIND rows AS row
        WITH row[0] AS line, row[1] AS document, row[2] AS product, row[4] AS blanks, row[5] AS unregistered
        WHERE blanks + unregistered > 0
        WITH * ORDER BY blanks + unregistered DESC, line.id LIMIT $unreadLines
        RETURN collect([CASE WHEN document:PackingSlip THEN 'PACKING_SLIP' ELSE 'INVOICE' END, document.id,
                        document.number, line.id, product.number, blanks, unregistered]) AS unread
    }
    RETURN sums, fates, unread
"""
)
_STARTS: Final = {"documents": BY_DOCUMENTS, "products": BY_PRODUCTS, "serials": BY_SERIALS, "days": BY_DAYS}


def _groups(row: Row | None) -> list[RecallGroup]:
    return [] if row is None else [_group(*each) for each in row["groups"]]


def _group(
    kind: str, id_: str, number: str, on: str, order: str, customer: str, invoices: list[str], lines: list[Any]
) -> RecallGroup:
    told = tuple(_line(*each) for each in lines)
    return RecallGroup(DocumentKind(kind), id_, number, a_day(on), order, customer, tuple(invoices), told)


def _line(
    id_: str, position: int, product: str, quantity: int, fates: list[Any], blanks: int, unregistered: int
) -> RecallLine:
    places = counted((fate(each), items) for each, items in fates)
    return RecallLine(id_, position, product, quantity, places, blanks, unregistered)


def _totals(row: Row | None) -> RecallTotals:
    assert row is not None  # noqa: S101 -- it only aggregates, so that there is one record always
    lines, blanks, unregistered, *documents_and_customers = row["sums"]
    documents, most_documents, customers, most_customers = documents_and_customers
    return RecallTotals(
        exact=lines < MOST_LINES,
        places=counted((fate(each), items) for each, items in row["fates"]),
        blanks=blanks,
        unregistered=unregistered,
        documents=Bounds(documents, most_documents),
        customers=Bounds(customers, most_customers),
        unread_lines=tuple(UnreadLine(DocumentKind(kind), *more) for kind, *more in row["unread"]),
    )


RECALL_GROUPS: Final = {
    start: Statement(
        name="recall_groups_by_" + name, mode=Mode.READ, text=start + _GROUPS, decode=_groups, analytic=start == BY_DAYS
    )
    for name, start in _STARTS.items()
}
RECALL_TOTALS: Final = {
    start: Statement(
        name="recall_totals_by_" + name, mode=Mode.READ, text=start + _TOTALS, decode=_totals, analytic=start == BY_DAYS
    )
    for name, start in _STARTS.items()
}
RECALL_KNOWN: Final = Statement(
    name="recall_known_numbers",
    mode=Mode.READ,
    text="""
    CALL () { UNWIND $products AS number MATCH (n:Product {number: number}) RETURN collect(number) AS products }
    CALL () { UNWIND $slips AS number MATCH (n:PackingSlip {number: number}) RETURN collect(number) AS slips }
    CALL () { UNWIND $invoices AS number MATCH (n:Invoice {number: number}) RETURN collect(number) AS invoices }
    CALL () { MATCH (n:ProductCategory {number: $category}) RETURN collect(n.number) AS categories }
    CALL () {
        MATCH (n:Product) WHERE n.supplier = $supplier
        WITH n LIMIT 1
        RETURN collect(n.supplier) AS suppliers
    }
    RETURN products, slips, invoices, categories, suppliers
    """,
    decode=lambda row: {} if row is None else {name: frozenset(row[name]) for name in row.keys()},  # noqa: SIM118 -- a record
)


def _asked(wanted: RecallFilter) -> dict[str, Any]:
    """What lines and registrations must meet, whatever the start."""
    first, last = _days(wanted)
    return {
        "products": list(wanted.products) or None,
        "category": wanted.category,
        "supplier": wanted.supplier,
        "invoices": list(wanted.invoices) or None,
        "soldFrom": first,
        "soldBefore": last,
        **serials_asked(wanted.serials),
    }


def _days(wanted: RecallFilter) -> tuple[date, date]:
    return wanted.sold_from or date.min, wanted.sold_before or date.max


def _begun(wanted: RecallFilter, start: LiteralString) -> dict[str, Any]:
    """What the start itself is given; of several conditions it takes one."""
    if start == BY_DOCUMENTS:
        return {"startSlips": list(wanted.slips), "startInvoices": [] if wanted.slips else list(wanted.invoices)}
    if start == BY_PRODUCTS:
        named = wanted.products or ()
        category = None if named else wanted.category
        supplier = None if named or category else wanted.supplier
        return {"startProducts": list(named), "startCategory": category, "startSupplier": supplier}
    if start == BY_DAYS:
        first, last = _days(wanted)
        return {"startDay": first, "endDay": last}
    return _begun_by_serials(wanted.serials or Serials())


def _begun_by_serials(serials: Serials) -> dict[str, Any]:
    begun: dict[str, Any] = {"startPrefix": None, "startSerial": None, "endSerial": None, "openSerial": None}
    if serials.prefix:
        return begun | {"startPrefix": serials.prefix}
    if serials.last is None:
        return begun | {"openSerial": serials.first}
    return begun | {"startSerial": serials.first, "endSerial": serials.last}


class RecallReads(Runs):
    """Finding the lines, units and documents of a recall."""

    async def recall_groups(self, wanted: RecallFilter, page: PageOf) -> list[RecallGroup]:
        """Documents with affected items, in order of their days."""
        on, _, id_ = page.after.partition("|")
        start, asked = self._start(wanted)
        after = a_day(on) if on else date.min
        if start == BY_DAYS:
            asked["startDay"] = max(asked["startDay"], after)
        return await self.run(RECALL_GROUPS[start], **asked, afterDay=after, afterId=id_, first=page.first)

    async def recall_totals(self, wanted: RecallFilter) -> RecallTotals:
        """How many items are affected, and where they are."""
        start, asked = self._start(wanted)
        asked |= {"anySerial": wanted.serials is None, "most": MOST_LINES, "unreadLines": _UNREAD_LINES}
        return await self.run(RECALL_TOTALS[start], **asked)

    async def recall_known(self, wanted: RecallFilter) -> dict[str, frozenset[str]]:
        """Which of the numbers that a filter names something carries, by what it is."""
        asked = {"products": list(wanted.products), "category": wanted.category, "supplier": wanted.supplier}
        return await self.run(RECALL_KNOWN, **asked, slips=list(wanted.slips), invoices=list(wanted.invoices))

    @staticmethod
    def _start(wanted: RecallFilter) -> tuple[LiteralString, dict[str, Any]]:
        first, last = _days(wanted)
        start = start_of(wanted, (last - first) // timedelta(days=1))
        return start, _asked(wanted) | _begun(wanted, start)
