"""Corrections on what their caller saw. Rule C4."""

from datetime import UTC, datetime

import pytest

from graph_api.domain.audit import ChainHead
from graph_api.domain.documents import DocumentKind
from graph_api.domain.staleness import LastChange, ReasonMissing, decide_reason, decide_version

AT = datetime(2024, 5, 10, 8, tzinfo=UTC)


def test_a_correction_of_what_its_caller_saw_goes_on() -> None:
    """C4."""
    assert decide_version(3, ChainHead(3, "seal"), None, DocumentKind.INVOICE, "INV-1") is None


def test_a_correction_of_an_older_version_is_told_who_changed_what_since() -> None:
    """C4."""
    last = LastChange("post", "ines", AT)
    refusal = decide_version(2, ChainHead(3, "seal"), last, DocumentKind.INVOICE, "INV-1")
    assert refusal is not None
    assert (refusal.last_action, refusal.last_actor, refusal.last_at) == ("post", "ines", AT)
    assert refusal.message == "INV-1 is at version 3, not 2: read it again, and correct it if that is still right."


def test_a_version_of_a_document_that_nobody_changed_is_stale_too() -> None:
    """C4: a number that was never read is no version."""
    refusal = decide_version(7, ChainHead(), None, DocumentKind.SALES_ORDER, "SO-1")
    assert refusal is not None
    assert (refusal.current, refusal.last_action) == (0, None)


def test_a_correction_that_says_why_goes_on() -> None:
    """C4."""
    assert decide_reason("misread", "INV-1") is None


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_correction_that_says_nothing_is_refused(reason: str | None) -> None:
    """C4."""
    refusal = decide_reason(reason, "INV-1")
    assert refusal == ReasonMissing(document="INV-1", path=("reason",))
    assert refusal.message == "Say why: what is corrected on INV-1 is kept with its reason."
