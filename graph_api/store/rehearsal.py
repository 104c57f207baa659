"""Planning the statements that people wait for before they wait: a cold Neo4j plans a large one for up to a second."""

from datetime import UTC, datetime

from graph_api.domain.documents import DocumentKind
from graph_api.domain.registration import Changes
from graph_api.store.graph import Graph, GraphTransaction

_NOBODY = "-"
"""An id and a number that nothing has."""

_DOCUMENTS = (DocumentKind.PACKING_SLIP, DocumentKind.INVOICE)


async def rehearse(graph: Graph) -> None:
    """Run what the service desk and the packing bench send, for things that do not exist. Nothing is changed."""
    await graph.units_by_serial([(_NOBODY, _NOBODY)])
    await graph.units_by_code([(_NOBODY, _NOBODY)])
    await graph.orders([_NOBODY])
    for kind in _DOCUMENTS:
        await graph.documents_by_number(kind, [_NOBODY])
        await graph.documents_by_id(kind, [_NOBODY])
    await graph.write(_rehearse_registering)


async def _rehearse_registering(tx: GraphTransaction) -> None:
    now = datetime.now(UTC)
    await tx.kept_answer(_NOBODY)
    for kind in _DOCUMENTS:
        await tx.lock_line(kind, _NOBODY, now)
        await tx.apply_to_line(kind, _NOBODY, Changes(), now, now.date())
        await tx.line(kind, _NOBODY)
    await tx.lock_order_of_slip(_NOBODY)
    await tx.lock_order_of_invoice(_NOBODY)
    await tx.record((), None, now)
    tx.roll_back(None)
