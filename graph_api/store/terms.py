"""Warranty terms and return policies: publishing versions, and finding those that a sale may be held to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph_api.domain.periods import Period, parse_period
from graph_api.domain.terms import (
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    StartBasis,
    WarrantyTerm,
)
from graph_api.domain.versions import Candidates, LockedTerms
from graph_api.store.bolt import Transaction
from graph_api.store.books import chain_head
from graph_api.store.fragments import a_day, a_moment, day
from graph_api.store.statement import Mode, Row, Statement, nothing

TERM: Final[LiteralString] = """
    [term.id, term.number, term.version, term.scopeCustomer, term.scopeProduct, term.scopeCategory, term.layer,
     term.startBasis, term.coverages, toString(term.validFrom), toString(term.validTo), toString(term.publishedAt)]
"""
POLICY: Final[LiteralString] = """
    [policy.id, policy.number, policy.version, policy.scopeCustomer, policy.scopeProduct, policy.scopeCategory,
     policy.basis, policy.windowDays, toString(policy.validFrom), toString(policy.validTo),
     toString(policy.publishedAt)]
"""


def term(values: Sequence[Any]) -> WarrantyTerm:
    """Decode one warranty term's version."""
    id_, number, version, customer, product, category, layer, basis, coverages, first, last, published = values
    return WarrantyTerm(
        id=id_,
        number=number,
        version=version,
        scope=Scope(customer, product, category),
        layer=Layer(layer),
        start_basis=StartBasis(basis),
        coverages=tuple(_coverage(text) for text in coverages),
        valid_from=a_day(first),
        valid_to=day(last),
        published_at=a_moment(published),
    )


def _coverage(text: str) -> Coverage:
    kind, period, percentage = text.split("|")
    parsed = parse_period(period)
    if not isinstance(parsed, Period):
        raise ValueError(  # noqa: TRY004 -- it is the text that is wrong
            f"the graph holds a warranty period that is none: {period}"
        )
    return Coverage(CoverageKind(kind), _shared(parsed), int(percentage))


def _shared(period: Period) -> Period:
    return _PERIODS.setdefault(str(period), period)


_PERIODS: dict[str, Period] = {}


def policy(values: Sequence[Any]) -> ReturnPolicy:
    """Decode one return policy's version."""
    id_, number, version, customer, product, category, basis, window, first, last, published = values
    scope = Scope(customer, product, category)
    return ReturnPolicy(
        id_, number, version, scope, ReturnBasis(basis), window, a_day(first), day(last), a_moment(published)
    )


def _candidates(row: Row | None) -> dict[str, Candidates]:
    entries = [] if row is None else row["candidates"]
    return {
        product: Candidates(
            categories=tuple(categories),
            terms=tuple(term(each) for each in terms),
            policies=tuple(policy(each) for each in policies),
        )
        for product, categories, terms, policies in entries
    }


FIND_VERSIONS: Final = Statement(
    name="find_versions",
    mode=Mode.READ,
    text="""
    MATCH (customer:Customer {number: $customer})
    UNWIND $products AS number
    MATCH (product:Product {number: number})
    CALL (product) {
        OPTIONAL MATCH path = (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(category:ProductCategory)
        WITH category, length(path) AS distance ORDER BY distance
        RETURN collect(category) AS categories
    }
    CALL (product, categories, customer) {
        MATCH (product)<-[:FOR_PRODUCT]-(version)
        WHERE version.scopeCustomer IS NULL OR version.scopeCustomer = customer.number
        RETURN version
      UNION
        UNWIND categories AS category
        MATCH (category)<-[:FOR_CATEGORY]-(version)
        WHERE version.scopeCustomer IS NULL OR version.scopeCustomer = customer.number
        RETURN version
      UNION
        MATCH (customer)<-[:FOR_CUSTOMER]-(version)
        WHERE version.scopeProduct IS NULL AND version.scopeCategory IS NULL
        RETURN version
      UNION
        MATCH (version:WarrantyTerm {scopeKey: 'all'})
        RETURN version
      UNION
        MATCH (version:ReturnPolicy {scopeKey: 'all'})
        RETURN version
    }
    WITH product, categories, collect(version) AS versions
    RETURN collect([product.number, [category IN categories | category.number],
        [term IN versions WHERE term:WarrantyTerm | """
    + TERM
    + """],
        [policy IN versions WHERE policy:ReturnPolicy | """
    + POLICY
    + """]]) AS candidates
    """,
    decode=_candidates,
)


