"""A request that is turned away at the door: the status, the code, and what its sender should do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graph_api.access.tokens import Authenticator, Problem, TokenRefused
from graph_api.domain.duties import Actor, Duty

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class RequestRefused(Exception):
    """What was sent is not a request that the API answers, so that nothing of it was executed."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        facts: Mapping[str, Any] = _NOTHING,
        headers: Mapping[str, str] = _NOTHING,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.facts = facts
        self.headers = headers

    def errors(self) -> list[dict[str, Any]]:
        """The refusal as GraphQL's list of errors."""
        return [{"message": str(self), "extensions": {"code": self.code, **self.facts}}]


async def known_actor(authenticator: Authenticator, authorization: str | None) -> Actor:
    """
    Who asks, by the token of the request.

    Raises:
        RequestRefused: 401, with what to send.
    """
    found = await authenticator.authenticate(authorization)
    if isinstance(found, Actor):
        return found
    raise _unauthenticated(found)


def _unauthenticated(refusal: TokenRefused) -> RequestRefused:
    challenge = 'Bearer realm="warranty-graph"'
    if refusal.problem is not Problem.MISSING:
        challenge += f', error="invalid_token", error_description="{refusal.problem}"'
    return RequestRefused(401, "UNAUTHENTICATED", refusal.message, headers={"WWW-Authenticate": challenge})


def forbidden(duty: Duty) -> RequestRefused:
    """Who asks is known, and may not."""
    return RequestRefused(403, "FORBIDDEN", f"The roles of this token lack the duty to {duty}: ask for another one")
