"""Registering serial numbers on a line: scanned or typed, not readable, taken off; or chosen on an invoice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Protocol

from graph_api.domain.audit import Change, Json
from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Duty
from graph_api.domain.entries import AnotherProduct, ListTooLong
from graph_api.domain.line_facts import Entry, LineFacts, Spot, UnitFacts
from graph_api.domain.locked import LockedLine
from graph_api.domain.outcomes import Path, Refusal, UnknownRecord
from graph_api.domain.registration import Changes, Plan, decide_addition, decide_choice, decide_line, decide_removal
from graph_api.domain.registration_refusals import NotASerial
from graph_api.domain.scanning import ScanReading, read_scan
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.views import LineView
from graph_api.services.ids import new_ids
from graph_api.services.inputs import LONGEST_LIST, read_serials, refused_scan, shown, what_was_scanned
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform
from graph_api.services.registration_commands import (
    ChangeChoice,
    LineRef,
    ListMode,
    RegisterNotReadable,
    RegisterSerials,
    ScanMode,
    ScanSerial,
)


class Registering(Ledger, Protocol):
    """What registering needs of a transaction."""

    async def lock_line(
        self, kind: DocumentKind, line_id: str, now: datetime, wanted: Sequence[tuple[str, str, str]] = ()
    ) -> LockedLine | None: ...
    async def find_units(self, product: str, keys: Sequence[str]) -> Mapping[str, UnitFacts]: ...
    async def find_registrations(self, ids: Sequence[str]) -> Mapping[str, Spot]: ...
    async def apply_to_line(
        self, kind: DocumentKind, line_id: str, changes: Changes, now: datetime, today: date
    ) -> None: ...
    async def line(self, kind: DocumentKind, line_id: str) -> LineView | None: ...


Graph = Writes[Registering]


async def register_serials(
    graph: Graph, audit_key: bytes, request: Request, command: RegisterSerials
) -> Performed[LineView]:
    """Register a list of typed numbers on a line, or choose them on an invoice of slips (R1, R2, R5 to R7)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        refusals: list[Refusal] = []
        if not 0 < len(command.serials) <= LONGEST_LIST:
            return (ListTooLong(length=len(command.serials), longest=LONGEST_LIST, path=("serials",)),)
        entries = read_serials(command.serials, "serials", refusals)
        return await add_to_line(tx, request, command.line, Asked(tuple(entries), tuple(refusals), command.mode))

    return await _perform(graph, audit_key, request, "registerSerials", command, story)


async def scan_serial(graph: Graph, audit_key: bytes, request: Request, command: ScanSerial) -> Performed[LineView]:
    """Do with one scan what the scan mode says (R3)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        reading = read_scan(command.scan)
        if not isinstance(reading, ScanReading):
            return (refused_scan(command.scan, reading, ("scan",)),)
        if reading.serial is None:
            return (NotASerial(serial_number=shown(command.scan), what=what_was_scanned(reading), path=("scan",)),)
        asked = Asked((Entry(reading.serial, ("scan",)),), gtin=reading.gtin.digits if reading.gtin else None)
        if command.mode is ScanMode.ADD:
            return await add_to_line(tx, request, command.line, asked)
        return await _remove(tx, request, command.line, asked)

    return await _perform(graph, audit_key, request, "scanSerial", command, story)


async def register_not_readable(
    graph: Graph, audit_key: bytes, request: Request, command: RegisterNotReadable
) -> Performed[LineView]:
    """Register items whose numbers cannot be read (R4); this has a duty of its own (S3)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        if not 0 < command.count <= LONGEST_LIST:
            return (ListTooLong(length=command.count, longest=LONGEST_LIST, path=("count",)),)
        return await add_to_line(tx, request, command.line, Asked((), blanks=command.count))

    duties = (Duty.MAINTAIN_DOCUMENTS, Duty.REGISTER_NOT_READABLE)
    return await _perform(graph, audit_key, request, "registerNotReadable", command, story, duties)


async def change_choice(graph: Graph, audit_key: bytes, request: Request, command: ChangeChoice) -> Performed[LineView]:
    """Choose and give back registrations by id, blanks too; on other drafts take them off (R1, R3, D11)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        if len(command.add) + len(command.remove) > LONGEST_LIST:
            length = len(command.add) + len(command.remove)
            return (ListTooLong(length=length, longest=LONGEST_LIST, path=("add",)),)
        locked = await tx.lock_line(command.line.kind, command.line.id, request.now)
        refused = _editable(locked, command.line)
        if locked is None or refused:
            return refused
        spots = await tx.find_registrations([*command.add, *command.remove])
        add, unknown = _placed(command.add, "add", spots)
        remove, gone = _placed(command.remove, "remove", spots)
        plan = decide_choice(locked.line, add, remove)
        if unknown or gone or plan.refusals:
            return (*unknown, *gone, *plan.refusals)
        return await _apply(tx, request, locked, plan)

    return await _perform(graph, audit_key, request, "changeChoice", command, story)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one call asks of a line: numbers that could be read, and refusals of those that could not."""

    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...] = ()
    mode: ListMode = ListMode.ALL_OR_NOTHING
    blanks: int = 0
    gtin: str | None = None


async def _perform(
    graph: Graph,
    audit_key: bytes,
    request: Request,
    name: str,
    command: RegisterSerials | ScanSerial | RegisterNotReadable | ChangeChoice,
    story: object,
    duties: tuple[Duty, ...] = (Duty.MAINTAIN_DOCUMENTS,),
) -> Performed[LineView]:
    load = partial(_load, command.line.kind)
    operation: Operation[Registering, LineView] = Operation(name, duties, command, story, load)  # type: ignore[arg-type]
    return await perform(graph, audit_key, request, operation)


