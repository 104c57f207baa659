"""Cancelling what is authorised to come back and was not received (V4)."""

from dataclasses import dataclass
from datetime import date

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.audit import Change, Json
from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Duty
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.return_items import ReturnItemView, ReturnView
from graph_api.domain.return_states import ReturnStep, ReturnStepNotPossible
from graph_api.domain.returning import ClosedItem, decide_step
from graph_api.services.inputs import shown
from graph_api.services.performing import Done, Operation, Performed, Request, perform
from graph_api.services.return_cases import Graph, ReturnCase, Returning, load_return, lock_sales_of


@dataclass(frozen=True, slots=True)
class CancelReturn:
    """Items of a return that nobody has received and nobody waits for any more; None for all such items."""

    id: str
    version: int
    items: tuple[str, ...] | None = None
    day: date | None = None


async def cancel_return(
    graph: Graph, audit_key: bytes, request: Request, command: CancelReturn
) -> Performed[ReturnView]:
    """Cancel items that nobody has received: they are on their way no more (V4)."""

    async def story(tx: Returning) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_return(command.id)
        if locked is None:
            return (UnknownRecord(kind=DocumentKind.RETURN.words, key=shown(command.id), path=("id",)),)
        day = command.day or request.today
        items, refusals = _to_cancel(locked.view, command)
        sales = await lock_sales_of(tx, items)
        cases = [ReturnCase(request, locked, each, sales, day) for each in items]
        refusals += [each for case in cases[:1] for each in case.said_against(command.version, asks_reason=True)]
        if refusals:
            return tuple(refusals)
        ids = [each.id for each in items]
        await tx.close_items(ids, ClosedItem(ReturnState.CANCELLED), day, request.now)
        after: Json = {"day": day.isoformat(), "cancelled": ids}
        changes = [(locked.view.id, locked.chain, Change("cancelReturn", None, after))]
        said: dict[str, Json] = {"state": ReturnState.CANCELLED.value}
        changes += [entry for case in cases for entry in case.changes("cancelReturn", said)[1:]]
        return Done(key=locked.view.id, changes=changes)

    operation = Operation("cancelReturn", (Duty.WORK_RETURNS,), command, story, load_return)
    return await perform(graph, audit_key, request, operation)


def _to_cancel(view: ReturnView, command: CancelReturn) -> tuple[list[ReturnItemView], list[Refusal]]:
    known = {each.id: each for each in view.items}
    wanted = command.items
    if wanted is None:
        wanted = tuple(each.id for each in view.items if each.state is ReturnState.AUTHORISED)
    if not wanted:
        expected = "a return of which something is still awaited"
        return [], [InvalidValue(value=view.number, expected=expected, path=("id",))]
    items = [known[id_] for id_ in dict.fromkeys(wanted) if id_ in known]
    refusals: list[Refusal] = [
        UnknownRecord(kind="item of this return", key=id_, path=("items", str(place)))
        for place, id_ in enumerate(wanted)
        if id_ not in known
    ]
    steps = [decide_step(each, ReturnStep.CANCEL) for each in items]
    return items, [*refusals, *(each for each in steps if isinstance(each, ReturnStepNotPossible))]
