"""Lists of blanks: items whose serial number is not known yet, wherever they stand (R4)."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.domain.listing import ListOrder
from graph_api.domain.views import BlankFilter, BlankView, PageOf, RegistrationView
from graph_api.store.fragments import a_moment
from graph_api.store.listing import GATHERED, KeyReads, Keys, keys_of, page_parameters, walk
from graph_api.store.statement import Mode, Row, Statement

_WANTED: Final[LiteralString] = """
      AND r.holds IS NULL AND r.ended IS NULL
    WITH r, head([(r)-[:ON_SLIP]->(line:SlipLine)<-[:HAS]-(slip:PackingSlip) | [line, slip]]) AS onSlip,
         head([(r)-[:ON_INVOICE]->(line:InvoiceLine)<-[:HAS]-(invoice:Invoice) | [line, invoice]]) AS onInvoice
    WITH r, coalesce(onSlip, onInvoice)[0] AS line, coalesce(onSlip, onInvoice)[1] AS document
    WHERE ($dayFrom IS NULL OR document.day >= $dayFrom) AND ($dayTo IS NULL OR document.day <= $dayTo)
      AND ($product IS NULL OR $product IN
           [(line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product) | product.number])
      AND ($customer IS NULL OR $customer IN
           [(document)-[:OF_ORDER]->(:SalesOrder)-[:PLACED_BY]->(customer:Customer) | customer.number])
"""
"""Behind a condition on `r`, a registration: those that are blanks still, and wanted."""
_KEYS: Final[LiteralString] = " WITH r.id AS key, r.id AS id "

_BLANK: Final[LiteralString] = "MATCH (r:Registration) USING INDEX SEEK r:Registration(notReadable, id) "

_BLANKS: Final = walk(
    "blank_keys",
    _BLANK
    + "WHERE r.notReadable = true AND r.id > $after"
    + _WANTED
    + "WITH r ORDER BY r.notReadable, r.id LIMIT $first"
    + _KEYS,
    _BLANK
    + "WHERE r.notReadable = true AND r.id < $after"
    + _WANTED
    + "WITH r ORDER BY r.notReadable DESC, r.id DESC LIMIT $first"
    + _KEYS,
)
_BLANKS_OF_SLIP: Final = keys_of(
    "blank_keys_of_slip",
    "MATCH (:PackingSlip {number: $packingSlip})-[:HAS]->(:SlipLine)<-[:ON_SLIP]-(r:Registration) WHERE r.notReadable"
    + _WANTED
    + _KEYS
    + GATHERED,
)


def _blank(values: Sequence[Any]) -> BlankView:
    id_, product, recorded, slip, invoice = values
    kind = DocumentKind.INVOICE if slip is None else DocumentKind.PACKING_SLIP
    shown = RegistrationView(id_, None, None, product, a_moment(recorded), None, None)
    return BlankView(shown, kind, invoice if slip is None else slip)


def _blanks(row: Row | None) -> dict[str, BlankView]:
    return {view[0]: _blank(view) for view in (row["views"] if row else ())}


FIND_BLANKS: Final = Statement(
    name="find_blanks",
    mode=Mode.READ,
    text="""
    UNWIND $keys AS key
    MATCH (r:Registration {id: key})
    CALL (r) {
        MATCH (r)-[:ON_SLIP|ON_INVOICE]->(line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
        RETURN product.number AS product LIMIT 1
    }
    RETURN collect([r.id, product, toString(r.recordedAt),
                    head([(r)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip) | slip.id]),
                    head([(r)-[:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice) | invoice.id])]) AS views
    """,
    decode=_blanks,
)


def _asked(wanted: BlankFilter, order: ListOrder, page: PageOf) -> tuple[Statement[Keys], dict[str, Any]]:
    given = page_parameters(order, page) | {
        "product": wanted.product,
        "customer": wanted.customer,
        "dayFrom": wanted.day_from,
        "dayTo": wanted.day_to,
    }
    if wanted.packing_slip is None:
        return _BLANKS.towards(order), given
    return _BLANKS_OF_SLIP, given | {"packingSlip": wanted.packing_slip, "descending": order.descending}


class BlankLists(KeyReads):
    """Listing and counting blanks."""

    async def blank_keys(self, wanted: BlankFilter, order: ListOrder, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The ids of one page of blanks."""
        return await self.keys(*_asked(wanted, order, page))

    async def blanks_by_id(self, ids: Sequence[str]) -> dict[str, BlankView]:
        """Blanks with what they stand on."""
        return await self.run(FIND_BLANKS, keys=list(ids))

    async def count_blanks(self, wanted: BlankFilter, order: ListOrder, most: int) -> int:
        """How many blanks a filter finds; one more than the most that is counted where there are more."""
        return await self.count_keys(*_asked(wanted, order, PageOf(1)), most)
