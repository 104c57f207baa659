"""
Sales lineage: what a record came from and what came of it, as a flat picture of nodes and links.

Lineage has a direction: a customer's order led to a slip, the slip shipped units, a unit was claimed. *Down* follows
that way, *up* goes against it, and *both* is the one picture beside the other: what lies above and below the start, and
not everything that hangs on its neighbours. Documents, units and products carry numbers; no person is named (G1).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from graph_api.domain.lineage import EndKind

DEEPEST: Final = 10
"""Steps from the start. From a customer to a claim on a unit are five, and each replacement is one more."""

MOST_NODES: Final = 10_000
"""Nodes of one answer."""


class LineageKind(StrEnum):
    """What a node is, in the order of the lineage: what stands later came of what stands earlier."""

    CUSTOMER = "CUSTOMER"
    PRODUCT = "PRODUCT"
    SALES_ORDER = "SALES_ORDER"
    PACKING_SLIP = "PACKING_SLIP"
    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    UNIT = "UNIT"
    CLAIM = "CLAIM"
    RETURN = "RETURN"


class LineageStep(StrEnum):
    """How one record leads to another."""

    PLACED = "PLACED"
    DELIVERED_BY = "DELIVERED_BY"
    INVOICED_BY = "INVOICED_BY"
    BILLED_BY = "BILLED_BY"
    CREDITED_BY = "CREDITED_BY"
    SHIPPED = "SHIPPED"
    INVOICED = "INVOICED"
    KIND_OF = "KIND_OF"
    REPLACED_BY = "REPLACED_BY"
    CLAIMED_IN = "CLAIMED_IN"
    RETURNED_IN = "RETURNED_IN"
    ASKED_FOR = "ASKED_FOR"
    LEADS_TO = "LEADS_TO"


class LineageDirection(StrEnum):
    """Which way a lineage is followed."""

    UP = "UP"
    DOWN = "DOWN"
    BOTH = "BOTH"


Place: TypeAlias = tuple[LineageKind, str]
"""A node by its kind and its key: the number of a customer, a product or an order, the id of everything else."""


@dataclass(frozen=True, slots=True)
class LineageNode:
    """
    One record of a lineage.

    Attributes:
        id: Its key: a number or an id.
        number: Its number, or a unit's serial number; None for a draft that has none yet.
        day: Of an order, a document, a claim or a return; None for a draft and for what has none.
        state: Of a slip, an invoice or a claim; None for what has none.
        depth: How many steps it is from the start, the shortest way.
    """

    kind: LineageKind
    id: str
    number: str | None
    day: date | None
    state: str | None
    depth: int

    @property
    def place(self) -> Place:
        """What links name it by."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class LineageLink:
    """
    One step from what came first to what came of it.

    Attributes:
        ended: Why the unit no longer stands on the document, where it does not; `ended_on` since which day.
    """

    step: LineageStep
    source: Place
    target: Place
    ended: EndKind | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineageFound:
    """
    What was found of a lineage, a node perhaps on several ways.

    Attributes:
        longest: How many there are of the most frequent kind or step.
    """

    nodes: tuple[LineageNode, ...]
    links: tuple[LineageLink, ...]
    longest: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Nodes, the nearest first, and the links between them. `truncated` says that there is more than was asked for."""

    nodes: tuple[LineageNode, ...]
    links: tuple[LineageLink, ...]
    truncated: bool = False


def nearest(found: LineageFound, most: int) -> Lineage:
    """A picture of so many nodes: those nearest to the start, each by its shortest way, and the links between them."""
    nodes: dict[Place, LineageNode] = {}
    for node in sorted(found.nodes, key=lambda each: (each.depth, _ORDER[each.kind], each.id)):
        nodes.setdefault(node.place, node)
    kept = tuple(nodes.values())[:most]
    places = {node.place for node in kept}
    links = dict.fromkeys(link for link in found.links if link.source in places and link.target in places)
    return Lineage(kept, tuple(links), truncated=found.longest > most or len(nodes) > most)


def only(trace: Lineage, kinds: Collection[LineageKind], start: Place) -> Lineage:
    """
    The same with the start and nodes of some kinds alone.

    What is left out is stepped over: where it alone lies between two nodes, one *leads to* the other.
    """
    shown = {node.place for node in trace.nodes if node.kind in kinds or node.place == start}
    below = defaultdict(list)
    for link in trace.links:
        below[link.source].append(link)
    links: dict[LineageLink, None] = {}
    for place in (node.place for node in trace.nodes if node.place in shown):
        for link in below[place]:
            if link.target in shown:
                links[link] = None
            else:
                reached = _reached(link.target, lambda hidden: [each.target for each in below[hidden]], shown)
                links.update((LineageLink(LineageStep.LEADS_TO, place, target), None) for target in reached)
    nodes = tuple(node for node in trace.nodes if node.place in shown)
    return Lineage(nodes, tuple(links), trace.truncated)


def _reached(hidden: Place, below: Callable[[Place], list[Place]], shown: Collection[Place]) -> Iterator[Place]:
    """The nearest shown nodes below a hidden one."""
    seen = {hidden}
    waiting = [hidden]
    while waiting:
        for place in below(waiting.pop()):
            if place in seen:
                continue
            seen.add(place)
            if place in shown:
                yield place
            else:
                waiting.append(place)


_ORDER: Final = {kind: place for place, kind in enumerate(LineageKind)}
