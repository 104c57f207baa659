"""Reading the audit chain of one subject, entry by entry (C4)."""

from collections.abc import Sequence
from typing import Any, Final

from graph_api.domain.audit import AuditEntry
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_moment
from graph_api.store.statement import Mode, Statement


def _entry(values: Sequence[Any]) -> AuditEntry:
    subject, sequence, at, *rest = values
    return AuditEntry(subject, sequence, a_moment(at), *rest)


AUDIT_ENTRIES: Final = Statement(
    name="audit_entries",
    mode=Mode.READ,
    text="""
    MATCH (e:AuditEntry) WHERE e.subject = $subject AND e.sequence > $after
    WITH e ORDER BY e.sequence LIMIT $first
    RETURN collect([e.subject, e.sequence, toString(e.at), e.actor, e.action, e.reason, e.before, e.after,
                    e.previous, e.seal]) AS entries
    """,
    decode=lambda row: [_entry(each) for each in (row["entries"] if row else ())],
)


class AuditReads(Runs):
    """Reading what was recorded."""

    async def audit_entries(self, subject: str, after: int, first: int) -> list[AuditEntry]:
        """The entries of one subject behind a place in its chain, the oldest first."""
        return await self.run(AUDIT_ENTRIES, subject=subject, after=after, first=first)
