"""What was seeded: how far it got, which numbers it took, and serial numbers of it to try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.store.bolt import Transaction
from graph_api.store.fragments import a_moment, moment
from graph_api.store.statement import Mode, Row, Statement, nothing


@dataclass(frozen=True, slots=True)
class SeedState:
    """
    How far a seed got.

    Attributes:
        plan: A digest of what it is made of; another plan cannot go on where this one stopped.
        shift_weeks: By how many weeks its days were moved.
        batches: How many batches are in the graph, each in one transaction.
        numbers_before: The last number of each sequence before the seed took its own.
        finished_at: None while it is not complete.
    """

    plan: str
    shift_weeks: int
    batches: int
    numbers_before: tuple[int, int]
    started_at: datetime
    finished_at: datetime | None


def _state(row: Row | None) -> SeedState | None:
    if row is None or row["startedAt"] is None:
        return None
    return SeedState(
        plan=row["plan"],
        shift_weeks=row["shiftWeeks"],
        batches=row["batches"],
        numbers_before=(row["slipsBefore"], row["invoicesBefore"]),
        started_at=a_moment(row["startedAt"]),
        finished_at=moment(row["finishedAt"]),
    )


FIND_SEED: Final = Statement(
    name="find_seed",
    mode=Mode.READ,
    text="""
    MATCH (seed:Seed {name: $name})
    RETURN seed.plan AS plan, seed.shiftWeeks AS shiftWeeks, seed.batches AS batches, seed.slipsBefore AS slipsBefore,
           seed.invoicesBefore AS invoicesBefore, toString(seed.startedAt) AS startedAt,
           toString(seed.finishedAt) AS finishedAt
    """,
    decode=_state,
)

LOCK_SEED: Final = Statement(
    name="lock_seed",
    mode=Mode.WRITE,
    # Two processes that seed at once queue up here: the second sees what the first has done.
    text="""
    MERGE (seed:Seed {name: $name})
    SET seed.lockedAt = timestamp()
    RETURN seed.plan AS plan, seed.shiftWeeks AS shiftWeeks, seed.batches AS batches, seed.slipsBefore AS slipsBefore,
           seed.invoicesBefore AS invoicesBefore, toString(seed.startedAt) AS startedAt,
           toString(seed.finishedAt) AS finishedAt
    """,
    decode=_state,
)

BEGIN_SEED: Final = Statement(
    name="begin_seed",
    mode=Mode.WRITE,
    text="""
    MATCH (seed:Seed {name: $name})
    SET seed.plan = $plan, seed.shiftWeeks = $shiftWeeks, seed.newestDay = $newestDay, seed.batches = 0,
        seed.slipsBefore = $slipsBefore, seed.invoicesBefore = $invoicesBefore, seed.startedAt = $now
    """,
    decode=nothing,
)

NOTE_BATCH: Final = Statement(
    name="note_batch",
    mode=Mode.WRITE,
    text="MATCH (seed:Seed {name: $name}) SET seed.batches = $batches",
    decode=nothing,
)

FINISH_SEED: Final = Statement(
    name="finish_seed",
    mode=Mode.WRITE,
    text="MATCH (seed:Seed {name: $name}) SET seed.finishedAt = $now",
    decode=nothing,
)


def _found(row: Row | None) -> tuple[str, ...]:
    return () if row is None else tuple(row["found"])


FIND_TAKEN: Final = Statement(
    name="find_taken_numbers",
    mode=Mode.WRITE,
    # Reads, but in the transaction that then begins the load.
    text="""
    CALL () {
        UNWIND $groups AS number
        MATCH (n:TrackingDimensionGroup {number: number}) RETURN 'tracking dimension group ' + n.number AS taken
      UNION
        UNWIND $products AS number
        MATCH (n:Product {number: number}) RETURN 'product ' + n.number AS taken
      UNION
        UNWIND $customers AS number
        MATCH (n:Customer {number: number}) RETURN 'customer ' + n.number AS taken
      UNION
        UNWIND $orders AS number
        MATCH (n:SalesOrder {number: number}) RETURN 'sales order ' + n.number AS taken
    }
    WITH taken ORDER BY taken LIMIT 3
    RETURN collect(taken) AS found
    """,
    decode=_found,
)

RESERVE_NUMBERS: Final = Statement(
    name="reserve_numbers",
    mode=Mode.WRITE,
    text="""
    MERGE (sequence:Sequence {kind: $kind})
    SET sequence.lockedAt = timestamp()
    WITH sequence, coalesce(sequence.last, 0) AS before
    SET sequence.last = before + $count
    RETURN before
    """,
    decode=lambda row: 0 if row is None else int(row["before"]),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A serial number that exists, with its product; or a packing slip's number, where `serial_number` is None."""

    product: str
    serial_number: str | None
    document: str


