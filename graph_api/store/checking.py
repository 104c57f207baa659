"""
The rules over the whole graph, as `doctor` checks them: each statement counts and names what breaks one rule.

Facts are judged as they stood when a document was posted, so that what was corrected, reversed or re-termed afterwards
breaks nothing. All of them scan, and take the longer the larger the graph is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from graph_api.domain.audit import AuditEntry, first_broken
from graph_api.store.bolt import Bolt
from graph_api.store.check import Finding
from graph_api.store.checking_aftersales import AFTER_SALES_CHECKS
from graph_api.store.checking_claims import CLAIM_CHECKS
from graph_api.store.checking_corrections import CORRECTION_CHECKS
from graph_api.store.checking_credits import CREDIT_CHECKS
from graph_api.store.checking_documents import DOCUMENT_CHECKS
from graph_api.store.checking_registrations import REGISTRATION_CHECKS
from graph_api.store.checking_returns import RETURN_CHECKS
from graph_api.store.checking_terms import TERM_CHECKS
from graph_api.store.checking_undone import UNDOING_CHECKS
from graph_api.store.fragments import a_moment
from graph_api.store.statement import Mode, Row, Statement

T = TypeVar("T")

CHECKS: Final = (
    *REGISTRATION_CHECKS,
    *DOCUMENT_CHECKS,
    *TERM_CHECKS,
    *UNDOING_CHECKS,
    *CREDIT_CHECKS,
    *CORRECTION_CHECKS,
    *AFTER_SALES_CHECKS,
    *CLAIM_CHECKS,
    *RETURN_CHECKS,
)
_CHAINS_A_PAGE: Final = 200
_TIMEOUT_SECONDS: Final = 600.0


async def check_rules(bolt: Bolt) -> tuple[Finding, ...]:
    """Every rule that the graph breaks; nothing where it keeps them all."""
    findings = []
    for check in CHECKS:
        broken, examples = await bolt.read(check.find, _TIMEOUT_SECONDS)
        if broken:
            findings.append(Finding(check.rule, check.what, broken, examples))
    return tuple(findings)


@dataclass(frozen=True, slots=True)
class _Chain:
    subject: str
    length: int
    head: str
    entries: tuple[AuditEntry, ...]


def _entry(values: Sequence[Any]) -> AuditEntry:
    subject, sequence, at, *texts = values
    moment: datetime = a_moment(at)
    return AuditEntry(subject, sequence, moment, *texts)


def _chains(row: Row | None) -> tuple[_Chain, ...]:
    pages = [] if row is None else row["chains"]
    return tuple(
        _Chain(subject, length, head, tuple(_entry(each) for each in entries))
        for subject, length, head, entries in pages
    )


FIND_CHAINS: Final = Statement(
    name="find_audit_chains",
    mode=Mode.READ,
    text="""
    MATCH (chain:AuditChain) WHERE chain.subject > $after
    WITH chain ORDER BY chain.subject LIMIT $first
    CALL (chain) {
        MATCH (e:AuditEntry) WHERE e.subject = chain.subject AND e.sequence > 0
        WITH e ORDER BY e.sequence
        RETURN collect([e.subject, e.sequence, toString(e.at), e.actor, e.action, e.reason, e.before, e.after,
                        e.previous, e.seal]) AS entries
    }
    WITH chain, entries ORDER BY chain.subject
    RETURN collect([chain.subject, chain.length, chain.head, entries]) AS chains
    """,
    decode=_chains,
)

COUNT_ENTRIES: Final = Statement(
    name="count_audit_entries",
    mode=Mode.READ,
    text="MATCH (e:AuditEntry) RETURN count(e) AS entries",
    decode=lambda row: 0 if row is None else int(row["entries"]),
    analytic=True,
)


async def check_audit(bolt: Bolt, audit_key: bytes) -> tuple[Finding, ...]:
    """
    Verify every audit chain with the key, a page at a time (C4).

    An entry that was changed, moved, added or removed breaks its chain; so does a chain whose end was cut off.
    """
    broken: list[str] = []
    verified, after = 0, ""
    while chains := await bolt.read(FIND_CHAINS, _TIMEOUT_SECONDS, after=after, first=_CHAINS_A_PAGE):
        broken.extend(chain.subject for chain in chains if not _holds(chain, audit_key))
        verified += sum(len(chain.entries) for chain in chains)
        after = chains[-1].subject
    loose = await bolt.read(COUNT_ENTRIES, _TIMEOUT_SECONDS) - verified
    findings = []
    if broken:
        what = "has an audit chain that is not what was sealed, or not sealed with this key"
        findings.append(Finding("C4", what, len(broken), tuple(broken[:5])))
    if loose:
        findings.append(Finding("C4", "audit entries that belong to no chain", loose, ()))
    return tuple(findings)


def _holds(chain: _Chain, key: bytes) -> bool:
    last = chain.entries[-1].seal if chain.entries else ""
    whole = chain.length == len(chain.entries) and chain.head == last
    return whole and first_broken(key, chain.entries) is None
