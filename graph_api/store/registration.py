"""Registering on one line: the lock on its order and on the units, what stands where, and what a plan changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, LiteralString

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.line_facts import LineFacts, Spot, UnitFacts
from graph_api.domain.locked import LockedLine
from graph_api.domain.registration import Changes
from graph_api.store.bolt import Transaction
from graph_api.store.books import chain_head
from graph_api.store.fragments import LOCK_ORDER, PRODUCT, product_facts, serial_settings
from graph_api.store.spots import SPOT, UNIT_FACTS, spot, units
from graph_api.store.statement import Mode, Row, Statement, nothing
from graph_api.store.waiting import CONTINUE, WAIT_AGAIN

_LINE_FACTS: Final[LiteralString] = (
    """
    MATCH (line)-[:FOR]->(:OrderLine)-[:OF_PRODUCT]->(product:Product)
    """
    + PRODUCT
    + """
    OPTIONAL MATCH (chain:AuditChain {subject: document.id})
    OPTIONAL MATCH (line)-[:BILLS]->(billed:SlipLine)
    CALL (product, billed) {
        UNWIND CASE WHEN billed IS NULL THEN $wanted ELSE [] END AS wanted
        MERGE (unit:Unit {product: product.number, serialKey: wanted.key})
        ON CREATE SET unit.id = wanted.id, unit.serialNumber = wanted.text, unit.createdAt = $now
        ON MATCH SET unit.lockedAt = timestamp()
        WITH unit, wanted WHERE unit.id <> wanted.id
    """
    + UNIT_FACTS
    + """
    }
    RETURN document.id AS id, document.number AS number, document.state AS state, line.id AS line,
           line.position AS position, line.quantity AS quantity, registered, blanks, productFacts, settings,
           order.number AS order, billed.id AS billed, chain.length AS chainLength, chain.head AS chainHead, units
    """
)
"""
Given `line` of `document`, under the lock of its order. Then the units of the wanted numbers are locked too, in the
order given, which is sorted: calls that share numbers wait for each other instead of deadlocking. A number that is new
gets a unit, which is locked by being made, and of which there is nothing to tell.
"""


def _locked_line(row: Row | None, kind: DocumentKind) -> LockedLine | None:
    if row is None:
        return None
    facts = LineFacts(
        kind=kind,
        document_id=row["id"],
        document=row["number"] or f"draft {row['id']}",
        state=DocumentState(row["state"]),
        line_id=row["line"],
        position=row["position"],
        quantity=row["quantity"],
        registered=row["registered"],
        blanks=row["blanks"],
        product=product_facts(row["productFacts"]),
        settings=serial_settings(row["settings"]),
        order=row["order"],
        slip_line_id=row["billed"],
    )
    return LockedLine(facts, chain_head(row), units(row))


LOCK_SLIP_LINE: Final = Statement(
    name="lock_slip_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:SlipLine {id: $id})<-[:HAS]-(document:PackingSlip)-[:OF_ORDER]->(order:SalesOrder)
    """
    + LOCK_ORDER
    + """
    CALL (line) {
        OPTIONAL MATCH (line)<-[:ON_SLIP]-(r:Registration) WHERE r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    """
    + _LINE_FACTS,
    decode=lambda row: _locked_line(row, DocumentKind.PACKING_SLIP),
)

LOCK_INVOICE_LINE: Final = Statement(
    name="lock_invoice_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:InvoiceLine {id: $id})<-[:HAS]-(document:Invoice)-[:OF_ORDER]->(order:SalesOrder)
    """
    + LOCK_ORDER
    + """
    CALL (line) {
        OPTIONAL MATCH (line)<-[on:ON_INVOICE]-(r:Registration) WHERE on.supersededAt IS NULL AND r.endedAt IS NULL
        RETURN count(r) AS registered, count(CASE WHEN r.holds IS NULL THEN r END) AS blanks
    }
    """
    + _LINE_FACTS,
    decode=lambda row: _locked_line(row, DocumentKind.INVOICE),
)

FIND_UNITS_OF_LINE: Final = Statement(
    name="find_units_of_line",
    mode=Mode.WRITE,
    # Taking off needs no lock on the unit: the order's lock guards the registration, and freeing a unit races nobody.
    text="""
    UNWIND $keys AS key
    MATCH (unit:Unit {product: $product, serialKey: key})
    """
    + UNIT_FACTS,
    decode=units,
)


def _spots(row: Row | None) -> dict[str, Spot]:
    entries = [] if row is None else row["spots"]
    found = (spot(entry) for entry in entries)
    return {each.registration_id: each for each in found if each is not None}


FIND_REGISTRATIONS: Final = Statement(
    name="find_registrations",
    mode=Mode.WRITE,
    text="""
    UNWIND $ids AS id
    MATCH (r:Registration {id: id}) WHERE r.endedAt IS NULL
    OPTIONAL MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    """
    + SPOT
    + """
    RETURN collect(spot) AS spots
    """,
    decode=_spots,
)

_ENDS_AND_CHOICES: Final[LiteralString] = (
    """
    CALL () {
        UNWIND $takeOff AS id
        MATCH (r:Registration {id: id})
        SET r.ended = 'TAKEN_OFF', r.endedAt = $now, r.endedOn = $today
        REMOVE r.holds
    """
    + WAIT_AGAIN
    + """
        RETURN count(r) AS waitAgain
    }
    CALL () {
        UNWIND $release AS id
        MATCH (unit:Unit {id: id}) WHERE NOT EXISTS { (unit)<-[:OF]-() }
        DELETE unit
        RETURN count(*) AS released
    }
    """
)

APPLY_TO_SLIP_LINE: Final = Statement(
    name="apply_to_slip_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:SlipLine {id: $line})
    CALL (line) {
        UNWIND $register AS new
        MATCH (unit:Unit {id: new.unit})
        FOREACH (_ IN CASE WHEN unit.serialNumber = new.shown THEN [] ELSE [1] END | SET unit.serialNumber = new.shown)
        CREATE (r:Registration {id: new.id, recordedAt: $now, holds: new.unit})-[:ON_SLIP]->(line)
        CREATE (r)-[:OF {recordedAt: $now}]->(unit)
    """
    + CONTINUE
    + """
        RETURN count(r) AS registered
    }
    CALL (line) {
        UNWIND $blanks AS id
        CREATE (r:Registration {id: id, recordedAt: $now, notReadable: true})-[:ON_SLIP]->(line)
        RETURN count(r) AS blank
    }
    """
    + _ENDS_AND_CHOICES
    + "RETURN registered",
    decode=nothing,
)

