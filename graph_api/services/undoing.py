"""What every undoing of a posted document is asked besides its own rules: the version seen, the reason, and the day."""

from collections.abc import Iterable
from datetime import date

from graph_api.domain.documents import DocumentKind
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import Refusal
from graph_api.domain.staleness import decide_reason, decide_version
from graph_api.services.performing import Request
from graph_api.services.posting import decide_document_day


def said_against(
    locked: LockedBook,
    request: Request,
    document: tuple[DocumentKind, str],
    version: int,
    day: date,
    earliest: Iterable[date | None],
) -> tuple[Refusal, ...]:
    """
    Refuse a stale version or a missing reason (C4), and a day before what is undone stood (W11).

    Args:
        document: The kind and the name of what the version is of.
        earliest: Days that the undoing must not be before, where there are any.
    """
    kind, name = document
    found = (
        decide_version(version, locked.chain, locked.last, kind, name),
        decide_reason(request.reason, name),
        decide_document_day(locked.book, request, day, earliest),
    )
    return tuple(refusal for refusal in found if refusal is not None)
