"""The whole history of units in one statement: every registration, its documents, and what its sale is held to."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.asking import FoundByCode
from graph_api.domain.lineage import (
    End,
    EndKind,
    InvoiceStay,
    Registration,
    SlipStay,
    UnitHistory,
)
from graph_api.store.aftersales import AFTER_SALES, after_sales
from graph_api.store.bolt import Runs
from graph_api.store.fragments import CUSTOMER, PRODUCT, a_day, a_moment, day, moment, order_facts, product_facts
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.terms import POLICY, TERM, policy, term

SALE: Final[LiteralString] = (
    """
        OPTIONAL MATCH (r)-[:ON_SLIP]->(slipLine:SlipLine)<-[:HAS]-(slip:PackingSlip)
        CALL (r) {
            // A unit that came for another has what was credited of that one too: the first invoice counts (W2, W7).
            MATCH (r)-[:REPLACES*0..]->(sold:Registration)-[on:ON_INVOICE]->(line:InvoiceLine)<-[:HAS]-(invoice:Invoice)
            WHERE (sold = r OR on.creditedOn IS NOT NULL)
            // What a draft gave back, or lost, before it was posted never stood on a posted invoice.
              AND (on.supersededAt IS NULL OR on.creditedOn IS NOT NULL
                   OR invoice.postedAt IS NULL OR on.supersededAt > invoice.postedAt)
            WITH on, line, invoice ORDER BY on.recordedAt, invoice.id LIMIT 50
            RETURN collect([invoice.id, line.id, invoice.number, toString(invoice.day), toString(invoice.postedAt),
                            toString(on.recordedAt), toString(on.supersededAt), toString(on.creditedOn)]) AS invoices,
                   head(collect(line)) AS firstLine
        }
        WITH *, coalesce(slipLine, firstLine) AS soldOn
        MATCH (soldOn)-[:FOR]->(:OrderLine)<-[:HAS]-(order:SalesOrder)-[:PLACED_BY]->(customer:Customer)
        WITH *, [r.id, toString(coalesce(of.recordedAt, r.recordedAt)), toString(of.supersededAt),
            [order.number, toString(order.orderedOn), order.externalReference, """
    + CUSTOMER
    + """],
            CASE WHEN slip IS NULL THEN NULL ELSE
                [slip.id, slipLine.id, slip.number, toString(slip.day), toString(slip.postedAt)] END,
            invoices,
            CASE WHEN r.ended IS NULL THEN NULL ELSE [r.ended, toString(r.endedOn), toString(r.endedAt)] END,
            [(soldOn)-[:SOLD_UNDER]->(term:WarrantyTerm) | """
    + TERM
    + """],
            [(soldOn)-[:SOLD_UNDER]->(policy:ReturnPolicy) | """
    + POLICY
    + """],"""
    + AFTER_SALES
    + """] AS sale
"""
)
"""Given `r`, a registration, and `of`, by which it is believed to be a unit, NULL for a blank: adds `sale`."""

HISTORY: Final[LiteralString] = (
    """
    MATCH (product:Product {number: unit.product})
    """
    + PRODUCT
    + """
    CALL (unit) {
        MATCH (unit)<-[of:OF]-(r:Registration)
        // What left its draft was never a sale: however often it was scanned, it pushes no sale out.
        WITH of, r ORDER BY coalesce(r.ended, '') IN ['TAKEN_OFF', 'DISCARDED'], of.recordedAt DESC LIMIT 200
"""
    + SALE
    + """
        RETURN collect(sale) AS registrations
    }
    WITH *, [unit.id, unit.serialNumber, productFacts, registrations] AS history
