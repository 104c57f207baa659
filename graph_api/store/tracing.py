"""
Following a sale's lineage, in one statement whatever the start and the depth.

The lineage has no cycles but for units that came for others, so each kind of node is reached after everything above it:
a step is walked once, from all nodes of its kind together, and the shortest way to each is known when it is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, LiteralString

from graph_api.domain.lineage import EndKind
from graph_api.domain.tracing import LineageDirection, LineageFound, LineageKind, LineageLink, LineageNode, Place
from graph_api.store.bolt import Runs
from graph_api.store.fragments import day
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.trace_steps import CAME_FIRST, CAME_LATER, KINDS, REPLACED, STEPS, Step

_DIGITS: Final = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")


class _Ways:
    """The text that follows a lineage from one kind of start, while it is put together."""

    def __init__(self, start: LineageKind) -> None:
        kind = KINDS[start]
        self._start = start
        self._names = 0
        self._nodes: list[LiteralString] = []
        self._links: list[LiteralString] = []
        self.kinds: list[LineageKind] = []
        self.steps: list[Step] = []
        self.text: LiteralString = (
            "MATCH (start:" + kind.label + " {" + kind.key + ": $key}) WITH [[start, 0]] AS started"
        )

    def follow(self, direction: LineageDirection) -> None:
        """Walk every step that can be reached, each kind of node after all that lead to it."""
        down = direction is LineageDirection.DOWN
        reached: dict[LineageKind, LiteralString] = {}
        for kind in LineageKind if down else reversed(LineageKind):
            found: list[LiteralString] = ["started"] if kind is self._start else []
            for step in STEPS:
                near, far = (step.above, step.below) if down else (step.below, step.above)
                if far is kind and near in reached:
                    found.append(self._walk(step, reached[near], down=down))
            if found and kind is LineageKind.UNIT:
                found.append(self._chains(self._merged(found), down=down))
            if found:
                reached[kind] = self._merged(found)
                self._tell(kind, reached[kind])

    def whole(self) -> LiteralString:
        """The text with what it answers."""
        return (
            self.text + " RETURN [" + ", ".join(self._nodes) + "] AS nodes, [" + ", ".join(self._links) + "] AS links"
        )

    def _name(self) -> LiteralString:
        self._names += 1
        return "found" + _DIGITS[self._names // 10] + _DIGITS[self._names % 10]

    def _walk(self, step: Step, near: LiteralString, *, down: bool) -> LiteralString:
        given: LiteralString = "a" if down else "b"
        walked: LiteralString = (
            " AS "
            + given
            + ", entry[1] AS depth WHERE depth < $depth MATCH "
            + step.pattern
            + " WITH DISTINCT a, b, depth, "
            + step.ended
            + " AS ended LIMIT $most"
        )
        return self._taken(step, near, walked, down=down)

    def _chains(self, units: LiteralString, *, down: bool) -> LiteralString:
        walked = " AS first, entry[1] AS depth " + (CAME_LATER if down else CAME_FIRST)
        return self._taken(REPLACED, units, walked, down=down)

    def _taken(self, step: Step, near: LiteralString, walked: LiteralString, *, down: bool) -> LiteralString:
        found, links = self._name(), self._name()
        other: LiteralString = "b" if down else "a"
        above, below = KINDS[step.above], KINDS[step.below]
        self.text += (
            "\nCALL ("
            + near
            + ") { UNWIND "
            + near
            + " AS entry WITH entry[0]"
            + walked
            + " RETURN collect(["
            + other
            + ", depth + 1]) AS "
            + found
            + ", collect([a."
            + above.key
            + ", b."
            + below.key
            + ", ended]) AS "
            + links
            + " }"
        )
        self.steps.append(step)
        self._links.append(links)
        return found

    def _merged(self, lists: list[LiteralString]) -> LiteralString:
        """The nodes of several lists, each once, with the shortest way to it."""
        if lists == ["started"]:
            return lists[0]
        name = self._name()
        given = ", ".join(lists)
        self.text += (
            " CALL (" + given + ") { UNWIND " + " + ".join(lists) + " AS entry"
            " WITH entry[0] AS n, min(entry[1]) AS depth LIMIT $most RETURN collect([n, depth]) AS " + name + " }"
        )
        return name

    def _tell(self, kind: LineageKind, near: LiteralString) -> None:
        told, name = KINDS[kind], self._name()
        self.text += (
            "\nCALL (" + near + ") { UNWIND " + near + " AS entry WITH entry[0] AS n, entry[1] AS depth"
            " RETURN collect([n." + told.key + ", " + told.facts + ", depth]) AS " + name + " }"
        )
        self.kinds.append(kind)
        self._nodes.append(name)


@dataclass(frozen=True, slots=True)
class _Found:
    """The decoder of one text: which kinds of nodes and which steps its lists are of, in their order."""

    kinds: tuple[LineageKind, ...]
    steps: tuple[Step, ...]

    def __call__(self, row: Row | None) -> LineageFound | None:
        """What was found; None where nothing has the key of the start."""
        if row is None:
            return None
        nodes = [
            LineageNode(kind, key, number, day(on), state, depth)
            for kind, told in zip(self.kinds, row["nodes"], strict=True)
            for key, number, on, state, depth in told
        ]
        links = [
            LineageLink(step.step, (step.above, above), (step.below, below), *_ended(ended))
            for step, told in zip(self.steps, row["links"], strict=True)
            for above, below, ended in told
        ]
        return LineageFound(tuple(nodes), tuple(links), max(map(len, (*row["nodes"], *row["links"]))))


def _ended(values: Sequence[Any] | None) -> tuple[EndKind | None, date | None]:
    if values is None or values[0] is None:
        return None, None
    return EndKind(values[0]), day(values[1])


def _statement(start: LineageKind, direction: LineageDirection) -> Statement[LineageFound | None]:
    ways = _Ways(start)
    for each in (LineageDirection.UP, LineageDirection.DOWN):
        if direction in {each, LineageDirection.BOTH}:
            ways.follow(each)
    return Statement(
        name=f"trace_{start.lower()}_{direction.lower()}",
        mode=Mode.READ,
        text=ways.whole(),
        decode=_Found(tuple(ways.kinds), tuple(ways.steps)),
    )


TRACE: Final = {
    (start, direction): _statement(start, direction) for start in LineageKind for direction in LineageDirection
}
"""A text for each start and direction, with those steps alone that it can take."""


class TraceReads(Runs):
    """Following sales lineage."""

    async def trace(self, start: Place, direction: LineageDirection, depth: int, most: int) -> LineageFound | None:
        """
        All that a record came from or that came of it, a list of each kind and of each step; None for an unknown one.

        Args:
            most: How long each of the lists may be: one that is as long may lack something.
        """
        kind, key = start
        return await self.run(TRACE[kind, direction], key=key, depth=depth, most=most)
