"""Planning the statements that people wait for before they wait: a cold Neo4j plans a large one for up to a second."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeAlias

from graph_api.domain.claims import OPEN_STATES as OPEN_CLAIMS
from graph_api.domain.crediting import Credit
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.registration import Changes
from graph_api.domain.return_states import OPEN_STATES as OPEN_RETURNS
from graph_api.domain.tracing import LineageDirection, LineageKind
from graph_api.domain.views import ClaimFilter, PageOf, ReturnFilter
from graph_api.store.graph import Graph, GraphTransaction

_NOBODY: Final = "-"
"""An id and a number that nothing has."""

_DOCUMENTS: Final = (DocumentKind.PACKING_SLIP, DocumentKind.INVOICE)

_Scene: TypeAlias = Callable[[GraphTransaction, datetime], Awaitable[None]]


async def rehearse(graph: Graph) -> None:
    """Run what people send most, for things that do not exist. Nothing is changed."""
    await graph.units_by_serial([(_NOBODY, _NOBODY)])
    await graph.units_by_code([(_NOBODY, _NOBODY)])
    await graph.orders([_NOBODY])
    for kind in _DOCUMENTS:
        await graph.documents_by_number(kind, [_NOBODY])
        await graph.documents_by_id(kind, [_NOBODY])
    for kind in _DOCUMENTS:
        await _play(graph, partial(_register, kind))
        await _play(graph, partial(_post, kind))
    for scene in (_draft, _reverse, _credit, _take_back):
        await _play(graph, scene)
    await _browse(graph)


async def _browse(graph: Graph) -> None:
    """What an agent opens next: the lineage of a unit, what a customer has, and the work that is open."""
    page = PageOf(1)
    await graph.trace((LineageKind.UNIT, _NOBODY), LineageDirection.BOTH, 1, 1)
    await graph.units_by_id([_NOBODY])
    await graph.list_claims(ClaimFilter(OPEN_CLAIMS), page)
    await graph.list_returns(ReturnFilter(OPEN_RETURNS), page)


async def _play(graph: Graph, scene: _Scene) -> None:
    """A transaction for each, so that none takes longer than a transaction may."""

    async def work(tx: GraphTransaction) -> None:
        await scene(tx, datetime.now(UTC))
        tx.roll_back(None)

    await graph.write(work)


async def _register(kind: DocumentKind, tx: GraphTransaction, now: datetime) -> None:
    await tx.kept_answer(_NOBODY)
    await tx.lock_line(kind, _NOBODY)
    await tx.apply_to_line(kind, _NOBODY, _NOBODY, Changes(), now, now.date())
    await tx.record((), None, now)
    await tx.line(kind, _NOBODY)


async def _post(kind: DocumentKind, tx: GraphTransaction, now: datetime) -> None:
    locks = {DocumentKind.PACKING_SLIP: tx.lock_order_of_slip, DocumentKind.INVOICE: tx.lock_order_of_invoice}
    await locks[kind](_NOBODY)
    await tx.find_versions(_NOBODY, [_NOBODY])
    await tx.post(kind, _NOBODY, _NOBODY, now.date(), {}, now)
    await _record_and_read(kind, tx, now)


async def _draft(tx: GraphTransaction, now: datetime) -> None:
    await tx.lock_order_to_draft(_NOBODY)
    await tx.lock_waiting([_NOBODY], [_NOBODY])
    for kind in _DOCUMENTS:
        await tx.take_over(kind, (), (), now)
        await _record_and_read(kind, tx, now)


async def _reverse(tx: GraphTransaction, now: datetime) -> None:
    await tx.reverse_lines(_NOBODY, (), (), DocumentState.CANCELLED, now.date(), now)
    await _record_and_read(DocumentKind.PACKING_SLIP, tx, now)


async def _credit(tx: GraphTransaction, now: datetime) -> None:
    await tx.credit_lines(Credit((), DocumentState.CREDITED), (), now.date(), now)
    await _record_and_read(DocumentKind.INVOICE, tx, now)


async def _take_back(tx: GraphTransaction, now: datetime) -> None:
    await tx.lock_order_of_line(DocumentKind.SALES_ORDER, _NOBODY)
    await tx.take_back((), (), now.date(), now)
    await tx.record((), None, now)
    await tx.orders([_NOBODY])


async def _record_and_read(kind: DocumentKind, tx: GraphTransaction, now: datetime) -> None:
    await tx.record((), None, now)
    await tx.documents_by_id(kind, [_NOBODY])
