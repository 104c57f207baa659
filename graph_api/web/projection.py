"""
Lists of plain values, completed column by column instead of field by field.

graphql-core asks of each field of each value which resolver it has, builds what a resolver might want to know, and
looks whether the answer is still to come: some seven microseconds, for a value that is an attribute. Where a selection
asks for nothing but such values, what it means for one value is found once and done for all.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final, TypeAlias, cast

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

_DEFINITION: Final = "strawberry-definition"
_TYPE_NAME: Final = "__typename"

Complete: TypeAlias = Callable[[Any], Any]
"""From a value of the program to what is answered; raises where graphql-core would tell an error."""


class _NotPlain(Exception):
    """A selection that asks for more than values that are there."""


class ProjectingExecutor(StrawberryGraphQLCoreExecutionContext):
    """
    Executes as graphql-core does, but for lists of plain values.

    A value is plain where it is an attribute, or a function of the value that its field belongs to and of nothing else:
    no argument, no context, no extension that asks for a duty. Whatever else is asked for, and whatever fails, is left
    to graphql-core, which tells errors where they belong.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[tuple[GraphQLOutputType, int], Complete | None] = {}

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: Any,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> Any:
        """Complete a list, at once where it can be."""
        complete = self._completion(item_type, field_details_list)
        if complete is not None and isinstance(items, list | tuple):
            try:
                return [complete(item) for item in items]
            except Exception:  # noqa: BLE001, S110 -- told again below, by graphql-core, with its place
                pass
        return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)

    def _completion(self, item_type: GraphQLOutputType, details: Any) -> Complete | None:
        # graphql-core keeps a selection alive that it has collected, so its identity names it.
        key = (item_type, id(details))
        if key not in self._known:
            try:
                self._known[key] = self._complete(item_type, details)
            except _NotPlain:
                self._known[key] = None
        return self._known[key]

    def _complete(self, type_: GraphQLOutputType, details: Any) -> Complete:
        if is_non_null_type(type_):
            return _required(self._complete(type_.of_type, details))
        if is_list_type(type_):
            return _each(self._complete(type_.of_type, details))
        if is_leaf_type(type_):
            return _leaf(type_.coerce_output_value)
        if is_object_type(type_):
            return self._object(type_, details)
        raise _NotPlain

    def _object(self, type_: GraphQLObjectType, details: Any) -> Complete:
        fields, defer_usages, *_ = self.collect_subfields(type_, details)
        if type_.is_type_of is not None or defer_usages or self.middleware_manager is not None:
            raise _NotPlain
        columns = [(name, *self._column(type_, each)) for name, each in fields.items()]

        def complete(value: Any) -> Any:
            return None if value is None else {name: make(read(value)) for name, read, make in columns}

        return complete

    def _column(self, type_: GraphQLObjectType, details: Any) -> tuple[Complete, Complete]:
        """How a field is read off a value, and what is made of it."""
        name = details[0].node.name.value
        if name == _TYPE_NAME:
            return lambda _: type_.name, lambda told: told
        field = type_.fields[name]
        return _reader(field), self._complete(field.type, details)


def _reader(field: GraphQLField) -> Complete:
    definition = field.extensions.get(_DEFINITION)
    if not isinstance(definition, StrawberryField) or definition.extensions or field.args:
        raise _NotPlain
    if definition.base_resolver is None:
        return attrgetter(definition.python_name)
    resolver = definition.base_resolver
    if definition.is_async or resolver.info_parameter is not None or len(resolver.signature.parameters) != 1:
        raise _NotPlain
    return cast("Complete", resolver.wrapped_func)


def _required(complete: Complete) -> Complete:
    def some(value: Any) -> Any:
        completed = complete(value)
        if completed is None:
            raise TypeError("null where something must be")
        return completed

    return some


def _each(complete: Complete) -> Complete:
    def all_of(values: Any) -> Any:
        if values is None:
            return None
        if not isinstance(values, list | tuple):
            raise TypeError("no list where one must be")
        return [complete(value) for value in values]

    return all_of


def _leaf(coerce: Complete) -> Complete:
    def leaf(value: Any) -> Any:
        if value is None:
            return None
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise TypeError("no value of this type")
        return coerced

    return leaf
