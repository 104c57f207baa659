"""What the commands need of the product itself: its schema, its context, its seeds and its own checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import strawberry
from pydantic import SecretStr

from graph_api.seeding.data import SeedData
from graph_api.settings import Settings
from graph_api.store.bolt import Bolt
from graph_api.web.graphql import MakeContext

Report = Callable[[str], None]
"""Told what happens, a sentence at a time."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query that can be sent as it is, because what it asks for exists."""

    title: str
    query: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that doctor looked at. Without a remedy all is well."""

    subject: str
    found: str
    remedy: str | None = None


class Product(Protocol):
    """The stories, wired: everything that a command cannot know from the settings alone."""

    schema: strawberry.Schema

    def context_maker(self, bolt: Bolt, settings: Settings, audit_key: SecretStr) -> MakeContext:
        """What makes the context of one request."""
        ...

    async def seed(self, bolt: Bolt, settings: Settings, audit_key: SecretStr, data: SeedData, report: Report) -> str:
        """Fill a graph that holds no seeds yet, and say what was done; a seeded one stays as it is."""
        ...

    async def examples(self, bolt: Bolt) -> Sequence[Example]:
        """Queries about what the graph holds now."""
        ...

    async def check(self, bolt: Bolt, settings: Settings, audit_key: SecretStr) -> Sequence[Finding]:
        """What doctor should know of the graph beyond its migrations: the audit chain, the rules over it."""
        ...
