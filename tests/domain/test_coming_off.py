"""Rule D11: what comes off draft invoices when goods go back."""

from graph_api.domain.coming_off import came_off, coming_off
from graph_api.domain.documents import DocumentState
from tests.domain.books import billed, blank, book, invoice, numbered


def test_what_ends_comes_off_drafts_alone() -> None:
    """D11: a posted invoice keeps what it says; a draft that has chosen nothing of it hears nothing."""
    draft = invoice(billed(2, *numbered("a", "b")), billed(1, blank("c"), id="IL-2"), number="INV-1")
    posted = invoice(billed(1, *numbered("d")), number="INV-2", state=DocumentState.POSTED)
    other = invoice(billed(1, *numbered("e")), number="INV-3")
    found = coming_off(book(draft, posted, other), {"b", "c", "d"})
    assert found == ((draft, (*numbered("b"), blank("c"))),)


def test_what_came_off_is_named() -> None:
    """D11."""
    notice = came_off(invoice(), (*numbered("a"), blank("b")), "reversed")
    assert (notice.code, notice.rule) == ("CAME_OFF", "D11")
    assert notice.message == "SN a, Not readable came off the invoice INV-1, which had chosen what is reversed here."
