"""Reading the audit chain of one subject, entry by entry (C4)."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph_api.domain.audit import AuditEntry
from graph_api.domain.views import ALL_ENTRIES, AuditFilter
from graph_api.store.bolt import Runs
from graph_api.store.fragments import a_moment
from graph_api.store.statement import Mode, Statement


def _entry(values: Sequence[Any]) -> AuditEntry:
    subject, sequence, at, *rest = values
    return AuditEntry(subject, sequence, a_moment(at), *rest)


_WANTED: Final[LiteralString] = """
      AND ($actor IS NULL OR e.actor = $actor) AND ($actions IS NULL OR e.action IN $actions)
      AND ($from IS NULL OR e.at >= $from) AND ($before IS NULL OR e.at < $before)
"""

AUDIT_ENTRIES: Final = Statement(
    name="audit_entries",
    mode=Mode.READ,
    text="""
    MATCH (e:AuditEntry) WHERE e.subject = $subject AND e.sequence > $after
    """
    + _WANTED
    + """
    WITH e ORDER BY e.sequence LIMIT $first
    RETURN collect([e.subject, e.sequence, toString(e.at), e.actor, e.action, e.reason, e.before, e.after,
                    e.previous, e.seal]) AS entries
    """,
    decode=lambda row: [_entry(each) for each in (row["entries"] if row else ())],
)


COUNT_AUDIT_ENTRIES: Final = Statement(
    name="count_entries_of_a_chain",
    mode=Mode.READ,
    text="MATCH (e:AuditEntry) WHERE e.subject = $subject AND e.sequence > 0"
    + _WANTED
    + "WITH e LIMIT $first RETURN count(e) AS found",
    decode=lambda row: 0 if row is None else int(row["found"]),
)


def _asked(subject: str, wanted: AuditFilter) -> dict[str, object]:
    actions = None if wanted.actions is None else list(wanted.actions)
    return {
        "subject": subject,
        "actor": wanted.actor,
        "actions": actions,
        "from": wanted.begins_at,
        "before": wanted.ends_before,
    }


class AuditReads(Runs):
    """Reading what was recorded."""

    async def audit_entries(
        self, subject: str, after: int, first: int, wanted: AuditFilter = ALL_ENTRIES
    ) -> list[AuditEntry]:
        """The entries of one subject behind a place in its chain, the oldest first."""
        return await self.run(AUDIT_ENTRIES, **_asked(subject, wanted), after=after, first=first)

    async def count_audit_entries(self, subject: str, wanted: AuditFilter, most: int) -> int:
        """How many entries a filter finds; one more than the most that is counted where there are more."""
        return await self.run(COUNT_AUDIT_ENTRIES, **_asked(subject, wanted), first=most + 1)
