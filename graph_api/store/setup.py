"""Setting up: tracking dimension groups, products, customers, warranty terms and return policies."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from graph_api.domain.audit import ChainHead
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.locked import LockedGroup, LockedProduct
from graph_api.domain.tracking import SerialSettings
from graph_api.store.bolt import Transaction
from graph_api.store.books import chain_head
from graph_api.store.fragments import serial_settings
from graph_api.store.statement import Mode, Row, Statement, nothing


def _group(row: Row | None) -> LockedGroup:
    if row is None:
        raise LookupError("lock_group matches always")
    return LockedGroup(
        created=row["created"],
        name=row["name"],
        settings=serial_settings(row["settings"]),
        catch_weight=row["catchWeight"],
        chain=chain_head(row),
    )


LOCK_GROUP: Final = Statement(
    name="lock_group",
    mode=Mode.WRITE,
    text="""
    MERGE (group:TrackingDimensionGroup {number: $number})
    ON CREATE SET group.createdAt = $now
    SET group.lockedAt = timestamp()
    WITH group
    CALL (group) {
        OPTIONAL MATCH (group)<-[:IN_GROUP]-(product:Product) WHERE product.catchWeight
        RETURN product.number AS catchWeight LIMIT 1
    }
    OPTIONAL MATCH (chain:AuditChain {subject: 'TrackingDimensionGroup:' + $number})
    RETURN group.name IS NULL AS created, group.name AS name, catchWeight,
           [group.activeInSalesProcess, group.serialNumberControl, group.blankIssueAllowed,
            group.activeInInventory, group.blankReceiptAllowed] AS settings,
           chain.length AS chainLength, chain.head AS chainHead
    """,
    decode=_group,
)

SAVE_GROUP: Final = Statement(
    name="save_group",
    mode=Mode.WRITE,
    text="""
    MATCH (group:TrackingDimensionGroup {number: $number})
    SET group.name = $name, group.activeInSalesProcess = $activeInSalesProcess,
        group.serialNumberControl = $serialNumberControl, group.blankIssueAllowed = $blankIssueAllowed,
        group.activeInInventory = $activeInInventory, group.blankReceiptAllowed = $blankReceiptAllowed,
        group.revisedAt = $now
    """,
    decode=nothing,
)


def _product(row: Row | None) -> LockedProduct:
    if row is None:
        raise LookupError("lock_product matches always")
    return LockedProduct(
        created=row["created"],
        group=row["group"],
        wanted=None if row["wanted"] is None else serial_settings(row["wanted"]),
        catch_weight=bool(row["catchWeight"]),
        gtin_owners=tuple((gtin, owner) for gtin, owner in row["gtinOwners"]),
        chain=chain_head(row),
    )


LOCK_PRODUCT: Final = Statement(
    name="lock_product",
    mode=Mode.WRITE,
    text="""
    OPTIONAL MATCH (wanted:TrackingDimensionGroup {number: $group})
    CALL (wanted) {
        // The group's settings must not change under this product's decision (T4).
        WITH wanted WHERE wanted IS NOT NULL
        SET wanted.lockedAt = timestamp()
        RETURN count(*) AS locked
    }
    MERGE (product:Product {number: $number})
    ON CREATE SET product.createdAt = $now
    SET product.lockedAt = timestamp()
    WITH product, wanted
    OPTIONAL MATCH (product)-[:IN_GROUP]->(current:TrackingDimensionGroup)
    CALL (product) {
        UNWIND $gtins AS code
        MATCH (:Gtin {code: code})<-[:CARRIES]-(owner:Product) WHERE owner <> product
        RETURN collect([code, owner.number]) AS gtinOwners
    }
    OPTIONAL MATCH (chain:AuditChain {subject: 'Product:' + $number})
    RETURN product.name IS NULL AS created, product.catchWeight AS catchWeight, current.number AS group,
           CASE WHEN wanted IS NULL THEN NULL ELSE
                [wanted.activeInSalesProcess, wanted.serialNumberControl, wanted.blankIssueAllowed,
                 wanted.activeInInventory, wanted.blankReceiptAllowed] END AS wanted,
           gtinOwners, chain.length AS chainLength, chain.head AS chainHead
    """,
    decode=_product,
)

SAVE_PRODUCT: Final = Statement(
    name="save_product",
    mode=Mode.WRITE,
    text="""
    MATCH (product:Product {number: $number})
    SET product.name = $name, product.catchWeight = $catchWeight, product.serialPattern = $serialPattern,
        product.supplier = $supplier, product.supplierCover = $supplierCover, product.supplierSendTo = $supplierSendTo,
        product.revisedAt = $now
    WITH product
    CALL (product) {
        MATCH (product)-[old:IN_GROUP|IN_CATEGORY|CARRIES]->()
        DELETE old
        RETURN count(*) AS removed
    }
    CALL (product) {
        MATCH (group:TrackingDimensionGroup {number: $group})
        CREATE (product)-[:IN_GROUP]->(group)
        RETURN count(*) AS grouped
    }
    CALL (product) {
        UNWIND CASE WHEN $category IS NULL THEN [] ELSE [$category] END AS number
        MERGE (category:ProductCategory {number: number})
        CREATE (product)-[:IN_CATEGORY]->(category)
        RETURN count(*) AS placed
    }
    CALL (product) {
        UNWIND $gtins AS code
        MERGE (gtin:Gtin {code: code})
        CREATE (product)-[:CARRIES]->(gtin)
        RETURN count(*) AS carried
    }
    FINISH
    """,
    decode=nothing,
)

LOCK_CUSTOMER: Final = Statement(
    name="lock_customer",
    mode=Mode.WRITE,
    text="""
    MERGE (customer:Customer {number: $number})
    ON CREATE SET customer.createdAt = $now
    SET customer.lockedAt = timestamp()
    WITH customer
    OPTIONAL MATCH (chain:AuditChain {subject: 'Customer:' + $number})
    RETURN chain.length AS chainLength, chain.head AS chainHead
    """,
    decode=lambda row: chain_head(row or {"chainLength": 0, "chainHead": ""}),
)

SAVE_CUSTOMER: Final = Statement(
    name="save_customer",
    mode=Mode.WRITE,
    text="""
    MATCH (customer:Customer {number: $number})
    SET customer += $facts, customer.revisedAt = $now
    """,
    decode=nothing,
)


class SetupStatements(Transaction):
    """Locking and saving what sales build on."""

    async def lock_group(self, number: str, now: datetime) -> LockedGroup:
        """Lock a group, making it if it is new."""
        return await self.run(LOCK_GROUP, number=number, now=now)

    async def save_group(self, number: str, name: str, settings: SerialSettings, now: datetime) -> None:
        """Write a group's name and settings."""
        await self.run(
            SAVE_GROUP,
            number=number,
            name=name,
            now=now,
            activeInSalesProcess=settings.active_in_sales_process,
            serialNumberControl=settings.serial_number_control,
            blankIssueAllowed=settings.blank_issue_allowed,
            activeInInventory=settings.active_in_inventory,
            blankReceiptAllowed=settings.blank_receipt_allowed,
        )

    async def lock_product(self, number: str, group: str | None, gtins: Sequence[str], now: datetime) -> LockedProduct:
        """Lock the group that a product is to have, and then the product, making it if it is new."""
        return await self.run(LOCK_PRODUCT, number=number, group=group, gtins=list(gtins), now=now)

    async def save_product(self, facts: Mapping[str, Any], now: datetime) -> None:
        """Write a product. `facts` has the fields of `ProductFacts` in camel case, and the supplier's three."""
        await self.run(SAVE_PRODUCT, now=now, **facts)

    async def lock_customer(self, number: str, now: datetime) -> ChainHead:
        """Lock a customer, making it if it is new, and read its audit chain's end."""
        return await self.run(LOCK_CUSTOMER, number=number, now=now)

    async def save_customer(self, facts: CustomerFacts, now: datetime) -> None:
        """Write a customer."""
        values = asdict(facts)
        values["postalCode"] = values.pop("postal_code")
        values["buyerKind"] = values.pop("buyer_kind")
        await self.run(SAVE_CUSTOMER, number=values.pop("number"), facts=values, now=now)
