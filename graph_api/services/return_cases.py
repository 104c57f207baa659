"""Items of a return under their locks: what every step of working on them begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import Registration, UnitHistory
from graph_api.domain.locked import LockedReturn, LockedSales, LockedUnit
from graph_api.domain.outcomes import Refusal
from graph_api.domain.return_items import ReturnItemView, ReturnView
from graph_api.domain.returning import ClosedItem, decide_step_day
from graph_api.domain.staleness import decide_reason, decide_version
from graph_api.services.performing import Ledger, Request, Writes
from graph_api.services.scans import KnowsCodes


class Returning(Ledger, KnowsCodes, Protocol):
    """What working on items needs of a transaction."""

    async def lock_return(self, return_id: str) -> LockedReturn | None: ...
    async def lock_return_of_item(self, item_id: str) -> LockedReturn | None: ...
    async def lock_sales(self, units: Sequence[str], registrations: Sequence[str]) -> LockedSales: ...
    async def chain_head(self, subject: str) -> ChainHead: ...
    async def receive_item(
        self, item_id: str, day: date, serial: str | None, now: datetime, *, differs: bool
    ) -> None: ...
    async def close_items(self, ids: Sequence[str], closed: ClosedItem, day: date, now: datetime) -> None: ...
    async def come_back(self, item_id: str, day: date, free_from: date, now: datetime) -> None: ...
    async def returns_by_id(self, ids: Sequence[str]) -> dict[str, ReturnView]: ...


Graph: TypeAlias = Writes[Returning]
Entry: TypeAlias = tuple[str, ChainHead, Change]


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
        """The history of its unit, or of the blank alone."""
        unit = self.unit
        return self.sales.blanks[self.item.registration_id or ""] if unit is None else unit.history

    @property
    def registration(self) -> Registration:
        """The sale that it is returned from."""
        return next(each for each in self.history.registrations if each.id == self.item.registration_id)

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
    return await tx.lock_sales(units, blanks)


async def load_return(tx: Returning, return_id: str) -> ReturnView | None:
    """Read a return again after a step."""
    return (await tx.returns_by_id([return_id])).get(return_id)
