"""Deciding what a received item is taken for that is not what was authorised (V4, V6)."""

from dataclasses import dataclass, replace
from datetime import date

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.asking import unknown_number
from graph_api.domain.audit import Change, Json
from graph_api.domain.authorising import Authorisation, decide_authorisation, decide_sale_returned
from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.outcomes import Refusal
from graph_api.domain.return_items import ReturnDecision, ReturnItemView, ReturnView
from graph_api.domain.returning import ClosedItem, decide_as_authorised, decide_decidable
from graph_api.domain.returns import decide_return
from graph_api.domain.serials import serial_key
from graph_api.services.frozen import freeze_return_answer
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_name
from graph_api.services.performing import Done, Operation, Performed, Request, perform
from graph_api.services.return_cases import (
    Entry,
    Graph,
    ReturnCase,
    Returning,
    load_return,
    lock_sales_of,
    unknown_item,
)

_ACTION = "decideReturnItem"


@dataclass(frozen=True, slots=True)
class DecideItem:
    """
    What a received item is taken for, as of a day (today where None).

    Attributes:
        override: Why the unit that came may come back although its own answer is no (V3).
    """

    item_id: str
    version: int
    decision: ReturnDecision
    day: date | None = None
    override: str | None = None


async def decide_return_item(
    graph: Graph, audit_key: bytes, request: Request, command: DecideItem
) -> Performed[ReturnView]:
    """
    Take a received item for the unit that it is, or for the authorised one whose number was not known.

    The unit that came must be one that may come back itself: an item of its own goes on with it, and the one that was
    authorised is awaited no more.
    """

    async def story(tx: Returning) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_return_of_item(command.item_id)
        if locked is None:
            return (unknown_item(command.item_id),)
        item = locked.view.item(command.item_id)
        came = await _that_came(tx, item)
        sales = await lock_sales_of(tx, [item, replace(item, unit_id=came.id)] if came.id else [item])
        case = ReturnCase(request, locked, item, sales, command.day or request.today)
        refusals = case.said_against(command.version, asks_reason=True)
        override = read_name(command.override, ("override",), refusals)
        if command.decision is ReturnDecision.AS_AUTHORISED:
            refusal = decide_as_authorised(item)
        else:
            refusal = decide_decidable(item)
        if refusal is not None:
            refusals.append(refusal)
        if refusals:
            return tuple(refusals)
        await tx.decide_item(item.id, command.decision, request.now)
        if command.decision is ReturnDecision.AS_AUTHORISED:
            said: dict[str, Json] = {"decision": command.decision.value}
            return Done(key=locked.view.id, changes=case.changes(_ACTION, said))
        locked_unit = sales.units.get(came.id)
        return await _exchange(tx, case, came if locked_unit is None else locked_unit.history, override)

    operation = Operation(_ACTION, (Duty.WORK_RETURNS,), command, story, load_return)
    return await perform(graph, audit_key, request, operation)


async def _that_came(tx: Returning, item: ReturnItemView) -> UnitHistory:
    """The unit whose number was found on an item; one that nobody sold where there is none."""
    serial = item.received_serial or ""
    ((*found,),) = await tx.units_by_serial([(item.received_product or item.product, serial_key(serial))])
    return found[0] if found else unknown_number(serial)


async def _exchange(
    tx: Returning, case: ReturnCase, came: UnitHistory, override: str | None
) -> Done | tuple[Refusal, ...]:
    """Go on with the unit that came, if that may come back itself."""
    view, awaited, request = case.locked.view, case.item, case.request
    days = (awaited.authorised_on, request.today)
    answer, today = (decide_return(came, day, view.customer.number) for day in days)
    decided = decide_authorisation(came.serial_number, answer, today, request.actor, override, ("decision",))
    if not isinstance(decided, Authorisation):
        return decided
    sale = decide_sale_returned(came, awaited.authorised_on, request.today, ("decision",))
    if isinstance(sale, DayOutOfRange):
        return (sale,)
    new_item, registration = new_id(), sale.id
    new = {
        "id": new_item,
        "position": max(each.position for each in view.items) + 1,
        "state": ReturnState.RECEIVED.value,
        "day": awaited.authorised_on,
        "registration": registration,
        "line": None,
        "quantity": 1,
        "answer": freeze_return_answer(replace(decided.answer, known_at=request.now)),
        "override": override if decided.overridden else None,
        "overriddenBy": request.actor.subject if decided.overridden else None,
    }
    await tx.close_items([awaited.id], ClosedItem(ReturnState.CANCELLED), case.day, request.now)
    await tx.exchange_item(new, awaited.id, request.now)
    told: dict[str, Json] = {
        "decision": ReturnDecision.AS_RECEIVED.value,
        "state": ReturnState.CANCELLED.value,
        "cameInstead": {"item": new_item, "registration": registration},
    }
    changes: list[Entry] = case.changes(_ACTION, told)
    said: Json = {"return": view.number, "item": new_item, "cameFor": awaited.id}
    unit = case.sales.units[came.id]
    changes.append((f"Unit:{came.id}", unit.chain, Change(_ACTION, None, said)))
    return Done(key=view.id, changes=changes)