def _locked(row: Row | None) -> LockedTerms:
    if row is None:
        raise LookupError("a scope is locked always")
    return LockedTerms(
        terms=tuple(term(each) for each in row["terms"]),
        policies=tuple(policy(each) for each in row["policies"]),
        number_scope=row["numberScope"],
        scope_exists=row["scopeExists"],
        last_version=row["lastVersion"],
        chain=chain_head(row),
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """The two kinds of version differ in nothing but their label."""

    lock: Statement[LockedTerms]
    publish: Statement[None]


def _statements(lock: LiteralString, publish: LiteralString, name: LiteralString) -> _Kind:
    return _Kind(
        Statement(f"lock_{name}_scope", Mode.WRITE, lock, _locked),
        Statement(f"publish_{name}", Mode.WRITE, publish, nothing),
    )


_SCOPE_EXISTS: Final[LiteralString] = """
    OPTIONAL MATCH (customer:Customer {number: $customer})
    OPTIONAL MATCH (product:Product {number: $product})
    OPTIONAL MATCH (category:ProductCategory {number: $category})
    WITH scope, ($customer IS NULL OR customer IS NOT NULL) AND ($product IS NULL OR product IS NOT NULL)
         AND ($category IS NULL OR category IS NOT NULL) AS scopeExists
"""
_LINK: Final[LiteralString] = """
    WITH version
    CALL (version) {
        MATCH (product:Product {number: $product})
        CREATE (version)-[:FOR_PRODUCT]->(product)
        RETURN count(*) AS products
    }
    CALL (version) {
        MATCH (category:ProductCategory {number: $category})
        CREATE (version)-[:FOR_CATEGORY]->(category)
        RETURN count(*) AS categories
    }
    CALL (version) {
        MATCH (customer:Customer {number: $customer})
        CREATE (version)-[:FOR_CUSTOMER]->(customer)
        RETURN count(*) AS customers
    }
    RETURN version.id AS id
"""

WARRANTY_TERMS: Final = _statements(
    lock="""
    MERGE (scope:Scope {key: $key})
    SET scope.lockedAt = timestamp()
    WITH scope
    """
    + _SCOPE_EXISTS
    + """
    CALL () {
        MATCH (term:WarrantyTerm {scopeKey: $key})
        RETURN collect("""
    + TERM
    + """) AS terms
    }
    CALL () {
        MATCH (term:WarrantyTerm) WHERE term.number = $number AND term.version > 0
        RETURN max(term.version) AS lastVersion, head(collect(term.scopeKey)) AS numberScope
    }
    OPTIONAL MATCH (chain:AuditChain {subject: 'WarrantyTerm:' + $number})
    RETURN terms, [] AS policies, coalesce(lastVersion, 0) AS lastVersion, numberScope, scopeExists,
           chain.length AS chainLength, chain.head AS chainHead
    """,
    publish="""
    CREATE (version:WarrantyTerm)
    SET version = $facts
    """
    + _LINK,
    name="warranty_term",
)

RETURN_POLICIES: Final = _statements(
    lock="""
    MERGE (scope:Scope {key: $key})
    SET scope.lockedAt = timestamp()
    WITH scope
    """
    + _SCOPE_EXISTS
    + """
    CALL () {
        MATCH (policy:ReturnPolicy {scopeKey: $key})
        RETURN collect("""
    + POLICY
    + """) AS policies
    }
    CALL () {
        MATCH (policy:ReturnPolicy) WHERE policy.number = $number AND policy.version > 0
        RETURN max(policy.version) AS lastVersion, head(collect(policy.scopeKey)) AS numberScope
    }
    OPTIONAL MATCH (chain:AuditChain {subject: 'ReturnPolicy:' + $number})
    RETURN [] AS terms, policies, coalesce(lastVersion, 0) AS lastVersion, numberScope, scopeExists,
           chain.length AS chainLength, chain.head AS chainHead
    """,
    publish="""
    CREATE (version:ReturnPolicy)
    SET version = $facts
    """
    + _LINK,
    name="return_policy",
)


def _version_facts(version: WarrantyTerm | ReturnPolicy) -> dict[str, Any]:
    facts: Mapping[str, Any] = {
        "id": version.id,
        "number": version.number,
        "version": version.version,
        "scopeKey": version.scope.key,
        "scopeCustomer": version.scope.customer,
        "scopeProduct": version.scope.product,
        "scopeCategory": version.scope.category,
        "validFrom": version.valid_from,
        "validTo": version.valid_to,
        "publishedAt": version.published_at,
    }
    return {name: value for name, value in facts.items() if value is not None}


def term_facts(version: WarrantyTerm) -> dict[str, Any]:
    """A warranty term's version as the graph keeps it."""
    coverages = [f"{each.kind}|{each.period}|{each.percentage}" for each in version.coverages]
    return {
        **_version_facts(version),
        "layer": version.layer.value,
        "startBasis": version.start_basis.value,
        "coverages": coverages,
    }


def policy_facts(version: ReturnPolicy) -> dict[str, Any]:
    """A return policy's version as the graph keeps it. Without `windowDays` nothing may come back."""
    window = {} if version.window_days is None else {"windowDays": version.window_days}
    return {**_version_facts(version), "basis": version.basis.value, **window}


class TermStatements(Transaction):
    """Publishing versions, and finding those that a sale may be held to."""

    async def find_versions(self, customer: str, products: Sequence[str]) -> Mapping[str, Candidates]:
        """What was published for products, by product: for a customer's sale."""
        return await self.run(FIND_VERSIONS, customer=customer, products=list(products))

    async def lock_term_scope(self, scope: Scope, number: str) -> LockedTerms:
        """Lock a scope against other publications, and load the warranty terms in it."""
        return await self.run(WARRANTY_TERMS.lock, number=number, key=scope.key, **_ends(scope))

    async def lock_policy_scope(self, scope: Scope, number: str) -> LockedTerms:
        """Lock a scope against other publications, and load the return policies in it."""
        return await self.run(RETURN_POLICIES.lock, number=number, key=scope.key, **_ends(scope))

    async def publish_term(self, version: WarrantyTerm) -> None:
        """Add a version; none is ever changed."""
        await self.run(WARRANTY_TERMS.publish, facts=term_facts(version), **_ends(version.scope))

    async def publish_policy(self, version: ReturnPolicy) -> None:
        """Add a version; none is ever changed."""
        await self.run(RETURN_POLICIES.publish, facts=policy_facts(version), **_ends(version.scope))


def _ends(scope: Scope) -> dict[str, Any]:
    return {"customer": scope.customer, "product": scope.product, "category": scope.category}
