"""Finding what is on record of sales by its own id, and how often something was recorded of a subject."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graph_api.domain.aftersales import SaleRecord
from graph_api.domain.sold_unit import RecordOfSale
from graph_api.store.aftersales import COVER, START, TRANSFER, VOID, cover, start, transfer, void
from graph_api.store.bolt import Runs
from graph_api.store.statement import Mode, Row, Statement

_DECODERS: Final[Mapping[str, Callable[[Sequence[Any]], SaleRecord]]] = {
    "VOID": void,
    "START": start,
    "COVER": cover,
    "TRANSFER": transfer,
}


def _records(row: Row | None) -> dict[str, RecordOfSale]:
    found = row["found"] if row else ()
    return {id_: RecordOfSale(_DECODERS[kind](facts), unit) for id_, kind, facts, unit in found}


FIND_SALE_RECORDS: Final = Statement(
    name="find_sale_records",
    mode=Mode.READ,
    text="""
    UNWIND $ids AS id
    CALL (id) {
        MATCH (void:WarrantyVoid {id: id})
        RETURN void AS record, 'VOID' AS kind, """
    + VOID
    + """ AS facts
      UNION ALL
        MATCH (start:WarrantyStart {id: id})
        RETURN start AS record, 'START' AS kind, """
    + START
    + """ AS facts
      UNION ALL
        MATCH (cover:UnitCover {id: id})
        RETURN cover AS record, 'COVER' AS kind, """
    + COVER
    + """ AS facts
      UNION ALL
        MATCH (transfer:OwnershipTransfer {id: id})-[:TO]->(owner:Customer)
        RETURN transfer AS record, 'TRANSFER' AS kind, """
    + TRANSFER
    + """ AS facts
    }
    MATCH (record)-[:ON_SALE]->(:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    RETURN collect([id, kind, facts, unit.id]) AS found
    """,
    decode=_records,
)

FIND_VERSIONS_OF_SUBJECTS: Final = Statement(
    name="find_versions_of_subjects",
    mode=Mode.READ,
    text="""
    UNWIND $subjects AS subject
    MATCH (chain:AuditChain {subject: subject})
    RETURN collect([chain.subject, chain.length]) AS versions
    """,
    decode=lambda row: dict(row["versions"]) if row else {},
)


class SaleRecordReads(Runs):
    """Finding what is on record of sales, inside a transaction or outside one."""

    async def sale_records(self, ids: Sequence[str]) -> dict[str, RecordOfSale]:
        """What is on record of sales by its id, each with its unit; unknown ids are left out."""
        return await self.run(FIND_SALE_RECORDS, ids=list(ids))

    async def versions_of_subjects(self, subjects: Sequence[str]) -> dict[str, int]:
        """How many entries the audit chains of subjects have; those without one are left out."""
        return await self.run(FIND_VERSIONS_OF_SUBJECTS, subjects=list(subjects))
