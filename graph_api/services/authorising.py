"""Authorising returns: each item on the answer of the rules, which is frozen with it, or against it (V2, V3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, Protocol

from graph_api.domain.asking import EARLIEST
from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.authorising import Authorisation, decide_authorisation, decide_sale_returned
from graph_api.domain.documents import DocumentKind
from graph_api.domain.drafts import DayOutOfRange, decide_day
from graph_api.domain.duties import Duty
from graph_api.domain.entries import ListTooLong
from graph_api.domain.lineage import CustomerFacts, UnitHistory
from graph_api.domain.locked import LockedSales
from graph_api.domain.outcomes import InvalidValue, Path, Refusal, UnknownRecord
from graph_api.domain.pieces import choose_line, decide_return_of_pieces
from graph_api.domain.return_items import ReturnView
from graph_api.domain.returns import ReturnEligibility, decide_return
from graph_api.domain.staleness import decide_reason
from graph_api.services.frozen import freeze_return_answer
from graph_api.services.ids import new_ids
from graph_api.services.inputs import read_name, read_number, repeated, shown
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.posting import Posting, next_number, read_document_number

MOST_ITEMS: Final = 100
_ACTION = "authoriseReturn"
_RETURN = DocumentKind.RETURN


@dataclass(frozen=True, slots=True)
class WantedItem:
    """
    What is to come back: a unit, a not readable item by its registration, or pieces of a line without a registration.

    Attributes:
        line_id: An invoice's line, or a slip's, and `quantity` how many of its pieces (V6).
    """

    path: Path
    unit_id: str | None = None
    registration_id: str | None = None
    line_id: str | None = None
    quantity: int = 1

    @property
    def key(self) -> tuple[str | None, ...]:
        """What it names."""
        return (self.unit_id, self.registration_id, self.line_id)


@dataclass(frozen=True, slots=True)
class AuthoriseReturn:
    """
    Items that a customer wants to send back, as of a day (today where None).

    Attributes:
        override: Why items whose answer is no may come back all the same; None where they may not.
    """

    customer: str
    items: tuple[WantedItem, ...]
    day: date | None = None
    number: str | None = None
    external_reference: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class _Authorised:
    """An item that may come back, with the sale that it comes back from."""

    history: UnitHistory
    authorisation: Authorisation
    wanted: WantedItem
    registration_id: str | None = None
    line_id: str | None = None


class Authorising(Posting, Protocol):
    """What authorising needs of a transaction."""

    async def customers(self, numbers: Sequence[str]) -> dict[str, CustomerFacts]: ...
    async def lock_sales(
        self, units: Sequence[str], registrations: Sequence[str], lines: Sequence[str] = ()
    ) -> LockedSales: ...
    async def create_return(
        self, facts: Mapping[str, Any], items: Sequence[Mapping[str, Any]], now: datetime
    ) -> None: ...
    async def returns_by_id(self, ids: Sequence[str]) -> dict[str, ReturnView]: ...


async def authorise_return(
    graph: Writes[Authorising], audit_key: bytes, request: Request, command: AuthoriseReturn
) -> Performed[ReturnView]:
    """Let items come back; what may not is refused with every reason, and then nothing is authorised."""

    async def story(tx: Authorising) -> Done | tuple[Refusal, ...]:
        refusals = list(_of_the_input(request, command))
        customer = read_number(command.customer, ("customer",), refusals)
        reference = read_name(command.external_reference, ("externalReference",), refusals)
        override = read_name(command.override, ("override",), refusals)
        if refusals:
            return tuple(refusals)
        day = command.day or request.today
        locked = await tx.lock_sales(
            [each.unit_id for each in command.items if each.unit_id is not None],
            [each.registration_id for each in command.items if each.registration_id is not None],
            [each.line_id for each in command.items if each.line_id is not None],
        )
        number, taken = await read_document_number(tx, _RETURN, None, command.number)
        refusals.extend(taken)
        if not await tx.customers([customer]):
            refusals.append(UnknownRecord(kind="customer", key=shown(customer), path=("customer",)))
        asked = _Asked(request, locked, customer, day, override)
        items = [asked.decide(each) for each in command.items]
        refusals.extend(refusal for each in items if isinstance(each, tuple) for refusal in each)
        if refusals:
            return tuple(refusals)
        authorised = [each for each in items if isinstance(each, _Authorised)]
        number = number or await next_number(tx, _RETURN)
        return_id, *item_ids = new_ids(len(authorised) + 1)
        written = [
            _written(request, id_, place, each, day, override)
            for place, (id_, each) in enumerate(zip(item_ids, authorised, strict=True), start=1)
        ]
        facts = {"id": return_id, "number": number, "customer": customer, "day": day, "reason": request.reason}
        await tx.create_return({**facts, "externalReference": reference}, written, request.now)
        return Done(key=return_id, changes=_changes(locked, return_id, number, day, written, authorised))

    async def load(tx: Authorising, return_id: str) -> ReturnView | None:
        return (await tx.returns_by_id([return_id])).get(return_id)

    return await perform(graph, audit_key, request, Operation(_ACTION, (Duty.WORK_RETURNS,), command, story, load))


def _of_the_input(request: Request, command: AuthoriseReturn) -> Sequence[Refusal]:
    found: list[Refusal | None] = [
        decide_reason(request.reason, "this return"),
        decide_day(command.day or request.today, earliest=EARLIEST, today=request.today),
    ]
    if len(command.items) > MOST_ITEMS:
        found.append(ListTooLong(length=len(command.items), longest=MOST_ITEMS, path=("items",)))
    if not command.items:
        found.append(InvalidValue(value="[]", expected="at least one item", path=("items",)))
    twice = repeated(each.key for each in command.items)
    named = [each for each in command.items if each.key in twice]
    few = [each for each in command.items if each.quantity < 1]
    found.extend(
        InvalidValue(value=str(each.quantity), expected="1 piece at least", path=(*each.path, "pieces", "quantity"))
        for each in few
    )
    found.extend(InvalidValue(value="an item", expected="each item once", path=each.path) for each in named)
    return [each for each in found if each is not None]


@dataclass(frozen=True, slots=True)
class _Asked:
    """
    What every item of a call is decided on.

    Attributes:
        taken: Pieces that earlier items of the call take from a line.
    """

    request: Request
    locked: LockedSales
    customer: str
    day: date
    override: str | None
    taken: Counter[str] = field(default_factory=Counter)

    def decide(self, wanted: WantedItem) -> _Authorised | tuple[Refusal, ...]:
        """Let one item come back, or say everything that is against it."""
        if wanted.line_id is not None:
            return self._decide_pieces(wanted, wanted.line_id)
        history = _history(self.locked, wanted)
        if history is None:
            kind, key = ("unit", wanted.unit_id) if wanted.unit_id else ("not readable item", wanted.registration_id)
            return (UnknownRecord(kind=kind, key=shown(key or ""), path=wanted.path),)
        today = self.request.today
        decided = self._authorise(
            wanted, history.serial_number, *(decide_return(history, each, self.customer) for each in (self.day, today))
        )
        if not isinstance(decided, Authorisation):
            return decided
        sale = decide_sale_returned(history, self.day, today, ("day",))
        if isinstance(sale, DayOutOfRange):
            return (sale,)
        return _Authorised(history, decided, wanted, registration_id=sale.id)

    def _decide_pieces(self, wanted: WantedItem, line_id: str) -> _Authorised | tuple[Refusal, ...]:
        """Of pieces without a registration so many come back from one invoice's line (V6)."""
        found = self.locked.pieces.get(line_id)
        if found is None:
            return (UnknownRecord(kind="line of an invoice or a packing slip", key=shown(line_id), path=wanted.path),)
        left = [replace(each, awaited=each.awaited + self.taken[each.line_id]) for each in found]
        line, quantity = choose_line(left, wanted.quantity), wanted.quantity
        name = f"{quantity} of {line.name}"
        answers = (
            decide_return_of_pieces(line, quantity, each, self.customer) for each in (self.day, self.request.today)
        )
        decided = self._authorise(wanted, name, *answers)
        if not isinstance(decided, Authorisation):
            return decided
        self.taken[line.line_id] += quantity
        return _Authorised(line.history, decided, wanted, line_id=line.line_id)

    def _authorise(
        self, wanted: WantedItem, name: str, answer: ReturnEligibility, today: ReturnEligibility
    ) -> Authorisation | tuple[Refusal, ...]:
        return decide_authorisation(name, answer, today, self.request.actor, self.override, wanted.path)


