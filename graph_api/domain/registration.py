"""
Registering serial numbers on a draft, and choosing them on an invoice of slips.

One line is decided at a time, over what the numbers of one call stand on. A call may be refused in part (each entry
for itself) or as a whole; a line is never taken over its quantity in part (R2).

Source: rules R1 to R7, T2 to T4, D11.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.drafts import NotADraft
from graph_api.domain.line_facts import Entry, LineFacts, Spot, UnitFacts
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.registration_refusals import (
    ChosenElsewhere,
    DoesNotFit,
    NotASerial,
    NotOnTheSlip,
    QuantityExceeded,
    StandsElsewhere,
    TakesNoSerials,
)
from graph_api.domain.serial_patterns import SerialPattern, fits
from graph_api.domain.serials import SerialNumber, serial_key
from graph_api.domain.tracking import CatchWeightExcluded

_NOT_READABLE = "Not readable"
_SHORTEST_GTIN = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What a call changes on its line, and what it says.

    Attributes:
        register: Numbers that get a registration, each with the id of its unit.
        blanks: How many not-readable registrations are added (R4).
        take_off: Registrations that leave the line.
        choose: Registrations of the slip that the invoice line takes.
        unchoose: Registrations that the invoice line gives back to the slip.
    """

    register: tuple[tuple[str, Entry], ...] = ()
    blanks: int = 0
    take_off: tuple[str, ...] = ()
    choose: tuple[str, ...] = ()
    unchoose: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def growth(self) -> int:
        """By how many registrations the line grows."""
        return len(self.register) + self.blanks + len(self.choose) - len(self.take_off) - len(self.unchoose)


@dataclass(frozen=True, slots=True)
class Changes:
    """
    What a plan writes on one line, with the ids that its new registrations get.

    Attributes:
        register: New registrations: id, unit id, and the number as it is shown from now on.
        release: Units that were made to be locked and then refused.
    """

    register: Sequence[tuple[str, str, str]] = ()
    blanks: Sequence[str] = ()
    take_off: Sequence[str] = ()
    choose: Sequence[str] = ()
    unchoose: Sequence[str] = ()
    release: Sequence[str] = ()


def decide_line(line: LineFacts) -> tuple[Refusal, ...]:
    """Whether the line can be edited at all (R3, T2, T4)."""
    if line.state is not DocumentState.DRAFT:
        return (NotADraft(document=line.document, state=line.state.value),)
    if line.chooses:
        # What a slip shipped before its group was changed is invoiced as it stands (T5).
        return ()
    if line.product.catch_weight:
        return (CatchWeightExcluded(product=line.product.number, group=line.product.group),)
    if not line.settings.active_in_sales_process:
        return (
            TakesNoSerials(
                product=line.product.number, line_id=line.line_id, document_kind=line.kind, position=line.position
            ),
        )
    return ()


def decide_addition(
    line: LineFacts,
    entries: Sequence[Entry],
    units: Mapping[str, UnitFacts],
    pattern: SerialPattern | None,
    blanks: int = 0,
) -> Plan:
    """
    Register numbers and blanks on a line, or choose them from the slip it bills.

    Args:
        entries: As given, repetitions included.
        units: By the number's key: every number of the call, as it stands under the lock.
        blanks: Not-readable registrations (R4). A line that bills a slip chooses its blanks by id instead.
    """
    draft = _Draft(_names(line))
    if blanks and line.chooses:
        draft.refusals.append(NotOnTheSlip(serial_number=_NOT_READABLE, path=("count",)))
    for entry in _once(entries, draft):
        unit = units[entry.serial.key]
        refusal = _choose(line, entry, unit, draft) if line.chooses else _register(line, entry, unit, pattern, draft)
        if refusal is not None:
            draft.refusals.append(refusal)
    return _within_quantity(line, draft.plan(0 if line.chooses else blanks))


def decide_removal(line: LineFacts, entries: Sequence[Entry], units: Mapping[str, UnitFacts]) -> Plan:
    """Take numbers off a draft, or un-choose them. What is not there changes nothing and says so (R3)."""
    spots = [(entry, unit.spot if (unit := units.get(entry.serial.key)) else None) for entry in entries]
    there = [spot for _, spot in spots if spot is not None and _stands_on(line, spot)]
    missing = [entry for entry, spot in spots if spot is None or not _stands_on(line, spot)]
    ids = tuple(dict.fromkeys(spot.registration_id for spot in there))
    notices = tuple(_not_there(entry.serial.text, entry.path) for entry in missing)
    return Plan(unchoose=ids, notices=notices) if line.chooses else Plan(take_off=ids, notices=notices)


def _not_there(name: str, path: Path) -> Notice:
    return Notice(code="NOT_THERE", rule="R3", message=f"{name} is not on this line: nothing changed.", path=path)


def decide_choice(line: LineFacts, add: Iterable[tuple[Path, Spot]], remove: Sequence[tuple[Path, Spot]]) -> Plan:
    """
    Choose registrations of the billed slip line by id, blanks too, and give others back; or take them off a draft.

    Args:
        add: Registrations of the slip line; anything else is refused. Empty for a line that registers its own.
        remove: What is not on the line changes nothing and says so (R3).
    """
    draft = _Draft()
    for path, spot in add:
        refusal = _choose_spot(line, path, spot, draft)
        if refusal is not None:
            draft.refusals.append(refusal)
    missing = [
        _not_there(spot.serial_number or _NOT_READABLE, path) for path, spot in remove if not _stands_on(line, spot)
    ]
    gone = tuple(dict.fromkeys(spot.registration_id for _, spot in remove if _stands_on(line, spot)))
    plan = draft.plan(0)
    given_back = Plan(
        choose=plan.choose,
        unchoose=gone if line.chooses else (),
        take_off=() if line.chooses else gone,
        refusals=plan.refusals,
        notices=(*plan.notices, *missing),
    )
    return _within_quantity(line, given_back)


