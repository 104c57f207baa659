"""Publishing versions of warranty terms and return policies, under a lock on their scope."""

from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph_api.domain.terms import ReturnPolicy, Scope, WarrantyTerm
from graph_api.domain.versions import LockedTerms
from graph_api.store.bolt import Runs, Transaction
from graph_api.store.books import chain_head
from graph_api.store.statement import Mode, Row, Statement, nothing
from graph_api.store.terms import POLICY, TERM, policy, policy_facts, term, term_facts


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
    look: Statement[LockedTerms]
    publish: Statement[None]


def _statements(look: LiteralString, publish: LiteralString, name: LiteralString) -> _Kind:
    return _Kind(
        Statement(f"lock_{name}_scope", Mode.WRITE, _LOCK + look, _locked),
        Statement(f"look_at_{name}_scope", Mode.READ, "WITH $key AS scope " + look, _locked),
        Statement(f"publish_{name}", Mode.WRITE, publish, nothing),
    )


_LOCK: Final[LiteralString] = """
    MERGE (scope:Scope {key: $key})
    SET scope.lockedAt = timestamp()
    WITH scope
"""


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
    FINISH
"""

WARRANTY_TERMS: Final = _statements(
    look=_SCOPE_EXISTS
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
    look=_SCOPE_EXISTS
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


class PublishingStatements(Transaction):
    """Locking a scope and adding a version to it."""

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


class PublishingReads(Runs):
    """Looking at a scope as publishing would find it, without a lock: for what is only tried."""

    async def look_at_term_scope(self, scope: Scope, number: str) -> LockedTerms:
        """The warranty terms in a scope."""
        return await self.run(WARRANTY_TERMS.look, number=number, key=scope.key, **_ends(scope))

    async def look_at_policy_scope(self, scope: Scope, number: str) -> LockedTerms:
        """The return policies in a scope."""
        return await self.run(RETURN_POLICIES.look, number=number, key=scope.key, **_ends(scope))


def _ends(scope: Scope) -> dict[str, Any]:
    return {"customer": scope.customer, "product": scope.product, "category": scope.category}
