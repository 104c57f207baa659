"""Writing cover for one sale alone, and that it was withdrawn."""

from datetime import datetime
from typing import Final

from graph_api.domain.aftersales import UnitCover
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing
from graph_api.store.terms import coverage_text

COVER_UNIT: Final = Statement(
    name="cover_unit",
    mode=Mode.WRITE,
    text="""
    MATCH (r:Registration {id: $registration})
    CREATE (cover:UnitCover {id: $id, number: $number, layer: $layer, on: $on, coverages: $coverages,
                             recordedAt: $now})-[:ON_SALE]->(r)
    SET cover.reason = $reason
    """,
    decode=nothing,
)

WITHDRAW_COVER: Final = Statement(
    name="withdraw_cover",
    mode=Mode.WRITE,
    text="MATCH (cover:UnitCover {id: $id}) SET cover.withdrawnAt = $now",
    decode=nothing,
)


class CoveringStatements(Transaction):
    """Bought and granted cover."""

    async def cover_unit(self, registration_id: str, cover: UnitCover) -> None:
        """Write cover on the registration that is the sale."""
        await self.run(
            COVER_UNIT,
            registration=registration_id,
            id=cover.id,
            number=cover.number,
            layer=cover.layer.value,
            on=cover.on,
            coverages=[coverage_text(each) for each in cover.coverages],
            reason=cover.reason,
            now=cover.recorded_at,
        )

    async def withdraw_cover(self, cover_id: str, now: datetime) -> None:
        """Let cover count as never recorded since a moment."""
        await self.run(WITHDRAW_COVER, id=cover_id, now=now)
