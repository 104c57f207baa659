"""Items of a return under their locks: what every step of working on them begins with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import Registration, UnitHistory
from graph_api.domain.locked import LockedReturn, LockedSales, LockedUnit
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.return_items import ReturnDecision, ReturnItemView, ReturnView
from graph_api.domain.returning import ClosedItem, FoundOnItem, decide_step_day
from graph_api.domain.staleness import decide_reason, decide_version
from graph_api.services.inputs import shown
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.replacing import Replacing


class Returning(Replacing, Protocol):
    """What working on items needs of a transaction."""

    async def lock_return(self, return_id: str) -> LockedReturn | None: ...
    async def lock_return_of_item(self, item_id: str) -> LockedReturn | None: ...
    async def lock_sales(
        self, units: Sequence[str], registrations: Sequence[str], lines: Sequence[str] = ()
    ) -> LockedSales: ...
    async def receive_item(self, item_id: str, day: date, found: FoundOnItem, now: datetime) -> None: ...
    async def decide_item(self, item_id: str, decision: ReturnDecision, now: datetime) -> None: ...
    async def exchange_item(self, new: Mapping[str, Any], came_for: str, now: datetime) -> None: ...
    async def units_by_serial(self, keys: Sequence[tuple[str | None, str]]) -> list[tuple[UnitHistory, ...]]: ...
    async def number_registration(self, registration_id: str, unit_id: str, shown: str, now: datetime) -> None: ...
    async def close_items(self, ids: Sequence[str], closed: ClosedItem, day: date, now: datetime) -> None: ...
    async def come_back(self, item_id: str, day: date, free_from: date, now: datetime) -> None: ...
    async def leave_rest(self, item_id: str, quantity: int, rest_id: str, position: int) -> None: ...
    async def pieces_come_back(self, item_id: str) -> None: ...
    async def returns_by_id(self, ids: Sequence[str]) -> dict[str, ReturnView]: ...


Graph: TypeAlias = Writes[Returning]
Entry: TypeAlias = tuple[str, ChainHead, Change]


class OnItem(Protocol):
    """A command about one item."""

    @property
    def item_id(self) -> str: ...
    @property
    def day(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """One item under the locks of its return and of its sale."""

    request: Request
    locked: LockedReturn
    item: ReturnItemView
    sales: LockedSales
    day: date

    @property
    def unit(self) -> LockedUnit | None:
        """Its unit; None while that is not known."""
        return self.sales.units.get(self.item.unit_id or "")

    @property
    def history(self) -> UnitHistory:
        """The history of its unit, or of the blank alone, or of one of the pieces."""
        if self.unit is not None:
            return self.unit.history
        if self.item.by_quantity:
            return self.sales.pieces[self.item.home][0].history
        return self.sales.blanks[self.item.registration_id or ""]

    @property
    def registration(self) -> Registration:
        """The sale that it is returned from."""
        sale = self.item.home if self.item.by_quantity else self.item.registration_id
        return next(each for each in self.history.registrations if each.id == sale)

    def said_against(self, version: int, *, asks_reason: bool) -> list[Refusal]:
        """A stale version, a missing reason (C4), a day before the step that this one follows (W11)."""
        name = self.locked.view.number
        found = (
            decide_version(version, self.locked.chain, self.locked.last, DocumentKind.RETURN, name),
            decide_reason(self.request.reason, f"return {name}") if asks_reason else None,
            decide_step_day(self.item, self.day, self.request.today),
        )
        return [each for each in found if each is not None]

    def changes(self, action: str, after: dict[str, Json]) -> list[Entry]:
        """What the return's chain and the unit's say of one step."""
        told: Json = {"item": self.item.id, "day": self.day.isoformat(), **after}
        before: Json = {"item": self.item.id, "state": self.item.state.value}
        entries = [(self.locked.view.id, self.locked.chain, Change(action, before, told))]
        if self.unit is not None:
            named: Json = {"return": self.locked.view.number, "item": self.item.id, **after}
            entries.append((f"Unit:{self.unit.history.id}", self.unit.chain, Change(action, before, named)))
        return entries


async def lock_sales_of(tx: Returning, items: Sequence[ReturnItemView]) -> LockedSales:
    """Lock what items are returned from, and load it."""
    units = [each.unit_id for each in items if each.unit_id is not None]
    blanks = [each.registration_id for each in items if each.unit_id is None and each.registration_id is not None]
    return await tx.lock_sales(units, blanks, [each.home for each in items if each.by_quantity])


async def perform_step(
    graph: Graph,
    audit_key: bytes,
    request: Request,
    name: str,
    command: OnItem,
    act: Callable[[Returning, ReturnCase], Awaitable[Done | tuple[Refusal, ...]]],
) -> Performed[ReturnView]:
    """Perform one step on one item, under the locks of its return and of its sale."""

    async def story(tx: Returning) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_return_of_item(command.item_id)
        if locked is None:
            return (unknown_item(command.item_id),)
        item = locked.view.item(command.item_id)
        sales = await lock_sales_of(tx, [item])
        return await act(tx, ReturnCase(request, locked, item, sales, command.day or request.today))

    return await perform(graph, audit_key, request, Operation(name, (Duty.WORK_RETURNS,), command, story, load_return))


def unknown_item(item_id: str) -> UnknownRecord:
    """Nobody knows the id of an item."""
    return UnknownRecord(kind="item of a return", key=shown(item_id), path=("itemId",))


async def load_return(tx: Returning, return_id: str) -> ReturnView | None:
    """Read a return again after a step."""
    return (await tx.returns_by_id([return_id])).get(return_id)
