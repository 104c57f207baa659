"""Bulk writes of what sales build on, a row each, in the shape that the stories make. They decide and lock nothing."""

from typing import Final

from graph_api.store.statement import Mode, Statement, nothing

LOAD_GROUPS: Final = Statement(
    name="load_groups",
    mode=Mode.WRITE,
    # number, name, the five settings, at
    text="""
    UNWIND $rows AS row
    CREATE (group:TrackingDimensionGroup {number: row.number})
    SET group.name = row.name, group.activeInSalesProcess = row.activeInSalesProcess,
        group.serialNumberControl = row.serialNumberControl, group.blankIssueAllowed = row.blankIssueAllowed,
        group.activeInInventory = row.activeInInventory, group.blankReceiptAllowed = row.blankReceiptAllowed,
        group.createdAt = row.at, group.revisedAt = row.at
    """,
    decode=nothing,
)

LOAD_CATEGORIES: Final = Statement(
    name="load_categories",
    mode=Mode.WRITE,
    # number, name, parent
    text="""
    UNWIND $rows AS row
    MERGE (category:ProductCategory {number: row.number})
    SET category.name = row.name
    WITH category, row
    CALL (category, row) {
        MATCH (category)-[old:WITHIN]->(before:ProductCategory) WHERE before.number <> coalesce(row.parent, '')
        DELETE old
    }
    WITH category, row WHERE row.parent IS NOT NULL
    MERGE (parent:ProductCategory {number: row.parent})
    MERGE (category)-[:WITHIN]->(parent)
    """,
    decode=nothing,
)

LOAD_PRODUCTS: Final = Statement(
    name="load_products",
    mode=Mode.WRITE,
    # number, name, catchWeight, serialPattern, supplier, supplierCover, supplierSendTo, group, category, gtins, at
    text="""
    UNWIND $rows AS row
    CREATE (product:Product {number: row.number})
    SET product.name = row.name, product.catchWeight = row.catchWeight, product.serialPattern = row.serialPattern,
        product.supplier = row.supplier, product.supplierCover = row.supplierCover,
        product.supplierSendTo = row.supplierSendTo, product.createdAt = datetime(row.at),
        product.revisedAt = datetime(row.at)
    WITH product, row
    CALL (product, row) {
        MATCH (group:TrackingDimensionGroup {number: row.group})
        CREATE (product)-[:IN_GROUP]->(group)
    }
    CALL (product, row) {
        UNWIND CASE WHEN row.category IS NULL THEN [] ELSE [row.category] END AS number
        MERGE (category:ProductCategory {number: number})
        CREATE (product)-[:IN_CATEGORY]->(category)
    }
    UNWIND row.gtins AS code
    MERGE (gtin:Gtin {code: code})
    CREATE (product)-[:CARRIES]->(gtin)
    """,
    decode=nothing,
)

LOAD_CUSTOMERS: Final = Statement(
    name="load_customers",
    mode=Mode.WRITE,
    # number, name, email, phone, street, postalCode, city, country, buyerKind, at
    text="""
    UNWIND $rows AS row
    CREATE (customer:Customer {number: row.number})
    SET customer.name = row.name, customer.email = row.email, customer.phone = row.phone,
        customer.street = row.street, customer.postalCode = row.postalCode, customer.city = row.city,
        customer.country = row.country, customer.buyerKind = row.buyerKind,
        customer.createdAt = datetime(row.at), customer.revisedAt = datetime(row.at)
    """,
    decode=nothing,
)

LOAD_TERMS: Final = Statement(
    name="load_warranty_terms",
    mode=Mode.WRITE,
    # facts as `term_facts` makes them
    text="""
    UNWIND $rows AS row
    MERGE (:Scope {key: row.facts.scopeKey})
    CREATE (version:WarrantyTerm)
    SET version = row.facts
    WITH version
    MATCH (product:Product {number: version.scopeProduct})
    CREATE (version)-[:FOR_PRODUCT]->(product)
    """,
    decode=nothing,
)

LOAD_POLICIES: Final = Statement(
    name="load_return_policies",
    mode=Mode.WRITE,
    # facts as `policy_facts` makes them
    text="""
    UNWIND $rows AS row
    MERGE (:Scope {key: row.facts.scopeKey})
    CREATE (version:ReturnPolicy)
    SET version = row.facts
    WITH version
    MATCH (category:ProductCategory {number: version.scopeCategory})
    CREATE (version)-[:FOR_CATEGORY]->(category)
    """,
    decode=nothing,
)
