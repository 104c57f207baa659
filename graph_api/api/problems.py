"""Errors that are meant for the caller: a duty that is missing, an argument that cannot be taken."""

from typing import Any

from graphql import GraphQLError
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension, SyncExtensionResolver

from graph_api.api.context import Info
from graph_api.domain.duties import Duty


def bad_input(argument: str, message: str) -> GraphQLError:
    """What is answered to an argument that cannot be taken. The message says what would be."""
    return GraphQLError(message, extensions={"code": "BAD_INPUT", "argument": argument})


def forbidden(duty: Duty) -> GraphQLError:
    """What is answered where the caller's roles lack a duty."""
    message = f"This needs the duty “{duty.value}”. Ask an administrator for a role that carries it."
    return GraphQLError(message, extensions={"code": "FORBIDDEN", "duty": duty.name})


class Needs(FieldExtension):
    """Refuses a field to an actor who lacks a duty. The schema takes no root field of a query without one."""

    def __init__(self, duty: Duty | None) -> None:
        self.duty = duty

    def _check(self, info: Info) -> None:
        if self.duty is not None and not info.context.actor.may(self.duty):
            raise forbidden(self.duty)

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **arguments: Any) -> Any:
        """Check, then ask a resolver that answers at once."""
        self._check(info)
        return next_(source, info, **arguments)

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **arguments: Any) -> Any:
        """Check, then ask a resolver that waits."""
        self._check(info)
        return await next_(source, info, **arguments)
