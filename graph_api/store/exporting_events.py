"""What events are made of: each item's stay on the document that sold it, what was received, and what was repaired."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.events import EventType, Happened, Identity, Stay, Subject, event_of, events_of_stay, nothing_of
from graph_api.domain.exporting import Row
from graph_api.store.fragments import a_day, a_moment
from graph_api.store.statement import Row as Answered

SOLD: Final[LiteralString] = """
    OPTIONAL MATCH (ordered)<-[:HAS]-(order:SalesOrder)-[:PLACED_BY]->(customer:Customer)
    OPTIONAL MATCH (ordered)-[:OF_PRODUCT]->(product:Product)
"""
"""Given `ordered`, the line of an order."""

_GTIN: Final[LiteralString] = "[(product)-[:CARRIES]->(gtin:Gtin) | gtin.code]"

STAY: Final[LiteralString] = (
    """
    OPTIONAL MATCH (n)-[:ON_SLIP]->(shipped:SlipLine)
    OPTIONAL MATCH (shipped)<-[:HAS]-(slip:PackingSlip)
    CALL (n, shipped) {
        OPTIONAL MATCH (n)-[on:ON_INVOICE]->(line:InvoiceLine)<-[:HAS]-(invoice:Invoice)
        WHERE shipped IS NULL AND (on.supersededAt IS NULL OR on.creditedOn IS NOT NULL)
        RETURN line, invoice ORDER BY on.supersededAt IS NULL DESC, on.recordedAt DESC LIMIT 1
    }
    WITH n, coalesce(shipped, line) AS sold, coalesce(slip, invoice) AS document, shipped IS NOT NULL AS isShipped
    OPTIONAL MATCH (sold)-[:FOR]->(ordered:OrderLine)
    """
    + SOLD
    + """
    WITH n, document, isShipped, order, customer, product,
         [(n)-[of:OF]->(unit:Unit) | [unit.id, unit.serialNumber, toString(of.recordedAt)]] AS identities
    ORDER BY n.id
    RETURN collect([[n.id, customer.number, product.number, """
    + _GTIN
    + """, order.number], isShipped, [toString(document.day), toString(document.postedAt), document.number],
                    identities, n.ended, toString(n.endedOn), toString(n.endedAt)]) AS rows
    """
)
OF_ITEM: Final[LiteralString] = (
    """
    OPTIONAL MATCH (n)<-[:HAS]-(rma:Return)-[:ASKED_BY]->(asker:Customer)
    OPTIONAL MATCH (n)-[:ON_SALE]->(sale:Registration)
    OPTIONAL MATCH (sale)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    CALL (n, sale) {
        OPTIONAL MATCH (sale)-[:ON_SLIP|ON_INVOICE]->(sold:SlipLine|InvoiceLine)
        OPTIONAL MATCH (n)-[:FROM_LINE]->(pieces:InvoiceLine)
        RETURN coalesce(sold, pieces) AS line LIMIT 1
    }
    OPTIONAL MATCH (line)-[:FOR]->(ordered:OrderLine)
    """
    + SOLD
)
"""Given `n`, an item of a return: what it is about, also where it is of pieces without a registration."""

OF_SALE: Final[LiteralString] = (
    """
    CALL (sale) {
        OPTIONAL MATCH (sale)-[:ON_SLIP|ON_INVOICE]->(line:SlipLine|InvoiceLine)
        RETURN line LIMIT 1
    }
    OPTIONAL MATCH (line)-[:FOR]->(ordered:OrderLine)
    """
    + SOLD
)
"""Given `sale`, a registration: what was ordered by whom."""

RECEIVED: Final[LiteralString] = (
    OF_ITEM
    + """
    WITH n, rma, asker, unit, order, product ORDER BY n.id
    RETURN collect([[n.id, asker.number, product.number, """
    + _GTIN
    + """, order.number], rma.number, unit.id, unit.serialNumber, toString(n.receivedOn), toString(n.receivedAt),
                    n.disposition, toString(n.closedOn), toString(n.closedAt)]) AS rows
    """
)
REPAIRED: Final[LiteralString] = (
    """
    OPTIONAL MATCH (n)-[:ON_SALE]->(sale:Registration)
    OPTIONAL MATCH (sale)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    """
    + OF_SALE
    + """
    WITH n, unit, order, customer, product ORDER BY n.id
    RETURN collect([[n.id, customer.number, product.number, """
    + _GTIN
    + """, order.number], n.number, unit.id, unit.serialNumber, n.resolution, toString(n.closedOn),
                    toString(n.closedAt)]) AS rows
    """
)


def stays(answer: Answered | None) -> list[Row]:
    """The events of each item's stay; of one that was never posted its place alone."""
    return [row for values in _values(answer) for row in _stay(*values)]


def received(answer: Answered | None) -> list[Row]:
    """The events of what came back: that it was received, and that it was repaired."""
    return [row for values in _values(answer) for row in _came_back(*values)]


def repaired(answer: Answered | None) -> list[Row]:
    """The events of claims that were resolved by a repair."""
    return [row for values in _values(answer) for row in _claim(*values)]


def _values(answer: Answered | None) -> Sequence[Any]:
    return () if answer is None else answer["rows"]


def _subject(values: Sequence[Any]) -> Subject:
    id_, customer, product, gtins, order = values
    return Subject(id_, customer, product, min(gtins, default=None), order)


def _happened(day: str | None, at: str | None, document: str | None) -> Happened | None:
    return None if day is None or at is None else Happened(a_day(day), a_moment(at), document)


def _stay(
    about: Sequence[Any],
    is_shipped: bool,  # noqa: FBT001 -- as the statement says it
    sold: Sequence[Any],
    identities: Sequence[Any],
    ended: str | None,
    ended_on: str | None,
    ended_at: str | None,
) -> Iterator[Row]:
    happened = _happened(*sold)
    if happened is None or about[2] is None:
        yield nothing_of(about[0])
        return
    known = sorted((Identity(unit, serial, a_moment(at)) for unit, serial, at in identities), key=_known_at)
    type_ = EventType.SHIPPING if is_shipped else EventType.RETAIL_SELLING
    undone = _happened(ended_on, ended_at, happened.document)
    yield from events_of_stay(Stay(_subject(about), type_, happened, known, ended, undone))


def _known_at(identity: Identity) -> Any:
    return identity.known_at


def _came_back(
    about: Sequence[Any],
    number: str | None,
    unit: str | None,
    serial: str | None,
    received_on: str | None,
    received_at: str | None,
    disposition: str | None,
    closed_on: str | None,
    closed_at: str | None,
) -> Iterator[Row]:
    came = _happened(received_on, received_at, number)
    if came is None or about[2] is None:
        yield nothing_of(about[0])
        return
    subject, identity = _subject(about), Identity(unit, serial, came.at)
    yield event_of(EventType.RETURNING, subject, identity, came)
    closed = _happened(closed_on, closed_at, number)
    if disposition == "REPAIR" and closed is not None:
        yield event_of(EventType.REPAIRING, subject, identity, closed)


def _claim(
    about: Sequence[Any],
    number: str | None,
    unit: str | None,
    serial: str | None,
    resolution: str | None,
    closed_on: str | None,
    closed_at: str | None,
) -> Iterator[Row]:
    closed = _happened(closed_on, closed_at, number)
    if resolution != "REPAIR" or closed is None or about[2] is None:
        yield nothing_of(about[0])
        return
    yield event_of(EventType.REPAIRING, _subject(about), Identity(unit, serial, closed.at), closed)
