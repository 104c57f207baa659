"""Writing that somebody else owns a unit."""

from typing import Final

from graph_api.domain.aftersales import Transfer
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Statement, nothing

TRANSFER_UNIT: Final = Statement(
    name="transfer_unit",
    mode=Mode.WRITE,
    text="""
    MATCH (r:Registration {id: $registration})
    MATCH (owner:Customer {number: $customer})
    CREATE (transfer:OwnershipTransfer {id: $id, on: $on, recordedAt: $now})-[:ON_SALE]->(r)
    CREATE (transfer)-[:TO]->(owner)
    """,
    decode=nothing,
)


class TransferringStatements(Transaction):
    """Transfers of ownership."""

    async def transfer_unit(self, registration_id: str, transfer: Transfer) -> None:
        """Write a transfer on the registration that is the sale."""
        facts = {"id": transfer.id, "customer": transfer.customer, "on": transfer.on, "now": transfer.recorded_at}
        await self.run(TRANSFER_UNIT, registration=registration_id, **facts)
