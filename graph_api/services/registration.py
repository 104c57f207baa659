"""Registering serial numbers on a line: scanned or typed, not readable, taken off; or chosen on an invoice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Duty
from graph_api.domain.entries import ListTooLong
from graph_api.domain.line_facts import Entry, Spot, UnitFacts
from graph_api.domain.locked import LockedLine
from graph_api.domain.outcomes import InvalidValue, Path, Refusal, UnknownRecord
from graph_api.domain.registration import decide_addition, decide_choice, decide_line, decide_removal
from graph_api.domain.views import LineView
from graph_api.services.ids import new_ids
from graph_api.services.inputs import LONGEST_LIST, read_serials, shown
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
from graph_api.services.registration_plans import Applies, Decided, apply_plan
from graph_api.services.scans import (
    KnowsCodes,
    Scanned,
    other_products,
    pattern_of,
    read_list,
    read_scanned,
    read_sheet,
)


class Registering(Ledger, KnowsCodes, Applies, Protocol):
    """What registering needs of a transaction."""

    async def lock_line(
        self, kind: DocumentKind, line_id: str, keys: Sequence[str] = (), scanned: str | None = None
    ) -> LockedLine | None: ...
    async def find_units(self, product: str, keys: Sequence[str]) -> Mapping[str, UnitFacts]: ...
    async def find_registrations(self, ids: Sequence[str]) -> Mapping[str, Spot]: ...
    async def line(self, kind: DocumentKind, line_id: str) -> LineView | None: ...


Graph = Writes[Registering]


async def register_serials(
    graph: Graph, audit_key: bytes, request: Request, command: RegisterSerials
) -> Performed[LineView]:
    """Register a list of numbers on a line, or choose them on an invoice of slips (R1, R2, R5 to R7)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        asked = _listed(command)
        return await add_to_line(tx, request, command.line, asked) if isinstance(asked, Asked) else asked

    return await _perform(graph, audit_key, request, "registerSerials", command, story)


async def scan_serial(graph: Graph, audit_key: bytes, request: Request, command: ScanSerial) -> Performed[LineView]:
    """Do with one scan what the scan mode says (R3)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        scanned = read_scanned(command.scan, ("scan",), request.frame)
        if not isinstance(scanned, Scanned):
            return (scanned,)
        asked = Asked((scanned.entry,), scans=(scanned,), scanned=scanned.entry.serial.text)
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
            expected = f"1 to {LONGEST_LIST:,} items"
            return (InvalidValue(value=str(command.count), expected=expected, path=("count",)),)
        return await add_to_line(tx, request, command.line, Asked((), blanks=command.count))

    duties = (Duty.MAINTAIN_DOCUMENTS, Duty.REGISTER_NOT_READABLE)
    return await _perform(graph, audit_key, request, "registerNotReadable", command, story, duties)


async def change_choice(graph: Graph, audit_key: bytes, request: Request, command: ChangeChoice) -> Performed[LineView]:
    """Choose and give back registrations by id, blanks too; on other drafts take them off (R1, R3, D11)."""

    async def story(tx: Registering) -> Done | tuple[Refusal, ...]:
        if len(command.add) + len(command.remove) > LONGEST_LIST:
            length = len(command.add) + len(command.remove)
            return (ListTooLong(length=length, longest=LONGEST_LIST, path=("add",)),)
        locked = await tx.lock_line(command.line.kind, command.line.id)
        refused = _editable(locked, command.line)
        if locked is None or refused:
            return refused
        spots = await tx.find_registrations([*command.add, *command.remove])
        add, unknown = _placed(command.add, "add", spots)
        remove, gone = _placed(command.remove, "remove", spots)
        plan = decide_choice(locked.line, add, remove)
        if unknown or gone or plan.refusals:
            return (*unknown, *gone, *plan.refusals)
        return await apply_plan(tx, request, locked, Decided(plan))

    return await _perform(graph, audit_key, request, "changeChoice", command, story)


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What one call asks of a line: numbers that could be read, and refusals of those that could not.

    Attributes:
        scans: Those of the numbers that came as scans.
        scanned: The text of a single scan, which may be a document's number instead (R6).
    """

    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...] = ()
    mode: ListMode = ListMode.ALL_OR_NOTHING
    blanks: int = 0
    scans: tuple[Scanned, ...] = ()
    scanned: str | None = None


def _listed(command: RegisterSerials) -> Asked | tuple[Refusal, ...]:
    given = sum(each is not None for each in (command.serials, command.typed, command.uploaded))
    if given != 1:
        expected = "one of serials, typed and uploaded"
        return (InvalidValue(value=f"{given} of them", expected=expected, path=("serials",)),)
    if command.typed is not None:
        return _read(read_list(command.typed), command.mode)
    if command.uploaded is not None:
        return _read(read_sheet(command.uploaded), command.mode)
    serials = command.serials or ()
    if not 0 < len(serials) <= LONGEST_LIST:
        return (ListTooLong(length=len(serials), longest=LONGEST_LIST, path=("serials",)),)
    refusals: list[Refusal] = []
    listed = read_serials(serials, "serials", refusals)
    return Asked(tuple(listed), tuple(refusals), command.mode)


def _read(found: tuple[tuple[Scanned, ...], tuple[Refusal, ...]], mode: ListMode) -> Asked:
    scans, refused = found
    entries = tuple(each.entry for each in scans)
    return Asked(entries, refused, mode, scans=tuple(each for each in scans if each.told_apart))


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
    locked = await tx.lock_line(ref.kind, ref.id, list(new), asked.scanned)
    refused = _editable(locked, ref)
    if locked is None or refused:
        return refused
    line = locked.line
    registers = not line.chooses or line.room > 0
    known = locked.units if registers else await tx.find_units(line.product.number, list(new))
    units = {key: known.get(key) or UnitFacts(id_, texts[key]) for key, id_ in new.items()}
    others = await other_products(tx, asked.scans, line.product)
    foreign = {each.path for each in others}
    entries = [entry for entry in asked.entries if entry.path not in foreign] if foreign else asked.entries
    plan = decide_addition(line, entries, units, pattern_of(line.product), asked.blanks)
    refusals = (*asked.refusals, *others, *plan.refusals)
    if refusals and (asked.mode is ListMode.ALL_OR_NOTHING or plan.growth == 0):
        return refusals
    made = {id_: key for key, id_ in new.items() if key not in known}
    return await apply_plan(tx, request, locked, Decided(plan, refusals, units, made, asked.scans))


async def _remove(tx: Registering, request: Request, ref: LineRef, asked: Asked) -> Done | tuple[Refusal, ...]:
    locked = await tx.lock_line(ref.kind, ref.id)
    refused = _editable(locked, ref)
    if locked is None or refused:
        return refused
    others = await other_products(tx, asked.scans, locked.line.product)
    if others:
        return others
    units = await tx.find_units(locked.line.product.number, [entry.serial.key for entry in asked.entries])
    plan = decide_removal(locked.line, asked.entries, units)
    return await apply_plan(tx, request, locked, Decided(plan, scans=asked.scans))


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
