"""
Registering serial numbers on a draft, and choosing them on an invoice of slips.

One line is decided at a time, over what the numbers of one call stand on. A call may be refused in part (each entry
for itself) or as a whole; a line is never taken over its quantity in part (R2).

Source: rules R1 to R7, T2 to T4, D11.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.drafts import NotADraft
from graph_api.domain.line_facts import Entry, LineFacts, Spot, UnitFacts
from graph_api.domain.missing import decide_missing, decide_missing_number, decide_room, on_slip_too
from graph_api.domain.numbers import decide_number, decide_product, names_on
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.registration_refusals import ChosenElsewhere, NotOnTheSlip, QuantityExceeded
from graph_api.domain.serial_patterns import SerialPattern
from graph_api.domain.serials import NOT_READABLE


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
        made: Units that no number had before, by id, with the key of the number: they are made with the registration.
    """

    register: Sequence[tuple[str, str, str]] = ()
    blanks: Sequence[str] = ()
    take_off: Sequence[str] = ()
    choose: Sequence[str] = ()
    unchoose: Sequence[str] = ()
    made: Mapping[str, str] = field(default_factory=dict)


def decide_line(line: LineFacts) -> tuple[Refusal, ...]:
    """Whether the line can be edited at all (R3, T2, T4)."""
    if line.state is not DocumentState.DRAFT:
        return (NotADraft(document=line.document, state=line.state.value),)
    if line.chooses:
        # What a slip shipped before its group was changed is invoiced as it stands (T5).
        return ()
    return decide_product(line)


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
        blanks: Not-readable registrations (R4). Those of a slip are chosen by id; a slip that lacks some gets them.
    """
    draft = _Draft(names_on(line))
    if blanks and line.chooses:
        blanks = draft.missing_blanks(line, blanks)
    for entry in _once(entries, draft):
        add = _choose if line.chooses else _register
        refusal = add(line, entry, units[entry.serial.key], pattern, draft)
        if refusal is not None:
            draft.refusals.append(refusal)
    plan = _within_quantity(line, draft.plan(blanks))
    added = [(entry.serial.text, entry.path) for _, entry in plan.register]
    added += [(NOT_READABLE, ("count",))] if plan.blanks else []
    return replace(plan, notices=(*plan.notices, *on_slip_too(line, added))) if line.chooses else plan


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
        _not_there(spot.serial_number or NOT_READABLE, path) for path, spot in remove if not _stands_on(line, spot)
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

    def missing_blanks(self, line: LineFacts, count: int) -> int:
        """How many blanks of a call the slip gets with the invoice's line: all or, said why, none (R1)."""
        refusal = decide_missing(line, NOT_READABLE, ("count",))
        if refusal is not None:
            self.refusals.append(refusal)
            return 0
        return count

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
    refusal = decide_number(line, entry, unit, pattern, draft.names)
    if refusal is None:
        draft.register.append((unit.unit_id, entry))
    return refusal


def _choose(
    line: LineFacts, entry: Entry, unit: UnitFacts, pattern: SerialPattern | None, draft: _Draft
) -> Refusal | None:
    """Choose what stands on the slip; what stands on none is registered on it too, where it lacks some (R1)."""
    if unit.spot is not None and (unit.spot.slip_line_id == line.slip_line_id or line.room == 0):
        return _choose_spot(line, entry.path, unit.spot, draft)
    refusal = decide_missing_number(line, entry, unit, pattern, draft.names)
    if refusal is None:
        draft.register.append((unit.unit_id, entry))
    return refusal


def _choose_spot(line: LineFacts, path: Path, spot: Spot, draft: _Draft) -> Refusal | None:
    name = spot.serial_number or NOT_READABLE
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
    """A plan that takes the line, or the slip line that it bills, over its quantity is refused whole (R1, R2)."""
    beyond = _decide_growth(line, plan.growth) or decide_room(line, len(plan.register) + plan.blanks)
    return plan if beyond is None else Plan(refusals=(*plan.refusals, beyond), notices=plan.notices)


def _decide_growth(line: LineFacts, growth: int) -> QuantityExceeded | None:
    if growth <= 0 or line.registered + growth <= line.quantity:
        return None
    return QuantityExceeded(
        line_id=line.line_id,
        document_kind=line.kind,
        quantity=line.quantity,
        registered=line.registered,
        attempted=growth,
    )