def _history(locked: LockedSales, wanted: WantedItem) -> UnitHistory | None:
    if wanted.unit_id is None:
        return locked.blanks.get(wanted.registration_id or "")
    unit = locked.units.get(wanted.unit_id)
    return None if unit is None else unit.history


def _written(
    request: Request, item_id: str, position: int, item: _Authorised, day: date, override: str | None
) -> Mapping[str, Any]:
    overridden = item.authorisation.overridden
    return {
        "id": item_id,
        "position": position,
        "state": "AUTHORISED",
        "day": day,
        "registration": item.registration_id,
        "line": item.line_id,
        "quantity": item.wanted.quantity,
        "answer": freeze_return_answer(replace(item.authorisation.answer, known_at=request.now)),
        "override": override if overridden else None,
        "overriddenBy": request.actor.subject if overridden else None,
    }


def _changes(
    locked: LockedSales,
    return_id: str,
    number: str,
    day: date,
    written: Sequence[Mapping[str, Any]],
    items: Sequence[_Authorised],
) -> Sequence[tuple[str, ChainHead, Change]]:
    """The return's chain begins, and that of each unit goes on."""
    entries: list[tuple[str, ChainHead, Change]] = []
    told: dict[str, Json] = {row["id"]: _told(row) for row in written}
    after: Json = {"number": number, "day": day.isoformat(), "items": told}
    entries.append((return_id, ChainHead(), Change(_ACTION, None, after)))
    for row, item in zip(written, items, strict=True):
        if item.wanted.unit_id is not None:
            said: Json = {"return": number, "item": row["id"], "registration": row["registration"]}
            chain = locked.units[item.history.id].chain
            entries.append((f"Unit:{item.history.id}", chain, Change(_ACTION, None, said)))
    return entries


def _told(row: Mapping[str, Any]) -> Json:
    if row["line"] is not None:
        return {"line": row["line"], "pieces": row["quantity"], "override": row["override"]}
    return {"registration": row["registration"], "override": row["override"]}
