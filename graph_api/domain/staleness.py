"""Corrections say why, and are made on what their caller saw: who saw older data hears what happened since (C4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from graph_api.domain.audit import ChainHead
from graph_api.domain.documents import DocumentKind
from graph_api.domain.outcomes import Refusal


@dataclass(frozen=True, slots=True)
class LastChange:
    """What happened last to a document, and by whom."""

    action: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleVersion(Refusal):
    """The document was changed after its caller saw it: nothing is corrected on what is no longer so."""

    rule = "C4"
    document_kind: Annotated[DocumentKind, "The kind of document."]
    document: Annotated[str, "The document, as a person calls it."]
    seen: Annotated[int, "The version that the caller gave."]
    current: Annotated[int, "The version that it has."]
    last_action: Annotated[str | None, "The operation that changed it last."]
    last_actor: Annotated[str | None, "Who changed it last."]
    last_at: Annotated[datetime | None, "When, in UTC."]

    @property
    def message(self) -> str:
        return (
            f"{self.document} is at version {self.current}, not {self.seen}: read it again, and correct it if that is "
            "still right."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMissing(Refusal):
    """A change of what is posted keeps why it was made (C4)."""

    rule = "C4"
    document: Annotated[str, "The document, as a person calls it."]

    @property
    def message(self) -> str:
        return f"Say why: what is corrected on {self.document} is kept with its reason."


StalenessRefusal = StaleVersion | ReasonMissing


def decide_reason(reason: str | None, document: str) -> ReasonMissing | None:
    """Refuse a correction without a reason; blanks are none."""
    if reason is not None and reason.strip():
        return None
    return ReasonMissing(document=document, path=("reason",))


def decide_version(
    seen: int, chain: ChainHead, last: LastChange | None, kind: DocumentKind, document: str
) -> StaleVersion | None:
    """
    Refuse a correction that was made on another version than the one under the lock.

    Args:
        seen: The version that the caller read.
        chain: The end of the document's audit chain, whose length is its version.
        last: What the chain's last entry says; None where it has none.
    """
    if seen == chain.length:
        return None
    return StaleVersion(
        document_kind=kind,
        document=document,
        seen=seen,
        current=chain.length,
        last_action=last.action if last else None,
        last_actor=last.actor if last else None,
        last_at=last.at if last else None,
        path=("version",),
    )
