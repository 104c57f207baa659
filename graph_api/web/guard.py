"""
How large a document is, counted before validation.

A fragment is measured once, however often it is spread: thirty fragments that each spread the next
one twice are a kilobyte of text and a billion selections. Only numbers grow here, not the work.
"""

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

_SCHEMA_FIELDS = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The most that a document may have of each. All are counts; depth counts nested fields."""

    depth: int = 10
    aliases: int = 15
    directives: int = 20
    root_fields: int = 15
    fragments: int = 30
    selected_fields: int = 2000


@dataclass(slots=True)
class Measure:
    """What one definition holds, with everything that it spreads."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    selected_fields: int = 0
    introspects: bool = False
    spreads: list[tuple[str, int, bool]] = field(default_factory=list)

    def add(self, spread: "Measure", depth: int, *, in_schema: bool) -> None:
        """Count a spread fragment in, at the depth where it is spread. Reading the schema has no depth."""
        if not in_schema:
            self.depth = max(self.depth, depth + spread.depth)
        if depth == 0:
            self.root_fields += spread.root_fields
        self.aliases += spread.aliases
        self.directives += spread.directives
        self.selected_fields += spread.selected_fields
        self.introspects = self.introspects or spread.introspects


def measure(document: DocumentNode, limits: DocumentLimits) -> tuple[Measure, list[GraphQLError]]:
    """
    Measure all operations of a document together, and name every limit that it passes.

    A spread of an unknown fragment and a circle of fragments count nothing: validation refuses them.
    Below `__schema` and `__type` depth is not counted, since the standard question is fifteen deep;
    who may ask it is decided elsewhere, by `introspects`.
    """
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    if len(fragments) > limits.fragments:
        return Measure(), [_passed("fragments", limits.fragments, len(fragments))]
    totals = _Totals({node.name.value: node for node in fragments})
    whole = Measure()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            whole.add(totals.of_operation(node), 0, in_schema=False)
    return whole, _passed_limits(whole, limits)


class _Totals:
    """Adds up definitions, each fragment once."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._done: dict[str, Measure] = {}
        self._open: set[str] = set()

    def of_operation(self, node: OperationDefinitionNode) -> Measure:
        local = _measure_locally(node)
        for variable in node.variable_definitions or ():
            local.directives += len(variable.directives or ())
        return self._with_spreads(local)

    def _of_fragment(self, name: str) -> Measure:
        if name in self._done:
            return self._done[name]
        if name in self._open or name not in self._fragments:
            return Measure()
        self._open.add(name)
        # The nesting of these calls is bounded by the number of fragments, which was checked.
        self._done[name] = self._with_spreads(_measure_locally(self._fragments[name]))
        self._open.discard(name)
        return self._done[name]

    def _with_spreads(self, local: Measure) -> Measure:
        for name, depth, in_schema in local.spreads:
            local.add(self._of_fragment(name), depth, in_schema=in_schema)
        return local


def _measure_locally(definition: OperationDefinitionNode | FragmentDefinitionNode) -> Measure:
    """Walk one definition without recursion, so that no nesting can exhaust the stack."""
    found = Measure(directives=len(definition.directives or ()))
    waiting: list[tuple[SelectionSetNode, int, bool]] = [(definition.selection_set, 0, False)]
    while waiting:
        selections, depth, in_schema = waiting.pop()
        for node in selections.selections:
            found.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                below = in_schema or _count_field(found, node, depth, in_schema=in_schema)
                if node.selection_set:
                    waiting.append((node.selection_set, depth + 1, below))
            elif isinstance(node, InlineFragmentNode):
                waiting.append((node.selection_set, depth, in_schema))
            elif isinstance(node, FragmentSpreadNode):
                found.spreads.append((node.name.value, depth, in_schema))
    return found


def _count_field(found: Measure, node: FieldNode, depth: int, *, in_schema: bool) -> bool:
    """Count one field; the answer is whether it opens the schema."""
    opens_schema = node.name.value in _SCHEMA_FIELDS
    found.introspects = found.introspects or opens_schema
    found.selected_fields += 1
    found.aliases += node.alias is not None
    found.root_fields += depth == 0
    if not in_schema:
        found.depth = max(found.depth, depth + 1)
    return opens_schema


def _passed_limits(whole: Measure, limits: DocumentLimits) -> list[GraphQLError]:
    names = ("depth", "aliases", "directives", "root_fields", "selected_fields")
    return [
        _passed(name, getattr(limits, name), getattr(whole, name))
        for name in names
        if getattr(whole, name) > getattr(limits, name)
    ]


def _passed(name: str, limit: int, value: int) -> GraphQLError:
    words = name.replace("_", " ")
    return GraphQLError(
        f"The document has {value} {words}, and {limit} are allowed: ask for less at a time"
        if name != "depth"
        else f"The document nests fields {value} deep, and {limit} are allowed: ask for less at a time",
        extensions={"code": f"{name.upper()}_LIMIT", "limit": limit, "value": value},
    )
