"""A small schema behind the real door: every route, limit and mask is the application's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from pydantic import SecretStr
from starlette.testclient import TestClient

from graph_api.access.tokens import SharedSecretTokens
from graph_api.app import Parts, create_app
from graph_api.domain.duties import Actor, Role
from graph_api.settings import Settings
from graph_api.web.health import Readiness

TOKENS = SharedSecretTokens(SecretStr("0123456789abcdef" * 4), issuer="here", audience="warranty-graph")


class DatabaseAway(Exception):
    """Stands for the store's own exception: a type that the application maps to a code."""


@dataclass
class Context:
    actor: Actor
    request_id: str


@strawberry.type
class Unit:
    serial: str

    @strawberry.field
    def sibling(self) -> Unit:
        return Unit(serial=f"{self.serial}'")


@strawberry.type
class Query:
    @strawberry.field
    async def unit(self, serial: str) -> Unit:
        await asyncio.sleep(0)
        return Unit(serial=serial)

    @strawberry.field
    def weigh(self, kilograms: float) -> float:
        return kilograms

    @strawberry.field
    def actor(self, info: strawberry.Info) -> str:
        context: Context = info.context
        return context.actor.subject

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(30)
        return "late"

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("the customer Jane Roe lives in Elm Street")

    @strawberry.field
    def told(self) -> str | None:
        raise GraphQLError("The cursor is not one of ours", extensions={"code": "INVALID_CURSOR"})

    @strawberry.field
    def away(self) -> str | None:
        raise DatabaseAway("bolt://secret-host:7687")

    @strawberry.field
    def never(self) -> str:
        return None  # type: ignore[return-value]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def rename(self, serial: str) -> str:
        return serial


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation)


async def _ready() -> Readiness:
    return Readiness(ok=True, reason="the graph is at V001")


def make_parts(**changed: Any) -> Parts:
    parts: dict[str, Any] = {
        "schema": SCHEMA,
        "make_context": Context,
        "ready": _ready,
        "authenticator": TOKENS,
        "fault_codes": {DatabaseAway: "UNAVAILABLE"},
        "examples": ('query Example { unit(serial: "A<B") { serial } }',),
    }
    return Parts(**(parts | changed))


def bearer(*roles: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS.mint('ann', roles)}"}


@pytest.fixture
def make() -> Callable[..., Parts]:
    """Make the application's parts; keyword arguments replace some."""
    return make_parts


@pytest.fixture
def clerk() -> dict[str, str]:
    """The header of a clerk."""
    return bearer(Role.CLERK)


@pytest.fixture
def open_door() -> Iterator[Callable[..., TestClient]]:
    """Make a client of an application; keyword arguments change its settings, `parts` its parts."""
    opened: list[TestClient] = []

    def make(parts: Parts | None = None, *, roles: tuple[Role, ...] = (Role.CLERK,), **settings: Any) -> TestClient:
        app = create_app(Settings(**settings), parts or make_parts())
        client = TestClient(app, headers=bearer(*roles), raise_server_exceptions=False, follow_redirects=False)
        client.__enter__()
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def door(open_door: Callable[..., TestClient]) -> TestClient:
    """A clerk's client of the application as it comes."""
    return open_door()