@dataclass(slots=True)
class _Draft:
    """
    A plan while it is being made.

    Attributes:
        names: What no serial number may be on this line, by key (R6).
    """

    names: Mapping[str, str] = field(default_factory=dict)
    register: list[tuple[str, Entry]] = field(default_factory=list)
    choose: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def already(self, serial: str, path: Path) -> None:
        self._say(f"{serial} is already on this line: nothing changed.", path)

    def repeated(self, serial: str, path: Path) -> None:
        self._say(f"{serial} is in this call more than once: it counts once.", path)

    def _say(self, message: str, path: Path) -> None:
        self.notices.append(Notice(code="ALREADY_REGISTERED", rule="R7", message=message, path=path))

    def plan(self, blanks: int) -> Plan:
        return Plan(
            register=tuple(self.register),
            blanks=blanks,
            choose=tuple(self.choose),
            refusals=tuple(self.refusals),
            notices=tuple(self.notices),
        )


def _once(entries: Sequence[Entry], draft: _Draft) -> Iterable[Entry]:
    """Each number once; what a list repeats changes nothing and says so (R7)."""
    seen: set[str] = set()
    for entry in entries:
        if entry.serial.key in seen:
            draft.repeated(entry.serial.text, entry.path)
            continue
        seen.add(entry.serial.key)
        yield entry


def _register(
    line: LineFacts, entry: Entry, unit: UnitFacts, pattern: SerialPattern | None, draft: _Draft
) -> Refusal | None:
    if unit.spot is not None and _stands_on(line, unit.spot):
        draft.already(unit.serial_number, entry.path)
        return None
    if unit.spot is not None:
        return _stands_elsewhere(unit.serial_number, unit.spot, entry.path)
    what = _what_it_is(line, entry.serial, draft.names)
    if what is not None:
        return NotASerial(serial_number=entry.serial.text, what=what, path=entry.path)
    if pattern is not None and not fits(pattern, entry.serial):
        return DoesNotFit(serial_number=entry.serial.text, pattern=pattern.text, path=entry.path)
    draft.register.append((unit.unit_id, entry))
    return None


def _stands_elsewhere(serial_number: str, spot: Spot, path: Path) -> StandsElsewhere:
    """Goods stand on the slip that ships them, also where they are invoiced."""
    return StandsElsewhere(
        serial_number=serial_number,
        document=spot.document,
        line_id=spot.slip_line_id or spot.invoice_line_id or "",
        document_kind=DocumentKind.INVOICE if spot.slip_line_id is None else DocumentKind.PACKING_SLIP,
        path=path,
    )


def _names(line: LineFacts) -> dict[str, str]:
    """By key: the numbers that name this line's product, order or document, and what each is."""
    return {
        serial_key(line.product.number): f"the product number {line.product.number}",
        serial_key(line.order): f"the number of sales order {line.order}",
        serial_key(line.document): f"the number of {line.kind.words} {line.document}",
    }


def _what_it_is(line: LineFacts, serial: SerialNumber, names: Mapping[str, str]) -> str | None:
    """What a number is that is the product's own code, or names this order or document (R6)."""
    # A GTIN is printed with 8 to 14 digits and kept with 14; nobody else's leading zeros are left out (R6).
    if len(serial.key) >= _SHORTEST_GTIN and serial.key.zfill(14) in line.product.gtins:
        return f"the GTIN of {line.product.number}"
    return names.get(serial.key)


def _choose(line: LineFacts, entry: Entry, unit: UnitFacts, draft: _Draft) -> Refusal | None:
    if unit.spot is None:
        return NotOnTheSlip(serial_number=entry.serial.text, path=entry.path)
    return _choose_spot(line, entry.path, unit.spot, draft)


def _choose_spot(line: LineFacts, path: Path, spot: Spot, draft: _Draft) -> Refusal | None:
    name = spot.serial_number or _NOT_READABLE
    if not line.chooses or spot.slip_line_id != line.slip_line_id:
        return NotOnTheSlip(serial_number=name, path=path)
    if spot.invoice_line_id == line.line_id or spot.registration_id in draft.choose:
        draft.already(name, path)
    elif spot.invoice_line_id is not None:
        return ChosenElsewhere(serial_number=name, invoice=spot.invoice or "", path=path)
    else:
        draft.choose.append(spot.registration_id)
    return None


def _stands_on(line: LineFacts, spot: Spot) -> bool:
    if line.kind is DocumentKind.PACKING_SLIP:
        return spot.slip_line_id == line.line_id
    return spot.invoice_line_id == line.line_id


def _within_quantity(line: LineFacts, plan: Plan) -> Plan:
    """A plan that grows the line over its quantity is refused whole; its notices stay (R2)."""
    if plan.growth <= 0 or line.registered + plan.growth <= line.quantity:
        return plan
    refusal = QuantityExceeded(
        line_id=line.line_id,
        document_kind=line.kind,
        quantity=line.quantity,
        registered=line.registered,
        attempted=plan.growth,
    )
    return Plan(refusals=(*plan.refusals, refusal), notices=plan.notices)
