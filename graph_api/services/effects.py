"""What a dry run foresees: the effects of what it only tried, and the orders as they would be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.claims import Claim
from graph_api.domain.documents import DocumentState, OrderBook
from graph_api.domain.earlier_answers import OnRecord, ReturnedItem, Situation, on_record
from graph_api.domain.effects import MOST_UNITS, Effects, Touched, compare
from graph_api.domain.lineage import UnitHistory
from graph_api.services.frozen import return_answer


class Looks(Protocol):
    """What is looked at, inside a transaction and outside it."""

    async def touched(self, subjects: Sequence[str], now: datetime, most: int) -> Touched: ...
    async def states(self, ids: Sequence[str]) -> Mapping[str, DocumentState]: ...
    async def units_by_id(self, ids: Sequence[str]) -> list[UnitHistory | None]: ...
    async def claims(self, ids: Sequence[str]) -> dict[str, Claim]: ...
    async def returned_items(self, ids: Sequence[str]) -> dict[str, ReturnedItem]: ...
    async def books(self, numbers: Sequence[str]) -> dict[str, OrderBook]: ...


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of a change. `books` are the orders that it is about, as they would be."""

    effects: Effects
    books: tuple[OrderBook, ...] = ()


async def foresee(outside: Looks, inside: Looks, subjects: Sequence[str], now: datetime, today: date) -> Foreseen:
    """
    Compare what a transaction has changed with what is committed, while its locks keep both as they are.

    Args:
        subjects: Whose audit chains go on: a change names every document that it touches.
        now: The moment that the transaction writes.
    """
    touched = await inside.touched(subjects, now, MOST_UNITS + 1)
    if not touched.orders and not touched.units and not touched.items:
        return Foreseen(Effects())
    ids = touched.units[:MOST_UNITS]
    before, after = await outside.units_by_id(ids), await inside.units_by_id(ids)
    asked = on_record([unit for unit in (*before, *after) if unit is not None], touched.items)
    states = await outside.states([document.id for document in touched.documents])
    books = await inside.books(touched.orders) if touched.orders else {}
    was, would_be = await _situation(outside, before, asked), await _situation(inside, after, asked)
    # What an item was authorised on never changes, so it is read once.
    answers = {item.id: return_answer(item.answer) for item in would_be.items.values()}
    return Foreseen(
        effects=compare(touched, states, was, replace(would_be, answers=answers), today),
        books=tuple(books.values()),
    )


async def _situation(look: Looks, units: Sequence[UnitHistory | None], asked: OnRecord) -> Situation:
    return Situation(
        units={unit.id: unit for unit in units if unit is not None},
        claims=await look.claims(asked.claims) if asked.claims else {},
        items=await look.returned_items(asked.items) if asked.items else {},
    )
