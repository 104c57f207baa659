"""Writing the events that start warranties, and that one was withdrawn."""

from datetime import datetime
from typing import Final

from graph_api.domain.aftersales import Start
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing

START_WARRANTY: Final = Statement(
    name="start_warranty",
    mode=Mode.WRITE,
    text="""
    MATCH (r:Registration {id: $registration})
    CREATE (:WarrantyStart {id: $id, basis: $basis, on: $on, recordedAt: $now})-[:ON_SALE]->(r)
    """,
    decode=nothing,
)

WITHDRAW_START: Final = Statement(
    name="withdraw_start",
    mode=Mode.WRITE,
    text="MATCH (start:WarrantyStart {id: $id}) SET start.withdrawnAt = $now",
    decode=nothing,
)


class StartingStatements(Transaction):
    """Owners' registrations and installations."""

    async def start_warranty(self, registration_id: str, start: Start) -> None:
        """Write an event on the registration that is the sale."""
        facts = {"id": start.id, "basis": start.basis.value, "on": start.on, "now": start.recorded_at}
        await self.run(START_WARRANTY, registration=registration_id, **facts)

    async def withdraw_start(self, start_id: str, now: datetime) -> None:
        """Let an event count as never recorded since a moment."""
        await self.run(WITHDRAW_START, id=start_id, now=now)
