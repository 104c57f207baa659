"""What must be true of all that is on record of sales after them: whose it is, from when, and what it may say."""

from typing import Final

from graph_api.store.check import check

AFTER_SALES_CHECKS: Final = (
    check(
        "W6",
        "voids_of_layers_that_are_not_there",
        "is void in a layer that its sale does not have",
        """
    MATCH (void:WarrantyVoid)-[:ON_SALE]->(r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    WHERE void.layer IS NOT NULL AND NOT EXISTS { (r)-[:REPLACES]->() }
      AND NOT EXISTS { (r)<-[:ON_SALE]-(cover:UnitCover) WHERE cover.layer = void.layer }
      AND NOT EXISTS {
        (r)-[:ON_SLIP|ON_INVOICE]->()-[:SOLD_UNDER]->(term:WarrantyTerm) WHERE term.layer = void.layer
    }
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "W6",
        "voids_that_stand_twice",
        "is void twice in one layer",
        """
    MATCH (void:WarrantyVoid)-[:ON_SALE]->(r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    WHERE void.liftedAt IS NULL
    WITH unit, r, void.layer AS layer, count(void) AS voids WHERE voids > 1
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "W2",
        "starts_on_record_twice",
        "was registered by its owner, or installed, twice on one day",
        """
    MATCH (start:WarrantyStart)-[:ON_SALE]->(r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    WHERE start.withdrawnAt IS NULL
    WITH unit, r, start.basis AS basis, start.on AS day, count(start) AS starts WHERE starts > 1
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "W5",
        "covers_with_one_number",
        "has two covers of one number",
        """
    MATCH (cover:UnitCover)-[:ON_SALE]->(r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    WHERE cover.withdrawnAt IS NULL
    WITH unit, r, cover.number AS number, count(cover) AS covers WHERE covers > 1
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "W8",
        "records_of_no_sale",
        "is on record of no sale, or of two",
        """
    MATCH (record:WarrantyVoid|WarrantyStart|UnitCover|OwnershipTransfer)
    WHERE COUNT { (record)-[:ON_SALE]->(:Registration) } <> 1
       OR EXISTS { (record)-[:ON_SALE]->(r:Registration) WHERE r.ended IN ['TAKEN_OFF', 'DISCARDED'] }
    WITH labels(record)[0] + ' ' + record.id AS example
    """,
    ),
    check(
        "W8",
        "records_before_their_sale",
        "has something on record before its sale began",
        """
    MATCH (record:WarrantyVoid|WarrantyStart|UnitCover|OwnershipTransfer)-[:ON_SALE]->(r:Registration)
    MATCH (r)-[of:OF WHERE of.supersededAt IS NULL]->(unit:Unit)
    OPTIONAL MATCH (r)-[:ON_SLIP]->(:SlipLine)<-[:HAS]-(slip:PackingSlip)
    OPTIONAL MATCH (r)-[:ON_INVOICE]->(:InvoiceLine)<-[:HAS]-(invoice:Invoice)
    WITH unit, record, slip, min(invoice.day) AS invoiced
    WITH unit, record, CASE WHEN slip IS NULL THEN invoiced ELSE slip.day END AS sold
    WHERE sold IS NULL OR record.on < sold
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
    check(
        "W9",
        "transfers_to_nobody",
        "was transferred to nobody, or to two",
        """
    MATCH (transfer:OwnershipTransfer) WHERE COUNT { (transfer)-[:TO]->(:Customer) } <> 1
    WITH 'transfer ' + transfer.id AS example
    """,
    ),
    check(
        "W11",
        "records_undone_before_they_were_made",
        "was lifted or withdrawn before it was recorded",
        """
    MATCH (record:WarrantyVoid|WarrantyStart|UnitCover)
    WHERE record.liftedAt < record.recordedAt OR record.withdrawnAt < record.recordedAt
    WITH labels(record)[0] + ' ' + record.id AS example
    """,
    ),
)