APPLY_TO_INVOICE_LINE: Final = Statement(
    name="apply_to_invoice_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:InvoiceLine {id: $line})
    CALL (line) {
        UNWIND $register AS new
        MATCH (unit:Unit {id: new.unit})
        FOREACH (_ IN CASE WHEN unit.serialNumber = new.shown THEN [] ELSE [1] END | SET unit.serialNumber = new.shown)
        CREATE (r:Registration {id: new.id, recordedAt: $now, holds: new.unit})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
        CREATE (r)-[:OF {recordedAt: $now}]->(unit)
    """
    + CONTINUE
    + """
        RETURN count(r) AS registered
    }
    CALL (line) {
        UNWIND $blanks AS id
        CREATE (r:Registration {id: id, recordedAt: $now, notReadable: true})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
        RETURN count(r) AS blank
    }
    CALL (line) {
        UNWIND $choose AS id
        MATCH (r:Registration {id: id})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
        RETURN count(r) AS chosen
    }
    CALL (line) {
        UNWIND $unchoose AS id
        MATCH (:Registration {id: id})-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(line)
        SET on.supersededAt = $now
        RETURN count(on) AS unchosen
    }
    """
    + _ENDS_AND_CHOICES
    + "RETURN registered",
    decode=nothing,
)


def _parameters(changes: Changes) -> dict[str, object]:
    return {
        "register": [{"id": id_, "unit": unit, "shown": shown} for id_, unit, shown in changes.register],
        "blanks": list(changes.blanks),
        "takeOff": list(changes.take_off),
        "choose": list(changes.choose),
        "unchoose": list(changes.unchoose),
        "release": list(changes.release),
    }


class RegistrationStatements(Transaction):
    """The lock, the facts and the changes of registering."""

    async def lock_line(
        self, kind: DocumentKind, line_id: str, now: datetime, wanted: Sequence[tuple[str, str, str]] = ()
    ) -> LockedLine | None:
        """
        Lock the order of a slip's or an invoice's line, and load the line; then lock the units of a call's numbers.

        Args:
            wanted: For each number its key, the id that a new unit gets, and the number as entered; sorted by key. A
                line that chooses locks and makes none.
        """
        statement = LOCK_SLIP_LINE if kind is DocumentKind.PACKING_SLIP else LOCK_INVOICE_LINE
        units = [{"key": key, "id": id_, "text": text} for key, id_, text in wanted]
        return await self.run(statement, id=line_id, wanted=units, now=now)

    async def find_units(self, product: str, keys: Sequence[str]) -> Mapping[str, UnitFacts]:
        """Where a product's numbers stand now, without locking or making any."""
        return await self.run(FIND_UNITS_OF_LINE, product=product, keys=list(keys))

    async def find_registrations(self, ids: Sequence[str]) -> Mapping[str, Spot]:
        """Where live registrations stand now, by id."""
        return await self.run(FIND_REGISTRATIONS, ids=list(ids))

    async def apply_to_line(
        self, kind: DocumentKind, line_id: str, changes: Changes, now: datetime, today: date
    ) -> None:
        """Write what a plan changes."""
        statement = APPLY_TO_SLIP_LINE if kind is DocumentKind.PACKING_SLIP else APPLY_TO_INVOICE_LINE
        await self.run(statement, line=line_id, now=now, today=today, **_parameters(changes))