async def _load(kind: DocumentKind, tx: Registering, line_id: str) -> LineView | None:
    return await tx.line(kind, line_id)


def _editable(locked: LockedLine | None, ref: LineRef) -> tuple[Refusal, ...]:
    if locked is None:
        return (UnknownRecord(kind=f"{ref.kind.words} line", key=ref.id, path=("lineId",)),)
    return decide_line(locked.line)


async def add_to_line(tx: Registering, request: Request, ref: LineRef, asked: Asked) -> Done | tuple[Refusal, ...]:
    """Register on a line, or choose on it, within a transaction that may do more."""
    texts = {entry.serial.key: entry.serial.text for entry in reversed(asked.entries)}
    new = dict(zip(sorted(texts), new_ids(len(texts)), strict=True))
    locked = await tx.lock_line(ref.kind, ref.id, request.now, [(key, id_, texts[key]) for key, id_ in new.items()])
    refused = _editable(locked, ref)
    if locked is None or refused:
        return refused
    if (other := _another_product(locked.line, asked.gtin)) is not None:
        return (other,)
    known = locked.units
    if locked.line.chooses:
        known = await tx.find_units(locked.line.product.number, list(new))
    units = {key: known.get(key) or UnitFacts(id_, texts[key]) for key, id_ in new.items()}
    plan = decide_addition(locked.line, asked.entries, units, _pattern(locked.line), asked.blanks)
    refusals = (*asked.refusals, *plan.refusals)
    if refusals and (asked.mode is ListMode.ALL_OR_NOTHING or plan.growth == 0):
        return refusals
    ghosts = () if locked.line.chooses else _unused([new[key] for key in new if key not in known], plan)
    return await _apply(tx, request, locked, plan, refusals, units, ghosts)


def _unused(made: Iterable[str], plan: Plan) -> Sequence[str]:
    registered = {unit for unit, _ in plan.register}
    return [unit for unit in made if unit not in registered]


async def _remove(tx: Registering, request: Request, ref: LineRef, asked: Asked) -> Done | tuple[Refusal, ...]:
    locked = await tx.lock_line(ref.kind, ref.id, request.now)
    refused = _editable(locked, ref)
    if locked is None or refused:
        return refused
    units = await tx.find_units(locked.line.product.number, [entry.serial.key for entry in asked.entries])
    return await _apply(tx, request, locked, decide_removal(locked.line, asked.entries, units))


def _another_product(line: LineFacts, gtin: str | None) -> AnotherProduct | None:
    """A scan whose GTIN the line's product does not carry; a product without GTINs takes any."""
    if gtin is None or not line.product.gtins or gtin in line.product.gtins:
        return None
    return AnotherProduct(gtin=gtin, product=line.product.number, path=("scan",))


def _pattern(line: LineFacts) -> SerialPattern | None:
    """The product's pattern, which was read and found safe when the product was saved."""
    if line.product.serial_pattern is None:
        return None
    parsed = parse_pattern(line.product.serial_pattern)
    return parsed if isinstance(parsed, SerialPattern) else None


def _placed(
    ids: Sequence[str], field: str, spots: Mapping[str, Spot]
) -> tuple[list[tuple[Path, Spot]], tuple[Refusal, ...]]:
    known: list[tuple[Path, Spot]] = [
        ((field, str(place)), spots[id_]) for place, id_ in enumerate(ids) if id_ in spots
    ]
    unknown: tuple[Refusal, ...] = tuple(
        UnknownRecord(kind="live registration", key=shown(id_), path=(field, str(place)))
        for place, id_ in enumerate(ids)
        if id_ not in spots
    )
    return known, unknown


async def _apply(
    tx: Registering,
    request: Request,
    locked: LockedLine,
    plan: Plan,
    refusals: tuple[Refusal, ...] = (),
    units: Mapping[str, UnitFacts] | None = None,
    ghosts: Sequence[str] = (),
) -> Done:
    line = locked.line
    ids = iter(new_ids(len(plan.register) + plan.blanks))
    registered = [(next(ids), unit_id, _shown_as(units or {}, entry)) for unit_id, entry in plan.register]
    changes = Changes(
        register=registered,
        blanks=list(ids),
        take_off=plan.take_off,
        choose=plan.choose,
        unchoose=plan.unchoose,
        release=ghosts,
    )
    added = [*(id_ for id_, _, _ in registered), *changes.blanks]
    nothing = not (added or plan.take_off or plan.choose or plan.unchoose)
    if not nothing or ghosts:
        await tx.apply_to_line(line.kind, line.line_id, changes, request.now, request.today)
    return Done(
        key=line.line_id,
        changes=() if nothing else ((line.document_id, locked.chain, _change(line, changes)),),
        refusals=refusals,
        notices=plan.notices,
        detail={"added": [*added, *plan.choose], "removed": [*plan.take_off, *plan.unchoose]},
    )


def _shown_as(units: Mapping[str, UnitFacts], entry: Entry) -> str:
    """What was first entered is what is shown, from the first document that really shows it (R6)."""
    unit = units[entry.serial.key]
    return unit.serial_number if unit.in_use else entry.serial.text


def _change(line: LineFacts, changes: Changes) -> Change:
    after: dict[str, Json] = {
        "registered": {id_: serial for id_, _, serial in changes.register},
        "notReadable": list(changes.blanks),
        "takenOff": list(changes.take_off),
        "chosen": list(changes.choose),
        "givenBack": list(changes.unchoose),
    }
    before: Json = {"line": line.line_id, "registered": line.registered, "notReadable": line.blanks}
    said: dict[str, Json] = {what: value for what, value in after.items() if value}
    return Change("register", before, {"line": line.line_id, **said})