@dataclass(frozen=True, slots=True)
class Samples:
    """One of each that the graph has; None where it has none such any more."""

    newest: Sample | None
    oldest: Sample | None
    not_returnable: Sample | None
    not_readable: Sample | None
    resold: Sample | None


def _sample(values: Sequence[Any] | None) -> Sample | None:
    return None if values is None else Sample(*values)


_SOLD: Final[LiteralString] = """
        MATCH (invoice)-[:HAS]->(line:InvoiceLine)
        OPTIONAL MATCH (line)-[:BILLS]->(billed:SlipLine)
        WITH line, coalesce(billed, line) AS soldOn
        MATCH (soldOn)-[:SOLD_UNDER]->(term:WarrantyTerm)
        MATCH (soldOn)-[:SOLD_UNDER]->(policy:ReturnPolicy)
        MATCH (line)<-[on:ON_INVOICE WHERE on.supersededAt IS NULL]-(r:Registration WHERE r.endedAt IS NULL)
              -[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
"""

FIND_SAMPLES: Final = Statement(
    name="find_samples",
    mode=Mode.READ,
    # Invoices are walked by day, and the first unit that fits ends the walk.
    text="""
    CALL () {
        MATCH (invoice:Invoice {state: 'POSTED'})
        WITH invoice ORDER BY invoice.day DESC, invoice.id
        CALL (invoice) {
    """
    + _SOLD
    + """
            WITH unit, term WHERE size(term.coverages) > 1
            RETURN unit LIMIT 1
        }
        WITH invoice, unit LIMIT 1
        RETURN head(collect([unit.product, unit.serialNumber, invoice.number])) AS newest
    }
    CALL () {
        MATCH (invoice:Invoice {state: 'POSTED'})
        WITH invoice ORDER BY invoice.day, invoice.id
        CALL (invoice) {
    """
    + _SOLD
    + """
            WITH unit, policy WHERE policy.windowDays IS NOT NULL
            RETURN unit LIMIT 1
        }
        WITH invoice, unit LIMIT 1
        RETURN head(collect([unit.product, unit.serialNumber, invoice.number])) AS oldest
    }
    CALL () {
        MATCH (invoice:Invoice {state: 'POSTED'})
        WITH invoice ORDER BY invoice.day DESC, invoice.id
        CALL (invoice) {
    """
    + _SOLD
    + """
            WITH unit, policy WHERE policy.windowDays IS NULL
            RETURN unit LIMIT 1
        }
        WITH invoice, unit LIMIT 1
        RETURN head(collect([unit.product, unit.serialNumber, invoice.number])) AS notReturnable
    }
    CALL () {
        MATCH (slip:PackingSlip {state: 'POSTED'})
        WITH slip ORDER BY slip.day DESC, slip.id
        CALL (slip) {
            MATCH (slip)-[:HAS]->(line:SlipLine)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
            MATCH (line)<-[:ON_SLIP]-(r:Registration {notReadable: true}) WHERE r.holds IS NULL AND r.endedAt IS NULL
            RETURN product LIMIT 1
        }
        WITH slip, product LIMIT 1
        RETURN head(collect([product.number, NULL, slip.number])) AS notReadable
    }
    CALL () {
        MATCH (invoice:Invoice {state: 'POSTED'})
        WITH invoice ORDER BY invoice.day DESC, invoice.id
        CALL (invoice) {
    """
    + _SOLD
    + """
            WITH unit WHERE EXISTS { (unit)<-[:OF]-(:Registration {ended: 'REVERSED'}) }
            RETURN unit LIMIT 1
        }
        WITH invoice, unit LIMIT 1
        RETURN head(collect([unit.product, unit.serialNumber, invoice.number])) AS resold
    }
    RETURN newest, oldest, notReturnable, notReadable, resold
    """,
    decode=lambda row: (
        Samples(None, None, None, None, None)
        if row is None
        else Samples(*(_sample(row[each]) for each in ("newest", "oldest", "notReturnable", "notReadable", "resold")))
    ),
    analytic=True,
)


class SeedStatements(Transaction):
    """Seeding as one process at a time does it, a batch a transaction."""

    async def lock_seed(self, name: str) -> SeedState | None:
        """Hold a seed for this transaction, and read how far it got; None where it has not begun."""
        return await self.run(LOCK_SEED, name=name)

    async def reserve_numbers(self, kind: DocumentKind, count: int) -> int:
        """Take the next numbers of a kind's sequence (D12); returns the last one before them."""
        return await self.run(RESERVE_NUMBERS, kind=kind.value, count=count)

    async def begin_seed(
        self, name: str, plan: str, shift_weeks: int, newest_day: date, before: tuple[int, int], now: datetime
    ) -> None:
        """Note what is being seeded, so that it can be gone on with."""
        await self.run(
            BEGIN_SEED,
            name=name,
            plan=plan,
            shiftWeeks=shift_weeks,
            newestDay=newest_day,
            slipsBefore=before[0],
            invoicesBefore=before[1],
            now=now,
        )
