"""Writing that a warranty is void, and that this was lifted."""

from datetime import datetime
from typing import Final

from graph_api.domain.aftersales import Void
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing

VOID_WARRANTY: Final = Statement(
    name="void_warranty",
    mode=Mode.WRITE,
    text="""
    MATCH (r:Registration {id: $registration})
    CREATE (void:WarrantyVoid {id: $id, on: $on, recordedAt: $now})-[:ON_SALE]->(r)
    SET void.layer = $layer, void.reason = $reason
    """,
    decode=nothing,
)

LIFT_VOID: Final = Statement(
    name="lift_void",
    mode=Mode.WRITE,
    text="MATCH (void:WarrantyVoid {id: $id}) SET void.liftedAt = $now",
    decode=nothing,
)


class VoidingStatements(Transaction):
    """Voids of warranties."""

    async def void_warranty(self, registration_id: str, void: Void) -> None:
        """Write a void on the registration that is the sale."""
        layer = None if void.layer is None else void.layer.value
        facts = {"id": void.id, "layer": layer, "on": void.on, "reason": void.reason, "now": void.recorded_at}
        await self.run(VOID_WARRANTY, registration=registration_id, **facts)

    async def lift_void(self, void_id: str, now: datetime) -> None:
        """Let a void count as never made since a moment."""
        await self.run(LIFT_VOID, id=void_id, now=now)
