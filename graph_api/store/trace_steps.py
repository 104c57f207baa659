"""The steps of a sale's lineage as patterns of the graph, each read from either end."""

from dataclasses import dataclass
from typing import Final, LiteralString

from graph_api.domain.tracing import LineageKind, LineageStep


@dataclass(frozen=True, slots=True)
class KindOfNode:
    """
    How a kind of node is found and told.

    Attributes:
        label: In the graph, and at the end of the names of lists of it.
        key: The property that it is found by.
        facts: Number, day and state of `n`.
    """

    label: LiteralString
    key: LiteralString
    facts: LiteralString


KINDS: Final = {
    LineageKind.CUSTOMER: KindOfNode("Customer", "number", "n.number, NULL, NULL"),
    LineageKind.PRODUCT: KindOfNode("Product", "number", "n.number, NULL, NULL"),
    LineageKind.SALES_ORDER: KindOfNode("SalesOrder", "number", "n.number, toString(n.orderedOn), NULL"),
    LineageKind.PACKING_SLIP: KindOfNode("PackingSlip", "id", "n.number, toString(n.day), n.state"),
    LineageKind.INVOICE: KindOfNode("Invoice", "id", "n.number, toString(n.day), n.state"),
    LineageKind.CREDIT_NOTE: KindOfNode("CreditNote", "id", "n.number, toString(n.day), NULL"),
    LineageKind.UNIT: KindOfNode("Unit", "id", "n.serialNumber, NULL, NULL"),
    LineageKind.CLAIM: KindOfNode("Claim", "id", "n.number, toString(n.openedOn), n.state"),
    LineageKind.RETURN: KindOfNode("Return", "id", "n.number, toString(n.authorisedOn), NULL"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step of the lineage.

    Attributes:
        pattern: From `a`, which comes first, to `b`. Either of them is given; labels that the types of relationships
            imply are left out, for each one is another place at which a plan might begin.
        ended: How and since when `b` no longer stands on `a`.
    """

    step: LineageStep
    above: LineageKind
    below: LineageKind
    pattern: LiteralString
    ended: LiteralString = "NULL"


_STOOD: Final[LiteralString] = "of.supersededAt IS NULL AND NOT coalesce(r.ended, '') IN ['TAKEN_OFF', 'DISCARDED']"
_ENDED: Final[LiteralString] = "[r.ended, toString(r.endedOn)]"

STEPS: Final = (
    Step(
        LineageStep.PLACED,
        LineageKind.CUSTOMER,
        LineageKind.SALES_ORDER,
        "(a)<-[:PLACED_BY]-(b)",
    ),
    Step(
        LineageStep.DELIVERED_BY,
        LineageKind.SALES_ORDER,
        LineageKind.PACKING_SLIP,
        "(a)<-[:OF_ORDER]-(b:PackingSlip) WHERE b.state <> 'DISCARDED'",
    ),
    Step(
        LineageStep.INVOICED_BY,
        LineageKind.SALES_ORDER,
        LineageKind.INVOICE,
        "(a)<-[:OF_ORDER]-(b:Invoice) WHERE b.state <> 'DISCARDED'",
    ),
    Step(
        LineageStep.BILLED_BY,
        LineageKind.PACKING_SLIP,
        LineageKind.INVOICE,
        "(a)-[:HAS]->()<-[:BILLS]-()<-[:HAS]-(b) WHERE b.state <> 'DISCARDED'",
    ),
    Step(
        LineageStep.CREDITED_BY,
        LineageKind.INVOICE,
        LineageKind.CREDIT_NOTE,
        "(a)<-[:CREDITS]-(b)",
    ),
    Step(
        LineageStep.SHIPPED,
        LineageKind.PACKING_SLIP,
        LineageKind.UNIT,
        "(a)-[:HAS]->()<-[:ON_SLIP]-(r)-[of:OF]->(b) WHERE " + _STOOD,
        _ENDED,
    ),
    Step(
        LineageStep.INVOICED,
        LineageKind.INVOICE,
        LineageKind.UNIT,
        "(a)-[:HAS]->()<-[on:ON_INVOICE]-(r)-[of:OF]->(b)"
        " WHERE (on.supersededAt IS NULL OR on.creditedOn IS NOT NULL) AND " + _STOOD,
        "CASE WHEN on.creditedOn IS NULL THEN [r.ended, toString(r.endedOn)]"
        " ELSE ['CREDITED', toString(on.creditedOn)] END",
    ),
    Step(
        LineageStep.KIND_OF,
        LineageKind.PRODUCT,
        LineageKind.UNIT,
        "(a:Product), (b:Unit) WHERE a.number = b.product AND b.serialKey > ''",
    ),
    Step(
        LineageStep.CLAIMED_IN,
        LineageKind.UNIT,
        LineageKind.CLAIM,
        "(a)<-[of:OF]-()<-[:ON_SALE]-(b:Claim) WHERE of.supersededAt IS NULL",
    ),
    Step(
        LineageStep.RETURNED_IN,
        LineageKind.UNIT,
        LineageKind.RETURN,
        "(a)<-[of:OF]-()<-[:ON_SALE]-()<-[:HAS]-(b) WHERE of.supersededAt IS NULL",
    ),
    Step(
        LineageStep.ASKED_FOR,
        LineageKind.CUSTOMER,
        LineageKind.RETURN,
        "(a)<-[:ASKED_BY]-(b)",
    ),
)
CAME_LATER: Final[LiteralString] = """
        MATCH (first)<-[firstOf:OF]-()<-[chain:REPLACES*1..9]-(r)-[of:OF]->(b)
        WHERE firstOf.supersededAt IS NULL AND of.supersededAt IS NULL AND depth + size(chain) <= $depth
        WITH b, depth + size(chain) - 1 AS depth, endNode(chain[-1]) AS neighbour
        MATCH (neighbour)-[of:OF WHERE of.supersededAt IS NULL]->(a)
        WITH DISTINCT a, b, depth, NULL AS ended LIMIT $most
"""
CAME_FIRST: Final[LiteralString] = """
        MATCH (first)<-[firstOf:OF]-()-[chain:REPLACES*1..9]->(r)-[of:OF]->(a)
        WHERE firstOf.supersededAt IS NULL AND of.supersededAt IS NULL AND depth + size(chain) <= $depth
        WITH a, depth + size(chain) - 1 AS depth, startNode(chain[-1]) AS neighbour
        MATCH (neighbour)-[of:OF WHERE of.supersededAt IS NULL]->(b)
        WITH DISTINCT a, b, depth, NULL AS ended LIMIT $most
"""
"""Given `first`, a unit, and its `depth`: the units of its chain of replacements, each with its neighbour (W7)."""
REPLACED: Final = Step(LineageStep.REPLACED_BY, LineageKind.UNIT, LineageKind.UNIT, "")
