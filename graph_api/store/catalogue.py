"""Reading what sales build on: products, customers, tracking dimension groups, and published versions."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString, TypeVar

from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.recovery import SupplierCover
from graph_api.domain.terms import ReturnPolicy, WarrantyTerm
from graph_api.domain.views import GroupView, PageOf, ProductView
from graph_api.store.bolt import Runs
from graph_api.store.fragments import CUSTOMER, PRODUCT, customer_facts, product_facts, serial_settings
from graph_api.store.statement import Mode, Row, Statement
from graph_api.store.terms import POLICY, TERM, calendar_period, policy, term

V = TypeVar("V")

_PRODUCT_VIEW: Final[LiteralString] = (
    PRODUCT
    + """
    CALL (product) {
        OPTIONAL MATCH (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(category:ProductCategory)
        WITH product, collect(category) AS categories
        CALL (product, categories) {
            MATCH (product)<-[:FOR_PRODUCT]-(version) WHERE version.scopeCustomer IS NULL
            RETURN version
          UNION
            UNWIND categories AS category
            MATCH (category)<-[:FOR_CATEGORY]-(version) WHERE version.scopeCustomer IS NULL
            RETURN version
          UNION
            MATCH (version:WarrantyTerm {scopeKey: 'all'})
            RETURN version
          UNION
            MATCH (version:ReturnPolicy {scopeKey: 'all'})
            RETURN version
        }
        WITH version ORDER BY version.id LIMIT 200
        RETURN collect(version) AS versions
    }
    WITH [productFacts, settings, product.supplier, product.supplierCover, product.supplierSendTo,
          [term IN versions WHERE term:WarrantyTerm | """
    + TERM
    + """], [policy IN versions WHERE policy:ReturnPolicy | """
    + POLICY
    + """]] AS view
    """
)
_CUSTOMER_VIEW: Final[LiteralString] = "WITH" + CUSTOMER + "AS view "
_GROUP_VIEW: Final[LiteralString] = """
    WITH [group.number, group.name, group.activeInSalesProcess, group.serialNumberControl, group.blankIssueAllowed,
          group.activeInInventory, group.blankReceiptAllowed] AS view
"""
_TERM_VIEW: Final[LiteralString] = "WITH" + TERM + "AS view "
_POLICY_VIEW: Final[LiteralString] = "WITH" + POLICY + "AS view "
_BY_KEY: Final[LiteralString] = "RETURN view } RETURN collect([key, view]) AS views"


def _product(values: Sequence[Any]) -> ProductView:
    facts, settings, supplier, cover, send_to, terms, policies = values
    return ProductView(
        facts=product_facts(facts),
        settings=serial_settings(settings),
        supplier=supplier,
        supplier_cover=None if cover is None else SupplierCover(calendar_period(cover), send_to),
        terms=tuple(term(each) for each in terms),
        policies=tuple(policy(each) for each in policies),
    )


def _group(values: Sequence[Any]) -> GroupView:
    number, name, *settings = values
    return GroupView(number, name, serial_settings(settings))


def _views(row: Row | None) -> Sequence[Any]:
    return [] if row is None else row["views"]


FIND_PRODUCTS: Final = Statement(
    name="find_products",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (product:Product {number: key}) CALL (product) {" + _PRODUCT_VIEW + _BY_KEY,
    decode=lambda row: {key: _product(view) for key, view in _views(row)},
)
FIND_PRODUCTS_BY_CODE: Final = Statement(
    name="find_products_by_code",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (:Gtin {code: key})<-[:CARRIES]-(product:Product) CALL (product) {"
    + _PRODUCT_VIEW
    + _BY_KEY,
    decode=lambda row: {key: _product(view) for key, view in _views(row)},
)
LIST_PRODUCTS: Final = Statement(
    name="list_products",
    mode=Mode.READ,
    text="""
    MATCH (product:Product) WHERE product.number > $after
    WITH product ORDER BY product.number LIMIT $first
    CALL (product) {"""
    + _PRODUCT_VIEW
    + "RETURN view } WITH product, view ORDER BY product.number RETURN collect(view) AS views",
    decode=lambda row: [_product(view) for view in _views(row)],
)
FIND_CUSTOMERS: Final = Statement(
    name="find_customers",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (customer:Customer {number: key}) CALL (customer) {" + _CUSTOMER_VIEW + _BY_KEY,
    decode=lambda row: {key: customer_facts(view) for key, view in _views(row)},
)
LIST_CUSTOMERS: Final = Statement(
    name="list_customers",
    mode=Mode.READ,
    text="""
    MATCH (customer:Customer) WHERE customer.number > $after
    WITH customer ORDER BY customer.number LIMIT $first
    """
    + _CUSTOMER_VIEW
    + "RETURN collect(view) AS views",
    decode=lambda row: [customer_facts(view) for view in _views(row)],
)
FIND_GROUPS: Final = Statement(
    name="find_groups",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (group:TrackingDimensionGroup {number: key}) CALL (group) {"
    + _GROUP_VIEW
    + _BY_KEY,
    decode=lambda row: {key: _group(view) for key, view in _views(row)},
)
LIST_GROUPS: Final = Statement(
    name="list_groups",
    mode=Mode.READ,
    text="""
    MATCH (group:TrackingDimensionGroup) WHERE group.number > $after
    WITH group ORDER BY group.number LIMIT $first
    """
    + _GROUP_VIEW
    + "RETURN collect(view) AS views",
    decode=lambda row: [_group(view) for view in _views(row)],
)
FIND_TERMS: Final = Statement(
    name="find_terms",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (term:WarrantyTerm {id: key}) CALL (term) {" + _TERM_VIEW + _BY_KEY,
    decode=lambda row: {key: term(view) for key, view in _views(row)},
)
LIST_TERMS: Final = Statement(
    name="list_terms",
    mode=Mode.READ,
    text="MATCH (term:WarrantyTerm) WHERE term.id > $after WITH term ORDER BY term.id LIMIT $first "
    + _TERM_VIEW
    + "RETURN collect(view) AS views",
    decode=lambda row: [term(view) for view in _views(row)],
)
FIND_POLICIES: Final = Statement(
    name="find_policies",
    mode=Mode.READ,
    text="UNWIND $keys AS key MATCH (policy:ReturnPolicy {id: key}) CALL (policy) {" + _POLICY_VIEW + _BY_KEY,
    decode=lambda row: {key: policy(view) for key, view in _views(row)},
)
LIST_POLICIES: Final = Statement(
    name="list_policies",
    mode=Mode.READ,
    text="MATCH (policy:ReturnPolicy) WHERE policy.id > $after WITH policy ORDER BY policy.id LIMIT $first "
    + _POLICY_VIEW
    + "RETURN collect(view) AS views",
    decode=lambda row: [policy(view) for view in _views(row)],
)


class CatalogueReads(Runs):
    """What sales build on, by number or id, and page by page; unknown keys are left out."""

    async def products(self, numbers: Sequence[str]) -> dict[str, ProductView]:
        """Products by number."""
        return await self.run(FIND_PRODUCTS, keys=list(numbers))

    async def products_by_code(self, codes: Sequence[str]) -> dict[str, ProductView]:
        """Products by a GTIN that they carry, as 14 digits."""
        return await self.run(FIND_PRODUCTS_BY_CODE, keys=list(codes))

    async def list_products(self, page: PageOf) -> list[ProductView]:
        """Products in order of their numbers."""
        return await self._page(LIST_PRODUCTS, page)

    async def customers(self, numbers: Sequence[str]) -> dict[str, CustomerFacts]:
        """Customers by number."""
        return await self.run(FIND_CUSTOMERS, keys=list(numbers))

    async def list_customers(self, page: PageOf) -> list[CustomerFacts]:
        """Customers in order of their numbers."""
        return await self._page(LIST_CUSTOMERS, page)

    async def groups(self, numbers: Sequence[str]) -> dict[str, GroupView]:
        """Tracking dimension groups by number."""
        return await self.run(FIND_GROUPS, keys=list(numbers))

    async def list_groups(self, page: PageOf) -> list[GroupView]:
        """Tracking dimension groups in order of their numbers."""
        return await self._page(LIST_GROUPS, page)

    async def terms_by_id(self, ids: Sequence[str]) -> dict[str, WarrantyTerm]:
        """Versions of warranty terms by id."""
        return await self.run(FIND_TERMS, keys=list(ids))

    async def list_terms(self, page: PageOf) -> list[WarrantyTerm]:
        """Every version of every warranty term, in order of publication."""
        return await self._page(LIST_TERMS, page)

    async def policies_by_id(self, ids: Sequence[str]) -> dict[str, ReturnPolicy]:
        """Versions of return policies by id."""
        return await self.run(FIND_POLICIES, keys=list(ids))

    async def list_policies(self, page: PageOf) -> list[ReturnPolicy]:
        """Every version of every return policy, in order of publication."""
        return await self._page(LIST_POLICIES, page)

    async def product(self, number: str) -> ProductView | None:
        """One product."""
        return (await self.products([number])).get(number)

    async def customer(self, number: str) -> CustomerFacts | None:
        """One customer."""
        return (await self.customers([number])).get(number)

    async def group(self, number: str) -> GroupView | None:
        """One tracking dimension group."""
        return (await self.groups([number])).get(number)

    async def _page(self, statement: Statement[list[V]], page: PageOf) -> list[V]:
        return await self.run(statement, after=page.after, first=page.first)
