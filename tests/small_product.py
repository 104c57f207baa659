"""A product with one field, behind the real command line: `python tests/small_product.py demo --home …`."""

from collections.abc import Sequence
from dataclasses import dataclass

import strawberry
from pydantic import SecretStr

from graph_api.cli import build_cli
from graph_api.commands.product import Example, Finding, Report
from graph_api.domain.duties import Actor
from graph_api.seeding.data import SeedData
from graph_api.settings import Settings
from graph_api.store.bolt import Bolt, Transaction
from graph_api.store.statement import Mode, Row, Statement, nothing
from graph_api.web.graphql import MakeContext


def _decode_count(row: Row | None) -> int:
    return 0 if row is None else int(row["sown"])


COUNT = Statement(
    name="count_small", mode=Mode.READ, text="MATCH (s:SmallSeed) RETURN count(s) AS sown", decode=_decode_count
)
SOW = Statement(name="sow_small", mode=Mode.WRITE, text="CREATE (:SmallSeed)", decode=nothing)


@dataclass
class Context:
    bolt: Bolt
    actor: Actor


async def _sown(info: strawberry.Info) -> int:
    context: Context = info.context
    return await context.bolt.read(COUNT)


async def _sow(info: strawberry.Info) -> int:
    context: Context = info.context

    async def work(tx: Transaction) -> None:
        await tx.run(SOW)

    await context.bolt.write(work, Transaction)
    return await context.bolt.read(COUNT)


@strawberry.type
class Query:
    sown: int = strawberry.field(resolver=_sown, description="How many seeds there are.")


@strawberry.type
class Mutation:
    sow: int = strawberry.field(resolver=_sow, description="Sow one more.")


class SmallProduct:
    """Seeds one node, and can tell how many there are."""

    schema = strawberry.Schema(Query, Mutation)

    def context_maker(self, bolt: Bolt, settings: Settings, audit_key: SecretStr) -> MakeContext:  # noqa: ARG002
        return lambda actor, _request_id: Context(bolt, actor)

    async def seed(self, bolt: Bolt, settings: Settings, audit_key: SecretStr, data: SeedData, report: Report) -> str:  # noqa: ARG002
        if await bolt.read(COUNT):
            return "the graph is seeded already"

        async def work(tx: Transaction) -> None:
            await tx.run(SOW)

        await bolt.write(work, Transaction)
        return "sowed one seed"

    async def examples(self, bolt: Bolt) -> Sequence[Example]:  # noqa: ARG002
        return [Example("How many seeds there are", "query Sown {\n  sown\n}\n")]

    async def check(self, bolt: Bolt, settings: Settings, audit_key: SecretStr) -> Sequence[Finding]:  # noqa: ARG002
        sown = await bolt.read(COUNT)
        return [Finding("seeds", f"{sown} sown")]


if __name__ == "__main__":
    build_cli(SmallProduct())()
