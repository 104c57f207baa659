"""Registering on one line: the lock on its order and on the units, what stands where, and what a plan changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import Spot, UnitFacts
from graph_api.domain.locked import LockedLine
from graph_api.domain.registration import Changes
from graph_api.store.bolt import Transaction
from graph_api.store.line_lock import LOCK_LINE
from graph_api.store.spots import SPOT, UNIT_FACTS, spot, units
from graph_api.store.statement import Mode, Row, Statement, nothing
from graph_api.store.waiting import CONTINUE, WAIT_AGAIN

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

_MAKE_UNIT: Final[LiteralString] = """
        CREATE (unit:Unit {id: new.unit, product: $product, serialKey: new.key, serialNumber: new.shown,
                           createdAt: $now})
"""
_FIND_UNIT: Final[LiteralString] = """
        MATCH (unit:Unit {id: new.unit})
        FOREACH (_ IN CASE WHEN unit.serialNumber = new.shown THEN [] ELSE [1] END | SET unit.serialNumber = new.shown)
"""
_ON_SLIP_LINE: Final[LiteralString] = """
        CREATE (r:Registration {id: new.id, recordedAt: $now, holds: new.unit})-[:ON_SLIP]->(line)
        CREATE (r)-[:OF {recordedAt: $now}]->(unit)
"""
_ON_INVOICE_LINE: Final[LiteralString] = """
        CREATE (r:Registration {id: new.id, recordedAt: $now, holds: new.unit})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
        FOREACH (slipLine IN billed | CREATE (r)-[:ON_SLIP]->(slipLine))
        CREATE (r)-[:OF {recordedAt: $now}]->(unit)
"""

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
    }
    """
)

APPLY_TO_SLIP_LINE: Final = Statement(
    name="apply_to_slip_line",
    mode=Mode.WRITE,
    text="""
    MATCH (line:SlipLine {id: $line})
    CALL (line) {
        UNWIND $made AS new
    """
    + _MAKE_UNIT
    + _ON_SLIP_LINE
    + """
    }
    CALL (line) {
        UNWIND $known AS new
    """
    + _FIND_UNIT
    + _ON_SLIP_LINE
    + CONTINUE
    + """
    }
    CALL (line) {
        UNWIND $blanks AS id
        CREATE (:Registration {id: id, recordedAt: $now, notReadable: true})-[:ON_SLIP]->(line)
    }
    """
    + _ENDS_AND_CHOICES,
    decode=nothing,
)

APPLY_TO_INVOICE_LINE: Final = Statement(
    name="apply_to_invoice_line",
    mode=Mode.WRITE,
    # What a line that bills a slip registers, the slip lacked: it gets it too (R1).
    text="""
    MATCH (line:InvoiceLine {id: $line})
    OPTIONAL MATCH (line)-[:BILLS]->(slipLine:SlipLine)
    WITH line, collect(slipLine) AS billed
    CALL (line, billed) {
        UNWIND $made AS new
    """
    + _MAKE_UNIT
    + _ON_INVOICE_LINE
    + """
    }
    CALL (line, billed) {
        UNWIND $known AS new
    """
    + _FIND_UNIT
    + _ON_INVOICE_LINE
    + CONTINUE
    + """
    }
    CALL (line, billed) {
        UNWIND $blanks AS id
        CREATE (r:Registration {id: id, recordedAt: $now, notReadable: true})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
        FOREACH (slipLine IN billed | CREATE (r)-[:ON_SLIP]->(slipLine))
    }
    CALL (line) {
        UNWIND $choose AS id
        MATCH (r:Registration {id: id})
        CREATE (r)-[:ON_INVOICE {recordedAt: $now}]->(line)
    }
    CALL (line) {
        UNWIND $unchoose AS id
        MATCH (:Registration {id: id})-[on:ON_INVOICE WHERE on.supersededAt IS NULL]->(line)
        SET on.supersededAt = $now
    }
    """
    + _ENDS_AND_CHOICES,
    decode=nothing,
)


def _parameters(changes: Changes) -> dict[str, object]:
    made, known = [], []
    for id_, unit, shown in changes.register:
        key = changes.made.get(unit)
        if key is None:
            known.append({"id": id_, "unit": unit, "shown": shown})
        else:
            made.append({"id": id_, "unit": unit, "shown": shown, "key": key})
    return {
        # In one order for all calls: those that bring the same new numbers wait for each other, and none for two.
        "made": sorted(made, key=itemgetter("key")),
        "known": known,
        "blanks": list(changes.blanks),
        "takeOff": list(changes.take_off),
        "choose": list(changes.choose),
        "unchoose": list(changes.unchoose),
    }


class RegistrationStatements(Transaction):
    """The lock, the facts and the changes of registering."""

    async def lock_line(
        self,
        kind: DocumentKind,
        line_id: str,
        keys: Sequence[str] = (),
        scanned: str | None = None,
    ) -> LockedLine | None:
        """
        Lock the order of a slip's or an invoice's line, and load the line; then lock the units of a call's numbers.

        Args:
            keys: Those of the numbers, sorted. A line that bills a slip that lacks no registration locks none.
            scanned: A text that may be a document's number.
        """
        return await self.run(LOCK_LINE[kind], id=line_id, keys=list(keys), scanned=scanned)

    async def find_units(self, product: str, keys: Sequence[str]) -> Mapping[str, UnitFacts]:
        """Where a product's numbers stand now, without locking or making any."""
        return await self.run(FIND_UNITS_OF_LINE, product=product, keys=list(keys))

    async def find_registrations(self, ids: Sequence[str]) -> Mapping[str, Spot]:
        """Where live registrations stand now, by id."""
        return await self.run(FIND_REGISTRATIONS, ids=list(ids))

    async def apply_to_line(
        self, kind: DocumentKind, line_id: str, product: str, changes: Changes, now: datetime, today: date
    ) -> None:
        """
        Write what a plan changes on a line of a product.

        Raises:
            ConstraintError: Somebody else made a unit of a new number meanwhile; the work is then done again.
        """
        statement = APPLY_TO_SLIP_LINE if kind is DocumentKind.PACKING_SLIP else APPLY_TO_INVOICE_LINE
        await self.run(statement, line=line_id, product=product, now=now, today=today, **_parameters(changes))
