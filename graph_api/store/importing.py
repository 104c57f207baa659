"""A company's history on its way into the graph: how far it got, what it would collide with, and its bulk writes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from neo4j.exceptions import ConstraintError

from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_audit import Chain
from graph_api.domain.past_imports import Collided, FoundBefore, ImportState, StandingUnit, TradedProduct
from graph_api.domain.past_sales import PastDocument, PastOrder
from graph_api.domain.terms import ReturnPolicy, WarrantyTerm
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import PRODUCT, day, product_facts, serial_settings
from graph_api.store.import_progress import (
    BEGIN_IMPORT,
    FIND_IMPORT,
    FINISH_IMPORT,
    LOCK_IMPORT,
    NOTE_IMPORTED,
    RAISE_SEQUENCE,
)
from graph_api.store.loading import (
    LOAD_AUDIT,
    LOAD_INVOICES,
    LOAD_ORDERS,
    LOAD_SLIPS,
    REGISTER_ON_INVOICES,
    REGISTER_ON_SLIPS,
)
from graph_api.store.loading_setup import LOAD_CATEGORIES, LOAD_CUSTOMERS, LOAD_PRODUCTS
from graph_api.store.past_rows import billed_at_once, chain_row, document_row, order_row, registered_rows
from graph_api.store.patience import TIMEOUT_SECONDS, PatientGraph
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.terms import POLICY, TERM, buyers, policy, term

T = TypeVar("T")


def _found(row: Row | None) -> FoundBefore:
    if row is None:
        return FoundBefore()
    return FoundBefore(
        customers={number: buyers(rest) for number, *rest in row["customers"]},
        orders=frozenset(row["orders"]),
        slips=frozenset(row["slips"]),
        invoices=frozenset(row["invoices"]),
        units={
            (product, key): StandingUnit(id_, shown, day(free_from), document)
            for product, key, id_, shown, free_from, document in row["units"]
        },
    )


FIND_BEFORE: Final = Statement(
    name="find_before_import",
    mode=Mode.READ,
    # What this import wrote itself has its moment, and is no collision when a batch is looked at again.
    text="""
    CALL () {
        UNWIND $customers AS number
        MATCH (customer:Customer {number: number})
        RETURN collect([customer.number, customer.country, customer.buyerKind]) AS customers
    }
    CALL () {
        UNWIND $orders AS number
        MATCH (order:SalesOrder {number: number}) WHERE order.createdAt <> $at
        RETURN collect(order.number) AS orders
    }
    CALL () {
        UNWIND $slips AS number
        MATCH (slip:PackingSlip {number: number}) WHERE slip.createdAt <> $at
        RETURN collect(slip.number) AS slips
    }
    CALL () {
        UNWIND $invoices AS number
        MATCH (invoice:Invoice {number: number}) WHERE invoice.createdAt <> $at
        RETURN collect(invoice.number) AS invoices
    }
    CALL () {
        UNWIND $units AS key
        MATCH (unit:Unit {product: key[0], serialKey: key[1]}) WHERE unit.createdAt <> $at
        CALL (unit) {
            OPTIONAL MATCH (unit)<-[of:OF WHERE of.supersededAt IS NULL]-(r:Registration)
                           -[:ON_SLIP|ON_INVOICE]->()<-[:HAS]-(document:PackingSlip|Invoice)
            WHERE r.endedAt IS NULL AND r.recordedAt <> $at
            WITH document ORDER BY 'PackingSlip' IN labels(document) DESC LIMIT 1
            RETURN coalesce(document.number, 'draft ' + document.id) AS document
        }
        RETURN collect([unit.product, unit.serialKey, unit.id, unit.serialNumber, toString(unit.freeFrom),
                        document]) AS units
    }
    RETURN customers, orders, slips, invoices, units
    """,
    decode=_found,
)


def _traded(row: Row | None) -> dict[str, TradedProduct]:
    entries = [] if row is None else row["products"]
    return {
        facts[0]: TradedProduct(product_facts(facts), serial_settings(settings), tuple(categories))
        for facts, settings, categories in entries
    }


FIND_TRADED: Final = Statement(
    name="find_traded_products",
    mode=Mode.READ,
    text="""
    UNWIND $numbers AS number
    MATCH (product:Product {number: number})
    CALL (product) {
        OPTIONAL MATCH path = (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(within:ProductCategory)
        WITH within, length(path) AS distance ORDER BY distance
        RETURN collect(within.number) AS categories
    }
    """
    + PRODUCT
    + "RETURN collect([productFacts, settings, categories]) AS products",
    decode=_traded,
)


def _numbers(row: Row | None) -> frozenset[str]:
    return frozenset() if row is None else frozenset(row["numbers"])


FIND_SOLD_BEFORE: Final = Statement(
    name="find_sold_before_import",
    mode=Mode.READ,
    text="""
    UNWIND $numbers AS number
    CALL (number) {
        MATCH (unit:Unit) WHERE unit.product = number AND unit.serialKey > '' AND unit.createdAt <> $at
        RETURN true AS sold LIMIT 1
    }
    RETURN collect(number) AS numbers
    """,
    decode=_numbers,
)


def _published(row: Row | None) -> tuple[tuple[WarrantyTerm, ...], tuple[ReturnPolicy, ...]]:
    if row is None:
        return (), ()
    return tuple(term(each) for each in row["terms"]), tuple(policy(each) for each in row["policies"])


FIND_PUBLISHED: Final = Statement(
    name="find_all_published",
    mode=Mode.READ,
    text="""
    CALL () { MATCH (term:WarrantyTerm) RETURN collect("""
    + TERM
    + """) AS terms }
    CALL () { MATCH (policy:ReturnPolicy) RETURN collect("""
    + POLICY
    + """) AS policies }
    RETURN terms, policies
    """,
    decode=_published,
    analytic=True,
)


@dataclass(frozen=True, slots=True)
class _Rows:
    """A bulk statement and what it takes."""

    statement: Statement[None]
    rows: Sequence[Mapping[str, Any]]


class ImportStatements(Transaction):
    """Loading a history, a batch of orders a transaction."""

    async def lock_import(self, digest: str) -> ImportState | None:
        """Hold an import for this transaction, and read how far it got; None where it has not begun."""
        return await self.run(LOCK_IMPORT, digest=digest)

    async def begin_import(self, digest: str, now: datetime, today: date) -> None:
        """Note what is being loaded, so that it can be gone on with."""
        await self.run(BEGIN_IMPORT, digest=digest, now=now, today=today)

    async def note_imported(self, digest: str, batches: int) -> None:
        """Note how many batches are in."""
        await self.run(NOTE_IMPORTED, digest=digest, batches=batches)

    async def finish_import(self, digest: str, now: datetime) -> None:
        """Note that all of it is in."""
        await self.run(FINISH_IMPORT, digest=digest, now=now)

    async def raise_sequence(self, kind: DocumentKind, last: int) -> None:
        """Keep a kind's sequence from giving numbers that were loaded (D12)."""
        await self.run(RAISE_SEQUENCE, kind=kind.value, last=last)

    async def load_categories(self, rows: Sequence[Mapping[str, str | None]]) -> None:
        """Write categories, whole: number, name and parent."""
        await self.run(LOAD_CATEGORIES, rows=list(rows))

    async def load_products(self, rows: Sequence[Mapping[str, Any]], chains: Sequence[Chain]) -> None:
        """Write products that are new."""
        await self.run(LOAD_PRODUCTS, rows=list(rows))
        await self.run(LOAD_AUDIT, rows=[chain_row(each) for each in chains])

    async def load_customers(self, rows: Sequence[Mapping[str, Any]], chains: Sequence[Chain]) -> None:
        """Write customers that are new."""
        await self.run(LOAD_CUSTOMERS, rows=list(rows))
        await self.run(LOAD_AUDIT, rows=[chain_row(each) for each in chains])

    async def load_sales(
        self, orders: Sequence[PastOrder], documents: Sequence[PastDocument], chains: Sequence[Chain]
    ) -> None:
        """Write orders with all that was made of them."""
        slips = [each for each in documents if each.kind is DocumentKind.PACKING_SLIP]
        invoices = [each for each in documents if each.kind is DocumentKind.INVOICE]
        for each in (
            _Rows(LOAD_ORDERS, [order_row(order) for order in orders]),
            _Rows(LOAD_SLIPS, [document_row(slip) for slip in slips]),
            _Rows(LOAD_INVOICES, [document_row(invoice) for invoice in invoices]),
            _Rows(REGISTER_ON_SLIPS, [row for row, _ in registered_rows(slips, billed_at_once(invoices))]),
            _Rows(REGISTER_ON_INVOICES, [row for row, _ in registered_rows(invoices)]),
            _Rows(LOAD_AUDIT, [chain_row(chain) for chain in chains]),
        ):
            await self.run(each.statement, rows=each.rows)


class ImportingGraph(PatientGraph):
    """The graph as an import uses it."""

    async def find_import(self, digest: str) -> ImportState | None:
        """How far an import got; None where it has not begun."""
        return await self.run(FIND_IMPORT, digest=digest)

    async def find_before(
        self,
        at: datetime,
        numbers: Mapping[str, Sequence[str]],
        units: Sequence[tuple[str, str]],
    ) -> FoundBefore:
        """
        What orders would build on, and what they would collide with.

        Args:
            at: The moment of the import, which all that it wrote itself carries.
            numbers: Of `customers`, `orders`, `slips` and `invoices`.
            units: Products with keys of serial numbers.
        """
        given = {name: list(each) for name, each in numbers.items()}
        return await self.run(FIND_BEFORE, at=at, units=[list(each) for each in units], **given)

    async def find_traded(self, numbers: Sequence[str]) -> dict[str, TradedProduct]:
        """Products as a sale needs them; unknown ones are left out."""
        return await self.run(FIND_TRADED, numbers=list(numbers))

    async def find_sold_before(self, at: datetime, numbers: Sequence[str]) -> frozenset[str]:
        """Products of which the graph has units that the import of a moment did not write."""
        return await self.run(FIND_SOLD_BEFORE, at=at, numbers=list(numbers))

    async def find_published(self) -> tuple[tuple[WarrantyTerm, ...], tuple[ReturnPolicy, ...]]:
        """Every version of a term or a policy that was published."""
        return await self.run(FIND_PUBLISHED)

    async def load(self, work: Callable[[ImportStatements], Awaitable[T]]) -> T:
        """
        Run `work` in one transaction; it may be run again from the start.

        Raises:
            Collided: what it writes is there by now.
        """
        try:
            return await self._bolt.write(work, ImportStatements, timeout_seconds=TIMEOUT_SECONDS)
        except ConstraintError as error:
            raise Collided from error