"""
)
"""Given `unit`: adds `history`."""


def sale(values: Sequence[Any]) -> Registration:
    """Decode `sale`."""
    id_, named, unnamed, order, slip, invoices, end, terms, policies, after = values
    return Registration(
        id=id_,
        named_at=a_moment(named),
        unnamed_at=moment(unnamed),
        order=order_facts(order),
        slip=None if slip is None else _slip(slip),
        invoices=tuple(_stay(each) for each in invoices),
        end=None if end is None else End(EndKind(end[0]), a_day(end[1]), a_moment(end[2])),
        terms=tuple(term(each) for each in terms),
        policies=tuple(policy(each) for each in policies),
        after=after_sales(after),
    )


def _slip(values: Sequence[Any]) -> SlipStay:
    id_, line, number, on, posted = values
    return SlipStay(id_, line, number, day(on), moment(posted))


def _stay(values: Sequence[Any]) -> InvoiceStay:
    id_, line, number, on, posted, recorded, superseded, credited = values
    return InvoiceStay(
        id_, line, number, day(on), moment(posted), a_moment(recorded), moment(superseded), day(credited)
    )


def history(values: Sequence[Any]) -> UnitHistory:
    """Decode one unit's history."""
    id_, serial, product, registrations = values
    return UnitHistory(id_, serial, product_facts(product), tuple(sale(each) for each in registrations))


def _histories(row: Row | None) -> list[tuple[UnitHistory, ...]]:
    return [] if row is None else [tuple(history(each) for each in found) for found in row["found"]]


FIND_BY_SERIAL: Final = Statement(
    name="find_units_by_serial",
    mode=Mode.READ,
    # A number alone may be carried by units of several products: the caller chooses. Twenty are more than a choice.
    text="""
    UNWIND range(0, size($keys) - 1) AS place
    WITH place, $keys[place] AS key
    CALL (key) {
        MATCH (unit:Unit {serialKey: key.serialKey})
        WHERE key.product IS NULL OR unit.product = key.product
        WITH unit ORDER BY unit.product LIMIT 20
    """
    + HISTORY
    + """
        RETURN collect(history) AS histories
    }
    WITH place, histories ORDER BY place
    RETURN collect(histories) AS found
    """,
    decode=_histories,
)

FIND_BY_ID: Final = Statement(
    name="find_units_by_id",
    mode=Mode.READ,
    text="""
    UNWIND range(0, size($ids) - 1) AS place
    WITH place, $ids[place] AS id
    CALL (id) {
        MATCH (unit:Unit {id: id})
    """
    + HISTORY
    + """
        RETURN collect(history) AS histories
    }
    WITH place, histories ORDER BY place
    RETURN collect(histories) AS found
    """,
    decode=_histories,
)


def _found(row: Row | None) -> list[FoundByCode]:
    return [
        FoundByCode(product, tuple(history(each) for each in histories))
        for product, histories in (row["found"] if row else ())
    ]


FIND_BY_CODE: Final = Statement(
    name="find_units_by_code",
    mode=Mode.READ,
    # A code that no product carries says nothing about the number: then it may be any product's, as in a plain scan.
    text="""
    UNWIND range(0, size($keys) - 1) AS place
    WITH place, $keys[place] AS key
    OPTIONAL MATCH (:Gtin {code: key.code})<-[:CARRIES]-(carrier:Product)
    CALL (key, carrier) {
        MATCH (unit:Unit {serialKey: key.serialKey})
        WHERE carrier IS NULL OR unit.product = carrier.number
        WITH unit ORDER BY unit.product LIMIT 20
    """
    + HISTORY
    + """
        RETURN collect(history) AS histories
    }
    WITH place, carrier, histories ORDER BY place
    RETURN collect([carrier.number, histories]) AS found
    """,
    decode=_found,
)


class UnitStatements(Runs):
    """Finding units with their history."""

    async def units_by_serial(self, keys: Sequence[tuple[str | None, str]]) -> list[tuple[UnitHistory, ...]]:
        """
        For each (product or None, serial key) every unit that carries it, in order of product.

        One statement, whatever the number of keys.
        """
        wanted = [{"product": product, "serialKey": serial_key} for product, serial_key in keys]
        return await self.run(FIND_BY_SERIAL, keys=wanted)

    async def units_by_id(self, ids: Sequence[str]) -> list[UnitHistory | None]:
        """For each id its unit, or None."""
        found = await self.run(FIND_BY_ID, ids=list(ids))
        return [histories[0] if histories else None for histories in found]

    async def units_by_code(self, keys: Sequence[tuple[str, str]]) -> list[FoundByCode]:
        """For each (GTIN as 14 digits, serial key) the product that carries the code, and the units."""
        wanted = [{"code": code, "serialKey": serial_key} for code, serial_key in keys]
        return await self.run(FIND_BY_CODE, keys=wanted)
